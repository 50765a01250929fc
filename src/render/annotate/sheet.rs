//! A sheet of theirs: some cells get another format, titles lead back to the list, notes are drawn. All else stays.

use super::{
    NotCopied, reference,
    styles::Styles,
    xml::{Edits, Element, Root, elements, escaped, with_attribute},
};
use crate::model::{
    finding::Severity,
    workbook::{CellPlace, column_letters},
};
use std::collections::BTreeMap;

/// Order of a worksheet's parts, as Excel insists on it.
const ORDER: [&str; 32] = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "drawingHF",
    "legacyDrawing",
];

/// What is put on a sheet.
#[derive(Default)]
pub(super) struct Marks {
    /// Formats by cell: of marked cells and of those that lose the mark of an earlier copy.
    pub(super) cells: BTreeMap<CellPlace, Mark>,
    /// Titles that lead back, the text when a mouse rests on them, and the list they lead to.
    pub(super) titles: Vec<CellPlace>,
    pub(super) way_back: String,
    pub(super) list: String,
    /// Name of the list of an earlier copy, whose ways back are taken out.
    pub(super) former_list: Option<String>,
    /// Relation to a drawing of notes, if the sheet had none: (type of relations, id).
    pub(super) drawing: Option<(String, String)>,
}

/// Which format a cell gets.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Mark {
    /// Whose background it shows; none for a cell that loses the mark of an earlier copy.
    pub(super) severity: Option<Severity>,
    /// Its own format, where the one it has is a mark of an earlier copy.
    pub(super) own: Option<u32>,
}

/// The sheet with its marks.
pub(super) struct Marked {
    pub(super) text: String,
    /// The format that each marked cell has of its own.
    pub(super) own: BTreeMap<CellPlace, u32>,
}

/// Puts marks on a sheet.
pub(super) fn marked(root: &Root, marks: &Marks, styles: &mut Styles) -> Result<Marked, NotCopied> {
    let mut edits = Edits::default();
    unselect(root, &mut edits)?;
    let mut own = BTreeMap::new();
    if !marks.cells.is_empty() {
        let mut marking = Marking { styles, edits: &mut edits, own: &mut own };
        Cells::of(root)?.mark(&marks.cells, &mut marking)?;
    }
    lead_back(root, marks, &mut edits)?;
    if let Some((types, id)) = &marks.drawing {
        let (prefix, namespace) = (root.element.prefix(), types.trim_end_matches('/'));
        let entry = format!("<{prefix}legacyDrawing xmlns:r=\"{namespace}\" r:id=\"{id}\"/>");
        edits.insert(root.place_of("legacyDrawing", &ORDER), entry);
    }
    Ok(Marked { text: edits.apply(root.part)?, own })
}

/// Takes the selection off a sheet: two selected sheets would be typed into together.
pub(super) fn unselected(root: &Root) -> Result<String, NotCopied> {
    let mut edits = Edits::default();
    unselect(root, &mut edits)?;
    edits.apply(root.part)
}

fn unselect(root: &Root, edits: &mut Edits) -> Result<(), NotCopied> {
    let Some(views) = root.child("sheetViews") else { return Ok(()) };
    for view in elements(root.part, views.inner.clone())? {
        if view.attribute("tabSelected").is_some() {
            edits.replace(view.tag_range(), with_attribute(view.tag, "tabSelected", None));
        }
    }
    Ok(())
}

fn lead_back(root: &Root, marks: &Marks, edits: &mut Edits) -> Result<(), NotCopied> {
    let links = root.child("hyperlinks");
    let mut linked = Vec::new();
    let (mut kept, mut gone) = (0, 0);
    for link in links.map_or(Ok(Vec::new()), |links| elements(root.part, links.inner.clone()))? {
        let location = link.attribute("location").and_then(|location| reference::parse_location(&location));
        if location.is_some_and(|(sheet, _)| Some(sheet) == marks.former_list) {
            edits.replace(link.whole.clone(), "");
            gone += 1;
        } else {
            linked.extend(link.attribute("ref").and_then(|cells| reference::range(&cells)));
            kept += 1;
        }
    }
    let prefix = root.element.prefix();
    let top = CellPlace { row: 0, column: 0 };
    let new: String = marks
        .titles
        .iter()
        .filter(|title| !linked.iter().any(|range| contains(range, **title)))
        .map(|title| {
            format!(
                "<{prefix}hyperlink ref=\"{title}\" location=\"{}\" tooltip=\"{}\"/>",
                escaped(&reference::location(&marks.list, top)),
                escaped(&marks.way_back)
            )
        })
        .collect();
    match links {
        Some(links) if new.is_empty() && kept == 0 && gone > 0 => {
            // The changes inside would overlap with this one, so all are made anew.
            edits.forget_within(&links.whole);
            edits.replace(links.whole.clone(), "");
        }
        Some(links) if !new.is_empty() => edits.append(links, &new),
        None if !new.is_empty() => {
            edits
                .insert(root.place_of("hyperlinks", &ORDER), format!("<{prefix}hyperlinks>{new}</{prefix}hyperlinks>"));
        }
        _ => {}
    }
    Ok(())
}

