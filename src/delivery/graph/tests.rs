//! Graph against a stand-in in this process that answers as Microsoft's documentation says, or worse.

use super::*;
use crate::{
    delivery::{
        deliver::{Limits, Outcome, deliver},
        tls,
    },
    model::{
        mail::{MailEntry, MailKey, MailLedger, MailState, Via},
        period::Month,
    },
};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::Arc,
};

const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls/server.pem");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls/server.key");

/// What the stand-in does with a request.
#[derive(Clone, Copy)]
enum Does {
    /// Answers with a status, headers and a body.
    Answers(u16, &'static str, &'static str),
    /// Takes the mail and says nothing.
    TakesAndCuts,
    /// Takes the mail, begins an answer and stops.
    TakesAndStalls,
    /// Cuts before it has read the whole request.
    CutsEarly,
    /// Cuts before TLS.
    CutsAtOnce,
}

const TAKEN: Does = Does::Answers(202, "", "");

/// A login service and Graph in one.
struct StandIn {
    port: u16,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    /// The forms with which a token was asked for.
    logins: Vec<String>,
    /// First line, headers and body of each mail that was posted, whether it was taken or not.
    posts: Vec<(String, String)>,
    /// Mails that were taken, by the address in their To.
    taken: BTreeMap<String, usize>,
}

/// What a mail server or login service does with its n-th request, from 1.
type Script = fn(login: bool, number: usize) -> Does;

const LOGGED_IN: Does =
    Does::Answers(200, "", "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"t0ken\"}");

impl StandIn {
    fn start(script: Script) -> StandIn {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let config = ServerConfig::builder_with_provider(tls::cryptography())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![CertificateDer::from_pem_file(CERTIFICATE).unwrap()],
                PrivateKeyDer::from_pem_file(KEY).unwrap(),
            )
            .unwrap();
        let (config, seen) = (Arc::new(config), Arc::new(Mutex::new(Seen::default())));
        let known = seen.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                // One that was cut is of no more interest.
                let _ = serve(stream.unwrap(), config.clone(), script, &known);
            }
        });
        StandIn { port, seen }
    }

    fn rules(&self) -> MailRules {
        MailRules {
            via: Via::Graph,
            token_url: format!("https://localhost:{}/tenant/oauth2/v2.0/token", self.port),
            graph_url: format!("https://localhost:{}/v1.0", self.port),
            client_id: "the-client".to_owned(),
            user: "ai+centre@x.example".to_owned(),
            certificate: CERTIFICATE.into(),
            timeout_seconds: 2,
            after_data_seconds: 2,
            ..MailRules::default()
        }
    }
}

/// One request; the numbers count what was asked of each kind.
fn serve(stream: TcpStream, config: Arc<ServerConfig>, script: Script, seen: &Mutex<Seen>) -> std::io::Result<()> {
    let peek = seen.lock().unwrap().posts.len() + 1;
    if matches!(script(false, peek), Does::CutsAtOnce) && !seen.lock().unwrap().logins.is_empty() {
        seen.lock().unwrap().posts.push(Default::default());
        return stream.shutdown(Shutdown::Both);
    }
    let mut stream = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
    let mut request = Vec::new();
    let mut part = [0; 4_096];
    let (head, body) = loop {
        let count = stream.read(&mut part)?;
        request.extend_from_slice(&part[..count]);
        let Some(end) = request.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&request[..end]).into_owned();
        let length = head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if matches!(script(false, peek), Does::CutsEarly) && head.contains("/sendMail") {
            seen.lock().unwrap().posts.push(Default::default());
            return stream.get_ref().shutdown(Shutdown::Both);
        }
        let mut body = request.split_off(end + 4);
        while body.len() < length.unwrap_or(0) {
            let count = stream.read(&mut part)?;
            body.extend_from_slice(&part[..count]);
        }
        break (head, String::from_utf8_lossy(&body).into_owned());
    };
    let is_login = head.starts_with("POST /tenant/");
    let does = {
        let mut seen = seen.lock().unwrap();
        let number = if is_login {
            seen.logins.push(body.clone());
            seen.logins.len()
        } else {
            seen.posts.push((head.clone(), body.clone()));
            seen.posts.len()
        };
        let does = script(is_login, number);
        if !is_login && matches!(does, Does::Answers(202, ..) | Does::TakesAndCuts | Does::TakesAndStalls) {
            let mail = String::from_utf8(STANDARD.decode(&body).unwrap()).unwrap();
            let to = mail.split("To: ").nth(1).unwrap().split("\r\n").next().unwrap();
            *seen.taken.entry(to.to_owned()).or_default() += 1;
        }
        does
    };
    match does {
        Does::Answers(status, headers, body) => {
            let length = body.len();
            let head = format!("HTTP/1.1 {status} Said\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
            stream.write_all(head.as_bytes())?;
            stream.flush()
        }
        Does::TakesAndStalls => {
            stream.write_all(b"HTTP/1.1 20")?;
            stream.flush()?;
            thread::sleep(Duration::from_secs(3));
            Ok(())
        }
        _ => stream.get_ref().shutdown(Shutdown::Both),
    }
}

