//! People ahead: a small company by hand, and a choice that never takes more people than there are.

use crate::support::{MONEY_TITLES, coe_report, complained, intake_of, record, said};
use coe_report::{
    metrics,
    model::{
        funding::Standing,
        metrics::Metrics,
        people::{MONTHS_AHEAD, NeededFor},
        period::Month,
    },
    pipeline,
    settings::{Given, Settings},
};
use proptest::prelude::*;
use serde_json::Value;

const INITIATIVES: [&[&str]; 10] = [
    &["Initiative ID", "Initiative name", "Department", "Phase", "Submitted on", "Probability of success", "Mandatory"],
    &["R-1", "Sort the post", "Finance", "Production", "2026-01-05", "100%", ""],
    &["R-2", "Read meters", "Sales", "Pilot", "2026-01-05", "100%", ""],
    &["R-3", "Match invoices", "Sales", "Production", "2026-01-05", "100%", ""],
    &["M-1", "Report emissions", "Sales", "Approved", "2026-01-05", "100%", "Yes"],
    &["C-1", "Answer letters", "Sales", "Assessment", "2026-01-05", "100%", ""],
    &["C-2", "Search contracts", "Sales", "Assessment", "2026-01-05", "100%", ""],
    &["C-3", "Plan tours", "Sales", "Assessment", "2026-01-05", "100%", ""],
    &["I-1", "Dream", "Sales", "Idea", "2026-01-05", "100%", ""],
    &["X-1", "Past", "Sales", "Retired", "2026-01-05", "100%", ""],
];

const MONEY: [&[&str]; 8] = [
    &MONEY_TITLES,
    &["R-1", "2026-10", "10", "10", "20", "20"],
    &["R-1", "2026-12", "10", "", "20", ""],
    &["R-2", "2026-12", "10", "", "20", ""],
    &["M-1", "2026-12", "10", "", "20", ""],
    &["C-1", "2026-12", "100", "", "500", ""],
    &["C-2", "2026-12", "100", "", "400", ""],
    &["C-3", "2026-12", "100", "", "300", ""],
];

const ENGINEER: &str = "Data Engineer";
const ARCHITECT: &str = "Cloud & Infrastructure Architect";

const TEAM: [&[&str]; 13] = [
    &["Initiative ID", "Person e-mail", "Role", "FTE", "From", "To", "Home department"],
    &["COE", "a@x.example", ENGINEER, "0.4", "2026-01", "", "AI CoE"],
    &["R-1", "b@x.example", ENGINEER, "0.6", "2026-01", "", "AI CoE"],
    &["R-1", "c@x.example", ARCHITECT, "0.5", "2026-01", "2027-02", "AI CoE"],
    &["R-1", "d@x.example", "AI Program Lead", "0.2", "2026-01", "", "AI CoE"],
    &["R-2", "b@x.example", ENGINEER, "0.3", "2026-05", "2026-12", "AI CoE"],
    &["M-1", "b@x.example", ENGINEER, "0.7", "2027-05", "", "AI CoE"],
    &["C-1", "a@x.example", ENGINEER, "0.5", "2027-01", "2027-04", "AI CoE"],
    &["C-2", "c@x.example", ARCHITECT, "0.6", "2027-02", "", "AI CoE"],
    &["C-3", "a@x.example", ENGINEER, "some", "2027-01", "", "AI CoE"],
    &["I-1", "a@x.example", ENGINEER, "1", "2026-11", "", "AI CoE"],
    &["X-1", "a@x.example", ENGINEER, "1", "2026-01", "", "AI CoE"],
    // Over before the months ahead begin.
    &["R-1", "e@x.example", ENGINEER, "1", "2026-01", "2026-10", "AI CoE"],
];

const BUDGET: &str = "[budgets]\n2026 = 1000\n";
const CAPACITY: &str = "[capacity]\n\"Data Engineer\" = 2\n\"Data Engineer from 2027-03\" = 1.5\n\"Cloud & Infrastructure \
                        Architect\" = 1\n";

