//! Money by initiative and month: one row an initiative and month, summed as integers.

mod last_year;

use super::{
    Frames,
    columns::{cents, numbers, times},
    rates,
};
use crate::{
    metrics::cashflow::MonthFlow,
    model::{
        assumptions::Assumptions,
        dictionary::SheetKind,
        metrics::{
            AmountSums, FrameSums, LastYear, Money, MonthMetrics, MonthSide, OwnerMonth, PlanActual, RateEffectMonth,
            Window,
        },
        money::Cents,
        period::Month,
        portfolio::{CENTRE, MONEY_FIELDS, Portfolio, amounts_of},
    },
};
use polars::prelude::*;
use std::{collections::BTreeMap, sync::Arc};

/// The number under which the centre's own rows stand in the column `initiative`.
const CENTRE_ROW: i32 = -1;

/// The kinds of benefit as the dictionary spells them; last what was not reported.
pub const BENEFIT_KINDS: [&str; 5] = ["Hard-cashable", "Cost avoidance", "Revenue", "Soft", ""];

/// What a row expects while its actual is not known: its forecast, else its plan.
const EXPECTED: [(&str, &str, &str); 2] =
    [("cost_expected", "cost_forecast", "cost_planned"), ("benefit_expected", "benefit_forecast", "benefit_planned")];

/// Parts of the expected benefit, and the place of their kind in [`BENEFIT_KINDS`].
const EXPECTED_PARTS: [(&str, usize); 2] =
    [("benefit_expected_hard", 0), ("benefit_expected_untyped", BENEFIT_KINDS.len() - 1)];

/// Rows of Financials as columns of whole numbers, in order of initiative and month. An unknown amount is 0 with `known_…` 0, so that sums never turn
/// an unknown into a zero nor meet a null.
pub struct MoneyFrame {
    rows: DataFrame,
    budgets: DataFrame,
}

/// Money by everything it is reported by.
pub struct Totals {
    /// One for each initiative.
    pub by_initiative: Vec<Money>,
    /// Flows of each initiative in order of month.
    pub flows: Vec<Vec<MonthFlow>>,
    /// Flows of the centre itself, in order of month.
    pub centre_flows: Vec<MonthFlow>,
    /// The centre's own.
    pub centre: Money,
    /// Everything.
    pub all: Money,
    /// The months of the fiscal year.
    pub months: Vec<MonthMetrics>,
    /// Months of initiatives with an effect of rates of exchange.
    pub rate_effects: Vec<RateEffectMonth>,
    /// The year to date beside the same months a year before.
    pub last_year: Option<LastYear>,
}

impl Totals {
    /// Money of some initiatives.
    pub fn of(&self, rows: &[usize]) -> Money {
        rows.iter().fold(Money::default(), |sum, row| sum.plus(self.by_initiative[*row]))
    }
}

/// A benefit of the year to date, and how much of it finance has validated.
#[derive(Clone, Copy, Default)]
pub struct Benefit {
    pub benefit: PlanActual,
    pub validated: Cents,
}

impl Benefit {
    fn plus(self, other: Benefit) -> Benefit {
        Benefit { benefit: self.benefit.plus(other.benefit), validated: self.validated + other.validated }
    }
}

/// One kind of benefit.
pub struct KindOfBenefit {
    /// The centre's own included.
    pub all: Benefit,
    /// Of each initiative that has any.
    by_initiative: BTreeMap<usize, Benefit>,
}

impl KindOfBenefit {
    /// Of some initiatives.
    pub fn of(&self, rows: &[usize]) -> Benefit {
        rows.iter().filter_map(|row| self.by_initiative.get(row)).fold(Benefit::default(), |sum, one| sum.plus(*one))
    }
}

