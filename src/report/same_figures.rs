//! The same name is the same number: what stands on a page, a tile, a sheet, in `run.json` and in the parts of sponsors
//! agrees, as far as it is rounded; and where two of like names differ, lines of their own lead from one to the other.

use super::{
    Past, ReportContext, change_record::changes_record, changes, executive, explain::tests::Sample, finance, health,
    portfolio_emails, record::run_record, sponsor, sponsor_emails, sponsor_workbooks, sponsors,
};
use crate::model::{
    email::Email,
    figure::{Figure, Unit},
    money::Cents,
    portfolio::CENTRE,
    record::{MoveRecord, RunRecord},
    report::{Block, Cell, Report, RowKind, Section, Table, TableRow},
};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that says figures.
struct Outputs {
    pages: Report,
    workbook: Report,
    /// Each with the rows of its sponsor.
    sponsors: Vec<(Report, Vec<u32>)>,
    /// The workbooks of the same sponsors.
    workbooks: Vec<Report>,
    /// To executives and finance.
    mails: Vec<Email>,
    /// To the same sponsors.
    sponsors_mails: Vec<Email>,
    record: RunRecord,
}

impl Outputs {
    fn of(context: &ReportContext) -> Outputs {
        let sponsors = sponsors(context);
        let rows = sponsors.iter().map(|sponsor| sponsor.rows.clone());
        let reports = sponsor(context, &sponsors);
        let files = vec![String::new(); sponsors.len()];
        Outputs {
            pages: executive(context).clone(),
            workbook: finance(context),
            workbooks: sponsor_workbooks(context, &sponsors.iter().collect::<Vec<_>>()),
            mails: portfolio_emails(context),
            sponsors_mails: sponsor_emails(context, &sponsors, &reports, &files),
            sponsors: reports.into_iter().zip(rows).collect(),
            record: run_record(context, ""),
        }
    }
}

/// A number somebody reads: money in units of the currency, shares in per cent.
struct Said {
    place: String,
    number: f64,
    /// By how much rounding may have moved it.
    rounding: f64,
}

/// What is said under each name.
type Names = BTreeMap<String, Vec<Said>>;

struct Reader<'a> {
    context: &'a ReportContext<'a>,
    names: Names,
}

impl Reader<'_> {
    fn add(&mut self, name: &str, place: &str, said: Option<(f64, f64)>) {
        let (number, rounding) = said.unwrap_or_else(|| panic!("{place} does not say {name}"));
        self.names.entry(name.to_owned()).or_default().push(Said { place: place.to_owned(), number, rounding });
    }

    fn exact(&mut self, name: &str, place: &str, number: f64) {
        self.add(name, place, Some((number, 0.0)));
    }

    /// The number of a figure and half of its last digit. Tables of pages leave the letter of their unit away.
    fn figure(&self, figure: Figure, of_page: bool) -> (f64, f64) {
        let scale = match figure.unit {
            Unit::MoneyThousands => 1e3,
            Unit::MoneyMillions => 1e6,
            Unit::Money if of_page => self.context.scale().units(),
            _ => 1.0,
        };
        (figure.number() * scale, 0.5 * scale / 10_f64.powi(i32::from(figure.decimals)))
    }

    fn tile(&self, section: &Section, label: &str) -> Option<(f64, f64)> {
        let tiles = section.blocks.iter().filter_map(|block| match block {
            Block::Tiles(tiles) => Some(tiles),
            _ => None,
        });
        let tile = tiles.flatten().find(|tile| tile.label.starts_with(label))?;
        Some(self.figure(tile.value?, false))
    }

    fn cell(&self, table: &Table, row: &str, column: &str, of_page: bool) -> Option<(f64, f64)> {
        let place = table.columns.iter().position(|one| one.title == column)?;
        let is_it = |cell: &Cell| matches!(cell.shown(), Cell::Text(text) if text == row);
        let found = table.rows.iter().find(|one| one.cells.iter().take(2).any(is_it))?;
        match found.cells[place].shown() {
            Cell::Figure(figure) => Some(self.figure(*figure, of_page)),
            _ => None,
        }
    }
}

fn section<'a>(report: &'a Report, name: &str) -> &'a Section {
    let found = report.sections.iter().find(|section| section.name == name);
    found.unwrap_or_else(|| panic!("there is no section {name}"))
}

