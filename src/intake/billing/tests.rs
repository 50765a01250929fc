use super::*;
use crate::model::{billing::BillingRules, period::Month};
use std::collections::BTreeMap;

const TITLES: &str = "BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargeClass,ChargePeriodStart,Tags,\
    ResourceId,SubAccountId,SubAccountName,ConsumedQuantity,ConsumedUnit\n";

fn rules() -> ReadingRules {
    let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(name, id)| ((*name).to_owned(), (*id).to_owned())).collect()
    };
    let billing = BillingRules {
        tags: map(&[("ticket-bot", "FIN-001")]),
        resources: map(&[("VM-1", "OPS-002")]),
        sub_accounts: map(&[("Production", "FIN-001"), ("erp", "none")]),
        ..BillingRules::default()
    };
    ReadingRules { billing, ..ReadingRules::default() }
}

fn bill_of(text: &str) -> Bill {
    read(Kind::Csv, text.as_bytes(), text.as_bytes(), &rules()).unwrap_or_else(|refusal| panic!("{refusal:?}")).1
}

fn refusal_of(text: &str, rules: &ReadingRules) -> Refusal {
    read(Kind::Csv, &text.as_bytes()[..text.len().min(HEAD)], text.as_bytes(), rules).unwrap_err()
}

/// Tag, mapping, month, currency, sum and rows of each entry.
fn entries(bill: &Bill) -> Vec<String> {
    let name = |name: &Option<std::sync::Arc<str>>| name.as_deref().unwrap_or("-").to_owned();
    let of = |entry: &crate::model::billing::BillEntry| {
        let month = entry.month.map_or("?".to_owned(), |month| month.to_string());
        let (tag, mapped) = (name(&entry.named.tag), name(&entry.named.mapped));
        format!("{tag} {mapped} {month} {} {} of {} from {}", entry.currency, entry.sum, entry.rows, entry.first_row)
    };
    bill.entries.iter().map(of).collect()
}

#[test]
fn a_bill_is_told_by_its_titles_and_other_tables_are_none() {
    assert!(is_text(TITLES.as_bytes()));
    assert!(is_text(format!("\u{feff}{TITLES}").as_bytes()));
    assert!(is_text(TITLES.to_lowercase().as_bytes()));
    assert!(is_text(b"\"ChargePeriodStart\",\"ChargeCategory\",\"BillingCurrency\",\"BilledCost\"\r\n"));
    for other in [
        "",
        "Initiative ID,Month,Cost actual\n",
        // Invoice details and contract commitments of 1.4 are about the same money, and no charges.
        "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,ChargeCategory,InvoiceDetailId\n",
        "BillingCurrency,ContractCommitmentCategory,ContractCommitmentCost,ContractCommitmentPeriodStart\n",
        "some words\nBilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart\n",
    ] {
        assert!(!is_text(other.as_bytes()), "{other}");
    }
}

#[test]
fn rows_are_added_up_by_name_month_and_currency() {
    let bill = bill_of(&format!(
        "{TITLES}\
        0.1,0,USD,Usage,,2026-10-01T00:00:00Z,\"{{\"\"initiative\"\":\"\"FIN-001\"\"}}\",,,,1.5,Hours\n\
        0.2,0,USD,Usage,,2026-10-31T23:59:59Z,\"{{\"\"initiative\"\":\"\"FIN-001\"\"}}\",,,,2,Hours\n\
        5,0,usd,Usage,,2026-10-02T00:00:00Z,\"{{\"\"initiative\"\":\"\"Ticket-Bot\"\"}}\",,,,,\n\
        7,0,EUR,Usage,Correction,2026-09-02T00:00:00Z,,vm-1,,Production,,\n\
        -1,0,EUR,Credit,,2026-09-02T00:00:00Z,NULL,other,,production,NULL,NULL\n\
        2,0,EUR,Usage,,2026-09-02T00:00:00Z,,,erp,,,\n\
        3,0,EUR,Tax,,2026-09-02T00:00:00Z,,,,Sandbox,,\n\
        4,0,EUR,Usage,,02/09/2026,,,,Sandbox,,\n\
        n/a,0,EUR,Usage,,2026-09-02T00:00:00Z,,,,,,\n"
    ));
    assert_eq!(
        entries(&bill),
        [
            "- - ? EUR 4 of 1 from 8",
            "- - 2026-09 EUR 3 of 1 from 7",
            "- FIN-001 2026-09 EUR -1 of 1 from 5",
            "- OPS-002 2026-09 EUR 7 of 1 from 4",
            "- none 2026-09 EUR 2 of 1 from 6",
            // 0.1 + 0.2, and the 5 of the bot, whose tag value means FIN-001.
            "FIN-001 - 2026-10 USD 5.3 of 3 from 1",
        ]
    );
    assert_eq!((bill.rows, bill.unreadable), (9, 1));
    assert_eq!(bill.first_unreadable, Some((9, "n/a".into())));
    // EUR: 7 − 1 + 2 + 3 + 4 = 15 in five rows.
    let total = |currency: &str| (bill.totals[currency].sum.to_string(), bill.totals[currency].rows);
    assert_eq!((total("EUR"), total("USD")), (("15".to_owned(), 5), ("5.3".to_owned(), 3)));
    assert_eq!(bill.corrections["EUR"].sum.to_string(), "7");
    let unnamed: Vec<_> = bill.unnamed.iter().map(|one| (&*one.sub_account, one.cost.sum.to_string())).collect();
    assert_eq!(unnamed, [("Sandbox", "7".to_owned())]);
    let volumes: Vec<_> = bill.volumes.iter().map(|one| (&*one.unit, one.quantity.to_string(), one.rows)).collect();
    assert_eq!(volumes, [("Hours", "3.5".to_owned(), 2)]);
    assert_eq!(bill.rows_of("2026-09".parse::<Month>().unwrap()), 4);
}

