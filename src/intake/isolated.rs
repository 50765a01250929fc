//! Reads a workbook in a process of its own, which may be stopped or may die without harm to the run.
//!
//! The other process is this program again: it takes a request on its standard input, answers with the workbook on its
//! standard output and ends. It watches its own memory; how long it takes is watched from here.

use super::{Refusal, read_workbook, refused_workbook};
use crate::model::{
    dictionary::Dictionary,
    finding::Code,
    reading::ReadingRules,
    workbook::{SourceFile, Workbook},
};
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    io::{Read, Write},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

/// The hidden command that answers a request; `main` gives it to [`answer`].
pub const COMMAND: &str = "read-one-workbook";

/// How that process ends when it takes too much memory; no other end of it has this code.
const TOO_MUCH_MEMORY: i32 = 86;

/// How often it looks at its memory.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// What comes before the file's bytes.
#[derive(Serialize, Deserialize)]
struct Request<'a> {
    path_name: Cow<'a, str>,
    dictionary: Cow<'a, Dictionary>,
    rules: Cow<'a, ReadingRules>,
}

/// As [`read_workbook`], in a process of its own of `program`.
pub(super) fn read_in_own_process(
    program: &Path,
    source: SourceFile,
    bytes: &[u8],
    dictionary: &Dictionary,
    rules: &ReadingRules,
) -> Workbook {
    let request = Request {
        path_name: Cow::Borrowed(&source.path),
        dictionary: Cow::Borrowed(dictionary),
        rules: Cow::Borrowed(rules),
    };
    let started = command(program).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let Ok(child) = started else { return refused_workbook(source, no_process()) };
    match exchange(child, &request, bytes, rules) {
        Ok(read) => match serde_json::from_slice::<Workbook>(&read) {
            Ok(workbook) => workbook,
            Err(_) => refused_workbook(source, Refusal::damaged()),
        },
        Err(refusal) => refused_workbook(source, refusal),
    }
}

/// The program with nothing of this one's environment, which may hold secrets: what it reads may try to take it over.
/// Windows starts no program that does not know where Windows is.
fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg(COMMAND).env_clear();
    if let Some(root) = std::env::var_os("SYSTEMROOT") {
        command.env("SYSTEMROOT", root);
    }
    command
}

/// Sends the request, waits for the answer no longer than allowed, and sees the process end in every case.
fn exchange(mut child: Child, request: &Request, bytes: &[u8], rules: &ReadingRules) -> Result<Vec<u8>, Refusal> {
    let limits = &rules.limits;
    let (mut to_child, mut from_child) = (child.stdin.take(), child.stdout.take());
    let (finished, answer) = mpsc::channel();
    let received = thread::scope(|scope| {
        scope.spawn(move || {
            // A process that ends before it has read everything is told by how it ends.
            let _ = send(to_child.as_mut(), request, bytes);
        });
        scope.spawn(move || {
            let mut text = Vec::new();
            let read = from_child.as_mut().map(|pipe| pipe.take(limits.max_inflated_bytes).read_to_end(&mut text));
            let _ = finished.send(matches!(read, Some(Ok(_))).then_some(text));
        });
        let received = answer.recv_timeout(Duration::from_secs(u64::from(limits.max_seconds)));
        // Killed before the threads are waited for: they end with its pipes. One that has ended is not harmed.
        if received.is_err() {
            let _ = child.kill();
        }
        received
    });
    let ended = child.wait();
    match (received, ended) {
        (Err(_), _) => {
            Err(Refusal::too_large("reading the workbook takes too long", "max_seconds", limits.max_seconds.into()))
        }
        (Ok(Some(text)), Ok(status)) if status.success() => Ok(text),
        (_, Ok(status)) if has_run_out_of_memory(status) => Err(Refusal::too_large(
            "reading the workbook takes too much memory",
            "max_memory_bytes",
            limits.max_memory_bytes,
        )),
        _ => Err(Refusal::damaged()),
    }
}

fn has_run_out_of_memory(status: ExitStatus) -> bool {
    status.code() == Some(TOO_MUCH_MEMORY)
}

fn send(pipe: Option<&mut impl Write>, request: &Request, bytes: &[u8]) -> std::io::Result<()> {
    let Some(pipe) = pipe else { return Ok(()) };
    let head = serde_json::to_vec(request)?;
    pipe.write_all(&(head.len() as u64).to_le_bytes())?;
    pipe.write_all(&head)?;
    pipe.write_all(bytes)?;
    pipe.flush()
}

fn no_process() -> Refusal {
    Refusal::new(
        Code::Unreadable,
        "the workbook has to be read in a process of its own, and none could be started",
        "save the workbook as .xlsx, or run again when less is going on on this computer",
    )
}

/// The other side: reads a request from `input` and writes the workbook to `output`. For the hidden command only.
///
/// Ends the whole process when it takes more memory or time than the request allows. Errors: no proper request came, or
/// nobody takes the answer.
pub fn answer(mut input: impl Read, mut output: impl Write) -> std::io::Result<()> {
    let mut length = [0; 8];
    input.read_exact(&mut length)?;
    let mut head = Vec::new();
    input.by_ref().take(u64::from_le_bytes(length)).read_to_end(&mut head)?;
    let request: Request = serde_json::from_slice(&head)?;
    let rules = request.rules.into_owned();
    watch_over_this_process(&rules);
    let mut bytes = Vec::new();
    input.take(rules.limits.max_file_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    let workbook = read_workbook(&request.path_name, &bytes, &request.dictionary, &rules);
    output.write_all(&serde_json::to_vec(&workbook)?)?;
    output.flush()
}

/// Ends this process when it takes too much memory, and also when it takes too long: whoever started it may be gone.
fn watch_over_this_process(rules: &ReadingRules) {
    let most_bytes = rules.limits.max_memory_bytes;
    let most_looks = u128::from(rules.limits.max_seconds) * 1_000 / LOOK_EVERY.as_millis() + 100;
    // Once at the start, too: on a busy machine a small workbook may be read before the other thread begins.
    end_above(most_bytes);
    thread::spawn(move || {
        for _ in 0..most_looks {
            end_above(most_bytes);
            thread::sleep(LOOK_EVERY);
        }
        std::process::exit(1);
    });
}

fn end_above(most_bytes: u64) {
    if memory_stats::memory_stats().is_some_and(|memory| memory.physical_mem as u64 > most_bytes) {
        std::process::exit(TOO_MUCH_MEMORY);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_process_that_reads_gets_nothing_of_the_environment() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("says-its-environment");
        std::fs::write(&program, "#!/bin/sh\nenv\n").unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
        // Set where tests run, like a secret where the program runs.
        assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
        let output = command(&program).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        // The shell itself sets where it stands.
        let own: Vec<&str> = said.lines().filter(|line| !line.starts_with("PWD=") && !line.starts_with("_=")).collect();
        assert!(
            output.status.success() && own.iter().all(|line| line.starts_with("SHLVL=") || line.starts_with("OLDPWD")),
            "{own:?}"
        );
    }
}
