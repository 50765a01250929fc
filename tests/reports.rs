//! What the reports say, read back from the files.

use crate::support::{COMMENTED_MONEY_TITLES, KPI_TITLES, MONEY_TITLES, coe_report, intake_of, pdf_text, record};
use lopdf::Document;
use std::path::Path;

/// Letters only: a PDF may break a name at the end of a line.
fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

const TITLES: &[&str] = &[
    "Initiative ID",
    "Initiative name",
    "Department",
    "Business owner",
    "Executive sponsor",
    "Sponsor e-mail",
    "Outcome category",
    "Phase",
    "Submitted on",
    "Depends on",
    "Status",
    "Status reason",
];

/// Three sponsors; each initiative's name, reason and dependency carry a word of its own.
fn three_sponsors() -> tempfile::TempDir {
    let initiatives: &[&[&str]] = &[
        TITLES,
        &[
            "A-1",
            "Canary alpha",
            "Finance",
            "Ada",
            "Łucja Żak",
            "lucja@x.example",
            "Revenue growth",
            "Idea",
            "2026-01-05",
            "B-1",
            "Red",
            "Waits for alphaword",
        ],
        &[
            "B-1",
            "Canary bravo",
            "Sales",
            "Bo",
            "Håkon Müller",
            "hakon@x.example",
            "Revenue growth",
            "Idea",
            "2026-01-05",
            "C-1",
            "Amber",
            "Waits for bravoword",
        ],
        &[
            "C-1",
            "Canary charlie",
            "IT",
            "Cy",
            "İnês Yılmaz",
            "INES@x.example",
            "Revenue growth",
            "Idea",
            "2026-01-05",
            "",
            "Green",
            "",
        ],
        &[
            "C-2",
            "Canary delta",
            "IT",
            "Cy",
            "İnês Yılmaz",
            "ines@x.example",
            "Revenue growth",
            "Idea",
            "2026-01-05",
            "A-1",
            "Red",
            "Waits for deltaword",
        ],
    ];
    let folder = intake_of(&[("Initiatives", initiatives)], "level = \"start\"");
    let output = coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", crate::support::said(&output));
    folder
}

#[test]
fn each_sponsor_sees_own_initiatives_and_nobody_elses() {
    let folder = three_sponsors();
    let sponsors = folder.path().join("out/2026-10/sponsors");
    let own: [(&str, &[&str]); 3] = [
        ("lucja_at_x.example.pdf", &["Canaryalpha", "alphaword"]),
        ("hakon_at_x.example.pdf", &["Canarybravo", "bravoword"]),
        ("ines_at_x.example.pdf", &["Canarycharlie", "Canarydelta", "deltaword"]),
    ];
    assert_eq!(std::fs::read_dir(&sponsors).unwrap().count(), 3);
    for (file, words) in own {
        let text = pdf_text(&sponsors.join(file));
        for (other, foreign) in own {
            for word in foreign {
                assert_eq!(text.contains(word), file == other, "{word} in {file}");
            }
        }
        assert!(words.iter().all(|word| text.contains(word)));
    }
}

#[test]
fn names_come_back_from_the_pdf_as_they_were_typed() {
    let folder = three_sponsors();
    let sponsors = folder.path().join("out/2026-10/sponsors");
    for (file, name) in [("lucja", "ŁucjaŻak"), ("hakon", "HåkonMüller"), ("ines", "İnêsYılmaz")] {
        let text = pdf_text(&sponsors.join(format!("{file}_at_x.example.pdf")));
        assert!(text.contains(name), "{name} in {text}");
    }
}

