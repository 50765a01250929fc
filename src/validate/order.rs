//! What the cells of one row must be to each other.

use super::{kinds::Remark, sheet::Sheet};
use crate::model::{
    control::Control,
    dictionary::SheetKind,
    finding::{Code, Finding, Severity},
    period::Month,
    phase::Phase,
    table::Table,
};
use jiff::civil::Date;

/// The dates of an initiative in the order in which they must come.
const STEPS: [&str; 6] = ["submitted_on", "assessed_on", "approved_on", "pilot_on", "production_on", "retired_on"];

/// The dates of a KPI likewise.
const OF_A_KPI: [[&str; 2]; 2] = [["baseline_on", "target_on"], ["baseline_on", "read_on"]];

/// Adds findings about rows whose cells contradict each other.
pub fn check(sheet: &Sheet, table: &Table, findings: &mut Vec<Finding>) {
    match sheet.raw.kind {
        SheetKind::Initiatives => {
            dates_in_order(sheet, table, &STEPS, findings);
            controls_that_apply(sheet, table, findings);
        }
        SheetKind::Outcomes => {
            direction_and_target(sheet, table, findings);
            OF_A_KPI.iter().for_each(|steps| dates_in_order(sheet, table, steps, findings));
            bands(sheet, table, findings);
        }
        SheetKind::Team => from_before_to(sheet, table, findings),
        SheetKind::Financials => percentages_rise(sheet, table, findings),
        SheetKind::Decisions | SheetKind::ControlTotals | SheetKind::Rates | SheetKind::Usage => {}
    }
}

/// Each date must not lie before the one before it. Both stay: which of the two is wrong only people know.
fn dates_in_order(sheet: &Sheet, table: &Table, steps: &[&str], findings: &mut Vec<Finding>) {
    for row in 0..table.len() {
        let mut last: Option<(Date, &str)> = None;
        for key in steps {
            let Some(field) = sheet.rules.dictionary.field(sheet.raw.kind, key) else { continue };
            let Some(day) = table.date(key)[row] else { continue };
            if let Some((before, title)) = last
                && day < before
            {
                let remark = Remark::new(
                    Code::DatesOutOfOrder,
                    format!("{} ({day}) lies before {title} ({before})", field.title),
                )
                .advise(format!("a date on or after {before}, or correct {title}"));
                findings.push(sheet.finding(Severity::Noted, field, row, remark));
            }
            last = Some((day, &field.title));
        }
    }
}

/// "N/A" typed where a control applies is a doubt: it may be right, but somebody has to say so.
fn controls_that_apply(sheet: &Sheet, table: &Table, findings: &mut Vec<Finding>) {
    // A review is a day, which cannot be "N/A".
    for control in Control::ALL.into_iter().filter(|control| *control != Control::Review) {
        let Some(field) = sheet.rules.dictionary.field(SheetKind::Initiatives, control.key()) else { continue };
        for row in 0..table.len() {
            let phase = table.text("phase")[row].as_deref().and_then(Phase::named);
            let tier = table.text("risk_tier")[row].as_deref();
            let applies = phase.and_then(|phase| control.applies(phase, tier)) == Some(true);
            if applies && table.text(control.key())[row].as_deref() == Some("N/A") {
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
            .advise("the other direction, or correct the target");
            findings.push(sheet.finding(Severity::Noted, field, row, remark));
        }
    }
}

/// A band whose lower end is above its upper one holds nothing.
fn bands(sheet: &Sheet, table: &Table, findings: &mut Vec<Finding>) {
    let [low, high] = ["band_low", "band_high"].map(|key| sheet.rules.dictionary.field(SheetKind::Outcomes, key));
    let Some((low, high)) = low.zip(high) else { return };
    for row in 0..table.len() {
        if let (Some(least), Some(most)) = (table.number("band_low")[row], table.number("band_high")[row])
            && least > most
        {
            let problem = format!("{} ({least}) is above {} ({most}), so the KPI has no band", low.title, high.title);
            let remark = Remark::new(Code::OutOfRange, problem).advise(format!("a number up to {most}"));
            findings.push(sheet.finding(Severity::Noted, low, row, remark));
        }
    }
}

/// Per cent complete is cumulative, so it cannot fall from one month to a later one.
fn percentages_rise(sheet: &Sheet, table: &Table, findings: &mut Vec<Finding>) {
    for key in ["percent_planned", "percent_actual"] {
        let Some(field) = sheet.rules.dictionary.field(SheetKind::Financials, key) else { continue };
        let mut by_month: Vec<(&str, Month, usize, f64)> = (0..table.len())
            .filter_map(|row| {
                let id = table.text("initiative_id")[row].as_deref()?;
                Some((id, table.month("month")[row]?, row, table.number(key)[row]?))
            })
            .collect();
        by_month.sort_by(|one, other| (one.0, one.1, one.2).cmp(&(other.0, other.1, other.2)));
        for of_one in by_month.chunk_by(|one, other| one.0 == other.0) {
            for pair in of_one.windows(2) {
                let [(_, before, _, high), (_, month, row, low)] = pair else { continue };
                if month > before && *low < high - 1e-9 {
                    let percent = |share: f64| format!("{}%", (share * 1000.0).round() / 10.0);
                    let remark = Remark::new(
                        Code::PercentFalls,
                        format!(
                            "{} falls from {} in {before} to {} in {month}",
                            field.title,
                            percent(*high),
                            percent(*low)
                        ),
                    )
                    .advise("the share of the whole that is complete, or correct the month before");
                    findings.push(sheet.finding(Severity::Noted, field, *row, remark));
                }
            }
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
