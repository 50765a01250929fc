//! What exchange rates did between two months: each amount in another currency as it would be at the rates of the earlier
//! one. What is left of a difference is what people did.

use crate::model::{
    fiscal::FiscalCalendar,
    history::{LocalPart, MoneyKind, Picture, RateEffectSince, Side, Since},
    money::Cents,
    period::Month,
    portfolio::CENTRE,
    rates::Rate,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// A month and the rates of an earlier one.
pub struct RatesOfThen<'a> {
    then: &'a Picture,
    now: &'a Picture,
    calendar: FiscalCalendar,
    /// At which rate the amounts of a currency, month and kind stood then, whoever had one first.
    known: BTreeMap<(&'a str, Month, MoneyKind), Rate>,
}

impl<'a> RatesOfThen<'a> {
    /// The rates of a closed month, for the amounts of another.
    pub fn of(then: &'a Picture, now: &'a Picture, calendar: FiscalCalendar) -> Self {
        let mut known = BTreeMap::new();
        for ((_, month), parts) in &then.local {
            for part in parts {
                known.entry((&*part.currency, *month, part.kind)).or_insert(part.rate);
            }
        }
        RatesOfThen { then, now, calendar, known }
    }

    /// Of an initiative's (upper-case id) amount of a month: what it is, less what it would be at the rates of then.
    pub fn of_month(&self, key: &str, month: Month, side: Side, kind: MoneyKind) -> Cents {
        self.over(key, (month, month), side, kind)
    }

    /// Of its outlook of the fiscal year.
    pub fn of_outlook(&self, key: &str, side: Side) -> Cents {
        let first = self.calendar.first_month(self.now.period);
        self.over(key, (first, first.plus(11)), side, MoneyKind::Outlook)
    }

    /// Of what was spent or gained since the fiscal year began.
    pub fn of_year_to_date(&self, key: &str, side: Side) -> Cents {
        let first = self.calendar.first_month(self.now.period);
        self.over(key, (first, self.now.period), side, MoneyKind::Actual)
    }

    /// Of what is planned over all months.
    pub fn of_plan(&self, key: &str, side: Side) -> Cents {
        let (first, last) = (Month::from_index(i32::MIN), Month::from_index(i32::MAX));
        self.over(key, (first, last), side, MoneyKind::Planned)
    }

    fn over(&self, key: &str, (first, last): (Month, Month), side: Side, kind: MoneyKind) -> Cents {
        if self.now.local.is_empty() {
            return Cents::ZERO;
        }
        let key: Arc<str> = key.into();
        let months = self.now.local.range((key.clone(), first)..=(key, last));
        months
            .flat_map(|(at, parts)| parts.iter().map(move |part| (at, part)))
            .filter(|(_, part)| (part.side, part.kind) == (side, kind))
            .map(|(at, part)| {
                let then = self.rate(at, part).and_then(|rate| rate.convert(part.local));
                part.cents - then.unwrap_or(part.cents)
            })
            .sum()
    }

    /// The rate at which an amount stood then: that of the initiative's own amount, else of any other of the month. An
    /// actual that was not there yet stood in the outlook. What nobody had then is taken as it is now.
    fn rate(&self, at: &(Arc<str>, Month), part: &LocalPart) -> Option<Rate> {
        let kinds: &[MoneyKind] = match part.kind {
            MoneyKind::Actual => &[MoneyKind::Actual, MoneyKind::Outlook],
            MoneyKind::Planned => &[MoneyKind::Planned],
            MoneyKind::Outlook => &[MoneyKind::Outlook],
        };
        let own = self.then.local.get(at).map_or(&[][..], Vec::as_slice);
        kinds.iter().find_map(|kind| {
            let is_alike =
                |other: &&LocalPart| (other.side, other.kind) == (part.side, *kind) && other.currency == part.currency;
            let alike = || own.iter().filter(is_alike);
            // Rows of one month may stand at several rates: the same amount is most likely the same row.
            let found = alike().find(|other| other.local == part.local).or_else(|| alike().next());
            let known = || self.known.get(&(&*part.currency, at.1, *kind)).copied();
            found.map(|other| other.rate).or_else(known)
        })
    }

    /// What rates did to the year's outlook of each of these initiatives and of the centre, in order of their ids.
    pub fn of_each(&self, cost: &BTreeSet<&str>, benefit: &BTreeSet<&str>) -> Vec<RateEffectSince> {
        let keys: BTreeSet<&str> = self.now.local.keys().map(|(key, _)| &**key).collect();
        let effect = |key: &str, side: Side, counted: &BTreeSet<&str>| match key == CENTRE || counted.contains(key) {
            true => self.of_outlook(key, side),
            false => Cents::ZERO,
        };
        let found = keys.into_iter().map(|key| {
            let [was, is] = [self.then, self.now].map(|picture| picture.initiative(key));
            let side = |side: Side, counted: &BTreeSet<&str>| {
                let outlook = |picture: Option<&crate::model::history::Pictured>| match side {
                    Side::Cost => picture.and_then(|one| one.cost_outlook),
                    Side::Benefit => picture.and_then(|one| one.benefit_outlook),
                };
                Since { before: outlook(was), now: outlook(is), rate_effect: effect(key, side, counted) }
            };
            let id = is.map_or_else(|| key.into(), |one| one.id.clone());
            RateEffectSince { id, cost: side(Side::Cost, cost), benefit: side(Side::Benefit, benefit) }
        });
        found.filter(|one| [one.cost, one.benefit].iter().any(|side| side.rate_effect != Cents::ZERO)).collect()
    }
}
