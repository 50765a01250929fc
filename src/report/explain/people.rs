//! People ahead: `people ahead`, `people ahead of Data Engineer`, `people ahead of Data Engineer in 2027-03`.

use super::{
    cells::{Cells, Place},
    names::folded,
};
use crate::{
    model::{
        dictionary::SheetKind,
        explanation::{Explanation, InputPart, NotFound, Step},
        funding::MilliFte,
        people::{NeededFor, PeopleAhead, RoleAhead, RoleMonth, Work},
        period::Month,
    },
    report::{ReportContext, people, round},
};

/// What questions about people begin with.
const CALLED: [&str; 2] = ["people ahead", "people needed"];

/// Most questions that are named in the place of one without an answer.
const MOST_NEAR: usize = 3;

const FORMULA: &str = "Full-time people there (setting capacity of the role and month) less those needed: FTE of the rows of \
     Team in the role that have begun and not ended by the month, of the AI CoE itself, of initiatives in Pilot or \
     Production (and of those whose phase cannot be read), of mandatory ones and of the candidates of the best set. The \
     best set is chosen so that it keeps to these numbers. Other candidates and ideas are not part of what is needed.";

/// Roles and months that are asked about.
pub struct Asked<'a> {
    ahead: &'a PeopleAhead,
    roles: Vec<&'a RoleAhead>,
    month: Option<Month>,
}

/// Reads a question about people ahead; nothing where it is about something else.
pub fn read<'a>(context: &'a ReportContext, what: &str) -> Option<Result<Asked<'a>, NotFound>> {
    let month = what.split_whitespace().find_map(|word| word.parse::<Month>().ok());
    let words: Vec<&str> = what.split_whitespace().filter(|word| word.parse::<Month>().is_err()).collect();
    let asked = folded(&words.join(" "));
    let rest = CALLED.iter().find_map(|called| asked.strip_prefix(called))?;
    let is_link = |word: &&str| ["of", "for", "in"].contains(word);
    let role = rest.split_whitespace().filter(|word| !is_link(word)).collect::<Vec<_>>().join(" ");
    let Some(ahead) = &context.metrics.people_ahead else {
        let problem =
            "Nothing is known of people ahead: that takes [capacity] in the settings and FTE in the sheet Team";
        return Some(Err(NotFound { problem: problem.to_owned(), nearest: Vec::new() }));
    };
    let roles: Vec<&RoleAhead> = ahead.roles.iter().filter(|one| folded(&one.role).contains(&role)).collect();
    let is_seen = |month: &Month| ahead.roles.iter().flat_map(|role| &role.months).any(|one| one.month == *month);
    let not_found = |problem: String, nearest: Vec<String>| Some(Err(NotFound { problem, nearest }));
    match month.filter(|month| !is_seen(month)) {
        Some(month) => {
            let last = ahead.last_month().map(|last| format!("people ahead in {last}"));
            not_found(format!("{month} is none of the twelve months ahead"), last.into_iter().collect())
        }
        None if roles.is_empty() => {
            let named = ahead.roles.iter().take(MOST_NEAR).map(|role| format!("people ahead of {}", role.role));
            not_found("No capacity is set for that role".to_owned(), named.collect())
        }
        None => Some(Ok(Asked { ahead, roles, month })),
    }
}

/// One answer a role: of the month asked about, else of the first one in which people are short, else of the tightest.
pub fn explain(context: &ReportContext, cells: &Cells, asked: &Asked) -> Vec<Explanation> {
    let of_role = |role: &&RoleAhead| {
        let (month, which) = match asked.month {
            Some(wanted) => (role.months.iter().find(|one| one.month == wanted)?, ""),
            None => match role.first_short() {
                Some(short) => (short, ", the first month in which people are short"),
                None => (role.tightest()?, ", the month with the least left"),
            },
        };
        Some(of_month(context, cells, asked.ahead, (role, month, which)))
    };
    asked.roles.iter().filter_map(of_role).collect()
}

fn of_month(
    context: &ReportContext,
    cells: &Cells,
    ahead: &PeopleAhead,
    (role, month, which): (&RoleAhead, &RoleMonth, &str),
) -> Explanation {
    let shown = |fte: MilliFte| round::people(fte).text(context.locale());
    let step = |name: &str, fte: Option<MilliFte>| Step {
        name: name.to_owned(),
        value: fte.map(|fte| fte as f64 / 1_000.0),
        shown: fte.map_or_else(|| "not set".to_owned(), shown),
    };
    let parts = NeededFor::ALL[..4].iter().map(|part| step(part.title(), Some(month.part(*part))));
    let steps = [step("There", month.supply)]
        .into_iter()
        .chain(parts)
        .chain([step("Needed", Some(month.demand())), step("Not funded", Some(month.part(NeededFor::NotFunded)))]);
    let places = |wanted: &dyn Fn(&Work, NeededFor) -> bool| -> Vec<Place<'static>> {
        let work = role.work.iter().filter(|(work, part)| work.is_in(month.month) && wanted(work, *part));
        work.map(|(work, _)| (SheetKind::Team, work.row as usize, "fte")).collect()
    };
    let left = month.left();
    let explained = Explanation {
        key: "people_ahead".to_owned(),
        name: format!("People ahead, {}", role.role),
        scope: format!("{}{which}", month.month.title()),
        value: left.map(|left| left as f64 / 1_000.0),
        shown: match left {
            None => "no capacity is set for the month".to_owned(),
            Some(left) if left < 0 => format!("{} too few", shown(-left)),
            Some(left) => format!("{} left", shown(left)),
        },
        formula: FORMULA.to_owned(),
        steps: steps.collect(),
        notes: people::unknown(context, ahead, true).into_iter().collect(),
        ..Explanation::default()
    };
    let added_up = NeededFor::ALL[..4].iter().fold(explained, |explained, part| {
        let rows = places(&|work, of| of == *part && work.fte.is_some());
        explained.with(cells.group(InputPart::Used, format!("Added up: {}", part.title()), &rows))
    });
    added_up
        .with(cells.group(
            InputPart::LeftOut,
            "Left out: FTE not known",
            &places(&|work, of| of != NeededFor::NotFunded && work.fte.is_none()),
        ))
        .with(cells.group(
            InputPart::LeftOut,
            "Left out: candidates that are not funded",
            &places(&|_, of| of == NeededFor::NotFunded),
        ))
}
