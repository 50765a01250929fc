//! One month against another. Both are snapshots, so a month just computed and one read back are compared in one way.

mod cells;

pub use cells::cells_changed;
