//! The finished report: what is said, in order, every figure rounded. Renderers turn it into bytes and decide looks only.

use super::{
    figure::Figure,
    live::{Formula, Live, NamedCell, Symbol},
    locale::Locale,
    money::Cents,
    period::Month,
};
use jiff::civil::Date;
use std::sync::Arc;

/// Whether a month may still change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// May be run as often as people like; says DRAFT on every page.
    Draft,
    /// The money does not foot; a draft that says why.
    HeldBack,
    /// Closed in this revision, and nothing changed since.
    Final(u32),
}

impl State {
    /// As `run.json` says it: `draft`, `held back`, `final r1`.
    pub fn text(&self) -> String {
        match self {
            State::Draft => "draft".to_owned(),
            State::HeldBack => "held back".to_owned(),
            State::Final(revision) => format!("final r{revision}"),
        }
    }
}

/// For whom a report is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Audience {
    /// Executives: A4 pages.
    Executives,
    /// One executive sponsor: A5 pages.
    Sponsor,
    /// Finance: a workbook.
    Finance,
}

/// One report.
#[derive(Clone, Debug)]
pub struct Report {
    /// For whom.
    pub audience: Audience,
    /// Document title, `AI portfolio, October 2026`.
    pub title: String,
    /// Whose report: the company's name; also the document's author.
    pub company: String,
    /// Reporting month.
    pub period: Month,
    /// What it is called: `October 2026`.
    pub period_title: String,
    /// Draft, held back or final.
    pub state: State,
    /// Digits and dates.
    pub locale: Locale,
    /// ISO 4217 code of the reporting currency.
    pub currency: String,
    /// In reading order.
    pub sections: Vec<Section>,
    /// Data of the workbook, behind the sections; empty in PDFs.
    pub data_sheets: Vec<DataSheet>,
    /// Sections of the workbook behind its data, with grey tabs: where the data came from, how things are computed.
    pub background: Vec<Section>,
}

/// One question with its answer: a page (or more) of a PDF, a sheet of a workbook.
#[derive(Clone, Debug)]
pub struct Section {
    /// Name: bookmark in a PDF, tab in a workbook. At most 31 characters.
    pub name: String,
    /// The answer in one sentence.
    pub title: String,
    /// The grey line: who · what and unit · when.
    pub scope: String,
    /// Sheet of the workbook that has the detail, for the foot of a PDF page.
    pub detail_sheet: Option<String>,
    /// In reading order.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Clone, Debug)]
pub enum Block {
    /// A small heading inside a section.
    Heading(String),
    /// Running text.
    Paragraph(Paragraph),
    /// Key figures.
    Tiles(Vec<Tile>),
    /// What people are asked to decide.
    Decisions(Vec<Decision>),
    /// Short entries of two lines: a sponsor's initiatives.
    Entries(Vec<Entry>),
    /// Rows and columns.
    Table(Table),
    /// A drawing of a table's columns.
    Chart(Chart),
    /// Small drawings beside each other, two at most.
    Charts(Vec<Chart>),
}

/// How a paragraph is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// A statement.
    Plain,
    /// A side remark in grey: coverage, rounding, where the rest is.
    Note,
    /// Words of a person, quoted with their source.
    Quote,
    /// The trust strip at the foot of page 1: small facts about the data.
    Trust,
}

/// Running text.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// How it is meant.
    pub tone: Tone,
    /// Words, figures already in them.
    pub text: String,
}

/// Better, worse, or neither: drawn as a colour, always said in words too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Judgement {
    /// Better than plan or target.
    Better,
    /// Worse than plan or target.
    Worse,
    /// Amber: to be watched.
    Doubtful,
    /// Neither, or no plan to compare with.
    Neutral,
}

/// A key figure.
#[derive(Clone, Debug)]
pub struct Tile {
    /// What it is, `Spend to date`.
    pub label: String,
    /// The figure; `None` when nothing was reported, then `missing` says so.
    pub value: Option<Figure>,
    /// The amount in full; a workbook holds it and shows the figure.
    pub exact: Option<Cents>,
    /// What computes the figure in a workbook that computes itself.
    pub live: Option<Box<Live>>,
    /// Shown in the figure's place when there is none: `not reported`.
    pub missing: String,
    /// Lines below: against plan, the month itself.
    pub notes: Vec<TileNote>,
    /// The months of the year, drawn small beside the figure; empty where there is nothing to draw.
    pub months: Vec<TileMonth>,
    /// Name of the section of the same report that tells more.
    pub leads_to: Option<&'static str>,
}

