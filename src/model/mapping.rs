//! What people answered about sheets of their own: what a sheet, a title or a word of theirs means. Asked in
//! `questions.xlsx`, kept in `mapping.toml` beside the settings, applied when a file is read and checked.

use super::{
    dictionary::{SheetKind, folded},
    identifier::composed,
    locale::DateOrder,
    month_names::month_called,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is asked about, as typed in the workbook.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum About {
    /// A sheet, by its name.
    Sheet(String),
    /// The sheets of initiatives that say no department: is each one named after its department?
    Departments,
    /// The sheets of initiatives that have no ids, or only running numbers: are ids made from the names?
    Ids,
    /// The title of a column on a kind of sheet.
    Title(SheetKind, String),
    /// What a title says of the unit of its amounts: `mil €` of `Cost plan (mil €)`.
    Unit(String),
    /// A word in a column of choices: kind of sheet, key of the field, the word.
    Value(SheetKind, String, String),
    /// An initiative that came new when another went: the id made from its name, and the id of the one that went. Are
    /// they one?
    Former(String, String),
    /// The dates of a column, by its title on a kind of sheet: in which order do day and month stand?
    DateOrder(SheetKind, String),
    /// A mark that several currencies share, or that nobody knows: `$`.
    Currency(String),
}

impl About {
    /// The same for what people take for the same: case, white space and punctuation do not matter.
    pub fn key(&self) -> About {
        match self {
            About::Sheet(name) => About::Sheet(folded(name)),
            About::Departments | About::Ids | About::Former(..) => self.clone(),
            About::Title(kind, title) => About::Title(*kind, title_key(title)),
            About::DateOrder(kind, title) => About::DateOrder(*kind, title_key(title)),
            About::Unit(said) => About::Unit(word_key(said)),
            // A mark is no word: folded, nothing would be left of it.
            About::Currency(mark) => About::Currency(mark.trim().to_lowercase()),
            About::Value(kind, field, typed) => About::Value(*kind, field.clone(), word_key(typed)),
        }
    }

    /// Do both ask the same?
    pub fn is_same(&self, other: &About) -> bool {
        self.key() == other.key()
    }
}

/// As [`folded`], with what stands in brackets, for it may turn a meaning: how answered titles and words are compared.
pub fn word_key(text: &str) -> String {
    folded(&text.replace(['(', ')', '[', ']'], " "))
}

/// How answered titles are compared: as [`word_key`], and which year, half-year or quarter a title says makes no other
/// title. So what `Cost plan 2026` is, `Cost plan 2027` is too.
pub fn title_key(title: &str) -> String {
    let key = word_key(title);
    let mut words: Vec<&str> = key.split(' ').collect();
    let says_part = words.iter().any(|word| part_of_year(word).is_some());
    for word in &mut words {
        if part_of_year(word).is_some() {
            *word = "part";
        } else if year_in(word, says_part).is_some() {
            *word = "year";
        }
    }
    words.join(" ")
}

/// Which half or quarter of a year, and how many months it has: `q3`, `h1`.
pub fn part_of_year(word: &str) -> Option<(i32, i32)> {
    let (months, most) = match word.bytes().next()? {
        b'q' | b'Q' => (3, 4),
        b'h' | b'H' => (6, 2),
        _ => return None,
    };
    let number: i32 = word.get(1..)?.parse().ok()?;
    (word.len() == 2 && (1..=most).contains(&number)).then_some((number, months))
}

/// The year in `2026`, `fy26`, `FY2026`; beside a quarter or half-year also in `26`.
pub fn year_in(word: &str, beside_part: bool) -> Option<i16> {
    let marked = word.strip_prefix("fy").or_else(|| word.strip_prefix("FY"));
    let digits = marked.unwrap_or(word);
    let year: i16 = digits.parse().ok()?;
    match digits.len() {
        4 if (2000..2100).contains(&year) => Some(year),
        2 if marked.is_some() || beside_part => Some(2000 + year),
        _ => None,
    }
}

/// What an answer says.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Meaning {
    /// The sheet is of this kind.
    Kind(SheetKind),
    /// Yes, or no.
    Holds(bool),
    /// The column is this field, by its key.
    Field(String),
    /// The column holds amounts of this field of Financials (its key) for the year, half-year or quarter that its title
    /// says; they are spread evenly over its months.
    Spread(String),
    /// Amounts are in ones, thousands or millions: how many zeros they lack.
    Zeros(u8),
    /// The word means this allowed value.
    Value(String),
    /// The word says nothing known.
    Unknown,
    /// The sheet or column is not read.
    LeaveOut,
    /// It is left open: nothing is read by it, and it holds up nothing.
    Waived,
    /// Dates stand in this order.
    DateOrder(DateOrder),
    /// The mark is this currency, by its code.
    Currency(String),
}

/// One answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// What was asked.
    pub about: About,
    /// Whose files it is for, as [`sender_of`] calls them; empty: everybody's.
    pub sender: String,
    /// What was answered.
    pub means: Meaning,
}

