//! What the dictionary calls sheets and columns, ready to be looked up as people type it.

use super::{
    amounts::{Amounts, split_month, split_yearless_month},
    title_text::{ToldTitle, ToldTitles},
};
use crate::model::{
    dictionary::{Dictionary, Field, Level, Need, SharedTitle, Sheet, SheetKind, folded},
    mapping::{About, FileAnswers, Meaning, title_key},
};
use rustc_hash::FxHashMap;
use std::{collections::BTreeMap, rc::Rc, sync::Arc};

/// How surely a title names a field; surer first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Rank {
    /// Somebody answered that it is.
    Answered,
    /// It is the field's title.
    Title,
    /// It is one of the field's aliases.
    Alias,
    /// It is an alias of one word, such as `ID` or `Office`, which may mean something else beside a longer one.
    Word,
    /// It is close to one of them.
    Near,
}

/// The names of all sheets and titles.
pub(super) struct Titles<'a> {
    sheets: Vec<SheetTitles<'a>>,
    answers: FileAnswers<'a>,
}

/// The names of one kind of sheet and its titles.
pub(super) struct SheetTitles<'a> {
    pub(super) kind: SheetKind,
    pub(super) fields: &'a [Field],
    make_ids: bool,
    amounts: Option<Amounts>,
    shared: &'a [SharedTitle],
    names: Vec<String>,
    told: Rc<ToldTitles>,
    /// Titles and aliases; only looked up, never walked through.
    by_title: FxHashMap<String, (usize, Rank)>,
    /// The field of identifiers, if there is one.
    ids: Option<usize>,
    /// Titles somebody answered for, by their key: the field, or none where the column is no field.
    answered: BTreeMap<String, Option<usize>>,
    answers: FileAnswers<'a>,
}

/// A kind of sheet told by a sheet's name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Named {
    pub(super) kind: SheetKind,
    /// The name is the template's, not an alias that may mean something else here.
    pub(super) is_certain: bool,
    /// Somebody answered that it is of this kind.
    pub(super) is_answered: bool,
}

impl<'a> Titles<'a> {
    /// For a file, by its path: what was answered about its sheets holds before the dictionary.
    pub(super) fn for_file(dictionary: &'a Dictionary, path: &str) -> Self {
        let answers = dictionary.mapping.of_file(path);
        let told = ToldTitles::of_thread();
        let sheets = dictionary.sheets.iter().map(|sheet| SheetTitles::new(sheet, told.clone(), &answers)).collect();
        Titles { sheets, answers }
    }

    /// Without answers.
    #[cfg(test)]
    pub(super) fn new(dictionary: &'a Dictionary) -> Self {
        Titles::for_file(dictionary, "")
    }

    /// What was answered about the file.
    pub(super) fn answers(&self) -> &FileAnswers<'a> {
        &self.answers
    }

    pub(super) fn sheets(&self) -> &[SheetTitles<'a>] {
        &self.sheets
    }

    pub(super) fn of(&self, kind: SheetKind) -> &SheetTitles<'a> {
        self.sheets.iter().find(|sheet| sheet.kind == kind).expect("the dictionary has every kind of sheet")
    }

    /// The kind of sheet that has this name, plural or not.
    pub(super) fn kind_named(&self, name: &str) -> Option<Named> {
        if let Some(Meaning::Kind(kind)) = self.answers.to(&About::Sheet(name.to_owned())) {
            return Some(Named { kind: *kind, is_certain: true, is_answered: true });
        }
        let name = singular(&folded(name));
        self.sheets.iter().find_map(|sheet| {
            let place = sheet.names.iter().position(|known| *known == name)?;
            Some(Named { kind: sheet.kind, is_certain: place == 0, is_answered: false })
        })
    }

    /// The kind of sheet whose name stands in a file's stem (`legal-initiatives 2026`); the longest name wins.
    pub(super) fn kind_within(&self, stem: &str) -> Option<Named> {
        if let Some(Meaning::Kind(kind)) = self.answers.to_file(stem) {
            return Some(Named { kind: *kind, is_certain: true, is_answered: true });
        }
        let spaced = stem.replace(['-', '.'], " ");
        let stem = format!(" {} ", singular(&folded(&spaced)));
        let names =
            self.sheets.iter().flat_map(|sheet| sheet.names.iter().enumerate().map(move |name| (sheet.kind, name)));
        let found: Vec<_> = names.filter(|(_, (_, name))| stem.contains(&format!(" {name} "))).collect();
        let longest = found.iter().map(|(_, (_, name))| name.len()).max()?;
        let mut of_longest = found.iter().filter(|(_, (_, name))| name.len() == longest);
        let &(kind, (place, _)) = of_longest.next()?;
        of_longest.all(|(other, _)| *other == kind).then_some(Named {
            kind,
            is_certain: place == 0,
            is_answered: false,
        })
    }
}

