//! Finds the row of titles on a sheet and says which column is which field.

use super::{
    outcome::Place,
    title_finding,
    title_text::ToldTitle,
    titles::{Named, Rank, SheetTitles, Titles},
};
use crate::model::{
    dictionary::SheetKind,
    finding::{Code, Finding, Severity},
    workbook::{CellPlace, RawColumn, RawValue},
};
use std::{cell::OnceCell, rc::Rc, sync::Arc};

/// The cells with content of one row, before it is known what the row is.
pub(super) struct Row {
    /// From 0.
    pub(super) number: u32,
    /// Column from 0 and value.
    cells: Vec<(u32, RawValue)>,
    /// What they say as titles, once somebody has asked.
    titles: OnceCell<Rc<Titled>>,
}

impl Row {
    /// A row, from 0, with the column and value of its first cells.
    pub(super) fn new(number: u32, cells: Vec<(u32, RawValue)>) -> Self {
        Row { number, cells, titles: OnceCell::new() }
    }

    /// The next cell to the right.
    pub(super) fn push(&mut self, column: u32, value: RawValue) {
        self.cells.push((column, value));
        self.titles.take();
    }

    /// Column from 0 and value of each cell.
    pub(super) fn cells(&self) -> &[(u32, RawValue)] {
        &self.cells
    }

    /// The same, for good.
    pub(super) fn into_cells(self) -> Vec<(u32, RawValue)> {
        self.cells
    }

    fn titles(&self) -> &Rc<Titled> {
        let read = |(position, value): &(u32, RawValue)| Some((*position, title(value)?));
        self.titles.get_or_init(|| Rc::new(self.cells.iter().filter_map(read).collect()))
    }
}

/// How well a row would do as the titles of a kind of sheet.
#[derive(Clone, Debug)]
pub(super) struct Score {
    pub(super) kind: SheetKind,
    /// Index among the rows looked at.
    pub(super) row: usize,
    /// For each field, whether a title or alias names it.
    named: Vec<bool>,
    /// How many are named.
    matches: usize,
    /// Cells that could be titles.
    titles: usize,
    has_keys: bool,
    /// The row above names groups of columns.
    pub(super) is_grouped: bool,
    texts: Rc<Titled>,
}

impl Score {
    /// Nothing but a row of titles looks like this: no need to look further down.
    fn is_clear(&self) -> bool {
        self.has_keys && self.matches >= 2 && self.matches * 2 >= self.titles
    }

    /// More of it is known. Groups have to help: a row alone is as good as one with any text above it.
    fn is_better(&self, other: &Score) -> bool {
        (self.matches, self.has_keys) > (other.matches, other.has_keys)
    }

    /// Enough to take the sheet for this kind whatever its name.
    fn is_convincing(&self) -> bool {
        self.is_clear() || (self.has_keys && self.matches >= 5)
    }
}

/// What a sheet turned out to be.
pub(super) enum Verdict {
    /// Its titles stand in the scored row, which may yet lack columns; `is_guess` when only the titles say it is ours.
    Table { score: Score, is_guess: bool },
    /// Its name says it is ours, and no row has titles we know.
    NoTitles(SheetKind),
    /// Not for us, and why.
    Foreign(String),
}

/// The score of the row of titles, if it settles the matter. The last row at hand may only be the second half of it.
pub(super) fn clear_titles(rows: &[Row], titles: &Titles, named: Option<Named>) -> Option<Score> {
    let last = rows.len().checked_sub(1)?;
    let kinds = candidates(titles, named).into_iter().filter(|sheet| is_open_to(sheet.kind, named));
    let settled = |sheet: &SheetTitles| {
        let until =
            |end: usize| best((last.saturating_sub(1)..=end).flat_map(|row| scores_ending_at(rows, row, sheet)));
        let above = until(last.checked_sub(1)?).filter(Score::is_clear)?;
        // Titles of two rows have their second row below the first one.
        let both = until(last)?;
        (both.row < last || !both.is_better(&above)).then_some(above)
    };
    best(kinds.filter_map(settled))
}

