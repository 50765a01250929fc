//! How complete the figures are: what was reported of what could be, and where there is most to fix.

use crate::{
    model::{
        control::Answer,
        finding::Severity,
        measure::Part,
        metrics::PlanActual,
        money::Cents,
        report::{Cell, Chart, Form, Role, Table},
    },
    report::{
        ReportContext, changes,
        columns::Columns,
        round::{self, MoneyScale},
        tables::text,
        words as phrases,
    },
};
use std::collections::BTreeMap;

/// Something that could be known of everything it is asked of: how much of it is.
struct Share {
    name: &'static str,
    known: usize,
    all: usize,
    /// What is counted, `initiatives`.
    of: &'static str,
}

/// A bar for each kind of figure; `None` when nothing was asked of anybody.
pub(super) fn chart(context: &ReportContext) -> Option<Chart> {
    let shares: Vec<Share> = shares(context).into_iter().filter(|share| share.all > 0).collect();
    let percent = |share: &Share| round::part(share.known as f64 / share.all as f64, 0);
    let said = |share: &Share| format!("{} {}", share.name, percent(share).text(context.locale()));
    let count = |number: usize| round::count(i64::try_from(number).unwrap_or(i64::MAX)).text(context.locale());
    let made_of = |share: &Share| format!("{} of {} {}", count(share.known), count(share.all), share.of);
    let columns = Columns::new()
        .short("Figure", |share: &Share| text(share.name))
        .role(Role::Category)
        .numbers("Known", |share| Cell::Figure(percent(share)))
        .role(Role::Actual)
        .words("Of", |share| text(made_of(share)))
        .role(Role::Remark);
    (!shares.is_empty()).then(|| Chart {
        form: Form::Progress,
        title: "How complete the figures of these pages are".to_owned(),
        alternative_text: format!("{}.", shares.iter().map(said).collect::<Vec<_>>().join(", ")),
        roles: columns.roles(),
        table: columns.table("Complete", "", &shares),
        more_is_better: true,
    })
}

fn shares(context: &ReportContext) -> Vec<Share> {
    let (metrics, year) = (context.metrics, &context.metrics.total.money.year_to_date);
    let initiatives = metrics.initiatives.len();
    let scored = metrics.initiatives.iter().filter(|one| one.rank.is_some()).count();
    let phased = metrics.initiatives.iter().filter(|one| one.phase.is_some()).count();
    let kpis = &metrics.total.attainment;
    let silent: u32 = metrics.health.controls.iter().map(|tier| tier.count(Answer::NotReported)).sum();
    let controls: u32 = metrics.health.controls.iter().map(|tier| tier.answers.iter().sum::<u32>()).sum();
    let mut all = vec![
        counted("Phase", phased, initiatives, "initiatives"),
        counted("Score, enough to rank", scored, initiatives, "initiatives"),
        months("Actual spend", &year.cost),
        months("Actual benefit", &year.benefit),
        counted("KPIs that can be judged", kpis.known as usize, (kpis.known + kpis.unknown) as usize, "KPIs"),
        counted("Controls answered", (controls - silent) as usize, controls as usize, "controls"),
    ];
    if let Some(Share { known, all: of, .. }) = sponsors(context) {
        all.push(counted("Sponsor who can be reached", known, of, "active initiatives"));
    }
    all
}

fn counted(name: &'static str, known: usize, all: usize, of: &'static str) -> Share {
    Share { name, known, all, of }
}

/// Months of initiatives with an actual, of those with a plan or an actual.
fn months(name: &'static str, money: &PlanActual) -> Share {
    counted(name, money.reported() as usize, (money.reported() + money.unreported) as usize, "months of initiatives")
}

fn sponsors(context: &ReportContext) -> Option<Share> {
    let measure = context.metrics.health.measure("M12a")?;
    let (Some(Part::Count(known)), Some(Part::Count(all))) = (measure.numerator, measure.denominator) else {
        return None;
    };
    Some(counted("", usize::try_from(known).ok()?, usize::try_from(all).ok()?, ""))
}

/// What there is to fix by column of the template, the most frequent first; `None` when there is nothing.
pub(super) fn to_fix(context: &ReportContext, most: usize) -> Option<Table> {
    let mut found: BTreeMap<&str, (u32, Cents)> = BTreeMap::new();
    for finding in context.findings.iter().filter(|finding| finding.severity != Severity::Noted) {
        let (count, money) = found.entry(&*finding.column).or_default();
        *count += 1;
        *money = Cents(money.0 + finding.cents.unwrap_or_default().0.abs());
    }
    let mut found: Vec<(&str, (u32, Cents))> = found.into_iter().collect();
    found.sort_by_key(|(column, (count, money))| (std::cmp::Reverse((*count, *money)), *column));
    let all = found.iter().map(|(_, (count, _))| count).sum::<u32>();
    let table = Columns::new()
        .words("Column", |(column, _): &(&str, (u32, Cents))| match *column {
            "" => text("Whole rows, sheets or files"),
            column => text(column),
        })
        .numbers("To fix", |(_, (count, _))| Cell::Figure(round::count(*count)))
        .numbers(format!("Not counted, {}", context.rules.currency), |(_, (_, money))| match *money {
            Cents::ZERO => Cell::Empty,
            money => Cell::Figure(MoneyScale::for_size(money).figure(money)),
        })
        .table(
            "ToFix",
            format!("What there is to fix, by column: {}", phrases::plural(all, "finding", "findings")),
            &found,
        );
    (!found.is_empty()).then(|| changes::shortened(table, most, "Findings"))
}
