//! Figures made of Financials: which amounts are added up, and which are left out for want of their partner.

use super::{
    cells::{Cells, Place},
    scope::Scope,
};
use crate::{
    model::{
        dictionary::SheetKind,
        explanation::{Explanation, InputGroup, InputPart, Step},
        metrics::{Money, PlanActual, Window},
        money::Cents,
        period::Month,
    },
    report::{ReportContext, chain::CHAIN, round},
};
use std::collections::BTreeMap;

/// Cost or benefit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Cost,
    Benefit,
}

/// The months of a figure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Span {
    Month,
    Year,
    Life,
}

impl Span {
    fn first_and_last(self, context: &ReportContext) -> (Month, Month) {
        let period = context.assumptions.period;
        match self {
            Span::Month => (period, period),
            Span::Year => (context.assumptions.year_start(), period),
            Span::Life => (Month::from_index(0), period),
        }
    }

    fn words(self, context: &ReportContext) -> String {
        let period = context.assumptions.period;
        match self {
            Span::Month => period.title(),
            Span::Year => format!("the fiscal year from {} to {period}", context.assumptions.year_start()),
            Span::Life => format!("all months to {period}"),
        }
    }

    fn of(self, money: &Money) -> &Window {
        match self {
            Span::Month => &money.month,
            Span::Year => &money.year_to_date,
            Span::Life => &money.life,
        }
    }
}

impl Side {
    fn of(self, window: &Window) -> &PlanActual {
        match self {
            Side::Cost => &window.cost,
            Side::Benefit => &window.benefit,
        }
    }

    fn planned(self) -> &'static str {
        if self == Side::Cost { "cost_planned" } else { "benefit_planned" }
    }

    fn actual(self) -> &'static str {
        if self == Side::Cost { "cost_actual" } else { "benefit_actual" }
    }

    fn forecast(self) -> &'static str {
        if self == Side::Cost { "cost_forecast" } else { "benefit_forecast" }
    }

    fn word(self) -> &'static str {
        if self == Side::Cost { "Cost" } else { "Benefit" }
    }
}

/// Rows of Financials in a scope, by initiative and month.
pub struct MoneyRows<'a> {
    context: &'a ReportContext<'a>,
    cells: &'a Cells<'a>,
    scope: &'a Scope,
    by_month: BTreeMap<(Option<u32>, Month), Vec<usize>>,
}

impl<'a> MoneyRows<'a> {
    /// Of a scope.
    pub fn of(context: &'a ReportContext<'a>, cells: &'a Cells<'a>, scope: &'a Scope) -> Self {
        let months = context.portfolio.financials.month("month");
        let mut by_month: BTreeMap<(Option<u32>, Month), Vec<usize>> = BTreeMap::new();
        for (row, initiative) in context.portfolio.financials_initiative.iter().enumerate() {
            if let Some(month) = months[row].filter(|_| scope.has(*initiative)) {
                by_month.entry((*initiative, month)).or_default().push(row);
            }
        }
        MoneyRows { context, cells, scope, by_month }
    }

    fn known(&self, row: usize, key: &str) -> Option<Cents> {
        self.context.portfolio.financials.money(key)[row]
    }

    fn within(&self, span: Span) -> impl Iterator<Item = &Vec<usize>> {
        let (first, last) = span.first_and_last(self.context);
        self.by_month.iter().filter(move |((_, month), _)| (first..=last).contains(month)).map(|(_, rows)| rows)
    }

