//! The workbook of settings: what is composed is read back, and what cannot be is said with its cell.

use super::*;
use crate::{
    model::{
        mail::{AlsoSponsor, Recipient, Role},
        setting::{LINE_TITLES, SettingKind, SettingLine, SettingValue, SettingsBook, SettingsTable, SheetContent},
        workbook::{CellPlace, RawValue},
    },
    settings::{DEFAULTS, dictionary::embedded},
};
use std::{collections::BTreeSet, sync::Arc};

fn typing() -> Typing {
    Typing { locale: Locale::named("en-GB").unwrap(), currency: "EUR".to_owned() }
}

/// The cells of a composed workbook, as the renderer puts them and a reader finds them.
fn cells(book: &SettingsBook) -> Vec<PlainSheet> {
    let text = |text: &str| RawValue::Text(text.into());
    let raw = |value: &SettingValue, kind: &SettingKind| match (value, kind) {
        (SettingValue::Text(words), _) => text(words),
        (SettingValue::Number(number), SettingKind::Share) => RawValue::PercentNumber(*number),
        (SettingValue::Number(number), _) => RawValue::Number(*number),
        (SettingValue::YesNo(answer), _) => text(if *answer { "Yes" } else { "No" }),
    };
    let tables = |tables: &[SettingsTable]| {
        let mut cells = Vec::new();
        let mut first = 0;
        for table in tables {
            for (place, column) in (first..).zip(&table.columns) {
                cells.push((CellPlace { row: 2, column: place }, text(&column.title)));
            }
            for (row, values) in (3..).zip(&table.rows) {
                for ((place, column), value) in (first..).zip(&table.columns).zip(values) {
                    cells.extend(
                        value.as_ref().map(|value| (CellPlace { row, column: place }, raw(value, &column.kind))),
                    );
                }
            }
            first += table.columns.len() as u32 + 1;
        }
        cells
    };
    let lines = |lines: &[SettingLine]| {
        let titles = LINE_TITLES.iter().map(|title| text(title));
        let mut cells: Vec<_> =
            (0..).zip(titles).map(|(column, title)| (CellPlace { row: 2, column }, title)).collect();
        for (row, line) in (3..).zip(lines) {
            let SettingLine::Setting { key, kind, value, .. } = line else { continue };
            cells.extend(value.as_ref().map(|value| (CellPlace { row, column: 1 }, raw(value, kind))));
            cells.push((CellPlace { row, column: 4 }, text(key)));
        }
        cells
    };
    let sheet = |sheet: &crate::model::setting::SettingsSheet| {
        let mut cells = match &sheet.content {
            SheetContent::Lines(all) => lines(all),
            SheetContent::Tables(all) => tables(all),
        };
        cells.sort_by_key(|(place, _)| *place);
        PlainSheet { name: sheet.name.as_str().into(), cells, merged: Vec::new(), formulas: Vec::new() }
    };
    book.sheets.iter().map(sheet).collect()
}

fn read(book: &SettingsBook) -> Result<merge::Merged, crate::model::problem::Problem> {
    merged(FileSettings::default(), "report.toml", "", Some(&Read { sheets: cells(book) }))
}

/// Every setting of the workbook, each with another value than its default.
fn all_changed() -> FileSettings {
    let mut table = table_of(&FileSettings::default());
    let mut changed = 0;
    change(&mut table, "", &mut changed);
    let mut text = toml::to_string(&table).unwrap();
    text.push_str(
        "[sheets]\ninitiatives = [\"AI list\", \"KI-Liste\"]\n\
         [budgets]\n2026 = 900000.0\n\"2027/28\" = 1.25\n[capacity]\n\"Data Engineer\" = 6.5\n\"Data Engineer from 2027-03\" = 8.0\n\
         [fields.initiatives.department]\nallowed = [\"Foundry\", \"Sales\"]\naliases = [\"Plant\"]\ndefault = \"Foundry\"\n\
         [fields.initiatives.department.value_aliases]\nFoundry = [\"Works\", \"Casting shop\"]\n\
         [fields.initiatives.strategic_goal]\nallowed = [\"Growth\"]\n\
         [fields.initiatives.phase]\nnot_titles = [\"Stage\"]\nnot_words = [\"Live\", \"POC\"]\n\
         [fields.initiatives.phase.value_aliases]\nPilot = [\"in test\"]\n\
         [fields.initiatives.risk_tier]\nneed = \"optional\"\n\
         [fields.initiatives.owner_email]\nneed = { from-phase = \"Pilot\" }\n\
         [fields.team.role]\nallowed = [\"Data Engineer\", \"Welder\"]\n\
         [[expected_submitters]]\nname = \"Finance\"\naddress = \"c@x.example\"\nfiles = \"fin*.xlsx\"\ndue_day = 7\ndue = \"5th working day\"\n\
         [[expected_submitters]]\nname = \"HR\"\ndepartment = \"Sales\"\n\
         [[stress_tests]]\nname = \"Costs +20%\"\ncosts = 1.2\ndelay_months = 3\nhard_cashable_only = true\n\
         [[approval]]\nup_to = 50000.0\nwho = \"Lead\"\npeople = [\"Ada Lund\", \"bo@x.example\"]\nsignatures = 2\n\
         [[approval]]\nwho = \"AI board\"\n\
         [[measure]]\nid = \"X1\"\nname = \"Risky\"\nof = \"in-flight\"\namong = { phase = [\"Pilot\", \"Production\"] }\n\
         when = { monitoring = \"Yes\" }\nshow = \"share\"\nat_least = 0.9\non_page = true\n\
         [[measure]]\nid = \"X2\"\nname = \"Either\"\nwhen = { any = [{ phase = \"Idea\" }, { phase = \"Pilot\" }] }\nshow = \"count\"\n",
    );
    assert!(changed > 80, "{changed}");
    toml::from_str(&text).unwrap()
}

