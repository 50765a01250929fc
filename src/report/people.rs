//! Who is needed and who is there, twelve months ahead: sentences and a table of the page "The CoE", tables of the sheet
//! Health, and the words for what is not known.

use super::{
    ReportContext,
    columns::Columns,
    live, round,
    say::Known,
    tables::{figure_or_empty, text},
    words::{listed, listed_up_to, plural},
};
use crate::model::{
    funding::MilliFte,
    live::{Column, Formula, Symbol, Term, symbol},
    people::{NeededFor, PeopleAhead, RoleAhead, RoleMonth},
    period::Month,
    portfolio::CENTRE,
    report::{Block, Cell, Look, Paragraph, Rest, Table, Tone},
};
use std::ops::Range;

/// Name of the table of months, and what formulas call its columns.
const MONTHS: &str = "PeopleAhead";
const PARTS: [Symbol; 4] = [symbol("of the centre"), symbol("running"), symbol("mandatory"), symbol("funded")];
const DEMAND: Symbol = symbol("needed");
const SUPPLY: Symbol = symbol("there");
const LEFT: Symbol = symbol("left");

/// The page's table, below the sentence that says where it breaks; none without a capacity.
pub fn page(context: &ReportContext) -> Option<Table> {
    let ahead = context.metrics.people_ahead.as_ref()?;
    let [breaks, others @ ..] = sentences(context, ahead);
    let mut table = page_table(ahead);
    let what = format!("{}; each role in the month with least left.", caption(ahead));
    table.caption = breaks.unwrap_or_else(|| caption(ahead));
    let words: Vec<String> =
        [Some(what)].into_iter().chain(others).chain([unknown(context, ahead, false)]).flatten().collect();
    table.rest = Rest::of_words(words.join(" "));
    Some(table)
}

/// The sheet's blocks: each role's months, what they come to, and what is not known.
pub fn sheet(context: &ReportContext) -> Vec<Block> {
    let Some(ahead) = &context.metrics.people_ahead else { return Vec::new() };
    let mut blocks = vec![Block::Table(roles_table(context, ahead)), Block::Table(months_table(context, ahead))];
    let words: Vec<String> =
        sentences(context, ahead).into_iter().chain([unknown(context, ahead, true)]).flatten().collect();
    blocks.push(Block::Paragraph(Paragraph { tone: Tone::Note, text: words.join(" ") }));
    blocks
}

/// Full-time people with the decimals they need.
fn people(fte: MilliFte) -> Cell {
    Cell::Figure(round::people(fte))
}

fn caption(ahead: &PeopleAhead) -> String {
    let months = ahead.roles.first().map_or(&[][..], |role| &role.months);
    let title = |month: Option<&RoleMonth>| {
        month.map(|one| format!("{} {}", one.month.short_name(), one.month.year())).unwrap_or_default()
    };
    format!("People ahead, {}–{}, full-time people", title(months.first()), title(months.last()))
}

/// One line a role: its month with the least room.
fn page_table(ahead: &PeopleAhead) -> Table {
    let tightest: Vec<(&RoleAhead, &RoleMonth)> =
        ahead.roles.iter().filter_map(|role| Some((role, role.tightest()?))).collect();
    type Line<'a> = (&'a RoleAhead, &'a RoleMonth);
    let columns = Columns::new()
        .words("Role", |(role, _): &Line| text(&*role.role))
        .short("Month", |(_, month)| Cell::Month(month.month))
        .each(&NeededFor::ALL[..4], |columns, part| {
            columns.numbers(part.title(), move |(_, month): &Line| people(month.part(*part)))
        })
        .numbers("Needed", |(_, month)| people(month.demand()))
        .numbers("There", |(_, month)| figure_or_empty(month.supply.map(round::people)))
        .numbers("Left", |(_, month)| figure_or_empty(month.left().map(round::people)))
        .look(Look::GoodWhenPositive);
    columns.table("PeopleAheadLines", "", &tightest)
}

/// A role, and where its months stand in the table of months.
struct Line<'a> {
    role: &'a RoleAhead,
    rows: Range<u32>,
}

