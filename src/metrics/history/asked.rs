//! What was asked last month, and what came of it (metric M33).

use crate::model::{
    fiscal::FiscalCalendar,
    history::{Asked, Picture, Pictured, Response},
};

/// Every decision that was open at the end of the closed month.
pub fn asked(before: &Picture, now: &Picture, calendar: FiscalCalendar) -> Vec<Asked> {
    let mut asked: Vec<Asked> = before
        .initiatives
        .iter()
        .filter(|one| is_open(one, before, calendar))
        .map(|was| {
            let is = now.initiative(&was.key);
            Asked {
                id: was.id.clone(),
                question: was.decision_needed.clone().unwrap_or_default(),
                by: was.decision_needed_by,
                response: response(was, is, (before, now), calendar),
                decision: is.and_then(|one| one.decision.clone()),
            }
        })
        .collect();
    asked.sort_by(|one, other| one.id.cmp(&other.id));
    asked
}

/// Asked, and not answered in that month; an older decision was about something else.
fn is_open(one: &Pictured, month: &Picture, calendar: FiscalCalendar) -> bool {
    let decided = one.decision.is_some() && one.decision_on.is_some_and(|day| day >= calendar.first_day(month.period));
    one.decision_needed.is_some() && !decided
}

fn response(
    was: &Pictured,
    is: Option<&Pictured>,
    (before, now): (&Picture, &Picture),
    calendar: FiscalCalendar,
) -> Response {
    let decided = is.filter(|one| one.decision.is_some()).and_then(|one| one.decision_on);
    if let Some(day) = decided.filter(|day| *day > calendar.last_day(before.period)) {
        return Response::Taken(day);
    }
    if is.is_none_or(|one| one.decision_needed.is_none()) {
        return Response::Withdrawn;
    }
    let is_over = was.decision_needed_by.is_some_and(|day| day <= calendar.last_day(now.period));
    if is_over { Response::Overdue } else { Response::Open }
}
