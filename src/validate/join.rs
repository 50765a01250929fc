//! What only shows across workbooks: one portfolio out of many, every id resolved, every cent's fate known.

use super::{kinds::text::identifier_key, sheet::not_counted};
use crate::model::{
    dictionary::SheetKind,
    finding::{Address, Code, Finding, Severity, sentence},
    money::Cents,
    portfolio::{CENTRE, CheckedFile, CheckedWorkbook, Fate, MONEY_FIELDS, Portfolio, Tally, TallyKey},
    rules::Rules,
    table::{Column, Table, Values},
    workbook::{CellPlace, Format},
};
use rustc_hash::FxHashMap;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Puts checked workbooks together, in order of their paths whatever the order they come in.
pub fn join(mut workbooks: Vec<CheckedWorkbook>, rules: &Rules) -> (Portfolio, Vec<Finding>) {
    workbooks.sort_by(|one, other| one.file.source.cmp(&other.file.source));
    let mut findings = Vec::new();
    pass_over_copies(&mut workbooks, &mut findings);
    let mut joined = Joined::of(workbooks, rules, &mut findings);
    let ids = joined.unique_initiatives(&mut findings);
    joined.forget_other_currencies(&ids, &mut findings);
    let financials_initiative = joined.resolve(SheetKind::Financials, &ids, &mut findings);
    let outcomes_initiative = joined.resolve(SheetKind::Outcomes, &ids, &mut findings);
    joined.resolve(SheetKind::Team, &ids, &mut findings);
    joined.note_doubts(&ids, &financials_initiative, &mut findings);
    for finding in &mut findings {
        finding.problem = sentence(&finding.problem);
        finding.instead = sentence(&finding.instead);
    }
    findings.sort();
    let department_tally = joined.department_tally(&financials_initiative);
    let [initiatives, financials, outcomes, team] = joined.tables;
    let portfolio = Portfolio {
        files: joined.files,
        initiatives,
        financials,
        financials_initiative,
        outcomes,
        outcomes_initiative,
        team,
        tally: Tally::from_sums(joined.sums),
        department_tally,
    };
    (portfolio, findings)
}

/// The same bytes twice are read once.
fn pass_over_copies(workbooks: &mut [CheckedWorkbook], findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<String, Arc<str>> = BTreeMap::new();
    for workbook in workbooks {
        if workbook.file.skipped_because.is_some() {
            continue;
        }
        let path = workbook.file.source.path.clone();
        let Some(first) = seen.get(&workbook.file.source.sha256) else {
            seen.insert(workbook.file.source.sha256.clone(), path);
            continue;
        };
        findings.push(Finding {
            address: Address { file: path, sheet: None, cell: None },
            severity: Severity::Noted,
            code: Code::SameFileTwice,
            column: "".into(),
            found: String::new(),
            problem: format!("The file has the same content as {first} and was not read again"),
            instead: "Delete one of the two.".to_owned(),
            cents: None,
        });
        workbook.file.skipped_because = Some(format!("same content as {first}"));
        workbook.file.sheets.clear();
        workbook.tables.clear();
        workbook.findings.clear();
        workbook.tally = Tally::default();
    }
}

/// The tables of all workbooks, one behind the other, while rows are still set aside.
pub(super) struct Joined<'a> {
    pub(super) rules: &'a Rules,
    pub(super) files: Vec<CheckedFile>,
    /// In the order of [`SheetKind::ALL`].
    tables: [Table; 4],
    sums: BTreeMap<TallyKey, Cents>,
}

/// Which initiative's row an id means, and in which files an id was set aside.
pub(super) struct Ids {
    pub(super) row_of: FxHashMap<String, u32>,
    set_aside_in: BTreeSet<(String, u32)>,
}

/// What an id was found to mean: rows of one initiative follow each other and share one stored id.
struct Resolved {
    id: *const u8,
    file: u32,
    /// The initiative's row, nothing for the centre itself, or why the row has to go.
    found: Result<Option<u32>, Code>,
}

impl<'a> Joined<'a> {
    fn of(workbooks: Vec<CheckedWorkbook>, rules: &'a Rules, findings: &mut Vec<Finding>) -> Self {
        let mut tables = SheetKind::ALL.map(|kind| empty_table(kind, rules));
        let mut files = Vec::with_capacity(workbooks.len());
        let mut sums = BTreeMap::new();
        for (index, workbook) in workbooks.into_iter().enumerate() {
            let file = index as u32;
            files.push(workbook.file);
            findings.extend(workbook.findings);
            for (key, cents) in workbook.tally.iter() {
                *sums.entry(TallyKey { file, ..key }).or_default() += cents;
            }
            for mut table in workbook.tables {
                for origin in &mut table.origins {
                    origin.file = file;
                }
                tables[place_of(table.kind)].append(table);
            }
        }
        Joined { rules, files, tables, sums }
    }