fn contains((first, last): &(CellPlace, CellPlace), place: CellPlace) -> bool {
    (first.row..=last.row).contains(&place.row) && (first.column..=last.column).contains(&place.column)
}

/// What changes while cells are marked.
struct Marking<'a> {
    styles: &'a mut Styles,
    edits: &'a mut Edits,
    own: &'a mut BTreeMap<CellPlace, u32>,
}

impl Marking<'_> {
    /// The format that a cell gets whose format is `has`.
    fn format(&mut self, (row, column): (u32, u32), mark: Mark, has: u32) -> Result<u32, NotCopied> {
        let own = mark.own.unwrap_or(has);
        self.own.insert(CellPlace { row, column }, own);
        mark.severity.map_or(Ok(own), |severity| self.styles.marked(own, severity))
    }
}

/// The cells of a sheet, row by row.
pub(super) struct Cells<'a> {
    text: &'a str,
    data: Element<'a>,
    /// Number from 0 and element, in the order of the file.
    rows: Vec<(u32, Element<'a>)>,
    columns: Vec<Element<'a>>,
    default_width: f64,
    default_height: f64,
}

impl<'a> Cells<'a> {
    pub(super) fn of(root: &Root<'a>) -> Result<Self, NotCopied> {
        let text = root.part;
        let data = root.child("sheetData").ok_or(NotCopied::Broken)?.clone();
        let mut rows = Vec::new();
        let mut next = 0;
        for row in elements(text, data.inner.clone())? {
            let number = row.number("r").and_then(|number| number.checked_sub(1)).unwrap_or(next);
            next = number + 1;
            rows.push((number, row));
        }
        let columns = root.child("cols").map_or(Ok(Vec::new()), |columns| elements(text, columns.inner.clone()))?;
        let format = root.child("sheetFormatPr");
        let points = |name: &str| format.and_then(|format| format.attribute(name)?.parse::<f64>().ok());
        let (default_width, default_height) =
            (points("defaultColWidth").unwrap_or(9.14), points("defaultRowHeight").unwrap_or(15.0));
        Ok(Cells { text, data, rows, columns, default_width, default_height })
    }

    /// Place and format of every cell that is written.
    pub(super) fn formats(&self) -> Result<Vec<(CellPlace, u32)>, NotCopied> {
        let mut found = Vec::new();
        for (row, element) in &self.rows {
            for (column, cell) in self.cells_of(element)? {
                found.push((CellPlace { row: *row, column }, cell.number("s").unwrap_or(0)));
            }
        }
        Ok(found)
    }

    /// The cells of a row with their columns, from 0.
    fn cells_of(&self, row: &Element<'a>) -> Result<Vec<(u32, Element<'a>)>, NotCopied> {
        let mut next = 0;
        Ok(elements(self.text, row.inner.clone())?
            .into_iter()
            .filter(|cell| cell.local() == "c")
            .map(|cell| {
                let place = cell.attribute("r").and_then(|place| reference::cell(&place));
                let column = place.map_or(next, |place| place.column);
                next = column + 1;
                (column, cell)
            })
            .collect())
    }

    fn mark(&self, marks: &BTreeMap<CellPlace, Mark>, marking: &mut Marking) -> Result<(), NotCopied> {
        let mut by_row: BTreeMap<u32, Vec<(u32, Mark)>> = BTreeMap::new();
        for (place, mark) in marks {
            by_row.entry(place.row).or_default().push((place.column, *mark));
        }
        let mut missing = by_row.clone();
        for (number, row) in &self.rows {
            if let Some(cells) = by_row.get(number)
                && missing.remove(number).is_some()
            {
                self.mark_row((*number, row), cells, marking)?;
            }
        }
        self.add_rows(&missing, marking)
    }

