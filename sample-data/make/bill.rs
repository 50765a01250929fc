//! The bill of the shared platform as its provider exports it: FinOps Open Cost and Usage Specification, 1.2.

use crate::cell::Month;
use crate::table::{Record, records};

/// Who is billed: the platform by its tag, an account of the business systems, and one that nobody has tagged.
const CHARGES: &str = "
Service                 | Category | Sub-account   | Tag    | Unit         | Quantity | Cost
Model endpoints         | Usage    | ai-platform   | IT-01  | 1,000 tokens | 412650   | 21984.4138
Training clusters       | Usage    | ai-platform   | IT-01  | Hours        | 1316     | 9212.0075
Object storage          | Usage    | ai-platform   | IT-01  | GB-Months    | 48210    | 1108.8300
Committed use           | Credit   | ai-platform   | IT-01  |              |          | -640.0000
Virtual machines        | Usage    | erp-production |       | Hours        | 5952     | 7440.0000
Model endpoints         | Usage    | sandbox       |        | 1,000 tokens | 8120     | 432.6012
";

const TITLES: &str = "BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,\
    ChargeCategory,ChargeClass,ChargeDescription,ChargeFrequency,ChargePeriodEnd,ChargePeriodStart,ConsumedQuantity,\
    ConsumedUnit,ContractedCost,EffectiveCost,InvoiceIssuerName,ListCost,PricingQuantity,PricingUnit,ProviderName,\
    PublisherName,ResourceId,ServiceCategory,ServiceName,SubAccountId,SubAccountName,Tags";

/// Months before the last one, with what was used in them of the last one's, in per cent.
const MONTHS: [(i32, i64); 3] = [(2, 91), (1, 96), (0, 100)];

/// The bill of a month and the two before it.
pub fn csv(month: Month) -> String {
    let charges = records(CHARGES);
    let rows = MONTHS.iter().flat_map(|(back, percent)| {
        let of = Month(month.0 - back);
        charges.iter().map(move |charge| row(charge, of, *percent))
    });
    format!("{TITLES}\n{}", rows.collect::<String>())
}

fn row(charge: &Record, month: Month, percent: i64) -> String {
    let next = Month(month.0 + 1);
    let (start, end) = (format!("{}-01T00:00:00Z", month.iso()), format!("{}-01T00:00:00Z", next.iso()));
    let text = |title: &str| charge.get(title).copied().unwrap_or_default();
    let cost = ten_thousandths(text("Cost"), percent);
    let quantity = match text("Quantity") {
        "" => String::new(),
        quantity => (quantity.parse::<i64>().expect("a whole number") * percent / 100).to_string(),
    };
    let unit = match text("Unit").contains(',') {
        true => format!("\"{}\"", text("Unit")),
        false => text("Unit").to_owned(),
    };
    let tags = match text("Tag") {
        "" => String::new(),
        tag => format!("\"{{\"\"initiative\"\": \"\"{tag}\"\"}}\""),
    };
    let service = text("Service");
    let account = text("Sub-account");
    let category = if text("Category") == "Credit" { "One-Time" } else { "Usage-Based" };
    let kind = match service {
        "Model endpoints" | "Training clusters" => "AI and Machine Learning",
        "Object storage" => "Storage",
        _ => "Compute",
    };
    format!(
        "{cost},7001,Halden Components,EUR,{end},{start},{},,{service},{category},{end},{start},{quantity},{unit},{cost},{cost},\
         Nimbus Cloud,{cost},{quantity},{unit},Nimbus Cloud,Nimbus Cloud,{account}/{},{kind},{service},{account},{account},{tags}\n",
        text("Category"),
        service.to_lowercase().replace(' ', "-"),
    )
}

/// `21984.4138` in per cent of itself, with four digits behind the point.
fn ten_thousandths(cost: &str, percent: i64) -> String {
    let digits: i64 = cost.replace('.', "").parse().expect("four digits behind the point");
    let part = digits * percent / 100;
    let sign = if part < 0 { "-" } else { "" };
    format!("{sign}{}.{:04}", part.abs() / 10_000, part.abs() % 10_000)
}