/// A ledger in memory, with every step.
#[derive(Default)]
struct Notes(BTreeMap<MailKey, MailState>, Vec<(String, MailState)>);

impl MailLedger for Notes {
    fn entry(&self, key: &MailKey) -> Result<Option<MailEntry>, Problem> {
        Ok(self.0.get(key).map(|state| MailEntry {
            key: key.clone(),
            state: *state,
            note: String::new(),
            at: String::new(),
        }))
    }

    fn set(&mut self, key: &MailKey, state: MailState, _: &str) -> Result<(), Problem> {
        self.1.push((key.recipient.clone(), state));
        self.0.insert(key.clone(), state);
        Ok(())
    }
}

fn mail(reader: &str, bytes: usize) -> Message {
    let key = MailKey {
        period: Month::new(2026, 10).unwrap(),
        revision: 1,
        report: "sponsor".to_owned(),
        recipient: format!("{reader}@x.example"),
    };
    let text = format!("To: {reader}@x.example\r\nSubject: s\r\n\r\n{}\r\n", "m".repeat(bytes));
    Message {
        key,
        from: "f@x.example".to_owned(),
        copy: String::new(),
        id: "<i>".to_owned(),
        bytes: text.into(),
        alone: None,
    }
}

fn secrets() -> Secrets {
    Secrets { client_secret: Secret::new("hunter2".to_owned()), ..Secrets::default() }
}

fn now() -> Timestamp {
    "2026-11-06T08:00:00Z".parse().unwrap()
}

/// Sends mails to a, b and c, tried again at once so often.
fn sent(stand_in: &StandIn, rules: &MailRules, again: usize, notes: &mut Notes) -> Result<Vec<Outcome>, Problem> {
    let (secrets, mails) = (secrets(), ["a", "b", "c"].map(|reader| mail(reader, 10)));
    let mut graph = Graph::new(rules, &secrets, "f@x.example", now());
    let limits = Limits { message_bytes: 10_000_000, waits: vec![Duration::ZERO; again] };
    let receipt = deliver(&mails, notes, &mut graph, &limits)?;
    assert!(stand_in.seen.lock().unwrap().taken.values().all(|times| *times == 1), "somebody has two mails");
    Ok(receipt.mails.into_iter().map(|(_, outcome)| outcome).collect())
}

