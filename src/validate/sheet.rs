//! One sheet: its columns typed, its keys checked, its money counted.

use super::{
    column::Reader,
    currency_marks, digest,
    foreign::{self, Foreign},
    ids, kinds,
    limit::HOPELESS,
    needs, order, plausible, quality, questions, spread, totals, unread,
};
use crate::model::{
    dictionary::{Field, Kind, Need, SheetKind},
    finding::{Address, Code, Finding, Severity},
    mapping::FileAnswers,
    money::Cents,
    period::Month,
    portfolio::{CheckedSheet, Fate, MONEY_FIELDS, TallyKey},
    quality::{Part, Quality},
    question::Question,
    rates::ForeignColumn,
    rules::Rules,
    table::{Column, Origin, Table, UnknownColumn, Values},
    workbook::{CellPlace, Format, RawTable, RawValue, SourceFile},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Where a sheet stands.
pub struct Place<'a> {
    /// The file.
    pub source: &'a SourceFile,
    /// Its format: a csv file has no sheet to name.
    pub format: Format,
    /// Index of the sheet among the file's tables.
    pub sheet: u32,
}

/// A sheet after checking.
pub struct Checked {
    /// Its counts.
    pub sheet: CheckedSheet,
    /// The rows whose keys can be read.
    pub table: Table,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Fingerprint of its values.
    pub digest: Option<String>,
    /// How good its data are; freshness is that of the file.
    pub quality: Quality,
    /// What has to be asked about it.
    pub questions: Vec<Question>,
    /// Amounts of years and quarters that stood on it, as rows of Financials.
    pub spread: Option<RawTable>,
    /// What was found of its amounts in other currencies.
    pub foreign: Vec<ForeignColumn>,
}

/// What is known while a sheet is checked: enough to write a finding about any of its cells.
pub struct Sheet<'a> {
    /// The cells.
    pub raw: &'a RawTable,
    /// What it is checked against.
    pub rules: &'a Rules,
    /// What was answered about the file.
    pub answers: FileAnswers<'a>,
    file: Arc<str>,
    name: Option<Arc<str>>,
}

impl Sheet<'_> {
    /// A finding about the cell of a field in a row. A column that is missing is answered at the row's first cell.
    pub fn finding(&self, severity: Severity, field: &Field, row: usize, remark: kinds::Remark) -> Finding {
        let column = self.raw.column(&field.key);
        let place = self.place(field, row);
        Finding {
            address: Address { file: self.file.clone(), sheet: self.name.clone(), cell: Some(place) },
            severity,
            code: remark.code,
            column: field.title.as_str().into(),
            found: column.map(|column| kinds::shown(&column.values[row])).unwrap_or_default(),
            problem: remark.problem,
            instead: format!("Type {}.", remark.instead.as_deref().unwrap_or(&field.asked())),
            cents: None,
        }
    }

    /// The cell of a field in a row; the row's first cell where the sheet lacks the column.
    pub fn place(&self, field: &Field, row: usize) -> CellPlace {
        let first = CellPlace { row: self.raw.rows[row], column: 0 };
        self.raw.column(&field.key).map_or(first, |column| self.raw.place(column, row))
    }

    /// A doubt about the whole sheet.
    pub fn noted(&self, code: Code, column: &str, problem: String, instead: String) -> Finding {
        Finding {
            address: Address { file: self.file.clone(), sheet: self.name.clone(), cell: None },
            severity: Severity::Noted,
            code,
            column: column.into(),
            found: String::new(),
            problem,
            instead,
            cents: None,
        }
    }

    /// The address of the whole sheet.
    pub fn address(&self) -> Address {
        Address { file: self.file.clone(), sheet: self.name.clone(), cell: None }
    }

    /// Path of the file below the intake folder.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// A finding about a whole column that the sheet does not have.
    pub fn column_finding(&self, severity: Severity, field: &Field, rows: usize) -> Finding {
        Finding {
            address: Address { file: self.file.clone(), sheet: self.name.clone(), cell: None },
            severity,
            code: Code::MissingColumn,
            column: field.title.as_str().into(),
            found: String::new(),
            problem: format!(
                "There is no column \"{}\"; {rows} {} it",
                field.title,
                if rows == 1 { "row needs" } else { "rows need" }
            ),
            instead: format!("Add the column \"{}\" with {}.", field.title, field.asked()),
            cents: None,
        }
    }
}

