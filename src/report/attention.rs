//! What needs a look although nobody asks for a decision: what runs and is Red, as its owner reports or as the evidence
//! says. One rule for mails and for titles that would say that nothing is needed.

use super::{
    Facts,
    health::evidence_words,
    view::{Initiative, View},
};
use crate::model::{health::Evidence, phase::Phase};

/// Something that runs and is Red.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Red {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The reason that was given, or what the evidence says.
    pub why: String,
    /// Its owner reports it so; else the evidence alone says it.
    pub is_reported: bool,
}

/// Signs against an initiative from which the evidence is Red (M32); one makes it Amber.
const SIGNS_OF_RED: usize = 2;

/// What runs and is Red: first what is reported so, then what the evidence alone says, each in order of the intake.
pub fn reds(facts: &Facts, view: &View) -> Vec<Red> {
    let running = || view.initiatives.iter().filter(|one| is_running(one));
    let reported = running().filter(|one| is_reported_red(one)).map(|one| Red {
        why: one.status_reason.as_deref().unwrap_or("no reason given").trim_end_matches('.').to_owned(),
        ..red(one)
    });
    let evident = running().filter(|one| !is_reported_red(one)).filter_map(|one| {
        let signs = evidence(facts, one);
        let said = one.status.as_deref().map_or("not reported".to_owned(), |status| format!("reported {status}"));
        let words: Vec<String> = signs.iter().map(|sign| evidence_words(facts, sign)).collect();
        (signs.len() >= SIGNS_OF_RED)
            .then(|| Red { why: format!("{said}, evidence Red: {}", words.join(", ")), ..red(one) })
    });
    reported.chain(evident).collect()
}

fn red(one: &Initiative) -> Red {
    Red { id: one.id.to_string(), name: one.name.to_string(), why: String::new(), is_reported: is_reported_red(one) }
}

fn is_running(one: &Initiative) -> bool {
    matches!(one.metrics.phase, Some(Phase::Approved | Phase::Pilot | Phase::Production))
}

fn is_reported_red(one: &Initiative) -> bool {
    one.status.as_deref() == Some("Red")
}

/// What speaks against an initiative; in order of row, as everything about the centre is.
fn evidence<'a>(facts: &'a Facts, one: &Initiative) -> &'a [Evidence] {
    let all = &facts.metrics.health.evidence;
    let found = all.binary_search_by_key(&one.metrics.row, |found| found.row).ok();
    found.map_or(&[], |place| &all[place].evidence)
}