/// All answers.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Mapping {
    /// In the order in which they were given.
    pub answers: Vec<Answer>,
}

impl Mapping {
    /// Was nothing answered yet?
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// Takes an answer in; it replaces an older one to the same question for the same senders.
    pub fn learn(&mut self, answer: Answer) {
        self.answers.retain(|older| older.sender != answer.sender || !older.about.is_same(&answer.about));
        self.answers.push(answer);
    }

    /// What holds for one file.
    pub fn of_file(&self, path: &str) -> FileAnswers<'_> {
        let mut found = FileAnswers::default();
        if self.answers.is_empty() {
            return found;
        }
        let sender = sender_of(path);
        // Everybody's first: what one sender said of their own sheets counts more.
        for answer in self.answers.iter().filter(|answer| answer.sender.is_empty()) {
            found.means.insert(answer.about.key(), &answer.means);
        }
        for answer in self.answers.iter().filter(|answer| answer.sender == sender) {
            found.means.insert(answer.about.key(), &answer.means);
        }
        found
    }
}

/// The answers that hold for one file.
#[derive(Clone, Default, Debug)]
pub struct FileAnswers<'a> {
    means: BTreeMap<About, &'a Meaning>,
}

impl<'a> FileAnswers<'a> {
    /// What was answered, if it was asked.
    pub fn to(&self, about: &About) -> Option<&'a Meaning> {
        if self.means.is_empty() { None } else { self.means.get(&about.key()).copied() }
    }

    /// What was answered of the one sheet of a file that has no names of sheets: it is called like the file, of which only
    /// what lasts from month to month counts.
    pub fn to_file(&self, stem: &str) -> Option<&'a Meaning> {
        let lasting = |name: &str| sender_of(&format!("{name}.csv"));
        let is_it = |about: &About| matches!(about, About::Sheet(name) if lasting(name) == lasting(stem));
        let sheets = || self.means.iter().filter(|(about, _)| matches!(about, About::Sheet(_)));
        self.to(&About::Sheet(stem.to_owned()))
            .or_else(|| sheets().find(|(about, _)| is_it(about)).map(|(_, means)| *means))
    }

    /// Did somebody say that it is left open?
    pub fn is_waived(&self, about: &About) -> bool {
        self.to(about) == Some(&Meaning::Waived)
    }

    /// Is each sheet of initiatives named after its department?
    pub fn sheets_are_departments(&self) -> bool {
        self.to(&About::Departments) == Some(&Meaning::Holds(true))
    }

    /// Are ids made from sender, department and name?
    pub fn makes_ids(&self) -> bool {
        self.sheets_are_departments() || self.to(&About::Ids) == Some(&Meaning::Holds(true))
    }

    /// Initiatives that got another name: the id made from the new name, and the id that they keep.
    pub fn former(&self) -> impl Iterator<Item = (&str, &str)> {
        self.means.iter().filter_map(|(about, means)| match about {
            About::Former(new, old) if **means == Meaning::Holds(true) => Some((new.as_str(), old.as_str())),
            _ => None,
        })
    }

    /// What was answered of titles on sheets of a kind, by the folded title.
    pub fn titles(&self, kind: SheetKind) -> impl Iterator<Item = (&str, &'a Meaning)> {
        self.means.iter().filter_map(move |(about, means)| match about {
            // Left open is as if nobody had been asked.
            About::Title(of, title) if *of == kind && **means != Meaning::Waived => Some((title.as_str(), *means)),
            _ => None,
        })
    }

    /// How many zeros amounts lack whose title says this of their unit, if that was answered.
    pub fn zeros(&self, said: &str) -> Option<u8> {
        match self.to(&About::Unit(said.to_owned())) {
            Some(Meaning::Zeros(zeros)) => Some(*zeros),
            _ => None,
        }
    }

    /// Was any mark of a currency answered?
    pub fn says_currencies(&self) -> bool {
        self.means.values().any(|means| matches!(means, Meaning::Currency(_)))
    }

    /// The code of the currency that somebody said a mark is.
    pub fn currency(&self, mark: &str) -> Option<&'a str> {
        match self.to(&About::Currency(mark.to_owned())) {
            Some(Meaning::Currency(code)) => Some(code),
            _ => None,
        }
    }

    /// What was answered of the words of a field, by the folded word; `None` for "not known".
    pub fn values(&self, kind: SheetKind, field: &str) -> impl Iterator<Item = (&str, Option<&'a str>)> {
        self.means.iter().filter_map(move |(about, means)| match (about, *means) {
            (About::Value(of, key, typed), Meaning::Value(value)) if *of == kind && key == field => {
                Some((typed.as_str(), Some(value.as_str())))
            }
            (About::Value(of, key, typed), Meaning::Unknown) if *of == kind && key == field => {
                Some((typed.as_str(), None))
            }
            _ => None,
        })
    }
}

