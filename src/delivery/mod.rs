//! Bytes to where people find them: the folder of the month, which appears whole or not at all, and copies for
//! submitters, which never write over anything.

mod answers;
mod folder;

pub use answers::write_answer;
pub use folder::{StagedFolder, ensure_writable, month_folder, recover, stage_folder, write_folder, write_new_file};
