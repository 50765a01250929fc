//! A measure: how it is declared, once, and what it came to.
//!
//! The declaration is data. The sheet Health, the page of the centre, `run.json`, `explain` and Method all take words,
//! fields and targets from it, and the engine the rows it counts. Unknown is `None`.

mod found;

pub use found::{Basis, Found, Measure, Part};

use super::{
    amount::{Amount, AmountPart},
    condition::{Condition, FieldName},
    dictionary::SheetKind,
    population::Population,
    targets::HealthTargets,
};
use serde::Serialize;
use std::borrow::Cow;

/// What a measure's value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum MeasureUnit {
    /// A fraction: 0.4 is 40%.
    Share,
    /// Things counted.
    Count,
    /// Whole cents of the reporting currency.
    Money,
    /// Days.
    Days,
    /// Months.
    Months,
    /// Full-time equivalents.
    People,
    /// Things a month.
    PerMonth,
    /// A ratio that is no share: CPI, load.
    Index,
}

impl MeasureUnit {
    /// As it stands in run.json.
    pub fn key(self) -> &'static str {
        match self {
            MeasureUnit::Share => "fraction",
            MeasureUnit::Count => "count",
            MeasureUnit::Money => "cents",
            MeasureUnit::Days => "days",
            MeasureUnit::Months => "months",
            MeasureUnit::People => "fte",
            MeasureUnit::PerMonth => "per-month",
            MeasureUnit::Index => "ratio",
        }
    }
}

/// Which way is good.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum Direction {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// Neither is.
    Neither,
}

impl Direction {
    /// As it stands in run.json.
    pub fn key(self) -> &'static str {
        match self {
            Direction::More => "more-is-better",
            Direction::Less => "less-is-better",
            Direction::Neither => "neither",
        }
    }
}

/// What the rows of a measure are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub enum Counted {
    /// Rows of the portfolio's initiatives.
    #[default]
    Initiatives,
    /// Places in the list of KPIs.
    Kpis,
    /// Rows of the portfolio's team.
    Team,
    /// Rows of the portfolio's financials.
    Months,
}

/// Which months of Financials a measure looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub enum Months {
    /// The fiscal year to the reporting month.
    #[default]
    Year,
    /// All months to the reporting month.
    Life,
    /// Every month, the planned ones too.
    All,
}

/// How a measure is computed over the rows of its population. Where it cannot be told of a row, the row is left out of
/// both sides and counted.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub enum Rule {
    /// Rows for which it holds, of those of which it can be told.
    Share(Condition),
    /// An amount of the rows for which it holds, of the amount of those of which it can be told.
    ShareOf(FieldName, Condition),
    /// How many rows it holds for.
    Count(Condition),
    /// The sum of an amount over the rows for which it holds. Unknown where all of those leave the amount blank.
    Sum(FieldName, Condition),
    /// A percentile (0.5 is the median) of a number, as Excel's PERCENTILE.INC.
    Percentile(FieldName, f64),
    /// The sum of one number by the sum of another, over rows that have both.
    Quotient(FieldName, FieldName),
    /// Things counted in each row of things that apply in each row; and things of which it cannot be told.
    ShareOfCounts {
        /// Those that count.
        counted: FieldName,
        /// Those that apply.
        applying: FieldName,
        /// Those of which it cannot be told.
        unsure: FieldName,
    },
    /// Amounts of Financials: what is added up, less what is taken off; a share is divided by what it is held against, of
    /// money that is taken off last.
    Amounts(Vec<(AmountPart, Amount)>),
    /// A series, a group or a search: a function of its own.
    Own,
}

/// Which initiatives a measure lists: those people should look at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub enum Lists {
    /// None.
    #[default]
    Nobody,
    /// Those that count.
    Numerator,
    /// Those of the denominator that do not count.
    Rest,
}

/// A group of measures on the page of the centre.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum PageGroup {
    /// Does the centre do too much itself, or too little?
    Centralisation,
    /// Who stands behind it?
    Sponsorship,
    /// Can success be told?
    Success,
    /// Is it built in one way, by enough people?
    Standards,
    /// How fast, and under which controls?
    Speed,
    /// Measures of one's own, from the settings.
    Own,
}

impl PageGroup {
    /// In the order of the page.
    pub const ALL: [PageGroup; 6] = [
        PageGroup::Centralisation,
        PageGroup::Sponsorship,
        PageGroup::Success,
        PageGroup::Standards,
        PageGroup::Speed,
        PageGroup::Own,
    ];

