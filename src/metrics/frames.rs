//! Money in polars frames: one row an initiative and month, summed as integers.

use super::cashflow::MonthFlow;
use crate::model::{
    assumptions::Assumptions,
    metrics::{FrameSums, Money, MonthMetrics, MonthSide, OwnerMonth, PlanActual, Window},
    money::Cents,
    period::Month,
    portfolio::{CENTRE, MONEY_FIELDS, Portfolio},
    table::Table,
};
use polars::prelude::*;
use std::{collections::BTreeMap, sync::Arc};

/// The number under which the centre's own rows stand in the column `initiative`.
const CENTRE_ROW: i32 = -1;

/// The six amounts of Financials, by their key; the same order as in MONEY_FIELDS without the budget.
const AMOUNTS: [&str; 6] =
    ["cost_planned", "cost_actual", "benefit_planned", "benefit_actual", "cost_forecast", "benefit_forecast"];

/// The kinds of benefit as the dictionary spells them; last what was not reported.
pub const BENEFIT_KINDS: [&str; 5] = ["Hard-cashable", "Cost avoidance", "Revenue", "Soft", ""];

/// Columns of hard-cashable benefits, and the amounts they are part of.
const HARD: [(&str, &str); 2] = [("planned_hard", "benefit_planned"), ("forecast_hard", "benefit_forecast")];

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
    /// By department, in order of name; without the centre.
    pub by_department: Vec<(Arc<str>, Money)>,
    /// By outcome category.
    pub by_outcome: Vec<(Arc<str>, Money)>,
    /// By phase.
    pub by_phase: Vec<(Arc<str>, Money)>,
    /// The centre's own.
    pub centre: Money,
    /// Everything.
    pub all: Money,
    /// The months of the fiscal year.
    pub months: Vec<MonthMetrics>,
}

impl MoneyFrame {
    /// From the accepted rows.
    pub fn of(portfolio: &Portfolio) -> PolarsResult<MoneyFrame> {
        let table = &portfolio.financials;
        let initiative: Vec<i32> =
            portfolio.financials_initiative.iter().map(|row| row.map_or(CENTRE_ROW, |row| row as i32)).collect();
        let month: Vec<i32> = table.month("month").iter().map(|month| month.map_or(0, |month| month.index())).collect();
        let file: Vec<u32> = table.origins.iter().map(|origin| origin.file).collect();
        let validated: Vec<i64> = table
            .money("benefit_actual")
            .iter()
            .zip(table.yes_no("finance_validated"))
            .map(|(cents, validated)| if *validated == Some(true) { cents.unwrap_or_default().0 } else { 0 })
            .collect();
        let mut columns = vec![
            Column::new("initiative".into(), initiative),
            Column::new("month".into(), month),
            Column::new("file".into(), file),
            Column::new("benefit_validated".into(), validated),
            Column::new("row".into(), vec![1_i64; table.len()]),
            Column::new("benefit_kind".into(), benefit_kinds(table)),
        ];
        columns.extend(hard_columns(table));
        for key in AMOUNTS {
            columns.extend(amount_columns(table, key));
        }
        for of in ["cost", "benefit"] {
            columns.extend(paired_columns(table, of));
        }
        // Sorted once: everything below adds up by initiative and month.
        let rows = DataFrame::new(table.len(), columns)?;
        let rows = rows.sort(["initiative", "month"], order(&rows))?;
        let initiatives = &portfolio.initiatives;
        let mut columns = vec![
            Column::new("initiative".into(), (0..initiatives.len() as i32).collect::<Vec<i32>>()),
            Column::new("file".into(), initiatives.origins.iter().map(|origin| origin.file).collect::<Vec<u32>>()),
        ];
        columns.extend(amount_columns(initiatives, "budget_requested"));
        let budgets = DataFrame::new(initiatives.len(), columns)?;
        Ok(MoneyFrame { rows, budgets })
    }

    /// Only the rows of one kind of benefit, by its place in [`BENEFIT_KINDS`]; budgets stay.
    pub fn of_kind(&self, kind: usize) -> PolarsResult<MoneyFrame> {
        let kinds = self.rows.column("benefit_kind")?.as_materialized_series().i32()?;
        let marks: BooleanChunked = kinds.iter().map(|found| found == Some(kind as i32)).collect();
        Ok(MoneyFrame { rows: self.rows.filter(&marks)?, budgets: self.budgets.clone() })
    }

    /// Loses the first row: for the test that shows that a lost row is seen.
    #[cfg(test)]
    pub fn without_first_row(self) -> MoneyFrame {
        MoneyFrame { rows: self.rows.slice(1, self.rows.height()), budgets: self.budgets }
    }

