//! How sure is the order, in one sentence for the score and one for where score and money disagree.

use crate::{
    model::{funding::RobustnessLine, metrics::Rank},
    report::{ReportContext, round, say::Known, view::View, words},
};

/// Initiatives named in a sentence.
const NAMED: usize = 5;

/// A place that holds under fewer weightings than this is not called sure.
const SURE: f64 = 0.5;

/// `A-1, B-2 and C-3 stay in the top five under at least 93% of 10,000 weightings.`
pub fn sentence(context: &ReportContext, view: &View) -> Option<String> {
    let robustness = context.metrics.robustness.as_ref()?;
    if robustness.lines.len() <= robustness.top as usize {
        // Everybody is among the first five of five.
        return None;
    }
    let mut surest: Vec<&RobustnessLine> = robustness.lines.iter().collect();
    surest.sort_by(|one, other| other.top_share.total_cmp(&one.top_share).then(one.row.cmp(&other.row)));
    surest.retain(|line| line.top_share >= SURE);
    surest.truncate(NAMED);
    let names: Vec<String> = surest.iter().map(|line| view.initiatives[line.row as usize].id.to_string()).collect();
    let locale = context.locale();
    let known = Known::new()
        .count("top", robustness.top as usize)
        .figure("weightings", round::count(robustness.samples).text(locale))
        .holds("nobody_is_sure", surest.is_empty())
        .holds("several", names.len() > 1)
        .name("names", Some(words::listed(&names)).filter(|names| !names.is_empty()))
        .figure("share", surest.last().map(|least| round::part(least.top_share, 0).text(locale)));
    context.say("fund.sure", known)
}

/// `Score and money disagree on 3 of 19: OPS-4 is 2nd by score, 15th by money.`
pub fn disagreement(context: &ReportContext, view: &View) -> Option<String> {
    let robustness = context.metrics.robustness.as_ref()?;
    let mut apart = robustness.disagreements.clone();
    apart.sort_by_key(|one| (std::cmp::Reverse(one.by_score.abs_diff(one.by_money)), one.row));
    let first = apart.first()?;
    let known = Known::new()
        .digits("disagree", apart.len())
        .digits("compared", robustness.compared as usize)
        .name("initiative", view.initiatives[first.row as usize].id.to_string())
        .digits("by_score", first.by_score as usize)
        .digits("by_money", first.by_money as usize);
    context.say("fund.disagree", known)
}

/// Share of the weightings under which an initiative has at least the place it is shown with; `None` when not drawn.
pub fn holds_its_place(line: &RobustnessLine, rank: Option<Rank>) -> Option<f64> {
    let place = rank?.place as usize;
    Some(line.rank_acceptability.iter().take(place).sum())
}