impl<'a> SheetTitles<'a> {
    fn new(sheet: &'a Sheet, told: Rc<ToldTitles>, answers: &FileAnswers<'a>) -> Self {
        let names = std::iter::once(sheet.kind.name()).chain(sheet.aliases.iter().map(String::as_str));
        let mut by_title = FxHashMap::default();
        // Titles first: settings may add an alias that is another field's title, and that title stays.
        for (index, field) in sheet.fields.iter().enumerate() {
            by_title.entry(folded(&field.title)).or_insert((index, Rank::Title));
        }
        for (index, field) in sheet.fields.iter().enumerate() {
            for alias in &field.aliases {
                let plain = folded(alias);
                let rank = if plain.contains(' ') { Rank::Alias } else { Rank::Word };
                by_title.entry(plain).or_insert((index, rank));
            }
        }
        let field_of = |means: &Meaning| match means {
            Meaning::Field(key) => sheet.fields.iter().position(|field| field.key == *key),
            _ => None,
        };
        SheetTitles {
            kind: sheet.kind,
            fields: &sheet.fields,
            answered: answers.titles(sheet.kind).map(|(title, means)| (title.to_owned(), field_of(means))).collect(),
            make_ids: sheet.make_ids || answers.makes_ids(),
            amounts: sheet.amount_words.as_ref().map(Amounts::new),
            shared: &sheet.shared_titles,
            names: names.map(|name| singular(&folded(name))).collect(),
            told,
            by_title,
            ids: sheet.fields.iter().position(|field| field.key == "initiative_id"),
            answers: answers.clone(),
        }
    }

    /// How many zeros amounts lack whose titles say this of their unit, if somebody answered that.
    pub(super) fn zeros(&self, said: &str) -> Option<u8> {
        self.answers.zeros(said)
    }

    /// A title taken apart, once.
    pub(super) fn told(&self, title: &Arc<str>) -> Rc<ToldTitle> {
        self.told.of(title)
    }

    /// The field of a folded title, by title or alias.
    pub(super) fn field(&self, folded: &str) -> Option<(usize, Rank)> {
        self.by_title.get(folded).copied().or_else(|| self.ids_with_names(folded))
    }

    /// The field of ids for a title of a column with ids and names in one cell: `ID: Name`, `Use Case ID and name`.
    fn ids_with_names(&self, folded: &str) -> Option<(usize, Rank)> {
        const NAMES: [&str; 6] =
            [" name", " title", " initiative name", " project name", " use case name", " use case"];
        let ids = self.ids?;
        let of_ids = |title: &str| self.by_title.get(title).is_some_and(|(field, _)| *field == ids);
        let mut rests = NAMES.iter().filter_map(|name| folded.strip_suffix(name));
        rests.any(|rest| of_ids(rest) || rest.strip_suffix(" and").is_some_and(of_ids)).then_some((ids, Rank::Alias))
    }

