//! Bytes to where people find them: the folder of the month, which appears whole or not at all, copies for submitters,
//! which never write over anything, and mails, each once.

mod answers;
mod deliver;
mod folder;
mod graph;
mod marks;
mod message;
mod smtp;
mod tls;
mod token;
mod web;

pub use answers::{retire_answer, write_answer};
pub use deliver::{Limits, Mailer, Outcome, Receipt, Response, Trouble, deliver, foreseen};
pub use folder::{
    PREVIEW, StagedFolder, clear_drafts, clear_previews, drafts_of, ensure_writable, month_folder, put_file, recover,
    stage_folder, write_folder, write_new_file,
};
pub use graph::Graph;
pub use marks::{MarkedLedger, Marks};
pub use message::{Letter, message};
pub use smtp::Smtp;
