//! `[[measure]]`: measures of one's own, by the fields and words of the dictionary, become declarations.

use super::file::nearest;
use crate::model::{
    condition::{Comparison, Condition, FieldName, Limit},
    dictionary::{Dictionary, Field, Kind, SheetKind, folded},
    measure::{Declaration, Goal, Level, MeasureUnit, PageGroup, Rule, own},
    population::Population,
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, sync::Arc};
use toml::{Table, Value};

/// One measure as it is written; `templates/report.toml` says what each name means.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct OwnMeasure {
    pub id: String,
    pub name: String,
    pub short_name: String,
    pub of: String,
    #[cfg_attr(test, schemars(with = "serde_json::Map<String, serde_json::Value>"))]
    pub among: Table,
    #[cfg_attr(test, schemars(with = "serde_json::Map<String, serde_json::Value>"))]
    pub when: Table,
    pub sum: String,
    pub show: String,
    pub at_least: Option<f64>,
    pub at_most: Option<f64>,
    pub on_page: bool,
}

/// What is wrong with a measure.
#[derive(Clone, PartialEq, Debug)]
pub struct Fault {
    /// Which measure, from 0.
    pub measure: usize,
    /// What stands on the line that is wrong.
    pub near: String,
    /// What was found.
    pub what: String,
    /// What to type instead.
    pub hint: String,
}

impl Fault {
    /// The place in the text of the settings: the line of the measure that has the wrong name, else where it begins.
    pub fn place(&self, name: &str, text: &str) -> String {
        let is_begin = |line: &str| line.trim().starts_with("[[measure]]");
        let begins = text.lines().enumerate().filter(|(_, line)| is_begin(line)).map(|(number, _)| number);
        let Some(begin) = begins.clone().nth(self.measure) else { return name.to_owned() };
        let end = begins.into_iter().nth(self.measure + 1).unwrap_or(usize::MAX);
        let within = text.lines().enumerate().skip(begin).take_while(|(number, _)| *number < end);
        let found = within.into_iter().find(|(_, line)| !self.near.is_empty() && line.contains(&self.near));
        format!("{name}, line {}", found.map_or(begin, |(number, _)| number) + 1)
    }
}

/// What is said of a measure while it is read; the number of the measure is added by [`declarations`].
type Said<T> = Result<T, (String, String, String)>;

/// Amounts of Financials that are known of each initiative: those of the fiscal year to the reporting month.
const AMOUNTS: [&str; 4] = ["cost_actual", "benefit_actual", "cost_planned", "benefit_planned"];

/// The names that stand beside fields in a condition.
const JOINING: [&str; 3] = ["any", "not", "column"];

/// The declarations of the measures of the settings.
pub fn declarations(measures: &[OwnMeasure], dictionary: &Dictionary) -> Result<Vec<Arc<Declaration>>, Fault> {
    let mut declared: Vec<Arc<Declaration>> = Vec::new();
    for (measure, written) in measures.iter().enumerate() {
        let fault = |(near, what, hint)| Fault { measure, near, what, hint };
        let one = Reader { dictionary }.declaration(written).map_err(fault)?;
        if declared.iter().any(|other| other.id == one.id) {
            let what = format!("two measures have the id \"{}\"", one.id);
            return Err(fault((written.id.clone(), what, "Give each measure an id of its own.".to_owned())));
        }
        let on_page = written.on_page.then_some((PageGroup::Own, measure as u8));
        declared.push(Arc::new(Declaration { on_page, ..one }));
    }
    Ok(declared)
}

fn said<T>(near: &str, what: String, hint: impl Into<String>) -> Said<T> {
    Err((near.to_owned(), what, hint.into()))
}

/// `Did you mean "x"?`, and all that would do.
fn meant<'a>(typed: &str, names: impl Iterator<Item = &'a str> + Clone, of: &str) -> String {
    let all = names.clone().collect::<Vec<_>>().join(", ");
    match nearest(typed, names) {
        Some(near) => format!("Did you mean \"{near}\"? {of}: {all}."),
        None => format!("{of}: {all}."),
    }
}

struct Reader<'a> {
    dictionary: &'a Dictionary,
}

