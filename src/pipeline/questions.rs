//! What is asked in `questions.xlsx` and what was answered there: before files are read the answers are taken in, and
//! afterwards the workbook lists what is still open.

use super::settings_book;
use crate::model::fingerprint::sha256;
use crate::{
    delivery, intake,
    model::{
        finding::{Finding, sentence},
        portfolio::Portfolio,
        problem::Problem,
        question::Question,
    },
    render, report,
    settings::{
        Given, Settings,
        mapping::{self, Kept},
    },
};
use jiff::Timestamp;
use std::{fs, path::PathBuf};

/// What is open, for whoever is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The workbook to fill.
    pub path: PathBuf,
    /// How many questions it has.
    pub questions: usize,
    /// Those on which money or a place rests.
    pub weighty: usize,
}

/// The settings with what was answered since the last run, which is kept first.
///
/// Errors: as [`Settings::resolve`]; or the answers cannot be kept.
pub fn settled(given: &Given, now: Timestamp) -> Result<Settings, Problem> {
    let given = &settings_book::with_workbook(given)?;
    let settings = Settings::resolve(given, now)?;
    let Some(config) = settings.config.clone() else { return Ok(settings) };
    let Some(bytes) = saved_by_somebody(&settings) else { return Ok(settings) };
    let dictionary = &settings.rules.dictionary;
    let sheets = intake::plain_sheets(report::QUESTIONS, &bytes, dictionary, &settings.reading).unwrap_or_default();
    let taken = report::answers_taken(&sheets, dictionary);
    let findings = taken.findings.into_iter().map(in_sentences).collect();
    let mut kept = Kept { mapping: dictionary.mapping.clone(), asked: settings.asked.clone() };
    if taken.answers.is_empty() {
        return Ok(Settings { answer_findings: findings, ..settings });
    }
    taken.answers.into_iter().for_each(|answer| kept.mapping.learn(answer));
    delivery::put_file(&mapping::path(&config), mapping::text(&kept).as_bytes())?;
    Ok(Settings { answer_findings: findings, ..Settings::resolve(given, now)? })
}

fn in_sentences(finding: Finding) -> Finding {
    Finding { problem: sentence(&finding.problem), instead: sentence(&finding.instead), ..finding }
}

/// The workbook of questions, if somebody saved it since the program wrote it.
fn saved_by_somebody(settings: &Settings) -> Option<Vec<u8>> {
    let path = settings.questions.as_ref()?;
    let is_small = fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() <= LARGEST);
    let bytes = fs::read(path).ok().filter(|_| is_small)?;
    (sha256(&bytes) != settings.asked).then_some(bytes)
}

/// A workbook of questions has a few kilobytes.
const LARGEST: u64 = 5_000_000;

/// Where nothing is asked, nothing waits for an answer either.
pub(super) fn keep_if_asked(portfolio: &mut Portfolio, settings: &Settings) {
    if settings.questions.is_none() {
        portfolio.questions.clear();
    }
}

/// Writes what is open into the workbook of questions, or takes the workbook away where nothing is.
///
/// Errors: the workbook or the record of it cannot be written.
pub fn ask(settings: &Settings, questions: &[Question]) -> Result<Option<Asked>, Problem> {
    let (Some(path), Some(config)) = (&settings.questions, &settings.config) else { return Ok(None) };
    if settings.only.is_some() || settings.dataset.is_some() {
        return Ok(None);
    }
    let Some(book) = report::questions(questions, &settings.company, &settings.rules) else {
        if settings.answer_findings.is_empty() && path.exists() {
            let _ = fs::remove_file(path);
        }
        return Ok(None);
    };
    let bytes = render::xlsx::questions::questions(&book, &settings.theme)
        .map_err(|error| Problem::program(format!("The workbook of questions could not be written: {error}")))?;
    let asked = sha256(&bytes);
    if asked != settings.asked || !path.exists() {
        let kept = Kept { mapping: settings.rules.dictionary.mapping.clone(), asked };
        delivery::put_file(path, &bytes)?;
        delivery::put_file(&mapping::path(config), mapping::text(&kept).as_bytes())?;
    }
    let weighty = questions.iter().filter(|question| question.is_weighty).count();
    Ok(Some(Asked { path: path.clone(), questions: questions.len(), weighty }))
}
