//! Workbooks: a finished report as Excel bytes. Looks only; every figure arrives rounded.

mod book;
mod cells;
mod chart;
mod contents;
mod data;
mod emphasis;
pub(in crate::render) mod formats;
mod layout;
mod live;
mod long;
pub(in crate::render) mod measure;
pub(in crate::render) mod names;
mod package;
mod print;
pub mod questions;
mod row;
mod section;
pub mod settings;
mod sheet;
mod table;
pub mod template;
pub(in crate::render) mod text;
mod tiles;
mod widths;

use crate::{
    guard,
    model::{report::Report, theme::Theme},
};
pub(in crate::render) use package::COMPRESSION;
pub use rust_xlsxwriter::XlsxError;

/// From so many rows on a table is long: the spreadsheet library would keep its cells until the end.
const LONG: usize = 100;

/// The report as an Excel workbook: a sheet for each section, then its data. The same report gives the same bytes.
pub fn xlsx(report: &Report, theme: &Theme) -> Result<Vec<u8>, XlsxError> {
    caught(|| book::write(report, theme, LONG))
}

/// A panic of the library is an error like any other.
fn caught<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, XlsxError> {
    guard::catch(work).unwrap_or_else(|panic| Err(XlsxError::CustomError(panic)))
}

#[cfg(test)]
mod tests;