    /// The heading.
    pub fn name(self) -> &'static str {
        match self {
            PageGroup::Centralisation => "Over-centralisation",
            PageGroup::Sponsorship => "Sponsorship",
            PageGroup::Success => "Success metrics",
            PageGroup::Standards => "Standards and people",
            PageGroup::Speed => "Speed beside control",
            PageGroup::Own => "Our own measures",
        }
    }
}

/// A target as declared: a number, or the name of one in `[health]` of the settings.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub enum Level {
    /// As set.
    Setting(&'static str),
    /// This.
    Fixed(f64),
}

/// Where a measure should be, as declared.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub enum Goal {
    /// This or more.
    AtLeast(Level),
    /// This or less.
    AtMost(Level),
}

/// Where a measure should be, from the settings.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Target {
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
}

impl Target {
    /// Is a value where it should be? Binary fractions of decimal targets do not decide.
    pub fn is_met(self, value: f64) -> bool {
        match self {
            Target::AtLeast(least) => value >= least - 1e-9,
            Target::AtMost(most) => value <= most + 1e-9,
        }
    }
}

/// Fields of a sheet, by their keys.
pub type SheetFields = (SheetKind, &'static [&'static str]);

/// A measure as it is declared.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Declaration {
    /// `M12a`: the family's number, and a letter where a family has several; `X1` for one of the settings.
    pub id: Cow<'static, str>,
    /// Its name for machines, `sponsored`.
    pub key: Cow<'static, str>,
    /// In words, `Active initiatives with a sponsor who can be reached`.
    pub label: Cow<'static, str>,
    /// In few words, for a page; the label where there are none.
    pub short_label: Cow<'static, str>,
    /// What the value is.
    pub unit: MeasureUnit,
    /// Which way is good.
    pub direction: Direction,
    /// How it is computed, for readers. `{name}` stands for a setting.
    pub formula: Cow<'static, str>,
    /// The fields it is told from.
    pub fields: Vec<(SheetKind, Vec<Cow<'static, str>>)>,
    /// Which months of Financials those are of.
    pub months: Months,
    /// What its rows are.
    pub counted: Counted,
    /// Whose rows.
    pub population: Population,
    /// Which of those rows are looked at at all. One of which it cannot be told is left out.
    pub among: Condition,
    /// How the value comes about.
    pub rule: Rule,
    /// Rows that count although something about them is missing; they are told as left out.
    pub unsure: Option<Condition>,
    /// Are initiatives whose phase cannot be read told as left out?
    pub counts_unread_phases: bool,
    /// The sheet without which there is no such measure.
    pub needs: Option<SheetKind>,
    /// Where it should be.
    pub goal: Option<Goal>,
    /// Whom it lists.
    pub lists: Lists,
    /// Where it stands on the page of the centre, and in which order there.
    pub on_page: Option<(PageGroup, u8)>,
    /// Measures that lead further.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<&'static str>,
}

fn declare(id: &'static str, key: &'static str, label: &'static str, unit: MeasureUnit, rule: Rule) -> Declaration {
    Declaration {
        id: id.into(),
        key: key.into(),
        label: label.into(),
        short_label: label.into(),
        unit,
        direction: Direction::Neither,
        formula: "".into(),
        fields: Vec::new(),
        months: Months::Year,
        counted: Counted::Initiatives,
        population: Population::All,
        among: Condition::Always,
        rule,
        unsure: None,
        counts_unread_phases: false,
        needs: None,
        goal: None,
        lists: Lists::Nobody,
        on_page: None,
        rests_on: Vec::new(),
    }
}

/// A share of rows; [`Declaration::numerator`] says which count.
pub fn share(id: &'static str, key: &'static str, label: &'static str) -> Declaration {
    declare(id, key, label, MeasureUnit::Share, Rule::Share(Condition::Always))
}

/// A share of an amount.
pub fn share_of(amount: FieldName, id: &'static str, key: &'static str, label: &'static str) -> Declaration {
    declare(id, key, label, MeasureUnit::Share, Rule::ShareOf(amount, Condition::Always))
}

/// A number of rows.
pub fn count(id: &'static str, key: &'static str, label: &'static str) -> Declaration {
    declare(id, key, label, MeasureUnit::Count, Rule::Count(Condition::Always))
}

