//! The dictionary of the intake workbook as data: sheets, fields, kinds, titles and their aliases.
//!
//! One source for reading, checking, the blank template and the field table of the manual. The text is
//! `templates/intake/dictionary.toml`; a user's settings add to it.

use super::{
    identifier::composed,
    mapping::{About, Mapping, Meaning},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a sheet of an intake workbook is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SheetKind {
    /// One row an initiative.
    Initiatives,
    /// One row an initiative and month.
    Financials,
    /// One row a KPI reading.
    Outcomes,
    /// One row a person, initiative and role.
    Team,
    /// One row a decision of the board, from the centre.
    Decisions,
    /// One row a department (or initiative) and month, as the ledger has it, from finance.
    #[serde(rename = "control-totals")]
    ControlTotals,
    /// One row a currency and month or fiscal year: its rate, from the centre or from finance.
    Rates,
    /// One row an initiative, month and unit: how much of it was used. Few send it.
    Usage,
}

impl SheetKind {
    /// What departments send, in the order in which reports list them.
    pub const ALL: [SheetKind; 4] =
        [SheetKind::Initiatives, SheetKind::Financials, SheetKind::Outcomes, SheetKind::Team];

    /// What all departments send, then what few of them do.
    pub const OF_DEPARTMENTS: [SheetKind; 5] =
        [SheetKind::Initiatives, SheetKind::Financials, SheetKind::Outcomes, SheetKind::Team, SheetKind::Usage];

    /// What departments send, then what only the centre and finance do, then what few departments send.
    pub const EVERY: [SheetKind; 8] = [
        SheetKind::Initiatives,
        SheetKind::Financials,
        SheetKind::Outcomes,
        SheetKind::Team,
        SheetKind::Decisions,
        SheetKind::ControlTotals,
        SheetKind::Rates,
        SheetKind::Usage,
    ];

    /// Does it come from the centre or from finance, not from a department?
    pub fn is_central(self) -> bool {
        matches!(self, SheetKind::Decisions | SheetKind::ControlTotals | SheetKind::Rates)
    }

    /// The sheet's name as the template writes it, `Initiatives`.
    pub fn name(self) -> &'static str {
        match self {
            SheetKind::Initiatives => "Initiatives",
            SheetKind::Financials => "Financials",
            SheetKind::Outcomes => "Outcomes",
            SheetKind::Team => "Team",
            SheetKind::Decisions => "Decisions",
            SheetKind::ControlTotals => "Control totals",
            SheetKind::Rates => "Rates",
            SheetKind::Usage => "Usage",
        }
    }

    /// Its name in files for machines, `initiatives`.
    pub fn key(self) -> &'static str {
        match self {
            SheetKind::Initiatives => "initiatives",
            SheetKind::Financials => "financials",
            SheetKind::Outcomes => "outcomes",
            SheetKind::Team => "team",
            SheetKind::Decisions => "decisions",
            SheetKind::ControlTotals => "control-totals",
            SheetKind::Rates => "rates",
            SheetKind::Usage => "usage",
        }
    }
}

/// How a cell of a field is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Any text.
    Text,
    /// An identifier: numeric cells print without `.0`.
    TextId,
    /// One of the allowed values.
    Choice,
    /// Several of the allowed values, separated by `;`.
    ChoiceList,
    /// Several identifiers, separated by `;`.
    IdList,
    /// An e-mail address.
    Email,
    /// A calendar day.
    Date,
    /// A calendar month.
    Month,
    /// An amount of money.
    Money,
    /// A decimal number.
    Number,
    /// A whole number.
    Integer,
    /// A share: `40%`, 40 or 0.4.
    Percent,
    /// Yes or No.
    YesNo,
}

/// Whether a field has to be filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// Always.
    Required,
    /// Never.
    Optional,
    /// When the initiative has reached this phase (name of a phase), or later.
    FromPhase(String),
    /// When another field (its key) of the same row is filled.
    WhenFilled(String),
    /// When another field of the same row has one of these values: `{ when-value = { field = "status", is = ["Red"] } }`.
    WhenValue {
        /// Key of the other field.
        field: String,
        /// Its values, canonical spelling.
        is: Vec<String>,
    },
    /// When the row's month is not after the reporting month.
    ToReportingMonth,
}

/// From which level on a field is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// What a first report needs.
    Start,
    /// What most centres ask.
    #[default]
    Standard,
    /// Everything.
    Full,
}

