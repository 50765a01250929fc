//! How much money a question is about.

use super::money::Cents;

/// The amount that the question names, else the budget that is asked for.
pub fn asked_amount(question: &str, budget_requested: Option<Cents>) -> Option<Cents> {
    named_amount(question).or(budget_requested)
}

/// The one amount that a question names, `95,000` of "pay EUR 95,000 for new cameras": what is asked for may be a part
/// of the whole budget. `None` where it names none, or several.
fn named_amount(question: &str) -> Option<Cents> {
    let mut amounts = Vec::new();
    let mut digits = String::new();
    // Between groups of three; a year before another number has none.
    let mut has_marks = false;
    let letters: Vec<char> = question.chars().collect();
    let digit = |place: usize| letters.get(place).is_some_and(char::is_ascii_digit);
    for (place, letter) in letters.iter().enumerate() {
        // Three digits behind a mark are thousands, whatever the mark.
        let is_mark = matches!(letter, '.' | ',' | '’' | '\'' | '\u{a0}' | '\u{202f}' | ' ')
            && (digits.len() <= 3 || has_marks)
            && !digits.is_empty()
            && (1..=3).all(|next| digit(place + next))
            && !digit(place + 4);
        if letter.is_ascii_digit() {
            digits.push(*letter);
        } else if is_mark {
            has_marks = true;
        } else if !digits.is_empty() {
            has_marks = false;
            let rest: String = letters[place..].iter().collect::<String>().trim_start().to_lowercase();
            let ends =
                |word: &str| rest.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
            let factor = if ends("k") || ends("t€") || ends("teur") { 1_000 } else { 1 };
            amounts.push((std::mem::take(&mut digits), factor));
        }
    }
    if !digits.is_empty() {
        amounts.push((digits, 1));
    }
    let money = amounts.into_iter().filter_map(|(digits, factor)| digits.parse::<i64>().ok()?.checked_mul(factor));
    // Months, plants and years are no amounts.
    let large: Vec<i64> = money.filter(|amount| *amount >= 1_000 && !(1_990..=2_099).contains(amount)).collect();
    match large[..] {
        [one] => one.checked_mul(100).map(Cents),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_names_the_amount_that_is_asked_for() {
        let euros = |question: &str| asked_amount(question, None).map(|cents| cents.0 / 100);
        assert_eq!(euros("Stop the pilot, or pay EUR 95,000 for new cameras and six more months?"), Some(95_000));
        assert_eq!(euros("180.000 EUR für alle Werke freigeben?"), Some(180_000));
        assert_eq!(euros("Release 120 k for 12 plants by 2027?"), Some(120_000));
        assert_eq!(euros("Release 36 000?"), Some(36_000));
        assert_eq!(euros("EUR 10,000 now or EUR 20,000 next year?"), None);
        assert_eq!(euros("Extend the pilot to March 2027?"), None);
        assert_eq!(asked_amount("Extend the pilot to March 2027?", Some(Cents(500))), Some(Cents(500)));
    }
}
