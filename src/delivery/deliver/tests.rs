//! Delivery against a server whose answers are written down, and a ledger in memory.

use super::*;
use crate::model::{mail::MailEntry, period::Month};
use std::collections::{BTreeMap, VecDeque};

#[derive(Default)]
struct Memory {
    entries: BTreeMap<MailKey, (MailState, String)>,
    /// Every state that was set, in order.
    steps: Vec<(String, MailState)>,
}

impl MailLedger for Memory {
    fn entry(&self, key: &MailKey) -> Result<Option<MailEntry>, Problem> {
        let entry = |(state, note): &(MailState, String)| MailEntry {
            key: key.clone(),
            state: *state,
            note: note.clone(),
            at: String::new(),
        };
        Ok(self.entries.get(key).map(entry))
    }

    fn set(&mut self, key: &MailKey, state: MailState, note: &str) -> Result<(), Problem> {
        self.entries.insert(key.clone(), (state, note.to_owned()));
        self.steps.push((key.recipient.clone(), state));
        Ok(())
    }
}

/// What the server does with one try.
#[derive(Clone, Debug)]
enum Step {
    Take,
    /// Says no before the text.
    Before(Response),
    /// Answers after the text.
    After(Response),
}

#[derive(Default)]
struct Script {
    limit: Option<u64>,
    steps: BTreeMap<String, VecDeque<Step>>,
    /// What each mailbox holds.
    boxes: BTreeMap<String, usize>,
    tries: usize,
}

impl Script {
    fn of(steps: &[(&str, &[Step])]) -> Script {
        let steps = steps.iter().map(|(who, steps)| ((*who).to_owned(), steps.iter().cloned().collect())).collect();
        Script { steps, ..Script::default() }
    }
}

impl Mailer for Script {
    fn limit(&mut self) -> Result<Option<u64>, Trouble> {
        Ok(self.limit)
    }

    fn send(&mut self, message: &Message, begin: &mut dyn FnMut() -> Result<(), Problem>) -> Result<Response, Trouble> {
        self.tries += 1;
        let who = message.key.recipient.clone();
        let step = self.steps.get_mut(&who).and_then(VecDeque::pop_front).unwrap_or(Step::Take);
        if let Step::Before(answer) = step {
            return Ok(answer);
        }
        begin().map_err(Trouble::Stop)?;
        match step {
            Step::After(answer) => Ok(answer),
            _ => {
                *self.boxes.entry(who).or_default() += 1;
                Ok(Response::Accepted("250 ok".to_owned()))
            }
        }
    }
}

fn mail(who: &str) -> Message {
    let key = MailKey {
        period: Month::new(2026, 10).unwrap(),
        revision: 1,
        report: "sponsor".to_owned(),
        recipient: who.to_owned(),
    };
    Message {
        key,
        from: String::new(),
        copy: String::new(),
        id: format!("<{who}>"),
        bytes: vec![b'x'; 100],
        alone: None,
    }
}

fn limits(waits: usize) -> Limits {
    Limits { message_bytes: 1000, waits: vec![Duration::ZERO; waits] }
}

fn outcomes(receipt: &Receipt) -> Vec<&Outcome> {
    receipt.mails.iter().map(|(_, outcome)| outcome).collect()
}

#[test]
fn later_is_tried_again_and_no_other_mail_is_repeated() {
    let later = || Step::Before(Response::Later("451".to_owned()));
    let after = || Step::After(Response::Later("452".to_owned()));
    let mut server = Script::of(&[("b", &[later(), later()]), ("c", &[after()])]);
    let mut ledger = Memory::default();
    let messages = ["a", "b", "c"].map(mail);
    let receipt = deliver(&messages, &mut ledger, &mut server, &limits(3)).unwrap();
    assert_eq!(outcomes(&receipt), [&Outcome::Sent; 3]);
    assert_eq!(server.boxes, BTreeMap::from([("a".into(), 1), ("b".into(), 1), ("c".into(), 1)]));
    assert_eq!(server.tries, 1 + 3 + 2);

    // And a second run has nothing to do.
    let again = deliver(&messages, &mut ledger, &mut server, &limits(3)).unwrap();
    assert_eq!(outcomes(&again), [&Outcome::SentBefore; 3]);
    assert_eq!(server.tries, 6);
}

#[test]
fn tries_end_and_the_next_run_goes_on() {
    let later = Step::Before(Response::Later("451".to_owned()));
    let mut server = Script::of(&[("a", &[later.clone(), later.clone(), later])]);
    let mut ledger = Memory::default();
    let receipt = deliver(&[mail("a")], &mut ledger, &mut server, &limits(1)).unwrap();
    assert_eq!(outcomes(&receipt), [&Outcome::Waiting("451".to_owned())]);
    assert_eq!(server.tries, 2);
    let receipt = deliver(&[mail("a")], &mut ledger, &mut server, &limits(1)).unwrap();
    assert_eq!(outcomes(&receipt), [&Outcome::Sent]);
}

