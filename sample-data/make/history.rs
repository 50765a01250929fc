//! What was different in the intakes of August and September, and what people wrote beside the money.

/// `Until` is the last intake in which the cell stood so; an empty value means an empty cell.
/// Where a cell has two lines, the older month wins for the older intake.
pub const BEFORE: &str = "
Until   | Initiative ID | Column                  | Value
2026-09 | OPS-01        | Status                  | Amber
2026-09 | OPS-01        | Status reason           | Three of nine presses wait for sensors.
2026-08 | OPS-01        | Status                  | Green
2026-08 | OPS-01        | Status reason           |
2026-09 | OPS-01        | Active users            | 71
2026-09 | OPS-02        | Status                  | Amber
2026-09 | OPS-02        | Decision needed by      | 2026-10-09
2026-08 | OPS-02        | Decision needed         |
2026-08 | OPS-02        | Decision needed by      |
2026-09 | OPS-04        | Phase                   | Pilot
2026-09 | OPS-04        | In production on        |
2026-09 | OPS-04        | Last model review       |
2026-09 | OPS-04        | Monitoring              |
2026-09 | OPS-06        | Phase                   | Assessment
2026-09 | OPS-06        | Approved on             |
2026-09 | OPS-06        | Decision                |
2026-09 | OPS-06        | Decided on              |
2026-09 | OPS-06        | Decision reason         |
2026-09 | OPS-06        | Status                  |
2026-09 | OPS-08        | Phase                   | Production
2026-09 | OPS-08        | Retired on              |
2026-09 | OPS-08        | Status                  | Red
2026-09 | OPS-08        | Status reason           | Few people use it; the paper manuals are faster.
2026-09 | OPS-08        | Decision                |
2026-09 | OPS-08        | Decided on              |
2026-09 | OPS-08        | Decision reason         |
2026-09 | SAL-03        | Status                  | Amber
2026-09 | SAL-03        | Status reason           | Texts in French need too much correction.
2026-09 | SAL-03        | Decision needed         |
2026-09 | SAL-03        | Decision needed by      |
2026-09 | SAL-03        | Active users            | 24
2026-08 | FIN-03        | Decision needed         |
2026-08 | FIN-03        | Decision needed by      |
2026-09 | HR-01         | Status                  | Amber
2026-09 | HR-01         | Status reason           | The works council has questions.
2026-09 | HR-01         | Decision needed         |
2026-09 | HR-01         | Decision needed by      |
2026-09 | HR-03         | Phase                   | Pilot
2026-09 | HR-03         | Planned production date | 2026-10-15
2026-08 | HR-03         | Status                  | Green
2026-08 | HR-03         | Status reason           |
2026-08 | IT-03         | Phase                   | Pilot
2026-08 | IT-03         | In production on        |
2026-08 | IT-03         | Last model review       |
2026-09 | IT-05         | Status                  | Green
2026-09 | IT-05         | Status reason           |
2026-09 | IT-05         | Planned production date | 2027-01-11
2026-09 | IT-05         | Budget requested        | 178000
2026-09 | IT-05         | Planned go-live         | 2027-01
2026-09 | IT-05         | Real go-live            | 2027-01
2026-09 | IT-05         | Decision needed         |
2026-09 | IT-05         | Decision needed by      |
2026-09 | CSV-03        | Status                  | Green
2026-09 | CSV-03        | Status reason           |
2026-09 | CSV-03        | Decision needed         |
2026-09 | CSV-03        | Decision needed by      |
2026-09 | CSV-04        | Phase                   | Assessment
2026-09 | CSV-04        | Approved on             |
2026-09 | CSV-04        | Status                  |
2026-09 | CSV-04        | Decision                |
2026-09 | CSV-04        | Decided on              |
2026-09 | CSV-04        | Decision reason         |
2026-09 | CSV-04        | Decision needed         | Approve EUR 210,000 for the triage of warranty claims?
2026-09 | CSV-04        | Decision needed by      | 2026-10-15
2026-08 | CSV-04        | Decision needed         |
2026-08 | CSV-04        | Decision needed by      |
2026-08 | SC-02         | Status                  | Green
2026-08 | SC-02         | Status reason           |
2026-08 | LEG-02        | Phase                   | Idea
2026-08 | LEG-02        | Assessed on             |
";

/// Actuals that stood otherwise in an older intake: in October, Customer Service restated its September.
pub const RESTATED: &str = "
Until   | Initiative ID | Month   | Column      | Value
2026-09 | CSV-02        | 2026-09 | Cost actual | 6150.00
";

/// Why a month is off plan, in the words of the department. Shown from that month on.
pub const COMMENTS: &str = "
Since   | Initiative ID | Month   | Comment
2026-08 | OPS-01        | 2026-08 | Sensors for presses 7 to 9 are back-ordered.
2026-09 | OPS-01        | 2026-09 | Sensors for presses 7 to 9 are back-ordered.
2026-10 | OPS-01        | 2026-10 | Sensors arrived on 19 October; full effect from December.
2026-08 | OPS-02        | 2026-08 | No benefit before the new cameras are in.
2026-10 | OPS-02        | 2026-10 | No benefit before the new cameras are in.
2026-10 | OPS-05        | 2026-10 | More casting trials than planned.
2026-09 | FIN-05        | 2026-09 | Test data of the tax office came late.
2026-10 | HR-03         | 2026-10 | Pilot paused, sources are being rewritten.
2026-09 | IT-03         | 2026-09 | Licences doubled at go-live.
2026-10 | CSV-02        | 2026-09 | Late invoice of the translation vendor.
2026-10 | SAL-01        | 2026-10 | Price guidance now covers spare parts.
";
