//! When the program starts by itself.

use serde::{Deserialize, Serialize};

/// The days and the time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ScheduleRules {
    /// From this day of each month on, once a day: what is done already is not done again.
    pub day: u8,
    /// `06:00`, in the time zone of the settings where the system knows zones, else in its own.
    pub time: String,
    /// Whether the schedule may close months against which nothing stands; if not, it makes drafts and a person closes.
    pub close: bool,
    /// Whether the mails of a month go out once the schedule has closed it.
    pub send: bool,
    /// How many missed months are made up for at most, the oldest first.
    pub catch_up_months: u32,
    /// Days by which the clock may be ahead of both the last run and the newest file before it is taken to be wrong.
    pub clock_days: u32,
}

impl Default for ScheduleRules {
    fn default() -> Self {
        ScheduleRules {
            day: 6,
            time: "06:00".to_owned(),
            close: false,
            send: false,
            catch_up_months: 3,
            clock_days: 100,
        }
    }
}

impl ScheduleRules {
    /// Hour and minute; none if `time` is no time.
    pub fn hour_and_minute(&self) -> Option<(u8, u8)> {
        let (hour, minute) = self.time.split_once(':')?;
        let is_plain = |part: &str| part.len() == 2 && part.bytes().all(|digit| digit.is_ascii_digit());
        let (hour, minute) =
            (is_plain(hour).then(|| hour.parse().ok())??, is_plain(minute).then(|| minute.parse().ok())??);
        (hour < 24 && minute < 60).then_some((hour, minute))
    }
}
