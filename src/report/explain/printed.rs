//! What stands under a name on the pages and sheets themselves: `left over of 2026`, `frees of IT-01`, `controls met`.
//! Whoever reads a figure finds it again under the words that stand above and beside it, whichever table it is of.

use super::names::{folded, splits};
use crate::{
    model::{
        explanation::{Explanation, Question, Step},
        figure::{Figure, Unit},
        money::Cents,
        report::{Block, Cell, Chart, Role, RowKind, Section, Table, TableColumn, TableRow, Tile},
    },
    report::{ReportContext, executive, finance, round, sponsor, sponsors},
};
use std::{borrow::Cow, collections::BTreeSet};

/// Rows of a column that are told without being asked for one by one.
const MOST_ROWS: usize = 60;

/// What the question names on sheets, in full amounts, and on pages; the same figure once.
pub fn explain(context: &ReportContext, question: &Question) -> Vec<Explanation> {
    let asked = Asked::of(&question.what);
    let mut found: Vec<Explanation> = Vec::new();
    for source in sources(context, question.sponsor.as_deref()) {
        for section in source.sections.iter() {
            for explained in section.blocks.iter().flat_map(|block| in_block(context, &source, section, block, &asked))
            {
                if !found.iter().any(|known| is_again(known, &explained)) {
                    found.push(explained);
                }
            }
        }
    }
    found
}

/// Sheets or pages.
struct Source<'a> {
    /// `sheet` or `page`.
    word: &'static str,
    sections: Cow<'a, [Section]>,
}

/// Those of finance and executives, or those of the sponsor who asks: they hold no rows of others.
fn sources<'a>(context: &ReportContext<'a>, address: Option<&str>) -> Vec<Source<'a>> {
    match address {
        None => vec![
            Source { word: "sheet", sections: finance::values(context).into() },
            Source { word: "page", sections: (&executive(context).sections).into() },
        ],
        Some(address) => {
            let all = sponsors(context);
            let own: Vec<_> = all.into_iter().filter(|one| one.email == address.trim().to_lowercase()).collect();
            let reports = sponsor(context, &own);
            reports.into_iter().map(|report| Source { word: "page", sections: report.sections.into() }).collect()
        }
    }
}

/// A question in the ways in which it can name a column, a row, or a column of a row.
struct Asked {
    whole: String,
    /// A column and a row.
    parts: BTreeSet<(String, String)>,
}

impl Asked {
    fn of(what: &str) -> Asked {
        let parts = splits(what).into_iter().map(|(column, row)| (plain(&column), plain(&row))).collect();
        Asked { whole: plain(what), parts }
    }

    fn is_whole(&self, names: &[String]) -> bool {
        names.contains(&self.whole)
    }

    fn has_row(&self, names: &[String]) -> bool {
        self.parts.iter().any(|(_, row)| names.contains(row))
    }

    fn is_cell(&self, column: &[String], row: &[String]) -> bool {
        self.parts.iter().any(|(one, other)| column.contains(one) && row.contains(other))
    }
}

/// As names are compared: without the marks of pages.
fn plain(text: &str) -> String {
    folded(&text.replace(['†', '='], " "))
}

fn in_block(
    context: &ReportContext,
    source: &Source,
    section: &Section,
    block: &Block,
    asked: &Asked,
) -> Vec<Explanation> {
    let place = |caption: &str| match caption {
        "" => format!("Stands on {} {}.", source.word, section.name),
        caption => format!("Stands on {} {}: {caption}.", source.word, section.name),
    };
    let of_chart = |chart: &Chart| {
        let heading = chart.title.split([',', ' ']).next().unwrap_or_default();
        // Its unit, behind a comma, is that of the drawing.
        let title = chart.title.split(", ").next().unwrap_or_default();
        in_table(context, &chart.table, (heading, &chart.roles), &place(title), asked)
    };
    match block {
        Block::Tiles(tiles) => tiles.iter().filter_map(|tile| of_tile(context, tile, &place(""), asked)).collect(),
        Block::Table(table) => in_table(context, table, ("", &[]), &place(&table.caption), asked),
        Block::Chart(chart) => of_chart(chart),
        Block::Charts(charts) => charts.iter().flat_map(of_chart).collect(),
        Block::Heading(_) | Block::Paragraph(_) | Block::Decisions(_) | Block::Entries(_) => Vec::new(),
    }
}