/// The kinds of sheets that titles may tell: control totals and usage look like Financials and rates like anything, so
/// only their names tell them. The named one stands first, for it wins among equals.
fn candidates<'a, 'b>(titles: &'b Titles<'a>, named: Option<Named>) -> Vec<&'b SheetTitles<'a>> {
    let is_named = |sheet: &SheetTitles| named.is_some_and(|named| named.kind == sheet.kind);
    if named.is_some_and(|named| named.is_answered) {
        return titles.sheets().iter().filter(|sheet| is_named(sheet)).collect();
    }
    let is_told =
        |sheet: &&SheetTitles| !matches!(sheet.kind, SheetKind::ControlTotals | SheetKind::Rates | SheetKind::Usage);
    let mut kinds: Vec<_> = titles.sheets().iter().filter(|sheet| is_told(sheet) || is_named(sheet)).collect();
    kinds.sort_by_key(|sheet| !is_named(sheet));
    kinds
}

/// May a row of titles settle that a sheet of this name is of this kind? One named like control totals is Financials
/// when it has more titles of those, such as planned amounts.
fn is_open_to(kind: SheetKind, named: Option<Named>) -> bool {
    let Some(named) = named else { return true };
    kind == named.kind || (named.kind == SheetKind::ControlTotals && kind == SheetKind::Financials)
}

/// Sheets of other things are called so, too: rates of people and prices, usage of whatever.
fn is_common_word(kind: SheetKind) -> bool {
    matches!(kind, SheetKind::Rates | SheetKind::Usage)
}

/// What the sheet is, with all rows that may hold its titles at hand.
pub(super) fn verdict(rows: &[Row], titles: &Titles, named: Option<Named>) -> Verdict {
    if rows.is_empty() {
        return Verdict::Foreign("it is empty".to_owned());
    }
    let scores: Vec<Score> = best_scores(rows, titles, named);
    if let Some(answered) = named.filter(|named| named.is_answered) {
        return Verdict::Table { score: answered_titles(rows, scores, titles.of(answered.kind)), is_guess: false };
    }
    let of_name = best(scores.iter().filter(|score| named.is_some() && is_open_to(score.kind, named)).cloned());
    if let Some(score) = of_name.clone().filter(|score| score.has_keys && score.matches >= 2) {
        return Verdict::Table { score, is_guess: false };
    }
    if let Some(score) = best(scores.iter().filter(|score| score.is_convincing()).cloned()) {
        return Verdict::Table { score, is_guess: false };
    }
    if let Some(score) = of_name.filter(|score| score.matches >= 2 && !is_common_word(score.kind)) {
        return Verdict::Table { score, is_guess: false };
    }
    if let Some(score) = best(scores.iter().filter(|score| score.matches >= 4).cloned()) {
        return Verdict::Table { score, is_guess: true };
    }
    match named {
        Some(named) if named.is_certain && !is_common_word(named.kind) => Verdict::NoTitles(named.kind),
        _ => Verdict::Foreign(why_foreign(best(scores.into_iter()), titles)),
    }
}

/// The titles of a sheet of which somebody said what it is: the row with known ones, else the one with the most texts.
fn answered_titles(rows: &[Row], scores: Vec<Score>, sheet: &SheetTitles) -> Score {
    match best(scores.into_iter().filter(|score| score.matches > 0)) {
        Some(score) => score,
        None => {
            let widest = widest(rows).unwrap_or_default();
            score(widest, rows[widest].titles().clone(), false, sheet)
        }
    }
}

/// The row that looks most like titles: with the most texts, the first of equals.
pub(super) fn widest(rows: &[Row]) -> Option<usize> {
    let texts = |row: &Row| row.cells.iter().filter(|(_, value)| matches!(value, RawValue::Text(_))).count();
    (0..rows.len()).max_by_key(|place| (texts(&rows[*place]), std::cmp::Reverse(*place)))
}

