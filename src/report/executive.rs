//! The executive report: the pages that its layout names, in that order, as far as there are data for them.

use super::{Facts, changes_page, decide, funding, health, method, money, outcomes, ranking, view::View};
use crate::model::{
    layout::ExecutiveSection,
    report::{Audience, Report, Section},
};

/// The report, composed when it is first asked for.
pub fn executive<'a>(facts: &Facts<'a>) -> &'a Report {
    facts.shared.executive.get_or_init(|| composed(facts))
}

fn composed(facts: &Facts) -> Report {
    let view = facts.whole();
    let shown = &facts.presentation.executive.0;
    let mut sections: Vec<Section> = Vec::new();
    let mut waiting = Vec::new();
    for shown in shown {
        let Some(mut section) = section(facts, view, shown.name, shown.lines, !waiting.is_empty()) else { continue };
        // What the first page has no room for heads the page after it.
        section.blocks.splice(0..0, std::mem::take(&mut waiting));
        sections.push(section);
        if shown.name == ExecutiveSection::Decide {
            waiting = decide::continued(facts, view, shown.lines);
        }
    }
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

/// One page; `None` when it has no data.
fn section(facts: &Facts, view: &View, name: ExecutiveSection, lines: usize, is_crowded: bool) -> Option<Section> {
    match name {
        ExecutiveSection::Decide => Some(decide::section(facts, view, lines)),
        ExecutiveSection::Money => facts.has_money().then(|| money::section(facts, lines, is_crowded)),
        // Under a budget the ranking is a column of who is funded; without one it is all there is.
        ExecutiveSection::Fund => funding::section(facts, view, lines)
            .or_else(|| (!view.initiatives.is_empty()).then(|| ranking::section(facts, view))),
        ExecutiveSection::KeepFixStop => funding::running::section(facts, view, lines),
        ExecutiveSection::Outcomes => outcomes::section(facts, lines),
        ExecutiveSection::Centre => health::section(facts),
        ExecutiveSection::Changes => changes_page::section(facts, lines),
        ExecutiveSection::Method => Some(method::section(facts, view, lines)),
    }
}
