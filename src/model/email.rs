//! What an e-mail of the month says: pieces of text, in order. Templates put the words around them.

use super::period::Month;
use serde::{Deserialize, Serialize};

/// Which mail it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// A sponsor's own initiatives.
    Sponsor,
    /// The whole portfolio, for executives.
    Executives,
    /// The workbook, for finance.
    Finance,
    /// A workbook is missing, for who sends it.
    Reminder,
    /// A workbook has something to fix, for who sent it: its annotated copy.
    #[serde(rename = "answer")]
    AnnotatedCopy,
    /// A run failed, for operators.
    Failure,
    /// Mails did not arrive, for operators.
    Undelivered,
    /// A closed revision was taken back, for who has its mail.
    Withdrawn,
    /// Do mails arrive? For whoever asks.
    Test,
}

impl Topic {
    /// As records and the ledger spell it.
    pub fn text(self) -> &'static str {
        match self {
            Topic::Sponsor => "sponsor",
            Topic::Executives => "executives",
            Topic::Finance => "finance",
            Topic::Reminder => "reminder",
            Topic::AnnotatedCopy => "answer",
            Topic::Failure => "failure",
            Topic::Undelivered => "undelivered",
            Topic::Withdrawn => "withdrawn",
            Topic::Test => "test",
        }
    }
}

/// Something asked of the reader.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct MailAsk {
    /// The initiative, its id and name.
    pub about: String,
    /// What is asked.
    pub ask: String,
    /// Of what, by when, and the reason.
    pub facts: String,
    /// The responses to choose from; none when nobody is named to write to. Templates call them answers.
    #[serde(rename = "answers")]
    pub responses: Vec<MailResponse>,
}

/// Something that runs and is Red.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct MailRed {
    /// Its id and name.
    pub about: String,
    /// The reason, or what the evidence says.
    pub why: String,
    /// Its owner reports it so; else the evidence alone says it.
    pub is_reported: bool,
}

/// A response to choose with a thumb.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct MailResponse {
    /// `Yes`.
    pub word: String,
    /// `mailto:…`, to the program lead, ready to send.
    pub link: String,
}

/// What a mail says. Field by field what the templates may use.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Email {
    /// Which mail.
    pub topic: Topic,
    /// To whom the intake would send it; none for mails to everyone of a role. A proposal: who gets mail is decided by
    /// people, not cells.
    pub address: Option<String>,
    /// Their name as the intake has it; may be empty.
    pub name: String,
    /// Where the address stands: `finance.xlsx › Initiatives!I4`. Empty for mails to everyone of a role.
    #[serde(skip)]
    pub named_in: Vec<String>,
    /// Departments of the initiatives in it, as they are named; empty for mails to everyone of a role.
    #[serde(skip)]
    pub departments: Vec<String>,
    /// Ids of those initiatives.
    #[serde(skip)]
    pub initiatives: Vec<String>,
    /// Whose report.
    pub company: String,
    /// `October`.
    pub month: &'static str,
    /// `October 2026`.
    pub title: String,
    /// `draft`, `held back`, `final r1`.
    pub state: String,
    /// Whether it may still change.
    pub is_draft: bool,
    /// The revision; 0 for a draft.
    pub revision: u32,
    /// The answer in one sentence.
    pub headline: String,
    /// Key figures in words.
    pub figures: Vec<String>,
    /// How much is asked altogether.
    pub asked: usize,
    /// `12 Nov`: the next day by which an answer is needed; empty without one.
    pub by: String,
    /// All that is asked is past its day.
    pub is_overdue: bool,
    /// The most urgent of what is asked.
    pub asks: Vec<MailAsk>,
    /// How much more is asked than is listed.
    pub more_asks: usize,
    /// How much runs and is Red.
    pub red: usize,
    /// The first of it, without what is asked and says there why it is Red.
    pub reds: Vec<MailRed>,
    /// How much more is Red than is named.
    pub more_reds: usize,
    /// Initiatives that name this sponsor and are in nobody's report until somebody has approved that.
    pub waiting: usize,
    /// The last closed month, `September`; empty when nothing is compared.
    pub since: &'static str,
    /// What changed since then.
    pub changes: Vec<String>,
    /// More that this reader needs to know.
    pub notes: Vec<String>,
    /// Where questions go; empty when nobody is named.
    pub program_lead: String,
    /// The output that goes with it, as a path below the month's folder; empty for none.
    #[serde(skip)]
    pub attachment: String,
}

/// The templates of a mail, in Jinja's language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EmailTemplates {
    /// Gives one line.
    pub subject: String,
    /// Gives plain text.
    pub text: String,
    /// Gives HTML.
    pub html: String,
}

/// A mail in words, before anybody is addressed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MailText {
    /// One line.
    pub subject: String,
    /// The whole mail as plain text.
    pub text: String,
    /// The same words as HTML.
    pub html: String,
}

/// Version of [`MailsRecord`].
pub const MAILS_FORMAT: &str = "coe-report/mails/1";

/// `mails.json` in the month's folder: what is to be mailed, in words. To whom, `recipients.toml` decides.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MailsRecord {
    /// Version of this record.
    pub format: String,
    /// The reporting month.
    pub period: Month,
    /// As in `run.json`.
    pub state: String,
    /// In a fixed order.
    pub mails: Vec<MailRecord>,
    /// Initiatives that are in no sponsor's report until somebody approves the address on them.
    #[serde(default)]
    pub withheld: Vec<Withheld>,
}

/// Initiatives of one department that name an address which was not approved for them, or under another's name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Withheld {
    /// Lower-cased.
    pub address: String,
    /// Their department; empty where they name none.
    pub department: String,
    /// The sponsor's name on them; empty where they name none.
    pub name: String,
    /// Their ids.
    pub initiatives: Vec<String>,
    /// Where the address stands.
    pub named_in: Vec<String>,
    /// The row above has the same address under another name: it was probably filled down.
    pub looks_filled_down: bool,
}

/// One mail of the record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MailRecord {
    /// Which mail.
    pub topic: Topic,
    /// Whom the intake names; null for everyone of a role.
    pub address: Option<String>,
    /// Their name as the intake has it.
    pub name: String,
    /// Where the address stands, for people to look: `finance.xlsx › Initiatives!I4`.
    #[serde(default)]
    pub named_in: Vec<String>,
    /// Departments of the initiatives in it; empty for everyone of a role.
    #[serde(default)]
    pub departments: Vec<String>,
    /// Ids of those initiatives.
    #[serde(default)]
    pub initiatives: Vec<String>,
    /// In words.
    #[serde(flatten)]
    pub words: MailText,
    /// Path of the attachment below the month's folder; empty for none.
    pub attachment: String,
}
