//! Whole documents: what is on the page, where, and whether it comes back.

mod property;
mod samples;

use super::{
    frame::{Area, Item, Outline, Target},
    page::{self, Page},
    style::{Paper, RUNNING_PT, Sizes},
    tags::{Mark, Tag, Tags},
    *,
};
use crate::model::{
    figure::{Figure, Unit},
    report::{Align, Audience, Block, Cell, Chart, Decision, DecisionForm, Report, Section},
    theme::{Logo, PaperSize, Theme},
};
use std::sync::{Arc, OnceLock};

/// The theme of the product.
pub(super) fn theme() -> Theme {
    let brand = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/brand");
    let read = |name: &str| -> Arc<[u8]> {
        let path = format!("{brand}/{name}");
        std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}")).into()
    };
    let table: toml::Table = toml::from_str(std::str::from_utf8(&read("theme.toml")).unwrap()).unwrap();
    let word = |key: &str| table[key].as_str().unwrap().to_owned();
    Theme {
        colours: table["colours"].clone().try_into().unwrap(),
        regular: read(&word("regular")),
        bold: read(&word("bold")),
        workbook_font: word("workbook_font"),
        paper: PaperSize::A4,
        draft_mark: "DRAFT".to_owned(),
        logo: None,
    }
}

/// Its fonts.
pub(super) fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| Fonts::load(&theme()).unwrap())
}

fn laid_out(report: &Report) -> (Vec<Page>, Tags) {
    page::pages(report, &theme(), fonts())
}

fn all_samples() -> Vec<Report> {
    vec![
        samples::executive(),
        samples::sponsor(),
        samples::awkward(Audience::Executives),
        samples::awkward(Audience::Sponsor),
    ]
}

/// Text of a page with the room it takes, its size and owner.
fn texts(page: &Page) -> Vec<(String, Area, f32, Mark)> {
    let text = |item: &Item| match item {
        Item::Text { x, baseline, text, style, mark } => {
            let width = fonts().width_pt(text.trim_end(), style.weight, style.size_pt);
            let area = Area { left: *x, top: baseline - style.size_pt * 0.6, width, height: style.size_pt * 0.6 };
            Some((text.clone(), area, style.size_pt, *mark))
        }
        Item::Shape { .. } | Item::Link { .. } | Item::Logo { .. } | Item::Bounds { .. } => None,
    };
    page.frame.items.iter().filter_map(text).collect()
}

fn one_table(rows: Vec<Vec<Cell>>) -> Report {
    let columns = vec![samples::column("Name", Align::Left, true), samples::column("Cost", Align::Right, false)];
    let table = samples::table("one", "", columns, rows);
    let section = Section {
        name: "One".into(),
        title: "One table.".into(),
        scope: String::new(),
        detail_sheet: None,
        blocks: vec![Block::Table(table)],
    };
    samples::report(Audience::Executives, vec![section])
}

#[test]
fn the_same_report_gives_the_same_bytes_in_any_thread() {
    let report = samples::executive();
    let bytes = pdf(&report, &theme()).unwrap();
    let others: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| pdf_with(&report, &theme(), fonts()))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(others.iter().all(|other| *other == bytes));
    assert!(bytes.starts_with(b"%PDF-1.7"));
}

#[test]
fn another_report_gets_another_identifier() {
    let identifier = |report: &Report| {
        let document = lopdf::Document::load_mem(&pdf_with(report, &theme(), fonts())).unwrap();
        document.trailer.get(b"ID").unwrap().clone()
    };
    let mut changed = samples::sponsor();
    changed.sections[0].title.push('!');
    assert_ne!(identifier(&samples::sponsor()), identifier(&changed));
}

#[test]
fn names_come_back_as_they_were_written() {
    let names = ["Łucja Żak", "Håkon Müller", "İnês Yılmaz", "需要予測", "a–b − c’d"];
    let report = one_table(names.map(|name| vec![Cell::Text(name.into()), Cell::Unknown]).to_vec());
    let document = lopdf::Document::load_mem(&pdf_with(&report, &theme(), fonts())).unwrap();
    let text = document.extract_text(&[1]).unwrap();
    for name in names {
        assert!(text.contains(name), "{name} is not in {text}");
    }
}

#[test]
fn what_was_not_reported_is_said_and_never_zero() {
    let report = one_table(vec![vec![Cell::Text("North".into()), Cell::Unknown]]);
    let (pages, _) = laid_out(&report);
    let shown: Vec<String> = texts(&pages[0]).into_iter().map(|(text, ..)| text).collect();
    assert!(shown.contains(&"n/r".to_owned()), "{shown:?}");
    assert!(!shown.iter().any(|text| text == "0"), "{shown:?}");
}

