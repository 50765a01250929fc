//! What only shows across workbooks: one portfolio out of many, every id resolved, every cent's fate known.

mod ai_act;
mod approvals;
mod billing;
mod changes;
mod columns_gone;
mod commentary;
mod conversion;
mod corrections;
mod currency;
mod decisions;
mod dependencies;
mod doubts;
mod initiatives;
mod kpi_units;
mod last_year;
mod ledger;
mod marks;
mod newer;
mod rates;
mod renames;
mod resolve;
mod second_currency;
mod senders;
mod sheet_versions;
mod submitters;

pub use senders::submitter_of;

use super::limit::limited;
use crate::model::{
    billing::{Bill, Billing},
    dictionary::SheetKind,
    earlier::Earlier,
    finding::{Address, Code, Finding, Severity, sentence},
    mapping::About,
    money::Cents,
    portfolio::{CENTRE, CheckedFile, CheckedWorkbook, Currencies, Fate, MONEY_FIELDS, Portfolio, Tally, TallyKey},
    question::{Guess, Question},
    rates::{ForeignColumn, LocalAmount, local_sums},
    rules::Rules,
    table::{Column, Table, Values},
};
use senders::Sender;
use std::{collections::BTreeMap, sync::Arc};

/// What should be known about a whole file, or about one that did not come.
fn about(file: Arc<str>, code: Code, problem: String, instead: String) -> Finding {
    Finding {
        address: Address { file, sheet: None, cell: None },
        severity: Severity::Noted,
        code,
        column: "".into(),
        found: String::new(),
        problem,
        instead,
        cents: None,
    }
}

/// Puts checked workbooks together, in order of their paths whatever the order they come in. `earlier` is the last
/// closed month, if there is one.
pub fn join(
    mut workbooks: Vec<CheckedWorkbook>,
    rules: &Rules,
    earlier: Option<&Earlier>,
) -> (Portfolio, Vec<Finding>) {
    workbooks.sort_by(|one, other| one.file.source.cmp(&other.file.source));
    let mut findings = Vec::new();
    let mut senders: Vec<Sender> = workbooks.iter().map(|workbook| senders::sender(workbook, rules)).collect();
    corrections::settle(&mut workbooks, &mut senders, &mut findings);
    let mut joined = Joined::of(workbooks, rules, &mut findings);
    joined.settle_sheet_versions(&mut findings);
    let ids = joined.unique_initiatives(&mut findings);
    joined.add_bills(&ids, &mut findings);
    joined.settle_currencies(&ids, &mut findings);
    let mut financials_initiative = joined.resolve(SheetKind::Financials, &ids, &mut findings);
    joined.settle_bills(&mut financials_initiative, &mut findings);
    let outcomes_initiative = joined.resolve(SheetKind::Outcomes, &ids, &mut findings);
    joined.settle_units_of_kpis(&mut findings);
    let team_initiative = joined.resolve(SheetKind::Team, &ids, &mut findings);
    let usage_initiative = joined.resolve(SheetKind::Usage, &ids, &mut findings);
    let decisions_initiative = joined.resolve(SheetKind::Decisions, &ids, &mut findings);
    joined.settle_decisions(&decisions_initiative, &mut findings);
    joined.check_approvals(&decisions_initiative, &team_initiative, &mut findings);
    let ledger = joined.compare_with_ledger(&ids, &financials_initiative, &mut findings);
    joined.note_doubts(&financials_initiative, &mut findings);
    joined.ask_for_comments(&financials_initiative, &mut findings);
    joined.note_dependencies(&ids, &mut findings);
    let register = joined.register(&mut findings);
    joined.ask_about_names(earlier);
    joined.note_unchanged(earlier, &mut findings);
    joined.note_columns_gone(&senders, earlier, &mut findings);
    let submitters = joined.submitters(&senders, earlier, &mut findings);
    for finding in &mut findings {
        finding.problem = sentence(&finding.problem);
        finding.instead = sentence(&finding.instead);
    }
    findings.sort();
    let mut findings = limited(findings, rules.max_findings);
    findings.sort();
    let department_tally = joined.department_tally(&financials_initiative);
    let [initiatives, financials, outcomes, team, decisions, control_totals, rates, usage] = joined.tables;
    let portfolio = Portfolio {
        files: joined.files,
        initiatives,
        financials,
        financials_initiative,
        outcomes,
        outcomes_initiative,
        team,
        team_initiative,
        tally: Tally::from_sums(joined.sums),
        submitters,
        department_tally,
        decisions,
        control_totals,
        rates,
        usage,
        usage_initiative,
        currencies: joined.currencies,
        billing: joined.billing,
        ledger,
        register,
        questions: joined.questions,
    };
    (portfolio, findings)
}

