//! The conversation with somebody who started the program without typing anything: what there is to choose, the six
//! questions, and the wait before the window closes. Over any reader and writer.

use crate::{
    model::{period::Month, printed::printed},
    settings::{Answers, Found},
    workspace::Question,
};
use std::{
    io::{self, BufRead, Write},
    path::Path,
};

/// What somebody outside a workspace wants.
#[derive(Clone, PartialEq, Debug)]
pub enum Wish {
    /// See the sample company.
    Example,
    /// A workspace of their own.
    Workspace(Box<Answers>),
    /// Nothing.
    Leave,
}

/// Offers the example or a new workspace, which would lie in `folder`, and asks the six questions. `month` is the
/// current one. An end of the input is taken for Leave.
pub fn first_time(input: &mut dyn BufRead, output: &mut dyn Write, folder: &Path, month: Month) -> io::Result<Wish> {
    writeln!(
        output,
        "coe-report reads a folder of Excel workbooks about AI initiatives, says what is wrong in them,\n\
         and writes the month's reports: a workbook for finance and PDFs for executives.\n\n\
         This folder has no settings yet: {}\n\n  \
         1      Show me an example: a sample company with its reports\n  \
         2      Set up a folder for our own reports: six questions\n  \
         Enter  Leave\n",
        printed(&folder.to_string_lossy())
    )?;
    loop {
        write!(output, "Your choice: ")?;
        output.flush()?;
        match line(input)?.as_deref().map(str::trim) {
            Some("1") => return Ok(Wish::Example),
            Some("2") => {
                let mut answers = Answers::default();
                writeln!(output, "\nPress Enter to keep what stands in [ ]. All of it can be changed later.\n")?;
                ask(input, output, &mut answers, &Question::ALL, month)?;
                return Ok(Wish::Workspace(Box::new(answers)));
            }
            None | Some("") => return Ok(Wish::Leave),
            Some(other) => {
                writeln!(output, "\"{}\" is no choice. Type 1 or 2, or press Enter to leave.", printed(other))?;
            }
        }
    }
}

/// Offers what can be done next, and gives which of it is wanted; none for nothing, and at the end of the input.
pub fn choose(input: &mut dyn BufRead, output: &mut dyn Write, offers: &[&str]) -> io::Result<Option<usize>> {
    writeln!(output)?;
    for (number, offer) in (1..).zip(offers) {
        // An offer may say more on a second line.
        let mut lines = offer.lines();
        writeln!(output, "  {number}      {}", printed(lines.next().unwrap_or_default()))?;
        lines.try_for_each(|line| writeln!(output, "         {}", printed(line.trim())))?;
    }
    writeln!(output, "  Enter  Leave\n")?;
    loop {
        write!(output, "Your choice: ")?;
        output.flush()?;
        let typed = line(input)?;
        let Some(typed) = typed.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) else { return Ok(None) };
        let chosen = typed.parse::<usize>().ok().filter(|number| (1..=offers.len()).contains(number));
        match chosen {
            Some(number) => return Ok(Some(number - 1)),
            None => writeln!(output, "\"{}\" is no choice. Type a number, or press Enter to leave.", printed(typed))?,
        }
    }
}

/// What somebody answers to a question, without spaces around it; empty where they only press Enter, or the input ends.
pub fn answer(input: &mut dyn BufRead, output: &mut dyn Write, question: &str) -> io::Result<String> {
    write!(output, "{question}: ")?;
    output.flush()?;
    Ok(line(input)?.map(|text| text.trim().to_owned()).unwrap_or_default())
}

/// Asks these questions until each has an answer that can be.
pub fn ask(
    input: &mut dyn BufRead,
    output: &mut dyn Write,
    answers: &mut Answers,
    questions: &[Question],
    month: Month,
) -> io::Result<()> {
    for (number, question) in questions.iter().enumerate() {
        loop {
            write!(output, "{} of {}  {}: ", number + 1, questions.len(), question.words(answers, month))?;
            output.flush()?;
            let Some(typed) = line(input)? else { return Ok(()) };
            match question.answer(&typed, answers, month) {
                Ok(()) => {
                    if let Some(understood) = question.understood(answers) {
                        writeln!(output, "        {}", printed(&understood))?;
                    }
                    break;
                }
                Err(wrong) => writeln!(output, "        {}", printed(&wrong))?,
            }
        }
    }
    writeln!(output)
}

/// Offers what was found in workbooks that lie there, each as the answer that holds when nothing is typed. What is not
/// wanted is taken out of it.
pub fn offer(input: &mut dyn BufRead, output: &mut dyn Write, found: &mut Found) -> io::Result<()> {
    if found.workbooks.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = found.workbooks.iter().map(|path| printed(&name_of(path)).into_owned()).collect();
    writeln!(output, "Found here: {}", names.join(", "))?;
    if !agrees(input, output, "        Copy into the folder intake, yes or no [yes]")? {
        *found = Found::default();
        return writeln!(output);
    }
    if !found.departments.is_empty() {
        let departments = printed(&found.departments.join(", ")).into_owned();
        let question = format!("        Departments, parted by commas [{departments}]");
        let typed = answer(input, output, &question)?;
        let typed: Vec<String> = typed.split([',', ';']).map(|name| name.trim().to_owned()).collect();
        let typed: Vec<String> = typed.into_iter().filter(|name| !name.is_empty()).collect();
        if !typed.is_empty() {
            found.departments = typed;
        }
    }
    if !found.senders.is_empty() {
        let senders: Vec<String> =
            found.senders.iter().map(|sender| format!("{} ({})", sender.name, sender.files)).collect();
        let senders = printed(&senders.join(", ")).into_owned();
        let question = format!("        Expect a workbook each month from {senders}, yes or no [yes]");
        if !agrees(input, output, &question)? {
            found.senders.clear();
        }
    }
    writeln!(output)
}

