//! The first sheet: every remark with a link to its cell.

use super::{
    NotCopied, reference,
    styles::{Look, Styles, background},
    xml::{cell_text, escaped},
};
use crate::{
    model::{
        annotated_copy::{AnnotatedCopy, Remark},
        finding::Severity,
        theme::Theme,
        workbook::{CellPlace, column_letters},
    },
    render::xlsx::measure,
};

/// Titles of the columns and their widths in digits. The last is hidden: its cells keep the look that the marked cell
/// had of its own, so that a later copy can give it back.
const COLUMNS: [(&str, f64); 7] = [
    ("Severity", 12.0),
    ("Where", 24.0),
    ("Column", 26.0),
    ("Found", 28.0),
    ("What is wrong", 48.0),
    ("What to do", 52.0),
    ("Look", 9.0),
];
pub(super) const SEVERITY: u32 = 0;
pub(super) const PLACE: u32 = 1;
pub(super) const OWN_LOOK: u32 = 6;

/// Points of one line of ordinary text.
const LINE: f64 = 15.0;

/// Where a remark's link leads and which look its cell had: one for each remark.
#[derive(Clone, Default)]
pub(super) struct Target {
    pub(super) location: Option<String>,
    pub(super) own_look: Option<u32>,
}

/// The sheet and the row of its columns' titles.
pub(super) fn sheet(
    copy: &AnnotatedCopy,
    targets: &[Target],
    namespace: &str,
    theme: &Theme,
    styles: &mut Styles,
) -> Result<(String, u32), NotCopied> {
    let mut rows = Rows::new(widths(copy), theme, styles)?;
    rows.top(copy);
    let titles_row = rows.next;
    rows.titles();
    for (remark, target) in copy.remarks.iter().zip(targets) {
        rows.remark(remark, target)?;
    }
    rows.legend(&copy.legend)?;
    let accent = rows.accent();
    let last = CellPlace { row: rows.next.saturating_sub(1), column: OWN_LOOK };
    let columns: String = rows
        .widths
        .iter()
        .enumerate()
        .map(|(index, width)| {
            let hidden = if index as u32 == OWN_LOOK { " hidden=\"1\"" } else { "" };
            format!("<col min=\"{0}\" max=\"{0}\" width=\"{width}\" customWidth=\"1\"{hidden}/>", index + 1)
        })
        .collect();
    let links = if rows.links.is_empty() { String::new() } else { format!("<hyperlinks>{}</hyperlinks>", rows.links) };
    let below = CellPlace { row: titles_row + 1, column: 0 };
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{namespace}\"><sheetPr>\
         <tabColor rgb=\"{accent}\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr><dimension ref=\"A1:{last}\"/><sheetViews>\
         <sheetView showGridLines=\"0\" tabSelected=\"1\" workbookViewId=\"0\"><pane ySplit=\"{}\" topLeftCell=\"{below}\" \
         activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\" activeCell=\"{below}\" \
         sqref=\"{below}\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"{LINE}\"/><cols>{columns}</cols>\
         <sheetData>{}</sheetData>{}{links}<pageMargins left=\"0.5\" right=\"0.5\" top=\"0.5\" bottom=\"0.7\" \
         header=\"0.3\" footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/>\
         <headerFooter scaleWithDoc=\"0\"><oddFooter>&amp;R&amp;A · page &amp;P of &amp;N</oddFooter></headerFooter>\
         </worksheet>",
        titles_row + 1,
        rows.xml,
        rows.merges(),
    );
    Ok((xml, titles_row))
}

/// Widths of the columns: places are not wrapped by every program, so theirs is as wide as the longest.
fn widths(copy: &AnnotatedCopy) -> [f64; 7] {
    let mut widths = COLUMNS.map(|(_, width)| width);
    let places = copy.remarks.iter().map(|remark| measure::widest_line(&remark.place) + 4.0);
    widths[PLACE as usize] = places.fold(16.0, f64::max).min(45.0).round();
    widths
}

/// Rows as they are written, one below the other.
struct Rows<'a> {
    widths: [f64; 7],
    theme: &'a Theme,
    styles: &'a mut Styles,
    next: u32,
    xml: String,
    links: String,
    merged: Vec<String>,
    title: u32,
    lead: u32,
    head: u32,
    body: u32,
    link: u32,
}

