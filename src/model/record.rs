//! `run.json`: the public, versioned record of a run. Its shape is `templates/run.schema.json`; what is not known is
//! null; money is whole cents in keys ending in `_cents`; shares are fractions. No clock and no absolute path.

use super::{
    finding::Severity,
    fiscal::{NamedBy, Weeks},
    period::Month,
};
use super::{
    record_ai_act::AiActRecord,
    record_funding::{AppraisalRecord, FundingRecord, RobustnessRecord, WeightsRecord},
    record_people::PeopleAheadRecord,
};
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc};

/// Version of the format; a change that readers could trip over makes a new one.
pub const FORMAT: &str = "coe-report/run/1";

/// Version of what `check --json` prints.
pub const CHECK_FORMAT: &str = "coe-report/check/1";

/// Version of what `status --json` prints.
pub const STATUS_FORMAT: &str = "coe-report/status/1";

/// The whole record.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key, and CI checks records against it")]
pub struct RunRecord {
    pub format: &'static str,
    pub program_version: &'static str,
    pub period: Month,
    pub state: String,
    pub settings_digest: String,
    pub currency: String,
    /// None where fiscal years are of calendar months and called as they always were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fiscal_calendar: Option<FiscalCalendarRecord>,
    pub files: Vec<FileRecord>,
    pub submitters: Vec<SubmitterRecord>,
    pub findings: FindingsRecord,
    pub checks: ChecksRecord,
    pub totals: TotalsRecord,
    pub portfolio: BTreeMap<&'static str, FigureRecord>,
    pub measures: Vec<MeasureRecord>,
    pub weights: WeightsRecord,
    pub funding: Option<FundingRecord>,
    pub robustness: Option<RobustnessRecord>,
    pub initiatives: Vec<InitiativeRecord>,
    /// None where the settings have no approval limits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decisions: Option<Vec<DecisionRecord>>,
    /// None where every amount is in the report's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currencies: Option<CurrenciesRecord>,
    /// None where the settings ask for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_currency: Option<SecondCurrencyRecord>,
    /// None where the intake has no bill.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing: Option<BillingRecord>,
    /// None where nobody says how much was used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unit_costs: Vec<UnitCostRecord>,
    /// None where the settings have no capacity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people_ahead: Option<PeopleAheadRecord>,
    /// None where nobody typed anything of the register.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ai_act: Option<AiActRecord>,
    pub changes: Option<ChangesRecord>,
    pub outputs: Vec<OutputRecord>,
}

/// What a unit of use costs an initiative to run.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct UnitCostRecord {
    pub initiative_id: String,
    pub unit: String,
    pub volumes_from: &'static str,
    pub planned: CostAndVolumeRecord,
    pub actual: CostAndVolumeRecord,
    pub running_share_of_cost: Option<f64>,
    pub running_cost_per_active_user: Option<f64>,
    pub rises_while_volume_falls: bool,
    pub months: Vec<UnitMonthRecord>,
}

/// The same of a month.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct UnitMonthRecord {
    pub month: Month,
    pub planned: CostAndVolumeRecord,
    pub actual: CostAndVolumeRecord,
}

/// Running cost, volume, and one over the other.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct CostAndVolumeRecord {
    pub running_cost_cents: Option<i64>,
    pub volume: Option<f64>,
    pub unit_cost: Option<f64>,
}

/// Bills of providers: what became of all they have.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct BillingRecord {
    pub bills: Vec<BillRecord>,
    pub costs: Vec<BilledCostRecord>,
    pub typed_and_billed: Vec<TypedAndBilledRecord>,
}

/// A bill in one currency. Its amounts are in that currency.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct BillRecord {
    pub file: String,
    pub currency: String,
    pub rows: u64,
    pub total: String,
    pub total_cents: Option<i64>,
    pub rounding: String,
    pub parts: BTreeMap<&'static str, BillPartRecord>,
}

/// What became of a part of a bill.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct BillPartRecord {
    pub rows: u64,
    pub cents: i64,
}

/// A billed cost of an initiative in a month.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct BilledCostRecord {
    pub initiative_id: String,
    pub month: Month,
    pub file: String,
    pub rows: u64,
    pub currency: String,
    pub local_cents: i64,
    pub part: &'static str,
}

