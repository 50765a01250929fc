//! Servers that misbehave, each kind at each step: every one ends within its deadline, and what the ledger says is true.

use super::super::Smtp;
use crate::{
    delivery::{Limits, Outcome, deliver},
    model::{
        mail::{Login, MailEntry, MailKey, MailLedger, MailRules, MailState, Message, Secret, Secrets, Security},
        problem::Problem,
    },
};
use jiff::Timestamp;
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{
    collections::BTreeMap,
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls/server.pem");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls/server.key");
const PASSWORD: &str = "hunter2-and-more";

/// At which point of a session.
const STEPS: [&str; 10] = ["greeting", "EHLO", "STARTTLS", "EHLO inside", "AUTH", "MAIL", "RCPT", "DATA", ".", "RSET"];

/// What a server does instead of answering.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Mischief {
    Silence,
    /// A byte now and then, for ever.
    Drip,
    /// A line that does not end.
    Flood,
    /// An answer of lines that does not end.
    Lines,
    Cut,
    /// The usual answer, and the connection is closed.
    Closes,
    /// These bytes, and then it goes on as if nothing were wrong.
    Says(&'static str),
}

const MISCHIEFS: [Mischief; 13] = [
    Mischief::Silence,
    Mischief::Drip,
    Mischief::Flood,
    Mischief::Lines,
    Mischief::Cut,
    Mischief::Closes,
    Mischief::Says("HTTP/1.1 400 Bad Request\r\n\r\n"),
    Mischief::Says("999 what\r\n"),
    Mischief::Says("354 go on\r\n"),
    Mischief::Says("250-one\r\n550 two\r\n"),
    // Two answers at once: the second one would be that to the next step.
    Mischief::Says("250 ok\r\n250 queued already\r\n"),
    Mischief::Says("421 closing\r\n"),
    Mischief::Says("\r\n\0\u{1b}[2J\r\n"),
];

/// A ledger in memory.
#[derive(Default)]
struct Notes(BTreeMap<MailKey, MailState>);

impl MailLedger for Notes {
    fn entry(&self, key: &MailKey) -> Result<Option<MailEntry>, Problem> {
        let entry =
            |state: &MailState| MailEntry { key: key.clone(), state: *state, note: String::new(), at: String::new() };
        Ok(self.0.get(key).map(entry))
    }

    fn set(&mut self, key: &MailKey, state: MailState, _note: &str) -> Result<(), Problem> {
        self.0.insert(key.clone(), state);
        Ok(())
    }
}

trait Both: Read + Write {}
impl<Stream: Read + Write> Both for Stream {}

/// A server that keeps to the protocol but for one step; counts the texts that it accepted.
struct Server {
    step: &'static str,
    mischief: Mischief,
    accepted: Arc<AtomicUsize>,
    tls: Arc<ServerConfig>,
}

