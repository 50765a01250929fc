//! What several tests need: the program, the sample, small workbooks, the text of a PDF.

use rust_xlsxwriter::Workbook;
use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// What a small intake says of its initiatives.
pub const INITIATIVE_TITLES: [&str; 7] =
    ["Initiative ID", "Initiative name", "Department", "Business owner", "Outcome category", "Phase", "Submitted on"];
/// As little of initiatives as can be reported.
pub const SHORT_INITIATIVE_TITLES: [&str; 4] = ["Initiative ID", "Initiative name", "Department", "Phase"];
/// Planned and actual money by month.
pub const MONEY_TITLES: [&str; 6] =
    ["Initiative ID", "Month", "Cost planned", "Cost actual", "Benefit planned", "Benefit actual"];
/// The same with what somebody says of it.
pub const COMMENTED_MONEY_TITLES: [&str; 7] =
    ["Initiative ID", "Month", "Cost planned", "Cost actual", "Benefit planned", "Benefit actual", "Comment"];
/// KPIs and their readings.
pub const KPI_TITLES: [&str; 8] =
    ["Initiative ID", "KPI", "Direction", "Unit", "Baseline", "Target", "Reading date", "Actual"];

/// The repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program with these arguments in `folder`, without anything of the caller's environment that it reads.
pub fn coe_report(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coe-report"));
    for name in ["COE_REPORT_CONFIG", "COE_REPORT_INTAKE", "COE_REPORT_OUT", "COE_REPORT_PERIOD"] {
        command.env_remove(name);
    }
    command.current_dir(folder).args(arguments).env("NO_COLOR", "1").output().expect("the program starts")
}

/// What went to standard output.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What went to standard error.
pub fn complained(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The record of a run.
pub fn record(folder: &Path) -> serde_json::Value {
    let text = std::fs::read(folder.join("run.json")).expect("the run wrote its record");
    serde_json::from_slice(&text).expect("the record is JSON")
}

/// Cents of a figure of the portfolio.
pub fn cents(run: &serde_json::Value, key: &str) -> i64 {
    run["portfolio"][key]["numerator"].as_i64().unwrap_or_else(|| panic!("{key} is known: {}", run["portfolio"][key]))
}

/// Every file below a folder with its bytes, in order of path.
pub fn files_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(inner) = open.pop() {
        for entry in std::fs::read_dir(&inner).expect("the folder can be listed") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let bytes = std::fs::read(&path).expect("the file can be read");
                files.push((path.strip_prefix(folder).expect("below the folder").to_owned(), bytes));
            }
        }
    }
    files.sort();
    files
}

/// A workbook with sheets of text cells; a cell that is a number is written as one.
pub fn workbook(path: &Path, sheets: &[(&str, &[&[&str]])]) {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a fit name");
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let (row, column) = (row as u32, column as u16);
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number),
                    Err(_) if cell.is_empty() => continue,
                    Err(_) => sheet.write_string(row, column, *cell),
                }
                .expect("a fit cell");
            }
        }
    }
    book.save(path).expect("the workbook can be written");
}

/// An intake of one workbook with these sheets, in a folder of its own; `report.toml` beside it.
pub fn intake_of(sheets: &[(&str, &[&[&str]])], settings: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("intake")).expect("a folder");
    workbook(&folder.path().join("intake/finance.xlsx"), sheets);
    std::fs::write(folder.path().join("report.toml"), settings).expect("the settings can be written");
    folder
}

/// The text of a PDF without its spaces.
pub fn pdf_text(path: &Path) -> String {
    let document = lopdf::Document::load(path).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    document.extract_text(&pages).unwrap().split_whitespace().collect()
}

/// Texts of the cells of a sheet of a workbook.
pub fn cells_of(path: &Path, sheet: &str) -> Vec<Vec<String>> {
    use calamine::{Reader, Xlsx, open_workbook};
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}
