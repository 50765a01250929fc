//! One row an initiative: criteria, score, place, what it is worth, its money; at the right what the engine computed.

use super::{
    ABOVE, Filling, columns,
    kpis::Kpis,
    months::{BENEFIT, COST, Months, Plan, SideColumns},
    repeated,
};
use crate::{
    model::{
        assumptions::Criterion,
        dictionary::SheetKind,
        figure::{Figure, Unit},
        funding::Irr,
        live::{Column, Formula, Name, NumberLook, Term},
        metrics::{InitiativeMetrics, Money, Payback, PlanActual, Window},
        money::Cents,
        period::Month,
        portfolio::CENTRE,
        report::{Cell, Table, TableRow},
    },
    report::{
        ReportContext, data, funding,
        live::{self, MONEY},
        money::{Part, group_name},
        ranking,
        round::{self, MoneyScale},
        tables::{figure_or_unknown, text},
        view::{Initiative, View},
    },
};
use std::ops::Range;

columns! {
    /// Columns of the initiatives.
    InitiativeColumn of "CalcInitiatives" {
        Id "Initiative ID",
        Department "Department",
        Phase "Phase",
        Outcome "Outcome category",
        Fit "Strategic fit 0–1",
        BusinessValue "Business value 0–1",
        Buildable "Feasibility 0–1",
        Data "Data readiness 0–1",
        Organisation "Organisational readiness 0–1",
        Risk "Delivery risk, reversed 0–1",
        Weighted "Weighted sum",
        Coverage "Coverage",
        Score "Score",
        Low "Score low",
        High "Score high",
        Value "Value",
        Feasibility "Feasibility",
        Quadrant "Quadrant",
        Key "Score that ranks",
        Rank "Rank",
        Npv "NPV of the plan",
        NpvKey "NPV inside ties",
        TieOrder "Order by budget, day and id",
        Place "Place in the list",
        Irr "IRR a year",
        Mirr "MIRR a year",
        Payback "Payback months",
        PaybackDiscounted "Payback months, discounted",
        NpvOutlook "NPV of the outlook",
        NpvForward "NPV from here on",
        Chance "Chance of success",
        Rnpv "Risk-adjusted NPV",
        Index "Profitability index",
        MonthSpendPlan "Month spend plan",
        MonthSpend "Month spend actual",
        MonthSpendUnplanned "Month spend unplanned",
        MonthBenefitPlan "Month benefit plan",
        MonthBenefit "Month benefit actual",
        MonthBenefitUnplanned "Month benefit unplanned",
        YearSpendPlan "YTD spend plan",
        YearSpend "YTD spend actual",
        YearSpendUnplanned "YTD spend unplanned",
        YearBenefitPlan "YTD benefit plan",
        YearBenefit "YTD benefit actual",
        YearBenefitUnplanned "YTD benefit unplanned",
        LifeSpendPlan "Life spend plan",
        LifeSpend "Life spend actual",
        LifeSpendUnplanned "Life spend unplanned",
        LifeBenefitPlan "Life benefit plan",
        LifeBenefit "Life benefit actual",
        LifeBenefitUnplanned "Life benefit unplanned",
        SpendOutlook "Year spend outlook",
        BenefitOutlook "Year benefit outlook",
        Reached "Benefit reached to date",
        Attainment "KPI attainment",
        EngineScore "Engine: score",
        EnginePlace "Engine: place",
        EngineNpv "Engine: NPV",
        EngineIrr "Engine: IRR",
        EngineMirr "Engine: MIRR",
        EnginePayback "Engine: payback",
        EngineRnpv "Engine: risk-adjusted NPV",
        EngineYearSpendPlan "Engine: YTD spend plan",
        EngineYearSpend "Engine: YTD spend",
        EngineYearBenefitPlan "Engine: YTD benefit plan",
        EngineYearBenefit "Engine: YTD benefit",
        EngineLifeSpend "Engine: life spend",
        EngineLifeBenefit "Engine: life benefit",
        EngineSpendOutlook "Engine: spend outlook",
        EngineBenefitOutlook "Engine: benefit outlook",
        EngineAttainment "Engine: KPI attainment",
        Agrees "Live = engine",
    }
}
use InitiativeColumn as At;

/// Criteria in the order of [`Criterion::ALL`].
const CRITERIA: [At; 6] = [At::Fit, At::BusinessValue, At::Buildable, At::Data, At::Organisation, At::Risk];

/// What a measure rests on beside the data: while that differs from the run, formula and engine need not agree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RestsOn {
    /// Nothing that can be changed in Assumptions.
    Data,
    /// Weights and thresholds.
    Weights,
    /// Rates and chances.
    Rates,
    /// Both.
    Both,
}

