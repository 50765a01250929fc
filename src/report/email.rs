//! The mail of each reader: complete without its attachment, short enough for a phone. A sponsor's mail is made of the
//! finished report and a view of that sponsor's rows, and of nothing else.

use super::{
    ReportContext,
    attention::{self, Red},
    changes, currencies, decide,
    sponsor::{self, Sponsor},
    view::View,
    words,
};
use crate::model::{
    email::{Email, MailAsk, MailRed, MailResponse, Topic},
    figure::Unit,
    finding::{Address, Severity},
    period::Month,
    portfolio::Portfolio,
    report::{Block, Decision, Report, State, Tile},
};
use std::collections::BTreeSet;

/// A mail longer than this is not read between two meetings.
const MOST_WORDS: usize = 150;

/// Words that the templates add to what is composed here, at most: headings, state, whom to ask.
const WORDS_AROUND: usize = 21;

/// Words of `1.` and `Reply:`.
const WORDS_BEFORE_RESPONSES: usize = 2;

/// Words of `Red, and running` and `2 more Red in the report.`
const WORDS_OF_REDS: usize = 9;

/// Words of `1 more initiative names you as sponsor and waits for approval; its figures are not here.`
const WORDS_OF_WAITING: usize = 16;

const MOST_ASKS: usize = 3;
const MOST_REDS: usize = 3;
const MOST_CHANGES: usize = 3;
const MOST_FIGURES: usize = 3;

/// Letters of an ask and of the facts below it.
const ASK_LENGTH: usize = 140;
const FACTS_LENGTH: usize = 130;
const HEADLINE_LENGTH: usize = 160;
const LINE_LENGTH: usize = 110;
const REASON_LENGTH: usize = 150;
/// Letters of a name behind its id.
const NAME_LENGTH: usize = 60;

/// What people respond with.
const RESPONSES: [&str; 4] = ["Yes", "No", "Not yet", "Call me"];
const RESPONSES_BESIDE_CHOICES: [&str; 2] = ["Not yet", "Call me"];

/// Letters of a response on its button.
const RESPONSE_LENGTH: usize = 36;

/// Composes the mail of each sponsor; `reports` are theirs, `files` the attachments' paths, in the same order.
pub fn sponsor_emails(
    context: &ReportContext,
    sponsors: &[Sponsor],
    reports: &[Report],
    files: &[String],
) -> Vec<Email> {
    let waiting = sponsor::waiting(context);
    let each = sponsors.iter().zip(reports).zip(files);
    each.map(|((sponsor, report), file)| {
        let view = View::of(context, &sponsor.rows);
        let page = report.sections.first();
        let blocks = page.map_or(&[][..], |page| &page.blocks);
        let tiles = blocks.iter().find_map(|block| match block {
            Block::Tiles(tiles) => Some(tiles.as_slice()),
            _ => None,
        });
        Email {
            address: Some(sponsor.email.clone()),
            name: plain(&sponsor.name, LINE_LENGTH),
            named_in: cells_of(context.portfolio, &sponsor.rows),
            departments: departments_of(&view),
            initiatives: view.initiatives.iter().map(|one| one.id.to_string()).collect(),
            headline: plain(page.map_or("", |page| &page.title), HEADLINE_LENGTH),
            figures: figures(context, tiles.unwrap_or_default()),
            changes: changes::of_view(context, &view, MOST_CHANGES),
            waiting: waiting.get(&sponsor.email).copied().unwrap_or_default(),
            attachment: file.clone(),
            ..asking(context, &view, Topic::Sponsor)
        }
        .fitted()
    })
    .collect()
}

/// Each department of some initiatives once, in order; empty for those that name none.
fn departments_of(view: &View) -> Vec<String> {
    let names = view.initiatives.iter().map(|one| one.department.as_deref().unwrap_or_default().to_owned());
    names.collect::<BTreeSet<String>>().into_iter().collect()
}

