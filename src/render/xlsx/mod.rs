//! Workbooks: a finished report as Excel bytes. Looks only; every figure arrives rounded.

mod book;
mod chart;
mod contents;
mod data;
pub(in crate::render) mod formats;
mod layout;
mod live;
pub(in crate::render) mod measure;
pub(in crate::render) mod names;
mod print;
mod section;
mod sheet;
mod table;
pub mod template;
pub(in crate::render) mod text;
mod tiles;

use crate::{
    guard,
    model::{report::Report, theme::Theme},
};
pub use rust_xlsxwriter::XlsxError;
use std::io;

/// The report as an Excel workbook: a sheet for each section, then its data. The same report gives the same bytes.
pub fn xlsx(report: &Report, theme: &Theme) -> Result<Vec<u8>, XlsxError> {
    guard::catch(|| book::write(report, theme)).unwrap_or_else(|panic| Err(disk_or_fault(panic)))
}

/// Rows of large sheets wait in a temporary file, and the library panics when there is no room for it: then the words
/// have the system's error, `… Os { code: 28, kind: StorageFull, message: "No space left on device" }`.
fn disk_or_fault(panic: String) -> XlsxError {
    match panic.split_once("Os { code: ").and_then(|(_, rest)| rest.split('"').nth(1)) {
        Some(message) => XlsxError::IoError(io::Error::other(message.to_owned())),
        None => XlsxError::CustomError(panic),
    }
}

#[cfg(test)]
mod tests;
