//! The year to date beside the same months of last year: a sentence of the page Money, a table of the sheet Money and a key
//! of `run.json`. Where amounts were converted, what people did stands apart from what exchange rates did.

use super::{ReportContext, columns::Columns, data, live, local_amounts, round, tables::text, words};
use crate::model::{
    dictionary::SheetKind,
    live::{Column, Formula, Symbol, Term, symbol},
    metrics::{LastYear, LastYearMonth, YearOnYear},
    money::Cents,
    record::{LastYearMonthRecord, LastYearRecord, YearOnYearRecord},
    report::{Cell, Table},
};

/// Spend or benefit.
#[derive(Clone, Copy)]
struct Side {
    title: &'static str,
    key: &'static str,
    month: fn(&LastYearMonth) -> YearOnYear,
    to_date: fn(&LastYear) -> YearOnYear,
    group: &'static str,
}

const SIDES: [Side; 2] = [
    Side {
        title: "Spend",
        key: "cost_actual",
        month: |month| month.cost,
        to_date: |year| year.cost,
        group: "spend beside last year",
    },
    Side {
        title: "Benefit",
        key: "benefit_actual",
        month: |month| month.benefit,
        to_date: |year| year.benefit,
        group: "benefit beside last year",
    },
];

const MONTH: Symbol = symbol("month");
const MONTH_BEFORE: Symbol = symbol("month last year");
const BEFORE: Symbol = symbol("last year");
const NOW: Symbol = symbol("this year");
const CHANGE: Symbol = symbol("difference");
const EFFECT: Symbol = symbol("by rates");
const AT_CONSTANT_RATES: Symbol = symbol("at constant rates");

/// What is more than so many times the amount of last year is no growth that a share describes.
const LARGEST_SHARE: f64 = 2.0;

/// `Beside the same months of last year, spend is 1,260k against 1,024k (+23%, at constant rates +21%), and benefit is …`.
pub fn note(context: &ReportContext) -> Option<String> {
    // In one currency the sheet says it; the page has no line to spare.
    let year = context.metrics.last_year.as_ref().filter(|_| has_rates(context))?;
    let to_date = context.assumptions.period.since(context.assumptions.year_start()) + 1;
    let said: Vec<(u32, String)> = SIDES
        .iter()
        .map(|side| (side, (side.to_date)(year)))
        .filter_map(|(side, sum)| Some((sum.months, compared(context, side.title, &sum)?)))
        .collect();
    let (months, _) = said.first()?;
    let are_all = |months: u32| i64::from(months) == i64::from(to_date);
    let of_both =
        |months: u32| format!("in the {} that both years have", words::plural(u64::from(months), "month", "months"));
    let sides = |words: Vec<String>| words.join(", and ");
    Some(match said.iter().all(|(other, _)| other == months) {
        true if are_all(*months) => {
            format!("Beside the same months of last year, {}.", sides(said.into_iter().map(|(_, side)| side).collect()))
        }
        true => {
            let first = of_both(*months);
            format!("Beside last year, {first}, {}.", sides(said.into_iter().map(|(_, side)| side).collect()))
        }
        false => {
            let of_each = said.into_iter().map(|(months, side)| format!("{side} {}", of_both(months))).collect();
            format!("Beside the same months of last year, {}.", sides(of_each))
        }
    })
}

/// `spend is 1,260k against 1,024k (+23%, at constant rates +21%)`.
fn compared(context: &ReportContext, title: &str, sum: &YearOnYear) -> Option<String> {
    let locale = context.locale();
    let change = sum.change()?;
    let share = |cents: Cents| {
        let is_told = cents.0.unsigned_abs() as f64 <= LARGEST_SHARE * sum.before.0.unsigned_abs() as f64;
        round::change(cents, sum.before, 0).filter(|_| is_told).map(|share| share.text(locale))
    };
    let constant = match sum.at_constant_rates() {
        Some(constant) if constant == change => None,
        Some(constant) if share(constant).is_some() && share(constant) == share(change) => {
            Some("the same at constant rates".to_owned())
        }
        Some(constant) => share(constant).map(|share| format!("at constant rates {share}")),
        None => Some("at constant rates not known for want of a rate".to_owned()),
    };
    let brackets: Vec<String> = [share(change), constant].into_iter().flatten().collect();
    let brackets = if brackets.is_empty() { String::new() } else { format!(" ({})", brackets.join(", ")) };
    let [before, now] = [sum.before, sum.now].map(|cents| context.scale().figure(cents).text(locale));
    Some(format!("{} is {now} against {before}{brackets}", title.to_lowercase()))
}

/// The months that both years have, and their sums.
pub fn table(context: &ReportContext) -> Option<Table> {
    let year = context.metrics.last_year.as_ref()?;
    let columns = Columns::new()
        .short("Month", |month: &LastYearMonth| Cell::Month(month.month))
        .symbol(MONTH)
        .below(text("All"))
        .short("Month last year", |month| Cell::Month(month.month.plus(-12)))
        .symbol(MONTH_BEFORE)
        .each(SIDES, |columns, side| side_columns(context, year, columns, side));
    let caption = "Year to date beside the same months of last year, where both years have an actual";
    Some(columns.table("LastYear", caption, &year.months))
}

