//! Checked workbooks as files, one each: the cache of unchanged files, and what a shard hands on.
//!
//! A file says in its head by which program, settings and fonts it was checked, and its fingerprint; one that was cut,
//! changed or made otherwise is as if it were not there.

use crate::model::fingerprint::hex;
use crate::{
    disk,
    model::{portfolio::CheckedWorkbook, workbook::SourceFile},
};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    sync::Mutex,
};

/// Version of the files; a change of anything inside a checked workbook makes a new one.
const FORMAT: &[u8] = b"coe-report checked 5\n";

/// The ending of the files' names.
const ENDING: &str = "checked";

/// Bytes of a fingerprint.
const DIGEST: usize = 32;

/// A folder of checked workbooks that were all checked in the same way.
#[derive(Debug)]
pub struct CheckedFolder {
    folder: PathBuf,
    /// Fingerprint of everything that a check depends on but the file itself.
    rules: [u8; DIGEST],
    /// Names of the files that were used or written.
    used: Mutex<BTreeSet<String>>,
}

/// Why a folder of checked workbooks cannot be used.
#[derive(Debug)]
pub enum FolderError {
    /// It cannot be read.
    Unreadable(io::Error),
    /// A file in it was cut or changed: its name.
    Damaged(String),
    /// A file in it was checked by another program, with other settings or fonts: its name.
    OtherRules(String),
}

impl CheckedFolder {
    /// The folder, which need not be there yet. `rules` is everything a check depends on but the file itself.
    pub fn new(folder: &Path, rules: &str) -> Self {
        CheckedFolder { folder: folder.to_owned(), rules: digest(&[rules.as_bytes()]), used: Mutex::default() }
    }

    /// What was kept of this very file; none where nothing is kept, or nothing that can be used.
    pub fn get(&self, source: &SourceFile) -> Option<CheckedWorkbook> {
        let name = self.name(source);
        let bytes = fs::read(self.folder.join(&name)).ok()?;
        let workbook = decode(&bytes, &self.rules).ok()?;
        (workbook.file.source == *source).then(|| {
            self.note(name);
            workbook
        })
    }

    /// Keeps a workbook, whole or not at all.
    pub fn put(&self, workbook: &CheckedWorkbook) -> io::Result<()> {
        let name = self.name(&workbook.file.source);
        fs::create_dir_all(&self.folder)?;
        let path = self.folder.join(&name);
        // Not forced to the disk: what a power cut leaves half-written is told by its fingerprint.
        let beside = path.with_extension(format!("{}.new", std::process::id()));
        io::Write::write_all(&mut disk::create(&beside)?, &encode(workbook, &self.rules).map_err(io::Error::other)?)?;
        disk::rename(&beside, &path)?;
        self.note(name);
        Ok(())
    }

