//! Measures M1–M34: what they are counted from, row by row.

use super::{
    cells::{Cells, Place},
    money,
    scope::Scope,
    worth,
};
use crate::{
    model::{
        amount::{Amount, AmountPart, Beside},
        condition::FieldName,
        dictionary::SheetKind,
        explanation::{Explanation, InputGroup, InputPart, Step},
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
    let groups = groups_of_rows(context, cells, measure).into_iter().chain(groups_of_amounts(context, cells, measure));
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
    let mut steps = parts(context, measure);
    if steps.is_empty() {
        steps = steps_of_amounts(context, measure);
    }
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
        steps,
        notes,
        formula: formula(context, measure),
        groups: groups.filter(|group| !group.inputs.is_empty()).collect(),
        see_also: measure.declared.rests_on.iter().map(|id| (*id).to_owned()).collect(),
    }
}

/// As declared; where it is a mean of parts, with what they came to.
fn formula(context: &ReportContext, measure: &Measure) -> String {
    let formula = health::formula(context, &measure.declared);
    let part = |(part, share): &(CentrePart, Option<f64>)| {
        let shown =
            share.map_or_else(|| "not known".to_owned(), |share| round::percent(share, 0).text(context.locale()));
        format!("{shown} {}", health::part_words(*part))
    };
    let parts: Vec<String> = measure.basis.parts.iter().map(part).collect();
    match parts.is_empty() {
        true => formula,
        false => format!("{}: {}.", formula.trim_end_matches('.'), parts.join("; ")),
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

/// What is added up and what is taken off, where the measure is neither.
fn steps_of_amounts(context: &ReportContext, measure: &Measure) -> Vec<Step> {
    let amounts = measure.declared.amounts().iter().zip(&measure.basis.amounts);
    let step = |((part, amount), rows): (&(AmountPart, Amount), &Vec<u32>)| {
        let (input, word) = part_words(*part, &measure.declared)?;
        let values = context.portfolio.financials.money(amount.field.text());
        let sum: Cents = rows.iter().filter_map(|row| values[*row as usize]).sum();
        let is_part = matches!(input, InputPart::Numerator | InputPart::Denominator);
        is_part.then(|| money::step(context, &format!("{word}: {}", amount_words(context, amount)), sum))
    };
    amounts.filter_map(step).collect()
}

/// Cells of the rows it is counted from.
fn groups_of_rows(context: &ReportContext, cells: &Cells, measure: &Measure) -> Vec<InputGroup> {
    let basis = &measure.basis;
    let (one, many) = match basis.counted {
        Counted::Initiatives => ("initiative", "initiatives"),
        Counted::Kpis => ("KPI", "KPIs"),
        Counted::Team => ("row of Team", "rows of Team"),
        Counted::Months => ("row of Financials", "rows of Financials"),
    };
    let counting: BTreeSet<u32> = basis.numerator.iter().copied().collect();
    let rest: Vec<u32> = basis.denominator.iter().copied().filter(|row| !counting.contains(row)).collect();
    let groups = match counting.is_empty() {
        true => vec![(InputPart::Used, "Looked at", &rest)],
        false => vec![
            (InputPart::Numerator, "Counted", &basis.numerator),
            (InputPart::Denominator, "Denominator only", &rest),
        ],
    };
    let group = |(part, title, rows): (InputPart, &str, &Vec<u32>)| {
        let places: Vec<Place<'_>> =
            rows.iter().flat_map(|row| cells_of(context, &measure.declared, basis.counted, *row as usize)).collect();
        cells.group(part, format!("{title}: {}", plural(rows.len() as u64, one, many)), &places)
    };
    groups.into_iter().chain([(InputPart::LeftOut, "Left out", &basis.left_out)]).map(group).collect()
}

/// Cells of the amounts of Financials it is made of, each with the fields that say that it counts.
fn groups_of_amounts(context: &ReportContext, cells: &Cells, measure: &Measure) -> Vec<InputGroup> {
    let amounts = measure.declared.amounts();
    let mut groups = Vec::new();
    for ((part, amount), rows) in amounts.iter().zip(&measure.basis.amounts) {
        let Some((input, word)) = part_words(*part, &measure.declared) else { continue };
        // What is divided by as well is shown once.
        if *part == AmountPart::TakenOff && amounts.contains(&(AmountPart::Against, amount.clone())) {
            continue;
        }
        let blank = match &amount.months {
            Beside::Without(other) if *part == AmountPart::LeftOut => Some(other),
            _ => None,
        };
        let keys = || {
            let told = measure.declared.among.fields().into_iter().chain(amount.only.fields());
            std::iter::once(&amount.field).chain(told).chain(blank).map(FieldName::text)
        };
        let places: Vec<Place<'_>> =
            rows.iter().flat_map(|row| keys().map(|key| (SheetKind::Financials, *row as usize, key))).collect();
        groups.push(cells.group(input, format!("{word}: {}", amount_words(context, amount)), &places));
    }
    groups.sort_by_key(|group| group.part);
    groups
}

/// The part of an amount in a measure; none where only its months are asked for.
fn part_words(part: AmountPart, declared: &Declaration) -> Option<(InputPart, &'static str)> {
    let is_sum = declared.amounts().iter().all(|(part, _)| !matches!(part, AmountPart::TakenOff | AmountPart::Against));
    let is_share = declared.unit == MeasureUnit::Share;
    Some(match part {
        AmountPart::Added if is_sum => (InputPart::Used, "Added up"),
        AmountPart::Added if is_share => (InputPart::Numerator, "Numerator"),
        AmountPart::Added => (InputPart::Numerator, "Added up"),
        AmountPart::Against if is_share => (InputPart::Denominator, "Denominator"),
        AmountPart::TakenOff | AmountPart::Against => (InputPart::Denominator, "Taken off"),
        AmountPart::LeftOut => (InputPart::LeftOut, "Left out"),
        AmountPart::Needed => return None,
    })
}

/// `Benefit actual, in months with Benefit planned`.
fn amount_words(context: &ReportContext, amount: &Amount) -> String {
    let title = |name: &FieldName| context.title(SheetKind::Financials, name.text()).to_owned();
    match &amount.months {
        Beside::Anything => title(&amount.field),
        Beside::With(other) => format!("{}, in months with {}", title(&amount.field), title(other)),
        Beside::Without(other) => format!("{}, in months without {}", title(&amount.field), title(other)),
    }
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
            let end = context.assumptions.period_end();
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
