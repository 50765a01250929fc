//! What can be typed.

mod files;

pub use clap_complete::Shell;
pub use files::{completions, man_pages};

use crate::{
    manual,
    model::{mail::Settlement, period::Month},
    schedule::System,
};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, builder::PossibleValuesParser};
use std::{ffi::OsStr, path::PathBuf};

/// Monthly facts for an AI Center of Excellence, from a folder of intake workbooks.
#[derive(Parser, Debug)]
#[command(name = "coe-report", version, about, after_help = AFTER_HELP, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// From the program's arguments and environment; ends the program with help or a usage message where they ask for
    /// it.
    pub fn from_arguments() -> Cli {
        let matches = Cli::described().get_matches();
        Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.format(&mut Cli::described()).exit())
    }

    /// What can be typed; the help of each command ends with the page of the manual that explains it.
    pub fn described() -> clap::Command {
        Cli::command().mut_subcommands(|command| {
            let page = READ_ON.iter().find(|(name, _)| *name == command.get_name());
            let read_on = page.map(|(_, page)| format!("Read on: coe-report manual {page}")).unwrap_or_default();
            let help = match command.get_after_help() {
                Some(help) => format!("{help}\n\n{read_on}"),
                None => read_on,
            };
            command.after_help(help)
        })
    }

    /// Is this the name of a command?
    pub fn is_command(typed: &OsStr) -> bool {
        Cli::command().get_subcommands().any(|command| typed == command.get_name())
    }
}

/// Which page of the manual explains a command.
pub const READ_ON: [(&str, &str); 24] = [
    ("run", "reports"),
    ("close", "closing"),
    ("reopen", "closing"),
    ("runs", "closing"),
    ("explain", "explain"),
    ("check", "problems"),
    ("extract", "scale"),
    ("status", "corrections"),
    ("watch", "schedule"),
    ("preview", "mail"),
    ("schedule", "schedule"),
    ("doctor", "schedule"),
    ("send", "mail"),
    ("test-mail", "mail"),
    ("remind", "mail"),
    ("approve", "mail"),
    ("template", "intake"),
    ("init", "start"),
    ("settings", "settings"),
    ("start", "start"),
    ("try", "start"),
    ("manual", "start"),
    ("completions", "it"),
    ("man-pages", "it"),
];

/// Shown below the help.
const AFTER_HELP: &str = "\
First time here? `coe-report start` shows an example or sets up a folder for your reports.
`coe-report manual` opens the manual.

Exit codes:
  0  done
  1  could not run (folder, file, disk)
  2  usage (arguments, settings)
  3  done, but files or sheets were refused, rows set aside or cells rejected
  4  not released: totals do not agree, or the month cannot be closed yet; the reports say DRAFT and why
  5  some mail is held, or was not sent, or nobody knows whether it was";

/// Shown below the help of `explain`.
const EXPLAIN_HELP: &str = "\
Examples:
  coe-report explain spend to date --period 2026-10
  coe-report explain M7
  coe-report explain benefit of Sales
  coe-report explain npv of AI-003 --all";

