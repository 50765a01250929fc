//! The sheet AI Act of finance's workbook: what comes due, systems by tier and role, and each system.

use super::{SHEET, TierLine, by_tier_and_role, due_table, title, title_of, until};
use crate::{
    model::{
        ai_act::{
            Area, Case, Role,
            register::{DutyState, Registered},
        },
        dictionary::SheetKind,
        report::{Block, Cell, Look, Section, Table},
    },
    report::{
        ReportContext,
        columns::Columns,
        round,
        tables::{text, text_or_unknown},
    },
};
use jiff::civil::Date;

/// The sheet; none where nobody typed anything of the register.
pub fn sheet(context: &ReportContext) -> Option<Section> {
    let register = &context.portfolio.register;
    let mut blocks: Vec<Block> = due_table(context).map(Block::Table).into_iter().collect();
    blocks.push(Block::Table(tiers(context)));
    blocks.push(Block::Table(systems(context)));
    (!register.is_empty()).then(|| Section {
        name: SHEET.to_owned(),
        title: title(context),
        scope: format!(
            "Regulation (EU) 2024/1689 · {} · facts as typed, no legal advice · each obligation stands in register.xlsx",
            context.assumptions.period_title()
        ),
        detail_sheet: None,
        blocks,
    })
}

/// Systems by tier and role: who builds what they use is both.
fn tiers(context: &ReportContext) -> Table {
    let count = |number: usize| Cell::Figure(round::count(number as i64));
    Columns::new()
        .short("Risk tier", |line: &TierLine| text(line.name()))
        .numbers("Systems", move |line| count(line.systems))
        .each(Role::ALL.iter().enumerate(), |columns, (place, role)| {
            columns.numbers(role.name(), move |line| count(line.roles[place]))
        })
        .numbers("Role not reported", move |line| count(line.without_role))
        .table(
            "AiActTiers",
            "In use, in pilot or approved, by risk tier and role; who builds what they use counts as both",
            by_tier_and_role(context),
        )
}

/// One row a system.
pub(super) fn systems(context: &ReportContext) -> Table {
    let count = |number: usize| Cell::Figure(round::count(number as i64));
    let until = until(context.assumptions);
    Columns::new()
        .short("Initiative ID", |one: &Registered| typed(context, one, "initiative_id"))
        .words("Initiative", |one| typed(context, one, "name"))
        .short("Department", |one| typed(context, one, "department"))
        .short("Phase", |one| typed(context, one, "phase"))
        .and(facts(context))
        .numbers("Obligations", move |one| count(one.duties.len()))
        .each([DutyState::Met, DutyState::InProgress, DutyState::Missing, DutyState::NotKnown], |columns, state| {
            columns.numbers(title_of(state), move |one| {
                count(one.duties.iter().filter(|duty| duty.state == state).count())
            })
        })
        .numbers("No evidence within 12 months", move |one| count(one.gaps(until).count()))
        .look(Look::GoodWhenNegative)
        .means("Obligations that apply within twelve months and whose field says No, too little, or nothing; none before it is approved.")
        .words("To settle", |one| text(to_settle(context, one)))
        .table("AiActSystems", "Initiatives in the register, without what is rejected or retired", &context.portfolio.register)
}

/// What a system is, as typed.
pub(super) fn facts<'a>(context: &'a ReportContext) -> Columns<'a, Registered> {
    let joined = |names: Vec<&'static str>| match names.is_empty() {
        true => Cell::Unknown,
        false => text(names.join("; ")),
    };
    Columns::new()
        .short("Risk tier", |one: &Registered| typed(context, one, "risk_tier"))
        .short("Role", move |one| joined(one.system.roles.iter().map(|role| role.name()).collect()))
        .short("Annex III area", |one| text_or_unknown(one.system.area.map(Area::name)))
        .short("Annex I product", |one| {
            text_or_unknown(one.system.is_product.map(|answer| if answer { "Yes" } else { "No" }))
        })
        .words("Article 50 case", move |one| joined(one.system.cases.iter().map(|case: &Case| case.name()).collect()))
        .short("General-purpose model", |one| text_or_unknown(one.model.as_deref()))
}

/// What contradicts, which fields are blank, and a review that is over.
fn to_settle(context: &ReportContext, one: &Registered) -> String {
    let blank: Vec<&str> = one.unclear.iter().map(|key| context.title(SheetKind::Initiatives, key)).collect();
    let contradicting = one.contradictions.iter().map(|what| what.words().to_owned());
    let blank = (!blank.is_empty()).then(|| format!("not typed: {}", blank.join(", ")));
    let is_over = |day: &Date| *day <= context.assumptions.period_end();
    let review = one.next_review.filter(is_over).map(|day| format!("review was due {}", context.locale().day(day)));
    contradicting.chain(blank).chain(review).collect::<Vec<String>>().join("; ")
}

/// What was typed about it.
pub(super) fn typed(context: &ReportContext, one: &Registered, key: &str) -> Cell {
    text_or_unknown(context.portfolio.initiatives.text(key)[one.row as usize].as_deref())
}
