//! The schemas of `run.json` and `report.toml`, made from their types: tests compare them with `templates/*.schema.json`.
//! Here stands what types share: a month, an id, a digest, and the keys of what is kept as a map.

use super::{
    ai_act::{Area, Case, Role, Tier},
    assumptions::Criterion,
    billing::BillPart,
    check::Cut,
    dictionary::SheetKind,
    finding::Code,
    fiscal::{Weeks, YearEnd},
    funding::Reason,
    measure::{Direction, MeasureUnit},
    metrics::Quadrant,
    money::Cents,
    period::Month,
    phase::Phase,
    rates::RateKind,
    record::{BillPartRecord, FORMAT, RunRecord},
    working_days::WorkingDay,
};
use schemars::{
    JsonSchema, Schema, SchemaGenerator,
    generate::SchemaSettings,
    json_schema,
    transform::{RecursiveTransform, Transform},
};
use serde_json::{Map, Value, json};
use std::{borrow::Cow, marker::PhantomData, path::Path};

/// Texts of one form, each once.
macro_rules! texts {
    ($($(#[doc = $doc:literal])* $type:ident: $key:literal = $value:expr;)*) => {$(
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"description": concat!($($doc),*).trim(), "type": "string", $key: $value})
            }
        }
    )*};
}

/// All variants of an enum: with one that is missing here it does not compile.
macro_rules! each {
    ($type:ident: $($variant:ident),+ $(,)?) => {{
        let _is_complete = |one: $type| match one { $($type::$variant => (),)+ };
        [$($type::$variant),+]
    }};
}

/// A path below a folder.
pub struct PathBelow;
/// A digest.
pub struct Sha256;
/// A currency.
pub struct Currency;
/// A decimal that is kept exactly.
pub struct Decimal;
/// How many weeks the periods of a quarter have, where a year has whole weeks.
pub struct WeeksOfQuarter;
/// What a sheet is about.
pub struct SheetWord;

texts! {
    /// A month, 2026-10.
    Month: "pattern" = "^[0-9]{4}-(0[1-9]|1[0-2])$";
    /// A path below a folder, with /.
    PathBelow: "pattern" = r"^[^/\\]+(/[^/\\]+)*$";
    /// SHA-256 in lower-case hex.
    Sha256: "pattern" = "^[0-9a-f]{64}$";
    /// The three letters of a currency.
    Currency: "pattern" = "^[A-Z]{3}$";
    /// An exact decimal.
    Decimal: "pattern" = "^-?[0-9]+([.][0-9]+)?$";
    /// Weeks of the three periods of a quarter.
    WeeksOfQuarter: "enum" = [Weeks::FourFourFive, Weeks::FourFiveFour, Weeks::FiveFourFour].map(Weeks::text);
    /// A kind of sheet; ignored: no intake table was recognised.
    SheetWord: "enum" = words(SheetKind::EVERY, SheetKind::key).into_iter().chain(["ignored"]).collect::<Vec<_>>();
    /// A kind of sheet.
    SheetKind: "enum" = SheetKind::EVERY.map(SheetKind::key);
    /// What became of a part of a bill.
    BillPart: "enum" = BillPart::ALL.map(BillPart::key);
    /// Where an initiative is on its way.
    Phase: "enum" = Phase::ALL.map(Phase::name);
    /// What a rate is of.
    RateKind: "enum" = RateKind::ALL.map(RateKind::value);
    /// Where value and feasibility put an initiative.
    Quadrant: "enum" =
        each!(Quadrant: QuickWin, StrategicBet, FillIn, Deprioritise).map(Quadrant::name);
    /// What a measure's value is.
    MeasureUnit: "enum" = each!(MeasureUnit: Share, Count, Money, Days, Months, People, PerMonth, Index).map(MeasureUnit::key);
    /// Which way is good.
    Direction: "enum" = each!(Direction: More, Less, Neither).map(Direction::key);
    /// By what a check cuts.
    Cut: "enum" = cuts();
    /// Why an initiative is in or out.
    Reason: "enum" = reasons();
    /// What the company is to a system.
    Role: "enum" = words(Role::ALL.iter().copied(), Role::name);
    /// A risk tier.
    Tier: "enum" = words(Tier::ALL.iter().copied(), Tier::name);
    /// An area of Annex III, or None.
    Area: "enum" = words(Area::ALL.iter().copied(), Area::name);
    /// A case of Article 50, or None.
    Case: "enum" = words(Case::ALL.iter().copied(), Case::name);
    /// A criterion of the score.
    Criterion: "enum" = Criterion::ALL.map(Criterion::key);
    /// On which day a year of weeks ends.
    YearEnd: "pattern" = "^ *([Ll]ast|[Nn]earest) +[A-Za-z]+day *$";
    /// A working day of a month.
    WorkingDay: "pattern" =
        "^ *([Ll]ast|[0-9]{1,2} *[A-Za-z]{0,2}) *([Ww]orking [Dd]ays?|[Ww]orkday|[Bb]usiness [Dd]ay) *$";
}

