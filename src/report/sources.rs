//! Who sent what, how good the data of each file are, and every file with its fingerprint.

use super::{
    ReportContext, round,
    tables::{body, figure_or_empty, numbers, short, text, words},
    words as phrases,
};
use crate::model::{
    figure::Figure,
    money::Cents,
    portfolio::CheckedFile,
    quality::Part,
    report::{Block, Cell, Section, Table, TableColumn},
    submitter::{Sent, SubmitterStatus},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The sheet Sources of the workbook.
pub fn sheet(context: &ReportContext) -> Section {
    let title = format!(
        "{} read.",
        phrases::sentence(&phrases::plural(context.portfolio.files.len() as u64, "file was", "files were"))
    );
    Section {
        name: "Sources".to_owned(),
        title,
        scope: "Who sent what, the quality of each file, and its fingerprint (SHA-256)".to_owned(),
        detail_sheet: None,
        blocks: vec![Block::Table(senders(context)), Block::Table(quality(context)), Block::Table(sheets(context))],
    }
}

/// One row a submitter.
fn senders(context: &ReportContext) -> Table {
    let submitters = &context.portfolio.submitters;
    let derived = if submitters.iter().any(|status| status.is_expected) {
        "; who is not in the settings is named after the file"
    } else {
        "; nobody is expected by the settings, so senders are named after their files"
    };
    Table {
        name: "Senders".to_owned(),
        caption: format!("Who sent what: {}{derived}", summary(submitters)),
        columns: vec![
            short("Sender"),
            short("Sent"),
            short("Expected"),
            short("Due on"),
            short("Saved on"),
            numbers("Refused"),
            numbers("Set aside"),
            numbers("Rejected"),
            numbers("Noted"),
            numbers("Money not counted"),
            words("Files"),
        ],
        rows: submitters.iter().map(|status| body(sender(context, status))).collect(),
        rest: None,
    }
}

fn sender(context: &ReportContext, status: &SubmitterStatus) -> Vec<Cell> {
    let path = |file: &u32| context.portfolio.files[*file as usize].source.path.to_string();
    let mut files: Vec<String> = status.files.iter().map(path).collect();
    files.extend(status.replaced.iter().map(|file| format!("{} (replaced)", path(file))));
    let mut cells = vec![
        text(&*status.name),
        text(status.sent.name()),
        text(if status.is_expected { "yes" } else { "no" }),
        status.due_on.map_or(Cell::Empty, |day| text(day.to_string())),
        status.saved_at.map_or(Cell::Empty, |moment| text(day_of(moment))),
    ];
    cells.extend(status.findings.map(|count| Cell::Figure(round::count(count))));
    cells.push(figure_or_empty((status.not_counted != Cents::ZERO).then(|| round::cents(status.not_counted))));
    cells.push(if files.is_empty() { Cell::Empty } else { text(files.join("; ")) });
    cells
}

/// `6 of 8 sent: 4 to fix, 2 clean; 1 unchanged`. What has the values of last month was not sent for this one.
pub fn summary(submitters: &[SubmitterStatus]) -> String {
    let sent = || submitters.iter().filter(|status| status.has_sent());
    let parts: Vec<String> = [Sent::ToFix, Sent::Clean]
        .into_iter()
        .map(|wanted| (sent().filter(|status| status.sent == wanted).count(), wanted.name()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    let of_them = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    let unchanged = submitters.iter().filter(|status| status.sent != Sent::Missing && status.is_unchanged).count();
    let besides = if unchanged == 0 { String::new() } else { format!("; {unchanged} {}", Sent::Unchanged.name()) };
    format!("{} of {} sent{of_them}{besides}", sent().count(), submitters.len())
}

fn day_of(moment: Timestamp) -> String {
    date_of(moment).to_string()
}

/// The day of a moment, as UTC has it.
pub fn date_of(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}

/// One row a file: completeness, validity, freshness, each with what it is made of.
fn quality(context: &ReportContext) -> Table {
    let mut columns = vec![short("File"), short("Saved on")];
    let of = |title: &str, good: &str, all: &str| -> [TableColumn; 3] { [numbers(title), numbers(good), numbers(all)] };
    columns.extend(of("Complete", "Cells filled", "Cells asked for"));
    columns.extend(of("Valid", "Cells used", "Cells typed"));
    columns.extend(of("Fresh", "Fresh", "Judged"));
    let rows = context.portfolio.files.iter().filter(|file| file.counts() && !file.sheets.is_empty());
    Table {
        name: "Quality".to_owned(),
        caption: format!(
            "Data quality by file. Fresh: KPIs read within {} days before the end of the month; a file without KPIs counts \
             as one, fresh if it was saved since the month began",
            context.rules.reading_days
        ),
        columns,
        rows: rows.map(|file| body(quality_of(file))).collect(),
        rest: None,
    }
}

fn quality_of(file: &CheckedFile) -> Vec<Cell> {
    let mut cells =
        vec![text(&*file.source.path), file.properties.saved_at.map_or(Cell::Empty, |moment| text(day_of(moment)))];
    let count = |count: u32, part: Part| -> Option<Figure> { (part.all > 0).then(|| round::count(count)) };
    for part in [file.quality.completeness, file.quality.validity, file.quality.freshness] {
        cells.push(figure_or_empty(part.share().map(|share| round::percent(share, 1))));
        cells.push(figure_or_empty(count(part.good, part)));
        cells.push(figure_or_empty(count(part.all, part)));
    }
    cells
}

/// Every file with its fingerprint and what became of its rows.
fn sheets(context: &ReportContext) -> Table {
    let mut rows = Vec::new();
    for file in &context.portfolio.files {
        let remark = match (&file.skipped_because, &file.replaced_by, file.unchanged_since) {
            (Some(reason), _, _) => reason.clone(),
            (None, Some(newer), _) => format!("replaced by {newer}"),
            (None, None, Some(month)) => format!("unchanged since {}", month.title()),
            (None, None, None) if file.sheets.is_empty() => "see Findings".to_owned(),
            (None, None, None) => String::new(),
        };
        let row = |sheet: &str, kind: &str, counts: [u32; 4]| {
            let mut cells = vec![text(&*file.source.path), text(sheet), text(kind)];
            cells.extend(counts.map(|count| Cell::Figure(round::count(count))));
            cells.push(text(remark.as_str()));
            cells.push(text(&*file.source.sha256));
            body(cells)
        };
        for sheet in &file.sheets {
            let kind = sheet.kind.map_or("not an intake sheet", |kind| kind.name());
            let counts = [sheet.rows_read, sheet.rows_accepted, sheet.rows_set_aside, sheet.rows_blank];
            rows.push(row(&sheet.name, kind, counts));
        }
        if file.sheets.is_empty() {
            rows.push(row("", "", [0; 4]));
        }
    }
    Table {
        name: "Sources".to_owned(),
        caption: String::new(),
        columns: vec![
            short("File"),
            short("Sheet"),
            short("Holds"),
            numbers("Rows read"),
            numbers("Accepted"),
            numbers("Set aside"),
            numbers("Blank"),
            words("Remark"),
            // Its words run over empty cells, so that a long fingerprint widens no column of the tables above.
            words("SHA-256"),
        ],
        rows,
        rest: None,
    }
}
