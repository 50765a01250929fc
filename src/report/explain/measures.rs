//! Measures M1–M34: what they are counted from, row by row.

use super::{
    cells::{Cells, Place},
    money::{self, MoneyRows, Side, Span},
    scope::Scope,
    worth,
};
use crate::{
    model::{
        dictionary::SheetKind,
        explanation::{Explanation, InputPart, Step},
        health::CentrePart,
        measure::{Counted, Declaration, Measure, MeasureUnit, Months, Part},
        money::Cents,
        period::Month,
    },
    report::{
        ReportContext, health, round,
        round::MoneyScale,
        words::{plural, sentence},
    },
};
use std::{borrow::Cow, collections::BTreeSet};

/// How a measure came about.
pub fn explain(context: &ReportContext, cells: &Cells, measure: &Measure) -> Explanation {
    let scope = Scope::all(context);
    let explained = of_money(context, cells, &scope, measure)
        .or_else(|| of_phase(context, measure))
        .unwrap_or_else(|| of_rows(context, cells, measure));
    let mut notes: Vec<String> = health::target_note(context, measure).into_iter().collect();
    if measure.left_out > 0 {
        notes.push(format!("Left out for want of data: {}.", measure.left_out));
    }
    let titles = measure.declared.titles();
    if !titles.is_empty() {
        notes.push(format!("Told also from columns of your own: {}.", titles.join(", ")));
    }
    let missing = health::missing_column_words(context, &measure.declared);
    notes.extend(missing.into_iter().map(|words| format!("{}.", sentence(&words))));
    let parts = parts(context, measure);
    Explanation {
        key: measure.id().to_owned(),
        name: measure.label().to_owned(),
        scope: scope.words,
        value: measure.value.map(|value| in_units(value, measure.unit())),
        shown: measure.value.map_or_else(
            || "not known".to_owned(),
            |value| {
                let text = health::figure(value, measure.unit(), MoneyScale::Cents).text(context.locale());
                if measure.unit() == MeasureUnit::Money { format!("{} {text}", context.rules.currency) } else { text }
            },
        ),
        steps: if parts.is_empty() { explained.steps } else { parts },
        notes,
        formula: explained.formula,
        groups: explained.groups,
        see_also: explained.see_also,
    }
}

fn in_units(value: f64, unit: MeasureUnit) -> f64 {
    if unit == MeasureUnit::Money { value / 100.0 } else { value }
}

/// Numerator and denominator.
fn parts(context: &ReportContext, measure: &Measure) -> Vec<Step> {
    let step = |name: &str, part: Option<Part>| {
        part.map(|part| Step {
            name: name.to_owned(),
            value: Some(match part {
                Part::Money(cents) => cents.units(),
                part => part.number(),
            }),
            shown: match part {
                Part::Money(cents) => money::shown(context, cents),
                part => health::part_figure(part, MoneyScale::Cents).text(context.locale()),
            },
        })
    };
    [step("Numerator", measure.numerator), step("Denominator", measure.denominator)].into_iter().flatten().collect()
}

/// M1, M4 and M6: sums of Financials.
fn of_money(context: &ReportContext, cells: &Cells, scope: &Scope, measure: &Measure) -> Option<Explanation> {
    let rows = |kind: Option<&str>| {
        let kinds = context.portfolio.financials.text("benefit_type");
        MoneyRows::of(context, cells, scope, move |row| kind.is_none() || kinds[row].as_deref() == kind)
    };
    let all = rows(None);
    let cents = measure.value.map(|value| Cents(value.round() as i64));
    let explained = match measure.id() {
        "M1a" => all.realisation(Side::Benefit, Span::Year),
        "M1b" => all.validated_share(true),
        "M1c" => rows(Some("Hard-cashable")).realisation(Side::Benefit, Span::Year),
        "M1d" => all.unplanned(cents),
        "M4a" => all.variance(false),
        "M4b" => all.variance(true),
        "M6a" => all.net(&rows(Some("Soft")), measure.value, false),
        "M6b" => all.net(&rows(Some("Soft")), measure.value, true),
        "M6c" => rows(Some("Soft")).benefits(cents),
        _ => return None,
    };
    Some(Explanation { formula: health::formula(context, &measure.declared), ..explained })
}

/// Those that are counted from rows.
fn of_rows(context: &ReportContext, cells: &Cells, measure: &Measure) -> Explanation {
    let basis = &measure.basis;
    let (one, many) = match basis.counted {
        Counted::Initiatives => ("initiative", "initiatives"),
        Counted::Kpis => ("KPI", "KPIs"),
        Counted::Team => ("row of Team", "rows of Team"),
    };
    let counting: BTreeSet<u32> = basis.numerator.iter().copied().collect();
    let rest: Vec<u32> = basis.denominator.iter().copied().filter(|row| !counting.contains(row)).collect();
    let mut explanation =
        Explanation { formula: health::formula(context, &measure.declared), ..Explanation::default() };
    let groups = match counting.is_empty() {
        true => vec![(InputPart::Used, "Looked at", &rest)],
        false => vec![
            (InputPart::Numerator, "Counted", &basis.numerator),
            (InputPart::Denominator, "Denominator only", &rest),
        ],
    };
    for (part, title, rows) in groups.into_iter().chain([(InputPart::LeftOut, "Left out", &basis.left_out)]) {
        let places: Vec<Place<'_>> =
            rows.iter().flat_map(|row| cells_of(context, &measure.declared, basis.counted, *row as usize)).collect();
        explanation =
            explanation.with(cells.group(part, format!("{title}: {}", plural(rows.len() as u64, one, many)), &places));
    }
    explanation
}

