//! A declared measure over the frames: which rows count, which do not, and of which it cannot be told.

use super::amounts;
use crate::{
    metrics::frames::{
        columns::{certain, percentile},
        conditions::{column, evaluated, numbers},
    },
    model::{
        assumptions::Assumptions,
        condition::{Condition, FieldName},
        measure::{Basis, Counted, Declaration, Found, Lists, Part, Rule},
        money::Cents,
    },
};
use polars::prelude::*;

/// The lists whose rows declared measures count.
pub(super) struct Counting<'a> {
    /// Initiatives, with what was computed of each.
    pub initiatives: DataFrame,
    /// KPIs, one row each.
    pub kpis: DataFrame,
    /// People.
    pub people: DataFrame,
    /// Financials, with the number of each row's month of an initiative.
    pub months: DataFrame,
    /// How many months of initiatives there are.
    pub owner_months: usize,
    pub assumptions: &'a Assumptions,
}

/// Rows by what a measure makes of them; every mask is true or false.
struct Split {
    numerator: BooleanChunked,
    denominator: BooleanChunked,
    left_out: BooleanChunked,
}

impl Counting<'_> {
    /// The list of a kind.
    pub fn frame(&self, counted: Counted) -> &DataFrame {
        match counted {
            Counted::Initiatives => &self.initiatives,
            Counted::Kpis => &self.kpis,
            Counted::Team => &self.people,
            Counted::Months => &self.months,
        }
    }

    pub fn marks(&self, declared: &Declaration, condition: &Condition) -> PolarsResult<BooleanChunked> {
        self.holds(self.frame(declared.counted), condition)
    }

    /// Of each row of a frame: does the condition hold?
    pub fn holds(&self, frame: &DataFrame, condition: &Condition) -> PolarsResult<BooleanChunked> {
        let settings = |name: &str| self.assumptions.setting(name).map(|(number, _)| number);
        evaluated(frame, condition, &settings)
    }

    /// The rows of the measure's population.
    fn population(&self, declared: &Declaration) -> PolarsResult<BooleanChunked> {
        match declared.counted {
            Counted::Initiatives => {
                let members = self.initiatives.column(declared.population.key())?;
                Ok(certain(members.as_materialized_series().bool()?))
            }
            Counted::Kpis | Counted::Team | Counted::Months => {
                Ok(BooleanChunked::full("all".into(), true, self.frame(declared.counted).height()))
            }
        }
    }

    /// Splits the population by a condition; a row that lacks one of the `needed` values is left out.
    fn split(&self, declared: &Declaration, holds: &Condition, needed: &[&Series]) -> PolarsResult<Split> {
        let (of, among) = (self.population(declared)?, self.marks(declared, &declared.among)?);
        let holds = self.marks(declared, holds)?;
        let mut told = &(&of & &certain(&among)) & &holds.is_not_null();
        for values in needed {
            told = &told & &values.is_not_null();
        }
        // What is not looked at is not missing.
        let passed_over = certain(&!&among);
        Ok(Split {
            numerator: &told & &certain(&holds),
            left_out: &(&of & &!&passed_over) & &!&told,
            denominator: told,
        })
    }

    /// What a measure that is declared as data comes to; nothing for one that a function of its own computes.
    pub fn found(&self, declared: &Declaration) -> PolarsResult<Option<Found>> {
        let frame = self.frame(declared.counted);
        let values = |name: &FieldName| {
            let found = column(frame, name).cloned();
            found.unwrap_or_else(|| Series::full_null(name.text().into(), frame.height(), &DataType::Float64))
        };
        let (found, split) = match &declared.rule {
            Rule::Own => return Ok(None),
            Rule::Amounts(amounts) => return amounts::found(self, declared, amounts).map(Some),
            Rule::Share(holds) => {
                let split = self.split(declared, holds, &[])?;
                (Found::share(count(&split.numerator), count(&split.denominator)), split)
            }
            Rule::ShareOf(amount, holds) => {
                let amount = values(amount);
                let split = self.split(declared, holds, &[&amount])?;
                let (numerator, denominator) = (sum(&amount, &split.numerator)?, sum(&amount, &split.denominator)?);
                (Found::quotient(numerator, denominator).over(count(&split.denominator)), split)
            }
            Rule::Count(holds) => {
                let split = self.split(declared, holds, &[])?;
                (Found::count(count(&split.numerator), count(&split.denominator)), split)
            }
            Rule::Sum(amount, holds) => self.summed(declared, &values(amount), holds)?,
            Rule::Percentile(value, wanted) => {
                let value = numbers(&values(value))?;
                let series = value.clone().into_series();
                let split = self.split(declared, &Condition::Always, &[&series])?;
                let of_rows = value.filter(&split.denominator)?;
                let found = percentile(&of_rows, *wanted)?;
                (Found::number(found, count(&split.denominator)), Split { numerator: none(frame), ..split })
            }
            Rule::Quotient(above, below) => {
                let (above, below) = (values(above), values(below));
                let split = self.split(declared, &Condition::Always, &[&above, &below])?;
                let (numerator, denominator) = (sum(&above, &split.denominator)?, sum(&below, &split.denominator)?);
                let counting = &split.denominator & &positive(&above)?;
                let used = count(&split.denominator);
                (Found::quotient(numerator, denominator).over(used), Split { numerator: counting, ..split })
            }
            Rule::ShareOfCounts { counted, applying, unsure } => {
                let [counted, applying, unsure] = [counted, applying, unsure].map(values);
                let of = self.population(declared)?;
                let whole = |values: &Series| -> PolarsResult<usize> { Ok(sum(values, &of)?.number() as usize) };
                let (met, all, unknown) = (whole(&counted)?, whole(&applying)?, whole(&unsure)?);
                let split = Split {
                    numerator: &of & &positive(&counted)?,
                    denominator: &of & &positive(&applying)?,
                    left_out: &of & &positive(&unsure)?,
                };
                let rest = &of & &less(&counted, &applying)?;
                let found = Found::share(met, all).without(unknown);
                return Ok(Some(self.listed(declared, found, &split, &rest)?));
            }
        };
        let rest = &split.denominator & &!&split.numerator;
        let left_out = count(&split.left_out) + self.unread_phases(declared)?;
        let mut found = found.without(left_out);
        if let Some(unsure) = &declared.unsure {
            let unsure = count(&(&split.denominator & &certain(&self.marks(declared, unsure)?)));
            found = Found { used: found.used - unsure as u32, left_out: found.left_out + unsure as u32, ..found };
        }
        Ok(Some(self.listed(declared, found, &split, &rest)?))
    }

    /// The sum over the rows for which it holds: nothing where there are none, unknown where none of them says how much.
    fn summed(&self, declared: &Declaration, amount: &Series, holds: &Condition) -> PolarsResult<(Found, Split)> {
        let split = self.split(declared, holds, &[])?;
        let known = &split.numerator & &amount.is_not_null();
        let is_known = count(&split.denominator) > 0 && (count(&known) > 0 || count(&split.numerator) == 0);
        let total = sum(amount, &known)?.number();
        let blank = &split.numerator & &amount.is_null();
        let found = Found::number(is_known.then_some(total), count(&known));
        Ok((found, Split { denominator: split.numerator, numerator: known, left_out: &split.left_out | &blank }))
    }

    fn unread_phases(&self, declared: &Declaration) -> PolarsResult<usize> {
        let phases = self.initiatives.column("phase")?.null_count();
        Ok(if declared.counts_unread_phases { phases } else { 0 })
    }

    /// With the rows it was counted from, and the initiatives it lists.
    fn listed(
        &self,
        declared: &Declaration,
        found: Found,
        split: &Split,
        rest: &BooleanChunked,
    ) -> PolarsResult<Found> {
        let frame = self.frame(declared.counted);
        let basis = Basis {
            counted: declared.counted,
            numerator: rows(frame, "row", &split.numerator)?,
            denominator: rows(frame, "row", &split.denominator)?,
            left_out: rows(frame, "row", &split.left_out)?,
            ..Basis::default()
        };
        let whose = if declared.counted == Counted::Initiatives { "row" } else { "initiative" };
        let mut concerned = match declared.lists {
            Lists::Nobody => Vec::new(),
            Lists::Numerator => rows(frame, whose, &split.numerator)?,
            Lists::Rest => rows(frame, whose, rest)?,
        };
        concerned.dedup();
        Ok(Found { basis, concerned, ..found })
    }
}

