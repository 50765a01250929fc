//! Who sent what, how good the data of each file are, and every file with its fingerprint.

use super::{
    ReportContext,
    columns::Columns,
    round,
    tables::{figure_or_empty, text},
    words as phrases,
};
use crate::model::{
    finding::Severity,
    money::Cents,
    portfolio::{CheckedFile, CheckedSheet},
    quality::Part,
    report::{Block, Cell, Section, Table},
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
    let count = |place: Severity| move |one: &SubmitterStatus| Cell::Figure(round::count(one.findings[place as usize]));
    let files = |one: &SubmitterStatus| {
        let path = |file: &u32| context.portfolio.files[*file as usize].source.path.to_string();
        let mut files: Vec<String> = one.files.iter().map(path).collect();
        files.extend(one.replaced.iter().map(|file| format!("{} (replaced)", path(file))));
        if files.is_empty() { Cell::Empty } else { text(files.join("; ")) }
    };
    Columns::new()
        .short("Sender", |one: &SubmitterStatus| text(&*one.name))
        .short("Sent", |one| text(one.sent.name()))
        .short("Expected", |one| text(if one.is_expected { "yes" } else { "no" }))
        .short("Due on", |one| one.due_on.map_or(Cell::Empty, |day| text(day.to_string())))
        .short("Saved on", |one| one.saved_at.map_or(Cell::Empty, |moment| text(day_of(moment))))
        .numbers("Refused", count(Severity::Refused))
        .numbers("Set aside", count(Severity::SetAside))
        .numbers("Rejected", count(Severity::Rejected))
        .numbers("Noted", count(Severity::Noted))
        .numbers("Money not counted", |one| {
            figure_or_empty((one.not_counted != Cents::ZERO).then(|| round::cents(one.not_counted)))
        })
        .words("Files", files)
        .table("Senders", format!("Who sent what: {}{derived}", summary(submitters)), submitters)
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
    let files = context.portfolio.files.iter().filter(|file| file.counts() && !file.sheets.is_empty());
    let caption = format!(
        "Data quality by file. Fresh: KPIs read within {} days before the end of the month; a file without KPIs counts as \
         one, fresh if it was saved since the month began",
        context.rules.reading_days
    );
    Columns::new()
        .short("File", |file: &CheckedFile| text(&*file.source.path))
        .short("Saved on", |file| file.properties.saved_at.map_or(Cell::Empty, |moment| text(day_of(moment))))
        .and(quality_of(["Complete", "Cells filled", "Cells asked for"], |file| file.quality.completeness))
        .and(quality_of(["Valid", "Cells used", "Cells typed"], |file| file.quality.validity))
        .and(quality_of(["Fresh", "Fresh", "Judged"], |file| file.quality.freshness))
        .table("Quality", caption, files)
}

/// A share, what is good and of how many.
fn quality_of<'a>([share, good, all]: [&str; 3], part: fn(&CheckedFile) -> Part) -> Columns<'a, CheckedFile> {
    let count = |part: Part, count: u32| figure_or_empty((part.all > 0).then(|| round::count(count)));
    Columns::new()
        .numbers(share, move |file| figure_or_empty(part(file).share().map(|share| round::percent(share, 1))))
        .numbers(good, move |file| count(part(file), part(file).good))
        .numbers(all, move |file| count(part(file), part(file).all))
}

/// Every file with its fingerprint and what became of its rows.
fn sheets(context: &ReportContext) -> Table {
    let mut lines: Vec<(&CheckedFile, Option<&CheckedSheet>)> = Vec::new();
    for file in &context.portfolio.files {
        lines.extend(file.sheets.iter().map(|sheet| (file, Some(sheet))));
        // A file without sheets is a line too.
        lines.extend(file.sheets.is_empty().then_some((file, None)));
    }
    type Line<'a> = (&'a CheckedFile, Option<&'a CheckedSheet>);
    fn rows(of: fn(&CheckedSheet) -> u32) -> impl Fn(&Line) -> Cell {
        move |(_, sheet)| Cell::Figure(round::count(sheet.map_or(0, of)))
    }
    Columns::new()
        .short("File", |(file, _): &Line| text(&*file.source.path))
        .short("Sheet", |(_, sheet)| text(sheet.map_or("", |sheet| &sheet.name)))
        .short("Holds", |(_, sheet)| match sheet {
            Some(sheet) => text(sheet.kind.map_or("not an intake sheet", |kind| kind.name())),
            None => text(""),
        })
        .numbers("Rows read", rows(|sheet| sheet.rows_read))
        .numbers("Accepted", rows(|sheet| sheet.rows_accepted))
        .numbers("Set aside", rows(|sheet| sheet.rows_set_aside))
        .numbers("Blank", rows(|sheet| sheet.rows_blank))
        .words("Remark", |(file, _)| text(remark(file)))
        // Its words run over empty cells, so that a long fingerprint widens no column of the tables above.
        .words("SHA-256", |(file, _)| text(&*file.source.sha256))
        .table("Sources", "", lines)
}

/// Why a file was not read, or not read again.
fn remark(file: &CheckedFile) -> String {
    match (&file.skipped_because, &file.replaced_by, file.unchanged_since) {
        (Some(reason), _, _) => reason.clone(),
        (None, Some(newer), _) => format!("replaced by {newer}"),
        (None, None, Some(month)) => format!("unchanged since {}", month.title()),
        (None, None, None) if file.sheets.is_empty() => "see Findings".to_owned(),
        (None, None, None) => String::new(),
    }
}