/// The cells in which these initiatives name their sponsor's address, in order of the rows.
pub(super) fn cells_of(portfolio: &Portfolio, rows: &[u32]) -> Vec<String> {
    let cell = |row: &u32| {
        let origin = &portfolio.initiatives.origins[*row as usize];
        let file = &portfolio.files[origin.file as usize];
        let sheet = &file.sheets[origin.sheet as usize];
        let address = Address {
            file: file.source.path.clone(),
            sheet: file.has_sheets().then(|| sheet.name.clone()),
            cell: Some(sheet.place("sponsor_email", origin)),
        };
        plain(&address.to_string(), 2 * LINE_LENGTH)
    };
    rows.iter().map(cell).collect()
}

/// Composes the mails of executives and finance.
pub fn portfolio_emails(context: &ReportContext) -> Vec<Email> {
    let view = context.whole();
    let asked = decide::decisions(context, view).len();
    let headline = plain(&decide::title(context, view, asked), HEADLINE_LENGTH);
    let figures = figures(context, &decide::tiles(context, view, None));
    let executives = Email {
        headline: headline.clone(),
        figures: figures.clone(),
        changes: changes::of_view(context, view, MOST_CHANGES),
        attachment: "executive.pdf".to_owned(),
        ..asking(context, view, Topic::Executives)
    };
    let finance = asking(context, view, Topic::Finance);
    let finance = Email {
        asks: Vec::new(),
        more_asks: 0,
        reds: Vec::new(),
        more_reds: 0,
        notes: finance
            .notes
            .iter()
            .cloned()
            .chain([to_fix(context), plain(&decide::trust(context), 3 * LINE_LENGTH)])
            .collect(),
        headline,
        figures,
        attachment: "portfolio.xlsx".to_owned(),
        ..finance
    };
    vec![executives.fitted(), finance.fitted()]
}

/// What a view asks of its reader; headline, figures and attachment are still empty.
fn asking(context: &ReportContext, view: &View, topic: Topic) -> Email {
    let names_who = topic != Topic::Sponsor;
    let asked = decide::decisions_of(view, context.assumptions, context.locale(), context.program_lead, names_who);
    let period = context.assumptions.period;
    let days = || decide::open_decisions(view).filter_map(|one| one.decision_needed_by);
    let next = days().filter(|day| *day > context.assumptions.period_end()).min();
    let state = context.state();
    let reds = attention::reds(context, view);
    Email {
        topic,
        address: None,
        name: String::new(),
        named_in: Vec::new(),
        departments: Vec::new(),
        initiatives: Vec::new(),
        company: plain(context.company, LINE_LENGTH),
        month: period.name(),
        title: context.assumptions.period_title(),
        state: state.text(),
        is_draft: !matches!(state, State::Final(_)),
        revision: if let State::Final(revision) = state { revision } else { 0 },
        headline: String::new(),
        figures: Vec::new(),
        asked: asked.len(),
        by: next.map_or_else(String::new, |day| {
            let month = Month::of(day);
            let year = if month.year() == period.year() { String::new() } else { format!(" {}", month.year()) };
            format!("{} {}{year}", day.day(), month.short_name())
        }),
        is_overdue: !asked.is_empty() && asked.iter().all(|one| one.overdue),
        asks: asked.iter().take(MOST_ASKS).map(|one| ask(context, one)).collect(),
        more_asks: asked.len().saturating_sub(MOST_ASKS),
        red: reds.len(),
        // How many of them there is room for is seen at the end.
        reds: reds.iter().map(red).collect(),
        more_reds: 0,
        waiting: 0,
        since: context.comparison().map_or("", |comparison| comparison.with.name()),
        changes: Vec::new(),
        notes: replaces(state).into_iter().chain(converted(context, view, topic)).collect(),
        program_lead: plain(context.program_lead, LINE_LENGTH),
        attachment: String::new(),
    }
}

