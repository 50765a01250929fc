//! Portfolios written as small tables, so that a reader can do every sum by hand.

use crate::{
    metrics::compute,
    model::{
        assumptions::Assumptions,
        dictionary::{Dictionary, Kind, SheetKind},
        health::Health,
        money::Cents,
        portfolio::{CENTRE, Currencies, Portfolio, Tally},
        table::{Column, Origin, Table, Values},
    },
    settings::{Given, Settings},
};
use std::{collections::BTreeMap, sync::Arc};

/// The settings of all tests: five departments, three goals, two initiatives a sponsor.
const SETTINGS: &str = r#"
[health]
initiatives_a_sponsor = 2
[fields.initiatives.department]
allowed = ["Marketing", "Sales", "Operations", "Finance", "HR", "Other"]
[fields.initiatives.strategic_goal]
allowed = ["Grow", "Cut", "Safe"]
"#;

/// Settings of October 2026, fiscal years from January.
pub fn settings() -> Settings {
    settings_with("")
}

/// The same with more behind them.
pub fn settings_with(more: &str) -> Settings {
    settings_of(&format!("{SETTINGS}{more}"))
}

/// Those of this file and no other.
pub fn settings_of(text: &str) -> Settings {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.toml");
    std::fs::write(&path, text).unwrap();
    let given = Given { config: Some(path), period: Some("2026-10".parse().unwrap()), ..Given::default() };
    Settings::resolve(&given, jiff::Timestamp::UNIX_EPOCH).unwrap()
}

/// Sheets as text: a line of keys, then lines of values, cells apart by `|`, blank is unknown. Several texts about
/// initiatives are one sheet, matched by the id in their first column.
#[derive(Default)]
pub struct Intake<'a> {
    pub initiatives: &'a [&'a str],
    pub financials: &'a str,
    pub outcomes: &'a str,
    pub team: &'a str,
}

impl Intake<'_> {
    /// What October 2026 says.
    pub fn health(&self) -> Health {
        self.health_under(&settings())
    }

    /// The same under other settings.
    pub fn health_under(&self, settings: &Settings) -> Health {
        let portfolio = self.portfolio(&settings.rules.dictionary);
        let assumptions: &Assumptions = &settings.assumptions;
        compute(&portfolio, assumptions).unwrap().health
    }

    /// Its rows as accepted.
    pub fn portfolio(&self, dictionary: &Dictionary) -> Portfolio {
        let initiatives = table(dictionary, SheetKind::Initiatives, &merged(self.initiatives));
        let [financials, outcomes, team] = [
            (SheetKind::Financials, self.financials),
            (SheetKind::Outcomes, self.outcomes),
            (SheetKind::Team, self.team),
        ]
        .map(|(kind, text)| table(dictionary, kind, &cells(text)));
        let row_of = |id: &Option<Arc<str>>| -> Option<u32> {
            let id = id.as_ref().filter(|id| &***id != CENTRE)?;
            let found = initiatives.text("initiative_id").iter().position(|own| own.as_ref() == Some(id));
            Some(found.unwrap_or_else(|| panic!("no initiative {id}")) as u32)
        };
        let rows = |table: &Table| table.text("initiative_id").iter().map(row_of).collect();
        Portfolio {
            files: Vec::new(),
            financials_initiative: rows(&financials),
            outcomes_initiative: rows(&outcomes),
            team_initiative: rows(&team),
            initiatives,
            financials,
            outcomes,
            team,
            tally: Tally::default(),
            submitters: Vec::new(),
            department_tally: BTreeMap::new(),
            decisions: table(dictionary, SheetKind::Decisions, &[]),
            control_totals: table(dictionary, SheetKind::ControlTotals, &[]),
            rates: table(dictionary, SheetKind::Rates, &[]),
            billing: Default::default(),
            usage: table(dictionary, SheetKind::Usage, &[]),
            usage_initiative: Vec::new(),
            currencies: Currencies::default(),
            ledger: Vec::new(),
            register: Vec::new(),
            questions: Vec::new(),
        }
    }
}

/// The id of an initiative's row, in the order of the first text.
pub fn ids(health: &[u32]) -> String {
    health.iter().map(|row| char::from(b'A' + *row as u8)).collect()
}

fn cells(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// Texts about the same ids side by side, rows in the order of the first.
fn merged(texts: &[&str]) -> Vec<Vec<String>> {
    let mut sheets = texts.iter().map(|text| cells(text));
    let mut all = sheets.next().unwrap_or_default();
    for sheet in sheets {
        let width = sheet[0].len();
        for row in &mut all {
            let found = sheet.iter().find(|other| other[0] == row[0]);
            let blank = vec![String::new(); width];
            row.extend(found.unwrap_or(&blank)[1..].iter().cloned());
        }
        for other in &sheet {
            assert!(all.iter().any(|row| row[0] == other[0]), "{} stands in the first text", other[0]);
        }
    }
    all
}

fn table(dictionary: &Dictionary, kind: SheetKind, cells: &[Vec<String>]) -> Table {
    let (titles, rows) = cells.split_first().map_or((&[][..], &[][..]), |(titles, rows)| (&titles[..], rows));
    let fields = &dictionary.sheet(kind).fields;
    for title in titles {
        assert!(fields.iter().any(|field| field.key == *title), "{title} is a field of {}", kind.name());
    }
    let columns = fields.iter().map(|field| {
        let place = titles.iter().position(|title| *title == field.key);
        let typed: Vec<Option<&str>> = rows
            .iter()
            .map(|row| place.and_then(|place| row.get(place)).map(String::as_str).filter(|cell| !cell.is_empty()))
            .collect();
        Column { key: field.key.as_str().into(), values: values(field.kind, &typed) }
    });
    let origins = (0..rows.len() as u32).map(|row| Origin { file: 0, sheet: 0, row, entry: row });
    Table { kind, columns: columns.collect(), unknown: Vec::new(), local: Vec::new(), origins: origins.collect() }
}

fn values(kind: Kind, typed: &[Option<&str>]) -> Values {
    fn each<T>(typed: &[Option<&str>], read: impl Fn(&str) -> T) -> Vec<Option<T>> {
        typed.iter().map(|cell| cell.map(&read)).collect()
    }
    match kind {
        Kind::Text | Kind::TextId | Kind::Choice | Kind::Email => Values::Text(each(typed, |cell| Arc::from(cell))),
        Kind::ChoiceList | Kind::IdList => {
            Values::List(each(typed, |cell| cell.split(';').map(|part| Arc::from(part.trim())).collect()))
        }
        Kind::Date => Values::Date(each(typed, |cell| cell.parse().unwrap())),
        Kind::Month => Values::Month(each(typed, |cell| cell.parse().unwrap())),
        Kind::Money => Values::Money(each(typed, |cell| Cents(cell.parse::<i64>().unwrap() * 100))),
        Kind::Number | Kind::Integer | Kind::Percent => Values::Number(each(typed, |cell| cell.parse().unwrap())),
        Kind::YesNo => Values::YesNo(each(typed, |cell| cell == "Yes")),
    }
}
