//! How sure is the order, in one sentence for the score and one for where score and money disagree.

use crate::{
    model::{funding::RobustnessLine, metrics::Rank},
    report::{Facts, round, view::View, words},
};

/// Initiatives named in a sentence.
const NAMED: usize = 3;

/// A place that holds under fewer weightings than this is not called sure.
const SURE: f64 = 0.5;

/// `A-1, B-2 and C-3 stay in the top five under at least 93 % of 10,000 weightings.`
pub fn sentence(facts: &Facts, view: &View) -> Option<String> {
    let robustness = facts.metrics.robustness.as_ref()?;
    if robustness.lines.len() <= robustness.top as usize {
        // Everybody is among the first five of five.
        return None;
    }
    let mut surest: Vec<&RobustnessLine> = robustness.lines.iter().collect();
    surest.sort_by(|one, other| other.top_share.total_cmp(&one.top_share).then(one.row.cmp(&other.row)));
    surest.retain(|line| line.top_share >= SURE);
    surest.truncate(NAMED);
    let top = words::number_word(robustness.top as usize);
    let locale = facts.locale();
    let Some(least) = surest.last() else {
        return Some(format!(
            "No initiative stays in the top {top} under half of all weightings: the order by score is not sure."
        ));
    };
    let names: Vec<String> = surest.iter().map(|line| view.initiatives[line.row as usize].id.to_string()).collect();
    let (stay, at_least) = if names.len() == 1 { ("stays", "") } else { ("stay", "at least ") };
    Some(format!(
        "{} {stay} in the top {top} by score under {at_least}{} of {} weightings.",
        words::listed(&names),
        round::percent(least.top_share, 0).text(locale),
        round::count(robustness.samples).text(locale)
    ))
}

/// `Score and money disagree on 3 of 19: OPS-4 is 2nd by score, 15th by money.`
pub fn disagreement(facts: &Facts, view: &View) -> Option<String> {
    let robustness = facts.metrics.robustness.as_ref()?;
    let mut apart = robustness.disagreements.clone();
    apart.sort_by_key(|one| (std::cmp::Reverse(one.by_score.abs_diff(one.by_money)), one.row));
    let first = apart.first()?;
    let id = &view.initiatives[first.row as usize].id;
    Some(format!(
        "Score and money disagree on {} of {}, most on {id}: place {} by score, {} by money.",
        apart.len(),
        robustness.compared,
        first.by_score,
        first.by_money
    ))
}

/// Share of the weightings under which an initiative has at least the place it is shown with; `None` when not drawn.
pub fn holds_its_place(line: &RobustnessLine, rank: Option<Rank>) -> Option<f64> {
    let place = rank?.place as usize;
    Some(line.rank_acceptability.iter().take(place).sum())
}
