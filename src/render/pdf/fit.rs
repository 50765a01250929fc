//! Sections that stay on so many pages: where they do not fit, the longest list stops earlier and says how many more
//! there are; where no list can, bars are said in words. A sponsor's own initiatives, which stand nowhere else, are the
//! last to give way.

use super::{
    blocks,
    flow::{self, Placed, Room},
    style::Typesetter,
};
use crate::model::report::{
    Audience, Block, Cell, Form, LeftOut, Paragraph, Rest, RowKind, Section, Table, TableRow, Tone,
};

/// Rows that a list keeps, however little room there is.
const LEAST_ROWS: usize = 2;

/// Pages behind a sponsor's first, at most: nowhere else does a sponsor find the rest.
const BEHIND_SPONSORS_FIRST: usize = 3;

/// How many pages a section may take. What says where its detail is has one.
pub fn most_pages(section: &Section, audience: Audience, is_first: bool) -> Option<usize> {
    match (audience, is_first) {
        (Audience::Sponsor, false) => Some(BEHIND_SPONSORS_FIRST),
        (Audience::Sponsor, true) => Some(1),
        _ => section.detail_sheet.as_ref().map(|_| 1),
    }
}

/// The section on so many pages, if its lists can be cut down to them.
pub fn on_pages(section: &Section, most: usize, room: Room, setter: &mut Typesetter<'_>) -> Vec<Vec<Placed>> {
    let before = setter.tags.clone();
    let mut pages = flow::paginate(blocks::pieces(&section.blocks, setter), room);
    if pages.len() == 1 {
        return pages;
    }
    if is_short(&pages, room) {
        let tags = std::mem::replace(setter.tags, before.clone());
        setter.has_low_charts = true;
        let lower = flow::paginate(blocks::pieces(&section.blocks, setter), room);
        if lower.len() < pages.len() && lower.len() <= most {
            return lower;
        }
        setter.has_low_charts = false;
        *setter.tags = tags;
    }
    let mut cut = section.clone();
    while pages.len() > most {
        // Of long lists about half of what is too much at once: they are not laid out for each of their rows.
        let too_much: usize = pages[most..].iter().map(Vec::len).sum();
        let steps = if most > 1 { (too_much / 2).max(1) } else { 1 };
        let rows = (0..steps).take_while(|_| shorten_list(&mut cut)).count();
        if rows == 0 && !say_less(&mut cut) {
            break;
        }
        *setter.tags = before.clone();
        pages = flow::paginate(blocks::pieces(&cut.blocks, setter), room);
    }
    pages
}

/// Does so little stand on the last page that lower charts may make it unnecessary?
fn is_short(pages: &[Vec<Placed>], room: Room) -> bool {
    const SHARE: f32 = 0.2;
    let bottom = pages.last().and_then(|page| page.last()).map_or(0.0, |last| last.top + last.frame.height);
    bottom <= room.later * SHARE
}

/// Takes the last row away from the longest list; `false` when none can spare one.
fn shorten_list(section: &mut Section) -> bool {
    let elsewhere = match &section.detail_sheet {
        Some(_) => "more (finance's workbook).",
        None => Rest::IN_SPONSORS_WORKBOOK,
    };
    let is_table = |block: &Block| matches!(block, Block::Table(_));
    let own = if section.detail_sheet.is_none() { section.blocks.iter().position(is_table) } else { None };
    let blocks = section.blocks.iter_mut().enumerate().filter(|(_, block)| length(block) > LEAST_ROWS);
    let Some((_, block)) = blocks.max_by_key(|(place, block)| (Some(*place) != own, length(block))) else {
        return false;
    };
    match block {
        Block::Table(table) => shorten_table(table, elsewhere),
        Block::Chart(chart) => shorten_table(&mut chart.table, elsewhere),
        Block::Decisions(decisions) => decisions.truncate(decisions.len() - 1),
        Block::Entries(entries) => entries.truncate(entries.len() - 1),
        Block::Heading(_) | Block::Paragraph(_) | Block::Tiles(_) | Block::Charts(_) => {}
    }
    true
}

/// Where no list can spare a row: examples, then bars, then sentences give way. `false` when nothing can.
fn say_less(section: &mut Section) -> bool {
    leave_examples_out(section) || say_chart(section) || leave_words_out(section)
}

/// Takes a row away. The line that says so takes the room of a row, so where there was none two rows go.
fn shorten_table(table: &mut Table, elsewhere: &str) {
    let rows = if table.rest.is_none() { 2 } else { 1 };
    for _ in 0..rows {
        drop_last(&mut table.rows);
        one_more(&mut table.rest, elsewhere);
    }
}

