//! What a question means, and the names that are near one that means nothing.

use super::{measures_named, people, scope::Scope, units};
use crate::{
    model::{
        explanation::{NotFound, Question},
        identifier::are_same,
        measure::Measure,
    },
    report::ReportContext,
};
use std::collections::BTreeMap;

/// A figure and what people call it.
#[derive(Debug)]
pub struct Name {
    /// Its key in `run.json`, there sometimes with `_cents` behind it.
    pub key: &'static str,
    /// In words.
    pub words: &'static str,
    /// What else people call it.
    also: &'static [&'static str],
    /// Initiatives have it.
    pub is_of_initiatives: bool,
    /// The portfolio, departments, categories and phases have it.
    is_of_groups: bool,
}

const fn both(key: &'static str, words: &'static str, also: &'static [&'static str]) -> Name {
    Name { key, words, also, is_of_initiatives: true, is_of_groups: true }
}

const fn of_groups(key: &'static str, words: &'static str, also: &'static [&'static str]) -> Name {
    Name { is_of_initiatives: false, ..both(key, words, also) }
}

const fn of_initiatives(key: &'static str, words: &'static str, also: &'static [&'static str]) -> Name {
    Name { is_of_groups: false, ..both(key, words, also) }
}

/// Every figure, initiatives' own first.
pub const NAMES: [Name; 46] = [
    of_initiatives("score", "Score", &["points"]),
    of_initiatives("coverage", "Coverage of the score", &["score coverage"]),
    of_initiatives("rank", "Rank", &["place", "ranking"]),
    of_initiatives("value", "Value", &["value score"]),
    of_initiatives("feasibility_score", "Feasibility", &["feasibility"]),
    of_initiatives("quadrant", "Quadrant", &[]),
    of_initiatives("npv", "Net present value", &["npv of the plan"]),
    of_initiatives("payback_months", "Payback", &["payback period"]),
    of_initiatives("rnpv", "Risk-adjusted net present value", &["risk adjusted npv"]),
    of_initiatives("kpi_attainment", "KPI attainment", &["attainment", "kpis", "kpi"]),
    both("budget_requested", "Budget requested", &["budget", "budgets"]),
    both("cost_actual_ytd", "Spend to date", &["spend", "cost", "cost to date", "spend ytd", "cost actual"]),
    both("cost_planned_ytd", "Planned spend to date", &["planned spend", "planned cost", "spend plan", "cost planned"]),
    both("benefit_actual_ytd", "Benefit to date", &["benefit", "benefits", "benefit ytd", "benefit actual"]),
    both("benefit_planned_ytd", "Planned benefit to date", &["planned benefit", "benefit plan", "benefit planned"]),
    both(
        "benefit_realisation_ytd",
        "Benefit reached of plan to date",
        &["benefit reached", "benefit realisation", "realisation"],
    ),
    both(
        "cost_outlook_year",
        "Outlook of the year's spend",
        &["spend outlook", "cost outlook", "outlook", "years spend outlook"],
    ),
    both("benefit_outlook_year", "Outlook of the year's benefit", &["benefit outlook", "years benefit outlook"]),
    of_groups("cost_plan_to_date_ytd", "Spend, plan to date", &[]),
    of_groups("cost_plan_without_actual_ytd", "Spend, plan without actual", &[]),
    of_groups("cost_variance_ytd", "Spend, variance", &["spend variance", "cost variance"]),
    of_groups("cost_actual_compared_ytd", "Spend, actual compared", &[]),
    of_groups("cost_unplanned_ytd", "Spend, unplanned", &["unplanned spend"]),
    of_groups("benefit_plan_to_date_ytd", "Benefit, plan to date", &[]),
    of_groups("benefit_plan_without_actual_ytd", "Benefit, plan without actual", &[]),
    of_groups("benefit_variance_ytd", "Benefit, variance", &["benefit variance"]),
    of_groups("benefit_actual_compared_ytd", "Benefit, actual compared", &[]),
    of_groups("benefit_unplanned_ytd", "Benefit, unplanned", &["unplanned benefit"]),
    both("cost_actual_month", "Spend of the month", &["spend this month", "cost of the month"]),
    both("cost_planned_month", "Planned spend of the month", &[]),
    both("benefit_actual_month", "Benefit of the month", &["benefit this month"]),
    both("benefit_planned_month", "Planned benefit of the month", &[]),
    both("cost_actual_life", "Spend of all months to date", &["spend life", "cost life to date"]),
    both("cost_planned_life", "Planned spend of all months to date", &[]),
    both("benefit_actual_life", "Benefit of all months to date", &["benefit life"]),
    both("benefit_planned_life", "Planned benefit of all months to date", &[]),
    of_groups("benefit_realisation_life", "Benefit reached of plan, all months to date", &[]),
    of_groups("cost_of_plan_ytd", "Spend of plan to date", &["spend of plan", "cost of plan"]),
    both("benefit_validated_ytd", "Benefit validated by finance to date", &["validated benefit", "benefit validated"]),
    of_groups(
        "benefit_validated_share_ytd",
        "Share of the benefit to date that finance has validated",
        &["validated share", "validated"],
    ),
    of_groups("kpis_at_target", "KPIs at target", &[]),
    of_groups("kpi_attainment_mean", "Mean KPI attainment", &["kpi attainment", "attainment"]),
    of_groups("initiatives", "Initiatives", &["number of initiatives"]),
    of_groups("initiatives_in_production", "Initiatives in production", &["in production"]),
    of_groups("initiatives_in_pilot", "Initiatives in pilot", &["in pilot", "pilots"]),
    of_groups("initiatives_ranked", "Initiatives ranked", &["ranked"]),
];

