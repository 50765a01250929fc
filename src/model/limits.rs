//! How much of a file is read before it is refused: no workbook may end a run by its size.

use serde::{Deserialize, Serialize};

/// Bounds on one file of the intake. What goes beyond them is a finding that names the setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Largest file, in bytes.
    pub max_file_bytes: u64,
    /// Most bytes the parts of a workbook may unpack to, together.
    pub max_inflated_bytes: u64,
    /// Most bytes a byte of the file may unpack to, once more than [`Limits::INFLATE_GRACE`] came out.
    pub max_inflate_ratio: u64,
    /// Most sheets of one file.
    pub max_sheets: u32,
    /// Most cells (rows × columns with content) of all tables of one file.
    pub max_cells: u64,
    /// Most parts of a workbook's package.
    pub max_parts: u64,
    /// Most bytes of text in all cells of a file, each text counted once.
    pub max_text_bytes: u64,
    /// Most rows with content of one table.
    pub max_table_rows: u32,
    /// How often a row with content may be said to repeat.
    pub max_repeated_rows: u32,
    /// Merged areas of a sheet that are looked at; of more none is.
    pub max_merged: u32,
    /// Findings of one kind in one file that are listed; of the others it is said how many there are.
    pub max_findings: u32,
    /// Rows of a sheet that are read, counted from its first; Excel has 1,048,576.
    pub max_rows: u32,
    /// Columns of a sheet that are read, counted from A; at most [`Limits::COLUMNS_OF_EXCEL`].
    pub max_columns: u32,
    /// Among how many rows with content the row of titles is looked for.
    pub header_search_rows: u32,
    /// From how many unpacked bytes a workbook is read in a process of its own, which may be stopped; an `.xls` always
    /// is.
    pub own_process_bytes: u64,
    /// Longest time such a process may take, in seconds.
    pub max_seconds: u32,
    /// Most memory such a process may take, in bytes.
    pub max_memory_bytes: u64,
    /// Largest bill of a provider, in bytes: bills are added up while they are read, so other bounds do not hold for them.
    #[serde(skip_serializing_if = "is_default_bill_bytes")]
    pub max_bill_bytes: u64,
    /// Most sums of one bill: initiatives times months, currencies and units.
    #[serde(skip_serializing_if = "is_default_bill_sums")]
    pub max_bill_sums: u32,
}

// What is as always is not written out: the fingerprint of settings that say nothing of bills stays the same.
fn is_default_bill_bytes(bytes: &u64) -> bool {
    *bytes == Limits::BILL_BYTES
}

fn is_default_bill_sums(sums: &u32) -> bool {
    *sums == Limits::BILL_SUMS
}

impl Limits {
    /// Bytes that may come out of a file whatever their ratio: small sheets of repeated cells pack very well.
    pub const INFLATE_GRACE: u64 = 20_000_000;

    /// No sheet has more; a file that says so lies.
    pub const COLUMNS_OF_EXCEL: u32 = 16_384;

    /// No cell of Excel holds more letters.
    pub const LETTERS_OF_CELL: usize = 32_767;

    /// No formula of Excel is longer.
    pub const LETTERS_OF_FORMULA: usize = 8_192;

    /// Entries of a list in a cell; nobody types as many.
    pub const ENTRIES_OF_LIST: usize = 200;

    /// `max_bill_bytes` where nothing is set.
    const BILL_BYTES: u64 = 20_000_000_000;

    /// `max_bill_sums` where nothing is set.
    const BILL_SUMS: u32 = 500_000;

    /// No row of a bill is longer; one that is lacks a quotation mark.
    pub const BYTES_OF_BILL_ROW: u64 = 4_000_000;
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            max_file_bytes: 64_000_000,
            max_inflated_bytes: 400_000_000,
            max_inflate_ratio: 100,
            max_sheets: 250,
            max_cells: 5_000_000,
            max_parts: 10_000,
            max_text_bytes: 10_000_000,
            max_table_rows: 100_000,
            max_repeated_rows: 1_000,
            max_merged: 100_000,
            max_findings: 1_000,
            max_rows: 1_048_576,
            max_columns: 500,
            header_search_rows: 30,
            own_process_bytes: 8_000_000,
            max_seconds: 30,
            max_memory_bytes: 1_500_000_000,
            max_bill_bytes: Limits::BILL_BYTES,
            max_bill_sums: Limits::BILL_SUMS,
        }
    }
}