#[test]
fn a_broken_table_draws_each_row_once_and_its_header_on_each_page() {
    let figure = |digits| Cell::Figure(Figure { digits, decimals: 0, unit: Unit::Count, signed: false });
    let report = one_table((0..150).map(|row| vec![Cell::Text(format!("Row-{row}")), figure(row)]).collect());
    let (pages, _) = laid_out(&report);
    assert!(pages.len() > 2);
    for row in 0..150 {
        let name = format!("Row-{row}");
        let drawn = pages.iter().flat_map(texts).filter(|(text, ..)| *text == name).count();
        assert_eq!(drawn, 1, "{name}");
    }
    for (number, page) in pages.iter().enumerate() {
        let header: Vec<Mark> =
            texts(page).into_iter().filter(|(text, ..)| text == "Cost").map(|(.., mark)| mark).collect();
        assert_eq!(header.len(), 1);
        // Read aloud once, however often it is drawn.
        assert_eq!(header[0] == Mark::Artifact, number > 0);
    }
}

#[test]
fn everything_stays_between_the_margins() {
    for report in all_samples() {
        let paper = Paper::of(report.audience, PaperSize::A4);
        let inside = Area { left: paper.side, top: 10.0, width: paper.content_width(), height: paper.height - 15.0 };
        let (pages, _) = laid_out(&report);
        for (number, page) in pages.iter().enumerate() {
            for (text, area, ..) in texts(page) {
                assert!(inside.contains(&area), "page {} of {}: {text} at {area:?}", number + 1, report.title);
            }
            for item in &page.frame.items {
                if let Item::Shape { outline: Outline::Rectangle(area), .. } | Item::Link { area, .. } = item {
                    assert!(inside.contains(area), "page {}: {area:?}", number + 1);
                }
            }
        }
    }
}

#[test]
fn no_text_covers_another() {
    for report in all_samples() {
        let (pages, _) = laid_out(&report);
        for (number, page) in pages.iter().enumerate() {
            let texts: Vec<_> = texts(page).into_iter().filter(|(text, ..)| !text.trim().is_empty()).collect();
            for (place, (text, area, _, mark)) in texts.iter().enumerate() {
                for (other, other_area, _, other_mark) in &texts[place + 1..] {
                    // Runs of one line touch; the cells of a table keep a distance, and so does everything else.
                    let distance = if mark == other_mark { -0.1 } else { 2.0 };
                    let (left, width) = (area.left - distance, area.width + 2.0 * distance);
                    let collide = Area { left, width, ..*area }.overlaps(other_area);
                    assert!(!collide, "page {}, {:?}: {text:?} and {other:?}", number + 1, report.audience);
                }
            }
        }
    }
}

#[test]
fn a_figure_too_wide_for_its_tile_gets_smaller_and_stays_whole() {
    let (pages, _) = laid_out(&samples::awkward(Audience::Sponsor));
    let sizes = Sizes::of(Audience::Sponsor, true);
    let figures: Vec<f32> = texts(&pages[0])
        .into_iter()
        .filter(|(text, ..)| text.ends_with("−92,233,720,368.54"))
        .map(|(_, _, size, _)| size)
        .collect();
    assert_eq!(figures.len(), 2);
    assert!(figures.iter().all(|size| *size < sizes.figure && *size >= sizes.body), "{figures:?}");
}

#[test]
fn page_one_can_be_read_on_a_phone() {
    // 9.5 px at a page width of 390 px.
    for (report, least) in [(samples::executive(), 14.5), (samples::sponsor(), 12.0)] {
        let paper = Paper::of(report.audience, PaperSize::A4);
        assert!(least * 390.0 / paper.width >= 9.49);
        let sizes = Sizes::of(report.audience, true);
        let (pages, _) = laid_out(&report);
        for (text, _, size, mark) in texts(&pages[0]) {
            let head_or_foot =
                mark == Mark::Artifact || text == "DRAFT" || report.sections[0].scope.contains(text.trim());
            let trust = size == sizes.trust;
            assert!(size >= least || head_or_foot || trust, "{text} has {size} pt");
        }
    }
}