/// What a question asks about.
pub enum Asked<'a> {
    /// Nothing that is known.
    Nothing(NotFound),
    /// One measure, or a family of them.
    Measures(Vec<&'a Measure>),
    /// People ahead, of a role or all.
    People(people::Asked<'a>),
    /// What units of use cost.
    Units(units::Asked<'a>),
    /// Everything about an initiative, by its row, and the list of the sponsor who asks.
    Initiative(u32, Option<Scope>),
    /// A figure of a scope, and the list of the sponsor who asks.
    Figure(&'static Name, Scope, Option<Scope>),
}

/// Reads a question.
pub fn read<'a>(context: &'a ReportContext, question: &Question) -> Asked<'a> {
    let list = match &question.sponsor {
        None => None,
        Some(address) => match Scope::sponsor(context, address) {
            Some(list) => Some(list),
            None => return Asked::Nothing(no_sponsor(context, address)),
        },
    };
    let what = question.what.trim();
    let measure = |measures: Vec<&'a Measure>| match list {
        None => Asked::Measures(measures),
        Some(_) => only("Measures are of the whole centre, not of one sponsor: leave --sponsor out"),
    };
    let by_id = measures_named(context, what);
    if !by_id.is_empty() {
        return measure(by_id);
    }
    if let Some(asked) = people::read(context, what) {
        return match (&list, asked) {
            (Some(_), _) => only("People ahead are of the whole centre, not of one sponsor: leave --sponsor out"),
            (None, Ok(asked)) => Asked::People(asked),
            (None, Err(not_found)) => Asked::Nothing(not_found),
        };
    }
    match units::read(context, what, list.as_ref()) {
        Some(Ok(asked)) => return Asked::Units(asked),
        Some(Err(not_found)) => return Asked::Nothing(not_found),
        None => {}
    }
    if let Some(name) = figure(what, |name| name.is_of_groups) {
        let scope = list.clone().unwrap_or_else(|| Scope::all(context));
        return Asked::Figure(name, scope, list);
    }
    let by_name = measures_called(context, what);
    if !by_name.is_empty() {
        return measure(by_name);
    }
    if let Some(row) = initiative(context, what) {
        return if_allowed(list, row, |list| Asked::Initiative(row, list));
    }
    for (figure_words, scope_words) in splits(what) {
        if let Some(row) = initiative(context, &scope_words)
            && let Some(name) = figure(&figure_words, |name| name.is_of_initiatives)
        {
            return if_allowed(list, row, |list| Asked::Figure(name, Scope::initiative(context, row), list));
        }
        if let Some(name) = figure(&figure_words, |name| name.is_of_groups)
            && let Some(scope) = Scope::named(context, &scope_words, list.as_ref())
        {
            return Asked::Figure(name, scope, list);
        }
    }
    Asked::Nothing(unknown(context, &list, what))
}

/// Only a sentence: no name is near, or none may be told.
fn only<'a>(problem: &str) -> Asked<'a> {
    Asked::Nothing(NotFound { problem: problem.to_owned(), nearest: Vec::new() })
}

/// A sponsor is told of own initiatives only.
fn if_allowed<'a>(list: Option<Scope>, row: u32, asked: impl FnOnce(Option<Scope>) -> Asked<'a>) -> Asked<'a> {
    match list {
        Some(scope) if !scope.rows.contains(&row) => only(&format!("It is not among {}", scope.words)),
        list => asked(list),
    }
}

fn no_sponsor(context: &ReportContext, address: &str) -> NotFound {
    let addresses = context.portfolio.initiatives.text("sponsor_email").iter().flatten();
    NotFound {
        problem: format!("No initiative has the sponsor \"{address}\""),
        nearest: nearest_of(address, addresses.map(|text| text.to_lowercase()).collect()),
    }
}

fn unknown(context: &ReportContext, list: &Option<Scope>, what: &str) -> NotFound {
    let Some(name) = figure(what, |name| name.is_of_initiatives) else {
        let problem = format!("There is no figure, measure or initiative \"{what}\"");
        return NotFound { problem, nearest: nearest(context, list, what) };
    };
    let ids = context.portfolio.initiatives.text("initiative_id");
    let own = |row: &usize| list.as_ref().is_none_or(|scope| scope.rows.contains(&(*row as u32)));
    let example = (0..ids.len()).filter(own).find_map(|row| ids[row].as_deref()).unwrap_or("AI-001");
    NotFound {
        problem: format!("{} is a figure of one initiative: say of which", name.words),
        nearest: vec![format!("{} of {example}", folded(name.words))],
    }
}

