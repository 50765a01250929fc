//! The intake workbook that people fill in: blank, or with a department's rows of last month handed back.

mod decisions;
mod form;
mod ready;
mod rows;

use crate::model::{
    dictionary::{Field, Need},
    period::Month,
    portfolio::Portfolio,
    ranking_method::RankingMethod,
    rules::Rules,
    stamp::Stamp,
    template::Template,
};
pub use decisions::decisions;

use rows::Picked;

/// Who gets which template.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// Whose intake.
    pub company: &'a str,
    /// Fields, allowed values, level, reporting month.
    pub rules: &'a Rules,
    /// A department with the accepted rows of the intake, of which it gets its own back; blank without.
    pub department: Option<(&'a str, &'a Portfolio)>,
}

/// Composes the workbook.
pub fn template(order: &Order) -> Template {
    let rules = order.rules;
    let mut forms = Vec::new();
    for sheet in rules.dictionary.sheets.iter().filter(|sheet| !sheet.kind.is_central()) {
        let picked = order.department.map(|(department, portfolio)| rows::of(department, portfolio, sheet.kind));
        let has_rows = picked.as_ref().is_some_and(|picked| !picked.rows.is_empty());
        if !has_rows && !is_offered(&sheet.fields, rules) {
            continue;
        }
        forms.push(form::of(sheet, rules, picked.as_ref()));
    }
    let tests = ready::tests(&forms, order);
    Template {
        title: title(rules.period, order.department.map(|(department, _)| department)),
        company: order.company.to_owned(),
        stamp: Stamp::template(
            rules.dictionary.version,
            rules.period,
            order.department.map(|(department, _)| department.to_owned()),
        ),
        tests,
        steps: steps(!forms.iter().all(|form| form.rows.is_empty())),
        forms,
    }
}

/// A sheet is worth sending when all that it cannot do without is asked for at the level.
fn is_offered(fields: &[Field], rules: &Rules) -> bool {
    fields.iter().filter(|field| field.need == Need::Required).all(|field| field.level <= rules.level)
}

/// A field has a column when the level asks for it, or the way to rank whose column it is, or rows that are handed back
/// have it.
fn is_shown(field: &Field, rules: &Rules, picked: Option<&Picked>) -> bool {
    let is_asked = match RankingMethod::of(&field.key) {
        Some(method) => rules.ranking_methods.contains(&method),
        None => field.level <= rules.level,
    };
    is_asked || picked.is_some_and(|picked| picked.has(&field.key))
}

fn title(period: Month, department: Option<&str>) -> String {
    let of = department.map(|department| format!(", {department}")).unwrap_or_default();
    format!("AI initiatives, {}{of}", period.title())
}

fn steps(is_filled: bool) -> Vec<String> {
    let first = if is_filled {
        "Your rows of last time are filled in. Change what has changed, add new rows below, and leave the rest as it is."
    } else {
        "Begin with the sheet Initiatives: one row for each. The other sheets name them by their Initiative ID."
    };
    [
        first,
        "Click a cell: a small note says what to type. Where there is an arrow, choose from the list.",
        "* on a title means: always needed. (*) means: needed in some rows; the note says in which. Shaded cells are \
         needed and still empty.",
        "What you do not know, leave empty. An empty cell counts as not known, never as zero or No.",
        "You may move, hide or add columns, and type other sheets; the titles say what is what. Leave the titles as \
         they are.",
        "The sheet Ready to send counts what is missing. When it says READY, save the workbook and send it.",
    ]
    .map(str::to_owned)
    .to_vec()
}

#[cfg(test)]
mod tests;