fn ask(context: &ReportContext, decision: &Decision) -> MailAsk {
    let lead = context.program_lead;
    let about = &decision.about;
    let month = context.assumptions.period_title();
    let response = |answer: &str| {
        let answer = plain(answer, ASK_LENGTH);
        let word = plain(&answer, RESPONSE_LENGTH);
        let link = words::mailto(
            lead,
            &plain(&format!("{word}: {about}, {month}"), LINE_LENGTH),
            &format!("{}\r\n\r\nMy answer: {answer}\r\n", plain(&decision.ask, ASK_LENGTH)),
        );
        MailResponse { word, link }
    };
    let responses = match &decision.choices[..] {
        [] => RESPONSES.map(response).to_vec(),
        // Who is asked for one of two says which.
        choices => choices.iter().map(|one| &*one.word).chain(RESPONSES_BESIDE_CHOICES).map(response).collect(),
    };
    MailAsk {
        about: plain(about, LINE_LENGTH),
        ask: plain(&decision.ask, ASK_LENGTH),
        facts: plain(&decision.facts, FACTS_LENGTH),
        responses: if lead.is_empty() { Vec::new() } else { responses },
    }
}

fn red(one: &Red) -> MailRed {
    MailRed {
        about: plain(&format!("{} {}", one.id, words::cut(&one.name, NAME_LENGTH)), LINE_LENGTH),
        why: plain(&one.why, REASON_LENGTH),
        is_reported: one.is_reported,
    }
}

/// `Spend to Oct: EUR 410k, 22k under plan (−5%, better)`.
fn figures(context: &ReportContext, tiles: &[Tile]) -> Vec<String> {
    let line = |tile: &Tile| {
        let value = match &tile.value {
            Some(figure) => {
                let is_money = matches!(figure.unit, Unit::Money | Unit::MoneyThousands | Unit::MoneyMillions);
                match is_money {
                    true => context.locale().amount(&context.rules.currency, figure),
                    false => figure.text(context.locale()),
                }
            }
            None => tile.missing.clone(),
        };
        let note = match tile.notes.first() {
            Some(note) if note.goes_on => format!(" {}", note.text),
            Some(note) if tile.value.is_some() => format!(", {}", note.text),
            _ => String::new(),
        };
        plain(&format!("{}: {value}{note}", tile.label), LINE_LENGTH)
    };
    tiles.iter().take(MOST_FIGURES).map(line).collect()
}

/// That it takes the place of a revision before it.
fn replaces(state: State) -> Option<String> {
    match state {
        State::Final(revision) if revision > 1 => Some(format!("It replaces revision {}.", revision - 1)),
        _ => None,
    }
}

/// Which amounts of what its reader sees were converted.
fn converted(context: &ReportContext, view: &View, topic: Topic) -> Option<String> {
    let rows = || view.initiatives.iter().map(|one| one.metrics.row).collect::<Vec<u32>>();
    let currencies = match topic {
        Topic::Sponsor => currencies::of_initiatives(context, &rows()),
        _ => currencies::of_portfolio(context),
    };
    currencies::converted(context, &currencies).map(|said| plain(&format!("{said}."), LINE_LENGTH))
}

fn to_fix(context: &ReportContext) -> String {
    let count = context.findings.iter().filter(|finding| finding.severity < Severity::Noted).count();
    match count {
        0 => "Nothing has to be fixed.".to_owned(),
        _ => format!("{} to fix: sheet Findings.", words::plural(count as u64, "row or cell is", "rows and cells are")),
    }
}

impl Email {
    /// Leaves out what does not fit: changes first, then the least urgent asks, then what is Red besides the first.
    fn fitted(mut self) -> Email {
        let all = std::mem::take(&mut self.reds);
        let mut most = MOST_REDS;
        loop {
            // What is asked says why it is Red beside the question.
            let named = |red: &&MailRed| !(red.is_reported && self.asks.iter().any(|ask| ask.about == red.about));
            let open: Vec<&MailRed> = all.iter().filter(named).collect();
            self.more_reds = open.len().saturating_sub(most);
            self.reds = open.into_iter().take(most).cloned().collect();
            if self.words() <= MOST_WORDS {
                break;
            }
            if self.changes.pop().is_some() {
                continue;
            }
            if self.asks.len() > 1 {
                self.asks.pop();
                self.more_asks += 1;
            } else if self.reds.len() > 1 {
                most = self.reds.len() - 1;
            } else {
                break;
            }
        }
        self
    }

