//! What a double-click does: outside a workspace an example or a new one; inside, the month's reports, and then the next
//! step is named and offered.

use crate::{
    COPIES_OF_DROPPED, DONE, check, close, init, no_talk, open, run_and_tell, settings, try_sample, zone_here,
};
use coe_report::{
    console::{Console, Voice},
    model::{period::Month, problem::Problem},
    pipeline::{Purpose, Run, Standing, exit_code, intake_is_empty, needs_fixing},
    settings::{Answers, Given, Settings},
    talk::{self, Wish},
    workspace,
};
use jiff::Zoned;
use std::{
    io,
    path::{Path, PathBuf},
};

/// Asks what is wanted and does it.
pub fn start(console: &Console) -> Result<u8, Problem> {
    let here = std::env::current_dir().unwrap_or_default();
    let program = std::env::current_exe().ok().and_then(|program| program.parent().map(Path::to_owned));
    let places: Vec<PathBuf> = std::iter::once(here.clone()).chain(program).collect();
    if let Some(folder) = workspace::find(&places) {
        return in_workspace(&folder, console);
    }
    let month = Month::of(Zoned::now().date());
    let wish = talk::first_time(&mut io::stdin().lock(), &mut io::stdout().lock(), &here, month).map_err(no_talk)?;
    match wish {
        Wish::Example => try_sample(&workspace::free_folder(&here, "coe-report-sample"), console, true),
        Wish::Workspace(answers) => {
            let answers = Answers { time_zone: zone_here(), ..*answers };
            let folder = workspace::free_folder(&here, "ai-portfolio");
            init(&folder, &here, &answers, true, console)?;
            open(&folder);
            Ok(DONE)
        }
        Wish::Leave => Ok(DONE),
    }
}

/// A step that can be taken from here.
enum Next {
    /// Questions wait for answers in this workbook.
    Answer(PathBuf, usize),
    /// Something is to be fixed by those who sent it.
    Copies,
    /// Nothing stands against closing the month.
    Close(Month),
}

fn in_workspace(folder: &Path, console: &Console) -> Result<u8, Problem> {
    let given = Given { config: Some(folder.join(workspace::SETTINGS)), ..Given::default() };
    let settings = settings(&given)?;
    if intake_is_empty(&settings) {
        return with_empty_intake(folder, &settings, console);
    }
    let run = run_and_tell(&settings, &Purpose::Report, console)?;
    match next(&run) {
        Some(Next::Answer(path, questions)) => {
            let offer = format!("Open {} and answer {}", path.display(), counted(questions, "question"));
            if agrees(&offer, "Save it, and start the program again: it goes on from there.")? {
                open(&path);
            }
        }
        Some(Next::Copies) => {
            let copies = folder.join(COPIES_OF_DROPPED);
            let offer = "Write a copy of each workbook with what is to be fixed coloured, to send back";
            if agrees(offer, &format!("The copies go into {}.", copies.display()))? {
                check(given, Some(&copies), console)?;
                open(&copies);
            }
        }
        Some(Next::Close(month)) => {
            let offer = format!("Close {month}: nothing stands against it");
            if agrees(&offer, "Its reports become final, and later months are compared with it.")? {
                return close::close(&given, None, close::order(), close::may_ask(Voice::Person), console)
                    .map(|ended| ended.code);
            }
        }
        None => {}
    }
    open(&run.folder);
    Ok(exit_code(&run))
}

/// The first of what is to be done.
fn next(run: &Run) -> Option<Next> {
    let asked = run.asked.as_ref().filter(|asked| asked.questions > 0);
    if let Some(asked) = asked {
        return Some(Next::Answer(asked.path.clone(), asked.questions));
    }
    if needs_fixing(&run.findings) {
        return Some(Next::Copies);
    }
    let can_be_closed = matches!(run.standing, Standing::Open | Standing::Reopened(_)) && run.obstacles.is_empty();
    can_be_closed.then_some(Next::Close(run.record.period))
}

/// Nothing was sent yet: what is to be done first, and the folders to do it in.
fn with_empty_intake(folder: &Path, settings: &Settings, console: &Console) -> Result<u8, Problem> {
    console.intake_is_empty(&settings.intake, &folder.join(workspace::TEMPLATE), settings.workbook.as_deref());
    let offers = ["Open the folder for the workbooks", "Show me an example: a sample company with its reports"];
    match talk::choose(&mut io::stdin().lock(), &mut io::stdout().lock(), &offers).map_err(no_talk)? {
        Some(0) => open(&settings.intake),
        Some(_) => {
            let beside = folder.parent().unwrap_or(folder);
            return try_sample(&workspace::free_folder(beside, "coe-report-sample"), console, true);
        }
        None => {}
    }
    Ok(DONE)
}

/// Names the next step, and asks whether it shall be taken now.
fn agrees(offer: &str, then: &str) -> Result<bool, Problem> {
    let offers = [format!("{offer}\n         {then}")];
    let offers: Vec<&str> = offers.iter().map(String::as_str).collect();
    talk::choose(&mut io::stdin().lock(), &mut io::stdout().lock(), &offers).map_err(no_talk).map(|one| one.is_some())
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