/// The cells from which one row is told.
fn cells_of<'a>(context: &ReportContext, declared: &'a Declaration, counted: Counted, row: usize) -> Vec<Place<'a>> {
    let mut places: Vec<Place<'a>> = Vec::new();
    for (kind, keys) in &declared.fields {
        let rows: Vec<usize> = match (counted, kind) {
            (Counted::Initiatives, SheetKind::Initiatives) | (Counted::Team, SheetKind::Team) => vec![row],
            (Counted::Kpis, SheetKind::Outcomes) => {
                return worth::kpi_cells(context, &context.metrics.kpis[row])
                    .into_iter()
                    .chain(dates_of(context, row, keys))
                    .collect();
            }
            (Counted::Initiatives, _) => rows_of(context, *kind, row as u32, declared.months),
            _ => Vec::new(),
        };
        places.extend(rows.iter().flat_map(|row| keys.iter().map(|key| (*kind, *row, &**key))));
    }
    // Of lists that may be long only what somebody filled.
    let known = |place: &Place<'_>| {
        context.portfolio.table(place.0).known(place.2).is_some_and(|values| values.is_known(place.1))
    };
    places.retain(|place| place.0 == SheetKind::Initiatives || known(place));
    places
}

/// Further fields of a KPI, its dates.
fn dates_of<'a>(context: &ReportContext, place: usize, keys: &'a [Cow<'static, str>]) -> Vec<Place<'a>> {
    let kpi = &context.metrics.kpis[place];
    let rows: BTreeSet<usize> = worth::kpi_cells(context, kpi).into_iter().map(|(_, row, _)| row).collect();
    let dates = keys.iter().filter(|key| matches!(&***key, "baseline_on" | "target_on"));
    let mut places: Vec<Place<'a>> =
        dates.flat_map(|key| rows.iter().map(|row| (SheetKind::Outcomes, *row, &**key))).collect();
    places.retain(|place| context.portfolio.outcomes.known(place.2).is_some_and(|values| values.is_known(place.1)));
    places
}

/// An initiative's rows of another sheet that count in the reporting month.
fn rows_of(context: &ReportContext, kind: SheetKind, initiative: u32, months: Months) -> Vec<usize> {
    let portfolio = context.portfolio;
    let period = context.assumptions.period;
    let of =
        |list: &[Option<u32>]| -> Vec<usize> { (0..list.len()).filter(|row| list[*row] == Some(initiative)).collect() };
    match kind {
        SheetKind::Financials => {
            let within = |month: Month| match months {
                Months::Year => (context.assumptions.year_start()..=period).contains(&month),
                Months::Life => month <= period,
                Months::All => true,
            };
            let month = portfolio.financials.month("month");
            of(&portfolio.financials_initiative).into_iter().filter(|row| month[*row].is_some_and(within)).collect()
        }
        SheetKind::Outcomes => {
            let read_on = portfolio.outcomes.date("read_on");
            let end = period.last_day();
            of(&portfolio.outcomes_initiative)
                .into_iter()
                .filter(|row| read_on[*row].is_none_or(|day| day <= end))
                .collect()
        }
        SheetKind::Team => {
            let (from, to) = (portfolio.team.month("from"), portfolio.team.month("to"));
            let is_there =
                |row: &usize| from[*row].is_none_or(|from| from <= period) && to[*row].is_none_or(|to| to >= period);
            of(&portfolio.team_initiative).into_iter().filter(is_there).collect()
        }
        _ => Vec::new(),
    }
}

/// M24: a mean of parts, some of which are measures themselves.
fn of_phase(context: &ReportContext, measure: &Measure) -> Option<Explanation> {
    let number = ["M24a", "M24b", "M24c", "M24d"].iter().position(|id| *id == measure.id())?;
    let phase = &context.metrics.health.centre_phases.get(number)?;
    let step = |(part, share): &(CentrePart, Option<f64>)| {
        let shown =
            share.map_or_else(|| "not known".to_owned(), |share| round::percent(share, 0).text(context.locale()));
        format!("{shown} {}", health::part_words(*part))
    };
    let parts: Vec<String> = phase.parts.iter().map(step).collect();
    let see_also: &[&str] = match number {
        1 => &["M16a", "M12a"],
        2 => &["M19", "M14a"],
        3 => &["M11a"],
        _ => &["M13a"],
    };
    Some(Explanation {
        formula: format!("Mean of the parts of phase {}: {}.", number + 1, parts.join("; ")),
        see_also: see_also.iter().map(|id| (*id).to_owned()).collect(),
        ..Explanation::default()
    })
}
