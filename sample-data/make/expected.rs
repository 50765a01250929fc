//! What an honest reader must find, worked out from the tables and not from the written files.

use crate::cell::Month;
use crate::intake::{Row, Slip, Submission};
use crate::layout::SHEETS;
use crate::write::plain;
use std::collections::BTreeMap;

const MONEY: [&str; 5] = ["Budget requested", "Cost planned", "Cost actual", "Benefit planned", "Benefit actual"];

/// Sheets of which rows are counted: initiatives with their money, KPIs and people.
const COUNTED: usize = 4;

/// Rows and cents of one file, or of a whole intake.
#[derive(Default)]
struct Tally {
    rows: [i64; COUNTED],
    set_aside: [i64; COUNTED],
    cents: [i64; 5],
    set_aside_cents: [i64; 5],
}

impl Tally {
    fn add(&mut self, submission: &Submission) {
        for (sheet, rows) in submission.sheets.iter().take(COUNTED).enumerate() {
            for row in rows {
                let (count, sums) = if row.set_aside {
                    (&mut self.set_aside, &mut self.set_aside_cents)
                } else {
                    (&mut self.rows, &mut self.cents)
                };
                count[sheet] += 1;
                for (sum, title) in sums.iter_mut().zip(MONEY) {
                    *sum += row.cents(title).unwrap_or(0);
                }
            }
        }
    }

    fn json(&self) -> String {
        format!(
            "\"rows\": {}, \"set_aside\": {}, \"cents\": {}, \"set_aside_cents\": {}",
            object(&SHEETS[..COUNTED], &self.rows),
            object(&SHEETS[..COUNTED], &self.set_aside),
            object(&MONEY, &self.cents),
            object(&MONEY, &self.set_aside_cents),
        )
    }
}

fn object(keys: &[&str], values: &[i64]) -> String {
    let pairs: Vec<String> = keys.iter().zip(values).map(|(key, value)| format!("{}: {value}", text(key))).collect();
    format!("{{{}}}", pairs.join(", "))
}

fn text(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The entry of one intake month.
pub fn json(intake: Month, submissions: &[Submission]) -> String {
    let mut whole = Tally::default();
    let mut files = Vec::new();
    let mut slips = Vec::new();
    for submission in submissions {
        whole.add(submission);
        let mut tally = Tally::default();
        tally.add(submission);
        files.push(format!("   {}: {{{}}}", text(submission.layout.file), tally.json()));
        slips.extend(submission.slips.iter().map(|slip| slip_json(submission, slip)));
    }
    format!(
        " {}: {{\n  {},\n  \"year_to_date_cents\": {},\n  \"files\": {{\n{}\n  }},\n  \"slips\": [\n{}\n  ]\n }}",
        text(&intake.iso()),
        whole.json(),
        year_to_date(intake, submissions),
        files.join(",\n"),
        slips.join(",\n"),
    )
}

fn slip_json(submission: &Submission, slip: &Slip) -> String {
    let layout = submission.layout;
    let column = layout
        .columns_of(slip.sheet)
        .iter()
        .position(|(field, _)| *field == slip.column)
        .expect("the column is in the sheet");
    format!(
        "   {{\"file\": {}, \"sheet\": {}, \"cell\": {}, \"field\": {}, \"typed\": {}, \"right\": {}, \"effect\": {}}}",
        text(layout.file),
        text(layout.sheet_names[slip.sheet]),
        text(&address(column, slip.row + 2)),
        text(slip.column),
        text(&slip.typed),
        text(&plain(&slip.right)),
        text(slip.effect),
    )
}

/// `AB12`
fn address(column: usize, row: usize) -> String {
    let letter = |index: usize| char::from(b'A' + index as u8);
    match column / 26 {
        0 => format!("{}{row}", letter(column)),
        tens => format!("{}{}{row}", letter(tens - 1), letter(column % 26)),
    }
}

/// Plan against actual from January to the month, over initiative and month pairs that have an actual.
fn year_to_date(intake: Month, submissions: &[Submission]) -> String {
    let mut pairs: BTreeMap<(&str, Month), [Option<i64>; 4]> = BTreeMap::new();
    let rows =
        submissions.iter().filter_map(|submission| submission.sheets.get(1)).flatten().filter(|row| !row.set_aside);
    for row in rows {
        let Some(month) = row.month() else { continue };
        if month.year() == intake.year() && month <= intake {
            add_known(pairs.entry((&row.id, month)).or_default(), row);
        }
    }
    let mut sums = [0; 4];
    for amounts in pairs.values() {
        for side in [0, 2] {
            if let Some(actual) = amounts[side + 1] {
                sums[side] += amounts[side].unwrap_or(0);
                sums[side + 1] += actual;
            }
        }
    }
    object(&MONEY[1..], &sums)
}

fn add_known(amounts: &mut [Option<i64>; 4], row: &Row) {
    for (amount, title) in amounts.iter_mut().zip(&MONEY[1..]) {
        if let Some(cents) = row.cents(title) {
            *amount = Some(amount.unwrap_or(0) + cents);
        }
    }
}
