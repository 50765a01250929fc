//! Documents that must keep pace with the program.

use crate::{field_table::field_table, support::repository};
use coe_report::{
    model::{
        ai_act::{
            Role,
            obligations::{OBLIGATIONS, Obligation, When},
        },
        dictionary::SheetKind,
        finding::Code,
    },
    settings::dictionary,
};
use std::fs;

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap()
}

#[test]
fn the_field_table_of_the_manual_is_that_of_the_dictionary() {
    const PAGE: &str = "templates/manual/fields.md";
    let page = read(PAGE);
    let start = page.find("<!-- fields -->").unwrap();
    let end_mark = "<!-- /fields -->\n";
    let end = page.find(end_mark).unwrap() + end_mark.len();
    let table = field_table(&dictionary::embedded());
    if std::env::var_os("UPDATE_DOCUMENTS").is_some() {
        fs::write(repository().join(PAGE), format!("{}{table}{}", &page[..start], &page[end..])).unwrap();
    } else {
        assert!(page[start..end] == table, "{PAGE} is behind the dictionary: UPDATE_DOCUMENTS=1 cargo test documents");
    }
}

#[test]
fn the_obligations_of_the_manual_are_those_of_the_table() {
    const PAGE: &str = "templates/manual/ai-act.md";
    let page = read(PAGE);
    let (start, end) = (page.find("<!-- obligations -->").unwrap(), page.find("<!-- /obligations -->").unwrap());
    let table = obligation_table();
    if std::env::var_os("UPDATE_DOCUMENTS").is_some() {
        fs::write(repository().join(PAGE), format!("{}{table}{}", &page[..start], &page[end..])).unwrap();
    } else {
        assert!(page[start..end] == table, "{PAGE} is behind the table: UPDATE_DOCUMENTS=1 cargo test documents");
    }
}

fn obligation_table() -> String {
    let dictionary = dictionary::embedded();
    let title = |key: &str| dictionary.field(SheetKind::Initiatives, key).unwrap().title.clone();
    let row = |one: &Obligation| {
        let who: Vec<&str> = one.who.iter().map(|role| role.name()).collect();
        let who = if one.who.len() == Role::ALL.len() { "everybody".to_owned() } else { who.join(", ") };
        let about = match one.when {
            When::Always => "all".to_owned(),
            When::Transparency(case) => case.name().to_lowercase(),
            When::HighRisk => "high-risk".to_owned(),
            When::AnnexIii => "Annex III".to_owned(),
            When::AnnexIiiRegistered => "Annex III without point 2".to_owned(),
            When::CriticalInfrastructure => "Annex III, point 2".to_owned(),
            When::PublicAuthority => "Annex III without point 2, public authorities".to_owned(),
            When::RightsAssessment => "Annex III by Article 27(1)".to_owned(),
            When::Excepted => "Annex III, judged not to be high-risk".to_owned(),
        };
        let field = title(one.evidence.key());
        format!("| {} | {} | {who} | {about} | {field} |\n", one.article, one.words)
    };
    let rows: String = OBLIGATIONS.iter().map(row).collect();
    format!(
        "<!-- obligations -->\n\n| Article | Obligation | Whose | Of which systems | Answered by |\n|---|---|---|---|---|\n\
         {rows}\n"
    )
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
fn every_sentence_that_people_may_change_is_said_somewhere() {
    let sentences: toml::Table = read("templates/reports/sentences.toml").parse().unwrap();
    let sources: Vec<String> = texts()
        .iter()
        .filter(|path| path.starts_with(repository().join("src/report")))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for (table, names) in &sentences {
        for name in names.as_table().unwrap().keys() {
            let key = format!("\"{table}.{name}\"");
            assert!(sources.iter().any(|source| source.contains(&key)), "nobody says {key}");
        }
    }
}

#[test]
fn exit_codes_are_the_same_in_every_document() {
    let help = read("src/cli.rs");
    let codes = |text: &str, before: &str, after: &str| -> Vec<u8> {
        (0..=9).filter(|code| text.contains(&format!("{before}{code}{after}"))).collect()
    };
    let in_help = codes(&help, "\n  ", "  ");
    assert!(in_help.len() >= 5, "{in_help:?}");
    for page in ["templates/manual/problems.md", "templates/manual/it.md"] {
        assert_eq!(codes(&read(page), "\n| ", " |"), in_help, "{page}");
    }
}

/// Words that gave way to others (src/README.md, Words), as they would stand in a text for people.
const OLD_WORDS: &[&str] = &[
    "next euro",
    "holds in all",
    "none holds in",
    "hold in all",
    "obody asks for a decision",
    "checks hold",
    "checks do not hold",
    "does not foot",
    "counted apart",
    "to mend",
    " mended",
    "centre itself",
    "short(\"Said\")",
    "short(\"Seen\")",
    ", old\"",
    "left of it",
    "The line;",
    "bove the line",
    "elow the line",
    "irst left out",
    "plan again?",
    "is held by",
    "nothing holds it",
    "Context for infrastructure",
    "senders sent",
    "submitters sent",
    "How bad",
    "What stands there",
    "run unguided",
    "All of your",
    "reports are held back",
];

/// Texts for people: templates with the manual, what is composed, drawn and printed, and the README.
fn texts() -> Vec<std::path::PathBuf> {
    let mut open: Vec<_> =
        ["templates", "src/report", "src/render", "src/console"].map(|path| repository().join(path)).into();
    let mut files =
        vec![repository().join("README.md"), repository().join("src/console.rs"), repository().join("src/cli.rs")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    files.retain(|path| !matches!(path.extension().and_then(|end| end.to_str()), Some("ttf" | "png")));
    files.sort();
    files
}

#[test]
fn no_text_uses_a_word_that_gave_way_to_another() {
    let mut found = Vec::new();
    for path in texts() {
        let text = fs::read_to_string(&path).unwrap();
        // What is said about code to who reads code is not printed.
        let is_printed = |line: &&str| !line.trim_start().starts_with("//");
        for (number, line) in text.lines().enumerate().filter(|(_, line)| is_printed(line)) {
            for word in OLD_WORDS.iter().filter(|word| line.contains(**word)) {
                found.push(format!("{}:{}: {word}", path.display(), number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
