//! A run that is killed at any point leaves nothing behind that harms the next one: SIGKILL at every point there is,
//! then the same command again.

use crate::support::{MONEY_TITLES, complained, files_below, said, workbook};
use base64::{Engine, engine::general_purpose::STANDARD};
use rusqlite::Connection;
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

const MONEY: &[&[&str]] =
    &[&MONEY_TITLES, &["FIN-1", "2026-09", "6000", "6150", "0", "0"], &["FIN-1", "2026-10", "6000", "6150", "0", "0"]];

fn initiatives(id: &str, department: &str, sponsor: &str) -> Vec<Vec<String>> {
    let titles = ["Initiative ID", "Initiative name", "Department", "Business owner", "Outcome category", "Phase"];
    let row = [id, "Match invoices", department, "Ada Lund", "Operational efficiency", "Idea"];
    let own = |cells: [&str; 6], more: [&str; 3]| cells.into_iter().chain(more).map(str::to_owned).collect();
    vec![
        own(titles, ["Submitted on", "Executive sponsor", "Sponsor e-mail"]),
        own(row, ["2026-01-05", "Eva Sand", sponsor]),
    ]
}

/// A company with two workbooks and two sponsors, its September closed and a draft of October made.
fn company() -> tempfile::TempDir {
    company_with(&[(1, None, &["close", "2026-09"]), (2, None, &["run", "--period=2026-10"])])
}

/// A company that goes through these steps: how many months its workbooks have, its settings if they change, a command.
fn company_with(steps: &[(usize, Option<&str>, &[&str])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::create_dir(path.join("intake")).unwrap();
    fs::write(path.join("report.toml"), "level = \"start\"\n[state]\nfolder = \"state\"\n").unwrap();
    for (months, settings, arguments) in steps {
        if let Some(settings) = settings {
            fs::write(path.join("report.toml"), settings).unwrap();
        }
        for (name, id, department, money) in
            [("finance", "FIN-1", "Finance", &MONEY[..=*months]), ("legal", "LEG-1", "Legal", &MONEY[..1])]
        {
            let rows = initiatives(id, department, &format!("{name}@company.example"));
            let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            workbook(&path.join(format!("intake/{name}.xlsx")), &[("Initiatives", &rows), ("Financials", money)]);
        }
        let output = run(path, arguments);
        assert_eq!(output.status.code(), Some(0), "{}{}", said(&output), complained(&output));
    }
    folder
}

/// As if it were a day in November 2026.
fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coe-report"));
    command.current_dir(folder).args(arguments).env("COE_REPORT_NOW", "2026-11-10T06:00:00Z");
    command.env("COE_REPORT_MAIL_CLIENT_SECRET", "s");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// A copy of a company that may send like the first one: its ledger does not know where it lay.
fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files_below(from) {
        fs::create_dir_all(to.join(&path).parent().unwrap()).unwrap();
        fs::write(to.join(path), bytes).unwrap();
    }
    let ledger = Connection::open(to.join("state/ledger.sqlite")).expect("the ledger opens");
    ledger.execute("DELETE FROM facts WHERE name = 'place'", []).unwrap();
}