impl RestsOn {
    /// The same where the data follow from rates of exchange that may be changed, too.
    pub fn beside_exchange_rates(self, are_there: bool) -> RestsOn {
        match self {
            RestsOn::Data if are_there => RestsOn::Rates,
            RestsOn::Weights if are_there => RestsOn::Both,
            other => other,
        }
    }
}

/// Where plan, actual and unplanned of one side and window stand.
#[derive(Clone, Copy)]
pub struct Compared {
    plan: At,
    actual: At,
    unplanned: At,
}

impl Compared {
    /// Where a part of it stands.
    pub fn of(self, part: Part) -> At {
        match part {
            Part::Plan => self.plan,
            Part::Actual => self.actual,
            Part::Unplanned => self.unplanned,
        }
    }
}

/// Where spend and benefit of a window stand, and what other tables call their groups of columns.
#[derive(Clone, Copy)]
pub struct WindowColumns {
    /// Spend.
    pub cost: Compared,
    /// Benefit.
    pub benefit: Compared,
    /// Symbols of the groups of columns, spend and benefit.
    pub groups: [&'static str; 2],
}

/// The reporting month.
const MONTH: WindowColumns = WindowColumns {
    cost: Compared { plan: At::MonthSpendPlan, actual: At::MonthSpend, unplanned: At::MonthSpendUnplanned },
    benefit: Compared { plan: At::MonthBenefitPlan, actual: At::MonthBenefit, unplanned: At::MonthBenefitUnplanned },
    groups: ["month spend", "month benefit"],
};
/// The fiscal year to the reporting month.
pub const YEAR_TO_DATE: WindowColumns = WindowColumns {
    cost: Compared { plan: At::YearSpendPlan, actual: At::YearSpend, unplanned: At::YearSpendUnplanned },
    benefit: Compared { plan: At::YearBenefitPlan, actual: At::YearBenefit, unplanned: At::YearBenefitUnplanned },
    groups: ["year spend", "year benefit"],
};
/// Everything to the reporting month.
const LIFE: WindowColumns = WindowColumns {
    cost: Compared { plan: At::LifeSpendPlan, actual: At::LifeSpend, unplanned: At::LifeSpendUnplanned },
    benefit: Compared { plan: At::LifeBenefitPlan, actual: At::LifeBenefit, unplanned: At::LifeBenefitUnplanned },
    groups: ["life spend", "life benefit"],
};
/// The month, the year to date, the life.
pub const WINDOWS: [WindowColumns; 3] = [MONTH, YEAR_TO_DATE, LIFE];

/// What is compared with the engine: live, engine's, on what it rests, in words.
pub const COMPARED: [(At, At, RestsOn, &str); 16] = [
    (At::Attainment, At::EngineAttainment, RestsOn::Data, "KPI attainment"),
    (At::Score, At::EngineScore, RestsOn::Weights, "Score"),
    (At::Place, At::EnginePlace, RestsOn::Both, "Place in the ranked list"),
    (At::Npv, At::EngineNpv, RestsOn::Rates, "NPV of the plan"),
    (At::Irr, At::EngineIrr, RestsOn::Data, "IRR a year"),
    (At::Mirr, At::EngineMirr, RestsOn::Rates, "MIRR a year"),
    (At::Payback, At::EnginePayback, RestsOn::Data, "Payback months"),
    (At::Rnpv, At::EngineRnpv, RestsOn::Rates, "Risk-adjusted NPV"),
    (At::YearSpendPlan, At::EngineYearSpendPlan, RestsOn::Data, "YTD spend plan"),
    (At::YearSpend, At::EngineYearSpend, RestsOn::Data, "YTD spend actual"),
    (At::YearBenefitPlan, At::EngineYearBenefitPlan, RestsOn::Data, "YTD benefit plan"),
    (At::YearBenefit, At::EngineYearBenefit, RestsOn::Data, "YTD benefit actual"),
    (At::LifeSpend, At::EngineLifeSpend, RestsOn::Data, "Life spend actual"),
    (At::LifeBenefit, At::EngineLifeBenefit, RestsOn::Data, "Life benefit actual"),
    (At::SpendOutlook, At::EngineSpendOutlook, RestsOn::Data, "Year spend outlook"),
    (At::BenefitOutlook, At::EngineBenefitOutlook, RestsOn::Data, "Year benefit outlook"),
];

/// Marks a score that does not rank, below every score.
const UNRANKED: f64 = -1.0;
/// Stands for a net present value that is not known, below every one.
const NO_VALUE: f64 = -1e15;

/// The table, and where its rows end.
pub struct Initiatives {
    rows: Vec<TableRow>,
    /// How many initiatives; behind them stands the centre.
    count: u32,
    /// Amounts follow from rates of exchange that may be changed.
    pub(super) has_exchange_rates: bool,
}

impl Initiatives {
    pub(super) fn of(context: &ReportContext, view: &View, months: &Months, kpis: &Kpis) -> Initiatives {
        let count = u32::try_from(view.initiatives.len()).unwrap_or(u32::MAX);
        let writer = Writer { context, months, kpis, count, criteria: criteria(context) };
        let mut rows: Vec<TableRow> = view.initiatives.iter().map(|one| writer.initiative(one)).collect();
        rows.push(writer.centre());
        Initiatives { rows, count, has_exchange_rates: writer.has_exchange_rates() }
    }