    pub(super) fn table(&self, kind: SheetKind) -> &Table {
        &self.tables[place_of(kind)]
    }

    /// A finding about the cell of a field. The column's position was left behind, so the row's first cell is named
    /// where the sheet lacks the column.
    pub(super) fn finding(&self, severity: Severity, code: Code, kind: SheetKind, key: &str, row: usize) -> Finding {
        let origin = self.table(kind).origins[row];
        let file = &self.files[origin.file as usize];
        let sheet = &file.sheets[origin.sheet as usize];
        let column = sheet.columns.iter().find(|(field, _)| &**field == key).map_or(0, |(_, position)| *position);
        let field = self.rules.dictionary.field(kind, key);
        Finding {
            address: Address {
                file: file.source.path.clone(),
                sheet: (file.format != Format::Csv).then(|| sheet.name.clone()),
                cell: Some(CellPlace { row: origin.row, column }),
            },
            severity,
            code,
            column: field.map_or("", |field| field.title.as_str()).into(),
            found: String::new(),
            problem: String::new(),
            instead: String::new(),
            cents: None,
        }
    }

    /// Keeps the first row of each id; later ones are set aside.
    fn unique_initiatives(&mut self, findings: &mut Vec<Finding>) -> Ids {
        let table = self.table(SheetKind::Initiatives);
        let mut first: BTreeMap<String, usize> = BTreeMap::new();
        let mut keep = vec![true; table.len()];
        let mut set_aside_in = BTreeSet::new();
        for (row, id) in table.text("initiative_id").iter().enumerate() {
            let Some(id) = id else { continue };
            let key = identifier_key(id);
            if key == CENTRE {
                findings.push(self.centre_among_initiatives(row));
                keep[row] = false;
                continue;
            }
            let Some(earlier) = first.get(&key) else {
                first.insert(key, row);
                continue;
            };
            let (here, there) = (table.origins[row], table.origins[*earlier]);
            let code = if here.file == there.file { Code::DuplicateId } else { Code::IdInTwoFiles };
            let earlier_row = self.finding(Severity::Noted, code, SheetKind::Initiatives, "initiative_id", *earlier);
            let mut finding = self.finding(Severity::SetAside, code, SheetKind::Initiatives, "initiative_id", row);
            finding.found = id.to_string();
            finding.problem = format!("The id {id} is used already in {}", earlier_row.address);
            finding.instead =
                "Type an id of its own if this is another initiative; delete the row if it is the same.".to_owned();
            finding.cents = table.money("budget_requested")[row];
            findings.push(finding);
            keep[row] = false;
            if here.file != there.file {
                set_aside_in.insert((key, here.file));
            }
        }
        self.set_aside(SheetKind::Initiatives, &keep);
        let table = self.table(SheetKind::Initiatives);
        let row_of = table
            .text("initiative_id")
            .iter()
            .enumerate()
            .filter_map(|(row, id)| id.as_ref().map(|id| (identifier_key(id), row as u32)))
            .collect();
        Ids { row_of, set_aside_in }
    }

    fn centre_among_initiatives(&self, row: usize) -> Finding {
        let (kind, code) = (SheetKind::Initiatives, Code::CentreIsNoInitiative);
        let mut finding = self.finding(Severity::SetAside, code, kind, "initiative_id", row);
        finding.found = CENTRE.to_owned();
        finding.problem = format!("{CENTRE} is the AI centre itself, not an initiative");
        finding.instead = format!(
            "Type an id of its own; {CENTRE} may stand on Financials and Team only, for the centre's costs and people."
        );
        finding.cents = self.table(kind).money("budget_requested")[row];
        finding
    }