impl MoneyFrame {
    /// From the frames of Financials and Initiatives.
    pub fn of(frames: &Frames) -> PolarsResult<MoneyFrame> {
        let months = &frames.months;
        let initiative = months.column("initiative")?.as_materialized_series().u32()?;
        let initiative = initiative.iter().map(|row| row.map_or(CENTRE_ROW, |row| row as i32));
        let month = months.column("month")?.as_materialized_series().i32()?.iter().map(Option::unwrap_or_default);
        let mut columns = vec![
            Column::new("initiative".into(), initiative.collect::<Vec<i32>>()),
            Column::new("month".into(), month.collect::<Vec<i32>>()),
            months.column("file")?.clone(),
            validated(months)?,
        ];
        let kinds = benefit_kinds(months)?;
        for key in amounts_of(SheetKind::Financials) {
            columns.extend(amount_columns(key, &cents(months, key)?));
        }
        for (name, forecast, planned) in EXPECTED {
            columns.extend(amount_columns(name, &expected(months, forecast, planned)?));
        }
        columns.extend(expected_parts(months, &kinds)?);
        for name in rates::EFFECTS.iter().flat_map(|one| [one.effect, one.unknown]) {
            // Most portfolios have one currency.
            columns.extend(months.column(name).ok().cloned());
        }
        columns.push(Column::new("benefit_kind".into(), kinds));
        // Sorted once: everything below adds up by initiative and month.
        let rows = DataFrame::new(months.height(), columns)?;
        let rows = rows.sort(["initiative", "month"], order(&rows))?;
        let initiatives = &frames.initiatives;
        let mut columns = vec![
            Column::new("initiative".into(), (0..initiatives.height() as i32).collect::<Vec<i32>>()),
            initiatives.column("file")?.clone(),
        ];
        columns.extend(amount_columns("budget_requested", &cents(initiatives, "budget_requested")?));
        let budgets = DataFrame::new(initiatives.height(), columns)?;
        Ok(MoneyFrame { rows, budgets })
    }

    /// The benefit of the year to date of each of [`BENEFIT_KINDS`].
    pub fn benefit_by_kind(&self, assumptions: &Assumptions) -> PolarsResult<Vec<KindOfBenefit>> {
        let month = times(&self.rows, "month")?;
        let year = &month.gt_eq(assumptions.year_start().index()) & &month.lt_eq(assumptions.period.index());
        let [planned, actual] = ["benefit_planned", "benefit_actual"];
        let known = [planned, actual].map(|name| format!("known_{name}"));
        let sums = [planned, actual, &known[0], &known[1], "benefit_validated"];
        let keys = ["benefit_kind", "initiative", "month"];
        let columns = self.rows.select(keys.into_iter().chain(sums))?.filter(&year)?;
        let sums = group_sums(&columns, &keys, &sums)?;
        let (kind, initiative) = (whole_numbers(&sums, "benefit_kind")?, whole_numbers(&sums, "initiative")?);
        let (planned, actual) = (known_amounts(&sums, planned)?, known_amounts(&sums, actual)?);
        let validated = whole_numbers(&sums, "benefit_validated_sum")?;
        let none = || KindOfBenefit { all: Benefit::default(), by_initiative: BTreeMap::new() };
        let mut kinds: Vec<KindOfBenefit> = BENEFIT_KINDS.iter().map(|_| none()).collect();
        for row in 0..sums.height() {
            let (planned, actual) = (planned[row], actual[row]);
            let side = Side { planned, actual, ..Side::default() };
            let benefit = Benefit { benefit: side.plan_actual(), validated: Cents(validated[row]) };
            let kind = &mut kinds[kind[row] as usize];
            kind.all = kind.all.plus(benefit);
            if let Ok(owner) = usize::try_from(initiative[row]) {
                let sum = kind.by_initiative.entry(owner).or_default();
                *sum = sum.plus(benefit);
            }
        }
        Ok(kinds)
    }

    /// Loses the first row: for the test that shows that a lost row is seen.
    #[cfg(test)]
    pub fn without_first_row(self) -> MoneyFrame {
        MoneyFrame { rows: self.rows.slice(1, self.rows.height()), budgets: self.budgets }
    }

