//! Notes at cells: Excel's comments, which are a part with the words and a drawing with the boxes.

use super::{
    NotCopied,
    package::Package,
    sheet::{Cells, Marks},
    workbook::Book,
    xml::{Edits, Element, Root, cell_text, elements, prefixed_attribute, text_of},
};
use crate::{model::workbook::CellPlace, render::xlsx::measure};
use std::collections::BTreeMap;

const COMMENTS: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const DRAWING: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";

/// Who speaks in our notes. Every note of ours begins with it, so that a later copy finds them again, whatever program
/// saved the workbook in between.
const AUTHOR: &str = "coe-report";

/// Longest note, in characters; Excel cuts what is longer than 32,767.
const LONGEST: usize = 8_000;
/// Width of a note's box in pixels, and the digits that fit in a line of it.
const BOX: (f64, f64) = (320.0, 46.0);
const LINE_PIXELS: f64 = 17.0;

/// A note: its first line, which is bold, and the others.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Note {
    pub(super) heading: String,
    pub(super) body: String,
}

impl Note {
    fn opening() -> String {
        format!("{AUTHOR}: ")
    }

    fn runs(&self, p: &str) -> String {
        let look = |bold: &str| {
            format!(
                "<{p}rPr>{bold}<{p}sz val=\"9\"/><{p}color indexed=\"81\"/><{p}rFont val=\"Tahoma\"/><{p}family val=\"2\"/></{p}rPr>"
            )
        };
        let (heading, body) = (format!("{}{}", Note::opening(), self.heading), format!("\n{}", cut(&self.body)));
        let run = |looks: String, text: &str| {
            format!("<{p}r>{looks}<{p}t xml:space=\"preserve\">{}</{p}t></{p}r>", cell_text(text))
        };
        run(look(&format!("<{p}b/>")), &heading) + &run(look(""), &body)
    }

    fn high(&self) -> f64 {
        let lines = 1 + measure::wrap(cut(&self.body), BOX.1).len();
        lines as f64 * LINE_PIXELS + 12.0
    }
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}

/// Puts notes at the cells of a sheet, behind notes of other people, and takes those of an earlier copy away. What the
/// sheet has to say about its drawing is set in `marks`.
pub(super) fn put(
    package: &mut Package,
    book: &Book,
    (sheet, root): (&str, &Root),
    notes: &BTreeMap<CellPlace, Note>,
    marks: &mut Marks,
) -> Result<(), NotCopied> {
    let relations = package.relations(sheet)?;
    let part = relations.iter().find(|relation| relation.kind == "comments").map(|relation| relation.target.clone());
    if part.is_none() && notes.is_empty() {
        return Ok(());
    }
    let types = book.relation_types;
    let words = match &part {
        Some(part) => words(&package.text(part)?, notes)?,
        None => words(&empty_comments(book.namespace), notes)?,
    };
    match part {
        Some(part) => package.put(&part, words.text),
        None => {
            let part = package.free_name("xl/comments", ".xml");
            package.add(&part, COMMENTS, words.text);
            package.relate(sheet, &format!("{types}comments"), &part)?;
        }
    }
    let cells = Cells::of(root)?;
    let own_drawing = root
        .child("legacyDrawing")
        .and_then(|drawing| prefixed_attribute(drawing.tag, "id"))
        .and_then(|id| relations.iter().find(|relation| relation.id == id));
    match own_drawing {
        Some(drawing) => {
            let text = package.text(&drawing.target)?;
            let kept = without_boxes(text, &words.gone);
            let first = highest_shape(&kept) + 1;
            let end = kept.rfind("</xml>").ok_or(NotCopied::Broken)?;
            let boxes = boxes(&words.new, notes, &cells, first);
            let kind = if kept.contains("\"_x0000_t202\"") || boxes.is_empty() { "" } else { SHAPE_TYPE };
            package.put(&drawing.target, format!("{}{kind}{boxes}{}", &kept[..end], &kept[end..]));
        }
        None if !words.new.is_empty() => {
            let part = package.free_name("xl/drawings/vmlDrawing", ".vml");
            let block = free_block(package)?;
            let boxes = boxes(&words.new, notes, &cells, block * 1024 + 1);
            package.add(&part, DRAWING, drawing(block, &boxes));
            let id = package.relate(sheet, &format!("{types}vmlDrawing"), &part)?;
            marks.drawing = Some((types.to_owned(), id));
        }
        None => {}
    }
    Ok(())
}

fn empty_comments(namespace: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"{namespace}\"><authors/>\
         <commentList/></comments>"
    )
}

/// The part with the words after the change.
struct Words {
    text: String,
    /// Cells that got a note and had none.
    new: Vec<CellPlace>,
    /// Cells that lost their note.
    gone: Vec<CellPlace>,
}