#[test]
fn a_mail_is_posted_as_the_documentation_says() {
    let stand_in = StandIn::start(|login, _| if login { LOGGED_IN } else { TAKEN });
    let mut notes = Notes::default();
    let outcomes = sent(&stand_in, &stand_in.rules(), 0, &mut notes).unwrap();
    assert_eq!(outcomes, [Outcome::Sent, Outcome::Sent, Outcome::Sent]);
    let seen = stand_in.seen.lock().unwrap();
    // One token for all of them.
    let scope = format!("https%3A%2F%2Flocalhost%3A{}%2F.default", stand_in.port);
    assert_eq!(seen.logins.len(), 1);
    for part in ["grant_type=client_credentials", "client_id=the-client", "client_secret=hunter2", &scope] {
        assert!(seen.logins[0].contains(part), "{part}: {}", seen.logins[0]);
    }
    assert_eq!(seen.posts.len(), 3);
    let (head, body) = &seen.posts[0];
    let head = head.to_lowercase();
    assert!(head.starts_with("post /v1.0/users/ai%2bcentre@x.example/sendmail http/1.1\r\n"), "{head}");
    for line in ["authorization: bearer t0ken", "content-type: text/plain"] {
        assert!(head.lines().any(|one| one == line), "{line}: {head}");
    }
    assert_eq!(STANDARD.decode(body).unwrap(), mail("a", 10).bytes);
    // Each step is in the ledger before the next one.
    let steps: Vec<_> = notes.1.iter().filter(|(who, _)| who == "a@x.example").map(|(_, state)| *state).collect();
    assert_eq!(steps, [MailState::Planned, MailState::Sending, MailState::Accepted]);
}

/// What the second mail gets as its first answer, what is said of it in the end, and how many posts there are.
#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn each_answer_is_taken_for_what_it_says() {
    const BUSY: &str = "{\"error\":{\"code\":\"ApplicationThrottled\",\"message\":\"Application is over its MailboxConcurrency limit.\"}}";
    let cases: [(Script, &str, usize); 12] = [
        (|login, number| at(login, number, Does::Answers(429, "Retry-After: 1\r\n", BUSY)), "sent", 4),
        (|login, number| at(login, number, Does::Answers(429, "", BUSY)), "sent", 4),
        (|login, number| at(login, number, Does::Answers(503, "Retry-After: 0\r\n", "")), "sent", 4),
        (|login, number| at(login, number, Does::Answers(500, "", "<html>no json</html>")), "sent", 4),
        (|login, number| at(login, number, Does::CutsAtOnce), "sent", 4),
        (|login, number| at(login, number, Does::Answers(401, "", "")), "sent", 4),
        (
            |login, number| {
                let why = "{\"error\":{\"code\":\"ErrorInvalidRecipients\",\"message\":\"At least one recipient is not valid.\"}}";
                at(login, number, Does::Answers(400, "", why))
            },
            "refused: 400 ErrorInvalidRecipients At least one recipient is not valid.",
            3,
        ),
        (
            |login, number| {
                let why = "{\"error\":{\"code\":\"ErrorMessageSubmissionBlocked\",\"message\":\"Blocked.\"}}";
                at(login, number, Does::Answers(403, "", why))
            },
            "refused: 403 ErrorMessageSubmissionBlocked Blocked.",
            3,
        ),
        (|login, number| at(login, number, Does::Answers(504, "", "")), "uncertain", 3),
        (
            |login, number| at(login, number, Does::Answers(200, "", "<html>Log in to the wireless network</html>")),
            "uncertain",
            3,
        ),
        (|login, number| at(login, number, Does::TakesAndCuts), "uncertain", 3),
        (|login, number| at(login, number, Does::TakesAndStalls), "uncertain", 3),
    ];
    for (place, (script, expected, posts)) in cases.into_iter().enumerate() {
        let stand_in = StandIn::start(script);
        let mut notes = Notes::default();
        let began = Instant::now();
        let outcomes = sent(&stand_in, &stand_in.rules(), 2, &mut notes).unwrap();
        let said = match &outcomes[1] {
            Outcome::Sent => "sent".to_owned(),
            Outcome::Refused(why) => format!("refused: {why}"),
            Outcome::Uncertain(_) => "uncertain".to_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(said, expected, "case {place}");
        assert_eq!((&outcomes[0], &outcomes[2]), (&Outcome::Sent, &Outcome::Sent), "case {place}");
        assert_eq!(stand_in.seen.lock().unwrap().posts.len(), posts, "case {place}");
        assert!(began.elapsed() < Duration::from_secs(10), "case {place}");
        if place == 0 {
            assert!(began.elapsed() >= Duration::from_secs(1), "it asked for a second");
        }
        // Sent again, nobody gets a second mail and nothing uncertain is repeated.
        let again = sent(&stand_in, &stand_in.rules(), 2, &mut notes).unwrap();
        assert_eq!(stand_in.seen.lock().unwrap().posts.len(), posts, "case {place}: {again:?}");
    }
}