/// The name of a file, without its folder.
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Is it not refused? Asked again while the answer is neither yes nor no.
fn agrees(input: &mut dyn BufRead, output: &mut dyn Write, question: &str) -> io::Result<bool> {
    loop {
        let typed = answer(input, output, question)?;
        match typed.to_lowercase().as_str() {
            "" | "y" | "yes" => return Ok(true),
            "n" | "no" => return Ok(false),
            _ => writeln!(output, "        \"{}\" is neither yes nor no.", printed(&typed))?,
        }
    }
}

/// Keeps the window open until somebody has read it.
pub fn wait(input: &mut dyn BufRead, output: &mut dyn Write) -> io::Result<()> {
    write!(output, "\nPress Enter to close this window. ")?;
    output.flush()?;
    line(input).map(|_| ())
}

/// A line as typed; `None` at the end of the input.
fn line(input: &mut dyn BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    // Not every terminal sends UTF-8; a name with a strange letter is better than none.
    let read = input.read_until(b'\n', &mut bytes)?;
    Ok((read > 0).then(|| String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{locale::Locale, money::Cents, rules::Submitter};

    fn talked(typed: &str) -> (Wish, String) {
        let mut said = Vec::new();
        let month = "2026-10".parse().unwrap();
        let wish = first_time(&mut typed.as_bytes(), &mut said, Path::new("C:/Łódź"), month).unwrap();
        (wish, String::from_utf8(said).unwrap())
    }

    #[test]
    fn choices_are_taken_as_typed() {
        assert_eq!(talked("1\r\n").0, Wish::Example);
        assert_eq!(talked("\n").0, Wish::Leave);
        assert_eq!(talked("").0, Wish::Leave);
        let (wish, said) = talked("what\n1\n");
        assert_eq!(wish, Wish::Example);
        assert!(said.contains("\"what\" is no choice") && said.contains("C:/Łódź"), "{said}");
    }

    #[test]
    fn six_questions_make_a_workspace_and_a_wrong_answer_is_asked_again() {
        let (wish, said) = talked("2\nHalden Casting\neuro\nEUR\nen-US\n4\n1.2m\n\n");
        let right = Answers {
            company: "Halden Casting".to_owned(),
            currency: "EUR".to_owned(),
            locale: Locale::named("en-US").unwrap(),
            time_zone: "UTC".to_owned(),
            fiscal_year_start: 4,
            budget: Some((2026, Cents(120_000_000))),
            program_lead: String::new(),
        };
        assert_eq!(wish, Wish::Workspace(Box::new(right)));
        assert!(said.contains("\"euro\" is no currency code"), "{said}");
        assert!(said.contains("EUR 1,200,000.00 in the fiscal year 2026"), "{said}");
        assert!(said.contains("6 of 6  E-mail address"), "{said}");
    }

    #[test]
    fn an_input_that_ends_never_asks_for_ever() {
        assert_eq!(
            talked("2\nHalden\nwrong").0,
            Wish::Workspace(Box::new(Answers { company: "Halden".into(), ..Answers::default() }))
        );
    }

    #[test]
    fn what_is_offered_is_chosen_by_its_number() {
        let chosen = |typed: &str| {
            let mut said = Vec::new();
            let choice = choose(&mut typed.as_bytes(), &mut said, &["Open it\nThen save it.", "Close"]).unwrap();
            (choice, String::from_utf8(said).unwrap())
        };
        assert_eq!(chosen("2\r\n").0, Some(1));
        assert_eq!(chosen("\n").0, None);
        assert_eq!(chosen("").0, None);
        let (choice, said) = chosen("3\nyes\n1\n");
        assert_eq!(choice, Some(0));
        assert!(
            said.contains("\"3\" is no choice") && said.contains("  1      Open it\n         Then save it.\n"),
            "{said}"
        );
    }

    fn offered(typed: &str) -> (Found, String) {
        let sender = Submitter { files: "register*".to_owned(), ..Submitter::named("Register".to_owned()) };
        let mut found = Found {
            workbooks: vec!["in/register oct.xlsx".into()],
            departments: vec!["Foundry".to_owned(), "Works".to_owned()],
            senders: vec![sender],
            is_own: true,
        };
        let mut said = Vec::new();
        offer(&mut typed.as_bytes(), &mut said, &mut found).unwrap();
        (found, String::from_utf8(said).unwrap())
    }

    #[test]
    fn what_was_found_holds_unless_something_else_is_typed() {
        let (found, said) = offered("\n\n\n");
        assert_eq!((found.departments.len(), found.senders.len()), (2, 1));
        assert!(said.contains("Found here: register oct.xlsx") && said.contains("[Foundry, Works]"), "{said}");
        assert!(said.contains("Register (register*)"), "{said}");
        assert_eq!(offered("").0.departments, ["Foundry", "Works"], "an input that ends");
        let (found, said) = offered("what\nyes\nFoundry, Sales\nno\n");
        assert_eq!((found.departments, found.senders.len()), (vec!["Foundry".to_owned(), "Sales".to_owned()], 0));
        assert!(said.contains("\"what\" is neither yes nor no"), "{said}");
        assert_eq!(offered("no\n").0, Found::default());
    }

    #[test]
    fn the_window_waits_for_one_line() {
        let (mut typed, mut said) = ("\nmore".as_bytes(), Vec::new());
        wait(&mut typed, &mut said).unwrap();
        assert_eq!(typed, b"more");
    }
}
