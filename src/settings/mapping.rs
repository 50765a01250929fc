//! `mapping.toml` beside the settings: what was answered about sheets of one's own, as people can read and change it.

use crate::model::{
    dictionary::{Dictionary, SheetKind, takes_own_values},
    locale::DateOrder,
    mapping::{About, Answer, Mapping, Meaning},
    portfolio::MONEY_FIELDS,
    problem::Problem,
    unit::is_code,
};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Name of the file.
pub const FILE: &str = "mapping.toml";

const LEAVE_OUT: &str = "leave-out";
const UNKNOWN: &str = "unknown";
const WAIVED: &str = "leave-open";

/// In what amounts are, by how many zeros they lack.
const ZEROS: [(u8, &str); 3] = [(0, "ones"), (3, "thousands"), (6, "millions")];

const HEAD: &str = "\
# What was answered in questions.xlsx about sheets, titles and words. Written by the program; you may change it, or delete
# an answer to be asked again.
#
# about = \"sheet\"         typed: the sheet's name; means: initiatives, financials, outcomes, team, leave-out
# about = \"departments\"   means: yes, no: is each sheet of initiatives named after its department?
# about = \"ids\"           means: yes, no: are ids made from sender and name?
# about = \"former\"        typed: the id made from an initiative's new name, field: the id it had; means: yes, no
# about = \"title\"         sheet, typed: the title; means: the key of a field, or leave-out; spread = true where the
#                         column holds the amounts of a year or quarter
# about = \"unit\"          typed: what titles say of their amounts; means: ones, thousands, millions
# about = \"date-order\"    sheet, typed: the title of a column of dates; means: day-month, month-day
# about = \"currency\"      typed: a mark such as $; means: a code such as USD
# about = \"word\"          sheet, field, typed: the word; means: an allowed value, or unknown
# means = \"leave-open\"   of any question: nobody says, and it holds up no closing
# sender                 whose files it is for; without it, everybody's
";

/// The file as it lies there.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct MappingFile {
    /// SHA-256 of the questions.xlsx that was written last: one that differs was saved by somebody.
    asked: String,
    answers: Vec<Line>,
}

/// One answer in the file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Line {
    about: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<SheetKind>,
    #[serde(skip_serializing_if = "String::is_empty")]
    field: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    typed: String,
    means: String,
    #[serde(skip_serializing_if = "is_false")]
    spread: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    sender: String,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// The answers kept so far, and what was asked last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    /// The answers.
    pub mapping: Mapping,
    /// SHA-256 of the questions.xlsx that was written last, lower-case hex; empty for none.
    pub asked: String,
}

/// Where the file lies: beside the settings.
pub fn path(config: &Path) -> PathBuf {
    config.with_file_name(FILE)
}

/// Reads the file; nothing was answered where it is not there. Errors: it cannot be read, or says something that cannot
/// be, with the answer's number and what to write instead.
pub fn read(path: &Path, dictionary: &Dictionary) -> Result<Kept, Problem> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Kept::default()),
        Err(error) => {
            return Err(Problem::files(
                format!("{} cannot be read: {error}", path.display()),
                "Check that the file may be read, or delete it to be asked again.",
            ));
        }
    };
    let file: MappingFile = toml::from_str(&text).map_err(|error| {
        Problem::usage(
            format!("{}: {}", path.display(), error.message()),
            "Correct the line, or delete the file to be asked again.",
        )
    })?;
    let mut mapping = Mapping::default();
    for (number, line) in (1..).zip(&file.answers) {
        let answer = answer(line, dictionary).map_err(|what| {
            Problem::usage(
                format!("{}: answer {number}: {what}", path.display()),
                "Correct it, or delete the answer to be asked again.",
            )
        })?;
        mapping.learn(answer);
    }
    Ok(Kept { mapping, asked: file.asked })
}

/// The text of the file.
pub fn text(kept: &Kept) -> String {
    let file = MappingFile { asked: kept.asked.clone(), answers: kept.mapping.answers.iter().map(line).collect() };
    let body = toml::to_string_pretty(&file).expect("a list of texts is TOML");
    format!("{HEAD}\n{body}")
}

