//! The order of the stages, on one screen.

mod answers;
pub mod doctor;
mod due;
mod explain;
mod found;
mod keeping;
pub mod mail;
pub mod questions;
pub mod settings_book;
mod shards;
mod watch;

pub use crate::settings::Found;
pub use answers::{Copied, annotate};
pub use due::{catch_up, due, last_closed, newest_closed};
pub use explain::explain;
pub use found::{found, workbooks_in};
pub use keeping::{Keeping, Purpose, Remembered, Reopened, Standing, last_revisions, reopen, runs};
pub use shards::{Extracted, extract};
pub use watch::{Reply, Watched, watch};

use crate::model::fingerprint::sha256;
use crate::{
    delivery,
    disk::{Lock, points},
    intake, metrics,
    model::{
        closing::Obstacle,
        dictionary::{SheetKind, folded},
        file_name::safe_name,
        finding::{Finding, Severity},
        locale::Locale,
        mail::as_kept,
        metrics::Metrics,
        portfolio::{CheckedWorkbook, Portfolio},
        problem::Problem,
        record::{CheckRecord, OutputRecord, RunRecord, StatusRecord},
        report::{Report, State},
        rules::{Printable, Rules},
    },
    render::{
        self,
        pdf::{self, Fonts},
        xlsx::XlsxError,
    },
    report::{self, Past, ReportContext, Shared, Sponsor},
    settings::Settings,
    state, validate,
};
use rayon::prelude::*;
use std::path::PathBuf;

/// Lock of a folder for reports, held by the run that writes there.
pub const OUT_LOCK: &str = ".coe-report.lock";

/// What a run is doing, for whoever watches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// So many files will be read.
    Reading(usize),
    /// One more file was read and checked.
    FileRead,
    /// So many outputs will be made.
    Writing(usize),
    /// One more output was made.
    OutputMade,
}

/// Told of progress, from any thread.
pub type Watch<'a> = &'a (dyn Fn(Progress) + Sync);

/// The intake after checking.
#[derive(Debug)]
pub struct Checked {
    /// Accepted rows.
    pub portfolio: Portfolio,
    /// In order of address.
    pub findings: Vec<Finding>,
    /// For machines.
    pub record: CheckRecord,
    /// Who sent what, for machines.
    pub status: StatusRecord,
    /// How numbers are shown.
    pub locale: Locale,
}

/// A finished run.
#[derive(Debug)]
pub struct Run {
    /// The folder that was read.
    pub intake: PathBuf,
    /// The folder of the month.
    pub folder: PathBuf,
    /// Paths of the outputs below it.
    pub outputs: Vec<String>,
    /// Draft, held back or final.
    pub state: State,
    /// How the month stands in the ledger.
    pub standing: Standing,
    /// What stands against closing the month.
    pub obstacles: Vec<Obstacle>,
    /// What people are asked, if anything.
    pub asked: Option<questions::Asked>,
    /// In order of address.
    pub findings: Vec<Finding>,
    /// Where the final reports of the month that this run closed are kept besides, and how many bytes they have.
    pub kept: Option<(PathBuf, u64)>,
    /// For machines.
    pub record: RunRecord,
}

/// Reads and checks the intake.
pub fn check(settings: &Settings, watch: Watch) -> Result<Checked, Problem> {
    let rules = rules(settings)?;
    let keeping = Keeping::look(settings)?;
    let workbooks = read(settings, &rules, watch)?;
    let (mut portfolio, mut findings) = validate::join(workbooks, &rules, keeping.earlier().as_ref());
    questions::keep_if_asked(&mut portfolio, settings);
    findings.extend(validate::beside_the_past(&portfolio, keeping.last_snapshot.as_ref(), &rules));
    findings.extend(settings.answer_findings.iter().chain(&settings.setting_findings).cloned());
    findings.sort();
    let record = report::record::check_record(&portfolio, &findings, rules.period);
    let status = report::record::status_record(&portfolio, rules.period);
    Ok(Checked { portfolio, findings, record, status, locale: rules.locale })
}

