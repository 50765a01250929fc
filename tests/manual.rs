//! README and manual: what they promise to type works, and every link leads somewhere.

use crate::support::{coe_report, complained, files_below, record, repository, said};
use clap::error::ErrorKind;
use coe_report::{
    cli::{Cli, READ_ON},
    manual::{self, Page},
};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// README.md and the pages that are written in Markdown, by their paths in the repository.
fn documents() -> Vec<(&'static str, String)> {
    let pages = manual::PAGES.iter().map(|page| page.path).filter(|path| path.ends_with(".md"));
    std::iter::once("README.md")
        .chain(pages)
        .map(|path| (path, fs::read_to_string(repository().join(path)).unwrap()))
        .collect()
}

/// The lines of blocks of code in a language.
fn code<'a>(markdown: &'a str, language: &str) -> Vec<&'a str> {
    let mut inside = None;
    let mut lines = Vec::new();
    for line in markdown.lines() {
        match (line.strip_prefix("```"), inside) {
            (Some(opens), None) => inside = Some(opens),
            (Some(_), Some(_)) => inside = None,
            (None, Some(open)) if open == language => lines.push(line),
            _ => {}
        }
    }
    lines
}

/// What stands between single backticks outside blocks of code.
fn inline_code(markdown: &str) -> Vec<String> {
    let mut is_block = false;
    let mut text = String::new();
    for line in markdown.lines() {
        if line.starts_with("```") {
            is_block = !is_block;
        } else if !is_block {
            text += line;
            text.push('\n');
        }
    }
    text.split('`').skip(1).step_by(2).map(|code| code.replace('\n', " ")).collect()
}

/// The words of a command line: without its comment and where its output goes, what stands in double quotes as one.
fn words(line: &str) -> Vec<String> {
    let line = [" #", " > "].into_iter().fold(line, |line, ends| line.split(ends).next().unwrap_or_default());
    let mut words = Vec::new();
    for (place, part) in line.split('"').enumerate() {
        match place % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

/// The arguments of this program, if the line calls it.
fn call(line: &str) -> Option<Vec<String>> {
    let words = words(line);
    let called = ["cargo run --", "coe-report"].into_iter().find_map(|program| {
        let length = program.split(' ').count();
        let begins = words.get(..length)?.join(" ") == program;
        begins.then_some(length)
    })?;
    Some(words[called..].to_vec())
}

fn parsed(arguments: &[String]) -> Result<(), clap::Error> {
    let program = std::iter::once("coe-report".to_owned());
    Cli::described().try_get_matches_from(program.chain(arguments.iter().cloned())).map(|_| ())
}

#[test]
fn the_readme_is_one_page() {
    let (_, readme) = documents().swap_remove(0);
    assert!(readme.lines().count() <= 200, "{} lines", readme.lines().count());
}

#[test]
fn every_command_of_the_blocks_is_one_that_the_program_takes() {
    let mut called = 0;
    for (path, text) in documents() {
        for line in code(&text, "sh") {
            let Some(arguments) = call(line) else { continue };
            called += 1;
            if let Err(error) = parsed(&arguments) {
                panic!("{path}: {line}\n{error}");
            }
        }
    }
    assert!(called >= 40, "{called} commands were found");
}

#[test]
fn every_command_named_in_a_sentence_is_one_that_the_program_takes() {
    let commands: BTreeSet<&str> = READ_ON.iter().map(|(command, _)| *command).collect();
    let mut named = 0;
    for (path, text) in documents() {
        for code in inline_code(&text) {
            let words = words(&code);
            // `close = true` is a setting.
            let is_command = words.first().is_some_and(|first| commands.contains(first.as_str()))
                && words.get(1).is_none_or(|second| second != "=");
            let arguments = if is_command { Some(words) } else { call(&code) };
            let Some(arguments) = arguments.filter(|arguments| !arguments.is_empty()) else { continue };
            named += 1;
            if let Err(error) = parsed(&arguments) {
                // A sentence may name a command without all that it needs, and help and version end it early.
                let is_fine = [ErrorKind::MissingRequiredArgument, ErrorKind::DisplayHelp, ErrorKind::DisplayVersion];
                assert!(is_fine.contains(&error.kind()), "{path}: {code}\n{error}");
            }
        }
    }
    assert!(named >= 30, "{named} commands were found");
}

#[test]
fn what_is_wrong_would_be_found() {
    let arguments = |line| call(line).unwrap();
    assert_eq!(
        arguments("coe-report close 2026-10 --by \"Ada Lund\"   # and so on"),
        ["close", "2026-10", "--by", "Ada Lund"]
    );
    assert!(call("cargo test").is_none() && call("bash .ci/run").is_none());
    assert!(parsed(&arguments("coe-report close 2026-10 --bye x")).is_err());
    assert!(parsed(&arguments("cargo run -- rum intake")).is_err());
    assert_eq!(inline_code("a `b c` d\n```sh\n`x`\n```\n`e\nf`"), ["b c", "e f"]);
    assert_eq!(code("```sh\na\n```\nb\n```toml\nc\n```\n", "sh"), ["a"]);
    let links = links("[a](b.md#c), ![d](e.png) and `[0](1)` [f](https://example.com)");
    assert_eq!(links, ["b.md#c", "e.png", "https://example.com"]);
}

/// Targets of links and pictures.
fn links(markdown: &str) -> Vec<String> {
    let text: String = markdown.split('`').step_by(2).collect();
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).map(str::to_owned).collect()
}

/// The places of a document that links can name.
fn anchors(markdown: &str) -> BTreeSet<String> {
    let headings = markdown.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            words.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter)).collect::<String>()
        })
        .map(|words| words.replace(' ', "-"))
        .collect()
}

