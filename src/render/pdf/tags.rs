//! The structure that a screen reader walks: elements in reading order and the content that belongs to each.

/// An element of the structure.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ElementId(pub usize);

/// To what a drawn thing belongs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// Decoration, or said elsewhere: skipped when read aloud.
    Artifact,
    /// Content of an element.
    Element(ElementId),
}

/// Which cells a header cell names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Those below it.
    Column,
    /// Those beside it.
    Row,
}

/// What an element is; names as in PDF 1.7, 14.8.4.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Tag {
    /// The whole report.
    Document,
    /// A section of it.
    Section,
    /// Its title.
    Heading1,
    /// A heading inside it.
    Heading2,
    /// Running text.
    Paragraph,
    /// Words of a person.
    Quote,
    /// A list; its items carry numbers.
    NumberedList,
    /// A list without numbers.
    PlainList,
    /// One entry of a list.
    ListItem,
    /// Its number.
    Label,
    /// The rest of it.
    ListBody,
    /// Rows and columns.
    Table,
    /// What a table is about.
    Caption,
    /// A row of cells.
    Row,
    /// A cell that names others, over so many columns.
    HeaderCell(Scope, usize),
    /// A cell.
    Cell,
    /// A drawing, and what is told of it to those who cannot see it.
    Figure(String),
    /// Something to click.
    Link,
}

impl Tag {
    /// The standard structure type.
    pub fn name(&self) -> &'static str {
        match self {
            Tag::Document => "Document",
            Tag::Section => "Sect",
            Tag::Heading1 => "H1",
            Tag::Heading2 => "H2",
            Tag::Paragraph => "P",
            Tag::Quote => "BlockQuote",
            Tag::NumberedList | Tag::PlainList => "L",
            Tag::ListItem => "LI",
            Tag::Label => "Lbl",
            Tag::ListBody => "LBody",
            Tag::Table => "Table",
            Tag::Caption => "Caption",
            Tag::Row => "TR",
            Tag::HeaderCell(..) => "TH",
            Tag::Cell => "TD",
            Tag::Figure(_) => "Figure",
            Tag::Link => "Link",
        }
    }
}

/// What an element holds. Pages are counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kid {
    /// Another element.
    Element(ElementId),
    /// The marked content `number` of a page.
    Content {
        /// On which page.
        page: usize,
        /// Its number there.
        number: usize,
    },
    /// The link `number` of a page.
    Link {
        /// On which page.
        page: usize,
        /// Its number there.
        number: usize,
    },
}

/// One element.
#[derive(Clone, Debug)]
pub struct Element {
    /// What it is.
    pub tag: Tag,
    /// In what it lies; none for the document.
    pub parent: Option<ElementId>,
    /// What it holds, in reading order.
    pub kids: Vec<Kid>,
    /// Left, bottom, right, top on its page in points; figures only.
    pub bounds_pt: Option<[f32; 4]>,
}

/// What lies on a page.
#[derive(Clone, Default, Debug)]
pub struct PageTags {
    /// The element of each marked content.
    pub contents: Vec<ElementId>,
    /// The element of each link.
    pub links: Vec<ElementId>,
}

/// The structure of a document.
#[derive(Clone, Debug)]
pub struct Tags {
    /// By id; the document first.
    pub elements: Vec<Element>,
    /// By page.
    pub pages: Vec<PageTags>,
}

impl Tags {
    /// The document itself.
    pub const DOCUMENT: ElementId = ElementId(0);

    /// An empty document.
    pub fn new() -> Self {
        let document = Element { tag: Tag::Document, parent: None, kids: Vec::new(), bounds_pt: None };
        Tags { elements: vec![document], pages: Vec::new() }
    }

    /// Adds an element after all that its parent holds so far.
    pub fn add(&mut self, parent: ElementId, tag: Tag) -> ElementId {
        let id = ElementId(self.elements.len());
        self.elements.push(Element { tag, parent: Some(parent), kids: Vec::new(), bounds_pt: None });
        self.elements[parent.0].kids.push(Kid::Element(id));
        id
    }

    /// The next page begins.
    pub fn start_page(&mut self) {
        self.pages.push(PageTags::default());
    }

    /// Content of an element is drawn on the last page; returns its number there.
    pub fn content(&mut self, element: ElementId) -> usize {
        let page = self.pages.len() - 1;
        let number = self.pages[page].contents.len();
        self.pages[page].contents.push(element);
        self.elements[element.0].kids.push(Kid::Content { page, number });
        number
    }

    /// A link of an element is drawn on the last page.
    pub fn link(&mut self, element: ElementId) {
        let page = self.pages.len() - 1;
        let number = self.pages[page].links.len();
        self.pages[page].links.push(element);
        self.elements[element.0].kids.push(Kid::Link { page, number });
    }
}