/// Changes what stands on sheets of lines, and takes away what the text sets anew.
fn change(table: &mut toml::Table, before: &str, changed: &mut usize) {
    use toml::Value;
    let anew = ["sheets", "budgets", "capacity", "fields", "expected_submitters", "stress_tests", "measure"];
    let keys: Vec<String> = table.keys().cloned().collect();
    for key in keys {
        let path = if before.is_empty() { key.clone() } else { format!("{before}.{key}") };
        if anew.contains(&path.as_str()) {
            table.remove(&key);
            continue;
        }
        let list = declared::SHEETS.iter().find_map(|sheet| match &sheet.content {
            Content::Lines(groups) => {
                groups.iter().flat_map(|group| group.keys).find(|(key, _)| *key == path).map(|(_, cell)| cell.kind())
            }
            Content::Tables(_) => None,
        });
        match table.get_mut(&key) {
            Some(Value::Table(inner)) => change(inner, &path, changed),
            Some(value) if has(&path) => {
                *changed += 1;
                *value = match (&*value, list) {
                    (Value::String(old), Some(SettingKind::OneOf(list))) => {
                        Value::String(list.into_iter().find(|other| other != old).unwrap())
                    }
                    (Value::String(_), _) if path == "currency" => Value::String("CHF".to_owned()),
                    (Value::String(_), _) if path.starts_with("ai_act.") => Value::String("2031-05-09".to_owned()),
                    (Value::String(_), _) if path == "amounts_are" => Value::String("cost plan".to_owned()),
                    (Value::String(_), _) => Value::String("Zürich & \"co\"".to_owned()),
                    (Value::Integer(old), _) => Value::Integer(old + 1),
                    // Amounts have cents.
                    (Value::Float(old), Some(SettingKind::Amount)) => Value::Float(old * 0.75 + 1.25),
                    (Value::Float(old), _) => Value::Float(old * 0.75 + 0.0625),
                    (Value::Boolean(old), _) => Value::Boolean(!old),
                    (Value::Array(_), _) => Value::Array(vec![Value::String("A. Berg".to_owned()), "B".into()]),
                    (other, _) => panic!("{path} = {other}"),
                };
            }
            _ => {}
        }
    }
}

#[test]
fn every_setting_goes_into_the_workbook_and_comes_back_the_same() {
    let settings = all_changed();
    let readers = vec![Recipient {
        address: "ines@x.example".to_owned(),
        name: "Ines".to_owned(),
        roles: vec![Role::Sponsor, Role::Finance],
        copy: "jan@x.example".to_owned(),
        workbook: true,
        departments: vec!["Sales".to_owned(), "Foundry".to_owned()],
        also: vec![AlsoSponsor {
            address: "ines@x.example".to_owned(),
            department: "HR".to_owned(),
            name: "Old sponsor".to_owned(),
        }],
    }];
    let month = "2026-10".parse().unwrap();
    let book = book(&settings, &readers, month);
    let back = read(&book).map_err(|problem| problem.to_string()).unwrap();
    assert_eq!(back.file, settings);
    let people: Vec<Recipient> = back.filled.readers.iter().map(|(one, _)| one.clone()).collect();
    assert_eq!(people, readers);
    assert_eq!(super::book(&back.file, &people, month), book);
    // A workbook in which nothing was typed is the defaults.
    let plain = super::book(&FileSettings::default(), &[], month);
    assert_eq!(read(&plain).unwrap().file, FileSettings::default());
}

