//! Spreadsheet serial numbers to days.

use crate::model::{
    moment::{self, Said},
    workbook::RawValue,
};
use jiff::{ToSpan, civil::Date};

/// The day of a serial number of the 1900 or the 1904 system, as a value; a time of day is dropped, but for the last
/// minute before midnight.
///
/// `None` where there is no such day: below 1 (a time without a day), the 29th of February 1900, which Excel's 1900
/// system has and the calendar has not, and after the year 9999.
pub(super) fn day_of(serial: f64, is_1904: bool) -> Option<RawValue> {
    Some(match moment::day_of_fraction(whole_day_of(serial, is_1904)?, serial.fract())? {
        Said::Day(day) => RawValue::Date(day),
        Said::DayOrNext(day) => RawValue::DayOrNext(day),
    })
}

fn whole_day_of(serial: f64, is_1904: bool) -> Option<Date> {
    if !(1.0..3_000_000.0).contains(&serial) {
        return None;
    }
    let days = serial.floor() as i32;
    let epoch = match (is_1904, days) {
        (true, _) => Date::constant(1904, 1, 1),
        (false, ..60) => Date::constant(1899, 12, 31),
        (false, 60) => return None,
        // One day earlier, because serials count the day that was not.
        (false, 61..) => Date::constant(1899, 12, 30),
    };
    epoch.checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_days_as_excel_shows_them() {
        let shown = |serial, is_1904| whole_day_of(serial, is_1904).map(|day| day.to_string());
        // Excel: =TEXT(1,"yyyy-mm-dd") is 1900-01-01, 59 is 1900-02-28, 61 is 1900-03-01, 45943 is 2025-10-13.
        assert_eq!(shown(1.0, false).unwrap(), "1900-01-01");
        assert_eq!(shown(59.0, false).unwrap(), "1900-02-28");
        assert_eq!(shown(60.5, false), None);
        assert_eq!(shown(61.0, false).unwrap(), "1900-03-01");
        assert_eq!(shown(45_943.541, false).unwrap(), "2025-10-13");
        // The 1904 system counts 1,462 days less.
        assert_eq!(shown(45_943.0 - 1_462.0, true).unwrap(), "2025-10-13");
        assert_eq!(shown(2_958_465.9, false).unwrap(), "9999-12-31");
        assert_eq!(shown(2_958_466.0, false), None);
        for wrong in [0.5, -1.0, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(day_of(wrong, false), None);
        }
    }
}
