//! Arguments → settings → command → console → exit code.

use coe_report::{
    cli::{Cli, Command, Common, SettingsPlace},
    console::{Console, Voice},
    delivery, disk, guard, intake,
    model::{
        closing::ClosingOrder,
        explanation,
        period::Month,
        problem::{Problem, ProblemKind},
        rules::Rules,
    },
    pipeline::{self, Purpose, Run, exit_code, mail::SendOrder, needs_fixing},
    sample,
    settings::{Answers, Found, Given, ReadableBy, SCHEMA, Settings, book},
    talk, window,
    workspace::{self, Question},
};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use mimalloc::MiMalloc;
use std::{
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    process::ExitCode,
};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const DONE: u8 = 0;
const COULD_NOT_RUN: u8 = 1;
const USAGE: u8 = 2;
const TO_FIX: u8 = 3;
/// Folder of the copies of what was dropped on the program.
const COPIES_OF_DROPPED: &str = "answers";

#[path = "main/close.rs"]
mod close;
#[path = "main/mail.rs"]
mod mail;
#[path = "main/manual.rs"]
mod manual;
#[path = "main/operate.rs"]
mod operate;
#[path = "main/start.rs"]
mod start;

fn main() -> ExitCode {
    guard::silence_caught_panics();
    #[cfg(debug_assertions)]
    stop_where_a_test_says();
    // Started by another run of this program to read one workbook.
    if std::env::args_os().nth(1).is_some_and(|argument| argument == intake::isolated::COMMAND) {
        return match intake::isolated::answer(std::io::stdin().lock(), std::io::stdout().lock()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(COULD_NOT_RUN),
        };
    }
    let typed: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let closes = window::closes_at_the_end();
    let code = if typed.is_empty() && closes {
        ended(start::start)
    } else if is_dropped(&typed) {
        ended(|console| check_dropped(&typed, console))
    } else {
        command(Cli::from_arguments().command)
    };
    if closes {
        wait();
    }
    ExitCode::from(code)
}

/// `COE_REPORT_STOP_AT=37:/tmp/sign`: in a debug build the program waits at that point of its run to be killed.
#[cfg(debug_assertions)]
fn stop_where_a_test_says() {
    let said = std::env::var("COE_REPORT_STOP_AT").ok();
    if let Some((number, sign)) = said.as_deref().and_then(|said| said.split_once(':'))
        && let Ok(number) = number.parse()
    {
        coe_report::disk::points::stop_at(number, sign.into());
    }
}

