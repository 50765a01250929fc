//! Figures lead to cells whose values, read with another program, give the figures again.

use crate::support::{INITIATIVE_TITLES, coe_report, complained, record, repository, said};
use calamine::{Data, Reader, open_workbook_auto};
use jiff::civil::Date;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The workbooks of an intake, opened as they are needed.
struct Workbooks {
    folder: PathBuf,
    sheets: BTreeMap<(String, String), calamine::Range<Data>>,
}

impl Workbooks {
    fn of(folder: &Path) -> Workbooks {
        Workbooks { folder: folder.to_owned(), sheets: BTreeMap::new() }
    }

    /// What stands in the cell of an input.
    fn cell(&mut self, input: &Value) -> Data {
        let file = input["file"].as_str().unwrap().to_owned();
        let (row, column) = place(input["cell"].as_str().unwrap());
        let Some(sheet) = input["sheet"].as_str().map(str::to_owned) else {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(self.folder.join(file)).unwrap();
            let record = reader.records().nth(row as usize).unwrap().unwrap();
            return Data::String(record[column as usize].to_owned());
        };
        let range = self
            .sheets
            .entry((file.clone(), sheet.clone()))
            .or_insert_with(|| open_workbook_auto(self.folder.join(file)).unwrap().worksheet_range(&sheet).unwrap());
        range.get_value((row, column)).cloned().unwrap_or_default()
    }

    /// The number in a cell; none in a blank one. Percents, currencies and grouped digits are typed as text in some.
    fn number(&mut self, input: &Value) -> Option<f64> {
        match self.cell(input) {
            Data::Float(number) => Some(number),
            Data::Int(number) => Some(number as f64),
            Data::Empty => None,
            Data::String(text) => {
                let is_mark = |letter: char| letter.is_alphabetic() || matches!(letter, ' ' | ',' | '€' | '\u{a0}');
                let digits: String = text.chars().filter(|letter| !is_mark(*letter)).collect();
                // Accountants write what is less than nothing in brackets.
                if let Some(inner) = digits.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
                    return inner.parse::<f64>().ok().map(|number| -number);
                }
                match digits.strip_suffix('%') {
                    Some(percent) => percent.parse::<f64>().ok().map(|number| number / 100.0),
                    None => digits.parse().ok(),
                }
            }
            other => panic!("{input}: {other:?}"),
        }
    }

    fn text(&mut self, input: &Value) -> String {
        self.cell(input).to_string().trim().to_owned()
    }

    fn day(&mut self, input: &Value) -> Option<Date> {
        match self.cell(input) {
            Data::DateTime(serial) => day_of_serial(serial.as_f64()),
            Data::Float(serial) => day_of_serial(serial),
            Data::String(text) => Date::strptime("%d.%m.%Y", &text).or_else(|_| text.parse::<Date>()).ok(),
            _ => None,
        }
    }
}

fn day_of_serial(serial: f64) -> Option<Date> {
    use jiff::ToSpan;
    Some(jiff::civil::date(1899, 12, 30) + (serial as i64).days())
}

/// Row and column of `F17`, both from 0.
fn place(cell: &str) -> (u32, u32) {
    let digits = cell.find(|letter: char| letter.is_ascii_digit()).unwrap();
    let column = cell[..digits].bytes().fold(0, |column, letter| column * 26 + u32::from(letter - b'A') + 1);
    (cell[digits..].parse::<u32>().unwrap() - 1, column - 1)
}

/// The inputs of the groups of a part.
fn inputs<'a>(explained: &'a Value, part: &str) -> Vec<&'a Value> {
    let groups = explained["groups"].as_array().unwrap().iter().filter(|group| group["part"] == part);
    groups.flat_map(|group| group["inputs"].as_array().unwrap()).collect()
}

fn sum(books: &mut Workbooks, inputs: &[&Value]) -> f64 {
    inputs.iter().filter_map(|input| books.number(input)).sum()
}

/// Values of one row of Initiatives, by field.
type Row = BTreeMap<String, Value>;

/// The inputs by initiative.
fn by_initiative(inputs: &[&Value]) -> BTreeMap<String, Row> {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for input in inputs {
        let row = rows.entry(input["initiative_id"].as_str().unwrap().to_owned()).or_default();
        row.insert(input["field"].as_str().unwrap().to_owned(), (*input).clone());
    }
    rows
}

