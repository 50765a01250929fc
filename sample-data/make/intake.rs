//! Puts the tables together to what a department knew in a month, then lets people slip.

use crate::cell::{Cell, Day, Month};
use crate::layout::{LAYOUTS, Layout, SHEETS};
use crate::money::{PROFILES, Profile};
use crate::table::{Record, records};
use crate::{company, history, slips};
use std::collections::{BTreeMap, BTreeSet};

/// A cell as it is meant and as it was typed.
#[derive(Clone)]
pub struct Entry {
    pub meant: Cell,
    pub typed: Option<Cell>,
    /// What an honest reader makes of it: nothing, if the cell is rejected.
    pub rejected: bool,
}

/// A row of a sheet.
#[derive(Clone)]
pub struct Row {
    /// The initiative as typed, without stray spaces; empty without an id.
    pub id: String,
    /// What tells rows of one initiative apart: month, KPI or person.
    label: String,
    pub cells: BTreeMap<&'static str, Entry>,
    pub set_aside: bool,
}

/// One place where a person slipped, by its position in the rows.
pub struct Slip {
    pub sheet: usize,
    pub row: usize,
    pub column: &'static str,
    pub typed: String,
    pub right: Cell,
    pub effect: &'static str,
}

/// One file of one month, ready to be written; four or five sheets, or one for a csv file.
pub struct Submission {
    pub layout: &'static Layout,
    pub sheets: Vec<Vec<Row>>,
    pub slips: Vec<Slip>,
}

/// All files that came in a month.
pub fn submissions(intake: Month) -> Vec<Submission> {
    let mut all: Vec<Submission> = LAYOUTS
        .iter()
        .filter(|layout| layout.last_sent.is_none_or(|last| Month::parse(last) >= intake))
        .map(|layout| submission(layout, intake))
        .collect();
    set_orphans_aside(&mut all);
    all
}

fn submission(layout: &'static Layout, intake: Month) -> Submission {
    let initiatives = initiative_rows(layout, intake);
    let mut sheets = vec![initiatives];
    if !layout.is_csv() {
        let sent: BTreeSet<String> = sheets[0].iter().map(|row| row.id.clone()).collect();
        let sent = |id: &str| id == "COE" && owns(layout, id) || sent.contains(id);
        sheets.push(financial_rows(layout, intake, &sent));
        sheets.push(outcome_rows(intake, &sent));
        sheets.push(team_rows(intake, &sent));
        if layout.has(4) {
            sheets.push(usage_rows(intake, &sent));
        }
    }
    let mut submission = Submission { layout, sheets, slips: Vec::new() };
    submission.add_second_rows(intake);
    submission.slip(intake);
    submission
}

fn owns(layout: &Layout, id: &str) -> bool {
    let letters = id.split('-').next().unwrap_or(id);
    layout.id_prefixes.contains(&letters)
}

fn initiative_rows(layout: &Layout, intake: Month) -> Vec<Row> {
    let mut cards: BTreeMap<&str, Record> = BTreeMap::new();
    let mut order = Vec::new();
    for table in [
        company::PORTFOLIO,
        company::PURPOSE,
        company::DATES,
        company::STATE,
        company::SCORES,
        company::CONTROLS,
        company::DECISIONS,
        company::TIES,
        company::REACH,
        company::URGENCY,
        company::COST_CENTRES,
        company::REGISTER,
    ] {
        for record in records(table) {
            let id = record["Initiative ID"];
            if !cards.contains_key(id) {
                order.push(id);
            }
            cards.entry(id).or_default().extend(record);
        }
    }
    order
        .into_iter()
        .filter(|id| owns(layout, id))
        .map(|id| {
            let mut card = cards[id].clone();
            go_back(&mut card, intake);
            card
        })
        .filter(|card| Day::parse(card["Submitted on"]).expect("a day").in_month() <= intake)
        .map(|card| initiative_row(&card))
        .collect()
}

fn initiative_row(card: &Record) -> Row {
    let mut row = Row::new(card["Initiative ID"], "");
    for (title, text) in card {
        row.put(title, Cell::parse(title, text));
    }
    row.put("Currency", Cell::Text("EUR".to_string()));
    for (person, address) in [("Business owner", "Owner e-mail"), ("Executive sponsor", "Sponsor e-mail")] {
        if let Some(name) = card.get(person) {
            row.put(address, Cell::Text(address_of(name)));
        }
    }
    row
}

/// Puts cells of a record back to what they were in an older intake.
fn go_back(record: &mut Record, intake: Month) {
    let mut changes: Vec<Record> = records(history::BEFORE);
    changes
        .retain(|change| change["Initiative ID"] == record["Initiative ID"] && Month::parse(change["Until"]) >= intake);
    changes.sort_by_key(|change| std::cmp::Reverse(change["Until"]));
    for change in changes {
        match change.get("Value") {
            Some(value) => record.insert(change["Column"], value),
            None => record.remove(change["Column"]),
        };
    }
}

