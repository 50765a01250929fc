//! What exchange rates did to a figure since the last closed month.

use super::scope::Scope;
use crate::{
    model::{identifier::are_same, money::Cents},
    report::{ReportContext, round},
};

/// `Since September: +750.00 at constant rates, −100.00 by exchange rates.` Nothing where rates did nothing.
pub fn note(context: &ReportContext, key: &str, scope: &Scope) -> Option<String> {
    let comparison = context.comparison()?;
    let shown = |cents: Cents| round::cents_difference(cents).text(context.locale());
    let words = |of_people: Cents, of_rates: Cents, whose: &str| {
        let (people, rates) = (shown(of_people), shown(of_rates));
        format!("Since {}{whose}: {people} at constant rates, {rates} by exchange rates.", comparison.with.name())
    };
    if let Some(row) = scope.initiative {
        let id = context.portfolio.initiatives.text("initiative_id")[row as usize].clone()?;
        let found = comparison.rate_effects.iter().find(|one| are_same(&one.id, &id))?;
        let side = match key {
            "cost_outlook_year" => found.cost,
            "benefit_outlook_year" => found.benefit,
            _ => return None,
        };
        return Some(words(side.at_constant_rates()?, side.rate_effect, ""));
    }
    let figure = comparison.figure(key).filter(|figure| scope.is_all && figure.rate_effect != Cents::ZERO)?;
    let change = Cents(((figure.now - figure.before) * 100.0).round() as i64);
    Some(words(change - figure.rate_effect, figure.rate_effect, ", of those who sent in both months"))
}
