//! What one cell means, apart from how a person typed it.

/// A calendar month, counted from year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(pub i32);

impl Month {
    /// Reads `2026-10`.
    pub fn parse(text: &str) -> Month {
        let (year, month) = text.split_once('-').expect("year-month");
        let number = |digits: &str| digits.parse::<i32>().expect("digits");
        Month(number(year) * 12 + number(month) - 1)
    }

    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1 to 12.
    pub fn number(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }

    /// Months from `earlier` to this one, negative if this one comes first.
    pub fn months_since(self, earlier: Month) -> i64 {
        i64::from(self.0 - earlier.0)
    }

    /// `2026-10`
    pub fn iso(self) -> String {
        format!("{:04}-{:02}", self.year(), self.number())
    }

    /// `Oct-26`, as planners type it.
    pub fn short(self) -> String {
        const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let name = NAMES[self.number() as usize - 1];
        format!("{name}-{:02}", self.year() % 100)
    }
}

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Day {
    pub year: i32,
    pub month: i32,
    pub day: i32,
}

impl Day {
    /// Reads `2026-10-05`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Day> {
        let parts: Vec<i32> = text.split('-').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        match parts[..] {
            [year, month, day] => Some(Day { year, month, day }),
            _ => None,
        }
    }

    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    pub fn in_month(self) -> Month {
        Month(self.year * 12 + self.month - 1)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Blank,
    Text(String),
    Number(f64),
    /// Cents.
    Money(i64),
    /// Per mille.
    Percent(i64),
    Day(Day),
    Month(Month),
}

/// What a column holds, by its title in the data dictionary.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Text,
    Number,
    Money,
    Percent,
    Day,
    Month,
}

pub fn kind_of(title: &str) -> Kind {
    match title {
        "Budget requested" | "Cost planned" | "Cost actual" | "Cost forecast" | "Benefit planned"
        | "Benefit actual" | "Benefit forecast" => Kind::Money,
        "Probability of success" | "Percent complete planned" | "Percent complete actual" => Kind::Percent,
        "Submitted on"
        | "Assessed on"
        | "Approved on"
        | "Pilot started on"
        | "In production on"
        | "Planned production date"
        | "Retired on"
        | "Last model review"
        | "Decision needed by"
        | "Decided on"
        | "Baseline date"
        | "Target date"
        | "Reading date"
        | "Next review" => Kind::Day,
        "Month" | "From" | "To" => Kind::Month,
        "Strategic fit"
        | "Business value"
        | "Feasibility"
        | "Data readiness"
        | "Organisational readiness"
        | "Delivery risk"
        | "Reach"
        | "Impact"
        | "Confidence"
        | "Effort"
        | "User-business value"
        | "Time criticality"
        | "Risk/opportunity"
        | "Job size"
        | "Target users"
        | "Active users"
        | "Baseline"
        | "Target"
        | "Band low"
        | "Band high"
        | "Actual"
        | "Attribution"
        | "Volume planned"
        | "Volume actual"
        | "Logs kept in months"
        | "FTE" => Kind::Number,
        _ => Kind::Text,
    }
}

impl Cell {
    /// Reads our own plain notation; what does not fit the kind of the column is text, as in Excel.
    pub fn parse(title: &str, text: &str) -> Cell {
        let number = || text.parse::<f64>().ok();
        let typed = match kind_of(title) {
            _ if text.is_empty() => Some(Cell::Blank),
            Kind::Text => None,
            Kind::Number => number().map(Cell::Number),
            Kind::Money => cents(text).map(Cell::Money),
            Kind::Percent => number().map(|part| Cell::Percent((part * 1000.0).round() as i64)),
            Kind::Day => Day::parse(text).map(Cell::Day),
            Kind::Month => None,
        };
        typed.unwrap_or_else(|| Cell::Text(text.to_string()))
    }
}

/// `1234` or `1234.50` to cents, without a float.
fn cents(text: &str) -> Option<i64> {
    let (euros, rest) = text.split_once('.').unwrap_or((text, "00"));
    if rest.len() != 2 {
        return None;
    }
    let negative = euros.starts_with('-');
    let cents = euros.parse::<i64>().ok()?.abs() * 100 + rest.parse::<i64>().ok()?;
    Some(if negative { -cents } else { cents })
}
