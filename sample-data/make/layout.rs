//! How each department lays out its file: columns, titles, formats. No two do it alike.

use crate::table::cells;

/// A percentage as 0.4, as 0.4 shown as 40 %, or as the text "40%".
#[derive(Clone, Copy, PartialEq)]
pub enum PercentStyle {
    Fraction,
    Formatted,
    Text,
}

/// The kinds of sheets in the order in which they stand in a workbook.
pub const SHEETS: [&str; 5] = ["Initiatives", "Financials", "Outcomes", "Team", "Usage"];

/// One file a department sends every month.
pub struct Layout {
    pub file: &'static str,
    /// Where an initiative belongs is told by the letters of its id.
    pub id_prefixes: &'static [&'static str],
    /// The last month in which the file came, where it stopped coming.
    pub last_sent: Option<&'static str>,
    pub header_colour: u32,
    pub date_format: &'static str,
    pub months_as_text: bool,
    pub percents: PercentStyle,
    /// Actuals copied from the ledger with cents, or typed in whole euros.
    pub to_the_cent: bool,
    /// Names of the sheets, in the order of `SHEETS`; a csv file has the first only.
    pub sheet_names: &'static [&'static str],
    /// Columns in the order of the sheet, `field` or `field=title as typed`.
    pub columns: &'static [&'static str],
}

impl Layout {
    /// Field and title of each column of a sheet.
    pub fn columns_of(&self, sheet: usize) -> Vec<(&'static str, &'static str)> {
        cells(self.columns[sheet])
            .into_iter()
            .map(|column| column.split_once('=').unwrap_or((column, column)))
            .collect()
    }

    /// Does the file have a sheet, by its place in `SHEETS`?
    pub fn has(&self, sheet: usize) -> bool {
        sheet < self.columns.len()
    }

    pub fn is_csv(&self) -> bool {
        self.file.ends_with(".csv")
    }
}

const FINANCIALS: &str = "Initiative ID | Month | Cost planned | Cost actual | Cost forecast | Benefit planned | Benefit actual | Benefit forecast | Cost type | Cost category | Benefit type | Finance validated | Comment";
const OUTCOMES: &str = "Initiative ID | KPI | Direction | Unit | Baseline | Baseline date | Target | Target date | Band low | Band high | Reading date | Actual | Attribution | Data source";
const USAGE: &str = "Initiative ID | Month | Unit | Volume planned | Volume actual";
const TEAM: &str = "Initiative ID | Person e-mail | Person | Role | FTE | From | To | Home department";

