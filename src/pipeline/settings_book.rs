//! `settings.xlsx` beside the settings file: read before anything else, and written with the settings of the day.

use crate::{
    delivery,
    disk::{self, NotOpened},
    intake,
    model::{
        limits::Limits, mail::Recipient, period::Month, problem::Problem, reading::ReadingRules, setting::SettingsBook,
    },
    render,
    settings::{self, FileSettings, Given, Settings, book, dictionary::embedded, mail::add_recipients, theme},
};
use jiff::Timestamp;
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

/// A workbook of settings has some thirty kilobytes.
const LARGEST: u64 = 5_000_000;

/// The settings of `report.toml` and of the workbook beside it. Errors: as [`Settings::resolve`]; or the workbook cannot
/// be read.
pub fn resolve(given: &Given, now: Timestamp) -> Result<Settings, Problem> {
    Settings::resolve(&with_workbook(given)?, now)
}

/// What was typed, with the workbook of settings that lies beside the settings file.
pub fn with_workbook(given: &Given) -> Result<Given, Problem> {
    let config = settings::config_path(given)?;
    let workbook = config.map(|config| read(&book::path(&config))).transpose()?.flatten();
    Ok(Given { workbook: workbook.map(Arc::new), ..given.clone() })
}

/// The workbook as it lies there; none where there is none.
fn read(path: &Path) -> Result<Option<book::Read>, Problem> {
    let shown = path.display();
    let folder = path.parent().unwrap_or(Path::new(""));
    let cannot = |why: &str, instead: &str| Problem::usage(format!("{shown} cannot be read: {why}"), instead);
    let (file, about) = match disk::open_inside(folder, Path::new(book::FILE)) {
        Ok(opened) => opened,
        Err(NotOpened::Failed(error)) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(NotOpened::Failed(error)) => {
            return Err(cannot(&error.to_string(), "Close it if it is open in Excel, and check that you may read it."));
        }
        Err(_) => return Err(cannot("it is no ordinary file", "Put the workbook itself there, not a link to it.")),
    };
    if about.len() > LARGEST {
        return Err(cannot(
            "it is too large for settings",
            "Write it anew: move it away, then coe-report settings --to workbook.",
        ));
    }
    let bytes = bytes_of(file).map_err(|error| cannot(&error.to_string(), "Close it if it is open in Excel."))?;
    let limits = Limits { max_cells: 100_000, max_inflated_bytes: 100_000_000, ..Limits::default() };
    let rules = ReadingRules { limits, ..ReadingRules::default() };
    let sheets = is_package(&bytes).then(|| intake::plain_sheets(book::FILE, &bytes, &embedded(), &rules)).flatten();
    match sheets {
        Some(sheets) => Ok(Some(book::Read { sheets })),
        None => Err(cannot(
            "it is damaged, protected by a password, or no workbook",
            "Open it in Excel and save it again as .xlsx without a password; or move it away, and the settings of \
             report.toml hold alone.",
        )),
    }
}

fn bytes_of(file: File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A text would be read as a sheet, and is none of settings.
fn is_package(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK")
}

/// The workbook of these settings, as bytes.
pub fn workbook(file: &FileSettings, readers: &[Recipient], folder: &Path, month: Month) -> Result<Vec<u8>, Problem> {
    let theme = theme::load(&file.brand.theme, folder)?;
    render::xlsx::settings::settings(&book::book(file, readers, month), &theme)
        .map_err(|error| Problem::program(format!("The workbook of settings could not be written: {error}")))
}

/// The settings of the day, as their workbook has them. Errors: as [`Settings::resolve`].
pub fn today(given: &Given, month: Month) -> Result<SettingsBook, Problem> {
    let (file, readers) = settings::as_written(&with_workbook(given)?)?;
    Ok(book::book(&file, &readers, month))
}

/// Where settings went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// The workbook.
    pub workbook: PathBuf,
    /// The text.
    pub text: PathBuf,
    /// What `report.toml` was before, where it was changed.
    pub before: Option<PathBuf>,
}

/// Writes the settings of the day into the workbook; what it has leaves `report.toml`, of which a copy is kept.
///
/// Errors: settings that cannot be used; somebody has the workbook open; a file cannot be written.
pub fn to_workbook(given: &Given, month: Month) -> Result<Moved, Problem> {
    let given = with_workbook(given)?;
    let config = settings::config_path(&given)?.unwrap_or_else(|| PathBuf::from("report.toml"));
    let workbook_path = book::path(&config);
    refuse_open(&workbook_path)?;
    let (file, readers) = settings::as_written(&given)?;
    let folder = config.parent().unwrap_or(Path::new(""));
    let bytes = workbook(&file, &readers, folder, month)?;
    let before = text_of(&config)?;
    let (left, _) = book::out_of_text(&before).map_err(|what| cannot_move(&config, &what))?;
    expect_same(&config, &left, Some(&bytes), &file, &readers)?;
    let changed = (left != before).then(|| keep_before(&config, &before)).transpose()?;
    delivery::put_file(&workbook_path, &bytes)?;
    if changed.is_some() {
        delivery::put_file(&config, left.as_bytes())?;
    }
    Ok(Moved { workbook: workbook_path, text: config, before: changed })
}

