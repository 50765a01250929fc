//! Closing a month by hand, and taking a closed one back.

use crate::{DONE, about, mail::Ended, operate, run_and_tell, settings};
use coe_report::{
    console::{Console, Voice},
    disk,
    model::{
        closing::{ClosingOrder, Obstacle, Weight},
        problem::Problem,
    },
    pipeline::{self, Purpose, Run, Standing, exit_code},
    settings::Given,
    talk,
};
use std::io::{self, IsTerminal};

/// An order that names the account and the computer, and nobody yet.
pub fn order() -> ClosingOrder {
    ClosingOrder { account: account(), computer: computer(), ..ClosingOrder::default() }
}

/// The account under which the program runs, as the system names it.
pub fn account() -> String {
    ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default()
}

/// The name of this computer. In a debug build `COE_REPORT_COMPUTER` sets it, for tests.
pub fn computer() -> String {
    #[cfg(debug_assertions)]
    if let Ok(set) = std::env::var("COE_REPORT_COMPUTER") {
        return set;
    }
    disk::computer().unwrap_or_default()
}

/// Does somebody sit at a screen who can be asked?
pub fn may_ask(voice: Voice) -> bool {
    voice == Voice::Person && io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Closes the month. What stands against it is listed; whoever sits at a screen is asked whether they accept it.
pub fn close(
    given: &Given,
    by: Option<String>,
    order: ClosingOrder,
    may_ask: bool,
    console: &Console,
) -> Result<Ended, Problem> {
    let settings = settings(given)?;
    about(&settings, given, console);
    let order = ClosingOrder { by: name(by, "Who closes the month?", may_ask)?, ..order };
    let run = run_and_tell(&settings, &Purpose::Close(order.clone()), console)?;
    let Some(open) = to_ask_about(&run, &order).filter(|_| may_ask) else { return Ok(ended(&run)) };
    let question = format!(
        "Close {} all the same? Type why that is right, or press Enter to leave it open",
        settings.assumptions.period
    );
    let reason = talk::answer(&mut io::stdin().lock(), &mut io::stdout().lock(), &question).map_err(crate::no_talk)?;
    if reason.is_empty() {
        return Ok(ended(&run));
    }
    let order = ClosingOrder { reason, seen: Some(open.to_vec()), ..order };
    Ok(ended(&run_and_tell(&settings, &Purpose::Close(order), console)?))
}

fn ended(run: &Run) -> Ended {
    Ended { code: exit_code(run), stays_open: operate::keeps_open(run).into_iter().collect(), undelivered: Vec::new() }
}

/// What a person may accept, if nothing else keeps the month open and they have not said yet what they accept.
fn to_ask_about<'a>(run: &'a Run, order: &ClosingOrder) -> Option<&'a [Obstacle]> {
    let Standing::Refused(open) = &run.standing else { return None };
    let can_be = open.iter().all(|one| one.kind.weight() == Weight::Accepted);
    (can_be && order.reason.is_empty()).then_some(open)
}

/// Takes the last revision of the month back.
pub fn reopen(
    given: &Given,
    by: Option<String>,
    because: &str,
    may_ask: bool,
    console: &Console,
) -> Result<u8, Problem> {
    let settings = settings(given)?;
    let by = name(by, "Who reopens the month?", may_ask)?;
    console.reopened(&pipeline::reopen(&settings, &by, because)?);
    Ok(DONE)
}

/// The name of a person: as typed, else asked for, else that of the account.
fn name(typed: Option<String>, question: &str, may_ask: bool) -> Result<String, Problem> {
    let typed = typed.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    match typed {
        Some(name) => Ok(name),
        None if may_ask => {
            let question = format!("{question} [{}]", account());
            let said = talk::answer(&mut io::stdin().lock(), &mut io::stdout().lock(), &question);
            let said = said.map_err(crate::no_talk)?;
            Ok(if said.is_empty() { account() } else { said })
        }
        None => Ok(account()),
    }
}
