//! `run.json`: the public, versioned record of a run. `templates/run.schema.json` is made from its types: what is said of
//! a key here, its readers read there. What is not known is null; money is whole cents in keys ending in `_cents`; shares
//! are fractions. No clock and no absolute path.

#[cfg(test)]
use super::{
    billing::BillPart,
    check::Cut,
    measure::{Direction, MeasureUnit},
    metrics::Quadrant,
    phase::Phase,
    rates::RateKind,
    schema,
};
use super::{
    billing::TypedOrBilled,
    finding::{Code, Severity},
    fiscal::{NamedBy, Weeks},
    history::Side,
    metrics::Bound,
    period::Month,
    record_ai_act::AiActRecord,
    record_funding::{AppraisalRecord, FundingRecord, RobustnessRecord, WeightsRecord},
    record_people::PeopleAheadRecord,
    submitter::Sent,
    usage::VolumeSource,
    workbook::Format,
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc};

/// Version of the format; a change that readers could trip over makes a new one.
pub const FORMAT: &str = "coe-report/run/1";

/// Version of what `check --json` prints.
pub const CHECK_FORMAT: &str = "coe-report/check/1";

/// Version of what `status --json` prints.
pub const STATUS_FORMAT: &str = "coe-report/status/1";

/// The record of a run for machines: exact values, nothing rounded. Keys that end in _cents are whole cents; shares are
/// fractions (0.4 is 40%); null means not known. It holds no clock and no absolute path: the same input gives the same
/// bytes.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RunRecord {
    /// Name and version of this format.
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    pub format: &'static str,
    /// Version of the program that wrote it.
    #[cfg_attr(test, schemars(regex(pattern = r"^\d+\.\d+\.\d+")))]
    pub program_version: &'static str,
    /// The reporting month.
    pub period: Month,
    /// draft: may be run again as often as people like. held back: totals do not agree, and checks says where. final
    /// r1: closed in revision 1, nothing changed since.
    #[cfg_attr(test, schemars(regex(pattern = r"^(draft|held back|final r[1-9][0-9]*)$")))]
    pub state: String,
    /// SHA-256 of the settings that numbers depend on, in lower-case hex.
    #[cfg_attr(test, schemars(with = "schema::Sha256"))]
    pub settings_digest: String,
    /// Currency of all amounts, as a three-letter code.
    #[cfg_attr(test, schemars(with = "schema::Currency"))]
    pub currency: String,
    /// Fiscal years, and the reporting month by them; left out where the settings have no `[calendar]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fiscal_calendar: Option<FiscalCalendarRecord>,
    /// The files of the intake, in order of path.
    pub files: Vec<FileRecord>,
    /// Who sent what: the expected in the order of the settings, then others by name, each named after the file.
    pub submitters: Vec<SubmitterRecord>,
    /// What is wrong or doubtful in the intake, counted and listed.
    pub findings: FindingsRecord,
    /// Does every row and every cent foot?
    pub checks: ChecksRecord,
    /// Sums over all accepted rows.
    pub totals: TotalsRecord,
    /// Figures of the whole portfolio, the centre's own money included, each with what it is made of.
    #[cfg_attr(test, schemars(with = "schema::Portfolio"))]
    pub portfolio: BTreeMap<&'static str, FigureRecord>,
    /// Outcomes and health of the centre, M1 to M34, then those of the settings, each with what it is made of.
    pub measures: Vec<MeasureRecord>,
    /// The weights of the score, and how they came about.
    pub weights: WeightsRecord,
    /// The best set under the budget; null when no budget is set.
    pub funding: Option<FundingRecord>,
    /// How sure the order by score is; null when nothing is ranked.
    pub robustness: Option<RobustnessRecord>,
    /// Every accepted initiative, in the order of the intake.
    pub initiatives: Vec<InitiativeRecord>,
    /// What is asked and not decided, the most urgent first, with who may decide it. Left out where the settings have
    /// no approval limits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decisions: Option<Vec<DecisionRecord>>,
    /// Other currencies: the rates at which their amounts were converted, and what rates did to the year to date. Left
    /// out where every amount is in the report's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currencies: Option<CurrenciesRecord>,
    /// Totals to date in a second currency (setting also_in). Left out where none is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_currency: Option<SecondCurrencyRecord>,
    /// The year to date beside the same months of the fiscal year before. Left out where no month has actuals of both
    /// years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_year: Option<LastYearRecord>,
    /// Bills of providers (FOCUS), and what became of all they have. Left out where the intake has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing: Option<BillingRecord>,
    /// What a unit of use costs to run, by initiative and unit. Left out where nobody says how much was used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unit_costs: Vec<UnitCostRecord>,
    /// Full-time people needed and there by role and month, twelve months after the reporting month. Left out without a
    /// capacity in the settings, or without an FTE in a role that has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people_ahead: Option<PeopleAheadRecord>,
    /// The register of the AI Act, Regulation (EU) 2024/1689: facts as typed, no legal advice. Left out where nobody
    /// typed anything of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ai_act: Option<AiActRecord>,
    /// The month against the last closed one; null when there is none.
    pub changes: Option<ChangesRecord>,
    /// Every file of the report but this one.
    pub outputs: Vec<OutputRecord>,
}

