//! `[[approval]]` of the settings: who may decide about how much money, and with how many signatures.

use super::money::Cents;
use serde::{Deserialize, Serialize};

/// A limit: up to this amount, these people decide. `templates/report.toml` says what each key is for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ApprovalRule {
    /// Units of the currency; `None`: any amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<f64>,
    /// The role or body, as reports name it: `AI Program Lead`.
    pub who: String,
    /// Who holds the role: names, e-mail addresses, or both as `Ada Lund <ada.lund@example.com>`. Empty: a body, which
    /// decides under its own name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    /// How many of them sign.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub signatures: u8,
}

fn one() -> u8 {
    1
}

fn is_one(signatures: &u8) -> bool {
    *signatures == 1
}

/// The names under which one person is known: a name and an address, as far as they were given.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Person {
    /// Words of the name in lower case and in alphabetical order: `Lund, Ada` is `Ada Lund`.
    name: Vec<String>,
    /// Lower-cased address.
    email: Option<String>,
}

impl Person {
    /// Of one name, one address, or both as `Ada Lund <ada.lund@example.com>`. What stands in other brackets is a title.
    pub fn of(text: &str) -> Person {
        let mut person = Person::default();
        let mut depth = 0_u32;
        let mut word = String::new();
        for letter in text.to_lowercase().chars().chain([' ']) {
            match letter {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                _ if letter.is_alphanumeric() || "@._-+'’".contains(letter) => word.push(letter),
                _ => {
                    let said = std::mem::take(&mut word);
                    let said = said.trim_matches(['.', '-', '\'', '’']);
                    match said.contains('@') {
                        true => person.email = Some(said.to_owned()),
                        false if !said.is_empty() && said != "the" => person.name.push(said.to_owned()),
                        false => {}
                    }
                }
            }
        }
        person.name.sort_unstable();
        person
    }

    /// Everybody whom a cell names: `Ada Lund; Bo Ek`, `Ada Lund and Bo Ek`, or a line each. `Lund, Ada` is one person
    /// where no one else is named that way.
    pub fn several(text: &str) -> Vec<Person> {
        let text = text.replace(" and ", ";").replace(" und ", ";").replace(" et ", ";");
        let parts = text.split([';', '\n', '\r', '&', '/', '+']).flat_map(|part| {
            let is_surname_first = part.matches(',').count() == 1
                && part.split(',').all(|side| side.split_whitespace().count() == 1 && !side.contains('@'));
            match is_surname_first {
                true => vec![part],
                false => part.split(',').collect(),
            }
        });
        let mut people: Vec<Person> = Vec::new();
        for person in parts.map(Person::of).filter(|person| *person != Person::default()) {
            if !people.iter().any(|known| known.is(&person)) {
                people.push(person);
            }
        }
        people
    }

    /// Is it the same person, by the address or by the name?
    pub fn is(&self, other: &Person) -> bool {
        let is_same_address = self.email.is_some() && self.email == other.email;
        is_same_address || !self.name.is_empty() && self.name == other.name
    }
}

/// What is wrong about who decided.
#[derive(Clone, PartialEq, Debug)]
pub enum Breach<'a> {
    /// None of those named may decide about so much.
    Beyond {
        /// The highest limit of those named; `None` where they have none.
        own: Option<&'a ApprovalRule>,
        /// Who decides; `None` where no limit reaches so far.
        needed: Option<&'a ApprovalRule>,
    },
    /// Fewer of those who may decide signed than are asked.
    TooFew {
        /// How many did.
        signed: usize,
        /// Who decides.
        needed: &'a ApprovalRule,
    },
}

/// All limits, the lowest first.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Approvals {
    rules: Vec<ApprovalRule>,
    /// Those who hold each of them.
    people: Vec<Vec<Person>>,
}

impl Approvals {
    /// Puts limits in order.
    pub fn of(mut rules: Vec<ApprovalRule>) -> Approvals {
        let limit = |rule: &ApprovalRule| rule.up_to.unwrap_or(f64::INFINITY);
        rules.sort_by(|one, other| limit(one).total_cmp(&limit(other)));
        let people = rules.iter().map(|rule| rule.people.iter().map(|text| Person::of(text)).collect()).collect();
        Approvals { rules, people }
    }

    /// Are there no limits?
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Who decides about an amount: the lowest limit that reaches it. What costs nothing, or does not say what it costs,
    /// is decided by whoever the first limit names. `None` where no limit reaches so far.
    pub fn who_decides(&self, amount: Option<Cents>) -> Option<&ApprovalRule> {
        self.place_for(amount).map(|place| &self.rules[place])
    }

    fn place_for(&self, amount: Option<Cents>) -> Option<usize> {
        let reaches = |rule: &ApprovalRule| match (rule.limit(), amount) {
            (Some(limit), Some(amount)) => amount <= limit,
            _ => true,
        };
        self.rules.iter().position(reaches)
    }

    /// Who decides, for a reader: `Directors, 2 signatures`; `None` where there are no limits.
    pub fn words(&self, amount: Option<Cents>) -> Option<String> {
        let nobody = || "nobody (above every limit)".to_owned();
        (!self.is_empty()).then(|| self.who(amount).unwrap_or_else(nobody))
    }

    /// `Directors, 2 signatures`; `None` where no limit reaches so far.
    pub fn who(&self, amount: Option<Cents>) -> Option<String> {
        self.who_decides(amount).map(|rule| format!("{}{}", rule.who, rule.signatures_asked()))
    }

    /// Under which names those are known who decided: as typed, and as the settings know them.
    pub fn known_as(&self, decided_by: &str) -> Vec<Person> {
        let mut known = Person::several(decided_by);
        let more: Vec<Person> =
            self.people.iter().flatten().filter(|holder| known.iter().any(|one| one.is(holder))).cloned().collect();
        known.extend(more);
        known
    }