fn table<'a>(section: &'a Section, name: &str) -> Option<&'a Table> {
    section.blocks.iter().find_map(|block| match block {
        Block::Table(table) if table.name == name => Some(table),
        Block::Chart(chart) if chart.table.name == name => Some(&chart.table),
        _ => None,
    })
}

/// Everything that is said, by name.
fn names(context: &ReportContext, outputs: &Outputs) -> Names {
    let mut reader = Reader { context, names: Names::new() };
    money(&mut reader, outputs);
    budget(&mut reader, outputs);
    counts(&mut reader, outputs);
    measures(&mut reader, outputs);
    parts(&mut reader, outputs);
    other_cuts(&mut reader, outputs);
    mails(&mut reader, outputs);
    choice(&mut reader, outputs);
    people_ahead(&mut reader, outputs);
    counts_of_changes(&mut reader, outputs);
    reader.names
}

/// Spend and benefit of the year to date, of everything and of each department.
fn money(reader: &mut Reader, outputs: &Outputs) {
    let (page, sheet) = (section(&outputs.pages, "Money"), section(&outputs.workbook, "Money"));
    for (side, tile, key) in [("Spend", "Spend, ", "cost"), ("Benefit", "Benefit, ", "benefit")] {
        let name = format!("{side} to date");
        let first = [(&outputs.pages, "Decide"), (&outputs.workbook, "Summary")];
        for (report, of) in first {
            let said = reader.tile(section(report, of), tile);
            reader.add(&name, &format!("tile of {of}"), said);
        }
        let chain = table(sheet, "PlanToActual").unwrap();
        let said = reader.cell(chain, "Actual to date", side, false);
        reader.add(&name, "sheet Money, from plan to actual", said);
        let column = format!("{side} actual");
        let (of_page, of_sheet) = (table(page, "Departments").unwrap(), table(sheet, "Departments").unwrap());
        for (place, table, is_page) in [("page Money", of_page, true), ("sheet Money", of_sheet, false)] {
            let said = reader.cell(table, "Total", &column, is_page);
            reader.add(&name, &format!("{place}, departments"), said);
        }
        reader.exact(&name, "run.json", outputs.record.portfolio[format!("{key}_actual_ytd").as_str()].value.unwrap());
        for row in &of_page.rows {
            let Cell::Text(department) = &row.cells[0] else { continue };
            // A remark in brackets says what is missing.
            let department = department.split(" (").next().unwrap();
            let (shown, exact) =
                (page_row(reader, row, of_page, &column), reader.cell(of_sheet, department, &column, false));
            if let (Some(shown), Some(exact)) = (shown, exact) {
                reader.add(&format!("{side} of {department}"), "page Money", Some(shown));
                reader.add(&format!("{side} of {department}"), "sheet Money", Some(exact));
            }
        }
    }
}

fn page_row(reader: &Reader, row: &crate::model::report::TableRow, of: &Table, column: &str) -> Option<(f64, f64)> {
    let place = of.columns.iter().position(|one| one.title == column)?;
    match row.cells[place].shown() {
        Cell::Figure(figure) => Some(reader.figure(*figure, true)),
        _ => None,
    }
}

/// What is booked under the budget is the spend to date; what is assumed of it has a line of its own.
fn budget(reader: &mut Reader, outputs: &Outputs) {
    let year = reader.context.fiscal_year();
    let line = table(section(&outputs.pages, "Fund"), "BudgetLine").unwrap();
    let booked = reader.cell(line, &year, "Spent, booked", true).map(|(number, rounding)| (-number, rounding));
    reader.add("Spend to date", "page Fund, booked", booked);
    let titles: Vec<&str> = line.columns.iter().skip(1).map(|column| column.title.as_str()).collect();
    // Titles of sums begin with a sign for it.
    let steps = titles.iter().take_while(|title| !title.starts_with('='));
    let parts: Vec<(f64, f64)> =
        steps.map(|step| reader.cell(line, &year, step, true).unwrap_or_else(|| panic!("no {step}"))).collect();
    assert_eq!(parts.len(), 5, "budget, booked, assumed, reserved, kept: {titles:?}");
    let sum = parts.iter().fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    reader.add("Free for candidates", "sum of the steps before it", Some(sum));
    let free = reader.cell(line, &year, "= Free for candidates", true);
    reader.add("Free for candidates", "page Fund", free);
}

