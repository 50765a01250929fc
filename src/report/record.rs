//! The record of a run for machines: exact values, what they are made of, nothing rounded.

use super::{
    ReportContext, ai_act, chain::CHAIN, decide, health, last_year, record_billing, record_currencies, record_funding,
    record_people, record_usage, second_currency, view::Initiative,
};
use crate::model::{
    approval::ApprovalRule,
    asked::asked_amount,
    assumptions::Assumptions,
    check::{CheckUnit, LedgerLine},
    dictionary::SheetKind,
    finding::{Finding, Severity},
    mail::as_kept,
    measure::{Measure, Part, Target},
    metrics::{InitiativeMetrics, MonthMetrics, Payback, PlanActual, Ratio},
    mission,
    money::Cents,
    period::Month,
    phase::Phase,
    portfolio::{CheckedFile, Portfolio},
    quality,
    record::{
        CHECK_FORMAT, CheckLine, CheckRecord, ChecksRecord, DecisionRecord, FORMAT, FigureRecord, FileRecord,
        FindingRecord, FindingsRecord, FiscalCalendarRecord, InitiativeRecord, LedgerLineRecord, MeasureRecord,
        PartRecord, QualityRecord, RunRecord, STATUS_FORMAT, SheetRecord, StatusRecord, SubmitterRecord, TotalsRecord,
    },
    rules::Rules,
    submitter::SubmitterStatus,
};
use std::{collections::BTreeMap, sync::Arc};

/// The money columns of `totals`, as every intake workbook has them.
const TOTALS: [(SheetKind, &str); 5] = [
    (SheetKind::Initiatives, "budget_requested"),
    (SheetKind::Financials, "cost_planned"),
    (SheetKind::Financials, "cost_actual"),
    (SheetKind::Financials, "benefit_planned"),
    (SheetKind::Financials, "benefit_actual"),
];

/// The whole record of a run but its outputs.
pub fn run_record(context: &ReportContext, settings_digest: &str) -> RunRecord {
    RunRecord {
        format: FORMAT,
        program_version: env!("CARGO_PKG_VERSION"),
        period: context.assumptions.period,
        state: context.state().text(),
        settings_digest: settings_digest.to_owned(),
        currency: context.rules.currency.clone(),
        fiscal_calendar: fiscal_calendar(context.assumptions),
        files: files(&context.portfolio.files),
        submitters: submitters(context.portfolio),
        findings: findings(context.findings),
        checks: checks(context),
        totals: totals(context.portfolio, context.rules),
        portfolio: portfolio(context),
        measures: context.metrics.health.measures.iter().map(|one| measure(context, one)).collect(),
        weights: record_funding::weights(context.assumptions),
        funding: record_funding::funding(context),
        robustness: record_funding::robustness(context),
        initiatives: initiatives(context),
        decisions: decisions(context),
        currencies: record_currencies::currencies(context),
        second_currency: second_currency::record(context),
        last_year: last_year::record(context),
        billing: record_billing::billing(context),
        unit_costs: record_usage::unit_costs(context),
        people_ahead: record_people::people_ahead(context),
        ai_act: ai_act::record(context),
        changes: None,
        outputs: Vec::new(),
    }
}

/// What is asked, with who may decide it; none where the settings have no limits.
fn decisions(context: &ReportContext) -> Option<Vec<DecisionRecord>> {
    let approvals = &context.rules.approvals;
    let record = |one: &Initiative| {
        let asked = one.decision_needed.as_deref().unwrap_or_default();
        let amount = asked_amount(asked, one.budget_requested);
        let rule = approvals.who_decides(amount);
        DecisionRecord {
            initiative_id: one.id.to_string(),
            asked: asked.to_owned(),
            by: one.decision_needed_by,
            amount_cents: amount.map(|amount| amount.0),
            who: rule.map(|rule| rule.who.clone()),
            up_to_cents: rule.and_then(ApprovalRule::limit).map(|limit| limit.0),
            signatures: rule.map(|rule| rule.signatures),
        }
    };
    (!approvals.is_empty()).then(|| decide::most_urgent_first(context.whole()).into_iter().map(record).collect())
}

