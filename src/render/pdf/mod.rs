//! A report as a PDF: vectors and embedded fonts, tagged for screen readers, the same bytes for the same report.
//!
//! Blocks become pieces (`blocks`, `tiles`, `table`, `chart`), pieces are put on pages (`flow`, `page`), pages are
//! frames of text and shapes (`frame`), and frames become bytes (`ops`, `embed`, `finish`).

mod blocks;
mod chart;
mod embed;
mod finish;
mod fit;
mod flow;
mod font;
mod frame;
mod ops;
mod page;
mod style;
mod table;
mod tags;
mod text;
mod tiles;

#[cfg(test)]
mod tests;

use crate::model::{report::Report, theme::Theme};
use embed::Embedding;
pub use font::Fonts;
use frame::Item;
use page::Page;
use printpdf::{PageAnnotId, PageAnnotation, PdfDocument, PdfPage, PdfSaveOptions, Pt, to_lopdf_doc};
use std::{fmt, ops::RangeInclusive};

/// A font that cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PdfError {
    /// Its role in the theme: `regular` or `bold`.
    pub font: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for PdfError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the {} font of the theme cannot be used in a PDF: {}", self.font, self.reason)
    }
}

impl std::error::Error for PdfError {}

/// A report as PDF bytes. For many reports load [`Fonts`] once and use [`pdf_with`].
pub fn pdf(report: &Report, theme: &Theme) -> Result<Vec<u8>, PdfError> {
    Ok(pdf_with(report, theme, &Fonts::load(theme)?))
}

/// The characters the fonts of a theme can draw, as ascending ranges of code points; all others are drawn as a box.
pub fn printable(theme: &Theme) -> Result<Vec<RangeInclusive<u32>>, PdfError> {
    Ok(Fonts::load(theme)?.printable())
}

/// A report as PDF bytes, with fonts that were loaded before.
pub fn pdf_with(report: &Report, theme: &Theme, fonts: &Fonts) -> Vec<u8> {
    let (pages, mut tags) = page::pages(report, theme, fonts);
    let links: Vec<Vec<String>> = pages.iter().map(descriptions).collect();
    let mut embedding = Embedding::new(fonts);
    let mut document = PdfDocument::new(&report.title);
    let first_pages: Vec<usize> = (0..report.sections.len()).map(|section| first_page(&pages, section)).collect();
    bookmarks(&mut document, report, &pages);
    for page in pages {
        let (width, height) = (Pt(page.frame.width).into(), Pt(page.frame.height).into());
        let ops = ops::paint(page.frame, &mut embedding, &mut tags, &first_pages);
        document.pages.push(PdfPage::new(width, height, ops));
    }
    let written = to_lopdf_doc(&document, &PdfSaveOptions::default(), &mut Vec::new());
    finish::finish(written, report, (&embedding, theme.logo.as_ref()), &tags, &links)
        .expect("a document in memory has all its parts")
}

/// What the links of a page do, in drawing order.
fn descriptions(page: &Page) -> Vec<String> {
    let description = |item: &Item| match item {
        Item::Link { description, .. } => Some(description.clone()),
        Item::Text { .. } | Item::Shape { .. } | Item::Logo { .. } | Item::Bounds { .. } => None,
    };
    page.frame.items.iter().filter_map(description).collect()
}

/// The page on which a section begins, from 1.
fn first_page(pages: &[Page], section: usize) -> usize {
    1 + pages.iter().position(|page| page.sections.contains(&section)).unwrap_or(0)
}

/// One for each section. Their ids are our own: printpdf's would come from a counter of the process.
fn bookmarks(document: &mut PdfDocument, report: &Report, pages: &[Page]) {
    for (number, section) in report.sections.iter().enumerate() {
        let bookmark = PageAnnotation { name: section.name.clone(), page: first_page(pages, number) };
        document.bookmarks.map.insert(PageAnnotId(format!("{number:05}")), bookmark);
    }
}