    /// Money by initiative, department, outcome, phase and month.
    pub fn totals(&self, portfolio: &Portfolio, assumptions: &Assumptions) -> PolarsResult<Totals> {
        let cells = self.by_initiative_and_month()?;
        let count = portfolio.initiatives.len();
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
        let grouped = |key: &str| -> Vec<(Arc<str>, Money)> {
            let mut sums: BTreeMap<Arc<str>, Money> = BTreeMap::new();
            for (name, money) in portfolio.initiatives.text(key).iter().zip(&by_initiative) {
                let sum = sums.entry(name.clone().unwrap_or_else(|| "".into())).or_default();
                *sum = sum.plus(*money);
            }
            sums.into_iter().collect()
        };
        Ok(Totals {
            by_department: grouped("department"),
            by_outcome: grouped("outcome"),
            by_phase: grouped("phase"),
            all: by_initiative.iter().fold(centre, |sum, money| sum.plus(*money)),
            months: months(&cells, assumptions),
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
        let names = sum_columns();
        let sums = group_sums(&self.rows, &["initiative", "month"], &names)?;
        let initiative = whole_numbers(&sums, "initiative")?;
        let month = whole_numbers(&sums, "month")?;
        let rows = whole_numbers(&sums, "row_sum")?;
        let mut amounts = Vec::with_capacity(AMOUNTS.len());
        for key in AMOUNTS {
            let cents = whole_numbers(&sums, &format!("{key}_sum"))?;
            let known = whole_numbers(&sums, &format!("known_{key}_sum"))?;
            amounts.push((cents, known));
        }
        let validated = whole_numbers(&sums, "benefit_validated_sum")?;
        let planned_hard = whole_numbers(&sums, "planned_hard_sum")?;
        let forecast_hard = whole_numbers(&sums, "forecast_hard_sum")?;
        let mut pairs = Vec::with_capacity(2);
        for of in ["cost", "benefit"] {
            let column = |name: &str| whole_numbers(&sums, &format!("{of}_{name}_sum"));
            pairs.push([column("paired")?, column("plan_paired")?, column("plan_only")?]);
        }
        Ok((0..sums.height())
            .map(|row| {
                let amount = |place: usize| {
                    let (cents, known): &(Vec<i64>, Vec<i64>) = &amounts[place];
                    (known[row] > 0).then_some(Cents(cents[row]))
                };
                let complete = |place: usize| amounts[place].1[row] == rows[row];
                let side = |of: usize| Side {
                    planned: amount(2 * of),
                    actual: amount(2 * of + 1),
                    forecast: amount(4 + of),
                    paired: (pairs[of][0][row] > 0)
                        .then(|| Paired { planned: Cents(pairs[of][1][row]), plan_only: pairs[of][2][row] > 0 }),
                };
                MonthCell {
                    initiative: initiative[row],
                    month: Month::from_index(month[row] as i32),
                    cost: side(0),
                    benefit: side(1),
                    benefit_validated: Cents(validated[row]),
                    planned_hard: Cents(planned_hard[row]),
                    forecast_hard: Cents(forecast_hard[row]),
                    plan_complete: complete(0) && complete(2),
                }
            })
            .collect())
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
fn group_sums<S: AsRef<str>>(sorted: &DataFrame, by: &[&str], sums: &[S]) -> PolarsResult<DataFrame> {
    sorted.group_by_stable(by.iter().copied())?.select(sums.iter().map(|name| PlSmallStr::from(name.as_ref()))).sum()
}

/// Which rows have plan and actual side by side: how many, their plan, and how many have a plan only.
fn paired_columns(table: &Table, of: &str) -> [Column; 3] {
    let sides = || table.money(&format!("{of}_planned")).iter().zip(table.money(&format!("{of}_actual")));
    let paired: Vec<i64> = sides().map(|(plan, actual)| i64::from(plan.is_some() && actual.is_some())).collect();
    let plan: Vec<i64> =
        sides().map(|(plan, actual)| if actual.is_some() { plan.unwrap_or_default().0 } else { 0 }).collect();
    let plan_only: Vec<i64> = sides().map(|(plan, actual)| i64::from(plan.is_some() && actual.is_none())).collect();
    [
        Column::new(format!("{of}_paired").into(), paired),
        Column::new(format!("{of}_plan_paired").into(), plan),
        Column::new(format!("{of}_plan_only").into(), plan_only),
    ]
}

/// The kind of benefit of each row, by its place in [`BENEFIT_KINDS`].
fn benefit_kinds(table: &Table) -> Vec<i32> {
    let place = |name: &str| BENEFIT_KINDS.iter().position(|kind| *kind == name);
    let last = BENEFIT_KINDS.len() - 1;
    let typed = table.text("benefit_type").iter();
    typed.map(|kind| place(kind.as_deref().unwrap_or_default()).unwrap_or(last) as i32).collect()
}

/// The part of planned and forecast benefits that stands in rows of the type Hard-cashable.
fn hard_columns(table: &Table) -> [Column; 2] {
    let types = table.text("benefit_type");
    HARD.map(|(name, key)| {
        let both = table.money(key).iter().zip(types);
        let is_hard = |of: &Option<Arc<str>>| of.as_deref() == Some(BENEFIT_KINDS[0]);
        let cents = both.map(|(cents, of)| if is_hard(of) { cents.unwrap_or_default().0 } else { 0 });
        Column::new(name.into(), cents.collect::<Vec<i64>>())
    })
}

/// An amount as cents and as a mark of being known.
fn amount_columns(table: &Table, key: &str) -> [Column; 2] {
    let values = table.money(key);
    let cents: Vec<i64> = values.iter().map(|cents| cents.unwrap_or_default().0).collect();
    let known: Vec<i64> = values.iter().map(|cents| i64::from(cents.is_some())).collect();
    [Column::new(key.into(), cents), Column::new(format!("known_{key}").into(), known)]
}

fn sum_columns() -> Vec<String> {
    let amounts = AMOUNTS.iter().flat_map(|key| [(*key).to_owned(), format!("known_{key}")]);
    let pairs = ["cost", "benefit"]
        .into_iter()
        .flat_map(|of| ["paired", "plan_paired", "plan_only"].map(|column| format!("{of}_{column}")));
    let hard = HARD.map(|(name, _)| name.to_owned());
    amounts.chain(pairs).chain(hard).chain(["benefit_validated".to_owned(), "row".to_owned()]).collect()
}

/// The values of a column of whole numbers, whatever their width.
fn whole_numbers(frame: &DataFrame, name: &str) -> PolarsResult<Vec<i64>> {
    let wide = frame.column(name)?.as_materialized_series().cast(&DataType::Int64)?;
    Ok(wide.i64()?.iter().map(Option::unwrap_or_default).collect())
}

/// Cost or benefit of one initiative in one month.
struct Side {
    planned: Option<Cents>,
    actual: Option<Cents>,
    forecast: Option<Cents>,
    /// `None` when plan and actual stand in rows of their own.
    paired: Option<Paired>,
}

/// Rows that have plan and actual side by side.
struct Paired {
    /// Plan of the rows that have an actual.
    planned: Cents,
    /// Other rows of the month have a plan and no actual.
    plan_only: bool,
}

impl Side {
    /// Plan against actual. Where rows have both, a row without its actual leaves both sides; where plan and actual
    /// stand in rows of their own, the month as a whole is compared.
    fn plan_actual(&self) -> PlanActual {
        let Some(actual) = self.actual else {
            return PlanActual {
                planned_unreported: self.planned.unwrap_or_default(),
                unreported: u32::from(self.planned.is_some()),
                ..PlanActual::default()
            };
        };
        let planned = self.planned.unwrap_or_default();
        let compared = self.paired.as_ref().map_or(planned, |paired| paired.planned);
        PlanActual {
            planned: compared,
            actual,
            reported: 1,
            planned_unreported: planned - compared,
            unreported: u32::from(self.paired.as_ref().is_some_and(|paired| paired.plan_only)),
            actual_unplanned: if self.planned.is_none() { actual } else { Cents::ZERO },
            unplanned: u32::from(self.planned.is_none()),
        }
    }

    fn of_month(&self, past: bool) -> MonthSide {
        MonthSide {
            planned: self.planned,
            actual: self.actual,
            compared: self.actual.map(|_| self.plan_actual().planned),
            outlook: self.outlook(past),
        }
    }

    /// Actual if the month is over and it is known (with the plan of rows that lack theirs), else forecast, else plan.
    fn outlook(&self, past: bool) -> Option<Cents> {
        let missing = self.plan_actual().planned_unreported;
        let actual = self.actual.filter(|_| past).map(|actual| actual + missing);
        actual.or(self.forecast).or(self.planned)
    }
}

/// Money of one initiative in one month.
struct MonthCell {
    initiative: i64,
    month: Month,
    cost: Side,
    benefit: Side,
    benefit_validated: Cents,
    /// Hard-cashable part of the planned benefit.
    planned_hard: Cents,
    /// Hard-cashable part of the forecast benefit.
    forecast_hard: Cents,
    /// Every row of the month gives planned cost and planned benefit.
    plan_complete: bool,
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
        let cost_planned = self.cost.planned.unwrap_or_default();
        let benefit_planned = self.benefit.planned.unwrap_or_default();
        MonthFlow {
            month: self.month,
            planned: benefit_planned - cost_planned,
            cost_planned,
            benefit_planned,
            plan_known: self.benefit.planned.is_some() || self.cost.planned.is_some(),
            plan_missing: !self.plan_complete,
            cost: self.cost.outlook(past),
            benefit: self.benefit.outlook(past),
            benefit_hard: if self.benefit.forecast.is_some() { self.forecast_hard } else { self.planned_hard },
        }
    }

    /// This month's part in every window of the report.
    fn money(&self, assumptions: &Assumptions) -> Money {
        let window = Window {
            cost: self.cost.plan_actual(),
            benefit: self.benefit.plan_actual(),
            benefit_validated: self.benefit_validated,
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