    /// Cells with an actual.
    fn actual(&self, side: Side, span: Span) -> Vec<Place<'static>> {
        let known = |row: &&usize| self.known(**row, side.actual()).is_some();
        self.within(span).flatten().filter(known).map(|row| place(*row, side.actual())).collect()
    }

    /// Planned amounts of the months that are compared, and of those without an actual.
    fn planned(&self, side: Side, span: Span) -> (Vec<Place<'static>>, Vec<Place<'static>>) {
        self.apart(span, side.planned(), side.actual())
    }

    /// Actual amounts of the months that are compared, and of those without a plan.
    fn actual_apart(&self, side: Side, span: Span) -> (Vec<Place<'static>>, Vec<Place<'static>>) {
        self.apart(span, side.actual(), side.planned())
    }

    /// The known amounts of `key` in months in which any row knows `partner`, and in the others.
    fn apart(&self, span: Span, key: &'static str, partner: &str) -> (Vec<Place<'static>>, Vec<Place<'static>>) {
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for rows in self.within(span) {
            let has_partner = rows.iter().any(|row| self.known(*row, partner).is_some());
            let known = rows.iter().filter(|row| self.known(**row, key).is_some()).map(|row| place(*row, key));
            if has_partner { &mut with } else { &mut without }.extend(known);
        }
        (with, without)
    }

    /// Of each month of the fiscal year: the actuals if the month is over and any row has one, else what is expected.
    fn outlook(&self, side: Side) -> Vec<Place<'static>> {
        let assumptions = self.context.assumptions;
        let year = assumptions.year_start()..=assumptions.year_end();
        let mut used = Vec::new();
        for ((_, month), rows) in self.by_month.iter().filter(|((_, month), _)| year.contains(month)) {
            let has_actual = |row: &&usize| self.known(**row, side.actual()).is_some();
            let actual: Vec<Place<'static>> =
                rows.iter().filter(has_actual).map(|row| place(*row, side.actual())).collect();
            let is_over = *month <= assumptions.period && !actual.is_empty();
            used.extend(if is_over { actual } else { self.expected(rows, side) });
        }
        used
    }

    /// Of each row its forecast, else its plan.
    fn expected(&self, rows: &[usize], side: Side) -> Vec<Place<'static>> {
        let of_row = |row: &usize| {
            let key = [side.forecast(), side.planned()].into_iter().find(|key| self.known(*row, key).is_some())?;
            Some(place(*row, key))
        };
        rows.iter().filter_map(of_row).collect()
    }

    /// Blank actuals beside a plan, and the plan that is not compared because of them.
    fn unreported(&self, side: Side, span: Span) -> InputGroup {
        let (_, plans) = self.planned(side, span);
        let blanks: Vec<Place<'static>> = plans.iter().map(|(_, row, _)| place(*row, side.actual())).collect();
        let title = format!("Left out: {} planned and no actual", side.word().to_lowercase());
        self.cells.group(InputPart::LeftOut, title, &[plans, blanks].concat())
    }

    /// Actual in months without a plan.
    fn unplanned_cells(&self, side: Side, span: Span) -> InputGroup {
        let title = format!("Left out: {} actual and no plan", side.word().to_lowercase());
        self.cells.group(InputPart::LeftOut, title, &self.actual_apart(side, span).1)
    }

    /// `cost_actual_ytd` and its like.
    pub fn actual_figure(&self, side: Side, span: Span) -> Explanation {
        let used = self.actual(side, span);
        let money = self.scope.money(self.context);
        let formula = format!(
            "Sum of {} actual over {}. A blank is no zero: months without an actual are left out and counted.",
            side.word(),
            span.words(self.context)
        );
        let known = side.of(span.of(&money));
        self.amount(known.actual, known.reported() > 0, formula)
            .with(self.cells.group(InputPart::Used, "Added up", &used))
            .with(self.unreported(side, span))
    }

    /// `cost_planned_ytd` and its like.
    pub fn planned_figure(&self, side: Side, span: Span) -> Explanation {
        let (used, _) = self.planned(side, span);
        let money = self.scope.money(self.context);
        let formula = format!(
            "Sum of {0} planned over {1}, over the months of an initiative that have a plan and an actual.",
            side.word(),
            span.words(self.context)
        );
        let known = side.of(span.of(&money));
        self.amount(known.planned, known.compared > 0, formula)
            .with(self.cells.group(InputPart::Used, "Added up", &used))
            .with(self.unreported(side, span))
    }

    /// A line of the way from plan to actual, by its key; `None` when it is none.
    pub fn chain_figure(&self, key: &str) -> Option<Explanation> {
        let link = CHAIN.iter().find(|link| link.keys.contains(&key))?;
        let side = if link.keys[0] == key { Side::Cost } else { Side::Benefit };
        let (compared, without_actual) = self.planned(side, Span::Year);
        let (reached, unplanned) = self.actual_apart(side, Span::Year);
        let (word, words) = (side.word(), Span::Year.words(self.context));
        let (formula, used) = match link.words {
            "Plan to date" => {
                (format!("Sum of {word} planned over {words}."), [compared.clone(), without_actual.clone()].concat())
            }
            "Plan without actual" => (
                format!("Sum of {word} planned over {words}, in months of an initiative without an actual."),
                without_actual,
            ),
            "Variance" => (
                format!("{word} actual less {word} planned over {words}, in months of an initiative that have both."),
                reached.clone(),
            ),
            "Actual compared" => (
                format!("Sum of {word} actual over {words}, in months of an initiative that have a plan too."),
                reached.clone(),
            ),
            "Unplanned" => {
                (format!("Sum of {word} actual over {words}, in months of an initiative without a plan."), unplanned)
            }
            _ => return None,
        };
        let money = self.scope.money(self.context);
        let known = side.of(Span::Year.of(&money));
        let less = if link.words == "Variance" { compared } else { Vec::new() };
        let mut amount = self.amount((link.amount)(known), true, formula);
        if let Some(at_plan) = known.variance_at_plan_rates().filter(|_| link.words == "Variance")
            && known.rate_effect != Cents::ZERO
        {
            amount.steps = vec![
                self.step("At plan rates: what people did", at_plan),
                self.step("By exchange rates", known.rate_effect),
            ];
        }
        let explained = amount.with(self.cells.group(InputPart::Used, "Added up", &used)).with(self.cells.group(
            InputPart::Denominator,
            "Taken off",
            &less,
        ));
        Some(explained)
    }

    /// The year's outlook.
    pub fn outlook_figure(&self, side: Side) -> Explanation {
        let money = self.scope.money(self.context);
        let amount = if side == Side::Cost { money.year_cost_outlook } else { money.year_benefit_outlook };
        let used = self.outlook(side);
        let (first, last) = (self.context.assumptions.year_start(), self.context.assumptions.year_end());
        let formula = format!(
            "Sum over the months {first} to {last} of: {0} actual if the month is over and it is known, else of each row \
             {0} forecast, else {0} planned.",
            side.word()
        );
        let is_known = !used.is_empty();
        self.amount(amount, is_known, formula).with(self.cells.group(InputPart::Used, "Added up", &used))
    }

    /// Benefit that finance has validated.
    pub fn validated_figure(&self) -> Explanation {
        let amount = self.scope.money(self.context).year_to_date.benefit_validated;
        let formula = format!(
            "Sum of Benefit actual over {} in rows with Finance validated = Yes.",
            Span::Year.words(self.context)
        );
        self.amount(amount, true, formula).with(self.validated(&self.actual(Side::Benefit, Span::Year)))
    }

    /// Those of some actuals that finance has validated.
    fn validated(&self, actual: &[Place<'static>]) -> InputGroup {
        let validated = self.context.portfolio.financials.yes_no("finance_validated");
        let rows = actual.iter().filter(|(_, row, _)| validated[*row] == Some(true));
        let both = rows.flat_map(|(_, row, key)| [place(*row, key), place(*row, "finance_validated")]);
        self.cells.group(InputPart::Numerator, "Numerator: benefit validated by finance", &both.collect::<Vec<_>>())
    }

    /// Actual over plan.
    pub fn realisation(&self, side: Side, span: Span) -> Explanation {
        let money = self.scope.money(self.context);
        let known = side.of(span.of(&money));
        let (planned, _) = self.planned(side, span);
        let formula = format!(
            "{0} actual divided by {0} planned over {1}, over the months of an initiative that have both.",
            side.word(),
            span.words(self.context)
        );
        self.quotient(known.actual_compared(), known.planned, known.compared > 0, formula)
            .with(self.cells.group(InputPart::Numerator, "Numerator: actual", &self.actual_apart(side, span).0))
            .with(self.cells.group(InputPart::Denominator, "Denominator: planned", &planned))
            .with(self.unreported(side, span))
            .with(self.unplanned_cells(side, span))
    }

    /// Validated benefit over all of it.
    pub fn validated_share(&self) -> Explanation {
        let money = self.scope.money(self.context);
        let year = &money.year_to_date;
        let all = self.actual(Side::Benefit, Span::Year);
        let formula = format!(
            "Benefit actual in rows with Finance validated = Yes, divided by Benefit actual, over {}.",
            Span::Year.words(self.context)
        );
        self.quotient(year.benefit_validated, year.benefit.actual, year.benefit.reported() > 0, formula)
            .with(self.validated(&all))
            .with(self.cells.group(InputPart::Denominator, "Denominator: Benefit actual", &all))
    }

    /// All cells of planned flows up to the horizon.
    pub fn plan_to_horizon(&self) -> Vec<Place<'static>> {
        let horizon = self.context.assumptions.horizon_end();
        let within = self.by_month.iter().filter(|((_, month), _)| *month <= horizon).flat_map(|(_, rows)| rows);
        within
            .flat_map(|row| [place(*row, "benefit_planned"), place(*row, "cost_planned")])
            .filter(|(_, row, key)| self.known(*row, key).is_some())
            .collect()
    }

    /// Cells of the outlook after the reporting month and within the horizon.
    pub fn ahead(&self) -> Vec<Place<'static>> {
        let assumptions = self.context.assumptions;
        let ahead = assumptions.period.plus(1)..=assumptions.horizon_end();
        let mut used = Vec::new();
        for (_, rows) in self.by_month.iter().filter(|((_, month), _)| ahead.contains(month)) {
            used.extend([Side::Cost, Side::Benefit].into_iter().flat_map(|side| self.expected(rows, side)));
        }
        used
    }

    fn shown(&self, cents: Cents) -> String {
        shown(self.context, cents)
    }

    fn step(&self, name: &str, cents: Cents) -> Step {
        step(self.context, name, cents)
    }

    fn amount(&self, cents: Cents, is_known: bool, formula: String) -> Explanation {
        Explanation {
            value: is_known.then(|| cents.units()),
            shown: if is_known { self.shown(cents) } else { "not known".to_owned() },
            formula,
            ..Explanation::default()
        }
    }

    fn quotient(&self, numerator: Cents, denominator: Cents, is_known: bool, formula: String) -> Explanation {
        let value = (is_known && denominator.0 != 0).then(|| numerator.0 as f64 / denominator.0 as f64);
        let percent = |value: f64| round::percent(value, 1).text(self.context.locale());
        Explanation {
            value,
            shown: value.map_or_else(|| "not known".to_owned(), percent),
            formula,
            steps: vec![self.step("Numerator", numerator), self.step("Denominator", denominator)],
            ..Explanation::default()
        }
    }
}

/// An amount between the cells and the value.
pub fn step(context: &ReportContext, name: &str, cents: Cents) -> Step {
    Step { name: name.to_owned(), value: Some(cents.units()), shown: shown(context, cents) }
}

/// `EUR 4,224,894.83`.
pub fn shown(context: &ReportContext, cents: Cents) -> String {
    format!("{} {}", context.rules.currency, round::cents(cents).text(context.locale()))
}

fn place(row: usize, key: &'static str) -> Place<'static> {
    (SheetKind::Financials, row, key)
}
