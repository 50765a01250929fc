//! The disk as a careful program uses it: a file appears whole or not at all, one run at a time has a folder, and a
//! test may end the program at any point in between.

mod lock;
pub mod points;
mod write;

pub use lock::Lock;
pub use write::{prepare, replace, sync_folder, write_new};