/// The second post gets this, every other one is taken.
fn at(login: bool, number: usize, does: Does) -> Does {
    match (login, number) {
        (true, _) => LOGGED_IN,
        (false, 2) => does,
        _ => TAKEN,
    }
}

#[test]
fn what_is_cut_in_the_middle_of_the_request_is_uncertain() {
    let stand_in = StandIn::start(|login, number| at(login, number, Does::CutsEarly));
    let outcomes = sent(&stand_in, &stand_in.rules(), 2, &mut Notes::default()).unwrap();
    assert!(matches!(outcomes[1], Outcome::Uncertain(_)), "{outcomes:?}");
}

#[test]
fn what_is_true_of_all_mails_stops_them_and_leaves_none_in_doubt() {
    let cases: [(Script, &str); 6] = [
        (
            |login, _| {
                let why =
                    "{\"error\":{\"code\":\"ErrorAccessDenied\",\"message\":\"Access is denied. hunter2 t0ken\"}}";
                if login { LOGGED_IN } else { Does::Answers(403, "", why) }
            },
            "lets this application send no mail as ai+centre@x.example: 403 ErrorAccessDenied",
        ),
        (|login, _| if login { LOGGED_IN } else { Does::Answers(401, "", "") }, "401"),
        (|login, _| if login { LOGGED_IN } else { Does::Answers(404, "", "") }, "404"),
        (
            |login, _| {
                if login { LOGGED_IN } else { Does::Answers(307, "Location: https://127.0.0.1:1/elsewhere\r\n", "") }
            },
            "307",
        ),
        (
            |_, _| {
                Does::Answers(
                    400,
                    "",
                    "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000222: expired hunter2\"}",
                )
            },
            "gave no token: status 400 invalid_client AADSTS7000222",
        ),
        (|_, _| Does::Answers(302, "Location: https://127.0.0.1:1/elsewhere\r\n", ""), "gave no token: status 302"),
    ];
    for (script, expected) in cases {
        let stand_in = StandIn::start(script);
        let mut notes = Notes::default();
        let problem = sent(&stand_in, &stand_in.rules(), 2, &mut notes).unwrap_err();
        let said = problem.to_string();
        assert!(said.contains(expected) && !said.contains("hunter2") && !said.contains("t0ken"), "{said}");
        assert!(notes.0.values().all(|state| *state == MailState::Planned), "{expected}: {:?}", notes.1);
        assert!(stand_in.seen.lock().unwrap().taken.is_empty());
    }
}

#[test]
fn a_server_that_cannot_prove_who_it_is_gets_nothing() {
    let stand_in = StandIn::start(|_, _| LOGGED_IN);
    let unknown = MailRules { certificate: Default::default(), ..stand_in.rules() };
    let problem = sent(&stand_in, &unknown, 0, &mut Notes::default()).unwrap_err();
    assert!(problem.what.contains("cannot prove who it is"), "{problem}");
    assert!(stand_in.seen.lock().unwrap().logins.is_empty());
    // The certificate is not for this name.
    let graph_url = stand_in.rules().graph_url.replace("localhost", "localhost.");
    let other = MailRules { graph_url, ..stand_in.rules() };
    let outcomes = sent(&stand_in, &other, 0, &mut Notes::default());
    assert!(stand_in.seen.lock().unwrap().posts.is_empty(), "{outcomes:?}");
}