    /// Money by initiative and month.
    pub fn totals(&self, assumptions: &Assumptions) -> PolarsResult<Totals> {
        let cells = self.by_initiative_and_month()?;
        let count = self.budgets.height();
        let mut by_initiative = vec![Money::default(); count];
        let mut flows = vec![Vec::new(); count];
        let mut centre = Money::default();
        let mut centre_flows = Vec::new();
        for cell in &cells {
            let money = cell.money(assumptions);
            match usize::try_from(cell.initiative) {
                Ok(row) => {
                    by_initiative[row] = by_initiative[row].plus(money);
                    flows[row].push(cell.flow(assumptions.period));
                }
                Err(_) => {
                    centre = centre.plus(money);
                    centre_flows.push(cell.flow(assumptions.period));
                }
            }
        }
        Ok(Totals {
            all: by_initiative.iter().fold(centre, |sum, money| sum.plus(*money)),
            months: months(&cells, assumptions),
            rate_effects: cells.iter().filter_map(|cell| cell.rate_effect(assumptions)).collect(),
            last_year: last_year::beside(&cells, assumptions),
            by_initiative,
            flows,
            centre_flows,
            centre,
        })
    }

    /// What was reported for each initiative and month, the centre first.
    pub fn months(&self, assumptions: &Assumptions) -> PolarsResult<Vec<OwnerMonth>> {
        let cells = self.by_initiative_and_month()?;
        Ok(cells.iter().map(|cell| cell.of_owner(assumptions.period)).collect())
    }

    /// Several rows of one initiative and month are added up.
    fn by_initiative_and_month(&self) -> PolarsResult<Vec<MonthCell>> {
        let effects = rates::EFFECTS.iter().flat_map(|one| [one.effect, one.unknown]);
        let effects = effects.filter(|name| self.rows.column(name).is_ok()).map(str::to_owned);
        let columns: Vec<String> = sum_columns().into_iter().chain(effects).collect();
        let sums = group_sums(&self.rows, &["initiative", "month"], &columns)?;
        let initiative = whole_numbers(&sums, "initiative")?;
        let month = whole_numbers(&sums, "month")?;
        let amount = |name: &str| known_amounts(&sums, name);
        let cents = |name: &str| whole_numbers(&sums, &format!("{name}_sum"));
        let cost = [amount("cost_planned")?, amount("cost_actual")?, amount("cost_expected")?];
        let benefit = [amount("benefit_planned")?, amount("benefit_actual")?, amount("benefit_expected")?];
        // By place: each of them is asked for each month of each initiative.
        let of_field = |(kind, key): &(SheetKind, &str)| match kind {
            SheetKind::Financials => amount(key).map(Some),
            _ => Ok(None),
        };
        let amounts: Vec<Option<Vec<Option<Cents>>>> =
            MONEY_FIELDS.iter().map(of_field).collect::<PolarsResult<_>>()?;
        let [cost_plan, benefit_plan, cost_last_year, benefit_last_year] =
            rates::EFFECTS.each_ref().map(|one| [one.effect, one.unknown].map(|name| cents(name).ok()));
        let effect_of = |[effect, unknown]: &[Option<Vec<i64>>; 2], row: usize| {
            let at = |column: &Option<Vec<i64>>| column.as_ref().map_or(0, |values| values[row]);
            RateEffect { cents: Cents(at(effect)), unknown: u32::from(at(unknown) > 0) }
        };
        let validated = cents("benefit_validated")?;
        let [hard, untyped] = EXPECTED_PARTS.map(|(name, _)| cents(name));
        let (hard, untyped) = (hard?, untyped?);
        Ok((0..sums.height())
            .map(|row| MonthCell {
                initiative: initiative[row],
                month: Month::from_index(month[row] as i32),
                cost: Side::of(&cost, row, [&cost_plan, &cost_last_year].map(|effect| effect_of(effect, row))),
                benefit: Side::of(
                    &benefit,
                    row,
                    [&benefit_plan, &benefit_last_year].map(|effect| effect_of(effect, row)),
                ),
                amounts: AmountSums::of(|place| amounts[place].as_ref()?[row]),
                benefit_validated: Cents(validated[row]),
                expected_hard: Cents(hard[row]),
                expected_untyped: Cents(untyped[row]),
            })
            .collect())
    }