/// Running cost (rows whose cost type is Opex) over the volume of one unit, fiscal year to the reporting month.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnitCostRecord {
    /// Whose it is.
    pub initiative_id: String,
    /// What is counted.
    pub unit: String,
    /// The sheet Usage, or the quantities of bills.
    pub volumes_from: VolumeSource,
    /// Plans of the months that have both, added up.
    pub planned: CostAndVolumeRecord,
    /// Actuals of the months that have both, added up.
    pub actual: CostAndVolumeRecord,
    /// Running cost in all cost of the initiative, year to date.
    pub running_share_of_cost: Option<f64>,
    /// Running cost of the reporting month for one active user.
    pub running_cost_per_active_user: Option<f64>,
    /// Costs a unit more than in the known month before, while less is used?
    pub rises_while_volume_falls: bool,
    /// Months of which anything is known.
    pub months: Vec<UnitMonthRecord>,
}

/// What a unit of use costs in a month.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnitMonthRecord {
    /// Which.
    pub month: Month,
    /// As planned.
    pub planned: CostAndVolumeRecord,
    /// As it came.
    pub actual: CostAndVolumeRecord,
}

/// Running cost, volume, and one over the other.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CostAndVolumeRecord {
    /// In cents; null where nobody said.
    pub running_cost_cents: Option<i64>,
    /// In the unit; null where nobody said.
    pub volume: Option<f64>,
    /// Units of the currency for one unit; null where one of both is not known or nothing was used.
    pub unit_cost: Option<f64>,
}

/// Bills of providers. Of each bill and currency: total = the sum of its parts + rounding.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BillingRecord {
    /// Each bill in each of its currencies; amounts are in that currency.
    pub bills: Vec<BillRecord>,
    /// What initiatives are billed, by file, initiative, month and currency.
    pub costs: Vec<BilledCostRecord>,
    /// Costs that were typed and billed: only one of both counts.
    pub typed_and_billed: Vec<TypedAndBilledRecord>,
}

/// A bill in one currency. Its amounts are in that currency.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BillRecord {
    /// Path below the intake folder.
    pub file: String,
    /// As billed; empty where the bill says none.
    pub currency: String,
    /// Its rows.
    pub rows: u64,
    /// The exact sum of all rows, as a decimal.
    #[cfg_attr(test, schemars(with = "schema::Decimal"))]
    pub total: String,
    /// The same rounded to hundredths; null where it is too large.
    pub total_cents: Option<i64>,
    /// What rounding its amounts took, as an exact decimal.
    #[cfg_attr(test, schemars(with = "schema::Decimal"))]
    pub rounding: String,
    /// What became of it.
    #[cfg_attr(test, schemars(with = "schema::Partly<schema::BillParts>"))]
    pub parts: BTreeMap<&'static str, BillPartRecord>,
}

/// A part of a bill.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BillPartRecord {
    /// Rows of the bill.
    pub rows: u64,
    /// In hundredths of the currency billed.
    pub cents: i64,
}

/// A billed cost of an initiative in a month.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BilledCostRecord {
    /// Whose cost it is; COE for the AI CoE (own costs).
    pub initiative_id: String,
    /// The month of the charges.
    pub month: Month,
    /// Path of the bill below the intake folder.
    pub file: String,
    /// How many rows of the bill it is of.
    pub rows: u64,
    /// As billed.
    pub currency: String,
    /// In hundredths of that currency.
    pub local_cents: i64,
    /// What became of it.
    #[cfg_attr(test, schemars(extend("enum" = [BillPart::Assigned, BillPart::NoRate, BillPart::TypedCounts].map(BillPart::key))))]
    pub part: &'static str,
}

/// A cost that was typed and billed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TypedAndBilledRecord {
    /// Whose cost it is; COE for the AI CoE (own costs).
    pub initiative_id: String,
    /// The month.
    pub month: Month,
    /// The typed cell.
    pub typed_at: String,
    /// In the report's currency; null without a rate.
    pub typed_cents: Option<i64>,
    /// In the report's currency; null without a rate.
    pub billed_cents: Option<i64>,
    /// Which of both counts.
    pub counts: TypedOrBilled,
}

/// A question to be decided.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DecisionRecord {
    /// About which initiative.
    pub initiative_id: String,
    /// What is asked.
    pub asked: String,
    /// The last day on which an answer is of use.
    pub by: Option<Date>,
    /// How much money it is about: what the question names, else the budget that is asked for.
    pub amount_cents: Option<i64>,
    /// Who may decide it; null where no approval limit reaches so far.
    pub who: Option<String>,
    /// Their limit; null for any amount, or where nobody may.
    pub up_to_cents: Option<i64>,
    /// How many of them sign; null where nobody may.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub signatures: Option<u8>,
}

/// Fiscal years, and the reporting month by them; left out where the settings have no [calendar].
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FiscalCalendarRecord {
    /// By which calendar year a fiscal year is called that lies in two.
    pub named_by: NamedBy,
    /// What the fiscal year of the reporting month is called: FY26, FY2026, 2026/27.
    pub fiscal_year: String,
    /// The first month of that year.
    pub fiscal_year_from: Month,
    /// The reporting month by its place in that year: P10 FY26.
    pub fiscal_period: String,
    /// The first day of the reporting month.
    pub first_day: Date,
    /// The last day of the reporting month.
    pub last_day: Date,
    /// Weeks of the three periods of a quarter; null for calendar months.
    #[cfg_attr(test, schemars(with = "Option<schema::WeeksOfQuarter>"))]
    pub weeks: Option<Weeks>,
    /// Weeks of the fiscal year; null for calendar months.
    #[cfg_attr(test, schemars(extend("enum" = [52, 53, null])))]
    pub weeks_of_year: Option<i32>,
}