/// Takes the last list of entries away with its heading: where the detail is elsewhere, it named the first few only.
/// `false` when there is none, or when it is all there is of them.
fn leave_examples_out(section: &mut Section) -> bool {
    let is_list = |block: &Block| matches!(block, Block::Entries(_));
    let Some(place) = section.blocks.iter().rposition(is_list).filter(|_| section.detail_sheet.is_some()) else {
        return false;
    };
    section.blocks.remove(place);
    if place > 0 && matches!(section.blocks[place - 1], Block::Heading(_)) {
        section.blocks.remove(place - 1);
    }
    true
}

/// Takes the sentences below the last table that has any away, rather than begin another page: where the detail is
/// elsewhere, they stand there too. `false` when there are none.
fn leave_words_out(section: &mut Section) -> bool {
    let rest = |block: &mut Block| match block {
        Block::Table(Table { rest: Some(rest), .. }) if !rest.words.is_empty() => {
            rest.words.clear();
            true
        }
        _ => false,
    };
    section.detail_sheet.is_some() && section.blocks.iter_mut().rev().any(rest)
}

/// Says bars in words, for want of room: those at the end of a page, or a sponsor's months. `false` where there are none.
fn say_chart(section: &mut Section) -> bool {
    let last = section.blocks.len().saturating_sub(1);
    let is_elsewhere = section.detail_sheet.is_some();
    let gives_way = |(place, block): (usize, &Block)| match block {
        Block::Chart(chart) if is_elsewhere => place == last && chart.form == Form::Stacked,
        Block::Chart(chart) => chart.form == Form::MonthColumns,
        _ => false,
    };
    let Some(place) = section.blocks.iter().enumerate().position(gives_way) else { return false };
    if let Block::Chart(chart) = &section.blocks[place] {
        let text = format!("{}. {}", chart.title, chart.alternative_text);
        section.blocks[place] = Block::Paragraph(Paragraph { tone: Tone::Plain, text });
    }
    true
}

/// Rows that could be spared, one by one.
fn length(block: &Block) -> usize {
    let of = |rows: &[TableRow]| rows.iter().filter(|row| row.kind == RowKind::Body).count();
    match block {
        Block::Table(table) => of(&table.rows),
        Block::Chart(chart) if chart.form == Form::Diverging => of(&chart.table.rows),
        Block::Decisions(decisions) => decisions.len(),
        Block::Entries(entries) => entries.len(),
        Block::Chart(_) | Block::Heading(_) | Block::Paragraph(_) | Block::Tiles(_) | Block::Charts(_) => 0,
    }
}

/// Takes away the last row of the longest run of rows, and the heading of a run that had no other. What stands above a
/// total with rows below it is what the total sums: it stays as long as there is a row below.
fn drop_last(rows: &mut Vec<TableRow>) {
    // What has no name of its own sums up rows that are not shown.
    let is_named = |row: &TableRow| row.cells.first().is_some_and(|cell| *cell != Cell::Empty);
    let total = rows.iter().rposition(|row| row.kind == RowKind::Total).map_or(0, |place| place + 1);
    let is_below_total = rows[total..].iter().any(|row| row.kind == RowKind::Body);
    let start = if is_below_total { total } else { 0 };
    let mut longest = (0, None);
    let mut run = 0;
    for (place, row) in rows.iter().enumerate().skip(start) {
        run = if row.kind == RowKind::Body && is_named(row) { run + 1 } else { 0 };
        if run > longest.0 {
            longest = (run, Some(place));
        }
    }
    let (length, Some(last)) = longest else { return };
    rows.remove(last);
    if length == 1 && last > 0 && rows[last - 1].kind == RowKind::Group {
        rows.remove(last - 1);
    }
}

