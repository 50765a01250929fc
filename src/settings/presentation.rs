//! Layouts and sentences of the reports: those inside the program, or the files that `[reports]` names.

use super::{file::Reports, layout, sentences};
use crate::model::{presentation::Presentation, problem::Problem};
use std::path::Path;

/// Reads them; paths are taken from `folder`, an empty one is the file inside the program.
///
/// Errors: a file that cannot be read or says what cannot be, with its line.
pub fn load(reports: &Reports, folder: &Path) -> Result<Presentation, Problem> {
    let executive = own(&reports.executive, folder, "executive")?;
    let sponsor = own(&reports.sponsor, folder, "sponsor")?;
    let sentences = own(&reports.sentences, folder, "sentences")?;
    let given = |file: &Option<(String, String)>, standard: &str, name: &str| match file {
        Some((text, path)) => (text.clone(), path.clone()),
        None => (standard.to_owned(), name.to_owned()),
    };
    let (executive_text, executive_name) = given(&executive, layout::EXECUTIVE, "executive.toml");
    let (sponsor_text, sponsor_name) = given(&sponsor, layout::SPONSOR, "sponsor.toml");
    Ok(Presentation {
        executive: layout::parse(&executive_text, &executive_name)?,
        sponsor: layout::parse(&sponsor_text, &sponsor_name)?,
        sentences: sentences::load(sentences.as_ref().map(|(text, path)| (text.as_str(), path.as_str())))?,
    })
}

/// Text and name of a file that the settings name.
fn own(path: &Path, folder: &Path, setting: &str) -> Result<Option<(String, String)>, Problem> {
    if path.as_os_str().is_empty() {
        return Ok(None);
    }
    let path = folder.join(path);
    let name = path.display().to_string();
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some((text, name))),
        Err(error) => Err(Problem::usage(
            format!("{name} cannot be read: {error}"),
            format!("Check [reports] {setting} in report.toml."),
        )),
    }
}