/// Totals to date in a second currency: plans at the plan rate of their month, actuals at its average.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SecondCurrencyRecord {
    /// Its ISO 4217 code.
    pub currency: String,
    /// Planned cost of the months to date; null where a rate is missing.
    pub cost_plan_to_date_cents: Option<i64>,
    /// Real cost to date; null where a rate is missing.
    pub cost_actual_to_date_cents: Option<i64>,
    /// Planned benefit of the months to date; null where a rate is missing.
    pub benefit_plan_to_date_cents: Option<i64>,
    /// Real benefit to date; null where a rate is missing.
    pub benefit_actual_to_date_cents: Option<i64>,
    /// The months that the totals are sums of.
    pub months: Vec<SecondMonthRecord>,
}

/// A month in a second currency.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SecondMonthRecord {
    /// Which.
    pub month: Month,
    /// Units of the report's currency for one of the other; null where there is none.
    pub plan_rate: Option<f64>,
    /// The average of the month, likewise.
    pub average_rate: Option<f64>,
    /// Planned cost in the second currency; null without a rate.
    pub cost_planned_cents: Option<i64>,
    /// Real cost in it; null without a rate, or where nobody reported one.
    pub cost_actual_cents: Option<i64>,
    /// Planned benefit in it; null without a rate.
    pub benefit_planned_cents: Option<i64>,
    /// Real benefit in it; null without a rate, or where nobody reported one.
    pub benefit_actual_cents: Option<i64>,
}

/// Actuals to date beside those of the same months of the fiscal year before. A month is compared where both years have
/// an actual of it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LastYearRecord {
    /// Cost of the months that are compared; null without any.
    pub cost: Option<YearOnYearRecord>,
    /// Benefit of the months that are compared; null without any.
    pub benefit: Option<YearOnYearRecord>,
    /// The months that the sums are made of.
    pub months: Vec<LastYearMonthRecord>,
}

/// A month beside the same month of the fiscal year before.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LastYearMonthRecord {
    /// Which, of this year.
    pub month: Month,
    /// Its cost; null where it is not compared.
    pub cost: Option<YearOnYearRecord>,
    /// Its benefit; null where it is not compared.
    pub benefit: Option<YearOnYearRecord>,
}

/// Actuals of this year and of the same months a year before.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct YearOnYearRecord {
    /// How many months have an actual in both years.
    pub months_compared: u32,
    /// A year before.
    pub last_year_cents: i64,
    /// This year.
    pub this_year_cents: i64,
    /// This year less last year.
    pub change_cents: i64,
    /// The same with this year's amounts at the average rates of the same months then: what people did. Null where such a
    /// rate is not there.
    pub change_at_constant_rates_cents: Option<i64>,
    /// What exchange rates did: the rest. Null where such a rate is not there.
    pub rate_effect_cents: Option<i64>,
}

/// Amounts of other currencies.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CurrenciesRecord {
    /// Each rate that was used.
    pub rates: Vec<RateRecord>,
    /// Cost, year to date.
    pub cost: RateEffectRecord,
    /// Benefit, year to date.
    pub benefit: RateEffectRecord,
    /// Months of initiatives in which rates had an effect, year to date.
    pub months: Vec<RateEffectMonthRecord>,
    /// Amounts in their own currency, by currency, file and field: read less apart were converted.
    pub local_amounts: Vec<LocalSumRecord>,
}

/// A rate at which amounts were converted.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RateRecord {
    /// Code of the other currency.
    #[cfg_attr(test, schemars(with = "schema::Currency"))]
    pub currency: String,
    /// What the rate is of.
    #[cfg_attr(test, schemars(with = "RateKind"))]
    pub rate_kind: &'static str,
    /// The month it holds for; null for that of a fiscal year.
    pub month: Option<Month>,
    /// The first month of the fiscal year it holds for; null for that of a month.
    pub fiscal_year_from: Option<Month>,
    /// The report's currency for one unit.
    #[cfg_attr(test, schemars(extend("exclusiveMinimum" = 0)))]
    pub rate: f64,
    /// The cells in which it stands, or from which it was made.
    pub rate_cells: Vec<String>,
    /// How it was made of them; empty where it stands there as it is.
    pub made_of: String,
}

/// A difference from plan over the months compared: at plan rates, and by exchange rates.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RateEffectRecord {
    /// Actual less plan; null when nothing is compared.
    pub variance_cents: Option<i64>,
    /// The same with actuals at plan rates: what people did.
    pub variance_at_plan_rates_cents: Option<i64>,
    /// What exchange rates did: the difference of the two.
    pub rate_effect_cents: i64,
    /// Months of initiatives with actuals for which there is no plan rate; their effect is not known and counts as
    /// nothing.
    pub months_without_plan_rate: u32,
}

