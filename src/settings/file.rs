//! `report.toml`: what may stand in it, and what holds when it says nothing.

use super::{fields::FieldChange, measure::OwnMeasure};
use crate::model::{
    ai_act::AiActRules,
    approval::{ApprovalRule, Person},
    assumptions::{Thresholds, Weights},
    billing::BillingRules,
    capacity::RoleFrom,
    closing::{ClosingRules, PlausibleLimits},
    dictionary::{Ids, Level, SheetKind},
    fiscal::{CalendarRules, FiscalCalendar, Weeks, names::TypedYear},
    funding_rules::{Comparison, FundingRules, RobustnessRules, StressRule},
    history::ChangeLimits,
    limits::Limits,
    log::LogRules,
    mail::MailRules,
    period::Month,
    phase::Phase,
    problem::Problem,
    ranking_method::RankingMethod,
    rates::RateRules,
    reading::{Hidden, ReadingRules},
    rules::{CommentLimits, MissingSubmitter, Submitter},
    schedule::ScheduleRules,
    targets::{HealthTargets, Scale},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// `templates/report.toml`: every setting with its default and a comment.
pub const DEFAULTS: &str = include_str!("../../templates/report.toml");

/// Its JSON Schema, for editors.
pub const SCHEMA: &str = include_str!("../../templates/report.schema.json");

/// The settings file. Field by field the names in `templates/report.toml`, which says what they mean.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "templates/report.toml documents every one of them, and a test holds both together")]
pub struct FileSettings {
    pub company: String,
    pub intake: PathBuf,
    pub out: PathBuf,
    pub program_lead: String,
    pub time_zone: String,
    pub fiscal_year_start: u8,
    pub currency: String,
    pub locale: String,
    pub level: Level,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ranking_methods: Vec<RankingMethod>,
    pub ids: Ids,
    pub amounts_are: String,
    pub ledger_tolerance: f64,
    pub discount_rate: f64,
    pub horizon_months: u16,
    pub ranking_rows: usize,
    pub live_formulas_up_to: usize,
    pub sponsor_workbooks: Vec<String>,
    pub weights: Weights,
    pub comparison: Comparison,
    pub budgets: BTreeMap<TypedYear, f64>,
    pub capacity: BTreeMap<RoleFrom, f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub approval: Vec<ApprovalRule>,
    pub funding: FundingRules,
    pub stress_tests: Vec<StressRule>,
    pub robustness: RobustnessRules,
    pub thresholds: Thresholds,
    pub quiet_seconds: u32,
    /// Workbook in which the program asks what it does not understand; empty: nothing is asked.
    #[serde(skip_serializing_if = "is_empty")]
    pub questions: PathBuf,
    /// Calendar or list of the days on which nobody works; empty for none.
    #[serde(skip_serializing_if = "is_empty")]
    pub holidays: PathBuf,
    pub readable_by: ReadableBy,
    pub hidden: Hidden,
    pub health: HealthTargets,
    pub measure: Vec<OwnMeasure>,
    pub limits: Limits,
    pub brand: Brand,
    pub reports: Reports,
    pub missing_submitter: MissingSubmitter,
    pub state: StateSettings,
    pub schedule: ScheduleRules,
    pub log: LogRules,
    pub changes: ChangeLimits,
    pub closing: ClosingRules,
    pub plausible: PlausibleLimits,
    pub comment_above: CommentLimits,
    #[serde(skip_serializing_if = "RateRules::is_default")]
    pub rates: RateRules,
    #[serde(skip_serializing_if = "BillingRules::is_default")]
    pub billing: BillingRules,
    #[serde(skip_serializing_if = "AiActRules::is_default")]
    pub ai_act: AiActRules,
    #[serde(skip_serializing_if = "CalendarRules::is_default")]
    pub calendar: CalendarRules,
    pub mail: MailRules,
    pub sheets: BTreeMap<SheetKind, Vec<String>>,
    pub fields: BTreeMap<SheetKind, BTreeMap<String, FieldChange>>,
    pub expected_submitters: Vec<Submitter>,
}

impl Default for FileSettings {
    fn default() -> Self {
        FileSettings {
            company: "Our company".to_owned(),
            intake: "intake".into(),
            out: "reports".into(),
            program_lead: String::new(),
            time_zone: "UTC".to_owned(),
            fiscal_year_start: 1,
            currency: "EUR".to_owned(),
            locale: "en-GB".to_owned(),
            level: Level::Standard,
            ranking_methods: Vec::new(),
            ids: Ids::Typed,
            amounts_are: String::new(),
            ledger_tolerance: 1.0,
            discount_rate: 0.08,
            horizon_months: 36,
            ranking_rows: 40,
            live_formulas_up_to: 1_000,
            sponsor_workbooks: Vec::new(),
            weights: Weights::default(),
            comparison: Comparison::new(),
            budgets: BTreeMap::new(),
            capacity: BTreeMap::new(),
            approval: Vec::new(),
            funding: FundingRules::default(),
            stress_tests: StressRule::standard(),
            robustness: RobustnessRules::default(),
            thresholds: Thresholds::default(),
            quiet_seconds: ReadingRules::default().quiet_seconds,
            questions: "questions.xlsx".into(),
            holidays: PathBuf::new(),
            readable_by: ReadableBy::default(),
            hidden: Hidden::default(),
            health: HealthTargets::default(),
            measure: Vec::new(),
            limits: Limits::default(),
            brand: Brand::default(),
            reports: Reports::default(),
            missing_submitter: MissingSubmitter::default(),
            state: StateSettings::default(),
            schedule: ScheduleRules::default(),
            log: LogRules::default(),
            changes: ChangeLimits::default(),
            closing: ClosingRules::default(),
            plausible: PlausibleLimits::default(),
            comment_above: CommentLimits::default(),
            rates: RateRules::default(),
            billing: BillingRules::default(),
            ai_act: AiActRules::default(),
            calendar: CalendarRules::default(),
            mail: MailRules::default(),
            sheets: BTreeMap::new(),
            fields: BTreeMap::new(),
            expected_submitters: Vec::new(),
        }
    }
}

/// Who may read reports, closed months, mails and the log, besides the account that runs the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ReadableBy {
    /// Nobody.
    #[default]
    Owner,
    /// Its group.
    Group,
}

