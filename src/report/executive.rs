//! The executive report: a page to decide, the money, the ranking, the method.

use super::{Facts, changes, decide, funding, health, method, money, outcomes, ranking, view::View};
use crate::model::report::{Audience, Report};

/// Composes it.
pub fn executive(facts: &Facts) -> Report {
    let view = View::all(facts);
    let mut sections = vec![decide::section(facts, &view)];
    if facts.has_money() {
        sections.push(money::section(facts));
    }
    // Under a budget the ranking is a column of who is funded; without one it is all there is.
    let ranking = || (!view.initiatives.is_empty()).then(|| ranking::section(facts, &view));
    sections.extend(funding::section(facts, &view).or_else(ranking));
    sections.extend(funding::running::section(facts, &view));
    sections.extend(outcomes::section(facts));
    sections.extend(health::section(facts));
    sections.extend(changes::section(facts));
    sections.push(method::section(facts));
    Report {
        audience: Audience::Executives,
        title: format!("AI portfolio, {}", facts.assumptions.period.title()),
        company: facts.company.to_owned(),
        period: facts.assumptions.period,
        state: facts.state(),
        locale: *facts.locale(),
        currency: facts.rules.currency.clone(),
        sections,
        data_sheets: Vec::new(),
        background: Vec::new(),
    }
}