/// The two effects of an initiative in a month.
// There are many of them: each is as short as it can be.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RateEffectMonthRecord {
    /// Whose month it is; COE for the AI CoE (own costs).
    pub initiative_id: Arc<str>,
    /// The month.
    pub month: Month,
    /// Actual cost less plan; null where the month has not both. Less the effect of rates it is the difference at plan
    /// rates: what people did.
    pub cost_variance_cents: Option<i64>,
    /// What exchange rates did of it; null where there is no plan rate, or nothing to compare.
    pub cost_rate_effect_cents: Option<i64>,
    /// The same of the benefit.
    pub benefit_variance_cents: Option<i64>,
    /// The same of the benefit.
    pub benefit_rate_effect_cents: Option<i64>,
}

/// Amounts of one currency, file and field, in that currency.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LocalSumRecord {
    /// Code of the currency, or its mark where nobody knows which it is.
    pub currency: String,
    /// Path below the intake folder.
    pub file: String,
    /// Key of the field.
    pub field: String,
    /// Read from cells, in hundredths of that currency.
    pub read_cents: i64,
    /// Of them without a rate, or in rows that were set aside.
    pub apart_cents: i64,
}

/// What is different from the last closed month.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ChangesRecord {
    /// The last closed month.
    pub since: Month,
    /// Its revision.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub revision: u32,
    /// Initiatives that moved; one that moved twice stands twice.
    pub movers: Vec<MoverRecord>,
    /// Actuals of closed months that are different now.
    pub restated: Vec<RestatedRecord>,
    /// Plans that are different now.
    pub plans_rewritten: Vec<RewrittenRecord>,
    /// Plans that are off their baseline by more than the setting.
    pub plans_off_baseline: Vec<OffBaselineRecord>,
    /// Decisions that were open at the end of the last closed month.
    pub asked: Vec<AskedRecord>,
    /// Forecasts for this month, as they stood in closed months.
    pub forecast_accuracy: Vec<AccuracyRecord>,
    /// Figures of the portfolio over the submitters who sent in both months, by key.
    pub like_for_like: BTreeMap<&'static str, FigureMoveRecord>,
    /// Initiatives to whose outlook of the year exchange rates did something since the last closed month: now less then
    /// less the effect is the change at constant rates. Left out where they did nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rate_effects: Vec<RateEffectSinceRecord>,
}

/// The outlook of the year then and now, and what exchange rates did of the difference.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RateEffectSinceRecord {
    /// Its id as typed; COE for the centre.
    pub initiative_id: String,
    /// Outlook of the year's cost in the closed month; null of an initiative that is new, and of the centre.
    pub cost_outlook_before_cents: Option<i64>,
    /// Now.
    pub cost_outlook_now_cents: Option<i64>,
    /// Now, less the same local amounts at the rates of then.
    pub cost_rate_effect_cents: i64,
    /// Outlook of the year's benefit in the closed month.
    pub benefit_outlook_before_cents: Option<i64>,
    /// Now.
    pub benefit_outlook_now_cents: Option<i64>,
    /// Now, less the same local amounts at the rates of then.
    pub benefit_rate_effect_cents: i64,
}

/// How an initiative moved.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MoverRecord {
    /// Its id as typed; COE for the centre.
    pub initiative_id: String,
    /// How.
    pub kind: MoveRecord,
    /// Then: a phase, an id, a place, cents or a fraction, by kind.
    pub before: Option<ChangeValue>,
    /// Now.
    pub now: Option<ChangeValue>,
    /// The part of the difference that is due to exchange rates; left out where they did nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_effect_cents: Option<i64>,
}

/// The ways in which an initiative moves.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MoveRecord {
    /// It was not there then.
    New,
    /// It is not there any more.
    Gone,
    /// It has another id.
    Renamed,
    /// Nobody who lists it sent anything.
    NotSent,
    /// It was retired or rejected.
    Ended,
    /// Its phase is a later one.
    Phase,
    /// Its phase is an earlier one.
    PhaseBack,
    /// Its place.
    Rank,
    /// The outlook of the year's cost.
    CostOutlook,
    /// The outlook of the year's benefit.
    BenefitOutlook,
    /// The attainment of its KPIs.
    Kpi,
}

/// What comes of a decision.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AnswerRecord {
    /// It was taken.
    Taken,
    /// Its day is over.
    Overdue,
    /// It is still asked.
    Open,
    /// Nobody asks for it any more.
    Withdrawn,
}

/// A value of a mover: a phase or an id, cents or a place, or a fraction.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(inline))]
#[serde(untagged)]
pub enum ChangeValue {
    /// A phase or an id.
    Text(String),
    /// Cents or a place.
    Whole(i64),
    /// A fraction.
    Number(f64),
}

/// An actual of a closed month.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RestatedRecord {
    /// Its id as typed; COE for the centre.
    pub initiative_id: String,
    /// Whose actual it is.
    pub month: Month,
    /// Which money.
    pub side: Side,
    /// Then; null when it was not known yet.
    pub before_cents: Option<i64>,
    /// Now; null when it was taken back.
    pub now_cents: Option<i64>,
    /// The part of the difference that is due to exchange rates; left out where they did nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_effect_cents: Option<i64>,
}

