//! Files that people double-click instead of typing commands: `.cmd` for Windows, `.command` for macOS and Linux.

use super::NewFile;
use std::path::Path;

/// Name and command line of each: the steps of a month in their order, then what helps at any time.
const STEPS: [(&str, &str); 5] = [
    ("1 Check sheets", "check"),
    ("2 Make reports", "run --open"),
    ("3 Close the month", "close"),
    ("Answer new sheets", "watch"),
    ("Look at the set-up", "doctor"),
];

/// No quotes and no signs that shells read.
const NOT_FOUND: &str = "The program coe-report was not found. Put it into this folder.";

/// The launchers. `program` is where this program lies now; they look beside themselves first and on the path last, so
/// that a workspace may move with or without it.
pub(super) fn launchers(program: Option<&Path>) -> Vec<NewFile> {
    let program = program.and_then(Path::to_str);
    let for_windows = program.filter(|_| cfg!(windows));
    let for_unix = program.filter(|_| cfg!(unix));
    let both = |(name, command): (&str, &str)| {
        [
            NewFile::text(&format!("{name}.cmd"), &cmd(command, for_windows)),
            NewFile { is_program: true, ..NewFile::text(&format!("{name}.command"), &shell(command, for_unix)) },
        ]
    };
    STEPS.into_iter().flat_map(both).collect()
}

/// Quotes keep spaces whole, code page 65001 is UTF-8, and pushd goes to network folders too.
fn cmd(command: &str, program: Option<&str>) -> String {
    let known =
        program.map(|program| format!("if not exist \"%PROGRAM%\" set \"PROGRAM={}\"", program.replace('%', "%%")));
    let lines = [
        Some("@echo off".to_owned()),
        Some("chcp 65001 >nul".to_owned()),
        Some("pushd \"%~dp0\"".to_owned()),
        Some("set \"PROGRAM=%~dp0coe-report.exe\"".to_owned()),
        known,
        Some("if not exist \"%PROGRAM%\" set \"PROGRAM=coe-report.exe\"".to_owned()),
        Some(format!("\"%PROGRAM%\" {command}")),
        // What cmd says itself when there is no such program.
        Some(format!("if %errorlevel%==9009 echo {NOT_FOUND}")),
        Some("echo.".to_owned()),
        Some("pause".to_owned()),
    ];
    lines.into_iter().flatten().map(|line| line + "\r\n").collect()
}

fn shell(command: &str, program: Option<&str>) -> String {
    let known = program.map(|program| format!("[ -x \"$program\" ] || program='{}'\n", program.replace('\'', "'\\''")));
    format!(
        "#!/bin/sh\n\
         cd \"$(dirname \"$0\")\" || exit 1\n\
         program=./coe-report\n\
         {}\
         [ -x \"$program\" ] || program=coe-report\n\
         \"$program\" {command}\n\
         [ $? -eq 127 ] && echo '{NOT_FOUND}'\n\
         printf '\\nPress Enter to close this window. '\n\
         read -r _\n",
        known.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_launchers_have_their_line_ends_and_quotes() {
        let text = cmd("check", Some("C:\\Program Files\\100% Łódź\\coe-report.exe"));
        assert!(text.lines().count() == 10 && text.matches("\r\n").count() == 10);
        assert!(text.contains("set \"PROGRAM=C:\\Program Files\\100%% Łódź\\coe-report.exe\"\r\n"));
        assert!(text.starts_with("@echo off\r\nchcp 65001"));
        assert!(text.contains("\"%PROGRAM%\" check\r\n"));
    }

    #[test]
    fn shell_launchers_quote_the_program() {
        let text = shell("run --open", Some("/Users/o'neil/my tools/coe-report"));
        assert!(text.contains("program='/Users/o'\\''neil/my tools/coe-report'\n"));
        assert!(text.starts_with("#!/bin/sh\n") && !text.contains('\r'));
    }
}
