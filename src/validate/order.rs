//! What the cells of one row must be to each other.

use super::{kinds::Remark, sheet::Sheet};
use crate::model::{
    dictionary::SheetKind,
    finding::{Code, Finding, Severity},
    phase::Phase,
    table::Table,
};
use jiff::civil::Date;

/// The dates of an initiative in the order in which they must come.
const STEPS: [&str; 6] = ["submitted_on", "assessed_on", "approved_on", "pilot_on", "production_on", "retired_on"];

/// Adds findings about rows whose cells contradict each other.
pub fn check(sheet: &Sheet, table: &Table, findings: &mut Vec<Finding>) {
    match sheet.raw.kind {
        SheetKind::Initiatives => {
            dates_in_order(sheet, table, findings);
            controls_that_apply(sheet, table, findings);
        }
        SheetKind::Outcomes => direction_and_target(sheet, table, findings),
        SheetKind::Team => from_before_to(sheet, table, findings),
        SheetKind::Financials => {}
    }
}

/// Each date of a phase must not lie before the one before it. Both stay: which of the two is wrong only people know.
fn dates_in_order(sheet: &Sheet, table: &Table, findings: &mut Vec<Finding>) {
    for row in 0..table.len() {
        let mut last: Option<(Date, &str)> = None;
        for key in STEPS {
            let Some(field) = sheet.rules.dictionary.field(SheetKind::Initiatives, key) else { continue };
            let Some(day) = table.date(key)[row] else { continue };
            if let Some((before, title)) = last
                && day < before
            {
                let remark = Remark::new(
                    Code::DatesOutOfOrder,
                    format!("{} ({day}) lies before {title} ({before})", field.title),
                )
                .advise(format!("a date on or after {before}, or mend {title}"));
                findings.push(sheet.finding(Severity::Noted, field, row, remark));
            }
            last = Some((day, &field.title));
        }
    }
}

/// Which controls apply: (key, from which phase, for which risk tiers; none named is all).
/// Basis: NIST AI RMF, ISO/IEC 42001, the tiers of the EU AI Act.
const CONTROLS: [(&str, Phase, &[&str]); 5] = [
    ("impact_assessment", Phase::Approved, &["High", "Limited"]),
    ("predeployment_test", Phase::Pilot, &[]),
    ("data_signoff", Phase::Pilot, &[]),
    ("human_oversight", Phase::Pilot, &["High"]),
    ("monitoring", Phase::Production, &["High", "Limited"]),
];

/// "N/A" typed where a control applies is a doubt: it may be right, but somebody has to say so.
fn controls_that_apply(sheet: &Sheet, table: &Table, findings: &mut Vec<Finding>) {
    for (key, from, tiers) in CONTROLS {
        let Some(field) = sheet.rules.dictionary.field(SheetKind::Initiatives, key) else { continue };
        for row in 0..table.len() {
            let phase = table.text("phase")[row].as_deref().and_then(Phase::named);
            let tier = table.text("risk_tier")[row].as_deref();
            let applies = phase.is_some_and(|phase| phase.in_flight() && phase.has_reached(from))
                && (tiers.is_empty() || tier.is_some_and(|tier| tiers.contains(&tier)));
            if applies && table.text(key)[row].as_deref() == Some("N/A") {
                let tier = tier.unwrap_or("not reported");
                let remark = Remark::new(
                    Code::ControlApplies,
                    format!("{} applies in this phase at risk tier {tier}", field.title),
                )
                .advise("Yes, In progress, No or Waived");
                findings.push(sheet.finding(Severity::Noted, field, row, remark));
            }
        }
    }
}

fn direction_and_target(sheet: &Sheet, table: &Table, findings: &mut Vec<Finding>) {
    let Some(field) = sheet.rules.dictionary.field(SheetKind::Outcomes, "direction") else { return };
    for row in 0..table.len() {
        let (Some(direction), Some(baseline), Some(target)) =
            (table.text("direction")[row].as_deref(), table.number("baseline")[row], table.number("target")[row])
        else {
            continue;
        };
        let against = match direction {
            "Higher is better" => target < baseline,
            "Lower is better" => target > baseline,
            _ => false,
        };
        if against {
            let remark = Remark::new(
                Code::DirectionAgainstTarget,
                format!("{direction}, but the target {target} is worse than the baseline {baseline}"),
            )
            .advise("the other direction, or mend the target");
            findings.push(sheet.finding(Severity::Noted, field, row, remark));
        }
    }
}

fn from_before_to(sheet: &Sheet, table: &Table, findings: &mut Vec<Finding>) {
    let Some(field) = sheet.rules.dictionary.field(SheetKind::Team, "to") else { return };
    for row in 0..table.len() {
        if let (Some(from), Some(to)) = (table.month("from")[row], table.month("to")[row])
            && to < from
        {
            let remark = Remark::new(Code::DatesOutOfOrder, format!("To ({to}) lies before From ({from})"))
                .advise(format!("a month from {from} on"));
            findings.push(sheet.finding(Severity::Noted, field, row, remark));
        }
    }
}
