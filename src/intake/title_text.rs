//! A title taken apart: the words that name a field, the unit it says, and what stands in its brackets.

use super::amounts::split_month;
use crate::model::{
    dictionary::folded,
    unit::{Said, Unit, currency_of},
};
use rustc_hash::FxHashMap;
use std::{
    cell::{OnceCell, RefCell},
    rc::Rc,
    sync::Arc,
};

/// Titles that are remembered: those of many departments' workbooks, and not all of a file made to have a million.
const MOST: usize = 4_096;

/// Titles, each folded and taken apart once: every kind of sheet asks about every row that may hold titles, and the next
/// workbook has the same ones.
#[derive(Default)]
pub(super) struct ToldTitles(RefCell<FxHashMap<Arc<str>, Rc<ToldTitle>>>);

/// A title as it is told from others.
pub(super) struct ToldTitle {
    title: Arc<str>,
    /// All of it, folded.
    pub(super) folded: String,
    parts: OnceCell<TitleText>,
}

impl ToldTitles {
    /// Those that this thread has met, whichever file they were in: what a title says depends on nothing else.
    pub(super) fn of_thread() -> Rc<ToldTitles> {
        thread_local! {
            static TOLD: Rc<ToldTitles> = Rc::default();
        }
        TOLD.with(Rc::clone)
    }

    /// A title; the same one the next time.
    pub(super) fn of(&self, title: &Arc<str>) -> Rc<ToldTitle> {
        if let Some(known) = self.0.borrow().get(title) {
            return known.clone();
        }
        let told = Rc::new(ToldTitle { title: title.clone(), folded: folded(title), parts: OnceCell::new() });
        let mut known = self.0.borrow_mut();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(title.clone(), told.clone());
        told
    }
}

impl ToldTitle {
    /// What it says.
    pub(super) fn parts(&self) -> &TitleText {
        self.parts.get_or_init(|| TitleText::of(&self.title))
    }
}

/// What a title says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct TitleText {
    /// The title without its unit.
    pub(super) plain: String,
    /// The same, folded.
    pub(super) folded: String,
    /// In what the amounts below it stand.
    pub(super) unit: Option<Unit>,
    /// A part that is about a unit and is not understood: `mil €`, `k€ per week`.
    pub(super) unclear: Option<String>,
    /// It says that amounts are of more than a month: `YTD`, `p.a.`
    pub(super) span: Option<String>,
    /// Brackets of which nothing is known.
    pub(super) unknown: Vec<String>,
    /// A bracket that says the numbers are no amounts of money, or of a part of it: `hours`, `%`, `cents`.
    pub(super) other_kind: Option<String>,
}

/// What a text that should be nothing but a unit says: a cell beside or above amounts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum UnitText {
    /// Nothing: it is blank, or a dash.
    Nothing,
    Unit(Unit),
    /// Something about a unit that cannot be understood: `mil €`, `m`, `hours`.
    Unclear,
    /// Something else.
    Other,
}

impl UnitText {
    /// Of a cell.
    pub(super) fn of(text: &str) -> Self {
        const LONGEST: usize = 40;
        if !text.contains(char::is_alphanumeric) && !text.contains(is_symbol) {
            return if is_of_other_kind(text, "") { UnitText::Unclear } else { UnitText::Nothing };
        }
        if text.len() > LONGEST {
            return UnitText::Other;
        }
        let bare =
            text.trim().trim_matches(|letter| BRACKETS.iter().any(|(open, close)| [*open, *close].contains(&letter)));
        match Said::of(bare) {
            Said::Unit(unit) if is_clear(&unit, bare) => UnitText::Unit(unit),
            Said::Unit(_) | Said::Partly => UnitText::Unclear,
            Said::Nothing if is_of_other_kind(bare, &folded(bare)) => UnitText::Unclear,
            Said::Nothing => UnitText::Other,
        }
    }
}

/// What may stand below a title to say what is typed there: `dd/mm/yyyy`, `text`.
pub(super) fn is_hint(text: &str) -> bool {
    is_date_pattern(text) || (text.contains(char::is_alphabetic) && is_harmless(text, &folded(text)))
}