/// A sum of money.
pub fn sum_of(amount: FieldName, id: &'static str, key: &'static str, label: &'static str) -> Declaration {
    declare(id, key, label, MeasureUnit::Money, Rule::Sum(amount, Condition::Always))
}

/// The median of a number.
pub fn median_of(
    value: FieldName,
    unit: MeasureUnit,
    id: &'static str,
    key: &'static str,
    label: &'static str,
) -> Declaration {
    declare(id, key, label, unit, Rule::Percentile(value, 0.5))
}

/// The sum of one number by the sum of another.
pub fn quotient_of(
    above: FieldName,
    below: FieldName,
    id: &'static str,
    key: &'static str,
    label: &'static str,
) -> Declaration {
    declare(id, key, label, MeasureUnit::Share, Rule::Quotient(above, below))
}

/// Things counted in each row, of those that apply in each.
pub fn share_of_counts(
    [counted, applying, unsure]: [FieldName; 3],
    id: &'static str,
    key: &'static str,
    label: &'static str,
) -> Declaration {
    declare(id, key, label, MeasureUnit::Share, Rule::ShareOfCounts { counted, applying, unsure })
}

/// Sums of Financials; [`Declaration::adding`] and the like say of which cells.
pub fn amounts_of(id: &'static str, key: &'static str, label: &'static str, unit: MeasureUnit) -> Declaration {
    declare(id, key, label, unit, Rule::Amounts(Vec::new())).over(Counted::Months)
}

/// One that a function of its own computes.
pub fn own(id: &'static str, key: &'static str, label: &'static str, unit: MeasureUnit) -> Declaration {
    declare(id, key, label, unit, Rule::Own)
}

impl Declaration {
    /// In few words.
    pub fn short(self, short_label: &'static str) -> Declaration {
        Declaration { short_label: short_label.into(), ..self }
    }

    /// Over these initiatives.
    pub fn of(self, population: Population) -> Declaration {
        Declaration { population, ..self }
    }

    /// Over rows of another list.
    pub fn over(self, counted: Counted) -> Declaration {
        Declaration { counted, ..self }
    }

    /// Only over rows for which this holds.
    pub fn among(self, among: Condition) -> Declaration {
        Declaration { among, ..self }
    }

    /// The rows that count.
    pub fn numerator(mut self, condition: Condition) -> Declaration {
        match &mut self.rule {
            Rule::Share(counted) | Rule::ShareOf(_, counted) | Rule::Count(counted) | Rule::Sum(_, counted) => {
                *counted = condition;
            }
            Rule::Percentile(..) | Rule::Quotient(..) | Rule::ShareOfCounts { .. } | Rule::Amounts(_) | Rule::Own => {}
        }
        self
    }

    /// Another percentile than the median.
    pub fn percentile(mut self, wanted: f64) -> Declaration {
        if let Rule::Percentile(_, share) = &mut self.rule {
            *share = wanted;
        }
        self
    }

    /// These cells are added up.
    pub fn adding(self, amount: Amount) -> Declaration {
        self.amount(AmountPart::Added, amount)
    }

    /// These are taken off.
    pub fn less(self, amount: Amount) -> Declaration {
        self.amount(AmountPart::TakenOff, amount)
    }

    /// Held against these.
    pub fn against(self, amount: Amount) -> Declaration {
        self.amount(AmountPart::Against, amount)
    }

    /// These have no partner to be compared with.
    pub fn leaving_out(self, amount: Amount) -> Declaration {
        self.amount(AmountPart::LeftOut, amount)
    }

    /// Not known unless some month says this.
    pub fn needing_some(self, amount: Amount) -> Declaration {
        self.amount(AmountPart::Needed, amount)
    }

    fn amount(mut self, part: AmountPart, amount: Amount) -> Declaration {
        if let Rule::Amounts(amounts) = &mut self.rule {
            amounts.push((part, amount));
        }
        self
    }