    /// The planned benefit of a steady month of each initiative, in cents: the median of the months up to the horizon that
    /// plan one. Unknown where none does.
    pub fn steady_benefits(&self, horizon: Month) -> PolarsResult<Float64Chunked> {
        let sums = group_sums(&self.rows, &["initiative", "month"], &["benefit_planned"])?;
        let is_within = times(&sums, "month")?.lt_eq(horizon.index());
        let planned = sums.filter(&(&is_within & &cents(&sums, "benefit_planned_sum")?.gt(0)))?;
        let medians = group_medians(&planned, "initiative", "benefit_planned_sum")?;
        let mut steady = vec![None; self.budgets.height()];
        for (initiative, median) in medians {
            if let Ok(row) = usize::try_from(initiative) {
                steady[row] = median;
            }
        }
        Ok(Float64Chunked::from_iter_options("steady_benefit".into(), steady.into_iter()))
    }

    /// Every money column by file, department and month, for the checks against the cells that were read.
    pub fn sums(&self, portfolio: &Portfolio) -> PolarsResult<FrameSums> {
        let departments = portfolio.initiatives.text("department");
        let department_of = |initiative: i64| -> Arc<str> {
            match usize::try_from(initiative) {
                Ok(row) => departments[row].clone().unwrap_or_else(|| "".into()),
                Err(_) => CENTRE.into(),
            }
        };
        let mut by_file = BTreeMap::new();
        let mut by_department = BTreeMap::new();
        let mut by_month = BTreeMap::new();
        let (budget, amounts) = MONEY_FIELDS.split_at(1);
        for (first, frame, fields) in [(0, &self.budgets, budget), (budget.len() as u8, &self.rows, amounts)] {
            let keys: Vec<&str> = fields.iter().map(|(_, key)| *key).collect();
            for (file, sums) in sums_by(frame, "file", &keys)? {
                by_file.extend((first..).zip(sums).map(|(field, cents)| ((file as u32, field), cents)));
            }
            for (initiative, sums) in sums_by(frame, "initiative", &keys)? {
                for (field, cents) in (first..).zip(sums) {
                    *by_department.entry((department_of(initiative), field)).or_default() += cents;
                }
            }
            if frame.column("month").is_ok() {
                for (month, sums) in sums_by(frame, "month", &keys)? {
                    let month = Month::from_index(month as i32);
                    by_month.extend((first..).zip(sums).map(|(field, cents)| ((month, field), cents)));
                }
            }
        }
        Ok(FrameSums {
            by_file: by_file.into_iter().collect(),
            by_department: by_department.into_iter().collect(),
            by_month: by_month.into_iter().collect(),
        })
    }
}

/// Rows of so many are sorted on all cores: below it, waiting for the others takes longer.
const MANY_ROWS: usize = 100_000;

/// Equal rows keep their order.
fn order(frame: &DataFrame) -> SortMultipleOptions {
    SortMultipleOptions::default().with_maintain_order(true).with_multithreaded(frame.height() >= MANY_ROWS)
}

/// Columns summed by the whole numbers of another column, in their order.
fn sums_by(frame: &DataFrame, by: &str, keys: &[&str]) -> PolarsResult<Vec<(i64, Vec<Cents>)>> {
    let columns = frame.select(std::iter::once(by).chain(keys.iter().copied()))?;
    let sums = group_sums(&columns.sort([by], order(&columns))?, &[by], keys)?;
    let names = whole_numbers(&sums, by)?;
    let cents = keys.iter().map(|key| whole_numbers(&sums, &format!("{key}_sum"))).collect::<PolarsResult<Vec<_>>>()?;
    let of_row = |row: usize| cents.iter().map(|column| Cents(column[row])).collect();
    Ok(names.into_iter().enumerate().map(|(row, name)| (name, of_row(row))).collect())
}

