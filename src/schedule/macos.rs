//! A property list for launchd, which runs what was missed while the computer slept.

use super::{Plan, Schedule, ScheduleFile, quoted, text, xml};
use std::path::Path;

pub(super) fn schedule(plan: &Plan, folder: Option<&Path>) -> Schedule {
    let label = plan.name();
    let name = format!("{label}.plist");
    let folder = folder.map_or_else(|| plan.home.join("Library/LaunchAgents"), Path::to_owned);
    let path = quoted(&text(&folder.join(&name)));
    let switch_on = vec![
        format!("launchctl bootstrap gui/$(id -u) {path}"),
        format!("launchctl kickstart gui/$(id -u)/{label}    # starts it now"),
    ];
    Schedule {
        files: vec![ScheduleFile { name, text: property_list(plan, &label), is_utf16: false }],
        folder,
        switch_on,
    }
}

fn property_list(plan: &Plan, label: &str) -> String {
    let string = |word: &str| format!("<string>{}</string>", xml(word));
    let command: Vec<String> = std::iter::once(text(&plan.program))
        .chain(plan.arguments())
        .map(|word| format!("    {}\n", string(&word)))
        .collect();
    let (hour, minute) = plan.at;
    let whole = |name: &str, number: u8| format!("<key>{name}</key><integer>{number}</integer>");
    let times: Vec<String> = (plan.day..=31)
        .map(|day| {
            format!("    <dict>{}{}{}</dict>\n", whole("Day", day), whole("Hour", hour), whole("Minute", minute))
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n\
         <dict>\n  \
         <key>Label</key>{label}\n  \
         <key>ProgramArguments</key>\n  \
         <array>\n\
         {command}  \
         </array>\n  \
         <key>WorkingDirectory</key>{workspace}\n  \
         <key>StartCalendarInterval</key>\n  \
         <array>\n\
         {times}  \
         </array>\n  \
         <key>ProcessType</key><string>Background</string>\n\
         </dict>\n\
         </plist>\n",
        label = string(label),
        command = command.concat(),
        workspace = string(&text(plan.workspace())),
        times = times.concat(),
    )
}
