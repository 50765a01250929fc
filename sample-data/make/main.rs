//! Makes the sample data: three months of intake workbooks of a company that does not exist.
//!
//! ```text
//! cargo run --example make-sample -- [OUT]      OUT is `sample-data` unless given
//! ```
//!
//! Every number comes from the tables in this folder: the same files, byte for byte, each time.
//! `company.rs` is October, `history.rs` what was different before, `money.rs` the amounts,
//! `slips.rs` the mistakes, `layout.rs` how each department keeps its file, `bill.rs` what the platform's provider sends.

mod bill;
mod cell;
mod company;
mod expected;
mod history;
mod intake;
mod layout;
mod money;
mod slips;
mod table;
mod write;

use cell::Month;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Where each intake goes; the last one is the month to report.
const INTAKES: [(&str, &str); 3] =
    [("2026-08", "history/2026-08"), ("2026-09", "history/2026-09"), ("2026-10", "intake")];

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("sample-data"), PathBuf::from);
    let mut entries = Vec::new();
    for (month, folder) in INTAKES {
        let intake = Month::parse(month);
        let submissions = intake::submissions(intake);
        write_files(&out.join(folder), intake, &submissions)?;
        entries.push(expected::json(intake, &submissions));
    }
    let (month, folder) = INTAKES[INTAKES.len() - 1];
    let (month, folder) = (Month::parse(month), out.join(folder));
    fs::write(folder.join("platform-bill.csv"), bill::csv(month))?;
    fs::write(folder.join("board-decisions.xlsx"), write::decisions(month)?)?;
    let json = format!("{{\n{}\n}}\n", entries.join(",\n"));
    fs::write(out.join("expected.json"), json)?;
    Ok(())
}

fn write_files(folder: &Path, month: Month, submissions: &[intake::Submission]) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    for submission in submissions {
        let bytes =
            if submission.layout.is_csv() { write::csv(submission) } else { write::workbook(submission, month)? };
        fs::write(folder.join(submission.layout.file), bytes)?;
    }
    Ok(())
}