/// Runs the company; the month's record.
fn run(settings: &str) -> (tempfile::TempDir, Value) {
    let sheets: [(&str, &[&[&str]]); 3] = [("Initiatives", &INITIATIVES), ("Financials", &MONEY), ("Team", &TEAM)];
    let folder = intake_of(&sheets, &format!("quiet_seconds = 0\ndiscount_rate = 0.0\n{settings}"));
    let output = coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
    let run = record(&folder.path().join("out/2026-10"));
    assert_eq!(run["checks"]["all_hold"], true, "{}{}", said(&output), complained(&output));
    (folder, run)
}

/// One number a month of a role.
fn months(run: &Value, role: &str, key: &str) -> Vec<Option<f64>> {
    let roles = run["people_ahead"]["roles"].as_array().unwrap();
    let role = roles.iter().find(|one| one["role"] == role).unwrap();
    role["months"].as_array().unwrap().iter().map(|month| month[key].as_f64()).collect()
}

/// So many months of each of these numbers.
fn each(parts: &[(usize, f64)]) -> Vec<Option<f64>> {
    parts.iter().flat_map(|(count, number)| vec![Some(*number); *count]).collect()
}

#[test]
fn the_month_that_breaks_is_that_of_a_hand_count() {
    let (folder, run) = run(&format!("{BUDGET}{CAPACITY}"));
    let ahead = &run["people_ahead"];
    // Engineers from November 2026 to October 2027: the centre has 0.4 and R-1 0.6 in every month, R-2 0.3 to December,
    // M-1 0.7 from May. C-1 is funded and has 0.5 from January to April. What C-3 has nobody can read; I-1 is an idea, X-1
    // is retired, and e@x was there to October only.
    assert_eq!(months(&run, ENGINEER, "centre"), each(&[(12, 0.4)]));
    assert_eq!(months(&run, ENGINEER, "running"), each(&[(2, 0.9), (10, 0.6)]));
    assert_eq!(months(&run, ENGINEER, "mandatory"), each(&[(6, 0.0), (6, 0.7)]));
    assert_eq!(months(&run, ENGINEER, "funded"), each(&[(2, 0.0), (4, 0.5), (6, 0.0)]));
    assert_eq!(months(&run, ENGINEER, "needed"), each(&[(2, 1.3), (4, 1.5), (6, 1.7)]));
    // Two engineers to February, one and a half from March on.
    assert_eq!(months(&run, ENGINEER, "there"), each(&[(4, 2.0), (8, 1.5)]));
    assert_eq!(months(&run, ENGINEER, "left"), each(&[(2, 0.7), (2, 0.5), (2, 0.0), (6, -0.2)]));
    // 0.4 + 0.6 + 0.7 of 1.5 in May 2027: 0.2 too few, and in no month before.
    assert_eq!(ahead["first_short"], serde_json::json!({"role": ENGINEER, "month": "2027-05", "short_by": 0.2}));
    // Architects: R-1 0.5 to February; C-2 would add 0.6 in February, 1.1 of 1, so it is not funded.
    assert_eq!(months(&run, ARCHITECT, "needed"), each(&[(4, 0.5), (8, 0.0)]));
    assert_eq!(months(&run, ARCHITECT, "not_funded"), each(&[(3, 0.0), (9, 0.6)]));
    assert_eq!(
        ahead["first_short_with_all_candidates"],
        serde_json::json!({"role": ARCHITECT, "month": "2027-02", "short_by": 0.1})
    );
    assert_eq!((ahead["funded_add"].as_f64(), ahead["funded_add_most_in"].as_str()), (Some(0.5), Some("2027-01")));
    // The choice says the same.
    assert_eq!(run["funding"]["best"]["initiatives"], serde_json::json!(["C-1", "C-3"]));
    let lines = run["funding"]["initiatives"].as_array().unwrap();
    let left_out = lines.iter().find(|line| line["initiative_id"] == "C-2").unwrap();
    assert_eq!(left_out["reason"], "over_budget");
    assert_eq!(left_out["over_people"], serde_json::json!([{"role": ARCHITECT, "people": 0.1}]));
    // The cap of May is that of its month: what is kept is 0.2 above it.
    assert_eq!(run["funding"]["shortfall_people"], serde_json::json!([{"role": ENGINEER, "people": 0.2}]));
    // In the month with least left of each role both say the same: 0.4 + 1.3 of 1.5, and 0.5 + 0 of 1.
    let thousandths = |of: &Value, key: &str| (of[key].as_f64().unwrap() * 1_000.0).round() as i64;
    for role in run["funding"]["roles"].as_array().unwrap() {
        let roles = ahead["roles"].as_array().unwrap();
        let own = roles.iter().find(|one| one["role"] == role["role"]).unwrap();
        let month = own["months"].as_array().unwrap().iter().find(|one| one["month"] == role["month"]).unwrap();
        assert_eq!(
            ["cap", "reserved", "kept", "chosen"].map(|key| thousandths(role, key)),
            [
                thousandths(month, "there"),
                thousandths(month, "centre"),
                thousandths(month, "running") + thousandths(month, "mandatory"),
                thousandths(month, "funded")
            ],
            "{role}"
        );
    }
    // The page names the month.
    let page = folder.path().join("out/2026-10/executive.pdf");
    let text = std::process::Command::new("pdftotext").args(["-layout"]).arg(page).arg("-").output().unwrap();
    let text = String::from_utf8_lossy(&text.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "People run short in May 2027: Data Engineer, 0.2 too few of 1.7 needed.",
        "The funded candidates add 0.5 at most, in January 2027.",
        "If every candidate began, Cloud & Infrastructure Architect would be 0.1 short in February 2027.",
        "Not known and left out: 1 row of Team without a readable FTE (C-3) and 1 initiative that reports nobody (R-3).",
        "No capacity is set for AI Program Lead.",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // What is not known is said, never counted as nothing: C-3's time, and R-3, which reports nobody.
    let not_known = &ahead["not_known"];
    assert_eq!(not_known["rows_without_fte"], 1);
    assert_eq!(not_known["initiatives_without_people"], serde_json::json!(["R-3"]));
    assert_eq!(not_known["roles_without_capacity"], serde_json::json!(["AI Program Lead"]));

    let asked = ["explain", "people", "ahead", "of", "Data", "Engineer", "--period", "2026-10"];
    let explained = said(&coe_report(folder.path(), &asked));
    for words in ["May 2027, the first month", "0.2 too few", "finance.xlsx › Team!D2", "finance.xlsx › Team!D7"] {
        assert!(explained.contains(words), "{words}: {explained}");
    }
    // R-2 is over by then, and C-1 too.
    assert!(!explained.contains("Team!D6") && !explained.contains("Team!D8"), "{explained}");
}

#[test]
fn a_capacity_that_falls_later_takes_a_candidate_out() {
    // From March on 1.4 engineers: 0.4 + 0.6 + 0.5 are 0.1 too many.
    let (_folder, run) = run(&format!("{BUDGET}{}", CAPACITY.replace("1.5", "1.4")));
    assert_eq!(run["funding"]["best"]["initiatives"], serde_json::json!(["C-3"]));
    let lines = run["funding"]["initiatives"].as_array().unwrap();
    let left_out = lines.iter().find(|line| line["initiative_id"] == "C-1").unwrap();
    assert_eq!(left_out["over_people"], serde_json::json!([{"role": ENGINEER, "people": 0.1}]));
    assert_eq!(months(&run, ENGINEER, "funded"), each(&[(12, 0.0)]));
    assert_eq!(months(&run, ENGINEER, "not_funded"), each(&[(2, 0.0), (4, 0.5), (6, 0.0)]));
}

#[test]
fn without_a_budget_nothing_counts_as_funded() {
    let (_folder, run) = run(CAPACITY);
    let ahead = &run["people_ahead"];
    assert_eq!((&run["funding"], ahead["budget_is_set"].as_bool()), (&Value::Null, Some(false)));
    assert_eq!(months(&run, ENGINEER, "needed"), each(&[(2, 1.3), (4, 1.0), (6, 1.7)]));
    assert_eq!(ahead["first_short"], serde_json::json!({"role": ENGINEER, "month": "2027-05", "short_by": 0.2}));
}

#[test]
fn before_the_first_month_of_a_capacity_nobody_knows() {
    let (_folder, run) = run(&format!("{BUDGET}[capacity]\n\"Data Engineer from 2027-03\" = 1.5\n"));
    assert_eq!(months(&run, ENGINEER, "there"), [vec![None; 4], vec![Some(1.5); 8]].concat());
    assert_eq!(run["people_ahead"]["first_short"]["month"], "2027-05");
}

#[test]
fn without_a_capacity_or_without_people_nothing_is_said() {
    let (folder, plain) = run(BUDGET);
    assert!(plain.get("people_ahead").is_none());
    let asked = coe_report(folder.path(), &["explain", "people", "ahead", "--period", "2026-10"]);
    assert!(complained(&asked).contains("[capacity]"), "{}", complained(&asked));
    // A capacity of a role that nobody has.
    let (_folder, other) = run(&format!("{BUDGET}[capacity]\n\"Business Domain Expert\" = 2\n"));
    assert!(other.get("people_ahead").is_none());
}

/// A row of Team: whose, role, tenths of a person, first month and how many months, from September 2026 on.
#[derive(Clone, Debug)]
struct Row {
    of: usize,
    role: usize,
    tenths: i64,
    from: i32,
    months: Option<i32>,
}

impl Row {
    fn first(&self) -> Month {
        Month::new(2026, 9).unwrap().plus(self.from)
    }

    fn last(&self) -> Option<Month> {
        self.months.map(|months| self.first().plus(months))
    }

    fn is_in(&self, month: Month) -> bool {
        self.first() <= month && self.last().is_none_or(|last| month <= last)
    }
}

/// A company: how each initiative stands and what it brings, its people, and the capacity of two roles: tenths of a person
/// at first and from a month on.
#[derive(Clone, Debug)]
struct Company {
    initiatives: Vec<(&'static str, i64)>,
    rows: Vec<Row>,
    capacity: [(i64, i32, i64); 2],
    budget: i64,
}

const ROLES: [&str; 2] = [ENGINEER, ARCHITECT];

fn companies() -> impl Strategy<Value = Company> {
    let initiative =
        (prop::sample::select(vec!["Pilot", "Assessment", "Assessment", "On hold", "mandatory"]), 1..9_i64);
    let row = (0..7_usize, 0..2_usize, 1..12_i64, 0..16, prop::option::of(0..14))
        .prop_map(|(of, role, tenths, from, months)| Row { of, role, tenths, from, months });
    let capacity = (0..30_i64, 0..18, 0..30_i64);
    (prop::collection::vec(initiative, 1..7), prop::collection::vec(row, 1..14), [capacity.clone(), capacity], 1..8_i64)
        .prop_map(|(initiatives, rows, capacity, budget)| Company {
            rows: rows.into_iter().filter(|row| row.of <= initiatives.len()).collect(),
            initiatives,
            capacity,
            budget: budget * 100,
        })
}

impl Company {
    fn metrics(&self) -> Metrics {
        let id = |of: usize| if of == 0 { "COE".to_owned() } else { format!("N-{of}") };
        let mut initiatives = vec![
            vec!["Initiative ID", "Initiative name", "Department", "Phase", "Mandatory"]
                .into_iter()
                .map(str::to_owned)
                .collect::<Vec<String>>(),
        ];
        let mut money = vec![["Initiative ID", "Month", "Cost planned", "Benefit planned"].map(str::to_owned).to_vec()];
        for (place, (phase, benefit)) in self.initiatives.iter().enumerate() {
            let id = id(place + 1);
            let (phase, mandatory) = if *phase == "mandatory" { ("Approved", "Yes") } else { (*phase, "") };
            let texts = [&*id, &*id, "Sales", phase, mandatory];
            initiatives.push(texts.map(str::to_owned).to_vec());
            let benefit = (benefit * 1_000).to_string();
            money.push([&*id, "2026-11", "100", &*benefit].map(str::to_owned).to_vec());
        }
        let mut team = vec![["Initiative ID", "Role", "FTE", "From", "To"].map(str::to_owned).to_vec()];
        for row in &self.rows {
            let fte = format!("{:.1}", row.tenths as f64 / 10.0);
            let last = row.last().map(|last| last.to_string()).unwrap_or_default();
            team.push(
                [&*id(row.of), ROLES[row.role], &*fte, &*row.first().to_string(), &*last].map(str::to_owned).to_vec(),
            );
        }
        let mut settings = format!("discount_rate = 0.0\n[budgets]\n2026 = {}\n[capacity]\n", self.budget);
        for (role, (at_first, after, then)) in ROLES.iter().zip(self.capacity) {
            let from = Month::new(2026, 9).unwrap().plus(after);
            settings += &format!(
                "\"{role}\" = {:.1}\n\"{role} from {from}\" = {:.1}\n",
                at_first as f64 / 10.0,
                then as f64 / 10.0
            );
        }
        let sheets = [&initiatives, &money, &team].map(|rows| -> Vec<Vec<&str>> {
            rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect()
        });
        let [initiatives, money, team] =
            sheets.each_ref().map(|rows| rows.iter().map(Vec::as_slice).collect::<Vec<&[&str]>>());
        let folder = intake_of(&[("Initiatives", &initiatives), ("Financials", &money), ("Team", &team)], &settings);
        let given = Given {
            config: Some(folder.path().join("report.toml")),
            intake: Some(folder.path().join("intake")),
            period: Month::new(2026, 10),
            ..Given::default()
        };
        let settings = Settings::resolve(&given, "2026-11-05T03:00:00Z".parse().unwrap()).unwrap();
        let checked = pipeline::check(&settings, &|_| ()).unwrap();
        metrics::compute(&checked.portfolio, &settings.assumptions).unwrap()
    }

    /// Thousandths of a person that are there, counted apart from the program.
    fn there(&self, role: usize, month: Month) -> i64 {
        let (at_first, after, then) = self.capacity[role];
        100 * if month >= Month::new(2026, 9).unwrap().plus(after) { then } else { at_first }
    }

    /// Thousandths of a person that some need: 0 is the centre, 1 the first initiative.
    fn needed(&self, role: usize, month: Month, wanted: impl Fn(usize) -> bool) -> i64 {
        let rows = self.rows.iter().filter(|row| row.role == role && row.is_in(month) && wanted(row.of));
        rows.map(|row| row.tenths * 100).sum()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(80) })]

    #[test]
    #[ignore = "slow: cargo test -- --include-ignored"]
    fn the_choice_never_takes_more_people_than_there_are(company in companies()) {
        let metrics = company.metrics();
        let funding = metrics.funding.as_ref().unwrap();
        // Rows stand in the order of the sheet.
        let is_chosen = |of: usize| of > 0 && funding.best.rows.contains(&(of as u32 - 1));
        let is_kept = |of: usize| of == 0 || ["Pilot", "mandatory"].contains(&company.initiatives[of - 1].0);
        prop_assert!(funding.lines.iter().all(|line| (line.standing != Standing::Candidate) == is_kept(line.row as usize + 1)));
        let first = Month::new(2026, 11).unwrap();
        // The whole horizon of 36 months, not only the months in which somebody begins.
        for month in (0..36).map(|ahead| first.plus(ahead)) {
            for role in 0..2 {
                let there = company.there(role, month);
                let kept = company.needed(role, month, is_kept);
                let chosen = company.needed(role, month, is_chosen);
                prop_assert!(chosen <= (there - kept).max(0), "{month} {role}: {kept} and {chosen} of {there}");
            }
        }
        // What is shown is what was chosen from, and both are a count of one's own.
        let Some(ahead) = &metrics.people_ahead else { return Ok(()) };
        let mut first_short = None;
        for month in (0..MONTHS_AHEAD).map(|ahead| first.plus(ahead)) {
            for (role, name) in ROLES.iter().enumerate() {
                let shown = ahead.roles.iter().find(|one| *one.role == **name).unwrap();
                let shown = shown.months.iter().find(|one| one.month == month).unwrap();
                prop_assert_eq!(shown.supply, Some(company.there(role, month)));
                prop_assert_eq!(shown.part(NeededFor::Centre), company.needed(role, month, |of| of == 0));
                prop_assert_eq!(shown.part(NeededFor::Funded), company.needed(role, month, is_chosen));
                let needed = company.needed(role, month, |of| is_kept(of) || is_chosen(of));
                prop_assert_eq!(shown.demand(), needed);
                let short = needed - company.there(role, month);
                if short > 0 && first_short.is_none_or(|(first, most, _)| first == month && short > most) {
                    first_short = Some((month, short, role));
                }
            }
        }
        let found = ahead.first_short().map(|(role, month)| (month.month, -month.left().unwrap(), role.role.to_string()));
        // Of roles that are short by the same, the first by name is named.
        let right = first_short.map(|(month, short, _)| (month, short));
        prop_assert_eq!(found.map(|(month, short, _)| (month, short)), right);
    }
}