#[test]
fn every_link_leads_to_a_file_and_a_place_in_it() {
    let mut followed = 0;
    for (path, text) in documents() {
        let folder = repository().join(path).parent().map(Path::to_owned).unwrap();
        for link in links(&text).iter().filter(|link| !link.starts_with("https://")) {
            let (file, place) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { repository().join(path) } else { folder.join(file) };
            assert!(target.exists(), "{path}: {link} leads to nothing");
            if !place.is_empty() {
                let target = fs::read_to_string(target).unwrap();
                assert!(anchors(&target).contains(place), "{path}: {link} leads to no heading");
            }
            followed += 1;
        }
    }
    assert!(followed >= 50, "{followed} links were found");
}

#[test]
fn every_page_is_in_the_manual_and_in_the_table_of_the_readme() {
    let listed: BTreeSet<PathBuf> = manual::PAGES.iter().map(|page| repository().join(page.path)).collect();
    for entry in fs::read_dir(repository().join("templates/manual")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "md") {
            assert!(listed.contains(&path), "{} is no page of the manual", path.display());
        }
    }
    let (_, readme) = documents().swap_remove(0);
    for page in &manual::PAGES {
        assert!(readme.contains(&format!("| [{}]({}) |", page.name, page.path)), "{}", page.name);
        assert!(!page.title().is_empty() && !page.title().starts_with('#'), "{}", page.name);
    }
}

#[test]
fn the_help_of_each_command_ends_with_the_page_that_explains_it() {
    let commands: Vec<String> =
        Cli::described().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let table: Vec<&str> = READ_ON.iter().map(|(command, _)| *command).collect();
    assert_eq!(commands, table, "each command once, in their order");
    for (command, page) in READ_ON {
        assert!(Page::named(page).is_some(), "{command}: {page}");
        let text = said(&coe_report(repository(), &[command, "--help"]));
        assert!(text.trim_end().ends_with(&format!("\n\nRead on: coe-report manual {page}")), "{command}: {text}");
    }
}

#[test]
fn try_it_prints_what_the_readme_says() {
    let (_, readme) = documents().swap_remove(0);
    let command = code(&readme, "sh").into_iter().find_map(call).unwrap();
    let promised = code(&readme, "text").join("\n");
    let place = tempfile::tempdir().unwrap();
    let sample = place.path().join("sample-data");
    fs::create_dir_all(sample.join("intake")).unwrap();
    fs::copy(repository().join("sample-data/report.toml"), sample.join("report.toml")).unwrap();
    for entry in fs::read_dir(repository().join("sample-data/intake")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, sample.join("intake").join(path.file_name().unwrap())).unwrap();
    }
    let output = coe_report(place.path(), &command.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(output.status.code(), Some(3), "{}", complained(&output));
    // The first line says which month is the last complete one, which depends on the day.
    let printed = said(&output).replace('\\', "/");
    let (first, rest) = printed.split_once('\n').unwrap();
    assert!(first.starts_with("About    2026-10, as asked"), "{first}");
    assert_eq!(rest.trim_end(), promised);

    // The three keys that the page about the record shows are those of the same run.
    let page = fs::read_to_string(repository().join("templates/manual/run-json.md")).unwrap();
    let run = record(&place.path().join("out/2026-10"));
    for (path, shown) in [
        ("/checks/all_hold", "\"all_hold\": "),
        ("/findings/by_severity/noted", "\"noted\": "),
        ("/findings/by_severity/rejected", "\"rejected\": "),
        ("/findings/by_severity/set-aside", "\"set-aside\": "),
        ("/portfolio/benefit_actual_ytd/value", "\"value\": "),
        ("/portfolio/benefit_actual_ytd/numerator", "\"numerator\": "),
        ("/portfolio/benefit_actual_ytd/left_out", "\"left_out\": "),
    ] {
        let value = run.pointer(path).unwrap();
        assert!(page.contains(&format!("{shown}{value}")), "{path}: {value}");
    }
}