#[test]
fn a_character_the_fonts_lack_is_a_finding_and_never_a_question_mark() {
    let initiatives: &[&[&str]] = &[
        &TITLES[..9],
        &["A-1", "漢字 reader", "Finance", "Ada", "Bo Li", "bo@x.example", "Revenue growth", "Idea", "2026-01-05"],
    ];
    let folder = intake_of(&[("Initiatives", initiatives)], "level = \"start\"");
    coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
    let out = folder.path().join("out/2026-10");
    let run = record(&out);
    assert_eq!(run["findings"]["by_code"]["unprintable-character"], 1);
    assert_eq!(run["findings"]["list"][0]["cell"], "B2");
    assert!(!pdf_text(&out.join("executive.pdf")).contains('?'));
}

/// The example of metrics.md worked out by hand, through the whole program: see each comment.
#[test]
fn figures_of_a_small_portfolio_are_those_worked_out_by_hand() {
    let initiatives: &[&[&str]] = &[
        &[
            "Initiative ID",
            "Initiative name",
            "Department",
            "Business owner",
            "Outcome category",
            "Phase",
            "Submitted on",
            "Strategic fit",
            "Business value",
            "Feasibility",
            "Data readiness",
            "Organisational readiness",
            "Delivery risk",
            "Budget requested",
        ],
        &["A", "Alpha", "Finance", "Ada", "Revenue growth", "Idea", "2026-01-05", "5", "4", "3", "2", "1", "2", "1000"],
        &["B", "Beta", "Sales", "Bo", "Revenue growth", "Idea", "2026-01-05", "5", "3", "", "", "", "", "2000"],
        &["C", "Gamma", "Sales", "Cy", "Other", "Idea", "2026-01-05", "5", "4", "3", "2", "1", "2", "500.25"],
    ];
    let money: &[&[&str]] = &[
        &MONEY_TITLES,
        // A: −100 in January, +50 in February and March: pays back two months after the first flow.
        &["A", "2026-01", "100", "120", "0", "0"],
        &["A", "2026-02", "10", "10", "60", "45"],
        &["A", "2026-03", "10", "", "60", "30"],
        // Two rows of one month are added up.
        &["C", "2026-09", "40.10", "40.15", "0", "0"],
        &["C", "2026-09", "0.05", "0.05", "0", "0"],
    ];
    let kpis: &[&[&str]] = &[
        &KPI_TITLES,
        &["A", "Hours", "Lower is better", "hours", "10", "6", "2026-08-31", "9"],
        &["A", "Hours", "Lower is better", "hours", "10", "6", "2026-09-30", "7"],
        // A reading after the reporting month does not count yet.
        &["A", "Hours", "Lower is better", "hours", "10", "6", "2026-11-30", "6"],
    ];
    let settings = "discount_rate = 0.12\n";
    let folder = intake_of(&[("Initiatives", initiatives), ("Financials", money), ("Outcomes", kpis)], settings);
    coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
    let run = record(&folder.path().join("out/2026-10"));
    let [a, b, c] = [&run["initiatives"][0], &run["initiatives"][1], &run["initiatives"][2]];
    let near = |value: &serde_json::Value, hand: f64| (value.as_f64().unwrap() - hand).abs() < 1e-9;

    // 25·1 + 25·0.75 + 15·0.5 + 15·0.25 + 10·0 + 10·0.75 = 62.5; C has the same scores, so both share place 1.
    assert!(near(&a["score"], 62.5) && near(&c["score"], 62.5));
    assert_eq!((&a["rank"], &c["rank"], &a["rank_tied"]), (&1.into(), &1.into(), &true.into()));
    // B: only 50 of 100 weights known, (25 + 12.5) / 50 = 75, unranked below 60% coverage; 37.5 to 87.5.
    assert!(
        near(&b["score"], 75.0)
            && near(&b["score_low"], 37.5)
            && near(&b["score_high"], 87.5)
            && near(&b["coverage"], 0.5)
    );
    assert!(b["rank"].is_null());
    // r_m = 1.12^(1/12) − 1; npv = −100 + 50/(1+r_m) + 50/(1+r_m)² = −100 + 49.530014 + 49.064446 = −1.40554.
    assert_eq!(a["npv_cents"], -141);
    assert!(near(&a["payback_months"], 2.0));
    assert!(b["npv_cents"].is_null() && b["payback_months"].is_null());
    // A's March has no actual cost: its plan of 10 leaves the comparison. Plan 110, actual 130.
    assert_eq!((&a["cost_planned_ytd_cents"], &a["cost_actual_ytd_cents"]), (&11_000.into(), &13_000.into()));
    // Benefit: plan 120, actual 75: 62.5%.
    assert!(near(&a["benefit_realisation"], 0.625));
    assert_eq!((&c["cost_planned_ytd_cents"], &c["cost_actual_ytd_cents"]), (&4_015.into(), &4_020.into()));
    // From 10 hours down to 6, now 7: three quarters of the way.
    assert!(near(&a["kpi_attainment"], 0.75));
    // Portfolio: 130 + 40.20 spent, one month of an initiative left out.
    let spend = &run["portfolio"]["cost_actual_ytd"];
    assert_eq!((&spend["numerator"], &spend["left_out"]), (&17_020.into(), &1.into()));
    assert!(run["checks"]["all_hold"].as_bool().unwrap());
    // Nothing is asked: benefits 75 of 120 are 37.5% behind, all of it in A.
    let page = pdf_text(&folder.path().join("out/2026-10/executive.pdf"));
    assert!(page.contains("Benefitsare38%behindplan;nodecisionneeded."), "{page}");
    assert!(page.contains("Furthestbehindtheirplannedbenefit") && page.contains("Finance·reaches63%ofplan"));
}

