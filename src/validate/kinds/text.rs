//! Text, identifiers, addresses and lists of them.

use super::{Reading, Remark, number::tidy};
use crate::model::{finding::Code, mail::is_address, workbook::RawValue};
use std::sync::Arc;

/// Reads any value as the text a person sees.
pub fn text(value: &RawValue) -> Arc<str> {
    match value {
        RawValue::Text(text) => text.clone(),
        RawValue::Number(number) => tidy(*number).to_string().into(),
        RawValue::Formatted(number, look) => look.shown(*number).unwrap_or_else(|| tidy(*number).to_string()).into(),
        other => super::shown(other).into(),
    }
}

/// Reads an identifier; a number prints without `.0`.
pub fn identifier(value: &RawValue) -> Arc<str> {
    text(value)
}

/// Reads an e-mail address: one that mail can be sent to, in a domain with a dot.
pub fn email(value: &RawValue) -> Reading<Arc<str>> {
    let typed = text(value);
    let address = typed.strip_prefix("mailto:").unwrap_or(&typed).trim();
    let has_dot = address.rsplit_once('@').is_some_and(|(_, domain)| domain.contains('.'));
    if has_dot && is_address(address) {
        return Ok(address.into());
    }
    let odd = address.chars().find(|letter| !letter.is_ascii());
    let why = match odd {
        Some(odd) => {
            format!("\"{typed}\" has the character {odd} (U+{:04X}), to which mail cannot be sent", odd as u32)
        }
        None => format!("\"{typed}\" is not an e-mail address"),
    };
    Err(Remark::new(Code::BadAddress, why))
}

/// Splits a list cell at `;`, line breaks or, where there is neither, commas.
pub fn list(typed: &str) -> Vec<&str> {
    let separators: &[char] = if typed.contains([';', '\n']) { &[';', '\n'] } else { &[','] };
    typed.split(separators).map(str::trim).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numeric_ids_print_without_a_fraction() {
        assert_eq!(&*identifier(&RawValue::Number(7.0)), "7");
        assert_eq!(&*identifier(&RawValue::Text("007".into())), "007");
    }

    #[test]
    fn addresses_are_checked_for_what_mail_needs() {
        for right in ["ines@halden.example", "a.b+c@x-y.co.uk", "mailto:o'neil@x.org"] {
            assert!(email(&RawValue::Text(right.into())).is_ok(), "{right}");
        }
        for wrong in [
            "see intranet",
            "a@b",
            "a@@b.c",
            "a b@c.d",
            "a@b.c\r\nBcc: d@e.f",
            "@b.c",
            "a@.c",
            "a@-b.c",
            "in\u{212a}@b.c",
            "zoë@b.c",
            "a@bü.c",
            "a..b@c.d",
            ".a@c.d",
        ] {
            assert_eq!(email(&RawValue::Text(wrong.into())).unwrap_err().code, Code::BadAddress, "{wrong}");
        }
    }

    #[test]
    fn lists_are_split_at_the_separator_they_use() {
        assert_eq!(list("HR; IT ;; Legal"), ["HR", "IT", "Legal"]);
        assert_eq!(list("HR, IT"), ["HR", "IT"]);
        assert_eq!(list("Sales, EMEA; IT"), ["Sales, EMEA", "IT"]);
    }
}