/// A month of a tile's small drawing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TileMonth {
    /// Planned: outlined.
    pub plan: Figure,
    /// Real: solid.
    pub actual: Option<Figure>,
}

/// A line below a tile's figure.
#[derive(Clone, Debug)]
pub struct TileNote {
    /// `22k under plan (better)`.
    pub text: String,
    /// Colour of the line.
    pub judgement: Judgement,
    /// It goes on with the figure, `of 40 initiatives`: in one line no comma stands between them.
    pub goes_on: bool,
}

impl TileNote {
    /// Words with a judgement.
    pub fn new(text: impl Into<String>, judgement: Judgement) -> TileNote {
        TileNote { text: text.into(), judgement, goes_on: false }
    }

    /// Words that are neither good nor bad.
    pub fn neutral(text: impl Into<String>) -> TileNote {
        TileNote::new(text, Judgement::Neutral)
    }

    /// `of` what the figure is a part.
    pub fn part_of(whole: impl std::fmt::Display) -> TileNote {
        TileNote { goes_on: true, ..TileNote::neutral(format!("of {whole}")) }
    }
}

/// One thing asked of a person.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The initiative: `FIN-1 Match invoices`.
    pub about: String,
    /// `Release 120k for "Predict stock-outs"`.
    pub ask: String,
    /// Who decides, by when, and the reason: `Inês Costa · by 12 Nov 2026 · pilot beat its target`.
    pub facts: String,
    /// The facts that stand behind what is asked on every page, `OPS-2 · I. Costa`; the amount, where what is asked does
    /// not name it.
    pub brief: String,
    /// The facts behind those as far as there is room, ` · the board decides · Red: the supplier changed`; may be empty.
    pub more: String,
    /// Its last useful day, `by 12 Nov`; empty when none is given.
    pub by: String,
    /// Already past its last useful date.
    pub overdue: bool,
    /// Where an answer goes, `mailto:…`; none when nobody is configured.
    pub link: Option<String>,
    /// The answers of a question that asks for one of two; none for any other.
    pub choices: Vec<Choice>,
    /// How much of it is written.
    pub form: DecisionForm,
}

/// An answer that a question names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// `Stop the pilot`.
    pub word: String,
    /// Where it goes, `mailto:…`; none when nobody is configured.
    pub link: Option<String>,
}

/// How much of a decision a page writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DecisionForm {
    /// What is asked and all facts, on as many lines as they take.
    Whole,
    /// What is asked with its day at the right and the facts behind it, on so many lines at most. What is asked is cut
    /// before the brief facts are.
    Lines(u8),
}

/// An initiative in two or three lines.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `Predict stock-outs · Pilot`.
    pub name: String,
    /// A short mark at the right of the first line: `AMBER`.
    pub mark: String,
    /// Colour of the mark.
    pub judgement: Judgement,
    /// Words behind the name, on one line with it; empty where there are none.
    pub says: String,
    /// Sentences below.
    pub lines: Vec<String>,
}

/// How a column's cells stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers, so that digits stand under digits.
    Right,
    /// Marks.
    Centre,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct TableColumn {
    /// Header, short.
    pub title: String,
    /// Where it stands side by side with others of a group: a page writes the group's name once above them.
    pub spanner: Option<Spanner>,
    /// Where its cells stand.
    pub align: Align,
    /// May be wrapped and takes the room that is left (texts); others keep their natural width.
    pub flexible: bool,
    /// Looks of a workbook's cells that help the eye.
    pub look: Look,
    /// A workbook folds it away at first, with its neighbours that are folded too; a click on the sign + above opens
    /// them. For what few readers need.
    pub is_folded: bool,
    /// What formulas call it; none where no formula speaks of it.
    pub symbol: Option<Symbol>,
    /// How its figures are computed, a sentence; none where the title says it, or a measure that has its own words.
    pub meaning: Option<&'static str>,
}

/// A name above some columns that stand side by side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spanner {
    /// `Spend`.
    pub name: &'static str,
    /// The column's header below it, `Plan`.
    pub head: &'static str,
}