/// Looks.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Brand {
    /// A theme file of one's own; empty for the one inside the program.
    pub theme: PathBuf,
}

/// How the reports are put together and worded.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Reports {
    /// Pages of the executives' PDF; empty for the layout inside the program.
    pub executive: PathBuf,
    /// Parts of a sponsor's PDF; empty for the layout inside the program.
    pub sponsor: PathBuf,
    /// Titles and commentary to say differently; empty for those inside the program.
    pub sentences: PathBuf,
}

/// What outlives a run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct StateSettings {
    /// Folder of closed months; empty for none.
    pub folder: PathBuf,
    /// Are files that did not change since the last run not read again?
    pub cache: bool,
}

impl Default for StateSettings {
    fn default() -> Self {
        StateSettings { folder: PathBuf::new(), cache: true }
    }
}

impl FileSettings {
    /// Reads and checks the shape of a settings file; gives its text too, to find lines in.
    pub fn read(path: &Path) -> Result<(FileSettings, String), Problem> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| {
            Problem::usage(
                format!("{name} cannot be read: {error}"),
                "Check that the file may be read and is plain text (UTF-8).",
            )
        })?;
        Ok((FileSettings::parse(&name, &text)?, text))
    }

    /// Checks the shape of a text of settings, which messages call `name`.
    pub fn parse(name: &str, text: &str) -> Result<FileSettings, Problem> {
        toml::from_str(text).map_err(|error| shape_problem(name, text, &error))
    }

    /// Values that have the right type and still cannot be: (setting, what is wrong, what to do).
    pub fn check(&self) -> Result<(), (&'static str, String, &'static str)> {
        if !(1..=12).contains(&self.fiscal_year_start) {
            return Err((
                "fiscal_year_start",
                format!("fiscal_year_start = {} is no month", self.fiscal_year_start),
                "Use 1 for January to 12 for December.",
            ));
        }
        if !(self.discount_rate > -1.0 && self.discount_rate < 10.0) {
            return Err((
                "discount_rate",
                format!("discount_rate = {} cannot be", self.discount_rate),
                "Use a fraction: 0.08 for 8% a year.",
            ));
        }
        if !(1..=240).contains(&self.horizon_months) {
            return Err((
                "horizon_months",
                format!("horizon_months = {} cannot be", self.horizon_months),
                "Use 1 to 240 months.",
            ));
        }
        let also_in = &self.rates.also_in;
        if !also_in.is_empty() && (!is_currency_code(also_in) || *also_in == self.currency) {
            return Err((
                "also_in",
                format!("also_in = \"{also_in}\" is no second currency"),
                "Use the three capital letters of another currency than that of the report, such as \"USD\".",
            ));
        }
        if !is_currency_code(&self.currency) {
            return Err((
                "currency",
                format!("currency = \"{}\" is no currency code", self.currency),
                "Use three capital letters such as EUR.",
            ));
        }
        let weights = self.weights;
        let each = [
            ("strategic_fit", weights.strategic_fit),
            ("business_value", weights.business_value),
            ("feasibility", weights.feasibility),
            ("data_readiness", weights.data_readiness),
            ("org_readiness", weights.org_readiness),
            ("delivery_risk", weights.delivery_risk),
        ];
        for (name, weight) in each {
            if !(weight > 0.0 && weight.is_finite()) {
                return Err((
                    name,
                    format!("weights.{name} = {weight} is not above zero"),
                    "Give every criterion a weight above zero; only their proportions count.",
                ));
            }
        }
        if !(0.0..=1.0).contains(&self.thresholds.coverage) {
            return Err((
                "coverage",
                format!("thresholds.coverage = {} is no share", self.thresholds.coverage),
                "Use a fraction between 0 and 1.",
            ));
        }
        if self.quiet_seconds > 60 {
            let what = format!("quiet_seconds = {} would keep every run waiting", self.quiet_seconds);
            return Err(("quiet_seconds", what, "Use 0 to 60 seconds."));
        }
        if !(0.0..=1e9).contains(&self.ledger_tolerance) {
            let what = format!("ledger_tolerance = {} cannot be", self.ledger_tolerance);
            return Err(("ledger_tolerance", what, "Use an amount of money that is not negative."));
        }
        if self.ranking_rows == 0 {
            return Err(("ranking_rows", "ranking_rows = 0 leaves no ranking".to_owned(), "Use 1 or more."));
        }
        if !(0.0..=1.0).contains(&self.thresholds.on_plan) {
            let what = format!("thresholds.on_plan = {} is no share", self.thresholds.on_plan);
            return Err(("on_plan", what, "Use a fraction between 0 and 1."));
        }
        if !(self.thresholds.kpi_at_target > 0.0 && self.thresholds.kpi_at_target <= 1.5) {
            let what = format!("thresholds.kpi_at_target = {} cannot be", self.thresholds.kpi_at_target);
            return Err(("kpi_at_target", what, "Use a share of the way to the target, such as 1 or 0.9."));
        }
        for (name, share, scale) in self.health.each() {
            if scale == Scale::Share && !(0.0..=1.0).contains(&share) {
                let what = format!("health.{name} = {share} is no share");
                return Err((name, what, "Use a fraction between 0 and 1."));
            }
        }
        if self.health.conversion_months_wait > self.health.conversion_months_back {
            let what = "health.conversion_months_wait is longer than health.conversion_months_back".to_owned();
            return Err(("conversion_months_wait", what, "Use 24 months back and 6 to wait, for example."));
        }
        let changes = &self.changes;
        for (name, share) in [
            ("outlook_change", changes.outlook_change),
            ("kpi_change", changes.kpi_change),
            ("name_likeness", changes.name_likeness),
            ("baseline_change", changes.baseline_change),
        ] {
            if !(0.0..=1.0).contains(&share) {
                return Err((name, format!("changes.{name} = {share} is no share"), "Use a fraction between 0 and 1."));
            }
        }
        check_plausible(&self.plausible)?;
        check_comments(&self.comment_above)?;
        super::mail::check(&self.mail)?;
        self.check_calendar()?;
        for (year, amount) in &self.budgets {
            if !(0.0..=1e12).contains(amount) {
                return Err((
                    "budgets",
                    format!("budgets.{} = {amount} cannot be", year.text()),
                    "Use an amount of money that is not negative.",
                ));
            }
        }
        for (role, people) in &self.capacity {
            if !(0.0..=100_000.0).contains(people) {
                let what = format!("capacity.\"{role}\" = {people} cannot be");
                return Err(("capacity", what, "Use a number of full-time persons that is not negative."));
            }
        }
        check_approvals(&self.approval)?;
        self.check_choice()?;
        if !(1..=28).contains(&self.schedule.day) {
            let what = format!("schedule.day = {} is not a day of every month", self.schedule.day);
            return Err(("day", what, "Use 1 to 28."));
        }
        if self.schedule.hour_and_minute().is_none() {
            let what = format!("schedule.time = \"{}\" is no time", self.schedule.time);
            return Err(("time", what, "Use hours and minutes such as \"06:00\"."));
        }
        for submitter in &self.expected_submitters {
            if glob::Pattern::new(&submitter.files).is_err() {
                return Err((
                    "expected_submitters",
                    format!("files = \"{}\" is no file pattern", submitter.files),
                    "Use a name with * for any letters, such as finance*.xlsx.",
                ));
            }
            if submitter.files.trim().is_empty() && submitter.department.trim().is_empty() {
                return Err((
                    "expected_submitters",
                    format!("nothing says which files are those of {}", submitter.name),
                    "Give them files = \"finance*.xlsx\", or department = \"Finance\".",
                ));
            }
            if !(1..=31).contains(&submitter.due_day) {
                return Err(("due_day", format!("due_day = {} is no day", submitter.due_day), "Use 1 to 31."));
            }
        }
        Ok(())
    }

    /// Every setting, those too that are not written while they are as usual: the fingerprint of settings that know nothing
    /// of them stays what it was.
    pub fn every_setting(&self) -> toml::Table {
        let written = toml::to_string(self).ok().and_then(|text| toml::from_str::<toml::Table>(&text).ok());
        let mut table = written.unwrap_or_default();
        let unwritten = [
            ("holidays", toml::Value::try_from(&self.holidays)),
            ("rates", toml::Value::try_from(&self.rates)),
            ("calendar", toml::Value::try_from(self.calendar)),
            ("ai_act", toml::Value::try_from(self.ai_act)),
        ];
        for (key, value) in unwritten {
            if let Ok(value) = value {
                table.insert(key.to_owned(), value);
            }
        }
        table
    }

    /// Which months and days make a fiscal year, and what years are called.
    pub fn fiscal_calendar(&self) -> FiscalCalendar {
        FiscalCalendar { start: self.fiscal_year_start, rules: self.calendar }
    }

    /// Fiscal years and the names of budgets.
    fn check_calendar(&self) -> Result<(), (&'static str, String, &'static str)> {
        let (rules, usual) = (self.calendar, CalendarRules::default());
        if !(1..=12).contains(&rules.week_53_in) {
            let what = format!("calendar.week_53_in = {} is no period", rules.week_53_in);
            return Err(("week_53_in", what, "Use 1 to 12: the period that has a week more in a year of 53."));
        }
        if rules.weeks == Weeks::None && (rules.year_ends, rules.week_53_in) != (usual.year_ends, usual.week_53_in) {
            let what = "calendar.year_ends and week_53_in say nothing of calendar months".to_owned();
            return Err(("calendar", what, "Set weeks to \"4-4-5\", \"4-5-4\" or \"5-4-4\", or delete them."));
        }
        let mut named: BTreeMap<Month, &str> = BTreeMap::new();
        for year in self.budgets.keys() {
            let year = year.text();
            let other = self.fiscal_calendar().year_named(year).and_then(|first| named.insert(first, year));
            if let Some(other) = other {
                let what = format!("budgets.{year} and budgets.{other} are the same fiscal year");
                return Err(("budgets", what, "Leave one of them."));
            }
        }
        Ok(())
    }

    /// Settings behind the choice of initiatives.
    fn check_choice(&self) -> Result<(), (&'static str, String, &'static str)> {
        let funding = &self.funding;
        if !(0.0..=0.5).contains(&funding.gap) {
            return Err(("gap", format!("funding.gap = {} cannot be", funding.gap), "Use a share such as 0.001."));
        }
        if !(2..=201).contains(&funding.frontier_budgets) {
            let what = format!("funding.frontier_budgets = {} cannot be", funding.frontier_budgets);
            return Err(("frontier_budgets", what, "Use 2 to 201 budgets."));
        }
        let rates = [("finance_rate", funding.finance_rate), ("reinvestment_rate", funding.reinvestment_rate)];
        for (name, rate) in rates {
            if !(rate > -1.0 && rate < 10.0) {
                let what = format!("funding.{name} = {rate} cannot be");
                return Err((name, what, "Use a fraction: 0.08 for 8% a year."));
            }
        }
        for phase in Phase::ALL {
            if funding.p_success.of(phase).is_some_and(|chance| !(chance > 0.0 && chance <= 1.0)) {
                let what = format!("funding.p_success of the phase {} is no probability", phase.name());
                return Err(("funding.p_success", what, "Use a share above 0 and up to 1."));
            }
        }
        for test in &self.stress_tests {
            check_stress_test(test, self.discount_rate)?;
        }
        let robustness = &self.robustness;
        let sets = |name, what: String, hint| Err((name, format!("robustness.{what} cannot be"), hint));
        if !(1..=1_000_000).contains(&robustness.samples) {
            return sets("samples", format!("samples = {}", robustness.samples), "Use 1 to 1,000,000 weightings.");
        }
        if !(0.0..1.0).contains(&robustness.spread) {
            return sets("spread", format!("spread = {}", robustness.spread), "Use 0 for all, or a share below 1.");
        }
        if robustness.top == 0 {
            return sets("top", "top = 0".to_owned(), "Use 1 or more.");
        }
        if !(1..=5_000).contains(&robustness.at_most) {
            return sets("at_most", format!("at_most = {}", robustness.at_most), "Use 1 to 5,000 initiatives.");
        }
        if !(0.0..=1.0).contains(&self.thresholds.far_apart) {
            let what = format!("thresholds.far_apart = {} is no share", self.thresholds.far_apart);
            return Err(("far_apart", what, "Use a fraction between 0 and 1."));
        }
        Ok(())
    }
}

