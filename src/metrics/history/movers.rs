//! Who moved since the last closed month (metric M23).

use super::{joined::Joined, rates::RatesOfThen};
use crate::{
    metrics::frames::{
        columns::{counts, marks, numbered, stable},
        order::competition,
    },
    model::{
        history::{ChangeLimits, Move, Mover, OutlookMove, Picture, Pictured, Side},
        money::Cents,
        phase::Phase,
    },
};
use polars::prelude::*;

/// Everyone who moved: new, renamed, gone and not sent first, then by id.
pub fn movers(
    before: &Picture,
    now: &Picture,
    joined: &Joined,
    (both, rates): (&[InBoth], &RatesOfThen),
    limits: &ChangeLimits,
) -> PolarsResult<Vec<Mover>> {
    let is_alone = |frame: &DataFrame| Ok::<_, PolarsError>(counts(frame, "other_row")?.is_null());
    let (missing, left_out) = (is_alone(&joined.before)?, marks(&joined.before, "is_left_out")?);
    let mut gone = pictured(before, &joined.before, &(&missing & &!&left_out), "key")?;
    let not_sent = pictured(before, &joined.before, &(&missing & &left_out), "key")?;
    let mut fresh = pictured(now, &joined.now, &is_alone(&joined.now)?, "key")?;
    let carried = pictured(now, &joined.now, &marks(&joined.now, "is_carried")?, "row")?;
    let renamed = renames(&mut gone, &mut fresh, limits);
    let mover = |one: &Pictured, how: Move| Mover { id: one.id.clone(), name: one.name.clone(), how };
    let mut movers: Vec<Mover> = fresh.into_iter().map(|one| mover(one, Move::New)).collect();
    movers.extend(renamed);
    movers.extend(gone.into_iter().map(|one| mover(one, Move::Gone)));
    movers.extend(not_sent.into_iter().chain(carried).map(|one| mover(one, Move::NotSent)));
    for one in both {
        movers.extend(moves(one, limits, rates).into_iter().map(|how| mover(one.now, how)));
    }
    Ok(movers)
}

/// The initiatives of some rows, in the order of a column.
fn pictured<'a>(
    of: &'a Picture,
    frame: &DataFrame,
    rows: &BooleanChunked,
    by: &str,
) -> PolarsResult<Vec<&'a Pictured>> {
    let rows = frame.filter(rows)?.sort([by], stable())?;
    Ok(counts(&rows, "row")?.iter().flatten().map(|row| &of.initiatives[row as usize]).collect())
}

/// An initiative whose submitter sent in both months.
pub struct InBoth<'a> {
    pub before: &'a Pictured,
    pub now: &'a Pictured,
    /// Places then and now among those who are ranked in both months, so that a newcomer moves nobody.
    places: Option<(u32, u32)>,
}

/// Those whose submitters sent in both months, in order of their ids.
pub fn in_both<'a>(before: &'a Picture, now: &'a Picture, joined: &Joined) -> PolarsResult<Vec<InBoth<'a>>> {
    let is_in_both = &counts(&joined.now, "other_row")?.is_not_null() & &!&marks(&joined.now, "is_carried")?;
    let both = joined.now.filter(&is_in_both)?.sort(["key"], stable())?;
    let (rows, other_rows) = (counts(&both, "row")?, counts(&both, "other_row")?);
    let pairs = other_rows.iter().flatten().zip(rows.iter().flatten()).zip(places(&both)?);
    let one = |((was, is), places): ((u32, u32), _)| InBoth {
        before: &before.initiatives[was as usize],
        now: &now.initiatives[is as usize],
        places,
    };
    Ok(pairs.map(one).collect())
}

fn places(both: &DataFrame) -> PolarsResult<Vec<Option<(u32, u32)>>> {
    let mut ranked = both.select(["row", "rank", "other_rank"])?;
    ranked.with_column(numbered("row", both.height()))?;
    let is_ranked = &counts(&ranked, "rank")?.is_not_null() & &counts(&ranked, "other_rank")?.is_not_null();
    let ranked = ranked.filter(&is_ranked)?;
    let mut found = vec![None; both.height()];
    let (then, today) = (placed(&ranked, "other_rank")?, placed(&ranked, "rank")?);
    for ((row, then), (_, today)) in then.into_iter().zip(today) {
        found[row as usize] = Some((then, today));
    }
    Ok(found)
}

