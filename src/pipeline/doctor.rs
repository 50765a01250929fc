//! Is everything ready for the month's end? Each part of the set-up is looked at without a run, and what is wrong is
//! said with what to do. Nothing is changed.

use super::{due, rules};
use crate::{
    disk::{self, Lock},
    intake,
    model::{
        ledger::{ClosedMonth, RunEntry},
        mail::{Role, Secrets},
        problem::Problem,
    },
    render::pdf::Fonts,
    settings::Settings,
    state::{self, StateFolder},
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use std::{collections::BTreeSet, path::Path};

/// Less room than this is soon too little: a month of 500 initiatives with its snapshot takes some 20 MB.
const LITTLE_ROOM_BYTES: u64 = 1_000_000_000;
/// Less than this, and a run may not end.
const NO_ROOM_BYTES: u64 = 100_000_000;
/// More files than this are counted, not named.
const NAMED_FILES: usize = 3;
/// Many may write to such a folder at once.
const NO_LOCK: &str = "no-lock";

/// What came of looking at a part.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing to do.
    Ok,
    /// A run will work; somebody should know this.
    LookAt,
    /// A run will not work, or not by itself.
    Wrong,
}

/// A part of the set-up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Examined {
    /// Which part: `Intake`.
    pub part: &'static str,
    /// What came of it.
    pub verdict: Verdict,
    /// What was found.
    pub found: String,
    /// What to do; empty where there is nothing.
    pub instead: String,
}

/// What `doctor` says to machines.
#[derive(Clone, Debug, Serialize)]
pub struct Examination {
    /// Version of this record.
    pub format: &'static str,
    /// The worst of all.
    pub verdict: Verdict,
    /// In the order of a run.
    pub parts: Vec<Examined>,
}

impl Examination {
    /// Of these parts.
    pub fn of(parts: Vec<Examined>) -> Examination {
        let verdict = parts.iter().map(|part| part.verdict).max().unwrap_or(Verdict::Ok);
        Examination { format: "coe-report/doctor/1", verdict, parts }
    }
}

fn ok(part: &'static str, found: impl Into<String>) -> Examined {
    Examined { part, verdict: Verdict::Ok, found: found.into(), instead: String::new() }
}

fn look_at(part: &'static str, found: impl Into<String>, instead: impl Into<String>) -> Examined {
    Examined { part, verdict: Verdict::LookAt, found: found.into(), instead: instead.into() }
}

fn wrong(part: &'static str, found: impl Into<String>, instead: impl Into<String>) -> Examined {
    Examined { part, verdict: Verdict::Wrong, found: found.into(), instead: instead.into() }
}

fn of_problem(part: &'static str, problem: &Problem) -> Examined {
    wrong(part, problem.what.clone(), problem.hint.clone())
}

/// Settings that cannot be used: nothing else can be looked at.
pub fn unusable_settings(problem: &Problem) -> Examination {
    Examination::of(vec![of_problem("Settings", problem)])
}

/// Looks at every part; `here` is the zone of this computer, `secrets` those of the mail server.
pub fn examine(settings: &Settings, here: &TimeZone, secrets: &Result<Secrets, Problem>) -> Examination {
    let mut parts = vec![settings_file(settings), clock(settings, here)];
    parts.extend(intake_folder(settings));
    parts.extend(senders(settings));
    parts.push(looks(settings));
    parts.push(template(settings));
    parts.extend(folder_to_write("Reports", &settings.out, super::OUT_LOCK));
    parts.extend(state_folder(settings));
    parts.extend(log_folder(settings));
    parts.extend(mail(settings, secrets));
    parts.push(room(settings));
    Examination::of(parts)
}

fn settings_file(settings: &Settings) -> Examined {
    match &settings.config {
        Some(path) => match &settings.workbook {
            Some(workbook) => ok("Settings", format!("{} and {}", path.display(), workbook.display())),
            None => ok("Settings", path.display().to_string()),
        },
        None => look_at(
            "Settings",
            "there is no report.toml, every setting has its default",
            "Start in the folder of your report.toml, or name it with --config.",
        ),
    }
}

fn clock(settings: &Settings, here: &TimeZone) -> Examined {
    let zone = settings.zone.iana_name().unwrap_or("an unnamed zone");
    let now = settings.started_at.to_zoned(settings.zone.clone());
    let found =
        format!("{} in {zone}; the last complete month is {}", now.strftime("%Y-%m-%d %H:%M"), settings.last_complete);
    if here.to_offset(settings.started_at) != settings.zone.to_offset(settings.started_at) {
        let local = settings.started_at.to_zoned(here.clone());
        return look_at(
            "Clock",
            format!("{found}; on this computer it is {}", local.strftime("%Y-%m-%d %H:%M")),
            "Set time_zone in report.toml to the zone in which your months end, such as Europe/Berlin.",
        );
    }
    ok("Clock", found)
}

