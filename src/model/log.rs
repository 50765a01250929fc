//! How the program keeps a log.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// How much is written down, the least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LogLevel {
    /// What stopped a run.
    Error,
    /// And what somebody should look at.
    Warn,
    /// And what was done. No person is named.
    #[default]
    Info,
    /// And each output and finding, with file names and addresses as they are.
    Debug,
}

impl LogLevel {
    /// As it stands in the log.
    pub fn text(self) -> &'static str {
        match self {
            LogLevel::Error => "error",
            LogLevel::Warn => "warn",
            LogLevel::Info => "info",
            LogLevel::Debug => "debug",
        }
    }
}

/// Where the log goes, and how long it stays.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct LogRules {
    /// Folder of the files, one a day; empty for no log.
    pub folder: PathBuf,
    /// How much is written down.
    pub level: LogLevel,
    /// Days after which a file goes.
    pub keep_days: u16,
}

impl Default for LogRules {
    fn default() -> Self {
        LogRules { folder: PathBuf::new(), level: LogLevel::default(), keep_days: 180 }
    }
}