/// Measures of a name: its key, or what it is called on a sheet or a page.
fn measures_called<'a>(context: &'a ReportContext, what: &str) -> Vec<&'a Measure> {
    let asked = folded(what);
    let is_called = |one: &&Measure| names_of(one).into_iter().any(|name| folded(name) == asked);
    context.metrics.health.measures.iter().filter(is_called).collect()
}

fn names_of(measure: &Measure) -> [&str; 3] {
    [&measure.declared.key, &measure.declared.label, &measure.declared.short_label]
}

/// The figure of a key or name.
fn figure(what: &str, wanted: impl Fn(&Name) -> bool) -> Option<&'static Name> {
    let asked = folded(what);
    let is_it = |name: &&Name| {
        let called = std::iter::once(name.key).chain([name.words]).chain(name.also.iter().copied());
        called.map(folded).any(|called| called == asked) || asked == folded(&format!("{}_cents", name.key))
    };
    NAMES.iter().filter(|name| wanted(name)).find(is_it)
}

/// The row of an id or a name.
fn initiative(context: &ReportContext, what: &str) -> Option<u32> {
    let table = &context.portfolio.initiatives;
    let found =
        |key: &str| table.text(key).iter().position(|text| text.as_ref().is_some_and(|text| are_same(text, what)));
    found("initiative_id").or_else(|| found("name")).map(|row| row as u32)
}

/// Ways to read a figure and what it is of: at each `of`, `for` or `in`, and with the first or last word apart.
pub fn splits(what: &str) -> Vec<(String, String)> {
    let words: Vec<&str> = what.split_whitespace().collect();
    let joined = |words: &[&str]| words.join(" ");
    let mut found = Vec::new();
    for place in 1..words.len() {
        if ["of", "for", "in"].contains(&words[place].to_lowercase().as_str()) {
            found.push((joined(&words[..place]), joined(&words[place + 1..])));
        }
        found.push((joined(&words[..place]), joined(&words[place..])));
        found.push((joined(&words[place..]), joined(&words[..place])));
    }
    found
}

/// Lower case, `_` and hyphens as spaces, apostrophes gone.
pub fn folded(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(|letter| !matches!(letter, '\'' | '’' | ','))
        .map(|letter| if matches!(letter, '_' | '-') { ' ' } else { letter })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Names that are near, of whatever kind. A sponsor sees no initiative of others.
fn nearest(context: &ReportContext, list: &Option<Scope>, what: &str) -> Vec<String> {
    let figures = NAMES.iter().filter(|name| name.is_of_groups).flat_map(|name| [name.key, name.words]);
    let mut names: Vec<String> = figures.map(str::to_owned).collect();
    let ids = context.portfolio.initiatives.text("initiative_id");
    let own = |row: &usize| list.as_ref().is_none_or(|scope| scope.rows.contains(&(*row as u32)));
    let known: Vec<&str> = (0..ids.len()).filter(own).filter_map(|row| ids[row].as_deref()).collect();
    names.extend(known.iter().map(|id| (*id).to_owned()));
    // `rank of AI-03`: the figure as it stands with the nearest id.
    for (figure_words, scope_words) in splits(what) {
        let id = nearest_of(&scope_words, known.iter().map(|id| (*id).to_owned()).collect()).into_iter().next();
        match (figure(&figure_words, |name| name.is_of_initiatives), id) {
            (Some(_), Some(id)) => names.push(format!("{figure_words} of {id}")),
            _ => continue,
        }
    }
    if list.is_none() {
        names.extend((!context.metrics.unit_costs.is_empty()).then(|| "unit cost".to_owned()));
        names.extend(context.metrics.people_ahead.is_some().then(|| "people ahead".to_owned()));
        let measures = context.metrics.health.measures.iter();
        names.extend(measures.clone().map(|one| one.id().to_owned()));
        names.extend(
            measures.flat_map(|one| [&one.declared.label, &one.declared.short_label]).map(|name| name.to_string()),
        );
        names.extend(context.portfolio.initiatives.text("name").iter().flatten().map(|name| name.to_string()));
    }
    nearest_of(what, names)
}

/// The nearest names, at most three, none that is far.
fn nearest_of(what: &str, names: Vec<String>) -> Vec<String> {
    const MOST: usize = 3;
    const NEAR: f64 = 0.5;
    let asked = folded(what);
    let mut near: BTreeMap<String, f64> = BTreeMap::new();
    for name in names {
        let likeness = strsim::normalized_damerau_levenshtein(&asked, &folded(&name));
        if likeness >= NEAR {
            near.insert(name, likeness);
        }
    }
    let mut near: Vec<(String, f64)> = near.into_iter().collect();
    near.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    near.into_iter().take(MOST).map(|(name, _)| name).collect()
}
