//! Money by month, worked out from one line an initiative. Everything is in whole cents.

use crate::cell::{Cell, Month};
use crate::table::Record;
use std::collections::BTreeMap;

/// Build cost until go-live, running cost after it, benefit from go-live with a ramp of some months.
/// Plan follows `Planned go-live`; actuals follow `Real go-live` with the two percentages of plan.
/// `Progress` is how much of the planned percent complete is really done (only where people report it).
pub const PROFILES: &str = "
Initiative ID | First   | Last    | Start   | Planned go-live | Real go-live | Stopped | Build | Run   | Benefit | Ramp | Cost % | Benefit % | Forecast | Progress | Cost type | Cost category | Benefit type
OPS-01        | 2026-01 | 2027-12 | 2025-09 | 2026-03         | 2026-05      |         | 42000 | 14000 | 78000   | 3    | 96     | 68        | yes      |          | Opex      | Labour        | Cost avoidance
OPS-02        | 2026-01 | 2028-12 | 2025-05 | 2026-07         | 2027-05      |         | 24000 | 9000  | 38000   | 2    | 84     | 80        | yes      | 61       | Opex      | Vendor        | Hard-cashable
OPS-03        | 2026-01 | 2027-12 | 2025-04 | 2025-11         | 2025-11      |         | 20000 | 8000  | 36000   | 3    | 98     | 107       |          |          | Opex      | Data          | Hard-cashable
OPS-04        | 2026-01 | 2027-12 | 2026-01 | 2026-09         | 2026-10      |         | 16000 | 7000  | 22000   | 2    | 95     | 90        | yes      |          | Opex      | Labour        | Cost avoidance
OPS-05        | 2026-01 | 2028-12 | 2026-02 | 2026-12         | 2027-02      |         | 22000 | 8000  | 30000   | 3    | 124    | 85        | yes      | 72       | Opex      | Labour        | Cost avoidance
OPS-06        | 2026-01 | 2028-12 | 2026-11 | 2027-06         | 2027-06      |         | 18000 | 5000  | 16000   | 3    | 100    | 100       |          |          | Opex      | Labour        | Cost avoidance
OPS-08        | 2026-01 | 2026-12 | 2025-10 | 2026-04         | 2026-04      | 2026-10 | 9000  | 5000  | 8000    | 3    | 99     | 31        |          |          | Opex      | Cloud         | Soft
SAL-01        | 2026-01 | 2027-12 | 2025-08 | 2026-02         | 2026-02      |         | 26000 | 12000 | 60000   | 3    | 99     | 105       |          |          | Opex      | Labour        | Revenue
SAL-02        | 2025-10 | 2026-12 | 2025-03 | 2025-09         | 2025-09      |         | 15000 | 7000  | 34000   | 3    | 102    | 96        |          |          | Opex      | Labour        | Revenue
SAL-03        | 2026-01 | 2028-12 | 2026-03 | 2026-12         | 2026-12      |         | 19000 | 6000  | 28000   | 3    | 95     | 95        | yes      |          | Opex      | Labour        | Revenue
SAL-04        | 2026-01 | 2028-12 | 2026-12 | 2027-07         | 2027-07      |         | 14000 | 5000  | 22000   | 3    | 100    | 100       |          |          | Opex      | Labour        | Revenue
SAL-05        | 2026-01 | 2028-12 | 2027-01 | 2027-03         | 2027-03      |         | 9000  | 6000  | 13000   | 2    | 100    | 100       |          |          | Opex      | Software      | Revenue
MKT-01        | 2026-01 | 2026-12 | 2025-09 | 2026-01         | 2026-01      |         | 12000 | 6000  | 21000   | 2    | 96     | 98        |          |          | Opex      | Software      | Hard-cashable
MKT-02        | 2026-01 | 2026-12 | 2025-08 | 2026-04         | 2027-03      |         | 11000 | 5000  | 9000    | 3    | 61     | 80        |          |          | Opex      | Software      | Soft
MKT-03        | 2026-01 | 2028-12 | 2025-11 | 2027-09         | 2027-09      | 2026-06 | 5000  | 2000  | 7000    | 3    | 103    | 100       |          |          | Opex      | Labour        | Revenue
FIN-01        | 2025-07 | 2027-12 | 2025-05 | 2025-10         | 2025-10      |         | 22000 | 9500  | 58000   | 2    | 97     | 108       |          |          | Opex      | Software      | Hard-cashable
FIN-02        | 2026-01 | 2027-12 | 2025-11 | 2026-06         | 2026-06      |         | 24000 | 8000  | 42000   | 3    | 101    | 92        | yes      |          | Opex      | Labour        | Hard-cashable
FIN-03        | 2026-01 | 2028-12 | 2026-02 | 2026-12         | 2027-01      |         | 17000 | 6000  | 26000   | 3    | 98     | 95        | yes      |          | Opex      | Labour        | Hard-cashable
FIN-04        | 2026-01 | 2028-12 | 2026-09 | 2027-04         | 2027-04      |         | 12000 | 5000  | 14000   | 2    | 64     | 100       |          |          | Opex      | Software      | Hard-cashable
FIN-05        | 2026-01 | 2028-12 | 2026-07 | 2027-01         | 2027-01      |         | 21000 | 6000  | 4000    | 1    | 72     | 100       | yes      |          | Opex      | Labour        | Soft
HR-01         | 2026-01 | 2028-12 | 2026-01 | 2026-11         | 2027-04      |         | 14000 | 5000  | 12000   | 3    | 106    | 80        | yes      |          | Opex      | Vendor        | Soft
HR-03         | 2026-01 | 2028-12 | 2026-04 | 2026-11         | 2027-03      |         | 9000  | 5000  | 11000   | 3    | 88     | 80        |          |          | Opex      | Labour        | Soft
IT-01         | 2025-07 | 2027-12 | 2025-06 | 2025-12         | 2025-12      |         | 55000 | 38000 | 15000   | 1    | 102    | 101       |          |          | Capex     | Cloud         | Cost avoidance
IT-02         | 2026-01 | 2027-12 | 2025-09 | 2026-03         | 2026-03      |         | 20000 | 9000  | 31000   | 3    | 98     | 95        |          |          | Opex      | Software      | Hard-cashable
IT-03         | 2026-01 | 2027-12 | 2026-02 | 2026-08         | 2026-09      |         | 23000 | 16000 | 38000   | 3    | 101    | 93        | yes      |          | Opex      | Software      | Soft
IT-04         | 2026-01 | 2028-12 | 2026-05 | 2026-10         | 2026-12      |         | 15000 | 6000  | 18000   | 2    | 94     | 90        | yes      | 78       | Opex      | Labour        | Cost avoidance
IT-05         | 2026-01 | 2028-12 | 2026-08 | 2027-03         | 2027-03      |         | 26000 | 8000  | 34000   | 3    | 92     | 95        | yes      | 70       | Capex     | Labour        | Cost avoidance
CSV-01        | 2026-01 | 2027-12 | 2025-02 | 2025-08         | 2025-08      |         | 15000 | 8000  | 41000   | 3    | 97     | 111       |          |          | Opex      | Labour        | Hard-cashable
CSV-02        | 2026-01 | 2027-12 | 2025-11 | 2026-05         | 2026-05      |         | 18000 | 9000  | 44000   | 3    | 99     | 91        | yes      |          | Opex      | Software      | Hard-cashable
CSV-03        | 2026-01 | 2028-12 | 2026-02 | 2026-09         | 2027-03      |         | 16000 | 7000  | 24000   | 2    | 93     | 85        | yes      |          | Opex      | Vendor        | Cost avoidance
CSV-04        | 2026-01 | 2028-12 | 2026-11 | 2027-05         | 2027-05      |         | 26000 | 9000  | 33000   | 3    | 100    | 100       |          |          | Opex      | Labour        | Hard-cashable
PRD-01        | 2026-01 | 2028-12 | 2026-05 | 2026-12         | 2027-01      |         | 13000 | 5000  | 19000   | 3    | 97     | 95        |          |          | Opex      | Labour        | Cost avoidance
PRD-02        | 2026-01 | 2028-12 | 2027-01 | 2027-10         | 2027-10      |         | 15000 | 6000  | 25000   | 3    | 100    | 100       |          |          | Opex      | Labour        | Revenue
SC-01         | 2026-01 | 2027-12 | 2025-07 | 2026-02         | 2026-02      |         | 24000 | 9000  | 47000   | 3    | 100    | 95        |          |          | Opex      | Labour        | Hard-cashable
SC-02         | 2026-01 | 2028-12 | 2026-01 | 2026-12         | 2027-01      |         | 17000 | 7000  | 25000   | 2    | 98     | 90        | yes      |          | Opex      | Labour        | Cost avoidance
SC-03         | 2026-01 | 2028-12 | 2026-10 | 2027-02         | 2027-02      |         | 11000 | 4000  | 12000   | 2    | 100    | 100       |          |          | Opex      | Software      | Hard-cashable
SC-04         | 2026-01 | 2028-12 | 2027-02 | 2027-08         | 2027-08      |         | 12000 | 4000  | 14000   | 2    | 100    | 100       |          |          | Opex      | Labour        | Cost avoidance
COE           | 2026-01 | 2027-12 | 2025-06 | 2025-06         | 2025-06      |         | 0     | 84000 | 0       | 1    | 99     | 100       |          |          | Opex      | Labour        |
";

