//! The gate before closing: one list of what stands against closing the month, each with its figure. The same list
//! whoever closes; what it takes to close in spite of it is said by
//! [`ObstacleKind::weight`](crate::model::closing::ObstacleKind::weight).

mod figures;
mod months;
mod senders;

use super::{ReportContext, questions};
use crate::model::{
    check::Check,
    closing::{Obstacle, ObstacleKind, PlausibleLimits, Signature},
    finding::{Code, Finding},
    question::Question,
    rules::MissingSubmitter,
    snapshot::Snapshot,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Lines of one kind that are listed; the rest is counted.
const MOST_OF_A_KIND: usize = 8;

/// What the gate looks at beside the facts of the month.
#[derive(Clone, Copy, Debug)]
pub struct Gate<'a> {
    /// Today, in the zone of the settings.
    pub today: Date,
    /// How far figures may move.
    pub limits: &'a PlausibleLimits,
    /// The last closed month, if there is one that can be read.
    pub before: Option<&'a Snapshot>,
    /// Why earlier months cannot be used, if they cannot; empty where the last closed month can.
    pub trouble: &'a [Finding],
}

/// What stands against closing the month, the gravest first.
pub fn obstacles(context: &ReportContext, gate: &Gate) -> Vec<Obstacle> {
    let mut found = Vec::new();
    found.extend(not_over(context, gate.today));
    found.extend(does_not_foot(context.checks));
    found.extend(gate.trouble.iter().map(unusable));
    found.extend(months::made_for_another_month(context));
    found.extend(months::ends_a_month_early(context));
    found.extend(months::no_actuals(context));
    found.extend(senders::not_sent(context));
    found.extend(senders::columns_gone(context));
    found.extend(
        gate.before.into_iter().flat_map(|before| figures::not_reported_any_more(context, before, gate.limits)),
    );
    found.extend(figures::taken_back(context));
    found.extend(figures::jumped(context, gate.limits));
    found.extend(figures::not_counted(context, gate.limits));
    found.extend(doubtful(context));
    found.extend(questions_open(context));
    found.sort_by_key(|obstacle| obstacle.kind);
    shortened(found)
}

/// How the month was closed, for those who read it: who prepared, reviewed and closed it, when, and what they accepted.
/// `None` for a draft.
pub fn signed(context: &ReportContext) -> Option<String> {
    let signature = context.signature?;
    let steps = [("Prepared by", &signature.prepared_by), ("Reviewed by", &signature.reviewed_by)];
    let steps = steps.into_iter().filter(|(_, name)| !name.is_empty()).map(|(step, name)| format!("{step} {name}."));
    let on = signature.closed_on.map(|day| format!(" on {}", context.locale().day(day)));
    let closed = format!("Closed by {}{}.", named(signature), on.unwrap_or_default());
    let text: Vec<String> = steps.chain([closed]).chain(accepted(context)).collect();
    Some(text.join(" "))
}

/// What was accepted when the month was closed, and why; `None` where nothing stood against it.
pub fn accepted(context: &ReportContext) -> Option<String> {
    let signature = context.signature.filter(|signature| !signature.accepted.is_empty())?;
    let found: Vec<&str> = signature.accepted.iter().map(|one| one.found.trim_end_matches('.')).collect();
    let reason = signature.reason.trim_end_matches('.');
    Some(format!("{} accepted when the month was closed ({reason}): {}.", named(signature), found.join("; ")))
}

fn named(signature: &Signature) -> &str {
    if signature.closed_by.is_empty() { "somebody unnamed" } else { &signature.closed_by }
}

fn not_over(context: &ReportContext, today: Date) -> Option<Obstacle> {
    let period = context.assumptions.period;
    let calendar = context.assumptions.calendar;
    let last = calendar.last_day(period);
    (today <= last).then(|| Obstacle {
        kind: ObstacleKind::NotOver,
        found: format!("{} is not over: its last day is {last}, and today is {today}.", period.title()),
        instead: format!("Close it from {} on.", calendar.first_day(period.plus(1))),
    })
}

