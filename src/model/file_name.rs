//! Names of files that every system takes: Windows, macOS, Linux, and the programs that open them.

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
}
