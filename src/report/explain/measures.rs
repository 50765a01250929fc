//! Measures M1–M34: what they are counted from, row by row.

use super::{
    cells::{Cells, Place},
    measure_words::{MEASURES, MORE, MeasureWords, Months},
    money::{self, MoneyRows, Side, Span},
    scope::Scope,
    worth,
};
use crate::{
    model::{
        dictionary::SheetKind,
        explanation::{Explanation, InputGroup, InputPart, Step},
        health::{Counted, Measure, MeasureUnit, Part},
        money::Cents,
        period::Month,
    },
    report::{Facts, health, round, round::MoneyScale},
};
use std::collections::BTreeSet;

/// How a measure came about.
pub fn explain(facts: &Facts, cells: &Cells, measure: &Measure) -> Explanation {
    let scope = Scope::all(facts);
    let explained = of_money(facts, cells, &scope, measure)
        .or_else(|| of_rows(facts, cells, measure))
        .or_else(|| of_phase(facts, measure))
        .unwrap_or_default();
    let mut notes: Vec<String> = health::target_note(facts, measure).into_iter().collect();
    if measure.left_out > 0 {
        notes.push(format!("Left out for want of data: {}.", measure.left_out));
    }
    let parts = parts(facts, measure);
    Explanation {
        key: measure.id.to_owned(),
        name: measure.name.to_owned(),
        scope: scope.words,
        value: measure.value.map(|value| in_units(value, measure.unit)),
        shown: measure.value.map_or_else(
            || "not known".to_owned(),
            |value| {
                let text = health::figure(value, measure.unit, MoneyScale::Cents).text(facts.locale());
                if measure.unit == MeasureUnit::Money { format!("{} {text}", facts.rules.currency) } else { text }
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

/// What stands above and below the line.
fn parts(facts: &Facts, measure: &Measure) -> Vec<Step> {
    let step = |name: &str, part: Option<Part>| {
        part.map(|part| Step {
            name: name.to_owned(),
            value: Some(match part {
                Part::Money(cents) => cents.units(),
                part => part.number(),
            }),
            shown: match part {
                Part::Money(cents) => money::shown(facts, cents),
                part => health::part_figure(part, MoneyScale::Cents).text(facts.locale()),
            },
        })
    };
    [step("Above the line", measure.numerator), step("Below the line", measure.denominator)]
        .into_iter()
        .flatten()
        .collect()
}

/// M1, M4 and M6: sums of Financials.
fn of_money(facts: &Facts, cells: &Cells, scope: &Scope, measure: &Measure) -> Option<Explanation> {
    let rows = |kind: Option<&str>| {
        let kinds = facts.portfolio.financials.text("benefit_type");
        MoneyRows::of(facts, cells, scope, move |row| kind.is_none() || kinds[row].as_deref() == kind)
    };
    let all = rows(None);
    let cents = measure.value.map(|value| Cents(value.round() as i64));
    Some(match measure.id {
        "M1a" => all.realisation(Side::Benefit, Span::Year),
        "M1b" => all.validated_share(true),
        "M1c" => {
            let hard = rows(Some("Hard-cashable")).realisation(Side::Benefit, Span::Year);
            Explanation { formula: format!("In rows with Benefit type = Hard-cashable: {}", hard.formula), ..hard }
        }
        "M1d" => all.unplanned(cents),
        "M4a" => all.variance(false),
        "M4b" => all.variance(true),
        "M6a" => all.net(&rows(Some("Soft")), measure.value, false),
        "M6b" => all.net(&rows(Some("Soft")), measure.value, true),
        "M6c" => rows(Some("Soft")).benefits(cents, "with Benefit type = Soft"),
        _ => return None,
    })
}

/// Those that are counted from rows.
fn of_rows(facts: &Facts, cells: &Cells, measure: &Measure) -> Option<Explanation> {
    let words = MEASURES.iter().chain(&MORE).find(|words| words.id == measure.id)?;
    let basis = &measure.basis;
    let above: BTreeSet<u32> = basis.above.iter().copied().collect();
    let rest: Vec<u32> = basis.below.iter().copied().filter(|row| !above.contains(row)).collect();
    let group = |part: InputPart, title: String, rows: &[u32]| -> InputGroup {
        let places: Vec<Place<'static>> =
            rows.iter().flat_map(|row| cells_of(facts, words, basis.counted, *row as usize)).collect();
        cells.group(part, title, &places)
    };
    let what = match basis.counted {
        Counted::Initiatives => "initiatives",
        Counted::Kpis => "KPIs",
        Counted::Team => "rows of Team",
    };
    let groups = if above.is_empty() {
        vec![group(InputPart::Used, format!("Looked at: {} {what}", rest.len()), &rest)]
    } else {
        let counted = group(InputPart::Above, format!("Counted: {} {what}", basis.above.len()), &basis.above);
        let others = group(InputPart::Below, format!("Below the line only: {} {what}", rest.len()), &rest);
        if rest.is_empty() { vec![counted] } else { vec![counted, others] }
    };
    let formula = filled(facts, words.formula);
    Some(Explanation { formula, groups, ..Explanation::default() })
}

/// The cells from which one row is told.
fn cells_of(facts: &Facts, words: &MeasureWords, counted: Counted, row: usize) -> Vec<Place<'static>> {
    let mut places = Vec::new();
    for (kind, keys) in words.fields {
        let rows: Vec<usize> = match (counted, kind) {
            (Counted::Initiatives, SheetKind::Initiatives) | (Counted::Team, SheetKind::Team) => vec![row],
            (Counted::Kpis, SheetKind::Outcomes) => {
                return worth::kpi_cells(facts, &facts.metrics.kpis[row])
                    .into_iter()
                    .chain(dates_of(facts, row, keys))
                    .collect();
            }
            (Counted::Initiatives, _) => rows_of(facts, *kind, row as u32, words.months),
            _ => Vec::new(),
        };
        places.extend(rows.iter().flat_map(|row| keys.iter().map(|key| (*kind, *row, *key))));
    }
    // Of lists that may be long only what somebody filled.
    let known = |place: &Place<'static>| {
        facts.portfolio.table(place.0).known(place.2).is_some_and(|values| values.is_known(place.1))
    };
    places.retain(|place| place.0 == SheetKind::Initiatives || known(place));
    places
}

/// Further fields of a KPI, its dates.
fn dates_of<'a>(facts: &'a Facts, place: usize, keys: &'a [&'static str]) -> impl Iterator<Item = Place<'static>> + 'a {
    let kpi = &facts.metrics.kpis[place];
    let rows: BTreeSet<usize> = worth::kpi_cells(facts, kpi).into_iter().map(|(_, row, _)| row).collect();
    let dates = keys.iter().filter(|key| matches!(**key, "baseline_on" | "target_on"));
    dates
        .flat_map(move |key| rows.clone().into_iter().map(move |row| (SheetKind::Outcomes, row, *key)))
        .filter(|place| facts.portfolio.outcomes.known(place.2).is_some_and(|values| values.is_known(place.1)))
}

