//! The same name is the same number: what stands on a page, a tile, a sheet, in `run.json` and in the parts of sponsors
//! agrees, as far as it is rounded; and where two of like names differ, lines of their own lead from one to the other.

use super::{ReportContext, executive, explain::tests::Sample, finance, health, record::run_record, sponsor, sponsors};
use crate::model::{
    figure::{Figure, Unit},
    money::Cents,
    record::RunRecord,
    report::{Block, Cell, Report, Section, Table},
};
use std::collections::BTreeMap;

/// Everything that says figures.
struct Outputs {
    pages: Report,
    workbook: Report,
    /// Each with the rows of its sponsor.
    sponsors: Vec<(Report, Vec<u32>)>,
    record: RunRecord,
}

impl Outputs {
    fn of(context: &ReportContext) -> Outputs {
        let sponsors = sponsors(context);
        let rows = sponsors.iter().map(|sponsor| sponsor.rows.clone());
        Outputs {
            pages: executive(context).clone(),
            workbook: finance(context),
            sponsors: sponsor(context, &sponsors).into_iter().zip(rows).collect(),
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
    let year = reader.context.assumptions.year_start().year().to_string();
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
