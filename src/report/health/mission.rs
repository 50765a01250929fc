//! Each sentence of the mission, the measures that answer it, and where they are shown: a block of the sheet Health.

use crate::{
    model::{
        mission::{CHOICE, MISSION},
        report::{Block, Table},
    },
    report::{
        ReportContext,
        tables::{body, short, text, words},
    },
};

/// The block; none when nothing about the centre is known.
pub(super) fn blocks(context: &ReportContext) -> Vec<Block> {
    let is_known = context.metrics.health.measures.iter().any(|measure| measure.value.is_some());
    is_known.then(|| Block::Table(table(context))).into_iter().collect()
}

fn table(context: &ReportContext) -> Table {
    let executive = crate::report::executive(context);
    // Without a budget the page about funding is a ranking.
    let is_ranked = context.metrics.funding.is_none();
    let named = |name: &&'static str| if is_ranked && *name == "Fund" { "Ranking" } else { *name };
    let rows = MISSION.iter().zip(1..).map(|(sentence, number)| {
        let is_there = |name: &&str| executive.sections.iter().any(|section| section.name == *name);
        let pages: Vec<&str> = sentence.pages.iter().map(named).filter(is_there).collect();
        let measures: Vec<&str> = sentence.answered_by.iter().map(|name| answer_words(name)).collect();
        let mut cells = vec![text(number.to_string())];
        cells.extend([sentence.words, &measures.join(", "), &sentence.sheets.join(", "), &pages.join(", ")].map(text));
        body(cells)
    });
    Table {
        name: "Mission".to_owned(),
        caption: format!("{} sentences of the mission, each with the measures that answer it", MISSION.len()),
        // The number keeps the sentences out of the narrow column of ids above.
        columns: std::iter::once(short("No."))
            .chain(["What the mission says", "Measures", "Sheets", "Pages of the executive report"].map(words))
            .collect(),
        rows: rows.collect(),
        rest: None,
    }
}

/// What answers a sentence, for people.
fn answer_words(name: &'static str) -> &'static str {
    if name == CHOICE { "score and ranking" } else { name }
}
