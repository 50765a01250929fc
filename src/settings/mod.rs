//! Arguments, environment and `report.toml` become [`Settings`], once, at the start: nothing in them is optional.

pub mod book;
pub mod comparison;
pub mod dictionary;
mod fields;
mod file;
mod holidays;
mod layout;
mod logo;
pub mod mail;
pub mod mapping;
mod measure;
mod presentation;
#[cfg(test)]
mod schema;
mod sentences;
mod starter;
pub mod theme;

use file::{Brand, Reports};
pub use file::{DEFAULTS, FileSettings, ReadableBy, SCHEMA, StateSettings};
pub use starter::{Answers, CLOSED, Found, starter};

use crate::model::fingerprint::hex;
use crate::model::{
    approval::Approvals,
    assumptions::{Assumptions, Criterion, Thresholds, Weights},
    capacity::Capacity,
    closing::{ClosingRules, PlausibleLimits},
    dictionary::{Dictionary, Level, SheetKind, folded},
    email::EmailTemplates,
    finding::{Address, Finding},
    fiscal::FiscalCalendar,
    history::ChangeLimits,
    locale::{LOCALES, Locale},
    log::LogRules,
    mail::{MailRules, Recipient},
    money::Cents,
    period::Month,
    presentation::Presentation,
    problem::Problem,
    reading::ReadingRules,
    rules::{Printable, Rules},
    schedule::ScheduleRules,
    theme::Theme,
    working_days::Holidays,
};
use jiff::{Timestamp, tz::TimeZone};
use sha2::{Digest, Sha256};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// What was typed or stands in the environment; wins over the file.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Path of the settings file.
    pub config: Option<PathBuf>,
    /// Folder of the intake, or one workbook.
    pub intake: Option<PathBuf>,
    /// Folder of the outputs.
    pub out: Option<PathBuf>,
    /// The reporting month.
    pub period: Option<Month>,
    /// `settings.xlsx` beside the settings file, as it was read; none where there is none.
    pub workbook: Option<Arc<book::Read>>,
}

/// Everything a run goes by.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The file they were read from, if there is one.
    pub config: Option<PathBuf>,
    /// Whose report.
    pub company: String,
    /// Where people drop their workbooks.
    pub intake: PathBuf,
    /// The one workbook of the intake to look at, when a file was named instead of a folder.
    pub only: Option<PathBuf>,
    /// Where the outputs go, below it a folder for each month.
    pub out: PathBuf,
    /// Numbers behind the numbers, the reporting month among them.
    pub assumptions: Assumptions,
    /// What workbooks are checked against. Which characters can be printed is added when the fonts are read.
    pub rules: Rules,
    /// Looks.
    pub theme: Theme,
    /// Order, length and wording of the reports.
    pub presentation: Presentation,
    /// How a file is read, and how much of it.
    pub reading: ReadingRules,
    /// This program itself, to read dangerous workbooks in a process of their own; `None`: they are read in this one.
    pub program: Option<PathBuf>,
    /// Where answers go; empty when nobody is named.
    pub program_lead: String,
    /// Rows of the ranking in the executive report.
    pub ranking_rows: usize,
    /// Up to so many initiatives the workbook computes itself.
    pub live_formulas_up_to: usize,
    /// Addresses of the sponsors who get a workbook; `*` for every one.
    pub sponsor_workbooks: Vec<String>,
    /// From where on a change since the last closed month is listed.
    pub changes: ChangeLimits,
    /// Who may close a month.
    pub closing: ClosingRules,
    /// How far a figure may move before a person has to say that it is right.
    pub plausible: PlausibleLimits,
    /// Where closed months are kept; `None` when `report.toml` names no folder.
    pub state: Option<PathBuf>,
    /// Are files that did not change since the last run not read again? Only where closed months are kept.
    pub cache: bool,
    /// A dataset to report on instead of the intake: what `extract` has read from all of its shares.
    pub dataset: Option<PathBuf>,
    /// Who is mailed, and how. Its paths are complete.
    pub mail: MailRules,
    /// The words of mails.
    pub email_templates: EmailTemplates,
    /// When the run began. Goes to the ledger, never into an output.
    pub started_at: Timestamp,
    /// Whose calendar decides which month is over.
    pub zone: TimeZone,
    /// The month before the one in which the run began.
    pub last_complete: Month,
    /// When the program starts by itself.
    pub schedule: ScheduleRules,
    /// How a log is kept; its folder is empty for none.
    pub log: LogRules,
    /// Who may read what is written.
    pub readable_by: ReadableBy,
    /// Workbook in which is asked what is not understood; none without a settings file, or where nothing is asked.
    pub questions: Option<PathBuf>,
    /// SHA-256 of the workbook of questions that was written last, lower-case hex; empty for none.
    pub asked: String,
    /// Answers of that workbook that cannot be used.
    pub answer_findings: Vec<Finding>,
    /// The workbook of settings, if some stand in one.
    pub workbook: Option<PathBuf>,
    /// Readers of mail that the workbook of settings names, with their cells.
    pub readers: Vec<(Recipient, Address)>,
    /// How amounts that were typed as words into the workbook of settings were understood.
    pub setting_findings: Vec<Finding>,
    /// SHA-256 of all settings that can change an output, lower-case hex.
    pub digest: String,
}

