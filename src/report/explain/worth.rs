//! Figures of one initiative: score, rank, what it is worth, its KPIs.

use super::{
    cells::{Cells, Place},
    money::{self, MoneyRows},
    scope::Scope,
};
use crate::{
    model::{
        assumptions::Criterion,
        dictionary::SheetKind,
        explanation::{Explanation, InputPart, Step},
        metrics::{InitiativeMetrics, KpiMetrics, Payback},
    },
    report::{ReportContext, round, words},
};

/// One initiative with its numbers.
pub struct Worth<'a> {
    pub context: &'a ReportContext<'a>,
    pub cells: &'a Cells<'a>,
    pub row: u32,
    /// The rows a sponsor may see; all of them without one.
    pub visible: Option<&'a Scope>,
}

impl<'a> Worth<'a> {
    fn metrics(&self) -> &'a InitiativeMetrics {
        &self.context.metrics.initiatives[self.row as usize]
    }

    fn own(&self, keys: &[&'static str]) -> Vec<Place<'static>> {
        keys.iter().map(|key| (SheetKind::Initiatives, self.row as usize, *key)).collect()
    }

    /// The figure of a key of `run.json`.
    pub fn figure(&self, key: &str) -> Option<Explanation> {
        Some(match key {
            "score" => self.score(),
            "coverage" => self.coverage(),
            "rank" => self.rank(),
            "value" => self.part(&Criterion::VALUE, self.metrics().value),
            "feasibility_score" => self.part(&Criterion::FEASIBILITY, self.metrics().feasibility),
            "quadrant" => self.quadrant(),
            "npv" => self.npv(),
            "payback_months" => self.payback(),
            "rnpv" => self.rnpv(),
            "kpi_attainment" => self.attainment(),
            _ => return None,
        })
    }

    /// One weight a step, as its share of all.
    fn weights(&self, criteria: &[Criterion]) -> Vec<Step> {
        let weights = Criterion::ALL.into_iter().zip(self.context.assumptions.weights.normalised());
        let step = |(criterion, weight): (Criterion, f64)| Step {
            name: format!("Weight of {}", criterion.title()),
            value: Some(weight),
            shown: round::percent(weight, 1).text(self.context.locale()),
        };
        weights.filter(|(criterion, _)| criteria.contains(criterion)).map(step).collect()
    }

    fn part(&self, criteria: &[Criterion], value: Option<f64>) -> Explanation {
        let titles: Vec<String> = criteria.iter().map(|criterion| criterion.title().to_owned()).collect();
        Explanation {
            formula: format!(
                "{}, each from 1–5 to 0–100 as (typed − 1) ÷ 4 · 100, weighted; one that is missing leaves both sides.",
                words::listed(&titles)
            ),
            ..self.weighted(criteria, value)
        }
    }

    fn weighted(&self, criteria: &[Criterion], value: Option<f64>) -> Explanation {
        let keys: Vec<&'static str> = criteria.iter().map(|criterion| criterion.key()).collect();
        Explanation { value, shown: self.points(value), steps: self.weights(criteria), ..Explanation::default() }
            .with(self.cells.group(InputPart::Used, "Weighted", &self.own(&keys)))
    }

    fn points(&self, value: Option<f64>) -> String {
        value.map_or_else(|| "not known".to_owned(), |value| round::score(value).text(self.context.locale()))
    }

    fn score(&self) -> Explanation {
        let score = &self.metrics().score;
        let step = |name: &str, value: f64| Step {
            name: name.to_owned(),
            value: Some(value),
            shown: self.points(Some(value)),
        };
        let mut explained = self.weighted(&Criterion::ALL, score.score);
        explained.formula = "Six criteria, each from 1–5 to 0–100 as (typed − 1) ÷ 4 · 100, Delivery risk reversed, \
                             weighted; one that is missing leaves both sides of the division."
            .to_owned();
        explained.steps.push(step("Score with what is missing at its worst", score.low));
        explained.steps.push(step("Score with what is missing at its best", score.high));
        explained
    }

    fn coverage(&self) -> Explanation {
        let coverage = self.metrics().score.coverage;
        Explanation {
            value: Some(coverage),
            shown: round::percent(coverage, 0).text(self.context.locale()),
            formula: "Weights of the criteria that are scored, divided by all weights.".to_owned(),
            ..self.score()
        }
    }

    fn rank(&self) -> Explanation {
        let context = self.context;
        let rank = self.metrics().rank;
        let least = round::percent(context.assumptions.thresholds.coverage, 0).text(context.locale());
        let ids = context.portfolio.initiatives.text("initiative_id");
        let mut ranked: Vec<&InitiativeMetrics> =
            context.metrics.initiatives.iter().filter(|one| one.rank.is_some()).collect();
        ranked.sort_by_key(|one| one.position);
        let step = |one: &&InitiativeMetrics| Step {
            name: format!(
                "{} place {}",
                ids[one.row as usize].as_deref().unwrap_or_default(),
                one.rank.map_or(0, |rank| rank.place)
            ),
            value: one.score.score,
            shown: self.points(one.score.score),
        };
        let places = |rows: &[u32]| -> Vec<Place<'static>> {
            let each =
                |row: &u32| Criterion::ALL.map(|criterion| (SheetKind::Initiatives, *row as usize, criterion.key()));
            rows.iter().flat_map(each).collect()
        };
        let count = ranked.len();
        // Of others a sponsor sees neither score nor name.
        ranked.retain(|one| self.visible.is_none_or(|list| list.rows.contains(&one.row)));
        let others: Vec<u32> = ranked.iter().map(|one| one.row).filter(|row| *row != self.row).collect();
        Explanation {
            value: rank.map(|rank| f64::from(rank.place)),
            shown: match rank {
                Some(rank) => format!("{}{} of {}", rank.place, if rank.tied { "=" } else { "" }, count),
                None => format!("not ranked: less than {least} of the weights have a score"),
            },
            formula: format!(
                "Place by score, the highest first; equal scores share a place (1, 2, 2, 4). Not ranked: whose scores cover \
                 less than {least} of the weights."
            ),
            steps: ranked.iter().map(step).collect(),
            ..Explanation::default()
        }
        .with(self.cells.group(InputPart::Used, "Its own criteria", &places(&[self.row])))
        .with(self.cells.group(InputPart::Used, "Criteria of the others that are ranked", &places(&others)))
    }

    fn quadrant(&self) -> Explanation {
        let metrics = self.metrics();
        let step = |name: &str, value| Step { name: name.to_owned(), value, shown: self.points(value) };
        let criteria = Criterion::VALUE.iter().chain(&Criterion::FEASIBILITY);
        let criteria: Vec<&'static str> = criteria.map(|criterion| criterion.key()).collect();
        Explanation {
            shown: metrics.quadrant.map_or("not placed", |quadrant| quadrant.name()).to_owned(),
            formula: "Value and feasibility, each cut at 50, the middle of the scale; on the line is the better side."
                .to_owned(),
            steps: vec![step("Value", metrics.value), step("Feasibility", metrics.feasibility)],
            see_also: vec![self.question("value"), self.question("feasibility")],
            ..Explanation::default()
        }
        .with(self.cells.group(InputPart::Used, "Weighted", &self.own(&criteria)))
    }

    fn question(&self, figure: &str) -> String {
        let id = self.context.portfolio.initiatives.text("initiative_id")[self.row as usize].as_deref();
        format!("{figure} of {}", id.unwrap_or_default())
    }

    fn rate_steps(&self) -> Vec<Step> {
        let assumptions = self.context.assumptions;
        let percent = |value: f64, decimals| round::percent(value, decimals).text(self.context.locale());
        vec![
            Step {
                name: "Discount rate a year".to_owned(),
                value: Some(assumptions.discount_rate),
                shown: percent(assumptions.discount_rate, 2),
            },
            Step {
                name: "Rate a month, (1 + yearly)^(1/12) − 1".to_owned(),
                value: Some(assumptions.monthly_rate()),
                shown: percent(assumptions.monthly_rate(), 4),
            },
        ]
    }

    /// In what the time is counted by which amounts are discounted.
    fn unit_of_time(&self) -> &'static str {
        match self.context.assumptions.calendar.is_of_weeks() {
            true => "days × 12 / 365, from the first day of a period,",
            false => "months",
        }
    }

    fn npv(&self) -> Explanation {
        let context = self.context;
        let npv = self.metrics().npv;
        let scope = Scope::initiative(context, self.row);
        let plan = MoneyRows::of(context, self.cells, &scope).plan_to_horizon();
        Explanation {
            value: npv.map(|cents| cents.units()),
            shown: npv.map_or_else(|| "no plan".to_owned(), |cents| money::shown(context, cents)),
            formula: format!(
                "Sum over all planned months up to {} of (Benefit planned − Cost planned) ÷ (1 + rate a month)^t, t in \
                 {} from {}.{}",
                context.assumptions.horizon_end(),
                self.unit_of_time(),
                context.assumptions.year_start(),
                self.reach()
            ),
            steps: self.rate_steps(),
            ..Explanation::default()
        }
        .with(self.cells.group(InputPart::Used, "Planned flows", &plan))
    }

    /// What a plan leaves open: that it ends early, and which of its months lack a side.
    fn reach(&self) -> String {
        let plan = self.metrics().plan;
        let early = plan.early_end().map(|end| format!(" The plan ends in {end}, before the horizon."));
        let bound = plan.bound().map(|bound| {
            let months = words::plural(plan.months_incomplete(), "planned month lacks", "planned months lack");
            format!(" {months} a cost or a benefit, which adds nothing: the value is {}.", bound.words())
        });
        [early, bound].into_iter().flatten().collect()
    }

    fn payback(&self) -> Explanation {
        let context = self.context;
        let scope = Scope::initiative(context, self.row);
        let plan = MoneyRows::of(context, self.cells, &scope).plan_to_horizon();
        let payback = self.metrics().payback;
        Explanation {
            value: match payback {
                Payback::Months(months) => Some(months),
                Payback::BeyondPlan | Payback::NoPlan => None,
            },
            shown: match payback {
                Payback::Months(months) => format!("{} months", round::months(months).text(context.locale())),
                Payback::BeyondPlan => "not within the plan".to_owned(),
                Payback::NoPlan => "no plan".to_owned(),
            },
            formula:
                "Months from the first planned flow until the sum of planned flows (benefit less cost) is no longer \
                      negative and stays so, linear inside the month."
                    .to_owned(),
            ..Explanation::default()
        }
        .with(self.cells.group(InputPart::Used, "Planned flows", &plan))
    }

    fn rnpv(&self) -> Explanation {
        let context = self.context;
        let rnpv = self.metrics().appraisal.rnpv;
        let scope = Scope::initiative(context, self.row);
        let ahead = MoneyRows::of(context, self.cells, &scope).ahead();
        let first = context.assumptions.period.plus(1);
        let mut explained = Explanation {
            value: rnpv.map(|rnpv| rnpv.value.units()),
            shown: rnpv
                .map_or_else(|| "no cost or no benefit ahead".to_owned(), |rnpv| money::shown(context, rnpv.value)),
            formula: format!(
                "Probability of success · present value of benefits − present value of costs, over the outlook of {first} \
                 to {} (forecast, else plan), discounted {} to {first}.{}",
                context.assumptions.horizon_end(),
                context.assumptions.calendar.discounted(),
                self.reach()
            ),
            steps: self.rate_steps(),
            ..Explanation::default()
        };
        if let Some(rnpv) = rnpv {
            explained.steps.push(Step {
                name: format!(
                    "Probability of success{}",
                    if rnpv.p_assumed { ", the setting for its phase" } else { "" }
                ),
                value: Some(rnpv.p_success),
                shown: round::percent(rnpv.p_success, 0).text(context.locale()),
            });
            explained.steps.push(money::step(context, "Present value of benefits", rnpv.benefits));
            explained.steps.push(money::step(context, "Present value of costs", rnpv.costs));
        }
        explained.with(self.cells.group(InputPart::Used, "Outlook", &ahead)).with(self.cells.group(
            InputPart::Used,
            "Probability and phase",
            &self.own(&["p_success", "phase"]),
        ))
    }

    fn attainment(&self) -> Explanation {
        let places: Vec<usize> = (0..self.context.metrics.kpis.len())
            .filter(|place| self.context.metrics.kpis[*place].initiative == self.row)
            .collect();
        let metrics = &self.metrics().attainment;
        mean_attainment(self.context, self.cells, &places, metrics.mean)
    }
}

