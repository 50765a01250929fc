//! The register of the AI Act as findings: at which cell, and when.

use super::{book_of, checked, rules, where_and_what};
use crate::{
    model::{
        finding::{Code, Finding, Severity},
        portfolio::Portfolio,
        rules::Rules,
    },
    validate::join,
};

const TITLES: &str = "Initiative ID|Initiative name|Department|Business owner|Outcome category|Phase|Submitted on|Risk tier|\
    AI Act role|Annex III area|Annex I product|Article 50 case|Human oversight|AI disclosure|Logs kept in months|\
    Oversight person|Evidence link|DPIA|Data sign-off|Monitoring";

/// The rest of a row: what stands from the phase on.
fn row(id: &str, rest: &str) -> String {
    let (phase, rest) = rest.split_once('|').unwrap();
    format!("{id}|Plan {id}|HR|Ada Lund|Operational efficiency|{phase}|2026-01-05|{rest}")
}

fn joined(rows: &[String], changed: Rules) -> (Portfolio, Vec<Finding>) {
    let lines = format!("{TITLES}\n{}", rows.join("\n"));
    let bytes = book_of(&[("Initiatives", &lines)]);
    join(vec![checked("hr.xlsx", &bytes, &changed)], &changed, None)
}

fn found(rows: &[String], changed: Rules) -> Vec<(String, Code)> {
    let (_, findings) = joined(rows, changed);
    let own = [Code::AiActNotTold, Code::AiActTierContradicts, Code::AiActEvidenceMissing];
    let of_register = where_and_what(&findings).into_iter().filter(|(.., code)| own.contains(code));
    of_register
        .map(|(at, severity, code)| {
            assert_eq!(severity, Severity::Noted, "{at}");
            (at.strip_prefix("hr.xlsx › Initiatives!").unwrap().to_owned(), code)
        })
        .collect()
}

fn at(cell: &str, code: Code) -> (String, Code) {
    (cell.to_owned(), code)
}

#[test]
fn a_row_without_any_field_of_the_register_is_not_in_it() {
    let rows = [row("H-1", "Production|Prohibited"), row("H-2", "Production|High|||||Yes")];
    let (portfolio, _) = joined(&rows, rules(&[]));
    assert!(portfolio.register.is_empty());
    assert_eq!(found(&rows, rules(&[])), []);
}

#[test]
fn what_applies_and_has_no_evidence_is_found_at_the_cell_that_would_answer() {
    // October 2026: Articles 4, 5 and 50 apply, Annex III not before December 2027.
    let chatbot = "Production|Limited|Provider; Deployer|None|No|Interacts with people";
    let screening = "Production|High|Deployer|Employment|No|None";
    let rows = [
        // Row 2: nothing said about Article 50(1), no link for Article 4.
        row("H-1", chatbot),
        // Row 3: begun is not missing; the link is there.
        row("H-2", &format!("{chatbot}||In progress|||https://x.example")),
        // Row 4: No.
        row("H-3", &format!("{chatbot}||No|||https://x.example")),
        // Row 5: an idea is asked for nothing yet.
        row("H-4", &chatbot.replace("Production", "Idea")),
        // Row 6: high-risk, with a link for Article 4; the rest is not due within twelve months.
        row("H-5", &format!("{screening}|||||https://x.example")),
        // Row 7: what is over is not in the register.
        row("H-6", &chatbot.replace("Production", "Rejected")),
        // Row 8: a tier that is missing is told as any value is.
        row(
            "H-7",
            &format!(
                "{}|||||https://x.example",
                chatbot.replace("Limited", "").replace("Interacts with people", "None")
            ),
        ),
    ];
    let evidence = Code::AiActEvidenceMissing;
    assert_eq!(found(&rows, rules(&[])), [at("N2", evidence), at("Q2", evidence), at("N4", evidence)], "October 2026");
    // December 2026: 2 December 2027 is within twelve months. Articles 26(2), 26(4), 26(5), 26(6), 26(7) with 26(11), and
    // 26(9) of row 6; 26(1) has the link.
    let later = Rules { period: "2026-12".parse().unwrap(), ..rules(&[]) };
    let of_row_6: Vec<(String, Code)> = ["N6", "O6", "P6", "R6", "S6", "T6"].map(|cell| at(cell, evidence)).to_vec();
    let expected = [vec![at("N2", evidence), at("Q2", evidence), at("N4", evidence)], of_row_6.clone()].concat();
    assert_eq!(found(&rows, later.clone()), expected, "December 2026");
    // November 2026 ends twelve months before 30 November 2027.
    let before = Rules { period: "2026-11".parse().unwrap(), ..rules(&[]) };
    assert_eq!(found(&rows, before.clone()).len(), 3, "November 2026");
    // A setting moves the date.
    let ai_act = crate::model::ai_act::AiActRules { annex_iii: "2027-11-30".parse().unwrap(), ..before.ai_act };
    assert_eq!(found(&rows, Rules { ai_act, ..before }), expected, "a date of the settings");
    let (_, findings) = joined(&rows, later);
    let told = findings.iter().find(|finding| finding.address.to_string().ends_with("N6")).unwrap();
    assert_eq!(
        told.problem,
        "Plan H-5: nothing is typed for what the AI Act asks: Art. 26(7) (Inform workers and their representatives, from 2 \
         Dec 2027); Art. 26(11) (Inform people about whom it decides or helps to decide, from 2 Dec 2027)."
    );
    assert_eq!(told.instead, "Type one of: Yes, In progress, No, Waived, N/A.");
}

#[test]
fn what_contradicts_and_what_cannot_be_told_is_found_at_its_cell() {
    let link = "||||https://x.example";
    let rows = [
        // 2: an area, Limited.
        row("H-1", &format!("Pilot|Limited|Deployer|Employment|No|None|{link}")),
        // 3: a product, Minimal.
        row("H-2", &format!("Pilot|Minimal|Deployer|None|Yes|None|{link}")),
        // 4: prohibited, and running.
        row("H-3", &format!("Pilot|Prohibited|Deployer|None|No|None|{link}")),
        // 5: high for no reason.
        row("H-4", &format!("Pilot|High|Deployer|None|No|None|{link}")),
        // 6: all fits.
        row("H-5", &format!("Pilot|Minimal|Deployer|None|No|None|{link}")),
        // 7: neither area nor case.
        row("H-6", &format!("Pilot|Minimal|Deployer||No||{link}")),
    ];
    let contradicts = Code::AiActTierContradicts;
    let expected = ["H2", "H3", "H4", "H5"].map(|cell| at(cell, contradicts)).to_vec();
    assert_eq!(found(&rows, rules(&[])), [expected, vec![at("J7", Code::AiActNotTold)]].concat());
    let (_, findings) = joined(&rows, rules(&[]));
    let told = |cell: &str| {
        let of = findings.iter().find(|finding| finding.address.to_string().ends_with(cell)).unwrap();
        of.problem.clone()
    };
    assert_eq!(told("!H2"), "Plan H-1 stands in the area Employment of Annex III, and its tier is Limited.");
    assert_eq!(
        told("!J7"),
        "Plan H-6 is in the register of the AI Act, and its obligations cannot be told without Annex III area, Article 50 \
         case."
    );
}