    pub(super) fn into_table(self) -> Table {
        super::table(
            At::TABLE,
            "Initiatives",
            At::TITLES,
            "In the order of Data initiatives, the AI CoE last. Criteria: (typed − 1) / 4; coverage: share of the \
             weights that is known; score: 100 × weighted sum / coverage.",
            self.rows,
        )
    }

    /// The cell of a row, repeated elsewhere.
    pub(super) fn show(&self, column: At, row: u32) -> Cell {
        repeated(&self.rows[row as usize].cells[column as usize], column.column(), row + ABOVE)
    }

    /// Every initiative and the centre.
    pub(super) fn all(&self, column: At) -> Term {
        Term::Rows(column.column(), ABOVE..ABOVE + self.count + 1)
    }

    /// The cells of a column.
    pub(super) fn cells(&self, column: At) -> impl Iterator<Item = &Cell> {
        self.rows.iter().filter_map(move |row| row.cells.get(column as usize))
    }
}

fn initiatives(column: At, count: u32) -> Term {
    Term::Rows(column.column(), ABOVE..ABOVE + count)
}

/// Where the criteria stand on Data initiatives; `None` for those that nobody filled.
fn criteria(context: &ReportContext) -> [Option<Column>; 6] {
    Criterion::ALL.map(|criterion| data::column(context, SheetKind::Initiatives, criterion.key()))
}

struct Writer<'a> {
    context: &'a ReportContext<'a>,
    months: &'a Months<'a>,
    kpis: &'a Kpis,
    count: u32,
    criteria: [Option<Column>; 6],
}