/// A mark of a currency that is no letter.
fn is_symbol(letter: char) -> bool {
    !letter.is_alphanumeric() && currency_of(letter.encode_utf8(&mut [0; 4])).is_some()
}

/// Does a text that says a unit name a currency so that it can be nothing else, wherever it stands? `FR` and `kr` may be
/// countries and names.
pub(super) fn names_unit(text: &str) -> bool {
    const SURE: [&str; 4] = ["euro", "euros", "eur", "usd"];
    let has_code = || {
        text.as_bytes()
            .windows(3)
            .filter_map(|code| std::str::from_utf8(code).ok())
            .any(|code| code.bytes().all(|letter| letter.is_ascii_uppercase()) && currency_of(code).is_some())
    };
    let is_scaled = || matches!(Said::of(text), Said::Unit(Unit { zeros: 1.., currency: Some(_) }));
    text.contains(is_symbol) || has_code() || SURE.contains(&&*text.trim().to_lowercase()) || is_scaled()
}

/// Brackets that change nothing about what a title means, folded.
const HARMLESS: [&str; 52] = [
    "planned",
    "plan",
    "actual",
    "actuals",
    "forecast",
    "budget",
    "ist",
    "soll",
    "month",
    "monthly",
    "per month",
    "a month",
    "mtd",
    "optional",
    "required",
    "mandatory",
    "if any",
    "if known",
    "if applicable",
    "if available",
    "yes no",
    "y n",
    "yesno",
    "yn",
    "ja nein",
    "select",
    "choose",
    "pick",
    "dropdown",
    "drop down",
    "free text",
    "text",
    "number",
    "date",
    "email",
    "email address",
    "full name",
    "name",
    "s",
    "es",
    "optionnel",
    "facultatif",
    "opcional",
    "facoltativo",
    "pflicht",
    "pflichtfeld",
    "obligatoire",
    "wymagane",
    "verplicht",
    "please select",
    "id",
    "one line",
];

/// Words that say amounts are not those of one month, folded.
const OF_MORE_THAN_A_MONTH: [&str; 51] = [
    "quarter",
    "quartal",
    "trimestre",
    "kwartał",
    "kwartaal",
    "kvartal",
    "year",
    "full year",
    "jahr",
    "année",
    "año",
    "rok",
    "jaar",
    "ytd",
    "year to date",
    "to date",
    "ltd",
    "life to date",
    "cumulative",
    "cumulated",
    "cum",
    "running total",
    "kumuliert",
    "kum",
    "aufgelaufen",
    "cumul",
    "cumulé",
    "cumulés",
    "cumulato",
    "cumulativo",
    "acumulado",
    "cumulatief",
    "skumulowane",
    "narastająco",
    "ackumulerat",
    "ackumulerade",
    "akkumuleret",
    "akkumulert",
    "kumulatiivinen",
    "pa",
    "per annum",
    "per year",
    "a year",
    "yearly",
    "annual",
    "annually",
    "jährlich",
    "pro jahr",
    "par an",
    "quarterly",
    "per quarter",
];