fn is_empty(path: &Path) -> bool {
    path.as_os_str().is_empty()
}

fn check_approvals(rules: &[ApprovalRule]) -> Result<(), (&'static str, String, &'static str)> {
    let wrong = |what: String, hint| Err(("approval", what, hint));
    for (place, rule) in rules.iter().enumerate() {
        let who = &rule.who;
        if who.trim().is_empty() {
            let what = "a block of approval does not say who decides".to_owned();
            return wrong(what, "Give it who = \"AI board\", as reports shall name them.");
        }
        if rule.up_to.is_some_and(|limit| !(0.0..=1e12).contains(&limit)) {
            let what = format!("up_to = {} of \"{who}\" cannot be", rule.up_to.unwrap_or_default());
            return wrong(what, "Use an amount of money that is not negative, or leave up_to out for any amount.");
        }
        if rules[..place].iter().any(|other| other.up_to == rule.up_to) {
            let what = format!("two blocks of approval have the same limit, one of them for \"{who}\"");
            return wrong(what, "Give each block another up_to, and name all who may decide in one block.");
        }
        if let Some(nobody) = rule.people.iter().find(|text| Person::of(text) == Person::default()) {
            return wrong(format!("\"{nobody}\" names nobody who decides for \"{who}\""), "Use a name or an address.");
        }
        if rule.signatures == 0 || usize::from(rule.signatures) > rule.people.len().max(1) {
            let what = format!("signatures = {} of \"{who}\" cannot be given", rule.signatures);
            return wrong(what, "Use 1 up to the number of people that the block names.");
        }
    }
    Ok(())
}