/// An intake workbook for people to fill.
#[derive(Debug)]
pub struct Filler {
    /// Its bytes, xlsx.
    pub bytes: Vec<u8>,
    /// For whom, spelled as the settings do; none for a blank one.
    pub department: Option<String>,
    /// Rows handed back, by sheet.
    pub rows: Vec<(SheetKind, usize)>,
}

/// Makes the workbook that people fill: blank, or with the accepted rows of a department handed back.
pub fn template(settings: &Settings, department: Option<&str>, watch: Watch) -> Result<Filler, Problem> {
    let department = department.map(|typed| known_department(settings, typed)).transpose()?;
    let portfolio = department.as_ref().map(|name| rows_to_hand_back(settings, name, watch)).transpose()?;
    let template = report::template(&report::TemplateOrder {
        company: &settings.company,
        rules: &settings.rules,
        department: department.as_deref().zip(portfolio.as_ref()),
    });
    let bytes = render::xlsx::template::template(&template, &settings.theme)
        .map_err(|error| Problem::program(format!("The template could not be written: {error}")))?;
    let rows = template.forms.iter().map(|form| (form.kind, form.rows.len())).collect();
    Ok(Filler { bytes, department, rows })
}

/// The intake, if it has rows of the department; else the last closed month, which has those it sent then.
fn rows_to_hand_back(settings: &Settings, department: &str, watch: Watch) -> Result<Portfolio, Problem> {
    let rules = rules(settings)?;
    let keeping = Keeping::look(settings)?;
    let read = read(settings, &rules, watch).map(|workbooks| validate::join(workbooks, &rules, None).0);
    let is_its = |name: &std::sync::Arc<str>| folded(name) == folded(department);
    let has_rows = |portfolio: &Portfolio| portfolio.initiatives.text("department").iter().flatten().any(is_its);
    match (read, &keeping.last_snapshot) {
        (Ok(read), Some(_)) if has_rows(&read) => Ok(read),
        (_, Some(snapshot)) => Ok(validate::join(state::workbooks(snapshot, &rules.dictionary), &rules, None).0),
        (read, None) => read,
    }
}

/// A department as the settings spell it. Errors: a name that they do not have.
fn known_department(settings: &Settings, typed: &str) -> Result<String, Problem> {
    let field = settings.rules.dictionary.field(SheetKind::Initiatives, "department");
    let known = field.map_or(&[][..], |field| &field.allowed);
    known.iter().find(|name| folded(name) == folded(typed)).cloned().ok_or_else(|| {
        Problem::usage(
            format!("There is no department \"{typed}\" in the settings"),
            format!("Use one of: {}.", known.join(", ")),
        )
    })
}

/// Reads, checks, computes and writes the reports of the month; closes it if asked to.
pub fn run(settings: &Settings, purpose: &Purpose, watch: Watch) -> Result<Run, Problem> {
    let rules = rules(settings)?;
    let paths = if settings.dataset.is_none() { list(settings)? } else { Vec::new() };
    delivery::ensure_writable(&settings.out)?;
    let _lock = Lock::take(&settings.out, OUT_LOCK)?;
    let mut keeping = Keeping::begin(settings, purpose.clone())?;
    keeping.recover(&settings.out)?;
    points::pass("leftovers cleared");
    let workbooks = match &settings.dataset {
        Some(dataset) => shards::from_dataset(settings, &rules, dataset)?,
        None => shards::read_files(settings, &rules, &paths, shards::cache(settings, &rules).as_ref(), watch),
    };
    let (mut portfolio, mut findings) = keeping.join(workbooks, &rules);
    questions::keep_if_asked(&mut portfolio, settings);
    findings.extend(keeping.trouble.iter().cloned());
    findings.extend(settings.answer_findings.iter().chain(&settings.setting_findings).cloned());
    findings.sort();
    let metrics = metrics::compute(&portfolio, &settings.assumptions).map_err(not_computed)?;
    report_on(settings, &rules, &portfolio, &metrics, findings, &mut keeping, watch)
}