/// Rows in their order, each with its place by a rank.
fn placed(ranked: &DataFrame, by: &str) -> PolarsResult<Vec<(u32, u32)>> {
    let sorted = ranked.sort([by], stable())?;
    let key = counts(&sorted, by)?.cast(&DataType::Int64)?;
    let sorted = sorted.hstack(&competition(key.i64()?)?)?.sort(["row"], stable())?;
    let (row, place) = (counts(&sorted, "row")?, counts(&sorted, "place")?);
    Ok(row.iter().flatten().zip(place.iter().flatten()).collect())
}

/// Pairs an id that is gone with a new one of nearly the same name, and takes both out of their lists.
fn renames(gone: &mut Vec<&Pictured>, fresh: &mut Vec<&Pictured>, limits: &ChangeLimits) -> Vec<Mover> {
    let mut renamed = Vec::new();
    gone.retain(|was| {
        let alike = |one: &Pictured| match (&was.name, &one.name) {
            (Some(then), Some(now)) => strsim::normalized_damerau_levenshtein(&plain(then), &plain(now)),
            _ => 0.0,
        };
        let best = fresh.iter().enumerate().map(|(place, one)| (alike(one), place)).max_by(|one, other| {
            // Of two equally alike the first stands.
            one.0.total_cmp(&other.0).then(other.1.cmp(&one.1))
        });
        let Some((likeness, place)) = best.filter(|(likeness, _)| *likeness >= limits.name_likeness) else {
            return true;
        };
        let to = fresh.remove(place).id.clone();
        renamed.push(Mover { id: was.id.clone(), name: was.name.clone(), how: Move::Renamed { to, likeness } });
        false
    });
    renamed
}

fn plain(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn moves(one: &InBoth, limits: &ChangeLimits, rates: &RatesOfThen) -> Vec<Move> {
    let (was, is) = (one.before, one.now);
    let mut moves = Vec::new();
    if let (Some(before), Some(now)) = (was.phase, is.phase)
        && before != now
    {
        moves.push(match now {
            Phase::Retired | Phase::Rejected => Move::Ended(now),
            _ => Move::Phase { before, now, is_back: is_back(before, now) },
        });
    }
    if let Some((before, now)) = one.places
        && before.abs_diff(now) >= limits.rank_places
    {
        moves.push(Move::Rank { before, now });
    }
    // Nobody moves only because rates did.
    let outlook = |before: Option<Cents>, now: Option<Cents>, side: Side| {
        let (before, now, rate_effect) = (before?, now?, rates.of_outlook(&is.key, side));
        let has_moved = share(before, now - rate_effect) > limits.outlook_change;
        has_moved.then_some(OutlookMove { before, now, rate_effect })
    };
    moves.extend(outlook(was.cost_outlook, is.cost_outlook, Side::Cost).map(Move::Cost));
    moves.extend(outlook(was.benefit_outlook, is.benefit_outlook, Side::Benefit).map(Move::Benefit));
    if let (Some(before), Some(now)) = (was.attainment, is.attainment)
        && (now - before).abs() >= limits.kpi_change - 1e-9
    {
        moves.push(Move::Kpi { before, now });
    }
    moves
}

/// Towards the idea; to wait is no step back, to begin again after waiting none either.
fn is_back(before: Phase, now: Phase) -> bool {
    before != Phase::OnHold && now != Phase::OnHold && now < before
}

/// Size of a change against what was; from nothing to something is the whole.
pub fn share(before: Cents, now: Cents) -> f64 {
    match (before.0, now.0) {
        (same, other) if same == other => 0.0,
        (0, _) => 1.0,
        (before, now) => (now - before).abs() as f64 / before.abs() as f64,
    }
}