/// How many titles of any one kind the best of these rows has.
pub(super) fn most_matches(rows: &[Row], titles: &Titles) -> usize {
    best_scores(rows, titles, None).iter().map(|score| score.matches).max().unwrap_or(0)
}

/// The best row for each kind of sheet.
fn best_scores(rows: &[Row], titles: &Titles, named: Option<Named>) -> Vec<Score> {
    let of_kind = |sheet: &SheetTitles| best((0..rows.len()).flat_map(|row| scores_ending_at(rows, row, sheet)));
    candidates(titles, named).into_iter().filter_map(of_kind).collect()
}

/// The score with the most matches; of equals one with its keys; of equals the first.
fn best(scores: impl Iterator<Item = Score>) -> Option<Score> {
    scores.reduce(|best, next| if next.is_better(&best) { next } else { best })
}

/// How a row would do as titles: alone, and as the lower of two rows of which the upper one names groups.
fn scores_ending_at(rows: &[Row], row: usize, sheet: &SheetTitles) -> impl Iterator<Item = Score> {
    let alone = score(row, rows[row].titles().clone(), false, sheet);
    let upper = row.checked_sub(1).map(|upper| &rows[upper]);
    // What cannot be titles has no groups above it.
    let upper = upper.filter(|upper| !alone.texts.is_empty() && upper.number + 1 == rows[row].number);
    let grouped = upper.map(|upper| score(row, grouped_titles(upper, &rows[row], sheet).into(), true, sheet));
    [Some(alone), grouped].into_iter().flatten()
}

fn score(row: usize, texts: Rc<Titled>, is_grouped: bool, sheet: &SheetTitles) -> Score {
    let mut named = vec![false; sheet.fields.len()];
    let mut helpers = std::collections::BTreeSet::new();
    let (mut months, mut has_measure) = (0, false);
    for (_, title) in texts.iter() {
        if let Some(answered) = sheet.answered(title) {
            answered.into_iter().for_each(|field| named[field] = true);
            continue;
        }
        let title = sheet.told(title);
        // Most titles are known as they stand, and need not be taken apart.
        if let Some((field, _)) = sheet.field(&title.folded) {
            named[field] = true;
            continue;
        }
        let parts = title.parts();
        if let Some((field, _)) = sheet.field(&parts.folded) {
            named[field] = true;
        } else if let Some(amounts) = sheet.amounts() {
            if amounts.is_helper_title(&parts.folded) {
                helpers.insert(parts.folded.clone());
            } else if let Some((_, rest)) = sheet.month_in(&parts.plain) {
                months += 1;
                let measure = amounts.read(&rest, sheet).and_then(|said| sheet.place_of(said.field()?));
                has_measure |= measure.is_some();
                measure.into_iter().for_each(|field| named[field] = true);
            } else if let Some(field) = amounts.read(&parts.plain, sheet).and_then(|said| sheet.place_of(said.field()?))
            {
                named[field] = true;
            }
        }
    }
    // One date alone may be anything.
    if months > 1 || (months == 1 && (has_measure || !helpers.is_empty())) {
        sheet.place_of("month").into_iter().for_each(|month| named[month] = true);
    }
    Score {
        kind: sheet.kind,
        row,
        matches: named.iter().filter(|named| **named).count() + helpers.len(),
        titles: texts.len() - months,
        has_keys: sheet.keys().all(|key| named[key]),
        named,
        is_grouped,
        texts,
    }
}

/// Column and what stands there as a title.
type Titled = Vec<(u32, Arc<str>)>;