fn command(command: Command) -> u8 {
    match command {
        Command::Run { intake, out, from: _, open: _, due: true, common } => {
            let (voice, tells) = (voice(common.json, common.quiet), common.tell_operators);
            let given = given(intake, out, common);
            ended_as(voice, |console| mail::told(&given, tells, operate::due(&given, console), console))
        }
        Command::Run { intake, out, from, open, due: false, common } => {
            let (voice, tells) = (voice(common.json, common.quiet), common.tell_operators);
            let given = given(intake, out, common);
            ended_as(voice, |console| {
                let ended = settings(&given)
                    .inspect(|found| about(found, &given, console))
                    .and_then(|found| run_with(&Settings { dataset: from, ..found }, Purpose::Report, open, console))
                    .map(|(code, _)| code.into());
                mail::told(&given, tells, ended, console)
            })
        }
        Command::Close { month, intake, out, by, prepared_by, reviewed_by, accept, force, common } => {
            let (voice, tells) = (voice(common.json, common.quiet), common.tell_operators);
            let given = given(intake, out, Common { period: month.or(common.period), ..common });
            let reason = accept.unwrap_or_default();
            let order = ClosingOrder { prepared_by, reviewed_by, reason, is_forced: force, ..close::order() };
            ended_as(voice, |console| {
                let ended = close::close(&given, by, order, close::may_ask(voice), console);
                mail::told(&given, tells, ended, console)
            })
        }
        Command::Reopen { month, because, by, common } => {
            let voice = voice(common.json, common.quiet);
            let given = given(None, None, Common { period: Some(month), ..common });
            ended_as(voice, |console| close::reopen(&given, by, &because, close::may_ask(voice), console))
        }
        Command::Runs { common } => {
            ended_as(voice(common.json, common.quiet), |console| runs(given(None, None, common), console))
        }
        Command::Explain { what, intake, sponsor, all, common } => {
            let voice = voice(common.json, common.quiet);
            let question = explanation::Question { what: what.join(" "), sponsor };
            ended_as(voice, |console| explain(given(intake, None, common), &question, all, console))
        }
        Command::Check { intake, annotate, common } => {
            let voice = voice(common.json, common.quiet);
            ended_as(voice, |console| check(given(intake, None, common), annotate.as_deref(), console))
        }
        Command::Extract { intake, into, common } => {
            let voice = voice(common.json, common.quiet);
            ended_as(voice, |console| extract(&given(intake, None, common), &into, console))
        }
        Command::Status { intake, common } => {
            let voice = voice(common.json, common.quiet);
            ended_as(voice, |console| status(given(intake, None, common), console))
        }
        Command::Watch { intake, answers, every, common } => {
            let voice = voice(common.json, common.quiet);
            ended_as(voice, |console| operate::watch(intake, answers, every, common, console))
        }
        Command::Schedule { system, install, account, config } => {
            ended(|console| operate::schedule(system, install, account, config, console))
        }
        Command::Doctor { common } => {
            let voice = voice(common.json, common.quiet);
            ended_as(voice, |console| operate::doctor(&given(None, None, common), console))
        }
        Command::Preview { common } => {
            ended_as(voice(common.json, common.quiet), |console| mail::preview(given(None, None, common), console))
        }
        Command::Send { dry_run, revision, withdrawn, settle, common } => {
            let (voice, tells) = (voice(common.json, common.quiet), common.tell_operators);
            let given = given(None, None, common);
            ended_as(voice, |console| match &settle {
                Some(settlement) => mail::settle(given, settlement, console),
                None => {
                    let ended = match withdrawn {
                        true => mail::tell_of_withdrawal(&given, dry_run, console),
                        false => mail::send(given.clone(), SendOrder { dry_run, revision }, console),
                    };
                    mail::told(&given, tells, ended, console)
                }
            })
        }
        Command::TestMail { address, common } => {
            let voice = voice(common.json, common.quiet);
            ended_as(voice, |console| Ok(mail::send_test(&given(None, None, common), &address, console)?.code))
        }
        Command::Remind { dry_run, common } => {
            let voice = voice(common.json, common.quiet);
            ended_as(voice, |console| Ok(mail::remind(given(None, None, common), dry_run, console)?.code))
        }
        Command::Approve { addresses, all, common } => {
            let voice = voice(common.json, common.quiet);
            ended_as(voice, |console| mail::approve(given(None, None, common), &addresses, all, console))
        }
        Command::Template { intake, department, out, config, period, quiet } => {
            let given = Given { config, intake, period, ..Given::default() };
            ended_as(voice(false, quiet), |console| template(&given, department.as_deref(), out, console))
        }
        Command::Init { folder, company, currency, locale, fiscal_year_start, budget, program_lead, quiet } => {
            let typed = [company, currency, locale, fiscal_year_start, budget, program_lead];
            ended_as(voice(false, quiet), |console| {
                let answers = answers(typed, quiet)?;
                let asks = !quiet && io::stdin().is_terminal() && io::stdout().is_terminal();
                init(&folder, &folder, &answers, asks, console).map(|()| DONE)
            })
        }
        Command::Settings { schema: true, .. } => ended(|console| {
            console.script(SCHEMA);
            Ok(DONE)
        }),
        Command::Settings { to, config, quiet, .. } => {
            let given = Given { config, ..Given::default() };
            ended_as(voice(false, quiet), |console| settings_moved(&given, to, console))
        }
        Command::Start => {
            let code = ended(start::start);
            wait();
            code
        }
        Command::Try { folder, json, quiet } => {
            ended_as(voice(json, quiet), |console| try_sample(&folder, console, !json && !quiet))
        }
        Command::Manual { page: Some(page), .. } => ended(|console| manual::print(&page, console)),
        Command::Manual { page: None, out: Some(file) } => ended(|console| manual::write(&file, console)),
        Command::Manual { page: None, out: None } => ended(manual::open),
        Command::Completions { shell } => ended(|console| manual::print_completions(shell, console)),
        Command::ManPages { folder } => ended(|console| manual::write_man_pages(&folder, console)),
    }
}