/// Who sent the file, by its name without what changes from month to month: `in/State 2026-10 v2.csv` is `state`, and so
/// is `State Oct.xlsx`.
pub fn sender_of(path: &str) -> String {
    let words = words_of_name(path);
    let lasting: Vec<&str> = words.iter().filter(|word| lasts(word)).map(String::as_str).collect();
    if lasting.is_empty() { words.join("-") } else { lasting.join("-") }
}

/// Which files come from the same sender each month, with `*`: `hr-list*` of `HR-list 2026-10.xlsx`.
pub fn file_pattern(path: &str) -> String {
    let words = words_of_name(path);
    if !words.iter().any(|word| lasts(word)) {
        return format!("{}*", words.join("*"));
    }
    let mut pattern = String::new();
    for word in &words {
        let part = if lasts(word) { word } else { "*" };
        // What parts words in a name of a file may be another mark next month.
        if !pattern.is_empty() && !pattern.ends_with('*') {
            pattern.push('*');
        }
        if part != "*" || !pattern.ends_with('*') {
            pattern.push_str(part);
        }
    }
    if pattern.ends_with('*') { pattern } else { pattern + "*" }
}

/// The words of a file's name without its end.
fn words_of_name(path: &str) -> Vec<String> {
    let path = &*composed(path);
    let name = path.rsplit('/').next().unwrap_or(path);
    words(name.rsplit_once('.').map_or(name, |(stem, _)| stem)).collect()
}

/// Is it a word of a file's name that stays from month to month?
fn lasts(word: &str) -> bool {
    !word.contains(|letter: char| letter.is_ascii_digit()) && month_called(word, "").is_none()
}

/// The words of a text in lower case, without marks.
pub fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_are_known_without_month_and_version() {
        assert_eq!(sender_of("state.csv"), "state");
        assert_eq!(sender_of("in/State 2026-10 v2.csv"), "state");
        assert_eq!(sender_of("State Oct.csv"), "state");
        assert_eq!(sender_of("state-oktober.xlsx"), "state");
        assert_eq!(sender_of("2026.csv"), "2026");
        // As macOS stores the name.
        assert_eq!(sender_of("Mu\u{308}ller.csv"), "müller");
    }

    #[test]
    fn the_files_of_a_sender_are_known_by_what_stays_of_their_names() {
        for (name, pattern) in [
            ("in/HR-list 2026-10 v2.xlsx", "hr*list*"),
            ("2026-10 sales.csv", "*sales*"),
            ("State Oct.xlsx", "state*"),
            ("2026.csv", "2026*"),
        ] {
            assert_eq!(file_pattern(name), pattern, "{name}");
        }
    }

    fn title(text: &str) -> About {
        About::Title(SheetKind::Initiatives, text.to_owned())
    }

    #[test]
    fn an_answer_of_one_sender_counts_more_than_everybodys_and_the_latest_counts() {
        let mut mapping = Mapping::default();
        let mut learn = |sender: &str, means: Meaning| {
            mapping.learn(Answer { about: title("Remarks"), sender: sender.to_owned(), means });
        };
        learn("", Meaning::LeaveOut);
        learn("hr", Meaning::Field("description".to_owned()));
        learn("hr", Meaning::Field("status_reason".to_owned()));
        assert_eq!(mapping.answers.len(), 2);
        let means = |path: &str| mapping.of_file(path).to(&title(" REMARKS ")).cloned();
        assert_eq!(means("HR 2026-11.xlsx"), Some(Meaning::Field("status_reason".to_owned())));
        assert_eq!(means("sales.xlsx"), Some(Meaning::LeaveOut));
        assert_eq!(mapping.of_file("hr.xlsx").to(&title("Remark")), None);
    }

    #[test]
    fn what_the_sheet_of_a_text_holds_is_known_next_month_too() {
        let mut mapping = Mapping::default();
        let about = About::Sheet("state 2026-10".to_owned());
        mapping.learn(Answer { about, sender: "state".to_owned(), means: Meaning::Kind(SheetKind::Initiatives) });
        let kind = |path: &str, stem: &str| mapping.of_file(path).to_file(stem).cloned();
        assert_eq!(kind("state 2026-11.csv", "state 2026-11"), Some(Meaning::Kind(SheetKind::Initiatives)));
        assert_eq!(kind("other.csv", "other"), None);
    }

    #[test]
    fn the_same_title_of_another_period_is_the_same_title() {
        for (one, other) in [("Q1/26", "Q4/26"), ("Cost plan 2026", "Cost Plan 2027"), ("FY26 costs", "FY2027 costs")] {
            assert!(title(one).is_same(&title(other)), "{one} {other}");
        }
        for (one, other) in [("Benefit 1", "Benefit 2"), ("Q1/26", "H1/26 x"), ("Phase 26", "Phase 27")] {
            assert!(!title(one).is_same(&title(other)), "{one} {other}");
        }
    }

    #[test]
    fn brackets_make_another_word() {
        let about = |typed: &str| About::Value(SheetKind::Initiatives, "phase".to_owned(), typed.to_owned());
        assert!(about("In Test").is_same(&about("in  test")));
        assert!(!about("Pilot (cancelled)").is_same(&about("Pilot")));
    }
}