/// Help for the eye in a workbook's column; a PDF may ignore it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// Nothing special.
    Plain,
    /// A data bar behind the number (scores, shares).
    Bar,
    /// Negative is worse: coloured by sign.
    GoodWhenPositive,
    /// Positive is worse (costs over plan): coloured by sign.
    GoodWhenNegative,
    /// Words Green, Amber, Red coloured.
    Status,
    /// Severity of a finding coloured.
    Severity,
    /// TRUE/FALSE of a check coloured.
    Check,
    /// Money in full, shown in thousands or millions: so many groups of three digits are not shown.
    Scaled(u8),
    /// A small line over the last columns of the table, so many of them. Its own cells are empty.
    Trend(u8),
}

/// What a row of a table is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowKind {
    /// One of the things listed.
    Body,
    /// A heading of the rows below it.
    Group,
    /// A sum of rows above.
    Total,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// What it is.
    pub kind: RowKind,
    /// One cell for each column.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A rounded number.
    Figure(Figure),
    /// A day.
    Day(Date),
    /// A month.
    Month(Month),
    /// Nothing belongs here.
    Empty,
    /// Something belongs here but nobody reported it; shown as `n/r`, never as zero.
    Unknown,
    /// Does a check hold?
    Holds(bool),
    /// Computes itself in a workbook; elsewhere what it shows.
    Live(Box<Live>),
    /// Has a name in a workbook; elsewhere only what it holds.
    Named(Box<NamedCell>),
}

impl Cell {
    /// What is to be seen: the cell itself, or what a live or named one shows.
    pub fn shown(&self) -> &Cell {
        match self {
            Cell::Live(live) => live.shown.shown(),
            Cell::Named(named) => named.cell.shown(),
            other => other,
        }
    }
}

/// Rows and columns.
#[derive(Clone, Debug)]
pub struct Table {
    /// Name of the table in a workbook: letters, digits, underscore; unique in the report.
    pub name: String,
    /// Read aloud before the table, and its heading if not empty.
    pub caption: String,
    /// Left to right.
    pub columns: Vec<TableColumn>,
    /// Top to bottom.
    pub rows: Vec<TableRow>,
    /// What stands below it.
    pub rest: Option<Rest>,
}

/// What stands below a table: how many rows are not shown, and other words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rest {
    /// Rows that are not shown.
    pub left_out: Option<LeftOut>,
    /// Sentences behind it; may be empty.
    pub words: String,
}

/// How many rows are not shown, and how that is said behind the number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeftOut {
    /// How many.
    pub count: usize,
    /// Of one: `more candidate is left out.`
    pub one: String,
    /// Of several: `more candidates are left out.`
    pub many: String,
}

impl Rest {
    /// Sentences; none where there are none.
    pub fn of_words(words: impl Into<String>) -> Option<Rest> {
        let words = words.into();
        (!words.is_empty()).then_some(Rest { left_out: None, words })
    }

    /// So many rows are not shown; none where all are.
    pub fn of_left_out(count: usize, one: impl Into<String>, many: impl Into<String>) -> Option<Rest> {
        let left_out = LeftOut { count, one: one.into(), many: many.into() };
        (count > 0).then(|| Rest { left_out: Some(left_out), words: String::new() })
    }

    /// So many rows stand in this sheet only; none where all are shown.
    pub fn in_sheet(count: usize, sheet: &str) -> Option<Rest> {
        let words = format!("more (finance's workbook, sheet {sheet}).");
        Rest::of_left_out(count, words.clone(), words)
    }

    /// So many of a sponsor's own rows are not shown; none where all are.
    pub fn in_sponsors_workbook(count: usize) -> Option<Rest> {
        Rest::of_left_out(count, Rest::IN_SPONSORS_WORKBOOK, Rest::IN_SPONSORS_WORKBOOK)
    }

    /// Where a sponsor gets the rows that a page has no room for, behind their number.
    pub const IN_SPONSORS_WORKBOOK: &str = "more: the AI CoE can send you the workbook of your initiatives.";

    /// As it is read.
    pub fn text(&self) -> String {
        let counted = self.left_out.as_ref().map(|left_out| {
            let words = if left_out.count == 1 { &left_out.one } else { &left_out.many };
            format!("{} {words}", left_out.count)
        });
        let parts: Vec<String> =
            counted.into_iter().chain([self.words.clone()]).filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    }
}