fn words<One>(all: impl IntoIterator<Item = One>, word: fn(One) -> &'static str) -> Vec<&'static str> {
    all.into_iter().map(word).collect()
}

fn cuts() -> Vec<&'static str> {
    // Another one does not compile, and needs an example below.
    let _is_complete = |cut: Cut| match cut {
        Cut::Rows(_) | Cut::File(_) | Cut::Department(..) | Cut::Month(..) | Cut::Sums | Cut::DataSheets(_) => (),
        Cut::Currency(_) | Cut::Bill(_) => (),
    };
    let cuts = [
        Cut::Rows(SheetKind::Initiatives),
        Cut::File(0),
        Cut::Department(0, "".into()),
        Cut::Month(0, Month::EARLIEST),
        Cut::Sums,
        Cut::Currency("".into()),
        Cut::Bill("".into()),
    ];
    cuts.iter().map(Cut::name).collect()
}

fn reasons() -> Vec<&'static str> {
    // Another one does not compile, and needs an example below.
    let _is_complete = |reason: Reason| match reason {
        Reason::Kept | Reason::Chosen | Reason::NoData | Reason::Cycle(_) | Reason::WaitsFor(_) => (),
        Reason::WaitsForUnknown | Reason::Alternative(_) | Reason::NotWorthIt | Reason::OverBudget { .. } => (),
        Reason::BeatenBy { .. } | Reason::NotJudged => (),
    };
    let reasons = [
        Reason::Kept,
        Reason::Chosen,
        Reason::NoData,
        Reason::Cycle(Vec::new()),
        Reason::WaitsFor(Vec::new()),
        Reason::WaitsForUnknown,
        Reason::Alternative(0),
        Reason::NotWorthIt,
        Reason::OverBudget { money: Vec::new(), people: Vec::new(), with: Vec::new() },
        Reason::BeatenBy { rows: Vec::new(), worse_by: Cents::ZERO },
        Reason::NotJudged,
    ];
    // Version 0.1 wrote "shortfall" as well.
    reasons.iter().map(Reason::key).chain(["shortfall"]).collect()
}

/// The keys of `Whole`, of which each may be left out.
pub struct Partly<Whole>(PhantomData<Whole>);

impl<Whole: JsonSchema> JsonSchema for Partly<Whole> {
    fn schema_name() -> Cow<'static, str> {
        format!("Partly{}", Whole::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Whole::json_schema(generator);
        schema.remove("required");
        schema
    }
}

/// How many findings each code has.
pub struct ByCode;

impl JsonSchema for ByCode {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "ByCode".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "propertyNames": generator.subschema_for::<Code>(),
            "additionalProperties": {"description": "Findings of this code.", "type": "integer", "minimum": 1},
        })
    }
}