/// What is asked, in the order in which it came up.
#[derive(Default)]
struct Asked {
    questions: Vec<Question>,
    /// Where the question of a sender stands among them.
    places: BTreeMap<(String, About), usize>,
}

impl Asked {
    /// The same question of one sender in several sheets and files is one.
    fn add(&mut self, question: Question) {
        let next = self.questions.len();
        let place = *self.places.entry((question.sender.clone(), question.about.key())).or_insert(next);
        let Some(asked) = self.questions.get_mut(place) else { return self.questions.push(question) };
        asked.times += question.times;
        asked.is_weighty |= question.is_weighty;
        asked.cents = Cents::known_sum(asked.cents, question.cents);
        let is_surer = |guess: &Guess| asked.guess.as_ref().is_none_or(|known| guess.sureness < known.sureness);
        if question.guess.as_ref().is_some_and(is_surer) {
            asked.guess = question.guess;
        }
    }
}

/// The tables of all workbooks, one behind the other, while rows are still set aside.
struct Joined<'a> {
    rules: &'a Rules,
    files: Vec<CheckedFile>,
    /// In the order of [`SheetKind::EVERY`].
    tables: [Table; 8],
    questions: Vec<Question>,
    sums: BTreeMap<TallyKey, Cents>,
    /// Where amounts in other currencies stand, with the index of the file; amounts name it by its place.
    foreign: Vec<(u32, ForeignColumn)>,
    /// What becomes of them.
    currencies: Currencies,
    /// It is known which amounts have a rate.
    are_rates_settled: bool,
    /// Bills, with the index of their file.
    bills: Vec<(u32, Bill)>,
    /// What becomes of them.
    billing: Billing,
}

impl<'a> Joined<'a> {
    fn of(workbooks: Vec<CheckedWorkbook>, rules: &'a Rules, findings: &mut Vec<Finding>) -> Self {
        let mut tables = SheetKind::EVERY.map(|kind| empty_table(kind, rules));
        for table in &mut tables {
            let kind = table.kind;
            let of_kind = || workbooks.iter().flat_map(|one| &one.tables).filter(move |one| one.kind == kind);
            table.reserve(of_kind().map(Table::len).sum(), of_kind().map(|one| one.local.len()).sum());
        }
        let mut files = Vec::with_capacity(workbooks.len());
        let mut asked = Asked::default();
        let mut sums = BTreeMap::new();
        let mut foreign: Vec<(u32, ForeignColumn)> = Vec::new();
        let mut currencies = Currencies::default();
        let mut bills = Vec::new();
        for (index, workbook) in workbooks.into_iter().enumerate() {
            let file = index as u32;
            files.push(workbook.file);
            findings.extend(workbook.findings);
            // What a newer file replaces is not asked about.
            let is_replaced = files.last().is_some_and(|file: &CheckedFile| file.replaced_by.is_some());
            workbook.questions.into_iter().filter(|_| !is_replaced).for_each(|question| asked.add(question));
            for (key, cents) in workbook.tally.iter() {
                *sums.entry(TallyKey { file, ..key }).or_default() += cents;
            }
            for mut table in workbook.tables {
                for origin in &mut table.origins {
                    origin.file = file;
                }
                for amount in &mut table.local {
                    amount
                        .rate
                        .iter_mut()
                        .chain(&mut amount.plan_rate)
                        .for_each(|place| *place += currencies.used.len() as u32);
                    amount.said = amount.said.moved(foreign.len() as u32);
                }
                for (first, sum) in local_sums(&table.local) {
                    let key = (first.currency.clone(), file, first.field.clone());
                    currencies.sums.entry(key).or_default().read += sum;
                }
                tables[place_of(table.kind)].append(table);
            }
            bills.extend(workbook.bill.map(|bill| (file, bill)));
            foreign.extend(workbook.foreign.into_iter().map(|column| (file, column)));
            currencies.used.extend(workbook.rates);
        }
        Joined {
            rules,
            files,
            tables,
            questions: asked.questions,
            sums,
            foreign,
            currencies,
            are_rates_settled: false,
            bills,
            billing: Billing::default(),
        }
    }

    fn table(&self, kind: SheetKind) -> &Table {
        &self.tables[place_of(kind)]
    }

