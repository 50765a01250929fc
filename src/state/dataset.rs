//! The intake as a dataset to which any share of it can be added, anywhere and in any order.
//!
//! ```text
//! DATASET/
//!   <table>/part-<fingerprint of the share>.parquet   accepted rows of each workbook by itself, and its findings
//!   checked/<fingerprint>.checked                     each workbook whole, for `run --from`
//! ```
//!
//! `templates/scale/README.md` describes the tables. A share that is added again writes the same files again.

use super::{parquet, tables};
use crate::model::fingerprint::hex;
use crate::{
    disk,
    model::{
        dictionary::SheetKind,
        finding::Finding,
        portfolio::{CheckedFile, CheckedWorkbook},
        snapshot::SnapshotTable,
        table::Table,
    },
};
use sha2::{Digest, Sha256};
use std::{io, path::Path};

/// The folder of whole workbooks below the dataset.
pub const CHECKED: &str = "checked";

/// Writes the tables of a share of the intake, each as one file; none for a table without rows.
pub fn write_part(dataset: &Path, workbooks: &[CheckedWorkbook]) -> io::Result<()> {
    let part = format!("part-{}.parquet", fingerprint(workbooks));
    for table in part_tables(workbooks).iter().filter(|table| !table.is_empty()) {
        let bytes = parquet::write(table).map_err(io::Error::other)?;
        disk::replace(&dataset.join(&*table.name).join(&part), &bytes)?;
    }
    Ok(())
}

/// Accepted rows by kind, what became of each file, and the findings.
fn part_tables(workbooks: &[CheckedWorkbook]) -> Vec<SnapshotTable> {
    let files: Vec<CheckedFile> = workbooks.iter().map(|workbook| workbook.file.clone()).collect();
    let findings: Vec<&Finding> = workbooks.iter().flat_map(|workbook| &workbook.findings).collect();
    let of_kind = |kind: SheetKind| -> Option<Table> {
        let each =
            (0..).zip(workbooks).flat_map(|(file, workbook)| workbook.tables.iter().map(move |table| (file, table)));
        each.filter(|(_, table)| table.kind == kind)
            .map(|(file, table)| {
                let mut table = table.clone();
                table.origins.iter_mut().for_each(|origin| origin.file = file);
                table
            })
            .reduce(|mut all, table| {
                all.append(table);
                all
            })
    };
    let rows = SheetKind::ALL.into_iter().filter_map(of_kind).map(|table| tables::rows(&table, &files));
    rows.chain([tables::submissions(&files), tables::findings(&findings)]).collect()
}

/// The same for the same files, whichever order they came in.
fn fingerprint(workbooks: &[CheckedWorkbook]) -> String {
    let mut files: Vec<_> = workbooks.iter().map(|workbook| &workbook.file.source).collect();
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(format!("{}\n{}\n", file.path, file.sha256));
    }
    hex(&hash.finalize()[..8])
}
