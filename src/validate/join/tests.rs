//! What spans files, through [`join`]: small workbooks written here, read and checked as in a run.

mod ai_act;
mod approvals;

use super::join;
use crate::model::fingerprint::sha256;
use crate::{
    intake::read_workbook,
    model::{
        dictionary::{Level, SheetKind},
        earlier::Earlier,
        finding::{Code, Finding, Severity},
        fiscal::{CalendarRules, FiscalCalendar, Weeks},
        locale::Locale,
        portfolio::{CheckedWorkbook, Fate, Portfolio},
        quality::Part,
        reading::ReadingRules,
        rules::{Printable, Rules, Submitter},
        stamp::Stamp,
        submitter::Sent,
    },
    settings::dictionary::embedded,
    validate::check_workbook,
};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook as Writer};

const TITLES: [&str; 7] =
    ["Initiative ID", "Initiative name", "Department", "Business owner", "Outcome category", "Phase", "Submitted on"];
const MONEY: [&str; 6] = ["Initiative ID", "Month", "Cost planned", "Cost actual", "Benefit planned", "Benefit actual"];

fn rules(submitters: &[(&str, &str)]) -> Rules {
    Rules {
        ledger_tolerance: crate::model::money::Cents(100),
        dictionary: embedded(),
        locale: Locale::named("en-GB").unwrap(),
        level: Level::Start,
        currency: "EUR".to_owned(),
        period: "2026-10".parse().unwrap(),
        calendar: Default::default(),
        says_date_order: true,
        plausible_years: 5,
        approvals: Default::default(),
        ai_act: Default::default(),
        ranking_methods: Vec::new(),
        comment_above: Default::default(),
        rates: Default::default(),
        billing: Default::default(),
        holidays: Default::default(),
        printable: Printable(vec![0..=0x7F]),
        reading_days: 60,
        max_findings: 1_000,
        missing_submitter: Default::default(),
        submitters: submitters
            .iter()
            .map(|(name, files)| Submitter {
                name: (*name).to_owned(),
                address: format!("{name}@example.com"),
                files: (*files).to_owned(),
                department: String::new(),
                due_day: 5,
                due: None,
            })
            .collect(),
    }
}

/// A workbook: initiatives as (id, name), and rows of money as (id, month, actual cost).
#[derive(Clone, Default)]
struct Book {
    initiatives: Vec<(String, String)>,
    money: Vec<(String, String, f64)>,
    stamp: Option<Stamp>,
    /// Day of November 2026.
    saved_on: Option<u8>,
}

impl Book {
    fn of(initiatives: &[(&str, &str)]) -> Book {
        let initiatives = initiatives.iter().map(|(id, name)| ((*id).to_owned(), (*name).to_owned())).collect();
        Book { initiatives, ..Book::default() }
    }

    fn paid(mut self, rows: &[(&str, &str, f64)]) -> Book {
        self.money.extend(rows.iter().map(|(id, month, cost)| ((*id).to_owned(), (*month).to_owned(), *cost)));
        self
    }

    fn saved_on(self, day: u8) -> Book {
        Book { saved_on: Some(day), ..self }
    }

    fn stamped(self, stamp: Stamp) -> Book {
        Book { stamp: Some(stamp), ..self }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut book = Writer::new();
        let moment = ExcelDateTime::from_ymd(2026, 11, self.saved_on.unwrap_or(1)).unwrap();
        let mut properties = DocProperties::new().set_creation_datetime(&moment);
        for (name, text) in self.stamp.iter().flat_map(Stamp::properties) {
            properties = properties.set_custom_property(name, text);
        }
        book.set_properties(&properties);
        if let Some(name) = self.stamp.as_ref().and_then(|stamp| stamp.findings_sheet.as_ref()) {
            // As an annotated copy has it: a first sheet that could pass for input.
            let sheet = book.add_worksheet().set_name(name).unwrap();
            sheet.write_row(0, 0, TITLES).unwrap().write_row(1, 0, ["F-9", "Wrong", "Finance"]).unwrap();
        }
        if !self.initiatives.is_empty() {
            let sheet = book.add_worksheet().set_name("Initiatives").unwrap();
            sheet.write_row(0, 0, TITLES).unwrap();
            for (row, (id, name)) in self.initiatives.iter().enumerate() {
                let cells = [id, name, "Finance", "Ada Lund", "Operational efficiency", "Idea", "2026-01-05"];
                sheet.write_row(row as u32 + 1, 0, cells).unwrap();
            }
        }
        if !self.money.is_empty() {
            let sheet = book.add_worksheet().set_name("Financials").unwrap();
            sheet.write_row(0, 0, MONEY).unwrap();
            for (row, (id, month, cost)) in self.money.iter().enumerate() {
                let row = row as u32 + 1;
                sheet.write_row(row, 0, [id, month]).unwrap();
                sheet.write_row(row, 2, [*cost, *cost, 0.0, 0.0]).unwrap();
            }
        }
        book.save_to_buffer().unwrap()
    }
}