    /// A mean of parts, some of which are these measures.
    pub fn resting_on(self, measures: &[&'static str]) -> Declaration {
        Declaration { rests_on: measures.to_vec(), ..self }
    }

    /// How it is computed, for readers.
    pub fn formula(self, formula: &'static str) -> Declaration {
        Declaration { formula: formula.into(), ..self }
    }

    /// The fields it is told from.
    pub fn told_from(self, fields: &[SheetFields]) -> Declaration {
        let keys = |keys: &[&'static str]| keys.iter().map(|key| Cow::Borrowed(*key)).collect();
        Declaration { fields: fields.iter().map(|(kind, list)| (*kind, keys(list))).collect(), ..self }
    }

    /// Of these months of Financials.
    pub fn in_months(self, months: Months) -> Declaration {
        Declaration { months, ..self }
    }

    /// Should be this number of the settings or more.
    pub fn at_least(self, setting: &'static str) -> Declaration {
        self.aiming(Goal::AtLeast(Level::Setting(setting)))
    }

    /// Should be this number of the settings or less.
    pub fn at_most(self, setting: &'static str) -> Declaration {
        self.aiming(Goal::AtMost(Level::Setting(setting)))
    }

    /// Should not be at all.
    pub fn none_wanted(self) -> Declaration {
        self.aiming(Goal::AtMost(Level::Fixed(0.0)))
    }

    /// Should be there, which says too which way is good.
    pub fn aiming(self, goal: Goal) -> Declaration {
        let direction = match goal {
            Goal::AtLeast(_) => Direction::More,
            Goal::AtMost(_) => Direction::Less,
        };
        Declaration { goal: Some(goal), direction, ..self }
    }

    /// More is better, although there is no target.
    pub fn more_is_better(self) -> Declaration {
        Declaration { direction: Direction::More, ..self }
    }

    /// Less is better, although there is no target.
    pub fn less_is_better(self) -> Declaration {
        Declaration { direction: Direction::Less, ..self }
    }

    /// Lists those that count.
    pub fn lists_them(self) -> Declaration {
        Declaration { lists: Lists::Numerator, ..self }
    }

    /// Lists those of the denominator that do not count.
    pub fn lists_the_rest(self) -> Declaration {
        Declaration { lists: Lists::Rest, ..self }
    }

    /// Initiatives whose phase cannot be read are told as left out.
    pub fn counting_unread_phases(self) -> Declaration {
        Declaration { counts_unread_phases: true, ..self }
    }

    /// Rows that count and are yet told as left out, because something about them is missing.
    pub fn unsure(self, condition: Condition) -> Declaration {
        Declaration { unsure: Some(condition), ..self }
    }

    /// Only where somebody sent such a sheet.
    pub fn needing(self, kind: SheetKind) -> Declaration {
        Declaration { needs: Some(kind), ..self }
    }

    /// On the page of the centre.
    pub fn on_page(self, group: PageGroup, place: u8) -> Declaration {
        Declaration { on_page: Some((group, place)), ..self }
    }

    /// Every field it counts by, its population's not among them.
    pub fn names(&self) -> Vec<&FieldName> {
        let mut names = self.among.fields();
        names.extend(self.unsure.iter().flat_map(Condition::fields));
        match &self.rule {
            Rule::Share(counted) | Rule::Count(counted) => names.extend(counted.fields()),
            Rule::ShareOf(amount, counted) | Rule::Sum(amount, counted) => {
                names.push(amount);
                names.extend(counted.fields());
            }
            Rule::Percentile(value, _) => names.push(value),
            Rule::Quotient(one, other) => names.extend([one, other]),
            Rule::ShareOfCounts { counted, applying, unsure } => names.extend([counted, applying, unsure]),
            Rule::Amounts(amounts) => names.extend(amounts.iter().flat_map(|(_, amount)| amount.names())),
            Rule::Own => {}
        }
        names
    }

    /// The amounts of Financials it is made of.
    pub fn amounts(&self) -> &[(AmountPart, Amount)] {
        match &self.rule {
            Rule::Amounts(amounts) => amounts,
            _ => &[],
        }
    }

    /// Titles of columns that the dictionary does not know.
    pub fn titles(&self) -> Vec<&str> {
        let title = |name: &'_ &FieldName| matches!(name, FieldName::Title(_));
        self.names().into_iter().filter(title).map(FieldName::text).collect()
    }

    /// `M12` of `M12a`.
    pub fn family(&self) -> &str {
        let digits = self.id[1..].bytes().take_while(u8::is_ascii_digit).count();
        &self.id[..=digits]
    }

    /// The target under these settings.
    fn target(&self, settings: &HealthTargets) -> Option<Target> {
        let number = |level: Level| match level {
            Level::Setting(name) => settings.number(name),
            Level::Fixed(number) => Some(number),
        };
        Some(match self.goal? {
            Goal::AtLeast(level) => Target::AtLeast(number(level)?),
            Goal::AtMost(level) => Target::AtMost(number(level)?),
        })
    }
}
