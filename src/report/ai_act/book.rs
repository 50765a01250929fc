//! `register.xlsx`, for an auditor: one row an initiative and obligation, each answer with its cell.

use super::{NO_ADVICE, due_table, place, sheet, title, when};
use crate::{
    model::{
        ai_act::{
            AiActRules, Body,
            obligations::{OBLIGATIONS, Obligation},
            register::{Duty, Registered},
        },
        dictionary::SheetKind,
        report::{Audience, Block, Cell, Paragraph, Report, Section, Table, Tone},
    },
    report::{
        ReportContext,
        columns::Columns,
        tables::{text, text_or_unknown},
        words as phrases,
    },
};
use jiff::civil::Date;

/// How to read it, a line each.
const HOW_TO_READ: [&str; 6] = [
    "Facts as they were typed into the intake, no legal advice: nobody opened a document, and the program knows of no system more than its row says.",
    "Which obligations follow from which role, area, product and case, and from when, says the page ai-act of the manual; the dates are those of the settings.",
    "State: met, in progress, missing (No, or less than is asked), not known (nothing is typed, or N/A where that is no answer), waived, not applicable (N/A, where the article has a condition that the register does not ask for).",
    "Cell: where the answer stands, or would: workbook › sheet!cell.",
    "NIST AI RMF and ISO/IEC 42001: subcategories of the AI RMF 1.0, and controls of Annex A, under which the same is asked; which evidence satisfies them is for whoever audits.",
    "A system that was in use before the obligations for high-risk systems apply has them only once its design changes significantly (Article 111(2)); the register lists them all the same.",
];

/// The workbook; none where nobody typed anything of the register.
pub fn book(context: &ReportContext) -> Option<Report> {
    let is_empty = context.portfolio.register.is_empty();
    (!is_empty).then(|| Report {
        audience: Audience::Finance,
        title: format!("AI Act register, {}", context.assumptions.period_title()),
        company: context.company.to_owned(),
        period: context.assumptions.period,
        period_title: context.assumptions.period_title(),
        state: context.state(),
        locale: *context.locale(),
        currency: context.rules.currency.clone(),
        sections: vec![register(context), systems(context), rules(context)],
        data_sheets: Vec::new(),
        background: Vec::new(),
    })
}

/// One row an initiative and obligation.
fn register(context: &ReportContext) -> Section {
    let lines: Vec<Line> = context
        .portfolio
        .register
        .iter()
        .flat_map(|one| one.duties.iter().map(move |duty| Line { one, duty }))
        .collect();
    let typed = |key: &'static str| move |line: &Line| sheet::typed(context, line.one, key);
    let table = Columns::new()
        .short("Initiative ID", typed("initiative_id"))
        .words("Initiative", typed("name"))
        .short("Phase", typed("phase"))
        .short("Risk tier", typed("risk_tier"))
        .short("Role", |line| text(role(line)))
        .words("Obligation", |line| text(line.duty.obligation.words))
        .short("Article", |line| text(line.duty.obligation.article))
        .short("Applies from", |line| Cell::Day(line.duty.from))
        .short("Due", |line| text(when(line.duty.from, context.assumptions)))
        .short("State", |line| text(line.duty.state.name()))
        .words("Answer", |line| text_or_unknown(line.duty.answer.as_deref()))
        .words("Cell", |line| text(place(context, line.one.row, line.duty.obligation.evidence.key())))
        .words("Evidence link", |line| text_or_unknown(line.one.evidence_link.as_deref()))
        .short("Next review", |line| line.one.next_review.map_or(Cell::Unknown, Cell::Day))
        .words("NIST AI RMF", |line| text(line.duty.obligation.nist))
        .words("ISO/IEC 42001, Annex A", |line| text(line.duty.obligation.iso))
        .table(
            "Register",
            format!(
                "{} of {}",
                phrases::plural(lines.len() as u64, "obligation", "obligations"),
                phrases::plural(context.portfolio.register.len() as u64, "initiative", "initiatives")
            ),
            &lines,
        );
    section(context, "Register", title(context), vec![Block::Table(table)])
}

