//! Sheet Mission: each sentence of the mission, the measures that answer it, and where they are shown.

use crate::{
    model::{
        mission::{CHOICE, MISSION},
        report::{Block, Section, Table},
    },
    report::{
        Facts, ranking,
        tables::{body, text, words},
    },
};

/// The sheet; `None` when nothing about the centre is known.
pub fn sheet(facts: &Facts) -> Option<Section> {
    facts.metrics.health.measures.iter().any(|measure| measure.value.is_some()).then(|| Section {
        name: "Mission".to_owned(),
        title: format!("{} sentences of the mission, each with the measures that answer it.", MISSION.len()),
        scope: format!("What the mission says · where it is answered · {}", facts.assumptions.period.title()),
        detail_sheet: None,
        blocks: vec![Block::Table(table(facts))],
    })
}

fn table(facts: &Facts) -> Table {
    let executive = crate::report::executive(facts);
    // Without a budget the page and sheet about funding are a ranking.
    let is_ranked = ranking::sheet_name(facts) == "Ranking";
    let named = |name: &&'static str| if is_ranked && name.starts_with("Fund") { "Ranking" } else { *name };
    let rows = MISSION.iter().map(|sentence| {
        let is_there = |name: &&str| executive.sections.iter().any(|section| section.name == *name);
        let pages: Vec<&str> = sentence.pages.iter().map(named).filter(is_there).collect();
        let sheets: Vec<&str> = sentence.sheets.iter().map(named).collect();
        let measures: Vec<&str> = sentence.answered_by.iter().map(|name| answer_words(name)).collect();
        body([sentence.words, &measures.join(", "), &sheets.join(", "), &pages.join(", ")].map(text).to_vec())
    });
    Table {
        name: "Mission".to_owned(),
        caption: String::new(),
        columns: ["What the mission says", "Measures", "Sheets", "Pages of the executive report"].map(words).to_vec(),
        rows: rows.collect(),
        rest: None,
    }
}

/// What answers a sentence, for people.
fn answer_words(name: &'static str) -> &'static str {
    if name == CHOICE { "score and ranking" } else { name }
}