/// An initiative's rows of another sheet that count in the reporting month.
fn rows_of(facts: &Facts, kind: SheetKind, initiative: u32, months: Months) -> Vec<usize> {
    let portfolio = facts.portfolio;
    let period = facts.assumptions.period;
    let of =
        |list: &[Option<u32>]| -> Vec<usize> { (0..list.len()).filter(|row| list[*row] == Some(initiative)).collect() };
    match kind {
        SheetKind::Financials => {
            let within = |month: Month| match months {
                Months::Year => (facts.assumptions.year_start()..=period).contains(&month),
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
fn of_phase(facts: &Facts, measure: &Measure) -> Option<Explanation> {
    let number = ["M24a", "M24b", "M24c", "M24d"].iter().position(|id| *id == measure.id)?;
    let phase = &facts.metrics.health.centre_phases.get(number)?;
    let step = |(part, share): &(crate::model::health::CentrePart, Option<f64>)| {
        let shown = share.map_or_else(|| "not known".to_owned(), |share| round::percent(share, 0).text(facts.locale()));
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

/// The formula with the settings in it.
fn filled(facts: &Facts, formula: &str) -> String {
    let set = &facts.assumptions.health;
    let percent = |share: f64| round::percent(share, 0).text(facts.locale());
    let plain = |number: f64| round::plain(number).text(facts.locale());
    let settings = [
        ("kpi_at_target", percent(facts.assumptions.thresholds.kpi_at_target)),
        ("conversion_months_back", set.conversion_months_back.to_string()),
        ("conversion_months_wait", set.conversion_months_wait.to_string()),
        ("finished_needed", set.finished_needed.to_string()),
        ("long_in_phase_days", set.long_in_phase_days.to_string()),
        ("initiatives_a_sponsor", set.initiatives_a_sponsor.to_string()),
        ("reading_days", set.reading_days.to_string()),
        ("review_months", set.review_months.to_string()),
        ("person_load", plain(set.person_load)),
        ("good_fit", plain(set.good_fit)),
        ("decision_days", set.decision_days.to_string()),
        ("old_pilot_days", set.old_pilot_days.to_string()),
        ("cost_over_plan", percent(set.cost_over_plan)),
        ("behind_pace", percent(set.behind_pace)),
    ];
    settings.iter().fold(formula.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}