/// A cost that was typed and billed.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct TypedAndBilledRecord {
    pub initiative_id: String,
    pub month: Month,
    pub typed_at: String,
    pub typed_cents: Option<i64>,
    pub billed_cents: Option<i64>,
    pub counts: super::billing::TypedOrBilled,
}

/// A question to be decided, and who may.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct DecisionRecord {
    pub initiative_id: String,
    pub asked: String,
    pub by: Option<String>,
    pub amount_cents: Option<i64>,
    pub who: Option<String>,
    pub up_to_cents: Option<i64>,
    pub signatures: Option<u8>,
}

/// What the settings say of fiscal years, and what the reporting month is by them.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct FiscalCalendarRecord {
    pub named_by: NamedBy,
    pub fiscal_year: String,
    pub fiscal_year_from: Month,
    pub fiscal_period: String,
    pub first_day: String,
    pub last_day: String,
    pub weeks: Option<Weeks>,
    pub weeks_of_year: Option<i32>,
}

/// Totals to date in a second currency.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct SecondCurrencyRecord {
    pub currency: String,
    pub cost_plan_to_date_cents: Option<i64>,
    pub cost_actual_to_date_cents: Option<i64>,
    pub benefit_plan_to_date_cents: Option<i64>,
    pub benefit_actual_to_date_cents: Option<i64>,
    pub months: Vec<SecondMonthRecord>,
}

/// A month of them.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct SecondMonthRecord {
    pub month: Month,
    pub plan_rate: Option<f64>,
    pub average_rate: Option<f64>,
    pub cost_planned_cents: Option<i64>,
    pub cost_actual_cents: Option<i64>,
    pub benefit_planned_cents: Option<i64>,
    pub benefit_actual_cents: Option<i64>,
}

/// Other currencies: at which rates their amounts were converted, and what rates did to the year to date.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct CurrenciesRecord {
    pub rates: Vec<RateRecord>,
    pub cost: RateEffectRecord,
    pub benefit: RateEffectRecord,
    pub months: Vec<RateEffectMonthRecord>,
    pub local_amounts: Vec<LocalSumRecord>,
}

/// A rate that was used.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct RateRecord {
    pub currency: String,
    pub rate_kind: &'static str,
    pub month: Option<Month>,
    pub fiscal_year_from: Option<Month>,
    pub rate: f64,
    pub rate_cells: Vec<String>,
    pub made_of: String,
}

/// A difference from plan in its two effects.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct RateEffectRecord {
    pub variance_cents: Option<i64>,
    pub variance_at_plan_rates_cents: Option<i64>,
    pub rate_effect_cents: i64,
    pub months_without_plan_rate: u32,
}

/// The two effects of an initiative in a month. There are many of them: each is as short as it can be.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct RateEffectMonthRecord {
    pub initiative_id: Arc<str>,
    pub month: Month,
    pub cost_variance_cents: Option<i64>,
    pub cost_rate_effect_cents: Option<i64>,
    pub benefit_variance_cents: Option<i64>,
    pub benefit_rate_effect_cents: Option<i64>,
}

/// Amounts of one currency, file and field, in that currency.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct LocalSumRecord {
    pub currency: String,
    pub file: String,
    pub field: String,
    pub read_cents: i64,
    pub apart_cents: i64,
}

/// The reporting month against the last closed one.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct ChangesRecord {
    pub since: Month,
    pub revision: u32,
    pub movers: Vec<MoverRecord>,
    pub restated: Vec<RestatedRecord>,
    pub plans_rewritten: Vec<RewrittenRecord>,
    pub plans_off_baseline: Vec<OffBaselineRecord>,
    pub asked: Vec<AskedRecord>,
    pub forecast_accuracy: Vec<AccuracyRecord>,
    pub like_for_like: BTreeMap<&'static str, FigureMoveRecord>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rate_effects: Vec<RateEffectSinceRecord>,
}

/// What exchange rates did to the year's outlook of an initiative since the last closed month.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct RateEffectSinceRecord {
    pub initiative_id: String,
    pub cost_outlook_before_cents: Option<i64>,
    pub cost_outlook_now_cents: Option<i64>,
    pub cost_rate_effect_cents: i64,
    pub benefit_outlook_before_cents: Option<i64>,
    pub benefit_outlook_now_cents: Option<i64>,
    pub benefit_rate_effect_cents: i64,
}