#[test]
fn a_starter_intake_without_money_has_no_money_page() {
    let folder = three_sponsors();
    let text = pdf_text(&folder.path().join("out/2026-10/executive.pdf"));
    assert!(!text.contains("Spendbymonth"));
    assert!(text.contains("nopageMoney:noFinancialsweresent"), "{text}");
}

#[test]
fn without_a_closed_month_the_page_of_changes_says_how_complete_the_figures_are() {
    let folder = three_sponsors();
    let text = pdf_text(&folder.path().join("out/2026-10/executive.pdf"));
    assert!(text.contains("noclosedmonthtocomparewithyet"), "{text}");
    // Four initiatives with a phase, none with scores; four sponsors' addresses, but nothing runs yet.
    for said in ["4of4initiatives", "0of4initiatives"] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
}

#[test]
fn pages_stand_in_the_order_of_the_layout_and_say_the_words_of_ones_own_file() {
    let folder = three_sponsors();
    let own = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    own(
        "report.toml",
        "level = \"start\"\n[reports]\nexecutive = \"pages.toml\"\nsponsor = \"small.toml\"\nsentences = \"words.toml\"\n",
    );
    own(
        "pages.toml",
        "[[section]]\nname = \"method\"\n[[section]]\nname = \"fund\"\non = false\n[[section]]\nname = \"decide\"\n",
    );
    own("small.toml", "[[section]]\nname = \"initiatives\"\n");
    own("words.toml", "[method]\ntitle = [\"These are {{ figures }} recipes.\"]\n");
    let output = coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", crate::support::said(&output));
    let out = folder.path().join("out/2026-10");
    let document = Document::load(out.join("executive.pdf")).unwrap();
    assert_eq!(document.get_pages().len(), 2);
    assert!(squeezed(&document.extract_text(&[1]).unwrap()).contains("Thesearefourrecipes."));
    assert!(squeezed(&document.extract_text(&[2]).unwrap()).contains("Nodecisionisneededthismonth."));
    // The figures of a sponsor's page are off.
    let sponsor = pdf_text(&out.join("sponsors/ines_at_x.example.pdf"));
    assert!(sponsor.contains("Canarycharlie") && !sponsor.contains("Inproduction"), "{sponsor}");

    own("pages.toml", "[[section]]\nname = \"methode\"\n");
    let output = coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out"]);
    let complaint = crate::support::complained(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaint.contains("pages.toml, line 2") && complaint.contains("Did you mean \"method\""), "{complaint}");
}

