//! The month's mails: what they say, who gets one, and that nobody gets another's.

use crate::support::{coe_report, complained, repository, said};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A workspace with the sample's intake and settings, a state folder, and these lines of settings.
fn workspace(more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sample = repository().join("sample-data");
    fs::create_dir(folder.path().join("intake")).unwrap();
    for file in fs::read_dir(sample.join("intake")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.path().join("intake").join(file.file_name())).unwrap();
    }
    let settings = fs::read_to_string(sample.join("report.toml")).unwrap();
    fs::write(folder.path().join("report.toml"), format!("{settings}\n[state]\nfolder = \"state\"\n{more}")).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = coe_report(folder, &[arguments, &["--period", "2026-10"]].concat());
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}{}", said(&output), complained(&output));
    format!("{}{}", said(&output), complained(&output))
}

fn mails(folder: &Path) -> Vec<serde_json::Value> {
    let record: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("reports/2026-10/mails.json")).unwrap()).unwrap();
    record["mails"].as_array().unwrap().clone()
}

/// Words of a text as people count them.
fn words(text: &str) -> Vec<String> {
    let has_letters = |word: &&str| word.chars().any(char::is_alphanumeric);
    text.split_whitespace().filter(has_letters).map(str::to_owned).collect()
}

/// What a browser shows of HTML without scripts, as words.
fn shown(html: &str) -> Vec<String> {
    let body = &html[html.find("<body").unwrap()..];
    let mut text = String::new();
    let mut inside = false;
    for letter in body.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    for (escaped, plain) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")]
    {
        text = text.replace(escaped, plain);
    }
    words(&text)
}

/// Files of the folders of the outbox whose names begin so.
fn outbox(folder: &Path, name: &str) -> Vec<PathBuf> {
    let inside = |path: &Path| fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let folders = inside(&folder.join("outbox")).into_iter();
    let meant = folders.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(name));
    let mut files: Vec<PathBuf> = meant.flat_map(|path| inside(&path)).collect();
    files.sort();
    files
}