fn line(answer: &Answer) -> Line {
    let mut line = Line { sender: answer.sender.clone(), ..Line::default() };
    match &answer.about {
        About::Sheet(name) => (line.about, line.typed) = ("sheet".to_owned(), name.clone()),
        About::Departments => line.about = "departments".to_owned(),
        About::Ids => line.about = "ids".to_owned(),
        About::Former(new, old) => {
            (line.about, line.typed, line.field) = ("former".to_owned(), new.clone(), old.clone());
        }
        About::Title(kind, title) => {
            (line.about, line.sheet, line.typed) = ("title".to_owned(), Some(*kind), title.clone());
        }
        About::Unit(said) => (line.about, line.typed) = ("unit".to_owned(), said.clone()),
        About::Currency(mark) => (line.about, line.typed) = ("currency".to_owned(), mark.clone()),
        About::DateOrder(kind, title) => {
            (line.about, line.sheet, line.typed) = ("date-order".to_owned(), Some(*kind), title.clone());
        }
        About::Value(kind, field, typed) => {
            (line.about, line.sheet, line.typed) = ("word".to_owned(), Some(*kind), typed.clone());
            line.field.clone_from(field);
        }
    }
    line.means = match &answer.means {
        Meaning::Kind(kind) => kind.key().to_owned(),
        Meaning::Holds(holds) => if *holds { "yes" } else { "no" }.to_owned(),
        Meaning::Field(key) | Meaning::Spread(key) => key.clone(),
        Meaning::Value(value) | Meaning::Currency(value) => value.clone(),
        Meaning::Zeros(zeros) => {
            let known = ZEROS.iter().find(|(known, _)| known == zeros);
            known.map_or_else(|| zeros.to_string(), |(_, word)| (*word).to_owned())
        }
        Meaning::Unknown => UNKNOWN.to_owned(),
        Meaning::LeaveOut => LEAVE_OUT.to_owned(),
        Meaning::Waived => WAIVED.to_owned(),
        Meaning::DateOrder(order) => order.name().to_owned(),
    };
    line.spread = matches!(answer.means, Meaning::Spread(_));
    line
}