/// Everything a person typed about an initiative carries a word of its own; names and ids of others stand in the cells
/// that point to them.
fn hundred_sponsors() -> tempfile::TempDir {
    const SPONSORS: usize = 100;
    let titles: Vec<String> = TITLES
        .iter()
        .copied()
        .chain([
            "Alternative to",
            "Decision needed",
            "Decision needed by",
            "Strategic fit",
            "Business value",
            "Risk tier",
        ])
        .map(str::to_owned)
        .collect();
    let mut initiatives = vec![titles];
    let mut money = vec![COMMENTED_MONEY_TITLES.map(str::to_owned).to_vec()];
    for one in 0..SPONSORS {
        let other = (one + 1) % SPONSORS;
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<String>>();
        initiatives.push(row(&[
            &format!("ID{one:03}Q"),
            &format!("Name{one:03}Q of something"),
            "Finance",
            &format!("Owner{one:03}Q"),
            &format!("Sponsor{one:03}Q"),
            &format!("s{one:03}@x.example"),
            "Revenue growth",
            "Approved",
            "2026-01-05",
            &(if one % 3 == 0 { format!("ID{other:03}Q") } else { String::new() }),
            "Amber",
            &format!("Reason{one:03}Q"),
            // Half of them compete in pairs, under a word with the number of the first.
            &(if one % 4 < 2 { format!("Group{:03}Q", one - one % 2) } else { String::new() }),
            &format!("Decide{one:03}Q"),
            "2026-11-20",
            "4",
            "4",
            "Limited",
        ]));
        for month in ["2026-09", "2026-12", "2027-06"] {
            let actual = if month == "2026-09" { "900" } else { "" };
            let comment = format!("Comment{one:03}Q");
            let benefit = (2_000 + 37 * one).to_string();
            money.push(row(&[&format!("ID{one:03}Q"), month, "1000", actual, &benefit, actual, &comment]));
        }
    }
    let as_cells = |rows: &[Vec<String>]| -> Vec<Vec<&'static str>> {
        rows.iter().map(|row| row.iter().map(|cell| &*cell.clone().leak()).collect()).collect()
    };
    let (initiatives, money) = (as_cells(&initiatives), as_cells(&money));
    let initiatives: Vec<&[&str]> = initiatives.iter().map(Vec::as_slice).collect();
    let money: Vec<&[&str]> = money.iter().map(Vec::as_slice).collect();
    // Room for a part of them, so that reasons speak of others.
    let settings = "level = \"start\"\n[budgets]\n2026 = 120_000\n2027 = 60_000\n";
    let folder = intake_of(&[("Initiatives", &initiatives), ("Financials", &money)], settings);
    coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
    folder
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn a_hundred_sponsors_each_see_their_own_words_and_nobody_elses() {
    let folder = hundred_sponsors();
    let sponsors = folder.path().join("out/2026-10/sponsors");
    let mut reasons = 0;
    for one in 0..100 {
        let text = pdf_text(&sponsors.join(format!("s{one:03}_at_x.example.pdf")));
        for word in ["ID", "Name", "Reason", "Decide"] {
            assert!(text.contains(&format!("{word}{one:03}Q")), "{word}{one:03}Q is missing: {text}");
        }
        // Every canary ends with three digits and Q; all of them are this sponsor's.
        for (end, _) in text.match_indices('Q').filter(|(place, _)| *place > 3) {
            let number = &text[end - 3..end];
            if number.chars().all(|letter| letter.is_ascii_digit()) {
                assert_eq!(number, format!("{one:03}"), "in the report of s{one:03}: {text}");
            }
        }
        reasons += usize::from(text.contains("outsideyourlist"));
    }
    assert!(reasons > 0, "no reason speaks of somebody else's initiative, so nothing was tried");
}