    fn words(&self) -> usize {
        let texts = std::iter::once(&self.headline).chain(&self.figures).chain(&self.changes).chain(&self.notes);
        let responses = |one: &MailAsk| one.responses.iter().map(|one| count(&one.word)).sum::<usize>();
        let ask = |one: &MailAsk| count(&one.ask) + count(&one.facts) + WORDS_BEFORE_RESPONSES + responses(one);
        let asks: usize = self.asks.iter().map(ask).sum();
        let reds: usize = self.reds.iter().map(|one| count(&one.about) + count(&one.why)).sum();
        let more = if self.reds.is_empty() { 0 } else { WORDS_OF_REDS };
        let waiting = if self.waiting == 0 { 0 } else { WORDS_OF_WAITING };
        texts.map(|text| count(text)).sum::<usize>()
            + asks
            + reds
            + more
            + waiting
            + count(&self.company)
            + WORDS_AROUND
    }
}

fn count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// Text of people on one line, cut, without what could break a header or turn the line around: control characters and
/// marks that change the direction of writing.
pub(super) fn plain(text: &str, longest: usize) -> String {
    let is_trouble = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let clean: String = text.chars().map(|letter| if is_trouble(letter) { ' ' } else { letter }).collect();
    let spaced: Vec<&str> = clean.split(' ').filter(|word| !word.is_empty()).collect();
    words::cut(&spaced.join(" "), longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_breaks_lines_or_turns_them_around_is_taken_out() {
        assert_eq!(plain("a\r\nBcc: x@y\u{202e}gpj", 50), "a Bcc: x@y gpj");
        assert_eq!(plain(&"long ".repeat(100), 20), "long long long long…");
    }

    #[test]
    fn the_least_urgent_goes_first_where_there_is_no_room() {
        let ask = |number: usize| MailAsk {
            about: format!("F-{number} Work"),
            ask: format!("{number} {}", "word ".repeat(30)),
            facts: String::new(),
            responses: RESPONSES.map(|word| MailResponse { word: word.to_owned(), link: String::new() }).to_vec(),
        };
        let email = Email {
            topic: Topic::Sponsor,
            address: None,
            name: String::new(),
            named_in: Vec::new(),
            departments: Vec::new(),
            initiatives: Vec::new(),
            company: "A".to_owned(),
            month: "October",
            title: "October 2026".to_owned(),
            state: "draft".to_owned(),
            is_draft: true,
            revision: 0,
            headline: String::new(),
            figures: Vec::new(),
            asked: 3,
            by: String::new(),
            is_overdue: false,
            asks: vec![ask(1), ask(2), ask(3)],
            more_asks: 0,
            red: 0,
            reds: Vec::new(),
            more_reds: 0,
            waiting: 0,
            since: "September",
            changes: vec!["one two three".to_owned(), "four".to_owned()],
            notes: Vec::new(),
            program_lead: String::new(),
            attachment: String::new(),
        };
        // 3 asks of 31 + 8 words, 4 words of changes, 1 of the company, 21 around: 143. Seven more fit.
        let with = |headline: &str| Email { headline: headline.to_owned(), ..email.clone() };
        let seven = with("a headline of seven words fits in");
        assert_eq!(seven.clone().fitted(), seven);
        let longer = with("a headline of eight words takes their place").fitted();
        assert_eq!((longer.changes.len(), longer.asks.len(), longer.more_asks), (1, 3, 0));
        let longest = with(&"word ".repeat(20)).fitted();
        assert_eq!((longest.changes.len(), longest.asks.len(), longest.more_asks), (0, 2, 1));
        // One of what is Red always stays, with what is asked first, and not what says there why it is Red.
        let red = |number: usize| MailRed {
            about: format!("F-{number} Work"),
            why: "late ".repeat(12),
            is_reported: number == 1,
        };
        let red = Email { reds: (1..=4).map(red).collect(), red: 4, ..with(&"word ".repeat(70)) }.fitted();
        assert_eq!((red.asks.len(), red.more_asks, red.reds.len(), red.more_reds), (1, 2, 1, 2));
        assert_eq!(red.reds[0].about, "F-2 Work");
    }
}