/// Nothing where the settings say nothing of it.
fn fiscal_calendar(assumptions: &Assumptions) -> Option<FiscalCalendarRecord> {
    let (calendar, period) = (assumptions.calendar, assumptions.period);
    (!calendar.rules.is_default()).then(|| FiscalCalendarRecord {
        named_by: calendar.rules.named_by,
        fiscal_year: calendar.label(assumptions.year_start()),
        fiscal_year_from: assumptions.year_start(),
        fiscal_period: calendar.period_label(period),
        first_day: calendar.first_day(period),
        last_day: calendar.last_day(period),
        weeks: Some(calendar.rules.weeks).filter(|_| calendar.is_of_weeks()),
        weeks_of_year: calendar.weeks_of_year(assumptions.year_start()),
    })
}

/// The part that `check` prints.
pub fn check_record(portfolio: &Portfolio, found: &[Finding], period: Month) -> CheckRecord {
    CheckRecord {
        format: CHECK_FORMAT,
        period,
        files: files(&portfolio.files),
        submitters: submitters(portfolio),
        findings: findings(found),
    }
}

/// The part that `status` prints.
pub fn status_record(portfolio: &Portfolio, period: Month) -> StatusRecord {
    StatusRecord { format: STATUS_FORMAT, period, submitters: submitters(portfolio) }
}

fn submitters(portfolio: &Portfolio) -> Vec<SubmitterRecord> {
    let paths = |files: &[u32]| -> Vec<String> {
        files.iter().map(|file| portfolio.files[*file as usize].source.path.to_string()).collect()
    };
    const SEVERITIES: [Severity; 4] = [Severity::Refused, Severity::SetAside, Severity::Rejected, Severity::Noted];
    let record = |status: &SubmitterStatus| SubmitterRecord {
        name: status.name.to_string(),
        address: status.address.clone(),
        expected: status.is_expected,
        due_on: status.due_on,
        sent: status.sent,
        unchanged: status.is_unchanged,
        saved_at: status.saved_at,
        files: paths(&status.files),
        replaced_files: paths(&status.replaced),
        findings: SEVERITIES.map(Severity::text).into_iter().zip(status.findings).collect(),
        not_counted_cents: status.not_counted.0,
        sent_last: status.sent_last,
        initiatives_last: status.initiatives_last,
    };
    portfolio.submitters.iter().map(record).collect()
}

fn part(part: quality::Part) -> PartRecord {
    PartRecord { numerator: part.good, denominator: part.all }
}

fn files(files: &[CheckedFile]) -> Vec<FileRecord> {
    files
        .iter()
        .map(|file| FileRecord {
            path: file.source.path.to_string(),
            sha256: file.source.sha256.clone(),
            format: file.format,
            skipped_because: file.skipped_because.clone(),
            submitter: file.submitter.as_ref().map(|name| name.to_string()),
            saved_at: file.properties.saved_at,
            replaced_by: file.replaced_by.as_ref().map(|path| path.to_string()),
            unchanged_since: file.unchanged_since,
            quality: QualityRecord {
                completeness: part(file.quality.completeness),
                validity: part(file.quality.validity),
                freshness: part(file.quality.freshness),
            },
            sheets: file
                .sheets
                .iter()
                .map(|sheet| SheetRecord {
                    name: sheet.name.to_string(),
                    kind: sheet.kind.map_or("ignored", SheetKind::key),
                    // A month before has no rows of sheets to point at any more.
                    header_row: sheet.kind.map(|_| sheet.header_row).filter(|row| *row > 0),
                    rows_read: sheet.rows_read,
                    rows_accepted: sheet.rows_accepted,
                    rows_set_aside: sheet.rows_set_aside,
                    rows_blank: sheet.rows_blank,
                })
                .collect(),
        })
        .collect()
}

fn findings(found: &[Finding]) -> FindingsRecord {
    let mut by_severity = BTreeMap::new();
    let mut by_code = BTreeMap::new();
    for finding in found {
        *by_severity.entry(finding.severity.text()).or_default() += 1;
        *by_code.entry(finding.code.text()).or_default() += 1;
    }
    let list = found
        .iter()
        .map(|finding| FindingRecord {
            severity: finding.severity,
            code: finding.code,
            file: finding.address.file.to_string(),
            sheet: finding.address.sheet.as_ref().map(|sheet| sheet.to_string()),
            cell: finding.address.cell.map(|cell| cell.to_string()),
            column: finding.column.to_string(),
            found: finding.found.clone(),
            problem: finding.problem.clone(),
            instead: finding.instead.clone(),
            cents: finding.cents.map(|cents| cents.0),
        })
        .collect();
    FindingsRecord { by_severity, by_code, list }
}