/// A field that a condition may name.
struct Named<'a> {
    name: FieldName,
    field: &'a Field,
}

impl<'a> Reader<'a> {
    fn declaration(&self, written: &OwnMeasure) -> Said<Declaration> {
        check_id(&written.id)?;
        if written.name.trim().is_empty() {
            let what = format!("the measure {} has no name", written.id);
            return said(&written.id, what, "Give it a name, as the sheet Health shall show it.");
        }
        let population = population(&written.of)?;
        let among = self.condition(&written.among)?;
        let when = self.condition(&written.when)?;
        let amount = self.amount(&written.sum)?;
        let (rule, unit) = rule(written, when.clone(), amount.as_ref())?;
        let scale = if unit == MeasureUnit::Money { 100.0 } else { 1.0 };
        let goal = match (written.at_least, written.at_most) {
            (Some(_), Some(_)) => {
                let what = format!("the measure {} has both at_least and at_most", written.id);
                return said("at_most", what, "Give it one of the two.");
            }
            (Some(least), None) => Some(Goal::AtLeast(Level::Fixed(least * scale))),
            (None, Some(most)) => Some(Goal::AtMost(Level::Fixed(most * scale))),
            (None, None) => None,
        };
        let short = if written.short_name.trim().is_empty() { &written.name } else { &written.short_name };
        let declared = Declaration {
            id: Cow::Owned(written.id.clone()),
            key: Cow::Owned(written.id.to_lowercase().replace('-', "_")),
            label: Cow::Owned(written.name.trim().to_owned()),
            short_label: Cow::Owned(short.trim().to_owned()),
            unit,
            formula: Cow::Owned(self.formula(population, &among, &when, amount.as_ref(), &rule)),
            fields: self.fields(population, [&among, &when], amount.as_ref()),
            population,
            among,
            rule,
            ..own("", "", "", unit)
        };
        let declared = if written.at_least.is_some() { declared.lists_the_rest() } else { declared.lists_them() };
        Ok(match goal {
            Some(goal) => declared.aiming(goal),
            None => declared,
        })
    }