#[test]
fn help_and_defaults_are_those_of_the_template() {
    let book = book(&FileSettings::default(), &[], "2026-10".parse().unwrap());
    let in_cells = compose::as_in_cells(DEFAULTS);
    let comments: BTreeSet<&str> =
        in_cells.lines().filter_map(|line| line.strip_prefix("# ")).flat_map(str::split_whitespace).collect();
    let mut lines = 0;
    for sheet in &book.sheets {
        let SheetContent::Lines(all) = &sheet.content else { continue };
        for line in all {
            let SettingLine::Setting { key, help, default, .. } = line else { continue };
            assert!(help.split_whitespace().count() > 2, "{key}: {help}");
            let same = |word: &str| comments.contains(word) || comments.contains(&*format!("{word}:"));
            assert!(help.split_whitespace().all(same), "{key}: {help}");
            let path: Vec<String> = key.split('.').map(str::to_owned).collect();
            let template: toml::Table = toml::from_str(DEFAULTS).unwrap();
            let standing = taken::value_at(&template, &path).unwrap_or_else(|| panic!("{key} is not in the template"));
            if let Some(SettingValue::Number(number)) = default {
                let standing = standing.as_float().or(standing.as_integer().map(|whole| whole as f64)).unwrap();
                assert!((number - standing).abs() < 1e-9, "{key}");
            }
            lines += 1;
        }
    }
    assert!(lines > 80, "{lines}");
    for table in book.sheets.iter().filter_map(|sheet| match &sheet.content {
        SheetContent::Tables(tables) => Some(tables),
        SheetContent::Lines(_) => None,
    }) {
        for column in table.iter().flat_map(|table| &table.columns) {
            assert!(!column.help.is_empty(), "{}", column.title);
        }
    }
}

fn sheet(name: &str, rows: &[&[&str]]) -> PlainSheet {
    let cells = rows.iter().enumerate().flat_map(|(row, cells)| {
        cells.iter().enumerate().filter(|(_, text)| !text.is_empty()).map(move |(column, text)| {
            (CellPlace { row: row as u32, column: column as u32 }, RawValue::Text(Arc::from(*text)))
        })
    });
    PlainSheet { name: name.into(), cells: cells.collect(), merged: Vec::new(), formulas: Vec::new() }
}

fn lines(name: &str, values: &[(&str, &str)]) -> PlainSheet {
    let mut rows = vec![LINE_TITLES.to_vec()];
    rows.extend(values.iter().map(|(key, value)| vec!["", *value, "", "", *key]));
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    sheet(name, &rows)
}

#[test]
fn amounts_are_read_in_the_locale_of_the_workbook_and_said_back() {
    let sheets = [
        lines("Company", &[("locale", "de-DE")]),
        sheet("Budgets", &[&["Fiscal year", "Budget"], &["2026", "900.000,00"], &["2027", "1,5 Mio. €"]]),
    ];
    let filled = taken(&sheets, &typing());
    assert_eq!(filled.wrong, []);
    assert_eq!(filled.table["budgets"]["2026"].as_float(), Some(900_000.0));
    assert_eq!(filled.table["budgets"]["2027"].as_float(), Some(1_500_000.0));
    let note = &filled.notes[0];
    assert_eq!(note.address.to_string(), "settings.xlsx › Budgets!B2");
    assert_eq!(note.problem, "\"900.000,00\" is EUR 900,000.00 in de-DE.");
}