fn financial_rows(layout: &Layout, intake: Month, sent: &dyn Fn(&str) -> bool) -> Vec<Row> {
    let mut rows = Vec::new();
    for mut record in records(PROFILES) {
        let id = record["Initiative ID"];
        if !sent(id) {
            continue;
        }
        go_back(&mut record, intake);
        for (month, cells) in Profile::from_record(&record).rows(intake, layout.to_the_cent) {
            let mut row = Row::new(id, &month.iso());
            for (title, cell) in cells {
                row.put(title, cell);
            }
            rows.push(row);
        }
        for note in records(slips::CREDIT_NOTES) {
            if note["Initiative ID"] == id && Month::parse(note["Since"]) <= intake {
                rows.push(credit_note(&note));
            }
        }
    }
    for change in records(history::RESTATED) {
        if Month::parse(change["Until"]) >= intake {
            put_if_known(&mut rows, &change, change["Column"], change["Value"]);
        }
    }
    for comment in records(history::COMMENTS) {
        if Month::parse(comment["Since"]) <= intake {
            put_if_known(&mut rows, &comment, "Comment", comment["Comment"]);
        }
    }
    rows
}

fn credit_note(note: &Record) -> Row {
    let mut row = Row::new(note["Initiative ID"], &format!("{} credit", note["Month"]));
    row.put("Month", Cell::Month(Month::parse(note["Month"])));
    row.put("Cost actual", Cell::parse("Cost actual", note["Cost actual"]));
    for title in ["Cost planned", "Benefit planned", "Benefit actual"] {
        row.put(title, Cell::Money(0));
    }
    row.put("Comment", Cell::Text("Credit note.".to_string()));
    row
}

/// Changes a cell of a month that is there already; a month not yet reached stays without actuals.
fn put_if_known(rows: &mut [Row], record: &Record, title: &'static str, value: &str) {
    let found = rows.iter_mut().find(|row| row.id == record["Initiative ID"] && row.label == record["Month"]);
    if let Some(row) = found
        && (title == "Comment" || row.cells.contains_key(title))
    {
        row.put(title, Cell::parse(title, value));
    }
}

/// One row a reading; a KPI without a reading so far has one row without.
fn outcome_rows(intake: Month, sent: &dyn Fn(&str) -> bool) -> Vec<Row> {
    let mut rows = Vec::new();
    for record in records(company::KPIS) {
        if !sent(record["Initiative ID"]) {
            continue;
        }
        let mut plain = Row::new(record["Initiative ID"], record["KPI"]);
        for (title, text) in &record {
            plain.put(title, Cell::parse(title, text));
        }
        let readings: Vec<(Day, f64)> = record["Readings"]
            .split(';')
            .filter_map(|reading| reading.trim().split_once('='))
            .map(|(day, actual)| (Day::parse(day).expect("a day"), actual.parse().expect("a number")))
            .filter(|(day, _)| day.in_month() <= intake)
            .collect();
        if readings.is_empty() {
            rows.push(plain.clone());
        }
        for (day, actual) in readings {
            let mut row = plain.clone();
            row.put("Reading date", Cell::Day(day));
            row.put("Actual", Cell::Number(actual));
            rows.push(row);
        }
    }
    rows
}

fn team_rows(intake: Month, sent: &dyn Fn(&str) -> bool) -> Vec<Row> {
    let mut rows = Vec::new();
    for team in records(company::TEAMS) {
        if !sent(team["Initiative ID"]) || Month::parse(team["From"]) > intake {
            continue;
        }
        for member in team["People"].split(';') {
            let mut words = member.trim().rsplitn(3, ' ');
            let fte = words.next().expect("a part of a post");
            let role = words.next().expect("a role");
            let name = words.next().expect("a name");
            let mut row = Row::new(team["Initiative ID"], name);
            row.put("Person", Cell::Text(name.to_string()));
            row.put("Person e-mail", Cell::Text(address_of(name)));
            row.put("Role", Cell::Text(role_title(role).to_string()));
            row.put("FTE", Cell::parse("FTE", fte));
            row.put("From", Cell::Month(Month::parse(team["From"])));
            if let Some(end) = team.get("To").map(|text| Month::parse(text))
                && end <= intake
            {
                row.put("To", Cell::Month(end));
            }
            row.put("Home department", Cell::Text(person(name)["Home"].to_string()));
            rows.push(row);
        }
    }
    rows
}

/// Planned volumes of the whole year, real ones up to the month.
fn usage_rows(intake: Month, sent: &dyn Fn(&str) -> bool) -> Vec<Row> {
    let mut rows = Vec::new();
    for usage in records(company::USAGE).into_iter().filter(|usage| sent(usage["Initiative ID"])) {
        let first = Month::parse(usage["First"]);
        let volumes = |title: &str| usage[title].split_whitespace().map(|text| text.parse::<f64>().expect("a number"));
        let mut actual = volumes("Actual");
        for (later, planned) in volumes("Planned").enumerate() {
            let month = Month(first.0 + later as i32);
            let mut row = Row::new(usage["Initiative ID"], &month.iso());
            row.put("Month", Cell::Month(month));
            row.put("Unit", Cell::Text(usage["Unit"].to_string()));
            row.put("Volume planned", Cell::Number(planned));
            if let Some(volume) = actual.next().filter(|_| month <= intake) {
                row.put("Volume actual", Cell::Number(volume));
            }
            rows.push(row);
        }
    }
    rows
}

