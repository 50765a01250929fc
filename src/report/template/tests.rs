use super::*;
use crate::{
    model::{
        dictionary::{Level, SheetKind},
        ranking_method::RankingMethod,
        template::{Accepts, Asked, Counts, Entry, Form, Test},
    },
    settings::{Given, Settings},
};

fn rules(level: Level) -> Rules {
    let settings = Settings::resolve(&Given::default(), jiff::Timestamp::UNIX_EPOCH).unwrap();
    Rules { level, period: "2026-10".parse().unwrap(), ..settings.rules }
}

fn blank(level: Level) -> Template {
    template(&Order { company: "Halden", rules: &rules(level), department: None })
}

fn column(form: &Form, title: &str) -> usize {
    form.columns.iter().position(|column| column.title == title).unwrap()
}

/// The template with these rows of initiatives, each a list of (title, text), counted again.
fn with_rows(rows: &[&[(&str, &str)]]) -> Template {
    let mut template = blank(Level::Standard);
    let form = &mut template.forms[0];
    for cells in rows {
        let mut row = vec![None; form.columns.len()];
        for (title, text) in *cells {
            row[column(form, title)] = Some(Entry::Text((*text).into()));
        }
        form.rows.push(row);
    }
    let order = Order { company: "", rules: &rules(Level::Standard), department: None };
    template.tests = ready::tests(&template.forms, &order);
    template
}

fn found(template: &Template, pass: impl Fn(&Test) -> bool) -> (u32, Option<usize>) {
    let test = template.tests.iter().find(|test| test.form == 0 && pass(test)).unwrap();
    (test.found, test.first)
}

fn empty(template: &Template, title: &str) -> (u32, Option<usize>) {
    let place = column(&template.forms[0], title);
    found(template, |test| test.column == place && matches!(test.counts, Counts::Empty(_)))
}

#[test]
fn the_level_decides_sheets_and_columns() {
    let kinds = |level| blank(level).forms.iter().map(|form| form.kind).collect::<Vec<_>>();
    assert_eq!(kinds(Level::Start), [SheetKind::Initiatives]);
    assert_eq!(kinds(Level::Standard), SheetKind::ALL);
    // The data dictionary lists 21 fields for a start.
    assert_eq!(blank(Level::Start).forms[0].columns.len(), 21);
    // As many as before there was a register of the AI Act: none of its 14 fields.
    assert_eq!(blank(Level::Standard).forms[0].columns.len(), 44);
    // 76 fields of Initiatives less four of RICE and four of WSJF; the register has 14 of them.
    assert_eq!(blank(Level::Full).forms[0].columns.len(), 68);
}

#[test]
fn columns_of_a_way_to_rank_stand_in_the_template_where_the_settings_ask_for_it() {
    let titles = |level, methods: &[RankingMethod]| -> Vec<String> {
        let rules = Rules { ranking_methods: methods.to_vec(), ..rules(level) };
        let template = template(&Order { company: "Halden", rules: &rules, department: None });
        template.forms[0].columns.iter().map(|column| column.title.clone()).collect()
    };
    let rice = ["Reach", "Impact", "Confidence", "Effort"];
    let wsjf = ["User-business value", "Time criticality", "Risk/opportunity", "Job size"];
    for level in [Level::Start, Level::Standard, Level::Full] {
        let without = titles(level, &[]);
        let added = |methods: &[RankingMethod]| -> Vec<String> {
            titles(level, methods).into_iter().filter(|title| !without.contains(title)).collect()
        };
        assert!(rice.iter().chain(&wsjf).all(|title| !without.iter().any(|other| other == title)), "{level:?}");
        assert_eq!(added(&[RankingMethod::Rice]), rice, "{level:?}");
        assert_eq!(added(&[RankingMethod::Wsjf]), wsjf, "{level:?}");
        assert_eq!(added(&RankingMethod::ALL), [rice, wsjf].concat(), "{level:?}");
    }
}

#[test]
fn columns_say_when_they_are_needed_and_what_fits() {
    let template = blank(Level::Standard);
    let form = &template.forms[0];
    let input = |title: &str| &form.columns[column(form, title)];
    assert_eq!((input("Phase").asked, input("Phase").when.as_str()), (Asked::Always, "always"));
    assert_eq!(input("Owner e-mail").when, "from phase Pilot on");
    assert_eq!(input("Status reason").when, "when Status is Amber or Red");
    assert_eq!(input("Vendor").asked, Asked::Never);
    assert_eq!(input("Mandatory").accepts, Accepts::OneOf(vec!["Yes".into(), "No".into()]));
    assert!(input("Department").help.starts_with("Choose one of: Marketing, Sales"));
    assert_eq!(template.forms[3].columns[0].accepts, Accepts::KnownId { centre: true });
}

/// People who fill a template in have never seen the settings.
#[test]
fn no_help_of_the_template_speaks_of_the_settings() {
    for level in [Level::Start, Level::Standard, Level::Full] {
        for form in blank(level).forms {
            for column in form.columns {
                assert!(!column.help.contains("settings"), "{}: {}", column.title, column.help);
            }
        }
    }
}

#[test]
fn needs_are_counted_with_their_first_row() {
    let template = with_rows(&[
        &[("Initiative ID", "A"), ("Phase", "Idea"), ("Status", "Green")],
        &[("Initiative ID", "B"), ("Phase", "Production"), ("Status", "Red")],
        &[("Initiative ID", "C"), ("Phase", "On hold"), ("Status", "Amber"), ("Status reason", "Waits.")],
        &[("Initiative ID", "D"), ("Phase", "Pilot"), ("Executive sponsor", "Bo")],
    ]);
    assert_eq!(empty(&template, "Initiative name"), (4, Some(0)));
    // Pilot and Production; nothing is asked of what is on hold.
    assert_eq!(empty(&template, "Pilot started on"), (2, Some(1)));
    assert_eq!(empty(&template, "In production on"), (1, Some(1)));
    assert_eq!(empty(&template, "Status reason"), (1, Some(1)));
    assert_eq!(empty(&template, "Sponsor e-mail"), (1, Some(3)));
}

#[test]
fn ids_and_values_are_counted() {
    let template = with_rows(&[
        &[("Initiative ID", "A"), ("Phase", "Idea")],
        &[("Initiative name", "Nobody knows which")],
        &[("Initiative ID", "A"), ("Phase", "Flight"), ("Owner e-mail", "none")],
    ]);
    assert_eq!(found(&template, |test| test.counts == Counts::EmptyKey), (1, Some(1)));
    assert_eq!(found(&template, |test| test.counts == Counts::Twice), (2, Some(0)));
    // A phase that is none and an address without @.
    assert_eq!(found(&template, |test| test.counts == Counts::NotAccepted), (2, Some(2)));
}

#[test]
fn money_of_an_initiative_nobody_has_is_counted_and_the_centre_is_not() {
    let mut template = with_rows(&[&[("Initiative ID", "A")]]);
    for id in ["COE", "A", "B"] {
        let mut row = vec![None; template.forms[1].columns.len()];
        row[0] = Some(Entry::Text(id.into()));
        template.forms[1].rows.push(row);
    }
    let order = Order { company: "", rules: &rules(Level::Standard), department: None };
    template.tests = ready::tests(&template.forms, &order);
    let unknown = template.tests.iter().find(|test| matches!(test.counts, Counts::UnknownId { .. })).unwrap();
    assert_eq!((unknown.found, unknown.first), (1, Some(2)));
}