#[test]
fn each_kind_of_bad_value_is_said_with_its_cell_and_all_at_once() {
    let of = |sheets: &[PlainSheet]| -> Vec<(String, String)> {
        let filled = taken(sheets, &typing());
        filled.wrong.iter().map(|one| (one.address.to_string(), format!("{} {}", one.problem, one.instead))).collect()
    };
    let company = of(&[lines(
        "Company",
        &[
            ("level", "most"),
            ("ranking_rows", "4.5"),
            ("fiscal_year_start", "300"),
            ("closing.without_missing_senders", "perhaps"),
            ("no.such", "1"),
            ("", "5"),
            ("company", "A"),
            ("company", "B"),
        ],
    )]);
    for (cell, word) in [
        ("Company!B2", "one of: start, standard, full"),
        ("Company!B3", "whole number"),
        ("Company!B5", "Yes or No"),
        ("Company!B6", "which setting this line is"),
        ("Company!B7", "which setting this line is"),
        ("Company!B9", "and in settings.xlsx › Company!B8"),
        ("Company!B4", "300 cannot be the fiscal year start"),
    ] {
        assert!(
            company.iter().any(|(at, said)| at.ends_with(cell) && said.contains(word)),
            "{cell} {word}: {company:?}"
        );
    }
    assert_eq!(company.len(), 7);
    for (sheets, cell, word) in [
        (lines("Targets and thresholds", &[("discount_rate", "8")]), "thresholds!B2", "8% or 800%"),
        (lines("Targets and thresholds", &[("weights.feasibility", "25%")]), "thresholds!B2", "is a share"),
        (sheet("Budgets", &[&["Fiscal year", "Budget"], &["2026", "900.000"]]), "Budgets!B2", "two ways"),
        (sheet("Budgets", &[&["Fiscal year", "Budget"], &["2026", "$ 5"]]), "Budgets!B2", "is in $"),
        (sheet("Budgets", &[&["Fiscal year", "Budget"], &["99999", "5"]]), "Budgets!B2", "budget of 99999"),
        (sheet("Budgets", &[&["Fiscal year", "Budget"], &["next", "5"]]), "Budgets!B2", "budget of next"),
        (sheet("Budgets", &[&["Fiscal year", "Budget"], &["2026", ""]]), "Budgets!B2", "Budget is missing"),
        (sheet("Budgets", &[&["Fiscal year", "Money"], &["2026", "5"]]), "Budgets!B1", "\"Money\" is no column"),
        (sheet("Budgets", &[&["Fiscal year", "Budget", "Budget"], &["2026", "5", "6"]]), "Budgets!C1", "stands twice"),
        (sheet("Budgets", &[&["2026", "5"]]), "Budgets", "no row of titles"),
        (sheet("Budget", &[&["Fiscal year", "Budget"]]), "Budget", "No sheet of settings"),
        (sheet("Senders and due days", &[&["Sender", "Due day"], &["HR", "300"]]), "days!A2", "cannot be"),
        (sheet("Readers of mail", &[&["Reader", "Roles"], &["nobody", "sponsor"]]), "mail!A2", "no address"),
        (sheet("Readers of mail", &[&["Reader", "Roles"], &["a@x.example", "king"]]), "mail!B2", "one of: sponsor"),
        (sheet("Readers of mail", &[&["Also sponsor"], &["a@x.example"]]), "mail!A2", "no reader"),
        (sheet("Measures", &[&["Id", "Measure", "Among"], &["X", "Y", "High"]]), "Measures!C2", "no condition"),
        (
            sheet("Words", &[&["Of", "What", "Yours"], &["Nowhere", "Another title", "x"]]),
            "Words!A2",
            "no sheet or column",
        ),
        (
            sheet("Words", &[&["Of", "What", "Yours"], &["Initiatives › Phase", "Another word for a value", "x"]]),
            "Words!A2",
            "empty",
        ),
        (
            sheet("Words", &[&["Of", "What", "Yours"], &["Initiatives › Phase", "Must it be filled", "now and then"]]),
            "Words!C2",
            "required or optional",
        ),
    ] {
        let said = of(std::slice::from_ref(&sheets));
        assert!(said.len() == 1 && said[0].0.ends_with(cell) && said[0].1.contains(word), "{cell} {word}: {said:?}");
    }
}

#[test]
fn what_stands_in_both_files_is_refused_with_both_places() {
    let text = "# x\ncompany = \"A\"\n[health]\nreading_days = 3\n\n[budgets]\n2026 = 1\n";
    let refused = |sheets: Vec<PlainSheet>| {
        let file = toml::from_str(text).unwrap();
        merged(file, "report.toml", text, Some(&Read { sheets })).err().map(|problem| problem.what)
    };
    let said = refused(vec![lines("Company", &[("company", "B")])]).unwrap();
    assert_eq!(said, "company stands in report.toml, line 2 and in settings.xlsx › Company!B2");
    let said = refused(vec![lines("Targets and thresholds", &[("health.reading_days", "5")])]).unwrap();
    assert!(said.contains("report.toml, line 4"), "{said}");
    // Other years, other targets: no contradiction.
    let budget = sheet("Budgets", &[&["Fiscal year", "Budget"], &["2027", "5"]]);
    let target = lines("Targets and thresholds", &[("health.review_months", "5")]);
    assert_eq!(refused(vec![budget, target]), None);
}

#[test]
fn titles_and_words_are_taken_by_the_names_that_people_see() {
    let words = sheet(
        "Words",
        &[
            &["Of", "What", "Yours", "Stands for"],
            &["Initiatives", "Another name of the sheet", "AI list"],
            &["Initiatives › Phase", "Another title", "Stage of life"],
            &["Initiatives › phase", "Another word for a value", "in test", "Pilot"],
        ],
    );
    let file = merged(FileSettings::default(), "report.toml", "", Some(&Read { sheets: vec![words] })).unwrap().file;
    let dictionary = file.dictionary().unwrap();
    let phase = dictionary.field(crate::model::dictionary::SheetKind::Initiatives, "phase").unwrap();
    assert!(
        phase.aliases.contains(&"Stage of life".to_owned())
            && phase.value_aliases["Pilot"].contains(&"in test".to_owned())
    );
    assert!(embedded() != dictionary);
}
