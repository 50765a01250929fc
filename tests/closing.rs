//! Closing: what stands against it, by hand and by the schedule; who closes; and that mails go out once, whatever becomes
//! of the state folder.

use crate::support::{complained, files_below, record, said, workbook};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const SETTINGS: &str = "level = \"start\"\nquiet_seconds = 0\nprogram_lead = \"lead@x.example\"\n\
    [state]\nfolder = \"closed\"\n[schedule]\nclose = true\nsend = true\n\
    [[expected_submitters]]\nname = \"Finance\"\nfiles = \"finance*\"\n\
    [[expected_submitters]]\nname = \"Legal\"\nfiles = \"legal*\"\n";

const RECIPIENTS: &str = "[[recipient]]\naddress = \"cfo@x.example\"\nroles = [\"executives\"]\n\
    [[recipient]]\naddress = \"ops@x.example\"\nroles = [\"operators\"]\n";

const OCTOBER: &str = "2026-11-10T06:00:00Z";

/// The money of an initiative: its actual costs from June 2026 on, empty where nothing is typed.
struct Money<'a> {
    titles: [&'a str; 6],
    costs: &'a [&'a str],
    more: &'a [[&'a str; 6]],
}

const TITLES: [&str; 6] =
    ["Initiative ID", "Month", "Cost planned", "Cost actual", "Benefit planned", "Benefit actual"];
const MONTHS: [&str; 8] = ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11", "2026-12", "2027-01"];
const COSTS: [&str; 8] = ["5000", "5100", "5200", "5300", "5400", "5500", "5600", "5700"];

fn to(month: &str) -> Money<'static> {
    let months = MONTHS.iter().position(|one| *one == month).unwrap() + 1;
    Money { titles: TITLES, costs: &COSTS[..months], more: &[] }
}

/// A company of two senders. Each has one initiative and a workbook that goes to some month.
struct Company(tempfile::TempDir);

impl Company {
    fn new() -> Company {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("intake")).unwrap();
        fs::write(folder.path().join("report.toml"), SETTINGS).unwrap();
        fs::write(folder.path().join("recipients.toml"), RECIPIENTS).unwrap();
        Company(folder)
    }

    /// September is closed, and the workbooks of October are there.
    fn after_september() -> Company {
        let company = Company::new();
        company.all_send("2026-09");
        ends(&company.at("2026-10-10T06:00:00Z", &["close", "2026-09", "--by", "Ada Lund"]), 0);
        company.all_send("2026-10");
        company
    }

    fn all_send(&self, month: &str) {
        self.sends("finance.xlsx", "FIN-1", "Finance", &to(month));
        self.sends("legal.xlsx", "LEG-1", "Legal", &to(month));
    }

    fn sends(&self, file: &str, id: &str, department: &str, money: &Money) {
        let rows = money.costs.iter().zip(MONTHS).map(|(cost, month)| [id, month, "5000", cost, "0", "0"]);
        let rows: Vec<[&str; 6]> =
            std::iter::once(money.titles).chain(rows).chain(money.more.iter().copied()).collect();
        self.sends_rows(&self.path(&format!("intake/{file}")), id, department, &rows);
    }

    fn sends_rows(&self, file: &Path, id: &str, department: &str, rows: &[[&str; 6]]) {
        let titles: [&str; 7] = [
            "Initiative ID",
            "Initiative name",
            "Department",
            "Business owner",
            "Outcome category",
            "Phase",
            "Submitted on",
        ];
        let row = [id, "Match invoices", department, "Ada Lund", "Operational efficiency", "Idea", "2026-01-05"];
        let initiatives: [&[&str]; 2] = [&titles, &row];
        let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
        let sheets: [(&str, &[&[&str]]); 2] = [("Initiatives", &initiatives), ("Financials", &rows)];
        workbook(file, &sheets);
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn change(&self, file: &str, change: impl Fn(String) -> String) {
        let text = fs::read_to_string(self.path(file)).unwrap();
        fs::write(self.path(file), change(text)).unwrap();
    }

    fn at(&self, now: &str, arguments: &[&str]) -> Output {
        self.on("office", now, arguments)
    }

    /// The command, as if it were this time on this computer.
    fn on(&self, computer: &str, now: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coe-report"));
        for name in ["COE_REPORT_CONFIG", "COE_REPORT_INTAKE", "COE_REPORT_OUT", "COE_REPORT_PERIOD"] {
            command.env_remove(name);
        }
        let command = command.current_dir(self.0.path()).args(arguments).env("NO_COLOR", "1");
        command.env("COE_REPORT_NOW", now).env("COE_REPORT_COMPUTER", computer).output().unwrap()
    }

    fn ledger(&self) -> serde_json::Value {
        serde_json::from_slice(&self.at(OCTOBER, &["runs", "--json"]).stdout).unwrap()
    }

    /// `2026-09 r1`, and so on.
    fn closed(&self) -> Vec<String> {
        let word = |value: &serde_json::Value| value.to_string().replace('"', "");
        let months = self.ledger()["closed"].as_array().unwrap().clone();
        months.iter().map(|month| format!("{} r{}", word(&month["period"]), word(&month["revision"]))).collect()
    }

    /// The mails that lie in the outbox for a revision of October.
    fn mails(&self, revision: u32) -> BTreeSet<String> {
        let folder = self.path(&format!("outbox/2026-10-r{revision}"));
        if !folder.is_dir() {
            return BTreeSet::new();
        }
        files_below(&folder).into_iter().map(|(path, _)| path.to_string_lossy().into_owned()).collect()
    }

    fn state_of(&self, folder: &str) -> String {
        record(&self.path(&format!("reports/{folder}")))["state"].as_str().unwrap().to_owned()
    }
}

