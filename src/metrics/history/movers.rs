//! Who moved since the last closed month (metric M23).

use crate::model::{
    history::{ChangeLimits, Move, Mover, Picture, Pictured},
    money::Cents,
    phase::Phase,
};
use std::collections::BTreeMap;

/// Everyone who moved: new, renamed, gone and not sent first, then by id.
pub fn movers(before: &Picture, now: &Picture, limits: &ChangeLimits) -> Vec<Mover> {
    let old: BTreeMap<&str, &Pictured> = before.initiatives.iter().map(|one| (&*one.key, one)).collect();
    let new: BTreeMap<&str, &Pictured> = now.initiatives.iter().map(|one| (&*one.key, one)).collect();
    let (mut gone, not_sent): (Vec<&Pictured>, Vec<&Pictured>) = {
        let missing = old.iter().filter(|(key, _)| !new.contains_key(*key)).map(|(_, one)| *one);
        missing.partition(|one| has_sent(one, now))
    };
    let mut fresh: Vec<&Pictured> =
        new.iter().filter(|(key, _)| !old.contains_key(*key)).map(|(_, one)| *one).collect();
    let renamed = renames(&mut gone, &mut fresh, limits);
    let carried = now.initiatives.iter().filter(|one| one.as_of.is_some());
    let mover = |one: &Pictured, how: Move| Mover { id: one.id.clone(), name: one.name.clone(), how };
    let mut movers: Vec<Mover> = fresh.into_iter().map(|one| mover(one, Move::New)).collect();
    movers.extend(renamed);
    movers.extend(gone.into_iter().map(|one| mover(one, Move::Gone)));
    movers.extend(not_sent.into_iter().chain(carried).map(|one| mover(one, Move::NotSent)));
    let ranks = places(&old, &new);
    for (key, one) in new.iter().filter(|(_, one)| one.as_of.is_none()) {
        if let Some(was) = old.get(key) {
            movers.extend(moves(was, one, ranks.get(key), limits).into_iter().map(|how| mover(one, how)));
        }
    }
    movers
}

/// Did its submitter send this month? Where nobody is known to have sent it, its absence is its own.
fn has_sent(one: &Pictured, now: &Picture) -> bool {
    one.submitter.as_ref().is_none_or(|submitter| now.sent.contains(submitter))
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

/// Places then and now among those who are ranked in both months, so that a newcomer moves nobody.
fn places<'a>(old: &BTreeMap<&'a str, &Pictured>, new: &BTreeMap<&'a str, &Pictured>) -> BTreeMap<&'a str, (u32, u32)> {
    let both: Vec<(&str, u32, u32)> = new
        .iter()
        .filter(|(_, one)| one.as_of.is_none())
        .filter_map(|(key, one)| Some((*key, old.get(key)?.rank?, one.rank?)))
        .collect();
    let place =
        |rank: u32, pick: fn(&(&str, u32, u32)) -> u32| both.iter().filter(|one| pick(one) < rank).count() as u32 + 1;
    both.iter().map(|one| (one.0, (place(one.1, |one| one.1), place(one.2, |one| one.2)))).collect()
}

fn moves(was: &Pictured, is: &Pictured, ranks: Option<&(u32, u32)>, limits: &ChangeLimits) -> Vec<Move> {
    let mut moves = Vec::new();
    if let (Some(before), Some(now)) = (was.phase, is.phase)
        && before != now
    {
        moves.push(match now {
            Phase::Retired | Phase::Rejected => Move::Ended(now),
            _ => Move::Phase { before, now, is_back: is_back(before, now) },
        });
    }
    if let Some((before, now)) = ranks.copied()
        && before.abs_diff(now) >= limits.rank_places
    {
        moves.push(Move::Rank { before, now });
    }
    let moved = |before: Cents, now: Cents| share(before, now) > limits.outlook_change;
    if let (Some(before), Some(now)) = (was.cost_outlook, is.cost_outlook)
        && moved(before, now)
    {
        moves.push(Move::Cost { before, now });
    }
    if let (Some(before), Some(now)) = (was.benefit_outlook, is.benefit_outlook)
        && moved(before, now)
    {
        moves.push(Move::Benefit { before, now });
    }
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

/// The initiatives of a month that can be compared with the other: those whose submitters sent in this one, too.
pub fn comparable<'a>(of: &'a Picture, now: &'a Picture) -> impl Iterator<Item = &'a Pictured> {
    of.initiatives.iter().filter(move |one| !is_left_out(one, now))
}

/// The others: carried forward now, or not sent now.
pub fn left_out<'a>(of: &'a Picture, now: &'a Picture) -> impl Iterator<Item = &'a Pictured> {
    of.initiatives.iter().filter(move |one| is_left_out(one, now))
}

fn is_left_out(one: &Pictured, now: &Picture) -> bool {
    match now.initiative(&one.key) {
        Some(other) => other.as_of.is_some(),
        None => !has_sent(one, now),
    }
}