fn checked(path: &str, bytes: &[u8], rules: &Rules) -> CheckedWorkbook {
    check_workbook(read_workbook(path, bytes, &rules.dictionary, &ReadingRules::default()), rules)
}

fn joined(files: &[(&str, &Book)], rules: &Rules, earlier: Option<&Earlier>) -> (Portfolio, Vec<Finding>) {
    let workbooks: Vec<_> = files.iter().map(|(path, book)| checked(path, &book.bytes(), rules)).collect();
    let (portfolio, findings) = join(workbooks, rules, earlier);
    for kind in SheetKind::ALL {
        let sheets = portfolio.files.iter().flat_map(|file| &file.sheets).filter(|sheet| sheet.kind == Some(kind));
        let mut accepted = 0;
        for sheet in sheets {
            assert_eq!(sheet.rows_read, sheet.rows_accepted + sheet.rows_set_aside + sheet.rows_blank);
            accepted += sheet.rows_accepted as usize;
        }
        assert_eq!(accepted, portfolio.table(kind).len());
    }
    (portfolio, findings)
}

fn ids(portfolio: &Portfolio) -> Vec<&str> {
    portfolio.initiatives.text("initiative_id").iter().flatten().map(|id| &**id).collect()
}

fn names(portfolio: &Portfolio) -> Vec<&str> {
    portfolio.initiatives.text("name").iter().flatten().map(|name| &**name).collect()
}

fn codes(findings: &[Finding]) -> Vec<Code> {
    findings.iter().map(|finding| finding.code).collect()
}

fn only(findings: &[Finding], code: Code) -> &Finding {
    let mut found = findings.iter().filter(|finding| finding.code == code);
    let first = found.next().unwrap_or_else(|| panic!("{code:?} is not among {findings:?}"));
    assert!(found.next().is_none(), "{code:?} twice");
    first
}

/// Actual cost that was read, and what of it was set aside.
fn cost(portfolio: &Portfolio) -> (i64, i64) {
    let of = |fate| portfolio.tally.sum(|key| key.fate == fate && key.field == 2).0;
    (of(Fate::Read), of(Fate::SetAside))
}

const TWO: [(&str, &str); 2] = [("F-1", "Match invoices"), ("F-2", "Forecast cash")];

fn replaced_by<'a>(portfolio: &'a Portfolio, path: &str) -> Option<&'a str> {
    let file = portfolio.files.iter().find(|file| &*file.source.path == path).unwrap();
    file.replaced_by.as_deref()
}

#[test]
fn a_correction_that_was_saved_later_replaces_the_whole_older_file() {
    let old = Book::of(&TWO).paid(&[("F-1", "2026-09", 100.0), ("F-2", "2026-09", 50.0)]).saved_on(2);
    let new = Book::of(&[("F-1", "Match invoices"), ("F-2", "Forecast the cash"), ("F-3", "Answer auditors")])
        .paid(&[("F-1", "2026-09", 120.0), ("F-2", "2026-09", 50.0)])
        .saved_on(3);
    // By name the older file comes last.
    let (portfolio, findings) =
        joined(&[("finance z.xlsx", &old), ("finance a.xlsx", &new)], &rules(&[("Finance", "finance*")]), None);
    assert_eq!(names(&portfolio), ["Match invoices", "Forecast the cash", "Answer auditors"]);
    // Read 150 + 170, set aside 150, in cents.
    assert_eq!(cost(&portfolio), (32_000, 15_000));
    let finding = only(&findings, Code::Replaced);
    assert_eq!((&*finding.address.file, finding.severity), ("finance z.xlsx", Severity::Noted));
    for word in ["finance a.xlsx", "saved on 2026-11-03", "2026-11-02", "4 rows"] {
        assert!(finding.problem.contains(word), "{word}: {}", finding.problem);
    }
    assert_eq!(replaced_by(&portfolio, "finance z.xlsx"), Some("finance a.xlsx"));
    assert_eq!(codes(&findings), [Code::Replaced]);
    let status = &portfolio.submitters[0];
    assert_eq!((status.sent, &*status.files, &*status.replaced), (Sent::Clean, &[0][..], &[1][..]));
}

#[test]
fn the_month_of_the_template_wins_over_the_day_of_saving_and_that_over_the_name() {
    let template = |month: &str| Stamp::template(1, month.parse().unwrap(), Some("Finance".to_owned()));
    let book = |name: &str| Book::of(&[("F-1", name), ("F-2", "Forecast cash")]);
    let kept = |one: &Book, other: &Book| {
        let (portfolio, _) = joined(&[("finance v9.xlsx", one), ("finance v10.xlsx", other)], &rules(&[]), None);
        names(&portfolio).first().map_or(String::new(), |name| (*name).to_owned())
    };
    let (one, other) = (book("Match invoices 1"), book("Match invoices 2"));
    // Equal in everything that says what is newer: a name decides nothing, so neither counts.
    assert_eq!(kept(&one.clone().saved_on(2), &other.clone().saved_on(2)), "");
    assert_eq!(kept(&one.clone().saved_on(3), &other.clone().saved_on(2)), "Match invoices 1");
    let (later, sooner) =
        (other.saved_on(3).stamped(template("2026-09")), one.saved_on(2).stamped(template("2026-10")));
    assert_eq!(kept(&sooner, &later), "Match invoices 1");
}