fn checks(context: &ReportContext) -> ChecksRecord {
    let list: Vec<CheckLine> = context
        .checks
        .iter()
        .map(|check| CheckLine {
            group: check.cut.name(),
            scope: check.scope.clone(),
            measure: check.measure.clone(),
            unit: match check.unit {
                CheckUnit::Cents => "cents",
                CheckUnit::Rows => "rows",
            },
            read: check.read,
            reported: check.reported,
            holds: check.holds(),
        })
        .collect();
    ChecksRecord { all_hold: list.iter().all(|check| check.holds), list, ledger: ledger(context) }
}

fn ledger(context: &ReportContext) -> Vec<LedgerLineRecord> {
    let record = |line: &LedgerLine| LedgerLineRecord {
        department: line.department.to_string(),
        month: line.month,
        measure: context.title(SheetKind::ControlTotals, line.measure).to_owned(),
        intake: line.intake.0,
        ledger: line.ledger.0,
        difference: line.difference().0,
        within_tolerance: !line.differs,
    };
    context.portfolio.ledger.iter().map(record).collect()
}

fn totals(portfolio: &Portfolio, rules: &Rules) -> TotalsRecord {
    let rows = SheetKind::ALL.map(|kind| (kind.name().to_owned(), portfolio.table(kind).len() as u64));
    let title = |kind, key: &str| rules.dictionary.field(kind, key).map_or(key, |field| &field.title).to_owned();
    let cents = TOTALS.map(|(kind, key)| {
        let sum: Cents = portfolio.table(kind).money(key).iter().flatten().copied().sum();
        (title(kind, key), sum.0)
    });
    let apart = TOTALS.map(|(kind, key)| (title(kind, key), portfolio.counted_apart(key).0));
    TotalsRecord { rows: rows.into(), cents: cents.into(), cents_counted_apart: apart.into() }
}

