//! What was found in the intake, for people who will fix it.

use super::{
    ReportContext,
    columns::Columns,
    round,
    tables::{figure_or_empty, text},
    words as phrases,
};
use crate::model::{
    finding::{Finding, Severity},
    report::{Block, Cell, Look, Rest, Section, Table},
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
        scope: format!("Findings by file, sheet and cell · {}", context.assumptions.period_title()),
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
        let words = "more than a sheet takes: findings.csv has all of them.";
        table.rest = Rest::of_left_out(more, words, words);
    }
    table
}

/// The table of the sheet: what counts least first, and in front what it takes to fix a cell.
fn worst_first(findings: &[Finding]) -> Table {
    let mut ordered: Vec<&Finding> = findings.iter().collect();
    // Within a severity the order of address stays.
    ordered.sort_by_key(|finding| finding.severity);
    Columns::new()
        .short("Severity", severity)
        .look(Look::Severity)
        .short("Cell", |finding: &&Finding| text(finding.address.to_string()))
        .words("Found", |finding| words(&finding.found))
        .words("What to do", |finding| words(&finding.instead))
        .words("What is wrong", |finding| words(&finding.problem))
        .short("Column", |finding| words(&finding.column))
        .numbers("Money not counted", |finding| money(finding))
        .short("Kind", |finding| text(finding.code.text()))
        .short("File", |finding| text(&*finding.address.file))
        .short("Sheet", |finding| tab(finding))
        .table("Findings", "", ordered)
}

/// Every finding with where, what and what to type instead, in order of address: findings.csv.
pub fn findings_table(findings: &[Finding]) -> Table {
    Columns::new()
        .short("Severity", |finding: &Finding| severity(&finding))
        .look(Look::Severity)
        .short("File", |finding| text(&*finding.address.file))
        .short("Sheet", tab)
        .short("Cell", |finding| finding.address.cell.map_or(Cell::Empty, |cell| text(cell.to_string())))
        .short("Column", |finding| words(&finding.column))
        .words("Found", |finding| words(&finding.found))
        .words("What is wrong", |finding| words(&finding.problem))
        .words("What to do", |finding| words(&finding.instead))
        .numbers("Money not counted", money)
        .short("Kind", |finding| text(finding.code.text()))
        .table("Findings", "", findings)
}

fn severity(finding: &&Finding) -> Cell {
    text(finding.severity.name())
}

fn tab(finding: &Finding) -> Cell {
    finding.address.sheet.as_deref().map_or(Cell::Empty, text)
}

fn money(finding: &Finding) -> Cell {
    figure_or_empty(finding.cents.map(round::cents))
}

fn words(words: &str) -> Cell {
    if words.is_empty() { Cell::Empty } else { text(words) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tables::body;

    #[test]
    fn findings_beyond_a_sheet_are_counted() {
        let table = Table { rows: vec![body(Vec::new()); 5], ..findings_table(&[]) };
        let cut = as_many_as_fit(table.clone(), 3);
        assert_eq!(
            (cut.rows.len(), cut.rest.as_ref().map(Rest::text)),
            (3, Some("2 more than a sheet takes: findings.csv has all of them.".to_owned()))
        );
        assert_eq!((as_many_as_fit(table, 5).rows.len(), findings_table(&[]).rest), (5, None));
    }
}