/// Checks one sheet and counts its money into `sums`.
pub fn check(mut raw: RawTable, place: &Place, rules: &Rules, sums: &mut BTreeMap<TallyKey, Cents>) -> Checked {
    let name = (place.format != Format::Csv).then(|| raw.sheet.clone());
    let answers = rules.dictionary.mapping.of_file(&place.source.path);
    let marks = currency_marks::apply(&mut raw, &answers, &rules.dictionary);
    let sheet = Sheet { raw: &raw, rules, answers, file: place.source.path.clone(), name };
    let fields = &rules.dictionary.sheet(raw.kind).fields;
    let mut findings = currency_marks::notes(&sheet, &marks);
    let reader = Reader::new(&sheet);
    let mut columns = Vec::with_capacity(fields.len());
    let mut rejected_cents = Vec::with_capacity(fields.len());
    let mut foreign = Foreign::default();
    let mut hopeless = false;
    for field in fields {
        let column = reader.read(field, &mut findings);
        if mistakes(&findings) > HOPELESS * rules.max_findings as usize {
            hopeless = true;
            findings.truncate(rules.max_findings as usize);
        }
        columns.push(Column { key: field.key.as_str().into(), values: column.values });
        rejected_cents.push(column.rejected_cents);
        foreign.append(column.foreign);
    }
    foreign.amounts.sort_by_key(|amount| amount.row);
    if raw.is_spread() {
        say_each_cell_once(&mut findings);
    }
    let mut table = Table {
        kind: raw.kind,
        columns,
        unknown: unknown_columns(&raw),
        local: foreign.amounts,
        origins: origins(&raw, place.sheet),
    };
    let digest = digest::of_sheet(&raw, &table);
    let makes_ids = raw.kind == SheetKind::Initiatives && sheet.answers.makes_ids();
    if makes_ids || rules.dictionary.sheet(raw.kind).make_ids {
        ids::make(&sheet, &mut table, &mut findings);
    }
    totals::check(&sheet, &table, &rejected_cents, &mut findings);
    let unread = unread::columns(&sheet);
    findings.extend(unread.iter().map(|column| unread::finding(&sheet, column)));
    let mut questions = questions::of_sheet(&sheet, &unread, &findings);
    questions.extend(reader.dates.questions(&sheet, &table));
    questions.extend(currency_marks::questions(&sheet, &table, &foreign.columns, &reader.currencies));
    let spread = spread::financials(&sheet, &table, &mut findings);
    plausible::check(&sheet, &table, &mut findings);
    let usable = match hopeless {
        true => vec![false; raw.rows.len()],
        false => usable_rows(&sheet, &table, &mut findings),
    };
    count_money(&rejected_cents, &table, &usable, sums);
    let completeness = match hopeless {
        true => {
            findings.push(too_many_mistakes(&sheet, HOPELESS * rules.max_findings as usize));
            Part::default()
        }
        false => needs::check(&sheet, &table, &mut findings),
    };
    if !hopeless {
        order::check(&sheet, &table, &mut findings);
    }
    if raw.is_spread() {
        say_each_cell_once(&mut findings);
    }
    let quality = Quality { completeness, validity: quality::validity(&sheet, &findings), ..Quality::default() };
    let rows_set_aside = usable.iter().filter(|usable| !**usable).count() as u32;
    if rows_set_aside > 0 {
        table.keep(&usable);
    }
    Checked {
        sheet: CheckedSheet {
            name: raw.sheet.clone(),
            kind: Some(raw.kind),
            header_row: raw.header_row + 1,
            rows_read: raw.rows.len() as u32 + raw.rows_blank + raw.rows_refused,
            rows_accepted: raw.rows.len() as u32 - rows_set_aside,
            rows_set_aside: rows_set_aside + raw.rows_refused,
            rows_blank: raw.rows_blank,
            columns: raw
                .columns
                .iter()
                .filter_map(|column| column.field.clone().map(|field| (field, column.position)))
                .collect(),
            spread: raw
                .columns
                .iter()
                .filter(|column| !column.places.is_empty())
                .filter_map(|column| column.field.clone().map(|field| (field, column.places.clone())))
                .collect(),
            own_currency: own_currency(&raw, fields, &reader.currencies, &rules.currency),
        },
        table,
        findings,
        digest,
        quality,
        questions,
        spread,
        foreign: foreign.columns,
    }
}

