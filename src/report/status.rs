//! The status as it was reported beside the evidence (M32): which of the two is worse, and why.

use super::{ReportContext, round, view::Initiative, words};
use crate::model::{health::Evidence, locale::Locale, phase::Phase, report::Judgement};

/// Green, Amber or Red, the worst last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Colour {
    Green,
    Amber,
    Red,
}

impl Colour {
    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Colour::Green => "Green",
            Colour::Amber => "Amber",
            Colour::Red => "Red",
        }
    }

    /// How it is drawn.
    pub fn judgement(self) -> Judgement {
        match self {
            Colour::Green => Judgement::Better,
            Colour::Amber => Judgement::Doubtful,
            Colour::Red => Judgement::Worse,
        }
    }
}

/// What the evidence says about the initiative of a row; `None` for what is not active.
pub fn evidence_of(context: &ReportContext, row: u32) -> Option<Vec<Evidence>> {
    // In order of row, as everything about the centre is.
    let all = &context.metrics.health.evidence;
    let found = all.binary_search_by_key(&row, |found| found.row).ok()?;
    Some(all[found].evidence.clone())
}

/// The reported status.
pub fn reported(one: &Initiative) -> Option<Colour> {
    [Colour::Green, Colour::Amber, Colour::Red].into_iter().find(|colour| one.status.as_deref() == Some(colour.name()))
}

/// What the evidence makes of it: no sign against it Green, one Amber, several Red.
pub fn by_evidence(one: &Initiative) -> Option<Colour> {
    one.evidence.as_ref().map(|signs| match signs.len() {
        0 => Colour::Green,
        1 => Colour::Amber,
        _ => Colour::Red,
    })
}

/// Is it reported better than the evidence says?
pub fn is_rosy(one: &Initiative) -> bool {
    reported(one).zip(by_evidence(one)).is_some_and(|(reported, evidence)| reported < evidence)
}

/// Is it under way: approved, in pilot or in production?
pub fn is_active(one: &Initiative) -> bool {
    matches!(one.metrics.phase, Some(Phase::Approved | Phase::Pilot | Phase::Production))
}

/// Must it be seen although nobody may ask about it: reported Red, or worse than it is reported?
pub fn is_alarming(one: &Initiative) -> bool {
    is_active(one) && (reported(one) == Some(Colour::Red) || is_rosy(one))
}

/// `Red`, or `Green · evidence: red` where the evidence says something worse.
pub fn mark(one: &Initiative) -> String {
    match (reported(one), by_evidence(one)) {
        (Some(reported), Some(evidence)) if reported < evidence => {
            format!("{} · evidence: {}", reported.name(), evidence.name().to_lowercase())
        }
        (Some(reported), _) => reported.name().to_owned(),
        (None, Some(evidence)) if evidence > Colour::Green => format!("evidence: {}", evidence.name().to_lowercase()),
        (None, _) => String::new(),
    }
}

/// The worse of the two.
pub fn worst(one: &Initiative) -> Option<Colour> {
    reported(one).max(by_evidence(one))
}

/// Why it is Red or worse than reported: the words of its sponsor for what was reported, the evidence for the rest.
pub fn reason(one: &Initiative, locale: &Locale) -> String {
    match typed_reason(one) {
        Some(reason) => reason.to_owned(),
        None => match signs(one, locale) {
            signs if signs.is_empty() => "no reason given".to_owned(),
            signs => signs.join(", "),
        },
    }
}

/// The sponsor's own words, where they explain the status that is shown.
fn typed_reason(one: &Initiative) -> Option<&str> {
    let typed = one.status_reason.as_deref().filter(|_| !is_rosy(one) || reported(one) == Some(Colour::Red));
    typed.map(|reason| reason.trim_end_matches('.'))
}

/// Does its reason say that its production date has passed?
pub fn reason_names_due_day(one: &Initiative) -> bool {
    let is_overdue = |sign: &Evidence| matches!(sign, Evidence::ProductionOverdue(_));
    typed_reason(one).is_none() && one.evidence.iter().flatten().any(is_overdue)
}

/// The signs against it, in words.
pub fn signs(one: &Initiative, locale: &Locale) -> Vec<String> {
    one.evidence.iter().flatten().map(|sign| sign_in_words(sign, locale)).collect()
}

/// `cost outlook 25% over plan`.
pub fn sign_in_words(sign: &Evidence, locale: &Locale) -> String {
    match sign {
        Evidence::CostOverPlan(share) => format!("cost outlook {} over plan", round::percent(*share, 0).text(locale)),
        Evidence::BehindPace(share) => format!("KPI at {} of its pace", round::attainment(*share).text(locale)),
        Evidence::ProductionOverdue(day) => format!("production was due {}", locale.day(*day)),
        Evidence::NoReading(Some(days)) => {
            format!("no KPI reading for {}", words::plural(days.unsigned_abs(), "day", "days"))
        }
        Evidence::NoReading(None) => "no KPI reading yet".to_owned(),
    }
}
