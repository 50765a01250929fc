//! The settings file of a new workspace: `templates/report.toml` with the company's answers put in.

use super::{book, file::FileSettings};
use crate::model::{
    dictionary::{Level, SheetKind},
    fiscal::names::TypedYear,
    locale::{LOCALES, Locale},
    money::Cents,
    rules::Submitter,
};
use std::path::PathBuf;

/// Folder of a workspace in which closed months are kept.
pub const CLOSED: &str = "closed";
/// Folder of a workspace for the log.
const LOG: &str = "log";

/// What a company says about itself before its first report.
#[derive(Clone, PartialEq, Debug)]
pub struct Answers {
    /// Name on every page.
    pub company: String,
    /// Three-letter code.
    pub currency: String,
    /// How numbers and dates are typed, such as `en-GB`.
    pub locale: Locale,
    /// Zone whose calendar says which month is over.
    pub time_zone: String,
    /// Month (1–12) in which fiscal years begin.
    pub fiscal_year_start: u8,
    /// Money for a fiscal year: (year, amount).
    pub budget: Option<(i16, Cents)>,
    /// E-mail address to which sponsors' answers go; empty for none.
    pub program_lead: String,
}

/// What workbooks that lie there say of the company.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    /// Those that hold anything of an intake.
    pub workbooks: Vec<PathBuf>,
    /// The departments that they name.
    pub departments: Vec<String>,
    /// Who sends them.
    pub senders: Vec<Submitter>,
    /// Some are registers of one's own, of which something has to be asked.
    pub is_own: bool,
}

impl Found {
    /// The settings with what was found.
    pub fn put_into(&self, mut settings: FileSettings) -> FileSettings {
        if !self.departments.is_empty() {
            let fields = settings.fields.entry(SheetKind::Initiatives).or_default();
            let change = fields.entry("department".to_owned()).or_default();
            change.allowed = Some(self.departments.clone());
        }
        settings.expected_submitters.extend(self.senders.iter().cloned());
        if self.is_own {
            // Nobody's own register has what only the template asks for.
            settings.level = Level::Start;
        }
        settings
    }
}

impl Default for Answers {
    fn default() -> Self {
        let defaults = FileSettings::default();
        Answers {
            company: defaults.company,
            currency: defaults.currency,
            locale: Locale::named(&defaults.locale).unwrap_or_else(|| LOCALES[0]),
            time_zone: defaults.time_zone,
            fiscal_year_start: defaults.fiscal_year_start,
            budget: None,
            program_lead: defaults.program_lead,
        }
    }
}

/// The files of a new workspace: the text of `report.toml`, with folders for closed months and the log and every other
/// setting for machines with its default and its comment; and the settings of people, for the workbook.
///
/// Errors: an answer that cannot be, as one sentence.
pub fn starter(answers: &Answers) -> Result<(String, FileSettings), String> {
    let mut lines: Vec<String> = book::template_for_machines().lines().map(str::to_owned).collect();
    for (part, folder) in [("[state]", CLOSED), ("[log]", LOG)] {
        if let Some(place) = lines.iter().position(|line| line == part)
            && let Some(line) = lines[place..].iter_mut().find(|line| line.starts_with("folder = "))
        {
            *line = format!("folder = \"{folder}\"");
        }
    }
    let text = lines.join("\n") + "\n";
    let machines: FileSettings = toml::from_str(&text).map_err(|error| error.message().to_owned())?;
    let settings = FileSettings {
        company: answers.company.clone(),
        currency: answers.currency.clone(),
        locale: answers.locale.name.to_owned(),
        time_zone: answers.time_zone.clone(),
        fiscal_year_start: answers.fiscal_year_start,
        program_lead: answers.program_lead.clone(),
        budgets: answers
            .budget
            .iter()
            .map(|(year, amount)| (TypedYear::from(*year), amount.0 as f64 / 100.0))
            .collect(),
        ..machines
    };
    settings.check().map_err(|(_, what, hint)| format!("{what}. {hint}"))?;
    Ok((text, settings))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::log::LogRules, settings::StateSettings};

    #[test]
    fn answers_are_for_the_workbook_and_the_file_has_folders_for_closed_months_and_the_log() {
        let answers = Answers {
            company: "Müller \"& Söhne\" \\ Ost".to_owned(),
            currency: "CHF".to_owned(),
            locale: Locale::named("de-CH").unwrap(),
            time_zone: "Europe/Zurich".to_owned(),
            fiscal_year_start: 7,
            budget: Some((2026, Cents(125_000_050))),
            program_lead: "ai@mueller.example".to_owned(),
        };
        let (text, settings) = starter(&answers).unwrap();
        let of_file: FileSettings = toml::from_str(&text).unwrap();
        let machines = FileSettings {
            state: StateSettings { folder: CLOSED.into(), ..StateSettings::default() },
            log: LogRules { folder: LOG.into(), ..LogRules::default() },
            ..FileSettings::default()
        };
        assert_eq!(of_file, machines);
        let right = FileSettings {
            company: answers.company.clone(),
            currency: "CHF".to_owned(),
            locale: "de-CH".to_owned(),
            time_zone: "Europe/Zurich".to_owned(),
            fiscal_year_start: 7,
            budgets: [(2026.into(), 1_250_000.5)].into(),
            program_lead: answers.program_lead.clone(),
            ..machines
        };
        assert_eq!(settings, right);
        // The comments stay, so that people find what else can be set; what the workbook has is not said twice.
        assert!(text.contains("# Folder into which people drop their workbooks."));
        assert!(text.contains("settings.xlsx") && !text.contains("company = ") && !text.contains("[health]"));
    }

    #[test]
    fn impossible_answers_are_told() {
        let wrong = Answers { currency: "euro".to_owned(), ..Answers::default() };
        assert!(starter(&wrong).unwrap_err().contains("three capital letters"));
    }
}
