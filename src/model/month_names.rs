//! Names of months in the languages of the locales, and the short forms that spreadsheets show there.

use std::{collections::BTreeSet, sync::LazyLock};

/// The names of one language.
struct Names {
    /// As the names of locales begin.
    language: &'static str,
    full: [&'static str; 12],
    /// Short forms, other spellings and cases, parted by spaces.
    other: [&'static str; 12],
}

/// Full names and short forms as CLDR and the number formats of Excel have them.
const NAMES: [Names; 12] = [
    Names {
        language: "en",
        full: [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        other: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep sept", "oct", "nov", "dec"],
    },
    Names {
        language: "de",
        full: [
            "januar",
            "februar",
            "märz",
            "april",
            "mai",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "dezember",
        ],
        other: [
            "jan jän jänner jaen jaenner",
            "feb feber",
            "mär mrz maerz",
            "apr",
            "mai",
            "jun",
            "jul",
            "aug",
            "sep sept",
            "okt",
            "nov",
            "dez",
        ],
    },
    Names {
        language: "fr",
        full: [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
        other: [
            "janv",
            "févr fevr fév fevrier",
            "mars",
            "avr",
            "mai",
            "juin",
            "juil",
            "août aout",
            "sept",
            "oct",
            "nov",
            "déc dec decembre",
        ],
    },
    Names {
        language: "it",
        full: [
            "gennaio",
            "febbraio",
            "marzo",
            "aprile",
            "maggio",
            "giugno",
            "luglio",
            "agosto",
            "settembre",
            "ottobre",
            "novembre",
            "dicembre",
        ],
        other: ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set sett", "ott", "nov", "dic"],
    },
    Names {
        language: "es",
        full: [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
        other: ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep sept set setiembre", "oct", "nov", "dic"],
    },
    Names {
        language: "nl",
        full: [
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
        ],
        other: ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep sept", "okt", "nov", "dec"],
    },
    Names {
        language: "pl",
        full: [
            "styczeń",
            "luty",
            "marzec",
            "kwiecień",
            "maj",
            "czerwiec",
            "lipiec",
            "sierpień",
            "wrzesień",
            "październik",
            "listopad",
            "grudzień",
        ],
        other: [
            "sty stycznia",
            "lut lutego",
            "mar marca",
            "kwi kwietnia",
            "maj maja",
            "cze czerwca",
            "lip lipca",
            "sie sierpnia",
            "wrz września",
            "paź paz października",
            "lis listopada",
            "gru grudnia",
        ],
    },
    Names {
        language: "pt",
        full: [
            "janeiro",
            "fevereiro",
            "março",
            "abril",
            "maio",
            "junho",
            "julho",
            "agosto",
            "setembro",
            "outubro",
            "novembro",
            "dezembro",
        ],
        other: ["jan", "fev", "mar marco", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"],
    },
    Names {
        language: "sv",
        full: [
            "januari",
            "februari",
            "mars",
            "april",
            "maj",
            "juni",
            "juli",
            "augusti",
            "september",
            "oktober",
            "november",
            "december",
        ],
        other: ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep sept", "okt", "nov", "dec"],
    },
    Names {
        language: "nb",
        full: [
            "januar",
            "februar",
            "mars",
            "april",
            "mai",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "desember",
        ],
        other: ["jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep sept", "okt", "nov", "des"],
    },
    Names {
        language: "da",
        full: [
            "januar",
            "februar",
            "marts",
            "april",
            "maj",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "december",
        ],
        other: ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep sept", "okt", "nov", "dec"],
    },
    Names {
        language: "fi",
        full: [
            "tammikuu",
            "helmikuu",
            "maaliskuu",
            "huhtikuu",
            "toukokuu",
            "kesäkuu",
            "heinäkuu",
            "elokuu",
            "syyskuu",
            "lokakuu",
            "marraskuu",
            "joulukuu",
        ],
        other: [
            "tammi tammikuuta",
            "helmi helmikuuta",
            "maalis maaliskuuta",
            "huhti huhtikuuta",
            "touko toukokuuta",
            "kesä kesäkuuta",
            "heinä heinäkuuta",
            "elo elokuuta",
            "syys syyskuuta",
            "loka lokakuuta",
            "marras marraskuuta",
            "joulu joulukuuta",
        ],
    },
];

impl Names {
    fn exactly(&self, name: &str) -> Option<u8> {
        let is_one =
            |place: &usize| self.full[*place] == name || self.other[*place].split(' ').any(|other| other == name);
        (0..12).find(is_one).map(|place| place as u8 + 1)
    }

    /// The one month whose name begins so; none where two do, as French `jui`.
    fn beginning(&self, name: &str) -> Option<u8> {
        let mut found = (0..12).filter(|place| self.full[*place].starts_with(name));
        let only = found.next().filter(|_| found.next().is_none())?;
        Some(only as u8 + 1)
    }
}

/// The number of a month by its name, its short form, or the beginning of its name from three letters on; with or without
/// a point, in any case. The locale's language goes first, then English, then all others if they agree.
pub fn month_named(text: &str, locale: &str) -> Option<u8> {
    let name = plain(text)?;
    let exactly = asked_first(locale).find_map(|names| names.exactly(&name));
    let beginning = || asked_first(locale).find_map(|names| names.beginning(&name));
    exactly
        .or_else(beginning)
        .or_else(|| agreed(|names| names.exactly(&name)))
        .or_else(|| agreed(|names| names.beginning(&name)))
}

/// The number of a month by its whole name or its short form only.
pub fn month_called(text: &str, locale: &str) -> Option<u8> {
    let name = plain(text)?;
    asked_first(locale).find_map(|names| names.exactly(&name)).or_else(|| agreed(|names| names.exactly(&name)))
}

/// In small letters, without its point; none for what is too short or begins as no name does.
fn plain(text: &str) -> Option<String> {
    let text = text.trim_end_matches('.');
    // "października" has 13 bytes, and no name of a month has more than 16.
    if text.len() > 16 {
        return None;
    }
    let name = text.to_lowercase();
    // Most words are no month, and this is asked of each word of each title.
    let begins = beginning_of(&name).is_some_and(|letters| BEGINNINGS.contains(&letters));
    (begins && name.chars().all(char::is_alphabetic)).then_some(name)
}

/// The first three letters of all names.
static BEGINNINGS: LazyLock<BTreeSet<[char; 3]>> = LazyLock::new(|| {
    let names = NAMES.iter().flat_map(|names| names.full.into_iter().chain(names.other));
    names.flat_map(|names| names.split(' ')).filter_map(beginning_of).collect()
});

fn beginning_of(name: &str) -> Option<[char; 3]> {
    let mut letters = name.chars();
    Some([letters.next()?, letters.next()?, letters.next()?])
}

/// The locale's language, then English.
fn asked_first(locale: &str) -> impl Iterator<Item = &'static Names> {
    let own = NAMES.iter().find(|names| names.language != "en" && locale.starts_with(names.language));
    own.into_iter().chain(NAMES.iter().filter(|names| names.language == "en"))
}

/// What all languages that know a name say of it.
fn agreed(number: impl Fn(&Names) -> Option<u8>) -> Option<u8> {
    let mut numbers = NAMES.iter().filter_map(number);
    let first = numbers.next()?;
    numbers.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_as_excel_shows_them_in_each_locale() {
        // "mmm" of Excel with the language of the locale.
        for (locale, shown) in [
            ("en-GB", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
            ("de-DE", "Jan Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez"),
            ("de-AT", "Jän Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez"),
            ("fr-FR", "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."),
            ("it-IT", "gen feb mar apr mag giu lug ago set ott nov dic"),
            ("es-ES", "ene feb mar abr may jun jul ago sep oct nov dic"),
            ("nl-NL", "jan feb mrt apr mei jun jul aug sep okt nov dec"),
            ("pl-PL", "sty lut mar kwi maj cze lip sie wrz paź lis gru"),
            ("pt-PT", "jan fev mar abr mai jun jul ago set out nov dez"),
            ("sv-SE", "jan feb mar apr maj jun jul aug sep okt nov dec"),
            ("nb-NO", "jan feb mar apr mai jun jul aug sep okt nov des"),
            ("da-DK", "jan feb mar apr maj jun jul aug sep okt nov dec"),
            ("fi-FI", "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu"),
        ] {
            let numbers: Vec<_> = shown.split(' ').map(|name| month_named(name, locale)).collect();
            assert_eq!(numbers, (1..=12).map(Some).collect::<Vec<_>>(), "{locale}");
            // And in a report of another locale, where no other month has that name.
            let british: Vec<_> = shown.split(' ').map(|name| month_named(name, "en-GB")).collect();
            assert_eq!(british, numbers, "{locale} read in en-GB");
        }
    }

    #[test]
    fn what_two_months_could_be_is_none() {
        assert_eq!(month_named("jui", "fr-FR"), None);
        assert_eq!(month_named("ma", "de-DE"), None);
        assert_eq!(month_named("Dezember", "de-CH"), Some(12));
        assert_eq!(month_named("października", "pl-PL"), Some(10));
        // English is asked before another month of the locale's language that only begins so: marraskuu.
        assert_eq!(month_named("mar", "fi-FI"), Some(3));
        for text in ["spring", "x26", "", "Markt"] {
            assert_eq!(month_named(text, "en-GB"), None, "{text}");
        }
    }
}
