//! What is asked of a row of a sheet, as data: measures say it, settings can say it, and the frames evaluate it.
//!
//! A condition holds, holds not, or cannot be told. What is not known makes it unknown, unless the rest decides: of two
//! conditions that must both hold one that does not is enough (Kleene, *Introduction to Metamathematics*, 1952, § 64).

use super::period::Month;
use jiff::civil::Date;
use serde::Serialize;
use std::borrow::Cow;

/// Which column of a sheet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub enum FieldName {
    /// A field of the dictionary, or a column that is computed from such fields, by its key.
    Key(Cow<'static, str>),
    /// A column that the dictionary does not know, by its title.
    Title(String),
}

/// How a value is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum Comparison {
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `>`
    MoreThan,
    /// `<`
    LessThan,
}

/// With what a value is compared.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub enum Limit {
    /// A number; of money in units of the currency.
    Number(f64),
    /// A number of the settings, by its name.
    Setting(&'static str),
    /// A day.
    Day(Date),
    /// A month.
    Month(Month),
}

/// A condition on one row.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub enum Condition {
    /// Holds for every row.
    Always,
    /// The field is filled. Never unknown.
    Known(FieldName),
    /// The field has one of these words; of several words in a cell one is enough.
    IsOneOf(FieldName, Vec<Cow<'static, str>>),
    /// The field compares so.
    Compares(FieldName, Comparison, Limit),
    /// All of them hold.
    All(Vec<Condition>),
    /// One of them holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
}

/// The field of a key.
pub const fn field(key: &'static str) -> FieldName {
    FieldName::Key(Cow::Borrowed(key))
}

impl FieldName {
    /// As people know it in messages: the key, or the title.
    pub fn text(&self) -> &str {
        match self {
            FieldName::Key(key) => key,
            FieldName::Title(title) => title,
        }
    }

    /// It is filled.
    pub fn is_known(self) -> Condition {
        Condition::Known(self)
    }

    /// It has this word; unknown where it is blank.
    pub fn is(self, word: &'static str) -> Condition {
        self.is_one_of(&[word])
    }

    /// It has one of these words; unknown where it is blank.
    pub fn is_one_of(self, words: &[&'static str]) -> Condition {
        Condition::IsOneOf(self, words.iter().map(|word| Cow::Borrowed(*word)).collect())
    }

    /// It is filled, and with this word: where it is blank, it is not.
    pub fn is_filled_with(self, word: &'static str) -> Condition {
        self.clone().is_known().and(self.is(word))
    }

    /// It says Yes.
    pub fn holds(self) -> Condition {
        self.is("Yes")
    }

    /// It is this number or more.
    pub fn at_least(self, number: f64) -> Condition {
        Condition::Compares(self, Comparison::AtLeast, Limit::Number(number))
    }

    /// It is this day or an earlier one.
    pub fn on_or_before(self, day: Date) -> Condition {
        Condition::Compares(self, Comparison::AtMost, Limit::Day(day))
    }

    /// It is this day or a later one.
    pub fn on_or_after(self, day: Date) -> Condition {
        Condition::Compares(self, Comparison::AtLeast, Limit::Day(day))
    }

    /// It is this number of the settings or more.
    pub fn at_least_set(self, setting: &'static str) -> Condition {
        Condition::Compares(self, Comparison::AtLeast, Limit::Setting(setting))
    }
}

impl Condition {
    /// Both hold.
    pub fn and(self, other: Condition) -> Condition {
        match self {
            Condition::All(mut all) => {
                all.push(other);
                Condition::All(all)
            }
            one => Condition::All(vec![one, other]),
        }
    }

    /// One of both holds.
    pub fn or(self, other: Condition) -> Condition {
        Condition::Any(vec![self, other])
    }

    /// It does not hold.
    pub fn negated(self) -> Condition {
        Condition::Not(Box::new(self))
    }

    /// Every field it asks for, in order, each once.
    pub fn fields(&self) -> Vec<&FieldName> {
        let mut fields = Vec::new();
        self.collect(&mut fields);
        fields
    }

    fn collect<'a>(&'a self, fields: &mut Vec<&'a FieldName>) {
        match self {
            Condition::Always => {}
            Condition::Known(field) | Condition::IsOneOf(field, _) | Condition::Compares(field, ..) => {
                if !fields.contains(&field) {
                    fields.push(field);
                }
            }
            Condition::All(all) | Condition::Any(all) => all.iter().for_each(|one| one.collect(fields)),
            Condition::Not(one) => one.collect(fields),
        }
    }
}