/// Composes and writes everything about numbers that are already there.
pub fn report_on(
    settings: &Settings,
    rules: &Rules,
    portfolio: &Portfolio,
    metrics: &Metrics,
    findings: Vec<Finding>,
    keeping: &mut Keeping,
    watch: Watch,
) -> Result<Run, Problem> {
    // Reports say what is not known before the month's state is.
    let before = Shared::default();
    let recipients = settings.listed()?.recipients;
    let context = context(settings, rules, portfolio, metrics, &findings, &before);
    let context = ReportContext { recipients: &recipients, ..context };
    let checks = report::checks(&context);
    let context = ReportContext { checks: &checks, ..context };
    let record = report::record::run_record(&context, &settings.digest);
    let mut draft = keeping.draft(&context, &record, settings)?;
    let signature = draft.signature.clone();
    let shared = before.without_the_past();
    let context = ReportContext {
        closed: draft.revision,
        signature: signature.as_ref(),
        past: draft.past(),
        shared: &shared,
        ..context
    };
    let mut files = outputs(&context, settings, watch)?;
    let listed: Vec<OutputRecord> = files.par_iter().map(|(path, bytes)| output_record(path, bytes)).collect();
    let state = context.state();
    let changes = context.comparison().map(report::changes_record);
    let record = RunRecord { state: state.text(), changes, outputs: listed, ..record };
    let outputs_digest = digest_of(record.outputs.iter().map(|output| (&*output.path, &*output.sha256)));
    // On the disk first: a full disk closes no month, and whatever ends the run after the closing, the next one finds
    // the reports of the closed month whole and puts them in their place.
    let period = settings.assumptions.period;
    let name = keeping.folder_for(period, &state);
    let stage = || delivery::stage_folder(&settings.out, &name, &files);
    let (staged, json) = rayon::join(stage, || ("run.json".to_owned(), render::json::lists(&record)));
    let staged = staged?.with(&json)?;
    files.push(json);
    keeping.close(&mut draft, &files, &outputs_digest, settings)?;
    let folder = staged.publish()?;
    if matches!(state, State::Final(_)) {
        delivery::clear_drafts(&settings.out, period);
    }
    keeping.note(&record, &outputs_digest, settings)?;
    let bytes = files.iter().map(|(_, bytes)| bytes.len() as u64).sum();
    let kept = match &draft.standing {
        Standing::Closed(month) => keeping.finals(period, month.revision).map(|folder| (folder, bytes)),
        _ => None,
    };
    let outputs = files.into_iter().map(|(path, _)| path).collect();
    let obstacles = std::mem::take(&mut draft.obstacles);
    let asked = questions::ask(settings, &portfolio.questions)?;
    let intake = settings.intake.clone();
    Ok(Run { intake, folder, outputs, state, standing: draft.standing, obstacles, findings, asked, kept, record })
}

/// What reports may say, without checks and without earlier months.
fn context<'a>(
    settings: &'a Settings,
    rules: &'a Rules,
    portfolio: &'a Portfolio,
    metrics: &'a Metrics,
    findings: &'a [Finding],
    shared: &'a Shared,
) -> ReportContext<'a> {
    ReportContext {
        company: &settings.company,
        portfolio,
        metrics,
        months: &[],
        findings,
        checks: &[],
        assumptions: &settings.assumptions,
        rules,
        program_lead: &settings.program_lead,
        recipients: &[],
        ranking_rows: settings.ranking_rows,
        live_formulas_up_to: settings.live_formulas_up_to,
        closed: None,
        signature: None,
        past: Past::NotKept,
        presentation: &settings.presentation,
        shared,
    }
}

/// The rules with what the fonts can print.
fn rules(settings: &Settings) -> Result<Rules, Problem> {
    let printable = pdf::printable(&settings.theme).map_err(unusable_fonts)?;
    Ok(Rules { printable: Printable(printable), ..settings.rules.clone() })
}

/// Lies nothing in the intake folder that anybody may have meant to send?
pub fn intake_is_empty(settings: &Settings) -> bool {
    settings.only.is_none() && intake::lying(&settings.intake).is_ok_and(|files| files.is_empty())
}

fn list(settings: &Settings) -> Result<Vec<PathBuf>, Problem> {
    if let Some(file) = &settings.only {
        return Ok(vec![file.clone()]);
    }
    let folder = &settings.intake;
    let paths = intake::list_files(folder).map_err(|error| {
        Problem::files(
            format!("The intake folder {} cannot be read: {error}", folder.display()),
            "Name the folder that holds the workbooks behind the command, or as intake in report.toml.",
        )
    })?;
    if paths.is_empty() {
        return Err(Problem::files(
            format!("The intake folder {} is empty", folder.display()),
            "Put the intake workbooks there, or name another folder behind the command.",
        ));
    }
    Ok(paths)
}