impl Writer<'_> {
    fn has_exchange_rates(&self) -> bool {
        !self.context.portfolio.currencies.used.is_empty()
    }

    fn initiative(&self, one: &Initiative) -> TableRow {
        let metrics = &one.metrics;
        let mut cells = Filling::new(At::TITLES);
        cells.set(At::Id, text(&*one.id));
        cells.set(At::Department, text(group_name(one.department.as_deref().unwrap_or_default())));
        cells.set(At::Phase, text(group_name(phase_typed(self.context, metrics.row).as_deref().unwrap_or_default())));
        cells.set(At::Outcome, text(group_name(outcome(self.context, metrics.row).as_deref().unwrap_or_default())));
        self.score(&mut cells, metrics);
        self.place(&mut cells, metrics);
        self.worth(&mut cells, metrics);
        self.money(&mut cells, metrics.row as usize, &metrics.money);
        self.reached(&mut cells, metrics);
        self.engine(&mut cells, metrics);
        cells.row()
    }

    fn centre(&self) -> TableRow {
        let mut cells = Filling::new(At::TITLES);
        cells.set(At::Id, text(CENTRE));
        cells.set(At::Department, text(group_name(CENTRE)));
        let own = self.context.metrics.departments.iter().find(|group| &*group.name == CENTRE);
        let money = own.map(|group| group.money).unwrap_or_default();
        self.money(&mut cells, self.count as usize, &money);
        self.engine_money(&mut cells, &money);
        cells.set(At::Agrees, agrees(&COMPARED[8..], self.has_exchange_rates()));
        cells.row()
    }

    /// Criteria, score, its range, value, feasibility, quadrant.
    fn score(&self, cells: &mut Filling, metrics: &InitiativeMetrics) {
        let table = &self.context.portfolio.initiatives;
        let row = metrics.row;
        for ((criterion, column), found) in Criterion::ALL.into_iter().zip(CRITERIA).zip(self.criteria) {
            let Some(found) = found else { continue };
            let typed = data::cell(found, row);
            let is_risk = criterion == Criterion::DeliveryRisk;
            let code = if is_risk { "IF(ISNUMBER({}),1-({}-1)/4,\"\")" } else { "IF(ISNUMBER({}),({}-1)/4,\"\")" };
            let share = table.number(criterion.key())[row as usize].map(|given| (given - 1.0) / 4.0);
            let share = share.map(|share| if is_risk { 1.0 - share } else { share });
            let shown = share.map_or(Cell::Empty, |share| Cell::Figure(figure(share, 4)));
            cells.set(column, live::live(shown, share, look(4), Formula::new(code, [typed.clone(), typed])));
        }
        let score = &metrics.score;
        let weighted = |place: usize| {
            Formula::new("{}*N({})", [Name::Share(Criterion::ALL[place]).into(), CRITERIA[place].here()])
        };
        let known = |place: usize| {
            Formula::new("{}*ISNUMBER({})", [Name::Share(Criterion::ALL[place]).into(), CRITERIA[place].here()])
        };
        let sum = |part: &dyn Fn(usize) -> Formula, places: Range<usize>| {
            Formula::joined("+", places.map(|place| part(place).into()))
        };
        let low = score.low / 100.0;
        cells.set(At::Weighted, live::number(figure(low, 6), low, sum(&weighted, 0..6)));
        let coverage = round::percent(score.coverage, 0);
        cells.set(At::Coverage, live::number(coverage, score.coverage, sum(&known, 0..6)));
        let shown = figure_or_unknown(score.score.map(round::score));
        let terms = [At::Coverage.here(), At::Weighted.here(), At::Coverage.here()];
        let formula = Formula::new("IF({}=0,\"n/r\",100*{}/{})", terms);
        cells.set(At::Score, live::live(shown, score.score, round::score(0.0).into(), formula));
        let formula = Formula::new("100*{}", [At::Weighted.here()]);
        cells.set(At::Low, live::number(round::score(score.low), score.low, formula));
        let formula = Formula::new("100*({}+(1-{}))", [At::Weighted.here(), At::Coverage.here()]);
        cells.set(At::High, live::number(round::score(score.high), score.high, formula));
        for (column, mean, places) in [(At::Value, metrics.value, 0..2), (At::Feasibility, metrics.feasibility, 2..5)] {
            let share = Term::from(sum(&known, places.clone()));
            let above = sum(&weighted, places).into();
            let formula = Formula::new("IF({}=0,\"n/r\",100*({})/({}))", [share.clone(), above, share]);
            let shown = figure_or_unknown(mean.map(round::score));
            cells.set(column, live::live(shown, mean, round::score(0.0).into(), formula));
        }
        let shown = metrics.quadrant.map_or(Cell::Unknown, |quadrant| text(quadrant.name()));
        let (value, feasibility) = (At::Value.here(), At::Feasibility.here());
        let formula = Formula::new(
            "IF(AND(ISNUMBER({}),ISNUMBER({})),IF({}>=50-1E-9,IF({}>=50-1E-9,\"Quick win\",\"Strategic bet\"),\
             IF({}>=50-1E-9,\"Fill-in\",\"Deprioritise\")),\"n/r\")",
            [value.clone(), feasibility.clone(), value, feasibility.clone(), feasibility],
        );
        cells.set(At::Quadrant, live::live(shown, None, look(0), formula));
    }

    /// Rank with its ties, and the place in the list with the order inside ties.
    fn place(&self, cells: &mut Filling, metrics: &InitiativeMetrics) {
        let every = |column: At| initiatives(column, self.count);
        let key = metrics.rank.and(metrics.score.score).map_or(UNRANKED, |score| (score * 1e6).round() / 1e6);
        let formula = Formula::new(
            "IF(AND(ISNUMBER({}),{}+1E-9>={}),ROUND({},6),-1)",
            [At::Score.here(), At::Coverage.here(), Name::Coverage.into(), At::Score.here()],
        );
        cells.set(At::Key, live::number(figure(key, 6), key, formula));
        let rank = Term::from(Formula::new("RANK({},{})", [At::Key.here(), every(At::Key)]));
        let formula = Formula::new(
            "IF({}<0,\"–\",IF(COUNTIF({},{})>1,{}&\"=\",{}))",
            [At::Key.here(), every(At::Key), At::Key.here(), rank.clone(), rank],
        );
        let shown = match metrics.rank {
            Some(rank) if !rank.tied => Cell::Figure(round::count(rank.place)),
            rank => ranking::rank_text(rank),
        };
        cells.set(At::Rank, live::live(shown, None, look(0), formula));
        let value = metrics.npv.map_or(NO_VALUE, Cents::units);
        let formula = Formula::new("IF(ISNUMBER({}),{},-1E+15)", [At::Npv.here(), At::Npv.here()]);
        cells.set(At::NpvKey, live::number(figure(value, 2), value, formula));
        cells.set(At::TieOrder, Cell::Figure(round::count(metrics.tie_order)));
        let (key, value, order) = (At::Key, At::NpvKey, At::TieOrder);
        let formula = Formula::new(
            "1+COUNTIF({},\">\"&{})+COUNTIFS({},{},{},\">\"&{})+COUNTIFS({},{},{},{},{},\"<\"&{})",
            [
                every(key),
                key.here(),
                every(key),
                key.here(),
                every(value),
                value.here(),
                every(key),
                key.here(),
                every(value),
                value.here(),
                every(order),
                order.here(),
            ],
        );
        cells
            .set(At::Place, live::number(round::count(metrics.position + 1), f64::from(metrics.position + 1), formula));
    }

    /// Every method that looks at the planned or outlook months.
    fn worth(&self, cells: &mut Filling, metrics: &InitiativeMetrics) {
        let owner = metrics.row as usize;
        let appraisal = &metrics.appraisal;
        let money = |cents: Option<Cents>| figure_or_unknown(cents.map(round::cents));
        let plan = self.months.plan(owner);
        cells.set(At::Npv, money(metrics.npv));
        cells.set(At::Irr, irr_cell(&appraisal.irr));
        cells.set(At::Mirr, figure_or_unknown(appraisal.mirr_annual.map(|rate| round::percent(rate, 1))));
        cells.set(At::Payback, ranking::payback(metrics.payback));
        cells.set(At::PaybackDiscounted, ranking::payback(appraisal.payback_discounted));
        cells.set(At::Index, figure_or_unknown(appraisal.pi.map(round::plain)));
        if let Some(plan) = &plan {
            let formula = Formula::new(
                "ROUND(SUMPRODUCT({},{}),2)",
                [rows(MonthAt::Flow, &plan.rows), rows(MonthAt::Discount, &plan.rows)],
            );
            cells.set(At::Npv, live::amount(money(metrics.npv), MONEY, formula));
            self.returns(cells, metrics, plan);
        }
        let horizon = self.context.assumptions.horizon_end();
        let next = self.context.assumptions.period.plus(1);
        cells.set(At::NpvOutlook, money(appraisal.npv_outlook));
        if let (Some(_), Some(known)) = (appraisal.npv_outlook, self.months.between(owner, EARLIEST, horizon)) {
            let formula = Formula::new(
                "ROUND(SUMPRODUCT({},{})-SUMPRODUCT({},{}),2)",
                [
                    rows(BENEFIT.outlook, &known),
                    rows(MonthAt::Discount, &known),
                    rows(COST.outlook, &known),
                    rows(MonthAt::Discount, &known),
                ],
            );
            cells.set(At::NpvOutlook, live::amount(money(appraisal.npv_outlook), MONEY, formula));
        }
        self.chance(cells, metrics);
        cells.set(At::NpvForward, money(appraisal.npv_forward));
        cells.set(At::Rnpv, money(appraisal.rnpv.map(|value| value.value)));
        let ahead = self.months.between(owner, next, horizon);
        if let (Some(_), Some(ahead)) = (appraisal.npv_forward, ahead) {
            let set = self.context.assumptions;
            let steps = set.calendar.months_between(set.year_start(), next);
            let exact = |side: SideColumns| {
                Term::from(Formula::new(
                    "SUMPRODUCT({},{})*(1+{})^{}",
                    [
                        rows(side.outlook, &ahead),
                        rows(MonthAt::Discount, &ahead),
                        Name::MonthlyRate.into(),
                        Term::Number(steps),
                    ],
                ))
            };
            let formula = Formula::new("ROUND({}-{},2)", [exact(BENEFIT), exact(COST)]);
            cells.set(At::NpvForward, live::amount(money(appraisal.npv_forward), MONEY, formula));
            if let Some(found) = appraisal.rnpv {
                let formula = Formula::new("ROUND({}*{}-{},2)", [At::Chance.here(), exact(BENEFIT), exact(COST)]);
                cells.set(At::Rnpv, live::amount(money(Some(found.value)), MONEY, formula));
            }
        }
    }

    /// Typed, else that of the phase.
    fn chance(&self, cells: &mut Filling, metrics: &InitiativeMetrics) {
        let Some(found) = metrics.appraisal.rnpv else { return cells.set(At::Chance, Cell::Unknown) };
        let typed = data::column(self.context, SheetKind::Initiatives, "p_success").filter(|_| !found.p_assumed);
        let from = match (typed, metrics.phase) {
            (Some(column), _) => data::cell(column, metrics.row),
            (None, Some(phase)) => Name::Chance(phase).into(),
            (None, None) => return cells.set(At::Chance, Cell::Figure(round::percent(found.p_success, 1))),
        };
        let chance = round::percent(found.p_success, 1);
        cells.set(At::Chance, live::number(chance, found.p_success, Formula::new("{}", [from])));
    }

    /// Rates of return, payback and index of a plan that has a flow.
    fn returns(&self, cells: &mut Filling, metrics: &InitiativeMetrics, plan: &Plan) {
        let appraisal = &metrics.appraisal;
        let value = |side: SideColumns| {
            Term::from(Formula::new(
                "SUMPRODUCT({},{})",
                [rows(side.plan, &plan.rows), rows(MonthAt::Discount, &plan.rows)],
            ))
        };
        if let Some(index) = appraisal.pi {
            let formula = Formula::new("IF({}=0,\"n/r\",{}/{})", [value(COST), value(BENEFIT), value(COST)]);
            cells.set(At::Index, live::number(round::plain(index), index, formula));
        }
        let Some(flows) = &plan.flows else { return };
        let range = rows(MonthAt::Flow, flows);
        let one_sign = || {
            let terms = [range.clone(), range.clone()];
            Term::from(Formula::new("OR(COUNTIF({},\">0\")=0,COUNTIF({},\"<0\")=0)", terms))
        };
        if let Irr::One { .. } | Irr::NoSignChange = appraisal.irr {
            let (annual, guess) = match appraisal.irr {
                Irr::One { monthly, annual } => (Some(annual), monthly),
                _ => (None, 0.01),
            };
            let rate = Term::from(Formula::new("((1+IRR({},{}))^12-1)", [range.clone(), Term::Number(guess)]));
            let formula = Formula::new(
                "IF({},\"none: flows never change sign\",IFERROR(IF({}>{},{},{}),\"none found\"))",
                [
                    one_sign(),
                    rate.clone(),
                    Term::Number(funding::HIGHEST_IRR),
                    Term::Text(funding::ABOVE_HIGHEST_IRR.to_owned()),
                    rate,
                ],
            );
            cells.set(At::Irr, live::live(irr_cell(&appraisal.irr), annual, PERCENT, formula));
        }
        let monthly = |rate: Name| Term::from(Formula::new("(1+{})^(1/12)-1", [rate.into()]));
        let formula = Formula::new(
            "IF({},\"n/r\",IFERROR((1+MIRR({},{},{}))^12-1,\"n/r\"))",
            [one_sign(), range.clone(), monthly(Name::FinanceRate), monthly(Name::ReinvestmentRate)],
        );
        let shown = figure_or_unknown(appraisal.mirr_annual.map(|rate| round::percent(rate, 1)));
        cells.set(At::Mirr, live::live(shown, appraisal.mirr_annual, PERCENT, formula));
        cells.set(At::Payback, payback_cell(metrics.payback, flows, MonthAt::Cumulative, &plain_flow(flows)));
        cells.set(
            At::PaybackDiscounted,
            payback_cell(appraisal.payback_discounted, flows, MonthAt::Discounted, &discounted_flow(flows)),
        );
    }

    /// Plan and actual of each window, and the outlook of the year.
    fn money(&self, cells: &mut Filling, owner: usize, money: &Money) {
        let set = self.context.assumptions;
        let (month, start, end) = (set.period, set.year_start(), set.year_end());
        for (window, from, columns) in
            [(&money.month, month, MONTH), (&money.year_to_date, start, YEAR_TO_DATE), (&money.life, EARLIEST, LIFE)]
        {
            let found = self.months.between(owner, from, month);
            for (money, side, columns) in
                [(&window.cost, COST, columns.cost), (&window.benefit, BENEFIT, columns.benefit)]
            {
                self.window(cells, money, side, columns, &found);
            }
        }
        let year = self.months.between(owner, start, end);
        for (column, side, cents) in [
            (At::SpendOutlook, COST, money.year_cost_outlook),
            (At::BenefitOutlook, BENEFIT, money.year_benefit_outlook),
        ] {
            let shown = Cell::Figure(round::cents(cents));
            cells.set(
                column,
                match &year {
                    Some(year) => live::amount(shown, MONEY, Formula::new("SUM({})", [rows(side.outlook, year)])),
                    None => shown,
                },
            );
        }
    }

    /// Plan compared, actual and what of it is unplanned.
    fn window(
        &self,
        cells: &mut Filling,
        money: &PlanActual,
        side: SideColumns,
        columns: Compared,
        found: &Option<Range<u32>>,
    ) {
        let sums = [
            (Part::Plan, side.compared, side.compared),
            (Part::Actual, side.actual, side.actual),
            (Part::Unplanned, side.unplanned, side.actual),
        ];
        for (part, of, known) in sums {
            let shown = part.cell(money, MoneyScale::Cents);
            let sum = |found: &Range<u32>| {
                Formula::new(
                    "IF(COUNT({})=0,IF(COUNT({})>0,\"n/r\",\"\"),SUM({}))",
                    [rows(known, found), rows(side.plan, found), rows(of, found)],
                )
            };
            let cell = match found {
                Some(found) => live::amount(shown, MONEY, sum(found)),
                None => shown,
            };
            cells.set(columns.of(part), cell);
        }
    }

    /// Benefit of the year to date as a share of its plan, and the mean of the KPIs' attainments.
    fn reached(&self, cells: &mut Filling, metrics: &InitiativeMetrics) {
        let share = metrics.money.year_to_date.benefit.realisation().value();
        let (plan, actual, unplanned) =
            (At::YearBenefitPlan.here(), At::YearBenefit.here(), At::YearBenefitUnplanned.here());
        let terms = [plan.clone(), plan.clone(), actual, unplanned, plan];
        let formula = Formula::new("IF(ISNUMBER({}),IF({}=0,\"n/r\",({}-{})/{}),\"n/r\")", terms);
        let shown = figure_or_unknown(share.map(|share| round::percent(share, 1)));
        cells.set(At::Reached, live::live(shown, share, PERCENT, formula));
        let mean = metrics.attainment.mean;
        let shown = figure_or_unknown(mean.map(|share| round::percent(share, 1)));
        cells.set(
            At::Attainment,
            match self.kpis.attainments(metrics.row) {
                Some([kpis, weights]) => {
                    let formula = Formula::new(
                        "IF(COUNT({})=0,\"n/r\",SUMPRODUCT({},{})/SUMPRODUCT(--ISNUMBER({}),{}))",
                        [kpis.clone(), kpis.clone(), weights.clone(), kpis, weights],
                    );
                    live::live(shown, mean, PERCENT, formula)
                }
                None => shown,
            },
        );
    }

    /// What the engine computed in this run, as numbers, and whether the formulas agree with it.
    fn engine(&self, cells: &mut Filling, metrics: &InitiativeMetrics) {
        let appraisal = &metrics.appraisal;
        let exact = |number: Option<f64>| figure_or_unknown(number.map(|number| figure(number, 9)));
        let money = |cents: Option<Cents>| figure_or_unknown(cents.map(round::cents));
        cells.set(At::EngineScore, exact(metrics.score.score));
        cells.set(At::EnginePlace, Cell::Figure(round::count(metrics.position + 1)));
        cells.set(At::EngineNpv, money(metrics.npv));
        cells.set(
            At::EngineIrr,
            match (irr_cell(&appraisal.irr), &appraisal.irr) {
                (Cell::Figure(_), Irr::One { annual, .. }) => exact(Some(*annual)),
                (why, _) => why,
            },
        );
        cells.set(At::EngineMirr, exact(appraisal.mirr_annual));
        cells.set(
            At::EnginePayback,
            match metrics.payback {
                Payback::Months(months) => exact(Some(months)),
                other => ranking::payback(other),
            },
        );
        cells.set(At::EngineRnpv, money(appraisal.rnpv.map(|value| value.value)));
        self.engine_money(cells, &metrics.money);
        cells.set(At::EngineAttainment, exact(metrics.attainment.mean));
        cells.set(At::Agrees, agrees(&COMPARED, self.has_exchange_rates()));
    }

    fn engine_money(&self, cells: &mut Filling, money: &Money) {
        let Window { cost, benefit, .. } = &money.year_to_date;
        for (column, part, side) in [
            (At::EngineYearSpendPlan, Part::Plan, cost),
            (At::EngineYearSpend, Part::Actual, cost),
            (At::EngineYearBenefitPlan, Part::Plan, benefit),
            (At::EngineYearBenefit, Part::Actual, benefit),
            (At::EngineLifeSpend, Part::Actual, &money.life.cost),
            (At::EngineLifeBenefit, Part::Actual, &money.life.benefit),
        ] {
            cells.set(column, part.cell(side, MoneyScale::Cents));
        }
        cells.set(At::EngineSpendOutlook, Cell::Figure(round::cents(money.year_cost_outlook)));
        cells.set(At::EngineBenefitOutlook, Cell::Figure(round::cents(money.year_benefit_outlook)));
    }
}

