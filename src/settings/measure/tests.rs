//! Measures of the settings: what is understood, and what is refused with the nearest name.

use super::*;
use crate::settings::dictionary;

fn read(text: &str) -> Result<Vec<Arc<Declaration>>, Fault> {
    #[derive(Deserialize)]
    struct File {
        measure: Vec<OwnMeasure>,
    }
    let file: File = toml::from_str(text).unwrap();
    declarations(&file.measure, &dictionary::embedded())
}

fn refused(lines: &str) -> (String, String) {
    let text = format!("[[measure]]\nid = \"X1\"\nname = \"Something\"\n{lines}\n");
    let fault = read(&text).unwrap_err();
    (format!("{}: {}", fault.place("report.toml", &text), fault.what), fault.hint)
}

#[test]
fn fields_words_and_columns_of_ones_own_become_a_condition() {
    let text = r#"
[[measure]]
id = "X1"
name = "High risk in the north, monitored"
of = "in-flight"
among = { "Risk tier" = "high", column."Plant region" = ["North", "East"] }
when = { monitoring = "Yes", business_value = ">= 4", not = { sponsor = "blank" } }
at_least = 0.5
"#;
    let one = read(text).unwrap().remove(0);
    assert_eq!((one.population, one.unit), (Population::InFlight, MeasureUnit::Share));
    assert_eq!(
        one.formula,
        "Initiatives in flight with Risk tier = High and Plant region = North or East and Business value ≥ 4 and \
         Monitoring = Yes and not (Executive sponsor blank), divided by initiatives in flight with Risk tier = High and \
         Plant region = North or East; where it cannot be told, left out."
    );
    let keys: Vec<&str> = one.fields[0].1.iter().map(|key| &**key).collect();
    assert_eq!(keys, ["phase", "risk_tier", "business_value", "monitoring", "sponsor"]);
    assert_eq!(one.goal, Some(Goal::AtLeast(Level::Fixed(0.5))));
}

#[test]
fn an_amount_is_shown_or_divided() {
    let of = |show: &str| {
        let text = format!(
            "[[measure]]\nid = \"X1\"\nname = \"a\"\nsum = \"Cost actual\"\nwhen = {{ phase = \"Pilot\" }}\n{show}"
        );
        read(&text).unwrap().remove(0)
    };
    assert!(matches!(of("").rule, Rule::ShareOf(..)));
    let amount = of("show = \"amount\"\nat_most = 1000");
    assert!(matches!(amount.rule, Rule::Sum(..)));
    // Targets of money are written in units and kept in cents.
    assert_eq!((amount.unit, amount.goal), (MeasureUnit::Money, Some(Goal::AtMost(Level::Fixed(100_000.0)))));
    assert_eq!(amount.fields[1], (SheetKind::Financials, vec![Cow::Borrowed("cost_actual")]));
}

#[test]
fn wrong_names_are_refused_with_the_nearest_and_their_line() {
    let (what, hint) = refused("of = \"in-fligt\"");
    assert_eq!(what, "report.toml, line 4: there is no population \"in-fligt\"");
    assert!(hint.starts_with("Did you mean \"in-flight\"?"), "{hint}");

    let (what, hint) = refused("of = \"active\"\nwhen = { uses_shared_platfrm = true }");
    assert_eq!(what, "report.toml, line 5: there is no field \"uses_shared_platfrm\"");
    assert!(hint.starts_with("Did you mean \"uses_shared_platform\"?"), "{hint}");

    let (what, hint) = refused("when = { phase = [\"Pilot\", \"Producton\"] }");
    assert_eq!(what, "report.toml, line 4: \"Phase\" has no value \"Producton\"");
    assert!(hint.starts_with("Did you mean \"Production\"?"), "{hint}");

    assert!(refused("sum = \"sponsor\"").0.ends_with("\"Executive sponsor\" cannot be added up"));
    assert!(
        refused("when = { business_value = \"high\" }").0.ends_with("business_value = \"high\" cannot be compared")
    );
    assert!(refused("show = \"cout\"").1.starts_with("Did you mean \"count\"?"));
    assert!(refused("show = \"amount\"").0.ends_with("shows an amount and names none"));
    assert!(refused("at_least = 1\nat_most = 2").0.ends_with("has both at_least and at_most"));
}

#[test]
fn an_id_is_neither_the_programs_nor_somebody_elses() {
    let of =
        |id: &str| read(&format!("[[measure]]\nid = \"{id}\"\nname = \"a\"")).map(|_| ()).map_err(|fault| fault.what);
    assert_eq!(of("M12a"), Err("\"M12a\" cannot be the id of a measure".to_owned()));
    assert_eq!(of(""), Err("a measure has no id".to_owned()));
    assert_eq!(of("x 1"), Err("\"x 1\" cannot be the id of a measure".to_owned()));
    assert_eq!(of("Margin-2"), Ok(()));
    let twice = "[[measure]]\nid = \"X1\"\nname = \"a\"\n[[measure]]\nid = \"X1\"\nname = \"b\"\n";
    let fault = read(twice).unwrap_err();
    assert_eq!(fault.place("report.toml", twice), "report.toml, line 5");
}
