//! The submitter's workbook again, with what is to be fixed: cells coloured by severity, a note at each, and a first
//! sheet that lists them. Everything else of a package stays byte for byte.
//!
//! ```text
//! package (zip) ─► workbook: which sheets? ─► sheet: marks, ways back ─► styles, notes ─► list ─► properties: stamp
//!        values ─┘                     └──► earlier: marks of the copy before
//! ```

mod earlier;
mod list;
mod notes;
mod package;
mod properties;
mod reference;
mod sheet;
mod styles;
mod values;
mod workbook;
mod xml;

pub use package::Package;

use crate::model::{
    annotated_copy::{AnnotatedCopy, CopyKind, PlainSheet, Remark},
    finding::Severity,
    limits::Limits,
    theme::Theme,
    workbook::CellPlace,
};
use earlier::Earlier;
use list::Target;
use notes::Note;
use sheet::Marks;
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt,
};
use styles::Styles;
use workbook::{Book, List};
use xml::Root;

const STYLES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";

/// Why a workbook cannot be copied with everything that is in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotCopied {
    /// It is no .xlsx package, or one that spreadsheet programs would have to fix.
    Broken,
    /// More would come out of it than the limits allow.
    TooLarge,
    /// It has sheets of macros, which no workbook without macros may have.
    MacroSheets,
}

impl fmt::Display for NotCopied {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            NotCopied::Broken => "the file is no proper .xlsx workbook",
            NotCopied::TooLarge => "the workbook unpacks to too much",
            NotCopied::MacroSheets => "the workbook has sheets of macros",
        })
    }
}

/// Opens a file to put marks on it, and says how much of it the copy will hold.
pub fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<(Package<'a>, CopyKind), NotCopied> {
    let mut package = Package::open(Cow::Borrowed(bytes), limits)?;
    let book = Book::read(&mut package)?;
    let kind = if book.has_macros(&mut package)? { CopyKind::WithoutMacros } else { CopyKind::Whole };
    Ok((package, kind))
}

/// A new workbook with these values, to put marks on it.
pub fn from_values(sheets: &[PlainSheet], theme: &Theme) -> Result<Package<'static>, NotCopied> {
    values::package(sheets, theme)
}

/// A workbook without a sheet, for a list alone.
pub fn empty() -> Result<Package<'static>, NotCopied> {
    values::empty()
}

/// Puts everything an annotated copy says on a workbook and gives it as an .xlsx file. Same input, same bytes.
pub fn write(mut package: Package, copy: &AnnotatedCopy, theme: &Theme) -> Result<Vec<u8>, NotCopied> {
    let book = Book::read(&mut package)?;
    book.leave_out_macros(&mut package)?;
    let styles_part = styles_part(&mut package, &book)?;
    let mut styles = Styles::read(package.text(&styles_part)?, theme)?;
    let earlier = match former_list(&mut package, &book)? {
        Some(list) => Some(Earlier::read(&mut package, &book, list, &styles)?),
        None => None,
    };
    let wanted = copy.stamp.findings_sheet.as_deref().unwrap_or("Findings");
    let name = earlier.as_ref().map_or_else(|| book.free_tab(wanted), |earlier| earlier.list.clone());

    let places = Places::of(copy, &book, &package);
    let mut targets = vec![Target::default(); copy.remarks.len()];
    for (index, entry) in book.sheets.iter().enumerate().filter(|(_, entry)| entry.name != name) {
        let text = package.text(&entry.part)?;
        // Taken apart once: of large sheets nothing takes longer.
        let root = Root::of(&text)?;
        if root.element.local() != "worksheet" {
            package.put(&entry.part, sheet::unselected(&root)?);
            continue;
        }
        let seen = places.seen(index, &root)?;
        let mut marks = Marks {
            titles: places.titles(copy, index, &seen),
            way_back: copy.way_back.clone(),
            list: name.clone(),
            former_list: earlier.as_ref().map(|earlier| earlier.list.clone()),
            ..Marks::default()
        };
        if let Some(earlier) = &earlier {
            for (place, own) in earlier.own_formats(&entry.name, &root, &mut styles)? {
                marks.cells.entry(place).or_default().own = Some(own);
            }
        }
        let mut notes: BTreeMap<CellPlace, Vec<&Remark>> = BTreeMap::new();
        for (remark, place) in &seen {
            let remark = &copy.remarks[*remark];
            let mark = marks.cells.entry(*place).or_default();
            mark.severity = mark.severity.into_iter().chain([remark.severity]).min();
            notes.entry(*place).or_default().push(remark);
        }
        let notes = notes.into_iter().map(|(place, remarks)| (place, note(&remarks))).collect();
        notes::put(&mut package, &book, (&entry.part, &root), &notes, &mut marks)?;
        let marked = sheet::marked(&root, &marks, &mut styles)?;
        package.put(&entry.part, marked.text);
        for (remark, place) in seen {
            let own_look = marked.own.get(&place).copied();
            targets[remark] = Target { location: Some(reference::location(&entry.name, place)), own_look };
        }
    }
    for (target, at) in targets.iter_mut().zip(&places.sheets) {
        if let (None, Some(sheet)) = (&target.location, at) {
            target.location = Some(reference::location(&book.sheets[*sheet].name, CellPlace { row: 0, column: 0 }));
        }
    }

    let (xml, titles_row) = list::sheet(copy, &targets, book.namespace, theme, &mut styles)?;
    let former = earlier.map(|earlier| earlier.list);
    let shown = places.to_fix(copy, &book);
    book.put_list(&mut package, &List { name: name.clone(), xml, former, titles_row, shown })?;
    package.put(&styles_part, styles.write()?);
    let stamp = crate::model::stamp::Stamp { findings_sheet: Some(name), ..copy.stamp.clone() };
    properties::put(&mut package, &book, &stamp)?;
    package.finish()
}