/// Titles in two rows: `Cost` above `Planned` and `Actual`, or a month above `Cost plan` and `Cost actual`. A group
/// reaches to the next one; where both together are no known title, the lower one stands alone.
fn grouped_titles(upper: &Row, lower: &Row, sheet: &SheetTitles) -> Titled {
    let (upper, lower) = (upper.titles(), lower.titles());
    let at = |titles: &Titled, column: u32| titles.iter().find(|title| title.0 == column).map(|title| title.1.clone());
    let mut columns: Vec<u32> = upper.iter().chain(lower.iter()).map(|title| title.0).collect();
    columns.sort_unstable();
    columns.dedup();
    let text = |column: u32| {
        let group = upper.iter().rev().find(|group| group.0 <= column).map(|group| &group.1);
        match (group, at(lower, column)) {
            (Some(group), Some(own)) => {
                let both = format!("{group} {own}");
                if sheet.knows(&both) { both.into() } else { own }
            }
            (None, Some(own)) => own,
            (_, None) => at(upper, column).unwrap_or_default(),
        }
    };
    columns.into_iter().map(|column| (column, text(column))).collect()
}

fn why_foreign(best: Option<Score>, titles: &Titles) -> String {
    match best.filter(|score| score.matches > 0) {
        None => "neither its name nor its titles are known".to_owned(),
        Some(score) => {
            let wanted = titles.of(score.kind).wanted_titles(&score.named).join(", ");
            format!("known titles: {} of {}; {} lacks {wanted}", score.matches, score.texts.len(), score.kind.name())
        }
    }
}

/// What a cell says as a title: months across are dates or numbers.
fn title(value: &RawValue) -> Option<Arc<str>> {
    match value {
        RawValue::Text(text) => Some(text.clone()),
        RawValue::Date(day) => Some(day.to_string().into()),
        RawValue::DayOrNext(day) => Some(day.tomorrow().unwrap_or(*day).to_string().into()),
        RawValue::Number(number) | RawValue::PercentNumber(number) | RawValue::Formatted(number, _) => {
            Some(number.to_string().into())
        }
        RawValue::Blank | RawValue::YesNo(_) | RawValue::Error(_) | RawValue::NoResult => None,
    }
}

/// Titles of the fields that rows of this sheet cannot do without and that no title of the row names.
pub(super) fn missing_keys<'a>(columns: &[RawColumn], sheet: &SheetTitles<'a>) -> Vec<&'a str> {
    let is_month = |column: &RawColumn| sheet.month_in(&sheet.told(&column.title).parts().plain).is_some();
    let has_months = sheet.amounts().is_some() && columns.iter().any(is_month);
    let has = |key: usize| {
        let key = sheet.fields[key].key.as_str();
        columns.iter().any(|column| column.field.as_deref() == Some(key)) || (key == "month" && has_months)
    };
    sheet.keys().filter(|key| !has(*key)).map(|key| sheet.fields[key].title.as_str()).collect()
}

/// The columns of the scored titles, without values yet, and what was assumed about them. `row` is the row of the titles
/// on the sheet, from 0.
pub(super) fn columns(score: &Score, row: u32, sheet: &SheetTitles, place: &Place) -> (Vec<RawColumn>, Vec<Finding>) {
    let titled = &score.texts;
    let matches = match_fields(titled, sheet);
    let mut field_of = vec![None; titled.len()];
    let mut findings = Vec::new();
    for field in 0..sheet.fields.len() {
        let mut claims: Vec<(Rank, usize)> = Vec::new();
        claims.extend(matches.iter().enumerate().filter_map(|(column, found)| match found {
            Some((of, rank)) if *of == field => Some((*rank, column)),
            _ => None,
        }));
        claims.sort_unstable();
        let Some(&(rank, column)) = claims.first() else { continue };
        let noting = Noting { place, row, field_title: &sheet.fields[field].title, titles: sheet };
        let rivals: Vec<_> = claims.iter().filter(|claim| claim.0 == rank).map(|claim| &titled[claim.1]).collect();
        if let [_, second, ..] = rivals[..] {
            findings.push(noting.undecided(rivals[0], second));
            continue;
        }
        field_of[column] = Some(field);
        match rank {
            Rank::Near => findings.push(noting.read_as(&titled[column])),
            Rank::Answered => findings.push(noting.answered(&titled[column])),
            Rank::Title | Rank::Alias | Rank::Word => {}
        }
        findings.extend(noting.unknown_bracket(&titled[column]));
        findings.extend(claims[1..].iter().map(|claim| noting.passed_over(&titled[column], &titled[claim.1])));
    }
    let column = |((position, title), field): ((u32, Arc<str>), Option<usize>)| RawColumn {
        title,
        position,
        field: field.map(|field| sheet.fields[field].key.as_str().into()),
        values: Vec::new(),
        places: Vec::new(),
        units: Vec::new(),
    };
    (titled.iter().cloned().zip(field_of).map(column).collect(), findings)
}

