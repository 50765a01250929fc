//! `manual`: in the browser, on the terminal, as a file. What shells and `man` read of it.

use super::{DONE, opener};
use coe_report::{
    cli::{self, Shell},
    console::Console,
    delivery,
    manual::{self, Page},
    model::problem::Problem,
};
use std::path::Path;

/// The file that the browser opens.
const FILE: &str = "coe-report-manual.html";

/// Prints one page.
pub fn print(name: &str, console: &Console) -> Result<u8, Problem> {
    let page = Page::named(name).ok_or_else(|| {
        Problem::usage(format!("The manual has no page {name}"), "coe-report manual --help lists the pages.")
    })?;
    console.manual_page(page);
    Ok(DONE)
}

/// Writes the manual into a new file.
pub fn write(file: &Path, console: &Console) -> Result<u8, Problem> {
    delivery::write_new_file(file, manual::html().as_bytes())?;
    console.manual_written(file);
    Ok(DONE)
}

/// Opens the manual where there is a screen, and else says which pages there are.
///
/// Its file lies in the folder in which one works, like reports: a temporary folder is shared by all accounts, and browsers
/// in a sandbox may not read it. Whatever has its name is replaced, never written through.
pub fn open(console: &Console) -> Result<u8, Problem> {
    if opener().is_none() {
        console.manual_contents();
        return Ok(DONE);
    }
    let file = std::env::current_dir().unwrap_or_default().join(FILE);
    delivery::put_file(&file, manual::html().as_bytes())?;
    console.manual_written(&file);
    super::open(&file);
    Ok(DONE)
}

/// Prints the script with which a shell completes what is typed.
pub fn print_completions(shell: Shell, console: &Console) -> Result<u8, Problem> {
    console.script(&cli::completions(shell));
    Ok(DONE)
}

/// Writes a man page for each command, in place of older ones.
pub fn write_man_pages(folder: &Path, console: &Console) -> Result<u8, Problem> {
    for (name, page) in cli::man_pages() {
        delivery::put_file(&folder.join(name), &page)?;
    }
    console.manual_written(folder);
    Ok(DONE)
}