/// Writes the settings of the workbook into `report.toml` and its readers into the list of recipients; the workbook is
/// kept under another name.
///
/// Errors: as [`to_workbook`]; there is no workbook.
pub fn to_text(given: &Given) -> Result<Moved, Problem> {
    let given = with_workbook(given)?;
    let config = settings::config_path(&given)?.unwrap_or_else(|| PathBuf::from("report.toml"));
    let workbook_path = book::path(&config);
    let Some(read) = &given.workbook else {
        let what = format!("There is no workbook {}", workbook_path.display());
        return Err(Problem::usage(what, "All settings stand in report.toml already."));
    };
    refuse_open(&workbook_path)?;
    let (file, readers) = settings::as_written(&given)?;
    let before = text_of(&config)?;
    let text = book::into_text(&before, &book::taken_table(&read.sheets, &file));
    expect_same(&config, &text, None, &file, &[])?;
    let kept = (!before.is_empty()).then(|| keep_before(&config, &before)).transpose()?;
    if !readers.is_empty() {
        let also: Vec<_> = readers.iter().flat_map(|reader| reader.also.clone()).collect();
        let folder = config.parent().unwrap_or(Path::new(""));
        add_recipients(&folder.join(&file.mail.recipients), &readers, &also)?;
    }
    delivery::put_file(&config, text.as_bytes())?;
    let away = free_name(&workbook_path);
    std::fs::rename(&workbook_path, &away).map_err(|error| {
        let what = format!("{} cannot be renamed: {error}", workbook_path.display());
        Problem::files(what, "Close it if it is open in Excel, and delete it: its settings stand in report.toml now.")
    })?;
    Ok(Moved { workbook: away, text: config, before: kept })
}

/// What would be read of text and workbook is what holds now: otherwise nothing is written.
fn expect_same(
    config: &Path,
    text: &str,
    bytes: Option<&[u8]>,
    file: &FileSettings,
    readers: &[Recipient],
) -> Result<(), Problem> {
    let sheets = bytes.map(|bytes| {
        intake::plain_sheets(book::FILE, bytes, &embedded(), &ReadingRules::default()).unwrap_or_default()
    });
    let read = sheets.map(|sheets| book::Read { sheets });
    let again = settings::of_text(&config.display().to_string(), text, read.as_ref())?;
    match again == (file.clone(), readers.to_vec()) {
        true => Ok(()),
        false => Err(cannot_move(config, "not every setting would be the same afterwards")),
    }
}

fn cannot_move(config: &Path, what: &str) -> Problem {
    Problem::usage(
        format!("The settings of {} cannot be moved: {what}", config.display()),
        "Nothing was changed. Write settings as templates/report.toml shows them, each on a line of its own.",
    )
}

/// Excel and LibreOffice put a file beside a workbook that somebody has open.
fn refuse_open(path: &Path) -> Result<(), Problem> {
    let owner = [format!("~${}", book::FILE), format!(".~lock.{}#", book::FILE)];
    match owner.iter().any(|name| path.with_file_name(name).exists()) {
        true => Err(Problem::files(
            format!("{} is open in another program", path.display()),
            "Save and close it there, then try again.",
        )),
        false => Ok(()),
    }
}

fn text_of(config: &Path) -> Result<String, Problem> {
    match std::fs::read_to_string(config) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(Problem::files(
            format!("{} cannot be read: {error}", config.display()),
            "Check that the file may be read.",
        )),
    }
}

fn keep_before(config: &Path, text: &str) -> Result<PathBuf, Problem> {
    let path = free_name(config);
    delivery::write_new_file(&path, text.as_bytes())?;
    Ok(path)
}

/// `old report.toml`, `old 2 report.toml`, … beside it.
fn free_name(beside: &Path) -> PathBuf {
    let name = beside.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let numbered = (2_u32..).map(|number| format!("old {number} {name}"));
    let mut names = std::iter::once(format!("old {name}")).chain(numbered);
    names.find_map(|name| Some(beside.with_file_name(name)).filter(|path| !path.exists())).expect("numbers do not end")
}