/// Keys of the fields of money of which a title or a cell says that they are in the report's currency.
fn own_currency(raw: &RawTable, fields: &[Field], rows: &foreign::RowCurrencies, currency: &str) -> Vec<Arc<str>> {
    let money = fields.iter().filter(|field| field.kind == Kind::Money);
    let says = |field: &&Field| raw.column(&field.key).is_some_and(|column| foreign::says_own(column, rows, currency));
    money.filter(says).map(|field| field.key.as_str().into()).collect()
}

fn mistakes(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.severity < Severity::Noted).count()
}

/// A sheet of which none can say what it means is not read half.
fn too_many_mistakes(sheet: &Sheet, most: usize) -> Finding {
    Finding {
        severity: Severity::Refused,
        code: Code::TooLarge,
        problem: format!("More than {most} cells of the sheet cannot be read, so none of its rows is used"),
        instead: "Look at the first ones, which are listed: they are of the same kinds as the others.".to_owned(),
        ..sheet.noted(Code::TooLarge, "", String::new(), String::new())
    }
}

fn origins(raw: &RawTable, sheet: u32) -> Vec<Origin> {
    raw.rows.iter().zip(0..).map(|(row, entry)| Origin { file: 0, sheet, row: *row, entry }).collect()
}

/// A row without an id, or of Financials and Control totals without a month, belongs nowhere. Whether a row of Control
/// totals names a department or an initiative shows when all files are there.
fn usable_rows(sheet: &Sheet, table: &Table, findings: &mut Vec<Finding>) -> Vec<bool> {
    let mut usable = vec![true; sheet.raw.rows.len()];
    let keys: &[&str] = match sheet.raw.kind {
        SheetKind::Financials | SheetKind::Usage => &["initiative_id", "month"],
        SheetKind::ControlTotals => &["month"],
        SheetKind::Rates => &["currency", "holds_for"],
        SheetKind::Initiatives | SheetKind::Outcomes | SheetKind::Team | SheetKind::Decisions => &["initiative_id"],
    };
    for key in keys.iter().copied() {
        let Some(field) = sheet.rules.dictionary.field(sheet.raw.kind, key) else { continue };
        let Some(column) = table.columns.iter().find(|column| &*column.key == key) else { continue };
        let said: BTreeMap<CellPlace, usize> = findings
            .iter()
            .enumerate()
            .filter(|(_, finding)| finding.severity == Severity::Rejected && *finding.column == *field.title)
            .filter_map(|(place, finding)| finding.address.cell.map(|cell| (cell, place)))
            .collect();
        // Several rows can hang on one cell: the months of an initiative on its id.
        let mut rows_of: BTreeMap<CellPlace, Vec<usize>> = BTreeMap::new();
        for (row, usable) in usable.iter_mut().enumerate() {
            if !column.values.is_known(row) {
                *usable = false;
                rows_of.entry(sheet.place(field, row)).or_default().push(row);
            }
        }
        for (place, rows) in rows_of {
            let apart = not_counted(table, &rows, sheet.rules);
            match said.get(&place) {
                // The cell was read and refused: the same finding, but it costs the row.
                Some(place) => {
                    let finding = &mut findings[*place];
                    finding.severity = Severity::SetAside;
                    finding.problem.push_str(&apart);
                }
                None => {
                    let problem = format!("Without {} the row belongs nowhere{apart}", field.title);
                    let remark = kinds::Remark::new(Code::MissingKey, problem);
                    findings.push(sheet.finding(Severity::SetAside, field, rows[0], remark));
                }
            }
        }
    }
    usable
}