fn ends(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}{}", said(output), complained(output));
}

/// What it takes to close in spite of it.
#[derive(Clone, Copy, PartialEq)]
enum Takes {
    Never,
    Force,
    Accepting,
}

/// A thing that stands against closing October: how the ledger calls it, what is said of it, how it is planted.
struct Trouble {
    kind: &'static str,
    says: &'static str,
    takes: Takes,
    plant: fn(&Company),
}

const NO_OCTOBER: &[&str] = &["5000", "5100", "5200", "5300", ""];

const TROUBLES: &[Trouble] = &[
    Trouble {
        kind: "last-month-unusable",
        says: "The file is not the one that was closed",
        takes: Takes::Never,
        plant: |company| {
            let file = "closed/snapshots/financials/period=2026-09/revision=1/financials.parquet";
            fs::write(company.path(file), "cut").unwrap();
        },
    },
    Trouble {
        kind: "held-for-sender",
        says: "Legal sent nothing; 1 initiative of September 2026 stands in",
        takes: Takes::Never,
        plant: |company| {
            fs::remove_file(company.path("intake/legal.xlsx")).unwrap();
            company.change("report.toml", |text| format!("missing_submitter = \"hold\"\n{text}"));
        },
    },
    Trouble {
        kind: "later-month",
        says: "finance.xlsx is for 2026-11: its last actual is of November 2026",
        takes: Takes::Force,
        plant: |company| company.sends("finance.xlsx", "FIN-1", "Finance", &to("2026-11")),
    },
    Trouble {
        kind: "later-month",
        says: "finance November.xlsx is for 2026-11: its name says November 2026",
        takes: Takes::Force,
        plant: |company| {
            fs::rename(company.path("intake/finance.xlsx"), company.path("intake/finance November.xlsx")).unwrap();
        },
    },
    Trouble {
        kind: "earlier-month",
        says: "finance Aug 2026.xlsx is for 2026-08: its name says August 2026",
        takes: Takes::Accepting,
        plant: |company| {
            fs::remove_file(company.path("intake/finance.xlsx")).unwrap();
            company.sends("finance Aug 2026.xlsx", "FIN-1", "Finance", &to("2026-09"));
        },
    },
    Trouble {
        kind: "earlier-month",
        says: "legal.xlsx has no actual of October 2026: its last is of September 2026",
        takes: Takes::Accepting,
        plant: |company| {
            // Somebody looked into the old file and typed a plan.
            let more: &[[&str; 6]] = &[["LEG-1", "2026-11", "5000", "", "", ""]];
            company.sends("legal.xlsx", "LEG-1", "Legal", &Money { more, ..to("2026-09") });
        },
    },
    Trouble {
        kind: "no-actuals",
        says: "No workbook has an actual cost or benefit of October 2026",
        takes: Takes::Accepting,
        plant: |company| {
            // One planned cost is new, so the workbooks are not those of September.
            let more: &[[&str; 6]] = &[["FIN-1", "2026-11", "5000", "", "", ""]];
            company.sends("finance.xlsx", "FIN-1", "Finance", &Money { more, ..to("2026-09") });
            company.sends("legal.xlsx", "LEG-1", "Legal", &to("2026-09"));
        },
    },
    Trouble {
        kind: "sender-missing",
        says: "Legal sent nothing",
        takes: Takes::Accepting,
        plant: |company| fs::remove_file(company.path("intake/legal.xlsx")).unwrap(),
    },
    Trouble {
        kind: "sender-missing",
        says: "Legal sent nothing that could be read (legal.xlsx)",
        takes: Takes::Accepting,
        plant: |company| fs::write(company.path("intake/legal.xlsx"), "no workbook").unwrap(),
    },
    Trouble {
        kind: "sender-unchanged",
        says: "Legal sent nothing new: every value is that of September 2026",
        takes: Takes::Accepting,
        plant: |company| company.sends("legal.xlsx", "LEG-1", "Legal", &to("2026-09")),
    },
    Trouble {
        kind: "column-gone",
        says: "If it is now called \"Ist Kosten lt. SAP\", rename the column to Cost actual",
        takes: Takes::Accepting,
        plant: |company| {
            let titles =
                ["Initiative ID", "Month", "Cost planned", "Ist Kosten lt. SAP", "Benefit planned", "Benefit actual"];
            company.sends("finance.xlsx", "FIN-1", "Finance", &Money { titles, ..to("2026-10") });
        },
    },
    Trouble {
        kind: "became-unknown",
        says: "1 actual cost that stood in the reports of September 2026 is empty now, EUR 5,100.00 together; first FIN-1, 2026-07",
        takes: Takes::Accepting,
        plant: |company| {
            let money = Money { costs: &["5000", "", "5200", "5300", "5400"], ..to("2026-10") };
            company.sends("finance.xlsx", "FIN-1", "Finance", &money);
        },
    },
    Trouble {
        kind: "became-unknown",
        says: "1 of 2 initiatives that reported actual cost of September 2026 report none of October 2026: FIN-1",
        takes: Takes::Accepting,
        plant: |company| {
            let money = Money { costs: NO_OCTOBER, ..to("2026-10") };
            company.sends("finance.xlsx", "FIN-1", "Finance", &money);
        },
    },
    Trouble {
        kind: "jumped",
        says: "FIN-1: actual cost of October 2026 is EUR 540,000.00, 104.9 times its mean of EUR 5,150.00",
        takes: Takes::Accepting,
        plant: |company| {
            let money = Money { costs: &["5000", "5100", "5200", "5300", "540000"], ..to("2026-10") };
            company.sends("finance.xlsx", "FIN-1", "Finance", &money);
        },
    },
    Trouble {
        kind: "question-open",
        says: "What stands in the column \"Ist Kosten lt. SAP\"? Answer it in questions.xlsx",
        takes: Takes::Accepting,
        plant: |company| {
            let titles =
                ["Initiative ID", "Month", "Cost planned", "Ist Kosten lt. SAP", "Benefit planned", "Benefit actual"];
            company.sends("finance.xlsx", "FIN-1", "Finance", &Money { titles, ..to("2026-10") });
        },
    },
    Trouble {
        kind: "doubtful",
        says: "\"Ist Kosten lt. SAP\"",
        takes: Takes::Accepting,
        plant: |company| {
            // A column of amounts under a title that nobody knows, beside all the others.
            let own = company.path("intake/finance.xlsx");
            let titles =
                ["Initiative ID", "Month", "Cost planned", "Cost actual", "Benefit planned", "Ist Kosten lt. SAP"];
            let known = ["FIN-1", "2026-10", "5000", "5400", "0", "EUR 80000"];
            let rows: Vec<[&str; 6]> = std::iter::once(titles)
                .chain(
                    COSTS[..4].iter().zip(MONTHS).map(|(cost, month)| ["FIN-1", month, "5000", cost, "0", "EUR 70000"]),
                )
                .chain([known])
                .collect();
            company.sends_rows(&own, "FIN-1", "Finance", &rows);
        },
    },
    Trouble {
        kind: "not-counted",
        says: "EUR 90,000.00 of EUR 142,000.00 Cost actual that were read are not counted (63",
        takes: Takes::Accepting,
        plant: |company| {
            // No initiative has this id, so the row is set aside: 90,000 of 26,000 + 26,000 + 90,000.
            let more: &[[&str; 6]] = &[["FIN-9", "2026-10", "0", "90000", "0", "0"]];
            company.sends("finance.xlsx", "FIN-1", "Finance", &Money { more, ..to("2026-10") });
        },
    },
];