/// One row more is not shown; `elsewhere` is said behind the number where none was left out before.
fn one_more(rest: &mut Option<Rest>, elsewhere: &str) {
    let rest = rest.get_or_insert_with(|| Rest { left_out: None, words: String::new() });
    let left_out = rest.left_out.get_or_insert_with(|| LeftOut {
        count: 0,
        one: elsewhere.to_owned(),
        many: elsewhere.to_owned(),
    });
    left_out.count += 1;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::Chart;

    #[test]
    fn bars_are_said_in_words_when_no_list_can_give_way() {
        let chart = |form, name: &str| {
            Block::Chart(Chart {
                form,
                title: name.to_owned(),
                alternative_text: "3 of 5 met.".to_owned(),
                roles: Vec::new(),
                table: Table {
                    name: String::new(),
                    caption: String::new(),
                    columns: Vec::new(),
                    rows: Vec::new(),
                    rest: None,
                },
                more_is_better: true,
            })
        };
        let section = |detail_sheet: Option<&str>, blocks| Section {
            name: String::new(),
            title: String::new(),
            scope: String::new(),
            detail_sheet: detail_sheet.map(str::to_owned),
            blocks,
        };
        let said = |section: &Section| -> Vec<String> {
            let name = |block: &Block| match block {
                Block::Paragraph(paragraph) => paragraph.text.clone(),
                Block::Chart(chart) => chart.title.clone(),
                _ => String::new(),
            };
            section.blocks.iter().map(name).collect()
        };
        // Of a page the bars at its end alone, once.
        let mut page = section(Some("Health"), vec![chart(Form::Stacked, "Controls"), chart(Form::Stacked, "AI Act")]);
        assert!(say_less(&mut page));
        assert_eq!(said(&page), ["Controls", "AI Act. 3 of 5 met."]);
        assert!(!shorten_list(&mut page) && !say_less(&mut page));
        // Of a sponsor the months.
        let mut sponsors =
            section(None, vec![chart(Form::MonthColumns, "Benefit by month"), chart(Form::Stacked, "x")]);
        assert!(say_less(&mut sponsors));
        assert_eq!(said(&sponsors), ["Benefit by month. 3 of 5 met.", "x"]);
        assert!(!shorten_list(&mut sponsors) && !say_less(&mut sponsors));
    }

    #[test]
    fn the_longest_run_of_rows_is_shortened_first() {
        let row = |kind, name: &str| TableRow { kind, cells: vec![Cell::Text(name.to_owned())] };
        let mut rows = vec![
            row(RowKind::Group, "moved"),
            row(RowKind::Body, "a"),
            row(RowKind::Body, "b"),
            row(RowKind::Group, "restated"),
            row(RowKind::Body, "c"),
        ];
        let names = |rows: &[TableRow]| -> Vec<String> {
            let name = |row: &TableRow| format!("{:?}", row.cells[0]).replace("Text(\"", "").replace("\")", "");
            rows.iter().map(name).collect()
        };
        drop_last(&mut rows);
        assert_eq!(names(&rows), ["moved", "a", "restated", "c"]);
        drop_last(&mut rows);
        assert_eq!(names(&rows), ["restated", "c"]);

        let mut rows = vec![
            row(RowKind::Body, "funded"),
            row(RowKind::Body, "funded too"),
            row(RowKind::Total, "the line"),
            row(RowKind::Body, "left out"),
        ];
        drop_last(&mut rows);
        assert_eq!(names(&rows), ["funded", "funded too", "the line"]);
        drop_last(&mut rows);
        assert_eq!(names(&rows), ["funded", "the line"]);

        let named = ["Finance", "HR", "IT"].map(|name| row(RowKind::Body, name));
        let sums = ["40 others", "Total"].map(|name| row(RowKind::Total, name));
        let mut rows = [named.to_vec(), sums.to_vec()].concat();
        drop_last(&mut rows);
        assert_eq!(names(&rows), ["Finance", "HR", "40 others", "Total"]);
    }

    #[test]
    fn examples_go_before_a_page_does_but_never_a_sponsors_own() {
        let entry = || crate::model::report::Entry {
            name: "Forecast".to_owned(),
            mark: String::new(),
            judgement: crate::model::report::Judgement::Neutral,
            says: String::new(),
            lines: Vec::new(),
        };
        let list = |name: &str| [Block::Heading(name.to_owned()), Block::Entries(vec![entry(), entry()])];
        let mut section = Section {
            name: "Decide".to_owned(),
            title: String::new(),
            scope: String::new(),
            detail_sheet: Some("Summary".to_owned()),
            blocks: [list("Behind"), list("Best")].concat(),
        };
        assert!(!say_less(&mut Section { detail_sheet: None, ..section.clone() }));
        assert!(say_less(&mut section));
        assert!(matches!(&section.blocks[..], [Block::Heading(name), Block::Entries(_)] if name == "Behind"));
        assert!(say_less(&mut section) && section.blocks.is_empty());
        assert!(!say_less(&mut section));
    }

    #[test]
    fn what_is_left_out_is_counted_once() {
        let after = |mut rest: Option<Rest>| {
            one_more(&mut rest, "more (finance's workbook).");
            rest.unwrap().text()
        };
        assert_eq!(after(None), "1 more (finance's workbook).");
        let one = Rest::of_left_out(1, "more candidate is left out.", "more candidates are left out.");
        assert_eq!(after(one), "2 more candidates are left out.");
        let words = Rest::of_words("No budget is set for 2028.");
        assert_eq!(after(words), "1 more (finance's workbook). No budget is set for 2028.");
    }
}