fn styles_part(package: &mut Package, book: &Book) -> Result<String, NotCopied> {
    if let Some(part) = book.related(package, "styles")?.filter(|part| package.has(part)) {
        return Ok(part);
    }
    // Some readers look for this name only.
    let usual = "xl/styles.xml".to_owned();
    let part = if package.has(&usual) { package.free_name("xl/styles", ".xml") } else { usual };
    package.add(&part, STYLES, styles::NONE.to_owned());
    package.relate(&book.part, &format!("{}styles", book.relation_types), &part)?;
    Ok(part)
}

/// The list of an earlier copy that this workbook is.
fn former_list(package: &mut Package, book: &Book) -> Result<Option<String>, NotCopied> {
    let named = properties::stamp(package)?.and_then(|stamp| stamp.findings_sheet);
    Ok(named.filter(|name| book.sheets.iter().any(|sheet| sheet.name == *name)))
}

/// Which sheet of the workbook each remark is about.
struct Places {
    /// Index of the sheet by remark.
    sheets: Vec<Option<usize>>,
    /// Index of the sheet by title.
    titles: Vec<Option<usize>>,
    cells: Vec<Option<CellPlace>>,
}

impl Places {
    fn of(copy: &AnnotatedCopy, book: &Book, package: &Package) -> Self {
        let index_of = |name: &str| {
            let given = package.renamed.iter().find(|(asked, _)| asked == name).map_or(name, |(_, given)| given);
            book.sheets.iter().position(|sheet| sheet.name == given)
        };
        Places {
            sheets: copy.remarks.iter().map(|remark| index_of(remark.sheet.as_deref()?)).collect(),
            titles: copy.titles.iter().map(|(sheet, _)| index_of(sheet)).collect(),
            cells: copy.remarks.iter().map(|remark| remark.cell).collect(),
        }
    }

    /// The remarks at cells of a sheet, each with the cell that is seen there.
    fn seen(&self, sheet: usize, root: &Root) -> Result<Vec<(usize, CellPlace)>, NotCopied> {
        let merged = sheet::Merged::of(root)?;
        let at = |remark: usize| (self.sheets[remark] == Some(sheet)).then_some(self.cells[remark]).flatten();
        Ok((0..self.sheets.len()).filter_map(|remark| Some((remark, merged.seen(at(remark)?)))).collect())
    }

    /// The titles of a sheet that lead back; a marked cell does not, because it will be typed into.
    fn titles(&self, copy: &AnnotatedCopy, sheet: usize, seen: &[(usize, CellPlace)]) -> Vec<CellPlace> {
        let titles = copy.titles.iter().zip(&self.titles).filter(|(_, at)| **at == Some(sheet));
        let free = titles.map(|((_, cell), _)| *cell).filter(|cell| seen.iter().all(|(_, marked)| marked != cell));
        free.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Names of the sheets on which something is to be fixed.
    fn to_fix(&self, copy: &AnnotatedCopy, book: &Book) -> BTreeSet<String> {
        let to_fix = copy.remarks.iter().zip(&self.sheets).filter(|(remark, _)| remark.severity < Severity::Noted);
        to_fix.filter_map(|(_, sheet)| Some(book.sheets[(*sheet)?].name.clone())).collect()
    }
}

/// All that is said at one cell: the severity in words, what was found, what is wrong, what to do.
fn note(remarks: &[&Remark]) -> Note {
    let heading = |remark: &Remark| match remark.column.is_empty() {
        true => remark.severity.name().to_owned(),
        false => format!("{} · {}", remark.severity.name(), remark.column),
    };
    let body = |remark: &Remark| match remark.found.is_empty() {
        true => format!("{}\n{}", remark.problem, remark.instead),
        false => format!("Found: {}\n{}\n{}", remark.found, remark.problem, remark.instead),
    };
    let (first, others) = remarks.split_first().expect("a note has a remark");
    let mut text = body(first);
    for other in others {
        text.push_str(&format!("\n\n{}\n{}", heading(other), body(other)));
    }
    Note { heading: heading(first), body: text }
}

#[cfg(test)]
mod tests;