fn counts(reader: &mut Reader, outputs: &Outputs) {
    for (report, of) in [(&outputs.pages, "Decide"), (&outputs.workbook, "Summary")] {
        let said = reader.tile(section(report, of), "In production");
        reader.add("In production", &format!("tile of {of}"), said);
    }
    let record = &outputs.record;
    reader.exact("In production", "run.json", record.portfolio["initiatives_in_production"].value.unwrap());
    let of_phase = record.initiatives.iter().filter(|one| one.phase.as_deref() == Some("Production")).count();
    reader.exact("In production", "run.json, initiatives", of_phase as f64);
}

/// Every measure: sheet Health, the page of the centre, run.json, and the tile.
fn measures(reader: &mut Reader, outputs: &Outputs) {
    let sheet = table(section(&outputs.workbook, "Health"), "HealthMeasures").unwrap();
    let page = table(section(&outputs.pages, "The CoE"), "CentreMeasures").unwrap();
    for measure in &outputs.record.measures {
        let Some(value) = measure.value else { continue };
        // Shares are shown in per cent, money in units.
        let number = match measure.unit {
            "fraction" => value * 100.0,
            "cents" => value / 100.0,
            _ => value,
        };
        reader.exact(&measure.id, "run.json", number);
        let said = reader.cell(sheet, &measure.id, "Value", false);
        reader.add(&measure.id, "sheet Health", said);
        if let Some(said) = reader.cell(page, &measure.short_name, "Now", true) {
            reader.add(&measure.id, "page The CoE", Some(said));
        }
        if measure.key == "controls_met" {
            let said = reader.tile(section(&outputs.pages, "Decide"), "Controls met");
            reader.add(&measure.id, "tile of Decide", said);
            reader.exact(
                &measure.id,
                "run.json, controls_met",
                outputs.record.portfolio["controls_met"].value.unwrap() * 100.0,
            );
        }
    }
}

/// The same money by initiative, by month, by category of outcome: what is not in a cut is the centre's own.
fn other_cuts(reader: &mut Reader, outputs: &Outputs) {
    let (money, outcomes) = (section(&outputs.workbook, "Money"), section(&outputs.workbook, "Outcomes"));
    let centre = reader.context.metrics.departments.iter().find(|group| &*group.name == CENTRE);
    let centre = centre.map(|group| group.money.year_to_date).unwrap_or_default();
    for (side, centre) in [("Spend", centre.cost.actual), ("Benefit", centre.benefit.actual)] {
        let name = format!("{side} to date");
        let whole = |said: Option<(f64, f64)>| said.map(|(number, rounding)| (number + centre.units(), rounding));
        let column = format!("YTD {} actual", side.to_lowercase());
        let by_initiative = table(money, "MoneyByInitiative").unwrap();
        let said = whole(reader.cell(by_initiative, "All initiatives", &column, false));
        reader.add(&name, "sheet Money, by initiative, and the centre", said);
        let rows = by_initiative.rows.iter().filter(|row| row.kind == RowKind::Body);
        let sum = rows.filter_map(|row| row_number(reader, by_initiative, row, &column)).sum::<f64>();
        reader.exact(&name, "sheet Money, the initiatives added up, and the centre", sum + centre.units());
        let months = table(money, &format!("{side}ByMonth")).unwrap();
        let sum = months.rows.iter().filter_map(|row| row_number(reader, months, row, "Actual")).sum();
        reader.exact(&name, "sheet Money, the months added up", sum);
        let phases = table(money, "Phases").unwrap();
        let said = whole(reader.cell(phases, "All initiatives", &format!("{side} actual"), false));
        reader.add(&name, "sheet Money, by phase, and the centre", said);
        if side == "Benefit" {
            let categories = table(outcomes, "OutcomeCategories").unwrap();
            let said = whole(reader.cell(categories, "All initiatives", "Benefit actual", false));
            reader.add(&name, "sheet Outcomes, and the centre", said);
            let departments = table(outcomes, "OutcomeDepartments").unwrap();
            for row in &departments.rows {
                let Cell::Text(department) = &row.cells[0] else { continue };
                if let Some(number) = row_number(reader, departments, row, "Benefit actual") {
                    reader.exact(&format!("Benefit of {department}"), "sheet Outcomes", number);
                }
            }
        }
    }
    let categories = table(outcomes, "OutcomeCategories").unwrap();
    let judged = reader.cell(categories, "All initiatives", "KPIs judged", false);
    reader.add("KPIs judged", "sheet Outcomes, categories", judged);
    let kpis = table(outcomes, "KPIs").unwrap();
    let known = kpis.rows.iter().filter(|row| row_number(reader, kpis, row, "Attainment").is_some()).count();
    reader.exact("KPIs judged", "sheet Outcomes, every KPI", known as f64);
    let at_target = reader.cell(categories, "All initiatives", "KPIs at target", false);
    let share = at_target.zip(judged).map(|((at_target, _), (judged, _))| (at_target / judged, 0.0));
    reader.add("Share of KPIs at target", "sheet Outcomes, categories", share);
    reader.exact("Share of KPIs at target", "run.json", outputs.record.portfolio["kpis_at_target"].value.unwrap());
}

