//! Every figure of the sample leads to cells, and these cells give it again.

use super::{explain, names::NAMES};
use crate::{
    intake,
    metrics::{self, history},
    model::{
        amount::amount,
        condition::field,
        explanation::{Answered, Explained, Explanation, InputPart, InputValue, NotFound, Question},
        history::{ChangeLimits, Comparison},
        measure::{Counted, Declaration, MeasureUnit, PageGroup, Part, amounts_of, share},
        metrics::{KpiMetrics, Metrics},
        population::Population::InFlight,
        portfolio::Portfolio,
    },
    report::{Past, ReportContext, Shared, health, record::run_record},
    settings::{Given, Settings},
    state, validate,
};
use std::{path::Path, sync::Arc};

/// The sample of October 2026.
pub struct Sample {
    settings: Settings,
    portfolio: Portfolio,
    metrics: Metrics,
    shared: Shared,
}

impl Sample {
    pub fn read() -> Sample {
        Sample::with(Vec::new())
    }

    /// With measures that are declared beside those of the program.
    fn with(measures: Vec<Declaration>) -> Sample {
        Sample::of("intake", "2026-10", measures)
    }

    /// What moved since the month before it.
    pub fn since_september(&self) -> Comparison {
        let picture = |context: &ReportContext| {
            history::picture(&state::snapshot(context.portfolio, context.findings, &run_record(context, "")))
        };
        let september = Sample::of("history/2026-09", "2026-09", Vec::new());
        let (before, now) = (picture(&september.context()), picture(&self.context()));
        let calendar = self.settings.assumptions.calendar;
        history::compare(&before, 1, &now, &[], calendar, &ChangeLimits::default()).unwrap()
    }

    fn of(intake: &str, period: &str, measures: Vec<Declaration>) -> Sample {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
        let given = Given {
            config: Some(sample.join("report.toml")),
            intake: Some(sample.join(intake)),
            out: None,
            period: period.parse().ok(),
            ..Given::default()
        };
        let mut settings = Settings::resolve(&given, jiff::Timestamp::UNIX_EPOCH).unwrap();
        let checked = intake::list_files(&settings.intake).unwrap().into_iter().map(|path| {
            let dictionary = &settings.rules.dictionary;
            let workbook = intake::read_file(&settings.intake, &path, dictionary, &settings.reading, None);
            validate::check_workbook(workbook, &settings.rules)
        });
        settings.assumptions.measures = measures.into_iter().map(Arc::new).collect();
        let (portfolio, _) = validate::join(checked.collect(), &settings.rules, None);
        let metrics = metrics::compute(&portfolio, &settings.assumptions).unwrap();
        Sample { settings, portfolio, metrics, shared: Shared::default() }
    }

    pub fn context(&self) -> ReportContext<'_> {
        ReportContext {
            company: &self.settings.company,
            portfolio: &self.portfolio,
            metrics: &self.metrics,
            months: &[],
            findings: &[],
            checks: &[],
            assumptions: &self.settings.assumptions,
            rules: &self.settings.rules,
            program_lead: "",
            recipients: &[],
            ranking_rows: 0,
            live_formulas_up_to: 0,
            closed: None,
            signature: None,
            past: Past::NotKept,
            presentation: &self.settings.presentation,
            shared: &self.shared,
        }
    }
}

fn ask(context: &ReportContext, what: &str, sponsor: Option<&str>) -> Explained {
    let question = Question { what: what.to_owned(), sponsor: sponsor.map(str::to_owned) };
    match explain(context, &question, None) {
        Answered::Explained(explained) => explained,
        Answered::NotFound(not_found) => panic!("{what}: {not_found:?}"),
    }
}

fn refused(context: &ReportContext, what: &str, sponsor: Option<&str>) -> NotFound {
    let question = Question { what: what.to_owned(), sponsor: sponsor.map(str::to_owned) };
    match explain(context, &question, None) {
        Answered::Explained(explained) => panic!("{what}: {explained:?}"),
        Answered::NotFound(not_found) => not_found,
    }
}