/// A plan then and now; money over all its months.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RewrittenRecord {
    /// Its id as typed; COE for the centre.
    pub initiative_id: String,
    /// Months that are different.
    pub months: u32,
    /// Of those, months that were over.
    pub past_months: u32,
    /// Planned cost then.
    pub cost_before_cents: i64,
    /// Planned cost now.
    pub cost_now_cents: i64,
    /// Planned benefit then.
    pub benefit_before_cents: i64,
    /// Planned benefit now.
    pub benefit_now_cents: i64,
    /// The part of the difference that is due to exchange rates; left out where they did nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_rate_effect_cents: Option<i64>,
    /// The part of the difference that is due to exchange rates; left out where they did nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benefit_rate_effect_cents: Option<i64>,
}

/// A plan against its baseline: the plan of the first closed month in Approved or later.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OffBaselineRecord {
    /// Its id as typed; COE for the centre.
    pub initiative_id: String,
    /// That month.
    pub baseline_set_in: Month,
    /// Planned cost of the baseline.
    pub cost_baseline_cents: i64,
    /// Planned cost now.
    pub cost_now_cents: i64,
    /// Planned benefit of the baseline.
    pub benefit_baseline_cents: i64,
    /// Planned benefit now.
    pub benefit_now_cents: i64,
    /// The part of the difference that is due to exchange rates; left out where they did nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_rate_effect_cents: Option<i64>,
    /// The part of the difference that is due to exchange rates; left out where they did nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benefit_rate_effect_cents: Option<i64>,
    /// The day on which the board approved the change since the last closed month; then the plan of now is the baseline
    /// from here on. Null when it did not.
    pub approved_on: Option<Date>,
}

/// What came of a decision.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AskedRecord {
    /// Its id as typed; COE for the centre.
    pub initiative_id: String,
    /// What came of it.
    pub answer: AnswerRecord,
}

/// Forecasts against what came.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AccuracyRecord {
    /// Which money.
    pub side: Side,
    /// Months between the closed month and this one.
    pub lag_months: u8,
    /// Sum of the differences over the sum of what came; null when nothing came.
    pub wape: Option<f64>,
    /// Above 0 the forecasts were too high.
    pub bias: Option<f64>,
    /// Initiatives with both.
    pub compared: u32,
    /// Initiatives without a forecast then.
    pub left_out: u32,
}

/// A figure then and now, like for like.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FigureMoveRecord {
    /// Then.
    pub before: f64,
    /// Now.
    pub now: f64,
    /// The part of the difference that is due to exchange rates; what is left is the change at the rates of then. Left
    /// out where they did nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_effect: Option<f64>,
}

/// What `check --json` prints: the part of the record that needs no report.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the same keys as in RunRecord")]
pub struct CheckRecord {
    pub format: &'static str,
    pub period: Month,
    pub files: Vec<FileRecord>,
    pub submitters: Vec<SubmitterRecord>,
    pub findings: FindingsRecord,
}

/// What `status --json` prints.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the same keys as in RunRecord")]
pub struct StatusRecord {
    pub format: &'static str,
    pub period: Month,
    pub submitters: Vec<SubmitterRecord>,
}

/// One file of the intake.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FileRecord {
    /// Path below the intake folder.
    #[cfg_attr(test, schemars(with = "schema::PathBelow"))]
    pub path: String,
    /// SHA-256 of its bytes, in lower-case hex; empty for a file that was not opened (an owner file, say).
    #[cfg_attr(test, schemars(regex(pattern = r"^([0-9a-f]{64})?$")))]
    pub sha256: String,
    /// What kind of file it is, told by its content: an Excel workbook (.xlsx or .xlsm), a binary one (.xlsb), an old
    /// one (.xls), an OpenDocument spreadsheet, a text table (a packed one, too), Parquet, or nothing this program
    /// reads.
    pub format: Format,
    /// Why the whole file was passed over without being an intake file; the key is absent when it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped_because: Option<String>,
    /// Whose it is: name of an expected submitter, or made of the file's name; null for a file that is no submission.
    pub submitter: Option<String>,
    /// When it was last saved, as the workbook itself says; null if it does not say.
    pub saved_at: Option<Timestamp>,
    /// Path of the file that counts instead; then no row of this one counts. Null for a file that counts.
    pub replaced_by: Option<String>,
    /// The last closed month, if that had the same values; else null.
    pub unchanged_since: Option<Month>,
    /// Data quality of a file (metric M26), as counts; the denominator is 0 where the question does not arise.
    pub quality: QualityRecord,
    /// Its sheets; none if the file could not be read.
    pub sheets: Vec<SheetRecord>,
}

/// Data quality of a file (metric M26), as counts; the denominator is 0 where the question does not arise.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct QualityRecord {
    /// Cells that have to be filled, and of these the filled ones.
    pub completeness: PartRecord,
    /// Cells in which something stands, and of these those that were not rejected.
    pub validity: PartRecord,
    /// KPIs, and of these those read within health.reading_days before the end of the month; a file without KPIs that
    /// says when it was saved counts as one, fresh from the first day of the month on.
    pub freshness: PartRecord,
}

/// So many of so many.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PartRecord {
    /// Those that are as they should be.
    pub numerator: u32,
    /// All of them.
    pub denominator: u32,
}

