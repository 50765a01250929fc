//! Several files of one submission: only one of them counts.
//!
//! In this order, each with a finding that names the file that counts and why:
//!
//! 1. **The same bytes twice**: the first by path counts.
//! 2. **An annotated copy that came back** replaces the file whose fingerprint its stamp answers, whatever their dates.
//!    Of two copies that answer the same file the newer one counts.
//! 3. **The same values twice** in different files: the newer one counts.
//! 4. **A correction**: the newer of two files of one sender replaces the older one if it holds what that one held (below).
//!
//! **Two versions of which nobody knows which is newer** (a copy that a sync client made, `finance (1).csv` beside
//! `finance.csv`): they hold the same rows with other values, and only their names tell them apart. Neither counts; both are
//! named, until somebody takes one away.
//!
//! A replaced file and the one that counts have one sender. Which of two is newer: see [`newer::compare`]. A file that came twice (1, 3) is not read again; a file that is
//! replaced (2, 4) is set aside as a whole: its rows and money are counted as set aside, what was wrong in it need not be
//! fixed any more.
//!
//! **Of one sender** are two files of one expected submitter; or two of nobody expected whose stamps name one department,
//! or whose names differ only in what tells versions apart (`finance.xlsx`, `Finance_v2 (1).xlsx`). Files of two senders
//! never replace each other: an id that both use is a clash.
//!
//! **It holds what that one held** when every kind of sheet that the older file fills is filled in the newer one, and of
//! the older file's rows at least nine in ten are found in the newer one: initiatives by id or by name, Financials by
//! initiative and month. Of the ids that both have, at least half must have names alike; and where neither file lists
//! initiatives, at least half of the rows with money must be the same to the cent. So two parts of a department (other
//! initiatives, other months, other sheets) both count, and so does a short list that names a few initiatives again: where
//! it is not certain both are read, and ids used twice are reported.