fn check_plausible(limits: &PlausibleLimits) -> Result<(), (&'static str, String, &'static str)> {
    if !(limits.month_factor > 1.0 && limits.month_factor.is_finite()) {
        let what = format!("plausible.month_factor = {} doubts every month", limits.month_factor);
        return Err(("month_factor", what, "Use a number above 1, such as 8."));
    }
    if !(0.0..=1e12).contains(&limits.least_amount) {
        let what = format!("plausible.least_amount = {} cannot be", limits.least_amount);
        return Err(("least_amount", what, "Use an amount of money that is not negative."));
    }
    for (name, share) in [
        ("outlook_change", limits.outlook_change),
        ("to_date_fall", limits.to_date_fall),
        ("not_counted", limits.not_counted),
        ("unreported", limits.unreported),
    ] {
        if !(share >= 0.0 && share.is_finite()) {
            return Err((name, format!("plausible.{name} = {share} is no share"), "Use a fraction: 0.1 is 10%."));
        }
    }
    Ok(())
}

fn check_comments(limits: &CommentLimits) -> Result<(), (&'static str, String, &'static str)> {
    if !(0.0..=1e12).contains(&limits.amount) {
        let what = format!("comment_above.amount = {} cannot be", limits.amount);
        return Err(("amount", what, "Use an amount of money that is not negative."));
    }
    if !(limits.share >= 0.0 && limits.share.is_finite()) {
        let what = format!("comment_above.share = {} is no share", limits.share);
        return Err(("share", what, "Use a fraction: 0.1 is 10%."));
    }
    Ok(())
}