fn row_number(reader: &Reader, of: &Table, row: &TableRow, column: &str) -> Option<f64> {
    let place = of.columns.iter().position(|one| one.title == column)?;
    match row.cells[place].shown() {
        Cell::Figure(figure) => Some(reader.figure(*figure, false).0),
        _ => None,
    }
}

/// Mails say what the tiles say, and a sponsor's workbook adds up to the tiles of that sponsor's page.
fn mails(reader: &mut Reader, outputs: &Outputs) {
    for (side, tile) in [("Spend", "Spend, "), ("Benefit", "Benefit, ")] {
        for mail in &outputs.mails {
            let said = in_mail(mail, tile);
            reader.add(&format!("{side} to date"), &format!("mail, {}", mail.topic.text()), said);
        }
    }
    for mail in &outputs.mails {
        reader.add("In production", &format!("mail, {}", mail.topic.text()), in_mail(mail, "In production"));
    }
    let each = outputs.sponsors.iter().zip(&outputs.workbooks).zip(&outputs.sponsors_mails);
    for (place, (((report, _), workbook), mail)) in each.enumerate() {
        for (side, tile) in [("spend", "Spend to "), ("benefit", "Benefit to ")] {
            let Some(of_tile) = reader.tile(&report.sections[0], tile) else { continue };
            let name = format!("{side} of sponsor {place}");
            reader.add(&name, "page", Some(of_tile));
            reader.add(&name, "mail", in_mail(mail, tile));
            let money = table(section(workbook, "Money"), "Money").unwrap();
            let said = reader.cell(money, "All yours", &format!("Year to date {side} actual"), false);
            reader.add(&name, "workbook", said);
        }
    }
}

/// The number behind a label, `Spend to Oct: EUR 2,814k, …`, and half of its last digit.
fn in_mail(mail: &Email, label: &str) -> Option<(f64, f64)> {
    let line = mail.figures.iter().find(|line| line.starts_with(label))?;
    let (_, said) = line.split_once(": ")?;
    let said = said.trim_start_matches("EUR ");
    let end = said.find(|letter: char| !letter.is_ascii_digit() && !",.".contains(letter)).unwrap_or(said.len());
    let digits: String = said[..end].trim_end_matches(',').replace(',', "");
    let scale = match said[end..].trim_start_matches([' ', '\u{a0}', '\u{202f}']).chars().next() {
        Some('k') => 1e3,
        Some('m') => 1e6,
        _ => 1.0,
    };
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    Some((digits.parse::<f64>().ok()? * scale, 0.5 * scale / 10_f64.powi(decimals as i32)))
}