fn does_not_foot(checks: &[Check]) -> Option<Obstacle> {
    let failed = checks.iter().filter(|check| !check.holds()).count();
    (failed > 0).then(|| Obstacle {
        kind: ObstacleKind::DoesNotFoot,
        found: format!("Totals do not agree: {failed} of {} checks failed.", checks.len()),
        instead: "See the sheet Checks of portfolio.xlsx.".to_owned(),
    })
}

fn unusable(finding: &Finding) -> Obstacle {
    Obstacle {
        kind: ObstacleKind::LastMonthUnusable,
        found: format!("{}: {}", finding.address, finding.problem),
        instead: finding.instead.clone(),
    }
}

/// Findings of reading that leave the figures in doubt, by their kind.
fn doubtful(context: &ReportContext) -> Vec<Obstacle> {
    let mut of: BTreeMap<Code, Vec<&Finding>> = BTreeMap::new();
    for finding in context.findings.iter().filter(|finding| finding.code.stands_against_closing()) {
        of.entry(finding.code).or_default().push(finding);
    }
    let obstacle = |finding: &Finding| Obstacle {
        kind: ObstacleKind::Doubtful,
        found: format!("{}: {}", finding.address, finding.problem),
        instead: finding.instead.clone(),
    };
    of.into_values().flatten().map(obstacle).collect()
}

/// Questions on which money or a place rests.
fn questions_open(context: &ReportContext) -> Vec<Obstacle> {
    let weighty = context.portfolio.questions.iter().filter(|question| question.is_weighty);
    let obstacle = |question: &Question| Obstacle {
        kind: ObstacleKind::QuestionOpen,
        found: format!("{}: {}", question.address, questions::sentence(question, &context.rules.dictionary)),
        instead: format!("Answer it in {}.", questions::FILE),
    };
    weighty.map(obstacle).collect()
}

/// A few of each kind, and how many more there are.
fn shortened(found: Vec<Obstacle>) -> Vec<Obstacle> {
    let mut shown: Vec<Obstacle> = Vec::new();
    let mut counts: BTreeMap<ObstacleKind, usize> = BTreeMap::new();
    for obstacle in found {
        let count = counts.entry(obstacle.kind).or_default();
        *count += 1;
        if *count <= MOST_OF_A_KIND {
            shown.push(obstacle);
        }
    }
    let more = counts.into_iter().filter(|(_, count)| *count > MOST_OF_A_KIND).map(|(kind, count)| Obstacle {
        kind,
        found: format!("{} more like these.", count - MOST_OF_A_KIND),
        instead: "The sheet Findings of portfolio.xlsx lists what was read.".to_owned(),
    });
    shown.extend(more);
    shown.sort_by_key(|obstacle| obstacle.kind);
    shown
}

/// Does the setting hold the month for whoever sent nothing?
fn is_held(context: &ReportContext) -> bool {
    context.rules.missing_submitter == MissingSubmitter::Hold
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        check::{CheckUnit, Cut},
        closing::Weight,
    };

    #[test]
    fn one_cent_that_does_not_foot_closes_nothing_whoever_accepts_it() {
        let check = |read, reported| Check {
            cut: Cut::Sums,
            scope: "2026-10".to_owned(),
            measure: "Cost actual".to_owned(),
            read,
            reported,
            unit: CheckUnit::Cents,
        };
        assert_eq!(does_not_foot(&[check(100, 100)]), None);
        let found = does_not_foot(&[check(100, 100), check(100, 101)]).unwrap();
        assert_eq!(found.found, "Totals do not agree: 1 of 2 checks failed.");
        assert_eq!((found.kind, found.kind.weight()), (ObstacleKind::DoesNotFoot, Weight::Never));
    }
}