/// Who sends a workbook, and what came of it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SubmitterRecord {
    /// As the settings name them, or made of the file's name.
    pub name: String,
    /// Where questions go; empty if the settings name none.
    pub address: String,
    /// Do the settings expect them?
    pub expected: bool,
    /// Last day on which they are to send; null for those who are not expected.
    pub due_on: Option<Date>,
    /// missing: nothing came. to-fix: something has to be fixed. unchanged: only the values of the last closed month.
    /// clean: nothing to fix.
    pub sent: Sent,
    /// Are all values those of the last closed month? May be true of to-fix too.
    pub unchanged: bool,
    /// When the newest of the files was saved, as the workbooks say; null if none says.
    pub saved_at: Option<Timestamp>,
    /// Paths of the files that count or were refused.
    pub files: Vec<String>,
    /// Paths of files that a newer one replaces, or that came twice.
    pub replaced_files: Vec<String>,
    /// Findings of the files that count, by severity.
    #[cfg_attr(test, schemars(with = "schema::BySeverity"))]
    pub findings: BTreeMap<&'static str, u32>,
    /// Money in rows set aside and cells rejected, in cents: sizes of the sums of each column and month, so that a
    /// credit hides no charge.
    #[cfg_attr(test, schemars(range(min = 0)))]
    pub not_counted_cents: i64,
    /// The last closed month, if they sent then; null if not, or if no month is known.
    pub sent_last: Option<Month>,
    /// Their initiatives of that month; when nothing came they are not gone, only not sent.
    pub initiatives_last: u32,
}

/// One sheet of a file. rows_read is the sum of rows_accepted, rows_set_aside and rows_blank.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SheetRecord {
    /// Its name; the kind of table for a text file.
    pub name: String,
    /// What it is about; ignored: no intake table was recognised.
    #[cfg_attr(test, schemars(with = "schema::SheetWord"))]
    pub kind: &'static str,
    /// Row of the titles, from 1 as people see it; null for an ignored sheet.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub header_row: Option<u32>,
    /// Rows below the titles, to the last one with anything in it.
    pub rows_read: u32,
    /// Rows that count.
    pub rows_accepted: u32,
    /// Rows that do not count because their key cannot be used.
    pub rows_set_aside: u32,
    /// Empty rows between the others.
    pub rows_blank: u32,
}

/// What is wrong or doubtful in the intake, counted and listed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FindingsRecord {
    /// How many findings of each severity; one without findings is left out.
    #[cfg_attr(test, schemars(with = "schema::Partly<schema::BySeverity>"))]
    pub by_severity: BTreeMap<&'static str, u32>,
    /// How many findings of each code; one without findings is left out.
    #[cfg_attr(test, schemars(with = "schema::ByCode"))]
    pub by_code: BTreeMap<&'static str, u32>,
    /// Every finding, in order of file, sheet and cell.
    pub list: Vec<FindingRecord>,
}

/// One thing found, with where it stands and what to do.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FindingRecord {
    /// Severity: a file or sheet refused, a row set aside, a cell rejected, or only noted.
    pub severity: Severity,
    /// Stable name of the kind of finding.
    pub code: Code,
    /// Path below the intake folder; the file pattern of a submitter who sent nothing.
    pub file: String,
    /// Name of the sheet; null for a text file and for a finding about the whole file.
    pub sheet: Option<String>,
    /// The cell, F17; null for a finding about the whole sheet or file.
    #[cfg_attr(test, schemars(regex(pattern = r"^[A-Z]{1,3}[1-9][0-9]*$")))]
    pub cell: Option<String>,
    /// Title of the column as the program knows it; empty if it is about none.
    pub column: String,
    /// What was found, as typed, cut at 120 characters; empty if nothing does.
    pub found: String,
    /// What is wrong, one short sentence.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub problem: String,
    /// What to type or do instead, one short sentence.
    pub instead: String,
    /// Money that is not counted because of it, in cents; null if that is not known or there is none.
    pub cents: Option<i64>,
}

/// Does every row and every cent foot?
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ChecksRecord {
    /// Did all checks pass? If not, state is held back.
    pub all_hold: bool,
    /// Every check with both sides.
    pub list: Vec<CheckLine>,
    /// The intake beside finance's control totals, as far as those say something; no difference here holds the report
    /// back.
    pub ledger: Vec<LedgerLineRecord>,
}

/// What the intake and the ledger say of one department, month and measure.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LedgerLineRecord {
    /// The department; COE for the AI CoE (own costs), empty for initiatives without one.
    pub department: String,
    /// The month.
    pub month: Month,
    /// What is compared.
    #[cfg_attr(test, schemars(extend("enum" = ["Cost actual", "Benefit actual"])))]
    pub measure: String,
    /// Sum of the accepted rows of Financials, in cents.
    pub intake: i64,
    /// Sum of the accepted rows of Control totals, in cents.
    pub ledger: i64,
    /// intake less ledger, in cents.
    pub difference: i64,
    /// Is the difference not above the setting ledger_tolerance?
    pub within_tolerance: bool,
}