/// How many candidates are funded, and what they take of the budget.
fn choice(reader: &mut Reader, outputs: &Outputs) {
    let (page, sheet) = (section(&outputs.pages, "Fund"), section(&outputs.workbook, "Funding"));
    let record = outputs.record.funding.as_ref().unwrap();
    reader.exact("Funded", "run.json", record.best.initiatives.len() as f64);
    let initiatives = table(sheet, "Funding").unwrap();
    let place = |title: &str| initiatives.columns.iter().position(|column| column.title == title).unwrap();
    let (standing, recommended) = (place("Standing"), place("Recommended"));
    let says = |row: &TableRow, place: usize, word: &str| row.cells[place] == Cell::Text(word.to_owned());
    let is_funded = |row: &&TableRow| says(row, standing, "candidate") && says(row, recommended, "yes");
    reader.exact("Funded", "sheet Funding", initiatives.rows.iter().filter(is_funded).count() as f64);
    let funded = table(page, "Funding").unwrap();
    // Each has an id; sums have none.
    let named = funded.rows.iter().filter(|row| row.cells[0] != Cell::Empty);
    reader.exact("Funded", "page Fund", named.count() as f64);
    let other = table(sheet, "OtherBudgets").unwrap();
    let said = reader.cell(other, "as set", "Funded", false);
    reader.add("Funded", "sheet Funding, other budgets", said);
    let cost = record.best.cost_to_horizon_cents as f64 / 100.0;
    reader.exact("Cost of what is funded", "run.json", cost);
    let said = reader.cell(funded, "Total funded", "Cost", true);
    reader.add("Cost of what is funded", "page Fund", said);
    let sum = initiatives.rows.iter().filter(is_funded);
    let sum = sum.filter_map(|row| row_number(reader, initiatives, row, "Cost to the horizon")).sum();
    reader.exact("Cost of what is funded", "sheet Funding, added up", sum);
}

/// How many people are left of each role where it is least, where the settings say how many there are.
fn people_ahead(reader: &mut Reader, outputs: &Outputs) {
    let Some(record) = &outputs.record.people_ahead else { return };
    let (page, sheet) = (section(&outputs.pages, "The CoE"), section(&outputs.workbook, "Health"));
    let (lines, roles) = (table(page, "PeopleAheadLines").unwrap(), table(sheet, "PeopleAheadRoles").unwrap());
    let months = table(sheet, "PeopleAhead").unwrap();
    let place = |title: &str| months.columns.iter().position(|column| column.title == title).unwrap();
    for role in &record.roles {
        let name = format!("Least left of {}", role.role);
        let least = role.months.iter().filter_map(|month| month.left).fold(f64::INFINITY, f64::min);
        reader.exact(&name, "run.json", least);
        let said = reader.cell(lines, &role.role, "Left", true);
        reader.add(&name, "page The CoE", said);
        let said = reader.cell(roles, &role.role, "Least left", false);
        reader.add(&name, "sheet Health, by role", said);
        let own = months.rows.iter().filter(|row| row.cells[place("Role")] == Cell::Text(role.role.clone()));
        let left = own.filter_map(|row| row_number(reader, months, row, "Left")).fold(f64::INFINITY, f64::min);
        reader.exact(&name, "sheet Health, by month", left);
    }
}

/// What sponsors are told of their initiatives, with what is nobody's and the centre's own, is the whole.
fn parts(reader: &mut Reader, outputs: &Outputs) {
    let metrics = reader.context.metrics;
    for (name, tile, of) in [("Spend to date", "Spend to ", 0), ("Benefit to date", "Benefit to ", 1)] {
        let amount = |money: &crate::model::metrics::Money| match of {
            0 => money.year_to_date.cost.actual,
            _ => money.year_to_date.benefit.actual,
        };
        let told: Vec<u32> = outputs.sponsors.iter().flat_map(|(_, rows)| rows.iter().copied()).collect();
        let nobodys: Cents =
            metrics.initiatives.iter().filter(|one| !told.contains(&one.row)).map(|one| amount(&one.money)).sum();
        let all: Cents = metrics.initiatives.iter().map(|one| amount(&one.money)).sum();
        let centre = amount(&metrics.total.money) - all;
        let mut sum = ((nobodys + centre).units(), 0.0);
        for (report, _) in &outputs.sponsors {
            let (number, rounding) = reader.tile(&report.sections[0], tile).unwrap_or_default();
            sum = (sum.0 + number, sum.1 + rounding);
        }
        reader.add(name, "sponsors' parts, the rest and the centre", Some(sum));
    }
}

/// Names under which two places say what cannot be one number.
fn contradictions(names: &Names) -> Vec<String> {
    let mut found = Vec::new();
    for (name, said) in names {
        let first = &said[0];
        for other in &said[1..] {
            let apart = (first.number - other.number).abs();
            if apart > first.rounding + other.rounding + 1e-6 * first.number.abs().max(1.0) {
                found.push(format!("{name}: {} ({}), {} ({})", first.number, first.place, other.number, other.place));
            }
        }
    }
    found
}