/// For each title the field it names and how surely: by title or alias, and what is left by nearness.
fn match_fields(titled: &[(u32, Arc<str>)], sheet: &SheetTitles) -> Vec<Option<(usize, Rank)>> {
    let told: Vec<_> = titled.iter().map(|(_, title)| sheet.told(title)).collect();
    let answered: Vec<_> = titled.iter().map(|(_, title)| sheet.answered(title)).collect();
    // Most titles are known as they stand, and need not be taken apart.
    let field = |title: &Rc<ToldTitle>| sheet.field(&title.folded).or_else(|| sheet.field(&title.parts().folded));
    let sure_of = |place: usize| match answered[place] {
        Some(field) => field.map(|field| (field, Rank::Answered)),
        None => field(&told[place]),
    };
    let sure: Vec<_> = (0..titled.len()).map(sure_of).collect();
    let is_free = |field: usize| !sure.iter().flatten().any(|(taken, _)| *taken == field);
    let near = |title: &str| sheet.nearest_field(title, is_free).map(|field| (field, Rank::Near));
    // "Planned costs" is Cost planned by its words.
    let by_words = |title: &str| {
        let said = sheet.amounts().filter(|_| sheet.month_in(title).is_none())?.read(title, sheet)?;
        sheet.place_of(said.field()?).filter(|field| is_free(*field)).map(|field| (field, Rank::Near))
    };
    let found = |place: usize| match answered[place] {
        Some(_) => sure[place],
        None => {
            sure[place].or_else(|| near(&told[place].parts().folded)).or_else(|| by_words(&told[place].parts().plain))
        }
    };
    (0..titled.len()).map(found).collect()
}

/// Words for what was assumed about a title.
struct Noting<'a> {
    place: &'a Place,
    row: u32,
    field_title: &'a str,
    titles: &'a SheetTitles<'a>,
}

