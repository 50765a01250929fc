//! How long 500 sponsors' PDFs take, and how large they are: `cargo bench --bench sponsors` prints a table.
//! Beside them the same words written by printpdf alone: one font of the reader, no tags, no measured lines.

use coe_report::{
    model::{
        locale::Locale,
        period::Month,
        report::{
            Align, Audience, Block, Cell, Decision, DecisionForm, Entry, Judgement, Look, Report, RowKind, Section,
            State,
        },
        report::{Table, TableColumn, TableRow},
        theme::Theme,
    },
    render::pdf::{Fonts, pdf_with},
    settings::{Given, Settings},
};
use printpdf::{BuiltinFont, Mm, Op, PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, TextItem};
use rayon::prelude::*;
use std::time::Instant;

const REPORTS: usize = 500;

fn main() {
    let theme = Settings::resolve(&Given::default(), jiff::Timestamp::UNIX_EPOCH).expect("the defaults hold").theme;
    let start = Instant::now();
    let fonts = Fonts::load(&theme).expect("the program's fonts");
    let loading = start.elapsed().as_secs_f64();
    let reports: Vec<Report> = (0..REPORTS).map(report).collect();
    let ours = timed(|number| pdf_with(&reports[number], &theme, &fonts));
    let raw = timed(|number| with_printpdf_alone(&reports[number], &theme));
    let mut out = String::from(
        "| 500 sponsors' PDFs of two pages | seconds | ms each | kB each | largest kB |\n|---|---:|---:|---:|---:|\n",
    );
    for (name, (seconds, sizes)) in [("coe-report", ours), ("printpdf alone, the same words", raw)] {
        let all: usize = sizes.iter().sum();
        let largest = sizes.iter().max().copied().unwrap_or_default();
        out.push_str(&format!(
            "| {name} | {seconds:.2} | {:.2} | {:.1} | {:.1} |\n",
            seconds * 1_000.0 / REPORTS as f64,
            all as f64 / 1_000.0 / REPORTS as f64,
            largest as f64 / 1_000.0
        ));
    }
    out.push_str(&format!("Fonts are read once: {loading:.3} s. {} threads.\n", rayon::current_num_threads()));
    use std::io::Write;
    std::io::stdout().write_all(out.as_bytes()).expect("the table can be written");
}

/// Seconds for all, and the size of each in bytes.
fn timed(make: impl Fn(usize) -> Vec<u8> + Sync) -> (f64, Vec<usize>) {
    let start = Instant::now();
    let sizes = (0..REPORTS).into_par_iter().map(|number| make(number).len()).collect();
    (start.elapsed().as_secs_f64(), sizes)
}

/// Two decisions, five initiatives, and a table of twelve on the second page.
fn report(number: usize) -> Report {
    let decision = |ask: usize| Decision {
        about: String::new(),
        ask: format!("Release EUR {},000 for the roll-out to plant {ask}?", 40 + number % 60 + ask),
        facts: format!("OPS-{:03} · by 12 Nov 2026 · Amber: two plants use another chart of accounts.", number + ask),
        more: String::new(),
        brief: String::new(),
        by: "by 12 Nov".to_owned(),
        overdue: false,
        link: Some("mailto:ai-centre@x.example?subject=Answer".to_owned()),
        choices: Vec::new(),
        form: DecisionForm::Whole,
    };
    let entry = |one: usize| Entry {
        name: format!("Forecast {} of region {number} · Pilot", one + 1),
        mark: "AMBER".to_owned(),
        judgement: Judgement::Worse,
        says: String::new(),
        lines: vec!["Data access is late.".to_owned(), format!("Spend +{one} k; benefit {} % of plan", 60 + one)],
    };
    let column = |title: &str, align| TableColumn {
        title: title.to_owned(),
        spanner: None,
        align,
        flexible: align == Align::Left,
        look: Look::Plain,
        is_folded: false,
        symbol: None,
        meaning: None,
    };
    let row = |one: usize| TableRow {
        kind: RowKind::Body,
        cells: vec![
            Cell::Text(format!("Initiative {one} of region {number}")),
            Cell::Text("Production".to_owned()),
            Cell::Text(format!("{}", 12 * one + number)),
        ],
    };
    let section = |name: &str, blocks| Section {
        name: name.to_owned(),
        title: format!("Your {} initiatives spent 36 k under plan; two decisions need you.", 5 + number % 8),
        scope: format!("Sponsor {number} · EUR k · Jan–Oct 2026"),
        detail_sheet: None,
        blocks,
    };
    let table = Table {
        name: "Yours".to_owned(),
        caption: String::new(),
        columns: vec![column("Initiative", Align::Left), column("Phase", Align::Left), column("Spend", Align::Right)],
        rows: (0..12).map(row).collect(),
        rest: None,
    };
    Report {
        audience: Audience::Sponsor,
        title: format!("AI portfolio, October 2026: initiatives of sponsor {number}"),
        company: "Halden Components".to_owned(),
        period: Month::new(2026, 10).expect("a month"),
        period_title: "October 2026".to_owned(),
        state: State::Draft,
        locale: Locale::named("en-GB").expect("a locale"),
        currency: "EUR".to_owned(),
        sections: vec![
            section(
                "Your initiatives",
                vec![Block::Decisions((0..2).map(decision).collect()), Block::Entries((0..5).map(entry).collect())],
            ),
            section("All of them", vec![Block::Table(table)]),
        ],
        data_sheets: Vec::new(),
        background: Vec::new(),
    }
}

/// Every word of the report, a line each, without anything that makes it a page to look at.
fn with_printpdf_alone(report: &Report, _theme: &Theme) -> Vec<u8> {
    let mut document = PdfDocument::new(&report.title);
    for section in &report.sections {
        let mut lines = vec![section.title.clone(), section.scope.clone()];
        for block in &section.blocks {
            match block {
                Block::Decisions(decisions) => {
                    lines.extend(decisions.iter().flat_map(|one| [one.ask.clone(), one.facts.clone()]));
                }
                Block::Entries(entries) => {
                    lines.extend(entries.iter().flat_map(|one| [vec![one.name.clone()], one.lines.clone()].concat()));
                }
                Block::Table(table) => {
                    lines.extend(table.rows.iter().flat_map(|row| &row.cells).map(|cell| match cell {
                        Cell::Text(text) => text.clone(),
                        _ => String::new(),
                    }))
                }
                _ => {}
            }
        }
        let mut ops = Vec::new();
        for (place, line) in lines.into_iter().enumerate() {
            ops.extend([
                Op::StartTextSection,
                Op::SetFont { font: PdfFontHandle::Builtin(BuiltinFont::Helvetica), size: Pt(9.0) },
                Op::SetTextCursor { pos: Point { x: Pt(32.0), y: Pt(560.0 - 10.0 * place as f32) } },
                Op::ShowText { items: vec![TextItem::Text(line)] },
                Op::EndTextSection,
            ]);
        }
        document.pages.push(PdfPage::new(Mm(148.0), Mm(210.0), ops));
    }
    document.save(&PdfSaveOptions::default(), &mut Vec::new())
}
