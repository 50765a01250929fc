//! The executive report: the pages that its layout names, in that order, as far as there are data for them.

mod changes_page;

use super::{ReportContext, decide, funding, health, method, money, outcomes, ranking, view::View};
use crate::model::{
    layout::ExecutiveSection,
    report::{Audience, Report, Section},
};

/// The report, composed when it is first asked for.
pub fn executive<'a>(context: &ReportContext<'a>) -> &'a Report {
    context.shared.executive.get_or_init(|| composed(context))
}

fn composed(context: &ReportContext) -> Report {
    let view = context.whole();
    let shown = &context.presentation.executive.0;
    let mut sections: Vec<Section> = Vec::new();
    let mut waiting = Vec::new();
    for shown in shown {
        let Some(mut section) = section(context, view, shown.name, shown.lines, !waiting.is_empty()) else { continue };
        // What the first page has no room for heads the page after it.
        section.blocks.splice(0..0, std::mem::take(&mut waiting));
        sections.push(section);
        if shown.name == ExecutiveSection::Decide {
            waiting = decide::continued(context, view, shown.lines);
        }
    }
    Report {
        audience: Audience::Executives,
        title: format!("AI portfolio, {}", context.assumptions.period_title()),
        company: context.company.to_owned(),
        period: context.assumptions.period,
        period_title: context.assumptions.period_title(),
        state: context.state(),
        locale: *context.locale(),
        currency: context.rules.currency.clone(),
        sections,
        data_sheets: Vec::new(),
        background: Vec::new(),
    }
}

/// One page; `None` when it has no data.
fn section(
    context: &ReportContext,
    view: &View,
    name: ExecutiveSection,
    lines: usize,
    is_crowded: bool,
) -> Option<Section> {
    match name {
        ExecutiveSection::Decide => Some(decide::section(context, view, lines)),
        ExecutiveSection::Money => context.has_money().then(|| money::section(context, lines, is_crowded)),
        // Under a budget the ranking is a column of who is funded; without one it is all there is.
        ExecutiveSection::Fund => funding::section(context, view, lines)
            .or_else(|| (!view.initiatives.is_empty()).then(|| ranking::section(context, view))),
        ExecutiveSection::KeepFixStop => funding::running::section(context, view, lines),
        ExecutiveSection::Outcomes => outcomes::section(context, lines),
        ExecutiveSection::Centre => health::section(context),
        ExecutiveSection::Changes => changes_page::section(context, lines),
        ExecutiveSection::Method => Some(method::section(context, view, lines)),
    }
}