/// Months are never alike: per mille of the usual amount, taken in turn.
const SEASON: [i64; 12] = [1000, 985, 1020, 1005, 970, 1015, 995, 1030, 990, 1010, 1025, 980];

/// One line of `PROFILES`.
pub struct Profile {
    record: Record,
    first: Month,
    last: Month,
    start: Month,
    planned_go_live: Month,
    real_go_live: Month,
    stopped: Option<Month>,
    ramp_months: i64,
}

/// Cost and benefit of one month in cents, planned or real.
#[derive(Default)]
struct Course {
    cost: i64,
    benefit: i64,
}

impl Profile {
    pub fn from_record(record: &Record) -> Profile {
        let month = |title: &str| Month::parse(record[title]);
        Profile {
            first: month("First"),
            last: month("Last"),
            start: month("Start"),
            planned_go_live: month("Planned go-live"),
            real_go_live: month("Real go-live"),
            stopped: record.get("Stopped").map(|text| Month::parse(text)),
            ramp_months: record["Ramp"].parse().expect("a number of months"),
            record: record.clone(),
        }
    }

    /// The months of the Financials sheet as the department knows them at the end of `intake`.
    /// `to_the_cent`: the department copies actuals from the ledger; others type whole euros.
    pub fn rows(&self, intake: Month, to_the_cent: bool) -> Vec<(Month, BTreeMap<&'static str, Cell>)> {
        (self.first.0..=self.last.0)
            .map(|index| {
                let month = Month(index);
                (month, self.row(month, intake, to_the_cent))
            })
            .collect()
    }