    /// Amounts in a currency that is not the report's cannot be added to it.
    fn forget_other_currencies(&mut self, ids: &Ids, findings: &mut Vec<Finding>) {
        let table = self.table(SheetKind::Initiatives);
        let ours = &self.rules.currency;
        let others: Vec<(usize, Arc<str>)> = table
            .text("currency")
            .iter()
            .enumerate()
            .filter_map(|(row, code)| {
                code.clone().filter(|code| !code.eq_ignore_ascii_case(ours)).map(|code| (row, code))
            })
            .collect();
        if others.is_empty() {
            return;
        }
        let mut foreign = BTreeSet::new();
        for (row, code) in others {
            let mut finding =
                self.finding(Severity::Rejected, Code::UnknownCurrency, SheetKind::Initiatives, "currency", row);
            finding.found = code.to_string();
            finding.problem = format!("The amounts are in {code}, but the report counts {ours}; they are not counted");
            finding.instead = format!("Type all amounts of this initiative in {ours}.");
            finding.cents = self.table(SheetKind::Initiatives).money("budget_requested")[row];
            if let Some(cents) = finding.cents {
                let file = self.table(SheetKind::Initiatives).origins[row].file;
                *self.sums.entry(TallyKey { fate: Fate::Rejected, field: 0, file, month: None }).or_default() += cents;
            }
            findings.push(finding);
            if let Some(budget) = self.tables[0].values_mut("budget_requested") {
                budget.forget(row);
            }
            foreign.insert(row as u32);
        }
        let financials = self.table(SheetKind::Financials);
        let mut keep = vec![true; financials.len()];
        for (row, id) in financials.text("initiative_id").iter().enumerate() {
            let initiative = id.as_ref().and_then(|id| ids.row_of.get(&identifier_key(id)));
            if initiative.is_some_and(|initiative| foreign.contains(initiative)) {
                keep[row] = false;
                let mut finding = self.finding(
                    Severity::SetAside,
                    Code::UnknownCurrency,
                    SheetKind::Financials,
                    "initiative_id",
                    row,
                );
                finding.found = id.as_deref().unwrap_or_default().to_owned();
                finding.problem = "The initiative's currency is not the report's".to_owned();
                finding.problem.push_str(&not_counted(financials, row, self.rules));
                finding.instead = format!("Type the amounts in {ours} and the currency of the initiative too.");
                findings.push(finding);
            }
        }
        self.set_aside(SheetKind::Financials, &keep);
    }

    /// Finds the initiative of each row; rows of unknown ids, and of initiatives set aside in their own file, go too.
    fn resolve(&mut self, kind: SheetKind, ids: &Ids, findings: &mut Vec<Finding>) -> Vec<Option<u32>> {
        let table = self.table(kind);
        let centre_counts = matches!(kind, SheetKind::Financials | SheetKind::Team);
        let mut keep = vec![true; table.len()];
        let mut rows = Vec::with_capacity(table.len());
        let mut last: Option<Resolved> = None;
        // Comparing letters with every id is slow, and after so many slips no suggestion helps.
        const MOST_SUGGESTIONS: usize = 100;
        let mut nearest: BTreeMap<Arc<str>, Option<Arc<str>>> = BTreeMap::new();
        for (row, id) in table.text("initiative_id").iter().enumerate() {
            let Some(id) = id else { continue };
            let file = table.origins[row].file;
            let found = match last {
                Some(last) if last.id == id.as_ptr() && last.file == file => last.found,
                _ => {
                    let key = identifier_key(id);
                    let in_own_file =
                        |row: &u32| self.table(SheetKind::Initiatives).origins[*row as usize].file == file;
                    match ids.row_of.get(&key) {
                        _ if centre_counts && key == CENTRE => Ok(None),
                        Some(row) if in_own_file(row) || !ids.set_aside_in.contains(&(key, file)) => Ok(Some(*row)),
                        Some(_) => Err(Code::InitiativeSetAside),
                        None => Err(Code::UnknownInitiative),
                    }
                }
            };
            last = Some(Resolved { id: id.as_ptr(), file, found });
            match found {
                Ok(initiative) => rows.push(initiative),
                Err(code) => {
                    keep[row] = false;
                    if code == Code::UnknownInitiative && nearest.len() < MOST_SUGGESTIONS && !nearest.contains_key(id)
                    {
                        nearest.insert(id.clone(), self.nearest_id(id));
                    }
                    let near = nearest.get(id).cloned().flatten();
                    findings.push(self.unresolved(kind, code, row, id, near));
                }
            }
        }
        self.set_aside(kind, &keep);
        rows
    }