#[test]
fn nothing_is_smaller_than_can_be_read() {
    for report in all_samples() {
        let (pages, _) = laid_out(&report);
        for (text, _, size, _) in pages.iter().flat_map(texts) {
            assert!(size >= RUNNING_PT, "{text} has {size} pt");
        }
    }
}

#[test]
fn sections_that_leave_half_a_page_share_it_and_the_first_stands_alone() {
    let small = |sheet: &str| {
        let mut section = one_table(vec![vec![Cell::Text(sheet.to_owned()), Cell::Unknown]]).sections.swap_remove(0);
        section.detail_sheet = Some(sheet.to_owned());
        section
    };
    let large = one_table((0..30).map(|row| vec![Cell::Text(format!("Row {row}")), Cell::Unknown]).collect());
    let sections = vec![small("Summary"), small("Money"), small("Funding"), large.sections[0].clone(), small("Method")];
    let (pages, _) = laid_out(&samples::report(Audience::Executives, sections));
    let sections: Vec<&[usize]> = pages.iter().map(|page| &page.sections[..]).collect();
    // 30 rows take two thirds of a page: the small ones above leave less than that, and there is room below for one more.
    assert_eq!(sections, [&[0][..], &[1, 2], &[3, 4]]);
    let shown: Vec<String> = texts(&pages[1]).into_iter().map(|(text, ..)| text).collect();
    assert!(shown.contains(&"Detail: sheets Money, Funding".to_owned()), "{shown:?}");
    assert_eq!(shown.iter().filter(|text| *text == "DRAFT").count(), 1, "the state is boxed once a page");
    let top = |word: &str| texts(&pages[1]).into_iter().find(|(text, ..)| text == word).unwrap().1.top;
    assert!(top("Funding") > top("Money") + 60.0);
}

#[test]
fn a_ring_stands_where_the_measure_was() {
    let page = one_chart(samples::ranges());
    let none = dots(&page).len();
    let mut chart = samples::ranges();
    chart.table.columns.push(samples::column("Before", Align::Right, false));
    for (row, before) in chart.table.rows.iter_mut().zip([None, Some(38), None, None, None]) {
        let figure = |digits| Cell::Figure(Figure { digits, decimals: 0, unit: Unit::Percent, signed: false });
        row.cells.push(before.map_or(Cell::Empty, figure));
    }
    chart.roles.push(crate::model::report::Role::Before);
    let page = one_chart(chart);
    let found = dots(&page);
    // One in the legend, one in the row, which comes before its dot: 38 of 100 is half as far as the dot at 76.
    assert_eq!(found.len(), none + 2);
    let start = bars(&page)[1].left;
    assert!(((found[2] - start) / (found[3] - start) - 0.5).abs() < 0.01, "{found:?}");
}

#[test]
fn a_value_far_below_its_plan_is_written_close_to_its_column() {
    let mut chart = samples::months();
    let figure = |digits| Cell::Figure(Figure { digits, decimals: 0, unit: Unit::MoneyThousands, signed: false });
    chart.table.rows.truncate(1);
    for (place, digits) in [(1, 800), (2, 123), (3, 123)] {
        chart.table.rows[0].cells[place] = figure(digits);
    }
    let page = one_chart(chart);
    let label = texts(&page).into_iter().find(|(text, ..)| text == "123").unwrap().1;
    let highest = bars(&page).iter().filter(|bar| bar.height > 30.0).map(|bar| bar.top).fold(f32::MAX, f32::min);
    assert!(label.top > highest + 30.0, "{label:?} stands above {highest}");
}

#[test]
fn page_one_is_well_filled() {
    let (pages, _) = laid_out(&samples::executive());
    let paper = Paper::of(Audience::Executives, PaperSize::A4);
    let foot = paper.height - paper.bottom;
    let mut edges: Vec<f32> =
        texts(&pages[0]).iter().map(|(_, area, ..)| area.bottom()).filter(|bottom| *bottom < foot).collect();
    edges.sort_by(f32::total_cmp);
    let widest_hole = edges.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f32::max);
    assert!(widest_hole < paper.height / 6.0, "{widest_hole} pt are empty");
}

