//! Who decided, beside who may.

use super::{book_of, checked, departments, only, rules, where_and_what};
use crate::{
    model::{
        approval::{ApprovalRule, Approvals},
        finding::{Code, Severity},
        rules::Rules,
    },
    validate::join,
};

/// Lead up to 50,000, two directors up to 250,000, the board above.
fn limits() -> Approvals {
    let rule = |up_to, who: &str, people: &[&str], signatures| ApprovalRule {
        up_to,
        who: who.to_owned(),
        people: people.iter().map(|name| (*name).to_owned()).collect(),
        signatures,
    };
    Approvals::of(vec![
        rule(Some(50_000.0), "AI Program Lead", &["Bo Ek", "Ada Lund"], 1),
        rule(Some(250_000.0), "Directors", &["Cy Ray", "Di Fox <di@x.example>"], 2),
        rule(None, "AI board", &[], 1),
    ])
}

/// Two initiatives: F-1 of Ada Lund, built by Di Fox (known by her address on the team), asks for 80,000; F-2 of Cy Ray
/// asks for 20,000 in its question, out of a budget of 300,000.
fn asking() -> Vec<u8> {
    let initiatives = "Initiative ID|Initiative name|Department|Business owner|Outcome category|Phase|Submitted on|\
        Technical owner|Budget requested|Decision needed|Decision needed by\n\
        F-1|Match invoices|Finance|Ada Lund|Operational efficiency|Idea|2026-01-05||80000|Start it?|2026-11-10\n\
        F-2|Find fraud|Finance|Cy Ray|Operational efficiency|Idea|2026-01-05|Jo Poe|300000|Pay EUR 20,000?|2026-11-10";
    let team = "Initiative ID|Person e-mail|Role|FTE|From|Home department\n\
        F-1|di@x.example|Data Engineer|0.5|2026-01|Finance";
    book_of(&[("Initiatives", initiatives), ("Team", team)])
}

fn found_of(board: &str) -> Vec<(String, Severity, Code)> {
    let rules = Rules { approvals: limits(), ..rules(&[]) };
    let books = [("finance.xlsx", asking()), ("board.xlsx", book_of(&[("Decisions", board)]))];
    let workbooks = books.iter().map(|(path, bytes)| checked(path, bytes, &rules)).collect();
    where_and_what(&join(workbooks, &rules, None).1)
}

#[test]
fn each_breach_of_an_approval_limit_is_found_at_its_cell_and_nothing_else() {
    // Row by row who decides (amount approved, else what the question names, else the budget), and what is wrong:
    //  2  80,000: two directors; the lead is below, and is F-1's owner  -> beyond, own
    //  3  20,000: the lead; that is Bo Ek                                 -> right
    //  4  60,000: two directors, one is Di Fox of F-1's team              -> own
    //  5  60,000: one of two                                              -> signatures
    //  6 251,000: the board                                               -> right
    //  7 251,000: two directors                                           -> beyond; Cy Ray owns F-2 -> own
    //  8  no name: the missing name is found already, as anywhere          -> missing value
    //  9  not decided                                                     -> right
    // 10  20,000: nobody knows Zoe Ray                                    -> beyond
    // 11  20,000: the technical owner has no limit                        -> beyond, own
    let board = "Initiative ID|Decision|Amount approved|Decided on|Decided by|Reason\n\
        F-1|Approve||2026-10-20|Ada Lund|\n\
        F-2|Approve||2026-10-20|bo ek|\n\
        F-1|Approve|60k|2026-10-20|Cy Ray; Di Fox|\n\
        F-1|Defer|60000|2026-10-20|Cy Ray|\n\
        F-1|Approve|251000|2026-10-20|AI Board|\n\
        F-2|Override|251000|2026-10-20|Cy Ray and Di Fox|law\n\
        F-2|Stop||2026-10-20||\n\
        F-2|||||\n\
        F-2|Reject||2026-10-20|Zoe Ray|\n\
        F-2|Approve||2026-10-20|Poe, Jo|";
    let at = |cell: &str| format!("board.xlsx › Decisions!{cell}");
    assert_eq!(
        found_of(board),
        [
            (at("E2"), Severity::Noted, Code::DecisionBeyondLimit),
            (at("E2"), Severity::Noted, Code::DecisionByOwnPeople),
            (at("E4"), Severity::Noted, Code::DecisionByOwnPeople),
            (at("E5"), Severity::Noted, Code::SignaturesMissing),
            (at("E7"), Severity::Noted, Code::DecisionBeyondLimit),
            (at("E7"), Severity::Noted, Code::DecisionByOwnPeople),
            (at("E8"), Severity::Rejected, Code::MissingValue),
            (at("E10"), Severity::Noted, Code::DecisionBeyondLimit),
            (at("E11"), Severity::Noted, Code::DecisionBeyondLimit),
            (at("E11"), Severity::Noted, Code::DecisionByOwnPeople),
        ]
    );
}

#[test]
fn what_is_said_of_a_breach_names_the_limit_and_who_decides() {
    let rules = Rules { approvals: limits(), ..rules(&[]) };
    let board = "Initiative ID|Decision|Amount approved|Decided on|Decided by|Reason\n\
        F-2|Approve|51000|2026-10-20|Bo Ek|\nF-2|Approve|51000|2026-10-20|Di Fox|";
    let books = [("finance.xlsx", asking()), ("board.xlsx", book_of(&[("Decisions", board)]))];
    let findings = join(books.iter().map(|(path, bytes)| checked(path, bytes, &rules)).collect(), &rules, None).1;
    let beyond = only(&findings, Code::DecisionBeyondLimit);
    assert_eq!(beyond.found, "Bo Ek");
    assert_eq!(beyond.problem, "Approve of F-2 over EUR 51,000.00: Bo Ek may decide up to EUR 50,000.00.");
    assert_eq!(
        beyond.instead,
        "Correct the name, or have it decided by who may decide about EUR 51,000.00: Directors, 2 signatures."
    );
    let signed = only(&findings, Code::SignaturesMissing);
    assert_eq!(
        signed.problem,
        "Approve of F-2 over EUR 51,000.00: 2 signatures are asked for Directors, and 1 of them named."
    );
}

#[test]
fn decisions_on_a_departments_own_sheet_say_nothing_of_who_took_them_where_limits_are_set() {
    let with = Rules { approvals: limits(), ..rules(&[]) };
    let found = |rules: &Rules| {
        let workbooks = departments().iter().map(|(path, bytes)| checked(path, bytes, rules)).collect();
        where_and_what(&join(workbooks, rules, None).1)
    };
    assert_eq!(found(&rules(&[])), []);
    let at = |cell: &str| (format!("finance.xlsx › Initiatives!{cell}"), Severity::Noted, Code::DecisionByOwnPeople);
    assert_eq!(found(&with), [at("H2"), at("H3")]);
}