fn of_tile(context: &ReportContext, tile: &Tile, place: &str, asked: &Asked) -> Option<Explanation> {
    let label = tile.label.split(", ").next().unwrap_or_default();
    if !asked.is_whole(&[plain(label), plain(&tile.label)]) {
        return None;
    }
    let value = match tile.exact {
        Some(cents) => Some(cents.units()),
        None => tile.value.map(|figure| value(context, figure)),
    };
    Some(Explanation {
        key: plain(label).replace(' ', "_"),
        name: label.to_owned(),
        scope: tile.label.split_once(", ").map_or("as of the reporting month", |(_, months)| months).to_owned(),
        value,
        shown: tile.value.map_or_else(|| tile.missing.clone(), |figure| shown(context, figure)),
        formula: place.to_owned(),
        notes: tile.notes.iter().map(|note| note.text.clone()).collect(),
        ..Explanation::default()
    })
}

/// The columns of a table with what they may be called.
struct Head<'a> {
    place: usize,
    column: &'a TableColumn,
    names: Vec<String>,
}

/// What is asked of a table; `heading` is the first word above a chart, which says what its columns are of.
fn in_table(
    context: &ReportContext,
    table: &Table,
    (heading, roles): (&str, &[Role]),
    place: &str,
    asked: &Asked,
) -> Vec<Explanation> {
    let heads: Vec<Head> = table
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| Head { place, column, names: names_of_column(context, column, heading) })
        .collect();
    let told = Told { context, table, heads: &heads, roles, place };
    let mut found = Vec::new();
    let mut rows_of_name: Vec<&TableRow> = Vec::new();
    for row in table.rows.iter().filter(|row| row.kind != RowKind::Group) {
        let names = names_of_row(row);
        if asked.is_whole(&names) {
            rows_of_name.push(row);
        }
        if asked.has_row(&names) {
            let cells = heads.iter().filter(|head| asked.is_cell(&head.names, &names));
            found.extend(cells.filter_map(|head| told.cell(head, row)));
        }
    }
    found.extend(rows_of_name.into_iter().filter_map(|row| told.row(row)));
    found.extend(heads.iter().filter(|head| asked.is_whole(&head.names)).filter_map(|head| told.column(head)));
    found
}

fn names_of_column(context: &ReportContext, column: &TableColumn, heading: &str) -> Vec<String> {
    let title = column.title.as_str();
    let mut names = vec![plain(title)];
    if let Some(without_currency) = title.strip_suffix(&format!(", {}", context.rules.currency)) {
        names.push(plain(without_currency));
    }
    if !heading.is_empty() {
        names.push(plain(&format!("{heading} {title}")));
    }
    names.extend(column.spanner.iter().map(|spanner| plain(&format!("{} {}", spanner.name, spanner.head))));
    names
}

/// The words of the first two cells, and the id that they begin with.
fn names_of_row(row: &TableRow) -> Vec<String> {
    let mut names = Vec::new();
    for cell in row.cells.iter().take(2) {
        match cell.shown() {
            Cell::Text(text) => {
                names.push(plain(text));
                names.extend(text.split_once(" (").map(|(before, _)| plain(before)));
                let first = text.split_whitespace().next().unwrap_or_default();
                names.extend(first.contains(|letter: char| letter.is_ascii_digit()).then(|| plain(first)));
                let behind_number = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
                names.push(plain(behind_number));
            }
            Cell::Month(month) => names.extend([plain(&month.to_string()), plain(&month.title())]),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// A table while it is told.
struct Told<'a> {
    context: &'a ReportContext<'a>,
    table: &'a Table,
    heads: &'a [Head<'a>],
    roles: &'a [Role],
    place: &'a str,
}

impl Told<'_> {
    /// One cell, with the others of its row.
    fn cell(&self, head: &Head, row: &TableRow) -> Option<Explanation> {
        let figure = figure_of(&row.cells[head.place])?;
        Some(Explanation {
            value: Some(value(self.context, figure)),
            shown: shown(self.context, figure),
            steps: self.steps(row, |other| other.place != head.place),
            scope: words_of(row),
            ..self.of_column(head)
        })
    }

    /// A column: its sum where it has one, and its rows.
    fn column(&self, head: &Head) -> Option<Explanation> {
        let of_kind = |kind: RowKind| {
            let rows = self.table.rows.iter().filter(move |row| row.kind == kind);
            rows.filter_map(|row| Some((row, figure_of(&row.cells[head.place])?)))
        };
        let total = of_kind(RowKind::Total).next_back().map(|(_, figure)| figure);
        let step = |(row, figure): (&TableRow, Figure)| Step {
            name: words_of(row),
            value: Some(value(self.context, figure)),
            shown: shown(self.context, figure),
        };
        let steps: Vec<Step> = of_kind(RowKind::Body).take(MOST_ROWS).map(step).collect();
        let first = steps.first()?;
        let only = (steps.len() == 1).then(|| (first.value, first.shown.clone()));
        let (scope, value, shown) = match (total, only) {
            (Some(total), _) => ("all rows", Some(value(self.context, total)), shown(self.context, total)),
            (None, Some((value, shown))) => ("the only row", value, shown),
            (None, None) => ("each row", None, "several figures".to_owned()),
        };
        Some(Explanation { scope: scope.to_owned(), value, shown, steps, ..self.of_column(head) })
    }

    /// A row: its only figure, or all of them.
    fn row(&self, row: &TableRow) -> Option<Explanation> {
        let is_told = |head: &&Head| figure_of(&row.cells[head.place]).is_some();
        let figures: Vec<&Head> = self.heads.iter().filter(is_told).collect();
        let is_target =
            |head: &&&Head| matches!(self.roles.get(head.place), Some(Role::Least | Role::Most | Role::Full));
        let mut own = figures.iter().filter(|head| !is_target(head));
        let (first, more) = (own.next()?, own.next());
        let figure = figure_of(&row.cells[first.place]).filter(|_| more.is_none());
        let place = self.place.to_owned();
        Some(Explanation {
            key: self.table.name.clone(),
            name: words_of(row),
            scope: "every column".to_owned(),
            value: figure.map(|figure| value(self.context, figure)),
            shown: figure.map_or_else(|| "several figures".to_owned(), |figure| shown(self.context, figure)),
            formula: if more.is_none() { formula(first.column, self.place) } else { place },
            steps: self.steps(row, |_| true),
            ..Explanation::default()
        })
    }

    fn of_column(&self, head: &Head) -> Explanation {
        Explanation {
            key: format!("{}.{}", self.table.name, plain(&head.column.title).replace(' ', "_")),
            name: head.column.title.trim_start_matches("= ").to_owned(),
            formula: formula(head.column, self.place),
            ..Explanation::default()
        }
    }

    fn steps(&self, row: &TableRow, wanted: impl Fn(&Head) -> bool) -> Vec<Step> {
        let step = |head: &Head| {
            let figure = figure_of(&row.cells[head.place])?;
            Some(Step {
                name: head.column.title.clone(),
                value: Some(value(self.context, figure)),
                shown: shown(self.context, figure),
            })
        };
        self.heads.iter().filter(|head| wanted(head)).filter_map(step).collect()
    }
}