fn read(settings: &Settings, rules: &Rules, watch: Watch) -> Result<Vec<CheckedWorkbook>, Problem> {
    Ok(shards::read_files(settings, rules, &list(settings)?, None, watch))
}

/// Every output but run.json, as path below the month's folder and bytes, in a fixed order.
fn outputs(context: &ReportContext, settings: &Settings, watch: Watch) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    let fonts = Fonts::load(&settings.theme).map_err(unusable_fonts)?;
    let sponsors = report::sponsors(context);
    watch(Progress::Writing(sponsors.len() + 3));
    let draw = |report: &Report| {
        let bytes = pdf::pdf_with(report, &settings.theme, &fonts);
        points::pass("output drawn");
        watch(Progress::OutputMade);
        bytes
    };
    let workbook = || {
        let months = match context.is_live() {
            true => metrics::months_by_owner(context.portfolio, context.assumptions).map_err(not_computed)?,
            false => Vec::new(),
        };
        let bytes =
            render::xlsx::xlsx(&report::finance(&ReportContext { months: &months, ..*context }), &settings.theme);
        watch(Progress::OutputMade);
        bytes.map_err(|error| not_written("The workbook", error))
    };
    // One workbook takes as long as everything else together.
    let others = || -> Result<Vec<(String, Vec<u8>)>, Problem> {
        let reports = report::sponsor(context, &sponsors);
        let names: Vec<String> =
            sponsors.iter().map(|sponsor| format!("sponsors/{}.pdf", plain_name(&sponsor.email))).collect();
        let mut files = vec![("executive.pdf".to_owned(), draw(report::executive(context)))];
        files.par_extend(names.par_iter().zip(&reports).map(|(name, report)| (name.clone(), draw(report))));
        files.extend(sponsor_workbooks(context, settings, &sponsors)?);
        if let Some(asked) = report::decisions_to_fill(context) {
            let bytes = render::xlsx::template::template(&asked, &settings.theme);
            let bytes = bytes.map_err(|error| not_written("decisions.xlsx", error))?;
            files.push(("decisions.xlsx".to_owned(), bytes));
        }
        if let Some(register) = report::ai_act_register(context) {
            let bytes = render::xlsx::xlsx(&register, &settings.theme);
            files.push(("register.xlsx".to_owned(), bytes.map_err(|error| not_written("register.xlsx", error))?));
        }
        let findings = report::findings_table(context.findings);
        files.push(("findings.csv".to_owned(), render::csv::csv(&findings, context.locale())));
        let emails =
            [report::sponsor_emails(context, &sponsors, &reports, &names), report::portfolio_emails(context)].concat();
        let mails = mail::record(settings, context.state().text(), &emails, report::withheld(context))?;
        files.push((mail::MAILS.to_owned(), render::json::lists(&mails)));
        Ok(files)
    };
    let (workbook, others) = rayon::join(workbook, others);
    let mut files = vec![("portfolio.xlsx".to_owned(), workbook?)];
    files.extend(others?);
    watch(Progress::OutputMade);
    Ok(files)
}

/// The workbook of each sponsor who gets one, beside their PDF.
fn sponsor_workbooks(
    context: &ReportContext,
    settings: &Settings,
    sponsors: &[Sponsor],
) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    let is_wanted = |sponsor: &&Sponsor| {
        settings.sponsor_workbooks.iter().any(|wanted| wanted == "*" || as_kept(wanted) == sponsor.email)
    };
    let wanted: Vec<&Sponsor> = sponsors.iter().filter(is_wanted).collect();
    let books = report::sponsor_workbooks(context, &wanted);
    wanted
        .into_par_iter()
        .zip(&books)
        .map(|(sponsor, book)| {
            let name = format!("sponsors/{}.xlsx", plain_name(&sponsor.email));
            match render::xlsx::xlsx(book, &settings.theme) {
                Ok(bytes) => Ok((name, bytes)),
                Err(error) => Err(not_written(&name, error)),
            }
        })
        .collect()
}