impl Settings {
    /// Reads the settings file, if there is one, and settles every setting. `now` decides the default month.
    ///
    /// Errors: an unknown or impossible setting, with its line and what to type instead.
    pub fn resolve(given: &Given, now: Timestamp) -> Result<Settings, Problem> {
        let path = config_path(given)?;
        let folder = path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
        let name = path.as_deref().map_or_else(|| "report.toml".to_owned(), |path| path.display().to_string());
        let (book::Merged { file, filled }, text) = both_files(path.as_deref(), &name, given)?;
        let complain = |setting: &str, what: String, hint: &str| match filled.place_of(setting, &what) {
            Some(cell) => Problem::usage(format!("{cell}: {what}"), hint),
            None => Problem::usage(format!("{}: {what}", file::place_of(&name, &text, setting)), hint),
        };
        let locale = Locale::named(&file.locale).ok_or_else(|| {
            let names: Vec<&str> = LOCALES.iter().map(|locale| locale.name).collect();
            complain(
                "locale",
                format!("there is no locale \"{}\"", file.locale),
                &format!("Use one of {}.", names.join(", ")),
            )
        })?;
        let says_date_order = says(&text, "locale") || filled.table.contains_key("locale");
        let zone = TimeZone::get(&file.time_zone).map_err(|_| {
            complain(
                "time_zone",
                format!("there is no time zone \"{}\"", file.time_zone),
                "Use a name such as Europe/Berlin.",
            )
        })?;
        file.check().map_err(|(setting, what, hint)| complain(setting, what, hint))?;
        let today = now.to_zoned(zone.clone()).date();
        if today.year() < EARLIEST_YEAR {
            return Err(Problem::usage(
                format!("The clock of this computer says {today}, and no month of that time can be reported"),
                "Set the clock of this computer, and run again.",
            ));
        }
        let last_complete = last_complete_month(now, &zone, file.fiscal_calendar());
        let period = given.period.unwrap_or(last_complete);
        let mut dictionary = file
            .dictionary()
            .map_err(|what| complain("dictionary", what, "`coe-report manual fields` lists every field."))?;
        let kept = match &path {
            Some(config) => mapping::read(&mapping::path(config), &dictionary)?,
            None => mapping::Kept::default(),
        };
        dictionary.mapping = kept.mapping;
        dictionary.allow_answered();
        let (weights, weights_consistency) = if file.comparison.is_empty() {
            (file.weights, None)
        } else {
            let judged = comparison::weights(&file.comparison);
            let (weights, consistency) = judged.map_err(|what| {
                complain("comparison", what, "Change or complete [comparison], or delete it and use [weights].")
            })?;
            (weights, Some(consistency))
        };
        let roles = &dictionary.field(SheetKind::Team, "role").map(|field| field.allowed.clone()).unwrap_or_default();
        if let Some(role) = file.capacity.keys().map(|line| &line.role).find(|role| !roles.contains(role)) {
            let hint = format!("Use one of: {}.", roles.join("; "));
            return Err(complain("capacity", format!("there is no role \"{role}\" to cap"), &hint));
        }
        let categories = dictionary.field(SheetKind::Financials, "cost_category").map(|field| field.allowed.clone());
        if let Some(categories) = categories.filter(|list| !list.is_empty() && !list.contains(&file.billing.category)) {
            let what = format!("there is no cost category \"{}\"", file.billing.category);
            return Err(complain("category", what, &format!("Use one of: {}.", categories.join("; "))));
        }
        let measures = measure::declarations(&file.measure, &dictionary).map_err(|fault| {
            let cell = filled.place_of_entry("measure", fault.measure).map(Address::to_string);
            let place = cell.unwrap_or_else(|| fault.place(&name, &text));
            Problem::usage(format!("{place}: {}", fault.what), fault.hint)
        })?;
        let theme = theme::load(&file.brand.theme, folder)?;
        let presentation = presentation::load(&file.reports, folder)?;
        let calendar = file.fiscal_calendar();
        let assumptions = Assumptions {
            period,
            calendar,
            horizon_months: file.horizon_months,
            discount_rate: file.discount_rate,
            weights,
            budgets: file
                .budgets
                .iter()
                .filter_map(|(year, amount)| {
                    let first = calendar.year_named(year.text())?;
                    Some((first.year(), Cents((amount * 100.0).round() as i64)))
                })
                .collect(),
            weights_consistency,
            capacity: Capacity(
                file.capacity.iter().map(|(line, people)| (line.clone(), (people * 1000.0).round() as i64)).collect(),
            ),
            funding: file.funding,
            stress_tests: file.stress_tests.clone(),
            robustness: file.robustness,
            thresholds: Thresholds {
                coverage: file.thresholds.coverage.min(weight_asked_for(&weights, &dictionary, file.level)),
                ..file.thresholds
            },
            health: file.health,
            departments: allowed(&dictionary, "department"),
            expected_departments: expected_departments(&file, &dictionary),
            goals: allowed(&dictionary, "strategic_goal"),
            measures,
        };
        let email_templates = mail::templates(&file.mail, folder)?;
        let holidays = holidays::read(&file.holidays, folder)?;
        let outputs = (&assumptions, &dictionary, &presentation, &holidays);
        let locale = locale.for_currency(&file.currency);
        let digest = digest(&file, outputs, &theme, &email_templates);
        let only = given.intake.clone().filter(|path| path.is_file());
        let one_file = only.is_some();
        Ok(Settings {
            company: file.company,
            intake: match &only {
                Some(file) => file.parent().unwrap_or(Path::new("")).to_owned(),
                None => given.intake.clone().unwrap_or_else(|| folder.join(&file.intake)),
            },
            only,
            out: given.out.clone().unwrap_or_else(|| folder.join(&file.out)),
            rules: Rules {
                dictionary,
                locale,
                says_date_order,
                level: file.level,
                ranking_methods: file.ranking_methods,
                currency: file.currency,
                period,
                calendar,
                plausible_years: file.plausible.years,
                comment_above: file.comment_above,
                approvals: Approvals::of(file.approval),
                ai_act: file.ai_act,
                rates: file.rates,
                billing: file.billing.clone(),
                holidays,
                printable: Printable::default(),
                ledger_tolerance: Cents((file.ledger_tolerance * 100.0).round() as i64),
                // A workbook by itself misses nobody.
                submitters: if one_file { Vec::new() } else { file.expected_submitters },
                reading_days: file.health.reading_days,
                max_findings: file.limits.max_findings,
                missing_submitter: file.missing_submitter,
            },
            assumptions,
            theme,
            presentation,
            reading: ReadingRules {
                hidden: file.hidden,
                limits: file.limits,
                quiet_seconds: file.quiet_seconds,
                billing: file.billing,
                calendar,
            },
            program: None,
            program_lead: file.program_lead,
            ranking_rows: file.ranking_rows,
            live_formulas_up_to: file.live_formulas_up_to,
            sponsor_workbooks: file.sponsor_workbooks,
            changes: file.changes,
            closing: file.closing,
            plausible: file.plausible,
            state: (!file.state.folder.as_os_str().is_empty()).then(|| folder.join(&file.state.folder)),
            cache: file.state.cache,
            dataset: None,
            mail: mail::with_paths_below(file.mail, folder),
            email_templates,
            started_at: now,
            zone,
            last_complete,
            schedule: file.schedule,
            readable_by: file.readable_by,
            questions: path
                .as_ref()
                .filter(|_| !file.questions.as_os_str().is_empty())
                .map(|_| folder.join(&file.questions)),
            asked: kept.asked,
            answer_findings: Vec::new(),
            log: match file.log.folder.as_os_str().is_empty() {
                true => file.log,
                false => LogRules { folder: folder.join(&file.log.folder), ..file.log },
            },
            workbook: path.as_deref().map(book::path).filter(|_| given.workbook.is_some()),
            config: path,
            readers: filled.readers,
            setting_findings: filled.notes,
            digest,
        })
    }
}