    /// What is wrong about those who decided, by their limits. A limit that reaches the amount must have its signatures,
    /// among those who hold it or a higher one.
    pub fn breach(&self, amount: Option<Cents>, decided_by: &str) -> Option<Breach<'_>> {
        let named = Person::several(decided_by);
        let is_named = |rule: &ApprovalRule| {
            let body = Person::of(&rule.who);
            Person::of(decided_by).is(&body) || named.iter().any(|one| one.is(&body))
        };
        let signed_from = |first: usize| {
            named.iter().filter(|one| self.people[first..].iter().flatten().any(|holder| holder.is(one))).count()
        };
        let first = self.place_for(amount);
        if let Some(first) = first {
            let is_met = |place: usize| {
                let rule = &self.rules[place];
                rule.people.is_empty() && is_named(rule)
                    || signed_from(place) >= usize::from(rule.signatures.max(1)) && !rule.people.is_empty()
            };
            if (first..self.rules.len()).any(is_met) {
                return None;
            }
            let needed = &self.rules[first];
            let signed = signed_from(first);
            if signed > 0 || self.rules[first..].iter().any(is_named) {
                return Some(Breach::TooFew { signed, needed });
            }
        }
        let holds = |place: &usize| {
            is_named(&self.rules[*place])
                || self.people[*place].iter().any(|holder| named.iter().any(|one| one.is(holder)))
        };
        let own = (0..self.rules.len()).rev().find(holds).map(|place| &self.rules[place]);
        Some(Breach::Beyond { own, needed: first.map(|place| &self.rules[place]) })
    }
}

impl ApprovalRule {
    /// The limit; `None`: any amount.
    pub fn limit(&self) -> Option<Cents> {
        self.up_to.map(|units| Cents((units * 100.0).round() as i64))
    }

    /// `, 2 signatures`; nothing for one.
    pub fn signatures_asked(&self) -> String {
        match self.signatures {
            0 | 1 => String::new(),
            several => format!(", {several} signatures"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(up_to: Option<f64>, who: &str, people: &[&str], signatures: u8) -> ApprovalRule {
        let people = people.iter().map(|name| (*name).to_owned()).collect();
        ApprovalRule { up_to, who: who.to_owned(), people, signatures }
    }

    /// Lead up to 50,000, two directors up to 250,000, the board above.
    fn limits() -> Approvals {
        Approvals::of(vec![
            rule(None, "AI board", &[], 1),
            rule(Some(250_000.0), "Directors", &["Cy Ray", "Di Fox <di.fox@example.com>", "Ed Orr"], 2),
            rule(Some(50_000.0), "AI Program Lead", &["Ada Lund", "bo.ek@example.com"], 1),
        ])
    }

    fn euros(amount: i64) -> Option<Cents> {
        Some(Cents(amount * 100))
    }

    #[test]
    fn the_lowest_limit_that_reaches_an_amount_decides() {
        let limits = limits();
        let who = |amount| limits.who_decides(amount).map(|rule| rule.who.as_str());
        assert_eq!(who(euros(50_000)), Some("AI Program Lead"));
        assert_eq!(who(Some(Cents(5_000_001))), Some("Directors"));
        assert_eq!(who(euros(250_001)), Some("AI board"));
        assert_eq!(who(None), Some("AI Program Lead"));
        assert_eq!(limits.words(euros(60_000)).as_deref(), Some("Directors, 2 signatures"));
        assert_eq!(Approvals::default().words(euros(1)), None);
        let only = Approvals::of(vec![rule(Some(10.0), "Lead", &["A"], 1)]);
        assert_eq!(only.words(euros(11)).as_deref(), Some("nobody (above every limit)"));
    }

    #[test]
    fn each_way_to_name_people_and_each_breach() {
        let limits = limits();
        // What is decided about (thousands), by whom, and what is wrong: the highest limit of those named, or how many
        // signed.
        for (thousands, by, expected) in [
            (50, "Ada Lund", "ok"),
            (50, "LUND, Ada", "ok"),
            (50, "Bo.Ek@example.com", "ok"),
            (50, "Ada Lund (Program Lead)", "ok"),
            (50, "Zoe Ray", "beyond, no limit"),
            (50, "AI Program Lead", "0 signed"),
            // Who may decide about more may decide about less; one director of two is too few for the directors' own
            // limit, and enough for one that asks one signature.
            (50, "Cy Ray", "ok"),
            (50, "AI board", "ok"),
            (51, "Ada Lund", "beyond, AI Program Lead"),
            (51, "Cy Ray", "1 signed"),
            (51, "Cy Ray and di.fox@example.com", "ok"),
            (51, "Cy Ray\nEd Orr", "ok"),
            (51, "Cy Ray, Ed Orr", "ok"),
            // The same person twice is one signature; the lead's is none here.
            (51, "Di Fox <di.fox@example.com>; Di Fox", "1 signed"),
            (51, "Ada Lund; Cy Ray", "1 signed"),
            (51, "the AI board", "ok"),
            (251, "Cy Ray; Ed Orr", "beyond, Directors"),
            (251, "AI Board", "ok"),
        ] {
            let found = match limits.breach(euros(thousands * 1_000), by) {
                None => "ok".to_owned(),
                Some(Breach::TooFew { signed, .. }) => format!("{signed} signed"),
                Some(Breach::Beyond { own, .. }) => {
                    format!("beyond, {}", own.map_or("no limit", |rule| rule.who.as_str()))
                }
            };
            assert_eq!(found, expected, "{thousands} k by {by}");
        }
    }
}
