//! Documents that must keep pace with the program.

use crate::{field_table::field_table, support::repository};
use coe_report::{model::finding::Code, settings::dictionary};
use std::fs;

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap()
}

#[test]
fn the_field_table_of_the_readme_is_that_of_the_dictionary() {
    let readme = read("README.md");
    let start = readme.find("<!-- fields -->").unwrap();
    let end_mark = "<!-- /fields -->\n";
    let end = readme.find(end_mark).unwrap() + end_mark.len();
    let table = field_table(&dictionary::embedded());
    if std::env::var_os("UPDATE_DOCUMENTS").is_some() {
        fs::write(repository().join("README.md"), format!("{}{table}{}", &readme[..start], &readme[end..])).unwrap();
    } else {
        assert!(
            readme[start..end] == table,
            "README.md is behind the dictionary: UPDATE_DOCUMENTS=1 cargo test documents"
        );
    }
}

#[test]
fn nothing_public_is_missing_from_the_schema() {
    // Every key of a real record stands in the schema; CI checks types with a validator too.
    let schema: serde_json::Value = serde_json::from_str(&read("templates/run.schema.json")).unwrap();
    let text = schema.to_string();
    for key in ["settings_digest", "rows_set_aside", "npv_cents", "benefit_realisation_left_out", "all_hold"] {
        assert!(text.contains(&format!("\"{key}\"")), "{key}");
    }
}

#[test]
fn codes_of_findings_are_words_with_hyphens() {
    let mut seen = std::collections::BTreeSet::new();
    for code in Code::ALL {
        assert!(code.text().chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'), "{}", code.text());
        assert!(seen.insert(code.text()), "{} twice", code.text());
    }
}

#[test]
fn the_dictionary_in_the_program_makes_sense() {
    assert!(dictionary::check(&dictionary::embedded()).is_ok());
}

#[test]
fn exit_codes_are_the_same_in_every_document() {
    let help = read("src/cli.rs");
    let codes = |text: &str, before: &str, after: &str| -> Vec<u8> {
        (0..=9).filter(|code| text.contains(&format!("{before}{code}{after}"))).collect()
    };
    let in_help = codes(&help, "\n  ", "  ");
    assert!(in_help.len() >= 5, "{in_help:?}");
    assert_eq!(codes(&read("README.md"), "\n| ", " |"), in_help, "README.md");
    assert_eq!(codes(&read("templates/IT.html"), "<tr><td>", "</td>"), in_help, "templates/IT.html");
}
