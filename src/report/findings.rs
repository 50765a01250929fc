//! What was found in the intake, for people who will fix it.

use super::{
    ReportContext, round,
    tables::{body, figure_or_empty, looking, numbers, short, text, words},
    words as phrases,
};
use crate::model::{
    finding::{Finding, Severity},
    report::{Block, Cell, Look, Section, Table, TableColumn},
};

/// The sheet Findings of the workbook.
pub fn sheet(context: &ReportContext) -> Section {
    let noted = context.found(Severity::Noted);
    let to_fix = context.findings.len() - noted;
    let title = match to_fix {
        0 => format!(
            "Nothing has to be fixed; {} noted.",
            phrases::plural(noted as u64, "assumption is", "assumptions are")
        ),
        _ => format!(
            "{} to fix, {} noted.",
            phrases::plural(to_fix as u64, "finding", "findings"),
            phrases::plural(noted as u64, "assumption", "assumptions")
        ),
    };
    Section {
        name: "Findings".to_owned(),
        title,
        scope: format!("Findings by file, sheet and cell · {}", context.assumptions.period.title()),
        detail_sheet: None,
        blocks: vec![Block::Table(as_many_as_fit(worst_first(context.findings), MOST_ROWS))],
    }
}

/// Rows of a table on a sheet; Excel's sheets end 48,576 rows later.
const MOST_ROWS: usize = 1_000_000;

/// The first rows, and how many more there are.
fn as_many_as_fit(mut table: Table, most: usize) -> Table {
    let more = table.rows.len().saturating_sub(most);
    if more > 0 {
        table.rows.truncate(most);
        table.rest = Some(format!("{more} more than a sheet takes: findings.csv has all of them."));
    }
    table
}

/// The table of the sheet: what counts least first, and in front what it takes to fix a cell.
fn worst_first(findings: &[Finding]) -> Table {
    let mut ordered: Vec<&Finding> = findings.iter().collect();
    // Within a severity the order of address stays.
    ordered.sort_by_key(|finding| finding.severity);
    let whole = findings_table(&[]);
    let columns: Vec<TableColumn> = SHEET_ORDER.iter().map(|place| whole.columns[*place].clone()).collect();
    let rows = ordered.into_iter().map(|finding| {
        let mut cells = cells(finding);
        cells[CELL] = text(finding.address.to_string());
        body(SHEET_ORDER.iter().map(|place| cells[*place].clone()).collect())
    });
    Table { rows: rows.collect(), columns, ..whole }
}

/// Where the cell stands among the columns of [`findings_table`].
const CELL: usize = 3;

/// Columns of [`findings_table`] on the sheet: severity, cell with its file and sheet, found, what to do, what is wrong,
/// column, money, kind, file, sheet.
const SHEET_ORDER: [usize; 10] = [0, CELL, 5, 7, 6, 4, 8, 9, 1, 2];

/// Every finding with where, what and what to type instead, in order of address: findings.csv.
pub fn findings_table(findings: &[Finding]) -> Table {
    Table {
        name: "Findings".to_owned(),
        caption: String::new(),
        columns: vec![
            looking(short("Severity"), Look::Severity),
            short("File"),
            short("Sheet"),
            short("Cell"),
            short("Column"),
            words("Found"),
            words("What is wrong"),
            words("What to do"),
            numbers("Money not counted"),
            short("Kind"),
        ],
        rows: findings.iter().map(|finding| body(cells(finding))).collect(),
        rest: None,
    }
}

fn cells(finding: &Finding) -> Vec<Cell> {
    let words = |words: &str| if words.is_empty() { Cell::Empty } else { text(words) };
    vec![
        text(finding.severity.name()),
        text(&*finding.address.file),
        finding.address.sheet.as_deref().map_or(Cell::Empty, text),
        finding.address.cell.map_or(Cell::Empty, |cell| text(cell.to_string())),
        words(&finding.column),
        words(&finding.found),
        words(&finding.problem),
        words(&finding.instead),
        figure_or_empty(finding.cents.map(round::cents)),
        text(finding.code.text()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_beyond_a_sheet_are_counted() {
        let table = Table { rows: vec![body(Vec::new()); 5], ..findings_table(&[]) };
        let cut = as_many_as_fit(table.clone(), 3);
        assert_eq!(
            (cut.rows.len(), cut.rest.as_deref()),
            (3, Some("2 more than a sheet takes: findings.csv has all of them."))
        );
        assert_eq!((as_many_as_fit(table, 5).rows.len(), findings_table(&[]).rest), (5, None));
    }
}
