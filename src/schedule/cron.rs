//! A line for crontab.

use super::{Plan, Schedule, ScheduleFile, quoted, text};
use std::path::Path;

pub(super) fn schedule(plan: &Plan, folder: Option<&Path>) -> Schedule {
    let name = format!("{}.cron", plan.name());
    let folder = folder.unwrap_or(plan.workspace()).to_owned();
    let (hour, minute) = plan.at;
    let words: Vec<String> =
        std::iter::once(text(&plan.program)).chain(plan.arguments()).map(|word| quoted(&word)).collect();
    // A % would be the end of the line for cron.
    let command = format!("cd {} && {}", quoted(&text(plan.workspace())), words.join(" ")).replace('%', "\\%");
    let lines = format!(
        "# Reports that are due, each day from day {day} of the month on. The time is that of the zone below where cron\n\
         # knows CRON_TZ, else that of the computer; which months are due is told by the zone in report.toml.\n\
         CRON_TZ={zone}\n\
         {minute} {hour} {day}-31 * * {command}\n",
        day = plan.day,
        zone = plan.zone,
    );
    let path = quoted(&text(&folder.join(&name)));
    let switch_on = vec![format!("(crontab -l 2>/dev/null; cat {path}) | crontab -"), "crontab -l".to_owned()];
    Schedule { files: vec![ScheduleFile { name, text: lines, is_utf16: false }], folder, switch_on }
}