#[test]
fn graph_is_not_waited_for_longer_than_a_session() {
    let stand_in = StandIn::start(|login, number| at(login, number, Does::Answers(429, "Retry-After: 7200\r\n", "")));
    let began = Instant::now();
    let outcomes = sent(&stand_in, &stand_in.rules(), 1, &mut Notes::default()).unwrap();
    assert!(matches!(&outcomes[2], Outcome::Waiting(why) if why.contains("wants no mail for")), "{outcomes:?}");
    assert_eq!(stand_in.seen.lock().unwrap().posts.len(), 2, "it was left alone");
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn what_is_larger_than_a_request_may_be_is_told_before() {
    let stand_in = StandIn::start(|login, _| if login { LOGGED_IN } else { TAKEN });
    let rules = MailRules { after_data_seconds: 60, ..stand_in.rules() };
    let secrets = secrets();
    let mut graph = Graph::new(&rules, &secrets, "f@x.example", now());
    let limits = Limits { message_bytes: 10_000_000, waits: Vec::new() };
    // 3,000,000 bytes are 4,000,000 in base64.
    let head = mail("a", 0).bytes.len();
    let mails = [mail("a", 3_000_000 - head), mail("b", 3_000_001 - head)];
    let receipt = deliver(&mails, &mut Notes::default(), &mut graph, &limits).unwrap();
    assert_eq!(receipt.mails[0].1, Outcome::Sent);
    let large = Outcome::TooLarge("it has 3000001 bytes, the server takes 3000000".to_owned());
    assert_eq!(receipt.mails[1].1, large);
    assert_eq!(stand_in.seen.lock().unwrap().posts[0].1.len(), 4_000_000);
}

#[test]
fn a_wait_is_read_in_seconds_and_as_a_moment() {
    let headers = |lines: &[(&'static str, &str)]| {
        let pair = |(name, value): &(&'static str, &str)| (http::HeaderName::from_static(name), value.parse().unwrap());
        lines.iter().map(pair).collect::<http::HeaderMap>()
    };
    let wait = |lines: &[(&'static str, &str)]| wait_in(&headers(lines));
    assert_eq!(wait(&[("retry-after", "10")]), Some(Duration::from_secs(10)));
    let (date, after) = ("Fri, 06 Nov 2026 08:00:00 GMT", "Fri, 06 Nov 2026 08:00:30 GMT");
    assert_eq!(wait(&[("retry-after", after), ("date", date)]), Some(Duration::from_secs(30)));
    assert_eq!(wait(&[("retry-after", date), ("date", after)]), Some(Duration::ZERO));
    assert_eq!(wait(&[("retry-after", "18446744073709551615")]), Some(LONGEST_WAIT));
    for odd in [&[][..], &[("retry-after", "soon")], &[("retry-after", after)], &[("retry-after", "-5")]] {
        assert_eq!(wait(odd), None, "{odd:?}");
    }
}

#[test]
fn a_delegate_whom_graph_does_not_know_does_not_keep_the_reader_from_the_mail() {
    const UNKNOWN: &str = "{\"error\":{\"code\":\"ErrorInvalidRecipients\",\"message\":\"Not valid.\"}}";
    let script: Script = |login, number| at(login, number + 1, Does::Answers(400, "", UNKNOWN));
    let stand_in = StandIn::start(script);
    let (rules, secrets) = (stand_in.rules(), secrets());
    let mut graph = Graph::new(&rules, &secrets, "f@x.example", now());
    let limits = Limits { message_bytes: 10_000_000, waits: Vec::new() };
    let one = mail("a", 10);
    let with_copy = String::from_utf8(one.bytes.clone()).unwrap().replace("Subject", "Cc: c@x.example\r\nSubject");
    let one = Message {
        copy: "c@x.example".to_owned(),
        alone: Some(one.bytes),
        bytes: with_copy.into_bytes(),
        ..mail("a", 10)
    };
    let receipt = deliver(&[one], &mut Notes::default(), &mut graph, &limits).unwrap();
    let why = "no copy to c@x.example: 400 ErrorInvalidRecipients Not valid.".to_owned();
    assert_eq!(receipt.mails[0].1, Outcome::SentWithoutCopy(why));
    let seen = stand_in.seen.lock().unwrap();
    let has_copy = |body: &str| String::from_utf8(STANDARD.decode(body).unwrap()).unwrap().contains("Cc: ");
    assert_eq!(seen.posts.iter().map(|(_, body)| has_copy(body)).collect::<Vec<_>>(), [true, false]);
}
