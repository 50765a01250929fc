//! Figures that became unknown, moved further than is plausible, or are not counted.

use crate::{
    model::{
        closing::{Obstacle, ObstacleKind, PlausibleLimits},
        history::{Restated, Side},
        money::Cents,
        period::Month,
        phase::Phase,
        portfolio::{Fate, MONEY_FIELDS, TallyKey},
        snapshot::Snapshot,
        table::Table,
    },
    report::{ReportContext, round, words},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

const SIDES: [(Side, &str); 2] = [(Side::Cost, "cost_actual"), (Side::Benefit, "benefit_actual")];

/// Initiatives with an actual of the last closed month in it, and none of this month now.
pub fn not_reported_any_more(context: &ReportContext, before: &Snapshot, limits: &PlausibleLimits) -> Vec<Obstacle> {
    let period = context.assumptions.period;
    if period != before.period.plus(1) {
        return Vec::new();
    }
    let table = &context.portfolio.financials;
    let here = going_on(context);
    let rows = before.table("financials");
    SIDES
        .into_iter()
        .filter_map(|(side, key)| {
            let then = reported(rows.text("initiative_id"), rows.month("month"), rows.money(key), before.period);
            let now = reported(table.text("initiative_id"), table.month("month"), table.money(key), period);
            let asked: BTreeSet<&String> = then.intersection(&here).collect();
            let silent: Vec<&str> = asked.iter().filter(|id| !now.contains(**id)).map(|id| id.as_str()).collect();
            let share = silent.len() as f64 / asked.len().max(1) as f64;
            (share > limits.unreported).then(|| Obstacle {
                kind: ObstacleKind::BecameUnknown,
                found: format!(
                    "{} of {} that reported {} of {} report none of {}: {}.",
                    silent.len(),
                    words::plural(asked.len() as u64, "initiative", "initiatives"),
                    actual(side),
                    before.period.title(),
                    period.title(),
                    few(&silent)
                ),
                instead: format!("Ask their senders for the actuals of {}.", period.title()),
            })
        })
        .collect()
}

/// Upper-case ids with a known amount of the month.
fn reported(
    ids: &[Option<Arc<str>>],
    months: &[Option<Month>],
    amounts: &[Option<Cents>],
    of: Month,
) -> BTreeSet<String> {
    let known =
        ids.iter().zip(months).zip(amounts).filter(|((_, month), cents)| **month == Some(of) && cents.is_some());
    known.filter_map(|((id, _), _)| id.as_ref().map(|id| upper(id))).collect()
}

/// Upper-case ids of the initiatives that were sent now and go on.
fn going_on(context: &ReportContext) -> BTreeSet<String> {
    let table = &context.portfolio.initiatives;
    let goes_on = |row: &usize| {
        let is_sent = context.portfolio.files[table.origins[*row].file as usize].as_of.is_none();
        let phase = table.text("phase")[*row].as_deref().and_then(Phase::named);
        is_sent && !matches!(phase, Some(Phase::Retired | Phase::Rejected | Phase::OnHold))
    };
    let ids = table.text("initiative_id");
    (0..table.len()).filter(goes_on).filter_map(|row| ids[row].as_ref().map(|id| upper(id))).collect()
}

fn upper(id: &str) -> String {
    id.trim().to_uppercase()
}

/// Actuals of closed months that are empty now.
pub fn taken_back(context: &ReportContext) -> Vec<Obstacle> {
    let Some(comparison) = context.comparison() else { return Vec::new() };
    SIDES
        .into_iter()
        .filter_map(|(side, _)| {
            let gone = |one: &&Restated| one.side == side && one.now.is_none();
            let gone: Vec<&Restated> = comparison.restated.iter().filter(gone).collect();
            let first = gone.first()?;
            let cents: Cents = gone.iter().filter_map(|one| one.before).sum();
            Some(Obstacle {
                kind: ObstacleKind::BecameUnknown,
                found: format!(
                    "{} that stood in the reports of {} {} empty now, {} together; first {}, {}.",
                    words::plural(gone.len() as u64, &actual(side), &format!("{}s", actual(side))),
                    comparison.with.title(),
                    if gone.len() == 1 { "is" } else { "are" },
                    money(context, cents),
                    first.id,
                    first.month
                ),
                instead: "Ask why they were taken back; what was right then should stand there again.".to_owned(),
            })
        })
        .collect()
}

/// Figures that moved further than is plausible: an initiative's month against its mean, the portfolio against last
/// month.
pub fn jumped(context: &ReportContext, limits: &PlausibleLimits) -> Vec<Obstacle> {
    let mut found = months_out_of_line(context, limits);
    let Some(comparison) = context.comparison() else { return found };
    for (key, name) in [
        ("cost_actual_ytd", "Spend to date"),
        ("benefit_actual_ytd", "Benefit to date"),
        ("cost_outlook_year", "The outlook of the year's cost"),
        ("benefit_outlook_year", "The outlook of the year's benefit"),
    ] {
        let Some(figure) = comparison.figure(key) else { continue };
        // Rates are no mistake of anybody's.
        let change = figure.now - figure.before - figure.rate_effect.units();
        let share = change / figure.before.abs();
        let is_too_far = match key.ends_with("_ytd") {
            true => -share > limits.to_date_fall,
            false => share.abs() > limits.outlook_change,
        };
        if figure.before != 0.0 && change.abs() >= limits.least_amount && is_too_far {
            let cents = |units: f64| money(context, Cents((units * 100.0).round() as i64));
            found.push(Obstacle {
                kind: ObstacleKind::Jumped,
                found: format!(
                    "{name} was {} in {} and is {} now ({}{}).",
                    cents(figure.before),
                    comparison.with.title(),
                    cents(figure.now),
                    round::signed_percent(share).text(context.locale()),
                    if figure.rate_effect == Cents::ZERO { "" } else { " at constant rates" },
                ),
                instead: "Look at the sheet Changes for what moved it.".to_owned(),
            });
        }
    }
    found
}

/// Initiatives whose actual of the month is many times its monthly mean so far: a wrong unit, or a digit too many.
fn months_out_of_line(context: &ReportContext, limits: &PlausibleLimits) -> Vec<Obstacle> {
    /// With fewer months nobody can tell what is usual.
    const LEAST_MONTHS: usize = 2;
    let period = context.assumptions.period;
    let table = &context.portfolio.financials;
    let mut found = Vec::new();
    for (side, key) in SIDES {
        for (id, months) in by_initiative(table, key) {
            let Some(now) = months.get(&period) else { continue };
            let earlier: Vec<f64> = months.range(..period).map(|(_, cents)| cents.units().abs()).collect();
            if earlier.len() < LEAST_MONTHS {
                continue;
            }
            let mean = earlier.iter().sum::<f64>() / earlier.len() as f64;
            let size = now.units().abs();
            if mean > 0.0 && size >= limits.month_factor * mean && size - mean >= limits.least_amount {
                found.push(Obstacle {
                    kind: ObstacleKind::Jumped,
                    found: format!(
                        "{id}: {} of {} is {}, {} times its mean of {}.",
                        actual(side),
                        period.title(),
                        money(context, *now),
                        round::tenths(size / mean).text(context.locale()),
                        money(context, Cents((mean * 100.0).round() as i64))
                    ),
                    instead: "Check the unit and the digits of the cell.".to_owned(),
                });
            }
        }
    }
    found
}

/// Known amounts of each initiative by month.
fn by_initiative(table: &Table, key: &str) -> BTreeMap<Arc<str>, BTreeMap<Month, Cents>> {
    let (ids, months, amounts) = (table.text("initiative_id"), table.month("month"), table.money(key));
    let mut sums: BTreeMap<Arc<str>, BTreeMap<Month, Cents>> = BTreeMap::new();
    for row in 0..table.len() {
        if let (Some(id), Some(month), Some(cents)) = (&ids[row], months[row], amounts[row]) {
            *sums.entry(id.clone()).or_default().entry(month).or_default() += cents;
        }
    }
    sums
}

/// Money in rows set aside and cells rejected, of workbooks that count, by its column.
pub fn not_counted(context: &ReportContext, limits: &PlausibleLimits) -> Vec<Obstacle> {
    let files = &context.portfolio.files;
    let counts = |key: &TallyKey| files[key.file as usize].replaced_by.is_none();
    let sizes = |field: usize, fate: fn(Fate) -> bool| -> Cents {
        let amounts = context
            .portfolio
            .tally
            .iter()
            .filter(|(key, _)| usize::from(key.field) == field && fate(key.fate) && counts(key));
        amounts.map(|(_, cents)| Cents(cents.0.abs())).sum()
    };
    (0..MONEY_FIELDS.len())
        .filter_map(|field| {
            let read = sizes(field, |fate| fate == Fate::Read);
            let apart = sizes(field, Fate::is_loss);
            let share = apart.units() / read.units();
            (apart > Cents::ZERO && share > limits.not_counted && apart.units() >= limits.least_amount).then(|| {
                Obstacle {
                    kind: ObstacleKind::NotCounted,
                    found: format!(
                        "{} of {} {} that were read are not counted ({}): rows set aside and cells rejected.",
                        money(context, apart),
                        money(context, read),
                        context.money_title(field as u8),
                        round::percent(share, 0).text(context.locale())
                    ),
                    instead: "Have the rows and cells on the sheet Findings fixed.".to_owned(),
                }
            })
        })
        .collect()
}

fn actual(side: Side) -> String {
    match side {
        Side::Cost => "actual cost".to_owned(),
        Side::Benefit => "actual benefit".to_owned(),
    }
}

fn money(context: &ReportContext, cents: Cents) -> String {
    format!("{} {}", context.rules.currency, round::cents(cents).text(context.locale()))
}

/// A few of the ids.
fn few(ids: &[&str]) -> String {
    const MOST: usize = 5;
    let shown: Vec<&str> = ids.iter().take(MOST).copied().collect();
    match ids.len() {
        more if more > MOST => format!("{} and {} more", shown.join(", "), more - MOST),
        _ => shown.join(", "),
    }
}