/// Errors: what cannot be, in words.
fn answer(line: &Line, dictionary: &Dictionary) -> Result<Answer, String> {
    let means = line.means.as_str();
    let no_meaning = || format!("means = \"{means}\" is none of its answers");
    let kind = || line.sheet.ok_or_else(|| "sheet is missing".to_owned());
    let holds = || match means {
        WAIVED => Ok(Meaning::Waived),
        "yes" => Ok(Meaning::Holds(true)),
        "no" => Ok(Meaning::Holds(false)),
        _ => Err(no_meaning()),
    };
    let typed = line.typed.clone();
    let is_waived = means == WAIVED;
    let (about, means) = match line.about.as_str() {
        "sheet" => {
            let kind = SheetKind::ALL.into_iter().find(|kind| kind.key() == means).map(Meaning::Kind);
            let left_out = (means == LEAVE_OUT).then_some(Meaning::LeaveOut);
            let waived = is_waived.then_some(Meaning::Waived);
            (About::Sheet(typed), kind.or(left_out).or(waived).ok_or_else(no_meaning)?)
        }
        "departments" => (About::Departments, holds()?),
        "ids" => (About::Ids, holds()?),
        "former" => (About::Former(typed, line.field.clone()), holds()?),
        "title" => {
            let kind = kind()?;
            let is_money = MONEY_FIELDS.contains(&(SheetKind::Financials, means));
            let meaning = match means {
                LEAVE_OUT => Meaning::LeaveOut,
                WAIVED => Meaning::Waived,
                _ if line.spread && is_money && kind == SheetKind::Initiatives => Meaning::Spread(means.to_owned()),
                _ if !line.spread && dictionary.field(kind, means).is_some() => Meaning::Field(means.to_owned()),
                _ => return Err(no_meaning()),
            };
            (About::Title(kind, typed), meaning)
        }
        "unit" => {
            let zeros = ZEROS.iter().find(|(_, word)| *word == means).map(|(zeros, _)| Meaning::Zeros(*zeros));
            (About::Unit(typed), zeros.or(is_waived.then_some(Meaning::Waived)).ok_or_else(no_meaning)?)
        }
        "currency" => {
            let code = is_code(means).then(|| Meaning::Currency(means.to_owned()));
            (About::Currency(typed), code.or(is_waived.then_some(Meaning::Waived)).ok_or_else(no_meaning)?)
        }
        "date-order" => {
            let order = DateOrder::ALL.into_iter().find(|order| order.name() == means).map(Meaning::DateOrder);
            let meaning = order.or(is_waived.then_some(Meaning::Waived)).ok_or_else(no_meaning)?;
            (About::DateOrder(kind()?, typed), meaning)
        }
        "word" => {
            let kind = kind()?;
            let field =
                dictionary.field(kind, &line.field).ok_or_else(|| format!("there is no field {}", line.field))?;
            let is_allowed = takes_own_values(kind, &line.field)
                || field.allowed.is_empty()
                || field.allowed.iter().any(|value| value == means);
            let meaning = match means {
                UNKNOWN => Meaning::Unknown,
                WAIVED => Meaning::Waived,
                _ if is_allowed => Meaning::Value(means.to_owned()),
                _ => return Err(no_meaning()),
            };
            (About::Value(kind, line.field.clone(), typed), meaning)
        }
        other => return Err(format!("about = \"{other}\" is nothing that is asked")),
    };
    Ok(Answer { about, sender: line.sender.clone(), means })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::dictionary::embedded;

    #[test]
    fn every_kind_of_answer_is_written_and_read_back() {
        let kind = SheetKind::Initiatives;
        let value = |typed: &str| About::Value(kind, "phase".into(), typed.into());
        let answers = [
            (About::Sheet("AI list".into()), Meaning::Kind(kind)),
            (About::Sheet("Old".into()), Meaning::LeaveOut),
            (About::Departments, Meaning::Holds(true)),
            (About::Ids, Meaning::Holds(false)),
            (About::Former("hr-new".into(), "hr-old".into()), Meaning::Holds(true)),
            (About::Title(kind, "Vorhaben \"neu\"".into()), Meaning::Field("name".into())),
            (About::Title(kind, "Cost plan 2026".into()), Meaning::Spread("cost_planned".into())),
            (About::Title(kind, "Remarks".into()), Meaning::LeaveOut),
            (About::Unit("mil €".into()), Meaning::Zeros(3)),
            (About::Unit("Mio".into()), Meaning::Waived),
            (About::Currency("$".into()), Meaning::Currency("CAD".into())),
            (About::Currency("kr".into()), Meaning::Waived),
            (About::DateOrder(kind, "Go-live".into()), Meaning::DateOrder(DateOrder::MonthFirst)),
            (About::DateOrder(SheetKind::Financials, "Month".into()), Meaning::Waived),
            (value("in test"), Meaning::Value("Pilot".into())),
            (value("?!a"), Meaning::Unknown),
            (value("whatever"), Meaning::Waived),
            (About::Title(kind, "Notes".into()), Meaning::Waived),
            (About::Sheet("Pivot".into()), Meaning::Waived),
        ];
        let mut mapping = Mapping::default();
        for (number, (about, means)) in answers.into_iter().enumerate() {
            let sender = if number % 2 == 0 { "hr".to_owned() } else { String::new() };
            mapping.learn(Answer { about, sender, means });
        }
        let kept = Kept { mapping, asked: "ab".repeat(32) };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        std::fs::write(&path, text(&kept)).unwrap();
        assert_eq!(read(&path, &embedded()).unwrap(), kept);
        assert_eq!(read(&folder.path().join("none.toml"), &embedded()).unwrap(), Kept::default());
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_number() {
        let refused = |text: &str| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(FILE);
            std::fs::write(&path, text).unwrap();
            read(&path, &embedded()).unwrap_err().to_string()
        };
        let title = "[[answers]]\nabout = \"title\"\nsheet = \"initiatives\"\ntyped = \"A\"\nmeans = \"name\"\n";
        let wrong = title.replace("means = \"name\"", "means = \"nam\"");
        assert!(refused(&format!("{title}{wrong}")).contains("answer 2: means = \"nam\""));
        assert!(refused(&title.replace("\"title\"", "\"titel\"")).contains("about = \"titel\""));
        assert!(refused("asked = 1").contains("mapping.toml"));
    }
}
