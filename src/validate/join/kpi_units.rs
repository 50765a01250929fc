//! KPIs in money: each stands in a currency of its own and needs no rate, because what is reached is a share of its own
//! way. What would be wrong is a KPI of which one row says one currency, or one scale, and another row another.

use super::Joined;
use crate::model::{
    dictionary::SheetKind,
    finding::{Code, Finding, Severity},
    identifier::identifier_key,
    unit::{Said, Unit, may_be},
};
use std::collections::BTreeMap;

/// The fields that are numbers of the KPI's unit.
const NUMBERS: [&str; 5] = ["actual", "baseline", "target", "band_low", "band_high"];

impl Joined<'_> {
    /// The latest row of a KPI says in what it stands. Numbers of rows in another currency or scale do not count, and a
    /// finding says so: they would be taken one to one.
    pub(super) fn settle_units_of_kpis(&mut self, findings: &mut Vec<Finding>) {
        let kind = SheetKind::Outcomes;
        for rows in self.rows_of_kpis_in_money() {
            let Some((latest, own)) = rows.last() else { continue };
            let others = rows.iter().filter(|(_, unit)| !is_same(unit, own));
            for (row, _) in others {
                let table = self.table(kind);
                let shown = |row: usize| table.text("unit")[row].as_deref().unwrap_or_default().to_owned();
                let kpi = table.text("kpi")[*row].as_deref().unwrap_or_default();
                let latest_cell = self.finding(Severity::Rejected, Code::UnknownCurrency, kind, "unit", *latest);
                let mut finding = self.finding(Severity::Rejected, Code::UnknownCurrency, kind, "unit", *row);
                finding.found = shown(*row);
                finding.problem = format!(
                    "{kpi} is in {} here and in {} in its latest row ({}); the numbers of this row are not counted",
                    shown(*row),
                    shown(*latest),
                    latest_cell.address
                );
                finding.instead =
                    "Type the whole KPI in one currency and scale; it need not be the currency of the report."
                        .to_owned();
                findings.push(finding);
                for key in NUMBERS {
                    if let Some(values) = self.table_mut(kind).values_mut(key) {
                        values.forget(*row);
                    }
                }
            }
        }
    }

    /// The rows of each KPI that say a currency, in the order in which they were read; rows of days to come are none.
    fn rows_of_kpis_in_money(&self) -> Vec<Vec<(usize, Unit)>> {
        let table = self.table(SheetKind::Outcomes);
        let end = self.rules.calendar.last_day(self.rules.period);
        let (ids, kpis, days) = (table.text("initiative_id"), table.text("kpi"), table.date("read_on"));
        let mut rows_of: BTreeMap<(String, String), Vec<(usize, Unit)>> = BTreeMap::new();
        for (row, unit) in table.text("unit").iter().enumerate() {
            let Some(Said::Unit(unit)) = unit.as_deref().map(Said::of) else { continue };
            let (Some(id), Some(kpi)) = (&ids[row], &kpis[row]) else { continue };
            if unit.currency.is_some() && days[row].is_none_or(|day| day <= end) {
                let name = kpi.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
                rows_of.entry((identifier_key(id), name)).or_default().push((row, unit));
            }
        }
        let mut rows: Vec<_> = rows_of.into_values().collect();
        rows.iter_mut().for_each(|rows| rows.sort_by_key(|(row, _)| days[*row]));
        rows
    }
}

/// The same scale, and currencies that may be one: `$` and USD.
fn is_same(one: &Unit, other: &Unit) -> bool {
    let (Some(one_currency), Some(other_currency)) = (&one.currency, &other.currency) else { return true };
    one.zeros == other.zeros && (may_be(one_currency, other_currency) || may_be(other_currency, one_currency))
}
