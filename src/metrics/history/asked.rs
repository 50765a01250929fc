//! What was asked last month, and what came of it (metric M33).

use crate::model::history::{Asked, Picture, Pictured, Response};

/// Every decision that was open at the end of the closed month.
pub fn asked(before: &Picture, now: &Picture) -> Vec<Asked> {
    let mut asked: Vec<Asked> = before
        .initiatives
        .iter()
        .filter(|one| is_open(one, before))
        .map(|was| {
            let is = now.initiative(&was.key);
            Asked {
                id: was.id.clone(),
                question: was.decision_needed.clone().unwrap_or_default(),
                by: was.decision_needed_by,
                response: response(was, is, before, now),
                decision: is.and_then(|one| one.decision.clone()),
            }
        })
        .collect();
    asked.sort_by(|one, other| one.id.cmp(&other.id));
    asked
}

/// Asked, and not answered in that month; an older decision was about something else.
fn is_open(one: &Pictured, month: &Picture) -> bool {
    let decided = one.decision.is_some() && one.decision_on.is_some_and(|day| day >= month.period.first_day());
    one.decision_needed.is_some() && !decided
}

fn response(was: &Pictured, is: Option<&Pictured>, before: &Picture, now: &Picture) -> Response {
    let decided = is.filter(|one| one.decision.is_some()).and_then(|one| one.decision_on);
    if let Some(day) = decided.filter(|day| *day > before.period.last_day()) {
        return Response::Taken(day);
    }
    if is.is_none_or(|one| one.decision_needed.is_none()) {
        return Response::Withdrawn;
    }
    let is_over = was.decision_needed_by.is_some_and(|day| day <= now.period.last_day());
    if is_over { Response::Overdue } else { Response::Open }
}