/// Money of the cells of one part, in cents.
fn cents(explained: &Explanation, part: InputPart) -> i64 {
    let inputs = explained.groups.iter().filter(|group| group.part == part).flat_map(|group| &group.inputs);
    inputs
        .filter_map(|input| match input.value {
            InputValue::Number(number) => Some((number * 100.0).round() as i64),
            _ => None,
        })
        .sum()
}

#[test]
fn every_figure_of_the_record_is_explained_with_its_value_by_cells_that_give_it_again() {
    let sample = Sample::read();
    let context = sample.context();
    for (key, figure) in run_record(&context, "").portfolio {
        let explained = ask(&context, key, None).explanations.remove(0);
        assert_eq!(explained.key, if key == "controls_met" { "M14a" } else { key });
        assert_eq!(explained.value, figure.value, "{key}");
        // Where nothing is left out there is no cell to show.
        let is_nothing = figure.value == Some(0.0);
        assert!(is_nothing || !explained.groups.is_empty(), "{key}");
        assert!(!explained.formula.is_empty(), "{key}");
        match figure.unit {
            "currency" => {
                let part = if key == "benefit_validated_ytd" { InputPart::Numerator } else { InputPart::Used };
                let taken_off = if key.contains("variance") { cents(&explained, InputPart::Denominator) } else { 0 };
                assert_eq!(Some(cents(&explained, part) - taken_off), figure.numerator, "{key}");
            }
            "fraction" if key.starts_with("benefit") || key.starts_with("cost") => {
                assert_eq!(Some(cents(&explained, InputPart::Numerator)), figure.numerator, "{key}");
                assert_eq!(Some(cents(&explained, InputPart::Denominator)), figure.denominator, "{key}");
            }
            "count" => assert_eq!(explained.groups[0].inputs.len() as i64, figure.numerator.unwrap(), "{key}"),
            _ => {}
        }
    }
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn money_of_every_initiative_and_department_is_the_sum_of_its_cells() {
    let sample = Sample::read();
    let context = sample.context();
    let amounts = || NAMES.iter().filter(|name| name.is_of_initiatives && name.key.starts_with(['c', 'b']));
    let ids = sample.portfolio.initiatives.text("initiative_id").iter().flatten();
    let departments =
        sample.metrics.departments.iter().filter(|group| !["COE", ""].contains(&&*group.name)).map(|group| &group.name);
    for scope in ids.chain(departments) {
        for name in amounts().filter(|name| !["coverage", "benefit_realisation_ytd"].contains(&name.key)) {
            let explained = ask(&context, &format!("{} of {scope}", name.key), None).explanations.remove(0);
            let part = if name.key == "benefit_validated_ytd" { InputPart::Numerator } else { InputPart::Used };
            let value = explained.value.map_or(0, |value| (value * 100.0).round() as i64);
            assert_eq!(cents(&explained, part), value, "{} of {scope}", name.key);
        }
    }
    let operations = ask(&context, "spend of Operations", None).explanations.remove(0);
    assert!(operations.groups[0].inputs.iter().all(|input| input.initiative_id.starts_with("OPS-")));
}

#[test]
fn every_measure_says_how_it_is_computed_and_what_it_counts() {
    let sample = Sample::read();
    let context = sample.context();
    // What these count are not initiatives: departments, sponsors, parts, controls, roles, goals.
    const OTHERS: [&str; 9] = ["M11a", "M12c", "M13c", "M14a", "M14b", "M16a", "M18c", "M20b", "M17a"];
    for measure in &sample.metrics.health.measures {
        let id = measure.id();
        let explained = ask(&context, id, None).explanations.remove(0);
        assert!(explained.formula.ends_with('.') && !explained.formula.contains('{'), "{}", explained.formula);
        let rests_on_measures = measure.family() == "M24";
        assert!(rests_on_measures || measure.value.is_none() || !explained.groups.is_empty(), "{id}");
        if !measure.declared.amounts().is_empty() {
            let sums = [InputPart::Used, InputPart::Numerator].map(|part| cents(&explained, part)).iter().sum::<i64>();
            let off = cents(&explained, InputPart::Denominator);
            let is_share = measure.unit() == MeasureUnit::Share;
            let value = measure.value.map_or(0.0, |value| if is_share { value * off as f64 } else { value });
            // M4b and M6b divide by what they take off.
            let taken_off = if ["M4b", "M6b"].contains(&id) || !is_share { off } else { 0 };
            assert!((value - (sums - taken_off) as f64).abs() < 1e-3, "{id}: {value}, {sums}, {off}");
        }
        let counts = measure.basis.counted != Counted::Team
            && measure.unit() == MeasureUnit::Share
            && !OTHERS.contains(&id)
            && !rests_on_measures;
        if let (true, Some(Part::Count(numerator)), Some(Part::Count(denominator))) =
            (counts, measure.numerator, measure.denominator)
        {
            assert_eq!(measure.basis.numerator.len() as i64, numerator, "{id}");
            assert_eq!(measure.basis.denominator.len() as i64, denominator, "{id}");
        }
    }
}

/// A share of rows and one of money: what they are called, their rows and cells, the sheet, the page and the record come
/// from the declaration.
#[test]
fn a_measure_needs_nothing_but_its_declaration() {
    let standard = share("M98", "standard_platform", "In flight on the standard platform")
        .of(InFlight)
        .numerator(field("uses_shared_platform").holds())
        .at_least("shared_platform")
        .formula("Initiatives in flight on the platform, divided by those with an answer.")
        .on_page(PageGroup::Standards, 9);
    let unplanned = amounts_of("M99", "spend_unplanned", "Spend without a plan", MeasureUnit::Share)
        .adding(amount("cost_actual").without("cost_planned"))
        .against(amount("cost_actual"))
        .formula("Cost actual in months without Cost planned, divided by Cost actual.");
    let sample = Sample::with(vec![standard, unplanned]);
    let context = sample.context();
    let (same, own) = (context.metrics.health.measure("M19").unwrap(), context.metrics.health.measure("M98").unwrap());
    assert_eq!((own.value, &own.basis, own.target), (same.value, &same.basis, same.target));
    let record = run_record(&context, "");
    let recorded = record.measures.iter().find(|one| one.id == "M99").unwrap();
    assert_eq!((recorded.value, recorded.left_out), (Some(0.0), 0));
    let sheet = format!("{:?}", health::sheet(&context, None).unwrap());
    let page = format!("{:?}", health::section(&context).unwrap());
    assert!(sheet.contains("Spend without a plan") && page.contains("In flight on the standard platform"));
    let explained = ask(&context, "spend without a plan", None).explanations.remove(0);
    assert_eq!(explained.groups[0].title, "Denominator: Cost actual");
    assert_eq!(cents(&explained, InputPart::Denominator), sample.metrics.total.money.year_to_date.cost.actual.0);
}

/// The names of tables and texts aside, the way back knows no measure by its id.
#[test]
fn the_way_back_names_no_measure() {
    for source in
        [include_str!("measures.rs"), include_str!("mod.rs"), include_str!("names.rs"), include_str!("money.rs")]
    {
        let named = source.lines().filter(|line| !line.trim_start().starts_with("//")).find(|line| {
            line.match_indices("\"M").any(|(at, _)| line[at + 2..].starts_with(|letter: char| letter.is_ascii_digit()))
        });
        assert_eq!(named, None);
    }
}

#[test]
fn a_measure_is_found_by_what_a_page_or_the_record_calls_it() {
    let sample = Sample::read();
    let context = sample.context();
    for (asked, id) in [
        ("controls met", "M14a"),
        ("controls_met", "M14a"),
        ("Roles filled", "M16a"),
        ("phase 1", "M24a"),
        ("Active initiatives with a sponsor who can be reached", "M12a"),
    ] {
        assert_eq!(ask(&context, asked, None).explanations.remove(0).key, id, "{asked}");
    }
}

#[test]
fn what_a_measure_leaves_out_is_shown_by_its_cells() {
    let sample = Sample::read();
    let context = sample.context();
    // One active initiative does not say whose it is, so nobody knows whether its business works on it.
    let measure = context.metrics.health.measure("M18a").unwrap();
    let explained = ask(&context, "M18a", None).explanations.remove(0);
    let left_out = explained.groups.iter().find(|group| group.part == InputPart::LeftOut).unwrap();
    assert_eq!((measure.left_out, left_out.title.as_str()), (1, "Left out: 1 initiative"));
    let department = left_out.inputs.iter().find(|input| input.field == "department").unwrap();
    assert_eq!(department.value, InputValue::Unknown);
}

#[test]
fn a_sponsor_is_told_of_own_cells_only() {
    let sample = Sample::read();
    let context = sample.context();
    let lucja = Some("lucja.zak@halden.example");
    let spend = ask(&context, "spend to date", lucja).explanations.remove(0);
    assert!(spend.groups.iter().flat_map(|group| &group.inputs).all(|input| input.initiative_id.starts_with("SAL-")));
    assert!(spend.groups[0].inputs.len() > 5);
    for (what, expected) in [("OPS-01", "not among"), ("score of OPS-01", "not among"), ("M7", "leave --sponsor out")] {
        let not_found = refused(&context, what, lucja);
        assert!(not_found.problem.contains(expected), "{what}: {not_found:?}");
    }
    // Nearest names are no way round it.
    let not_found = refused(&context, "OPS-0", lucja);
    assert!(!not_found.nearest.iter().any(|name| name.contains("OPS")), "{not_found:?}");
}

#[test]
fn kpis_of_a_list_and_of_a_group_in_it_are_judged() {
    let sample = Sample::read();
    let context = sample.context();
    let lucja = Some("lucja.zak@halden.example");
    let ids = sample.portfolio.initiatives.text("initiative_id");
    let mine = |kpi: &&KpiMetrics| ids[kpi.initiative as usize].as_deref().is_some_and(|id| id.starts_with("SAL-"));
    let judged: Vec<f64> = sample.metrics.kpis.iter().filter(mine).filter_map(|kpi| kpi.attainment).collect();
    assert!(judged.len() > 1);
    let at_target = judged.iter().filter(|share| **share >= 1.0).count() as f64;
    for asked in ["kpis at target", "kpis at target of Sales"] {
        let share = ask(&context, asked, lucja).explanations.remove(0);
        assert_eq!(share.value, Some(at_target / judged.len() as f64), "{asked}: {}", share.shown);
    }
    let of_sales = ask(&context, "spend of Sales", lucja).explanations.remove(0);
    assert_eq!(of_sales.scope, "department Sales, the initiatives of lucja.zak@halden.example");
    // A department in which none of them is: nobody is told whether there is such a one.
    let not_found = refused(&context, "spend of Operations", lucja);
    assert!(not_found.problem.starts_with("There is no figure"), "{not_found:?}");
}

#[test]
fn a_rank_tells_a_sponsor_the_place_and_nobody_elses_scores() {
    let sample = Sample::read();
    let context = sample.context();
    let rank = ask(&context, "rank of SAL-01", Some("lucja.zak@halden.example")).explanations.remove(0);
    let text = format!("{rank:?}");
    assert!(text.contains("SAL-01") && !text.contains("OPS-") && !text.contains("FIN-"), "{text}");
    assert_eq!(rank.value, Some(3.0));
}

#[test]
fn unknown_names_get_the_nearest_ones() {
    let sample = Sample::read();
    let context = sample.context();
    let near = |what: &str| refused(&context, what, None).nearest;
    assert_eq!(near("spned to date")[0], "Spend to date");
    assert_eq!(near("rank of OPS-11")[0], "rank of OPS-01");
    assert_eq!(near("OPS-1")[0], "OPS-01");
    assert!(near("M77").iter().any(|name| name.starts_with("M7")), "{:?}", near("M77"));
    assert!(near("quadrant")[0].starts_with("quadrant of "));
    assert!(near("qwertzuiop").is_empty());
}