/// All words of a page, in drawing order.
fn words(page: &Page) -> String {
    texts(page)
        .into_iter()
        .map(|(text, ..)| text)
        .collect::<Vec<_>>()
        .join(" ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn asked(ask: &str, lines: u8) -> String {
    let decision = Decision { form: DecisionForm::Lines(lines), ..samples::decision(ask, "Red: no cameras", false) };
    let section = Section { blocks: vec![Block::Decisions(vec![decision])], ..samples::decide() };
    let (pages, _) = laid_out(&samples::report(Audience::Executives, vec![section]));
    words(&pages[0])
}

#[test]
fn a_row_keeps_whom_it_is_about_and_as_much_of_the_question_as_fits() {
    let short = "Stop the pilot?";
    let long =
        "Stop the pilot of the visual inspection of welds, or pay EUR 95,000 for new cameras and six more months?";
    assert!(asked(short, 1).contains("Stop the pilot? · OPS-2 · 120k"), "{}", asked(short, 1));
    assert!(!asked(short, 1).contains("no cameras"));
    assert!(asked(short, 2).contains("OPS-2 · 120k · Red: no cameras"));
    let one = asked(long, 1);
    assert!(one.contains("Stop the pilot") && one.contains("… · OPS-2 · 120k") && !one.contains("months?"), "{one}");
    let three = asked(long, 3);
    assert!(three.contains("six more months? · OPS-2 · 120k · Red: no cameras"), "{three}");
}

#[test]
fn no_title_ends_with_a_lost_word() {
    let lines = |title: &str| {
        let section = Section { title: title.to_owned(), ..samples::decide() };
        let (pages, _) = laid_out(&samples::report(Audience::Executives, vec![samples::decide(), section]));
        let set = texts(&pages[1]).into_iter().filter(|(_, _, size, _)| (*size - 17.0).abs() < 0.1);
        set.map(|(text, ..)| text.trim().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        lines("6 of 7 departments reported; no closed month to compare with yet."),
        ["6 of 7 departments reported;", "no closed month to compare with yet."]
    );
    let plain = lines("Operational efficiency delivers 78% of its plan in all the months so far.");
    assert!(plain.len() == 2 && plain[1].len() * 2 > plain[0].len(), "{plain:?}");
    assert_eq!(lines("Benefits reach 87%; costs do not."), ["Benefits reach 87%; costs do not."]);
}

#[test]
fn a_sponsor_finds_every_row_behind_the_first_page() {
    let rows = |count: usize| (0..count).map(|number| vec![Cell::Text(format!("row{number}end"))]).collect();
    let list = |count: usize| {
        let table = samples::table("Own", "Own", vec![samples::column("Name", Align::Left, true)], rows(count));
        let behind =
            Section { blocks: vec![Block::Chart(samples::months()), Block::Table(table)], ..samples::decide() };
        laid_out(&samples::report(Audience::Sponsor, vec![samples::decide(), Section { detail_sheet: None, ..behind }]))
            .0
    };
    for count in [4, 30, 60] {
        let pages = list(count);
        let said: String = pages[1..].iter().map(words).collect::<Vec<_>>().join(" ");
        assert!(
            pages.len() <= 4 && (0..count).all(|number| said.contains(&format!("row{number}end"))),
            "{count}: {said}"
        );
    }
    let pages = list(200);
    let said: String = pages[1..].iter().map(words).collect();
    assert!(pages.len() == 4 && said.contains("the AI CoE can send you the workbook"), "{} pages", pages.len());
    // A row or two more than a page holds: the columns of the months give way before another page begins.
    let highest = |count: usize| {
        list(count).get(1).map_or(0.0, |page| bars(page).iter().map(|bar| bar.height).fold(0.0, f32::max))
    };
    let lower = (4..30).find(|count| highest(*count) < highest(4) * 0.8).expect("columns give way");
    assert_eq!((list(lower - 1).len(), list(lower).len()), (2, 2));
}

#[test]
fn figures_have_words_and_bounds_and_links_say_what_they_do() {
    for report in all_samples() {
        let (pages, mut tags) = laid_out(&report);
        let answers = |page: &Page| descriptions(page).iter().filter(|words| words.starts_with("Answer")).count();
        let links: usize = pages.iter().map(answers).sum();
        let asked = report.sections.iter().flat_map(|section| &section.blocks).map(|block| match block {
            Block::Decisions(decisions) => decisions.iter().filter(|decision| decision.link.is_some()).count(),
            Block::Heading(_)
            | Block::Paragraph(_)
            | Block::Tiles(_)
            | Block::Entries(_)
            | Block::Table(_)
            | Block::Chart(_)
            | Block::Charts(_) => 0,
        });
        assert_eq!(links, asked.sum::<usize>());
        let mut embedding = Embedding::new(fonts());
        for page in pages {
            ops::paint(page.frame, &mut embedding, &mut tags, &[1; 99]);
        }
        for element in &tags.elements {
            if let Tag::Figure(alternative) = &element.tag {
                assert!(!alternative.is_empty() && element.bounds_pt.is_some());
            }
        }
    }
}

#[test]
fn there_is_a_bookmark_for_each_section() {
    let report = samples::executive();
    let document = lopdf::Document::load_mem(&pdf_with(&report, &theme(), fonts())).unwrap();
    let outlines = document.catalog().unwrap().get(b"Outlines").unwrap().as_reference().unwrap();
    let count = document.get_dictionary(outlines).unwrap().get(b"Count").unwrap().as_i64().unwrap();
    assert_eq!(count as usize, report.sections.len());
}

fn one_chart(chart: Chart) -> Page {
    let section = Section {
        name: "One".into(),
        title: "One chart.".into(),
        scope: String::new(),
        detail_sheet: None,
        blocks: vec![Block::Chart(chart)],
    };
    let report = samples::report(Audience::Executives, vec![section.clone(), section]);
    laid_out(&report).0.swap_remove(1)
}

/// The bars of a chart, in drawing order.
fn bars(page: &Page) -> Vec<Area> {
    let bar = |item: &Item| match item {
        Item::Shape { outline: Outline::Rectangle(area), mark: Mark::Element(_), .. } => Some(*area),
        Item::Shape { .. } | Item::Text { .. } | Item::Link { .. } | Item::Logo { .. } | Item::Bounds { .. } => None,
    };
    page.frame.items.iter().filter_map(bar).collect()
}

#[test]
fn each_step_of_a_bridge_begins_where_the_last_ended() {
    // 1,432 + 41 − 18 − 60 + 4 − 12 + 23 = 1,410: the last step ends at the last sum.
    let page = one_chart(samples::bridge());
    let bars = bars(&page);
    assert_eq!(bars.len(), 8);
    let rises = [true, false, false, true, false, true];
    let mut reached = bars[0].right();
    for (bar, rises) in bars[1..7].iter().zip(rises) {
        let (from, to) = if rises { (bar.left, bar.right()) } else { (bar.right(), bar.left) };
        assert!((from - reached).abs() < 0.05, "{bar:?} does not begin at {reached}");
        reached = to;
    }
    assert!((bars[7].right() - reached).abs() < 0.05);
}

#[test]
fn a_month_that_was_not_reported_is_named_and_has_no_bar() {
    let page = one_chart(samples::months());
    let named: Vec<Area> =
        texts(&page).into_iter().filter(|(text, ..)| text == "n/r").map(|(_, area, ..)| area).collect();
    assert_eq!(named.len(), 1);
    let middle = named[0].left + named[0].width / 2.0;
    let below = bars(&page).into_iter().filter(|bar| bar.left < middle && middle < bar.right() && bar.height > 20.0);
    // Only the outline of the plan.
    assert_eq!(below.count(), 1);
}

/// Where the dots of a chart are, in drawing order.
fn dots(page: &Page) -> Vec<f32> {
    let middle = |item: &Item| match item {
        Item::Shape { outline: Outline::Closed(corners), mark: Mark::Element(_), .. } => {
            let xs = || corners.iter().map(|corner| corner.x);
            Some((xs().fold(f32::MAX, f32::min) + xs().fold(f32::MIN, f32::max)) / 2.0)
        }
        Item::Shape { .. } | Item::Text { .. } | Item::Link { .. } | Item::Logo { .. } | Item::Bounds { .. } => None,
    };
    page.frame.items.iter().filter_map(middle).collect()
}

#[test]
fn a_dot_stands_in_its_band_when_the_target_is_met() {
    let page = one_chart(samples::ranges());
    // The legend's dot and band come first; then a dot a measure, and a band where there is a target.
    let (dots, bands) = (dots(&page), bars(&page));
    assert_eq!((dots.len(), bands.len()), (5, 4));
    // Led by the centre: 76% lies right of the band to 70%. Guided: 25% left of the band from 50%.
    assert!(dots[1] > bands[1].right() && dots[2] < bands[2].left);
    // Both scales go to 100%: the bands are 70 and 50 long.
    assert!((bands[1].width / bands[2].width - 1.4).abs() < 0.01);
}

#[test]
fn parts_of_a_whole_fill_the_bar_in_proportion() {
    let page = one_chart(samples::stacked());
    // Five swatches; then 6, 2, 1, 1, 2 of 12, and 9 and 3 of 12. A hatched part has a ground below its number.
    let tallest = bars(&page).iter().map(|bar| bar.height).fold(0.0, f32::max);
    let mut parts: Vec<Area> = bars(&page).into_iter().skip(5).filter(|bar| bar.height > tallest - 0.5).collect();
    // A hatched part is its ground and its outline.
    parts.dedup();
    let widths: Vec<f32> = parts.iter().map(|part| part.width).collect();
    assert_eq!(widths.len(), 7);
    let whole: f32 = widths[..5].iter().sum();
    for (width, share) in widths.iter().zip([6.0, 2.0, 1.0, 1.0, 2.0, 9.0, 3.0]) {
        assert!((width / whole - share / 12.0).abs() < 1e-3, "{width} of {whole} is not {share} of 12");
    }
}

#[test]
fn kpis_stand_on_their_line_by_their_attainment() {
    let page = one_chart(samples::dots());
    let dots = dots(&page);
    // −20 and 150 are 170 points apart, −20 and 80 a hundred; what has no reading has no dot.
    assert_eq!(dots.len(), 3);
    assert!(((dots[2] - dots[1]) / (dots[0] - dots[1]) - 1.7).abs() < 0.01);
}

#[test]
fn progress_is_drawn_from_nothing_to_whole() {
    // Each row has its ground; the first has no bar, the last covers its ground.
    let bars = bars(&one_chart(samples::progress()));
    assert_eq!(bars.len(), 5);
    assert!((bars[2].width / bars[1].width - 0.5).abs() < 1e-3);
    assert!((bars[4].width - bars[3].width).abs() < 1e-3);
}

#[test]
fn letter_paper_is_wider_and_lower_and_the_mark_of_drafts_is_the_theme_s() {
    let theme = Theme { paper: PaperSize::Letter, draft_mark: "ENTWURF".to_owned(), ..theme() };
    for (report, width, height) in [(samples::executive(), 612.0, 792.0), (samples::sponsor(), 396.0, 612.0)] {
        let (pages, _) = page::pages(&report, &theme, fonts());
        assert!(pages.iter().all(|page| (page.frame.width, page.frame.height) == (width, height)));
        let paper = Paper::of(report.audience, PaperSize::Letter);
        for page in &pages {
            let shown = texts(page);
            assert!(
                shown.iter().any(|(text, ..)| text == "ENTWURF") && !shown.iter().any(|(text, ..)| text == "DRAFT")
            );
            assert!(shown.iter().all(|(_, area, ..)| area.right() <= width - paper.side + 0.1));
        }
    }
}

#[test]
fn a_logo_stands_at_the_head_of_every_page_and_once_in_the_file() {
    let logo = Logo { width: 4, height: 1, pixels: vec![200; 12].into() };
    let theme = Theme { logo: Some(logo), ..theme() };
    let (pages, _) = page::pages(&samples::executive(), &theme, fonts());
    let logos = |page: &Page| -> Vec<Area> {
        page.frame
            .items
            .iter()
            .filter_map(|item| if let Item::Logo { area } = item { Some(*area) } else { None })
            .collect()
    };
    for page in &pages {
        // 18 points high, four times as wide.
        assert!(matches!(logos(page)[..], [area] if area.left == 48.0 && (area.width, area.height) == (72.0, 18.0)));
    }
    let count = |bytes: &[u8]| bytes.windows(14).filter(|part| part == b"/Subtype/Image").count();
    assert_eq!(count(&pdf(&samples::executive(), &theme).unwrap()), 1);
    assert_eq!(count(&pdf(&samples::executive(), &self::theme()).unwrap()), 0);
}

#[test]
fn a_tile_leads_to_its_page_and_nowhere_in_a_report_without_it() {
    let targets = |report: &Report| -> Vec<Target> {
        let item = |item: &Item| match item {
            Item::Link { target: target @ Target::Section(_), .. } => Some(target.clone()),
            _ => None,
        };
        laid_out(report)
            .0
            .iter()
            .flat_map(|page| page.frame.items.iter().filter_map(item).collect::<Vec<_>>())
            .collect()
    };
    let whole = samples::executive();
    let money = whole.sections.iter().position(|section| section.name == "Money").unwrap();
    assert_eq!(targets(&whole), [Target::Section(money)]);
    let alone = samples::report(Audience::Executives, vec![samples::decide()]);
    assert_eq!(targets(&alone), []);
    // The page of a section counts those that continue the ones before it.
    let pages = laid_out(&whole).0;
    assert!(pages[first_page(&pages, money) - 1].sections.contains(&money));
}