/// The columns `sums` of a sorted frame, added up by the columns `by`; each result is named `…_sum`.
#[expect(deprecated, reason = "the lazy engine that replaces it triples the time to build and adds nothing to a sum")]
pub fn group_sums<S: AsRef<str>>(sorted: &DataFrame, by: &[&str], sums: &[S]) -> PolarsResult<DataFrame> {
    sorted.group_by_stable(by.iter().copied())?.select(sums.iter().map(|name| PlSmallStr::from(name.as_ref()))).sum()
}

/// The median of a column by another one.
#[expect(deprecated, reason = "as for sums")]
fn group_medians(frame: &DataFrame, by: &str, of: &str) -> PolarsResult<Vec<(i32, Option<f64>)>> {
    let medians = frame.group_by_stable([by])?.select([of]).median()?;
    let (by, of) = (times(&medians, by)?, numbers(&medians, &format!("{of}_median"))?);
    Ok(by.iter().flatten().zip(of.iter()).collect())
}

/// The real benefit of rows that finance has validated, nothing in the others.
fn validated(months: &DataFrame) -> PolarsResult<Column> {
    let benefit = cents(months, "benefit_actual")?;
    let validated = months.column("finance_validated")?.as_materialized_series().bool()?;
    let of_row = |(cents, validated): (Option<i64>, Option<bool>)| cents.filter(|_| validated == Some(true));
    let sums = benefit.iter().zip(validated.iter()).map(|row| of_row(row).unwrap_or_default());
    Ok(Column::new("benefit_validated".into(), sums.collect::<Vec<i64>>()))
}

/// The kind of benefit of each row, by its place in [`BENEFIT_KINDS`].
fn benefit_kinds(months: &DataFrame) -> PolarsResult<Vec<i32>> {
    let place = |name: &str| BENEFIT_KINDS.iter().position(|kind| *kind == name);
    let last = BENEFIT_KINDS.len() - 1;
    let typed = months.column("benefit_type")?.as_materialized_series().str()?.iter();
    Ok(typed.map(|kind| place(kind.unwrap_or_default()).unwrap_or(last) as i32).collect())
}

/// Each row's forecast, else its plan.
fn expected(months: &DataFrame, forecast: &str, planned: &str) -> PolarsResult<Int64Chunked> {
    let (forecast, planned) = (cents(months, forecast)?, cents(months, planned)?);
    let either = forecast.iter().zip(planned.iter()).map(|(forecast, planned)| forecast.or(planned));
    Ok(Int64Chunked::from_iter_options("expected".into(), either))
}

/// The expected benefit of rows of one kind, nothing in the others.
fn expected_parts(months: &DataFrame, kinds: &[i32]) -> PolarsResult<[Column; 2]> {
    let [_, (_, forecast, planned)] = EXPECTED;
    let expected = expected(months, forecast, planned)?;
    Ok(EXPECTED_PARTS.map(|(name, kind)| {
        let rows = expected.iter().zip(kinds);
        let cents = rows.map(|(cents, of)| if *of == kind as i32 { cents.unwrap_or_default() } else { 0 });
        Column::new(name.into(), cents.collect::<Vec<i64>>())
    }))
}

/// An amount as cents and as a mark of being known.
fn amount_columns(name: &str, values: &Int64Chunked) -> [Column; 2] {
    let cents: Vec<i64> = values.iter().map(Option::unwrap_or_default).collect();
    let known: Vec<i64> = values.iter().map(|cents| i64::from(cents.is_some())).collect();
    [Column::new(name.into(), cents), Column::new(format!("known_{name}").into(), known)]
}

