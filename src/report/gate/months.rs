//! Workbooks that were made for another month. The latest actual decides, then the stamp of the template, then the name
//! of the file.

use crate::{
    model::{
        closing::{Obstacle, ObstacleKind},
        file_name::month_in_name,
        money::Cents,
        period::Month,
        portfolio::CheckedFile,
    },
    report::ReportContext,
};
use std::{cmp::Ordering, sync::Arc};

/// Each workbook that counts and is of another month, with what says so.
pub fn made_for_another_month(context: &ReportContext) -> Vec<Obstacle> {
    let files = context.portfolio.files.iter().enumerate();
    let sent = files.filter(|(_, file)| file.counts() && file.as_of.is_none());
    sent.filter_map(|(place, file)| of_another_month(context, place as u32, file)).collect()
}

fn of_another_month(context: &ReportContext, place: u32, file: &CheckedFile) -> Option<Obstacle> {
    let period = context.assumptions.period;
    let (month, says) = told_by_actuals(context, place)
        .filter(|(month, _)| *month > period)
        .or_else(|| told_by_the_rest(context, place, file))?;
    let path = &file.source.path;
    let (kind, instead) = match month.cmp(&period) {
        Ordering::Greater => (
            ObstacleKind::LaterMonth,
            format!("Put the workbook of {} into the intake folder, or close {month}.", period.title()),
        ),
        _ => (ObstacleKind::EarlierMonth, format!("Ask for the workbook of {}.", period.title())),
    };
    Some(Obstacle { kind, found: format!("{path} is for {month}: {says}."), instead })
}

/// The last month for which the file has an actual that is not zero: many fill the months to come with zeros.
fn told_by_actuals(context: &ReportContext, place: u32) -> Option<(Month, String)> {
    let month = actual_months(context, place, |cents| cents != Cents::ZERO).max()?;
    Some((month, format!("its last actual is of {}", month.title())))
}

/// What a file with an actual of the month says of an earlier month was only left as it was: people go on in their
/// old workbook.
fn told_by_the_rest(context: &ReportContext, place: u32, file: &CheckedFile) -> Option<(Month, String)> {
    let period = context.assumptions.period;
    let is_of_the_month = has_actual_of_the_month(context, place);
    let stamp = file
        .properties
        .stamp
        .as_ref()
        .map(|stamp| (stamp.period, format!("its template was made for {}", stamp.period.title())));
    let named = month_in_name(&file.source.path, period, context.locale())
        .map(|month| (month, format!("its name says {}", month.title())));
    let speaks = |(month, _): &(Month, String)| *month > period || (*month < period && !is_of_the_month);
    stamp.filter(speaks).or(named.filter(speaks))
}

/// Workbooks of a sender whose actuals end with the month before, while none of theirs has one of this month: they were
/// left as they were, whatever else was typed into them.
pub fn ends_a_month_early(context: &ReportContext) -> Vec<Obstacle> {
    let period = context.assumptions.period;
    let files = context.portfolio.files.iter().enumerate();
    let sent: Vec<(u32, &CheckedFile)> = files
        .filter(|(_, file)| file.counts() && file.as_of.is_none())
        .map(|(place, file)| (place as u32, file))
        .collect();
    let is_silent = |sender: &Option<Arc<str>>| {
        let mut theirs = sent.iter().filter(|(_, file)| file.submitter == *sender);
        theirs.all(|(place, _)| !has_actual_of_the_month(context, *place))
    };
    let ends_early = |(place, file): &&(u32, &CheckedFile)| {
        // One with the very values of last month is told of as such.
        if file.unchanged_since.is_some() {
            return false;
        }
        let last = actual_months(context, *place, |cents| cents != Cents::ZERO).max();
        last == Some(period.plus(-1)) && is_silent(&file.submitter)
    };
    let early =
        sent.iter().filter(ends_early).filter(|(place, file)| of_another_month(context, *place, file).is_none());
    early
        .map(|(_, file)| Obstacle {
            kind: ObstacleKind::EarlierMonth,
            found: format!(
                "{} has no actual of {}: its last is of {}.",
                file.source.path,
                period.title(),
                period.plus(-1).title()
            ),
            instead: format!("Ask for the workbook of {}.", period.title()),
        })
        .collect()
}

/// Has the file an actual of the reporting month?
pub fn has_actual_of_the_month(context: &ReportContext, file: u32) -> bool {
    actual_months(context, file, |_| true).any(|month| month == context.assumptions.period)
}

/// The months of the actuals of a file, of its accepted rows.
fn actual_months(context: &ReportContext, file: u32, counts: impl Fn(Cents) -> bool) -> impl Iterator<Item = Month> {
    let table = &context.portfolio.financials;
    let (months, cost, benefit) = (table.month("month"), table.money("cost_actual"), table.money("benefit_actual"));
    let is_known = move |row: &usize| cost[*row].is_some_and(&counts) || benefit[*row].is_some_and(&counts);
    let own = (0..table.len()).filter(move |row| table.origins[*row].file == file);
    own.filter(is_known).filter_map(|row| months[row])
}

/// Money is reported, and none of it is an actual of the month.
pub fn no_actuals(context: &ReportContext) -> Option<Obstacle> {
    let period = context.assumptions.period;
    if context.portfolio.financials.is_empty() {
        return None;
    }
    let mut sent = (0..context.portfolio.files.len()).filter(|place| context.portfolio.files[*place].as_of.is_none());
    let has_some = sent.any(|place| has_actual_of_the_month(context, place as u32));
    (!has_some).then(|| Obstacle {
        kind: ObstacleKind::NoActuals,
        found: format!("No workbook has an actual cost or benefit of {}.", period.title()),
        instead: format!("Ask the senders for the workbooks of {}.", period.title()),
    })
}