fn none(frame: &DataFrame) -> BooleanChunked {
    BooleanChunked::full("none".into(), false, frame.height())
}

fn count(mask: &BooleanChunked) -> usize {
    mask.sum().unwrap_or_default() as usize
}

/// The sum of the known values of some rows, in their order: money to the cent, counts exactly.
fn sum(values: &Series, rows: &BooleanChunked) -> PolarsResult<Part> {
    let values = values.filter(rows)?;
    Ok(match values.dtype() {
        DataType::Int64 => Part::Money(values.i64()?.iter().flatten().map(Cents).sum()),
        DataType::UInt32 => Part::Count(values.u32()?.iter().flatten().map(i64::from).sum()),
        _ => Part::Number(numbers(&values)?.iter().flatten().sum()),
    })
}

fn positive(values: &Series) -> PolarsResult<BooleanChunked> {
    Ok(certain(&numbers(values)?.gt(0.0)))
}

fn less(one: &Series, other: &Series) -> PolarsResult<BooleanChunked> {
    Ok(certain(&numbers(one)?.lt(&numbers(other)?)))
}

/// Numbers of the rows of a mask, from the column `row` or `initiative`.
fn rows(frame: &DataFrame, key: &str, mask: &BooleanChunked) -> PolarsResult<Vec<u32>> {
    let numbers = frame.column(key)?.as_materialized_series().u32()?.filter(mask)?;
    Ok(numbers.iter().flatten().collect())
}