/// 100 · Σ w (x − 1)/4 / Σ w over the known criteria, delivery risk reversed; default weights of templates/report.toml.
fn score(books: &mut Workbooks, row: &Row) -> Option<f64> {
    const WEIGHTS: [(&str, f64); 6] = [
        ("strategic_fit", 25.0),
        ("business_value", 25.0),
        ("feasibility", 15.0),
        ("data_readiness", 15.0),
        ("org_readiness", 10.0),
        ("delivery_risk", 10.0),
    ];
    let (mut above, mut below) = (0.0, 0.0);
    for (field, weight) in WEIGHTS {
        if let Some(typed) = row.get(field).and_then(|input| books.number(input)) {
            let share = (typed - 1.0) / 4.0;
            above += weight * if field == "delivery_risk" { 1.0 - share } else { share };
            below += weight;
        }
    }
    (below > 0.0).then(|| 100.0 * above / below)
}

fn near(found: f64, right: &Value, what: &str) {
    let right = right.as_f64().unwrap_or_else(|| panic!("{what}: {right}"));
    assert!((found - right).abs() < 0.005 * right.abs().clamp(1e-9, 1.0), "{what}: {found}, {right}");
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn ten_figures_of_the_sample_come_again_from_the_cells_they_lead_to() {
    let out = tempfile::tempdir().unwrap();
    let sample = repository().join("sample-data");
    let (intake, config) = (sample.join("intake"), sample.join("report.toml"));
    let (intake_text, config_text) = (intake.to_string_lossy(), config.to_string_lossy());
    let common = ["--config", &*config_text, "--period", "2026-10"];
    coe_report(out.path(), &[&["run", &*intake_text, "--out", "out", "-q"][..], &common].concat());
    let run = record(&out.path().join("out/2026-10"));
    let ask = |what: &str| -> Value {
        let words = ["explain", what, "--intake", &*intake_text, "--json"];
        let output = coe_report(out.path(), &[&words[..], &common].concat());
        let answer: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{what}: {}{}", said(&output), complained(&output)));
        answer["explanations"][0].clone()
    };
    let books = &mut Workbooks::of(&intake);
    let figure = |key: &str| run["portfolio"][key]["value"].clone();
    let measure =
        |id: &str| run["measures"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()["value"].clone();
    let initiative = |id: &str, key: &str| {
        let all = run["initiatives"].as_array().unwrap();
        all.iter().find(|one| one["initiative_id"] == id).unwrap()[key].clone()
    };

    // 1–3: sums of cells.
    for (what, key) in [
        ("spend to date", "cost_actual_ytd"),
        ("benefit", "benefit_actual_ytd"),
        ("budget requested", "budget_requested"),
    ] {
        let explained = ask(what);
        assert_eq!(explained["key"], key);
        near(sum(books, &inputs(&explained, "used")), &figure(key), what);
    }

    // 4: a quotient of sums.
    let reached = ask("benefit reached");
    let quotient = sum(books, &inputs(&reached, "numerator")) / sum(books, &inputs(&reached, "denominator"));
    near(quotient, &figure("benefit_realisation_ytd"), "benefit reached");

    // 5: M12a. A sponsor with an address of those in the denominator, the phase of each of them active.
    let explained = ask("M12a");
    let all = by_initiative(&[inputs(&explained, "numerator"), inputs(&explained, "denominator")].concat());
    let mut sponsored = 0;
    for row in all.values() {
        let phase = books.text(&row["phase"]).to_lowercase();
        assert!(["approved", "pilot", "production", "live", "on hold"].contains(&phase.as_str()), "{phase}");
        let has = |books: &mut Workbooks, field: &str| !books.text(&row[field]).is_empty();
        sponsored += i32::from(has(books, "sponsor") && books.text(&row["sponsor_email"]).contains('@'));
    }
    near(f64::from(sponsored) / all.len() as f64, &measure("M12a"), "M12a");

    // 6: M7a. Pilots that began from October 2024 to April 2026, and where they are now.
    let explained = ask("M7a");
    let all = by_initiative(&[inputs(&explained, "numerator"), inputs(&explained, "denominator")].concat());
    let (mut arrived, mut ended) = (0, 0);
    for row in all.values() {
        let began = books.day(&row["pilot_on"]).unwrap();
        assert!(began >= "2024-10-01".parse().unwrap() && began <= "2026-04-30".parse().unwrap(), "{began}");
        match row.get("production_on").and_then(|input| books.day(input)) {
            Some(_) => arrived += 1,
            None => ended += 1,
        }
    }
    near(f64::from(arrived) / f64::from(arrived + ended), &measure("M7a"), "M7a");

    // 7: the score of one initiative; 8: its rank among all.
    let own = by_initiative(&inputs(&ask("score of OPS-01"), "used"));
    let of_its_own = score(books, &own["OPS-01"]).unwrap();
    near(of_its_own, &initiative("OPS-01", "score"), "score");
    let ranked = by_initiative(&inputs(&ask("rank of OPS-01"), "used"));
    let better = ranked.values().filter(|row| score(books, row).is_some_and(|score| score > of_its_own + 1e-6)).count();
    assert_eq!(initiative("OPS-01", "rank"), better as u64 + 1);

    // 9: the net present value: planned benefit less cost at 8% a year, months counted from January 2026.
    let explained = ask("npv of OPS-03");
    let monthly = 1.08_f64.powf(1.0 / 12.0);
    let mut value = 0.0;
    for input in inputs(&explained, "used") {
        let month = input["month"].as_str().unwrap();
        let (year, number): (i32, i32) = (month[..4].parse().unwrap(), month[5..].parse().unwrap());
        let sign = if input["field"] == "cost_planned" { -1.0 } else { 1.0 };
        value += sign * books.number(input).unwrap() / monthly.powi((year - 2026) * 12 + number - 1);
    }
    let right = initiative("OPS-03", "npv_cents").as_f64().unwrap();
    assert!((value * 100.0 - right).abs() <= 0.5, "npv in cents: {}, {right}", value * 100.0);

    // 10: the mean attainment of the KPIs of one initiative, from baseline, target and the latest reading.
    let explained = ask("KPI attainment of OPS-01");
    let mut kpis: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut rows: BTreeMap<u32, Row> = BTreeMap::new();
    for input in inputs(&explained, "used") {
        let row = rows.entry(place(input["cell"].as_str().unwrap()).0).or_default();
        row.insert(input["field"].as_str().unwrap().to_owned(), input.clone());
    }
    for row in rows.into_values() {
        kpis.entry(books.text(&row["kpi"])).or_default().push(row);
    }
    let mut attainments = Vec::new();
    for rows in kpis.values() {
        // Of each the latest that is known.
        let mut rows: Vec<&Row> = rows.iter().collect();
        rows.sort_by_key(|row| books.day(&row["read_on"]));
        let [actual, baseline, target] = ["actual", "baseline", "target"].map(|field| {
            rows.iter().rev().find_map(|row| row.get(field).and_then(|input| books.number(input))).unwrap()
        });
        attainments.push(((actual - baseline) / (target - baseline)).clamp(-1.0, 1.5));
    }
    let mean = attainments.iter().sum::<f64>() / attainments.len() as f64;
    assert_eq!(kpis.len(), 2);
    near(mean, &initiative("OPS-01", "kpi_attainment"), "attainment");

    // 11: what a department spent is that of its initiatives.
    let explained = ask("spend of Sales");
    let used = inputs(&explained, "used");
    let ids: BTreeSet<&str> = used.iter().map(|input| input["initiative_id"].as_str().unwrap()).collect();
    let of_sales = |one: &&Value| one["department"] == "Sales";
    let right: f64 = run["initiatives"]
        .as_array()
        .unwrap()
        .iter()
        .filter(of_sales)
        .filter_map(|one| one["cost_actual_ytd_cents"].as_f64())
        .sum();
    assert!(ids.iter().all(|id| id.starts_with("SAL-")), "{ids:?}");
    near(sum(books, &used) * 100.0, &Value::from(right), "spend of Sales");
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn a_closed_month_is_explained_from_its_snapshot_alone() {
    let folder = tempfile::tempdir().unwrap();
    let sample = repository().join("sample-data");
    let settings = fs::read_to_string(sample.join("report.toml")).unwrap();
    fs::write(folder.path().join("report.toml"), format!("{settings}\n[state]\nfolder = \"state\"\n")).unwrap();
    let september = sample.join("history/2026-09");
    coe_report(
        folder.path(),
        &["close", "2026-09", &september.to_string_lossy(), "--config", "report.toml", "--accept", "a test", "-q"],
    );
    let closed = record(&folder.path().join("reports/2026-09"));
    assert_eq!(closed["state"], "final r1");

    // There is no intake here any more.
    let ask = |what: &str| -> Value {
        let output =
            coe_report(folder.path(), &["explain", what, "--period", "2026-09", "--config", "report.toml", "--json"]);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", complained(&output)))
    };
    let books = &mut Workbooks::of(&september);
    let answer = ask("benefit to date");
    assert_eq!(answer["state"], "final r1");
    let explained = &answer["explanations"][0];
    let right = &closed["portfolio"]["benefit_actual_ytd"]["value"];
    assert_eq!(&explained["value"], right);
    near(sum(books, &inputs(explained, "used")), right, "benefit of September");
    assert_eq!(explained["notes"].as_array().unwrap().len(), 0, "nothing changed since: {explained}");

    // Another discount rate since: both values are told.
    fs::write(
        folder.path().join("report.toml"),
        format!("{}\n[state]\nfolder = \"state\"\n", settings.replace("discount_rate = 0.08", "discount_rate = 0.2")),
    )
    .unwrap();
    let notes = ask("npv of OPS-03")["explanations"][0]["notes"].to_string();
    assert!(notes.contains("The report of 2026-09 said") && notes.contains("setting"), "{notes}");
}

#[test]
fn months_across_lead_to_their_own_cells_also_from_a_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("intake")).unwrap();
    let initiatives: &[&[&str]] =
        &[&INITIATIVE_TITLES, &["FIN-1", "Invoices", "Finance", "Ada", "Other", "Idea", "2026-01-05"]];
    let money: &[&[&str]] = &[
        &["Initiative ID", "Measure", "2026-08", "2026-09", "2026-10"],
        &["FIN-1", "Cost actual", "100", "200", "400"],
        &["FIN-1", "Cost planned", "110", "210", "410"],
    ];
    let path = folder.path().join("intake/finance.xlsx");
    crate::support::workbook(&path, &[("Initiatives", initiatives), ("Financials", money)]);
    fs::write(folder.path().join("report.toml"), "level = \"start\"\n[state]\nfolder = \"state\"\n").unwrap();
    let ask = || {
        let output = coe_report(folder.path(), &["explain", "spend to date", "--period", "2026-10", "--json"]);
        let answer: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", complained(&output)));
        let cells: Vec<String> = inputs(&answer["explanations"][0], "used")
            .iter()
            .map(|input| input["cell"].as_str().unwrap().to_owned())
            .collect();
        (answer["state"].as_str().unwrap().to_owned(), cells)
    };
    let cells = ["C2", "D2", "E2"].map(str::to_owned).to_vec();
    assert_eq!(ask(), ("draft".to_owned(), cells.clone()));
    coe_report(folder.path(), &["close", "2026-10", "intake", "--accept", "a test", "-q"]);
    assert_eq!(ask(), ("final r1".to_owned(), cells));
}

#[test]
fn people_read_the_first_cells_and_how_many_more_there_are() {
    let sample = repository().join("sample-data");
    let intake = sample.join("intake");
    let ask = |words: &[&str]| {
        let intake = intake.to_string_lossy();
        coe_report(&sample, &[&["explain"][..], words, &["--intake", &intake, "--period", "2026-10"]].concat())
    };
    let answer = said(&ask(&["spend", "to", "date"]));
    // The sum stands in sample-data/README.md.
    assert!(answer.starts_with("Spend to date  EUR 4,224,894.83\n"), "{answer}");
    assert!(answer.contains("it-coe.xlsx › Financials!D152") && answer.contains("and 329 more: --all"), "{answer}");
    let all = said(&ask(&["spend to date", "--all"]));
    assert!(!all.contains("more: --all") && all.lines().count() > 339, "{}", all.lines().count());

    let unknown = ask(&["rank", "of", "OPS-11"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(complained(&unknown).contains("Did you mean \"rank of OPS-01\""), "{}", complained(&unknown));
}
