//! The workbook for finance as other programs read it: its sheets and where they stand.

use crate::support::{coe_report, intake_of, repository};
use calamine::{Reader, Xlsx};
use lopdf::Document;
use std::{fs::File, io::BufReader, io::Read, path::Path};

/// The sheets in front, in every workbook.
const FRONT: [&str; 9] =
    ["Summary", "Funding", "Money", "Outcomes", "Health", "Changes", "Findings", "Checks", "Assumptions"];

/// The portfolio of one initiative: no money, no KPIs, nothing to compare with.
fn starter() -> tempfile::TempDir {
    let initiatives: &[&[&str]] = &[
        &[
            "Initiative ID",
            "Initiative name",
            "Department",
            "Business owner",
            "Outcome category",
            "Phase",
            "Submitted on",
        ],
        &["A-1", "Sort the post", "Finance", "Ada", "Revenue growth", "Idea", "2026-01-05"],
    ];
    intake_of(&[("Initiatives", initiatives)], "level = \"start\"")
}

/// Runs the program on an intake and gives the month's folder.
fn run(folder: &Path, intake: &str, config: &str) -> std::path::PathBuf {
    let arguments = ["run", intake, "--config", config, "--period", "2026-10", "--out", "out", "-q"];
    coe_report(folder, &arguments);
    folder.join("out/2026-10")
}

fn tabs(workbook: &Path) -> Vec<String> {
    let book: Xlsx<_> = Xlsx::new(BufReader::new(File::open(workbook).unwrap())).unwrap();
    book.sheet_names()
}

/// A part of the package as text.
fn part(workbook: &Path, name: &str) -> String {
    let mut package = zip::ZipArchive::new(File::open(workbook).unwrap()).unwrap();
    let mut text = String::new();
    package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn nine_sheets_stand_in_front_and_grey_ones_behind() {
    let sample = repository().join("sample-data");
    let whole = tempfile::tempdir().unwrap();
    let (intake, config) = (sample.join("intake"), sample.join("report.toml"));
    let sample = run(whole.path(), &intake.to_string_lossy(), &config.to_string_lossy());
    let small = starter();
    let small = run(small.path(), "intake", "report.toml");
    for folder in [&sample, &small] {
        let workbook = folder.join("portfolio.xlsx");
        let tabs = tabs(&workbook);
        assert_eq!(tabs[..9], FRONT);
        assert_eq!(tabs[tabs.len() - 2..], ["Sources", "Method"]);
        assert!(
            tabs[9..tabs.len() - 2].iter().all(|tab| tab == "Calculations" || tab.starts_with("Data ")),
            "{tabs:?}"
        );
        // In front the theme's accent, behind its muted grey.
        let colours = (1..=tabs.len()).map(|number| part(&workbook, &format!("xl/worksheets/sheet{number}.xml")));
        let grey = colours.map(|xml| xml.contains("<tabColor rgb=\"FF56636F\"/>"));
        assert_eq!(grey.collect::<Vec<_>>(), (0..tabs.len()).map(|index| index >= 9).collect::<Vec<_>>());

        // The foot of a page of the executives' PDF names the sheet with its detail: `sheet Money`.
        let pdf = Document::load(folder.join("executive.pdf")).unwrap();
        let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
        let mut named = 0;
        for page in pages {
            let text = pdf.extract_text(&[page]).unwrap().replace(['\n', ' '], "");
            let Some((_, after)) = text.split_once("Detail:sheet") else { continue };
            assert!(FRONT.iter().chain(&["Method"]).any(|tab| after.starts_with(tab)), "{after}");
            named += 1;
        }
        assert!(named >= 2, "{named} pages name a sheet");
    }
}
