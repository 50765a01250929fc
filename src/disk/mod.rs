//! The disk as a careful program uses it: a file appears whole or not at all, one run at a time has a folder, and a
//! test may end the program at any point in between.

mod lock;
mod open;
mod place;
pub mod points;
mod rights;
mod write;

pub use lock::{Lock, computer};
pub use open::{NotOpened, open_inside};
pub use place::{behind_drive_letter, free_bytes, is_elsewhere, newest_change, size_of, try_writing};
pub use rights::{keep_to_owner, open_to_others};
pub use write::{append, create, is_running, prepare, rename, replace, sync_folder, write_new};