/// Does it for a person, and says how it ended.
fn ended(what: impl FnOnce(&Console) -> Result<u8, Problem>) -> u8 {
    ended_as(Voice::Person, what)
}

fn ended_as(voice: Voice, what: impl FnOnce(&Console) -> Result<u8, Problem>) -> u8 {
    let console = Console::new(voice);
    what(&console).unwrap_or_else(|problem| {
        console.problem(&problem);
        match problem.kind {
            ProblemKind::Usage => USAGE,
            ProblemKind::Files | ProblemKind::Program => COULD_NOT_RUN,
        }
    })
}

fn voice(json: bool, quiet: bool) -> Voice {
    match (json, quiet) {
        (true, _) => Voice::Machine,
        (false, true) => Voice::Quiet,
        (false, false) => Voice::Person,
    }
}

fn given(intake: Option<PathBuf>, out: Option<PathBuf>, common: Common) -> Given {
    Given { config: common.config, intake, out, period: common.period, workbook: None }
}

/// The settings, with this program to read dangerous workbooks in a process of their own.
fn settings(given: &Given) -> Result<Settings, Problem> {
    let mut settings =
        Settings { program: std::env::current_exe().ok(), ..pipeline::questions::settled(given, now())? };
    disk::keep_to_owner(settings.readable_by == ReadableBy::Group);
    if settings.mail.computer.is_empty() {
        settings.mail.computer = close::computer();
    }
    Ok(settings)
}

/// Which month it is about, and why.
fn about(settings: &Settings, given: &Given, console: &Console) {
    console.about(settings.assumptions.period, settings.last_complete, given.period.is_some());
}

/// The clock. In a debug build `COE_REPORT_NOW` sets it, for tests.
fn now() -> Timestamp {
    #[cfg(debug_assertions)]
    if let Some(set) = std::env::var("COE_REPORT_NOW").ok().and_then(|set| set.parse().ok()) {
        return set;
    }
    Timestamp::now()
}

fn run(given: Given, purpose: Purpose, opens: bool, console: &Console) -> Result<(u8, PathBuf), Problem> {
    run_with(&settings(&given)?, purpose, opens, console)
}

fn run_with(settings: &Settings, purpose: Purpose, opens: bool, console: &Console) -> Result<(u8, PathBuf), Problem> {
    let run = run_and_tell(settings, &purpose, console)?;
    if opens {
        open(&run.folder);
    }
    Ok((exit_code(&run), run.folder))
}

fn run_and_tell(settings: &Settings, purpose: &Purpose, console: &Console) -> Result<Run, Problem> {
    let log = operate::begin_log(settings, console);
    let run = operate::run_month(settings, purpose, &log, console)?;
    console.ran(&run);
    Ok(run)
}

fn runs(given: Given, console: &Console) -> Result<u8, Problem> {
    let settings = settings(&given)?;
    console.remembered(&pipeline::runs(&settings)?);
    Ok(DONE)
}

fn explain(given: Given, question: &explanation::Question, prints_all: bool, console: &Console) -> Result<u8, Problem> {
    let settings = settings(&given)?;
    let explained = pipeline::explain(&settings, question, &|progress| console.progress(progress))?;
    console.explained(&explained, prints_all);
    Ok(DONE)
}

fn check(given: Given, copies: Option<&Path>, console: &Console) -> Result<u8, Problem> {
    let settings = settings(&given)?;
    about(&settings, &given, console);
    let checked = pipeline::check(&settings, &|progress| console.progress(progress))?;
    console.checked(&checked);
    let asked = pipeline::questions::ask(&settings, &checked.portfolio.questions)?;
    console.asked(asked.as_ref());
    if let Some(folder) = copies {
        let copied = pipeline::annotate(&settings, &checked, folder, &|progress| console.progress(progress))?;
        console.copied(&copied, folder);
    }
    Ok(if needs_fixing(&checked.findings) { TO_FIX } else { DONE })
}

/// Adds a share to a dataset. What has to be fixed is said by the report on the whole.
fn extract(given: &Given, dataset: &Path, console: &Console) -> Result<u8, Problem> {
    let extracted = pipeline::extract(&settings(given)?, dataset, &|progress| console.progress(progress))?;
    console.extracted(&extracted, dataset);
    Ok(DONE)
}

