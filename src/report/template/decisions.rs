//! The workbook in which the board's decisions are entered: what the report asks is filled in, the answers are empty.
//! Dropped in the intake, it is read as its sheet Decisions.

use super::form;
use crate::{
    model::{
        asked::asked_amount,
        dictionary::SheetKind,
        funding::Standing,
        stamp::Stamp,
        template::{Accepts, Entry, Input, Range, Template},
    },
    report::{
        ReportContext, currencies, decide, ranking,
        view::{Initiative, View},
    },
};

/// Columns that say what is asked, behind the initiative's id; the intake carries them along and reads nothing in them.
/// Who decides stands there where the settings have limits.
fn asked_columns(currency: &str, has_limits: bool) -> Vec<Input> {
    let column = |title: &str, accepts, help: &str| Input { accepts, help: help.to_owned(), ..form::own_column(title) };
    let mut columns = vec![
        column("About", Accepts::Text { long: false }, "What the initiative is called."),
        column("Asked", Accepts::Text { long: true }, "What the report asks for."),
        column("Needed by", Accepts::Day, "The last day on which an answer is of use."),
        column(&format!("Asked for, {currency}"), Accepts::Money(Range::default()), "How much money it is about."),
    ];
    if has_limits {
        let help = "Who may decide it, by the approval limits of the settings.";
        columns.push(column("Decides", Accepts::Text { long: false }, help));
    }
    columns
}

/// Composes it; none when nothing is asked.
pub fn decisions(context: &ReportContext) -> Option<Template> {
    let view = context.whole();
    let rows: Vec<_> = asks(context, view);
    if rows.is_empty() {
        return None;
    }
    let rules = context.rules;
    let mut form = form::of(rules.dictionary.sheet(SheetKind::Decisions), rules, None);
    let to_fill = form.columns.len() - 1;
    form.columns.splice(1..1, asked_columns(&rules.currency, !rules.approvals.is_empty()));
    form.rows =
        rows.into_iter().map(|asked| asked.into_iter().chain(std::iter::repeat_n(None, to_fill)).collect()).collect();
    let month = context.assumptions.period;
    Some(Template {
        title: format!("Decisions asked for, {}", month.title()),
        company: context.company.to_owned(),
        stamp: Stamp::template(rules.dictionary.version, month, None),
        forms: vec![form],
        tests: Vec::new(),
        steps: steps(context),
    })
}

/// Id, name, what is asked, by when, how much: what people ask first, the most urgent first; then what is recommended
/// for funding and not decided, the best ranked first.
fn asks(context: &ReportContext, view: &View) -> Vec<Vec<Option<Entry>>> {
    let asked = decide::most_urgent_first(view).into_iter();
    let asked = asked.map(|one| row(context, one, one.decision_needed.as_deref().unwrap_or_default()));
    let is_recommended = |one: &&Initiative| {
        let line = one.funding.as_ref().filter(|line| line.standing == Standing::Candidate && line.recommended);
        !one.is_open && line.is_some_and(|line| line.decided.is_none())
    };
    let recommended = ranking::in_order(view).into_iter().filter(is_recommended);
    let fund = format!("Fund it? Recommended in the report of {}.", context.assumptions.period_title());
    asked.chain(recommended.map(|one| row(context, one, &fund))).collect()
}

fn row(context: &ReportContext, one: &Initiative, asked: &str) -> Vec<Option<Entry>> {
    let amount = asked_amount(asked, one.budget_requested);
    let mut cells = vec![
        Some(Entry::Text(one.id.clone())),
        Some(Entry::Text(one.name.clone())),
        Some(Entry::Text(asked.into())),
        one.decision_needed_by.map(Entry::Day),
        amount.map(|cents| Entry::Number(cents.units())),
    ];
    let approvals = &context.rules.approvals;
    if !approvals.is_empty() {
        cells.push(approvals.who(amount).map(|who| Entry::Text(who.into())));
    }
    cells
}

fn steps(context: &ReportContext) -> Vec<String> {
    let converted = currencies::converted(context, &currencies::of_portfolio(context));
    let steps = [
        "One row for each decision that the report asks for. Which initiative, what is asked, by when and how much money \
         it is about are filled in.",
        "At the meeting choose a decision from the list, and type who decided, on which day and why. Leave these cells \
         empty while nothing is decided.",
        "Other decisions go below: type the initiative's id, then the same.",
        "Put this workbook in the intake folder. The next run takes these decisions, and no longer those that departments \
         typed in their own workbooks: nobody approves their own money.",
    ];
    // How much money it is about may be in another currency where it was typed.
    steps.map(str::to_owned).into_iter().chain(converted.map(|said| format!("{said}."))).collect()
}
