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

/// Words that limit, put off or doubt a value in a short note behind it. In whole sentences, as lists to pick from have
/// them, they say less: "deployed in a limited test".
const WORDS_OF_NOTES: [&str; 112] = [
    "nein",
    "but",
    "aber",
    "mais",
    "pero",
    "maar",
    "mutta",
    "if",
    "wenn",
    "falls",
    "hvis",
    "jos",
    "subject",
    "sous",
    "principle",
    "prinzip",
    "principe",
    "principio",
    "draft",
    "entwurf",
    "brouillon",
    "bozza",
    "borrador",
    "concept",
    "partly",
    "partially",
    "partial",
    "teilweise",
    "partiel",
    "partiellement",
    "parziale",
    "parzialmente",
    "parcial",
    "parcialmente",
    "gedeeltelijk",
    "deels",
    "częściowo",
    "delvis",
    "osittain",
    "progress",
    "arbeit",
    "cours",
    "corso",
    "curso",
    "tbc",
    "tbd",
    "tba",
    "expected",
    "erwartet",
    "target",
    "soon",
    "bald",
    "bientôt",
    "next",
    "nächstes",
    "demo",
    "test",
    "tests",
    "testing",
    "till",
    "bis",
    "ab",
    "from",
    "vanaf",
    "od",
    "over",
    "outdated",
    "veraltet",
    "waived",
    "resolved",
    "fixed",
    "behoben",
    "trending",
    "was",
    "were",
    "war",
    "maybe",
    "perhaps",
    "vielleicht",
    "likely",
    "probably",
    "possibly",
    "tentative",
    "provisional",
    "provisionally",
    "vorläufig",
    "conditional",
    "conditionally",
    "unclear",
    "unsure",
    "requested",
    "beantragt",
    "review",
    "disputed",
    "blocked",
    "delayed",
    "verzögert",
    "frozen",
    "shadow",
    "only",
    "nur",
    "seulement",
    "solo",
    "alleen",
    "tylko",
    "bara",
    "kun",
    "vain",
    "end",
    "ende",
    "verbally",
    "mündlich",
];

/// Beginnings of words that take a value back in a short note.
const STEMS_OF_NOTES: [&str; 17] = [
    "gescheitert",
    "scheiter",
    "pausier",
    "pausad",
    "pauza",
    "keskeyt",
    "abgeschaltet",
    "vorbehalt",
    "échou",
    "fallit",
    "fracas",
    "misluk",
    "nieudan",
    "epäonn",
    "mislyk",
    "misslyck",
    "en pause",
];

/// Words that say that something has begun: a year behind them is no plan.
const SINCE: [&str; 11] =
    ["since", "seit", "depuis", "desde", "sinds", "sedan", "siden", "lähtien", "dal", "dallo", "od"];

/// A note is of so many words at most; what is longer is a sentence.
const NOTE: usize = 4;

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
    let note = words_of_note(explanation);
    let is_in_note = |word: &str, is_whole: bool| has(&note, word, is_whole) && !has(&own, word, is_whole);
    WORDS.iter().any(|word| is_new(word, true))
        || STEMS.iter().any(|stem| is_new(stem, false))
        || WORDS_OF_NOTES.iter().any(|word| is_in_note(word, true))
        || STEMS_OF_NOTES.iter().any(|stem| is_in_note(stem, false))
        || names_a_year(&note)
}

/// The words of a short note, each between spaces; nothing of a sentence.
pub fn words_of_note(explanation: &str) -> String {
    let letters = spaced(explanation);
    let words: Vec<&str> =
        letters.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.len() > NOTE { String::new() } else { format!(" {} ", words.join(" ")) }
}

/// A year or a quarter of one, and no word that it is past: `Production (Q1 2027)` is no production.
fn names_a_year(note: &str) -> bool {
    let is_year =
        |word: &str| word.len() == 4 && word.starts_with("20") && word.bytes().all(|byte| byte.is_ascii_digit());
    note.split(' ').any(is_year) && !SINCE.iter().any(|since| note.contains(&format!(" {since} ")))
}

/// Is a value typed with a mark of doubt that is none of its own: `Pilot?`, `~Green`?
pub fn is_unsure(typed: &str, value: &str) -> bool {
    let marks = |text: &str| text.chars().filter(|letter| matches!(letter, '?' | '？' | '¿' | '~' | '≈')).count();
    marks(typed) > marks(value)
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
    fn notes_that_limit_or_doubt_a_value_turn_it_and_sentences_do_not() {
        for (note, value) in [
            (" (nein)", "Approved"),
            (" (subject to budget)", "Approved"),
            (" (in principle)", "Approved"),
            (" (ab 2027)", "Production"),
            (" (Q1 2027)", "Production"),
            (" (gescheitert)", "Pilot"),
            (" (keskeytetty)", "Pilot"),
            (" (en pause)", "Pilot"),
            (", but outdated", "Yes"),
            (" (resolved)", "Red"),
        ] {
            assert!(turns(note, value), "{note}");
        }
        for (note, value) in [
            (" (Berlin)", "Pilot"),
            (" (since 2024)", "Live"),
            (" (customer data)", "High"),
            (" – The use case has been deployed in a limited test or pilot capacity", "Pilot"),
        ] {
            assert!(!turns(note, value), "{note}");
        }
        assert!(is_unsure("Pilot?", "Pilot") && is_unsure("~Pilot", "Pilot") && !is_unsure("Sure?", "Sure?"));
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