#[test]
fn the_cost_of_the_settings_is_taken() {
    let mut rules = rules();
    rules.billing.cost = crate::model::billing::CostColumn::EffectiveCost;
    let text = format!("{TITLES}10,4.5,EUR,Purchase,,2026-10-01T00:00:00Z,,,,,,\n");
    let (_, bill) = read(Kind::Csv, text.as_bytes(), text.as_bytes(), &rules).unwrap();
    assert_eq!(bill.totals["EUR"].sum.to_string(), "4.5");
    let without = text.replace("EffectiveCost", "Other");
    let refusal = refusal_of(&without, &rules);
    assert_eq!(refusal.code, Code::MissingColumn);
    assert!(refusal.problem.contains("no column EffectiveCost"), "{}", refusal.problem);
}

#[test]
fn a_bill_that_was_saved_by_a_spreadsheet_is_refused() {
    let text = "BilledCost;BillingCurrency;ChargeCategory;ChargePeriodStart\n1,5;EUR;Usage;2026-10-01\n";
    assert!(is_text(text.as_bytes()));
    let refusal = refusal_of(text, &rules());
    assert!(refusal.problem.contains("a spreadsheet saved it again"), "{}", refusal.problem);
}

#[test]
fn neither_a_row_without_end_nor_too_many_sums_fill_the_memory() {
    let row = "1,1,EUR,Usage,,2026-10-01T00:00:00Z,\"{";
    let text = format!("{TITLES}{row}{}", "x".repeat(2 * Limits::BYTES_OF_BILL_ROW as usize));
    let refusal = refusal_of(&text, &rules());
    assert_eq!(refusal.code, Code::Damaged);
    assert!(refusal.problem.starts_with("row 2 of the bill"), "{}", refusal.problem);

    let mut few = rules();
    few.limits.max_bill_sums = 2;
    let rows: String = (1..=3).map(|month| format!("1,1,EUR,Usage,,2026-0{month}-01,,,,,,\n")).collect();
    let refusal = refusal_of(&format!("{TITLES}{rows}"), &few);
    assert!(refusal.problem.contains("max_bill_sums = 2"), "{}", refusal.problem);
}

#[test]
fn the_same_rows_are_known_again_in_another_export() {
    let row = |day: u32, cost: &str| format!("{cost},0,EUR,Usage,,2026-10-{day:02}T00:00:00Z,,r-{day},,,,\n");
    let early: String = (1..=10).map(|day| row(day, "1")).collect();
    let late: String = (11..=20).map(|day| row(day, "1")).collect();
    let early_bill = bill_of(&format!("{TITLES}{early}"));
    let whole = bill_of(&format!("{TITLES}{late}{early}"));
    let part = bill_of(&format!("{TITLES}{late}"));
    let october: Month = "2026-10".parse().unwrap();
    assert_eq!(early_bill.months_shared_with(&whole), [october]);
    assert_eq!(early_bill.months_shared_with(&part), []);
}

#[test]
fn a_packed_bill_is_unpacked_while_it_is_read() {
    use std::io::Write;
    let rows: String = (0..50_000).map(|_| "0.1,0,EUR,Usage,,2026-10-01T00:00:00Z,,,,,,\n").collect();
    let text = format!("{TITLES}{rows}");
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(text.as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    assert_eq!(kind(&packed[..packed.len().min(HEAD)]), Some(Kind::Gzip));
    let head = &packed[..packed.len().min(HEAD)];
    let (_, bill) = read(Kind::Gzip, head, &packed[..], &rules()).unwrap();
    assert_eq!((bill.rows, bill.totals["EUR"].sum.to_string()), (50_000, "5000".to_owned()));
    // What was cut is no smaller bill.
    let cut = read(Kind::Gzip, head, &packed[..packed.len() / 2], &rules()).unwrap_err();
    assert_eq!(cut.code, Code::Damaged);
    let mut few = rules();
    few.limits.max_bill_bytes = 1_000;
    let refusal = read(Kind::Gzip, head, &packed[..], &few).unwrap_err();
    assert!(refusal.problem.contains("too big"), "{}", refusal.problem);
    // Other packed files are none.
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(b"Initiative ID,Month\n").unwrap();
    assert_eq!(kind(&packer.finish().unwrap()), None);
}
