//! Actuals to date beside those of the same months of the fiscal year before.

use super::{MonthCell, RateEffect, Side};
use crate::model::{
    assumptions::Assumptions,
    metrics::{LastYear, LastYearMonth, YearOnYear},
    money::Cents,
    period::Month,
};
use std::collections::BTreeMap;

/// Cost or benefit of a month and of the same month a year before, over all initiatives and the centre.
#[derive(Default)]
struct Both {
    before: Option<Cents>,
    now: Option<Cents>,
    effect: RateEffect,
}

impl Both {
    fn add_before(&mut self, side: &Side) {
        add(&mut self.before, side.actual);
    }

    fn add_now(&mut self, side: &Side) {
        add(&mut self.now, side.actual);
        if side.actual.is_some() {
            self.effect.cents += side.last_year_effect.cents;
            self.effect.unknown += side.last_year_effect.unknown;
        }
    }

    /// Nothing where one of the two years has no actual.
    fn compared(&self) -> YearOnYear {
        let (Some(before), Some(now)) = (self.before, self.now) else { return YearOnYear::default() };
        let RateEffect { cents: rate_effect, unknown: rate_unknown } = self.effect;
        YearOnYear { months: 1, before, now, rate_effect, rate_unknown }
    }
}

fn add(sum: &mut Option<Cents>, cents: Option<Cents>) {
    if let Some(cents) = cents {
        *sum.get_or_insert(Cents::ZERO) += cents;
    }
}

/// The months to date of which both years have an actual; nothing without any.
pub(super) fn beside(cells: &[MonthCell], assumptions: &Assumptions) -> Option<LastYear> {
    let to_date = assumptions.year_start()..=assumptions.period;
    let mut found: BTreeMap<Month, [Both; 2]> = BTreeMap::new();
    for cell in cells {
        let later = cell.month.plus(12);
        if to_date.contains(&later) {
            let [cost, benefit] = found.entry(later).or_default();
            cost.add_before(&cell.cost);
            benefit.add_before(&cell.benefit);
        } else if to_date.contains(&cell.month) {
            let [cost, benefit] = found.entry(cell.month).or_default();
            cost.add_now(&cell.cost);
            benefit.add_now(&cell.benefit);
        }
    }
    let months = found.into_iter().map(|(month, [cost, benefit])| LastYearMonth {
        month,
        cost: cost.compared(),
        benefit: benefit.compared(),
    });
    let months: Vec<LastYearMonth> = months.filter(|one| one.cost.months + one.benefit.months > 0).collect();
    let sum =
        |side: fn(&LastYearMonth) -> YearOnYear| months.iter().map(side).fold(YearOnYear::default(), YearOnYear::plus);
    let (cost, benefit) = (sum(|one| one.cost), sum(|one| one.benefit));
    (!months.is_empty()).then_some(LastYear { months, cost, benefit })
}