/// Every command of the section, in order, as somebody types it who begins in September 2026.
#[cfg(debug_assertions)]
#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn the_month_in_six_steps_goes_as_the_readme_says() {
    let (_, readme) = documents().swap_remove(0);
    let section = readme.split("\n## ").find(|section| section.starts_with("A month in six steps")).unwrap();
    let set_up = code(section, "sh").into_iter().filter_map(call);
    let monthly = inline_code(section).into_iter().filter_map(|code| call(&code));
    let place = tempfile::tempdir().unwrap();
    let mut folder = place.path().to_owned();
    let mut run = Vec::new();
    for arguments in set_up.chain(monthly) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coe-report"));
        for name in ["COE_REPORT_CONFIG", "COE_REPORT_INTAKE", "COE_REPORT_OUT", "COE_REPORT_PERIOD"] {
            command.env_remove(name);
        }
        // Nothing is opened where there is no screen; the systems that have one always are spared the two that open.
        let opens = arguments[0] == "try" || arguments.iter().any(|argument| argument == "--open");
        if opens && cfg!(any(windows, target_os = "macos")) {
            command.arg("run").arg("--help");
        } else {
            command.args(&arguments);
        }
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env("COE_REPORT_NOW", "2026-09-05T08:00:00Z");
        let output = command.current_dir(&folder).stdin(std::process::Stdio::null()).output().unwrap();
        // 3: the sheets have something to fix. 5: nobody was approved to get mail yet.
        let ends_well: &[i32] = match arguments[0].as_str() {
            "preview" | "send" => &[0, 5],
            "init" | "try" => &[0],
            _ => &[0, 3],
        };
        let code = output.status.code().unwrap();
        assert!(ends_well.contains(&code), "{arguments:?}: {code}\n{}{}", said(&output), complained(&output));
        if arguments[0] == "init" {
            folder.push(&arguments[1]);
            let sent = repository().join("sample-data/history/2026-08");
            for name in ["operations.xlsx", "customer-service.xlsx"] {
                fs::copy(sent.join(name), folder.join("intake").join(name)).unwrap();
            }
        }
        run.push(arguments.join(" "));
    }
    assert!(run.ends_with(&["close", "preview", "send"].map(str::to_owned)), "{run:?}");
    assert!(folder.join("reports/2026-08/executive.pdf").is_file() && folder.join("closed/ledger.sqlite").is_file());
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn explain_prints_what_the_manual_shows() {
    let place = tempfile::tempdir().unwrap();
    let tried = coe_report(place.path(), &["try", "--quiet"]);
    assert_eq!(tried.status.code(), Some(0), "{}", complained(&tried));
    let page = fs::read_to_string(repository().join("templates/manual/explain.md")).unwrap();
    let command = code(&page, "sh").into_iter().find_map(call).unwrap();
    let folder = place.path().join("coe-report-sample");
    let printed = said(&coe_report(&folder, &command.iter().map(String::as_str).collect::<Vec<_>>()));
    let shown: Vec<&str> = code(&page, "text").into_iter().filter(|line| !line.is_empty() && *line != "…").collect();
    assert!(shown.len() >= 7, "{shown:?}");
    for line in shown {
        assert!(printed.lines().any(|other| other == line), "{line}\n\n{printed}");
    }
}

