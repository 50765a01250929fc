//! Records for machines.

use crate::model::printed::json_printed;
use serde::Serialize;
use serde_json::{Serializer, ser::Formatter};
use std::io::{self, Write};

/// Indented, with a line end at the end, the same bytes for the same record.
pub fn json(record: &impl Serialize) -> Vec<u8> {
    ended(serde_json::to_string_pretty(record).expect("records hold nothing that JSON cannot"))
}

/// Indented down to its lists, whose entries stand on one line each: what has thousands of them is a third smaller so, and
/// two of them are compared entry by entry.
pub fn lists(record: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let written = record.serialize(&mut Serializer::with_formatter(&mut bytes, Lists::default()));
    written.expect("records hold nothing that JSON cannot");
    ended(String::from_utf8(bytes).expect("JSON is text"))
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

/// Where lines begin in [`lists`].
#[derive(Default)]
struct Lists {
    /// How many lists and records are around, until the first list.
    indent: usize,
    /// How many lists are around.
    lists: usize,
    /// Has the innermost list or record anything in it?
    has_entries: bool,
}

impl Lists {
    fn line(&self, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
        out.write_all(b"\n")?;
        (0..self.indent).try_for_each(|_| out.write_all(b"  "))
    }

    fn end(&mut self, out: &mut (impl Write + ?Sized), mark: &[u8]) -> io::Result<()> {
        if self.lists == 0 {
            self.indent -= 1;
            if self.has_entries {
                self.line(out)?;
            }
        }
        self.has_entries = true;
        out.write_all(mark)
    }

    fn begin(&mut self, out: &mut (impl Write + ?Sized), mark: &[u8]) -> io::Result<()> {
        self.indent += usize::from(self.lists == 0);
        self.has_entries = false;
        out.write_all(mark)
    }
}

impl Formatter for Lists {
    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"[")?;
        self.lists += 1;
        Ok(())
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.lists -= 1;
        self.end(out, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        if self.lists == 1 { self.line(out) } else { Ok(()) }
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_entries = true;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        if self.lists == 0 { self.line(out) } else { Ok(()) }
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(if self.lists == 0 { b": " } else { b":" })
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_entries = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn entries_of_lists_stand_on_one_line_each() {
        let record = json!({
            "a": 1,
            "list": [{"id": "x", "parts": [1, {"b": []}]}, {}, [2]],
            "none": [],
            "of": {"empty": {}, "rows": [3, 4]},
        });
        let expected = r#"{
  "a": 1,
  "list": [
    {"id":"x","parts":[1,{"b":[]}]},
    {},
    [2]
  ],
  "none": [],
  "of": {
    "empty": {},
    "rows": [
      3,
      4
    ]
  }
}
"#;
        let written = String::from_utf8(lists(&record)).unwrap();
        assert_eq!(written, expected);
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), record);
    }
}
