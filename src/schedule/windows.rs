//! A task for the Task Scheduler, as the XML that its program imports.

use super::{Plan, Schedule, ScheduleFile, text, xml};
use std::path::Path;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) fn schedule(plan: &Plan, folder: Option<&Path>) -> Schedule {
    let task = plan.name();
    let name = format!("{task}.xml");
    let folder = folder.unwrap_or(plan.workspace()).to_owned();
    let path = text(&folder.join(&name));
    let account = if plan.account.is_empty() { String::new() } else { format!(" /RU \"{}\" /RP *", plan.account) };
    let switch_on = vec![
        format!("schtasks /Create /TN \"{task}\" /XML \"{path}\"{account}"),
        format!("schtasks /Run /TN \"{task}\""),
        format!("schtasks /Query /TN \"{task}\" /V /FO LIST"),
    ];
    Schedule { files: vec![ScheduleFile { name, text: task_xml(plan), is_utf16: true }], folder, switch_on }
}

fn task_xml(plan: &Plan) -> String {
    let (hour, minute) = plan.at;
    let days: Vec<String> = (plan.day..=31).map(|day| format!("<Day>{day}</Day>")).collect();
    let months: Vec<String> = MONTHS.iter().map(|month| format!("<{month} />")).collect();
    let arguments: Vec<String> = plan.arguments().iter().map(|word| word_of(word)).collect();
    // Only with a password the task runs while nobody is logged in, and may use folders on other computers.
    let (user, logon) = match plan.account.as_str() {
        "" => (String::new(), "InteractiveToken"),
        account => (format!("<UserId>{}</UserId>\r\n      ", xml(account)), "Password"),
    };
    let lines = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n\
         <Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n  \
         <RegistrationInfo>\n    \
         <Description>Monthly AI reports: each day from day {day} of the month on, whatever is due.</Description>\n  \
         </RegistrationInfo>\n  \
         <Triggers>\n    \
         <CalendarTrigger>\n      \
         <StartBoundary>2026-01-01T{hour:02}:{minute:02}:00</StartBoundary>\n      \
         <Enabled>true</Enabled>\n      \
         <ScheduleByMonth>\n        \
         <DaysOfMonth>{days}</DaysOfMonth>\n        \
         <Months>{months}</Months>\n      \
         </ScheduleByMonth>\n    \
         </CalendarTrigger>\n  \
         </Triggers>\n  \
         <Principals>\n    \
         <Principal id=\"Author\">\n      \
         {user}<LogonType>{logon}</LogonType>\n      \
         <RunLevel>LeastPrivilege</RunLevel>\n    \
         </Principal>\n  \
         </Principals>\n  \
         <Settings>\n    \
         <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>\n    \
         <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>\n    \
         <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>\n    \
         <StartWhenAvailable>true</StartWhenAvailable>\n    \
         <ExecutionTimeLimit>PT2H</ExecutionTimeLimit>\n    \
         <Enabled>true</Enabled>\n  \
         </Settings>\n  \
         <Actions Context=\"Author\">\n    \
         <Exec>\n      \
         <Command>{program}</Command>\n      \
         <Arguments>{arguments}</Arguments>\n      \
         <WorkingDirectory>{workspace}</WorkingDirectory>\n    \
         </Exec>\n  \
         </Actions>\n\
         </Task>\n",
        day = plan.day,
        days = days.concat(),
        months = months.concat(),
        program = xml(&text(&plan.program)),
        arguments = xml(&arguments.join(" ")),
        workspace = xml(&text(plan.workspace())),
    );
    lines.replace("\r\n", "\n").replace('\n', "\r\n")
}

/// A word of a command line: in quotes where it has spaces. A file's name never holds quotes there.
fn word_of(word: &str) -> String {
    if word.contains(' ') || word.is_empty() { format!("\"{word}\"") } else { word.to_owned() }
}
