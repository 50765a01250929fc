//! Names of files that every system takes: Windows, macOS, Linux, and the programs that open them; and the month that a
//! name speaks of.

use super::{locale::Locale, period::Month};

/// Longest part of a name, in bytes of UTF-8: systems stop at 255, and marks and endings of ours come after it.
const LONGEST_BYTES: usize = 120;

/// Names that mean devices on Windows, whatever ending follows them.
const DEVICES: [&str; 8] = ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$", "config$"];

/// `wanted` as (a part of) a file's or folder's name that every system takes: no forbidden or invisible signs, no dots
/// or spaces at its ends, no device of Windows, not too long. `otherwise` where nothing is left.
pub fn safe_name(wanted: &str, otherwise: &str) -> String {
    let plain: String = wanted.chars().map(|letter| if is_forbidden(letter) { '_' } else { letter }).collect();
    let mut name = trimmed(&plain).to_owned();
    if name.len() > LONGEST_BYTES {
        let end = (0..=LONGEST_BYTES).rev().find(|end| name.is_char_boundary(*end)).unwrap_or_default();
        name.truncate(end);
        name.truncate(trimmed(&name).len());
    }
    if name.is_empty() {
        return otherwise.to_owned();
    }
    if is_device(&name) {
        name.insert(0, '_');
    }
    name
}

/// Two names that are one on a system that does not tell capitals apart.
pub fn folded_name(name: &str) -> String {
    name.to_lowercase()
}

/// The month that a file's name speaks of: `Ops Nov.xlsx`, `finance 2026-10.xlsx`, `HR_October_2026.xlsx`. Without a year
/// it is the one nearest to `near`. `None` where it names none, or more than one.
pub fn month_in_name(path: &str, near: Month, locale: &Locale) -> Option<Month> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words: Vec<&str> =
        stem.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let year =
        |word: &&str| word.len() == 4 && word.starts_with("20") && word.bytes().all(|digit| digit.is_ascii_digit());
    let years: Vec<i16> = words.iter().filter(|word| year(word)).filter_map(|word| word.parse().ok()).collect();
    let named = words.iter().filter_map(|word| locale.month_called(word)).map(|number| match years[..] {
        [year] => Month::new(year, number),
        _ => nearest(number, near),
    });
    let digits = words.windows(2).filter_map(|pair| {
        let (one, other) = (pair[0], pair[1]);
        let (year, month) = if year(&one) { (one, other) } else { (other, one) };
        (month.len() == 2).then(|| format!("{year}-{month}").parse().ok())
    });
    let mut months: Vec<Month> = named.chain(digits).flatten().collect();
    months.sort();
    months.dedup();
    match months[..] {
        [month] => Some(month),
        _ => None,
    }
}

/// The month of this number at most half a year away.
fn nearest(number: u8, near: Month) -> Option<Month> {
    (-6..6).map(|months| near.plus(months)).find(|month| month.number() == number)
}

/// Windows forbids the first ones; what turns the direction of writing or is not seen can make a name look like another.
fn is_forbidden(letter: char) -> bool {
    let is_invisible = matches!(letter,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    );
    letter.is_control() || is_invisible || matches!(letter, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*')
}

fn trimmed(name: &str) -> &str {
    name.trim_matches(|letter: char| letter == '.' || letter.is_whitespace())
}

/// `con`, `CON.txt`, `com1`, `LPT².pdf`
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_port = numbered.is_some_and(|number| {
        let mut letters = number.chars();
        let is_digit = letters.next().is_some_and(|digit| digit.is_ascii_digit() || matches!(digit, '¹' | '²' | '³'));
        is_digit && letters.next().is_none()
    });
    is_port || DEVICES.contains(&stem.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_system_would_refuse_are_changed_and_others_are_not() {
        // The devices: "Naming Files, Paths, and Namespaces", Microsoft.
        for (wanted, safe) in [
            ("operations Q4 (final)", "operations Q4 (final)"),
            ("Łódź & Söhne", "Łódź & Söhne"),
            ("CON", "_CON"),
            ("con.xlsx", "_con.xlsx"),
            ("Nul .txt", "_Nul .txt"),
            ("COM1", "_COM1"),
            ("lpt².a", "_lpt².a"),
            ("COM10", "COM10"),
            ("console", "console"),
            ("../../etc", "_.._etc"),
            ("a:b?.", "a_b_"),
            (" . trailing. . ", "trailing"),
            ("...", "workbook"),
            ("", "workbook"),
            ("line\r\nbreak\0", "line__break_"),
            ("fdp\u{202e}exe.xlsx", "fdp_exe.xlsx"),
        ] {
            assert_eq!(safe_name(wanted, "workbook"), safe, "{wanted:?}");
        }
    }

    #[test]
    fn long_names_end_at_a_letter() {
        for letter in ["x", "ż", "😀"] {
            let name = safe_name(&letter.repeat(300), "workbook");
            assert!(name.len() <= LONGEST_BYTES && name.len() > LONGEST_BYTES - 4, "{} {letter}", name.len());
        }
        assert_eq!(safe_name(&format!("{}. x", "a".repeat(119)), ""), "a".repeat(119));
    }

    #[test]
    fn names_of_files_speak_of_one_month_or_of_none() {
        let october = "2026-10".parse().unwrap();
        let told = |locale: &str, name: &str| {
            let month = month_in_name(name, october, &Locale::named(locale).unwrap());
            month.map(|month| month.to_string()).unwrap_or_default()
        };
        for (name, month) in [
            ("Finance AI November.xlsx", "2026-11"),
            ("in/Ops Nov.xlsx", "2026-11"),
            ("HR_Sept_2025.xlsx", "2025-09"),
            ("finance 2026-10.xlsx", "2026-10"),
            ("finance_09-2026 final v2.xlsx", "2026-09"),
            ("Jan.xlsx", "2027-01"),
            ("May.xlsx", "2026-05"),
            ("October 2026-10.csv", "2026-10"),
            ("finance.xlsx", ""),
            ("Marc and Juliane.xlsx", ""),
            ("Sep to Oct.xlsx", ""),
            ("plan 2026.xlsx", ""),
            ("v2 10.xlsx", ""),
        ] {
            assert_eq!(told("en-GB", name), month, "{name}");
        }
        assert_eq!(told("de-DE", "Finanzen Dezember.xlsx"), "2026-12");
    }
}