/// One row a role.
fn roles_table(context: &ReportContext, ahead: &PeopleAhead) -> Table {
    let mut next = 0;
    let lines: Vec<Line> = (ahead.roles.iter())
        .map(|role| {
            let rows = next..next + role.months.len() as u32;
            next = rows.end;
            Line { role, rows }
        })
        .collect();
    let month = |month: Option<&RoleMonth>| month.map_or(Cell::Empty, |month| Cell::Month(month.month));
    let least = |line: &Line| match line.role.tightest().and_then(RoleMonth::left) {
        Some(left) if context.is_live() => {
            let rows = Term::Rows(Column { table: MONTHS, symbol: LEFT }, line.rows.clone());
            live::number(round::people(left), in_people(left), Formula::new("MIN({})", [rows]))
        }
        left => figure_or_empty(left.map(round::people)),
    };
    let most_funded = |line: &Line| line.role.most_for(NeededFor::Funded).copied();
    let columns = Columns::new()
        .short("ID", |_: &Line| text("M16"))
        .words("Role", |line| text(&*line.role.role))
        .short("First month short", move |line| month(line.role.first_short()))
        .numbers("Too few in it", |line| {
            let left = line.role.first_short().and_then(RoleMonth::left);
            figure_or_empty(left.map(|left| round::people(-left)))
        })
        .means("Full-time people needed above those there, in the first month in which more are needed.")
        .short("Month with least left", move |line| month(line.role.tightest()))
        .numbers("Least left", least)
        .means("Full-time people there less those needed, in the month in which it is least; below zero too few are there.")
        .look(Look::GoodWhenPositive)
        .short("Most for funded candidates in", move |line| month(most_funded(line).as_ref()))
        .numbers("Funded candidates add", move |line| {
            figure_or_empty(most_funded(line).map(|month| round::people(month.part(NeededFor::Funded))))
        })
        .means("The most full-time people that the candidates of the best set need in one month.");
    columns.table("PeopleAheadRoles", format!("{}, by role", caption(ahead)), &lines)
}

/// One row a role and month.
fn months_table(context: &ReportContext, ahead: &PeopleAhead) -> Table {
    type Line<'a> = (&'a RoleAhead, &'a RoleMonth);
    let lines: Vec<Line> =
        ahead.roles.iter().flat_map(|role| role.months.iter().map(move |month| (role, month))).collect();
    let demand = |(_, month): &Line| {
        let needed = month.demand();
        match context.is_live() {
            true => {
                let terms = PARTS.map(Term::Here);
                live::number(round::people(needed), in_people(needed), Formula::new("ROUND({}+{}+{}+{},3)", terms))
            }
            false => people(needed),
        }
    };
    let left = |(_, month): &Line| match month.left() {
        Some(left) if context.is_live() => {
            let terms = [SUPPLY, DEMAND].map(Term::Here);
            live::number(round::people(left), in_people(left), Formula::new("ROUND({}-{},3)", terms))
        }
        left => figure_or_empty(left.map(round::people)),
    };
    let columns = Columns::new()
        .short("Month", |(_, month): &Line| Cell::Month(month.month))
        .words("Role", |(role, _)| text(&*role.role))
        .each(NeededFor::ALL[..4].iter().zip(PARTS), |columns, (part, symbol)| {
            columns
                .numbers(part.title(), move |(_, month): &Line| people(month.part(*part)))
                .symbol(symbol)
                .means(meaning(*part))
        })
        .numbers("Needed", demand)
        .symbol(DEMAND)
        .means("Full-time people that the AI CoE, running, mandatory and funded initiatives need together.")
        .numbers("There", |(_, month)| month.supply.map_or_else(|| text("not set"), people))
        .symbol(SUPPLY)
        .means("Full-time people of the role in the month, setting capacity.")
        .numbers("Left", left)
        .symbol(LEFT)
        .means("Full-time people there less those needed; below zero too few are there.")
        .look(Look::GoodWhenPositive)
        .numbers(NeededFor::NotFunded.title(), |(_, month)| people(month.part(NeededFor::NotFunded)))
        .means(meaning(NeededFor::NotFunded));
    columns.table(MONTHS, format!("{}, by role and month", caption(ahead)), &lines)
}

/// How a part of the demand is counted.
pub(super) fn meaning(part: NeededFor) -> &'static str {
    match part {
        NeededFor::Centre => "FTE of the rows of Team of the AI CoE itself in the role and month.",
        NeededFor::Running => {
            "FTE of the rows of Team of initiatives in Pilot or Production, and of those whose phase cannot be read, in the \
             role and month."
        }
        NeededFor::Mandatory => {
            "FTE of the rows of Team of mandatory initiatives that have not begun, and of what they wait for, in the role \
             and month."
        }
        NeededFor::Funded => "FTE of the rows of Team of the candidates of the best set, in the role and month.",
        NeededFor::NotFunded => {
            "FTE of the rows of Team of the other candidates, in the role and month; not part of what is needed. Ideas are \
             not counted."
        }
    }
}