use super::months::MonthColumn as MonthAt;

/// Before every month that is reported.
const EARLIEST: Month = Month::EARLIEST;
/// Rates.
const PERCENT: NumberLook = NumberLook { unit: Unit::Percent, decimals: 1, signed: false };

fn look(decimals: u8) -> NumberLook {
    NumberLook { unit: Unit::Plain, decimals, signed: false }
}

/// With fewer decimals where a number is so large that a double has no more digits: a yearly rate may be billions.
fn figure(number: f64, decimals: u8) -> Figure {
    const MOST: f64 = 1e15;
    let fits = |decimals: &u8| number.abs() * 10_f64.powi(i32::from(*decimals)) < MOST;
    let decimals = (0..=decimals).rev().find(fits).unwrap_or(0);
    let digits = (number * 10_f64.powi(i32::from(decimals))).round() as i64;
    Figure { digits, decimals, unit: Unit::Plain, signed: false }
}

fn rows(column: MonthAt, rows: &Range<u32>) -> Term {
    Term::Rows(column.column(), rows.clone())
}

fn irr_cell(irr: &Irr) -> Cell {
    funding::irr(irr)
}

/// The flow of the month with this number.
fn plain_flow(flows: &Range<u32>) -> impl Fn(Term) -> Formula {
    let range = rows(MonthAt::Flow, flows);
    move |number| Formula::new("INDEX({},{})", [range.clone(), number])
}

