//! All values of a file, for a copy of one that is no .xlsx package: what the readers find, before anybody looks for
//! titles in it.

use super::{read_all, sheet::Reading};
use crate::{
    guard,
    model::{annotated_copy::PlainSheet, dictionary::Dictionary, limits::Limits, reading::ReadingRules},
};

/// Most cells of a copy that is written anew, in memory as a whole: fifty columns of ten thousand rows.
const MOST_CELLS: u64 = 500_000;

/// The values of all cells of a file that was read before without harm, at their addresses; none where it cannot be
/// read or has too many.
///
/// `path_name` is the file's path below the intake folder. Never panics.
pub fn plain_sheets(
    path_name: &str,
    bytes: &[u8],
    dictionary: &Dictionary,
    rules: &ReadingRules,
) -> Option<Vec<PlainSheet>> {
    let limits = Limits { max_cells: rules.limits.max_cells.min(MOST_CELLS), ..rules.limits.clone() };
    let rules = ReadingRules { limits, ..rules.clone() };
    guard::catch(|| {
        let mut reading = Reading::copying(path_name.into(), dictionary, &rules);
        read_all(bytes, &mut reading).ok()?;
        let sheets = reading.copied();
        (!sheets.is_empty()).then_some(sheets)
    })
    .ok()?
}