/// Says who sent what. What has to be fixed is what `check` is for, so it ends well whatever came.
fn status(given: Given, console: &Console) -> Result<u8, Problem> {
    let settings = pipeline::settings_book::resolve(&given, now())?;
    about(&settings, &given, console);
    let checked = pipeline::check(&settings, &|progress| console.progress(progress))?;
    console.status(&checked);
    Ok(DONE)
}

/// Writes the workbook to fill.
fn template(given: &Given, department: Option<&str>, out: Option<PathBuf>, console: &Console) -> Result<u8, Problem> {
    let settings = settings(given)?;
    let filler = pipeline::template(&settings, department, &|progress| console.progress(progress))?;
    let path = out.unwrap_or_else(|| match &filler.department {
        None => "intake.xlsx".into(),
        Some(department) => {
            let name: String = department.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
            format!("{name}-{}.xlsx", settings.assumptions.period).into()
        }
    });
    delivery::write_new_file(&path, &filler.bytes)?;
    console.template_written(&path, &filler);
    Ok(DONE)
}

/// The sample has mistakes on purpose; a first try that went well ends well.
fn try_sample(folder: &Path, console: &Console, may_open: bool) -> Result<u8, Problem> {
    sample::write(folder)?;
    let given = Given { config: Some(folder.join("report.toml")), period: "2026-10".parse().ok(), ..Given::default() };
    let (code, reports) = run(given, Purpose::Report, false, console)?;
    if may_open {
        open(&reports.join("executive.pdf"));
    }
    Ok(if code == TO_FIX { DONE } else { code })
}

/// The answers that were typed as options; the others are asked for where somebody sits at a terminal.
fn answers(typed: [Option<String>; 6], quiet: bool) -> Result<Answers, Problem> {
    let month = Month::of(Zoned::now().date());
    let mut answers = Answers { time_zone: zone_here(), ..Answers::default() };
    let mut open = Vec::new();
    for (question, typed) in Question::ALL.into_iter().zip(typed) {
        match typed {
            Some(typed) => question
                .answer(&typed, &mut answers, month)
                .map_err(|wrong| Problem::usage(wrong, "coe-report init --help lists the options."))?,
            None => open.push(question),
        }
    }
    if !quiet && io::stdin().is_terminal() && io::stdout().is_terminal() {
        talk::ask(&mut io::stdin().lock(), &mut io::stdout().lock(), &mut answers, &open, month).map_err(no_talk)?;
    }
    Ok(answers)
}

/// The zone of this computer, by its name; UTC where it has none.
fn zone_here() -> String {
    let name = TimeZone::system().iana_name().unwrap_or("UTC").to_owned();
    // As servers call it.
    if name == "Etc/UTC" { "UTC".to_owned() } else { name }
}

/// Makes a workspace with its template, and with what the workbooks in `beside` say of the company; `asks` whether
/// somebody is asked before it is taken.
fn init(folder: &Path, beside: &Path, answers: &Answers, asks: bool, console: &Console) -> Result<(), Problem> {
    let mut lying = pipeline::workbooks_in(beside);
    lying.extend(pipeline::workbooks_in(&folder.join("intake")));
    let written = workspace::create(folder, answers, std::env::current_exe().ok().as_deref())?;
    let month = Month::of(now().to_zoned(TimeZone::UTC).date()).plus(-1);
    let found = found_in(folder, &lying, answers, asks)?;
    workspace::take_in(folder, &found.workbooks)?;
    let written = found.put_into(written);
    let workbook = pipeline::settings_book::workbook(&written, &[], folder, month)?;
    delivery::write_new_file(&folder.join(book::FILE), &workbook)?;
    let given = Given { config: Some(folder.join(workspace::SETTINGS)), ..Given::default() };
    let settings = settings(&given)?;
    let filler = pipeline::template(&settings, None, &|_| ())?;
    delivery::write_new_file(&folder.join(workspace::TEMPLATE), &filler.bytes)?;
    console.workspace_made(folder, Question::Budget.understood(answers).as_deref(), &found);
    Ok(())
}

