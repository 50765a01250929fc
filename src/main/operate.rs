//! What runs by itself, or looks after what does: the schedule's run, the watch, the doctor, the log.

use crate::{
    DONE, close, given,
    mail::{self, Ended, HELD_BACK},
    settings,
};
use coe_report::{
    cli::Common,
    console::Console,
    disk,
    log::Log,
    model::{closing::ClosingOrder, finding::Severity, log::LogLevel, period::Month, problem::Problem},
    pipeline::{self, Purpose, Run, Standing, Watched, doctor, exit_code, mail::SendOrder},
    schedule::{self, Plan, System},
    settings::{Given, Settings},
};
use jiff::tz::TimeZone;
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// Beside the intake folder, for the copies that `watch` writes.
const ANSWERS: &str = "answers";
/// A part of the set-up is wrong.
const WRONG: u8 = 1;

/// The log that the settings ask for. That it cannot be written is said, and stops nothing.
pub fn begin_log(settings: &Settings, console: &Console) -> Log {
    Log::begin(&settings.log, settings.started_at, home()).unwrap_or_else(|error| {
        console.problem(&Problem::files(
            format!("No log is kept: {} cannot be written: {error}", settings.log.folder.display()),
            "It goes on without one. Check [log] folder in report.toml.",
        ));
        Log::none()
    })
}

/// One run, with its lines in the log.
pub fn run_month(settings: &Settings, purpose: &Purpose, log: &Log, console: &Console) -> Result<Run, Problem> {
    let period = settings.assumptions.period.to_string();
    log.line(LogLevel::Info, "run-began", json!({"period": period, "version": env!("CARGO_PKG_VERSION")}));
    let done = pipeline::run(settings, purpose, &|progress| console.progress(progress));
    match &done {
        Ok(run) => note_run(run, log),
        Err(problem) => {
            let facts = json!({"period": period, "what": problem.what, "hint": problem.hint});
            log.line(LogLevel::Error, "run-stopped", facts);
        }
    }
    done
}

fn note_run(run: &Run, log: &Log) {
    let of = |severity| run.findings.iter().filter(|finding| finding.severity == severity).count();
    let open = match &run.standing {
        // Kinds, not sentences: up to info no person is named.
        Standing::Refused(open) => open.iter().map(|one| one.kind.text().to_owned()).collect(),
        Standing::Waiting(open) => open.clone(),
        _ => Vec::new(),
    };
    let code = exit_code(run);
    let facts = json!({
        "period": run.record.period.to_string(),
        "state": run.record.state,
        "open": open.join("; "),
        "exit_code": code,
        "files": run.record.files.len(),
        "refused": of(Severity::Refused),
        "set_aside": of(Severity::SetAside),
        "rejected": of(Severity::Rejected),
        "noted": of(Severity::Noted),
        "checks_failed": run.record.checks.list.iter().filter(|check| !check.holds).count(),
        "outputs": run.outputs.len(),
        "milliseconds": log.milliseconds(),
    });
    log.line(if code == 4 { LogLevel::Warn } else { LogLevel::Info }, "run-ended", facts);
    for output in &run.record.outputs {
        log.line(LogLevel::Debug, "output", json!({"path": output.path, "sha256": output.sha256}));
    }
    for finding in &run.findings {
        let facts = json!({"code": finding.code.text(), "address": finding.address.to_string()});
        log.line(LogLevel::Debug, "finding", facts);
    }
}