fn intake_folder(settings: &Settings) -> Vec<Examined> {
    const PART: &str = "Intake";
    let folder = settings.intake.display();
    let lying = match intake::lying(&settings.intake) {
        Ok(lying) => lying,
        Err(error) => {
            let what = format!("{folder} cannot be read: {error}");
            return vec![wrong(PART, what, "Make the folder, or name another one: intake = \"…\" in report.toml.")];
        }
    };
    let mut parts = Vec::new();
    parts.push(match lying.len() {
        0 => look_at(PART, format!("no workbook lies in {folder}"), "Put the departments' workbooks there."),
        1 => ok(PART, format!("1 file in {folder}")),
        count => ok(PART, format!("{count} files in {folder}")),
    });
    let names = |is_such: &dyn Fn(&str) -> bool| -> Vec<String> {
        lying.iter().filter(|file| is_such(&file.name)).map(|file| file.name.clone()).collect()
    };
    let is_elsewhere = |name: &str| disk::is_elsewhere(&settings.intake.join(name));
    let elsewhere = names(&is_elsewhere);
    if !elsewhere.is_empty() {
        parts.push(look_at(
            PART,
            format!("not on this disk, only in a cloud: {}", some_of(&elsewhere)),
            "Mark the folder \"Always keep on this device\" (OneDrive) or \"Keep Downloaded\" (iCloud).",
        ));
    }
    let closed = names(&|name| !is_elsewhere(name) && intake::why_not_opened(&settings.intake, name).is_some());
    if let Some(why) = closed.first().and_then(|name| intake::why_not_opened(&settings.intake, name)) {
        parts.push(wrong(
            PART,
            format!("cannot be opened: {}; of the first one it is said: {why}", some_of(&closed)),
            "Close them where they are open, check that you may read them, and put files in place of links.",
        ));
    }
    parts.extend(mapped(PART, &settings.intake));
    parts
}

/// Whom is waited for, and whether they can be reached and told apart.
fn senders(settings: &Settings) -> Vec<Examined> {
    const PART: &str = "Senders";
    let expected = &settings.rules.submitters;
    if expected.is_empty() {
        return vec![look_at(
            PART,
            "nobody is named who sends a workbook each month, so nobody who is missing can be named",
            "List them as [[expected_submitters]] in report.toml: name, address, files, due_day.",
        )];
    }
    let mut parts = vec![ok(PART, format!("{} are expected", expected.len()))];
    let mute: Vec<String> = expected.iter().filter(|one| one.address.is_empty()).map(|one| one.name.clone()).collect();
    if !mute.is_empty() {
        parts.push(look_at(
            PART,
            format!("no address is known of {}", some_of(&mute)),
            "Give them address = \"…\" in report.toml, so that they can be asked.",
        ));
    }
    let mut names = BTreeSet::new();
    let twice: Vec<String> =
        expected.iter().filter(|one| !names.insert(one.name.to_lowercase())).map(|one| one.name.clone()).collect();
    if !twice.is_empty() {
        parts.push(wrong(PART, format!("named twice: {}", some_of(&twice)), "Give each sender a name of its own."));
    }
    parts
}

fn looks(settings: &Settings) -> Examined {
    match rules(settings).and_then(|_| Fonts::load(&settings.theme).map_err(super::unusable_fonts)) {
        Ok(_) => ok("Looks", "theme and fonts can be used"),
        Err(problem) => of_problem("Looks", &problem),
    }
}

fn template(settings: &Settings) -> Examined {
    match super::template(settings, None, &|_| ()) {
        Ok(filler) => {
            ok("Template", format!("the workbook for departments can be made ({} sheets)", filler.rows.len()))
        }
        Err(problem) => of_problem("Template", &problem),
    }
}

/// A folder that is written to, and who has it at the moment.
fn folder_to_write(part: &'static str, path: &Path, lock: &str) -> Vec<Examined> {
    let mut parts = Vec::new();
    match disk::try_writing(path) {
        Err(error) => parts.push(wrong(
            part,
            format!("{} cannot be written: {error}", path.display()),
            "Check that this account may write there, or name another folder in report.toml.",
        )),
        Ok(()) if path.is_dir() => parts.push(ok(part, format!("{} can be written", path.display()))),
        Ok(()) => parts.push(ok(part, format!("{} will be made by the first run", path.display()))),
    }
    if let Some(holder) = Lock::holder(path, lock) {
        parts.push(look_at(part, format!("another run is using it: {holder}"), "Wait until it has ended."));
    }
    parts.extend(mapped(part, path));
    parts
}

fn mapped(part: &'static str, path: &Path) -> Option<Examined> {
    let share = disk::behind_drive_letter(path)?;
    Some(look_at(
        part,
        format!("{} is a drive letter for another computer; the Task Scheduler does not have it", path.display()),
        format!("Write '{share}', between single quotes, in report.toml."),
    ))
}