/// A command.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Read the workbooks, check them, and write the month's reports
    Run {
        /// Folder of the intake workbooks [default: the setting `intake`]
        #[arg(env = "COE_REPORT_INTAKE")]
        intake: Option<PathBuf>,
        /// Folder for the reports; the month's folder is made in it [default: the setting `out`]
        #[arg(long, value_name = "DIR", env = "COE_REPORT_OUT")]
        out: Option<PathBuf>,
        /// Report on what `extract` has read into this dataset, instead of the intake
        #[arg(long, value_name = "DATASET")]
        from: Option<PathBuf>,
        /// Open the month's folder at the end
        #[arg(long)]
        open: bool,
        /// Each month since the last closed one, the oldest first; closes what can be closed. What the schedule does
        #[arg(long, conflicts_with_all = ["period", "open"])]
        due: bool,
        /// What every command takes.
        #[command(flatten)]
        common: Common,
    },
    /// Read the workbooks, write the reports as final, and keep the month to compare later ones with
    Close {
        /// Month to close, such as 2026-10 [default: the last complete month]
        #[arg(value_name = "YYYY-MM")]
        month: Option<Month>,
        /// Folder of the intake workbooks [default: the setting `intake`]
        #[arg(env = "COE_REPORT_INTAKE")]
        intake: Option<PathBuf>,
        /// Folder for the reports; the month's folder is made in it [default: the setting `out`]
        #[arg(long, value_name = "DIR", env = "COE_REPORT_OUT")]
        out: Option<PathBuf>,
        /// Who closes it: stands in the ledger and on the sheet Method [default: asked for, else your account]
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        /// Who put the month together
        #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
        prepared_by: String,
        /// Who looked at it besides
        #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
        reviewed_by: String,
        /// Close it although something stands against it, and why: stands in the ledger and in the reports
        #[arg(long, value_name = "REASON")]
        accept: Option<String>,
        /// Also although a workbook is of a later month
        #[arg(long, requires = "accept")]
        force: bool,
        /// What every command takes.
        #[command(flatten)]
        common: Common,
    },
    /// Take the last revision of a closed month back: it stays, marked as withdrawn, and the month can be closed anew
    Reopen {
        /// Month to reopen, such as 2026-10
        #[arg(value_name = "YYYY-MM")]
        month: Month,
        /// Why: stands in the ledger, and in the list of what the next revision changed
        #[arg(long, value_name = "REASON")]
        because: String,
        /// Who reopens it [default: asked for, else your account]
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        /// What every command takes.
        #[command(flatten)]
        common: Common,
    },
    /// List closed months, their revisions and what changed, and the latest runs
    Runs {
        /// What every command takes.
        #[command(flatten)]
        common: Common,
    },
    /// Print the way from a figure back to its formula and the cells it rests on, of an open or a closed month
    #[command(after_help = EXPLAIN_HELP)]
    Explain {
        /// A figure, a measure, an initiative, or a figure of one: "spend to date", M7, AI-003, "rank of AI-003"
        #[arg(required = true, value_name = "WHAT")]
        what: Vec<String>,
        /// Folder of the intake workbooks [default: the setting `intake`]
        #[arg(long, value_name = "DIR", env = "COE_REPORT_INTAKE")]
        intake: Option<PathBuf>,
        /// Only what this sponsor's initiatives add to it
        #[arg(long, value_name = "ADDRESS")]
        sponsor: Option<String>,
        /// Print every cell, however many they are
        #[arg(long)]
        all: bool,
        /// What every command takes.
        #[command(flatten)]
        common: Common,
    },
    /// Read the workbooks and say what to fix; write nothing but the copies asked for
    Check {
        /// Folder of the intake workbooks, or one workbook [default: the setting `intake`]
        #[arg(env = "COE_REPORT_INTAKE")]
        intake: Option<PathBuf>,
        /// Write each workbook with mistakes again, as .xlsx, its cells coloured and commented [default DIR: answers]
        #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = "answers")]
        annotate: Option<PathBuf>,
        /// What every command takes.
        #[command(flatten)]
        common: Common,
    },
    /// Read and check a share of a very large intake into a dataset, here or on another machine
    Extract {
        /// Folder of the share's workbooks [default: the setting `intake`]
        #[arg(env = "COE_REPORT_INTAKE")]
        intake: Option<PathBuf>,
        /// Folder of the dataset, the same for all shares
        #[arg(long, value_name = "DATASET")]
        into: PathBuf,
        /// What every command takes.
        #[command(flatten)]
        common: Common,
    },
    /// Say who sent what, who sent nothing, and how much each has to fix; write nothing
    Status {
        /// Folder of the intake workbooks [default: the setting `intake`]
        #[arg(env = "COE_REPORT_INTAKE")]
        intake: Option<PathBuf>,
        /// What every command takes.
        #[command(flatten)]
        common: Common,
    },
    /// Answer each workbook that is put into the intake folder, until Ctrl-C: check it and write a copy of what to fix
    Watch {
        /// Folder of the intake workbooks [default: the setting `intake`]
        #[arg(env = "COE_REPORT_INTAKE")]
        intake: Option<PathBuf>,
        /// Folder of the copies [default: answers, beside the intake folder]
        #[arg(long, value_name = "DIR")]
        answers: Option<PathBuf>,
        /// Seconds between two looks at the folder
        #[arg(long, value_name = "SECONDS", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=3600))]
        every: u32,
        /// What every command takes.
        #[command(flatten)]
        common: Common,
    },
    /// Put the month's mails into the outbox folder, to look at before anything is sent
    Preview {
        /// What every command takes.
        #[command(flatten)]
        common: Common,
    },
    /// Print, or write, what makes the system start `run --due` by itself
    Schedule {
        /// What starts programs at a time: systemd, cron, windows or macos [default: that of this computer]
        #[arg(long, value_name = "NAME")]
        system: Option<System>,
        /// Write the files, into DIR or where the system looks for them, and say how to switch them on
        #[arg(long, value_name = "DIR", num_args = 0..=1)]
        install: Option<Option<PathBuf>>,
        /// Account under which it runs [default: yours]
        #[arg(long, value_name = "NAME")]
        account: Option<String>,
        /// Settings file [default: report.toml here]
        #[arg(long, value_name = "FILE", env = "COE_REPORT_CONFIG")]
        config: Option<PathBuf>,
    },
    /// Look at settings, folders, disk, clock and senders before the month's end, and say what to do
    Doctor {
        /// What every command takes.
        #[command(flatten)]
        common: Common,
    },
    /// Send the mails of the last closed month, each once; safe to repeat. Without a mail server, put them into the outbox
    Send {
        /// Say what would be sent, and send nothing
        #[arg(long)]
        dry_run: bool,
        /// The revision to send: needed from the second one on
        #[arg(long, value_name = "NUMBER")]
        revision: Option<u32>,
        /// Tell everybody who has the mail of the last revision that it is withdrawn; after reopen
        #[arg(long, conflicts_with = "revision")]
        withdrawn: bool,
        /// Say that the mails to an address (or all) were sent or not, where nobody knows; or that this computer sends now
        #[arg(long, value_name = "ADDRESS=sent|not-sent", value_parser = settlement, conflicts_with_all = ["dry_run", "revision", "withdrawn"])]
        settle: Option<Settlement>,
        /// What every command takes.
        #[command(flatten)]
        common: Common,
    },
    /// Send a test to one address through the mail server of the settings
    TestMail {
        /// To whom; in a domain to which mail may go
        #[arg(value_name = "ADDRESS")]
        address: String,
        /// What every command takes.
        #[command(flatten)]
        common: Common,
    },
    /// Mail a reminder to who sent nothing, and to who has something to fix a copy that shows where
    Remind {
        /// Say what would be sent, and send nothing
        #[arg(long)]
        dry_run: bool,
        /// What every command takes.
        #[command(flatten)]
        common: Common,
    },
    /// List who is named in the sheets and not approved to get mail, or approve them
    Approve {
        /// Addresses to approve: they are added to recipients.toml
        #[arg(value_name = "ADDRESS")]
        addresses: Vec<String>,
        /// Approve everybody who is listed
        #[arg(long)]
        all: bool,
        /// What every command takes.
        #[command(flatten)]
        common: Common,
    },
    /// Write the workbook that departments fill in: blank, or with a department's rows handed back
    Template {
        /// Folder of the intake workbooks whose rows are handed back [default: the setting `intake`]
        #[arg(env = "COE_REPORT_INTAKE")]
        intake: Option<PathBuf>,
        /// Hand back the rows of this department, so that it only needs to bring them up to date
        #[arg(long, value_name = "NAME")]
        department: Option<String>,
        /// The workbook to write; must not exist yet [default: intake.xlsx, or DEPARTMENT-MONTH.xlsx]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Settings file [default: report.toml beside the intake folder or here]
        #[arg(long, value_name = "FILE", env = "COE_REPORT_CONFIG")]
        config: Option<PathBuf>,
        /// Reporting month it is for, such as 2026-10 [default: the last complete month]
        #[arg(long, value_name = "YYYY-MM", env = "COE_REPORT_PERIOD")]
        period: Option<Month>,
        /// Print nothing but problems
        #[arg(long, short)]
        quiet: bool,
    },
    /// Set up a folder for the reports: settings, intake, template, and files to double-click
    Init {
        /// The new folder
        #[arg(default_value = "ai-portfolio")]
        folder: PathBuf,
        /// Name of the company, as it stands on every page
        #[arg(long, value_name = "NAME")]
        company: Option<String>,
        /// Currency of all amounts, such as EUR
        #[arg(long, value_name = "CODE")]
        currency: Option<String>,
        /// How numbers and dates are typed, such as en-GB, en-US or de-DE
        #[arg(long, value_name = "NAME")]
        locale: Option<String>,
        /// Month in which the fiscal year begins, 1 to 12
        #[arg(long, value_name = "MONTH")]
        fiscal_year_start: Option<String>,
        /// Money for AI initiatives in this fiscal year, as it would be typed into a cell
        #[arg(long, value_name = "AMOUNT")]
        budget: Option<String>,
        /// E-mail address to which sponsors' answers go
        #[arg(long, value_name = "ADDRESS")]
        program_lead: Option<String>,
        /// Ask nothing, and print nothing but problems
        #[arg(long, short)]
        quiet: bool,
    },
    /// Say which settings differ from their defaults, or move them into settings.xlsx and back into report.toml
    Settings {
        /// Where they shall stand: workbook (settings.xlsx, for people) or text (report.toml, for machines)
        #[arg(long, value_name = "WHERE")]
        to: Option<SettingsPlace>,
        /// Print the JSON Schema of report.toml, by which an editor of text completes and checks it
        #[arg(long, conflicts_with = "to")]
        schema: bool,
        /// Settings file [default: report.toml here]
        #[arg(long, value_name = "FILE", env = "COE_REPORT_CONFIG")]
        config: Option<PathBuf>,
        /// Print nothing but problems
        #[arg(long, short)]
        quiet: bool,
    },
    /// Ask what is wanted and do it: what a double-click does
    Start,
    /// Write the files of a sample company, make its reports, and open the PDF
    Try {
        /// Folder for the sample; must not exist yet
        #[arg(default_value = "coe-report-sample")]
        folder: PathBuf,
        /// Print what machines read
        #[arg(long)]
        json: bool,
        /// Print nothing but problems
        #[arg(long, short)]
        quiet: bool,
    },
    /// Open the manual in the browser, or print one of its pages
    Manual {
        /// The page to print [default: all of them, in the browser]
        #[arg(value_name = "PAGE", value_parser = PossibleValuesParser::new(manual::PAGES.iter().map(|page| page.name)))]
        page: Option<String>,
        /// Write the manual as one HTML file, which must not exist yet, and open nothing
        #[arg(long, value_name = "FILE", conflicts_with = "page")]
        out: Option<PathBuf>,
    },
    /// Print the script that completes commands and options in a shell
    #[command(hide = true)]
    Completions {
        /// For which shell
        shell: Shell,
    },
    /// Write a man page for each command
    #[command(hide = true)]
    ManPages {
        /// The folder for them
        folder: PathBuf,
    },
}