/// Cells that rows share are read once for each of them, but said once. One that holds something that cannot be read is
/// not empty for the other months of its year.
fn say_each_cell_once(findings: &mut Vec<Finding>) {
    let is_refused = |finding: &&Finding| finding.severity == Severity::Rejected && finding.code != Code::MissingValue;
    let refused: BTreeSet<_> = findings.iter().filter(is_refused).filter_map(|finding| finding.address.cell).collect();
    findings.retain(|finding| {
        finding.code != Code::MissingValue || finding.address.cell.is_none_or(|cell| !refused.contains(&cell))
    });
    let mut said = BTreeSet::new();
    findings.retain(|finding| match finding.address.cell {
        Some(cell) => said.insert((cell, finding.column.clone(), finding.code)),
        None => true,
    });
}

/// `; not counted: Cost planned 5,000.00, Benefit planned 8,000.00` for rows that are set aside; empty without money.
pub fn not_counted(table: &Table, rows: &[usize], rules: &Rules) -> String {
    let amounts: Vec<String> = MONEY_FIELDS
        .iter()
        .filter(|(kind, _)| *kind == table.kind)
        .filter_map(|(kind, key)| {
            let values = table.money(key);
            let known: Vec<Cents> = rows.iter().filter_map(|row| values[*row]).collect();
            let title = rules.dictionary.field(*kind, key).map_or(*key, |field| field.title.as_str());
            let sum: Cents = known.iter().copied().sum();
            (!known.is_empty()).then(|| format!("{title} {}", rules.locale.number(sum.0, 2)))
        })
        .collect();
    if amounts.is_empty() { String::new() } else { format!("; not counted: {}", amounts.join(", ")) }
}

/// Counts every amount that can be read, cell by cell, apart from the frames that metrics are made of.
fn count_money(
    rejected_cents: &[BTreeMap<usize, Cents>],
    table: &Table,
    usable: &[bool],
    sums: &mut BTreeMap<TallyKey, Cents>,
) {
    let months: Option<&[Option<Month>]> = match table.kind {
        SheetKind::Financials => Some(table.month("month")),
        _ => None,
    };
    for (index, (kind, key)) in MONEY_FIELDS.iter().enumerate() {
        if *kind != table.kind {
            continue;
        }
        let Some(position) = table.columns.iter().position(|column| &*column.key == *key) else { continue };
        let Values::Money(values) = &table.columns[position].values else { continue };
        for row in 0..values.len() {
            let rejected = rejected_cents[position].get(&row).copied();
            let Some(cents) = values[row].or(rejected) else { continue };
            let month = months.and_then(|months| months[row]);
            let mut add = |fate| {
                *sums.entry(TallyKey { fate, field: index as u8, file: 0, month }).or_default() += cents;
            };
            add(Fate::Read);
            if rejected.is_some() {
                add(Fate::Rejected);
            } else if !usable[row] {
                add(Fate::SetAside);
            }
        }
    }
}

/// Columns of the sheet that the dictionary does not know, as they are shown.
fn unknown_columns(raw: &RawTable) -> Vec<UnknownColumn> {
    raw.columns
        .iter()
        .filter(|column| column.field.is_none())
        .map(|column| UnknownColumn {
            title: column.title.clone(),
            values: column
                .values
                .iter()
                .map(|value| (*value != RawValue::Blank).then(|| kinds::text::text(value)))
                .collect(),
        })
        .collect()
}

/// Does the level of the settings ask for this field at all?
pub fn is_asked(field: &Field, rules: &Rules) -> bool {
    field.level <= rules.level || (field.need == Need::Required && matches!(field.kind, Kind::TextId | Kind::Month))
}