/// How many initiatives moved, how often, and how many plans were rewritten: titles, sheet, page 1 and `run.json`.
fn counts_of_changes(reader: &mut Reader, outputs: &Outputs) {
    let Some(record) = reader.context.comparison().map(changes_record) else { return };
    let moves = || record.movers.iter().filter(|one| !matches!(one.kind, MoveRecord::NotSent));
    let mut ids: Vec<&str> = moves().map(|one| &*one.initiative_id).collect();
    reader.exact("Moves", "run.json", ids.len() as f64);
    ids.dedup();
    ids.sort();
    ids.dedup();
    reader.exact("Initiatives that moved", "run.json", ids.len() as f64);
    reader.exact("Plans rewritten", "run.json", record.plans_rewritten.len() as f64);
    let (page, sheet) = (section(&outputs.pages, "Changes"), section(&outputs.workbook, "Changes"));
    for (of, title) in [("title of the page Changes", &page.title), ("title of the sheet Changes", &sheet.title)] {
        reader.add("Initiatives that moved", of, number_before(title, " initiatives moved"));
        reader.add("Plans rewritten", of, number_before(title, " plans were rewritten"));
    }
    let movers = table(sheet, "Movers").unwrap();
    let what = movers.columns.iter().position(|column| column.title == "What").unwrap();
    let sent: Vec<&TableRow> =
        movers.rows.iter().filter(|row| row.cells[what] != Cell::Text("not sent".to_owned())).collect();
    reader.exact("Moves", "sheet Changes, rows", sent.len() as f64);
    let distinct: BTreeSet<String> = sent.iter().map(|row| format!("{:?}", row.cells[0])).collect();
    reader.exact("Initiatives that moved", "sheet Changes, ids", distinct.len() as f64);
    reader.exact("Plans rewritten", "sheet Changes, rows", table(sheet, "PlansRewritten").unwrap().rows.len() as f64);
    // Page 1 has the sentence where there is room for it.
    let sentence = changes::movers_sentence(reader.context).unwrap_or_default();
    let more = number_before(&sentence, " more changes").map(|(more, rounding)| (more + 3.0, rounding));
    reader.add("Moves", "sentence of page 1, three named and more", more);
}

/// The count that stands before some words.
fn number_before(text: &str, words: &str) -> Option<(f64, f64)> {
    let (before, _) = text.split_once(words)?;
    before.rsplit([' ', ',']).next()?.parse().ok().map(|number| (number, 0.0))
}

#[test]
fn counts_of_changes_are_one_number() {
    let sample = Sample::read();
    let comparison = sample.since_september();
    let context = ReportContext { past: Past::Known(&comparison), ..sample.context() };
    let outputs = Outputs::of(&context);
    let said = names(&context, &outputs);
    assert_eq!(contradictions(&said), Vec::<String>::new());
    for name in ["Moves", "Initiatives that moved", "Plans rewritten"] {
        assert!(said[name].len() >= 3 && said[name][0].number > 3.0, "{name}: {} places", said[name].len());
    }
    let mut outputs = Outputs::of(&context);
    let page = outputs.pages.sections.iter_mut().find(|section| section.name == "Changes").unwrap();
    page.title = page.title.replacen(char::is_numeric, "9", 1);
    let found = contradictions(&names(&context, &outputs));
    assert!(matches!(&found[..], [only] if only.starts_with("Initiatives that moved")), "{found:?}");
}

#[test]
fn figures_of_one_name_are_one_number() {
    let sample = Sample::read();
    let context = sample.context();
    let outputs = Outputs::of(&context);
    let names = names(&context, &outputs);
    let twice = names.values().filter(|said| said.len() > 1).count();
    assert!(twice > 80, "{twice} figures stand in two places");
    assert_eq!(contradictions(&names), Vec::<String>::new());
}

#[test]
fn no_table_has_two_columns_of_one_symbol() {
    let sample = Sample::read();
    let context = ReportContext { live_formulas_up_to: 1_000, ..sample.context() };
    let report = finance(&context);
    let sections = report.sections.iter().chain(&report.background);
    let tables = sections.flat_map(|section| &section.blocks).filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Chart(chart) => Some(&chart.table),
        _ => None,
    });
    let mut with_symbols = 0;
    for table in tables {
        let mut symbols: Vec<_> = table.columns.iter().filter_map(|column| column.symbol).collect();
        let all = symbols.len();
        symbols.sort();
        symbols.dedup();
        assert_eq!(symbols.len(), all, "{}", table.name);
        with_symbols += usize::from(all > 0);
    }
    assert!(with_symbols > 15, "{with_symbols} tables have symbols");
}