    fn unresolved(&self, kind: SheetKind, code: Code, row: usize, id: &str, near: Option<Arc<str>>) -> Finding {
        let mut finding = self.finding(Severity::SetAside, code, kind, "initiative_id", row);
        finding.found = id.to_owned();
        if code == Code::UnknownInitiative {
            finding.problem = format!("No initiative has the id {id}");
            finding.instead = match near {
                Some(near) => format!("Type {near} if that is meant, or add {id} to the sheet Initiatives."),
                None => format!("Type an id of the sheet Initiatives, or add {id} there."),
            };
        } else {
            finding.problem = format!("The initiative {id} of this workbook was set aside");
            finding.instead = "Mend the id on the sheet Initiatives first.".to_owned();
        }
        finding.problem.push_str(&not_counted(self.table(kind), row, self.rules));
        finding
    }

    fn nearest_id(&self, id: &str) -> Option<Arc<str>> {
        let key = identifier_key(id);
        self.table(SheetKind::Initiatives)
            .text("initiative_id")
            .iter()
            .flatten()
            .map(|other| (strsim::damerau_levenshtein(&key, &identifier_key(other)), other))
            .filter(|(distance, _)| *distance <= 2)
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, other)| other.clone())
    }

    /// Takes rows out and keeps count of them and their money.
    fn set_aside(&mut self, kind: SheetKind, keep: &[bool]) {
        if keep.iter().all(|keep| *keep) {
            return;
        }
        let table = &self.tables[place_of(kind)];
        let months = (kind == SheetKind::Financials).then(|| table.month("month"));
        for (row, _) in keep.iter().enumerate().filter(|(_, keep)| !**keep) {
            let origin = table.origins[row];
            let sheet = &mut self.files[origin.file as usize].sheets[origin.sheet as usize];
            sheet.rows_accepted -= 1;
            sheet.rows_set_aside += 1;
            for (field, (of, key)) in MONEY_FIELDS.iter().enumerate() {
                if *of != kind {
                    continue;
                }
                if let Some(cents) = table.money(key)[row] {
                    let month = months.and_then(|months| months[row]);
                    let key = TallyKey { fate: Fate::SetAside, field: field as u8, file: origin.file, month };
                    *self.sums.entry(key).or_default() += cents;
                }
            }
        }
        self.tables[place_of(kind)].keep(keep);
    }

    /// Money of accepted rows by department, cell by cell; the centre's own stands under its id.
    fn department_tally(&self, financials_initiative: &[Option<u32>]) -> BTreeMap<(Arc<str>, u8), Cents> {
        let mut sums: BTreeMap<(Arc<str>, u8), Cents> = BTreeMap::new();
        let initiatives = self.table(SheetKind::Initiatives);
        let departments = initiatives.text("department");
        let centre: Arc<str> = CENTRE.into();
        let nobody: Arc<str> = "".into();
        for (field, (kind, key)) in MONEY_FIELDS.iter().enumerate() {
            for (row, cents) in self.table(*kind).money(key).iter().enumerate() {
                let Some(cents) = cents else { continue };
                let initiative = match kind {
                    SheetKind::Initiatives => Some(row as u32),
                    _ => financials_initiative[row],
                };
                let department = match initiative {
                    Some(initiative) => departments[initiative as usize].clone().unwrap_or_else(|| nobody.clone()),
                    None => centre.clone(),
                };
                *sums.entry((department, field as u8)).or_default() += *cents;
            }
        }
        sums
    }
}

fn place_of(kind: SheetKind) -> usize {
    match kind {
        SheetKind::Initiatives => 0,
        SheetKind::Financials => 1,
        SheetKind::Outcomes => 2,
        SheetKind::Team => 3,
    }
}

/// A table with every column of the dictionary and no rows.
fn empty_table(kind: SheetKind, rules: &Rules) -> Table {
    use crate::model::dictionary::Kind;
    let columns = rules
        .dictionary
        .sheet(kind)
        .fields
        .iter()
        .map(|field| Column {
            key: field.key.as_str().into(),
            values: match field.kind {
                Kind::Text | Kind::TextId | Kind::Choice | Kind::Email => Values::Text(Vec::new()),
                Kind::ChoiceList | Kind::IdList => Values::List(Vec::new()),
                Kind::Date => Values::Date(Vec::new()),
                Kind::Month => Values::Month(Vec::new()),
                Kind::Money => Values::Money(Vec::new()),
                Kind::Number | Kind::Integer | Kind::Percent => Values::Number(Vec::new()),
                Kind::YesNo => Values::YesNo(Vec::new()),
            },
        })
        .collect();
    Table { kind, columns, unknown: Vec::new(), origins: Vec::new() }
}