/// How an initiative moved; values are words, cents, places or fractions by its kind.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct MoverRecord {
    pub initiative_id: String,
    pub kind: &'static str,
    pub before: Option<ChangeValue>,
    pub now: Option<ChangeValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_effect_cents: Option<i64>,
}

/// A value of a mover.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum ChangeValue {
    /// A phase or an id.
    Text(String),
    /// Cents or a place.
    Whole(i64),
    /// A fraction.
    Number(f64),
}

/// An actual of a closed month that is different now.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct RestatedRecord {
    pub initiative_id: String,
    pub month: Month,
    pub side: &'static str,
    pub before_cents: Option<i64>,
    pub now_cents: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_effect_cents: Option<i64>,
}

/// A plan that is different now.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct RewrittenRecord {
    pub initiative_id: String,
    pub months: u32,
    pub past_months: u32,
    pub cost_before_cents: i64,
    pub cost_now_cents: i64,
    pub benefit_before_cents: i64,
    pub benefit_now_cents: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_rate_effect_cents: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benefit_rate_effect_cents: Option<i64>,
}

/// A plan that is off its baseline.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct OffBaselineRecord {
    pub initiative_id: String,
    pub baseline_set_in: Month,
    pub cost_baseline_cents: i64,
    pub cost_now_cents: i64,
    pub benefit_baseline_cents: i64,
    pub benefit_now_cents: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_rate_effect_cents: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benefit_rate_effect_cents: Option<i64>,
    pub approved_on: Option<String>,
}

/// A decision asked last month.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct AskedRecord {
    pub initiative_id: String,
    pub answer: &'static str,
}

/// Forecasts against what came.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct AccuracyRecord {
    pub side: &'static str,
    pub lag_months: u8,
    pub wape: Option<f64>,
    pub bias: Option<f64>,
    pub compared: u32,
    pub left_out: u32,
}

/// A figure then and now, like for like.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct FigureMoveRecord {
    pub before: f64,
    pub now: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_effect: Option<f64>,
}

/// What `check --json` prints: the part of the record that needs no report.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the same keys as in RunRecord, which the schema documents")]
pub struct CheckRecord {
    pub format: &'static str,
    pub period: Month,
    pub files: Vec<FileRecord>,
    pub submitters: Vec<SubmitterRecord>,
    pub findings: FindingsRecord,
}

/// What `status --json` prints.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the same keys as in RunRecord, which the schema documents")]
pub struct StatusRecord {
    pub format: &'static str,
    pub period: Month,
    pub submitters: Vec<SubmitterRecord>,
}

/// One file of the intake.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct FileRecord {
    pub path: String,
    pub sha256: String,
    pub format: super::workbook::Format,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped_because: Option<String>,
    pub submitter: Option<String>,
    pub saved_at: Option<String>,
    pub replaced_by: Option<String>,
    pub unchanged_since: Option<Month>,
    pub quality: QualityRecord,
    pub sheets: Vec<SheetRecord>,
}

/// Data quality of a file, as counts.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct QualityRecord {
    pub completeness: PartRecord,
    pub validity: PartRecord,
    pub freshness: PartRecord,
}

/// So many of so many.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct PartRecord {
    pub numerator: u32,
    pub denominator: u32,
}

/// Who sent what.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct SubmitterRecord {
    pub name: String,
    pub address: String,
    pub expected: bool,
    pub due_on: Option<String>,
    pub sent: &'static str,
    pub unchanged: bool,
    pub saved_at: Option<String>,
    pub files: Vec<String>,
    pub replaced_files: Vec<String>,
    pub findings: BTreeMap<&'static str, u32>,
    pub not_counted_cents: i64,
    pub sent_last: Option<Month>,
    pub initiatives_last: u32,
}

/// One sheet of a file.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct SheetRecord {
    pub name: String,
    pub kind: &'static str,
    pub header_row: Option<u32>,
    pub rows_read: u32,
    pub rows_accepted: u32,
    pub rows_set_aside: u32,
    pub rows_blank: u32,
}

/// Findings, counted and listed.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct FindingsRecord {
    pub by_severity: BTreeMap<&'static str, u32>,
    pub by_code: BTreeMap<&'static str, u32>,
    pub list: Vec<FindingRecord>,
}