/// Each month that is due. One that stays open keeps later ones open too, so that months are closed in their order;
/// their reports are made all the same.
pub fn due(given: &Given, console: &Console) -> Result<Ended, Problem> {
    let now = settings(given)?;
    let log = begin_log(&now, console);
    let due = pipeline::catch_up(&now).inspect_err(|problem| {
        log.line(LogLevel::Error, "run-stopped", json!({"what": problem.what, "hint": problem.hint}));
    })?;
    if due.is_empty() {
        log.line(LogLevel::Info, "nothing-due", json!({"last_complete": now.last_complete.to_string()}));
        console.nothing_is_due(now.last_complete, pipeline::newest_closed(&now)?);
    }
    let mut worst = DONE;
    let (mut stays_open, mut undelivered) = (Vec::new(), Vec::new());
    // Reports do not wait for mails: what is wrong with those is told at the end.
    let mut mail_problem = None;
    let mut mail = |month: Month, worst: &mut u8| match send(given, month, &log, console) {
        Ok(ended) => {
            *worst = ended.code.max(*worst);
            undelivered.extend(ended.undelivered);
        }
        Err(problem) => mail_problem = mail_problem.take().or(Some(problem)),
    };
    if now.schedule.send
        && let Some(last) = pipeline::last_closed(&now)?
    {
        // A run may have been ended between closing and the last mail. Who has theirs gets no second one.
        mail(last, &mut worst);
    }
    let mut may_close = now.schedule.close;
    for month in due {
        let settings = settings(&Given { period: Some(month), ..given.clone() })?;
        console.about_due(month, now.last_complete, may_close);
        let purpose = if may_close { Purpose::Due(by_schedule()) } else { Purpose::Report };
        let run = run_month(&settings, &purpose, &log, console)?;
        console.ran(&run);
        stays_open.extend(keeps_open(&run));
        may_close &= matches!(run.standing, Standing::Closed(_) | Standing::Unchanged(_));
        worst = worst.max(exit_code(&run));
        if now.schedule.send && matches!(run.standing, Standing::Closed(_)) {
            mail(month, &mut worst);
        }
    }
    // A month that stays open is graver than a mail that is held.
    let code = if stays_open.is_empty() { worst } else { HELD_BACK };
    mail_problem.map_or(Ok(Ended { code, stays_open, undelivered }), Err)
}

/// What keeps the month of a run open, in one sentence; `None` where nothing does.
pub fn keeps_open(run: &Run) -> Option<String> {
    let Standing::Refused(open) = &run.standing else { return None };
    let found: Vec<&str> = open.iter().map(|one| one.found.trim_end_matches('.')).collect();
    Some(format!("{} stays open: {}.", run.record.period, found.join("; ")))
}

/// Closes only months against which nothing stands: it has no reason to accept anything.
fn by_schedule() -> ClosingOrder {
    ClosingOrder { by: "the schedule".to_owned(), ..close::order() }
}

/// Sends the mails of a closed month, with a line in the log that names nobody.
fn send(given: &Given, month: Month, log: &Log, console: &Console) -> Result<Ended, Problem> {
    let given = Given { period: Some(month), ..given.clone() };
    let ended = match mail::send(given.clone(), SendOrder::default(), console) {
        Ok(ended) => ended,
        // The reports of a month whose mails are out may be made again, moved or thrown away.
        Err(_) if settings(&given).and_then(|found| pipeline::mail::is_finished(&found, month)).unwrap_or(false) => {
            DONE.into()
        }
        Err(problem) => {
            log.line(LogLevel::Error, "mails-stopped", json!({"what": problem.what}));
            return Err(problem);
        }
    };
    log.line(LogLevel::Info, "mails-sent", json!({"period": month.to_string(), "exit_code": ended.code}));
    Ok(ended)
}

/// Answers what is put into the intake folder until somebody ends it.
pub fn watch(
    intake: Option<PathBuf>,
    answers: Option<PathBuf>,
    every: u32,
    common: Common,
    console: &Console,
) -> Result<u8, Problem> {
    let given = given(intake, None, common);
    let first = settings(&given)?;
    let answers = answers.unwrap_or_else(|| first.intake.parent().unwrap_or(Path::new("")).join(ANSWERS));
    let log = begin_log(&first, console);
    let is_over = Arc::new(AtomicBool::new(false));
    let ended = Arc::clone(&is_over);
    ctrlc::set_handler(move || ended.store(true, Ordering::SeqCst))
        .map_err(|error| Problem::program(format!("Ctrl-C cannot be listened to: {error}")))?;
    let tell = |what: Watched| {
        console.watched(&what, &first.intake, &answers);
        match &what {
            Watched::Began(files) => log.line(LogLevel::Info, "watch-began", json!({"files": files})),
            Watched::Answered(reply) => {
                let [refused, set_aside, rejected, noted] = reply.findings;
                let counts = json!({"refused": refused, "set_aside": set_aside, "rejected": rejected, "noted": noted});
                log.line(LogLevel::Info, "answered", counts);
                log.line(LogLevel::Debug, "answered-file", json!({"file": reply.file}));
            }
            Watched::Trouble(problem) => log.line(LogLevel::Warn, "watch-troubled", json!({"what": problem.what})),
            Watched::Over => log.line(LogLevel::Info, "watch-goes-on", json!({})),
            Watched::Ended => log.line(LogLevel::Info, "watch-ended", json!({})),
        }
    };
    let pause = Duration::from_secs(every.into());
    pipeline::watch(&|| settings(&given), &answers, pause, &|| is_over.load(Ordering::SeqCst), &tell)?;
    Ok(DONE)
}