/// The settings of `report.toml` and of the workbook beside it, and the text of the first.
fn both_files(path: Option<&Path>, name: &str, given: &Given) -> Result<(book::Merged, String), Problem> {
    let (file, text) = match path.filter(|path| path.is_file()) {
        Some(path) => FileSettings::read(path)?,
        None => (FileSettings::default(), String::new()),
    };
    // A workbook that nobody looked into would be settings that silently do not hold.
    if given.workbook.is_none() && path.is_some_and(|path| book::path(path).is_file()) {
        return Err(Problem::program("The settings were asked for without their workbook"));
    }
    Ok((book::merged(file, name, &text, given.workbook.as_deref())?, text))
}

/// Does the text of `report.toml` say a setting of the company?
fn says(text: &str, key: &str) -> bool {
    toml::from_str::<toml::Table>(text).is_ok_and(|table| table.contains_key(key))
}

/// The settings of both files as they stand there, and who gets mail by the workbook. Errors: as [`Settings::resolve`].
pub fn as_written(given: &Given) -> Result<(FileSettings, Vec<Recipient>), Problem> {
    let path = config_path(given)?;
    let name = path.as_deref().map_or_else(|| "report.toml".to_owned(), |path| path.display().to_string());
    let merged = both_files(path.as_deref(), &name, given)?.0;
    Ok(without_places(merged))
}