impl<'a> Rows<'a> {
    fn new(widths: [f64; 7], theme: &'a Theme, styles: &'a mut Styles) -> Result<Self, NotCopied> {
        let colours = &theme.colours;
        let title = styles.look(Look { is_bold: true, size: 16, wraps: true, ..Look::default() })?;
        let lead = styles.look(Look { colour: Some(colours.muted), wraps: true, ..Look::default() })?;
        let head = styles.look(Look {
            is_bold: true,
            background: Some(colours.panel),
            is_ruled: true,
            wraps: true,
            ..Look::default()
        })?;
        let body = styles.look(Look { is_ruled: true, wraps: true, ..Look::default() })?;
        let link = styles.look(Look {
            colour: Some(colours.accent),
            is_link: true,
            is_ruled: true,
            wraps: true,
            ..Look::default()
        })?;
        let (xml, links, merged) = (String::new(), String::new(), Vec::new());
        Ok(Rows { widths, theme, styles, next: 0, xml, links, merged, title, lead, head, body, link })
    }

    fn accent(&self) -> String {
        String::from(self.theme.colours.accent).replace('#', "FF")
    }

    fn top(&mut self, copy: &AnnotatedCopy) {
        self.line(&copy.title, self.title, 24.0);
        for line in &copy.lead {
            self.line(line, self.lead, LINE);
        }
        self.line("", self.lead, LINE / 2.0);
    }

    /// A text across all columns.
    fn line(&mut self, text: &str, look: u32, high: f64) {
        let room: f64 = self.widths[..OWN_LOOK as usize].iter().sum();
        let lines = measure::wrap(text, room * if high > 20.0 { 0.65 } else { 0.97 }).len().max(1);
        self.merged.push(reference::cells_of_row(self.next, 0, OWN_LOOK - 1));
        self.row(&[(0, text, look)], high * lines as f64);
    }

    fn titles(&mut self) {
        let head = self.head;
        let cells: Vec<_> =
            COLUMNS[..OWN_LOOK as usize].iter().zip(0..).map(|((title, _), column)| (column, *title, head)).collect();
        self.row(&cells, LINE + 3.0);
    }

    fn remark(&mut self, remark: &Remark, target: &Target) -> Result<(), NotCopied> {
        let severity = self.severity(remark.severity)?;
        let (body, link) = (self.body, self.link);
        let place = if target.location.is_some() { link } else { body };
        let texts = [
            (SEVERITY, remark.severity.name(), severity),
            (PLACE, remark.place.as_str(), place),
            (2, remark.column.as_str(), body),
            (3, remark.found.as_str(), body),
            (4, remark.problem.as_str(), body),
            (5, remark.instead.as_str(), body),
        ];
        let lines = texts
            .iter()
            .map(|(column, text, _)| measure::wrap(text, self.widths[*column as usize] - 3.0).len())
            .max()
            .unwrap_or(1)
            .max(1);
        if let Some(location) = &target.location {
            let at = CellPlace { row: self.next, column: PLACE };
            self.links.push_str(&format!(
                "<hyperlink ref=\"{at}\" location=\"{}\" display=\"{}\"/>",
                escaped(location),
                escaped(&remark.place)
            ));
        }
        let mut cells = texts.to_vec();
        if let Some(look) = target.own_look {
            cells.push((OWN_LOOK, "", look));
        }
        self.row(&cells, LINE * lines as f64 + 3.0);
        Ok(())
    }

    /// What the severities mean, below the list.
    fn legend(&mut self, legend: &[(Severity, String)]) -> Result<(), NotCopied> {
        self.line("", self.lead, LINE);
        for (severity, meaning) in legend {
            let look = self.severity(*severity)?;
            self.merged.push(reference::cells_of_row(self.next, PLACE, OWN_LOOK - 1));
            self.row(&[(SEVERITY, severity.name(), look), (PLACE, meaning, self.body)], LINE + 3.0);
        }
        Ok(())
    }

    fn severity(&mut self, severity: Severity) -> Result<u32, NotCopied> {
        let background = Some(background(self.theme, severity));
        self.styles.look(Look { background, is_ruled: true, wraps: true, ..Look::default() })
    }

    fn row(&mut self, cells: &[(u32, &str, u32)], high: f64) {
        let number = self.next + 1;
        self.xml.push_str(&format!("<row r=\"{number}\" ht=\"{high}\" customHeight=\"1\">"));
        for (column, text, look) in cells {
            let column = column_letters(*column);
            self.xml.push_str(&match text.is_empty() {
                true => format!("<c r=\"{column}{number}\" s=\"{look}\"/>"),
                false => format!(
                    "<c r=\"{column}{number}\" s=\"{look}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                    cell_text(text)
                ),
            });
        }
        self.xml.push_str("</row>");
        self.next += 1;
    }

    fn merges(&self) -> String {
        let cells: String = self.merged.iter().map(|cells| format!("<mergeCell ref=\"{cells}\"/>")).collect();
        format!("<mergeCells count=\"{}\">{cells}</mergeCells>", self.merged.len())
    }
}