fn side_columns<'a>(
    context: &'a ReportContext,
    year: &'a LastYear,
    columns: Columns<'a, LastYearMonth>,
    side: Side,
) -> Columns<'a, LastYearMonth> {
    let is_live = context.is_live();
    let Side { title, group, .. } = side;
    let sum = (side.to_date)(year);
    if sum.months == 0 {
        return columns;
    }
    let at = move |symbol: Symbol| symbol.within(group);
    let amount = move |month: &LastYearMonth, cents: fn(&YearOnYear) -> Option<Cents>, look, formula| {
        let compared = (side.month)(month);
        let Some(cents) = cents(&compared) else {
            return if compared.months > 0 { Cell::Unknown } else { Cell::Empty };
        };
        let shown = if look == live::MONEY { round::cents(cents) } else { round::cents_difference(cents) };
        match formula {
            Some(formula) if is_live => live::live(Cell::Figure(shown), Some(cents.units()), look, formula),
            _ => Cell::Figure(shown),
        }
    };
    let columns = columns
        .numbers(format!("{title} last year"), move |month| {
            amount(month, |one| one.change().map(|_| one.before), live::MONEY, actuals(context, side.key, MONTH_BEFORE))
        })
        .symbol(at(BEFORE))
        .sum(is_live)
        .numbers(format!("{title} this year"), move |month| {
            amount(month, |one| one.change().map(|_| one.now), live::MONEY, actuals(context, side.key, MONTH))
        })
        .symbol(at(NOW))
        .sum(is_live)
        .numbers(format!("{title} Δ to last year"), move |month| {
            let formula = Formula::new("{}-{}", [at(NOW).into(), at(BEFORE).into()]);
            amount(month, YearOnYear::change, live::DIFFERENCE, Some(formula))
        })
        .symbol(at(CHANGE))
        .means("the actual of the month less that of the same month a year before")
        .sum(is_live);
    if !has_rates(context) {
        return columns;
    }
    // A sum of which a part is not known is none.
    let is_known = sum.rate_unknown == 0;
    let below = |columns: Columns<'a, LastYearMonth>| match is_known {
        true => columns.sum(is_live),
        false => columns.below(Cell::Unknown),
    };
    let columns = below(
        columns
            .numbers(format!("{title} Δ at constant rates"), move |month| {
                let formula = Formula::new("{}-{}", [at(CHANGE).into(), at(EFFECT).into()]);
                amount(month, YearOnYear::at_constant_rates, live::DIFFERENCE, Some(formula))
            })
            .symbol(at(AT_CONSTANT_RATES))
            .means(
                "the difference to last year, with this year's amounts at the average rates of the same months then",
            ),
    );
    below(
        columns
            .numbers(format!("{title} Δ by exchange rates"), move |month| {
                amount(month, YearOnYear::effect_of_rates, live::DIFFERENCE, effect(context, side.key))
            })
            .symbol(at(EFFECT))
            .means("what this year's amounts are more than they would be at the average rates of the same months then"),
    )
}

/// Are amounts of other currencies compared?
fn has_rates(context: &ReportContext) -> bool {
    !context.portfolio.currencies.with_last_year.is_empty() && !context.portfolio.financials.local.is_empty()
}

/// The actuals of the month at the left.
fn actuals(context: &ReportContext, key: &'static str, month: Symbol) -> Option<Formula> {
    let [amounts, months] = [key, "month"].map(|key| data::column(context, SheetKind::Financials, key));
    Some(Formula::new("SUMIFS({},{},{})", [Term::All(amounts?), Term::All(months?), month.into()]))
}

/// The actuals of the month that have an amount at last year's rates, less that; nothing where none has.
fn effect(context: &ReportContext, key: &'static str) -> Option<Formula> {
    let local = &context.portfolio.financials.local;
    local.iter().find(|amount| &*amount.field == key && amount.last_year_rate.is_some())?;
    let [amounts, months] = [key, "month"].map(|key| data::column(context, SheetKind::Financials, key));
    let at_last_year = Column { symbol: local_amounts::at_last_year_column(key)?, ..amounts? };
    let [amounts, months, at_last_year] = [amounts?, months?, at_last_year].map(Term::All);
    let terms = [amounts, months.clone(), MONTH.into(), at_last_year.clone(), at_last_year, months, MONTH.into()];
    Some(Formula::new("SUMIFS({},{},{},{},\"<>\")-SUMIFS({},{},{})", terms))
}

/// Nothing where no month has actuals of both years.
pub fn record(context: &ReportContext) -> Option<LastYearRecord> {
    let year = context.metrics.last_year.as_ref()?;
    let month = |one: &LastYearMonth| LastYearMonthRecord {
        month: one.month,
        cost: side_record(&one.cost),
        benefit: side_record(&one.benefit),
    };
    Some(LastYearRecord {
        cost: side_record(&year.cost),
        benefit: side_record(&year.benefit),
        months: year.months.iter().map(month).collect(),
    })
}

fn side_record(side: &YearOnYear) -> Option<YearOnYearRecord> {
    let change = side.change()?;
    Some(YearOnYearRecord {
        months_compared: side.months,
        last_year_cents: side.before.0,
        this_year_cents: side.now.0,
        change_cents: change.0,
        change_at_constant_rates_cents: side.at_constant_rates().map(|cents| cents.0),
        rate_effect_cents: side.effect_of_rates().map(|cents| cents.0),
    })
}
