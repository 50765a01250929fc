//! The program by itself, each month: what the four systems want to be told, as the text of their files. One file a
//! system. Nothing is switched on here: a person does that with the commands of [`Schedule::switch_on`].

mod cron;
mod macos;
mod systemd;
mod windows;

use std::{
    path::{Path, PathBuf},
    str::FromStr,
};

/// What starts programs at a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum System {
    /// Linux, with hardening.
    Systemd,
    /// Any Unix.
    Cron,
    /// The Task Scheduler.
    Windows,
    /// launchd.
    Macos,
}

impl System {
    /// In the order of the help.
    pub const ALL: [System; 4] = [System::Systemd, System::Cron, System::Windows, System::Macos];

    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            System::Systemd => "systemd",
            System::Cron => "cron",
            System::Windows => "windows",
            System::Macos => "macos",
        }
    }

    /// That of this computer.
    pub fn here() -> System {
        if cfg!(windows) {
            System::Windows
        } else if cfg!(target_os = "macos") {
            System::Macos
        } else if Path::new("/run/systemd/system").is_dir() {
            System::Systemd
        } else {
            System::Cron
        }
    }
}

impl FromStr for System {
    type Err = String;

    fn from_str(typed: &str) -> Result<System, String> {
        let names = System::ALL.map(System::name).join(", ");
        System::ALL.into_iter().find(|system| system.name() == typed).ok_or_else(|| format!("use one of {names}"))
    }
}

/// What is to be started, where and when. Paths are absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// This program.
    pub program: PathBuf,
    /// The settings file.
    pub config: PathBuf,
    /// Every folder it writes to, with the programs it starts.
    pub writes_to: Vec<PathBuf>,
    /// First day of the month on which it starts, 1 to 28.
    pub day: u8,
    /// Hour and minute.
    pub at: (u8, u8),
    /// IANA name of the zone of that time.
    pub zone: String,
    /// Whose rights it has; empty: whoever installs it.
    pub account: String,
    /// Home of whoever installs it.
    pub home: PathBuf,
}

/// A file that a system wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleFile {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Written as UTF-16 with a mark at its beginning, which the Task Scheduler asks for.
    pub is_utf16: bool,
}

impl ScheduleFile {
    /// What is written to the disk.
    pub fn bytes(&self) -> Vec<u8> {
        if self.is_utf16 {
            std::iter::once(0xfeff).chain(self.text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        } else {
            self.text.as_bytes().to_vec()
        }
    }
}

/// The files of a system, where they go, and the commands that switch them on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// What is written.
    pub files: Vec<ScheduleFile>,
    /// Where the system looks for them, or beside the settings.
    pub folder: PathBuf,
    /// Lines to type once the files are in their folder.
    pub switch_on: Vec<String>,
}

/// What this system wants for the plan, its files in `folder` or where the system looks for them.
pub fn schedule(system: System, plan: &Plan, folder: Option<&Path>) -> Schedule {
    match system {
        System::Systemd => systemd::schedule(plan, folder),
        System::Cron => cron::schedule(plan, folder),
        System::Windows => windows::schedule(plan, folder),
        System::Macos => macos::schedule(plan, folder),
    }
}

impl Plan {
    /// `coe-report-ai-portfolio`: after the workspace, so that two of them on one computer do not meet.
    fn name(&self) -> String {
        let folder = self.workspace().file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let plain: String =
            folder.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
        let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
        format!("coe-report-{}", words.join("-")).trim_end_matches('-').to_owned()
    }

    fn workspace(&self) -> &Path {
        self.config.parent().unwrap_or(Path::new("/"))
    }

    /// What is typed after the program.
    fn arguments(&self) -> [String; 6] {
        ["run", "--due", "--quiet", "--tell-operators", "--config", &text(&self.config)].map(str::to_owned)
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// For text and attributes of XML.
fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// For a Unix shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests;
