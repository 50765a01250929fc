//! Is the centre itself healthy? The page "The CoE", the sheet Health with its blocks by initiative and about the
//! mission, and the words they share.

mod initiatives;
mod mission;
mod page;
mod sheet;

pub use page::section;
pub use sheet::sheet;

use super::{ReportContext, round, round::MoneyScale, say::Known};
use crate::model::{
    dictionary::folded,
    figure::Figure,
    health::{CentrePart, CentrePhase},
    measure::{Declaration, Measure, MeasureUnit, Part, Target},
    money::Cents,
    role::Role,
    targets::Scale,
};

/// Name of the page.
pub const PAGE: &str = "The CoE";

/// The value of a measure as it is shown; money to the cent in the workbook, in the report's unit on a page.
pub(super) fn figure(value: f64, unit: MeasureUnit, scale: MoneyScale) -> Figure {
    match unit {
        MeasureUnit::Share => round::percent(value, 0),
        MeasureUnit::Count => round::count(value.round() as i64),
        MeasureUnit::Money => scale.figure(Cents(value.round() as i64)),
        MeasureUnit::Days => round::days(value),
        MeasureUnit::Months => round::months(value),
        MeasureUnit::People | MeasureUnit::PerMonth => round::tenths(value),
        MeasureUnit::Index => round::ratio(value),
    }
}

/// How a measure is computed, with the settings and months it goes by.
pub(super) fn formula(context: &ReportContext, declared: &Declaration) -> String {
    let assumptions = context.assumptions;
    let (mut words, mut rest) = (String::new(), &*declared.formula);
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        words.push_str(before);
        words.push_str(&match name {
            "year_to_date" => {
                format!("the fiscal year from {} to {}", assumptions.year_start(), assumptions.period)
            }
            name => assumptions.setting(name).map_or_else(|| name.to_owned(), |set| setting_words(context, set)),
        });
        rest = after;
    }
    words + rest
}

/// A number of the settings as people read it.
fn setting_words(context: &ReportContext, (number, scale): (f64, Scale)) -> String {
    match scale {
        Scale::Share | Scale::OpenShare => round::percent(number, 0).text(context.locale()),
        Scale::Number => round::plain(number).text(context.locale()),
    }
}

/// A numerator or a denominator.
pub(super) fn part_figure(part: Part, scale: MoneyScale) -> Figure {
    match part {
        Part::Count(count) => round::count(count),
        Part::Money(cents) => scale.figure(cents),
        Part::Number(number) => round::tenths(number),
    }
}

/// `at least 95%`, `none`.
fn target_words(context: &ReportContext, measure: &Measure) -> String {
    let number = |value: f64| match measure.unit() {
        MeasureUnit::Months => format!("{} months", round::plain(value).text(context.locale())),
        unit => figure(value, unit, context.scale()).text(context.locale()),
    };
    match measure.target {
        Some(Target::AtMost(0.0)) => "none".to_owned(),
        Some(Target::AtLeast(least)) => format!("at least {}", number(least)),
        Some(Target::AtMost(most)) => format!("at most {}", number(most)),
        None => String::new(),
    }
}

/// `Target: at least 95%, missed.`
pub(super) fn target_note(context: &ReportContext, measure: &Measure) -> Option<String> {
    let held = match measure.is_met()? {
        true => "met",
        false => "missed",
    };
    let missing = missing_words(context, measure).map(|words| format!("; {words}")).unwrap_or_default();
    Some(format!("Target: {}, {held}{missing}.", target_words(context, measure)))
}

/// `40% of inputs missing`, when it is that much.
fn missing_words(context: &ReportContext, measure: &Measure) -> Option<String> {
    let missing = measure.missing_share();
    (missing >= context.assumptions.health.missing_said)
        .then(|| format!("{} of inputs missing", round::percent(missing, 0).text(context.locale())))
}

/// Columns that a measure of the settings names and that stand in no workbook.
pub(super) fn missing_columns<'a>(context: &ReportContext, declared: &'a Declaration) -> Vec<&'a str> {
    let sent = &context.portfolio.initiatives.unknown;
    let is_sent = |title: &&str| sent.iter().any(|column| folded(&column.title) == folded(title));
    declared.titles().into_iter().filter(|title| !is_sent(title)).collect()
}

/// `no workbook has the column "Plant regoin"; near: "Plant region"`, for each that is missing.
pub(super) fn missing_column_words(context: &ReportContext, declared: &Declaration) -> Vec<String> {
    const NEAR: f64 = 0.7;
    let sent: Vec<&str> = context.portfolio.initiatives.unknown.iter().map(|column| &*column.title).collect();
    let likeness = |title: &str, other: &str| strsim::jaro_winkler(&folded(title), &folded(other));
    let nearest = |title: &str| {
        let near = sent.iter().map(|other| (likeness(title, other), *other)).filter(|(likeness, _)| *likeness > NEAR);
        near.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, other)| format!("; near: \"{other}\""))
    };
    let said = |title: &str| format!("no workbook has the column \"{title}\"{}", nearest(title).unwrap_or_default());
    missing_columns(context, declared).into_iter().map(said).collect()
}

