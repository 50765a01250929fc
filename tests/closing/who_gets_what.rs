//! Who gets what once a month is closed: approval, rows that were moved to others, and what the mail says.

use super::company::*;
use crate::support::{files_below, said, workbook};
use std::{fs, path::Path};

#[test]
fn approvals_at_the_same_time_are_all_kept() {
    let company = Company::new();
    let row = |number: usize| {
        let (id, name, address) = (format!("FIN-{number}"), format!("Name {number}"), format!("s{number}@x.example"));
        [&*id, "Work", "Finance", "Ada", "Operational efficiency", "Idea", "2026-01-05", &name, &address]
            .map(str::to_owned)
    };
    let titles = [
        "Initiative ID",
        "Initiative name",
        "Department",
        "Business owner",
        "Outcome category",
        "Phase",
        "Submitted on",
        "Executive sponsor",
        "Sponsor e-mail",
    ];
    let rows: Vec<[String; 9]> = std::iter::once(titles.map(str::to_owned)).chain((1..=6).map(row)).collect();
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    workbook(&company.path("intake/finance.xlsx"), &[("Initiatives", &rows)]);
    company.at(OCTOBER, &["run"]);
    std::thread::scope(|scope| {
        for number in 1..=6 {
            let company = &company;
            scope.spawn(move || ends(&company.at(OCTOBER, &["approve", &format!("s{number}@x.example")]), 0));
        }
    });
    let text = fs::read_to_string(company.path("recipients.toml")).unwrap();
    assert!((1..=6).all(|number| text.contains(&format!("s{number}@x.example"))), "{text}");
}

#[test]
fn what_would_be_sent_is_listed_and_a_test_goes_to_one_address() {
    let company = Company::new();
    company.change("report.toml", |text| text.split("[[expected").next().unwrap().to_owned());
    let send = |rows: &[&[&str]]| {
        let titles: &[&str] = &[
            "Initiative ID",
            "Initiative name",
            "Department",
            "Business owner",
            "Outcome category",
            "Phase",
            "Submitted on",
            "Executive sponsor",
            "Sponsor e-mail",
        ];
        let rest = ["Ada Lund", "Operational efficiency", "Idea", "2026-01-05", "Eva Sand", "eva@x.example"];
        let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().chain(&rest).copied().collect()).collect();
        let rows: Vec<&[&str]> = std::iter::once(titles).chain(rows.iter().map(Vec::as_slice)).collect();
        workbook(&company.path("intake/all.xlsx"), &[("Initiatives", &rows)]);
    };
    send(&[&["F-1", "Match", "Finance"], &["H-1", "Hire", "HR"]]);
    company.at("2026-10-10T06:00:00Z", &["run"]);
    // Whoever approves sees the mail before.
    company.at("2026-10-10T06:00:00Z", &["preview"]);
    assert!(company.path("outbox/2026-09-preview/not-approved-sponsor-eva_at_x.example.eml").is_file());
    company.at("2026-10-10T06:00:00Z", &["approve", "--all"]);
    ends(&company.at("2026-10-10T06:00:00Z", &["close", "2026-09"]), 0);
    send(&[&["F-1", "Match", "Finance"], &["F-2", "Pay", "Finance"]]);
    ends(&company.at(OCTOBER, &["close", "2026-10"]), 0);
    let listed = company.at(OCTOBER, &["send", "--dry-run"]);
    ends(&listed, 0);
    for line in [
        "eva@x.example (sponsor): AI-portfolio-2026-10-r1.pdf, 2 initiatives of Finance; since 2026-09 new F-2, gone H-1",
        "cfo@x.example (executives): AI-portfolio-2026-10-r1.pdf, the whole portfolio",
    ] {
        assert!(said(&listed).contains(line), "{}", said(&listed));
    }
    assert_eq!(company.mails(1).len(), 0);

    // A test holds nothing of anybody, goes to nobody else, and each one goes.
    for second in ["00", "01"] {
        ends(&company.at(&format!("2026-11-10T06:00:{second}Z"), &["test-mail", "eva@x.example"]), 0);
    }
    let tests = files_below(&company.path("outbox/2026-10-notices-2026-11-10"));
    assert_eq!(tests.len(), 2);
    assert!(tests.iter().all(|(_, mail)| !String::from_utf8_lossy(mail).contains("F-1")));
    ends(&company.at(OCTOBER, &["test-mail", "eva@elsewhere.example"]), 2);
}

