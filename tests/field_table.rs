//! The field table of the manual, made from the dictionary.

use coe_report::model::dictionary::{Dictionary, Field, Kind, Level, Need, Sheet};

/// From the opening to the closing marker, each line with its line end.
pub fn field_table(dictionary: &Dictionary) -> String {
    let mut text = "<!-- fields -->\n\n".to_owned();
    for sheet in &dictionary.sheets {
        text += &format!("## {}\n\nOther names of the sheet: {}.\n\n", sheet.kind.name(), sheet.aliases.join(", "));
        text += "| Title | Needed | Kind and allowed values | Level | Key for settings |\n|---|---|---|---|---|\n";
        for field in &sheet.fields {
            let key = format!("`{}`", field.key);
            let cells = [field.title.clone(), need(field, sheet), kind(field), level(field.level).to_owned(), key];
            text += &format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "));
        }
        text.push('\n');
    }
    text + "<!-- /fields -->\n"
}

fn need(field: &Field, sheet: &Sheet) -> String {
    let title = |key: &str| &sheet.fields.iter().find(|other| other.key == key).unwrap().title;
    match &field.need {
        Need::Required => "always".to_owned(),
        Need::Optional => "no".to_owned(),
        Need::FromPhase(phase) => format!("from phase {phase} on"),
        Need::WhenFilled(key) => format!("when {} is filled", title(key)),
        Need::WhenValue { field, is } => format!("when {} is {}", title(field), is.join(" or ")),
        Need::ToReportingMonth => "up to the reporting month".to_owned(),
    }
}

fn kind(field: &Field) -> String {
    let name = match field.kind {
        Kind::Text => "text",
        Kind::TextId => "id",
        Kind::Choice | Kind::ChoiceList if field.allowed.is_empty() => "text (settings can name the allowed values)",
        Kind::Choice => "one of",
        Kind::ChoiceList => "several, with ; between",
        Kind::IdList => "ids, with ; between",
        Kind::Email => "e-mail address",
        Kind::Date => "date",
        Kind::Month => "month",
        Kind::Money => "amount of money",
        Kind::Number => "number",
        Kind::Integer => "whole number",
        Kind::Percent => "share, such as 40%",
        Kind::YesNo => "Yes or No",
    };
    let mut text = name.to_owned();
    if !field.allowed.is_empty() {
        text += &format!(": {}", field.allowed.join(", "));
        if field.configured {
            text += " (settings can name others)";
        }
    }
    let shown =
        |number: f64| if field.kind == Kind::Percent { format!("{}%", number * 100.0) } else { number.to_string() };
    if !field.one_of.is_empty() {
        text += &format!(": {}", field.one_of.iter().map(|number| shown(*number)).collect::<Vec<_>>().join(", "));
    }
    text += &match (field.at_least, field.more_than, field.at_most) {
        (Some(low), _, Some(high)) => format!(", {} to {}", shown(low), shown(high)),
        (Some(low), _, None) => format!(", {} or more", shown(low)),
        (None, Some(low), Some(high)) => format!(", above {}, at most {}", shown(low), shown(high)),
        (None, Some(low), None) => format!(", above {}", shown(low)),
        (None, None, Some(high)) => format!(", at most {}", shown(high)),
        (None, None, None) => String::new(),
    };
    text
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Start => "start",
        Level::Standard => "standard",
        Level::Full => "full",
    }
}
