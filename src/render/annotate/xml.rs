//! Parts of a workbook as text that is edited in place: what is not touched stays byte for byte.

use super::NotCopied;
use crate::render::xlsx::text::push_escaped;
use quick_xml::{
    Reader,
    escape::{escape, unescape},
    events::Event,
};
use std::{borrow::Cow, ops::Range};

/// An element: where it stands in its part. Positions are bytes from the part's start.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Element<'a> {
    /// With its prefix, as written.
    name: &'a str,
    /// Start tag as written, with `<` and `>`.
    pub(super) tag: &'a str,
    /// All of it.
    pub(super) whole: Range<usize>,
    /// What stands between start and end tag; empty at the end of `<a/>`.
    pub(super) inner: Range<usize>,
}

impl<'a> Element<'a> {
    /// Its name without prefix.
    pub(super) fn local(&self) -> &'a str {
        self.name.rsplit(':').next().unwrap_or(self.name)
    }

    /// `x:` of `<x:sheet>`, or nothing.
    pub(super) fn prefix(&self) -> &'a str {
        self.name.strip_suffix(self.local()).unwrap_or_default()
    }

    /// Where its start tag stands.
    pub(super) fn tag_range(&self) -> Range<usize> {
        self.whole.start..self.whole.start + self.tag.len()
    }

    /// Is it `<a/>`?
    pub(super) fn is_closed(&self) -> bool {
        self.tag.ends_with("/>")
    }

    /// An attribute's text, by its name as written.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        attribute(self.tag, name)
    }

    /// An attribute as a number.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// Is an attribute `1` or `true`?
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.attribute(name).is_some_and(|text| text == "1" || text == "true")
    }
}

/// The elements side by side in a range of a part, without what is inside them.
pub(super) fn elements<'a>(part: &'a str, within: Range<usize>) -> Result<Vec<Element<'a>>, NotCopied> {
    levels(part, within).map(|[outer, _]| outer)
}

/// The elements side by side in a range of a part, and those right inside the first of them, in one pass.
fn levels<'a>(part: &'a str, within: Range<usize>) -> Result<[Vec<Element<'a>>; 2], NotCopied> {
    let text = part.get(within.clone()).ok_or(NotCopied::Broken)?;
    let mut reader = Reader::from_str(text);
    let mut found = [Vec::new(), Vec::new()];
    let mut open = [None, None];
    let mut depth = 0_usize;
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|_| NotCopied::Broken)?;
        let end = reader.buffer_position() as usize;
        // Which level is kept: the outer one, and the inner one of the first element.
        let is_kept = |depth: usize, outer: &[Element]| depth == 0 || (depth == 1 && outer.is_empty());
        match event {
            Event::Start(_) => {
                if is_kept(depth, &found[0]) {
                    open[depth] = Some(element(text, within.start, start..end)?);
                }
                depth += 1;
            }
            Event::Empty(_) if is_kept(depth, &found[0]) => {
                found[depth].push(element(text, within.start, start..end)?);
            }
            Event::End(_) => {
                depth = depth.checked_sub(1).ok_or(NotCopied::Broken)?;
                if is_kept(depth, &found[0]) {
                    let mut element: Element = open[depth].take().ok_or(NotCopied::Broken)?;
                    element.whole.end = within.start + end;
                    element.inner.end = within.start + start;
                    found[depth].push(element);
                }
            }
            Event::DocType(_) => return Err(NotCopied::Broken),
            Event::Eof if depth == 0 => return Ok(found),
            Event::Eof => return Err(NotCopied::Broken),
            _ => {}
        }
    }
}

fn element<'a>(text: &'a str, offset: usize, at: Range<usize>) -> Result<Element<'a>, NotCopied> {
    let tag = text.get(at.clone()).filter(|tag| tag.starts_with('<')).ok_or(NotCopied::Broken)?;
    let name_end = tag[1..].find(|c: char| c.is_whitespace() || c == '/' || c == '>').ok_or(NotCopied::Broken)? + 1;
    let end = offset + at.end;
    Ok(Element { name: &tag[1..name_end], tag, whole: offset + at.start..end, inner: end..end })
}

/// The root of a part and the elements right inside it.
pub(super) struct Root<'a> {
    /// All of the part.
    pub(super) part: &'a str,
    pub(super) element: Element<'a>,
    pub(super) children: Vec<Element<'a>>,
}