    fn table_mut(&mut self, kind: SheetKind) -> &mut Table {
        &mut self.tables[place_of(kind)]
    }

    /// Rows that hang on one cell of a field, together: the months of an initiative on its id where months go across.
    fn by_cell(&self, kind: SheetKind, key: &str, rows: impl IntoIterator<Item = usize>) -> Vec<Vec<usize>> {
        let origins = &self.table(kind).origins;
        let mut rows_of = BTreeMap::new();
        for row in rows {
            let origin = origins[row];
            let cell = self.files[origin.file as usize].sheets[origin.sheet as usize].place(key, &origin);
            rows_of.entry((origin.file, origin.sheet, cell)).or_insert_with(Vec::new).push(row);
        }
        rows_of.into_values().collect()
    }

    /// Does the sheet that a row stands on have a field's column?
    fn has_column(&self, kind: SheetKind, key: &str, row: usize) -> bool {
        let origin = self.table(kind).origins[row];
        let sheet = &self.files[origin.file as usize].sheets[origin.sheet as usize];
        sheet.columns.iter().any(|(found, _)| &**found == key)
    }

    /// A finding about the cell of a field. The column's position was left behind, so the row's first cell is named
    /// where the sheet lacks the column.
    fn finding(&self, severity: Severity, code: Code, kind: SheetKind, key: &str, row: usize) -> Finding {
        let origin = self.table(kind).origins[row];
        let file = &self.files[origin.file as usize];
        let sheet = &file.sheets[origin.sheet as usize];
        let field = self.rules.dictionary.field(kind, key);
        Finding {
            address: Address {
                file: file.source.path.clone(),
                sheet: file.has_sheets().then(|| sheet.name.clone()),
                cell: Some(sheet.place(key, &origin)),
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

    /// Takes rows out and keeps count of them and their money.
    fn set_aside(&mut self, kind: SheetKind, keep: &[bool]) {
        self.leave_out(kind, keep, Fate::SetAside);
    }

    /// The same, with what becomes of their money.
    fn leave_out(&mut self, kind: SheetKind, keep: &[bool], fate: Fate) {
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
                    let key = TallyKey { fate, field: field as u8, file: origin.file, month };
                    *self.sums.entry(key).or_default() += cents;
                }
            }
        }
        // Without a rate they stand apart already, once rates are settled.
        let is_counted = |amount: &&LocalAmount| !self.are_rates_settled || amount.rate.is_some();
        for amount in table.local.iter().filter(|amount| !keep[amount.row as usize]).filter(is_counted) {
            let file = table.origins[amount.row as usize].file;
            let key = (amount.currency.clone(), file, amount.field.clone());
            self.currencies.sums.entry(key).or_default().apart += amount.cents;
        }
        self.tables[place_of(kind)].keep(keep);
    }

    /// Money of accepted rows by department, cell by cell; the centre's own stands under its id.
    fn department_tally(&self, financials_initiative: &[Option<u32>]) -> BTreeMap<(Arc<str>, u8), Cents> {
        let mut sums: BTreeMap<(Arc<str>, u8), Cents> = BTreeMap::new();
        let departments = self.table(SheetKind::Initiatives).text("department");
        for (field, (kind, key)) in MONEY_FIELDS.iter().enumerate() {
            // By initiative first, the centre at the end: there are many more amounts than initiatives.
            let mut owners: Vec<Option<Cents>> = vec![None; departments.len() + 1];
            for (row, cents) in self.table(*kind).money(key).iter().enumerate() {
                let Some(cents) = cents else { continue };
                let initiative = match kind {
                    SheetKind::Initiatives => Some(row as u32),
                    _ => financials_initiative[row],
                };
                let owner = initiative.map_or(departments.len(), |initiative| initiative as usize);
                *owners[owner].get_or_insert(Cents::ZERO) += *cents;
            }
            for (owner, cents) in owners.into_iter().enumerate() {
                let Some(cents) = cents else { continue };
                let department = match departments.get(owner) {
                    Some(department) => department.clone().unwrap_or_default(),
                    None => CENTRE.into(),
                };
                *sums.entry((department, field as u8)).or_default() += cents;
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
        SheetKind::Decisions => 4,
        SheetKind::ControlTotals => 5,
        SheetKind::Rates => 6,
        SheetKind::Usage => 7,
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
    Table { kind, columns, unknown: Vec::new(), local: Vec::new(), origins: Vec::new() }
}

#[cfg(test)]
mod tests;
