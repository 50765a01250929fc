//! What `run.json` says of other currencies.

use super::ReportContext;
use crate::model::{
    metrics::{PlanActual, RateEffectMonth},
    portfolio::CENTRE,
    rates::{RateSpan, UsedRate},
    record::{CurrenciesRecord, LocalSumRecord, RateEffectMonthRecord, RateEffectRecord, RateRecord},
};

/// Nothing where every amount is in the report's currency.
pub fn currencies(context: &ReportContext) -> Option<CurrenciesRecord> {
    let currencies = &context.portfolio.currencies;
    let year = &context.metrics.total.money.year_to_date;
    let local_amounts = currencies.sums.iter().map(|((currency, file, field), sums)| LocalSumRecord {
        currency: currency.to_string(),
        file: context.portfolio.files[*file as usize].source.path.to_string(),
        field: field.to_string(),
        read_cents: sums.read.0,
        apart_cents: sums.apart.0,
    });
    (!currencies.used.is_empty()).then(|| CurrenciesRecord {
        rates: currencies.used.iter().map(rate).collect(),
        cost: effect(&year.cost),
        benefit: effect(&year.benefit),
        months: context.metrics.rate_effects.iter().map(|one| month(context, one)).collect(),
        local_amounts: local_amounts.collect(),
    })
}

fn rate(used: &UsedRate) -> RateRecord {
    let (month, fiscal_year_from) = match used.span {
        RateSpan::Month(month) => (Some(month), None),
        RateSpan::Year(first) => (None, Some(first)),
    };
    RateRecord {
        currency: used.currency.to_string(),
        rate_kind: used.kind.value(),
        month,
        fiscal_year_from,
        rate: used.rate.value(),
        rate_cells: used.cells.iter().map(ToString::to_string).collect(),
        made_of: used.made_of.clone(),
    }
}

fn effect(side: &PlanActual) -> RateEffectRecord {
    RateEffectRecord {
        variance_cents: side.variance().map(|cents| cents.0),
        variance_at_plan_rates_cents: side.variance_at_plan_rates().map(|cents| cents.0),
        rate_effect_cents: side.rate_effect.0,
        months_without_plan_rate: side.rate_unknown,
    }
}

fn month(context: &ReportContext, one: &RateEffectMonth) -> RateEffectMonthRecord {
    let ids = context.portfolio.initiatives.text("initiative_id");
    let id = one.initiative.and_then(|row| ids[row as usize].clone());
    let [(cost_variance_cents, cost_rate_effect_cents), (benefit_variance_cents, benefit_rate_effect_cents)] =
        [&one.cost, &one.benefit].map(effect_of_month);
    RateEffectMonthRecord {
        initiative_id: id.unwrap_or_else(|| CENTRE.into()),
        month: one.month,
        cost_variance_cents,
        cost_rate_effect_cents,
        benefit_variance_cents,
        benefit_rate_effect_cents,
    }
}

/// The difference from plan, and the part of it that rates did; nothing where it is not compared, or not known.
fn effect_of_month(side: &PlanActual) -> (Option<i64>, Option<i64>) {
    let variance = side.variance();
    let effect = variance.filter(|_| side.rate_unknown == 0).map(|_| side.rate_effect.0);
    (variance.map(|cents| cents.0), effect)
}