    /// Deletes what was neither used nor written.
    pub fn delete_others(&self) {
        let used = self.used.lock().map(|used| used.clone()).unwrap_or_default();
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_ours = name.ends_with(".checked") || name.ends_with(".new");
            if is_ours && !used.contains(&name) {
                // What cannot be deleted now is tried again next time.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Every workbook of the folder, in order of path.
    pub fn all(&self) -> Result<Vec<CheckedWorkbook>, FolderError> {
        let mut workbooks = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(FolderError::Unreadable)? {
            let path = entry.map_err(FolderError::Unreadable)?.path();
            if path.extension().is_some_and(|ending| ending == ENDING) {
                let bytes = fs::read(&path).map_err(FolderError::Unreadable)?;
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                workbooks.push(decode(&bytes, &self.rules).map_err(|why| match why {
                    Unusable::Damaged => FolderError::Damaged(name),
                    Unusable::OtherRules => FolderError::OtherRules(name),
                })?);
            }
        }
        workbooks.sort_by(|one, other| one.file.source.path.cmp(&other.file.source.path));
        Ok(workbooks)
    }

    /// A file's name follows from what was checked and how.
    fn name(&self, source: &SourceFile) -> String {
        let about = digest(&[source.path.as_bytes(), b"\0", source.sha256.as_bytes(), &self.rules]);
        let name = hex(&about[..16]);
        format!("{name}.{ENDING}")
    }

    fn note(&self, name: String) {
        if let Ok(mut used) = self.used.lock() {
            used.insert(name);
        }
    }
}

#[derive(Debug, PartialEq)]
enum Unusable {
    Damaged,
    OtherRules,
}

/// Mark, fingerprint of the rules, fingerprint of the rest, the workbook.
fn encode(workbook: &CheckedWorkbook, rules: &[u8; DIGEST]) -> Result<Vec<u8>, postcard::Error> {
    let content = postcard::to_allocvec(workbook)?;
    Ok([FORMAT, rules, &digest(&[&content]), &content].concat())
}

fn decode(bytes: &[u8], rules: &[u8; DIGEST]) -> Result<CheckedWorkbook, Unusable> {
    let rest = bytes.strip_prefix(FORMAT).ok_or(Unusable::Damaged)?;
    let (by, rest) = rest.split_at_checked(DIGEST).ok_or(Unusable::Damaged)?;
    let (said, content) = rest.split_at_checked(DIGEST).ok_or(Unusable::Damaged)?;
    if by != rules {
        return Err(Unusable::OtherRules);
    }
    if said != digest(&[content]) {
        return Err(Unusable::Damaged);
    }
    postcard::from_bytes(content).map_err(|_| Unusable::Damaged)
}

fn digest(parts: &[&[u8]]) -> [u8; DIGEST] {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        billing::{Bill, BillColumns, BillEntry, BillVolume, Named, RowSum, UnnamedCost},
        dictionary::SheetKind,
        exact::Exact,
        finding::{Address, Code, Finding, Severity},
        money::Cents,
        period::Month,
        portfolio::{CheckedFile, CheckedSheet, Fate, Tally, TallyKey},
        quality::Quality,
        rates::{CurrencySaid, ForeignColumn, LocalAmount, SaidBy},
        stamp::Properties,
        table::{Column, Origin, Table, UnknownColumn, Values},
        workbook::{CellPlace, Format},
    };
    use std::{collections::BTreeMap, sync::Arc};

    fn source() -> SourceFile {
        SourceFile { path: "sales/plan.xlsx".into(), sha256: "ab".repeat(32), bytes: 12 }
    }

    /// Every kind of value, known and unknown.
    fn workbook() -> CheckedWorkbook {
        let column = |key: &str, values| Column { key: key.into(), values };
        let name: Arc<str> = "Łódź; ×".into();
        let table = Table {
            kind: SheetKind::Financials,
            columns: vec![
                column("text", Values::Text(vec![Some(name.clone()), None, Some(name.clone()), Some("".into())])),
                column("list", Values::List(vec![Some(vec![name.clone(), "b".into()].into()), None, None, None])),
                column("money", Values::Money(vec![Some(Cents(-5)), None, Some(Cents(i64::MAX)), None])),
                column("number", Values::Number(vec![Some(0.1), None, Some(-1e300), Some(5e-324)])),
                column("date", Values::Date(vec![Some(jiff::civil::date(1969, 12, 31)), None, None, None])),
                column("month", Values::Month(vec![Month::new(2026, 10), None, None, None])),
                column("yes", Values::YesNo(vec![Some(true), Some(false), None, None])),
            ],
            unknown: vec![UnknownColumn { title: "Note".into(), values: vec![None, Some("x".into()), None, None] }],
            local: vec![LocalAmount {
                row: 2,
                field: "money".into(),
                currency: "USD".into(),
                cents: Cents(500),
                said: CurrencySaid::Column(0),
                rate: None,
                at_plan: None,
                plan_rate: None,
                last_year_rate: None,
            }],
            origins: (0..4).map(|row| Origin { file: 0, sheet: 1, row, entry: row }).collect(),
        };
        let place = CellPlace { row: 16, column: 5 };
        let finding = Finding {
            address: Address { file: "sales/plan.xlsx".into(), sheet: Some("Money".into()), cell: Some(place) },
            severity: Severity::Rejected,
            code: Code::NotANumber,
            column: "Cost planned".into(),
            found: "tbc".to_owned(),
            problem: "no amount".to_owned(),
            instead: "an amount".to_owned(),
            cents: Some(Cents(7)),
        };
        let foreign = ForeignColumn {
            address: finding.address.clone(),
            title: "Cost planned".into(),
            found: "$ 5".to_owned(),
            currency: "USD".into(),
            said_by: SaidBy::Cell,
            unread: vec![finding.clone()],
        };
        let key = TallyKey { fate: Fate::Read, field: 1, file: 0, month: Month::new(2026, 10) };
        CheckedWorkbook {
            file: CheckedFile {
                source: source(),
                format: Format::Xlsx,
                properties: Properties::default(),
                values_digest: Some("cd".repeat(32)),
                quality: Quality::default(),
                skipped_because: None,
                as_of: None,
                submitter: None,
                replaced_by: None,
                unchanged_since: None,
                sheets: vec![CheckedSheet {
                    name: "Money".into(),
                    kind: Some(SheetKind::Financials),
                    header_row: 1,
                    rows_read: 4,
                    rows_accepted: 4,
                    rows_set_aside: 0,
                    rows_blank: 0,
                    columns: vec![("money".into(), 3)],
                    spread: vec![("money".into(), vec![place])],
                    own_currency: vec!["money".into()],
                }],
            },
            tables: vec![table],
            findings: vec![finding],
            questions: Vec::new(),
            ignored: Vec::new(),
            tally: Tally::from_sums(BTreeMap::from([(key, Cents(12))])),
            foreign: vec![foreign],
            rates: Vec::new(),
            bill: Some(bill()),
        }
    }

    /// Every kind of sum.
    fn bill() -> Bill {
        let sum = |text: &str| RowSum { sum: Exact::read(text).unwrap(), rows: 2 };
        let currency: Arc<str> = "USD".into();
        let named = Named { tag: Some("FIN-001".into()), mapped: None };
        let (month, cost) = (Month::new(2026, 10), sum("-0.000000000000000000000000000000000001"));
        Bill {
            columns: BillColumns { named: 1, month: 2, cost: 3 },
            rows: 3,
            entries: vec![BillEntry {
                named: named.clone(),
                month,
                currency: currency.clone(),
                sum: cost.sum,
                rows: 2,
                first_row: 1,
            }],
            volumes: vec![BillVolume {
                named,
                month: month.unwrap(),
                unit: "Tokens".into(),
                quantity: sum("1.5").sum,
                rows: 1,
            }],
            totals: BTreeMap::from([(currency.clone(), cost)]),
            corrections: BTreeMap::from([(currency.clone(), sum("2"))]),
            unreadable: 1,
            first_unreadable: Some((3, "n/a".into())),
            unnamed: vec![UnnamedCost { sub_account: "".into(), currency, cost: sum("3") }],
            quantities_unreadable: 1,
            samples: BTreeMap::from([(month.unwrap(), vec![1, u64::MAX])]),
        }
    }

    #[test]
    fn what_was_put_comes_back_whole() {
        let folder = tempfile::tempdir().unwrap();
        let kept = CheckedFolder::new(folder.path(), "rules");
        assert_eq!(kept.get(&source()), None);
        kept.put(&workbook()).unwrap();
        let back = kept.get(&source()).unwrap();
        assert_eq!(back, workbook());
        // Texts that repeat are shared again.
        let Values::Text(texts) = &back.tables[0].columns[0].values else { panic!() };
        assert!(Arc::ptr_eq(texts[0].as_ref().unwrap(), texts[2].as_ref().unwrap()));
        assert_eq!(kept.all().unwrap(), [workbook()]);
    }

    #[test]
    fn another_file_other_rules_or_a_damaged_entry_are_as_if_nothing_was_kept() {
        let folder = tempfile::tempdir().unwrap();
        let kept = CheckedFolder::new(folder.path(), "rules");
        kept.put(&workbook()).unwrap();
        assert_eq!(kept.get(&SourceFile { sha256: "ba".repeat(32), ..source() }), None);
        assert_eq!(kept.get(&SourceFile { path: "hr/plan.xlsx".into(), ..source() }), None);
        let other = CheckedFolder::new(folder.path(), "other rules");
        assert_eq!(other.get(&source()), None);
        assert!(matches!(other.all(), Err(FolderError::OtherRules(_))));

        let path = folder.path().join(kept.name(&source()));
        let whole = fs::read(&path).unwrap();
        for place in (0..whole.len()).step_by(5) {
            let mut changed = whole.clone();
            changed[place] ^= 4;
            fs::write(&path, &changed).unwrap();
            assert_eq!(kept.get(&source()), None, "byte {place} changed");
            fs::write(&path, &whole[..place]).unwrap();
            assert_eq!(kept.get(&source()), None, "cut at {place}");
        }
        assert!(matches!(kept.all(), Err(FolderError::Damaged(_))));
    }

    #[test]
    fn what_is_not_used_any_more_is_deleted_and_other_files_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("old.checked"), "x").unwrap();
        fs::write(folder.path().join("mine.txt"), "x").unwrap();
        let kept = CheckedFolder::new(folder.path(), "rules");
        kept.put(&workbook()).unwrap();
        kept.delete_others();
        let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names.len(), 2);
        assert!(kept.get(&source()).is_some() && folder.path().join("mine.txt").exists());
    }
}