/// Where the ids of initiatives come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Ids {
    /// As typed; a row without one is set aside.
    #[default]
    Typed,
    /// A row without one gets an id made of file and name, and an id of digits only gets the file's name before it.
    MadeWhereMissing,
}

/// One field: a column of a sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Stable name used in code, settings and run.json, `cost_planned`.
    pub key: String,
    /// Column title as the template writes it, `Cost planned`.
    pub title: String,
    /// How a cell is read.
    pub kind: Kind,
    /// Whether a cell has to be filled.
    pub need: Need,
    /// From which level on it is asked for.
    #[serde(default)]
    pub level: Level,
    /// Other titles under which people send it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The values a choice allows, canonical spelling, in order.
    #[serde(default)]
    pub allowed: Vec<String>,
    /// Whether settings name or replace the allowed values (departments, goals, currencies).
    #[serde(default)]
    pub configured: bool,
    /// Other spellings people type, by the allowed value they stand for.
    #[serde(default)]
    pub value_aliases: BTreeMap<String, Vec<String>>,
    /// Is it read only under its own names? What stands in it is printed for others, so no title is guessed to mean it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub never_guessed: bool,
    /// Titles that perhaps mean it; they are only asked about, never read by themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub title_hints: Vec<String>,
    /// Words that perhaps mean an allowed value; they are only asked about.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub value_hints: BTreeMap<String, Vec<String>>,
    /// Smallest number allowed (money: in units of currency; percent: as a fraction).
    #[serde(default)]
    pub at_least: Option<f64>,
    /// A number must be greater than this.
    #[serde(default)]
    pub more_than: Option<f64>,
    /// Largest number allowed.
    #[serde(default)]
    pub at_most: Option<f64>,
    /// The only numbers allowed (RICE impact, WSJF points).
    #[serde(default)]
    pub one_of: Vec<f64>,
    /// Value used where the sheet has no such column at all (users set it for foreign sheets).
    #[serde(default)]
    pub default: Option<String>,
    /// What to type, for messages and the template's help.
    #[serde(default)]
    pub help: String,
    /// A right value, for messages and the template's example row.
    #[serde(default)]
    pub example: String,
}

impl Field {
    /// What to type, as messages say it: of values that the settings name, these values.
    pub fn asked(&self) -> String {
        const MOST: usize = 12;
        if !self.configured || self.allowed.is_empty() {
            return self.help.clone();
        }
        let named = self.allowed.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
        match self.allowed.len().saturating_sub(MOST) {
            0 => format!("one of: {named}"),
            more => format!("one of: {named} and {more} more"),
        }
    }
}

/// Words by which a sheet with amounts in another shape says what they are: months across, or a line for each amount.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmountWords {
    /// Titles of the column that names each row's amounts: cost or benefit, perhaps with plan or actual.
    pub line: Vec<String>,
    /// Titles of the column that says plan, actual or forecast.
    pub scenario: Vec<String>,
    /// Titles of the column of amounts.
    pub amount: Vec<String>,
    /// Words for costs.
    pub cost: Vec<String>,
    /// Words for benefits.
    pub benefit: Vec<String>,
    /// Words for the share done.
    pub percent: Vec<String>,
    /// Words for planned amounts.
    pub planned: Vec<String>,
    /// Words for actual ones.
    pub actual: Vec<String>,
    /// Words for the latest estimate.
    pub forecast: Vec<String>,
    /// Words that say nothing about it.
    pub ignored: Vec<String>,
    /// Words in titles that nobody knows, by which amounts below them are noticed, beside those for costs and benefits.
    #[serde(default)]
    pub about_money: Vec<String>,
    /// The same words in other languages. A title with them is not read by itself; they make the guess that is asked.
    #[serde(default)]
    pub hints: AmountHints,
    /// What amounts are that no title and no line names, `cost` or `cost plan` (the setting `amounts_are`).
    #[serde(default)]
    pub assumed: String,
}

/// Words that perhaps say what amounts are.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmountHints {
    /// For costs.
    pub cost: Vec<String>,
    /// For benefits.
    pub benefit: Vec<String>,
    /// For planned amounts.
    pub planned: Vec<String>,
    /// For actual ones.
    pub actual: Vec<String>,
    /// For the latest estimate.
    pub forecast: Vec<String>,
}

/// A title that several fields could mean: the values below it decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedTitle {
    /// The title.
    pub title: String,
    /// Keys of the fields, the likeliest first.
    pub fields: Vec<String>,
}