impl Noting<'_> {
    fn read_as(&self, (column, title): &(u32, Arc<str>)) -> Finding {
        let problem = format!("\"{title}\" was read as \"{}\"", self.field_title);
        let instead = format!("type \"{}\" if that is meant, or quite another title if not", self.field_title);
        self.note(Severity::Noted, Code::TitleMatchedNearly, (*column, title), problem, instead)
    }

    fn answered(&self, (column, title): &(u32, Arc<str>)) -> Finding {
        let problem = format!("\"{title}\" is {}, as answered", self.field_title);
        let instead = "nothing to do; what was answered stands in mapping.toml".to_owned();
        self.note(Severity::Noted, Code::Answered, (*column, title), problem, instead)
    }

    /// A bracket may turn what its title means, so it is never dropped without a word.
    fn unknown_bracket(&self, (column, title): &(u32, Arc<str>)) -> Option<Finding> {
        if !title.contains(['(', '[']) {
            return None;
        }
        let told = self.titles.told(title);
        let said = told.parts().unknown.first()?;
        let problem = format!("\"{title}\" was read as \"{}\"; nothing is known of \"{said}\"", self.field_title);
        let instead = format!("type \"{}\" if that is meant, or quite another title if not", self.field_title);
        Some(self.note(Severity::Noted, Code::TitleUncertain, (*column, title), problem, instead))
    }

    fn passed_over(&self, used: &(u32, Arc<str>), other: &(u32, Arc<str>)) -> Finding {
        let problem = format!("\"{}\" and \"{}\" both mean {}; \"{0}\" is used", used.1, other.1, self.field_title);
        let instead = "delete one of the two columns or give it another title".to_owned();
        self.note(Severity::Noted, Code::TwoColumnsOneField, (other.0, &other.1), problem, instead)
    }

    fn undecided(&self, first: &(u32, Arc<str>), second: &(u32, Arc<str>)) -> Finding {
        let problem =
            format!("\"{}\" and \"{}\" both mean {}, so neither is used", first.1, second.1, self.field_title);
        let instead = format!("keep one column with the title \"{}\"", self.field_title);
        self.note(Severity::Rejected, Code::TwoColumnsOneField, (second.0, &second.1), problem, instead)
    }

    fn note(
        &self,
        severity: Severity,
        code: Code,
        (column, title): (u32, &str),
        problem: String,
        instead: String,
    ) -> Finding {
        let cell = CellPlace { row: self.row, column };
        let place = (&self.place.file, self.place.sheet.as_ref());
        title_finding(place, cell, severity, code, (self.field_title, title), (problem, instead))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::dictionary::Dictionary, settings::dictionary::embedded};

    fn rows(rows: &[&[&str]]) -> Vec<Row> {
        let cell = |(column, text): (usize, &&str)| (column as u32, RawValue::Text((*text).into()));
        let row = |(number, texts): (usize, &&[&str])| {
            Row::new(number as u32, texts.iter().enumerate().filter(|(_, text)| !text.is_empty()).map(cell).collect())
        };
        rows.iter().enumerate().map(row).collect()
    }

    fn verdict_of(lines: &[&[&str]], name: &str, dictionary: &Dictionary) -> (String, Option<usize>) {
        let titles = Titles::new(dictionary);
        match verdict(&rows(lines), &titles, titles.kind_named(name)) {
            Verdict::Table { score, is_guess: false } => (score.kind.name().to_owned(), Some(score.row)),
            Verdict::Table { score, is_guess: true } => (format!("perhaps {}", score.kind.name()), Some(score.row)),
            Verdict::NoTitles(kind) => (format!("no titles for {}", kind.name()), None),
            Verdict::Foreign(reason) => (reason, None),
        }
    }

    #[test]
    fn titles_are_found_below_banners_and_kinds_by_name_then_by_titles() {
        let dictionary = embedded();
        let says = |lines: &[&[&str]], name: &str| verdict_of(lines, name, &dictionary);
        let banner: &[&str] = &["Our pipeline", "", "Name"];
        let titles: &[&str] = &["ID", "Name", "Area"];
        assert_eq!(says(&[banner, titles], "Ideas"), ("Initiatives".into(), Some(1)));
        assert_eq!(says(&[banner, titles], "Sheet1"), ("Initiatives".into(), Some(1)));
        let money: &[&str] = &["ID", "Month", "Cost planned", "Cost actual"];
        // "Benefits" is a name of Outcomes, but the titles say money.
        assert_eq!(says(&[money], "Benefits"), ("Financials".into(), Some(0)));
        assert_eq!(says(&[&["Name", "Area"]], "Initiatives"), ("Initiatives".into(), Some(0)));
        assert_eq!(says(&[&["Name", "Area", "Phase", "Status"]], "Sheet1"), ("perhaps Initiatives".into(), Some(0)));
        assert_eq!(says(&[&["Hello"]], "Initiatives"), ("no titles for Initiatives".into(), None));
        assert_eq!(says(&[&["Hello"]], "Roles"), ("neither its name nor its titles are known".into(), None));
        // Keys first, then what is required: the data dictionary's R in its order.
        let few = "known titles: 1 of 2; Initiatives lacks Initiative ID, Department, Business owner, Outcome category, \
                   Phase, Submitted on";
        assert_eq!(says(&[&["AI Use Case", "Commercial Examples"]], "Sheet1"), (few.into(), None));
        assert_eq!(says(&[], "Initiatives"), ("it is empty".into(), None));
    }

    #[test]
    fn what_the_centre_and_finance_send_is_never_taken_for_a_departments_sheet_nor_the_other_way() {
        let dictionary = embedded();
        let kind = |titles: &[&str], name: &str| verdict_of(&[titles], name, &dictionary).0;
        let decisions: &[&str] =
            &["Initiative ID", "Decision", "Amount approved", "Decided on", "Decided by", "Reason"];
        assert_eq!(kind(decisions, "Board decisions"), "Decisions");
        assert_eq!(kind(decisions, "Sheet1"), "Decisions");
        assert_eq!(kind(&["Initiative ID", "Name", "Department", "Decision", "Decided on"], "Sheet1"), "Initiatives");
        let ledger: &[&str] = &["Department", "Month", "Cost actual", "Benefit actual"];
        assert_eq!(kind(ledger, "Control totals"), "Control totals");
        assert_eq!(kind(ledger, "GL"), "Control totals");
        assert_ne!(kind(ledger, "Sheet1"), "Control totals");
        let by_id: &[&str] = &["Initiative ID", "Month", "Cost actual", "Benefit actual"];
        assert_eq!(kind(by_id, "Ledger"), "Control totals");
        assert_eq!(kind(by_id, "Sheet1"), "Financials");
        // Planned amounts are no ledger's, whatever the sheet is called.
        let planned: &[&str] = &["Initiative ID", "Month", "Cost planned", "Cost actual", "Benefit actual"];
        for name in ["Ledger", "Control totals", "Sheet1", "Financials"] {
            assert_eq!(kind(planned, name), "Financials", "{name}");
        }
    }

    type Told = (Severity, Code, String);

    fn columns_of(titles: &[&str]) -> (Vec<Option<String>>, Vec<Told>) {
        let dictionary = embedded();
        let index = Titles::new(&dictionary);
        let place = Place { file: "a.xlsx".into(), sheet: Some("Initiatives".into()) };
        let sheet = index.of(SheetKind::Initiatives);
        let score = score(0, rows(&[titles])[0].titles().clone(), false, sheet);
        let (columns, findings) = columns(&score, 0, sheet, &place);
        let fields = columns.into_iter().map(|column| column.field.map(|key| key.to_string())).collect();
        let told = |finding: Finding| (finding.severity, finding.code, finding.address.to_string());
        (fields, findings.into_iter().map(told).collect())
    }

    #[test]
    fn columns_are_matched_by_title_alias_and_nearness() {
        let (fields, findings) = columns_of(&["Ref", "INITIATIVE\u{a0}name", "Departmnt", "Shoe size"]);
        let keys: Vec<_> = fields.iter().map(Option::as_deref).collect();
        assert_eq!(keys, [Some("initiative_id"), Some("name"), Some("department"), None]);
        assert_eq!(findings, [(Severity::Noted, Code::TitleMatchedNearly, "a.xlsx › Initiatives!C1".into())]);
    }

    #[test]
    fn of_two_columns_for_one_field_the_exact_title_is_used_or_none() {
        let (fields, findings) = columns_of(&["Name", "Initiative name", "Area", "Office"]);
        let keys: Vec<_> = fields.iter().map(Option::as_deref).collect();
        assert_eq!(keys, [None, Some("name"), None, None]);
        let noted = (Severity::Noted, Code::TwoColumnsOneField, "a.xlsx › Initiatives!A1".to_owned());
        let rejected = (Severity::Rejected, Code::TwoColumnsOneField, "a.xlsx › Initiatives!D1".to_owned());
        assert_eq!(findings, [noted, rejected]);
    }
}
