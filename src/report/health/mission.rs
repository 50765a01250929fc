//! Each sentence of the mission, the measures that answer it, and where they are shown: a block of the sheet Health.

use crate::{
    model::{
        mission::{CHOICE, MISSION, Sentence},
        report::{Block, Table},
    },
    report::{ReportContext, columns::Columns, tables::text},
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
    let is_there = |name: &&str| executive.sections.iter().any(|section| section.name == *name);
    let pages =
        |sentence: &Sentence| sentence.pages.iter().map(named).filter(is_there).collect::<Vec<&str>>().join(", ");
    let measures = |sentence: &Sentence| {
        sentence.answered_by.iter().map(|name| answer_words(name)).collect::<Vec<&str>>().join(", ")
    };
    Columns::new()
        // The number keeps the sentences out of the narrow column of ids above.
        .short("No.", |(number, _): &(u32, &Sentence)| text(number.to_string()))
        .words("What the mission says", |(_, sentence)| text(sentence.words))
        .words("Measures", |(_, sentence)| text(measures(sentence)))
        .words("Sheets", |(_, sentence)| text(sentence.sheets.join(", ")))
        .words("Pages of the executive report", |(_, sentence)| text(pages(sentence)))
        .table(
            "Mission",
            format!("{} sentences of the mission, each with the measures that answer it", MISSION.len()),
            (1..).zip(&MISSION),
        )
}

/// What answers a sentence, for people.
fn answer_words(name: &'static str) -> &'static str {
    if name == CHOICE { "score and ranking" } else { name }
}
