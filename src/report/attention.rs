//! What needs a look although nobody asks for a decision: what runs and is Red, as its owner reports or as the evidence
//! says. One rule for mails and for titles that would say that nothing is needed: `status` says what is Red, and why.

use super::{
    ReportContext,
    status::{self, Colour},
    view::{Initiative, View},
};

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

/// What runs and is Red: first what is reported so, then what the evidence alone says, each in order of the intake.
pub fn reds(context: &ReportContext, view: &View) -> Vec<Red> {
    let is_reported = |one: &&Initiative| status::reported(one) == Some(Colour::Red);
    let active = || view.initiatives.iter().filter(|one| status::is_active(one));
    let reported = active().filter(is_reported).map(|one| red(one, status::reason(one, context.locale())));
    let evident = active().filter(|one| !is_reported(one) && status::by_evidence(one) == Some(Colour::Red));
    let evident = evident.map(|one| {
        let said = one.status.as_deref().map_or("not reported".to_owned(), |status| format!("reported {status}"));
        red(one, format!("{said}, evidence Red: {}", status::signs(one, context.locale()).join(", ")))
    });
    reported.chain(evident).collect()
}

fn red(one: &Initiative, why: String) -> Red {
    let is_reported = status::reported(one) == Some(Colour::Red);
    Red { id: one.id.to_string(), name: one.name.to_string(), why, is_reported }
}
