//! Bytes to where people find them. Now: the folder of the month, which appears whole or not at all.

mod folder;

pub use folder::{ensure_writable, write_folder, write_new_file};