/// One check: it holds when both sides are equal, to the cent or the row.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CheckLine {
    /// What is cut by: kind of sheet, file, department, month, page of the report, currency (amounts of another
    /// currency, in it), or bill (its cost in the currency billed).
    #[cfg_attr(test, schemars(with = "Cut"))]
    pub group: &'static str,
    /// Which sheet, file, department, month or page.
    pub scope: String,
    /// Which column or sum.
    pub measure: String,
    /// What both sides count.
    #[cfg_attr(test, schemars(extend("enum" = ["cents", "rows"])))]
    pub unit: &'static str,
    /// As read cell by cell, without what was set aside or rejected.
    pub read: i64,
    /// As it stands in the reports.
    pub reported: i64,
    /// Are both sides equal?
    pub holds: bool,
}

/// Sums over all accepted rows.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TotalsRecord {
    /// Accepted rows by kind of sheet.
    #[cfg_attr(test, schemars(with = "schema::RowsBySheet"))]
    pub rows: BTreeMap<String, u64>,
    /// Sums of the money columns in cents, over accepted rows and readable cells.
    #[cfg_attr(test, schemars(with = "schema::MoneyColumns"))]
    pub cents: BTreeMap<String, i64>,
    /// Money in rows that were set aside and in cells that were rejected, by month and file, in cents: sizes, so that a
    /// credit does not hide a charge.
    #[cfg_attr(test, schemars(with = "schema::MoneyColumns"))]
    pub cents_counted_apart: BTreeMap<String, i64>,
}

/// A figure of the portfolio: the exact value, what it is made of, and how it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct FigureRecord {
    /// Units of the currency, a fraction, or how many; none where nobody knows.
    pub value: Option<f64>,
    /// Cents, what is divided, or how many; none for a mean.
    pub numerator: Option<i64>,
    /// By what it is divided; none for what is no ratio.
    pub denominator: Option<i64>,
    /// How many months, initiatives or KPIs are left out for want of data.
    pub left_out: u32,
    /// currency, fraction or count.
    pub unit: &'static str,
}

/// A measure of outcomes or of the health of the centre. Money is in whole cents.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MeasureRecord {
    /// M, the number of the family, and a letter where it has several; of measures of the settings as written there.
    #[cfg_attr(test, schemars(regex(pattern = r"^[A-Z][A-Za-z0-9-]{0,19}$")))]
    pub id: String,
    /// Its name for machines, the same in every version.
    #[cfg_attr(test, schemars(regex(pattern = r"^[a-z][a-z0-9_]*$")))]
    pub key: String,
    /// What it measures.
    pub name: String,
    /// The same in few words, as pages have it.
    pub short_name: String,
    /// Unit of the value.
    #[cfg_attr(test, schemars(with = "MeasureUnit"))]
    pub unit: &'static str,
    /// Which way is good.
    #[cfg_attr(test, schemars(with = "Direction"))]
    pub direction: &'static str,
    /// How it is computed, in words, with the settings it goes by.
    pub formula: String,
    /// The value; null when it cannot be known.
    pub value: Option<f64>,
    /// What is divided, if it is a quotient.
    pub numerator: Option<f64>,
    /// By what it is divided, if it is a quotient.
    pub denominator: Option<f64>,
    /// Rows (initiatives, KPIs, people, initiative-months) it rests on.
    pub rows_used: u32,
    /// Rows left out for want of data.
    pub left_out: u32,
    /// Target: the value should be this or more.
    pub at_least: Option<f64>,
    /// Target: the value should be this or less.
    pub at_most: Option<f64>,
    /// Is it where it should be? null without value or target.
    pub is_met: Option<bool>,
    /// Ids of the initiatives it is about: those that keep it from its target, or that it lists.
    pub initiatives: Vec<String>,
    /// Titles of columns that the settings name for it and that stand in no workbook.
    pub columns_missing: Vec<String>,
    /// The sentences of the mission it answers.
    pub mission: Vec<&'static str>,
}

