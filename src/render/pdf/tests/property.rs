//! Whatever a report says: boxes stay on the page and apart, and every row of every table is drawn once or said to be
//! elsewhere.

use super::*;
use crate::model::report::{
    Choice, Decision, DecisionForm, Entry, Judgement, Paragraph, Tile, TileMonth, TileNote, Tone,
};
use proptest::prelude::*;

/// Awkward names: long, without a space, of other scripts, and nothing at all.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Z][a-z]{2,9}( [a-z]{2,12}){0,5}",
        "[A-Za-z]{150,200}",
        Just("Bestandsoptimierungsdienstleistungsvertragsentwurf".to_owned()),
        Just("需要予測と在庫の最適化を全社で行うための長い名前".to_owned()),
        Just("תחזית ביקוש לכל החנויות".to_owned()),
        Just(String::new()),
    ]
}

/// Words of the program's own, which are never as long as a name that somebody types.
fn own_words() -> impl Strategy<Value = String> {
    name().prop_map(|name| name.chars().take(60).collect())
}

fn figure() -> impl Strategy<Value = Cell> {
    let digits = prop_oneof![Just(0), -99_i64..9_999, Just(-987_654_321_012), Just(i64::MAX)];
    prop_oneof![
        digits.prop_map(|digits| Cell::Figure(Figure { digits, decimals: 0, unit: Unit::Money, signed: true })),
        Just(Cell::Unknown),
        Just(Cell::Empty),
    ]
}

fn a_table() -> impl Strategy<Value = Block> {
    let row = (name(), proptest::collection::vec(figure(), 6));
    (proptest::collection::vec(row, 0..60), 1_usize..6).prop_map(|(rows, numbers)| {
        let mut columns = vec![samples::column("Key", Align::Left, false), samples::column("Name", Align::Left, true)];
        columns.extend((0..numbers).map(|_| samples::column("Spend outlook", Align::Right, false)));
        let cells = rows.into_iter().enumerate().map(|(place, (name, figures))| {
            let mut cells = vec![Cell::Text(format!("Row-{place}")), Cell::Text(name)];
            cells.extend(figures.into_iter().take(numbers));
            cells
        });
        Block::Table(samples::table("any", "A table", columns, cells.collect()))
    })
}

fn a_block() -> impl Strategy<Value = Block> {
    let words = || name().prop_map(|name| format!("{name}. {name}"));
    let tile = (own_words(), any::<i64>(), own_words()).prop_map(|(label, digits, note)| Tile {
        label,
        value: Some(Figure { digits, decimals: 2, unit: Unit::Money, signed: false }),
        exact: None,
        live: None,
        missing: String::new(),
        notes: vec![TileNote::new(note, Judgement::Worse)],
        months: vec![TileMonth {
            plan: Figure { digits, decimals: 2, unit: Unit::Money, signed: false },
            actual: None,
        }],
        leads_to: None,
    });
    let decision = (name(), name(), 0_u8..4).prop_map(|(ask, facts, lines)| Decision {
        about: String::new(),
        ask,
        facts: facts.clone(),
        more: format!(" · {facts}"),
        brief: facts,
        by: "by 12 Nov".to_owned(),
        overdue: lines % 2 == 0,
        link: Some("mailto:lead@x.example".to_owned()),
        choices: match lines {
            1 => ["Stop the pilot", "Pay for new cameras"].map(choice).to_vec(),
            _ => Vec::new(),
        },
        form: match lines {
            3 => DecisionForm::Whole,
            most => DecisionForm::Lines(most),
        },
    });
    let entry = (name(), name(), any::<bool>()).prop_map(|(name, line, is_brief)| Entry {
        name,
        mark: "AMBER".to_owned(),
        judgement: Judgement::Doubtful,
        says: if is_brief { line.clone() } else { String::new() },
        lines: vec![line],
    });
    prop_oneof![
        words().prop_map(|text| Block::Paragraph(Paragraph { tone: Tone::Plain, text })),
        words().prop_map(|text| Block::Paragraph(Paragraph { tone: Tone::Trust, text })),
        name().prop_map(Block::Heading),
        proptest::collection::vec(tile, 1..5).prop_map(Block::Tiles),
        proptest::collection::vec(decision, 1..5).prop_map(Block::Decisions),
        proptest::collection::vec(entry, 1..8).prop_map(Block::Entries),
        a_table(),
        Just(Block::Chart(samples::bridge())),
        Just(Block::Chart(samples::dots())),
        Just(Block::Charts(vec![samples::frontier(), samples::frontier()])),
        Just(Block::Charts(vec![samples::months(), samples::months()])),
        (1_i64..40).prop_map(|count| Block::Chart(samples::quadrant(count))),
    ]
}

