//! A fingerprint of a workbook's values, the same for the same values in another file, format, order of columns or place
//! on the sheet.

use super::kinds;
use crate::model::fingerprint::hex;
use crate::model::{
    table::{Table, Values},
    workbook::{RawTable, RawValue},
};
use sha2::{Digest, Sha256};

/// Of one sheet: each known value as it was read, and what was typed where nothing could be read. `table` must still
/// have every row of `raw`.
pub fn of_sheet(raw: &RawTable, table: &Table) -> Option<String> {
    if raw.rows.is_empty() {
        return None;
    }
    let mut hash = Sha256::new();
    put(&mut hash, raw.kind.name().as_bytes());
    for column in &table.columns {
        // A column that the sheet lacks says nothing, whatever default the settings give it.
        let Some(raw) = raw.column(&column.key) else { continue };
        put(&mut hash, column.key.as_bytes());
        for (row, typed) in raw.values.iter().enumerate() {
            put_value(&mut hash, &column.values, row, typed);
        }
    }
    let mut unknown: Vec<_> = table.unknown.iter().collect();
    unknown.sort_by(|one, other| one.title.cmp(&other.title));
    for column in unknown {
        put(&mut hash, column.title.as_bytes());
        for value in &column.values {
            put(&mut hash, value.as_deref().unwrap_or_default().as_bytes());
        }
    }
    Some(hex(&hash.finalize()))
}

/// Of a workbook, from its sheets; `None` without any row.
pub fn of_workbook(sheets: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let mut sheets: Vec<String> = sheets.into_iter().flatten().collect();
    if sheets.is_empty() {
        return None;
    }
    sheets.sort();
    let mut hash = Sha256::new();
    sheets.iter().for_each(|sheet| put(&mut hash, sheet.as_bytes()));
    Some(hex(&hash.finalize()))
}

fn put_value(hash: &mut Sha256, values: &Values, row: usize, typed: &RawValue) {
    match values {
        Values::Text(list) => {
            if let Some(text) = &list[row] {
                return put(hash, text.as_bytes());
            }
        }
        Values::List(list) => {
            if let Some(texts) = &list[row] {
                return put(hash, texts.join("\n").as_bytes());
            }
        }
        Values::Money(list) => {
            if let Some(cents) = list[row] {
                return put(hash, &cents.0.to_le_bytes());
            }
        }
        // Plus zero: minus zero is zero to people.
        Values::Number(list) => {
            if let Some(number) = list[row] {
                return put(hash, &(number + 0.0).to_bits().to_le_bytes());
            }
        }
        Values::Date(list) => {
            if let Some(day) = list[row] {
                return put(hash, day.to_string().as_bytes());
            }
        }
        Values::Month(list) => {
            if let Some(month) = list[row] {
                return put(hash, &month.index().to_le_bytes());
            }
        }
        Values::YesNo(list) => {
            if let Some(yes) = list[row] {
                return put(hash, &[u8::from(yes)]);
            }
        }
    }
    put(hash, kinds::shown(typed).as_bytes());
}

/// With its length in front, so that two values never pass for one.
fn put(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u32).to_le_bytes());
    hash.update(bytes);
}

#[cfg(test)]
mod tests {
    use crate::{
        intake::read_workbook,
        model::{
            dictionary::Level,
            locale::Locale,
            reading::ReadingRules,
            rules::{Printable, Rules},
        },
        settings::dictionary::embedded,
        validate::check_workbook,
    };

    fn digest(csv: &str) -> Option<String> {
        let rules = Rules {
            dictionary: embedded(),
            locale: Locale::named("en-GB").unwrap(),
            level: Level::Start,
            currency: "EUR".to_owned(),
            period: "2026-10".parse().unwrap(),
            calendar: Default::default(),
            says_date_order: true,
            plausible_years: 5,
            approvals: Default::default(),
            ai_act: Default::default(),
            ranking_methods: Vec::new(),
            comment_above: Default::default(),
            rates: Default::default(),
            billing: Default::default(),
            holidays: Default::default(),
            printable: Printable(vec![0..=0x7F]),
            ledger_tolerance: crate::model::money::Cents(100),
            reading_days: 60,
            max_findings: 1_000,
            submitters: Vec::new(),
            missing_submitter: Default::default(),
        };
        let workbook = read_workbook("money.csv", csv.as_bytes(), &rules.dictionary, &ReadingRules::default());
        check_workbook(workbook, &rules).file.values_digest
    }

    #[test]
    fn the_same_values_have_the_same_digest_wherever_they_stand() {
        let one = digest("Initiative ID,Month,Cost planned,Cost actual,Remark\nF-1,2026-09,1200,0,x\nF-2,?,5,-0,\n");
        assert_eq!(one.as_ref().unwrap().len(), 64);
        // A blank row, other spelling of month and money, other order of columns.
        let moved =
            digest("Month;Initiative ID;Cost actual;Cost planned;Remark\nSep-26;F-1;-0;1,200.00;x\n\n?;F-2;0;5.00;\n");
        assert_eq!(one, moved);
        // One character of: a key, an amount, a text nobody could read, a column nobody knows; a row less; two swapped.
        for other in [
            "Initiative ID,Month,Cost planned,Cost actual,Remark\nF-3,2026-09,1200,0,x\nF-2,?,5,-0,\n",
            "Initiative ID,Month,Cost planned,Cost actual,Remark\nF-1,2026-09,1201,0,x\nF-2,?,5,-0,\n",
            "Initiative ID,Month,Cost planned,Cost actual,Remark\nF-1,2026-09,1200,0,x\nF-2,!,5,-0,\n",
            "Initiative ID,Month,Cost planned,Cost actual,Remark\nF-1,2026-09,1200,0,y\nF-2,?,5,-0,\n",
            "Initiative ID,Month,Cost planned,Cost actual,Remark\nF-1,2026-09,1200,0,x\n",
            "Initiative ID,Month,Cost planned,Cost actual,Remark\nF-1,2026-09,0,1200,x\nF-2,?,5,-0,\n",
        ] {
            assert_ne!(digest(other), one, "{other}");
        }
        assert_eq!(digest("Initiative ID,Month,Cost planned\n"), None);
    }
}