/// The same of a text and a workbook that are not written yet.
pub fn of_text(
    name: &str,
    text: &str,
    workbook: Option<&book::Read>,
) -> Result<(FileSettings, Vec<Recipient>), Problem> {
    Ok(without_places(book::merged(FileSettings::parse(name, text)?, name, text, workbook)?))
}

fn without_places(merged: book::Merged) -> (FileSettings, Vec<Recipient>) {
    (merged.file, merged.filled.readers.into_iter().map(|(reader, _)| reader).collect())
}

/// The values a field of Initiatives allows.
/// Share of the weights (0–1) whose criteria the level asks for: nobody stays unranked for what was never asked.
fn weight_asked_for(weights: &Weights, dictionary: &Dictionary, level: Level) -> f64 {
    let is_asked = |criterion: &Criterion| {
        dictionary.field(SheetKind::Initiatives, criterion.key()).is_none_or(|field| field.level <= level)
    };
    let each = Criterion::ALL.iter().zip(weights.normalised());
    each.filter(|(criterion, _)| is_asked(criterion)).map(|(_, weight)| weight).sum()
}

/// All departments that the settings list; where they list none, those of the program's list that an expected sender
/// is named after, `Finance and HR`.
fn expected_departments(file: &FileSettings, dictionary: &Dictionary) -> Vec<String> {
    let departments = allowed(dictionary, "department");
    let of_file = file.fields.get(&SheetKind::Initiatives).and_then(|fields| fields.get("department"));
    if of_file.is_some_and(|change| change.allowed.is_some()) {
        return departments;
    }
    let spaced = |text: &str| format!(" {} ", folded(text));
    let is_expected = |department: &String| {
        file.expected_submitters
            .iter()
            .any(|sender| sender.department == *department || spaced(&sender.name).contains(&spaced(department)))
    };
    departments.into_iter().filter(is_expected).collect()
}

fn allowed(dictionary: &Dictionary, key: &str) -> Vec<String> {
    dictionary.field(SheetKind::Initiatives, key).map(|field| field.allowed.clone()).unwrap_or_default()
}

/// The file that was named, else a `report.toml` beside the intake, where one started or beside the intake's folder. It
/// need not be there where a workbook of settings is.
pub fn config_path(given: &Given) -> Result<Option<PathBuf>, Problem> {
    let is_there = |path: &PathBuf| path.is_file() || book::path(path).is_file();
    if let Some(path) = &given.config {
        return if is_there(path) {
            Ok(Some(path.clone()))
        } else {
            Err(Problem::usage(
                format!("There is no settings file {}", path.display()),
                "Check the path after --config, or leave it out to use the defaults.",
            ))
        };
    }
    let beside_intake = given.intake.as_deref().and_then(Path::parent).map(|folder| folder.join("report.toml"));
    Ok(beside_intake.into_iter().chain([PathBuf::from("report.toml")]).find(is_there))
}

/// A clock that shows an earlier year has lost its battery; spreadsheets know no day before 1900.
const EARLIEST_YEAR: i16 = 1950;

/// The month before the one that `now` lies in, as the configured zone's calendar has it.
fn last_complete_month(now: Timestamp, zone: &TimeZone, calendar: FiscalCalendar) -> Month {
    calendar.month_of(now.to_zoned(zone.clone()).date()).plus(-1)
}

