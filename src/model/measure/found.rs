//! What a measure came to, and the rows behind it.

use super::{Counted, Declaration, MeasureUnit, Target};
use crate::model::{health::CentrePart, money::Cents, targets::HealthTargets};
use std::sync::Arc;

/// A numerator or a denominator.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Part {
    /// Things counted.
    Count(i64),
    /// Money.
    Money(Cents),
    /// Anything else: full-time equivalents, days.
    Number(f64),
}

impl Part {
    /// The number: money in cents.
    pub fn number(self) -> f64 {
        match self {
            Part::Count(count) => count as f64,
            Part::Money(cents) => cents.0 as f64,
            Part::Number(number) => number,
        }
    }
}

/// The rows behind a measure. Without any, it rests on other measures.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Basis {
    /// What the rows are.
    pub counted: Counted,
    /// Rows behind the numerator.
    pub numerator: Vec<u32>,
    /// Rows behind the denominator, those of the numerator among them; all rows where it is no quotient.
    pub denominator: Vec<u32>,
    /// Rows left out for want of data, as far as they are rows of this list.
    pub left_out: Vec<u32>,
    /// Of each amount it is made of its rows of Financials, in the order of the declaration.
    pub amounts: Vec<Vec<u32>>,
    /// The parts it is the mean of.
    pub parts: Vec<(CentrePart, Option<f64>)>,
}

/// What a measure came to.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    /// `None` when it cannot be known.
    pub value: Option<f64>,
    /// What is divided.
    pub numerator: Option<Part>,
    /// By what it is divided.
    pub denominator: Option<Part>,
    /// Rows (initiatives, KPIs, people) it rests on.
    pub used: u32,
    /// Rows left out for want of data.
    pub left_out: u32,
    /// Rows of the initiatives that keep it from its target, or that it lists.
    pub concerned: Vec<u32>,
    /// The rows it was counted from.
    pub basis: Basis,
}

impl Found {
    fn new(value: Option<f64>) -> Found {
        Found { value: value.filter(|value| value.is_finite()), ..Found::default() }
    }

    /// Things of things; unknown when the denominator is none.
    pub fn share(numerator: usize, denominator: usize) -> Found {
        Found {
            numerator: Some(Part::Count(numerator as i64)),
            denominator: Some(Part::Count(denominator as i64)),
            used: denominator as u32,
            ..Found::new((denominator > 0).then(|| numerator as f64 / denominator as f64))
        }
    }

    /// Money of money, over `used` rows; unknown when the denominator is not positive.
    pub fn money_share(numerator: Cents, denominator: Cents, used: usize) -> Found {
        Found { used: used as u32, ..Found::quotient(Part::Money(numerator), Part::Money(denominator)) }
    }

    /// An amount over `used` rows; unknown when there are none.
    pub fn money(amount: Cents, used: usize) -> Found {
        Found { used: used as u32, ..Found::new((used > 0).then_some(amount.0 as f64)) }
    }

    /// Things counted among `used` rows; unknown when there are none to count among.
    pub fn count(count: usize, used: usize) -> Found {
        Found { used: used as u32, ..Found::new((used > 0).then_some(count as f64)) }
    }

    /// A number found in `used` rows.
    pub fn number(value: Option<f64>, used: usize) -> Found {
        Found { used: used as u32, ..Found::new(value) }
    }

    /// One number by another; unknown when the denominator is not positive.
    pub fn quotient(numerator: Part, denominator: Part) -> Found {
        let value = (denominator.number() > 0.0).then(|| numerator.number() / denominator.number());
        Found { numerator: Some(numerator), denominator: Some(denominator), ..Found::new(value) }
    }

    /// With the rows it rests on.
    pub fn over(self, used: usize) -> Found {
        Found { used: used as u32, ..self }
    }

    /// With rows left out.
    pub fn without(self, left_out: usize) -> Found {
        Found { left_out: left_out as u32, ..self }
    }

    /// With the initiatives it lists.
    pub fn listing(self, concerned: Vec<u32>) -> Found {
        Found { concerned, ..self }
    }

    /// Counted from these rows; those of the numerator are among those of the denominator.
    pub fn counting(self, counted: Counted, numerator: &[usize], denominator: &[usize]) -> Found {
        let rows = |rows: &[usize]| rows.iter().map(|row| *row as u32).collect();
        let basis = Basis { counted, numerator: rows(numerator), denominator: rows(denominator), ..Basis::default() };
        Found { basis, ..self }
    }
}

/// One measure: its declaration, and what it came to.
#[derive(Clone, PartialEq, Debug)]
pub struct Measure {
    /// Words, fields, target.
    pub declared: Arc<Declaration>,
    /// `None` when it cannot be known.
    pub value: Option<f64>,
    /// What is divided.
    pub numerator: Option<Part>,
    /// By what it is divided.
    pub denominator: Option<Part>,
    /// Rows (initiatives, KPIs, people) it rests on.
    pub used: u32,
    /// Rows left out for want of data.
    pub left_out: u32,
    /// Where it should be.
    pub target: Option<Target>,
    /// Rows of the initiatives that keep it from its target, or that it lists.
    pub concerned: Vec<u32>,
    /// The rows it was counted from.
    pub basis: Basis,
}

impl Measure {
    /// What a declared measure came to, with its target under these settings.
    pub fn of(declared: Arc<Declaration>, found: Found, settings: &HealthTargets) -> Measure {
        Measure {
            value: found.value,
            numerator: found.numerator,
            denominator: found.denominator,
            used: found.used,
            left_out: found.left_out,
            target: declared.target(settings),
            concerned: found.concerned,
            basis: found.basis,
            declared,
        }
    }

    /// `M12a`.
    pub fn id(&self) -> &str {
        &self.declared.id
    }

    /// In words.
    pub fn label(&self) -> &str {
        &self.declared.label
    }

    /// What the value is.
    pub fn unit(&self) -> MeasureUnit {
        self.declared.unit
    }

    /// `M12` of `M12a`.
    pub fn family(&self) -> &str {
        self.declared.family()
    }

    /// Share of its rows that were left out for want of data.
    pub fn missing_share(&self) -> f64 {
        match self.used + self.left_out {
            0 => 0.0,
            rows => f64::from(self.left_out) / f64::from(rows),
        }
    }

    /// Is it where it should be? `None` without value or target.
    pub fn is_met(&self) -> Option<bool> {
        Some(self.target?.is_met(self.value?))
    }
}