/// Looks at everything a run needs.
pub fn doctor(given: &Given, console: &Console) -> Result<u8, Problem> {
    let examination = match settings(given) {
        Ok(settings) => doctor::examine(&settings, &TimeZone::system(), &mail::secrets(&settings)),
        Err(problem) => doctor::unusable_settings(&problem),
    };
    console.examined(&examination);
    Ok(if examination.verdict == doctor::Verdict::Wrong { WRONG } else { DONE })
}

/// Prints or writes what starts the program by itself.
pub fn schedule(
    system: Option<System>,
    install: Option<Option<PathBuf>>,
    account: Option<String>,
    config: Option<PathBuf>,
    console: &Console,
) -> Result<u8, Problem> {
    let settings = settings(&Given { config, ..Given::default() })?;
    let system = system.unwrap_or_else(System::here);
    let plan = plan(&settings, system, account)?;
    let folder = install.as_ref().and_then(Option::as_deref).map(absolute);
    let schedule = schedule::schedule(system, &plan, folder.as_deref());
    if install.is_some() {
        let cannot = |path: &Path, error: std::io::Error| {
            Problem::files(
                format!("{} cannot be written: {error}", path.display()),
                "Start it with the rights for that folder (sudo), or name another one: --install DIR.",
            )
        };
        // The service may write to these and make no others.
        for folder in &plan.writes_to {
            std::fs::create_dir_all(folder).map_err(|error| cannot(folder, error))?;
        }
        for file in &schedule.files {
            let path = schedule.folder.join(&file.name);
            disk::replace(&path, &file.bytes()).map_err(|error| cannot(&path, error))?;
        }
    }
    console.scheduled(&schedule, install.is_some());
    Ok(DONE)
}

fn plan(settings: &Settings, system: System, account: Option<String>) -> Result<Plan, Problem> {
    let Some(config) = &settings.config else {
        return Err(Problem::usage(
            "There is no report.toml to run by",
            "Start in the folder of your report.toml, or name it with --config.",
        ));
    };
    if settings.state.is_none() {
        return Err(Problem::usage(
            "The schedule needs to know which months are closed",
            "Name a folder for them in report.toml: [state] folder = \"closed\".",
        ));
    }
    let program = std::env::current_exe().map_err(|error| {
        Problem::files(format!("This program cannot be found: {error}"), "Start it by its full path.")
    })?;
    let log = (!settings.log.folder.as_os_str().is_empty()).then_some(&settings.log.folder);
    let own = || ["SUDO_USER", "USER"].into_iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default();
    Ok(Plan {
        program,
        config: absolute(config),
        writes_to: [&settings.out, &settings.mail.outbox]
            .into_iter()
            .chain(&settings.state)
            .chain(log)
            .map(|path| absolute(path))
            .collect(),
        day: settings.schedule.day,
        // Checked with the settings.
        at: settings.schedule.hour_and_minute().unwrap_or((6, 0)),
        zone: settings.zone.iana_name().unwrap_or("UTC").to_owned(),
        account: account.unwrap_or_else(|| if system == System::Systemd { own() } else { String::new() }),
        home: home().unwrap_or_default(),
    })
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn home() -> Option<PathBuf> {
    ["HOME", "USERPROFILE"].into_iter().find_map(std::env::var_os).map(PathBuf::from)
}