fn role_title(code: &str) -> &'static str {
    match code {
        "PL" => "AI Program Lead",
        "DS" => "Data Scientist / ML Engineer",
        "DE" => "Data Engineer",
        "CA" => "Cloud & Infrastructure Architect",
        "DX" => "Business Domain Expert",
        other => panic!("no role {other}"),
    }
}

fn person(name: &str) -> Record {
    records(company::PEOPLE)
        .into_iter()
        .find(|person| person["Person"] == name)
        .unwrap_or_else(|| panic!("nobody is called {name}"))
}

fn address_of(name: &str) -> String {
    format!("{}@halden.example", person(name)["Address"])
}

impl Row {
    fn new(id: &str, label: &str) -> Row {
        let mut row = Row { id: id.to_string(), label: label.to_string(), cells: BTreeMap::new(), set_aside: false };
        row.put("Initiative ID", Cell::Text(id.to_string()));
        row
    }

    fn put(&mut self, title: &'static str, meant: Cell) {
        let entry = Entry { meant, typed: None, rejected: false };
        self.cells.insert(title, entry);
    }

    /// Cents an honest reader takes from a money column.
    pub fn cents(&self, title: &str) -> Option<i64> {
        match self.cells.get(title) {
            Some(Entry { meant: Cell::Money(cents), rejected: false, .. }) => Some(*cents),
            _ => None,
        }
    }

    /// The month of a Financials row.
    pub fn month(&self) -> Option<Month> {
        match self.cells.get("Month")?.meant {
            Cell::Month(month) => Some(month),
            _ => None,
        }
    }
}

impl Submission {
    fn add_second_rows(&mut self, intake: Month) {
        let changes: Vec<Record> = records(slips::SECOND_ROWS)
            .into_iter()
            .filter(|change| Month::parse(change["Intake"]) == intake && owns(self.layout, change["Initiative ID"]))
            .collect();
        let Some(id) = changes.first().map(|change| change["Initiative ID"]) else {
            return;
        };
        let first = self.sheets[0].iter().find(|row| row.id == id);
        let mut second = first.expect("the first row").clone();
        second.set_aside = true;
        for change in &changes {
            let value = change.get("Value").copied().unwrap_or_default();
            second.put(change["Column"], Cell::parse(change["Column"], value));
        }
        self.slips.push(Slip {
            sheet: 0,
            row: self.sheets[0].len(),
            column: "Initiative ID",
            typed: format!("{id} a second time, with other values"),
            right: Cell::Text("an id of its own".to_string()),
            effect: "set aside",
        });
        self.sheets[0].push(second);
    }

    fn slip(&mut self, intake: Month) {
        for slip in records(slips::SLIPS) {
            if Month::parse(slip["Intake"]) == intake && slip["File"] == self.layout.file {
                self.slip_once(&slip);
            }
        }
        self.slips.sort_by_key(|slip| (slip.sheet, slip.row));
    }

    fn slip_once(&mut self, slip: &Record) {
        let column = slip["Column"];
        let sheet = SHEETS.iter().position(|name| *name == slip["Sheet"]).expect("a sheet");
        let label = slip.get("Row").copied().unwrap_or_default();
        let index = self.sheets[sheet]
            .iter()
            .position(|row| row.id == slip["Initiative ID"] && row.label == label)
            .unwrap_or_else(|| panic!("no row for {slip:?}"));
        let typed = match slip["Typed"] {
            "(empty)" => String::new(),
            text => text.replace('␣', " ").replace('⍽', "\u{a0}"),
        };
        let row = &mut self.sheets[sheet][index];
        if column == "Initiative ID" {
            row.id = typed.trim().to_string();
        }
        row.set_aside |= slip["Effect"] == "set aside";
        let entry = row.cells.get_mut(column).expect("a cell to spoil");
        entry.typed = Some(Cell::parse(column, &typed));
        entry.rejected = slip["Effect"] == "rejected";
        let right = match slip.get("Right") {
            Some(text) => Cell::parse(column, text),
            None => entry.meant.clone(),
        };
        self.slips.push(Slip { sheet, row: index, column, typed, right, effect: slip["Effect"] });
    }
}

/// Rows of money, KPIs and people whose initiative no accepted row of the intake has.
fn set_orphans_aside(submissions: &mut [Submission]) {
    let known: BTreeSet<String> = submissions
        .iter()
        .flat_map(|submission| &submission.sheets[0])
        .filter(|row| !row.set_aside)
        .map(|row| row.id.clone())
        .collect();
    for submission in submissions {
        for row in submission.sheets.iter_mut().skip(1).flatten() {
            row.set_aside |= row.id != "COE" && !known.contains(&row.id);
        }
    }
}
