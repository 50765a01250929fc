//! The five questions about a company, asked by `init` and by the first double-click.

use crate::{
    model::{mail::is_address, period::Month},
    settings::Answers,
};

/// One question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Question {
    /// Name on every page.
    Company,
    /// Of all amounts.
    Currency,
    /// In which month fiscal years begin.
    FiscalYearStart,
    /// Money for this fiscal year.
    Budget,
    /// Who gets sponsors' answers.
    ProgramLead,
}

impl Question {
    /// In the order in which they are asked.
    pub const ALL: [Question; 5] =
        [Question::Company, Question::Currency, Question::FiscalYearStart, Question::Budget, Question::ProgramLead];

    /// The question, with what holds when nothing is typed. `month` is the current one.
    pub fn words(self, answers: &Answers, month: Month) -> String {
        match self {
            Question::Company => format!("Name of the company, as it stands on every page [{}]", answers.company),
            Question::Currency => format!("Currency of all amounts, three letters [{}]", answers.currency),
            Question::FiscalYearStart => {
                format!("Month in which the fiscal year begins, 1 to 12 [{}]", answers.fiscal_year_start)
            }
            Question::Budget => format!(
                "Money for AI initiatives in the fiscal year {}, in {} [no limit]",
                fiscal_year(answers, month),
                answers.currency
            ),
            Question::ProgramLead => "E-mail address to which sponsors' answers go [none]".to_owned(),
        }
    }

    /// Takes an answer; nothing typed keeps what is there. Errors: what to type instead.
    pub fn answer(self, typed: &str, answers: &mut Answers, month: Month) -> Result<(), String> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(());
        }
        match self {
            Question::Company => answers.company = typed.to_owned(),
            Question::Currency => answers.currency = currency(typed)?,
            Question::FiscalYearStart => answers.fiscal_year_start = month_number(typed)?,
            Question::Budget => answers.budget = Some((fiscal_year(answers, month), amount(typed)?)),
            Question::ProgramLead => answers.program_lead = address(typed)?,
        }
        Ok(())
    }
}

/// A fiscal year is named by the calendar year in which it begins.
fn fiscal_year(answers: &Answers, month: Month) -> i16 {
    month.fiscal_year_start(answers.fiscal_year_start).year()
}

fn currency(typed: &str) -> Result<String, String> {
    let code = typed.to_ascii_uppercase();
    if code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase()) {
        Ok(code)
    } else {
        Err(format!("\"{typed}\" is no currency code. Type three letters such as EUR."))
    }
}

/// `4`, `April` or `apr`.
fn month_number(typed: &str) -> Result<u8, String> {
    let lower = typed.to_lowercase();
    let is_named = |number: &u8| {
        let name = Month::new(2000, *number).map(Month::name).unwrap_or_default().to_lowercase();
        lower.len() >= 3 && name.starts_with(&lower)
    };
    let number = typed.parse().ok().filter(|number| (1..=12).contains(number));
    number
        .or_else(|| (1..=12).find(is_named))
        .ok_or_else(|| format!("\"{typed}\" is no month. Type 1 for January to 12 for December."))
}

/// Whole units: `1250000`, `1,250,000`, `1.250.000`, `800k`, `1.25m`.
fn amount(typed: &str) -> Result<u64, String> {
    const MOST: u64 = 1_000_000_000_000;
    let wrong = || format!("\"{typed}\" is no amount. Type digits such as 1250000.");
    let plain: String = typed.to_lowercase().chars().filter(|letter| !letter.is_whitespace()).collect();
    let (digits, factor) = match plain.strip_suffix(['k', 'm']) {
        Some(digits) => (digits, if plain.ends_with('k') { 1_000.0 } else { 1_000_000.0 }),
        None => (plain.as_str(), 1.0),
    };
    let groups: Vec<&str> = digits.split([',', '.', '_', '\'', '’']).collect();
    let is_grouped = groups[1..].iter().all(|group| group.len() == 3);
    let number: f64 = if factor == 1.0 {
        let joined = if is_grouped { groups.concat() } else { digits.replace(',', "") };
        joined.parse().map_err(|_| wrong())?
    } else {
        digits.replace(',', ".").parse().map_err(|_| wrong())?
    };
    let units = (number * factor).round();
    if units.is_finite() && (0.0..=MOST as f64).contains(&units) { Ok(units as u64) } else { Err(wrong()) }
}

fn address(typed: &str) -> Result<String, String> {
    let has_dot = typed.rsplit_once('@').is_some_and(|(_, domain)| domain.contains('.'));
    if has_dot && is_address(typed) {
        Ok(typed.to_owned())
    } else {
        Err(format!("\"{typed}\" is no e-mail address. Type one like name@example.com."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn october() -> Month {
        "2026-10".parse().unwrap()
    }

    #[test]
    fn answers_are_read_as_people_type_them() {
        let mut answers = Answers::default();
        for (question, typed) in [
            (Question::Company, "  Halden Casting "),
            (Question::Currency, "chf"),
            (Question::FiscalYearStart, "Nov"),
            (Question::Budget, "1.250.000"),
            (Question::ProgramLead, "ai@halden.example"),
        ] {
            question.answer(typed, &mut answers, october()).unwrap();
        }
        // October 2026 lies in the fiscal year that began in November 2025.
        let right = Answers {
            company: "Halden Casting".to_owned(),
            currency: "CHF".to_owned(),
            time_zone: "UTC".to_owned(),
            fiscal_year_start: 11,
            budget: Some((2025, 1_250_000)),
            program_lead: "ai@halden.example".to_owned(),
        };
        assert_eq!(answers, right);
    }

    #[test]
    fn amounts_with_groups_and_letters() {
        for (typed, right) in [
            ("1250000", 1_250_000),
            ("1,250,000", 1_250_000),
            ("1 250 000", 1_250_000),
            ("800k", 800_000),
            ("1.25m", 1_250_000),
            ("1,5 M", 1_500_000),
            ("0", 0),
        ] {
            assert_eq!(amount(typed), Ok(right), "{typed}");
        }
        for wrong in ["much", "-5", "1e99", "k", "1,2,3.4.5"] {
            assert!(amount(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn wrong_answers_are_told_what_to_type() {
        let told =
            |question: Question, typed: &str| question.answer(typed, &mut Answers::default(), october()).unwrap_err();
        assert!(told(Question::Currency, "euros").contains("EUR"));
        assert!(told(Question::FiscalYearStart, "13").contains("12 for December"));
        assert!(told(Question::FiscalYearStart, "ju").contains("12 for December"));
        assert!(told(Question::ProgramLead, "me").contains("name@example.com"));
    }

    #[test]
    fn nothing_typed_keeps_what_is_there() {
        let mut answers = Answers::default();
        for question in Question::ALL {
            question.answer(" \n", &mut answers, october()).unwrap();
        }
        assert_eq!(answers, Answers::default());
    }
}
