//! Everything that is computed for one initiative. What is a column comes from the frames; what is made of its months is
//! computed from the slice of them.

use super::{
    appraisal,
    cashflow::{self, MonthFlow},
    frames::{
        Frames,
        columns::{cents, counts, marks, numbers, texts},
        money::{MoneyFrame, Totals},
    },
    kpi, methods,
    robustness::Compared,
    score::{self, Criteria},
};
use crate::model::{
    assumptions::Assumptions,
    funding::Appraisal,
    metrics::{InitiativeMetrics, KpiMetrics, Payback, PlanReach, Quadrant, Rank, Score},
    money::Cents,
    period::Month,
    phase::Phase,
};
use polars::prelude::*;
use rayon::prelude::*;

/// The initiatives in their order: as a frame, one by one, and their criteria for who searches among them.
pub struct Initiatives {
    /// What was typed of them and what was computed.
    pub frame: DataFrame,
    pub list: Vec<InitiativeMetrics>,
    pub criteria: Vec<Criteria>,
}

/// Everything that is computed of each initiative alone, and their order.
pub fn initiatives(
    frames: &Frames,
    (money, totals): (&MoneyFrame, &Totals),
    kpis: &[KpiMetrics],
    assumptions: &Assumptions,
) -> PolarsResult<Initiatives> {
    let listed = &frames.initiatives;
    let phases: Vec<Option<Phase>> = texts(listed, "phase")?.iter().map(|phase| phase.and_then(Phase::named)).collect();
    let worth = worth_of_each(listed, &phases, totals, assumptions)?;
    let criteria = score::criteria(listed)?;
    let scores = score::scores(&criteria, &assumptions.weights.normalised())?;
    let mut frame = listed.hstack(scores.columns())?.hstack(&columns_of(&worth))?;
    let ranks = score::ranks(&frame, assumptions.thresholds.coverage)?;
    frame = frame.hstack(ranks.columns())?;
    let steady = money.steady_benefits(assumptions.horizon_end())?;
    let columns = Columns::of(&frame, &methods::methods(listed, &steady, assumptions)?)?;
    let attainment = kpi::attainment_by_initiative(kpis, assumptions, listed.height());
    let list = worth.into_iter().zip(attainment).enumerate().map(|(row, (worth, attainment))| InitiativeMetrics {
        row: row as u32,
        phase: phases[row],
        score: columns.score(row),
        rank: columns.rank(row),
        position: columns.position[row],
        tie_order: columns.tie_order[row],
        value: columns.value[row],
        feasibility: columns.feasibility[row],
        quadrant: columns.quadrant(row),
        npv: worth.npv,
        plan: worth.plan,
        payback: worth.payback,
        payback_lost_again: worth.payback_lost_again,
        appraisal: Appraisal {
            rice: columns.rice[row],
            rice_unsure: columns.rice_unsure[row] == Some(true),
            wsjf: columns.wsjf[row],
            cd3: columns.cd3[row].map(Cents),
            ..worth.appraisal
        },
        reports_money: !totals.flows[row].is_empty(),
        money: totals.by_initiative[row],
        attainment,
    });
    Ok(Initiatives { list: list.collect(), criteria: score::by_row(&criteria)?, frame })
}

/// With what came of comparing them with each other.
pub fn add_comparison(initiatives: &mut [InitiativeMetrics], compared: Compared) {
    for (initiative, layer) in initiatives.iter_mut().zip(compared.layers) {
        initiative.appraisal.pareto_layer = layer;
    }
    for (row, ranges) in compared.ranges {
        initiatives[row].appraisal.stability = Some(ranges);
    }
}

/// What the months of an initiative say.
struct Worth {
    npv: Option<Cents>,
    plan: PlanReach,
    payback: Payback,
    payback_lost_again: bool,
    appraisal: Appraisal,
}

fn worth_of_each(
    initiatives: &DataFrame,
    phases: &[Option<Phase>],
    totals: &Totals,
    assumptions: &Assumptions,
) -> PolarsResult<Vec<Worth>> {
    let chances: Vec<Option<f64>> = numbers(initiatives, "p_success")?.iter().collect();
    let worth = |row: usize| {
        let flows = &totals.flows[row];
        let planned = cashflow::gap_free(flows, assumptions.horizon_end());
        Worth {
            npv: cashflow::npv(&planned, &cashflow::Discount::of(assumptions)),
            plan: plan_reach(flows, assumptions.horizon_end()),
            payback: cashflow::payback(&planned),
            payback_lost_again: cashflow::payback_lost_again(&planned),
            appraisal: appraisal::appraise(chances[row], phases[row], flows, assumptions),
        }
    };
    Ok((0..phases.len()).into_par_iter().map(worth).collect())
}