    /// A field of Initiatives by its key or title, or an amount of Financials.
    fn named(&self, typed: &str) -> Said<Named<'a>> {
        let fields = &self.dictionary.sheet(SheetKind::Initiatives).fields;
        let amounts = AMOUNTS.iter().filter_map(|key| self.dictionary.field(SheetKind::Financials, key));
        let mut known = fields.iter().chain(amounts);
        let is_it = |field: &&Field| field.key == typed || folded(&field.title) == folded(typed);
        match known.clone().find(is_it) {
            Some(field) => Ok(Named { name: FieldName::Key(Cow::Owned(field.key.clone())), field }),
            None => {
                let names: Vec<&str> = known.clone().map(|field| field.key.as_str()).collect();
                let near = nearest(typed, names.iter().copied().chain(known.by_ref().map(|field| &*field.title)));
                let hint = near.map(|near| format!("Did you mean \"{near}\"? ")).unwrap_or_default();
                let what = format!("there is no field \"{typed}\"");
                said(
                    typed,
                    what,
                    format!(
                        "{hint}`coe-report manual fields` lists every key; a column that only your workbooks have is written column.\"{typed}\"."
                    ),
                )
            }
        }
    }

    fn amount(&self, typed: &str) -> Said<Option<Named<'a>>> {
        if typed.trim().is_empty() {
            return Ok(None);
        }
        let named = self.named(typed)?;
        match named.field.kind {
            Kind::Money | Kind::Number | Kind::Integer => Ok(Some(named)),
            _ => {
                let what = format!("\"{}\" cannot be added up", named.field.title);
                said(typed, what, "Use an amount or a number, such as cost_actual or budget_requested.")
            }
        }
    }

    /// All that a table asks for must hold.
    fn condition(&self, table: &Table) -> Said<Condition> {
        let mut all = Vec::new();
        for (name, value) in table {
            all.push(match (name.as_str(), value) {
                ("any", Value::Array(list)) => Condition::Any(self.each(list)?),
                ("not", Value::Table(table)) => self.condition(table)?.negated(),
                ("column", Value::Table(columns)) => {
                    let each = columns.iter().map(|(title, value)| of_column(title, value));
                    all_of(each.collect::<Said<Vec<_>>>()?)
                }
                (name, _) if JOINING.contains(&name) => {
                    let what = format!("{name} = {value} cannot be read");
                    return said(name, what, "Write any = [{ … }, { … }], not = { … }, or column.\"Title\" = \"…\".");
                }
                (name, value) => self.of_field(name, value)?,
            });
        }
        Ok(all_of(all))
    }

    fn each(&self, list: &[Value]) -> Said<Vec<Condition>> {
        let of = |value: &Value| match value {
            Value::Table(table) => self.condition(table),
            other => said("any", format!("{other} is no condition"), "Write any = [{ … }, { … }]."),
        };
        list.iter().map(of).collect()
    }

    fn of_field(&self, typed: &str, value: &Value) -> Said<Condition> {
        let Named { name, field } = self.named(typed)?;
        if let Some(filled) = filled(&name, value) {
            return Ok(filled);
        }
        match field.kind {
            Kind::Choice | Kind::ChoiceList => {
                let words = words(typed, value)?;
                let canonical = words.into_iter().map(|word| allowed(field, &word)).collect::<Said<Vec<_>>>()?;
                Ok(Condition::IsOneOf(name, canonical))
            }
            Kind::YesNo => {
                let answer = match value {
                    Value::Boolean(answer) => *answer,
                    Value::String(word) if word.eq_ignore_ascii_case("yes") => true,
                    Value::String(word) if word.eq_ignore_ascii_case("no") => false,
                    _ => {
                        let what = format!("{value} is no answer to \"{}\"", field.title);
                        return said(typed, what, "Use true, false, \"filled\" or \"blank\".");
                    }
                };
                Ok(Condition::IsOneOf(name, vec![Cow::Borrowed(if answer { "Yes" } else { "No" })]))
            }
            Kind::Money | Kind::Number | Kind::Integer | Kind::Percent => compares(typed, name, value, number),
            Kind::Date => compares(typed, name, value, |text| Some(Limit::Day(text.parse().ok()?))),
            Kind::Month => compares(typed, name, value, |text| Some(Limit::Month(text.parse().ok()?))),
            Kind::Text | Kind::TextId | Kind::IdList | Kind::Email => {
                Ok(Condition::IsOneOf(name, words(typed, value)?.into_iter().map(Cow::Owned).collect()))
            }
        }
    }

    /// What it is told from: the phase that makes the population, the fields of the conditions, the amount.
    fn fields(
        &self,
        population: Population,
        conditions: [&Condition; 2],
        amount: Option<&Named>,
    ) -> Vec<(SheetKind, Vec<Cow<'static, str>>)> {
        let phase = population.condition();
        let asked = [&phase].into_iter().chain(conditions).flat_map(Condition::fields);
        let keys = asked.filter_map(|name| match name {
            FieldName::Key(key) => Some(key.clone()),
            FieldName::Title(_) => None,
        });
        let mut sheets = [(SheetKind::Initiatives, Vec::new()), (SheetKind::Financials, Vec::new())];
        for key in keys.chain(amount.map(|amount| Cow::Owned(amount.field.key.clone()))) {
            let keys = &mut sheets[usize::from(AMOUNTS.contains(&&*key))].1;
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        sheets.into_iter().filter(|(_, keys)| !keys.is_empty()).collect()
    }

    fn formula(
        &self,
        population: Population,
        among: &Condition,
        when: &Condition,
        amount: Option<&Named>,
        rule: &Rule,
    ) -> String {
        let with = |condition: &Condition| match condition {
            Condition::Always => String::new(),
            condition => format!(" with {}", self.words(condition)),
        };
        let who = format!("{}{}", population.words(), with(among));
        let counted = match when {
            Condition::Always => String::new(),
            when if *among == Condition::Always => with(when),
            when => format!(" and {}", self.words(when)),
        };
        let title = amount.map(|amount| amount.field.title.as_str()).unwrap_or_default();
        let over = amount.filter(|amount| AMOUNTS.contains(&&*amount.field.key)).map_or("", |_| " of {year_to_date}");
        match rule {
            Rule::Count(_) => format!("Number of {who}{counted}."),
            Rule::Sum(..) => format!("Sum of {title}{over} of {who}{counted}."),
            Rule::ShareOf(..) => {
                format!("{title}{over} of {who}{counted}, divided by that of {who}, where it is known.")
            }
            _ => format!("{}{counted}, divided by {who}; where it cannot be told, left out.", capital(&who)),
        }
    }

    /// A condition as people read it.
    fn words(&self, condition: &Condition) -> String {
        let title = |name: &FieldName| match name {
            FieldName::Key(key) => {
                let kinds = [SheetKind::Initiatives, SheetKind::Financials];
                let field = kinds.into_iter().find_map(|kind| self.dictionary.field(kind, key));
                field.map_or(key.to_string(), |field| field.title.clone())
            }
            FieldName::Title(title) => title.clone(),
        };
        let listed =
            |list: &[Condition], joined: &str| list.iter().map(|one| self.words(one)).collect::<Vec<_>>().join(joined);
        match condition {
            Condition::Always => "anything".to_owned(),
            Condition::Known(name) => format!("{} filled", title(name)),
            Condition::IsOneOf(name, words) => format!("{} = {}", title(name), words.join(" or ")),
            Condition::Compares(name, comparison, limit) => {
                let sign = match comparison {
                    Comparison::AtLeast => "≥",
                    Comparison::AtMost => "≤",
                    Comparison::MoreThan => ">",
                    Comparison::LessThan => "<",
                };
                let limit = match limit {
                    Limit::Number(number) => number.to_string(),
                    Limit::Setting(name) => (*name).to_owned(),
                    Limit::Day(day) => day.to_string(),
                    Limit::Month(month) => month.to_string(),
                };
                format!("{} {sign} {limit}", title(name))
            }
            Condition::All(all) => listed(all, " and "),
            Condition::Any(any) => format!("({})", listed(any, " or ")),
            Condition::Not(one) => match &**one {
                Condition::Known(name) => format!("{} blank", title(name)),
                one => format!("not ({})", self.words(one)),
            },
        }
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn check_id(id: &str) -> Said<()> {
    let is_name = id.len() <= 20
        && id.starts_with(|letter: char| letter.is_ascii_uppercase())
        && id.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    let is_ours = id.strip_prefix('M').is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()));
    if is_name && !is_ours {
        return Ok(());
    }
    let what = match id {
        "" => "a measure has no id".to_owned(),
        id => format!("\"{id}\" cannot be the id of a measure"),
    };
    said(
        id,
        what,
        "Use a capital letter, then letters, digits and hyphens, such as X1. M and a digit are the program's own.",
    )
}

