//! Words that turn what stands beside them: `not`, `cancelled`, `planned`, `pre-`. A value is never read, and never advised,
//! against such a word.

use crate::model::dictionary::folded;

/// Words that turn a value, in the languages of the locales.
const WORDS: [&str; 37] = [
    "not", "no", "non", "never", "none", "without", "until", "future", "former", "sin", "sans", "senza", "zonder",
    "bez", "utan", "uden", "uten", "nicht", "kein", "keine", "keiner", "noch", "ehemals", "fast", "pas", "não", "nao",
    "niet", "geen", "nie", "inte", "ej", "ikke", "ei", "almost", "nearly", "unlikely",
];

/// Beginnings of words that take a value back or put it off, and short phrases.
const STEMS: [&str; 71] = [
    "cancel",
    "pending",
    "planned",
    "await",
    "stopped",
    "reject",
    "declin",
    "decommission",
    "retire",
    "ended",
    "withdrawn",
    "failed",
    "suspend",
    "paused",
    "expired",
    "revoked",
    "previous",
    "abandon",
    "terminat",
    "discontinu",
    "proposed",
    "overdue",
    "postpon",
    "deferred",
    "abgebrochen",
    "gestoppt",
    "geplant",
    "ausstehend",
    "stillgelegt",
    "abgelehnt",
    "eingestellt",
    "zurückgezogen",
    "beendet",
    "annul",
    "prévu",
    "arrêt",
    "refus",
    "abandonn",
    "previst",
    "fermat",
    "rifiut",
    "sospes",
    "cancelad",
    "pendient",
    "pendent",
    "detenid",
    "rechazad",
    "planead",
    "planejad",
    "suspens",
    "geannul",
    "gepland",
    "gestopt",
    "afgewezen",
    "anulowan",
    "planowan",
    "wstrzyman",
    "odrzucon",
    "zakończon",
    "avbr",
    "aflyst",
    "planer",
    "planlagt",
    "stoppad",
    "stoppet",
    "peruttu",
    "suunnitel",
    "on hold",
    "to be",
    "en attente",
    "in attesa",
];

/// Beginnings of a word that turn the rest of it.
const BEGINNINGS: [&str; 13] =
    ["un", "non", "pre", "de", "dis", "in", "ex", "anti", "semi", "half", "quasi", "nicht", "post"];

/// Does the explanation behind a value turn it? Words that the value itself has do not: `Retired – is being retired`.
pub fn turns(explanation: &str, value: &str) -> bool {
    let plain = format!(" {} ", spaced(explanation));
    let own = format!(" {} ", spaced(value));
    let has = |text: &str, word: &str, is_whole: bool| {
        text.contains(&if is_whole { format!(" {word} ") } else { format!(" {word}") })
    };
    let is_new = |word: &str, is_whole: bool| has(&plain, word, is_whole) && !has(&own, word, is_whole);
    WORDS.iter().any(|word| is_new(word, true)) || STEMS.iter().any(|stem| is_new(stem, false))
}

/// Could a typed value be turned against a spelling that looks like it? So where it has a word that turns, or is the
/// spelling with more than a letter before or behind it, which is no slip of the finger.
pub fn may_turn(typed: &str, spelling: &str) -> bool {
    let (tight, spelled) = (typed.replace(' ', ""), spelling.replace(' ', ""));
    let is_longer =
        |longer: &str, shorter: &str| longer.contains(shorter) && longer.chars().count() > shorter.chars().count() + 1;
    let begins = |beginning: &str| {
        tight.strip_prefix(beginning).is_some_and(|rest| !rest.is_empty() && spelled.starts_with(rest))
    };
    turns(typed, spelling)
        || is_longer(&tight, &spelled)
        || is_longer(&spelled, &tight)
        || BEGINNINGS.iter().any(|beginning| begins(beginning))
}

/// Folded, with hyphens as spaces and brackets read: `(pre-production)` has the word `pre`.
fn spaced(text: &str) -> String {
    let open: String = text
        .chars()
        .map(
            |letter| if matches!(letter, '(' | ')' | '[' | ']' | '-' | '\u{2010}' | '\u{2011}') { ' ' } else { letter },
        )
        .collect();
    folded(&open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn explanations_turn_a_value_unless_they_repeat_it() {
        for explanation in
            ["(cancelled)", "– not funded", ": gestoppt", " (en attente)", "– wstrzymany", "(ikke startet)"]
        {
            assert!(turns(explanation, "Pilot"), "{explanation}");
        }
        assert!(!turns("– The use case has been retired", "Retired"));
        assert!(!turns("– The use case is in use", "Deployed"));
        // "since" and "november" only begin like words that turn.
        assert!(!turns(": since November, notes below", "Live"));
    }

    #[test]
    fn opposites_and_longer_words_are_no_slips() {
        for (typed, spelling) in [
            ("unapproved", "approved"),
            ("nonhigh", "high"),
            ("preproduction", "production"),
            ("not high", "high"),
            ("unlimited", "limited"),
            ("very high", "high"),
        ] {
            assert!(may_turn(typed, spelling), "{typed}");
        }
        for (typed, spelling) in
            [("pilto", "pilot"), ("pilott", "pilot"), ("produktion", "production"), ("appproved", "approved")]
        {
            assert!(!may_turn(typed, spelling), "{typed}");
        }
    }
}