/// Words for numbers that are no amounts of money, or of no part of it that is read, folded. Thousands and millions of
/// languages that are no locale's are among them: what is not multiplied must not be counted.
const OF_OTHER_KIND: [&str; 107] = [
    "hour",
    "hours",
    "hrs",
    "h",
    "stunden",
    "std",
    "heures",
    "ore",
    "horas",
    "uren",
    "godziny",
    "timer",
    "timmar",
    "day",
    "days",
    "person days",
    "pd",
    "md",
    "man days",
    "tage",
    "pt",
    "jours",
    "dni",
    "dagen",
    "fte",
    "ftes",
    "headcount",
    "percent",
    "points",
    "cents",
    "cent",
    "hundreds",
    "lakh",
    "crore",
    "pence",
    "penny",
    "pennies",
    "øre",
    "öre",
    "groszy",
    "grosze",
    "centimes",
    "centimos",
    "céntimos",
    "centesimi",
    "centavos",
    "rappen",
    "haléř",
    "senttiä",
    "hundred",
    "hunderter",
    "hunderte",
    "hundert",
    "centaines",
    "cientos",
    "centinaia",
    "honderden",
    "setki",
    "setek",
    "hundratal",
    "hundreder",
    "sataa",
    "dozens",
    "lakhs",
    "crores",
    "percentage",
    "percents",
    "prozent",
    "pourcent",
    "procent",
    "porcentaje",
    "percentuale",
    "тыс",
    "тысяч",
    "тысячи",
    "тысячах",
    "тысяча",
    "млн",
    "миллион",
    "миллиона",
    "миллионы",
    "миллионов",
    "миллионах",
    "млрд",
    "миллиард",
    "миллиарды",
    "миллиардов",
    "хил",
    "хиляди",
    "милион",
    "милиони",
    "тисяч",
    "тисячі",
    "мільйони",
    "мільйонів",
    "tisíc",
    "tisíce",
    "milionů",
    "miliónů",
    "ezer",
    "millió",
    "bin",
    "milyon",
    "mii",
    "milioane",
    "χιλιάδες",
    "εκατομμύρια",
];

impl TitleText {
    /// Takes a title apart.
    pub(super) fn of(title: &str) -> Self {
        let mut text = TitleText {
            plain: String::new(),
            folded: String::new(),
            unit: None,
            unclear: None,
            span: None,
            unknown: Vec::new(),
            other_kind: None,
        };
        if title.len() > LONGEST || !may_say_more(title) {
            text.plain = title.to_owned();
            text.folded = folded(title);
            return text;
        }
        for part in parts(title) {
            match part {
                Part::Outside(words) => text.plain.push_str(words),
                Part::Bracket(inside, whole) => text.meet_bracket(inside, whole),
            }
        }
        text.cut_unit_at_the_ends();
        text.folded = folded(&text.plain);
        text
    }

    fn meet_bracket(&mut self, inside: &str, whole: &str) {
        let plain = folded(inside);
        match Said::of(inside) {
            _ if is_date_pattern(inside) => {}
            Said::Unit(unit) if is_clear(&unit, inside) => return self.unit = Some(unit),
            Said::Unit(_) | Said::Partly if !is_months(inside) => {
                self.unclear.get_or_insert(inside.trim().to_owned());
            }
            _ if OF_MORE_THAN_A_MONTH.contains(&&*plain) => {
                self.span.get_or_insert(inside.trim().to_owned());
            }
            _ if is_of_other_kind(inside, &plain) => {
                self.other_kind.get_or_insert(inside.trim().to_owned());
            }
            _ if is_harmless(inside, &plain) => {}
            _ => self.unknown.push(inside.trim().to_owned()),
        }
        self.plain.push_str(whole);
    }

    /// `Cost actual, k€`, `Cost actual EUR`, `€ Cost actual`: words of a unit at either end, if anything else is left.
    fn cut_unit_at_the_ends(&mut self) {
        let is_gap = |letter: char| letter.is_whitespace() || matches!(letter, '/' | '_');
        let words: Vec<&str> = self.plain.split(is_gap).filter(|word| !word.is_empty()).collect();
        let unit_of = |words: &[&str]| match Said::of(&words.join(" ")) {
            Said::Unit(unit) if unit.currency.is_some() || words.iter().any(|word| word.len() > 3) => Some(unit),
            _ => None,
        };
        for count in (1..words.len().min(5)).rev() {
            let (front, end) = words.split_at(words.len() - count);
            if let Some(unit) = unit_of(end) {
                self.unit.get_or_insert(unit);
                self.plain = front.join(" ").trim_end_matches([',', '-', '–', '—', ':', '|', ' ']).to_owned();
                return;
            }
            let (begin, rest) = words.split_at(count);
            if let Some(unit) = unit_of(begin) {
                self.unit.get_or_insert(unit);
                self.plain = rest.join(" ");
                return;
            }
        }
    }
}

/// A longer title is a text that says no unit.
const LONGEST: usize = 400;