impl<'a> Root<'a> {
    pub(super) fn of(part: &'a str) -> Result<Self, NotCopied> {
        let [outer, children] = levels(part, 0..part.len())?;
        Ok(Root { part, element: outer.into_iter().next().ok_or(NotCopied::Broken)?, children })
    }

    /// The first child of a name.
    pub(super) fn child(&self, local: &str) -> Option<&Element<'a>> {
        self.children.iter().find(|child| child.local() == local)
    }

    /// Where a new child belongs, when children come in the order of `order`: behind the last that comes before it.
    pub(super) fn place_of(&self, local: &str, order: &[&str]) -> usize {
        let rank = |name: &str| order.iter().position(|known| *known == name);
        let own = rank(local);
        let before = self.children.iter().rev().find(|child| rank(child.local()).is_some_and(|rank| Some(rank) < own));
        before.map_or(self.element.inner.start, |child| child.whole.end)
    }
}

/// Changes of one part, made together at the end.
#[derive(Default)]
pub(super) struct Edits {
    changes: Vec<(Range<usize>, String)>,
}

impl Edits {
    /// Puts text in the place of a range; an empty range inserts. Insertions at one place stay in their order.
    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.changes.push((range, text.into()));
    }

    /// Puts text at a place.
    pub(super) fn insert(&mut self, place: usize, text: impl Into<String>) {
        self.replace(place..place, text);
    }

    /// Puts text as the last thing inside an element, opening it where it is `<a/>`.
    pub(super) fn append(&mut self, element: &Element, text: &str) {
        if element.is_closed() {
            let tag = element.tag.trim_end_matches("/>").trim_end();
            self.replace(element.whole.clone(), format!("{tag}>{text}</{}>", element.name));
        } else {
            self.insert(element.inner.end, text);
        }
    }

    /// Forgets the changes inside a range, which itself will be replaced.
    pub(super) fn forget_within(&mut self, range: &Range<usize>) {
        self.changes.retain(|(change, _)| change.start < range.start || change.end > range.end);
    }

    /// The part with its changes. Errors: two changes overlap, which only a broken part can cause.
    pub(super) fn apply(mut self, part: &str) -> Result<String, NotCopied> {
        self.changes.sort_by_key(|(range, _)| (range.start, range.end));
        let mut changed =
            String::with_capacity(part.len() + self.changes.iter().map(|(_, text)| text.len()).sum::<usize>());
        let mut done = 0;
        for (range, text) in self.changes {
            changed.push_str(part.get(done..range.start).ok_or(NotCopied::Broken)?);
            changed.push_str(&text);
            done = range.end;
        }
        changed.push_str(part.get(done..).ok_or(NotCopied::Broken)?);
        Ok(changed)
    }
}

/// An attribute's text in a start tag, by its name as written.
pub(super) fn attribute<'a>(tag: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let (_, value) = attributes(tag).find(|(found, _)| &tag[found.clone()] == name)?;
    let raw = &tag[value];
    Some(unescape(raw).unwrap_or(Cow::Borrowed(raw)))
}

/// The text of an attribute with any prefix but no plain one, such as `r:id`.
pub(super) fn prefixed_attribute<'a>(tag: &'a str, local: &str) -> Option<Cow<'a, str>> {
    let is_it = |name: &str| name.rsplit_once(':').is_some_and(|(prefix, found)| found == local && prefix != "xmlns");
    let (_, value) = attributes(tag).find(|(found, _)| is_it(&tag[found.clone()]))?;
    Some(Cow::Borrowed(&tag[value]))
}

/// A start tag with an attribute set, or taken out where `value` is none.
pub(super) fn with_attribute(tag: &str, name: &str, value: Option<&str>) -> String {
    let found = attributes(tag).find(|(found, _)| &tag[found.clone()] == name);
    match (found, value) {
        (Some((_, at)), Some(value)) => format!("{}{}{}", &tag[..at.start], escape(value), &tag[at.end..]),
        (Some((at, end)), None) => {
            format!("{}{}", tag[..at.start].trim_end(), &tag[end.end + 1..])
        }
        (None, Some(value)) => {
            let end = tag.len() - if tag.ends_with("/>") { 2 } else { 1 };
            format!("{} {name}=\"{}\"{}", tag[..end].trim_end(), escape(value), &tag[end..])
        }
        (None, None) => tag.to_owned(),
    }
}

