//! What a question leaves to choose from: `Stop the pilot, or pay EUR 95,000 for cameras?` is not answered by yes or no.

use crate::report::words;

/// What stands between the two.
const BETWEEN: [&str; 4] = [", or ", ", oder ", ", ou ", ", eller "];

/// How a question may begin whose answer begins behind it.
const BEGINNINGS: [&str; 6] = ["Should we ", "Shall we ", "Do we ", "Can we ", "Sollen wir ", "Wollen wir "];

/// The two answers of a question that asks for one of two, as answers are written; none for any other question.
pub fn choices(question: &str) -> Option<[String; 2]> {
    let asked = question.trim().strip_suffix('?')?;
    let mut places = BETWEEN.iter().flat_map(|between| asked.match_indices(between));
    let (place, between) = places.next()?;
    let is_only = places.next().is_none();
    let (first, second) = (&asked[..place], &asked[place + between.len()..]);
    let first = BEGINNINGS.iter().find_map(|beginning| first.strip_prefix(beginning)).unwrap_or(first);
    // One sentence: "The plant has no data. Stop, or wait?" asks with its last one.
    let first = first.rsplit(". ").next().unwrap_or(first);
    let is_answer = |text: &str| text.chars().any(char::is_alphabetic) && !text.contains('?');
    (is_only && is_answer(first) && is_answer(second)).then(|| [first, second].map(|text| words::sentence(text.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_for_one_of_two_has_two_answers() {
        for (question, answers) in [
            ("Stop the pilot, or pay EUR 95,000 for cameras?", ["Stop the pilot", "Pay EUR 95,000 for cameras"]),
            ("Should we stop, or wait for the works council? ", ["Stop", "Wait for the works council"]),
            ("The plant has no data. Stop, or wait?", ["Stop", "Wait"]),
            ("Sollen wir stoppen, oder neu planen?", ["Stoppen", "Neu planen"]),
        ] {
            assert_eq!(choices(question).unwrap(), answers, "{question}");
        }
    }

    #[test]
    fn what_yes_or_no_answers_has_none() {
        for question in [
            "Release 120k for the roll-out?",
            "Stop the pilot, or pay EUR 95,000.",
            "Stop, or wait, or sell?",
            "Pay 5,000, or 10,000?",
            "Release money for sales or service?",
            "",
        ] {
            assert_eq!(choices(question), None, "{question}");
        }
    }
}