fn check_stress_test(test: &StressRule, rate: f64) -> Result<(), (&'static str, String, &'static str)> {
    let wrong = |what: String, hint| Err(("stress_tests", what, hint));
    let name = &test.name;
    if name.trim().is_empty() {
        return wrong("a test of stress_tests has no name".to_owned(), "Give it a name, such as \"Costs +20%\".");
    }
    for (key, factor) in [("benefits", test.benefits), ("costs", test.costs), ("budget", test.budget)] {
        if !(0.0..=100.0).contains(&factor) {
            return wrong(
                format!("{key} = {factor} of the test \"{name}\" cannot be"),
                "Use a factor that is not negative: 0.8 is 20% less.",
            );
        }
    }
    if !(rate + test.rate > -1.0 && rate + test.rate < 10.0) {
        let what = format!("rate = {} of the test \"{name}\" cannot be", test.rate);
        return wrong(what, "Use points as a fraction: 0.03 is three points.");
    }
    if test.delay_months > 240 {
        let what = format!("delay_months = {} of the test \"{name}\" cannot be", test.delay_months);
        return wrong(what, "Use 0 to 240 months.");
    }
    Ok(())
}

/// The parser's complaint in our words: file, line, what is there, what was probably meant.
fn shape_problem(name: &str, text: &str, error: &toml::de::Error) -> Problem {
    let line = error.span().map_or(1, |span| line_of(text, span.start));
    let message = error.message();
    if let Some(rest) = message.strip_prefix("unknown field `")
        && let Some((unknown, expected)) = rest.split_once('`')
    {
        let known = expected.split('`').skip(1).step_by(2);
        let hint = match nearest(unknown, known) {
            Some(near) => format!("Did you mean \"{near}\"? templates/report.toml lists every setting."),
            None => "templates/report.toml lists every setting.".to_owned(),
        };
        return Problem::usage(format!("{name}, line {line}: there is no setting \"{unknown}\""), hint);
    }
    let shown = text.lines().nth(line - 1).unwrap_or_default().trim();
    let hint = match message.contains("expected a date string") {
        true => "Write the date in quotation marks, year first: \"2027-12-02\".",
        false => "templates/report.toml shows how each setting is written.",
    };
    Problem::usage(format!("{name}, line {line}: {} ({shown})", message.lines().next().unwrap_or_default()), hint)
}

