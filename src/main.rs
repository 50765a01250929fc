//! Arguments → settings → command → console → exit code.

use coe_report::{
    cli::{Cli, Command, Common},
    console::{Console, Voice},
    delivery, intake,
    model::problem::{Problem, ProblemKind},
    pipeline::{self, Purpose, exit_code, needs_mending},
    sample,
    settings::{Given, Settings},
};
use jiff::Timestamp;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

const DONE: u8 = 0;
const COULD_NOT_RUN: u8 = 1;
const USAGE: u8 = 2;
const TO_MEND: u8 = 3;

fn main() -> ExitCode {
    intake::silence_caught_panics();
    // Started by another run of this program to read one workbook.
    if std::env::args_os().nth(1).is_some_and(|argument| argument == intake::isolated::COMMAND) {
        return match intake::isolated::answer(std::io::stdin().lock(), std::io::stdout().lock()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(COULD_NOT_RUN),
        };
    }
    let (result, console) = match Cli::from_arguments().command {
        Command::Run { intake, out, common } => {
            let console = Console::new(voice(common.json, common.quiet));
            (run(given(intake, out, common), Purpose::Report, &console).map(|(code, _)| code), console)
        }
        Command::Close { month, intake, out, common } => {
            let console = Console::new(voice(common.json, common.quiet));
            let given = given(intake, out, Common { period: month.or(common.period), ..common });
            (run(given, Purpose::Close, &console).map(|(code, _)| code), console)
        }
        Command::Runs { common } => {
            let console = Console::new(voice(common.json, common.quiet));
            (runs(given(None, None, common), &console), console)
        }
        Command::Check { intake, common } => {
            let console = Console::new(voice(common.json, common.quiet));
            (check(given(intake, None, common), &console), console)
        }
        Command::Template { intake, department, out, config, period, quiet } => {
            let console = Console::new(voice(false, quiet));
            let given = Given { config, intake, out: None, period };
            (template(&given, department.as_deref(), out, &console), console)
        }
        Command::Try { folder, json, quiet } => {
            let console = Console::new(voice(json, quiet));
            (try_sample(&folder, &console, !json && !quiet), console)
        }
    };
    ExitCode::from(result.unwrap_or_else(|problem| {
        console.problem(&problem);
        match problem.kind {
            ProblemKind::Usage => USAGE,
            ProblemKind::Files | ProblemKind::Program => COULD_NOT_RUN,
        }
    }))
}

fn voice(json: bool, quiet: bool) -> Voice {
    match (json, quiet) {
        (true, _) => Voice::Machine,
        (false, true) => Voice::Quiet,
        (false, false) => Voice::Person,
    }
}

fn given(intake: Option<PathBuf>, out: Option<PathBuf>, common: Common) -> Given {
    Given { config: common.config, intake, out, period: common.period }
}

/// The settings, with this program to read dangerous workbooks in a process of their own.
fn settings(given: &Given) -> Result<Settings, Problem> {
    Ok(Settings { program: std::env::current_exe().ok(), ..Settings::resolve(given, Timestamp::now())? })
}

fn run(given: Given, purpose: Purpose, console: &Console) -> Result<(u8, PathBuf), Problem> {
    let settings = settings(&given)?;
    let run = pipeline::run(&settings, purpose, &|progress| console.progress(progress))?;
    console.ran(&run);
    Ok((exit_code(&run), run.folder))
}

fn runs(given: Given, console: &Console) -> Result<u8, Problem> {
    let settings = settings(&given)?;
    console.remembered(&pipeline::runs(&settings)?);
    Ok(DONE)
}

fn check(given: Given, console: &Console) -> Result<u8, Problem> {
    let settings = settings(&given)?;
    let checked = pipeline::check(&settings, &|progress| console.progress(progress))?;
    console.checked(&checked);
    Ok(if needs_mending(&checked.findings) { TO_MEND } else { DONE })
}

/// Writes the workbook to fill.
fn template(given: &Given, department: Option<&str>, out: Option<PathBuf>, console: &Console) -> Result<u8, Problem> {
    let settings = Settings::resolve(given, Timestamp::now())?;
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
    let (code, reports) = run(given, Purpose::Report, console)?;
    if may_open {
        open(&reports.join("executive.pdf"));
    }
    Ok(if code == TO_MEND { DONE } else { code })
}

/// Opens a file where there is a screen; that it cannot be opened is no problem, its path was printed.
fn open(path: &Path) {
    let opener = if cfg!(target_os = "windows") {
        Some("explorer")
    } else if cfg!(target_os = "macos") {
        Some("open")
    } else if std::env::var_os("DISPLAY").is_some() || std::env::var_os("WAYLAND_DISPLAY").is_some() {
        Some("xdg-open")
    } else {
        None
    };
    if let Some(opener) = opener {
        let _ = std::process::Command::new(opener).arg(path).spawn();
    }
}