fn not_computed(error: metrics::Error) -> Problem {
    Problem::program(format!("The numbers could not be computed: {error}"))
}

fn not_written(what: &str, error: XlsxError) -> Problem {
    Problem::program(format!("{what} could not be written: {error}"))
}

fn unusable_fonts(error: pdf::PdfError) -> Problem {
    Problem::usage(
        format!("The fonts cannot be used: {error}"),
        "Check [brand] theme in report.toml: fonts must be TrueType (.ttf).",
    )
}

/// ASCII file name of a person, made of the address alone, so that it is the same whoever else is there. Where letters
/// had to be left out, a piece of the address's fingerprint keeps two addresses apart.
fn plain_name(email: &str) -> String {
    const LONGEST: usize = 100;
    let (local, domain) = email.split_once('@').unwrap_or((email, ""));
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '.' | '-');
    let plain = |text: &str| text.chars().map(|letter| if is_plain(letter) { letter } else { '-' }).collect::<String>();
    let whole = email.len() <= LONGEST && local.chars().chain(domain.chars()).all(is_plain);
    let mut name: String = format!("{}_at_{}", plain(local), plain(domain)).chars().take(LONGEST + 4).collect();
    // A hidden file is a lost one.
    let whole = whole && !name.starts_with('.');
    name = name.trim_start_matches('.').to_owned();
    if !whole {
        name.push('_');
        name.push_str(&sha256(email.as_bytes())[..8]);
    }
    // con.lee@… would be a device of Windows.
    safe_name(&name, "nobody")
}

fn output_record(path: &str, bytes: &[u8]) -> OutputRecord {
    OutputRecord { path: path.to_owned(), sha256: sha256(bytes), bytes: bytes.len() as u64 }
}

/// Fingerprint of all outputs: their paths and fingerprints.
fn digest_of<'a>(outputs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let lines: Vec<String> = outputs.map(|(path, sha256)| format!("{path} {sha256}\n")).collect();
    sha256(lines.concat().as_bytes())
}

/// How a program that was asked for a run ends: 0 done, 3 done with something to fix, 4 held back or not closed.
pub fn exit_code(run: &Run) -> u8 {
    match (&run.state, &run.standing) {
        (State::HeldBack, _) | (_, Standing::Refused(_)) => 4,
        _ if needs_fixing(&run.findings) => 3,
        _ => 0,
    }
}