impl Server {
    fn start(step: &'static str, mischief: Mischief) -> (u16, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let accepted = Arc::new(AtomicUsize::new(0));
        let tls = ServerConfig::builder_with_provider(crate::delivery::tls::cryptography())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![CertificateDer::from_pem_file(CERTIFICATE).unwrap()],
                PrivateKeyDer::from_pem_file(KEY).unwrap(),
            )
            .unwrap();
        let server = Server { step, mischief, accepted: accepted.clone(), tls: Arc::new(tls) };
        thread::spawn(move || {
            for stream in listener.incoming() {
                let _ = server.converse(stream.unwrap());
            }
        });
        (port, accepted)
    }

    fn converse(&self, mut plain: TcpStream) -> io::Result<()> {
        plain.set_read_timeout(Some(Duration::from_secs(20)))?;
        self.reply(&mut plain, "greeting", "220 here\r\n")?;
        line(&mut plain)?;
        self.reply(&mut plain, "EHLO", "250-here\r\n250-SIZE 9000\r\n250 STARTTLS\r\n")?;
        line(&mut plain)?;
        self.reply(&mut plain, "STARTTLS", "220 go ahead\r\n")?;
        let connection = ServerConnection::new(self.tls.clone()).map_err(io::Error::other)?;
        self.inside(&mut StreamOwned::new(connection, plain))
    }

    fn inside(&self, stream: &mut dyn Both) -> io::Result<()> {
        loop {
            let said = line(stream)?;
            let step = said.split([' ', ':']).next().unwrap_or_default().to_uppercase();
            let (step, usual) = match step.as_str() {
                "EHLO" => ("EHLO inside", "250-here\r\n250-AUTH PLAIN\r\n250 SIZE 9000\r\n"),
                "AUTH" => ("AUTH", "235 welcome\r\n"),
                "MAIL" => ("MAIL", "250 ok\r\n"),
                // The second reader is refused, to be followed by what follows a refusal.
                "RCPT" if self.step == "RSET" => ("RCPT", "451 later\r\n"),
                "RCPT" => ("RCPT", "250 ok\r\n"),
                "DATA" => ("DATA", "354 go on\r\n"),
                "RSET" => ("RSET", "250 ok\r\n"),
                _ => return Ok(()),
            };
            self.reply(stream, step, usual)?;
            if step == "DATA" {
                while line(stream)? != "." {}
                self.reply(stream, ".", "250 queued\r\n")?;
            }
        }
    }

    /// The usual answer, or the mischief. A text is accepted where the server says 250 to it.
    fn reply(&self, stream: &mut dyn Both, step: &str, usual: &str) -> io::Result<()> {
        if step != self.step {
            if step == "." {
                self.accepted.fetch_add(1, Ordering::SeqCst);
            }
            stream.write_all(usual.as_bytes())?;
            return stream.flush();
        }
        match self.mischief {
            Mischief::Cut => Err(io::ErrorKind::ConnectionAborted.into()),
            Mischief::Closes => {
                if step == "." {
                    self.accepted.fetch_add(1, Ordering::SeqCst);
                }
                stream.write_all(usual.as_bytes())?;
                stream.flush()?;
                Err(io::ErrorKind::ConnectionAborted.into())
            }
            Mischief::Says(words) => {
                if step == "." && words.starts_with("250 ") {
                    self.accepted.fetch_add(1, Ordering::SeqCst);
                }
                stream.write_all(words.as_bytes())?;
                stream.flush()
            }
            Mischief::Silence => {
                thread::sleep(Duration::from_secs(15));
                Ok(())
            }
            Mischief::Drip => self.go_on(stream, b"2", Duration::from_millis(200)),
            Mischief::Flood => self.go_on(stream, &[b'2'; 8_192], Duration::ZERO),
            Mischief::Lines => self.go_on(stream, b"250-more\r\n", Duration::ZERO),
        }
    }

    fn go_on(&self, stream: &mut dyn Both, bytes: &[u8], pause: Duration) -> io::Result<()> {
        loop {
            stream.write_all(bytes)?;
            stream.flush()?;
            thread::sleep(pause);
        }
    }
}