/// The text of one page.
fn page_of(pdf: &Path, number: u32) -> String {
    squeezed(&Document::load(pdf).unwrap().extract_text(&[number]).unwrap())
}

const PLANTED: &[&str] = &[
    "Initiative ID",
    "Initiative name",
    "Department",
    "Business owner",
    "Executive sponsor",
    "Sponsor e-mail",
    "Outcome category",
    "Phase",
    "Submitted on",
    "Status",
    "Status reason",
    "Decision needed",
    "Decision needed by",
];

/// A portfolio with so many initiatives that are asked about, and so many that are Red and not asked about. Each has a
/// word of its own: in its question, or in the reason of its status.
fn planted(asked: usize, red: usize) -> tempfile::TempDir {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for number in 0..asked + red {
        let is_asked = number < asked;
        let sponsor = number % 3;
        rows.push(
            [
                format!("P-{number:02}").as_str(),
                &format!("Forecast {number}"),
                "Finance",
                "Ada",
                &format!("Sponsor Number{sponsor}"),
                &format!("s{sponsor}@x.example"),
                "Revenue growth",
                "Pilot",
                "2026-01-05",
                if is_asked { "Green" } else { "Red" },
                &if is_asked { String::new() } else { format!("reason{number}word") },
                &if is_asked { format!("Fund{number}word?") } else { String::new() },
                &if is_asked { format!("2026-11-{:02}", number + 1) } else { String::new() },
            ]
            .map(str::to_owned)
            .to_vec(),
        );
    }
    let borrowed: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let mut table: Vec<&[&str]> = vec![PLANTED];
    table.extend(borrowed.iter().map(Vec::as_slice));
    let folder = intake_of(&[("Initiatives", &table)], "level = \"start\"\nprogram_lead = \"lead@x.example\"");
    // What else an initiative in Pilot should say is missing, which is no matter here.
    let output = coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out"]);
    assert_eq!(output.status.code(), Some(3), "{}", crate::support::said(&output));
    folder
}

#[test]
fn what_is_asked_and_what_is_red_stands_on_page_1_and_with_its_sponsor() {
    for (asked, red) in [(0, 1), (2, 2), (5, 1), (8, 3), (11, 6)] {
        let folder = planted(asked, red);
        let out = folder.path().join("out/2026-10");
        let executive = out.join("executive.pdf");
        let (first, all) = (page_of(&executive, 1), pdf_text(&executive));
        for number in 0..asked {
            let question = format!("Fund{number}word?");
            // Eight stand on page 1; the others head the next page, which says so.
            assert_eq!(first.contains(&question), number < 8, "{question} of {asked} and {red}: {first}");
            assert!(all.contains(&question), "{question} of {asked} and {red}");
        }
        for number in asked..asked + red {
            assert!(first.contains(&format!("P-{number:02}")), "P-{number:02} of {asked} and {red}: {first}");
            assert!(all.contains(&format!("reason{number}word")), "reason {number} of {asked} and {red}");
        }
        for title in ["Nothinghere", "nodecisionneeded"] {
            assert!(!all.contains(title), "{title} of {asked} and {red}");
        }
        for sponsor in 0..3 {
            let own: Vec<usize> = (0..asked + red).filter(|number| number % 3 == sponsor).collect();
            let path = out.join(format!("sponsors/s{sponsor}_at_x.example.pdf"));
            if own.is_empty() {
                assert!(!path.exists());
                continue;
            }
            let text = pdf_text(&path);
            // A first page takes three questions and says how many there are.
            let questions = own.iter().filter(|number| **number < asked);
            for number in questions.take(3) {
                assert!(text.contains(&format!("Fund{number}word?")), "{number} of {asked} and {red}: {text}");
            }
            for number in own.iter().filter(|number| **number >= asked) {
                let is_said =
                    text.contains(&format!("reason{number}word")) || text.contains(&format!("Forecast{number}"));
                assert!(is_said, "{number} of {asked} and {red}: {text}");
            }
        }
    }
}