/// What a column of a chart's table stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Names of the categories: months, departments.
    Category,
    /// Planned: outlined.
    Plan,
    /// Real: solid.
    Actual,
    /// Latest estimate: hatched.
    Forecast,
    /// A change from plan to actual: a bar of a bridge.
    Change,
    /// A sum of everything to its left or above: an end of a bridge.
    Sum,
    /// Horizontal position of a bubble.
    Across,
    /// Vertical position of a bubble.
    Up,
    /// Size of a bubble.
    Size,
    /// Least that would do: a band from here to the end of the scale.
    Least,
    /// Most that would do: a band from zero to here.
    Most,
    /// End of a row's scale.
    Full,
    /// The part of what is real that somebody has confirmed: solid, the rest hatched.
    Confirmed,
    /// A part of a whole; the parts of a row stand in their order.
    Part,
    /// A value of the last closed month.
    Before,
    /// A value of one month of a row; the months stand in their order.
    Point,
    /// Words that decide the shape of a bubble, such as its risk tier.
    Kind,
    /// Holds where the bubble is drawn hollow.
    Hollow,
    /// Holds where a bar to the right is worse: spend among benefits.
    LessIsBetter,
    /// Words or a number at the right margin.
    Remark,
    /// Green, Amber or Red at the right margin: a letter in a box.
    Letter,
    /// Not drawn.
    Silent,
}

/// How a chart draws its table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// One group of columns a row: plan outlined, actual solid, forecast hatched.
    MonthColumns,
    /// Horizontal steps from plan to actual; rows in order, the first and last are sums.
    Bridge,
    /// One horizontal bar a row: plan as a tick, actual as a bar.
    Bullets,
    /// Bubbles on two axes, both 0–100.
    Quadrant,
    /// Horizontal bars to both sides of zero, with remarks at the right margin.
    Diverging,
    /// One line a row with a scale of its own: the band where a number should be, and a dot where it is. Rows of kind
    /// Group are headings.
    Ranges,
    /// One bar a row from 0 to 100%, with words below it.
    Progress,
    /// One bar a row, divided into its parts.
    Stacked,
    /// Dots on one line a category, from −100 to 150%, zero marked; rows with the same category share a line.
    Dots,
    /// One small line a row over the months, on a scale of its own.
    Sparks,
    /// A line that rises in steps; a last row that is a total is a point by itself: "you are here".
    Frontier,
}

/// A drawing of a table. A workbook writes the table and a native chart beside it; a PDF draws only.
#[derive(Clone, Debug)]
pub struct Chart {
    /// How.
    pub form: Form,
    /// Said above the drawing, `Cost by month, EUR k`.
    pub title: String,
    /// What a reader who cannot see it is told: the finding and the main numbers.
    pub alternative_text: String,
    /// The numbers. Rows are categories.
    pub table: Table,
    /// One role for each column of the table.
    pub roles: Vec<Role>,
    /// Is more better? Colours a bridge's steps.
    pub more_is_better: bool,
}

/// A column of data as accepted, unrounded, with every row.
#[derive(Clone, Debug)]
pub struct DataColumn {
    /// Header; unique on its sheet.
    pub title: String,
    /// Key of the field, by which formulas call it; none for a column that nobody knows.
    pub key: Option<String>,
    /// One value for each row.
    pub values: DataValues,
    /// Cells that compute themselves, in order of row: their values are what the engine computed.
    pub live: Vec<(u32, Formula)>,
}

/// The values of a data column. `None` is unknown.
#[derive(Clone, Debug)]
pub enum DataValues {
    /// Words.
    Text(Vec<Option<Arc<str>>>),
    /// Money to the cent.
    Money(Vec<Option<Cents>>),
    /// Other numbers.
    Number(Vec<Option<f64>>),
    /// Shares: 0.4 is shown as 40%.
    Percent(Vec<Option<f64>>),
    /// Days.
    Date(Vec<Option<Date>>),
    /// Months.
    Month(Vec<Option<Month>>),
    /// Whole numbers: rows, months.
    Whole(Vec<Option<i64>>),
}

impl DataValues {
    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            DataValues::Text(values) => values.len(),
            DataValues::Money(values) => values.len(),
            DataValues::Number(values) | DataValues::Percent(values) => values.len(),
            DataValues::Date(values) => values.len(),
            DataValues::Month(values) => values.len(),
            DataValues::Whole(values) => values.len(),
        }
    }

    /// No rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A sheet of data: one real table from column A on.
#[derive(Clone, Debug)]
pub struct DataSheet {
    /// Tab, at most 31 characters: `Data money`.
    pub name: String,
    /// Name of the Excel table.
    pub table: String,
    /// Left to right; all equally long.
    pub columns: Vec<DataColumn>,
}
