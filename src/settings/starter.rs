//! The settings file of a new workspace: `templates/report.toml` with the company's answers put in.

use super::file::{DEFAULTS, FileSettings};
use crate::model::{
    locale::{LOCALES, Locale},
    money::Cents,
};

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

/// The text of a `report.toml` with these answers, a folder for closed months and one for the log; every other setting stands there with
/// its default and its comment.
///
/// Errors: an answer that cannot be, as one sentence.
pub fn starter(answers: &Answers) -> Result<String, String> {
    let text = |value: &str| toml::Value::String(value.to_owned()).to_string();
    let values = [
        ("company", text(&answers.company)),
        ("currency", text(&answers.currency)),
        ("locale", text(answers.locale.name)),
        ("time_zone", text(&answers.time_zone)),
        ("fiscal_year_start", answers.fiscal_year_start.to_string()),
        ("program_lead", text(&answers.program_lead)),
    ];
    let mut lines: Vec<String> = DEFAULTS.lines().map(str::to_owned).collect();
    for (setting, value) in values {
        let begins = format!("{setting} = ");
        for line in lines.iter_mut().filter(|line| line.starts_with(&begins)) {
            *line = format!("{begins}{value}");
        }
    }
    for (part, folder) in [("[state]", CLOSED), ("[log]", LOG)] {
        if let Some(place) = lines.iter().position(|line| line == part)
            && let Some(line) = lines[place..].iter_mut().find(|line| line.starts_with("folder = "))
        {
            *line = format!("folder = \"{folder}\"");
        }
    }
    if let Some((year, amount)) = answers.budget
        && let Some(place) = lines.iter().position(|line| line == "# [budgets]")
    {
        let examples = lines[place + 1..].iter().take_while(|line| is_example_year(line)).count();
        lines.splice(place..=place + examples, ["[budgets]".to_owned(), format!("{year} = {}", units(amount))]);
    }
    let text = lines.join("\n") + "\n";
    let settings: FileSettings = toml::from_str(&text).map_err(|error| error.message().to_owned())?;
    settings.check().map_err(|(_, what, hint)| format!("{what}. {hint}"))?;
    Ok(text)
}

/// `900000`, or `900000.50` where there are cents.
fn units(amount: Cents) -> String {
    match (amount.0 / 100, amount.0 % 100) {
        (units, 0) => units.to_string(),
        (units, cents) => format!("{units}.{cents:02}"),
    }
}

/// `# 2026 = 5_000_000`
fn is_example_year(line: &str) -> bool {
    let year = line.strip_prefix("# ").and_then(|line| line.split_once(" = "));
    year.is_some_and(|(year, _)| year.len() == 4 && year.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::log::LogRules, settings::StateSettings};

    #[test]
    fn answers_stand_in_the_file_and_everything_else_stays() {
        let answers = Answers {
            company: "Müller \"& Söhne\" \\ Ost".to_owned(),
            currency: "CHF".to_owned(),
            locale: Locale::named("de-CH").unwrap(),
            time_zone: "Europe/Zurich".to_owned(),
            fiscal_year_start: 7,
            budget: Some((2026, Cents(125_000_050))),
            program_lead: "ai@mueller.example".to_owned(),
        };
        let text = starter(&answers).unwrap();
        let settings: FileSettings = toml::from_str(&text).unwrap();
        let defaults = FileSettings::default();
        let right = FileSettings {
            company: answers.company.clone(),
            currency: "CHF".to_owned(),
            locale: "de-CH".to_owned(),
            time_zone: "Europe/Zurich".to_owned(),
            fiscal_year_start: 7,
            budgets: [(2026, 1_250_000.5)].into(),
            program_lead: answers.program_lead.clone(),
            state: StateSettings { folder: CLOSED.into(), ..StateSettings::default() },
            log: LogRules { folder: LOG.into(), ..LogRules::default() },
            ..defaults
        };
        assert_eq!(settings, right);
        // The comments stay, so that people find what else can be set.
        assert!(text.contains("# Folder into which people drop their workbooks."));
    }

    #[test]
    fn without_answers_it_is_the_template_with_folders_for_closed_months_and_the_log() {
        let changed: Vec<(String, String)> = starter(&Answers::default())
            .unwrap()
            .lines()
            .zip(DEFAULTS.lines())
            .filter(|(written, template)| written != template)
            .map(|(written, template)| (written.to_owned(), template.to_owned()))
            .collect();
        let folders = ["closed", "log"].map(|name| (format!("folder = \"{name}\""), "folder = \"\"".to_owned()));
        assert_eq!(changed, folders);
    }

    #[test]
    fn impossible_answers_are_told() {
        let wrong = Answers { currency: "euro".to_owned(), ..Answers::default() };
        assert!(starter(&wrong).unwrap_err().contains("three capital letters"));
    }
}
