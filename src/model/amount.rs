//! Sums of Financials as data: which cells a measure adds up, which it takes off, and which it leaves out.

use super::condition::{Condition, FieldName, field};
use serde::Serialize;

/// Cells of a column of Financials.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Amount {
    /// Which.
    pub field: FieldName,
    /// In which of an initiative's months.
    pub months: Beside,
    /// In which rows.
    pub only: Condition,
}

/// Which months of an initiative count.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub enum Beside {
    /// All.
    Anything,
    /// Those in which any row has this amount too.
    With(FieldName),
    /// Those in which no row has it.
    Without(FieldName),
}

/// The cells of a column.
pub fn amount(key: &'static str) -> Amount {
    Amount { field: field(key), months: Beside::Anything, only: Condition::Always }
}

impl Amount {
    /// Only in months of an initiative that have the other amount too.
    pub fn with(self, other: &'static str) -> Amount {
        Amount { months: Beside::With(field(other)), ..self }
    }

    /// Only in months of an initiative that have not the other amount.
    pub fn without(self, other: &'static str) -> Amount {
        Amount { months: Beside::Without(field(other)), ..self }
    }

    /// Only in rows for which this holds.
    pub fn only(self, only: Condition) -> Amount {
        Amount { only, ..self }
    }

    /// Every field it is told from.
    pub fn names(&self) -> Vec<&FieldName> {
        let partner = match &self.months {
            Beside::Anything => None,
            Beside::With(other) | Beside::Without(other) => Some(other),
        };
        std::iter::once(&self.field).chain(partner).chain(self.only.fields()).collect()
    }
}

/// The part of an amount in a measure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum AmountPart {
    /// Added up.
    Added,
    /// Taken off what is added up.
    TakenOff,
    /// What that is held against: its denominator, or of a difference what is taken off last.
    Against,
    /// Not compared, for want of its partner.
    LeftOut,
    /// Nothing but its months is asked for: without any, the measure is not known.
    Needed,
}
