//! Why an initiative is in the best set or out of it, in words.

use crate::{
    model::{
        fiscal::FiscalCalendar,
        funding::{FundingLine, Price, Reason, RoleAmount, Standing, YearAmount},
        locale::Locale,
    },
    report::{
        round::{self, MoneyScale},
        words,
    },
};
use std::sync::Arc;

/// Who reads the words: which initiatives they may see by name, and how numbers are written for them.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// Digits.
    pub locale: &'a Locale,
    /// Unit of money.
    pub scale: MoneyScale,
    /// What fiscal years are called.
    pub calendar: FiscalCalendar,
    /// The id of a row; `None` when this reader may not know it.
    pub id_of: &'a dyn Fn(u32) -> Option<Arc<str>>,
}

impl Reader<'_> {
    /// Why a line is in or out: `120k over the 2026 budget`.
    pub fn reason(&self, line: &FundingLine) -> String {
        match &line.reason {
            Reason::Kept if line.standing == Standing::Mandatory => "mandatory".to_owned(),
            Reason::Kept if line.cost_unknown => "in flight, kept; cost ahead unknown, nothing charged".to_owned(),
            Reason::Kept => "in flight, kept".to_owned(),
            Reason::Chosen => "chosen".to_owned(),
            Reason::NoData => "no cost or no benefit ahead in Financials".to_owned(),
            Reason::Cycle(rows) => format!("waits for itself, by way of {}", self.names(rows)),
            Reason::WaitsFor(rows) => format!("waits for {}", self.names(rows)),
            Reason::WaitsForUnknown => "waits for an initiative that nobody sent".to_owned(),
            Reason::Alternative(row) => format!("{} takes its place", self.names(&[*row])),
            Reason::NotWorthIt => "costs more than it brings".to_owned(),
            Reason::OverBudget { money, people, with } => self.over_budget(money, people, with),
            Reason::BeatenBy { rows, .. } if rows.is_empty() => "others are worth more".to_owned(),
            Reason::BeatenBy { rows, .. } => {
                let verb = if rows.len() == 1 { "is" } else { "are" };
                format!("{} {verb} worth more", self.names(rows))
            }
            Reason::NotJudged => "not judged: its phase cannot be read; its money is reserved".to_owned(),
        }
    }

    /// What it would take to have it: `+120k would add 80k`.
    pub fn price(&self, price: &Price) -> String {
        let mut more = Vec::new();
        if price.total.0 > 0 {
            more.push(format!("+{}", self.scale.figure(price.total).text(self.locale)));
        }
        more.extend(price.people.iter().map(|people| format!("+{}", self.people(people))));
        if !price.with.is_empty() {
            more.push(format!("with {}", self.names(&price.with)));
        }
        format!("{} would add {}", more.join(" and "), self.scale.figure(price.adds).text(self.locale))
    }

    /// `OPS-3 and HR-2`; those that this reader may not know are counted.
    pub fn names(&self, rows: &[u32]) -> String {
        let mut names: Vec<String> =
            rows.iter().filter_map(|row| (self.id_of)(*row)).map(|id| id.to_string()).collect();
        match rows.len() - names.len() {
            0 => {}
            1 => names.push("an initiative outside your list".to_owned()),
            hidden => names.push(format!("{hidden} initiatives outside your list")),
        }
        words::listed(&names)
    }

    fn over_budget(&self, money: &[YearAmount], people: &[RoleAmount], with: &[u32]) -> String {
        let mut parts: Vec<String> = money
            .iter()
            .map(|over| {
                let year = self.calendar.label_of_year(over.year);
                format!("{} over the {year} budget", self.scale.figure(over.amount).text(self.locale))
            })
            .collect();
        parts.extend(people.iter().map(|over| format!("{} too few", self.people(over))));
        match with {
            [] => words::listed(&parts),
            with => format!("together with {} {}", self.names(with), words::listed(&parts)),
        }
    }

    /// `1.5 Data Engineer`.
    fn people(&self, people: &RoleAmount) -> String {
        format!("{} {}", round::people(people.fte).text(self.locale), people.role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::money::Cents;

    fn line(reason: Reason) -> FundingLine {
        FundingLine {
            row: 0,
            standing: Standing::Candidate,
            value: None,
            cost: Vec::new(),
            cost_in_budget: Cents(0),
            cost_from_request: false,
            cost_unknown: false,
            people: Vec::new(),
            recommended: false,
            reason,
            adds: None,
            price: None,
            in_tests: Vec::new(),
            decided: None,
        }
    }

    fn said(reason: Reason, known: &[&str]) -> String {
        let known: Vec<Arc<str>> = known.iter().map(|id| (*id).into()).collect();
        let id_of = |row: u32| known.get(row as usize).cloned();
        let locale = Locale::named("en-GB").unwrap();
        Reader { locale: &locale, scale: MoneyScale::Thousands, calendar: FiscalCalendar::default(), id_of: &id_of }
            .reason(&line(reason))
    }

    #[test]
    fn reasons_name_what_the_reader_may_know() {
        let beaten = Reason::BeatenBy { rows: vec![0, 1, 2], worse_by: Cents(100) };
        assert_eq!(said(beaten.clone(), &["A-1", "B-2", "C-3"]), "A-1, B-2 and C-3 are worth more");
        assert_eq!(said(beaten, &["A-1"]), "A-1 and 2 initiatives outside your list are worth more");
        assert_eq!(said(Reason::WaitsFor(vec![7]), &["A-1"]), "waits for an initiative outside your list");
    }

    #[test]
    fn over_budget_says_by_how_much_and_in_which_year() {
        let money = vec![YearAmount { year: 2026, amount: Cents(12_000_000) }];
        let people = vec![RoleAmount { role: "Data Engineer".into(), fte: 1_500 }];
        assert_eq!(
            said(Reason::OverBudget { money: money.clone(), people, with: Vec::new() }, &[]),
            "120k over the 2026 budget and 1.5 Data Engineer too few"
        );
        assert_eq!(
            said(Reason::OverBudget { money, people: Vec::new(), with: vec![1] }, &["A-1", "B-2"]),
            "together with B-2 120k over the 2026 budget"
        );
    }
}