/// A hundred sponsors of one initiative each, whose name is theirs alone.
fn hundred(changed: impl Fn(usize, &mut [String; 9])) -> Vec<[String; 9]> {
    let titles = [
        "Initiative ID",
        "Initiative name",
        "Department",
        "Business owner",
        "Outcome category",
        "Phase",
        "Submitted on",
        "Executive sponsor",
        "Sponsor e-mail",
    ];
    let rows = (0..100).map(|number| {
        let department = ["Finance", "HR", "IT", "Sales"][number % 4];
        let texts = [
            format!("X-{number:03}"),
            format!("Canary{number:03}x"),
            department.to_owned(),
            "Bo Ek".to_owned(),
            "Operational efficiency".to_owned(),
            "Idea".to_owned(),
            "2026-01-05".to_owned(),
            format!("Sponsor Number{number:03}"),
            format!("sponsor{number:03}@x.example"),
        ];
        let mut row = texts;
        changed(number, &mut row);
        row
    });
    std::iter::once(titles.map(str::to_owned)).chain(rows).collect()
}

#[test]
fn nobody_sees_rows_of_others_before_somebody_approves_them() {
    let company = Company::new();
    company.change("report.toml", |text| text.split("[[expected").next().unwrap().to_owned());
    let send = |rows: Vec<[String; 9]>| {
        let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        workbook(&company.path("intake/all.xlsx"), &[("Initiatives", &rows)]);
    };
    send(hundred(|_, _| ()));
    company.at(OCTOBER, &["run"]);
    ends(&company.at(OCTOBER, &["approve", "--all"]), 0);
    // Ten addresses filled down, ten shared, ten initiatives moved to another department. Each below another one, so that
    // it is nobody's own any more.
    let planted = |number: usize| number % 10 < 3;
    send(hundred(|number, row| match number % 10 {
        0 => row[8] = format!("sponsor{:03}@x.example", (number + 99) % 100),
        1 => row[8] = "sponsor005@x.example".to_owned(),
        2 => row[2] = "Marketing".to_owned(),
        _ => {}
    }));
    company.at(OCTOBER, &["close", "2026-10", "--accept", "a test"]);
    company.at(OCTOBER, &["send"]);
    let mut delivered = 0;
    for number in 0..100 {
        let name = format!("sponsor{number:03}_at_x.example");
        let pdf = company.path(&format!("reports/2026-10/sponsors/{name}.pdf"));
        let mail = company.path(&format!("outbox/2026-10-r1/sponsor-{name}.eml"));
        let texts = if pdf.exists() { lopdf_text(&pdf) } else { String::new() };
        let mail = fs::read_to_string(mail).unwrap_or_default();
        for other in 0..100 {
            let canary = format!("Canary{other:03}x");
            let is_seen = texts.contains(&canary) || mail.contains(&canary);
            assert_eq!(is_seen, other == number && !planted(other), "{number} and {canary}");
            delivered += usize::from(is_seen);
        }
    }
    assert_eq!(delivered, 70);
    let listed = company.at(OCTOBER, &["approve"]);
    let filled = "not approved for an initiative of IT (X-010), which names Sponsor Number010 as sponsor; the address looks filled down";
    assert!(said(&listed).contains(filled), "{}", said(&listed));
    // Approved by name, and not with all the others.
    ends(&company.at(OCTOBER, &["approve", "--all"]), 0);
    company.at(OCTOBER, &["close", "2026-10", "--accept", "a test"]);
    assert!(!lopdf_text(&company.path("reports/2026-10/sponsors/sponsor009_at_x.example.pdf")).contains("Canary010x"));
    ends(&company.at(OCTOBER, &["approve", "sponsor009@x.example"]), 0);
    company.at(OCTOBER, &["close", "2026-10", "--accept", "a test"]);
    assert!(lopdf_text(&company.path("reports/2026-10/sponsors/sponsor009_at_x.example.pdf")).contains("Canary010x"));
    assert_eq!(company.closed(), ["2026-10 r1", "2026-10 r2"]);
}