/// Starts the command and kills it at the point of this number. The point's name; none if the run ended before.
fn killed_at(number: usize, folder: &Path, arguments: &[&str]) -> Option<String> {
    let sign = folder.with_extension("sign");
    let mut child = command(folder, arguments)
        .env("COE_REPORT_STOP_AT", format!("{number}:{}", sign.display()))
        // One thread: the points come in the same order each time.
        .env("RAYON_NUM_THREADS", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    loop {
        let name = fs::read_to_string(&sign).unwrap_or_default();
        if !name.is_empty() {
            child.kill().unwrap();
            child.wait().unwrap();
            fs::remove_file(&sign).unwrap();
            return Some(name);
        }
        if child.try_wait().unwrap().is_some() {
            return None;
        }
        assert!(started.elapsed() < Duration::from_secs(120), "point {number} is never reached");
        thread::sleep(Duration::from_millis(2));
    }
}

/// What counts in the end: the reports, the kept tables and what the ledger says of closed months.
fn result(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = files_below(&folder.join("reports"));
    files.retain(|(path, _)| ![".lock", ".coe-report-mails"].iter().any(|name| path.to_string_lossy().ends_with(name)));
    files.extend(files_below(&folder.join("state/snapshots")));
    files.extend(files_below(&folder.join("state/finals")));
    let ledger = Connection::open(folder.join("state/ledger.sqlite")).expect("the ledger opens");
    let mut closed = ledger
        .prepare(
            "SELECT period, revision, inputs_digest, content_digest, outputs_digest FROM closed_months ORDER BY 1, 2",
        )
        .unwrap();
    let closed = closed.query_map([], |row| {
        let words = (2..5).map(|column| row.get::<_, String>(column)).collect::<Result<Vec<_>, _>>()?;
        Ok(format!("{} r{} {}", row.get::<_, String>(0)?, row.get::<_, u32>(1)?, words.join(" ")))
    });
    files.extend(closed.unwrap().map(|line| (PathBuf::from("closed"), line.unwrap().into_bytes())));
    files
}

/// Every folder of a month is whole: its record is there, and each output has the fingerprint that stands in it.
fn assert_whole(reports: &Path, when: &str) {
    for entry in fs::read_dir(reports).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let bytes = fs::read(folder.join("run.json")).unwrap_or_else(|_| panic!("{name} is not whole {when}"));
        let record: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let outputs = record["outputs"].as_array().unwrap();
        assert_eq!(files_below(&folder).len(), outputs.len() + 1, "{name} {when}");
        for output in outputs {
            let bytes = fs::read(folder.join(output["path"].as_str().unwrap())).unwrap();
            assert_eq!(sha256(&bytes), output["sha256"], "{name} {when}");
        }
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Kills the command at every point from this one on, in a copy of the company each time, and starts it again, which ends
/// with one of these codes. The names of the points.
fn killed_everywhere(
    company: &Path,
    first: usize,
    arguments: &[&str],
    codes: &[i32],
    before_and_after: &dyn Fn(&Path, Option<&str>),
) -> Vec<String> {
    let reference = tempfile::tempdir().unwrap();
    copy(company, reference.path());
    before_and_after(reference.path(), None);
    assert_eq!(run(reference.path(), arguments).status.code(), Some(0));
    let right = result(reference.path());
    let mut points = Vec::new();
    for number in first.. {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("company");
        copy(company, &folder);
        before_and_after(&folder, None);
        let Some(name) = killed_at(number, &folder, arguments) else { break };
        let when = format!("after point {number} ({name})");
        assert_whole(&folder.join("reports"), &when);
        let again = run(&folder, arguments);
        let code = again.status.code().unwrap();
        assert!(codes.contains(&code), "{code} {when}: {}{}", said(&again), complained(&again));
        assert!(result(&folder) == right, "other results {when}");
        assert!(!folder.join("state/staging").exists() && !folder.join("state/lock.txt").exists(), "{when}");
        before_and_after(&folder, Some(&when));
        points.push(name);
    }
    points
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn a_closing_that_is_killed_anywhere_ends_the_same_when_it_is_started_again() {
    let points = killed_everywhere(company().path(), 1, &["close", "2026-10"], &[0], &|_, _| ());
    assert!(points.len() >= 50, "{} points: {points:?}", points.len());
    for name in [
        "file read",
        "output drawn",
        "outputs staged",
        "final reports kept",
        "older outputs moved away",
        "month in the ledger",
    ] {
        assert!(points.iter().any(|point| point == name), "{name}");
    }
}

/// Settings of a company whose schedule mails, and four people who get mail.
fn with_mail(server: &str) -> tempfile::TempDir {
    let settings = format!(
        "level = \"start\"\nprogram_lead = \"ai@company.example\"\n[state]\nfolder = \"state\"\n\
         [schedule]\nclose = true\nsend = true\n[mail]\n{server}"
    );
    // September is closed again with these settings: its second revision is mailed by nobody but a person.
    let folder = company_with(&[
        (1, None, &["close", "2026-09"]),
        (1, Some(&settings), &["close", "2026-09"]),
        (2, None, &["run", "--period=2026-10"]),
    ]);
    let block = |(name, role)| format!("[[recipient]]\naddress = \"{name}@company.example\"\nroles = [\"{role}\"]\n");
    let people = [("finance", "sponsor"), ("legal", "sponsor"), ("ceo", "executives"), ("cfo", "finance")];
    fs::write(folder.path().join("recipients.toml"), people.map(block).concat()).unwrap();
    folder
}

/// What the ledger knows of the mails of October: whose, and what became of each.
fn mails_of_october(folder: &Path) -> Vec<(String, String)> {
    let ledger = Connection::open(folder.join("state/ledger.sqlite")).expect("the ledger opens");
    let mut mails =
        ledger.prepare("SELECT recipient, state FROM mails WHERE period = '2026-10' ORDER BY recipient").unwrap();
    let rows = mails.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

/// Up to the closing a run of the schedule is like any other; then nothing is due any more, and still the reports have to
/// appear and the mails to go.
#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn the_schedule_publishes_and_mails_what_it_closed_when_it_was_killed_in_between() {
    let server = MailServer::start(converse);
    let rules = format!("server = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nretry_seconds = []\n", server.port);
    killed_while_mailing(&server, &rules);
}

/// The same through Graph: the server is reached and has proved who it is before a mail is begun.
#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn graph_gets_no_mail_twice_whatever_ends_the_schedule() {
    let server = MailServer::start(converse_as_graph);
    let rules = format!(
        "via = \"graph\"\nclient_id = \"c\"\ncertificate = \"{CERTIFICATE}\"\nretry_seconds = []\n\
         token_url = \"https://localhost:{0}/token\"\ngraph_url = \"https://localhost:{0}/v1.0\"\n",
        server.port
    );
    killed_while_mailing(&server, &rules);
}

fn killed_while_mailing(server: &MailServer, rules: &str) {
    let company = with_mail(rules);
    let uncertain = std::cell::Cell::new(0);
    let points = killed_everywhere(company.path(), 53, &["run", "--due"], &[0, 5], &|folder, when| {
        let Some(when) = when else { return server.empty() };
        let again = run(folder, &["run", "--due"]);
        assert!(matches!(again.status.code(), Some(0 | 5)), "{when}");
        let mails = mails_of_october(folder);
        assert_eq!(mails.len(), 4, "{when}");
        for (recipient, state) in mails {
            let held = server.mails_to(&recipient);
            match state.as_str() {
                "accepted" => assert_eq!(held, 1, "{recipient} {when}"),
                // Never repeated by itself, and said.
                "uncertain" => {
                    assert!(held <= 1, "{recipient} has {held} mails {when}");
                    uncertain.set(uncertain.get() + 1);
                }
                _ => panic!("{recipient} is {state} {when}"),
            }
        }
    });
    for name in ["month in the ledger", "older outputs moved away", "outputs in place", "mail planned"] {
        assert!(points.iter().any(|point| point == name), "{name}: {points:?}");
    }
    for name in ["mail begun", "mail answered", "answer in the ledger"] {
        assert_eq!(points.iter().filter(|point| *point == name).count(), 4, "{name}: {points:?}");
    }
    // Begun and not answered, or answered and not written down: nobody but the server can know.
    assert_eq!(uncertain.get(), 8);
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn drafts_are_put_into_the_outbox_once_whatever_ends_the_schedule() {
    let company = with_mail("");
    let drafts = |folder: &Path| files_below(&folder.join("outbox/2026-10-r1"));
    let reference = tempfile::tempdir().unwrap();
    copy(company.path(), reference.path());
    assert_eq!(run(reference.path(), &["run", "--due"]).status.code(), Some(0));
    let right = drafts(reference.path());
    assert_eq!(right.len(), 4);
    let points = killed_everywhere(company.path(), 53, &["run", "--due"], &[0], &|folder, when| {
        let Some(when) = when else { return };
        assert!(drafts(folder) == right, "other drafts {when}");
        assert!(mails_of_october(folder).iter().all(|(_, state)| state == "drafted"), "{when}");
    });
    assert_eq!(points.iter().filter(|point| *point == "draft in the ledger").count(), 4, "{points:?}");
}

/// A mail server that takes everything and counts what each mailbox holds.
struct MailServer {
    port: u16,
    boxes: Arc<Mutex<BTreeMap<String, usize>>>,
}

/// What a server counts by mailbox.
type Boxes = Mutex<BTreeMap<String, usize>>;

impl MailServer {
    fn start(converse: fn(TcpStream, &Boxes) -> std::io::Result<()>) -> MailServer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let boxes = Arc::new(Mutex::new(BTreeMap::new()));
        let taken = Arc::clone(&boxes);
        thread::spawn(move || {
            for stream in listener.incoming() {
                // A client that was killed is gone; the next one comes.
                let _ = converse(stream.unwrap(), &taken);
            }
        });
        MailServer { port, boxes }
    }

    fn empty(&self) {
        self.boxes.lock().unwrap().clear();
    }

    fn mails_to(&self, address: &str) -> usize {
        self.boxes.lock().unwrap().get(address).copied().unwrap_or_default()
    }
}

fn converse(mut stream: TcpStream, boxes: &Boxes) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let mut reader = String::new();
    stream.write_all(b"220 here\r\n")?;
    while let Some(line) = lines.next() {
        let line = line?;
        if let Some(address) = line.strip_prefix("RCPT TO:<") {
            reader = address.split('>').next().unwrap_or_default().to_owned();
        }
        if line != "DATA" {
            stream.write_all(b"250 ok\r\n")?;
            continue;
        }
        stream.write_all(b"354 go on\r\n")?;
        // A text that does not end is none.
        if lines.by_ref().map_while(Result::ok).any(|line| line == ".") {
            *boxes.lock().unwrap().entry(reader.clone()).or_default() += 1;
            stream.write_all(b"250 stored\r\n")?;
        }
    }
    Ok(())
}

const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls/server.pem");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls/server.key");

/// A login service and Microsoft Graph, one request a connection: a token for whoever asks, and every mail is taken.
fn converse_as_graph(stream: TcpStream, boxes: &Boxes) -> std::io::Result<()> {
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_file(CERTIFICATE).unwrap()],
            PrivateKeyDer::from_pem_file(KEY).unwrap(),
        )
        .unwrap();
    let mut reader = BufReader::new(StreamOwned::new(ServerConnection::new(Arc::new(config)).unwrap(), stream));
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if reader.read_until(b'\n', &mut head)? == 0 {
            return Ok(());
        }
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let answer = if head.starts_with("post /token ") {
        let token = "{\"access_token\":\"t\"}";
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{token}", token.len())
    } else {
        let mail = String::from_utf8(STANDARD.decode(&body).unwrap()).unwrap();
        let to = mail.split("\r\nTo: ").nth(1).unwrap().split("\r\n").next().unwrap();
        let to = to.rsplit('<').next().unwrap().trim_end_matches('>');
        *boxes.lock().unwrap().entry(to.to_owned()).or_default() += 1;
        "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".to_owned()
    };
    reader.get_mut().write_all(answer.as_bytes())?;
    reader.get_mut().flush()
}