#[test]
fn a_page_is_printed_and_a_name_that_is_none_gets_the_nearest_one() {
    let output = coe_report(repository(), &["manual", "closing"]);
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    let text = said(&output);
    assert!(text.starts_with("CLOSING A MONTH\n\n") && text.contains("\nTaking it back\n"), "{text}");
    assert!(text.contains("    coe-report reopen 2026-10 --because \"FIN-3 was typed twice\"\n"), "{text}");
    // No sentence is wider than people read; a table is no wider either.
    let is_set = |line: &&str| !line.starts_with("    ");
    let widest = text.lines().filter(is_set).map(|line| line.chars().count()).max();
    assert!((80..=100).contains(&widest.unwrap()), "{widest:?}");

    let output = coe_report(repository(), &["manual", "closng"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complained(&output).contains("'closing'"), "{}", complained(&output));
}

#[test]
fn the_manual_is_written_as_one_file_and_never_over_another() {
    let place = tempfile::tempdir().unwrap();
    let write = || coe_report(place.path(), &["manual", "--out", "manual.html"]);
    assert_eq!(write().status.code(), Some(0));
    let file = place.path().join("manual.html");
    assert_eq!(fs::read_to_string(&file).unwrap(), manual::html());
    fs::write(&file, "mine").unwrap();
    let again = write();
    assert_eq!(again.status.code(), Some(2));
    assert!(complained(&again).contains("exists already"), "{}", complained(&again));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn shells_complete_every_command_and_each_has_a_man_page() {
    let place = tempfile::tempdir().unwrap();
    let commands: Vec<&str> = READ_ON.iter().map(|(command, _)| *command).collect();
    // Of values without a name before them only these two know the choices.
    for (shell, knows_pages) in [("bash", true), ("zsh", true), ("fish", false), ("powershell", false)] {
        let output = coe_report(place.path(), &["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
        let script = said(&output);
        for word in commands.iter().chain(&["reviewed-by"]) {
            assert!(script.contains(word), "{shell}: {word}");
        }
        assert_eq!(script.contains("corrections"), knows_pages, "{shell}");
    }
    let output = coe_report(place.path(), &["man-pages", "man1"]);
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    let pages = files_below(&place.path().join("man1"));
    let names: BTreeSet<String> = pages.iter().map(|(name, _)| name.display().to_string()).collect();
    let hidden = ["completions", "man-pages"];
    let expected = commands.iter().filter(|command| !hidden.contains(*command));
    let expected: BTreeSet<String> =
        expected.map(|command| format!("coe-report-{command}.1")).chain(["coe-report.1".to_owned()]).collect();
    assert_eq!(names, expected);
    let (_, close) = pages.iter().find(|(name, _)| name.ends_with("coe-report-close.1")).unwrap();
    let close = String::from_utf8(close.clone()).unwrap();
    for part in [".TH coe-report-close 1  \"coe-report ", "manual closing", "\\-\\-reviewed\\-by"] {
        assert!(close.contains(part), "{part}: {close}");
    }
}

/// What bash offers behind `coe-report`, by the function that it calls when somebody presses Tab.
#[cfg(target_os = "linux")]
#[test]
fn bash_completes_commands_options_and_pages() {
    let place = tempfile::tempdir().unwrap();
    let script = coe_report(place.path(), &["completions", "bash"]).stdout;
    fs::write(place.path().join("completions.bash"), script).unwrap();
    for (typed, offered) in [("clos", "close"), ("close --rev", "--reviewed-by"), ("manual clo", "closing")] {
        let call = format!(
            "source completions.bash; COMP_WORDS=(coe-report {typed}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
             $(complete -p coe-report | sed 's/.*-F \\([^ ]*\\) .*/\\1/') coe-report \
             \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"; echo \"${{COMPREPLY[@]}}\""
        );
        let output = Command::new("bash").args(["-c", &call]).current_dir(place.path()).output().unwrap();
        assert_eq!(said(&output).trim(), offered, "{typed}: {}", complained(&output));
    }
}

/// Without a screen the pages are listed; with one the file is opened, and a link in its place leads nowhere.
#[cfg(target_os = "linux")]
#[test]
fn the_manual_is_opened_where_there_is_a_screen() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let place = tempfile::tempdir().unwrap();
    let programs = place.path().join("programs");
    let work = place.path().join("work");
    fs::create_dir(&programs).unwrap();
    fs::create_dir(&work).unwrap();
    let opener = programs.join("xdg-open");
    fs::write(
        &opener,
        format!(
            "#!/bin/sh\nprintf '%s' \"$1\" > '{}/opened.new'\nmv '{0}/opened.new' '{0}/opened'\n",
            place.path().display()
        ),
    )
    .unwrap();
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
    let manual = |screen: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coe-report"));
        command.current_dir(&work).arg("manual").env("NO_COLOR", "1");
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        command.env("PATH", format!("{}:/usr/bin:/bin", programs.display()));
        command.envs(screen.map(|screen| ("DISPLAY", screen)));
        command.output().unwrap()
    };

    let listed = said(&manual(None));
    assert!(listed.contains("  closing      Closing a month\n"), "{listed}");
    assert_eq!(fs::read_dir(&work).unwrap().count(), 0, "nothing is written where nothing is opened");

    fs::write(place.path().join("precious"), "mine").unwrap();
    symlink(place.path().join("precious"), work.join("coe-report-manual.html")).unwrap();
    let opened = manual(Some(":7"));
    assert_eq!(opened.status.code(), Some(0), "{}", complained(&opened));
    let file = work.join("coe-report-manual.html");
    assert_eq!(fs::read_to_string(&file).unwrap(), manual::html());
    assert!(!file.is_symlink());
    assert_eq!(fs::read_to_string(place.path().join("precious")).unwrap(), "mine");
    // The program that opens it is not waited for.
    let sign = place.path().join("opened");
    let is_there = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        sign.exists()
    });
    assert!(is_there, "nothing was opened");
    assert_eq!(fs::read_to_string(sign).unwrap(), file.canonicalize().unwrap().display().to_string());
}