/// The keys of maps, whose keys no type names.
macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident { $($(#[$key_doc:meta])* $key:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(JsonSchema)]
        #[expect(dead_code, reason = "only its schema is asked for")]
        pub struct $name { $($(#[$key_doc])* $key: $type,)* }
    )*};
}

keys! {
    /// Figures of the whole portfolio.
    Portfolio {
        /// Real benefit of the months compared: months of an initiative up to the reporting month that have a plan and an
        /// actual. left_out: months of initiatives with a plan and no actual.
        benefit_actual_compared_ytd: Amount,
        /// Real benefit over all months to the end of the reporting month. left_out: months of initiatives with a plan and
        /// no actual.
        benefit_actual_life: Amount,
        /// Real benefit in the reporting month. left_out: months of initiatives with a plan and no actual.
        benefit_actual_month: Amount,
        /// Real benefit from the start of the fiscal year to the end of the reporting month. left_out: months of
        /// initiatives with a plan and no actual.
        benefit_actual_ytd: Amount,
        /// Benefit of the whole fiscal year: actual where known, else forecast, else plan.
        benefit_outlook_year: Amount,
        /// Planned benefit of all months up to the reporting month. benefit_plan_to_date_ytd −
        /// benefit_plan_without_actual_ytd = benefit_planned_ytd; + benefit_variance_ytd = benefit_actual_compared_ytd; +
        /// benefit_unplanned_ytd = benefit_actual_ytd. left_out: months of initiatives with a plan and no actual.
        benefit_plan_to_date_ytd: Amount,
        /// Planned benefit of months without an actual. left_out: months of initiatives with a plan and no actual.
        benefit_plan_without_actual_ytd: Amount,
        /// Planned benefit over all months to the end of the reporting month, in the months of an initiative that have a
        /// planned and a real benefit. left_out: months of initiatives with a plan and no actual.
        benefit_planned_life: Amount,
        /// Planned benefit in the reporting month, in the months of an initiative that have a planned and a real benefit.
        /// left_out: months of initiatives with a plan and no actual.
        benefit_planned_month: Amount,
        /// Planned benefit from the start of the fiscal year to the end of the reporting month, in the months of an
        /// initiative that have a planned and a real benefit. left_out: months of initiatives with a plan and no actual.
        benefit_planned_ytd: Amount,
        /// Real over planned benefit of all months to the reporting month that have both, in cents. left_out: months of
        /// initiatives with a plan or an actual only.
        benefit_realisation_life: Fraction,
        /// Real over planned benefit of the year to date, over the months that have both, in cents. left_out: months of
        /// initiatives with a plan or an actual only.
        benefit_realisation_ytd: Fraction,
        /// Real benefit of months without a plan. left_out: months of initiatives with a plan and no actual.
        benefit_unplanned_ytd: Amount,
        /// Validated over real benefit of the year to date, in cents.
        benefit_validated_share_ytd: Fraction,
        /// The part of benefit_actual_ytd that finance has validated.
        benefit_validated_ytd: Amount,
        /// Real less planned benefit over the months compared. left_out: months of initiatives with a plan and no actual.
        benefit_variance_ytd: Amount,
        /// Sum of the budgets asked for. left_out: initiatives without a readable budget.
        budget_requested: Amount,
        /// Real cost of the months compared: months of an initiative up to the reporting month that have a plan and an
        /// actual. left_out: months of initiatives with a plan and no actual.
        cost_actual_compared_ytd: Amount,
        /// Real cost over all months to the end of the reporting month. left_out: months of initiatives with a plan and no
        /// actual.
        cost_actual_life: Amount,
        /// Real cost in the reporting month. left_out: months of initiatives with a plan and no actual.
        cost_actual_month: Amount,
        /// Real cost from the start of the fiscal year to the end of the reporting month. left_out: months of initiatives
        /// with a plan and no actual.
        cost_actual_ytd: Amount,
        /// Real over planned cost of the year to date, over the months that have both, in cents. left_out: months of
        /// initiatives with a plan or an actual only.
        cost_of_plan_ytd: Fraction,
        /// Controls met over controls that apply and are not waived. Missing where nobody answers for any. left_out:
        /// controls whose risk tier is not known.
        #[schemars(skip_serializing_if = "Option::is_none")]
        controls_met: Option<Fraction>,
        /// Cost of the whole fiscal year: actual where known, else forecast, else plan.
        cost_outlook_year: Amount,
        /// Planned cost of all months up to the reporting month. cost_plan_to_date_ytd − cost_plan_without_actual_ytd =
        /// cost_planned_ytd; + cost_variance_ytd = cost_actual_compared_ytd; + cost_unplanned_ytd = cost_actual_ytd.
        /// left_out: months of initiatives with a plan and no actual.
        cost_plan_to_date_ytd: Amount,
        /// Planned cost of months without an actual. left_out: months of initiatives with a plan and no actual.
        cost_plan_without_actual_ytd: Amount,
        /// Planned cost over all months to the end of the reporting month, in the months of an initiative that have a
        /// planned and a real cost. left_out: months of initiatives with a plan and no actual.
        cost_planned_life: Amount,
        /// Planned cost in the reporting month, in the months of an initiative that have a planned and a real cost.
        /// left_out: months of initiatives with a plan and no actual.
        cost_planned_month: Amount,
        /// Planned cost from the start of the fiscal year to the end of the reporting month, in the months of an initiative
        /// that have a planned and a real cost. left_out: months of initiatives with a plan and no actual.
        cost_planned_ytd: Amount,
        /// Real cost of months without a plan. left_out: months of initiatives with a plan and no actual.
        cost_unplanned_ytd: Amount,
        /// Real less planned cost over the months compared. left_out: months of initiatives with a plan and no actual.
        cost_variance_ytd: Amount,
        /// Accepted initiatives.
        initiatives: Count,
        /// Initiatives in phase Pilot. left_out: initiatives whose phase is not known.
        initiatives_in_pilot: Count,
        /// Initiatives in phase Production. left_out: initiatives whose phase is not known.
        initiatives_in_production: Count,
        /// Initiatives with enough scores for a rank. left_out: initiatives without a rank.
        initiatives_ranked: Count,
        /// Mean share of the way from baseline to target over the KPIs whose attainment is known, each cut to -1 to 1.5.
        /// numerator is null, denominator is the number of KPIs. left_out: KPIs that cannot be judged.
        kpi_attainment_mean: Fraction,
        /// KPIs at or above the target threshold, over KPIs whose attainment is known. left_out: KPIs that cannot be
        /// judged.
        kpis_at_target: Fraction,
    }
    /// An amount of money.
    Amount {
        /// Units of the currency; null when nobody reported any.
        value: Option<f64>,
        /// The same in cents, exact; null with it.
        numerator: Option<i64>,
        /// Always null: an amount is no ratio.
        denominator: (),
        /// How many months, initiatives or KPIs are left out for want of data.
        left_out: u32,
        /// What value counts.
        #[schemars(extend("const" = "currency"))]
        unit: &'static str,
    }
    /// A ratio with what it is made of.
    Fraction {
        /// numerator over denominator, 0.4 is 40%; null when the denominator is 0.
        value: Option<f64>,
        /// What is divided; null for a mean.
        numerator: Option<i64>,
        /// By what it is divided.
        denominator: i64,
        /// How many months, initiatives or KPIs are left out for want of data.
        left_out: u32,
        /// What value counts.
        #[schemars(extend("const" = "fraction"))]
        unit: &'static str,
    }
    /// A number of things.
    Count {
        /// How many.
        #[schemars(range(min = 0))]
        value: f64,
        /// The same.
        numerator: u64,
        /// Always null: a count is no ratio.
        denominator: (),
        /// How many months, initiatives or KPIs are left out for want of data.
        left_out: u32,
        /// What value counts.
        #[schemars(extend("const" = "count"))]
        unit: &'static str,
    }
    /// What became of a bill.
    BillParts {
        /// Counted as actual cost of initiatives.
        assigned: BillPartRecord,
        /// No initiative is named for it.
        not_assigned: BillPartRecord,
        /// No cost of AI, by the settings.
        left_out: BillPartRecord,
        /// Of months after the reporting month.
        later_month: BillPartRecord,
        /// Its month or currency cannot be read.
        unreadable: BillPartRecord,
        /// There is no rate for its currency and month.
        no_rate: BillPartRecord,
        /// The same cost was typed, and by the settings that counts.
        typed_counts: BillPartRecord,
        /// More than one amount may be.
        too_large: BillPartRecord,
        /// Another bill has the same rows.
        other_bill: BillPartRecord,
    }
    /// Findings by severity.
    BySeverity {
        /// Files and sheets that cannot be used.
        refused: u32,
        /// Rows whose key cannot be used.
        #[schemars(rename = "set-aside")]
        set_aside: u32,
        /// Cells whose value is not known; the row stays.
        rejected: u32,
        /// Assumptions and doubts; nothing is lost.
        noted: u32,
    }
    /// Rows by kind of sheet.
    RowsBySheet {
        /// Rows of initiatives.
        #[schemars(rename = "Initiatives")]
        initiatives: u64,
        /// Rows of months of money.
        #[schemars(rename = "Financials")]
        financials: u64,
        /// Rows of readings of KPIs.
        #[schemars(rename = "Outcomes")]
        outcomes: u64,
        /// Rows of people.
        #[schemars(rename = "Team")]
        team: u64,
    }
    /// Sums of the money columns, in cents.
    MoneyColumns {
        /// Budgets asked for, in cents.
        #[schemars(rename = "Budget requested")]
        budget_requested: i64,
        /// Planned costs of all months, in cents.
        #[schemars(rename = "Cost planned")]
        cost_planned: i64,
        /// Real costs of all months, in cents.
        #[schemars(rename = "Cost actual")]
        cost_actual: i64,
        /// Planned benefits of all months, in cents.
        #[schemars(rename = "Benefit planned")]
        benefit_planned: i64,
        /// Real benefits of all months, in cents.
        #[schemars(rename = "Benefit actual")]
        benefit_actual: i64,
    }
}

/// The schema of what is written as `Type`. In it no key is taken that it does not name, and a key that may be left out
/// is never null.
pub fn of_output<Type: JsonSchema>(id: &str, title: &str) -> Value {
    let mut schema = made::<Type>(SchemaSettings::draft2020_12().for_serialize(), title, |schema| {
        if schema.get("properties").is_some() && schema.get("additionalProperties").is_none() {
            schema.insert("additionalProperties".to_owned(), false.into());
        }
        let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (_, value) in properties.into_iter().flatten().filter(|(key, _)| !required.contains(&json!(key))) {
            take_null_away(value.as_object_mut().expect("an object"));
        }
    });
    schema["$id"] = id.into();
    schema
}

/// The schema of what is read as `Type` from a file of settings, in the draft that editors of TOML know. It stands there in
/// one piece, so that each place can be described and have its default. Nothing is null there, and no type is described.
pub fn of_settings<Type: JsonSchema>(title: &str) -> Value {
    let mut settings = SchemaSettings::draft07();
    settings.inline_subschemas = true;
    made::<Type>(settings, title, |schema| {
        if let Some(schema) = schema.as_object_mut() {
            take_null_away(schema);
        }
        schema.remove("description");
        let words = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
        let words: Option<Vec<Value>> = words.map(|one| one.get("const").cloned()).collect();
        if let Some(words) = words.filter(|words| !words.is_empty()) {
            schema.remove("oneOf");
            schema.insert("type".to_owned(), "string".into());
            schema.insert("enum".to_owned(), words.into());
        }
        if schema.get("default").is_some_and(|default| default.is_null() || default.is_object()) {
            schema.remove("default");
        }
    })
}

fn made<Type: JsonSchema>(settings: SchemaSettings, title: &str, change: fn(&mut Schema)) -> Value {
    let change = move |schema: &mut Schema| {
        say_less_of_numbers(schema);
        change(schema);
    };
    let mut schema = settings.into_generator().into_root_schema_for::<Type>();
    RecursiveTransform(change).transform(&mut schema);
    schema.insert("title".to_owned(), title.into());
    schema.to_value()
}

/// How wide a number is in memory is nobody's business. A description is one line.
fn say_less_of_numbers(schema: &mut Schema) {
    let is_width = |format: &Value| {
        ["int", "uint", "double", "float"].iter().any(|name| format.as_str().is_some_and(|one| one.starts_with(name)))
    };
    if schema.get("format").is_some_and(is_width) {
        schema.remove("format");
        for bound in ["minimum", "maximum"] {
            let widths =
                [i8::MIN.into(), i8::MAX.into(), i16::MIN.into(), i16::MAX.into(), u8::MAX.into(), u16::MAX.into()];
            if schema.get(bound).and_then(Value::as_i64).is_some_and(|number| widths.contains(&number)) {
                schema.remove(bound);
            }
        }
    }
    if let Some(Value::String(description)) = schema.get_mut("description") {
        *description = description.replace('\n', " ");
    }
}

/// Of the ways in which a schema says that null is allowed as well.
fn take_null_away(schema: &mut Map<String, Value>) {
    for (key, null) in [("enum", Value::Null), ("type", json!("null")), ("anyOf", json!({"type": "null"}))] {
        let Some(Value::Array(list)) = schema.get_mut(key) else { continue };
        list.retain(|one| *one != null);
        let [only] = &list[..] else { continue };
        match only.clone() {
            Value::Object(only) => {
                schema.remove(key);
                schema.extend(only);
            }
            only if key == "type" => drop(schema.insert(key.to_owned(), only)),
            _ => {}
        }
    }
}

/// Where a key stands among others.
type Rank<'a> = &'a dyn Fn(&str) -> usize;

/// A schema as text: what is short stands on one line. Properties stand in the order of their type, those that may be
/// left out behind, by the `rank` of their path, then by name.
pub fn written(schema: &Value, rank: Rank) -> String {
    format!("{}\n", lines(schema, 0, "", Keys::Keywords, rank))
}

/// Keywords in the order in which people read them; others follow by name.
fn keyword(key: &str) -> usize {
    const ORDER: [&str; 8] = ["$schema", "$id", "title", "description", "$ref", "type", "const", "enum"];
    const LAST: [&str; 5] = ["required", "additionalProperties", "properties", "items", "$defs"];
    let last = || LAST.iter().position(|one| *one == key).map(|place| ORDER.len() + 1 + place);
    ORDER.iter().position(|one| *one == key).or_else(last).unwrap_or(ORDER.len())
}

/// What the keys of an object are: words of schemas, or names in the order of a rank.
#[derive(Clone, Copy)]
enum Keys<'a> {
    Keywords,
    Names(Rank<'a>),
}

fn lines(value: &Value, depth: usize, path: &str, keys: Keys, rank: Rank) -> String {
    let (open, close, children) = match value {
        Value::Object(object) => {
            let required = object.get("required").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let below = |key: &str| format!("{path}.{key}");
            let place = |key: &str| required.iter().position(|one| one == key);
            let of_property =
                |key: &str| place(key).unwrap_or_else(|| required.len().saturating_add(rank(&below(key))));
            let mut entries: Vec<(&String, &Value)> = object.iter().collect();
            entries.sort_by_key(|(key, _)| match keys {
                Keys::Keywords => keyword(key),
                Keys::Names(place) => place(key),
            });
            let child = |(key, value): (&String, &Value)| {
                let value = match (keys, key.as_str()) {
                    (Keys::Names(_), name) => lines(value, depth + 1, &below(name), Keys::Keywords, rank),
                    (_, "properties") => lines(value, depth + 1, path, Keys::Names(&of_property), rank),
                    (_, "$defs") => lines(value, depth + 1, path, Keys::Names(&|_| 0), rank),
                    _ => lines(value, depth + 1, path, Keys::Keywords, rank),
                };
                format!("{}: {value}", json!(key))
            };
            ("{", "}", entries.into_iter().map(child).collect::<Vec<String>>())
        }
        Value::Array(list) => {
            let child = |one| lines(one, depth + 1, path, Keys::Keywords, rank);
            ("[", "]", list.iter().map(child).collect())
        }
        one => return one.to_string(),
    };
    let on_one_line = format!("{open}{}{close}", children.join(", "));
    if depth > 0 && !on_one_line.contains('\n') && 2 * depth + on_one_line.chars().count() < 110 {
        return on_one_line;
    }
    let indent = "  ".repeat(depth);
    format!("{open}\n{indent}  {}\n{indent}{close}", children.join(&format!(",\n{indent}  ")))
}

/// Is the file what the types say? `UPDATE_DOCUMENTS=1 cargo test --lib schema` writes it.
pub fn compare(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("UPDATE_DOCUMENTS").is_some() {
        std::fs::write(path, text).unwrap();
    } else {
        let is_current = std::fs::read_to_string(path).is_ok_and(|found| found == text);
        assert!(is_current, "{file} is behind the types: UPDATE_DOCUMENTS=1 cargo test --lib schema");
    }
}

/// Keys that version 0.1 did not write yet, by the part they stand in. Its records stay valid, so these may be missing.
const SINCE_0_1: [(&str, &[&str]); 10] = [
    (
        "Portfolio",
        &[
            "benefit_actual_compared_ytd",
            "benefit_plan_to_date_ytd",
            "benefit_plan_without_actual_ytd",
            "benefit_unplanned_ytd",
            "benefit_variance_ytd",
            "cost_actual_compared_ytd",
            "cost_plan_to_date_ytd",
            "cost_plan_without_actual_ytd",
            "cost_unplanned_ytd",
            "cost_variance_ytd",
        ],
    ),
    ("MeasureRecord", &["key", "short_name", "direction", "formula", "columns_missing"]),
    ("YearRecord", &["assumed_cents"]),
    ("RoleRecord", &["month", "reserved"]),
    ("ChoiceRecord", &["cost_to_horizon_cents"]),
    ("TestRecord", &["testable", "untyped"]),
    ("StopRecord", &["takes_frees", "takes_total_cents"]),
    ("FundingLineRecord", &["cost_unknown"]),
    ("RobustnessRecord", &["incomplete"]),
    ("InitiativeRecord", &["npv_bound", "plan_last_month", "plan_ends_before_horizon"]),
];

fn require_what_version_0_1_wrote(schema: &mut Value) {
    for (part, keys) in SINCE_0_1 {
        let required = schema["$defs"][part]["required"].as_array_mut().unwrap_or_else(|| panic!("there is a {part}"));
        let before = required.len();
        required.retain(|key| !keys.iter().any(|new| key == new));
        assert_eq!(before - required.len(), keys.len(), "every key of {part} is there");
    }
}

#[test]
fn the_schema_of_run_json_is_that_of_the_types() {
    let mut schema = of_output::<RunRecord>(FORMAT, "run.json of coe-report");
    require_what_version_0_1_wrote(&mut schema);
    compare("templates/run.schema.json", &written(&schema, &|_| 0));
}