    /// What somebody answered of a title as typed: a field, or that it is none.
    pub(super) fn answered(&self, title: &str) -> Option<Option<usize>> {
        if self.answered.is_empty() { None } else { self.answered.get(&title_key(title)).copied() }
    }

    /// How amounts are named on this kind of sheet.
    pub(super) fn amounts(&self) -> Option<&Amounts> {
        self.amounts.as_ref()
    }

    /// Is this the title of a field, or of an amount, perhaps of a month?
    pub(super) fn knows(&self, title: &str) -> bool {
        let Some(amounts) = &self.amounts else { return self.field(&folded(title)).is_some() };
        let rest = self.month_in(title).map(|(_, rest)| rest);
        let is_amount = |text: &str| amounts.read(text, self).is_some_and(|said| said.field().is_some());
        self.field(&folded(title)).is_some() || rest.is_some() || is_amount(title)
    }

    /// A month in a title, as typed, and what else it says about its amounts. Everything beside it must be about amounts:
    /// "a date like 2026-10-31" is no month.
    pub(super) fn month_in(&self, title: &str) -> Option<(String, String)> {
        let amounts = self.amounts.as_ref()?;
        let about_amounts = |(_, rest): &(String, String)| amounts.read(rest, self).is_some();
        split_month(title).or_else(|| split_yearless_month(title)).filter(about_amounts)
    }

    /// Titles that several fields could mean.
    pub(super) fn shared(&self) -> &'a [SharedTitle] {
        self.shared
    }

    /// Index of a field by its key.
    pub(super) fn place_of(&self, key: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.key == key)
    }

    /// The one field that is clearly nearest to a folded title, among those `free`.
    pub(super) fn nearest_field(&self, title: &str, free: impl Fn(usize) -> bool) -> Option<usize> {
        const CLEARLY: f64 = 0.05;
        let mut best_of_field: BTreeMap<usize, f64> = BTreeMap::new();
        let may_be = |field: usize| free(field) && !self.fields[field].never_guessed;
        for (place, field) in self.fields.iter().enumerate().filter(|(place, _)| may_be(*place)) {
            let titles = std::iter::once(&field.title).chain(&field.aliases);
            let titles = titles.map(|known| folded(known));
            let own = titles.filter(|known| self.by_title.get(known).is_some_and(|(field, _)| *field == place));
            best_of_field.insert(place, own.map(|known| nearness(title, &known)).fold(0.0, f64::max));
        }
        let (&field, &best) = best_of_field.iter().max_by(|one, other| one.1.total_cmp(other.1))?;
        let is_clear = best_of_field.iter().all(|(&other, &near)| other == field || near + CLEARLY <= best);
        (best > 0.0 && is_clear).then_some(field)
    }

    /// Titles that a sheet of this kind should have and that are not among those `named`, the most wanted first.
    pub(super) fn wanted_titles(&self, named: &[bool]) -> Vec<&'a str> {
        const MOST: usize = 6;
        let keys: Vec<usize> = self.keys().collect();
        let wanted = |field: &Field, place: usize| match field {
            _ if keys.contains(&place) => 0,
            Field { need: Need::Required, default: None, .. } => 1,
            Field { level: Level::Start, .. } => 2,
            _ => 3,
        };
        let mut missing: Vec<(usize, usize)> = Vec::new();
        missing.extend(self.fields.iter().enumerate().map(|(place, field)| (wanted(field, place), place)));
        missing.retain(|(rank, place)| *rank < 3 && !named[*place]);
        missing.sort_unstable();
        missing.into_iter().take(MOST).map(|(_, place)| self.fields[place].title.as_str()).collect()
    }

    /// Columns without which no row of the sheet can be placed; one with a default need not be there.
    pub(super) fn keys(&self) -> impl Iterator<Item = usize> {
        let keys: &[&str] = match self.kind {
            // An id is made of the name.
            SheetKind::Initiatives if self.make_ids => &["name"],
            SheetKind::Initiatives | SheetKind::Team => &["initiative_id"],
            SheetKind::Financials => &["initiative_id", "month"],
            SheetKind::Outcomes => &["initiative_id", "kpi"],
            SheetKind::Decisions => &["initiative_id", "decision"],
            SheetKind::ControlTotals => &["month"],
            SheetKind::Rates => &["currency", "holds_for"],
            SheetKind::Usage => &["initiative_id", "month", "unit"],
        };
        let is_key = |field: &Field| keys.contains(&field.key.as_str()) && field.default.is_none();
        self.fields.iter().enumerate().filter(move |(_, field)| is_key(field)).map(|(index, _)| index)
    }
}