/// Mean attainment over some KPIs, by their places in the list.
pub fn mean_attainment(context: &ReportContext, cells: &Cells, places: &[usize], mean: Option<f64>) -> Explanation {
    let kpis = || places.iter().map(|place| &context.metrics.kpis[*place]);
    let judged = |kpi: &&KpiMetrics| kpi.attainment.is_some();
    let ids = context.portfolio.initiatives.text("initiative_id");
    let step = |kpi: &KpiMetrics| Step {
        name: format!("{} {}", ids[kpi.initiative as usize].as_deref().unwrap_or_default(), kpi.kpi),
        value: kpi.attainment,
        shown: kpi
            .attainment
            .map_or_else(|| "cannot be judged".to_owned(), |share| round::attainment(share).text(context.locale())),
    };
    let cells_of = |wanted: bool| -> Vec<Place<'static>> {
        kpis().filter(|kpi| judged(kpi) == wanted).flat_map(|kpi| kpi_cells(context, kpi)).collect()
    };
    Explanation {
        value: mean,
        shown: mean
            .map_or_else(|| "no KPI can be judged".to_owned(), |mean| round::percent(mean, 0).text(context.locale())),
        formula:
            "Mean over the KPIs (of one initiative by their weights) of (Actual − Baseline) ÷ (Target − Baseline), each \
                  cut to −100 … 150%; without a Baseline Actual ÷ Target; in a band 1, outside it 1 − distance ÷ \
                  distance of a Baseline outside, else ÷ width."
                .to_owned(),
        steps: kpis().map(step).collect(),
        ..Explanation::default()
    }
    .with(cells.group(InputPart::Used, "KPIs judged", &cells_of(true)))
    .with(cells.group(InputPart::LeftOut, "Left out: KPIs without reading, target or direction", &cells_of(false)))
}

/// The cells of a KPI up to the reporting month.
pub fn kpi_cells(context: &ReportContext, kpi: &KpiMetrics) -> Vec<Place<'static>> {
    const FIELDS: [&str; 10] = [
        "kpi",
        "direction",
        "baseline",
        "target",
        "band_low",
        "band_high",
        "read_on",
        "actual",
        "aggregation",
        "weight",
    ];
    let table = &context.portfolio.outcomes;
    let end = context.assumptions.period_end();
    let folded = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let is_its = |row: &usize| {
        context.portfolio.outcomes_initiative[*row] == Some(kpi.initiative)
            && table.text("kpi")[*row].as_deref().is_some_and(|name| folded(name) == folded(&kpi.kpi))
            && table.date("read_on")[*row].is_none_or(|day| day <= end)
    };
    let known = |row: usize, key: &str| table.known(key).is_some_and(|values| values.is_known(row));
    (0..table.len())
        .filter(is_its)
        .flat_map(|row| FIELDS.map(|key| (SheetKind::Outcomes, row, key)))
        .filter(|(_, row, key)| known(*row, key) || *key == "actual")
        .collect()
}
