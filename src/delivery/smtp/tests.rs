//! The steps of SMTP against a server in this process that does what it is told.

mod mischief;

use super::*;
use crate::model::{mail::MailKey, period::Month};
use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// What the server answers at a step; the connection is cut where there is no answer.
type Replies = fn(step: &str, number: usize) -> Option<&'static str>;

/// Serves connections one after the other; gives the port and the texts that it took.
fn serve(greeting: &'static str, replies: Replies) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let taken = Arc::new(Mutex::new(Vec::new()));
    let texts = taken.clone();
    thread::spawn(move || {
        let mut numbers = std::collections::BTreeMap::new();
        for stream in listener.incoming() {
            let _ = converse(stream.unwrap(), greeting, replies, &mut numbers, &texts);
        }
    });
    (port, taken)
}

fn converse(
    mut stream: TcpStream,
    greeting: &str,
    replies: Replies,
    numbers: &mut std::collections::BTreeMap<String, usize>,
    taken: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    stream.write_all(b"220 here\r\n")?;
    while let Some(line) = lines.next() {
        let line = line?;
        let step = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let number = numbers.entry(step.clone()).or_insert(0);
        *number += 1;
        let usual = match step.as_str() {
            "EHLO" => greeting,
            "DATA" => "354 go on\r\n",
            _ => "250 ok\r\n",
        };
        let Some(reply) = replies(&step, *number).or(Some(usual)).filter(|reply| !reply.is_empty()) else {
            return Ok(());
        };
        stream.write_all(reply.as_bytes())?;
        if step == "DATA" && reply.starts_with("354") {
            let mut text = Vec::new();
            loop {
                // A text that does not end is none.
                let Some(line) = lines.next() else { return Ok(()) };
                let line = line?;
                if line == "." {
                    break;
                }
                text.push(line);
            }
            let number = numbers.entry(".".to_owned()).or_insert(0);
            *number += 1;
            let reply = replies(".", *number).unwrap_or("250 queued as 7\r\n");
            if reply.starts_with("250") {
                taken.lock().unwrap().push(text.join("\n"));
            }
            if reply.is_empty() {
                return Ok(());
            }
            stream.write_all(reply.as_bytes())?;
        }
    }
    Ok(())
}

const PLAIN: &str = "250-here\r\n250 SIZE 5000\r\n";

fn rules(port: u16) -> MailRules {
    MailRules {
        server: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        timeout_seconds: 1,
        after_data_seconds: 1,
        ..MailRules::default()
    }
}

fn mail() -> Message {
    let key = MailKey {
        period: Month::new(2026, 10).unwrap(),
        revision: 1,
        report: "sponsor".to_owned(),
        recipient: "a@x.example".to_owned(),
    };
    let bytes = b"Subject: s\r\n\r\n.a line with a dot\r\n".to_vec();
    Message {
        key,
        from: "f@x.example".to_owned(),
        copy: "c@x.example".to_owned(),
        id: "<i>".to_owned(),
        bytes,
        alone: None,
    }
}

/// What came of a try, and whether the text was begun.
type Tried = (Result<Response, Trouble>, bool);

/// Tries to send so often; what came of each try, and whether the text was begun.
fn tries(replies: Replies, times: usize) -> (Vec<Tried>, Vec<String>) {
    let (port, taken) = serve(PLAIN, replies);
    let (rules, secrets) = (rules(port), Secrets::default());
    let mut server = Smtp::new(&rules, &secrets, "f@x.example", Timestamp::UNIX_EPOCH);
    let one = |_| {
        let mut begun = false;
        let answer = server.send(&mail(), &mut || {
            begun = true;
            Ok(())
        });
        (answer, begun)
    };
    let answers = (0..times).map(one).collect();
    let taken = taken.lock().unwrap().clone();
    (answers, taken)
}

#[test]
fn a_mail_arrives_whole() {
    let (answers, taken) = tries(|_, _| None, 1);
    assert_eq!(answers, [(Ok(Response::Accepted("queued as 7".to_owned())), true)]);
    // Lines that begin with a dot travel with a second one (RFC 5321, section 4.5.2).
    assert_eq!(taken, ["Subject: s\n\n..a line with a dot"]);
}

#[test]
fn the_size_limit_is_known_before() {
    let (port, _) = serve(PLAIN, |_, _| None);
    let (rules, secrets) = (rules(port), Secrets::default());
    assert_eq!(Smtp::new(&rules, &secrets, "f@x.example", Timestamp::UNIX_EPOCH).limit(), Ok(Some(5000)));
}