#[test]
fn parts_of_a_department_both_count() {
    let finance = rules(&[("Finance", "finance*")]);
    let whole = Book::of(&TWO).paid(&[("F-1", "2026-09", 100.0)]).saved_on(2);
    // Other initiatives, whichever is newer.
    let other = Book::of(&[("F-3", "Answer auditors"), ("F-4", "Read contracts")]).saved_on(3);
    let (portfolio, findings) = joined(&[("finance 1.xlsx", &whole), ("finance 2.xlsx", &other)], &finance, None);
    assert_eq!((ids(&portfolio).len(), findings), (4, vec![]));
    // Money only.
    let money = Book::default().paid(&[("F-2", "2026-09", 7.0)]).saved_on(3);
    let (portfolio, findings) = joined(&[("finance 1.xlsx", &whole), ("finance 2.xlsx", &money)], &finance, None);
    assert_eq!((cost(&portfolio), findings), ((10_700, 0), vec![]));
    // The same list with the money of another month: nobody can tell whether September was meant to go.
    let next = Book::of(&TWO).paid(&[("F-1", "2026-10", 100.0)]).saved_on(3);
    let (portfolio, findings) = joined(&[("finance 1.xlsx", &whole), ("finance 2.xlsx", &next)], &finance, None);
    assert_eq!(replaced_by(&portfolio, "finance 1.xlsx"), None);
    assert_eq!(codes(&findings), [Code::InitiativeSetAside, Code::IdInTwoFiles, Code::IdInTwoFiles]);
    // A short list that repeats one initiative of ten or less.
    let (portfolio, findings) =
        joined(&[("finance 1.xlsx", &whole), ("finance 2.xlsx", &Book::of(&TWO[..1]).saved_on(3))], &finance, None);
    assert_eq!(replaced_by(&portfolio, "finance 1.xlsx"), None);
    assert_eq!(codes(&findings), [Code::IdInTwoFiles]);
}

#[test]
fn files_of_two_senders_never_replace_each_other() {
    let (old, new) = (Book::of(&TWO).saved_on(2), Book::of(&TWO).paid(&[("F-1", "2026-10", 1.0)]).saved_on(3));
    let submitters = rules(&[("Finance", "finance*"), ("Treasury", "treasury*")]);
    for rules in [&submitters, &rules(&[])] {
        let (portfolio, findings) = joined(&[("finance.xlsx", &old), ("treasury.xlsx", &new)], rules, None);
        assert_eq!(replaced_by(&portfolio, "finance.xlsx"), None);
        assert_eq!(codes(&findings), [Code::InitiativeSetAside, Code::IdInTwoFiles, Code::IdInTwoFiles]);
    }
}

#[test]
fn an_id_for_two_things_is_told_from_an_initiative_in_two_files() {
    let one = Book::of(&[("1", "Match invoices"), ("2", "Forecast cash")]).saved_on(2);
    let other = Book::of(&[("1", "Route trucks"), ("2", "Plan shifts")]).saved_on(3);
    // Both of one sender, each id in both, and still no correction: the names are unlike.
    let (portfolio, findings) =
        joined(&[("ops a.xlsx", &one), ("ops b.xlsx", &other)], &rules(&[("Operations", "ops*")]), None);
    assert_eq!(names(&portfolio), ["Match invoices", "Forecast cash"]);
    assert_eq!(codes(&findings), [Code::IdForTwoInitiatives; 2]);
    let finding = &findings[0];
    assert_eq!(finding.address.to_string(), "ops b.xlsx › Initiatives!A2");
    assert_eq!(
        finding.problem,
        "The id 1 is that of \"Match invoices\" in ops a.xlsx › Initiatives!A2, here it is \"Route trucks\"."
    );
}

#[test]
fn one_name_under_two_ids_is_a_doubt() {
    let (one, other) = (Book::of(&TWO), Book::of(&[("T-7", "forecast  cash"), ("T-8", "Hedge rates")]));
    let (portfolio, findings) = joined(&[("finance.xlsx", &one), ("treasury.xlsx", &other)], &rules(&[]), None);
    assert_eq!(ids(&portfolio), ["F-1", "F-2", "T-7", "T-8"]);
    let finding = only(&findings, Code::InitiativeTwice);
    assert_eq!(finding.address.to_string(), "treasury.xlsx › Initiatives!B2");
    assert!(finding.problem.contains("F-2 (finance.xlsx › Initiatives!B3)"), "{}", finding.problem);
}

#[test]
fn the_same_values_in_two_files_are_read_once() {
    let book = Book::of(&TWO).paid(&[("F-1", "2026-09", 100.0)]);
    let (portfolio, findings) =
        joined(&[("finance.xlsx", &book.clone().saved_on(4)), ("anything.xlsx", &book.saved_on(2))], &rules(&[]), None);
    assert_eq!((ids(&portfolio).len(), cost(&portfolio)), (2, (10_000, 0)));
    let finding = only(&findings, Code::SameFileTwice);
    assert_eq!(&*finding.address.file, "anything.xlsx");
    assert!(finding.problem.contains("same values as finance.xlsx"), "{}", finding.problem);
}