/// What the workbooks that lie there say of the company, as far as it is wanted.
fn found_in(folder: &Path, lying: &[PathBuf], answers: &Answers, asks: bool) -> Result<Found, Problem> {
    if lying.is_empty() {
        return Ok(Found::default());
    }
    let settings = settings(&Given { config: Some(folder.join(workspace::SETTINGS)), ..Given::default() })?;
    let rules = Rules { locale: answers.locale, currency: answers.currency.clone(), ..settings.rules.clone() };
    let mut found = pipeline::found(&Settings { rules, ..settings }, lying)?;
    if asks {
        talk::offer(&mut io::stdin().lock(), &mut io::stdout().lock(), &mut found).map_err(no_talk)?;
    }
    Ok(found)
}

/// Says which settings differ from their defaults, or moves them to where they shall stand.
fn settings_moved(given: &Given, to: Option<SettingsPlace>, console: &Console) -> Result<u8, Problem> {
    let month = Month::of(now().to_zoned(TimeZone::UTC).date()).plus(-1);
    match to {
        None => console.settings(&pipeline::settings_book::today(given, month)?),
        Some(SettingsPlace::Workbook) => {
            console.settings_moved(&pipeline::settings_book::to_workbook(given, month)?, true)
        }
        Some(SettingsPlace::Text) => console.settings_moved(&pipeline::settings_book::to_text(given)?, false),
    }
    Ok(DONE)
}

/// Files or folders and nothing else: dropped on the program, or typed like that.
fn is_dropped(typed: &[PathBuf]) -> bool {
    typed.first().is_some_and(|first| !Cli::is_command(first.as_os_str())) && typed.iter().all(|path| path.exists())
}

/// Checks each and writes the copies with what is to be fixed; the code of the worst. A workbook by itself misses
/// nobody.
fn check_dropped(paths: &[PathBuf], console: &Console) -> Result<u8, Problem> {
    let mut worst = DONE;
    for path in paths {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        let above: Vec<PathBuf> = path.ancestors().skip(1).map(Path::to_owned).collect();
        let config = workspace::find(&above).map(|folder| folder.join(workspace::SETTINGS));
        let copies = copies_of_dropped(&path, config.as_deref())?;
        let given = Given { config, intake: Some(path), ..Given::default() };
        worst = worst.max(check(given, copies.as_deref(), console)?);
    }
    Ok(worst)
}

/// The folder `answers` beside what was dropped; beside the intake folder where that holds it, for what lies in there
/// is read. None for a whole drive.
fn copies_of_dropped(path: &Path, config: Option<&Path>) -> Result<Option<PathBuf>, Problem> {
    let Some(mut beside) = path.parent().map(Path::to_owned) else { return Ok(None) };
    if let Some(config) = config {
        let given = Given { config: Some(config.to_owned()), ..Given::default() };
        let intake = pipeline::settings_book::resolve(&given, now())?.intake;
        if let (Ok(intake), Ok(dropped)) = (intake.canonicalize(), path.canonicalize())
            && dropped.starts_with(&intake)
            && let Some(above) = intake.parent()
        {
            beside = above.to_owned();
        }
    }
    Ok(Some(beside.join(COPIES_OF_DROPPED)))
}

fn wait() {
    // Whoever cannot press Enter has no window to keep open.
    let _ = talk::wait(&mut io::stdin().lock(), &mut io::stdout().lock());
}

fn no_talk(error: io::Error) -> Problem {
    Problem::files(
        format!("The terminal cannot be used: {error}"),
        "Type the answers as options: coe-report init --help.",
    )
}

/// Opens a file or folder where there is a screen; that it cannot be opened is no problem, its path was printed.
fn open(path: &Path) {
    let Some(opener) = opener() else { return };
    let mut command = std::process::Command::new(opener);
    // It needs to know of the screen, and of no secret.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("COE_REPORT_")) {
        command.env_remove(name);
    }
    let _ = command.arg(path).spawn();
}

/// The program that opens files in others, if there is a screen to show them on.
fn opener() -> Option<&'static str> {
    let has_screen = || std::env::var_os("DISPLAY").is_some() || std::env::var_os("WAYLAND_DISPLAY").is_some();
    if cfg!(target_os = "windows") {
        Some("explorer")
    } else if cfg!(target_os = "macos") {
        Some("open")
    } else {
        has_screen().then_some("xdg-open")
    }
}