/// The portfolio's figures, each with what it is made of.
fn portfolio(context: &ReportContext) -> BTreeMap<&'static str, FigureRecord> {
    let metrics = context.metrics;
    let total = &metrics.total.money;
    let year = &total.year_to_date;
    let mut figures = BTreeMap::new();
    // What is not known is null, never 0.
    let mut amount = |key, is_known: bool, cents: Cents, left_out: u32| {
        let cents = is_known.then_some(cents.0);
        figures.insert(
            key,
            FigureRecord {
                value: cents.map(|cents| cents as f64 / 100.0),
                numerator: cents,
                denominator: None,
                left_out,
                unit: "currency",
            },
        );
    };
    for (span, window) in [("month", &total.month), ("ytd", year), ("life", &total.life)] {
        let keys: [&'static str; 4] = match span {
            "month" => ["cost_planned_month", "cost_actual_month", "benefit_planned_month", "benefit_actual_month"],
            "ytd" => ["cost_planned_ytd", "cost_actual_ytd", "benefit_planned_ytd", "benefit_actual_ytd"],
            _ => ["cost_planned_life", "cost_actual_life", "benefit_planned_life", "benefit_actual_life"],
        };
        for (keys, side) in [([keys[0], keys[1]], &window.cost), ([keys[2], keys[3]], &window.benefit)] {
            amount(keys[0], side.has_plan(), side.planned, side.unreported);
            amount(keys[1], side.has_actual(), side.actual, side.unreported);
        }
    }
    for link in &CHAIN {
        for (key, side) in link.keys.into_iter().zip([&year.cost, &year.benefit]) {
            amount(key, (link.is_known)(side), (link.amount)(side), side.unreported);
        }
    }
    amount("benefit_validated_ytd", year.benefit.has_actual(), year.benefit_validated, 0);
    let is_ahead = |month: &&MonthMetrics| month.month <= context.assumptions.year_end();
    let (costs, benefits) = metrics.months.iter().filter(is_ahead).fold((false, false), |(cost, benefit), month| {
        (cost || month.cost_outlook.is_some(), benefit || month.benefit_outlook.is_some())
    });
    let is_outlook = |side: &PlanActual, ahead: bool| ahead || side.has_plan() || side.has_actual();
    amount("cost_outlook_year", is_outlook(&year.cost, costs), total.year_cost_outlook, 0);
    amount("benefit_outlook_year", is_outlook(&year.benefit, benefits), total.year_benefit_outlook, 0);
    let budgets_missing =
        context.portfolio.initiatives.money("budget_requested").iter().filter(|budget| budget.is_none()).count();
    let has_budget = budgets_missing < context.portfolio.initiatives.len();
    amount("budget_requested", has_budget, metrics.total.budget_requested, budgets_missing as u32);
    let mut ratio = |key, ratio: Ratio| {
        figures.insert(
            key,
            FigureRecord {
                value: ratio.value(),
                numerator: Some(ratio.numerator),
                denominator: Some(ratio.denominator),
                left_out: ratio.left_out,
                unit: "fraction",
            },
        );
    };
    ratio("benefit_realisation_ytd", year.benefit.realisation());
    ratio("benefit_realisation_life", total.life.benefit.realisation());
    ratio("cost_of_plan_ytd", year.cost.realisation());
    ratio(
        "benefit_validated_share_ytd",
        Ratio {
            numerator: year.benefit_validated.0,
            denominator: year.benefit.actual.0,
            left_out: year.benefit.unreported,
        },
    );
    let attainment = &metrics.total.attainment;
    ratio(
        "kpis_at_target",
        Ratio {
            numerator: attainment.at_target.into(),
            denominator: attainment.known.into(),
            left_out: attainment.unknown,
        },
    );
    if let Some(met) = metrics.health.measure("M14a") {
        let whole = |part: Option<Part>| part.map(|part| part.number().round() as i64);
        let (numerator, denominator) = (whole(met.numerator), whole(met.denominator));
        let left_out = met.left_out;
        let record = FigureRecord { value: met.value, numerator, denominator, left_out, unit: "fraction" };
        figures.insert("controls_met", record);
    }
    let count = |count: usize, left_out: usize| FigureRecord {
        value: Some(count as f64),
        numerator: Some(count as i64),
        denominator: None,
        left_out: left_out as u32,
        unit: "count",
    };
    let without_phase = metrics.initiatives.iter().filter(|one| one.phase.is_none()).count();
    let in_phase = |phase| metrics.initiatives.iter().filter(|one| one.phase == Some(phase)).count();
    let ranked = metrics.initiatives.iter().filter(|one| one.rank.is_some()).count();
    figures.insert("initiatives", count(metrics.initiatives.len(), 0));
    figures.insert("initiatives_in_production", count(in_phase(Phase::Production), without_phase));
    figures.insert("initiatives_in_pilot", count(in_phase(Phase::Pilot), without_phase));
    figures.insert("initiatives_ranked", count(ranked, metrics.initiatives.len() - ranked));
    let mean = FigureRecord {
        value: attainment.mean,
        numerator: None,
        denominator: Some(attainment.known.into()),
        left_out: attainment.unknown,
        unit: "fraction",
    };
    figures.insert("kpi_attainment_mean", mean);
    figures
}

/// A measure with its parts: money in cents, like all money of the record.
fn measure(context: &ReportContext, measure: &Measure) -> MeasureRecord {
    let ids = context.portfolio.initiatives.text("initiative_id");
    MeasureRecord {
        id: measure.id().to_owned(),
        key: measure.declared.key.to_string(),
        name: measure.label().to_owned(),
        short_name: measure.declared.short_label.to_string(),
        unit: measure.unit().key(),
        direction: measure.declared.direction.key(),
        formula: health::formula(context, &measure.declared),
        value: measure.value,
        numerator: measure.numerator.map(Part::number),
        denominator: measure.denominator.map(Part::number),
        rows_used: measure.used,
        left_out: measure.left_out,
        at_least: measure.target.and_then(|target| match target {
            Target::AtLeast(least) => Some(least),
            Target::AtMost(_) => None,
        }),
        at_most: measure.target.and_then(|target| match target {
            Target::AtMost(most) => Some(most),
            Target::AtLeast(_) => None,
        }),
        is_met: measure.is_met(),
        initiatives: measure
            .concerned
            .iter()
            .filter_map(|row| ids[*row as usize].as_deref().map(str::to_owned))
            .collect(),
        columns_missing: health::missing_columns(context, &measure.declared).into_iter().map(str::to_owned).collect(),
        mission: mission::answered_by(measure.family()).map(|sentence| sentence.words).collect(),
    }
}