/// The mails of the preview that would go, without those of people who wait for approval.
fn previewed(folder: &Path) -> Vec<PathBuf> {
    let mut files = outbox(folder, "2026-10-preview");
    files.retain(|path| !path.file_name().unwrap().to_string_lossy().starts_with("not-approved-"));
    files
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn each_mail_is_short_says_the_same_twice_and_its_subject_tells_no_secret() {
    let folder = workspace("");
    run(folder.path(), &["run"], 3);
    let record = crate::support::record(&folder.path().join("reports/2026-10"));
    let initiatives = record["initiatives"].as_array().unwrap();
    let mails = mails(folder.path());
    assert_eq!(mails.len(), 12, "10 sponsors, executives, finance");
    for mail in &mails {
        let text = |key: &str| mail[key].as_str().unwrap();
        let (subject, said) = (text("subject"), text("text"));
        assert!(words(said).len() <= 150, "{} words: {said}", words(said).len());
        assert_eq!(shown(text("html")), words(said));
        assert!(subject.contains("October") && !subject.contains("EUR") && !subject.contains('\n'), "{subject}");
        for initiative in initiatives {
            let named = |key: &str, text: &str| initiative[key].as_str().is_some_and(|name| text.contains(name));
            assert!(!named("initiative_id", subject) && !named("name", subject), "{subject}");
            if mail["topic"] == "sponsor" && initiative["sponsor_email"] != mail["address"] {
                assert!(!named("initiative_id", said) && !named("name", said), "{} in {said}", initiative["name"]);
            }
        }
        let asked = text("html").matches("mailto:ai-centre@halden.example?subject=").count();
        assert_eq!(asked, 4 * said.matches("Reply:").count(), "four answers to each ask");
    }
    let asking = mails.iter().filter(|mail| mail["text"].as_str().unwrap().contains("Reply:"));
    assert!(asking.count() >= 6, "the sample asks for decisions");
}

#[test]
fn mail_goes_to_approved_people_only() {
    let folder = workspace("");
    run(folder.path(), &["run"], 3);
    let held = run(folder.path(), &["preview"], 5);
    assert_eq!(held.matches("not approved yet").count(), 10, "{held}");
    // Where she stands: looked up in the workbook by hand.
    assert!(held.contains("margarethe.oduya@halden.example (Margarethe Oduya): new: not approved yet (named in operations.xlsx › Initiatives!I2"), "{held}");
    for role in ["executives", "finance"] {
        assert!(held.contains(&format!("The mail for {role} goes to nobody")), "{held}");
    }
    assert!(previewed(folder.path()).is_empty());

    run(folder.path(), &["approve", "nobody@halden.example"], 2);
    run(folder.path(), &["approve", "Lucja.Zak@halden.example"], 0);
    let recipients = folder.path().join("recipients.toml");
    let approved = fs::read_to_string(&recipients).unwrap();
    assert!(approved.contains("address = \"lucja.zak@halden.example\"\nname = \"Łucja Żak\"\n"), "{approved}");
    run(folder.path(), &["preview"], 5);
    let files = previewed(folder.path());
    assert_eq!(files.len(), 1);
    assert!(files[0].ends_with("sponsor-lucja.zak_at_halden.example.eml"), "{files:?}");
    let mail = fs::read_to_string(&files[0]).unwrap();
    assert!(mail.is_ascii() && !mail.contains("X-Unsent") && mail.contains("\r\nSubject: DRAFT: "), "{mail}");

    // Everybody else, a delegate outside the domain, and people that no sheet names.
    run(folder.path(), &["approve", "--all"], 0);
    let mut text = fs::read_to_string(&recipients).unwrap();
    assert!(text.starts_with(&approved), "what stood there stays");
    text = text.replacen("copy = \"\"\nworkbook = false", "copy = \"helper@elsewhere.example\"\nworkbook = false", 1);
    text.push_str("\n[[recipient]]\naddress = \"cfo@halden.example\"\nroles = [\"executives\", \"finance\"]\n");
    fs::write(&recipients, text).unwrap();
    let held = run(folder.path(), &["preview"], 5);
    assert_eq!(held.matches("helper@elsewhere.example is in no domain").count(), 1, "{held}");
    let names: BTreeSet<String> =
        previewed(folder.path()).iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(names.len(), 9 + 2, "{names:?}");
    assert!(
        names.contains("executives-cfo_at_halden.example.eml") && names.contains("finance-cfo_at_halden.example.eml")
    );
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn who_gets_the_workbook_instead_of_the_pdf_is_said() {
    let folder = workspace("");
    let settings = fs::read_to_string(folder.path().join("report.toml")).unwrap();
    let settings = format!("sponsor_workbooks = [\"lucja.zak@halden.example\"]\n{settings}");
    fs::write(folder.path().join("report.toml"), settings).unwrap();
    let wants =
        |address: &str| format!("[[recipient]]\naddress = \"{address}\"\nroles = [\"sponsor\"]\nworkbook = true\n");
    let recipients = wants("lucja.zak@halden.example") + &wants("margarethe.oduya@halden.example");
    fs::write(folder.path().join("recipients.toml"), recipients).unwrap();
    run(folder.path(), &["run"], 3);
    let said = run(folder.path(), &["preview"], 5);
    assert!(
        said.contains("lucja.zak@halden.example gets sponsors/lucja.zak_at_halden.example.xlsx instead of the PDF"),
        "{said}"
    );
    assert!(said.contains("margarethe.oduya@halden.example gets the PDF: no workbook of theirs is made"), "{said}");
    for (file, ending) in previewed(folder.path()).iter().zip(["xlsx", "pdf"]) {
        let mail = fs::read_to_string(file).unwrap();
        assert!(mail.contains(&format!("filename=\"AI-portfolio-2026-10-draft.{ending}\"")), "{}", file.display());
    }
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn a_draft_that_somebody_sent_and_threw_away_does_not_come_back() {
    let folder = workspace("");
    run(folder.path(), &["close", "--accept", "a test"], 3);
    run(folder.path(), &["approve", "lucja.zak@halden.example", "margarethe.oduya@halden.example"], 0);
    run(folder.path(), &["send"], 5);
    let drafts = outbox(folder.path(), "2026-10-r1");
    assert_eq!(drafts.len(), 2);
    for draft in &drafts {
        assert!(fs::read_to_string(draft).unwrap().contains("X-Unsent: 1\r\n"));
    }
    fs::remove_file(&drafts[0]).unwrap();
    let said = run(folder.path(), &["send"], 5);
    assert!(said.contains("2 drafts were put into outbox"), "{said}");
    assert_eq!(outbox(folder.path(), "2026-10-r1"), drafts[1..]);
    // Who is approved later gets theirs, and nobody else a second one.
    run(folder.path(), &["approve", "--all"], 0);
    // What names another sponsor beside the same address is nobody's until it is approved by name.
    let held = run(folder.path(), &["send"], 5);
    assert!(held.contains("(MKT-01), which names Tom O'Brien as sponsor"), "{held}");
    assert_eq!(outbox(folder.path(), "2026-10-r1").len(), 9);
    // One that was not sent after all.
    run(folder.path(), &["send", "--settle", "lucja.zak@halden.example=not-sent"], 0);
    run(folder.path(), &["send"], 5);
    assert_eq!(
        outbox(folder.path(), "2026-10-r1").len(),
        10 - usize::from(!drafts[0].to_string_lossy().contains("lucja"))
    );
}

#[test]
fn a_file_that_was_changed_after_the_run_is_not_mailed() {
    let folder = workspace("");
    run(folder.path(), &["run"], 3);
    run(folder.path(), &["approve", "--all"], 0);
    let pdf = folder.path().join("reports/2026-10/sponsors/lucja.zak_at_halden.example.pdf");
    let mut bytes = fs::read(&pdf).unwrap();
    bytes.push(b'\n');
    fs::write(&pdf, bytes).unwrap();
    assert!(run(folder.path(), &["preview"], 1).contains("was changed after it was made"));
}

#[test]
fn who_sent_nothing_is_reminded_and_what_is_to_mend_goes_back() {
    let folder = workspace("");
    run(folder.path(), &["run"], 3);
    run(folder.path(), &["approve", "--all"], 0);
    let said = run(folder.path(), &["remind"], 0);
    let files = outbox(folder.path(), "2026-10-notices");
    // Supply Chain sent nothing; sample-data/README.md lists what the others have to fix.
    let reminders = files.iter().filter(|path| path.to_string_lossy().contains("/reminder-")).count();
    assert_eq!(reminders, 1, "{said}");
    let answers: Vec<&PathBuf> = files.iter().filter(|path| path.to_string_lossy().contains("/answer-")).collect();
    assert!(answers.len() >= 3, "{files:?}");
    for path in answers {
        let mail = fs::read_to_string(path).unwrap();
        assert!(mail.contains("filename=\"workbook-to-fix.xlsx\""), "one copy goes along");
    }
}

#[test]
fn operators_hear_of_a_run_that_did_not_work_once_a_day() {
    let folder = workspace("");
    let recipients = "[[recipient]]\naddress = \"ops@halden.example\"\nroles = [\"operators\"]\n";
    fs::write(folder.path().join("recipients.toml"), recipients).unwrap();
    fs::remove_dir_all(folder.path().join("intake")).unwrap();
    for _ in 0..2 {
        run(folder.path(), &["run", "--tell-operators"], 1);
        let files = outbox(folder.path(), "2026-10-notices");
        assert_eq!(files.len(), 1, "{files:?}");
        let mail = fs::read_to_string(&files[0]).unwrap();
        assert!(mail.contains("Subject: AI portfolio, October: the run did not work\r\n"), "{mail}");
    }
}
