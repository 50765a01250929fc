//! The questions about a company, asked by `init` and by the first double-click.

use crate::{
    model::{
        locale::{LOCALES, Locale},
        mail::is_address,
        money::Cents,
        period::Month,
        workbook::RawValue,
    },
    settings::Answers,
    validate::kinds::{Remark, money::money},
};

/// One question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Question {
    /// Name on every page.
    Company,
    /// Of all amounts.
    Currency,
    /// How numbers and dates are typed; before the first amount, which is read by it.
    Locale,
    /// In which month fiscal years begin.
    FiscalYearStart,
    /// Money for this fiscal year.
    Budget,
    /// Who gets sponsors' answers.
    ProgramLead,
}

impl Question {
    /// In the order in which they are asked.
    pub const ALL: [Question; 6] = [
        Question::Company,
        Question::Currency,
        Question::Locale,
        Question::FiscalYearStart,
        Question::Budget,
        Question::ProgramLead,
    ];

    /// The question, with what holds when nothing is typed. `month` is the current one.
    pub fn words(self, answers: &Answers, month: Month) -> String {
        match self {
            Question::Company => format!("Name of the company, as it stands on every page [{}]", answers.company),
            Question::Currency => format!("Currency of all amounts, three letters [{}]", answers.currency),
            Question::Locale => {
                format!("How numbers and dates are typed, such as en-US, de-DE or fr-FR [{}]", answers.locale.name)
            }
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

    /// What was understood, where it may be another thing than was meant: an amount.
    pub fn understood(self, answers: &Answers) -> Option<String> {
        let (Question::Budget, Some((year, budget))) = (self, answers.budget) else { return None };
        Some(format!("{} in the fiscal year {year}", shown(budget, answers)))
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
            Question::Locale => answers.locale = locale(typed)?,
            Question::Budget => answers.budget = Some((fiscal_year(answers, month), amount(typed, answers)?)),
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

fn locale(typed: &str) -> Result<Locale, String> {
    Locale::named(&typed.replace('_', "-")).ok_or_else(|| {
        let names: Vec<&str> = LOCALES.iter().map(|locale| locale.name).collect();
        format!("\"{typed}\" is not known here. Type one of {}.", names.join(", "))
    })
}

/// An amount as a cell of the intake is read: `1,250,000`, `900.000,00` in de-DE, `800k`, `EUR 1.25m`.
fn amount(typed: &str, answers: &Answers) -> Result<Cents, String> {
    let wrong = |remark: Remark| {
        let instead = remark.instead.unwrap_or_else(|| "digits such as 1250000".to_owned());
        format!("{}. Type {instead}.", remark.problem)
    };
    let read = money(&RawValue::Text(typed.into()), &answers.locale, &answers.currency, None).map_err(wrong)?;
    if read < Cents::ZERO {
        return Err(format!("\"{typed}\" is below zero. Type digits such as 1250000."));
    }
    Ok(read)
}

/// `EUR 900,000.00`, as the locale writes it.
fn shown(amount: Cents, answers: &Answers) -> String {
    format!("{} {}", answers.currency, answers.locale.number(amount.0, 2))
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
            (Question::Locale, "de_ch"),
            (Question::FiscalYearStart, "Nov"),
            (Question::Budget, "1’250’000.50"),
            (Question::ProgramLead, "ai@halden.example"),
        ] {
            question.answer(typed, &mut answers, october()).unwrap();
        }
        // October 2026 lies in the fiscal year that began in November 2025.
        let right = Answers {
            company: "Halden Casting".to_owned(),
            currency: "CHF".to_owned(),
            locale: Locale::named("de-CH").unwrap(),
            time_zone: "UTC".to_owned(),
            fiscal_year_start: 11,
            budget: Some((2025, Cents(125_000_050))),
            program_lead: "ai@halden.example".to_owned(),
        };
        assert_eq!(answers, right);
    }

    #[test]
    fn amounts_are_read_as_cells_are() {
        for (locale, typed, units) in [
            ("en-GB", "1250000", 1_250_000),
            ("en-GB", "1,250,000", 1_250_000),
            ("en-GB", "1 250 000", 1_250_000),
            ("en-GB", "1.250.000", 1_250_000),
            ("en-GB", "900.000,00", 900_000),
            ("de-DE", "900.000,00", 900_000),
            ("de-DE", "900.000", 900_000),
            ("de-DE", "1,5 Mio. €", 1_500_000),
            ("en-GB", "800k", 800_000),
            ("en-GB", "EUR 1.25m", 1_250_000),
            ("en-GB", "0", 0),
        ] {
            let answers = Answers { locale: Locale::named(locale).unwrap(), ..Answers::default() };
            assert_eq!(amount(typed, &answers), Ok(Cents(units * 100)), "{locale} {typed}");
        }
        // 900.000 is 900 with three places or 900 thousand; dollars are not euros.
        for wrong in ["900.000", "$ 900,000", "much", "-5", "1e99", "k", "1,2,3.4.5"] {
            assert!(amount(wrong, &Answers::default()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_amount_is_said_back_as_it_was_understood() {
        let mut answers = Answers { locale: Locale::named("de-DE").unwrap(), ..Answers::default() };
        Question::Budget.answer("900.000,00", &mut answers, october()).unwrap();
        assert_eq!(Question::Budget.understood(&answers).unwrap(), "EUR 900.000,00 in the fiscal year 2026");
        assert_eq!(Question::Company.understood(&answers), None);
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