fn line(stream: &mut dyn Both) -> io::Result<String> {
    let mut line = Vec::new();
    let mut byte = [0];
    while line.last() != Some(&b'\n') {
        if stream.read(&mut byte)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        line.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

fn rules(port: u16) -> MailRules {
    MailRules {
        server: "localhost".to_owned(),
        port,
        security: Security::Starttls,
        certificate: CERTIFICATE.into(),
        login: Login::Password,
        user: "u@x.example".to_owned(),
        timeout_seconds: 1,
        after_data_seconds: 1,
        session_seconds: 10,
        ..MailRules::default()
    }
}

fn secrets() -> Secrets {
    Secrets { password: Secret::new(PASSWORD.to_owned()), ..Secrets::default() }
}

fn mails(count: usize) -> Vec<Message> {
    (0..count)
        .map(|number| {
            let mail = super::mail();
            let recipient = format!("a{number}@x.example");
            Message { key: MailKey { recipient, ..mail.key }, copy: String::new(), ..mail }
        })
        .collect()
}

/// Delivers, and gives what came of it, what the ledger says then and how long it took.
fn delivered(port: u16, count: usize) -> (Result<Vec<Outcome>, Problem>, Notes, Duration) {
    delivered_with(port, count, vec![Duration::ZERO], 1)
}

fn delivered_with(
    port: u16,
    count: usize,
    waits: Vec<Duration>,
    timeout_seconds: u64,
) -> (Result<Vec<Outcome>, Problem>, Notes, Duration) {
    let (secrets, mut notes) = (secrets(), Notes::default());
    let rules = MailRules { timeout_seconds, after_data_seconds: timeout_seconds, ..rules(port) };
    let began = Instant::now();
    let mut server = Smtp::new(&rules, &secrets, "f@x.example", Timestamp::UNIX_EPOCH);
    let limits = Limits { message_bytes: 9_000, waits };
    let receipt = deliver(&mails(count), &mut notes, &mut server, &limits);
    drop(server);
    let outcomes = receipt.map(|receipt| receipt.mails.into_iter().map(|(_, outcome)| outcome).collect());
    (outcomes, notes, began.elapsed())
}

#[test]
fn a_server_that_keeps_to_the_protocol_is_believed() {
    let (port, accepted) = Server::start("none", Mischief::Cut);
    let (outcomes, ..) = delivered(port, 3);
    assert_eq!(outcomes, Ok(vec![Outcome::Sent; 3]));
    assert_eq!(accepted.load(Ordering::SeqCst), 3);
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn every_misbehaviour_ends_in_time_and_the_ledger_is_true() {
    let cases: Vec<(&str, Mischief)> =
        STEPS.iter().flat_map(|step| MISCHIEFS.iter().map(move |mischief| (*step, *mischief))).collect();
    assert!(cases.len() >= 60);
    let tried = |(step, mischief): &(&'static str, Mischief)| {
        let (port, accepted) = Server::start(step, *mischief);
        let (outcomes, notes, took) = delivered(port, 1);
        let state = *notes.0.values().next().expect("the mail was planned");
        let accepted = accepted.load(Ordering::SeqCst);
        let what = format!("{step} {mischief:?}: {outcomes:?}, {state:?}, accepted {accepted}, {took:?}");
        // Two tries, of whose waits each has an end.
        assert!(took < Duration::from_secs(10), "{what}");
        assert!(accepted <= 1, "twice: {what}");
        match state {
            MailState::Accepted => assert_eq!(accepted, 1, "{what}"),
            MailState::Planned | MailState::Refused => assert_eq!(accepted, 0, "{what}"),
            // Only once the text was begun.
            MailState::Uncertain => assert!(*step == "." || (*step, *mischief) == ("DATA", Mischief::Closes), "{what}"),
            MailState::Sending | MailState::Drafted => panic!("{what}"),
        }
        let told = format!("{outcomes:?}");
        assert!(!told.contains('\u{1b}') && !told.contains('\0'), "{what}");
    };
    thread::scope(|scope| cases.iter().for_each(|case| drop(scope.spawn(move || tried(case)))));
}

#[test]
fn what_follows_the_220_in_the_clear_is_no_answer_inside() {
    // The line that somebody on the way put behind it would be taken for the answer to EHLO inside TLS.
    for injected in ["220 go ahead\r\n250 AUTH PLAIN\r\n", "220 go ahead\r\n2"] {
        let (port, accepted) = Server::start("STARTTLS", Mischief::Says(injected));
        let (outcomes, notes, _) = delivered(port, 1);
        assert_eq!(notes.0.values().next(), Some(&MailState::Planned));
        let told = format!("{outcomes:?}");
        assert!(told.contains("in the clear after it had agreed to TLS"), "{told}");
        assert_eq!(accepted.load(Ordering::SeqCst), 0);
    }
}

#[test]
fn only_a_2xx_after_the_text_is_acceptance() {
    for (words, state) in [
        ("354 go on\r\n", MailState::Uncertain),
        ("334 \r\n", MailState::Uncertain),
        ("452 later\r\n", MailState::Planned),
        ("554 spam\r\n", MailState::Refused),
        ("250 ok\r\n", MailState::Accepted),
    ] {
        let (port, _) = Server::start(".", Mischief::Says(words));
        assert_eq!(delivered(port, 1).1.0.values().next(), Some(&state), "{words}");
    }
}

#[test]
fn a_login_that_was_offered_in_the_clear_only_is_not_used() {
    let (port, _) = Server::start("EHLO inside", Mischief::Says("250-here\r\n250 SIZE 9000\r\n"));
    let problem = delivered(port, 1).0.unwrap_err();
    assert!(problem.what.contains("does not take the login PLAIN or LOGIN"), "{problem}");
}

#[test]
fn a_server_that_closes_after_each_mail_is_met_again_at_once() {
    let (port, accepted) = Server::start(".", Mischief::Closes);
    // No mail is tried a second time.
    let (outcomes, ..) = delivered_with(port, 3, Vec::new(), 10);
    assert_eq!(outcomes, Ok(vec![Outcome::Sent; 3]));
    assert_eq!(accepted.load(Ordering::SeqCst), 3);
}

#[test]
fn a_secret_that_the_server_repeats_is_masked() {
    let (port, _) = Server::start("AUTH", Mischief::Says("535 no: hunter2-and-more is wrong\r\n"));
    let problem = delivered(port, 1).0.unwrap_err();
    assert!(problem.what.contains("535 no: *** is wrong") && !problem.to_string().contains(PASSWORD), "{problem}");
}

#[test]
fn a_private_key_is_no_certificate_and_a_stranger_is_not_believed() {
    let (port, _) = Server::start("none", Mischief::Cut);
    let secrets = secrets();
    let tried = |certificate: &str| {
        let rules = MailRules { certificate: certificate.into(), ..rules(port) };
        let limits = Limits { message_bytes: 9_000, waits: Vec::new() };
        deliver(
            &mails(1),
            &mut Notes::default(),
            &mut Smtp::new(&rules, &secrets, "f@x.example", Timestamp::UNIX_EPOCH),
            &limits,
        )
    };
    let problem = tried(KEY).unwrap_err();
    assert!(problem.what.contains("holds a private key"), "{problem}");
    let problem = tried("").unwrap_err();
    assert!(problem.what.contains("cannot prove who it is"), "{problem}");
}