fn in_people(fte: MilliFte) -> f64 {
    fte as f64 / 1_000.0
}

/// Where it breaks, what the funded candidates add, and what would be if every candidate began.
pub(super) fn sentences(context: &ReportContext, ahead: &PeopleAhead) -> [Option<String>; 3] {
    let words = |fte: MilliFte| round::people(fte).text(context.locale());
    let month = |month: Month| month.title();
    let mut ahead_words = Known::new().figure("last", ahead.last_month().map(month));
    if let Some((role, at)) = ahead.first_short() {
        ahead_words = ahead_words
            .figure("month", month(at.month))
            .name("role", role.role.to_string())
            .figure("needed", words(at.demand()))
            .figure("short", at.left().map(|left| words(-left)));
    } else if let Some((role, at)) = ahead.tightest() {
        ahead_words = ahead_words
            .name("tight_role", role.role.to_string())
            .figure("tight_month", month(at.month))
            .figure("left", at.left().map(words));
    }
    let added = ahead.chosen_adds();
    let added = Known::new()
        .figure("added", added.map(|(_, people)| words(people)))
        .figure("added_month", added.map(|(at, _)| month(at)))
        .holds("no_budget", !ahead.has_choice)
        .holds("nobody", ahead.has_choice);
    // With every candidate it breaks somewhere else, or by more.
    let place = |found: Option<(&RoleAhead, &RoleMonth)>| found.map(|(role, at)| (role.role.clone(), at.month));
    let all = ahead.first_short_with_all().filter(|(_, at)| {
        at.left_with_all() != at.left() || place(ahead.first_short_with_all()) != place(ahead.first_short())
    });
    let with_all = all.map(|(role, at)| {
        Known::new()
            .name("role", role.role.to_string())
            .figure("month", month(at.month))
            .figure("short", at.left_with_all().map(|left| words(-left)))
    });
    [
        context.say("centre.people", ahead_words),
        context.say("centre.people_added", added),
        with_all.and_then(|known| context.say("centre.people_with_all", known)),
    ]
}

/// What is not in the numbers because nobody knows it; `in_full` names the initiatives. None where everything is known.
pub(super) fn unknown(context: &ReportContext, ahead: &PeopleAhead, in_full: bool) -> Option<String> {
    let named = |mut names: Vec<String>| {
        names.dedup();
        if in_full { listed(&names) } else { listed_up_to(&names, 3) }
    };
    let rows = |rows: &[u32], what: &str| {
        let whose = rows.iter().map(|row| initiative_of(context, *row)).collect();
        let count = plural(rows.len() as u64, "row", "rows");
        (!rows.is_empty()).then(|| format!("{count} of Team without a readable {what} ({})", named(whose)))
    };
    let silent = plural(ahead.silent.len() as u64, "initiative that reports", "initiatives that report");
    let silent_ids = ahead.silent.iter().map(|(row, _)| id(context, *row)).collect();
    let silent = (!ahead.silent.is_empty()).then(|| format!("{silent} nobody ({})", named(silent_ids)));
    let out: Vec<String> =
        [rows(&ahead.without_fte, "FTE"), rows(&ahead.without_role, "role"), silent].into_iter().flatten().collect();
    let mut sentences: Vec<String> = Vec::new();
    if !out.is_empty() {
        sentences.push(format!("Not known and left out: {}.", listed(&out)));
    }
    if !ahead.without_start.is_empty() {
        let rows = plural(ahead.without_start.len() as u64, "row", "rows");
        sentences.push(format!("{rows} of Team without a first month count in every month."));
    }
    if !ahead.roles_without_capacity.is_empty() {
        let roles: Vec<String> = ahead.roles_without_capacity.iter().map(|role| role.to_string()).collect();
        sentences.push(format!("No capacity is set for {}.", listed(&roles)));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn id(context: &ReportContext, row: u32) -> String {
    context.portfolio.initiatives.text("initiative_id")[row as usize].as_deref().unwrap_or_default().to_owned()
}

/// Whose row of Team it is.
fn initiative_of(context: &ReportContext, row: u32) -> String {
    context.portfolio.team_initiative[row as usize]
        .map_or_else(|| CENTRE.to_owned(), |initiative| id(context, initiative))
}