/// Sections of which some say where the rest is; those stay on one page as far as their lists can be cut down to it.
fn a_report() -> impl Strategy<Value = Report> {
    let section = (name(), name(), proptest::collection::vec(a_block(), 0..4), any::<bool>()).prop_map(
        |(title, scope, blocks, has_detail)| Section {
            name: "Any".to_owned(),
            title: format!("{title}."),
            scope,
            detail_sheet: has_detail.then(|| "Money".to_owned()),
            blocks,
        },
    );
    let audience = prop_oneof![Just(Audience::Executives), Just(Audience::Sponsor)];
    (audience, proptest::collection::vec(section, 1..4))
        .prop_map(|(audience, sections)| samples::report(audience, sections))
}

/// What each element says; a cell may take several lines.
fn words_by_owner(pages: &[Page]) -> impl Iterator<Item = String> {
    let mut owned: std::collections::BTreeMap<usize, String> = Default::default();
    for (text, _, _, mark) in pages.iter().flat_map(texts) {
        if let Mark::Element(owner) = mark {
            owned.entry(owner.0).or_default().push_str(text.trim_end());
        }
    }
    owned.into_values()
}

/// The number before ` more` in what is said below a table.
fn said_elsewhere(pages: &[Page]) -> usize {
    let number = |text: String| text.split_once(" more").and_then(|(number, _)| number.parse::<usize>().ok());
    words_by_owner(pages).filter_map(number).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn boxes_stay_on_the_page_and_apart_and_no_row_is_lost(report in a_report()) {
        let paper = Paper::of(report.audience, PaperSize::A4);
        let (pages, _) = laid_out(&report);
        let inside = Area { left: paper.side, top: 10.0, width: paper.content_width(), height: paper.height - 15.0 };
        for page in &pages {
            for (text, area, ..) in texts(page) {
                prop_assert!(inside.contains(&area), "{text} at {area:?}");
            }
            no_text_covers_another_on(page)?;
        }
        let rows: usize = report.sections.iter().flat_map(|section| &section.blocks).map(|block| match block {
            Block::Table(table) => table.rows.len(),
            _ => 0,
        }).sum();
        let drawn: Vec<String> = words_by_owner(&pages).filter(|text| text.starts_with("Row-")).collect();
        let elsewhere = said_elsewhere(&pages);
        prop_assert_eq!(drawn.len() + elsewhere, rows, "{:?} and {}", drawn, elsewhere);
        let headed: Vec<usize> = pages.iter().flat_map(|page| page.sections.clone()).collect();
        prop_assert!(headed.is_sorted() && (0..report.sections.len()).all(|number| headed.contains(&number)));
    }
}

/// Runs of one line touch; everything else keeps a distance.
fn no_text_covers_another_on(page: &Page) -> Result<(), TestCaseError> {
    let texts: Vec<_> = texts(page).into_iter().filter(|(text, ..)| !text.trim().is_empty()).collect();
    for (place, (text, area, _, mark)) in texts.iter().enumerate() {
        for (other, other_area, _, other_mark) in &texts[place + 1..] {
            let distance = if mark == other_mark { -0.1 } else { 0.5 };
            let (left, width) = (area.left - distance, area.width + 2.0 * distance);
            let collide = Area { left, width, ..*area }.overlaps(other_area);
            prop_assert!(!collide, "{:?} and {:?}", text, other);
        }
    }
    Ok(())
}

fn choice(word: &str) -> Choice {
    Choice { word: word.to_owned(), link: Some("mailto:lead@x.example".to_owned()) }
}