/// Where names and values of a start tag's attributes stand, values without their quotes.
fn attributes(tag: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + '_ {
    let mut at = tag.find(char::is_whitespace).unwrap_or(tag.len());
    std::iter::from_fn(move || {
        let start = at + tag[at..].find(|c: char| !c.is_whitespace())?;
        let equals = start + tag[start..].find('=')?;
        let name = start..start + tag[start..equals].trim_end().len();
        let quote_at = equals + tag[equals..].find(['"', '\''])?;
        let quote = &tag[quote_at..=quote_at];
        let end = quote_at + 1 + tag[quote_at + 1..].find(quote)?;
        at = end + 1;
        Some((name, quote_at + 1..end))
    })
}

/// Text as it may stand between tags or in an attribute; characters that XML does not know are left out.
pub(super) fn escaped(text: &str) -> String {
    let known: String = text.chars().filter(|&c| is_known(c)).collect();
    escape(known).into_owned()
}

/// Text as it stands in a cell or comment.
pub(super) fn cell_text(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    push_escaped(&mut xml, &text.replace("\r\n", "\n").replace('\r', "\n"));
    xml
}

fn is_known(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Text between tags, its escapes resolved.
pub(super) fn text_of(raw: &str) -> Cow<'_, str> {
    unescape(raw).unwrap_or(Cow::Borrowed(raw))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_where_they_stand() {
        let part = "<?xml version=\"1.0\"?>\n<x:a k='1'><x:b/><!-- <c> --><d e=\"&lt;>\">t<d/></d ></x:a>";
        let root = Root::of(part).unwrap();
        assert_eq!((root.element.local(), root.element.prefix()), ("a", "x:"));
        let names: Vec<&str> = root.children.iter().map(Element::local).collect();
        assert_eq!(names, ["b", "d"]);
        assert_eq!(&part[root.children[1].whole.clone()], "<d e=\"&lt;>\">t<d/></d >");
        assert_eq!(&part[root.children[1].inner.clone()], "t<d/>");
        assert_eq!(root.children[1].attribute("e").as_deref(), Some("<>"));
        assert_eq!(root.place_of("c", &["b", "c", "d"]), root.children[0].whole.end);
        assert_eq!(root.place_of("a", &["a", "b"]), root.element.inner.start);
        for broken in ["<a><b></a>", "<a>", "", "<!DOCTYPE a><a/>", "</a>"] {
            assert!(Root::of(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn tags_keep_what_is_not_changed() {
        assert_eq!(with_attribute("<c r=\"A1\" s='3' />", "s", Some("4")), "<c r=\"A1\" s='4' />");
        assert_eq!(with_attribute("<c r=\"A1\"/>", "s", Some("4")), "<c r=\"A1\" s=\"4\"/>");
        assert_eq!(with_attribute("<c>", "s", Some("4")), "<c s=\"4\">");
        assert_eq!(with_attribute("<c s=\"3\" r=\"A1\">", "s", None), "<c r=\"A1\">");
        assert_eq!(attribute("<sheet name = \"A &amp; B\" r:id='rId1'>", "name").as_deref(), Some("A & B"));
        assert_eq!(prefixed_attribute("<sheet xmlns:id=\"x\" id=\"0\" rel:id='rId1'>", "id").as_deref(), Some("rId1"));
    }

    #[test]
    fn edits_are_made_together() {
        let part = "<a><b/><c>x</c></a>";
        let root = Root::of(part).unwrap();
        let mut edits = Edits::default();
        edits.append(root.child("c").unwrap(), "2");
        edits.append(root.child("b").unwrap(), "1");
        edits.insert(root.element.inner.start, "<z/>");
        assert_eq!(edits.apply(part).unwrap(), "<a><z/><b>1</b><c>x2</c></a>");
    }

    #[test]
    fn text_of_people_stays_text() {
        assert_eq!(cell_text("a<b>&\"\u{1}_x000D_\r\n=1"), "a&lt;b&gt;&amp;\"_x0001__x005F_x000D_\n=1");
        assert_eq!(cell_text("_x00_ _xyz"), "_x00_ _xyz");
    }
}