/// What holds a phase of the centre, in one or two words that fit a title.
fn gap_words(part: CentrePart) -> &'static str {
    match part {
        CentrePart::Problem => "unclear problems",
        CentrePart::ExpectedBenefit => "unclear benefits",
        CentrePart::Kpi => "missing KPIs",
        CentrePart::Worth => "weak cases",
        CentrePart::RoleAtCentre(Role::Lead) => "no lead",
        CentrePart::RoleAtCentre(Role::DataScience) => "no scientist",
        CentrePart::RoleAtCentre(Role::DataEngineering) => "no engineer",
        CentrePart::RoleAtCentre(Role::Cloud) => "no architect",
        CentrePart::RoleAtCentre(Role::Domain) => "no expert",
        CentrePart::Sponsor => "no sponsor",
        CentrePart::SharedPlatform => "scattered platforms",
        CentrePart::Controls => "open controls",
        CentrePart::Adoption => "narrow adoption",
        CentrePart::Departments => "few departments",
    }
}

/// What a share of a part of a phase is a share of.
pub(super) fn part_words(part: CentrePart) -> &'static str {
    match part {
        CentrePart::Problem => "of ideas have a problem statement",
        CentrePart::ExpectedBenefit => "of ideas have an expected benefit",
        CentrePart::Kpi => "of ideas have a KPI",
        CentrePart::Worth => "of ideas are worth more than they cost",
        CentrePart::RoleAtCentre(_) => "of the role is filled at the centre",
        CentrePart::Sponsor => "of sponsors can be reached",
        CentrePart::SharedPlatform => "of what is in flight is on the shared platform",
        CentrePart::Controls => "of controls are met",
        CentrePart::Adoption => "of departments have something in production",
        CentrePart::Departments => "of the departments wanted have something in production",
    }
}

/// What a phase of the centre is called.
fn phase_name(phase: &CentrePhase) -> &'static str {
    match phase.number {
        1 => "1 Valuable use cases",
        2 => "2 Team and sponsor",
        3 => "3 Standards, governance",
        _ => "4 Across the company",
    }
}

/// `only 43% of ideas have a KPI`, `nothing holds it`.
fn held_words(context: &ReportContext, phase: &CentrePhase) -> String {
    match phase.blocking() {
        Some((CentrePart::RoleAtCentre(role), _)) => format!("nobody is {} at the centre", role.name()),
        Some((CentrePart::Sponsor, _)) => "no sponsor can be reached".to_owned(),
        Some((part, share)) => {
            format!("only {} {}", round::percent(share, 0).text(context.locale()), part_words(part))
        }
        None => "no blocker".to_owned(),
    }
}

/// The sentence of the page and the sheet: the worst of the three challenges, and what holds the first phase that is
/// not done.
fn title(context: &ReportContext) -> String {
    let phases = &context.metrics.health.centre_phases;
    let held = phases.iter().find_map(|phase| {
        let (part, _) = phase.blocking().filter(|_| phase.progress.is_some())?;
        Some((phase.number, part))
    });
    let known = Known::new()
        .figure("challenge", worst_challenge(context))
        .figure("phase", held.map(|(number, _)| number.to_string()))
        .figure("gap", held.map(|(_, part)| gap_words(part).to_owned()));
    context.title_of("centre.title", known)
}

/// The challenge furthest from its target, as a share of the way there.
fn worst_challenge(context: &ReportContext) -> Option<String> {
    const CHALLENGES: [&str; 4] = ["M15a", "M15d", "M12a", "M13a"];
    let missed = CHALLENGES.iter().filter_map(|id| context.metrics.health.measure(id)).filter_map(|measure| {
        let distance = match (measure.target?, measure.value?) {
            (Target::AtLeast(least), value) => (least - value) / least.max(f64::MIN_POSITIVE),
            (Target::AtMost(most), value) => (value - most) / (1.0 - most).max(f64::MIN_POSITIVE),
        };
        (measure.is_met() == Some(false)).then_some((distance, measure))
    });
    let (_, worst) = missed.max_by(|one, other| one.0.total_cmp(&other.0))?;
    let Some((Part::Count(numerator), Part::Count(all))) = worst.numerator.zip(worst.denominator) else { return None };
    let lacking = (all - numerator).max(0) as usize;
    let known = match worst.id() {
        "M15a" => Known::new().figure("led", round::percent(worst.value.unwrap_or_default(), 0).text(context.locale())),
        "M15d" => Known::new().digits("unguided", lacking),
        "M12a" => Known::new().digits("without_sponsor", lacking),
        _ => Known::new().digits("unclear", lacking),
    };
    context.say("centre.challenge", known.figure("of", all.to_string()))
}
