//! Measures that add up amounts of Financials: what is added, taken off, held against and left out, cell by cell.

use super::evaluate::Counting;
use crate::{
    metrics::frames::{
        column_name,
        columns::{cents, certain, counts, times},
        groups::OWNER_MONTH,
    },
    model::{
        amount::{Amount, AmountPart, Beside},
        condition::FieldName,
        measure::{Basis, Counted, Declaration, Found, MeasureUnit, Months, Part},
        money::Cents,
    },
};
use polars::prelude::*;
use std::collections::BTreeSet;

/// The months of a measure.
struct OwnerMonths {
    /// Rows of Financials within them.
    rows: DataFrame,
    /// Of each row, the number of its initiative's month.
    month_of: UInt32Chunked,
    /// How many there are in the whole sheet.
    count: usize,
}

/// The cells of one amount.
struct Cells {
    part: AmountPart,
    rows: Vec<u32>,
    sum: Cents,
    /// Months of initiatives in which it stands.
    months: usize,
}

/// What the amounts come to.
pub(super) fn found(
    counting: &Counting,
    declared: &Declaration,
    amounts: &[(AmountPart, Amount)],
) -> PolarsResult<Found> {
    let months = OwnerMonths::of(counting, declared, amounts)?;
    let cells: PolarsResult<Vec<Cells>> =
        amounts.iter().map(|(part, amount)| months.cells(counting, *part, amount)).collect();
    let cells = cells?;
    let of = |part: AmountPart| cells.iter().filter(move |cells| cells.part == part);
    let sum = |part: AmountPart| of(part).map(|cells| cells.sum).sum::<Cents>();
    let least = |part: AmountPart| of(part).map(|cells| cells.months).min();
    let used = least(AmountPart::Needed).or(least(AmountPart::Against)).unwrap_or_default();
    let (added, against) = (sum(AmountPart::Added) - sum(AmountPart::TakenOff), sum(AmountPart::Against));
    let found = match declared.unit {
        MeasureUnit::Share => Found::money_share(added, if used > 0 { against } else { Cents::ZERO }, used),
        _ if of(AmountPart::Against).next().is_none() => Found::money(added, used),
        _ => Found {
            numerator: Some(Part::Money(added)),
            denominator: Some(Part::Money(against)),
            ..Found::money(added - against, used)
        },
    };
    let left_out = of(AmountPart::LeftOut).map(|cells| cells.months).sum();
    let rows = cells.into_iter().map(|cells| cells.rows).collect();
    Ok(Found {
        basis: Basis { counted: Counted::Months, amounts: rows, ..Basis::default() },
        ..found.without(left_out)
    })
}

/// The columns that these amounts are told from, and those by which rows are known. A whole sheet has many more.
fn asked(months: &DataFrame, amounts: &[(AmountPart, Amount)]) -> PolarsResult<DataFrame> {
    let names = amounts.iter().flat_map(|(_, amount)| amount.names()).map(column_name);
    let keys = ["row", OWNER_MONTH].map(PlSmallStr::from);
    let asked: BTreeSet<PlSmallStr> = names.filter(|name| months.column(name).is_ok()).chain(keys).collect();
    months.select(asked)
}

impl OwnerMonths {
    fn of(counting: &Counting, declared: &Declaration, amounts: &[(AmountPart, Amount)]) -> PolarsResult<OwnerMonths> {
        let assumptions = counting.assumptions;
        let month = times(&counting.months, "month")?;
        let within = match declared.months {
            Months::Year => &month.gt_eq(assumptions.year_start().index()) & &month.lt_eq(assumptions.period.index()),
            Months::Life => month.lt_eq(assumptions.period.index()),
            Months::All => month.is_not_null(),
        };
        let among = certain(&counting.marks(declared, &declared.among)?);
        let rows = asked(&counting.months, amounts)?.filter(&(&certain(&within) & &among))?;
        Ok(OwnerMonths { month_of: counts(&rows, OWNER_MONTH)?, rows, count: counting.owner_months })
    }

    fn cells(&self, counting: &Counting, part: AmountPart, amount: &Amount) -> PolarsResult<Cells> {
        let only = certain(&counting.holds(&self.rows, &amount.only)?);
        let values = cents(&self.rows, amount.field.text())?;
        let mut mask = &values.is_not_null() & &only;
        mask = match &amount.months {
            Beside::Anything => mask,
            Beside::With(other) => &mask & &self.has(other)?,
            Beside::Without(other) => &mask & &!&self.has(other)?,
        };
        Ok(Cells {
            part,
            months: self.having(&mask)?.into_iter().filter(|has| *has).count(),
            rows: counts(&self.rows, "row")?.filter(&mask)?.iter().flatten().collect(),
            sum: values.filter(&mask)?.iter().flatten().map(Cents).sum(),
        })
    }

    /// Of each row: does any row of its initiative's month know the amount?
    fn has(&self, name: &FieldName) -> PolarsResult<BooleanChunked> {
        let has = self.having(&cents(&self.rows, name.text())?.is_not_null())?;
        let of_rows = self.month_of.iter().flatten().map(|month| has[month as usize]);
        Ok(BooleanChunked::from_iter_values("has".into(), of_rows))
    }

    /// Of each month of an initiative: does the mask hold for one of its rows?
    fn having(&self, mask: &BooleanChunked) -> PolarsResult<Vec<bool>> {
        let mut has = vec![false; self.count];
        let months = self.month_of.filter(mask)?;
        months.iter().flatten().for_each(|month| has[month as usize] = true);
        Ok(has)
    }
}
