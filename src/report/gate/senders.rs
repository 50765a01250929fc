//! Who sent nothing new, and which columns of money are not there any more.

use super::{is_held, months::has_actual_of_the_month};
use crate::{
    model::{
        closing::{Obstacle, ObstacleKind},
        finding::Code,
        portfolio::CheckedFile,
        submitter::{Sent, SubmitterStatus},
    },
    report::{ReportContext, words},
};

/// Expected senders of whom nothing came, or nothing new. Where the settings expect nobody, that nothing at all is new.
pub fn not_sent(context: &ReportContext) -> Vec<Obstacle> {
    let expected = context.portfolio.submitters.iter().filter(|one| one.is_expected);
    let mut found: Vec<Obstacle> =
        expected.filter_map(|one| missing(context, one).or_else(|| unchanged(context, one))).collect();
    if context.portfolio.submitters.iter().all(|one| !one.is_expected) {
        found.extend(nothing_new(context));
    }
    found
}

fn missing(context: &ReportContext, sender: &SubmitterStatus) -> Option<Obstacle> {
    let files = || sender.files.iter().map(|file| &context.portfolio.files[*file as usize]);
    let what = match sender.sent {
        Sent::Missing => "sent nothing".to_owned(),
        _ if files().all(|file| file.sheets.iter().all(|sheet| sheet.rows_accepted == 0)) => {
            let names: Vec<&str> = files().map(|file| &*file.source.path).collect();
            format!("sent nothing that could be read ({})", names.join(", "))
        }
        _ => return None,
    };
    let carried = context
        .portfolio
        .files
        .iter()
        .find(|file| file.as_of.is_some() && file.submitter.as_deref() == Some(&*sender.name));
    let initiatives = words::plural(sender.initiatives_last, "initiative", "initiatives");
    let one_or_more = |one, more| if sender.initiatives_last == 1 { one } else { more };
    let instead_of = match carried.and_then(|file| file.as_of) {
        Some(month) => format!("; {} of {} {}", initiatives, month.title(), one_or_more("stands in", "stand in")),
        None => sender.sent_last.filter(|_| sender.initiatives_last > 0).map_or_else(String::new, |month| {
            format!("; {} of {} {} left out", initiatives, month.title(), one_or_more("is", "are"))
        }),
    };
    let kind = if is_held(context) { ObstacleKind::HeldForSender } else { ObstacleKind::SenderMissing };
    Some(Obstacle { kind, found: format!("{} {what}{instead_of}.", sender.name), instead: ask(sender) })
}

fn unchanged(context: &ReportContext, sender: &SubmitterStatus) -> Option<Obstacle> {
    let since = sender.files.iter().find_map(|file| context.portfolio.files[*file as usize].unchanged_since)?;
    // Its values are those of last month, and of this one too: it was used ahead of its time.
    let is_of_the_month = sender.files.iter().any(|file| has_actual_of_the_month(context, *file));
    (sender.is_unchanged && !is_of_the_month).then(|| Obstacle {
        kind: ObstacleKind::SenderUnchanged,
        found: format!("{} sent nothing new: every value is that of {}.", sender.name, since.title()),
        instead: ask(sender),
    })
}

fn nothing_new(context: &ReportContext) -> Option<Obstacle> {
    let files = context.portfolio.files.iter().enumerate();
    let sent: Vec<(usize, &CheckedFile)> = files.filter(|(_, file)| file.counts() && file.as_of.is_none()).collect();
    let since = sent.iter().find_map(|(_, file)| file.unchanged_since)?;
    let is_old = |(place, file): &(usize, &CheckedFile)| {
        file.unchanged_since.is_some() && !has_actual_of_the_month(context, *place as u32)
    };
    sent.iter().all(is_old).then(|| Obstacle {
        kind: ObstacleKind::SenderUnchanged,
        found: format!("Nothing is new: every workbook has the values of {}.", since.title()),
        instead: format!("Ask the senders for the workbooks of {}.", context.assumptions.period_title()),
    })
}

fn ask(sender: &SubmitterStatus) -> String {
    match sender.address.as_str() {
        "" => format!("Ask {} for the workbook.", sender.name),
        address => format!("Ask {} ({address}) for the workbook.", sender.name),
    }
}

/// Columns of money that a sender's workbooks had in the last closed month and do not have now, as reading found.
pub fn columns_gone(context: &ReportContext) -> Vec<Obstacle> {
    let gone = context.findings.iter().filter(|finding| finding.code == Code::ColumnGone);
    gone.map(|finding| Obstacle {
        kind: ObstacleKind::ColumnGone,
        found: finding.problem.clone(),
        instead: finding.instead.clone(),
    })
    .collect()
}
