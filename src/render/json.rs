//! Records for machines.

use serde::Serialize;

/// Indented, with a line end at the end, the same bytes for the same record.
pub fn json(record: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(record).expect("records hold nothing that JSON cannot");
    bytes.push(b'\n');
    bytes
}

/// On one line, for a reader who takes line by line.
pub fn line(record: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(record).expect("records hold nothing that JSON cannot");
    bytes.push(b'\n');
    bytes
}