/// One initiative with its numbers.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct InitiativeRecord {
    /// Its id, as typed.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub initiative_id: String,
    /// Its name; null if not known.
    pub name: Option<String>,
    /// Owning department; null if not known.
    pub department: Option<String>,
    /// Where it is on its way; null if not known.
    #[cfg_attr(test, schemars(with = "Option<Phase>"))]
    pub phase: Option<String>,
    /// Lower-cased address of its executive sponsor; null if none is known.
    pub sponsor_email: Option<String>,
    /// The file it stands in, as a path below the intake folder.
    #[cfg_attr(test, schemars(with = "schema::PathBelow"))]
    pub file: String,
    /// The sheet it stands on.
    pub sheet: String,
    /// Its row on the sheet, from 1 as people see it.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub row: u32,
    /// Score from 0 to 100 over the criteria that are known, re-weighted; null when none is known.
    #[cfg_attr(test, schemars(range(min = 0)))]
    pub score: Option<f64>,
    /// The score if every missing criterion were at its worst, 0 to 100.
    #[cfg_attr(test, schemars(range(min = 0)))]
    pub score_low: f64,
    /// The score if every missing criterion were at its best, 0 to 100.
    #[cfg_attr(test, schemars(range(min = 0)))]
    pub score_high: f64,
    /// Share of the weights whose criterion is known, a fraction from 0 to 1.
    #[cfg_attr(test, schemars(range(min = 0)))]
    pub coverage: f64,
    /// Place in the ranking; 1 is best and equal scores share a place (1, 2, 2, 4); null when too little is scored.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub rank: Option<u32>,
    /// Do others have the same place?
    pub rank_tied: bool,
    /// Value from 0 to 100: strategic fit and business value; null if not known.
    #[cfg_attr(test, schemars(range(min = 0)))]
    pub value: Option<f64>,
    /// Feasibility from 0 to 100: feasibility, data and organisational readiness; null if not known.
    #[cfg_attr(test, schemars(range(min = 0)))]
    pub feasibility_score: Option<f64>,
    /// Where value and feasibility put it; null when either is not known.
    #[cfg_attr(test, schemars(with = "Option<Quadrant>"))]
    pub quadrant: Option<&'static str>,
    /// Budget asked for, in cents; null if not known.
    pub budget_requested_cents: Option<i64>,
    /// Net present value of its plan at the start of the fiscal year, in cents; null without rows in Financials.
    pub npv_cents: Option<i64>,
    /// Planned months within the horizon without their cost or their benefit, which adds nothing to npv_cents and
    /// payback_months.
    pub plan_months_incomplete: u32,
    /// What the blanks make of npv_cents: at_least (benefits are missing), at_most (costs are missing), not_certain
    /// (both); null without blanks.
    pub npv_bound: Option<Bound>,
    /// The last planned month; null without a plan.
    pub plan_last_month: Option<Month>,
    /// The plan ends before the horizon does, so its value is not that of the whole horizon.
    pub plan_ends_before_horizon: bool,
    /// Months from the first planned flow until the plan has paid itself back; null without a plan and when it does not
    /// within the plan.
    #[cfg_attr(test, schemars(range(min = 0)))]
    pub payback_months: Option<f64>,
    /// Does the cumulative planned flow turn negative again after it had paid back?
    pub payback_lost_again: bool,
    /// What it is worth by every method.
    pub appraisal: AppraisalRecord,
    /// Planned cost in the reporting month, in the months that have an actual cost, in cents; null when no month has
    /// one.
    pub cost_planned_month_cents: Option<i64>,
    /// Real cost in the reporting month, in cents; null when no month has one.
    pub cost_actual_month_cents: Option<i64>,
    /// Planned benefit in the reporting month, in the months that have an actual benefit, in cents; null when no month
    /// has one.
    pub benefit_planned_month_cents: Option<i64>,
    /// Real benefit in the reporting month, in cents; null when no month has one.
    pub benefit_actual_month_cents: Option<i64>,
    /// Planned cost from the start of the fiscal year to the end of the reporting month, in the months that have an
    /// actual cost, in cents; null when no month has one.
    pub cost_planned_ytd_cents: Option<i64>,
    /// Real cost from the start of the fiscal year to the end of the reporting month, in cents; null when no month has
    /// one.
    pub cost_actual_ytd_cents: Option<i64>,
    /// Planned benefit from the start of the fiscal year to the end of the reporting month, in the months that have an
    /// actual benefit, in cents; null when no month has one.
    pub benefit_planned_ytd_cents: Option<i64>,
    /// Real benefit from the start of the fiscal year to the end of the reporting month, in cents; null when no month
    /// has one.
    pub benefit_actual_ytd_cents: Option<i64>,
    /// Planned cost over all months to the end of the reporting month, in the months that have an actual cost, in
    /// cents; null when no month has one.
    pub cost_planned_life_cents: Option<i64>,
    /// Real cost over all months to the end of the reporting month, in cents; null when no month has one.
    pub cost_actual_life_cents: Option<i64>,
    /// Planned benefit over all months to the end of the reporting month, in the months that have an actual benefit, in
    /// cents; null when no month has one.
    pub benefit_planned_life_cents: Option<i64>,
    /// Real benefit over all months to the end of the reporting month, in cents; null when no month has one.
    pub benefit_actual_life_cents: Option<i64>,
    /// Cost of the whole fiscal year in cents: actual where known, else forecast, else plan; null without rows in
    /// Financials.
    pub cost_outlook_year_cents: Option<i64>,
    /// Benefit of the whole fiscal year in cents: actual where known, else forecast, else plan; null without rows in
    /// Financials.
    pub benefit_outlook_year_cents: Option<i64>,
    /// Real over planned benefit of the year to date, a fraction; null when nothing was planned or reported.
    pub benefit_realisation: Option<f64>,
    /// Months with a planned or a real benefit only, which benefit_realisation leaves out.
    pub benefit_realisation_left_out: u32,
    /// Mean share of the way from baseline to target over its KPIs, each cut to -1 to 1.5, a fraction; null when none
    /// is known.
    #[cfg_attr(test, schemars(range(min = -1, max = 1.5)))]
    pub kpi_attainment: Option<f64>,
    /// KPIs whose attainment is known.
    pub kpis_known: u32,
    /// KPIs without a reading, target or direction.
    pub kpis_unknown: u32,
}

/// One file of the report.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OutputRecord {
    /// Path below the month's folder.
    #[cfg_attr(test, schemars(with = "schema::PathBelow"))]
    pub path: String,
    /// SHA-256 of its bytes, in lower-case hex.
    #[cfg_attr(test, schemars(with = "schema::Sha256"))]
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
}
