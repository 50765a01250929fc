//! The file of holidays that the settings name: a calendar (.ics), or a text with a day in each line.

use crate::model::{problem::Problem, working_days::Holidays};
use jiff::{ToSpan, civil::Date};
use std::path::Path;

/// Days of one entry of a calendar; a calendar of holidays has no longer ones.
const LONGEST: i64 = 60;

/// Reads the file; no file, no holidays.
pub fn read(path: &Path, folder: &Path) -> Result<Holidays, Problem> {
    if path.as_os_str().is_empty() {
        return Ok(Holidays::default());
    }
    let path = folder.join(path);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Problem::usage(
            format!("The holidays {} cannot be read: {error}", path.display()),
            "Name a calendar (.ics) or a text with a day such as 2026-12-25 in each line, or leave holidays empty.",
        )
    })?;
    holidays(&text).map_err(|what| {
        Problem::usage(
            format!("{}: {what}", path.display()),
            "Give a calendar (.ics), or a text with a day such as 2026-12-25 in each line.",
        )
    })
}

/// The days of a text. Errors: a line that is no day, or no days at all.
fn holidays(text: &str) -> Result<Holidays, String> {
    let found = match text.trim_start().starts_with("BEGIN:VCALENDAR") {
        true => of_calendar(text),
        false => of_lines(text)?,
    };
    if found.is_empty() { Err("there is no day in it".to_owned()) } else { Ok(found) }
}

/// A day at the beginning of each line; what follows is its name. Blank lines and those after `#` say nothing.
fn of_lines(text: &str) -> Result<Holidays, String> {
    let mut found = Holidays::default();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim().trim_start_matches('\u{feff}');
        let day = line.split([',', ';', ' ', '\t']).next().unwrap_or_default();
        match day.parse() {
            _ if line.is_empty() || line.starts_with('#') => {}
            Ok(day) => drop(found.days.insert(day)),
            // A row of titles.
            Err(_) if number == 1 => {}
            Err(_) => return Err(format!("line {number}: \"{day}\" is no day like 2026-12-25")),
        }
    }
    Ok(found)
}

/// The days of a calendar's entries: from DTSTART to before DTEND, each year where a rule says so.
fn of_calendar(text: &str) -> Holidays {
    let mut found = Holidays::default();
    // A line that begins with a space goes on with the one before it.
    let unfolded = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    let (mut start, mut end, mut is_yearly) = (None, None, false);
    for line in unfolded.lines() {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        match name.split(';').next().unwrap_or_default() {
            "BEGIN" if value == "VEVENT" => (start, end, is_yearly) = (None, None, false),
            "DTSTART" => start = day(value),
            "DTEND" => end = day(value),
            "RRULE" => is_yearly = value.split(';').any(|part| part == "FREQ=YEARLY") && !value.contains("BYDAY"),
            "END" if value == "VEVENT" => {
                let Some(first) = start else { continue };
                let last =
                    end.and_then(|end: Date| end.yesterday().ok()).filter(|last| *last >= first).unwrap_or(first);
                let days = (0..LONGEST).filter_map(|step| first.checked_add(step.days()).ok());
                for day in days.take_while(|day| *day <= last) {
                    match is_yearly {
                        true => drop(found.yearly.insert((day.month(), day.day(), day.year()))),
                        false => drop(found.days.insert(day)),
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// `20261225`, perhaps with a time behind it.
fn day(value: &str) -> Option<Date> {
    let digits = value.get(..8)?;
    let part = |from: usize, to: usize| digits.get(from..to)?.parse().ok();
    Date::new(part(0, 4)?, part(4, 6)? as i8, part(6, 8)? as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_calendar_says_days_spans_and_days_of_each_year() {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\n\
            SUMMARY:Christ\r\n mas\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=YEARLY\r\n\
            END:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART:20270326T000000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let found = holidays(text).unwrap();
        // The end of a span is the day after it.
        assert_eq!(found.days, [date(2026, 12, 25), date(2026, 12, 26), date(2027, 3, 26)].into());
        assert_eq!(found.yearly, [(1, 1, 2020)].into());
    }

    #[test]
    fn a_text_has_a_day_in_each_line() {
        let found = holidays("Day,Name\n2026-12-25,Christmas\n\n# moved\n2027-01-01\n").unwrap();
        assert_eq!(found.days, [date(2026, 12, 25), date(2027, 1, 1)].into());
        assert!(holidays("2026-12-25\nsoon\n").unwrap_err().contains("line 2"));
        for empty in ["", "Day,Name\n", "BEGIN:VCALENDAR\nEND:VCALENDAR\n"] {
            assert!(holidays(empty).is_err(), "{empty}");
        }
    }
}