    fn mark_row(
        &self,
        (number, row): (u32, &Element<'a>),
        marks: &[(u32, Mark)],
        marking: &mut Marking,
    ) -> Result<(), NotCopied> {
        let cells = self.cells_of(row)?;
        let mut new_at_end = String::new();
        let mut is_wider = false;
        for (column, mark) in marks {
            if let Some((_, cell)) = cells.iter().find(|(found, _)| found == column) {
                let format = marking.format((number, *column), *mark, cell.number("s").unwrap_or(0))?;
                marking.edits.replace(cell.tag_range(), with_attribute(cell.tag, "s", Some(&format.to_string())));
                continue;
            }
            is_wider = true;
            let own = if row.is_on("customFormat") { row.number("s") } else { self.format_of_column(*column) };
            let new = marking.format((number, *column), *mark, own.unwrap_or(0))?;
            let new = new_cell(row.prefix(), number, *column, new);
            match cells.iter().find(|(found, _)| found > column) {
                Some((_, later)) => marking.edits.insert(later.whole.start, new),
                None => new_at_end.push_str(&new),
            }
        }
        // `spans` says from where to where cells stand; it may be left out, but not be wrong.
        let tag = if is_wider { with_attribute(row.tag, "spans", None) } else { row.tag.to_owned() };
        if row.is_closed() && !new_at_end.is_empty() {
            let tag = tag.trim_end_matches("/>").trim_end();
            let name = format!("{}{}", row.prefix(), row.local());
            marking.edits.replace(row.whole.clone(), format!("{tag}>{new_at_end}</{name}>"));
        } else {
            if tag != row.tag {
                marking.edits.replace(row.tag_range(), tag);
            }
            if !new_at_end.is_empty() {
                marking.edits.insert(row.inner.end, new_at_end);
            }
        }
        Ok(())
    }

    fn add_rows(&self, missing: &BTreeMap<u32, Vec<(u32, Mark)>>, marking: &mut Marking) -> Result<(), NotCopied> {
        let prefix = self.data.prefix();
        let mut at_end = String::new();
        for (number, marks) in missing {
            let mut cells = String::new();
            for (column, mark) in marks {
                let own = self.format_of_column(*column).unwrap_or(0);
                let format = marking.format((*number, *column), *mark, own)?;
                cells.push_str(&new_cell(prefix, *number, *column, format));
            }
            let row = format!("<{prefix}row r=\"{}\">{cells}</{prefix}row>", number + 1);
            match self.rows.iter().find(|(found, _)| found > number) {
                Some((_, later)) => marking.edits.insert(later.whole.start, row),
                None => at_end.push_str(&row),
            }
        }
        if !at_end.is_empty() {
            marking.edits.append(&self.data, &at_end);
        }
        Ok(())
    }

    fn column(&self, column: u32) -> Option<&Element<'a>> {
        let number = column + 1;
        self.columns.iter().find(|found| {
            found.number("min").is_some_and(|min| min <= number) && found.number("max").is_some_and(|max| number <= max)
        })
    }

    fn format_of_column(&self, column: u32) -> Option<u32> {
        self.column(column)?.number("style")
    }

    /// Width of a column in pixels; 0 for a hidden one.
    fn width(&self, column: u32) -> f64 {
        let found = self.column(column);
        if found.is_some_and(|found| found.is_on("hidden")) {
            return 0.0;
        }
        let digits = found.and_then(|found| found.attribute("width")?.parse().ok()).unwrap_or(self.default_width);
        digits * 7.0
    }

    /// Height of a row in pixels; 0 for a hidden one.
    fn height(&self, row: u32) -> f64 {
        let found = self.rows.binary_search_by_key(&row, |(number, _)| *number).ok().map(|at| &self.rows[at].1);
        if found.is_some_and(|found| found.is_on("hidden")) {
            return 0.0;
        }
        let points = found.and_then(|found| found.attribute("ht")?.parse().ok()).unwrap_or(self.default_height);
        points * 4.0 / 3.0
    }

    /// Where a box of a size in pixels ends whose corner is at the corner of `from`: the cell, and pixels into it.
    pub(super) fn end_of_box(&self, from: CellPlace, (wide, high): (f64, f64)) -> (CellPlace, (f64, f64)) {
        let (column, right) = walk(from.column, wide, 16_383, |column| self.width(column));
        let (row, below) = walk(from.row, high, 1_048_575, |row| self.height(row));
        (CellPlace { row, column }, (right, below))
    }
}

/// Goes `pixels` on from the start of `from`, whose lines are so wide.
fn walk(from: u32, mut pixels: f64, last: u32, width: impl Fn(u32) -> f64) -> (u32, f64) {
    let mut at = from;
    while at < last {
        let wide = width(at);
        if pixels < wide {
            break;
        }
        pixels -= wide;
        at += 1;
    }
    (at, pixels.floor())
}

fn new_cell(prefix: &str, row: u32, column: u32, format: u32) -> String {
    format!("<{prefix}c r=\"{}{}\" s=\"{format}\"/>", column_letters(column), row + 1)
}

/// Regions that show one cell only: its first.
pub(super) struct Merged(Vec<(CellPlace, CellPlace)>);

impl Merged {
    pub(super) fn of(root: &Root) -> Result<Self, NotCopied> {
        let cells =
            root.child("mergeCells").map_or(Ok(Vec::new()), |cells| elements(root.part, cells.inner.clone()))?;
        Ok(Merged(cells.iter().filter_map(|cells| reference::range(&cells.attribute("ref")?)).collect()))
    }

    /// The cell that is seen where `place` is.
    pub(super) fn seen(&self, place: CellPlace) -> CellPlace {
        self.0.iter().find(|region| contains(region, place)).map_or(place, |(first, _)| *first)
    }
}