#[test]
fn a_cut_after_the_text_began_is_uncertain_and_never_repeated() {
    let mut server = Script::of(&[("a", &[Step::After(Response::Cut("reset".to_owned()))])]);
    let mut ledger = Memory::default();
    let uncertain = Outcome::Uncertain("reset".to_owned());
    for _ in 0..2 {
        let receipt = deliver(&[mail("a"), mail("b")], &mut ledger, &mut server, &limits(3)).unwrap();
        assert_eq!(receipt.mails[0].1, uncertain);
        assert!(receipt.mails[1].1.is_sent());
    }
    assert_eq!(server.tries, 2);
}

#[test]
fn a_cut_before_the_text_is_tried_again() {
    let mut server = Script::of(&[("a", &[Step::Before(Response::Cut("reset".to_owned()))])]);
    let receipt = deliver(&[mail("a")], &mut Memory::default(), &mut server, &limits(1)).unwrap();
    assert_eq!(outcomes(&receipt), [&Outcome::Sent]);
}

#[test]
fn a_server_that_answers_nobody_is_not_met_for_each_mail_and_nobody_is_held_up_twice_by_the_same() {
    let lost = || vec![Step::Before(Response::Cut("no answer".to_owned())); 9];
    let names = ["a", "b", "c", "d", "e"];
    let messages = names.map(mail);
    // All are lost: three tries of one round are enough to see it, and the next begins with those that had no turn.
    let mut server = Script { steps: names.map(|who| (who.to_owned(), lost().into())).into(), ..Script::default() };
    let receipt = deliver(&messages, &mut Memory::default(), &mut server, &limits(1)).unwrap();
    assert_eq!(server.tries, 6);
    assert!(receipt.mails.iter().all(|(_, outcome)| matches!(outcome, Outcome::Waiting(_))), "{receipt:?}");
    let left: Vec<usize> = names.iter().map(|who| server.steps[*who].len()).collect();
    // a, b, c; then d, e, a.
    assert_eq!(left, [7, 8, 8, 8, 8]);
    // The first three always fail: the others have theirs with the second try.
    let mut server =
        Script { steps: ["a", "b", "c"].map(|who| (who.to_owned(), lost().into())).into(), ..Script::default() };
    let receipt = deliver(&messages, &mut Memory::default(), &mut server, &limits(1)).unwrap();
    let sent: Vec<bool> = receipt.mails.iter().map(|(_, outcome)| outcome.is_sent()).collect();
    assert_eq!(sent, [false, false, false, true, true]);
}

#[test]
fn a_refused_mail_is_not_tried_again() {
    let mut server = Script::of(&[("a", &[Step::Before(Response::Refused("550".to_owned()))])]);
    let mut ledger = Memory::default();
    for _ in 0..2 {
        let receipt = deliver(&[mail("a")], &mut ledger, &mut server, &limits(3)).unwrap();
        assert_eq!(outcomes(&receipt), [&Outcome::Refused("550".to_owned())]);
    }
    assert_eq!(server.tries, 1);
}

#[test]
fn who_was_being_sent_to_when_the_program_died_is_uncertain() {
    let mut ledger = Memory::default();
    ledger.set(&mail("a").key, MailState::Sending, "<a>").unwrap();
    ledger.set(&mail("b").key, MailState::Planned, "").unwrap();
    let mut server = Script::default();
    let receipt = deliver(&[mail("a"), mail("b")], &mut ledger, &mut server, &limits(0)).unwrap();
    assert!(matches!(receipt.mails[0].1, Outcome::Uncertain(_)));
    assert_eq!(receipt.mails[1].1, Outcome::Sent);
    assert_eq!(server.boxes, BTreeMap::from([("b".into(), 1)]));
}

#[test]
fn sending_is_written_down_before_the_text_goes() {
    let mut ledger = Memory::default();
    deliver(&[mail("a")], &mut ledger, &mut Script::default(), &limits(0)).unwrap();
    let states: Vec<MailState> = ledger.steps.iter().map(|(_, state)| *state).collect();
    assert_eq!(states, [MailState::Planned, MailState::Sending, MailState::Accepted]);
}

#[test]
fn a_mail_that_is_too_large_is_not_begun() {
    for (ours, theirs, word) in [(99, None, "max_message_bytes"), (1000, Some(99), "the server takes 99")] {
        let mut server = Script { limit: theirs, ..Script::default() };
        let limits = Limits { message_bytes: ours, waits: Vec::new() };
        let receipt = deliver(&[mail("a")], &mut Memory::default(), &mut server, &limits).unwrap();
        assert!(matches!(&receipt.mails[0].1, Outcome::TooLarge(why) if why.contains(word)), "{receipt:?}");
        assert_eq!(server.tries, 0);
    }
    // 0 is no limit (RFC 1870, section 4).
    let mut server = Script { limit: Some(0), ..Script::default() };
    let receipt = deliver(&[mail("a")], &mut Memory::default(), &mut server, &limits(0)).unwrap();
    assert_eq!(outcomes(&receipt), [&Outcome::Sent]);
}