/// An obligation of an initiative.
struct Line<'a> {
    one: &'a Registered,
    duty: &'a Duty,
}

/// Of their roles those whose obligation it is.
fn role(line: &Line) -> String {
    let theirs = line.one.system.roles.iter().filter(|role| line.duty.obligation.who.contains(role));
    let names: Vec<&str> = theirs.map(|role| role.name()).collect();
    if names.is_empty() { "everybody".to_owned() } else { names.join("; ") }
}

/// Each system with what it is.
fn systems(context: &ReportContext) -> Section {
    let table = sheet::systems(context);
    let count = table.rows.len() as u64;
    let title = format!("{} in the register.", phrases::plural(count, "initiative is", "initiatives are"));
    section(context, "Systems", title, vec![Block::Table(table)])
}

/// From when what applies, by which settings, and how to read the other sheets.
fn rules(context: &ReportContext) -> Section {
    let mut blocks = vec![Block::Paragraph(Paragraph { tone: Tone::Note, text: HOW_TO_READ.join("\n") })];
    blocks.extend(due_table(context).map(Block::Table));
    blocks.push(Block::Table(dates(context)));
    blocks.push(Block::Table(obligations(context)));
    let title = "Where the dates stand, and what each obligation is answered by.".to_owned();
    section(context, "Rules", title, blocks)
}

/// A date of the settings.
struct Rule {
    what: &'static str,
    from: Date,
    stands_in: &'static str,
    setting: &'static str,
}

fn dates(context: &ReportContext) -> Table {
    let AiActRules { chapters_i_and_ii, article_50, marking_of_older_systems, annex_iii, embedded, deployer_is } =
        context.rules.ai_act;
    let rule = |what, from, stands_in, setting| Rule { what, from, stands_in, setting };
    let rules = [
        rule("AI literacy, prohibited practices", chapters_i_and_ii, "Art. 113(a)", "chapters_i_and_ii"),
        rule("Transparency", article_50, "Art. 113", "article_50"),
        rule(
            "Marking of synthetic content of systems in use before",
            marking_of_older_systems,
            "Art. 111(4)",
            "marking_of_older_systems",
        ),
        rule("High-risk systems of Annex III", annex_iii, "Art. 113(c)", "annex_iii"),
        rule("High-risk systems in products of Annex I", embedded, "Art. 113(c)", "embedded"),
    ];
    let body = match deployer_is {
        Body::Private => "a private company that provides no public services",
        Body::PublicServices => "a private entity that provides public services",
        Body::PublicAuthority => "a public authority or a body governed by public law",
    };
    Columns::new()
        .words("What", |rule: &Rule| text(rule.what))
        .short("Applies from", |rule| Cell::Day(rule.from))
        .short("Stands in", |rule| text(rule.stands_in))
        .short("Setting", |rule| text(format!("ai_act.{}", rule.setting)))
        .table(
            "AiActDates",
            format!(
                "Dates of the settings. The law's own moved once, by Regulation (EU) 2026/1744. The company deploys as {body} \
                 (ai_act.deployer_is)"
            ),
            rules,
        )
}

fn obligations(context: &ReportContext) -> Table {
    let title = |key: &str| context.title(SheetKind::Initiatives, key).to_owned();
    Columns::new()
        .short("Article", |one: &&Obligation| text(one.article))
        .words("Obligation", |one| text(one.words))
        .words("Whose", |one| text(one.who.iter().map(|role| role.name()).collect::<Vec<&str>>().join(", ")))
        .short("Answered by", move |one| text(title(one.evidence.key())))
        .words("NIST AI RMF", |one| text(one.nist))
        .words("ISO/IEC 42001, Annex A", |one| text(one.iso))
        .table("AiActObligations", "Every obligation that the register knows", OBLIGATIONS)
}

fn section(context: &ReportContext, name: &str, title: String, blocks: Vec<Block>) -> Section {
    Section {
        name: name.to_owned(),
        title,
        scope: format!("Regulation (EU) 2024/1689 · {} · {NO_ADVICE}", context.assumptions.period_title()),
        detail_sheet: None,
        blocks,
    }
}