#[test]
fn a_mended_copy_beside_the_original_is_read_once() {
    // The submitter's workbook has no department that can be read; the copy answers it.
    let mut original = Book::of(&TWO).paid(&[("F-1", "2026-09", 100.0), ("F-7", "2026-09", 9.0)]).saved_on(9);
    let bytes = original.bytes();
    let stamp = Stamp::annotated_copy(1, "2026-10".parse().unwrap(), &sha256(&bytes), None, "To fix");
    original.money[1].0 = "F-2".to_owned();
    // Saved before the original, under a name of nobody: the stamp is enough.
    let copy = original.clone().stamped(stamp).saved_on(1);
    let rules = rules(&[]);
    let alone = join(vec![checked("in/plan.xlsx", &bytes, &rules)], &rules, None);
    assert_eq!(codes(&alone.1), [Code::UnknownInitiative]);

    let workbooks = vec![checked("in/plan.xlsx", &bytes, &rules), checked("in/mended.xlsx", &copy.bytes(), &rules)];
    let (portfolio, findings) = join(workbooks, &rules, None);
    assert_eq!(codes(&findings), [Code::Replaced], "nothing is left to mend");
    assert!(only(&findings, Code::Replaced).problem.contains("replaced by in/mended.xlsx"));
    assert_eq!(ids(&portfolio), ["F-1", "F-2"]);
    // Read 109 twice, once set aside.
    assert_eq!(cost(&portfolio), (21_800, 10_900));
    // A second mended copy of the same file, saved later, takes the first one's place.
    let mut second = copy.clone().saved_on(5);
    second.money[1].2 = 10.0;
    let files = [("in/plan.xlsx", bytes), ("in/mended.xlsx", copy.bytes()), ("in/again.xlsx", second.bytes())];
    let workbooks = files.iter().map(|(path, bytes)| checked(path, bytes, &rules)).collect();
    let (portfolio, findings) = join(workbooks, &rules, None);
    assert_eq!(codes(&findings), [Code::Replaced; 2]);
    assert_eq!(replaced_by(&portfolio, "in/mended.xlsx"), Some("in/again.xlsx"));
    assert_eq!(portfolio.financials.money("cost_actual").iter().flatten().map(|cents| cents.0).sum::<i64>(), 11_000);
}

#[test]
fn a_newer_file_of_money_alone_replaces_one_with_the_same_rows_and_not_one_with_others() {
    let list = Book::of(&TWO);
    let months: Vec<(&str, &str, f64)> =
        vec![("F-1", "2026-07", 10.0), ("F-1", "2026-08", 11.0), ("F-1", "2026-09", 12.0), ("F-2", "2026-09", 5.0)];
    let mut mended = months.clone();
    mended[2].2 = 13.0;
    let other: Vec<_> = months.iter().map(|(id, month, _)| (*id, *month, 2.0)).collect();
    let rules = rules(&[("Finance", "finance*")]);
    let actual = |second: &[(&str, &str, f64)]| {
        let files = [
            ("finance list.xlsx", &list),
            ("finance money 1.xlsx", &Book::default().paid(&months).saved_on(2)),
            ("finance money 2.xlsx", &Book::default().paid(second).saved_on(3)),
        ];
        let (portfolio, _) = joined(&files, &rules, None);
        portfolio.financials.money("cost_actual").iter().flatten().map(|cents| cents.0).sum::<i64>()
    };
    // Three of four rows are the same: 10 + 11 + 13 + 5. No row is the same: labour and cloud, say; 38 + 4 · 2.
    assert_eq!((actual(&mended), actual(&other)), (3_900, 4_600));
}

