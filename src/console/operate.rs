//! What looks after the program: the examination and the schedule.

use super::{Console, Voice, safe::painted};
use crate::{
    pipeline::doctor::{Examination, Examined, Verdict},
    render,
    schedule::Schedule,
};
use console::Style;

impl Console {
    /// The answer of `doctor`: a line for each part, and what to do below it.
    pub fn examined(&self, examination: &Examination) {
        if self.voice == Voice::Machine {
            return self.print_bytes(&render::json::json(examination));
        }
        let is_said = |part: &&Examined| self.voice == Voice::Person || part.verdict > Verdict::Ok;
        for part in examination.parts.iter().filter(is_said) {
            let (word, colour) = match part.verdict {
                Verdict::Ok => ("OK", Style::new().green()),
                Verdict::LookAt => ("look at", Style::new().yellow()),
                Verdict::Wrong => ("wrong", Style::new().red()),
            };
            println!("{} {:15} {}", painted(&colour, format!("{word:7}")), part.part, part.found);
            if !part.instead.is_empty() {
                println!("{:23} {}", "", part.instead);
            }
        }
    }

    /// The answer of `schedule`: the files as they are, or where they were written and how they are switched on.
    pub fn scheduled(&self, schedule: &Schedule, is_written: bool) {
        for file in &schedule.files {
            match is_written {
                true => self.line("Wrote", schedule.folder.join(&file.name).display().to_string()),
                false => {
                    println!("# {}", schedule.folder.join(&file.name).display());
                    file.text.lines().for_each(|line| println!("{line}"));
                }
            }
        }
        match is_written {
            true => println!("Switch it on with:"),
            false => println!("# coe-report schedule --install writes it. Then switch it on with:"),
        }
        schedule.switch_on.iter().for_each(|line| println!("  {line}"));
    }
}