/// One finding.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct FindingRecord {
    pub severity: Severity,
    pub code: &'static str,
    pub file: String,
    pub sheet: Option<String>,
    pub cell: Option<String>,
    pub column: String,
    pub found: String,
    pub problem: String,
    pub instead: String,
    pub cents: Option<i64>,
}

/// Checks with both sides.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct ChecksRecord {
    pub all_hold: bool,
    pub list: Vec<CheckLine>,
    pub ledger: Vec<LedgerLineRecord>,
}

/// The intake beside the ledger; all amounts in cents.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct LedgerLineRecord {
    pub department: String,
    pub month: Month,
    pub measure: String,
    pub intake: i64,
    pub ledger: i64,
    pub difference: i64,
    pub within_tolerance: bool,
}

/// One check.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct CheckLine {
    pub group: &'static str,
    pub scope: String,
    pub measure: String,
    pub unit: &'static str,
    pub read: i64,
    pub reported: i64,
    pub holds: bool,
}

/// Rows by sheet and cents by money column, over accepted rows; keys are the dictionary's titles.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct TotalsRecord {
    pub rows: BTreeMap<String, u64>,
    pub cents: BTreeMap<String, i64>,
    pub cents_counted_apart: BTreeMap<String, i64>,
}

/// A figure of the portfolio: the exact value, what it is made of, and how it is shown.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct FigureRecord {
    pub value: Option<f64>,
    pub numerator: Option<i64>,
    pub denominator: Option<i64>,
    pub left_out: u32,
    pub unit: &'static str,
}

/// A measure of outcomes or of the health of the centre, with what it is made of.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct MeasureRecord {
    pub id: String,
    pub key: String,
    pub name: String,
    pub short_name: String,
    pub unit: &'static str,
    pub direction: &'static str,
    pub formula: String,
    pub value: Option<f64>,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
    pub rows_used: u32,
    pub left_out: u32,
    pub at_least: Option<f64>,
    pub at_most: Option<f64>,
    pub is_met: Option<bool>,
    pub initiatives: Vec<String>,
    pub columns_missing: Vec<String>,
    pub mission: Vec<&'static str>,
}

/// One initiative.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct InitiativeRecord {
    pub initiative_id: String,
    pub name: Option<String>,
    pub department: Option<String>,
    pub phase: Option<String>,
    pub sponsor_email: Option<String>,
    pub file: String,
    pub sheet: String,
    pub row: u32,
    pub score: Option<f64>,
    pub score_low: f64,
    pub score_high: f64,
    pub coverage: f64,
    pub rank: Option<u32>,
    pub rank_tied: bool,
    pub value: Option<f64>,
    pub feasibility_score: Option<f64>,
    pub quadrant: Option<&'static str>,
    pub budget_requested_cents: Option<i64>,
    pub npv_cents: Option<i64>,
    pub plan_months_incomplete: u32,
    pub npv_bound: Option<&'static str>,
    pub plan_last_month: Option<Month>,
    pub plan_ends_before_horizon: bool,
    pub payback_months: Option<f64>,
    pub payback_lost_again: bool,
    pub appraisal: AppraisalRecord,
    pub cost_planned_month_cents: Option<i64>,
    pub cost_actual_month_cents: Option<i64>,
    pub benefit_planned_month_cents: Option<i64>,
    pub benefit_actual_month_cents: Option<i64>,
    pub cost_planned_ytd_cents: Option<i64>,
    pub cost_actual_ytd_cents: Option<i64>,
    pub benefit_planned_ytd_cents: Option<i64>,
    pub benefit_actual_ytd_cents: Option<i64>,
    pub cost_planned_life_cents: Option<i64>,
    pub cost_actual_life_cents: Option<i64>,
    pub benefit_planned_life_cents: Option<i64>,
    pub benefit_actual_life_cents: Option<i64>,
    pub cost_outlook_year_cents: Option<i64>,
    pub benefit_outlook_year_cents: Option<i64>,
    pub benefit_realisation: Option<f64>,
    pub benefit_realisation_left_out: u32,
    pub kpi_attainment: Option<f64>,
    pub kpis_known: u32,
    pub kpis_unknown: u32,
}

/// One output.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "templates/run.schema.json documents every key")]
pub struct OutputRecord {
    pub path: String,
    pub sha256: String,
    pub bytes: u64,
}
