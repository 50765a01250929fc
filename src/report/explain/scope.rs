//! Of what a figure is: everything, one initiative, a department, an outcome category, a phase, a sponsor's list.

use crate::{
    model::{metrics::Money, phase::Phase},
    report::ReportContext,
};
use std::{collections::BTreeSet, sync::Arc};

/// Some initiatives, with or without the centre's own rows.
#[derive(Clone, Debug)]
pub struct Scope {
    /// In words.
    pub words: String,
    /// Rows of the initiatives.
    pub rows: BTreeSet<u32>,
    /// Do the centre's own rows count?
    pub with_centre: bool,
    /// Is it everything there is?
    pub is_all: bool,
    /// The one initiative it is about.
    pub initiative: Option<u32>,
}

impl Scope {
    /// All initiatives and the centre's own.
    pub fn all(context: &ReportContext) -> Scope {
        let rows: BTreeSet<u32> = (0..context.portfolio.initiatives.len() as u32).collect();
        let words = "all initiatives and the centre's own money".to_owned();
        Scope { words, rows, with_centre: true, is_all: true, initiative: None }
    }

    /// A sponsor's initiatives, by address.
    pub fn sponsor(context: &ReportContext, address: &str) -> Option<Scope> {
        let theirs = |text: &Option<Arc<str>>| {
            text.as_ref().is_some_and(|found| found.to_lowercase() == address.trim().to_lowercase())
        };
        Scope::matching(context, "sponsor_email", theirs, format!("the initiatives of {}", address.trim()))
    }

    /// The department, outcome category or phase of a name, whatever the case; of a sponsor's list only what is in it.
    pub fn named(context: &ReportContext, name: &str, list: Option<&Scope>) -> Option<Scope> {
        let name = name.trim().to_lowercase();
        let is_own = |row: usize| list.is_none_or(|list| list.rows.contains(&(row as u32)));
        for (key, word) in [("department", "department"), ("outcome", "category"), ("phase", "phase")] {
            let names = context.portfolio.initiatives.text(key);
            let mut own =
                names.iter().enumerate().filter(|(row, _)| is_own(*row)).filter_map(|(_, name)| name.as_ref());
            let Some(found) = own.find(|found| found.to_lowercase() == name) else { continue };
            let is_it = |text: &Option<Arc<str>>| text.as_ref() == Some(found);
            let mut scope = Scope::matching(context, key, is_it, format!("{word} {found}"))?;
            if let Some(list) = list {
                scope.rows.retain(|row| list.rows.contains(row));
                scope.words = format!("{}, {}", scope.words, list.words);
            }
            return Some(scope);
        }
        None
    }

    fn matching(
        context: &ReportContext,
        key: &str,
        is_it: impl Fn(&Option<Arc<str>>) -> bool,
        words: String,
    ) -> Option<Scope> {
        let texts = context.portfolio.initiatives.text(key).iter().enumerate();
        let rows: BTreeSet<u32> = texts.filter(|(_, text)| is_it(text)).map(|(row, _)| row as u32).collect();
        (!rows.is_empty()).then_some(Scope { words, rows, with_centre: false, is_all: false, initiative: None })
    }

    /// One initiative, by its row.
    pub fn initiative(context: &ReportContext, row: u32) -> Scope {
        let table = &context.portfolio.initiatives;
        let text = |key: &str| table.text(key)[row as usize].as_deref().unwrap_or_default();
        let words = format!("{} {}", text("initiative_id"), text("name")).trim().to_owned();
        Scope { words, rows: BTreeSet::from([row]), with_centre: false, is_all: false, initiative: Some(row) }
    }

    /// Does a row of Financials, Outcomes or Team count? `None` is the centre's own.
    pub fn has(&self, initiative: Option<u32>) -> bool {
        initiative.map_or(self.with_centre, |row| self.rows.contains(&row))
    }

    /// The engine's sums over it.
    pub fn money(&self, context: &ReportContext) -> Money {
        let of = |row: &u32| context.metrics.initiatives[*row as usize].money;
        match self.is_all {
            true => context.metrics.total.money,
            false => self.rows.iter().map(of).fold(Money::default(), Money::plus),
        }
    }

    /// Rows in a phase.
    pub fn in_phase(&self, context: &ReportContext, phase: Phase) -> Vec<u32> {
        self.rows
            .iter()
            .copied()
            .filter(|row| context.metrics.initiatives[*row as usize].phase == Some(phase))
            .collect()
    }
}
