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

/// The initiatives in their order, and their criteria for who searches among them.
pub fn initiatives(
    frames: &Frames,
    (money, totals): (&MoneyFrame, &Totals),
    kpis: &[KpiMetrics],
    assumptions: &Assumptions,
) -> PolarsResult<(Vec<InitiativeMetrics>, Vec<Criteria>)> {
    let listed = &frames.initiatives;
    let phases: Vec<Option<Phase>> = texts(listed, "phase")?.iter().map(|phase| phase.and_then(Phase::named)).collect();
    let worth = worth_of_each(listed, &phases, totals, assumptions)?;
    let criteria = score::criteria(listed)?;
    let scores = score::scores(&criteria, &assumptions.weights.normalised())?;
    let npv = Column::new("npv".into(), worth.iter().map(|one| one.npv.map(|npv| npv.0)).collect::<Vec<_>>());
    let ranks = score::ranks(&listed.hstack(scores.columns())?.hstack(&[npv])?, assumptions.thresholds.coverage)?;
    let steady = money.steady_benefits(assumptions.horizon_end())?;
    let columns = Columns::of(&scores, &ranks, &methods::methods(listed, &steady, assumptions.period)?)?;
    let attainment = kpi::attainment_by_initiative(kpis, assumptions, listed.height());
    let metrics = worth.into_iter().zip(attainment).enumerate().map(|(row, (worth, attainment))| InitiativeMetrics {
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
    Ok((metrics.collect(), score::by_row(&criteria)?))
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
            npv: cashflow::npv(&planned, assumptions.year_start(), assumptions.monthly_rate()),
            plan: plan_reach(flows, assumptions.horizon_end()),
            payback: cashflow::payback(&planned),
            payback_lost_again: cashflow::payback_lost_again(&planned),
            appraisal: appraisal::appraise(chances[row], phases[row], flows, assumptions),
        }
    };
    Ok((0..phases.len()).into_par_iter().map(worth).collect())
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
    fn of(scores: &DataFrame, ranks: &DataFrame, methods: &DataFrame) -> PolarsResult<Columns> {
        Ok(Columns {
            score: numbers(scores, "score")?.iter().collect(),
            low: numbers(scores, "score_low")?.iter().collect(),
            high: numbers(scores, "score_high")?.iter().collect(),
            coverage: numbers(scores, "coverage")?.iter().collect(),
            value: numbers(scores, "value_score")?.iter().collect(),
            feasibility: numbers(scores, "feasibility_score")?.iter().collect(),
            is_valuable: marks(scores, "is_valuable")?.iter().collect(),
            is_feasible: marks(scores, "is_feasible")?.iter().collect(),
            place: counts(ranks, "place")?.iter().collect(),
            is_tied: marks(ranks, "is_tied")?.iter().collect(),
            position: counts(ranks, "position")?.iter().flatten().collect(),
            tie_order: counts(ranks, "tie_order")?.iter().flatten().collect(),
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