    fn row(&self, month: Month, intake: Month, to_the_cent: bool) -> BTreeMap<&'static str, Cell> {
        let mut cells = BTreeMap::new();
        let plan = self.course(month, self.planned_go_live);
        cells.insert("Month", Cell::Month(month));
        cells.insert("Cost planned", Cell::Money(plan.cost));
        cells.insert("Benefit planned", Cell::Money(plan.benefit));
        let real = self.real(month);
        if month <= intake {
            let step = if to_the_cent { 1 } else { 100 };
            cells.insert("Cost actual", Cell::Money(rounded(real.cost, step)));
            cells.insert("Benefit actual", Cell::Money(rounded(real.benefit, step)));
        } else if self.record.contains_key("Forecast") {
            cells.insert("Cost forecast", Cell::Money(rounded(real.cost, 10_000)));
            cells.insert("Benefit forecast", Cell::Money(rounded(real.benefit, 10_000)));
        }
        for title in ["Cost type", "Cost category", "Benefit type"] {
            if let Some(text) = self.record.get(title) {
                cells.insert(title, Cell::Text(text.to_string()));
            }
        }
        if month <= intake {
            let answer = if self.is_validated(month, intake) { "Yes" } else { "No" };
            cells.insert("Finance validated", Cell::Text(answer.to_string()));
        }
        self.add_progress(month, intake, &mut cells);
        cells
    }

    /// Finance looks at a month once it is closed, and only at what can be found in the ledger.
    fn is_validated(&self, month: Month, intake: Month) -> bool {
        let kind = self.record.get("Benefit type").copied();
        month < intake && matches!(kind, Some("Hard-cashable" | "Revenue"))
    }

    /// Percent complete runs evenly from the start to the planned go-live.
    fn add_progress(&self, month: Month, intake: Month, cells: &mut BTreeMap<&'static str, Cell>) {
        let Some(done) = self.record.get("Progress") else {
            return;
        };
        let done: i64 = done.parse().expect("a percentage");
        let length = self.planned_go_live.months_since(self.start);
        let planned = (100 * (month.months_since(self.start) + 1) / length).clamp(0, 100);
        cells.insert("Percent complete planned", Cell::Percent(planned * 10));
        if month <= intake {
            cells.insert("Percent complete actual", Cell::Percent(planned * done / 100 * 10));
        }
    }

    fn course(&self, month: Month, go_live: Month) -> Course {
        let euros = |title: &str| self.record[title].parse::<i64>().expect("whole euros") * 100;
        if month < self.start {
            return Course::default();
        }
        if month < go_live {
            return Course { cost: euros("Build"), benefit: 0 };
        }
        let months_live = (month.months_since(go_live) + 1).min(self.ramp_months);
        Course { cost: euros("Run"), benefit: rounded(euros("Benefit") * months_live / self.ramp_months, 10_000) }
    }

    fn real(&self, month: Month) -> Course {
        if self.stopped.is_some_and(|stopped| month >= stopped) {
            return Course::default();
        }
        let course = self.course(month, self.real_go_live);
        let shift: i32 = self.record["Initiative ID"].bytes().map(i32::from).sum();
        let season = |offset: i32| SEASON[(month.0 + shift + offset).rem_euclid(12) as usize];
        let percent = |title: &str| self.record[title].parse::<i64>().expect("a percentage");
        Course {
            cost: course.cost * percent("Cost %") * season(0) / 100_000,
            benefit: course.benefit * percent("Benefit %") * season(5) / 100_000,
        }
    }
}

/// To the nearest multiple of `step`; amounts are never negative here.
fn rounded(cents: i64, step: i64) -> i64 {
    (cents + step / 2) / step * step
}
