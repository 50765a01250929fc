//! Days out of moments: what a time of day or a time zone leaves open.

use jiff::civil::Date;

/// The day that a moment says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Said {
    /// This one.
    Day(Date),
    /// This one or the next: the moment lies within a minute of midnight, or late on a day of the zone UTC, where
    /// midnight of the next day is meant further east.
    DayOrNext(Date),
}

/// The day of `2026-10-01T00:00:00+02:00`, with or without time and zone. With a zone of its own (`+02:00`) the day stands
/// there as people saw it; at `Z` a program has moved it.
pub fn day_of_iso(text: &str) -> Option<Said> {
    let day: Date = text.get(..10)?.parse().ok()?;
    let rest = text.get(10..).unwrap_or_default();
    if rest.is_empty() {
        return Some(Said::Day(day));
    }
    let time = rest.strip_prefix(['T', ' '])?;
    let (hour, minute) =
        (time.get(..2)?.parse::<u8>().ok()?, time.get(3..5).map_or(Some(0), |text| text.parse::<u8>().ok())?);
    let is_moved = time.ends_with('Z') && hour >= 12;
    Some(if is_moved || (hour, minute) == (23, 59) { Said::DayOrNext(day) } else { Said::Day(day) })
}

/// The day of a serial number's fraction: of day `whole`, the share `fraction` of it gone. Half a second before midnight
/// is midnight, less a rounding of the formula that made it.
pub fn day_of_fraction(whole: Date, fraction: f64) -> Option<Said> {
    const DAY: f64 = 86_400.0;
    let seconds_left = (1.0 - fraction) * DAY;
    if seconds_left <= 0.5 {
        return whole.tomorrow().ok().map(Said::Day);
    }
    Some(if seconds_left <= 60.0 { Said::DayOrNext(whole) } else { Said::Day(whole) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn zones_and_midnights_leave_days_open() {
        let (day, next) = (date(2026, 9, 30), date(2026, 10, 1));
        for text in ["2026-09-30", "2026-09-30T10:15:00Z", "2026-09-30 23:00", "2026-09-30T23:00:00+02:00"] {
            assert_eq!(day_of_iso(text), Some(Said::Day(day)), "{text}");
        }
        for text in ["2026-09-30T22:00:00Z", "2026-09-30T23:59:12", "2026-09-30T22:00:00.000Z"] {
            assert_eq!(day_of_iso(text), Some(Said::DayOrNext(day)), "{text}");
        }
        assert_eq!(day_of_iso("2026-10-01T00:00:00+02:00"), Some(Said::Day(next)));
        for text in ["30.09.2026", "2026-09", "2026-09-30x", "2026-09-31"] {
            assert_eq!(day_of_iso(text), None, "{text}");
        }
        // 48 seconds are 0.000556 of a day.
        assert_eq!(day_of_fraction(day, 1.0 - 0.000_556), Some(Said::DayOrNext(day)));
        assert_eq!(day_of_fraction(day, 1.0 - 1e-9), Some(Said::Day(next)));
        assert_eq!(day_of_fraction(day, 0.5), Some(Said::Day(day)));
    }
}