/// The same for the same settings, wherever the folders are.
fn digest(
    file: &FileSettings,
    (assumptions, dictionary, presentation, holidays): (&Assumptions, &Dictionary, &Presentation, &Holidays),
    theme: &Theme,
    templates: &EmailTemplates,
) -> String {
    let texts = [
        serde_json::to_string(&FileSettings {
            intake: PathBuf::new(),
            out: PathBuf::new(),
            state: StateSettings::default(),
            closing: ClosingRules::default(),
            plausible: PlausibleLimits::default(),
            schedule: ScheduleRules::default(),
            log: LogRules::default(),
            readable_by: ReadableBy::default(),
            mail: MailRules::default(),
            // What they say counts, not where they are.
            brand: Brand::default(),
            reports: Reports::default(),
            questions: PathBuf::new(),
            holidays: PathBuf::new(),
            ..file.clone()
        }),
        serde_json::to_string(assumptions),
        serde_json::to_string(dictionary),
        serde_json::to_string(presentation),
        serde_json::to_string(&(&theme.colours, theme.paper, &theme.draft_mark)),
    ];
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.unwrap_or_default());
    }
    if !holidays.is_empty() {
        hash.update(serde_json::to_string(holidays).unwrap_or_default());
    }
    for font in [&theme.regular, &theme.bold] {
        hash.update(font);
    }
    for template in [&templates.subject, &templates.text, &templates.html] {
        hash.update(template);
    }
    hex(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::problem::ProblemKind;

    fn resolved(toml: &str) -> Result<Settings, Problem> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.toml");
        std::fs::write(&path, toml).unwrap();
        let given = Given { config: Some(path), ..Given::default() };
        Settings::resolve(&given, "2026-11-01T03:00:00Z".parse().unwrap())
    }

    #[test]
    fn nobody_stays_unranked_for_criteria_that_were_not_asked_for() {
        let least = |text: &str| resolved(text).unwrap().assumptions.thresholds.coverage;
        assert_eq!(least(""), 0.6);
        // Business value 25, feasibility 15 and delivery risk 10 of 100.
        assert!((least("level = \"start\"") - 0.5).abs() < 1e-12);
        assert_eq!(least("level = \"start\"\n[thresholds]\ncoverage = 0.4"), 0.4);
        // 60 + 15 + 10 of 135.
        assert!((least("level = \"start\"\n[weights]\nbusiness_value = 60") - 0.6).abs() < 1e-12);
        assert!((least("level = \"start\"\n[weights]\nstrategic_fit = 60") - 50.0 / 135.0).abs() < 1e-12);
    }

    /// Each setting with values that nobody types; the loop that the fuzz targets of the settings are.
    #[test]
    #[ignore = "slow: cargo test -- --include-ignored"]
    fn no_value_of_a_setting_is_a_fault_of_the_program() {
        const ODD: [&str; 9] =
            ["0", "-1", "1e300", "9223372036854775807", "\"\"", "\"\\u0000../x\"", "[]", "nan", "{ a = 1 }"];
        let lines: Vec<&str> = DEFAULTS.lines().collect();
        let mut tried = 0;
        for (place, line) in lines.iter().enumerate() {
            let is_setting = line.starts_with(|letter: char| letter.is_ascii_lowercase());
            let Some((name, _)) = line.split_once(" = ").filter(|_| is_setting) else { continue };
            for odd in ODD {
                let changed = format!("{name} = {odd}");
                let text: Vec<&str> = lines[..place]
                    .iter()
                    .copied()
                    .chain([&*changed])
                    .chain(lines[place + 1..].iter().copied())
                    .collect();
                if let Err(problem) = resolved(&text.join("\n")) {
                    assert_ne!(problem.kind, ProblemKind::Program, "{changed}: {problem}");
                    assert!(!problem.hint.is_empty(), "{changed}: {problem}");
                }
                tried += 1;
            }
        }
        assert!(tried > 500, "{tried}");
    }

    #[test]
    fn settings_are_understood_whatever_the_clock_says() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.toml");
        std::fs::write(&path, "").unwrap();
        let given = Given { config: Some(path), ..Given::default() };
        for clock in [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH] {
            if let Err(problem) = Settings::resolve(&given, clock) {
                assert_ne!(problem.kind, ProblemKind::Program, "{clock}: {problem}");
            }
        }
        let problem = Settings::resolve(&given, "1899-12-31T00:00:00Z".parse().unwrap()).unwrap_err();
        assert!(problem.to_string().contains("1899-12-31") && problem.hint.contains("clock"), "{problem}");
    }

    #[test]
    fn the_default_month_is_the_last_complete_one_of_the_zone() {
        // 03:00 UTC on 1 November is 31 October, 23:00, in New York (EDT), and 1 November in Berlin.
        let in_zone = |zone: &str| resolved(&format!("time_zone = \"{zone}\"")).unwrap().assumptions.period.to_string();
        assert_eq!(in_zone("America/New_York"), "2026-09");
        assert_eq!(in_zone("Europe/Berlin"), "2026-10");
    }

    #[test]
    fn the_last_complete_month_is_right_in_every_zone_and_at_every_turn_of_the_clock() {
        // The last second of a month, and the month that is complete then and a second later. Expected: Python 3.11,
        // zoneinfo. Clocks change in March, April and November; 2028 has a 29 February.
        for (zone, moment, then, later) in [
            ("Pacific/Pago_Pago", "2026-01-01T10:59:59Z", "2025-11", "2025-12"),
            ("Pacific/Pago_Pago", "2026-03-01T10:59:59Z", "2026-01", "2026-02"),
            ("Pacific/Pago_Pago", "2026-04-01T10:59:59Z", "2026-02", "2026-03"),
            ("Pacific/Pago_Pago", "2026-11-01T10:59:59Z", "2026-09", "2026-10"),
            ("Pacific/Pago_Pago", "2028-03-01T10:59:59Z", "2028-01", "2028-02"),
            ("America/St_Johns", "2026-01-01T03:29:59Z", "2025-11", "2025-12"),
            ("America/St_Johns", "2026-03-01T03:29:59Z", "2026-01", "2026-02"),
            ("America/St_Johns", "2026-04-01T02:29:59Z", "2026-02", "2026-03"),
            ("America/St_Johns", "2026-11-01T02:29:59Z", "2026-09", "2026-10"),
            ("America/St_Johns", "2028-03-01T03:29:59Z", "2028-01", "2028-02"),
            ("America/New_York", "2026-01-01T04:59:59Z", "2025-11", "2025-12"),
            ("America/New_York", "2026-03-01T04:59:59Z", "2026-01", "2026-02"),
            ("America/New_York", "2026-04-01T03:59:59Z", "2026-02", "2026-03"),
            ("America/New_York", "2026-11-01T03:59:59Z", "2026-09", "2026-10"),
            ("America/New_York", "2028-03-01T04:59:59Z", "2028-01", "2028-02"),
            ("UTC", "2025-12-31T23:59:59Z", "2025-11", "2025-12"),
            ("UTC", "2026-02-28T23:59:59Z", "2026-01", "2026-02"),
            ("UTC", "2026-03-31T23:59:59Z", "2026-02", "2026-03"),
            ("UTC", "2026-10-31T23:59:59Z", "2026-09", "2026-10"),
            ("UTC", "2028-02-29T23:59:59Z", "2028-01", "2028-02"),
            ("Europe/Berlin", "2025-12-31T22:59:59Z", "2025-11", "2025-12"),
            ("Europe/Berlin", "2026-02-28T22:59:59Z", "2026-01", "2026-02"),
            ("Europe/Berlin", "2026-03-31T21:59:59Z", "2026-02", "2026-03"),
            ("Europe/Berlin", "2026-10-31T22:59:59Z", "2026-09", "2026-10"),
            ("Europe/Berlin", "2028-02-29T22:59:59Z", "2028-01", "2028-02"),
            ("Africa/Casablanca", "2025-12-31T22:59:59Z", "2025-11", "2025-12"),
            ("Africa/Casablanca", "2026-02-28T23:59:59Z", "2026-01", "2026-02"),
            ("Africa/Casablanca", "2026-03-31T22:59:59Z", "2026-02", "2026-03"),
            ("Africa/Casablanca", "2026-10-31T22:59:59Z", "2026-09", "2026-10"),
            ("Africa/Casablanca", "2028-02-29T23:59:59Z", "2028-01", "2028-02"),
            ("Asia/Kolkata", "2025-12-31T18:29:59Z", "2025-11", "2025-12"),
            ("Asia/Kolkata", "2026-02-28T18:29:59Z", "2026-01", "2026-02"),
            ("Asia/Kolkata", "2026-03-31T18:29:59Z", "2026-02", "2026-03"),
            ("Asia/Kolkata", "2026-10-31T18:29:59Z", "2026-09", "2026-10"),
            ("Asia/Kolkata", "2028-02-29T18:29:59Z", "2028-01", "2028-02"),
            ("Australia/Lord_Howe", "2025-12-31T12:59:59Z", "2025-11", "2025-12"),
            ("Australia/Lord_Howe", "2026-02-28T12:59:59Z", "2026-01", "2026-02"),
            ("Australia/Lord_Howe", "2026-03-31T12:59:59Z", "2026-02", "2026-03"),
            ("Australia/Lord_Howe", "2026-10-31T12:59:59Z", "2026-09", "2026-10"),
            ("Australia/Lord_Howe", "2028-02-29T12:59:59Z", "2028-01", "2028-02"),
            ("Pacific/Chatham", "2025-12-31T10:14:59Z", "2025-11", "2025-12"),
            ("Pacific/Chatham", "2026-02-28T10:14:59Z", "2026-01", "2026-02"),
            ("Pacific/Chatham", "2026-03-31T10:14:59Z", "2026-02", "2026-03"),
            ("Pacific/Chatham", "2026-10-31T10:14:59Z", "2026-09", "2026-10"),
            ("Pacific/Chatham", "2028-02-29T10:14:59Z", "2028-01", "2028-02"),
            ("Pacific/Kiritimati", "2025-12-31T09:59:59Z", "2025-11", "2025-12"),
            ("Pacific/Kiritimati", "2026-02-28T09:59:59Z", "2026-01", "2026-02"),
            ("Pacific/Kiritimati", "2026-03-31T09:59:59Z", "2026-02", "2026-03"),
            ("Pacific/Kiritimati", "2026-10-31T09:59:59Z", "2026-09", "2026-10"),
            ("Pacific/Kiritimati", "2028-02-29T09:59:59Z", "2028-01", "2028-02"),
        ] {
            let moment: Timestamp = moment.parse().unwrap();
            let zone = TimeZone::get(zone).unwrap();
            let complete = |moment| last_complete_month(moment, &zone, FiscalCalendar::default()).to_string();
            let found = (complete(moment), complete(moment + jiff::SignedDuration::from_secs(1)));
            assert_eq!(found, (then.to_owned(), later.to_owned()), "{moment} in {}", zone.iana_name().unwrap());
        }
    }

    #[test]
    fn of_weeks_the_last_complete_period_is_over_on_its_own_last_day() {
        // As the National Retail Federation publishes them: October 2026 from 4 to 31 October, November to the 28th.
        let weeks = "fiscal_year_start = 2\n[calendar]\nweeks = \"4-5-4\"\nyear_ends = \"nearest Saturday\"\n";
        let calendar = resolved(weeks).unwrap().assumptions.calendar;
        for (moment, complete) in [
            ("2026-10-03T12:00:00Z", "2026-08"),
            ("2026-10-04T00:00:00Z", "2026-09"),
            ("2026-11-28T23:59:59Z", "2026-10"),
            ("2026-11-29T00:00:00Z", "2026-11"),
        ] {
            let found = last_complete_month(moment.parse().unwrap(), &TimeZone::UTC, calendar);
            assert_eq!(found.to_string(), complete, "{moment}");
        }
    }

    #[test]
    fn an_unknown_setting_is_refused_with_its_line_and_the_nearest_name() {
        let problem = resolved("company = \"A\"\nhorizn_months = 24\n").unwrap_err();
        assert!(problem.what.contains("report.toml, line 2"), "{problem}");
        assert!(problem.what.contains("horizn_months") && problem.hint.contains("horizon_months"), "{problem}");
        let problem = resolved("[weights]\nstrategic_fat = 10\n").unwrap_err();
        assert!(problem.what.contains("line 2") && problem.hint.contains("strategic_fit"), "{problem}");
    }

    #[test]
    fn impossible_values_are_refused_with_their_line() {
        for (toml, line, word) in [
            ("company = \"A\"\ndiscount_rate = -1.0\n", "line 2", "discount_rate"),
            ("fiscal_year_start = 13\n", "line 1", "fiscal_year_start"),
            ("[calendar]\nweeks = \"4-4-4\"\n", "line 2", "4-4-5"),
            ("[calendar]\nweeks = \"4-4-5\"\nyear_ends = \"first Saturday\"\n", "line 3", "last Saturday"),
            ("[calendar]\nweeks = \"4-4-5\"\nweek_53_in = 13\n", "line 3", "week_53_in"),
            ("[calendar]\nyear_ends = \"nearest Saturday\"\n", "line 1", "calendar months"),
            ("[budgets]\nFY26 = 1\n2026 = 2\n", "line 1", "the same fiscal year"),
            ("locale = \"xx\"\n", "line 1", "locale"),
            ("[weights]\nfeasibility = 0\n", "line 2", "weights"),
            ("currency = \"euro\"\n", "line 1", "currency"),
            ("time_zone = \"Mars\"\n", "line 1", "time zone"),
            ("horizon_months = \"many\"\n", "line 1", "horizon_months"),
            ("\n[[expected_submitters]]\nname = \"HR\"\n", "line 2", "files"),
            ("[comparison]\nstrategic_fit = { feasibility = 2 }\n", "line 1", "not compared"),
            ("ranking_methods = [\"moscow\"]\n", "line 1", "moscow"),
            ("[[approval]]\nwho = \" \"\n", "line 1", "who"),
            ("[[approval]]\nwho = \"Lead\"\nup_to = -1.0\n", "line 1", "up_to"),
            ("[[approval]]\nwho = \"Lead\"\n[[approval]]\nwho = \"Board\"\n", "line 1", "Board"),
            ("[[approval]]\nwho = \"Lead\"\npeople = [\"A\"]\nsignatures = 2\n", "line 1", "signatures"),
            ("[[approval]]\nwho = \"Lead\"\nsignatures = 2\n", "line 1", "signatures"),
            ("[[approval]]\nwho = \"Lead\"\npeople = [\"()\"]\n", "line 1", "nobody"),
            ("[capacity]\nWizard = 2\n", "line 1", "Data Engineer"),
            ("[capacity]\n\"Data Engineer\" = -1\n", "line 1", "capacity"),
            ("[capacity]\n\"Wizard from 2027-03\" = 2\n", "line 1", "Data Engineer"),
            ("[capacity]\n\"Data Engineer from 2027-13\" = 2\n", "line 2", "2027-13"),
            ("[funding]\ngap = 2\n", "line 2", "gap"),
            ("[schedule]\nday = 29\n", "line 2", "day"),
            ("[schedule]\ntime = \"6 o'clock\"\n", "line 2", "time"),
            ("[schedule]\ntime = \"24:00\"\n", "line 2", "time"),
            ("[log]\nlevel = \"loud\"\n", "line 2", "level"),
            ("[funding]\nfrontier_budgets = 1\n", "line 2", "frontier_budgets"),
            ("[funding]\nfinance_rate = -1.0\n", "line 2", "finance_rate"),
            ("[funding.p_success]\nidea = 0.0\n", "line 1", "p_success"),
            ("[[stress_tests]]\nbenefits = 0.5\n", "line 1", "name"),
            ("[[stress_tests]]\nname = \"x\"\ncosts = -1.0\n", "line 1", "costs"),
            ("[robustness]\nsamples = 0\n", "line 2", "samples"),
            ("[robustness]\nspread = 1.5\n", "line 2", "spread"),
            ("[robustness]\ntop = 0\n", "line 2", "top"),
            ("[thresholds]\nfar_apart = 2.0\n", "line 2", "far_apart"),
            ("[ai_act]\nannex_iii = \"in spring\"\n", "line 2", "annex_iii"),
            ("[ai_act]\nannex_iii = 2027-12-02\n", "line 2", "quotation marks"),
            ("[ai_act]\ndeployer_is = \"church\"\n", "line 2", "public-authority"),
        ] {
            let problem = resolved(toml).unwrap_err();
            assert!(problem.what.contains(line) && problem.to_string().contains(word), "{toml}: {problem}");
        }
    }

    #[test]
    fn the_digest_changes_with_what_changes_outputs() {
        let digest = |toml: &str| resolved(toml).unwrap().digest;
        assert_eq!(digest(""), digest("out = \"elsewhere\""));
        assert_eq!(digest(""), digest("[state]\nfolder = \"kept\""));
        assert_eq!(digest(""), digest("[schedule]\nday = 3\n[log]\nfolder = \"log\""));
        assert_ne!(digest(""), digest("discount_rate = 0.11"));
        assert_ne!(digest(""), digest("[weights]\nfeasibility = 20"));
        // What a file of one's own says counts, not that there is one.
        let own = tempfile::tempdir().unwrap();
        let words = |text: &str| {
            let path = own.path().join("words.toml");
            std::fs::write(&path, text).unwrap();
            digest(&format!("[reports]\nsentences = {:?}", path.display().to_string()))
        };
        assert_eq!(digest(""), words(""));
        assert_ne!(digest(""), words("[decide]\nquiet = [\"Quiet.\"]"));
    }
}