#[test]
fn three_planted_contradictions_are_seen() {
    let sample = Sample::read();
    let context = sample.context();
    // A tile of page 1.
    let mut outputs = Outputs::of(&context);
    for block in &mut outputs.pages.sections[0].blocks {
        if let Block::Tiles(tiles) = block {
            tiles[0].value.as_mut().unwrap().digits += 14;
        }
    }
    assert!(contradictions(&names(&context, &outputs)).iter().any(|line| line.starts_with("Spend to date")));
    // A measure of the sheet Health.
    let mut outputs = Outputs::of(&context);
    let sheet = outputs.workbook.sections.iter_mut().find(|section| section.name == "Health").unwrap();
    let Block::Table(measures) = &mut sheet.blocks[0] else { panic!("measures come first") };
    let row = measures.rows.iter_mut().find(|row| row.cells[0] == Cell::Text("M12a".to_owned())).unwrap();
    row.cells[2] = Cell::Figure(health::figure(0.5, crate::model::measure::MeasureUnit::Share, context.scale()));
    let found = contradictions(&names(&context, &outputs));
    assert!(matches!(&found[..], [only] if only.starts_with("M12a")), "{found:?}");
    // A sponsor's part.
    let mut outputs = Outputs::of(&context);
    let (report, _) = &mut outputs.sponsors[0];
    let tile = report.sections[0].blocks.iter_mut().find_map(|block| match block {
        Block::Tiles(tiles) => tiles[0].value.as_mut(),
        _ => None,
    });
    tile.unwrap().digits *= 2;
    let found = contradictions(&names(&context, &outputs));
    assert!(found.iter().any(|line| line.contains("sponsors' parts")), "{found:?}");
}

#[test]
fn contradictions_of_mails_other_cuts_and_the_choice_are_seen() {
    let sample = Sample::read();
    let context = sample.context();
    let seen = |change: &dyn Fn(&mut Outputs)| {
        let mut outputs = Outputs::of(&context);
        change(&mut outputs);
        contradictions(&names(&context, &outputs))
    };
    let table_of = |report: &mut Report, of: &str, name: &str, change: &dyn Fn(&mut Table)| {
        let section = report.sections.iter_mut().find(|section| section.name == of).unwrap();
        for block in &mut section.blocks {
            match block {
                Block::Table(table) if table.name == name => change(table),
                Block::Chart(chart) if chart.table.name == name => change(&mut chart.table),
                _ => {}
            }
        }
    };
    // A thousand more in a mail than on the tile.
    let found = seen(&|outputs| {
        let line = &mut outputs.mails[0].figures[0];
        *line = "Spend, Jan–Oct: EUR 4,239k".to_owned();
    });
    assert!(found.iter().any(|line| line.contains("mail, executives")), "{found:?}");
    // An initiative is missing on the sheet Money.
    let found = seen(&|outputs| {
        table_of(&mut outputs.workbook, "Money", "MoneyByInitiative", &|table| drop(table.rows.remove(0)));
    });
    assert!(found.iter().any(|line| line.contains("the initiatives added up")), "{found:?}");
    // A KPI too many.
    let found = seen(&|outputs| {
        table_of(&mut outputs.workbook, "Outcomes", "KPIs", &|table| table.rows.push(table.rows[0].clone()));
    });
    assert!(matches!(&found[..], [only] if only.starts_with("KPIs judged")), "{found:?}");
    // A candidate too few on the page.
    let found = seen(&|outputs| {
        table_of(&mut outputs.pages, "Fund", "Funding", &|table| drop(table.rows.remove(0)));
    });
    assert!(found.iter().any(|line| line.starts_with("Funded")), "{found:?}");
    // A sponsor's workbook.
    let found = seen(&|outputs| {
        table_of(&mut outputs.workbooks[0], "Money", "Money", &|table| {
            let last = table.rows.last_mut().unwrap();
            for cell in &mut last.cells {
                if let Cell::Figure(figure) = cell {
                    figure.digits += 10_000_000;
                }
            }
        });
    });
    assert!(found.iter().any(|line| line.contains("of sponsor 0")), "{found:?}");
}
