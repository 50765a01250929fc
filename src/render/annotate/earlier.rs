//! A workbook that is an annotated copy already: its marks are taken off before new ones are put on.

use super::{
    NotCopied,
    package::Package,
    reference,
    sheet::Cells,
    styles::Styles,
    workbook::Book,
    xml::{Root, elements},
};
use crate::model::workbook::CellPlace;
use std::collections::{BTreeMap, BTreeSet};

/// What the list of an earlier copy tells: it is a sheet like others, so whatever program saved the workbook since kept
/// its cells and links.
pub(super) struct Earlier {
    /// Name of the list.
    pub(super) list: String,
    /// The look that a marked cell had of its own, by sheet and cell.
    looks: BTreeMap<(String, CellPlace), u32>,
    /// Fills of its marks.
    fills: BTreeSet<u32>,
}

impl Earlier {
    pub(super) fn read(package: &mut Package, book: &Book, list: String, styles: &Styles) -> Result<Self, NotCopied> {
        let sheet = book.sheets.iter().find(|sheet| sheet.name == list).ok_or(NotCopied::Broken)?;
        let text = package.text(&sheet.part)?;
        let root = Root::of(&text)?;
        let formats: BTreeMap<CellPlace, u32> = Cells::of(&root)?.formats()?.into_iter().collect();
        let links = root.child("hyperlinks").map_or(Ok(Vec::new()), |links| elements(&text, links.inner.clone()))?;
        let (mut looks, mut fills) = (BTreeMap::new(), BTreeSet::new());
        for link in links {
            let at = link.attribute("ref").and_then(|at| reference::range(&at)).map(|(first, _)| first);
            let target = link.attribute("location").and_then(|location| reference::parse_location(&location));
            let (Some(at), Some(target)) = (at, target) else { continue };
            let in_row = |column: u32| formats.get(&CellPlace { row: at.row, column }).copied();
            fills.extend(in_row(super::list::SEVERITY).and_then(|format| styles.fill_of(format)));
            if let Some(own) = in_row(super::list::OWN_LOOK) {
                looks.insert(target, own);
            }
        }
        // 0 is no fill and 1 the pattern that every workbook lists.
        fills.retain(|fill| *fill > 1);
        Ok(Earlier { list, looks, fills })
    }

    /// The own formats of all marked cells of a sheet; a mark that moved since loses its background only.
    pub(super) fn own_formats(
        &self,
        sheet: &str,
        root: &Root,
        styles: &mut Styles,
    ) -> Result<BTreeMap<CellPlace, u32>, NotCopied> {
        let mut own = BTreeMap::new();
        for (place, format) in Cells::of(root)?.formats()? {
            if !styles.fill_of(format).is_some_and(|fill| self.fills.contains(&fill)) {
                continue;
            }
            let known = self.looks.get(&(sheet.to_owned(), place)).copied();
            own.insert(place, known.map_or_else(|| styles.without_fill(format), Ok)?);
        }
        Ok(own)
    }
}
