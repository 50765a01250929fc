//! What moved, for machines: the key `changes` of `run.json`.

use crate::model::{
    history::{Comparison, Move, Mover, Response},
    money::Cents,
    record::{
        AccuracyRecord, AnswerRecord, AskedRecord, ChangeValue, ChangesRecord, FigureMoveRecord, MoveRecord,
        MoverRecord, OffBaselineRecord, RateEffectSinceRecord, RestatedRecord, RewrittenRecord,
    },
};

/// The record of a comparison.
pub fn changes_record(comparison: &Comparison) -> ChangesRecord {
    ChangesRecord {
        since: comparison.with,
        revision: comparison.revision,
        movers: comparison.movers.iter().map(mover).collect(),
        restated: comparison
            .restated
            .iter()
            .map(|one| RestatedRecord {
                initiative_id: one.id.to_string(),
                month: one.month,
                side: one.side,
                before_cents: one.before.map(|cents| cents.0),
                now_cents: one.now.map(|cents| cents.0),
                rate_effect_cents: unless_zero(one.rate_effect),
            })
            .collect(),
        plans_rewritten: comparison
            .rewritten
            .iter()
            .map(|one| RewrittenRecord {
                initiative_id: one.id.to_string(),
                months: one.months,
                past_months: one.past_months,
                cost_before_cents: one.cost.0.0,
                cost_now_cents: one.cost.1.0,
                benefit_before_cents: one.benefit.0.0,
                benefit_now_cents: one.benefit.1.0,
                cost_rate_effect_cents: unless_zero(one.rate_effects.0),
                benefit_rate_effect_cents: unless_zero(one.rate_effects.1),
            })
            .collect(),
        plans_off_baseline: comparison
            .rebaselined
            .iter()
            .map(|one| OffBaselineRecord {
                initiative_id: one.baseline.id.to_string(),
                baseline_set_in: one.baseline.set_in,
                cost_baseline_cents: one.baseline.cost_planned.0,
                cost_now_cents: one.cost_planned.0,
                benefit_baseline_cents: one.baseline.benefit_planned.0,
                benefit_now_cents: one.benefit_planned.0,
                cost_rate_effect_cents: unless_zero(one.rate_effects.0),
                benefit_rate_effect_cents: unless_zero(one.rate_effects.1),
                approved_on: one.approved_on,
            })
            .collect(),
        asked: comparison
            .asked
            .iter()
            .map(|one| AskedRecord {
                initiative_id: one.id.to_string(),
                answer: match one.response {
                    Response::Taken(_) => AnswerRecord::Taken,
                    Response::Overdue => AnswerRecord::Overdue,
                    Response::Open => AnswerRecord::Open,
                    Response::Withdrawn => AnswerRecord::Withdrawn,
                },
            })
            .collect(),
        forecast_accuracy: comparison
            .accuracy
            .iter()
            .map(|one| AccuracyRecord {
                side: one.side,
                lag_months: one.lag,
                wape: one.wape,
                bias: one.bias,
                compared: one.compared,
                left_out: one.left_out,
            })
            .collect(),
        like_for_like: comparison
            .figures
            .iter()
            .map(|one| {
                let rate_effect = Some(one.rate_effect).filter(|effect| *effect != Cents::ZERO).map(Cents::units);
                (one.key, FigureMoveRecord { before: one.before, now: one.now, rate_effect })
            })
            .collect(),
        rate_effects: comparison
            .rate_effects
            .iter()
            .map(|one| RateEffectSinceRecord {
                initiative_id: one.id.to_string(),
                cost_outlook_before_cents: one.cost.before.map(|cents| cents.0),
                cost_outlook_now_cents: one.cost.now.map(|cents| cents.0),
                cost_rate_effect_cents: one.cost.rate_effect.0,
                benefit_outlook_before_cents: one.benefit.before.map(|cents| cents.0),
                benefit_outlook_now_cents: one.benefit.now.map(|cents| cents.0),
                benefit_rate_effect_cents: one.benefit.rate_effect.0,
            })
            .collect(),
    }
}

/// Where all amounts are in one currency, nothing is said of rates.
fn unless_zero(effect: Cents) -> Option<i64> {
    Some(effect.0).filter(|cents| *cents != 0)
}

fn mover(mover: &Mover) -> MoverRecord {
    let text = |text: &str| Some(ChangeValue::Text(text.to_owned()));
    let whole = |number: i64| Some(ChangeValue::Whole(number));
    let (kind, before, now) = match &mover.how {
        Move::New => (MoveRecord::New, None, None),
        Move::Gone => (MoveRecord::Gone, None, None),
        Move::Renamed { to, .. } => (MoveRecord::Renamed, text(&mover.id), text(to)),
        Move::NotSent => (MoveRecord::NotSent, None, None),
        Move::Ended(phase) => (MoveRecord::Ended, None, text(phase.name())),
        Move::Phase { before, now, is_back } => {
            (if *is_back { MoveRecord::PhaseBack } else { MoveRecord::Phase }, text(before.name()), text(now.name()))
        }
        Move::Rank { before, now } => (MoveRecord::Rank, whole((*before).into()), whole((*now).into())),
        Move::Cost(outlook) => (MoveRecord::CostOutlook, whole(outlook.before.0), whole(outlook.now.0)),
        Move::Benefit(outlook) => (MoveRecord::BenefitOutlook, whole(outlook.before.0), whole(outlook.now.0)),
        Move::Kpi { before, now } => {
            (MoveRecord::Kpi, Some(ChangeValue::Number(*before)), Some(ChangeValue::Number(*now)))
        }
    };
    let rate_effect_cents = unless_zero(mover.how.rate_effect());
    MoverRecord { initiative_id: mover.id.to_string(), kind, before, now, rate_effect_cents }
}
