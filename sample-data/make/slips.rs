//! What people typed wrong, and what they typed in their own way.

/// `Effect` by the data dictionary: `rejected` (the cell is lost), `set aside` (the row is lost),
/// `noted` (read, with a doubt), `read` (harmless, must be understood as it stands).
/// `Row` tells rows of one initiative apart: month, KPI or person. `(empty)` is an empty cell,
/// `␣` a space, `⍽` a space that does not break. `Right` is empty where the tables already hold it.
pub const SLIPS: &str = "
Intake  | File                  | Sheet       | Initiative ID | Row              | Column                 | Typed                      | Effect    | Right
2026-08 | commercial.xlsx       | Initiatives | MKT-02        |                  | Outcome category       | Happiness                  | rejected  |
2026-08 | finance-hr.xlsx       | Financials  | FIN-02        | 2026-08          | Cost actual            | tbd by Anna                | rejected  |
2026-08 | finance-hr.xlsx       | Initiatives | HR-02         |                  | Sponsor e-mail         | (empty)                    | rejected  |
2026-08 | legal-initiatives.csv | Initiatives | LEG-03        |                  | Department             | Lawyers' room              | rejected  |
2026-09 | operations.xlsx       | Initiatives | OPS-07        |                  | Initiative ID          | (empty)                    | set aside |
2026-09 | supply-chain.xlsx     | Financials  | SC-01         | 2026-07          | Benefit planned        | (empty)                    | rejected  |
2026-09 | it-coe.xlsx           | Financials  | IT-04         | 2026-12          | Month                  | end of year                | set aside |
2026-09 | finance-hr.xlsx       | Initiatives | HR-02         |                  | Sponsor e-mail         | (empty)                    | rejected  |
2026-09 | commercial.xlsx       | Team        | MKT-01        | Siobhán Kelly    | FTE                    | 30                         | rejected  |
2026-10 | operations.xlsx       | Initiatives | OPS-05        |                  | Business value         | very high                  | rejected  |
2026-10 | operations.xlsx       | Initiatives | OPS-04        |                  | Phase                  | production␣                | read      |
2026-10 | operations.xlsx       | Financials  | OPS-03        | 2026-05          | Cost planned           | EUR 8,000.00               | read      |
2026-10 | operations.xlsx       | Financials  | OPS-08        | 2026-12          | Month                  | Q4                         | set aside |
2026-10 | operations.xlsx       | Team        | OPS-01        | Pavel Dvořák     | FTE                    | 12                         | rejected  |
2026-10 | commercial.xlsx       | Initiatives | SAL-01        |                  | Executive sponsor      | Łucja Żak⍽                 | read      |
2026-10 | commercial.xlsx       | Initiatives | SAL-04        |                  | Feasibility            | 7                          | rejected  |
2026-10 | commercial.xlsx       | Initiatives | SAL-05        |                  | Budget requested       | about 40k maybe            | rejected  |
2026-10 | commercial.xlsx       | Initiatives | MKT-01        |                  | Executive sponsor      | Tom O'Brien                | noted     |
2026-10 | commercial.xlsx       | Initiatives | MKT-01        |                  | Impact assessment      | N/A                        | noted     |
2026-10 | commercial.xlsx       | Financials  | SAL-01        | 2026-11          | Cost planned           | 12k                        | read      |
2026-10 | commercial.xlsx       | Financials  | SAL-01        | 2026-10 credit   | Cost actual            | (500)                      | read      |
2026-10 | commercial.xlsx       | Team        | SAL-03        | Chiara Bianchi   | Role                   | Prompt wizard              | rejected  |
2026-10 | commercial.xlsx       | Team        | SAL-01        | Yara Nasser      | Role                   | Solution Architect         | read      |
2026-10 | commercial.xlsx       | Team        | SAL-02        | Rui Carvalho     | Role                   | Business Analyst           | read      |
2026-10 | finance-hr.xlsx       | Initiatives | FIN-04        |                  | Owner e-mail           | see intranet               | rejected  |
2026-10 | finance-hr.xlsx       | Initiatives | FIN-05        |                  | Mandatory              | x                          | read      |
2026-10 | finance-hr.xlsx       | Initiatives | HR-02         |                  | Sponsor e-mail         | (empty)                    | rejected  |
2026-10 | finance-hr.xlsx       | Financials  | FIN-02        | 2026-08          | Initiative ID          | FIN-O2                     | set aside |
2026-10 | finance-hr.xlsx       | Financials  | HR-01         | 2026-10          | Cost actual            | waiting for invoice        | rejected  |
2026-10 | it-coe.xlsx           | Initiatives | IT-03         |                  | In production on       | 2025-08-31                 | noted     |
2026-10 | it-coe.xlsx           | Initiatives | IT-04         |                  | Probability of success | 1.7                        | rejected  | 0.65
2026-10 | customer-service.xlsx | Initiatives | PRD-01        |                  | Department             | Dept. of Engineering       | rejected  |
2026-10 | customer-service.xlsx | Initiatives | PRD-02        |                  | Submitted on           | last spring                | rejected  |
2026-10 | customer-service.xlsx | Initiatives | CSV-02        |                  | Sponsor e-mail         | Adaeze.Nwosu@HALDEN.example | read     |
2026-10 | customer-service.xlsx | Initiatives | CSV-04        |                  | Department             | customer␣⍽service          | read      |
2026-10 | customer-service.xlsx | Financials  | CSV-02        | 2026-06          | Benefit planned        | (empty)                    | rejected  |
2026-10 | customer-service.xlsx | Financials  | CSV-03        | 2026-04          | Initiative ID          | CSV-03␣                    | read      |
2026-10 | legal-initiatives.csv | Initiatives | LEG-01        |                  | Phase                  | Pilto                      | rejected  |
";

/// A second row with an id that is there already, and what differs in it. The first row counts.
pub const SECOND_ROWS: &str = "
Intake  | Initiative ID | Column          | Value
2026-10 | SAL-02        | Initiative name | Lead scoring for dealers
2026-10 | SAL-02        | Phase           | Pilot
2026-10 | SAL-02        | In production on |
2026-10 | SAL-02        | Budget requested | 80000
";

/// Credit notes booked as a second row of a month: rows of one month are added up.
pub const CREDIT_NOTES: &str = "
Since   | Initiative ID | Month   | Cost actual
2026-10 | SAL-01        | 2026-10 | -500.00
";