fn population(typed: &str) -> Said<Population> {
    let named = Population::ALL.into_iter().find(|population| population.key() == typed);
    match named {
        Some(population) => Ok(population),
        None if typed.is_empty() => Ok(Population::All),
        None => {
            let what = format!("there is no population \"{typed}\"");
            said(typed, what, meant(typed, Population::ALL.into_iter().map(Population::key), "Populations"))
        }
    }
}

fn rule(written: &OwnMeasure, when: Condition, amount: Option<&Named>) -> Said<(Rule, MeasureUnit)> {
    const SHOWN: [&str; 3] = ["share", "count", "amount"];
    let show = if written.show.is_empty() { "share" } else { written.show.as_str() };
    Ok(match (show, amount) {
        ("share", Some(amount)) => (Rule::ShareOf(amount.name.clone(), when), MeasureUnit::Share),
        ("share", None) => (Rule::Share(when), MeasureUnit::Share),
        ("count", None) => (Rule::Count(when), MeasureUnit::Count),
        ("amount", Some(amount)) => {
            let is_money = amount.field.kind == Kind::Money;
            (Rule::Sum(amount.name.clone(), when), if is_money { MeasureUnit::Money } else { MeasureUnit::Count })
        }
        ("count", Some(_)) => {
            let what = format!("the measure {} counts rows and names an amount", written.id);
            return said("show", what, "Use show = \"amount\" or \"share\", or take sum out.");
        }
        ("amount", None) => {
            let what = format!("the measure {} shows an amount and names none", written.id);
            return said("show", what, "Say which: sum = \"cost_actual\", for example.");
        }
        (other, _) => {
            let what = format!("show = \"{other}\" cannot be");
            return said("show", what, meant(other, SHOWN.into_iter(), "One of"));
        }
    })
}