/// The same, discounted.
fn discounted_flow(flows: &Range<u32>) -> impl Fn(Term) -> Formula {
    let (flow, factor) = (rows(MonthAt::Flow, flows), rows(MonthAt::Discount, flows));
    move |number| Formula::new("(INDEX({},{})*INDEX({},{}))", [flow.clone(), number.clone(), factor.clone(), number])
}

/// The last month with a negative sum, then the part of the next month's flow that it takes: linear inside the month.
fn payback_cell(payback: Payback, flows: &Range<u32>, so_far: MonthAt, flow: &dyn Fn(Term) -> Formula) -> Cell {
    let range = rows(so_far, flows);
    let first = rows(so_far, &(flows.start..flows.start + 1));
    // Which of the months is the last one with a negative sum, from 1; 0: none.
    let last =
        Term::from(Formula::new("SUMPRODUCT(MAX(({}<0)*(ROW({})-ROW({})+1)))", [range.clone(), range.clone(), first]));
    let next = Term::from(Formula::new("{}+1", [last.clone()]));
    let formula = Formula::new(
        "IF({}=0,0,IF({}=ROWS({}),\"beyond plan\",{}-1-INDEX({},{})/{}))",
        [last.clone(), last.clone(), range.clone(), last.clone(), range, last, flow(next).into()],
    );
    let exact = match payback {
        Payback::Months(months) => Some(months),
        Payback::BeyondPlan | Payback::NoPlan => None,
    };
    live::live(ranking::payback(payback), exact, round::months(0.0).into(), formula)
}