/// What the order and the groups need of it.
fn columns_of(worth: &[Worth]) -> [Column; 3] {
    let cents =
        |of: fn(&Worth) -> Option<Cents>| worth.iter().map(|one| of(one).map(|cents| cents.0)).collect::<Vec<_>>();
    let plan_end = worth.iter().map(|one| one.plan.end.map(Month::index));
    [
        Column::new("npv".into(), cents(|one| one.npv)),
        Column::new("rnpv".into(), cents(|one| one.appraisal.rnpv.as_ref().map(|rnpv| rnpv.value))),
        Column::new("plan_end".into(), plan_end.collect::<Vec<Option<i32>>>()),
    ]
}

fn plan_reach(flows: &[MonthFlow], horizon: Month) -> PlanReach {
    let planned = || flows.iter().filter(|flow| flow.is_planned());
    let blank = |of: fn(&MonthFlow) -> Option<Cents>| {
        planned().filter(|flow| flow.month <= horizon && of(flow).is_none()).count() as u32
    };
    let end = planned().next_back().map(|flow| flow.month);
    PlanReach {
        end,
        ends_before_horizon: end.is_some_and(|end| end < horizon),
        costs_blank: blank(|flow| flow.cost_planned),
        benefits_blank: blank(|flow| flow.benefit_planned),
    }
}

/// Scores, ranks and other methods, as the frames have them.
struct Columns {
    score: Vec<Option<f64>>,
    low: Vec<Option<f64>>,
    high: Vec<Option<f64>>,
    coverage: Vec<Option<f64>>,
    value: Vec<Option<f64>>,
    feasibility: Vec<Option<f64>>,
    is_valuable: Vec<Option<bool>>,
    is_feasible: Vec<Option<bool>>,
    place: Vec<Option<u32>>,
    is_tied: Vec<Option<bool>>,
    position: Vec<u32>,
    tie_order: Vec<u32>,
    rice: Vec<Option<f64>>,
    rice_unsure: Vec<Option<bool>>,
    wsjf: Vec<Option<f64>>,
    cd3: Vec<Option<i64>>,
}

impl Columns {
    fn of(initiatives: &DataFrame, methods: &DataFrame) -> PolarsResult<Columns> {
        Ok(Columns {
            score: numbers(initiatives, "score")?.iter().collect(),
            low: numbers(initiatives, "score_low")?.iter().collect(),
            high: numbers(initiatives, "score_high")?.iter().collect(),
            coverage: numbers(initiatives, "coverage")?.iter().collect(),
            value: numbers(initiatives, "value_score")?.iter().collect(),
            feasibility: numbers(initiatives, "feasibility_score")?.iter().collect(),
            is_valuable: marks(initiatives, "is_valuable")?.iter().collect(),
            is_feasible: marks(initiatives, "is_feasible")?.iter().collect(),
            place: counts(initiatives, "place")?.iter().collect(),
            is_tied: marks(initiatives, "is_tied")?.iter().collect(),
            position: counts(initiatives, "position")?.iter().flatten().collect(),
            tie_order: counts(initiatives, "tie_order")?.iter().flatten().collect(),
            rice: numbers(methods, "rice")?.iter().collect(),
            rice_unsure: marks(methods, "rice_unsure")?.iter().collect(),
            wsjf: numbers(methods, "wsjf")?.iter().collect(),
            cd3: cents(methods, "cd3")?.iter().collect(),
        })
    }

    fn score(&self, row: usize) -> Score {
        let known = |column: &[Option<f64>]| column[row].unwrap_or_default();
        Score {
            score: self.score[row],
            low: known(&self.low),
            high: known(&self.high),
            coverage: known(&self.coverage),
        }
    }

    fn rank(&self, row: usize) -> Option<Rank> {
        self.place[row].map(|place| Rank { place, tied: self.is_tied[row] == Some(true) })
    }

    fn quadrant(&self, row: usize) -> Option<Quadrant> {
        Some(match (self.is_valuable[row]?, self.is_feasible[row]?) {
            (true, true) => Quadrant::QuickWin,
            (true, false) => Quadrant::StrategicBet,
            (false, true) => Quadrant::FillIn,
            (false, false) => Quadrant::Deprioritise,
        })
    }
}
