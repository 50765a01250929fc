//! Records for machines.

use crate::model::printed::json_printed;
use serde::Serialize;

/// Indented, with a line end at the end, the same bytes for the same record.
pub fn json(record: &impl Serialize) -> Vec<u8> {
    ended(serde_json::to_string_pretty(record).expect("records hold nothing that JSON cannot"))
}

/// On one line, for a reader who takes line by line.
pub fn line(record: &impl Serialize) -> Vec<u8> {
    ended(serde_json::to_string(record).expect("records hold nothing that JSON cannot"))
}

fn ended(text: String) -> Vec<u8> {
    let mut text = json_printed(text);
    text.push('\n');
    text.into_bytes()
}