use super::{about, newer, senders::Sender};
use crate::model::{
    dictionary::{SheetKind, folded},
    finding::{Code, Finding, Severity},
    identifier::identifier_key,
    money::Cents,
    period::Month,
    portfolio::{CheckedWorkbook, Fate, MONEY_FIELDS, Tally, TallyKey},
    stamp::StampKind,
    table::Table,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Decides which files count; the others keep no tables and no findings but the one that says so.
/// `senders` has one for each workbook; a file that is replaced and the one that counts get the same one.
pub(super) fn settle(workbooks: &mut [CheckedWorkbook], senders: &mut [Sender], findings: &mut Vec<Finding>) {
    pass_over_same_bytes(workbooks, senders, findings);
    let replaced = answered_files(workbooks);
    share_senders(workbooks, senders, &replaced);
    replace(workbooks, replaced, findings);
    pass_over_same_values(workbooks, senders, findings);
    let Corrected { replaced, undecided } = corrected_files(workbooks, senders);
    replace(workbooks, replaced, findings);
    undecided.into_iter().for_each(|pair| set_both_aside(workbooks, pair, findings));
}

/// Index of a file, of the newer one that replaces it, and why that one is the newer.
struct Replaced {
    older: usize,
    newer: usize,
    why: String,
}

fn pass_over_same_bytes(workbooks: &mut [CheckedWorkbook], senders: &mut [Sender], findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for place in 0..workbooks.len() {
        let fingerprint = workbooks[place].file.source.sha256.clone();
        if workbooks[place].file.counts() && !fingerprint.is_empty() {
            let earlier = *first.entry(fingerprint).or_insert(place);
            if earlier != place {
                pass_over(workbooks, senders, (place, earlier), "content", findings);
            }
        }
    }
}

fn pass_over_same_values(workbooks: &mut [CheckedWorkbook], senders: &mut [Sender], findings: &mut Vec<Finding>) {
    let mut newest: BTreeMap<String, usize> = BTreeMap::new();
    for place in 0..workbooks.len() {
        let Some(values) = workbooks[place].file.values_digest.clone() else { continue };
        // Where a sheet could not be read, nobody knows whether it is the same.
        if !workbooks[place].file.counts() || is_refused(&workbooks[place]) {
            continue;
        }
        let Some(other) = newest.insert(values.clone(), place) else { continue };
        let (older, newer) = older_and_newer(workbooks, other, place);
        newest.insert(values, newer);
        pass_over(workbooks, senders, (older, newer), "values", findings);
    }
}

fn is_refused(workbook: &CheckedWorkbook) -> bool {
    workbook.findings.iter().any(|finding| finding.severity == Severity::Refused)
}

fn older_and_newer(workbooks: &[CheckedWorkbook], one: usize, other: usize) -> (usize, usize) {
    let newer = newer::compare(&workbooks[one], &workbooks[other]);
    if newer.order.is_gt() { (other, one) } else { (one, other) }
}

/// A file that came twice is not counted at all.
fn pass_over(
    workbooks: &mut [CheckedWorkbook],
    senders: &mut [Sender],
    (place, counting): (usize, usize),
    same: &str,
    findings: &mut Vec<Finding>,
) {
    let other = workbooks[counting].file.source.path.clone();
    if matches!(senders[place], Sender::Named(_)) {
        senders[place] = senders[counting].clone();
    }
    let workbook = &mut workbooks[place];
    findings.push(about(
        workbook.file.source.path.clone(),
        Code::SameFileTwice,
        format!("The file has the same {same} as {other} and was not read again"),
        "Delete one of the two.".to_owned(),
    ));
    workbook.file.skipped_because = Some(format!("same {same} as {other}"));
    workbook.file.replaced_by = Some(other);
    workbook.file.sheets.clear();
    workbook.tables.clear();
    workbook.findings.clear();
    workbook.foreign.clear();
    workbook.tally = Tally::default();
    workbook.bill = None;
}

/// What came back is the sender's whose file it answers, whatever it is called now.
fn share_senders(workbooks: &[CheckedWorkbook], senders: &mut [Sender], replaced: &[Replaced]) {
    let is_original = |place: usize| answers(&workbooks[place]).is_empty();
    for pair in replaced.iter().filter(|pair| is_original(pair.older)) {
        if matches!(senders[pair.newer], Sender::Named(_)) {
            senders[pair.newer] = senders[pair.older].clone();
        }
    }
    for pair in replaced.iter().filter(|pair| !is_original(pair.older)) {
        if matches!(senders[pair.older], Sender::Named(_)) {
            senders[pair.older] = senders[pair.newer].clone();
        }
    }
}

/// Fingerprints of the files that an annotated copy answers; none for other files.
fn answers(workbook: &CheckedWorkbook) -> &[String] {
    match &workbook.file.properties.stamp {
        Some(stamp) if stamp.kind == StampKind::AnnotatedCopy => &stamp.answers,
        _ => &[],
    }
}

/// Files that an annotated copy answers, and older ones of several copies that answer one file.
fn answered_files(workbooks: &[CheckedWorkbook]) -> Vec<Replaced> {
    let answers = |place: usize| answers(&workbooks[place]);
    let is_of_use = |place: usize| workbooks[place].file.counts() && !workbooks[place].tables.is_empty();
    let copies: Vec<usize> =
        (0..workbooks.len()).filter(|place| !answers(*place).is_empty() && is_of_use(*place)).collect();
    let replaces = |copy: usize, older: usize| -> Option<String> {
        // A copy that cannot be read as a whole replaces nothing that can.
        if is_refused(&workbooks[copy]) && !is_refused(&workbooks[older]) {
            return None;
        }
        if answers(copy).contains(&workbooks[older].file.source.sha256) {
            return Some("it is the copy of this one in which things were fixed".to_owned());
        }
        let share = answers(older).iter().any(|fingerprint| answers(copy).contains(fingerprint));
        let newer = newer::compare(&workbooks[copy], &workbooks[older]);
        (share && newer.order.is_gt() && !newer.is_by_name)
            .then(|| format!("both are copies of one file, and {}", newer.why))
    };
    replaced_pairs(workbooks, &copies, replaces)
}

/// What is known of versions by what the files hold.
#[derive(Default)]
struct Corrected {
    replaced: Vec<Replaced>,
    undecided: Vec<Undecided>,
}

/// Two versions of one submission of which nobody knows which counts.
struct Undecided {
    one: usize,
    other: usize,
    /// Where they differ first.
    difference: String,
}

/// Older versions, by what the files hold.
fn corrected_files(workbooks: &[CheckedWorkbook], senders: &[Sender]) -> Corrected {
    let candidates: Vec<usize> = (0..workbooks.len())
        .filter(|place| {
            workbooks[*place].file.counts() && !is_refused(&workbooks[*place]) && !workbooks[*place].tables.is_empty()
        })
        .collect();
    let mut of_sender: BTreeMap<Sender, Vec<usize>> = BTreeMap::new();
    for place in &candidates {
        of_sender.entry(version_key(&workbooks[*place], &senders[*place])).or_default().push(*place);
    }
    let of_sender = with_copies_beside_originals(of_sender);
    let mut corrected = Corrected::default();
    for files in of_sender.values().filter(|files| files.len() > 1) {
        let held: BTreeMap<usize, Held> = files.iter().map(|place| (*place, Held::of(&workbooks[*place]))).collect();
        corrected.replaced.extend(replaced_pairs(workbooks, files, |newer, older| {
            let (newer_held, older_held) = (held.get(&newer)?, held.get(&older)?);
            let compared = newer::compare(&workbooks[newer], &workbooks[older]);
            (compared.order.is_gt() && !compared.is_by_name && newer_held.holds(older_held)).then_some(compared.why)
        }));
        let is_replaced = |place: &&usize| corrected.replaced.iter().any(|pair| pair.older == **place);
        let left: Vec<usize> = files.iter().filter(|place| !is_replaced(place)).copied().collect();
        corrected.undecided.extend(undecided_pairs(workbooks, &left, &held));
    }
    corrected
}

/// Programs put what tells a copy apart behind the name (`costs-LAPTOP-7K2J9Q`, `costs (Bo's conflicted copy)`), so files
/// whose names go on where another one's ends are compared with it. What they hold decides.
fn with_copies_beside_originals(of_sender: BTreeMap<Sender, Vec<usize>>) -> BTreeMap<Sender, Vec<usize>> {
    let names: Vec<String> = of_sender
        .keys()
        .filter_map(|sender| match sender {
            Sender::Named(name) => Some(name.clone()),
            Sender::Expected(_) => None,
        })
        .collect();
    let goes_on = |name: &str, begin: &str| name.strip_prefix(begin).is_some_and(|rest| rest.starts_with(' '));
    let original = |name: &String| names.iter().find(|begin| goes_on(name, begin)).unwrap_or(name).clone();
    let mut together: BTreeMap<Sender, Vec<usize>> = BTreeMap::new();
    for (sender, files) in of_sender {
        let sender = match sender {
            Sender::Named(name) => Sender::Named(original(&name)),
            expected => expected,
        };
        together.entry(sender).or_default().extend(files);
    }
    together.values_mut().for_each(|files| files.sort_unstable());
    together
}

/// Pairs that hold the same rows and that only their names tell apart.
fn undecided_pairs(workbooks: &[CheckedWorkbook], files: &[usize], held: &BTreeMap<usize, Held>) -> Vec<Undecided> {
    let mut pairs = Vec::new();
    for (place, &one) in files.iter().enumerate() {
        for &other in &files[place + 1..] {
            let (first, second) = (&held[&one], &held[&other]);
            let is_by_name = newer::compare(&workbooks[one], &workbooks[other]).is_by_name;
            if is_by_name && (first.holds(second) || second.holds(first)) {
                pairs.push(Undecided { one, other, difference: first.difference(second) });
            }
        }
    }
    pairs
}

/// Neither of two versions counts while nobody knows which is newer.
fn set_both_aside(workbooks: &mut [CheckedWorkbook], pair: Undecided, findings: &mut Vec<Finding>) {
    let Undecided { one, other, difference } = pair;
    for (place, beside) in [(one, other), (other, one)] {
        let beside = workbooks[beside].file.source.path.clone();
        let workbook = &mut workbooks[place];
        let problem = format!(
            "The file {beside} holds the same rows with other values{difference}, and nothing says which of the two is newer; \
             neither is counted"
        );
        let instead = "Take the old one out of the folder, or save the right one once more in Excel.".to_owned();
        let finding = about(workbook.file.source.path.clone(), Code::TwoVersions, problem, instead);
        findings.push(Finding { severity: Severity::Refused, ..finding });
        set_rows_aside(workbook);
    }
}

/// Rows of a file that does not count are set aside, and what was wrong in them need not be fixed any more.
fn set_rows_aside(workbook: &mut CheckedWorkbook) {
    for sheet in &mut workbook.file.sheets {
        sheet.rows_set_aside += std::mem::take(&mut sheet.rows_accepted);
    }
    workbook.tally = all_set_aside(&workbook.tally);
    workbook.tables.clear();
    workbook.findings.clear();
    workbook.foreign.clear();
}

/// Files with one key may be versions of each other.
fn version_key(workbook: &CheckedWorkbook, sender: &Sender) -> Sender {
    let department = workbook.file.properties.stamp.as_ref().and_then(|stamp| stamp.department.as_deref());
    match (sender, department) {
        (Sender::Named(_), Some(department)) => Sender::Named(format!("the department {}", folded(department))),
        _ => sender.clone(),
    }
}

/// Asks for each file whether one of `by` replaces it. Whatever the answers, some file of each circle stays: what was
/// replaced already replaces nothing.
fn replaced_pairs(
    workbooks: &[CheckedWorkbook],
    by: &[usize],
    replaces: impl Fn(usize, usize) -> Option<String>,
) -> Vec<Replaced> {
    let mut replaced: Vec<Replaced> = Vec::new();
    for older in (0..workbooks.len()).filter(|place| workbooks[*place].file.counts()) {
        let mut by = by.iter().filter(|newer| **newer != older && !replaced.iter().any(|pair| pair.older == **newer));
        if let Some((newer, why)) = by.find_map(|newer| Some((*newer, replaces(*newer, older)?))) {
            replaced.push(Replaced { older, newer, why });
        }
    }
    replaced
}

/// Sets the older files aside as a whole.
fn replace(workbooks: &mut [CheckedWorkbook], replaced: Vec<Replaced>, findings: &mut Vec<Finding>) {
    for Replaced { older, newer, why } in replaced {
        let newer_path = workbooks[newer].file.source.path.clone();
        let missing = Held::of(&workbooks[newer]).lacks(&Held::of(&workbooks[older]));
        let workbook = &mut workbooks[older];
        let rows: u32 = workbook.file.sheets.iter().map(|sheet| sheet.rows_accepted).sum();
        let mut problem = format!("This workbook is replaced by {newer_path}: {why}; its {rows} rows do not count");
        if !missing.is_empty() {
            problem.push_str(&format!(". Initiatives that stand only here: {}", missing.join(", ")));
        }
        let instead = format!("Nothing if that is right; else delete {newer_path} or give both other names.");
        findings.push(about(workbook.file.source.path.clone(), Code::Replaced, problem, instead));
        workbook.file.replaced_by = Some(newer_path);
        set_rows_aside(workbook);
    }
}

/// What was read, less what was rejected, is set aside.
fn all_set_aside(tally: &Tally) -> Tally {
    let mut sums: BTreeMap<TallyKey, Cents> = tally.iter().filter(|(key, _)| key.fate != Fate::SetAside).collect();
    for (key, cents) in tally.iter() {
        let apart = sums.entry(TallyKey { fate: Fate::SetAside, ..key });
        match key.fate {
            Fate::Read => *apart.or_default() += cents,
            Fate::Rejected | Fate::CountedOnce => *apart.or_default() += -cents,
            Fate::SetAside => {}
        }
    }
    Tally::from_sums(sums)
}

/// The amounts of a row of Financials.
type Amounts = [Option<Cents>; 6];

/// What a workbook holds, as far as versions are told by it.
#[derive(Default)]
struct Held {
    kinds: BTreeSet<SheetKind>,
    /// Key of the id, as typed, folded name.
    initiatives: BTreeMap<String, (Arc<str>, Option<String>)>,
    names: BTreeSet<String>,
    /// Initiatives and months of Financials, with the rows' amounts where there is money.
    months: BTreeMap<(String, Option<Month>), BTreeSet<Amounts>>,
}

/// Of rows of the older file, at least this many in ten must be in the newer one.
const ROWS_IN_TEN: usize = 9;

impl Held {
    fn of(workbook: &CheckedWorkbook) -> Held {
        let mut held = Held::default();
        for table in workbook.tables.iter().filter(|table| !table.is_empty()) {
            held.kinds.insert(table.kind);
            match table.kind {
                SheetKind::Initiatives => held.add_initiatives(table),
                SheetKind::Financials => held.add_months(table),
                SheetKind::Outcomes
                | SheetKind::Team
                | SheetKind::Decisions
                | SheetKind::ControlTotals
                | SheetKind::Rates
                | SheetKind::Usage => {}
            }
        }
        held
    }

    fn add_initiatives(&mut self, table: &Table) {
        for (id, name) in table.text("initiative_id").iter().zip(table.text("name")) {
            let Some(id) = id else { continue };
            let name = name.as_deref().map(folded).filter(|name| !name.is_empty());
            self.names.extend(name.clone());
            self.initiatives.insert(identifier_key(id), (id.clone(), name));
        }
    }

    fn add_months(&mut self, table: &Table) {
        let amounts: [&[Option<Cents>]; 6] = std::array::from_fn(|place| table.money(MONEY_FIELDS[place + 1].1));
        for (row, (id, month)) in table.text("initiative_id").iter().zip(table.month("month")).enumerate() {
            let Some(id) = id else { continue };
            let rows = self.months.entry((identifier_key(id), *month)).or_default();
            let all: Amounts = std::array::from_fn(|place| amounts[place][row]);
            if all.iter().flatten().any(|cents| *cents != Cents::ZERO) {
                rows.insert(all);
            }
        }
    }

    /// Is this surely another version of what the older file held?
    fn holds(&self, older: &Held) -> bool {
        let mostly = |found: usize, all: usize| found * 10 >= all * ROWS_IN_TEN;
        older.kinds.is_subset(&self.kinds)
            && mostly(older.initiatives.len() - self.lacks(older).len(), older.initiatives.len())
            && mostly(older.months.keys().filter(|key| self.months.contains_key(key)).count(), older.months.len())
            && if older.initiatives.is_empty() { self.has_money_of(older) } else { self.has_names_of(older) }
    }

    /// Ids of the older file whose initiatives stand here neither by id nor by name.
    fn lacks(&self, older: &Held) -> Vec<String> {
        let is_here = |key: &String, name: &Option<String>| {
            self.initiatives.contains_key(key) || name.as_ref().is_some_and(|name| self.names.contains(name))
        };
        let gone = older.initiatives.iter().filter(|(key, (_, name))| !is_here(key, name));
        gone.map(|(_, (id, _))| id.to_string()).collect()
    }

    /// `, first in the amounts of FIN-1 in 2026-10`; empty where the amounts are the same.
    fn difference(&self, other: &Held) -> String {
        let unlike = |(key, rows): &(&(String, Option<Month>), &BTreeSet<Amounts>)| {
            other.months.get(*key).is_some_and(|there| there != *rows)
        };
        match self.months.iter().find(unlike) {
            Some(((id, Some(month)), _)) => format!(", first in the amounts of {id} in {month}"),
            Some(((id, None), _)) => format!(", first in the amounts of {id}"),
            None => String::new(),
        }
    }

    /// Of the ids that both have, have at least half names alike?
    fn has_names_of(&self, older: &Held) -> bool {
        let both = older.initiatives.iter().filter_map(|(key, (_, name))| Some((name, &self.initiatives.get(key)?.1)));
        let alike: Vec<bool> =
            both.map(|(one, other)| super::initiatives::are_names_alike(one.as_deref(), other.as_deref())).collect();
        alike.iter().filter(|alike| **alike).count() * 2 >= alike.len()
    }

    /// Are at least half of the older file's rows with money here, to the cent?
    fn has_money_of(&self, older: &Held) -> bool {
        let rows: Vec<bool> = older
            .months
            .iter()
            .flat_map(|(key, rows)| {
                rows.iter().map(move |row| self.months.get(key).is_some_and(|here| here.contains(row)))
            })
            .collect();
        !rows.is_empty() && rows.iter().filter(|same| **same).count() * 2 >= rows.len()
    }
}
