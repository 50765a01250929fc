//! The way from a figure back to its cells: of a closed month from its snapshot, of an open one from the intake.

use super::{Keeping, Watch, last_revisions, read, rules};
use crate::{
    metrics,
    model::{
        explanation::{Answered, Explained, NotFound, Question},
        portfolio::Portfolio,
        problem::Problem,
        rules::Rules,
        snapshot::Snapshot,
    },
    report::{self, Past, ReportContext, Shared},
    settings::Settings,
    state::{self, StateFolder},
    validate,
};

/// Explains a figure of the reporting month.
pub fn explain(settings: &Settings, question: &Question, watch: Watch) -> Result<Explained, Problem> {
    let rules = rules(settings)?;
    if let Some((snapshot, revision)) = closed(settings)? {
        let (mut portfolio, _) = validate::join(state::workbooks(&snapshot, &rules.dictionary), &rules, None);
        // The bills themselves are not kept: their costs are rows, their quantities stand beside them.
        portfolio.billing.volumes = state::billed_volumes(&snapshot);
        return answer(settings, &rules, &portfolio, Month::Closed(&snapshot, revision), question);
    }
    let workbooks = read(settings, &rules, watch)?;
    let keeping = Keeping::look(settings)?;
    let (portfolio, _) = keeping.join(workbooks, &rules);
    answer(settings, &rules, &portfolio, Month::Open(&keeping), question)
}

/// The last revision of the reporting month, if it is closed.
fn closed(settings: &Settings) -> Result<Option<(Snapshot, u32)>, Problem> {
    let folder = settings.state.as_deref().map(StateFolder::look).transpose()?.flatten();
    let Some(folder) = folder else { return Ok(None) };
    let closed = folder.closed()?;
    let Some(month) = last_revisions(&closed).find(|month| month.period == settings.assumptions.period) else {
        return Ok(None);
    };
    let unusable = |finding: Box<crate::model::finding::Finding>| {
        Problem::files(format!("{}: {}", finding.address, finding.problem), finding.instead)
    };
    let snapshot = folder.read(month.period, month.revision).map_err(unusable)?;
    Ok(Some((snapshot, month.revision)))
}

/// The month whose figures are explained.
enum Month<'a> {
    /// What was kept of it, and its revision.
    Closed(&'a Snapshot, u32),
    /// It is compared with the last closed one.
    Open(&'a Keeping),
}

fn answer(
    settings: &Settings,
    rules: &Rules,
    portfolio: &Portfolio,
    month: Month,
    question: &Question,
) -> Result<Explained, Problem> {
    let metrics = metrics::compute(portfolio, &settings.assumptions)
        .map_err(|error| Problem::program(format!("The numbers could not be computed: {error}")))?;
    let shared = Shared::default();
    let context = super::context(settings, rules, portfolio, &metrics, &[], &shared);
    let draft = match month {
        Month::Closed(..) => None,
        Month::Open(keeping) => {
            let record = report::record::run_record(&context, &settings.digest);
            Some(keeping.draft(&context, &record, settings)?)
        }
    };
    let shared = shared.without_the_past();
    let (kept, closed) = match month {
        Month::Closed(snapshot, revision) => (Some(snapshot), Some(revision)),
        Month::Open(_) => (None, None),
    };
    let past = draft.as_ref().map_or(Past::NotKept, |draft| draft.past());
    let context = ReportContext { closed, past, shared: &shared, ..context };
    match report::explain(&context, question, kept) {
        Answered::Explained(explained) => Ok(explained),
        Answered::NotFound(not_found) => Err(unanswered(not_found)),
    }
}

fn unanswered(not_found: NotFound) -> Problem {
    let hint = match not_found.nearest.as_slice() {
        [] => "Ask for a figure (spend to date), a measure (M7), an initiative by its id, or a figure of one \
               (rank of AI-003)."
            .to_owned(),
        near => {
            format!("Did you mean {}?", near.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(" or "))
        }
    };
    Problem::usage(not_found.problem, hint)
}