#[test]
fn eight_in_september_seven_in_october_and_nothing_is_gone() {
    let rules = rules(&[]);
    let names = ["finance", "hr", "it", "legal", "marketing", "operations", "sales", "supply chain"];
    let book = |name: &str, month: &str| {
        let (one, two) = (format!("{name}-1"), format!("{name}-2"));
        let both = [(one.as_str(), "Match invoices"), (two.as_str(), "Forecast cash")];
        let named: Vec<(String, String)> = both.map(|(id, what)| (id.to_owned(), format!("{what} of {name}"))).into();
        let book = Book { initiatives: named, ..Book::default() };
        book.paid(&[(&one, month, 1.0)])
    };
    let files = |month: &str, names: &[&str]| -> Vec<(String, Book)> {
        names.iter().map(|name| (format!("{name} {month}.xlsx"), book(name, month))).collect()
    };
    let as_given = |files: &[(String, Book)]| -> Vec<(String, Book)> { files.to_vec() };
    let september = as_given(&files("2026-09", &names));
    let given: Vec<(&str, &Book)> = september.iter().map(|(path, book)| (path.as_str(), book)).collect();
    let (portfolio, _) = joined(&given, &rules, None);
    assert_eq!(portfolio.submitters.iter().map(|status| &*status.name).collect::<Vec<_>>(), names);
    let earlier = Earlier::of(&portfolio, "2026-09".parse().unwrap());
    assert_eq!(earlier.submissions.len(), 8);

    // Finance sends September's workbook again, sales does not list its second initiative any more, the eighth sends nothing.
    let mut october = files("2026-10", &names[..7]);
    october[0].1 = book("finance", "2026-09");
    october[6].1.initiatives.pop();
    let given: Vec<(&str, &Book)> = october.iter().map(|(path, book)| (path.as_str(), book)).collect();
    let (portfolio, findings) = joined(&given, &rules, Some(&earlier));
    let sent: Vec<Sent> = portfolio.submitters.iter().map(|status| status.sent).collect();
    let mut expected = [Sent::Clean; 8];
    (expected[0], expected[7]) = (Sent::Unchanged, Sent::Missing);
    assert_eq!(sent, expected);
    assert_eq!(codes(&findings), [Code::Unchanged, Code::NoLongerListed, Code::NothingReceived]);
    let eighth = &portfolio.submitters[7];
    assert_eq!((&*eighth.name, eighth.initiatives_last, eighth.is_expected), ("supply chain", 2, false));
    assert_eq!(eighth.sent_last, Some(earlier.period));
    let finding = only(&findings, Code::NothingReceived);
    assert_eq!(
        finding.problem,
        "Supply chain sent no workbook; 2 initiatives of September 2026 are not gone, only not sent."
    );
    // Gone is only what its own sender left out, never what was not sent.
    let gone = only(&findings, Code::NoLongerListed);
    assert_eq!((&*gone.address.file, gone.problem.contains("sales-2")), ("sales 2026-10.xlsx", true));
    assert!(
        findings.iter().all(|finding| finding.code == Code::NothingReceived || !finding.problem.contains("supply"))
    );
}

#[test]
fn each_expected_submitter_has_a_status_with_what_is_to_fix() {
    let mut rules = rules(&[("Finance", "finance*"), ("Treasury", "treasury*"), ("Legal", "legal*")]);
    rules.submitters[0].due_day = 31;
    let finance =
        Book::of(&TWO).paid(&[("F-1", "2026-09", 100.0), ("F-8", "2026-09", -40.0), ("F-8", "2026-08", 30.0)]);
    let treasury = Book::of(&[("T-1", "Hedge rates")]).saved_on(3);
    let other = Book::of(&[("X-1", "Read contracts")]);
    let (portfolio, findings) =
        joined(&[("finance.xlsx", &finance), ("treasury.xlsx", &treasury), ("visitors.xlsx", &other)], &rules, None);
    let seen: Vec<_> = portfolio
        .submitters
        .iter()
        .map(|status| (&*status.name, status.is_expected, status.sent, status.findings, status.not_counted.0))
        .collect();
    // Cost planned and actual of both months: (40 + 30) · 2, for a credit does not hide a charge.
    assert_eq!(
        seen,
        [
            ("Finance", true, Sent::ToFix, [0, 2, 0, 0], 14_000),
            ("Treasury", true, Sent::Clean, [0; 4], 0),
            ("Legal", true, Sent::Missing, [0; 4], 0),
            ("visitors", false, Sent::Clean, [0; 4], 0),
        ]
    );
    // November has 30 days.
    assert_eq!(portfolio.submitters[0].due_on, Some(jiff::civil::date(2026, 11, 30)));
    assert_eq!(portfolio.submitters[1].due_on, Some(jiff::civil::date(2026, 11, 5)));
    assert_eq!(portfolio.submitters[1].saved_at.unwrap().to_string(), "2026-11-03T00:00:00Z");
    assert_eq!(only(&findings, Code::NothingReceived).problem, "Legal sent no workbook.");
}

#[test]
fn a_file_that_matches_no_pattern_is_told_by_its_department() {
    let mut rules = rules(&[("Controllers", "finance*"), ("Legal", "legal*")]);
    rules.submitters[0].department = "finance".to_owned();
    // All initiatives here are of the department Finance.
    let (portfolio, _) = joined(&[("intake_7.xlsx", &Book::of(&TWO))], &rules, None);
    assert_eq!(portfolio.files[0].submitter.as_deref(), Some("Controllers"));
    assert_eq!(portfolio.submitters[0].sent, Sent::Clean);
}