fn all_of(mut all: Vec<Condition>) -> Condition {
    match all.len() {
        0 => Condition::Always,
        1 => all.remove(0),
        _ => Condition::All(all),
    }
}

/// `"filled"` and `"blank"`, whatever the field holds.
fn filled(name: &FieldName, value: &Value) -> Option<Condition> {
    match value.as_str()? {
        "filled" => Some(name.clone().is_known()),
        "blank" => Some(name.clone().is_known().negated()),
        _ => None,
    }
}

/// A column that only the workbooks have: words, or a comparison with a number.
fn of_column(title: &str, value: &Value) -> Said<Condition> {
    let name = FieldName::Title(title.to_owned());
    if let Some(filled) = filled(&name, value) {
        return Ok(filled);
    }
    let is_comparison = value.as_str().is_some_and(|text| text.starts_with(['<', '>']));
    match is_comparison || value.is_integer() || value.is_float() {
        true => compares(title, name, value, number),
        false => Ok(Condition::IsOneOf(name, words(title, value)?.into_iter().map(Cow::Owned).collect())),
    }
}

fn words(typed: &str, value: &Value) -> Said<Vec<String>> {
    let word = |value: &Value| match value {
        Value::String(word) => Ok(word.clone()),
        Value::Boolean(answer) => Ok(if *answer { "Yes" } else { "No" }.to_owned()),
        other => said(typed, format!("{typed} = {other} is no word"), "Use \"…\", or a list such as [\"…\", \"…\"]."),
    };
    match value {
        Value::Array(list) => list.iter().map(word).collect(),
        one => Ok(vec![word(one)?]),
    }
}

/// The word of the dictionary, whatever its case.
fn allowed(field: &Field, typed: &str) -> Said<Cow<'static, str>> {
    match field.allowed.iter().find(|word| folded(word) == folded(typed)) {
        Some(word) => Ok(Cow::Owned(word.clone())),
        None => {
            let what = format!("\"{}\" has no value \"{typed}\"", field.title);
            said(typed, what, meant(typed, field.allowed.iter().map(String::as_str), "Values"))
        }
    }
}

/// `4`, `0.4`, `40%`.
fn number(text: &str) -> Option<Limit> {
    let text = text.replace('_', "");
    let (digits, scale) = text.strip_suffix('%').map_or((&*text, 1.0), |digits| (digits.trim_end(), 100.0));
    digits.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| Limit::Number(number / scale))
}

/// `">= 4"`, `"< 2026-12-31"`, `4`.
fn compares(typed: &str, name: FieldName, value: &Value, read: impl Fn(&str) -> Option<Limit>) -> Said<Condition> {
    const SIGNS: [(&str, Comparison); 4] = [
        (">=", Comparison::AtLeast),
        ("<=", Comparison::AtMost),
        (">", Comparison::MoreThan),
        ("<", Comparison::LessThan),
    ];
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let sign = SIGNS.into_iter().find_map(|(sign, comparison)| Some((text.strip_prefix(sign)?.trim(), comparison)));
    let found = match sign {
        Some((rest, comparison)) => read(rest).map(|limit| Condition::Compares(name, comparison, limit)),
        None => read(text.trim()).map(|limit| {
            let least = Condition::Compares(name.clone(), Comparison::AtLeast, limit.clone());
            least.and(Condition::Compares(name, Comparison::AtMost, limit))
        }),
    };
    match found {
        Some(condition) => Ok(condition),
        None => said(
            typed,
            format!("{typed} = {value} cannot be compared"),
            "Use a comparison such as \">= 4\", \"< 2026-12-31\" or \"> 100000\", or \"filled\" or \"blank\".",
        ),
    }
}

#[cfg(test)]
mod tests;