/// How it is computed, and where it stands.
fn formula(column: &TableColumn, place: &str) -> String {
    match column.meaning {
        Some(meaning) => format!("{meaning} {place}"),
        None => place.to_owned(),
    }
}

/// The words in the first cells of a row.
fn words_of(row: &TableRow) -> String {
    let words = row.cells.iter().take(2).filter_map(|cell| match cell.shown() {
        Cell::Text(text) => Some(text.clone()),
        Cell::Month(month) => Some(month.to_string()),
        _ => None,
    });
    words.collect::<Vec<_>>().join(" ")
}

fn figure_of(cell: &Cell) -> Option<Figure> {
    match cell.shown() {
        Cell::Figure(figure) => Some(*figure),
        _ => None,
    }
}

/// Money in units of the currency, shares as fractions. Tables of pages leave the letter of their unit away.
fn value(context: &ReportContext, figure: Figure) -> f64 {
    figure.number() * scale_of(context, figure.unit, figure.decimals)
}

fn scale_of(context: &ReportContext, unit: Unit, decimals: u8) -> f64 {
    match unit {
        Unit::MoneyThousands => 1e3,
        Unit::MoneyMillions => 1e6,
        // Full amounts have cents.
        Unit::Money if decimals < 2 => context.scale().units(),
        Unit::Percent => 0.01,
        _ => 1.0,
    }
}

/// The figure with its unit.
fn shown(context: &ReportContext, figure: Figure) -> String {
    let is_money = matches!(figure.unit, Unit::Money | Unit::MoneyThousands | Unit::MoneyMillions);
    if !is_money {
        return figure.text(context.locale());
    }
    let cents = Cents((value(context, figure) * 100.0).round() as i64);
    let figure = match figure.unit {
        Unit::Money if figure.decimals >= 2 => round::cents(cents),
        _ => context.scale().figure(cents),
    };
    context.locale().amount(&context.rules.currency, &figure)
}

/// Is it the cell of a sheet once more, rounded for a page?
fn is_again(known: &Explanation, other: &Explanation) -> bool {
    plain(&known.name) == plain(&other.name) && known.scope == other.scope && says_the_same(known, other)
}

/// Is it the same figure, rounded, as one that is told already?
pub fn says_the_same(known: &Explanation, other: &Explanation) -> bool {
    match (known.value, other.value) {
        (Some(known), Some(other)) => (known - other).abs() <= rounding(known).max(rounding(other)),
        (None, None) => true,
        _ => false,
    }
}

/// What rounding to three digits may have moved.
fn rounding(value: f64) -> f64 {
    value.abs() * 0.005 + 1e-9
}