/// Columns are found once for all rows.
fn initiatives(context: &ReportContext) -> Vec<InitiativeRecord> {
    let table = &context.portfolio.initiatives;
    let texts = ["initiative_id", "name", "department", "phase", "sponsor_email"].map(|key| table.text(key));
    let budgets = table.money("budget_requested");
    context.metrics.initiatives.iter().map(|one| initiative(context, one, texts, budgets)).collect()
}

fn initiative(
    context: &ReportContext,
    metrics: &InitiativeMetrics,
    texts: [&[Option<Arc<str>>]; 5],
    budgets: &[Option<Cents>],
) -> InitiativeRecord {
    let row = metrics.row as usize;
    let [id, name, department, phase, sponsor_email] =
        texts.map(|column| column[row].as_ref().map(ToString::to_string));
    let origin = context.portfolio.initiatives.origins[row];
    let file = &context.portfolio.files[origin.file as usize];
    let money = &metrics.money;
    let planned = |money: &PlanActual| (money.compared > 0).then_some(money.planned.0);
    let actual = |money: &PlanActual| (money.reported() > 0).then_some(money.actual.0);
    let has_money = metrics.reports_money;
    let realisation = money.year_to_date.benefit.realisation();
    InitiativeRecord {
        initiative_id: id.unwrap_or_default(),
        name,
        department,
        phase,
        sponsor_email: sponsor_email.map(|address| as_kept(&address)),
        file: file.source.path.to_string(),
        sheet: file.sheets[origin.sheet as usize].name.to_string(),
        row: origin.row + 1,
        score: metrics.score.score,
        score_low: metrics.score.low,
        score_high: metrics.score.high,
        coverage: metrics.score.coverage,
        rank: metrics.rank.map(|rank| rank.place),
        rank_tied: metrics.rank.is_some_and(|rank| rank.tied),
        value: metrics.value,
        feasibility_score: metrics.feasibility,
        quadrant: metrics.quadrant.map(|quadrant| quadrant.name()),
        budget_requested_cents: budgets[row].map(|cents| cents.0),
        npv_cents: metrics.npv.map(|cents| cents.0),
        plan_months_incomplete: metrics.plan.months_incomplete(),
        npv_bound: metrics.npv.and(metrics.plan.bound()),
        plan_last_month: metrics.plan.end,
        plan_ends_before_horizon: metrics.plan.ends_before_horizon,
        payback_months: match metrics.payback {
            Payback::Months(months) => Some(months),
            Payback::BeyondPlan | Payback::NoPlan => None,
        },
        payback_lost_again: metrics.payback_lost_again,
        appraisal: record_funding::appraisal(&metrics.appraisal),
        cost_planned_month_cents: planned(&money.month.cost),
        cost_actual_month_cents: actual(&money.month.cost),
        benefit_planned_month_cents: planned(&money.month.benefit),
        benefit_actual_month_cents: actual(&money.month.benefit),
        cost_planned_ytd_cents: planned(&money.year_to_date.cost),
        cost_actual_ytd_cents: actual(&money.year_to_date.cost),
        benefit_planned_ytd_cents: planned(&money.year_to_date.benefit),
        benefit_actual_ytd_cents: actual(&money.year_to_date.benefit),
        cost_planned_life_cents: planned(&money.life.cost),
        cost_actual_life_cents: actual(&money.life.cost),
        benefit_planned_life_cents: planned(&money.life.benefit),
        benefit_actual_life_cents: actual(&money.life.benefit),
        cost_outlook_year_cents: has_money.then_some(money.year_cost_outlook.0),
        benefit_outlook_year_cents: has_money.then_some(money.year_benefit_outlook.0),
        benefit_realisation: realisation.value(),
        benefit_realisation_left_out: realisation.left_out,
        kpi_attainment: metrics.attainment.mean,
        kpis_known: metrics.attainment.known,
        kpis_unknown: metrics.attainment.unknown,
    }
}