/// `report.toml, line 4` for the first line that sets `setting`, else the file's name.
pub fn place_of(name: &str, text: &str, setting: &str) -> String {
    let sets = |line: &str| {
        let line = line.trim_start().trim_start_matches(['[', ' ']);
        line.strip_prefix(setting).is_some_and(|rest| rest.starts_with([' ', '=', ']', '.']))
    };
    match text.lines().position(sets) {
        Some(place) => format!("{name}, line {}", place + 1),
        None => name.to_owned(),
    }
}

/// The line of a byte, from 1.
pub(super) fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes()[..byte.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The name most like `typed`, if one is like it at all.
pub(super) fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|name| (strsim::jaro_winkler(typed, name), name))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, name)| name)
}

/// Three capital letters.
fn is_currency_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|letter| letter.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_names_every_setting_with_its_default() {
        let written: FileSettings = toml::from_str(DEFAULTS).unwrap();
        assert_eq!(written, FileSettings::default());
        // Every key of the defaults stands in the template, so that nobody has to read the program to find one.
        let defaults = toml::Table::try_from(FileSettings::default()).unwrap();
        let template: toml::Table = toml::from_str(DEFAULTS).unwrap();
        for (key, value) in &defaults {
            let set = template.get(key);
            assert!(
                set.is_some() || DEFAULTS.contains(&format!("# [{key}")) || DEFAULTS.contains(&format!("# [[{key}")),
                "{key}"
            );
            if let (Some(inner), Some(set)) = (value.as_table(), set.and_then(toml::Value::as_table)) {
                for key in inner.keys() {
                    assert!(set.contains_key(key), "{key}");
                }
            }
        }
    }
}