/// Most titles: letters and spaces, no word that could be a unit.
fn may_say_more(title: &str) -> bool {
    let is_mark = |letter: char| !letter.is_alphanumeric() && !letter.is_whitespace();
    title.contains(is_mark) || title.split_whitespace().any(|word| !matches!(Said::of(word), Said::Nothing))
}

/// A single `m` or `t` may be anything; with a currency it is a unit, and `k` is one anyway.
fn is_clear(unit: &Unit, text: &str) -> bool {
    unit.currency.is_some() || text.trim().chars().count() > 1 || text.trim().eq_ignore_ascii_case("k")
}

fn is_months(text: &str) -> bool {
    split_month(text).is_some()
}

/// `dd/mm/yyyy`, `JJ.MM.AAAA`
fn is_date_pattern(inside: &str) -> bool {
    let is_part = |letter: char| matches!(letter.to_ascii_lowercase(), 'd' | 'm' | 'y' | 'j' | 'a' | 't');
    let mut letters = inside.chars().filter(|letter| letter.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(is_part) && inside.contains(['/', '-', '.'])
}

/// No letters, a range, a month, or a word of the list.
fn is_harmless(inside: &str, plain: &str) -> bool {
    let mut letters = inside.chars().filter(|letter| letter.is_alphabetic());
    letters.next().is_none()
        || plain.strip_prefix(|first: char| first.is_ascii_digit()).is_some_and(|rest| rest.trim().starts_with("to "))
        || HARMLESS.contains(&plain)
        || is_months(inside)
}

/// Numbers under `(%)`, `(% of budget)`, `(in cents)` or `(÷1000)` are no amounts as they stand. `(incl. 19% VAT)` is
/// about something else.
fn is_of_other_kind(inside: &str, plain: &str) -> bool {
    let bare = ["in ", "en ", "i ", "w ", "em ", "as ", "в ", "у ", "v "]
        .into_iter()
        .find_map(|word| plain.strip_prefix(word));
    let first = inside.split_whitespace().next().map(folded).unwrap_or_default();
    let is_signed = inside.contains(['%', '‰', '÷', '×']) && !inside.contains(|letter: char| letter.is_alphabetic());
    OF_OTHER_KIND.contains(&bare.unwrap_or(plain))
        || is_signed
        || inside.trim_start().starts_with(['%', '‰'])
        || SHARES.contains(&&*first)
        || inside.chars().any(|letter| MYRIADS.contains(&letter))
}

/// Words that begin a bracket about a share: `percent of budget`.
const SHARES: [&str; 7] = ["percent", "percentage", "prozent", "pourcent", "procent", "porcentaje", "percentuale"];

/// Thousands, ten thousands and hundred millions of East Asia.
const MYRIADS: [char; 9] = ['千', '仟', '万', '萬', '億', '亿', '천', '만', '억'];

impl ToldTitle {
    /// What stands outside its brackets.
    pub(super) fn outside(&self) -> String {
        let outside = parts(&self.title).into_iter().filter_map(|part| match part {
            Part::Outside(words) => Some(words),
            Part::Bracket(..) => None,
        });
        outside.collect::<String>().trim().to_owned()
    }

    /// What stands in its brackets.
    pub(super) fn brackets(&self) -> impl Iterator<Item = &str> {
        parts(&self.title).into_iter().filter_map(|part| match part {
            Part::Bracket(inside, _) => Some(inside),
            Part::Outside(_) => None,
        })
    }
}

enum Part<'a> {
    Outside(&'a str),
    /// What stands inside, and the bracket as a whole.
    Bracket(&'a str, &'a str),
}

/// Brackets that people type, and those of keyboards for Chinese and Japanese.
const BRACKETS: [(char, char); 5] = [('(', ')'), ('[', ']'), ('{', '}'), ('（', '）'), ('【', '】')];

/// The title in pieces; a bracket that is never closed is no bracket.
fn parts(title: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = title;
    let bracket = |letter: char| BRACKETS.iter().find(|(open, _)| *open == letter);
    while let Some((begin, opening, closing)) =
        rest.char_indices().find_map(|(place, letter)| bracket(letter).map(|(open, close)| (place, *open, *close)))
    {
        let Some(length) = rest[begin..].find(closing) else { break };
        let end = begin + length + closing.len_utf8();
        parts.push(Part::Outside(&rest[..begin]));
        parts.push(Part::Bracket(&rest[begin + opening.len_utf8()..begin + length], &rest[begin..end]));
        rest = &rest[end..];
    }
    parts.push(Part::Outside(rest));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_taken_off_titles_wherever_they_stand() {
        for (title, plain, unit) in [
            ("Cost actual (k€)", "cost actual", "thousands of EUR"),
            ("Cost actual [TEUR]", "cost actual", "thousands of EUR"),
            ("Cost planned (in thousands)", "cost planned", "thousands"),
            ("Cost actual ('000)", "cost actual", "thousands"),
            ("Cost (actual) in k€", "cost", "thousands of EUR"),
            ("Cost actual, USD m", "cost actual", "millions of USD"),
            ("Budget requested – Mio. EUR", "budget requested", "millions of EUR"),
            ("€ Cost actual", "cost actual", "EUR"),
            ("Cost actual $", "cost actual", "$"),
            ("Kosten Ist (w tys. zł)", "kosten ist", "thousands of PLN"),
            ("Jan-26 Cost plan (k€)", "jan26 cost plan", "thousands of EUR"),
            ("Cost actual {k€}", "cost actual", "thousands of EUR"),
            ("Cost actual（k€）", "cost actual", "thousands of EUR"),
            ("Cost actual/k€", "cost actual", "thousands of EUR"),
            ("Cost_actual_kEUR", "cost actual", "thousands of EUR"),
            ("Cost actual (thsd.)", "cost actual", "thousands"),
        ] {
            let text = TitleText::of(title);
            assert_eq!(folded(&text.plain), plain, "{title}");
            assert_eq!(text.unit.map(|unit| unit.name()).as_deref(), Some(unit), "{title}");
        }
        for title in [
            "Cost actual",
            "Currency",
            "EUR",
            "Owner e-mail",
            "Value (m)",
            "Month",
            "In production on",
            "Risk/opportunity",
        ] {
            assert_eq!(TitleText::of(title).unit, None, "{title}");
        }
    }

    #[test]
    fn brackets_are_understood_known_to_say_nothing_or_said() {
        let text = |title: &str| TitleText::of(title);
        for title in [
            "Benefit (planned)",
            "Phase (*)",
            "Mandatory (Yes/No)",
            "Strategic fit (1-5)",
            "Date (dd/mm/yyyy)",
            "Cost actual (2026-01)",
            "Score (1 to 5)",
            "Cost (monthly)",
        ] {
            let text = text(title);
            assert!(text.unknown.is_empty() && text.unclear.is_none() && text.span.is_none(), "{title}: {text:?}");
        }
        assert_eq!(text("Cost actual (SAP)").unknown, ["SAP"]);
        assert_eq!(text("Cost actual (mil €)").unclear.as_deref(), Some("mil €"));
        assert_eq!(text("Cost actual (m)").unclear.as_deref(), Some("m"));
        assert_eq!(text("Cost actual (YTD)").span.as_deref(), Some("YTD"));
        assert_eq!(text("Kosten (kumuliert)").span.as_deref(), Some("kumuliert"));
        assert_eq!(text("Cost [open").plain, "Cost [open");
        for title in [
            "Cost actual (in cents)",
            "Cost actual (in hundreds)",
            "Cost actual (миллионы)",
            "Cost actual (тыс.)",
            "Cost actual (% of budget)",
            "Cost actual (percent of budget)",
            "Cost actual (百万円)",
            "Cost actual (en centimes)",
            "Cost actual (hours)",
            "Cost actual (%)",
            "Cost actual (÷1000)",
            "Kosten Ist (Stunden)",
            "Cost (cents)",
        ] {
            let said = text(title);
            assert!(said.other_kind.is_some() || said.unclear.is_some(), "{title}");
        }
        for title in ["Cost actual (incl. 19% VAT)", "Cost actual (in SAP)", "Cost actual (binding)"] {
            assert_eq!(text(title).other_kind, None, "{title}");
        }
    }
}
