//! Initiatives whose ids were made from their names, and that got other names: an id has gone and a new one has come. Are
//! they one? That is asked, for nothing in the sheets tells it.

use super::Joined;
use crate::model::{
    dictionary::SheetKind,
    earlier::{Earlier, EarlierInitiative},
    finding::{Code, Severity},
    identifier::identifier_key,
    mapping::{About, Meaning, sender_of},
    question::{Guess, Question, Sureness},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Two names that are so much alike are most likely one.
const LIKELY: f64 = 0.75;
/// Two names that are so much alike may be one.
const PERHAPS: f64 = 0.4;

/// An initiative that came, and one that went.
struct Pair<'a> {
    row: usize,
    went: &'a EarlierInitiative,
    likeness: f64,
}

/// Where more pairs would be compared, a whole list was exchanged, and nobody renamed all of it.
const MOST_PAIRS: usize = 10_000;

impl Joined<'_> {
    /// Asks of each file whose ids are made from names.
    pub(super) fn ask_about_names(&mut self, earlier: Option<&Earlier>) {
        let Some(earlier) = earlier else { return };
        let table = self.table(SheetKind::Initiatives);
        let ids = table.text("initiative_id");
        let listed: BTreeSet<String> = ids.iter().flatten().map(|id| identifier_key(id)).collect();
        let known: BTreeSet<String> = earlier
            .submissions
            .iter()
            .flat_map(|sent| &sent.initiatives)
            .map(|initiative| identifier_key(&initiative.id))
            .collect();
        let mut questions = Vec::new();
        for (file, about) in self.files.iter().enumerate().filter(|(_, file)| file.counts()) {
            let path = &about.source.path;
            let sender = sender_of(path);
            let begins = format!("{sender}-");
            let is_made = |id: &str| id.starts_with(&begins);
            let came: Vec<usize> = (0..table.len())
                .filter(|row| table.origins[*row].file as usize == file)
                .filter(|row| {
                    ids[*row].as_deref().is_some_and(|id| is_made(id) && !known.contains(&identifier_key(id)))
                })
                .collect();
            let went: Vec<&EarlierInitiative> = earlier
                .submissions
                .iter()
                .filter(|sent| sender_of(&sent.file) == sender)
                .flat_map(|sent| &sent.initiatives)
                .filter(|initiative| is_made(&initiative.id) && !listed.contains(&identifier_key(&initiative.id)))
                .collect();
            let answers = self.rules.dictionary.mapping.of_file(path);
            let is_open = |pair: &Pair| {
                let id = ids[pair.row].as_deref().unwrap_or_default();
                answers.to(&About::Former(id.to_owned(), pair.went.id.clone())).is_none()
            };
            let pairs = self.pairs(&came, &went).into_iter().filter(is_open).collect();
            questions.extend(best(pairs).into_iter().map(|pair| self.question(&pair, &sender)));
        }
        self.questions.extend(questions);
    }

    /// Who may be whom: in one department, with names that are alike, or with nobody else to be.
    fn pairs<'a>(&self, came: &[usize], went: &[&'a EarlierInitiative]) -> Vec<Pair<'a>> {
        let table = self.table(SheetKind::Initiatives);
        let (names, departments) = (table.text("name"), table.text("department"));
        if came.len() * went.len() > MOST_PAIRS {
            return Vec::new();
        }
        let mut counts: BTreeMap<Option<&str>, (u32, u32)> = BTreeMap::new();
        came.iter().for_each(|row| counts.entry(departments[*row].as_deref()).or_default().0 += 1);
        went.iter().for_each(|one| counts.entry(one.department.as_deref()).or_default().1 += 1);
        let mut pairs = Vec::new();
        for row in came {
            for one in went.iter().filter(|one| one.department.as_deref() == departments[*row].as_deref()) {
                let likeness = match (&names[*row], &one.name) {
                    (Some(now), Some(then)) => likeness(now, then),
                    _ => 0.0,
                };
                // No other one went or came in their department.
                let is_alone = counts.get(&departments[*row].as_deref()) == Some(&(1, 1));
                if likeness >= PERHAPS || is_alone {
                    pairs.push(Pair { row: *row, went: one, likeness });
                }
            }
        }
        pairs
    }

    fn question(&self, pair: &Pair, sender: &str) -> Question {
        let table = self.table(SheetKind::Initiatives);
        let text = |key: &str| table.text(key)[pair.row].clone().unwrap_or_default();
        let guess = match pair.likeness {
            likeness if likeness >= LIKELY => Some(Sureness::Likely),
            likeness if likeness >= PERHAPS => Some(Sureness::Perhaps),
            _ => None,
        };
        let former: Arc<str> = pair.went.name.as_deref().unwrap_or(&pair.went.id).into();
        Question {
            about: About::Former(text("initiative_id").to_string(), pair.went.id.clone()),
            sender: sender.to_owned(),
            address: self.finding(Severity::Noted, Code::Answered, SheetKind::Initiatives, "name", pair.row).address,
            times: 1,
            cents: None,
            examples: vec![text("name"), former],
            guess: guess.map(|sureness| Guess { means: Meaning::Holds(true), sureness }),
            is_weighty: true,
        }
    }
}

/// Each initiative in one pair at most, the most alike ones first.
fn best(mut pairs: Vec<Pair>) -> Vec<Pair> {
    pairs.sort_by(|one, other| {
        other.likeness.total_cmp(&one.likeness).then(one.row.cmp(&other.row)).then(one.went.cmp(other.went))
    });
    let (mut came, mut went) = (BTreeSet::new(), BTreeSet::new());
    pairs.retain(|pair| {
        let is_free = !came.contains(&pair.row) && !went.contains(&pair.went.id);
        if is_free {
            came.insert(pair.row);
            went.insert(pair.went.id.clone());
        }
        is_free
    });
    pairs
}

/// How alike two names are, 0 to 1: letter by letter, or by the words that they share.
fn likeness(one: &str, other: &str) -> f64 {
    let plain = |name: &str| crate::model::mapping::words(name).collect::<Vec<_>>();
    let (one, other) = (plain(one), plain(other));
    let shared = one.iter().filter(|word| other.contains(word)).count();
    let by_words = shared as f64 / one.len().max(other.len()).max(1) as f64;
    strsim::normalized_damerau_levenshtein(&one.join(" "), &other.join(" ")).max(by_words)
}