/// A workbook of sheets, each a name and lines of cells parted by `|`.
fn book_of(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut book = Writer::new();
    for (name, lines) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, line) in lines.lines().enumerate() {
            for (column, cell) in line.split('|').map(str::trim).enumerate().filter(|(_, cell)| !cell.is_empty()) {
                sheet.write(row as u32, column as u16, cell).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn joined_books(files: &[(&str, Vec<u8>)]) -> (Portfolio, Vec<Finding>) {
    let rules = rules(&[]);
    let workbooks: Vec<_> = files.iter().map(|(path, bytes)| checked(path, bytes, &rules)).collect();
    join(workbooks, &rules, None)
}

fn where_and_what(findings: &[Finding]) -> Vec<(String, Severity, Code)> {
    findings.iter().map(|finding| (finding.address.to_string(), finding.severity, finding.code)).collect()
}

const INITIATIVES: &str = "Initiative ID|Initiative name|Department|Business owner|Outcome category|Phase|Submitted on\
    |Decision|Decided on|Decision reason";

/// Two initiatives of Finance, one of Sales; Finance decided for itself.
fn departments() -> Vec<(&'static str, Vec<u8>)> {
    let like = "Ada Lund|Operational efficiency|Idea|2026-01-05";
    let finance = format!(
        "{INITIATIVES}\nF-1|Match invoices|Finance|{like}|Approve|2026-10-30|We like it\n\
         F-2|Forecast cash|Finance|{like}|Approve"
    );
    let sales = format!("{INITIATIVES}\nS-1|Rank leads|Sales|{like}");
    let money = |id: &str, cost: &str| {
        format!(
            "Initiative ID|Month|Cost planned|Cost actual|Benefit actual\n{id}|2026-09|1|{cost}|20\n{id}|2026-10|1|{cost}|20"
        )
    };
    let both = |initiatives: &str, money: &str| book_of(&[("Initiatives", initiatives), ("Financials", money)]);
    vec![("finance.xlsx", both(&finance, &money("F-1", "1000"))), ("sales.xlsx", both(&sales, &money("S-1", "70.50")))]
}

fn decided(portfolio: &Portfolio) -> Vec<(String, String, String, String)> {
    let table = &portfolio.initiatives;
    let shown = |text: &Option<std::sync::Arc<str>>| text.as_deref().unwrap_or_default().to_owned();
    let texts = |key: &str| table.text(key).iter().map(shown).collect::<Vec<_>>();
    let days = table.date("decision_on").iter().map(|day| day.map(|day| day.to_string()).unwrap_or_default());
    let decisions = texts("decision").into_iter().zip(days).zip(texts("decision_reason"));
    texts("initiative_id").into_iter().zip(decisions).map(|(id, ((what, on), why))| (id, what, on, why)).collect()
}

fn as_texts(rows: &[(&str, &str, &str, &str)]) -> Vec<(String, String, String, String)> {
    rows.iter().map(|(id, what, on, why)| ((*id).into(), (*what).into(), (*on).into(), (*why).into())).collect()
}

#[test]
fn without_a_sheet_of_decisions_those_of_departments_count() {
    let (portfolio, findings) = joined_books(&departments());
    assert_eq!(findings, []);
    let expected = [("F-1", "Approve", "2026-10-30", "We like it"), ("F-2", "Approve", "", ""), ("S-1", "", "", "")];
    assert_eq!(decided(&portfolio), as_texts(&expected));
}

#[test]
fn the_latest_decision_of_the_board_stands_in_the_place_of_the_departments_own() {
    let board = "Initiative ID|Decision|Amount approved|Decided on|Decided by|Reason\n\
        f-1|Stop||2026-10-20|AI board|No data\n\
        F-1|Approve|12k|2026-09-20|AI board|Good\n\
        \n\
        S-1|Defer|abc|2026-10-20|AI board|Too early\n\
        S-1|Approved|5,000|2026-10-20|AI board|On second thought\n\
        S-1|||||\n\
        F-3|Reject||2026-10-20|AI board|\n\
        |Reject||2026-10-20|AI board|\n\
        S-1|Perhaps||2026-10-21|AI board|";
    let mut files = departments();
    files.push(("board.xlsx", book_of(&[("Board decisions", board)])));
    let (portfolio, findings) = joined_books(&files);
    // F-1: 20 October is later than 20 September whatever the order of rows, and the department's 30 October is none of
    // the board's. S-1: the same day twice, so the lower row; a row without a decision says nothing. F-2: not decided.
    let expected = [
        ("F-1", "Stop", "2026-10-20", "No data"),
        ("F-2", "", "", ""),
        ("S-1", "Approve", "2026-10-20", "On second thought"),
    ];
    assert_eq!(decided(&portfolio), as_texts(&expected));
    let at = |cell: &str| format!("board.xlsx › Board decisions!{cell}");
    assert_eq!(
        where_and_what(&findings),
        [
            (at("C5"), Severity::Rejected, Code::NotMoney),
            (at("B6"), Severity::Noted, Code::Recoded),
            (at("A8"), Severity::SetAside, Code::UnknownInitiative),
            (at("A9"), Severity::SetAside, Code::MissingKey),
            (at("B10"), Severity::Rejected, Code::UnknownChoice),
            ("finance.xlsx › Initiatives!H2".to_owned(), Severity::Noted, Code::DecisionNotUsed),
        ]
    );
    let noted = only(&findings, Code::DecisionNotUsed);
    assert_eq!(
        noted.problem,
        "The 2 decisions typed on this sheet are not used: what the board decided stands in board.xlsx."
    );
    // 9 rows, one of them blank; two set aside.
    let sheet = &portfolio.files[0].sheets[0];
    assert_eq!((sheet.rows_read, sheet.rows_accepted, sheet.rows_set_aside, sheet.rows_blank), (9, 6, 2, 1));
    assert_eq!(portfolio.decisions.len(), 6);
    assert_eq!(portfolio.decisions.money("amount_approved")[1].unwrap().0, 1_200_000);
}

#[test]
fn nobody_approves_their_own_money_with_a_sheet_of_decisions_beside_their_initiatives() {
    let own = format!("{INITIATIVES}\nH-1|Screen applications|HR|Ada Lund|Operational efficiency|Idea|2026-01-05");
    let approved = "Initiative ID|Decision|Decided on|Decided by|Reason|Amount approved\n\
        H-1|Approve|2026-10-20|HR\nF-1|Stop|2026-10-20|HR";
    let mut files = departments();
    files.push(("hr.xlsx", book_of(&[("Initiatives", &own), ("Decisions", approved)])));
    let (portfolio, findings) = joined_books(&files);
    // There is no workbook of the board, so what Finance typed beside its initiatives stays what it was.
    let expected = [
        ("F-1", "Approve", "2026-10-30", "We like it"),
        ("F-2", "Approve", "", ""),
        ("H-1", "", "", ""),
        ("S-1", "", "", ""),
    ];
    assert_eq!(decided(&portfolio), as_texts(&expected));
    assert_eq!(
        where_and_what(&findings),
        [("hr.xlsx › Decisions!B2".to_owned(), Severity::Noted, Code::DecisionNotUsed)]
    );
}

#[test]
fn an_empty_sheet_of_decisions_means_that_nothing_is_decided() {
    let mut files = departments();
    files.push((
        "decisions.csv",
        b"Initiative ID,Decision,Amount approved,Decided on,Decided by,Reason\nF-1,,,,,\n".into(),
    ));
    let (portfolio, findings) = joined_books(&files);
    assert_eq!(decided(&portfolio), as_texts(&[("F-1", "", "", ""), ("F-2", "", "", ""), ("S-1", "", "", "")]));
    assert_eq!(
        where_and_what(&findings),
        [("finance.xlsx › Initiatives!H2".to_owned(), Severity::Noted, Code::DecisionNotUsed)]
    );
}

#[test]
fn the_intake_is_compared_with_what_the_ledger_says() {
    // Tolerance 1.00: F-1's department differs by 1.00 in September, which is tolerated, and by 1.01 in October. Sales
    // by ids and by name in other words, added up: 70.50 − (40 + 20.50) = 10. What it leaves out is not compared.
    let ledger = "Department|Initiative ID|Month|Cost actual|Benefit actual\n\
        Finance||2026-09|999.00|\n\
        accounting||Oct 2026|600|20\n\
        Finance||2026-10|401.01|\n\
        |S-1|2026-10|40|\n\
        Commercial||2026-10|20.50|\n\
        COE||2026-10|5|\n\
        Gardening||2026-10|7|\n\
        |S-9|2026-10|7|\n\
        ||2026-10|7|\n\
        Sales||soon|7|\n\
        \n\
        Sales||2026-09|a lot|";
    let mut files = departments();
    files.push(("control.xlsx", book_of(&[("GL", ledger)])));
    let (portfolio, findings) = joined_books(&files);
    let lines: Vec<_> = portfolio
        .ledger
        .iter()
        .map(|line| {
            (&*line.department, line.month.to_string(), line.measure, line.intake.0, line.ledger.0, line.differs)
        })
        .collect();
    let october = || "2026-10".to_owned();
    assert_eq!(
        lines,
        [
            ("COE", october(), "cost_actual", 0, 500, true),
            ("Finance", "2026-09".to_owned(), "cost_actual", 100_000, 99_900, false),
            ("Finance", october(), "cost_actual", 100_000, 100_101, true),
            ("Finance", october(), "benefit_actual", 2_000, 2_000, false),
            ("Sales", october(), "cost_actual", 7_050, 6_050, true),
        ]
    );
    let at = |cell: &str| format!("control.xlsx › GL!{cell}");
    assert_eq!(
        where_and_what(&findings),
        [
            (at("D3"), Severity::Noted, Code::LedgerDiffers),
            (at("D5"), Severity::Noted, Code::LedgerDiffers),
            (at("D7"), Severity::Noted, Code::LedgerDiffers),
            (at("A8"), Severity::SetAside, Code::UnknownDepartment),
            (at("B9"), Severity::SetAside, Code::UnknownInitiative),
            (at("A10"), Severity::SetAside, Code::MissingKey),
            (at("C11"), Severity::SetAside, Code::NotAMonth),
            (at("D13"), Severity::Rejected, Code::NotMoney),
        ]
    );
    assert_eq!(
        findings[0].problem,
        "The intake has Cost actual of 1,000.00 for Finance in October 2026, the ledger 1,001.01: a difference of −1.01."
    );
    // 12 rows, one of them blank; four set aside.
    let sheet = &portfolio.files[0].sheets[0];
    assert_eq!((sheet.rows_read, sheet.rows_accepted, sheet.rows_set_aside, sheet.rows_blank), (12, 7, 4, 1));
    // The ledger's money is not the intake's.
    assert_eq!(portfolio.tally.sum(|key| key.fate == Fate::Read && key.file == 0).0, 0);
}

#[test]
fn a_circle_of_dependencies_is_named() {
    let csv = "Initiative ID,Initiative name,Department,Business owner,Outcome category,Phase,Submitted on,Depends on\n\
        F-1,Match invoices,Finance,Ada Lund,Operational efficiency,Idea,2026-01-05,F-3\n\
        F-2,Forecast cash,Finance,Ada Lund,Operational efficiency,Idea,2026-01-05,F-1\n\
        F-3,Answer auditors,Finance,Ada Lund,Operational efficiency,Idea,2026-01-05,F-1; F-9\n";
    let rules = rules(&[]);
    let (_, findings) = join(vec![checked("finance.csv", csv.as_bytes(), &rules)], &rules, None);
    let found: Vec<_> = findings.iter().map(|finding| (finding.code, finding.problem.as_str())).collect();
    assert_eq!(
        found,
        [
            (Code::DependencyCycle, "The initiative waits for itself: F-1 → F-3 → F-1."),
            (Code::UnknownDependency, "No initiative has the id F-9."),
            (Code::DependencyCycle, "The initiative waits for itself: F-3 → F-1 → F-3."),
        ]
    );
}

#[test]
fn quality_counts_cells_asked_for_cells_used_and_fresh_kpis() {
    let rules = rules(&[]);
    let quality = |csv: &str| checked("finance.csv", csv.as_bytes(), &rules).file.quality;
    let part = |good, all| Part { good, all };
    // At level start an idea needs 7 of these 8 columns: id, name, department, owner, outcome, phase, submitted on; the
    // status never. Of 14 cells one is empty: the owner of F-2. Of 15 typed cells two are no value: Finanze and Blue.
    let initiatives = quality(
        "Initiative ID,Initiative name,Department,Business owner,Outcome category,Phase,Submitted on,Status\n\
         F-1,Match invoices,Finance,Ada Lund,Operational efficiency,Idea,2026-01-05,Blue\n\
         F-2,Forecast cash,Finanze,,Operational efficiency,Idea,2026-01-05,Green\n",
    );
    assert_eq!((initiatives.completeness, initiatives.validity), (part(13, 14), part(13, 15)));
    // No KPI, and a text file does not say when it was saved.
    assert_eq!(initiatives.freshness, part(0, 0));
    // 60 days before 31 October is 1 September. Read on that day, the day before, after the month only, and never.
    let kpis = quality(
        "Initiative ID,KPI,Direction,Unit,Reading date,Actual\n\
         F-1,Cycle time,Lower is better,days,2026-07-31,9\n\
         F-1,Cycle time,Lower is better,days,2026-09-01,8\n\
         F-1,Errors,Lower is better,count,2026-08-31,5\n\
         F-2,Errors,Lower is better,count,2026-11-01,5\n\
         F-2,Cost,Lower is better,EUR,,\n",
    );
    assert_eq!(kpis.freshness, part(1, 4));
    // A workbook without KPIs: saved on 2 November, after October began.
    let saved = |period: &str| {
        let rules = Rules { period: period.parse().unwrap(), ..rules.clone() };
        checked("finance.xlsx", &Book::of(&TWO).saved_on(2).bytes(), &rules).file.quality.freshness
    };
    assert_eq!((saved("2026-10"), saved("2026-12")), (part(1, 1), part(0, 1)));
}

#[test]
fn a_sender_may_be_due_on_a_working_day() {
    let mut rules = rules(&[("Finance", "finance*"), ("Sales", "sales*")]);
    rules.submitters[1].due = Some("5th working day".parse().unwrap());
    // November 2026 begins on a Sunday; with Monday the 2nd off the fifth working day is Monday the 9th.
    rules.holidays.days.insert(jiff::civil::date(2026, 11, 2));
    let (portfolio, _) = joined(&[("finance.xlsx", &Book::of(&TWO))], &rules, None);
    let due: Vec<String> = portfolio.submitters.iter().map(|one| one.due_on.unwrap().to_string()).collect();
    assert_eq!(due, ["2026-11-05", "2026-11-09"]);
}

/// Of weeks, due days are counted from the first day of the next period: December 2026 of the 4-5-4 calendar begins on
/// Sunday 29 November, so its fifth day is 3 December and its fifth working day Friday 4 December.
#[test]
fn due_days_are_counted_from_the_next_period() {
    let mut rules = rules(&[("Finance", "finance*"), ("Sales", "sales*")]);
    rules.submitters[1].due = Some("5th working day".parse().unwrap());
    rules.period = "2026-11".parse().unwrap();
    let weeks = CalendarRules {
        weeks: Weeks::FourFiveFour,
        year_ends: "nearest Saturday".parse().unwrap(),
        ..CalendarRules::default()
    };
    rules.calendar = FiscalCalendar { start: 2, rules: weeks };
    let (portfolio, _) = joined(&[("finance.xlsx", &Book::of(&TWO))], &rules, None);
    let due: Vec<String> = portfolio.submitters.iter().map(|one| one.due_on.unwrap().to_string()).collect();
    assert_eq!(due, ["2026-12-03", "2026-12-04"]);
}