/// Where settings stand.
#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum SettingsPlace {
    /// In settings.xlsx.
    Workbook,
    /// In report.toml.
    Text,
}

/// What every command takes.
#[derive(Args, Debug)]
pub struct Common {
    /// Settings file [default: report.toml beside the intake folder or here]
    #[arg(long, value_name = "FILE", env = "COE_REPORT_CONFIG")]
    pub config: Option<PathBuf>,
    /// Reporting month, such as 2026-10 [default: the last complete month]
    #[arg(long, value_name = "YYYY-MM", env = "COE_REPORT_PERIOD")]
    pub period: Option<Month>,
    /// Mail the operators of recipients.toml if a run, a closing or a sending does not work
    #[arg(long)]
    pub tell_operators: bool,
    /// Print what machines read: the record of the run
    #[arg(long)]
    pub json: bool,
    /// Print nothing but problems
    #[arg(long, short)]
    pub quiet: bool,
}

/// `ADDRESS=sent`, `ADDRESS=not-sent`, `all=…` for everybody, or `computer=moved`.
fn settlement(typed: &str) -> Result<Settlement, String> {
    let mails = |address: &str, was_sent| Settlement::Mails {
        address: (address != "all").then(|| address.to_owned()),
        was_sent,
    };
    match typed.rsplit_once('=') {
        Some(("computer", "moved")) => Ok(Settlement::Moved),
        Some((address, "sent")) => Ok(mails(address, true)),
        Some((address, "not-sent")) => Ok(mails(address, false)),
        _ => Err("type the address, or all, then =sent or =not-sent; or computer=moved".to_owned()),
    }
}