#[test]
fn later_is_told_from_never() {
    for (replies, text) in [
        (
            (|step, number| (step == "RCPT" && number == 1).then_some("451 4.7.1 greylisted\r\n")) as Replies,
            "greylisted",
        ),
        (|step, number| (step == "MAIL" && number == 1).then_some("421 busy\r\n"), "busy"),
        (|step, number| (step == "DATA" && number == 1).then_some("451 no room\r\n"), "no room"),
    ] {
        let (answers, taken) = tries(replies, 2);
        assert!(matches!(&answers[0], (Ok(Response::Later(why)), false) if why.contains(text)), "{answers:?}");
        assert!(matches!(&answers[1], (Ok(Response::Accepted(_)), true)), "{answers:?}");
        assert_eq!(taken.len(), 1);
    }
    let (answers, _) = tries(|step, _| (step == "RCPT").then_some("550 5.1.1 unknown\r\n"), 1);
    assert!(matches!(&answers[0], (Ok(Response::Refused(why)), false) if why.contains("unknown")), "{answers:?}");
    let (answers, _) = tries(|step, _| (step == ".").then_some("452 later\r\n"), 1);
    assert!(matches!(&answers[0], (Ok(Response::Later(_)), true)), "{answers:?}");
    let (answers, _) = tries(|step, _| (step == ".").then_some("554 spam\r\n"), 1);
    assert!(matches!(&answers[0], (Ok(Response::Refused(_)), true)), "{answers:?}");
}

#[test]
fn a_cut_tells_whether_the_text_was_begun() {
    for step in ["MAIL", "RCPT", "DATA"] {
        let replies: Replies = match step {
            "MAIL" => |step, number| (step == "MAIL" && number == 1).then_some(""),
            "RCPT" => |step, number| (step == "RCPT" && number == 1).then_some(""),
            _ => |step, number| (step == "DATA" && number == 1).then_some(""),
        };
        let (answers, taken) = tries(replies, 2);
        assert!(matches!(&answers[0], (Ok(Response::Cut(_)), false)), "{step}: {answers:?}");
        assert!(matches!(&answers[1], (Ok(Response::Accepted(_)), true)), "{step}: {answers:?}");
        assert_eq!(taken.len(), 1);
    }
    let (answers, _) = tries(|step, _| (step == ".").then_some(""), 1);
    assert!(matches!(&answers[0], (Ok(Response::Cut(_)), true)), "{answers:?}");
}

#[test]
fn a_delegate_who_is_refused_gets_no_copy_and_the_reader_gets_the_mail() {
    let (answers, taken) = tries(|step, number| (step == "RCPT" && number == 2).then_some("550 unknown\r\n"), 1);
    assert_eq!(answers, [(Ok(Response::AcceptedWithoutCopy("550 unknown".to_owned())), true)]);
    assert_eq!(taken.len(), 1);
}

#[test]
fn without_tls_nothing_is_said() {
    let (port, taken) = serve(PLAIN, |_, _| None);
    let rules = MailRules { security: Security::Starttls, ..rules(port) };
    let secrets = Secrets::default();
    let answer = Smtp::new(&rules, &secrets, "f@x.example", Timestamp::UNIX_EPOCH).send(&mail(), &mut || Ok(()));
    assert!(matches!(&answer, Err(Trouble::Stop(problem)) if problem.what.contains("offers no TLS")), "{answer:?}");
    assert!(taken.lock().unwrap().is_empty());
}

#[test]
fn a_ledger_that_cannot_be_written_stops_the_text() {
    let (port, taken) = serve(PLAIN, |_, _| None);
    let (rules, secrets) = (rules(port), Secrets::default());
    let mut server = Smtp::new(&rules, &secrets, "f@x.example", Timestamp::UNIX_EPOCH);
    let answer = server.send(&mail(), &mut || Err(Problem::program("the disk is full")));
    assert!(matches!(answer, Err(Trouble::Stop(_))));
    drop(server);
    assert!(taken.lock().unwrap().is_empty());
}

#[test]
fn a_server_that_is_not_there_is_for_later() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (rules, secrets) = (rules(port), Secrets::default());
    let limit = Smtp::new(&rules, &secrets, "f@x.example", Timestamp::UNIX_EPOCH).limit();
    assert!(matches!(&limit, Err(Trouble::Later(why)) if why.contains("cannot be reached")), "{limit:?}");
}