#[test]
fn each_thing_that_stands_against_closing_keeps_the_month_open_until_a_person_says_why() {
    for trouble in TROUBLES {
        let what = format!("{}: {}", trouble.kind, trouble.says);
        let company = Company::after_september();
        (trouble.plant)(&company);

        // By hand, without a screen.
        let by_hand = company.at(OCTOBER, &["close", "2026-10", "--by", "Ada Lund"]);
        assert_eq!(by_hand.status.code(), Some(4), "{what}: {}", said(&by_hand));
        assert!(said(&by_hand).contains(trouble.says), "{what}: {}", said(&by_hand));
        assert_eq!((company.state_of("2026-10").as_str(), company.closed()), ("draft", vec!["2026-09 r1".to_owned()]));

        // By the schedule, which may close and send: a word even where only problems are wanted, and to the operators.
        let due = company.at(OCTOBER, &["run", "--due", "--quiet", "--tell-operators"]);
        assert_eq!(due.status.code(), Some(4), "{what}: {}{}", said(&due), complained(&due));
        assert!(complained(&due).contains("2026-10 stays open: "), "{what}: {}", complained(&due));
        assert_eq!((company.closed(), company.mails(1).len()), (vec!["2026-09 r1".to_owned()], 0), "{what}");
        let told = files_below(&company.path("outbox"));
        let told = told.iter().filter(|(path, _)| path.to_string_lossy().contains("failure"));
        assert_eq!(told.count(), 1, "{what}");

        // Accepted.
        let accept = ["close", "2026-10", "--by", "Ada Lund", "--accept", "agreed with the CFO"];
        let accepted = company.at(OCTOBER, &accept);
        if trouble.takes == Takes::Accepting {
            assert!(matches!(accepted.status.code(), Some(0 | 3)), "{what}: {}", said(&accepted));
        } else {
            ends(&accepted, 4);
            let forced = company.at(OCTOBER, &[&accept[..], &["--force"]].concat());
            let closes = trouble.takes == Takes::Force;
            assert_eq!(matches!(forced.status.code(), Some(0 | 3)), closes, "{what}: {}", said(&forced));
            if !closes {
                assert_eq!(company.closed().len(), 1, "{what}");
                continue;
            }
        }
        assert_eq!(company.state_of("2026-10"), "final r1", "{what}");
        let signature = company.ledger()["closed"][1]["signature"].clone();
        assert_eq!(
            (&signature["closed_by"], &signature["reason"]),
            (&"Ada Lund".into(), &"agreed with the CFO".into())
        );
        let kinds: Vec<&str> =
            signature["accepted"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        assert!(kinds.contains(&trouble.kind), "{what}: {kinds:?}");
        let method = text_of_sheet(&company.path("reports/2026-10/portfolio.xlsx"), "Method");
        let summary = text_of_sheet(&company.path("reports/2026-10/portfolio.xlsx"), "Summary");
        for sheet in [method, summary] {
            assert!(
                sheet.contains("Ada Lund accepted when the month was closed (agreed with the CFO): "),
                "{what}: {sheet}"
            );
        }
        // Mails go out once somebody closed it.
        let sent = company.at(OCTOBER, &["send"]);
        assert!(company.mails(1).contains("executives-cfo_at_x.example.eml"), "{what}: {}", complained(&sent));
    }
}

/// What `check` says of October's workbook of Finance, with these costs under this title.
fn said_of_october(title: &'static str, costs: &[&str]) -> String {
    let company = Company::after_september();
    let mut titles = TITLES;
    titles[3] = title;
    company.sends("finance.xlsx", "FIN-1", "Finance", &Money { titles, costs, more: &[] });
    said(&company.at(OCTOBER, &["check", "--period", "2026-10"]))
}

#[test]
fn amounts_are_compared_with_the_same_cells_of_the_closed_month_and_with_the_senders_other_files() {
    let thousandth = said_of_october("Cost actual", &["5", "5.1", "5.2", "5.3", "5.4"]);
    assert!(
        thousandth.contains("Most amounts are about a thousandth of those that the report of 2026-09 had of the same months: 5.00 in row 2, 5,000.00 then"),
        "{thousandth}"
    );
    let hundred = said_of_october("Cost actual", &["500000", "510000", "520000", "530000", "5400"]);
    assert!(hundred.contains("about 100 times those that the report of 2026-09 had"), "{hundred}");
    let turned = said_of_october("Cost actual", &["-5000", "-5100", "-5200", "-5300", "-5400"]);
    assert!(
        turned.contains(
            "4 of 4 amounts have another sign than in the report of 2026-09: −5,000.00 in row 2, 5,000.00 then"
        ),
        "{turned}"
    );
    // 5,000 + 5,100 + 5,200 + 5,300
    let gone =
        "The report of 2026-09 had 4 amounts, together 20,600.00 of Finance under \"Cost actual\"; now there is none";
    let emptied = said_of_october("Cost actual", &["", "", "", "", ""]);
    assert!(emptied.contains(gone), "{emptied}");
    // A column that is gone is told once, as such.
    let renamed = said_of_october("Quux", &COSTS[..5]);
    let column = "Finance: the column Cost actual stood in finance.xlsx in September 2026";
    assert!(renamed.contains(column) && !renamed.contains(gone), "{renamed}");
    let right = said_of_october("Cost actual", &COSTS[..5]);
    assert!(!right.contains("the report of 2026-09"), "{right}");
}

#[test]
fn a_file_in_another_unit_than_the_senders_other_files_is_found_without_any_past() {
    let company = Company::new();
    company.all_send("2026-10");
    let thousands = ["5", "5.1", "5.2", "5.3", "5.4"];
    company.sends("finance-2.xlsx", "FIN-2", "Finance", &Money { titles: TITLES, costs: &thousands, more: &[] });
    let said_of = said(&company.at(OCTOBER, &["check", "--period", "2026-10"]));
    let found =
        "The middle one of its amounts is 5.20, about a thousandth of that of the other files of Finance, 5,200.00";
    assert!(said_of.contains(found), "{said_of}");
    company.sends("finance-2.xlsx", "FIN-2", "Finance", &to("2026-10"));
    let said_of = said(&company.at(OCTOBER, &["check", "--period", "2026-10"]));
    assert!(!said_of.contains("other files of Finance"), "{said_of}");
}

fn text_of_sheet(path: &Path, sheet: &str) -> String {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let range = calamine::Reader::worksheet_range(&mut book, sheet).unwrap();
    range.rows().flatten().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Sums that do not foot are a fault of the program: they are planted in a test of the gate itself. A month that is not
/// over has a test of its own below.
#[test]
fn every_kind_of_obstacle_is_planted_somewhere() {
    let planted: BTreeSet<&str> =
        TROUBLES.iter().map(|trouble| trouble.kind).chain(["does-not-foot", "not-over"]).collect();
    let all: BTreeSet<&str> = coe_report::model::closing::ObstacleKind::ALL.iter().map(|kind| kind.text()).collect();
    assert_eq!(planted, all);
}

#[test]
fn a_sender_is_told_which_column_of_money_is_gone() {
    let company = Company::after_september();
    let titles = ["Initiative ID", "Month", "Cost planned", "Ist Kosten lt. SAP", "Benefit planned", "Benefit actual"];
    company.sends("finance.xlsx", "FIN-1", "Finance", &Money { titles, ..to("2026-10") });
    let gone = "the column Cost actual stood in finance.xlsx in September 2026 and is in none of its workbooks now";
    let checked = company.at(OCTOBER, &["check", "--annotate", "answers"]);
    ends(&checked, 3);
    assert!(said(&checked).contains(gone), "{}", said(&checked));
    let copy = company.path("answers/finance - to fix.xlsx");
    assert!(text_of_sheet(&copy, "To fix").contains(gone), "{}", text_of_sheet(&copy, "To fix"));
    let status = company.at(OCTOBER, &["status"]);
    assert!(said(&status).contains("to fix"), "{}", said(&status));
    // Legal has its columns, and once the column is back nobody is told.
    assert!(!company.path("answers/legal - to fix.xlsx").exists());
    company.all_send("2026-10");
    ends(&company.at(OCTOBER, &["check"]), 0);
}

#[test]
fn a_month_that_is_not_over_is_not_closed_whoever_accepts_it() {
    let company = Company::after_september();
    for (now, closes) in [("2026-10-31T23:59:59Z", false), ("2026-11-01T00:00:00Z", true)] {
        let output = company.at(now, &["close", "2026-10", "--accept", "now", "--force"]);
        assert_eq!(output.status.code() == Some(0), closes, "{}", said(&output));
        let why = "October 2026 is not over: its last day is 2026-10-31, and today is 2026-10-31";
        assert_eq!(said(&output).contains(why), !closes, "{}", said(&output));
    }
}

#[test]
fn two_quarters_by_the_schedule_close_exactly_when_nothing_stands_against_it() {
    let company = Company::new();
    let mut closed: Vec<String> = Vec::new();
    for (place, month) in MONTHS.iter().enumerate().take(7) {
        let last = month.parse::<coe_report::model::period::Month>().unwrap();
        let day = |day: u32| format!("{}-{day:02}T06:00:00Z", last.plus(1));
        company.all_send(month);
        let finance = |money: &Money| company.sends("finance.xlsx", "FIN-1", "Finance", money);
        // A planted trouble in each month after the first.
        let costs: Vec<&str> = COSTS[..place + 1].to_vec();
        match place {
            1 => fs::remove_file(company.path("intake/legal.xlsx")).unwrap(),
            2 => finance(&Money {
                titles: ["Initiative ID", "Month", "Cost planned", "SAP", "Benefit planned", "Benefit actual"],
                ..to(month)
            }),
            3 => finance(&to(MONTHS[place + 1])),
            4 => finance(&Money { costs: &[&costs[..place], &["900000"]].concat(), ..to(month) }),
            5 => company.sends("legal.xlsx", "LEG-1", "Legal", &to(MONTHS[place - 1])),
            6 => finance(&Money { costs: &[&[""], &costs[1..]].concat(), ..to(month) }),
            _ => {}
        }
        let mailed = || company.path(&format!("outbox/{month}-r1")).is_dir();
        let first = company.at(&day(10), &["run", "--due"]);
        assert_eq!(first.status.code(), Some(if place > 0 { 4 } else { 0 }), "{month}: {}", said(&first));
        if place > 0 {
            assert_eq!((company.closed(), mailed()), (closed.clone(), false), "{month}");
            company.all_send(month);
            ends(&company.at(&day(11), &["run", "--due"]), 0);
        }
        closed.push(format!("{month} r1"));
        assert_eq!((company.closed(), mailed()), (closed.clone(), true), "{month}");
        let mails = files_below(&company.path(&format!("outbox/{month}-r1")));
        assert_eq!(mails.len(), 1, "{month}: executives, once");
        // The next day finds nothing to do.
        ends(&company.at(&day(12), &["run", "--due"]), 0);
        assert_eq!(company.closed(), closed, "{month}");
    }
}

#[test]
fn only_named_people_close_and_reopen_and_a_correction_is_mailed() {
    let company = Company::after_september();
    company.change("report.toml", |text| format!("{text}[closing]\nclosers = [\"Ada Lund\"]\n"));
    for command in
        [&["close", "2026-10"][..], &["close", "2026-10", "--by", "Bo Ek"], &["reopen", "2026-09", "--because", "x"]]
    {
        let output = company.at(OCTOBER, command);
        ends(&output, 2);
        assert!(complained(&output).contains("may not close or reopen a month"), "{}", complained(&output));
    }
    let closing = company.at(OCTOBER, &["close", "2026-10", "--by", "Ada Lund", "--reviewed-by", "Cy Cole"]);
    ends(&closing, 0);
    ends(&company.at(OCTOBER, &["send"]), 0);
    assert_eq!(company.mails(1).len(), 1);
    let closed = files_below(&company.path("reports/2026-10"));
    let bytes: usize =
        files_below(&company.path("closed/finals/2026-10-r1")).iter().map(|(_, bytes)| bytes.len()).sum();

    let kept = format!("Kept     closed/finals/2026-10-r1: the final reports, {} kB", bytes.div_ceil(1_000));
    assert!(said(&closing).contains(&kept), "{kept}: {}", said(&closing));
    let reopen = ["reopen", "2026-10", "--because", "FIN-1 was typed twice", "--by", "Ada Lund"];
    let reopened = company.at(OCTOBER, &reopen);
    ends(&reopened, 0);
    assert!(said(&reopened).contains("to cfo@x.example"), "{}", said(&reopened));
    ends(&company.at(OCTOBER, &reopen), 2);
    // They are told when a person says so, each once, and not why: that may name what is another's.
    let listed = company.at(OCTOBER, &["send", "--withdrawn", "--dry-run"]);
    assert!(said(&listed).contains("send 1 mail of 2026-10 r1"), "{}", said(&listed));
    for _ in 0..2 {
        ends(&company.at(OCTOBER, &["send", "--withdrawn"]), 0);
        let told = files_below(&company.path("outbox/2026-10-r1-withdrawn"));
        assert_eq!(told.len(), 1);
        let mail = String::from_utf8(told[0].1.clone()).unwrap();
        assert!(mail.contains("Subject: AI portfolio, October: revision 1 is withdrawn\r\n"), "{mail}");
        assert!(mail.contains("To: cfo@x.example\r\n") && !mail.contains("FIN-1"), "{mail}");
    }
    // What was final stays, and drafts stand beside it.
    let costs = ["5000", "5100", "5200", "5300", "5000"];
    company.sends("finance.xlsx", "FIN-1", "Finance", &Money { costs: &costs, ..to("2026-10") });
    ends(&company.at(OCTOBER, &["run"]), 0);
    assert_eq!(company.state_of("2026-10-draft"), "draft");
    assert!(
        files_below(&company.path("reports/2026-10")) == closed
            && files_below(&company.path("closed/finals/2026-10-r1")) == closed
    );
    // The schedule leaves it to people.
    let due = company.at(OCTOBER, &["run", "--due"]);
    assert!(said(&due).contains("r1, which is withdrawn"), "{}", said(&due));
    assert_eq!(company.closed().len(), 2);

    ends(&company.at(OCTOBER, &["close", "2026-10", "--by", "Ada Lund"]), 0);
    assert_eq!(company.state_of("2026-10"), "final r2");
    assert!(
        !company.path("reports/2026-10-draft").exists() && company.path("closed/finals/2026-10-r2/run.json").is_file()
    );
    let ledger = company.ledger();
    assert_eq!(ledger["closed"][1]["withdrawn"]["because"], "FIN-1 was typed twice");
    assert_eq!(ledger["closed"][1]["signature"]["reviewed_by"], "Cy Cole");
    assert_eq!(ledger["closed"][2]["changes"][0], "r1 was withdrawn by Ada Lund: FIN-1 was typed twice");
    ends(&company.at(OCTOBER, &["send", "--withdrawn"]), 2);
    ends(&company.at(OCTOBER, &["send", "--revision", "2"]), 0);
    assert_eq!(company.mails(2).len(), 1);
    let mail = fs::read_to_string(company.path("outbox/2026-10-r2/executives-cfo_at_x.example.eml")).unwrap();
    assert!(mail.contains("It replaces revision 1."), "{mail}");
    let runs = company.at(OCTOBER, &["runs"]);
    assert!(said(&runs).contains("The final reports of all of them take "), "{}", said(&runs));
}

#[test]
fn a_draft_never_takes_the_place_of_a_final_report() {
    let company = Company::after_september();
    ends(&company.at(OCTOBER, &["close", "2026-10"]), 0);
    let closed = files_below(&company.path("reports/2026-10"));
    company.sends("finance.xlsx", "FIN-1", "Finance", &to("2026-11"));
    ends(&company.at(OCTOBER, &["close", "2026-10"]), 4);
    ends(&company.at(OCTOBER, &["run", "--period", "2026-10"]), 0);
    assert!(files_below(&company.path("reports/2026-10")) == closed);
    assert_eq!(company.state_of("2026-10-draft"), "draft");
    // The mails are those of the final reports all the same.
    ends(&company.at(OCTOBER, &["send", "--period", "2026-10"]), 0);
    assert_eq!(company.mails(1).len(), 1);
}

/// October is closed, and its state copied before the mails are drafted.
fn sent_after_a_copy() -> Company {
    let company = Company::after_september();
    ends(&company.at(OCTOBER, &["close", "2026-10"]), 0);
    copy(&company.path("closed"), &company.path("saved"));
    ends(&company.at(OCTOBER, &["send"]), 0);
    assert_eq!(company.mails(1).len(), 1);
    company
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files_below(from) {
        fs::create_dir_all(to.join(&path).parent().unwrap()).unwrap();
        fs::write(to.join(path), bytes).unwrap();
    }
}

#[test]
fn a_state_that_is_older_than_what_went_out_sends_nothing_again() {
    for lost in ["outbox", "reports"] {
        let company = sent_after_a_copy();
        fs::remove_dir_all(company.path("closed")).unwrap();
        fs::rename(company.path("saved"), company.path("closed")).unwrap();
        // Whatever else is lost: the mark is in two places.
        match lost {
            "outbox" => fs::remove_dir_all(company.path("outbox")).unwrap(),
            _ => fs::remove_file(company.path("reports/.coe-report-mails")).unwrap(),
        }
        let _ = fs::remove_dir_all(company.path("outbox/2026-10-r1"));
        for command in [&["send"][..], &["send", "--dry-run"]] {
            let output = company.at(OCTOBER, command);
            ends(&output, 2);
            let why = "older than what went out: one mail of 2026-10 went out";
            assert!(complained(&output).contains(why), "{}", complained(&output));
        }
        assert_eq!(company.mails(1).len(), 0);
        // A person knows: they have theirs.
        ends(&company.at(OCTOBER, &["send", "--settle", "all=sent"]), 0);
        ends(&company.at(OCTOBER, &["send"]), 0);
        assert_eq!(company.mails(1).len(), 0);
        // Or they do not.
        let again = company.at(OCTOBER, &["send", "--settle", "cfo@x.example=not-sent"]);
        ends(&again, 2);
        assert!(complained(&again).contains("nothing to settle"), "what was settled is certain");
    }
}

#[test]
fn a_state_that_was_copied_to_another_computer_sends_nothing_until_somebody_says_so() {
    let company = sent_after_a_copy();
    fs::remove_dir_all(company.path("outbox")).unwrap();
    let there = |arguments: &[&str]| company.on("laptop", OCTOBER, arguments);
    let output = there(&["send"]);
    ends(&output, 2);
    assert!(
        complained(&output).contains("sent by the computer office, and this one is laptop"),
        "{}",
        complained(&output)
    );
    ends(&there(&["send", "--settle", "computer=moved"]), 0);
    ends(&there(&["send"]), 0);
    assert_eq!(company.mails(1).len(), 0, "the ledger knows that it went out");
    ends(&company.at(OCTOBER, &["send"]), 2);
}

#[test]
fn a_copy_of_everything_beside_the_original_sends_nothing_until_somebody_says_so() {
    let company = Company::after_september();
    ends(&company.at(OCTOBER, &["close", "2026-10"]), 0);
    // Copied before anything went out: the ledger knows of no mail and of no sender.
    let copied = Company(tempfile::tempdir().unwrap());
    copy(&company.path(""), &copied.path(""));
    let output = copied.at(OCTOBER, &["send"]);
    ends(&output, 2);
    assert!(complained(&output).contains("which is still there; nothing was sent"), "{}", complained(&output));
    ends(&company.at(OCTOBER, &["send"]), 0);
    assert_eq!((company.mails(1).len(), copied.mails(1).len()), (1, 0));
    // What was moved is no copy.
    fs::rename(company.path("closed"), company.path("elsewhere")).unwrap();
    company.change("report.toml", |text| text.replace("folder = \"closed\"", "folder = \"elsewhere\""));
    ends(&company.at(OCTOBER, &["send"]), 0);
    // The first one is gone, or somebody says that only this one sends.
    ends(&copied.at(OCTOBER, &["send", "--settle", "computer=moved"]), 0);
    ends(&copied.at(OCTOBER, &["send"]), 0);
    assert_eq!(copied.mails(1).len(), 1);
}

#[test]
fn a_clock_that_runs_ahead_or_back_closes_and_mails_nothing() {
    let company = Company::after_september();
    // The files of a test are new, whatever the clock says: as old as the last run.
    let when = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_791_000_000);
    for (path, _) in files_below(&company.path("intake")) {
        fs::File::options().write(true).open(company.path("intake").join(path)).unwrap().set_modified(when).unwrap();
    }
    let ahead = company.at("2029-11-10T06:00:00Z", &["run", "--due"]);
    ends(&ahead, 1);
    assert!(complained(&ahead).contains("The clock says 2029-11-10"), "{}", complained(&ahead));
    assert_eq!(company.closed(), ["2026-09 r1"]);
    // Some months: not all of them, and none whose files hold no actuals.
    let missed = company.at("2027-01-15T06:00:00Z", &["run", "--due"]);
    ends(&missed, 4);
    assert_eq!(company.closed(), ["2026-09 r1", "2026-10 r1"]);
    let runs = company.ledger()["runs"].as_array().unwrap().len();
    assert_eq!(runs, 1 + 3, "three months at once at most");
    assert_eq!(company.mails(1).len(), 1);
    // Set back a month.
    for (path, _) in files_below(&company.path("outbox/2026-10-r1")) {
        fs::remove_file(company.path("outbox/2026-10-r1").join(path)).unwrap();
    }
    let back = company.at("2026-10-15T06:00:00Z", &["run", "--due"]);
    assert!(
        said(&back).contains("2026-10 is closed, although by the clock of this computer 2026-09"),
        "{}",
        said(&back)
    );
    company.at("2026-10-15T06:00:00Z", &["send", "--period", "2026-10"]);
    assert_eq!((company.closed().len(), company.mails(1).len()), (2, 0));
}

#[test]
fn settling_touches_only_what_is_uncertain() {
    let company = sent_after_a_copy();
    let ledger = rusqlite::Connection::open(company.path("closed/ledger.sqlite")).unwrap();
    let insert = "INSERT INTO mails VALUES ('2026-10', 1, ?1, 'cfo@x.example', ?2, '', '')";
    for (report, state) in [("finance", "accepted"), ("sponsor", "uncertain"), ("reminder", "planned")] {
        ledger.execute(insert, [report, state]).unwrap();
    }
    ends(&company.at(OCTOBER, &["send", "--settle", "cfo@x.example=not-sent"]), 0);
    let mut states = ledger.prepare("SELECT report, state FROM mails ORDER BY report").unwrap();
    let states: Vec<(String, String)> =
        states.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    let states: Vec<String> = states.into_iter().map(|(report, state)| format!("{report} {state}")).collect();
    assert_eq!(states, ["executives planned", "finance accepted", "reminder planned", "sponsor planned"]);
}

#[test]
fn an_empty_or_foreign_ledger_beside_snapshots_is_refused() {
    let company = Company::after_september();
    let ledger = company.path("closed/ledger.sqlite");
    let own = fs::read(&ledger).unwrap();
    fs::write(&ledger, "").unwrap();
    for command in [&["run"][..], &["close", "2026-10"], &["send", "--period", "2026-09"]] {
        let output = company.at(OCTOBER, command);
        ends(&output, 1);
        assert!(complained(&output).contains("does not know of any of the 1 closed months"), "{}", complained(&output));
    }
    // A row that was deleted is said, and the month is not closed a first time again.
    fs::write(&ledger, own).unwrap();
    ends(&company.at(OCTOBER, &["close", "2026-10"]), 0);
    let rows = rusqlite::Connection::open(&ledger).unwrap();
    rows.execute_batch("DELETE FROM closed_months WHERE period = '2026-10'; DELETE FROM closings_begun").unwrap();
    ends(&company.at(OCTOBER, &["run"]), 0);
    let findings = record(&company.path("reports/2026-10"))["findings"].to_string();
    assert!(findings.contains("The snapshot of 2026-10 r1 is there, and the ledger does not know of it"), "{findings}");
    let again = company.at(OCTOBER, &["close", "2026-10"]);
    ends(&again, 1);
    assert!(complained(&again).contains("2026-10 r1 was closed already"), "{}", complained(&again));
}

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
