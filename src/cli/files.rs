//! What shells and `man` read about the commands, made from what clap knows of them.

use super::Cli;
use clap_complete::{Shell, generate};
use clap_mangen::Man;

/// The script that completes commands, options and names of pages in a shell.
pub fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    generate(shell, &mut Cli::described(), "coe-report", &mut script);
    let script = String::from_utf8(script).expect("a script is text");
    match shell {
        // Version 4.6 sets one name for a command and asks for another where the program's name has a hyphen, and then
        // completes nothing behind a command (clap's issue 6421).
        Shell::Bash => script.replace("coe__subcmd__report", "coe__report"),
        _ => script,
    }
}

/// A man page for the program and for each of its commands, with the names of their files.
pub fn man_pages() -> Vec<(String, Vec<u8>)> {
    let mut program = Cli::described();
    program.build();
    let commands = program.get_subcommands().filter(|command| !command.is_hide_set());
    std::iter::once(&program)
        .chain(commands)
        .map(|command| {
            let page = Man::new(command.clone()).source(concat!("coe-report ", env!("CARGO_PKG_VERSION")));
            let mut bytes = Vec::new();
            page.render(&mut bytes).expect("memory takes what is written into it");
            (page.get_filename(), bytes)
        })
        .collect()
}