fn state_folder(settings: &Settings) -> Vec<Examined> {
    const PART: &str = "Closed months";
    let Some(path) = &settings.state else {
        return vec![look_at(
            PART,
            "nothing is kept: no month can be closed or compared with the next",
            "Name a folder in report.toml: [state] folder = \"closed\".",
        )];
    };
    let mut parts = folder_to_write(PART, path, state::LOCK);
    if !path.is_dir() || parts.iter().any(|part| part.verdict > Verdict::Ok) {
        return parts;
    }
    let read = || -> Result<(Vec<ClosedMonth>, Vec<RunEntry>), Problem> {
        let folder = StateFolder::open(path)?;
        let closed = folder.closed()?;
        if let Some(last) = closed.last()
            && let Err(finding) = folder.read(last.period, last.revision)
        {
            return Err(Problem::files(format!("{}: {}", finding.address, finding.problem), finding.instead));
        }
        Ok((closed, folder.runs(1)?))
    };
    match read().and_then(|read| Ok((read, due(settings)?))) {
        Err(problem) => parts.push(of_problem(PART, &problem)),
        Ok(((closed, runs), due)) => {
            let last = closed.last().map_or("no month is closed yet".to_owned(), |last| {
                format!("the last closed month is {} (r{})", last.period, last.revision)
            });
            let due: Vec<String> = due.iter().map(ToString::to_string).collect();
            let open = if due.is_empty() { "nothing is due".to_owned() } else { format!("due: {}", due.join(", ")) };
            parts.push(ok(PART, format!("{last}; {open}")));
            let latest = closed.iter().map(|month| &month.closed_at).chain(runs.iter().map(|run| &run.at)).max();
            if let Some(ahead) = latest.filter(|at| at.parse::<Timestamp>().is_ok_and(|at| at > settings.started_at)) {
                parts.push(wrong(
                    "Clock",
                    format!("the ledger has a run of {ahead}, which is still to come"),
                    "Set this computer's clock: it decides which month is over.",
                ));
            }
        }
    }
    parts
}

fn log_folder(settings: &Settings) -> Vec<Examined> {
    const PART: &str = "Log";
    if settings.log.folder.as_os_str().is_empty() {
        return vec![ok(PART, "none is kept; [log] folder in report.toml begins one")];
    }
    folder_to_write(PART, &settings.log.folder, NO_LOCK)
}

/// Who gets mail, and whether the server takes any: it is greeted and logged in to, and nothing is sent.
fn mail(settings: &Settings, secrets: &Result<Secrets, Problem>) -> Vec<Examined> {
    const PART: &str = "Mail";
    let (recipients, odd) = match settings.listed() {
        Ok(approved) => (approved.recipients, approved.odd),
        Err(problem) => return vec![of_problem(PART, &problem)],
    };
    let mut parts = Vec::new();
    for (typed, line) in odd {
        parts.push(wrong(
            PART,
            format!("recipients.toml, line {line}: \"{typed}\" is no address to which mail can be sent"),
            "Use an address such as sponsor@example.com, without letters like ä or é.",
        ));
    }
    if recipients.is_empty() {
        parts.push(look_at(
            PART,
            "nobody is approved to get mail",
            "After the first reports, coe-report approve lists who is named; coe-report approve --all approves them.",
        ));
    } else if !recipients.iter().any(|one| one.is(Role::Operators)) {
        parts.push(look_at(
            PART,
            format!("{} are approved; nobody is told when a run fails", recipients.len()),
            "Give somebody in recipients.toml the role \"operators\".",
        ));
    } else {
        parts.push(ok(PART, format!("{} are approved", recipients.len())));
    }
    parts.push(match secrets.clone().and_then(|secrets| super::mail::try_server(settings, &secrets)) {
        Ok(Some(found)) => ok(PART, found),
        Ok(None) => {
            ok(PART, format!("no server is set: a person sends what is put into {}", settings.mail.outbox.display()))
        }
        Err(problem) => of_problem(PART, &problem),
    });
    parts
}

fn room(settings: &Settings) -> Examined {
    const PART: &str = "Disk";
    let folders = std::iter::once(&settings.out).chain(&settings.state);
    let room = folders.map(|folder| disk::free_bytes(folder).map(|bytes| (bytes, folder)));
    let least = match room.collect::<Result<Vec<_>, _>>() {
        Ok(all) => all.into_iter().min(),
        Err(error) => return look_at(PART, format!("its room cannot be told: {error}"), "Look at it yourself."),
    };
    let (bytes, folder) = least.unwrap_or((u64::MAX, &settings.out));
    let found = format!("{} MB are free for {}", bytes / 1_000_000, folder.display());
    match bytes {
        0..NO_ROOM_BYTES => wrong(PART, found, "Make room: a run needs some 100 MB."),
        NO_ROOM_BYTES..LITTLE_ROOM_BYTES => look_at(PART, found, "Make room before it is full."),
        _ => ok(PART, found),
    }
}

/// `a.xlsx, b.xlsx, c.xlsx and 4 more`
fn some_of(names: &[String]) -> String {
    let shown = names[..names.len().min(NAMED_FILES)].join(", ");
    match names.len().saturating_sub(NAMED_FILES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