/// How near two titles are, 1 for equal; 0 when a slip of the finger does not explain the difference.
///
/// One slip is believed from 7 letters on, two from 20 on.
fn nearness(one: &str, other: &str) -> f64 {
    let longest = one.chars().count().max(other.chars().count());
    let slips = match longest {
        ..7 => return 0.0,
        7..20 => 1,
        _ => 2,
    };
    // Titles that differ by a number are different titles: "Benefit 1", "Benefit 2".
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    if one.len().abs_diff(other.len()) > 4 * slips || digits(one) != digits(other) {
        return 0.0;
    }
    let distance = strsim::osa_distance(one, other);
    if distance > slips { 0.0 } else { 1.0 - distance as f64 / longest as f64 }
}

/// Each word without its plural s.
fn singular(folded: &str) -> String {
    let one = |word: &str| match word.strip_suffix('s') {
        Some(stem) if stem.len() >= 3 => stem.to_owned(),
        _ => word.to_owned(),
    };
    folded.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::dictionary::embedded;

    #[test]
    fn sheets_are_known_by_name_alias_and_plural() {
        let dictionary = embedded();
        let titles = Titles::new(&dictionary);
        let kind = |name: &str| titles.kind_named(name).map(|named| (named.kind, named.is_certain));
        assert_eq!(kind(" INITIATIVE "), Some((SheetKind::Initiatives, true)));
        assert_eq!(kind("Use  case"), Some((SheetKind::Initiatives, false)));
        assert_eq!(kind("Cost and benefits"), Some((SheetKind::Financials, false)));
        assert_eq!(kind("Sheet1"), None);
    }

    #[test]
    fn files_are_known_by_a_name_in_their_stem() {
        let dictionary = embedded();
        let titles = Titles::new(&dictionary);
        let kind = |stem: &str| titles.kind_within(stem).map(|named| named.kind);
        assert_eq!(kind("legal-initiatives"), Some(SheetKind::Initiatives));
        assert_eq!(kind("2026_10_Team.final"), Some(SheetKind::Team));
        // Holds "benefits" (Outcomes) as well, but "costs and benefits" is longer.
        assert_eq!(kind("costs-and-benefits-2026"), Some(SheetKind::Financials));
        assert_eq!(kind("steamship"), None);
    }

    #[test]
    fn a_slip_of_the_finger_is_near_and_another_word_is_not() {
        let dictionary = embedded();
        let titles = Titles::new(&dictionary);
        let initiatives = titles.of(SheetKind::Initiatives);
        let near = |title: &str| {
            let field = initiatives.nearest_field(&folded(title), |_| true)?;
            Some(initiatives.fields[field].key.as_str())
        };
        assert_eq!(near("Initative name"), Some("name"));
        assert_eq!(near("Departmnet"), Some("department"));
        assert_eq!(near("Planed production dat"), Some("planned_production_on"));
        // Two letters off, and it is a person, not a date.
        assert_eq!(near("Submitted by"), None);
        assert_eq!(near("Decision 2"), None);
        assert_eq!(near("Stat"), None);
        let financials = titles.of(SheetKind::Financials);
        let taken = financials.nearest_field("cost actuall", |field| financials.fields[field].key != "cost_actual");
        assert_eq!(taken, None);
    }
}
