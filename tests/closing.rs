//! Closing: what stands against it, by hand and by the schedule, and who closes.

mod company;
mod sent_once;
mod who_gets_what;

use crate::support::{MONEY_TITLES, complained, files_below, said};
use company::*;
use std::{collections::BTreeSet, fs, path::Path};

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
#[ignore = "slow: cargo test -- --include-ignored"]
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
    let mut titles = MONEY_TITLES;
    titles[3] = title;
    company.sends("finance.xlsx", "FIN-1", "Finance", &Money { titles, costs, more: &[] });
    said(&company.at(OCTOBER, &["check", "--period", "2026-10"]))
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
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
    company.sends("finance-2.xlsx", "FIN-2", "Finance", &Money { titles: MONEY_TITLES, costs: &thousands, more: &[] });
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
#[ignore = "slow: cargo test -- --include-ignored"]
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
    let signing = ["--by", "Ada Lund", "--prepared-by", "Bo Ek", "--reviewed-by", "Cy Cole"];
    let closing = company.at(OCTOBER, &[&["close", "2026-10"][..], &signing].concat());
    ends(&closing, 0);
    // Days later the same names and the same day stand there.
    let final_pages = files_below(&company.path("reports/2026-10"));
    ends(&company.at("2026-11-17T21:00:00Z", &["run", "--period", "2026-10"]), 0);
    assert!(files_below(&company.path("reports/2026-10")) == final_pages);
    let document = lopdf::Document::load(company.path("reports/2026-10/executive.pdf")).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text: String = document.extract_text(&pages).unwrap().split_whitespace().collect();
    let day = OCTOBER[8..10].trim_start_matches('0');
    let signed = format!("PreparedbyBoEk.ReviewedbyCyCole.ClosedbyAdaLundon{day}Nov2026.");
    assert!(text.contains(&signed), "{signed}: {text}");
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
    assert_eq!(ledger["closed"][1]["signature"]["prepared_by"], "Bo Ek");
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
