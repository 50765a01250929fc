//! Figures of page 1 against last month, like for like: over the submitters who sent in both.

use super::movers::{comparable, left_out};
use crate::model::{
    history::{FigureMove, Picture, Pictured},
    money::Cents,
    phase::Phase,
};

/// An amount of an initiative.
type Pick = fn(&Pictured) -> Option<Cents>;

/// Sums to date are compared only within one fiscal year, whose first month is `year_start` (1–12).
pub fn figures(before: &Picture, now: &Picture, year_start: u8) -> Vec<FigureMove> {
    let mut moves = Vec::new();
    if before.period.fiscal_year_start(year_start) == now.period.fiscal_year_start(year_start) {
        let amounts: [(&'static str, Pick); 4] = [
            ("cost_actual_ytd", |one| one.cost_to_date),
            ("cost_outlook_year", |one| one.cost_outlook),
            ("benefit_actual_ytd", |one| one.benefit_to_date),
            ("benefit_outlook_year", |one| one.benefit_outlook),
        ];
        for (key, pick) in amounts {
            // The portfolio's figure holds the centre's own money too; what cannot be compared is taken out of both.
            let own = |picture: &Picture, other: &Picture| {
                let apart: Cents = left_out(picture, now).filter_map(pick).sum();
                let alone: Cents =
                    comparable(picture, now).filter(|one| is_unknown(one, other, pick)).filter_map(pick).sum();
                picture.figures.get(key).map(|value| value - (apart + alone).units())
            };
            // Where nobody's amount is known on one side there is nothing to compare: unknown is no zero.
            let is_known = |picture: &Picture| comparable(picture, now).any(|one| pick(one).is_some());
            if let (Some(then), Some(today), true) =
                (own(before, now), own(now, before), is_known(before) && is_known(now))
            {
                moves.push(FigureMove { key, before: then, now: today });
            }
        }
    }
    let in_production =
        |picture: &Picture| comparable(picture, now).filter(|one| one.phase == Some(Phase::Production)).count() as f64;
    moves.push(FigureMove { key: "initiatives_in_production", before: in_production(before), now: in_production(now) });
    moves
}

/// Does the other month have this initiative, and not its amount?
fn is_unknown(one: &Pictured, other: &Picture, pick: Pick) -> bool {
    other.initiative(&one.key).is_some_and(|other| pick(other).is_none())
}