/// Was any file or sheet refused, any row set aside or any cell rejected?
pub fn needs_fixing(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity < Severity::Noted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{closing::ClosingOrder, period::Month},
        settings::Given,
    };
    use std::path::Path;

    fn sample(out: &Path) -> Settings {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
        let given = Given {
            config: Some(sample.join("report.toml")),
            intake: Some(sample.join("intake")),
            out: Some(out.to_owned()),
            period: Month::new(2026, 10),
            ..Given::default()
        };
        Settings::resolve(&given, "2026-11-10T06:00:00Z".parse().unwrap()).unwrap()
    }

    fn accepting() -> ClosingOrder {
        ClosingOrder { reason: "agreed with Finance".to_owned(), ..ClosingOrder::default() }
    }

    #[test]
    fn a_row_lost_inside_the_metrics_holds_the_report_back() {
        let out = tempfile::tempdir().unwrap();
        let settings = sample(out.path());
        let rules = rules(&settings).unwrap();
        let (portfolio, findings) = validate::join(read(&settings, &rules, &|_| ()).unwrap(), &rules, None);
        let run_on = |metrics: &Metrics| {
            let keeping = &mut Keeping::nothing();
            report_on(&settings, &rules, &portfolio, metrics, findings.clone(), keeping, &|_| ()).unwrap()
        };

        let whole = run_on(&metrics::compute(&portfolio, &settings.assumptions).unwrap());
        assert_eq!(whole.state, State::Draft);
        assert!(whole.record.checks.all_hold);

        let lossy = run_on(&metrics::compute_with_a_lost_row(&portfolio, &settings.assumptions).unwrap());
        assert_eq!(lossy.state, State::HeldBack);
        assert_eq!(lossy.record.state, "held back");
        assert_eq!(exit_code(&lossy), 4);
        // The file, the department and the month of the lost row are named, each by its own check.
        let failed: Vec<&str> =
            lossy.record.checks.list.iter().filter(|check| !check.holds).map(|check| check.group).collect();
        for group in ["file", "department", "month"] {
            assert!(failed.contains(&group), "{group} is not among {failed:?}");
        }
    }

    #[test]
    fn a_difference_from_the_ledger_is_said_and_holds_nothing_back() {
        let out = tempfile::tempdir().unwrap();
        let settings = sample(out.path());
        let rules = rules(&settings).unwrap();
        let mut workbooks = read(&settings, &rules, &|_| ()).unwrap();
        // The sample has no initiative of the department Other, so all of it is missing in the intake.
        let ledger = b"Department,Month,Cost actual\nOther,2026-10,12000\n";
        let ledger = intake::read_workbook("ledger.csv", ledger, &rules.dictionary, &settings.reading);
        workbooks.push(validate::check_workbook(ledger, &rules));
        let (portfolio, findings) = validate::join(workbooks, &rules, None);
        let metrics = metrics::compute(&portfolio, &settings.assumptions).unwrap();
        let keeping = &mut Keeping::nothing();
        let run = report_on(&settings, &rules, &portfolio, &metrics, findings, keeping, &|_| ()).unwrap();
        assert_eq!(run.state, State::Draft);
        assert!(run.record.checks.all_hold);
        let lines: Vec<_> =
            run.record.checks.ledger.iter().map(|line| (line.difference, line.within_tolerance)).collect();
        assert_eq!(lines, [(-1_200_000, false)]);
        let shared = Shared::default();
        let context = context(&settings, &rules, &portfolio, &metrics, &run.findings, &shared);
        for report in [report::executive(&context), &report::finance(&context)] {
            assert!(format!("{report:?}").contains("ledger differs by EUR 12,000 in Other"), "{:?}", report.audience);
        }
    }

    #[test]
    fn a_month_that_does_not_foot_is_not_closed() {
        let out = tempfile::tempdir().unwrap();
        let settings = Settings { state: Some(out.path().join("state")), ..sample(out.path()) };
        let rules = rules(&settings).unwrap();
        let (portfolio, findings) = validate::join(read(&settings, &rules, &|_| ()).unwrap(), &rules, None);
        let close = |metrics: &Metrics| {
            let keeping = &mut Keeping::begin(&settings, Purpose::Close(accepting())).unwrap();
            report_on(&settings, &rules, &portfolio, metrics, findings.clone(), keeping, &|_| ()).unwrap()
        };

        let lossy = close(&metrics::compute_with_a_lost_row(&portfolio, &settings.assumptions).unwrap());
        let Standing::Refused(open) = &lossy.standing else { panic!("{:?}", lossy.standing) };
        assert!(open[0].found.contains("Totals do not agree"), "{open:?}");
        assert_eq!((lossy.record.state.as_str(), exit_code(&lossy)), ("held back", 4));
        assert!(runs(&settings).unwrap().closed.is_empty());
        assert!(!out.path().join("state/snapshots").exists());

        let whole = close(&metrics::compute(&portfolio, &settings.assumptions).unwrap());
        assert_eq!(whole.record.state, "final r1");
    }

    #[test]
    fn file_names_are_ascii_and_follow_from_the_address_alone() {
        assert_eq!(plain_name("a-b@c.example"), "a-b_at_c.example");
        assert_eq!(plain_name("a@b-c.example"), "a_at_b-c.example");
        let odd = [
            "../x@y.example",
            ".x@y.example",
            "x@y.example",
            "con@nul",
            "con.lee@x.example",
            "com1.lee@x.example",
            "-.-x@y.example",
            "żak@x.example",
            "źak@x.example",
            "a_at_b@c.d",
            &"x".repeat(200),
        ];
        let names: std::collections::BTreeSet<String> = odd.iter().map(|email| plain_name(email)).collect();
        assert_eq!(names.len(), odd.len());
        for name in &names {
            assert!(name.is_ascii() && *name == safe_name(name, "") && name.len() < 140, "{name}");
        }
    }
}