fn lopdf_text(path: &Path) -> String {
    let document = lopdf::Document::load(path).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    document.extract_text(&pages).unwrap().replace(char::is_whitespace, "")
}

/// What stands in the mail that lies for somebody in the outbox: subject and plain text.
fn mail_for(company: &Company, folder: &str, who: &str) -> (String, String) {
    let mail = fs::read_to_string(company.path(&format!("outbox/{folder}/{who}.eml"))).unwrap();
    // Soft line ends of quoted-printable.
    let mail = mail.replace("=\r\n", "");
    let subject = mail.split("Subject: ").nth(1).unwrap().split("\r\n").next().unwrap().to_owned();
    let text = mail.split("text/plain").nth(1).unwrap().split("\r\n--").next().unwrap().to_owned();
    (subject, text)
}

#[test]
fn what_is_red_or_waits_for_approval_is_in_the_mail_and_nobody_reads_that_nothing_is_needed() {
    let company = Company::new();
    company.change("report.toml", |text| text.split("[[expected").next().unwrap().to_owned());
    let titles: [&str; 12] = [
        "Initiative ID",
        "Initiative name",
        "Department",
        "Business owner",
        "Outcome category",
        "Phase",
        "Submitted on",
        "Executive sponsor",
        "Sponsor e-mail",
        "Status",
        "Status reason",
        "Approved on",
    ];
    let row = |id, department, phase, sponsor, email, status, reason| {
        [id, id, department, "Bo Ek", "Other", phase, "2026-01-05", sponsor, email, status, reason, "2026-02-02"]
    };
    let red = row("R-1", "Finance", "Approved", "Eva Sand", "eva@x.example", "Red", "The bank stopped it");
    let idea = row("I-1", "Finance", "Idea", "Tom Ray", "tom@x.example", "Red", "Nobody has time");
    let quiet = row("Q-1", "Finance", "Idea", "Una Vik", "una@x.example", "Green", "");
    let send = |rows: &[[&str; 12]]| {
        let rows: Vec<&[&str]> = std::iter::once(&titles[..]).chain(rows.iter().map(|row| &row[..])).collect();
        workbook(&company.path("intake/all.xlsx"), &[("Initiatives", &rows)]);
    };
    send(&[red, idea, quiet]);
    company.at(OCTOBER, &["run"]);
    ends(&company.at(OCTOBER, &["approve", "--all"]), 0);
    // Una's address stands on a row of another department now.
    send(&[red, idea, quiet, row("S-1", "Sales", "Idea", "Una Vik", "una@x.example", "Green", "")]);
    company.at(OCTOBER, &["run"]);
    company.at(OCTOBER, &["preview"]);
    let of = |who: &str| mail_for(&company, "2026-10-preview", who);
    let (subject, text) = of("sponsor-eva_at_x.example");
    assert_eq!(subject, "DRAFT: AI portfolio, October: 1 Red");
    assert!(text.contains("One of your running initiatives is Red."), "{text}");
    assert!(text.contains("R-1 R-1: The bank stopped it"), "{text}");
    // An idea does not run: its Red stops nothing.
    let (subject, text) = of("sponsor-tom_at_x.example");
    assert_eq!(subject, "DRAFT: AI portfolio, October: nothing needs you");
    assert!(!text.contains("Red, and running"), "{text}");
    let (subject, text) = of("sponsor-una_at_x.example");
    assert_eq!(subject, "DRAFT: AI portfolio, October: 1 waiting for approval");
    assert!(text.contains("1 more initiative names you as sponsor and waits for approval"), "{text}");
    assert!(!text.contains("S-1") && !text.contains("Nothing needs you"), "{text}");
    let (subject, text) = of("executives-cfo_at_x.example");
    assert_eq!(subject, "DRAFT: AI portfolio, October: 1 Red");
    assert!(text.contains("R-1 R-1: The bank stopped it") && !text.contains("Nobody has time"), "{text}");
    let pdf = lopdf_text(&company.path("reports/2026-10/sponsors/una_at_x.example.pdf"));
    assert!(pdf.contains("Nodecisionneeded;onemorewaitsforapproval."), "{pdf}");
}