fn words(text: &str, notes: &BTreeMap<CellPlace, Note>) -> Result<Words, NotCopied> {
    let root = Root::of(text)?;
    let p = root.element.prefix();
    let authors = root.child("authors").ok_or(NotCopied::Broken)?;
    let list = root.child("commentList").ok_or(NotCopied::Broken)?;
    let names = elements(text, authors.inner.clone())?;
    let mut edits = Edits::default();
    let known = names.iter().position(|name| text_of(&text[name.inner.clone()]) == AUTHOR);
    let author = known.unwrap_or(names.len());
    if known.is_none() {
        edits.append(authors, &format!("<{p}author>{AUTHOR}</{p}author>"));
    }
    let mut gone = Vec::new();
    let mut theirs = Vec::new();
    for comment in elements(text, list.inner.clone())? {
        let Some(place) = comment.attribute("ref").and_then(|place| super::reference::cell(&place)) else { continue };
        let Some(content) = elements(text, comment.inner.clone())?.into_iter().find(|inner| inner.local() == "text")
        else {
            continue;
        };
        let said = said(text, &content)?;
        let note = notes.get(&place).map(|note| note.runs(p));
        match said.find(&Note::opening()) {
            Some(0) => {
                edits.replace(comment.whole.clone(), "");
                gone.push(place);
                continue;
            }
            Some(at) => {
                let kept = cell_text(said[..at].trim_end());
                let gap = if note.is_some() { "\n\n" } else { "" };
                let kept = format!("<{p}r><{p}t xml:space=\"preserve\">{kept}{gap}</{p}t></{p}r>");
                let all = format!("<{p}text>{kept}{}</{p}text>", note.unwrap_or_default());
                edits.replace(content.whole.clone(), all);
            }
            None => {
                if let Some(note) = note {
                    let gap = format!("<{p}r><{p}t xml:space=\"preserve\">\n\n</{p}t></{p}r>");
                    edits.insert(end_of_runs(text, &content)?, gap + &note);
                }
            }
        }
        theirs.push(place);
    }
    let new: Vec<CellPlace> = notes.keys().filter(|place| !theirs.contains(place)).copied().collect();
    let comments: String = new
        .iter()
        .map(|place| {
            let runs = notes[place].runs(p);
            format!("<{p}comment ref=\"{place}\" authorId=\"{author}\"><{p}text>{runs}</{p}text></{p}comment>")
        })
        .collect();
    if !comments.is_empty() {
        edits.append(list, &comments);
    }
    Ok(Words { text: edits.apply(text)?, new, gone })
}

/// All words of a comment.
fn said(text: &str, content: &Element) -> Result<String, NotCopied> {
    let mut said = String::new();
    for inner in elements(text, content.inner.clone())? {
        match inner.local() {
            "t" => said.push_str(&text_of(&text[inner.inner.clone()])),
            "r" => {
                for part in elements(text, inner.inner.clone())?.iter().filter(|part| part.local() == "t") {
                    said.push_str(&text_of(&text[part.inner.clone()]));
                }
            }
            _ => {}
        }
    }
    Ok(said)
}

fn end_of_runs(text: &str, content: &Element) -> Result<usize, NotCopied> {
    let parts = elements(text, content.inner.clone())?;
    let last = parts.iter().rev().find(|part| matches!(part.local(), "t" | "r"));
    Ok(last.map_or(content.inner.start, |last| last.whole.end))
}

const SHAPE_TYPE: &str = "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" \
    path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" \
    o:connecttype=\"rect\"/></v:shapetype>";

fn drawing(block: u32, boxes: &str) -> String {
    format!(
        "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
         xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" \
         data=\"{block}\"/></o:shapelayout>{SHAPE_TYPE}{boxes}</xml>"
    )
}

fn boxes(places: &[CellPlace], notes: &BTreeMap<CellPlace, Note>, cells: &Cells, first: u32) -> String {
    let mut boxes = String::new();
    for (place, id) in places.iter().zip(first..) {
        let (wide, high) = (BOX.0, notes[place].high());
        let from = CellPlace { row: place.row, column: (place.column + 1).min(16_383) };
        let (to, (right, below)) = cells.end_of_box(from, (wide, high));
        let CellPlace { row, column } = *place;
        boxes.push_str(&format!(
            "<v:shape id=\"_x0000_s{id}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:0;margin-top:0;\
             width:{}pt;height:{}pt;z-index:1;visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill \
             color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/>\
             <v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>\
             <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{}, 12, {}, 2, {}, {right}, \
             {}, {below}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>\
             </x:ClientData></v:shape>",
            wide * 0.75,
            high * 0.75,
            from.column,
            from.row,
            to.column,
            to.row,
        ));
    }
    boxes
}

/// A drawing without the boxes of some cells' notes. Drawings need not be proper XML, so this looks at text alone.
fn without_boxes(drawing: String, gone: &[CellPlace]) -> String {
    let mut kept = drawing;
    for place in gone {
        let (row, column) = (format!("<x:Row>{}</x:Row>", place.row), format!("<x:Column>{}</x:Column>", place.column));
        let mut from = 0;
        while let Some(start) = kept[from..].find("<v:shape ").map(|at| from + at) {
            let Some(end) = kept[start..].find("</v:shape>").map(|at| start + at + "</v:shape>".len()) else { break };
            let shape = &kept[start..end];
            if shape.contains(&row) && shape.contains(&column) {
                kept.replace_range(start..end, "");
                break;
            }
            from = end;
        }
    }
    kept
}

/// The highest number of a shape, at least that of the first block.
fn highest_shape(drawing: &str) -> u32 {
    numbers_after(drawing, "_x0000_s").max().unwrap_or(0).max(1024)
}

/// A block of shape numbers that no drawing uses.
fn free_block(package: &mut Package) -> Result<u32, NotCopied> {
    let mut highest = 0;
    for name in package.names_below("xl/drawings/").into_iter().filter(|name| name.ends_with(".vml")) {
        highest = highest.max(highest_shape(&package.text(&name)?) / 1024);
    }
    Ok(highest + 1)
}

fn numbers_after<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = u32> + 'a {
    text.match_indices(mark).filter_map(move |(at, _)| {
        let digits = &text[at + mark.len()..];
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        digits[..end].parse().ok().filter(|number| *number < 60_000_000)
    })
}