fn sum_columns() -> Vec<String> {
    let amounts = amounts_of(SheetKind::Financials).chain(EXPECTED.map(|(name, ..)| name));
    let known = amounts.flat_map(|name| [name.to_owned(), format!("known_{name}")]);
    let parts = EXPECTED_PARTS.map(|(name, _)| name.to_owned());
    known.chain(parts).chain(["benefit_validated".to_owned()]).collect()
}

/// Sums of an amount; unknown where no row knows it.
fn known_amounts(sums: &DataFrame, name: &str) -> PolarsResult<Vec<Option<Cents>>> {
    let cents = whole_numbers(sums, &format!("{name}_sum"))?;
    let known = whole_numbers(sums, &format!("known_{name}_sum"))?;
    Ok(cents.into_iter().zip(known).map(|(cents, known)| (known > 0).then_some(Cents(cents))).collect())
}

/// The values of a column of whole numbers, whatever their width.
fn whole_numbers(frame: &DataFrame, name: &str) -> PolarsResult<Vec<i64>> {
    let wide = frame.column(name)?.as_materialized_series().cast(&DataType::Int64)?;
    Ok(wide.i64()?.iter().map(Option::unwrap_or_default).collect())
}

/// The part of an actual that is due to other rates.
#[derive(Clone, Copy, Default)]
struct RateEffect {
    cents: Cents,
    /// Has it amounts without the other rate?
    unknown: u32,
}

/// Cost or benefit of one initiative in one month, its rows added up: each is the sum of what is known of it.
#[derive(Default)]
struct Side {
    planned: Option<Cents>,
    actual: Option<Cents>,
    /// Of each row its forecast, else its plan.
    expected: Option<Cents>,
    /// The part of the actual that is due to rates other than planned.
    rate_effect: RateEffect,
    /// The part that is due to rates other than those of a year before.
    last_year_effect: RateEffect,
}

impl Side {
    fn of(
        [planned, actual, expected]: &[Vec<Option<Cents>>; 3],
        row: usize,
        [rate_effect, last_year_effect]: [RateEffect; 2],
    ) -> Side {
        let (planned, actual, expected) = (planned[row], actual[row], expected[row]);
        Side { planned, actual, expected, rate_effect, last_year_effect }
    }

    /// Plan against actual of a month that is over. It is compared when it has both.
    fn plan_actual(&self) -> PlanActual {
        let is_compared = self.planned.is_some() && self.actual.is_some();
        let (planned, actual) = (self.planned.unwrap_or_default(), self.actual.unwrap_or_default());
        let if_so = |is_so: bool, cents: Cents| if is_so { cents } else { Cents::ZERO };
        PlanActual {
            planned: if_so(is_compared, planned),
            actual,
            compared: u32::from(is_compared),
            planned_unreported: if_so(!is_compared, planned),
            unreported: u32::from(self.planned.is_some() && !is_compared),
            actual_unplanned: if_so(!is_compared, actual),
            unplanned: u32::from(self.actual.is_some() && !is_compared),
            rate_effect: if_so(is_compared, self.rate_effect.cents),
            rate_unknown: if is_compared { self.rate_effect.unknown } else { 0 },
        }
    }

    fn of_month(&self, past: bool) -> MonthSide {
        MonthSide { planned: self.planned, actual: self.actual, outlook: self.outlook(past) }
    }

    /// The actual if the month is over and any row has one, else what is expected.
    fn outlook(&self, past: bool) -> Option<Cents> {
        self.actual.filter(|_| past).or(self.expected)
    }
}

/// Money of one initiative in one month.
struct MonthCell {
    initiative: i64,
    month: Month,
    cost: Side,
    benefit: Side,
    /// As reported.
    amounts: AmountSums,
    benefit_validated: Cents,
    /// Hard-cashable part of the expected benefit.
    expected_hard: Cents,
    /// The part of the expected benefit whose kind is not reported.
    expected_untyped: Cents,
}

impl MonthCell {
    fn of_owner(&self, period: Month) -> OwnerMonth {
        let past = self.month <= period;
        OwnerMonth {
            owner: u32::try_from(self.initiative).ok(),
            month: self.month,
            cost: self.cost.of_month(past),
            benefit: self.benefit.of_month(past),
        }
    }