/// One kind of sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// What it is about.
    pub kind: SheetKind,
    /// Other names under which people send it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whether rows without an id get one made of file and name (the setting `ids`, for sheets of others).
    #[serde(default)]
    pub make_ids: bool,
    /// Titles that several fields could mean.
    #[serde(default)]
    pub shared_titles: Vec<SharedTitle>,
    /// How amounts in other shapes are named; only Financials has them.
    #[serde(default)]
    pub amount_words: Option<AmountWords>,
    /// Its columns in the template's order.
    pub fields: Vec<Field>,
}

/// All sheets of the intake workbook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dictionary {
    /// Changes when a column, a kind or an allowed value does; a template says for which version it was made.
    pub version: u32,
    /// In the order of [`SheetKind::EVERY`].
    pub sheets: Vec<Sheet>,
    /// What people answered about sheets of their own.
    #[serde(default, skip_serializing_if = "Mapping::is_empty")]
    pub mapping: Mapping,
}

/// Is this a list of which every company has its own, so that a word may be answered to be one more? Departments and
/// goals are; currencies are not.
pub fn takes_own_values(kind: SheetKind, key: &str) -> bool {
    kind == SheetKind::Initiatives && ["department", "strategic_goal"].contains(&key)
}

impl Dictionary {
    /// Departments and goals that somebody answered to be ones of their own are allowed from then on.
    pub fn allow_answered(&mut self) {
        for answer in &self.mapping.answers {
            let (About::Value(kind, key, _), Meaning::Value(value)) = (&answer.about, &answer.means) else { continue };
            if !takes_own_values(*kind, key) {
                continue;
            }
            let sheet = self.sheets.iter_mut().find(|sheet| sheet.kind == *kind);
            let field = sheet.and_then(|sheet| sheet.fields.iter_mut().find(|field| field.key == *key));
            if let Some(field) = field.filter(|field| !field.allowed.contains(value)) {
                field.allowed.push(value.clone());
            }
        }
    }

    /// The sheet of a kind.
    pub fn sheet(&self, kind: SheetKind) -> &Sheet {
        self.sheets.iter().find(|sheet| sheet.kind == kind).expect("the dictionary has every kind of sheet")
    }

    /// A field of a sheet by its key.
    pub fn field(&self, kind: SheetKind, key: &str) -> Option<&Field> {
        self.sheet(kind).fields.iter().find(|field| field.key == key)
    }
}

/// How titles, sheet names and choices are compared: case, accents kept, runs of white space, line breaks and
/// non-breaking spaces folded to one space, punctuation and bracketed text dropped.
pub fn folded(text: &str) -> String {
    let text = composed(text);
    let mut out = String::with_capacity(text.len());
    let mut depth = 0_usize;
    for letter in text.chars() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            // Most letters, at a fraction of the price of the general case.
            'a'..='z' | '0'..='9' => out.push(letter),
            'A'..='Z' => out.push(letter.to_ascii_lowercase()),
            // Joined words stay two words: "Build/Buy", "e-mail" is "email" to people, so a hyphen just goes.
            '/' | '\\' | '_' | '&' | '+' => space(&mut out),
            // "Use case #" is its number.
            '#' => {
                space(&mut out);
                out.push_str("no ");
            }
            _ if letter.is_whitespace() => space(&mut out),
            _ if letter.is_alphanumeric() || letter == '%' => out.extend(letter.to_lowercase()),
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A space between two words, never two and none in front.
fn space(words: &mut String) {
    if !words.is_empty() && !words.ends_with(' ') {
        words.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::{SheetKind, folded};
    use crate::settings::dictionary::embedded;

    #[test]
    fn what_to_type_names_the_values_that_the_settings_name() {
        let mut field = embedded().field(SheetKind::Initiatives, "department").unwrap().clone();
        field.allowed = ["Foundry", "Works"].map(str::to_owned).to_vec();
        assert_eq!(field.asked(), "one of: Foundry, Works");
        field.allowed = (1..=14).map(|number| format!("D{number}")).collect();
        assert!(field.asked().ends_with("D11, D12 and 2 more"), "{}", field.asked());
        field.allowed.clear();
        assert_eq!(field.asked(), field.help);
    }

    #[test]
    fn titles_are_folded_as_people_read_them() {
        assert_eq!(folded("  Owner\u{a0}E-Mail \n (work) "), "owner email");
        assert_eq!(folded("Bureau/Component"), "bureau component");
        assert_eq!(folded("Initiative   ID:"), "initiative id");
        assert_eq!(folded("[draft] Łucja"), "łucja");
        assert_eq!(folded("Use case #"), folded("Use case no."));
        assert_eq!(folded("()"), "");
    }
}