/// Does every formula of this row agree with the engine, as far as the inputs are those of the run?
fn agrees(compared: &[(At, At, RestsOn, &str)], has_exchange_rates: bool) -> Cell {
    let pair = |live: At, engine: At| {
        let (live, engine) = (live.here(), engine.here());
        Term::from(Formula::new(
            "IF(ISNUMBER({}),IF(ISNUMBER({}),ABS({}-{})<{}*MAX(1,ABS({})/1000),FALSE),{}={})",
            [
                engine.clone(),
                live.clone(),
                live.clone(),
                engine.clone(),
                Name::Tolerance.into(),
                engine.clone(),
                live,
                engine,
            ],
        ))
    };
    let parts = compared.iter().map(|(live, engine, rests_on, _)| {
        let pair = pair(*live, *engine);
        match rests_on.beside_exchange_rates(has_exchange_rates) {
            RestsOn::Data => pair,
            RestsOn::Weights => unless(&[Name::WeightsAsRun], pair),
            RestsOn::Rates => unless(&[Name::RatesAsRun], pair),
            RestsOn::Both => unless(&[Name::WeightsAsRun, Name::RatesAsRun], pair),
        }
    });
    live::holds(true, Formula::new("AND({})", [Formula::joined(",", parts).into()]))
}

/// True where an input was changed, else the pair.
fn unless(as_run: &[Name], pair: Term) -> Term {
    let changed = as_run.iter().map(|name| Formula::new("NOT({})", [(*name).into()]).into());
    Formula::new("OR({},{})", [Formula::joined(",", changed).into(), pair]).into()
}

fn phase_typed(context: &ReportContext, row: u32) -> Option<std::sync::Arc<str>> {
    context.portfolio.initiatives.text("phase")[row as usize].clone()
}

fn outcome(context: &ReportContext, row: u32) -> Option<std::sync::Arc<str>> {
    context.portfolio.initiatives.text("outcome")[row as usize].clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_of_billions_keeps_the_digits_a_double_has() {
        // 1.5e12 with nine decimals would have 1.5e21 digits; with two it has 1.5e14, which fits.
        let large = figure(1.5e12, 9);
        assert_eq!((large.digits, large.decimals), (150_000_000_000_000, 2));
        assert_eq!(large.number(), 1.5e12);
        assert_eq!(figure(62.5, 9).digits, 62_500_000_000);
    }
}