pub const LAYOUTS: [Layout; 7] = [
    Layout {
        file: "operations.xlsx",
        id_prefixes: &["OPS"],
        last_sent: None,
        header_colour: 0xDCE6F1,
        date_format: "dd.mm.yyyy",
        months_as_text: false,
        percents: PercentStyle::Fraction,
        to_the_cent: false,
        sheet_names: &SHEETS,
        columns: &[
            "Initiative ID | Initiative name | Department | Supporting departments | Business owner | Owner e-mail | Technical owner | Executive sponsor | Sponsor e-mail | Strategic goal | Outcome category | Problem statement | Expected benefit | Phase | Status | Status reason | Decision needed | Decision needed by | Submitted on | Assessed on | Approved on | Pilot started on | In production on | Planned production date | Retired on | Delivery model | Build or buy | Vendor | AI type | Strategic fit | Business value | Feasibility | Data readiness | Organisational readiness | Delivery risk | Probability of success | Mandatory | Depends on | Budget requested | Currency | Risk tier | Impact assessment | Pre-deployment test | Data sign-off | Human oversight | Monitoring | Last model review | Uses shared platform | Target users | Active users | Decision | Decided on | Decision reason",
            "Initiative ID | Month | Cost planned | Cost actual | Cost forecast | Benefit planned | Benefit actual | Benefit forecast | Cost type | Cost category | Benefit type | Finance validated | Percent complete planned | Percent complete actual | Comment",
            OUTCOMES,
            TEAM,
        ],
    },
    Layout {
        file: "commercial.xlsx",
        id_prefixes: &["SAL", "MKT"],
        last_sent: None,
        header_colour: 0xFCE4D6,
        date_format: "dd/mm/yyyy",
        months_as_text: false,
        percents: PercentStyle::Fraction,
        to_the_cent: false,
        sheet_names: &["Pipeline", "Costs and benefits", "KPIs", "People"],
        columns: &[
            "Department=Business unit | Initiative ID=Use Case ID | Initiative name=Use Case Name | Phase=Stage | Status=RAG | Status reason=RAG commentary | Executive sponsor=Sponsor | Sponsor e-mail | Business owner=Managed by | Owner e-mail=Contact e-mail | Technical owner=Tech lead | Strategic goal=Strategic priority | Outcome category=Value type | Problem statement=Pain points | Expected benefit | Supporting departments=Impacted business units | Submitted on=Date initiated | Assessed on | Approved on | Pilot started on | In production on | Planned production date | Budget requested=Budget | Reach | Impact | Confidence | Effort | Strategic fit | Business value | Feasibility | Data readiness | Organisational readiness | Delivery risk | Probability of success | Alternative to | Depends on | Risk tier | Impact assessment | Pre-deployment test | Data sign-off | Human oversight | Monitoring | Last model review | Uses shared platform | Target users | Active users | Delivery model=Who builds | Build or buy | Vendor=Contractor | AI type | Decision needed=Ask | Decision needed by | Decision | Decided on | Decision reason",
            "Month | Initiative ID | Benefit planned | Benefit actual | Benefit forecast | Cost planned | Cost actual | Cost forecast | Cost type | Cost category | Benefit type | Finance validated | Comment",
            "KPI | Initiative ID | Unit | Direction | Baseline | Baseline date | Target | Target date | Reading date | Actual | Attribution | Data source",
            "Person | Person e-mail | Initiative ID | Role | FTE | From | To | Home department",
        ],
    },
    Layout {
        file: "finance-hr.xlsx",
        id_prefixes: &["FIN", "HR"],
        last_sent: None,
        header_colour: 0xE2EFDA,
        date_format: "yyyy-mm-dd",
        months_as_text: false,
        percents: PercentStyle::Fraction,
        to_the_cent: true,
        sheet_names: &["Use cases", "Budget", "Outcomes", "Resources", "Usage"],
        columns: &[
            "Initiative ID=Ref | Cost centre | Initiative name=Project name | Department=Function | Business owner=Process owner | Owner e-mail | Executive sponsor=SRO | Sponsor e-mail | Mandatory=Must do | Budget requested=Total planned cost | Currency=Ccy | Strategic goal | Outcome category | Phase | Status=Health | Status reason=Path to green | Decision needed | Decision needed by | Submitted on | Assessed on | Approved on | Pilot started on | In production on | Planned production date | Strategic fit | Business value | Feasibility=Ease of implementation | Data readiness | Organisational readiness=Change readiness | Delivery risk | Probability of success=Likelihood | Depends on=Dependencies | Risk tier | Impact assessment | Pre-deployment test | Data sign-off | Human oversight | Monitoring | Last model review | Uses shared platform | Target users | Active users | Delivery model | Build or buy | Vendor | AI type | Technical owner | Supporting departments | Problem statement | Expected benefit | Decision | Decided on | Decision reason | AI Act role | Annex III area | Annex I product | Article 50 case | General-purpose model | DPIA | AI disclosure | Logs kept in months | Oversight person | Evidence link | Next review",
            FINANCIALS,
            OUTCOMES,
            TEAM,
            USAGE,
        ],
    },
    Layout {
        file: "it-coe.xlsx",
        id_prefixes: &["IT", "COE"],
        last_sent: None,
        header_colour: 0xD9D9D9,
        date_format: "yyyy-mm-dd",
        months_as_text: false,
        percents: PercentStyle::Formatted,
        to_the_cent: true,
        sheet_names: &SHEETS,
        columns: &[
            "Initiative ID | Initiative name | Department | Business owner | Owner e-mail | Technical owner | Executive sponsor | Sponsor e-mail | Strategic goal | Outcome category | Problem statement | Expected benefit | Phase | Status | Status reason | Decision needed | Decision needed by | Submitted on | Assessed on | Approved on | Pilot started on | In production on | Planned production date | Delivery model | Build or buy | Vendor | AI type | Strategic fit | Business value | Feasibility | Data readiness | Organisational readiness | Delivery risk | User-business value | Time criticality | Risk/opportunity | Job size | Probability of success | Supporting departments | Mandatory | Depends on | Budget requested | Risk tier | Impact assessment | Pre-deployment test | Data sign-off | Human oversight | Monitoring | Last model review | Uses shared platform | Target users | Active users | Decision | Decided on | Decision reason",
            "Initiative ID | Month | Cost planned | Cost actual | Cost forecast | Benefit planned | Benefit actual | Benefit forecast | Cost type | Cost category | Benefit type | Finance validated | Percent complete planned | Percent complete actual | Comment",
            OUTCOMES,
            TEAM,
        ],
    },
    Layout {
        file: "customer-service.xlsx",
        id_prefixes: &["CSV", "PRD"],
        last_sent: None,
        header_colour: 0xFFF2CC,
        date_format: "d mmm yyyy",
        months_as_text: true,
        percents: PercentStyle::Text,
        to_the_cent: false,
        sheet_names: &SHEETS,
        columns: &[
            "Initiative ID | Initiative name | Department | Supporting departments | Business owner | Owner e-mail | Technical owner | Executive sponsor | Sponsor e-mail | Strategic goal | Outcome category | Problem statement | Expected benefit | Phase | Status | Status reason | Decision needed | Decision needed by | Submitted on | Assessed on | Approved on | Pilot started on | In production on | Planned production date | Delivery model | Build or buy | Vendor | AI type | Strategic fit | Business value | Feasibility | Data readiness | Organisational readiness | Delivery risk | Probability of success | Depends on | Budget requested | Risk tier | Impact assessment | Pre-deployment test | Data sign-off | Human oversight | Monitoring | Last model review | Uses shared platform | Target users | Active users | Decision | Decided on | Decision reason | AI Act role | Annex III area | Annex I product | Article 50 case | General-purpose model | DPIA | AI disclosure | Logs kept in months | Oversight person | Evidence link | Next review",
            FINANCIALS,
            OUTCOMES,
            TEAM,
            USAGE,
        ],
    },
    Layout {
        file: "supply-chain.xlsx",
        id_prefixes: &["SC"],
        last_sent: Some("2026-09"),
        header_colour: 0xDDEBF7,
        date_format: "yyyy-mm-dd",
        months_as_text: false,
        percents: PercentStyle::Fraction,
        to_the_cent: false,
        sheet_names: &SHEETS,
        columns: &[
            "Initiative ID | Initiative name | Department | Supporting departments | Business owner | Owner e-mail | Technical owner | Executive sponsor | Sponsor e-mail | Strategic goal | Outcome category | Problem statement | Expected benefit | Phase | Status | Status reason | Submitted on | Assessed on | Approved on | Pilot started on | In production on | Planned production date | Delivery model | Build or buy | Vendor | AI type | Strategic fit | Business value | Feasibility | Data readiness | Organisational readiness | Delivery risk | Probability of success | Budget requested | Risk tier | Impact assessment | Pre-deployment test | Data sign-off | Human oversight | Monitoring | Last model review | Uses shared platform | Target users | Active users",
            FINANCIALS,
            OUTCOMES,
            TEAM,
        ],
    },
    Layout {
        file: "legal-initiatives.csv",
        id_prefixes: &["LEG"],
        last_sent: None,
        header_colour: 0,
        date_format: "",
        months_as_text: false,
        percents: PercentStyle::Fraction,
        to_the_cent: false,
        sheet_names: &["Initiatives"],
        columns: &[
            "Initiative ID | Initiative name | Department | Business owner | Owner e-mail | Executive sponsor | Sponsor e-mail | Strategic goal | Outcome category | Problem statement | Expected benefit | Phase | Status | Status reason | Submitted on | Assessed on | Approved on | Pilot started on | In production on | Planned production date | Delivery model | Build or buy | Vendor | AI type | Strategic fit | Business value | Feasibility | Data readiness | Organisational readiness | Delivery risk | Probability of success | Budget requested | Currency | Risk tier | Impact assessment | Pre-deployment test | Data sign-off | Human oversight | Monitoring | Last model review | Uses shared platform | Target users | Active users",
        ],
    },
];
