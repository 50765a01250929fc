//! What stops a run: said with what to do about it. Problems of the data are findings, not problems.

use std::fmt;

/// Where the fault lies; decides the exit code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProblemKind {
    /// Arguments, environment or settings.
    Usage,
    /// Folders, files, disk.
    Files,
    /// A fault of this program.
    Program,
}

/// One problem.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Where the fault lies.
    pub kind: ProblemKind,
    /// What happened, one sentence.
    pub what: String,
    /// What to do, one sentence; may be empty.
    pub hint: String,
}

impl Problem {
    /// Arguments or settings that cannot be used.
    pub fn usage(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Problem { kind: ProblemKind::Usage, what: what.into(), hint: hint.into() }
    }

    /// A folder or file that cannot be used.
    pub fn files(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Problem { kind: ProblemKind::Files, what: what.into(), hint: hint.into() }
    }

    /// A fault of this program.
    pub fn program(what: impl Into<String>) -> Self {
        let hint = "This is a fault of coe-report, not of your files. Please report it with the message above.";
        Problem { kind: ProblemKind::Program, what: what.into(), hint: hint.to_owned() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.what)?;
        if self.hint.is_empty() { Ok(()) } else { write!(out, "\n{}", self.hint) }
    }
}

impl std::error::Error for Problem {}
