//! `settings.xlsx` before it has cells: the settings that people change, as sheets of lines and of rows. Composed in
//! `settings`, drawn in `render`.

use super::stamp::Stamp;

/// What may be typed as the value of a setting.
#[derive(Clone, PartialEq, Debug)]
pub enum SettingKind {
    /// Words.
    Text,
    /// One of these and nothing else.
    OneOf(Vec<String>),
    /// Words, among which these are offered.
    Offered(Vec<String>),
    /// A number without a fraction.
    Whole,
    /// A number.
    Number,
    /// A fraction, shown in per cent.
    Share,
    /// Money in units of the currency.
    Amount,
    /// Yes or No.
    YesNo,
    /// Several words, parted by semicolons.
    Texts,
}

/// The value of a setting, as its cell holds it.
#[derive(Clone, PartialEq, Debug)]
pub enum SettingValue {
    /// Words.
    Text(String),
    /// A number, a share (a fraction) or an amount (units of the currency).
    Number(f64),
    /// Yes or No.
    YesNo(bool),
}

/// The workbook.
#[derive(Clone, PartialEq, Debug)]
pub struct SettingsBook {
    /// Whose.
    pub company: String,
    /// What the workbook says about itself: it is never read as an intake.
    pub stamp: Stamp,
    /// In order.
    pub sheets: Vec<SettingsSheet>,
}

/// A sheet.
#[derive(Clone, PartialEq, Debug)]
pub struct SettingsSheet {
    /// Its name.
    pub name: String,
    /// What it is for, above the table.
    pub lead: Vec<String>,
    /// What stands on it.
    pub content: SheetContent,
}

/// What stands on a sheet of settings.
#[derive(Clone, PartialEq, Debug)]
pub enum SheetContent {
    /// One line a setting, under the titles [`LINE_TITLES`].
    Lines(Vec<SettingLine>),
    /// Tables beside each other, one row an entry.
    Tables(Vec<SettingsTable>),
}

/// Titles of a sheet of lines, from left to right. The last one tells the program which setting a line is.
pub const LINE_TITLES: [&str; 5] = ["Setting", "Value", "Default", "What it means", "Key"];

/// A line of a sheet of lines.
#[derive(Clone, PartialEq, Debug)]
pub enum SettingLine {
    /// What the lines below it are about.
    Heading(String),
    /// One setting.
    Setting {
        /// For people, `Benefit realisation`.
        label: String,
        /// Its path in `report.toml`, `health.benefit_realisation`.
        key: String,
        /// What may be typed.
        kind: SettingKind,
        /// What was typed; none where the default holds.
        value: Option<SettingValue>,
        /// What holds otherwise; none for nothing.
        default: Option<SettingValue>,
        /// What it means.
        help: String,
    },
}

/// A table of a sheet.
#[derive(Clone, PartialEq, Debug)]
pub struct SettingsTable {
    /// From left to right.
    pub columns: Vec<SettingsColumn>,
    /// A value for each column; none for a blank cell.
    pub rows: Vec<Vec<Option<SettingValue>>>,
}

/// A column of a table.
#[derive(Clone, PartialEq, Debug)]
pub struct SettingsColumn {
    /// Its title, which no other column of the sheet has.
    pub title: String,
    /// A note on the title.
    pub help: String,
    /// What may be typed.
    pub kind: SettingKind,
}