    fn flow(&self, period: Month) -> MonthFlow {
        let past = self.month <= period;
        MonthFlow {
            month: self.month,
            cost_planned: self.cost.planned,
            benefit_planned: self.benefit.planned,
            cost: self.cost.outlook(past),
            is_booked: past && self.cost.actual.is_some(),
            benefit: self.benefit.outlook(past),
            benefit_hard: self.expected_hard,
            benefit_untyped: self.expected_untyped,
        }
    }

    /// What rates of exchange did in a month of the year to the reporting month, if anything.
    fn rate_effect(&self, assumptions: &Assumptions) -> Option<RateEffectMonth> {
        let (cost, benefit) = (self.cost.plan_actual(), self.benefit.plan_actual());
        let is_any = [&cost, &benefit].iter().any(|side| side.rate_effect != Cents::ZERO || side.rate_unknown > 0);
        let is_in = (assumptions.year_start()..=assumptions.period).contains(&self.month);
        let initiative = u32::try_from(self.initiative).ok();
        (is_any && is_in).then_some(RateEffectMonth { initiative, month: self.month, cost, benefit })
    }

    /// This month's part in every window of the report.
    fn money(&self, assumptions: &Assumptions) -> Money {
        let window = Window {
            cost: self.cost.plan_actual(),
            benefit: self.benefit.plan_actual(),
            benefit_validated: self.benefit_validated,
            benefit_validated_compared: self.benefit.planned.map_or(Cents::ZERO, |_| self.benefit_validated),
            amounts: self.amounts,
        };
        let past = self.month <= assumptions.period;
        let in_year = (assumptions.year_start()..=assumptions.year_end()).contains(&self.month);
        let if_so = |is_so: bool| if is_so { window } else { Window::default() };
        let year = |cents: Option<Cents>| cents.filter(|_| in_year).unwrap_or_default();
        Money {
            month: if_so(self.month == assumptions.period),
            year_to_date: if_so(past && in_year),
            life: if_so(past),
            year_cost_planned: year(self.cost.planned),
            year_cost_outlook: year(self.cost.outlook(past)),
            year_benefit_planned: year(self.benefit.planned),
            year_benefit_outlook: year(self.benefit.outlook(past)),
            total_cost_planned: self.cost.planned.unwrap_or_default(),
            total_benefit_planned: self.benefit.planned.unwrap_or_default(),
        }
    }
}

/// The months of the fiscal year over the whole portfolio, gap-free.
fn months(cells: &[MonthCell], assumptions: &Assumptions) -> Vec<MonthMetrics> {
    let start = assumptions.year_start();
    let mut months: Vec<MonthMetrics> = (0..12)
        .map(|step| MonthMetrics {
            month: start.plus(step),
            cost_planned: Cents::ZERO,
            cost_actual: None,
            cost_outlook: None,
            benefit_planned: Cents::ZERO,
            benefit_actual: None,
            benefit_outlook: None,
        })
        .collect();
    let add = |sum: &mut Option<Cents>, cents: Option<Cents>| {
        if let Some(cents) = cents {
            *sum = Some(sum.unwrap_or_default() + cents);
        }
    };
    for cell in cells {
        let Ok(place) = usize::try_from(cell.month.since(start)) else { continue };
        let Some(month) = months.get_mut(place) else { continue };
        month.cost_planned += cell.cost.planned.unwrap_or_default();
        month.benefit_planned += cell.benefit.planned.unwrap_or_default();
        if cell.month <= assumptions.period {
            add(&mut month.cost_actual, cell.cost.actual);
            add(&mut month.benefit_actual, cell.benefit.actual);
        } else {
            add(&mut month.cost_outlook, cell.cost.outlook(false));
            add(&mut month.benefit_outlook, cell.benefit.outlook(false));
        }
    }
    months
}
