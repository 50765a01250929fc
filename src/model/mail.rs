//! Who gets mail, how it is sent, a mail ready to go, and what is remembered of it.

use super::{period::Month, problem::Problem};
use serde::{Deserialize, Serialize};
use std::{fmt, path::PathBuf};

/// Why somebody gets mail.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The report of their own initiatives.
    Sponsor,
    /// The executive report.
    Executives,
    /// The workbook.
    Finance,
    /// Reminders, and their own workbook with what is to be fixed.
    Submitters,
    /// Word of a run that failed.
    Operators,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 5] = [Role::Sponsor, Role::Executives, Role::Finance, Role::Submitters, Role::Operators];

    /// As `recipients.toml` spells it.
    pub fn text(self) -> &'static str {
        match self {
            Role::Sponsor => "sponsor",
            Role::Executives => "executives",
            Role::Finance => "finance",
            Role::Submitters => "submitters",
            Role::Operators => "operators",
        }
    }
}

/// Somebody whom a person approved: a block of `recipients.toml`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// Lower-cased.
    pub address: String,
    /// For the address line.
    #[serde(default)]
    pub name: String,
    /// Why they get mail.
    pub roles: Vec<Role>,
    /// A delegate who gets the same mail in copy; empty for none.
    #[serde(default)]
    pub copy: String,
    /// The workbook instead of the PDF.
    #[serde(default)]
    pub workbook: bool,
    /// Departments whose initiatives they were approved for as a sponsor; empty: whichever name them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<String>,
    /// What they were approved for besides: the blocks `[[also_sponsor]]` of their address.
    #[serde(skip)]
    pub also: Vec<AlsoSponsor>,
}

/// Initiatives of other departments, or under another sponsor's name, that somebody approved for an address: a block
/// `[[also_sponsor]]` of `recipients.toml`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlsoSponsor {
    /// Of a recipient.
    pub address: String,
    /// The department of the initiatives; empty for those that name none.
    pub department: String,
    /// The sponsor's name as it stands on them; empty for those that name none.
    pub name: String,
}

impl Recipient {
    /// Do they have this role?
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Was this address approved for an initiative of this department, whose row names the sponsor so? `usual` is the
    /// name for an address that was approved without one.
    pub fn may_see(&self, department: &str, sponsor: &str, usual: &str) -> bool {
        let own = if self.name.is_empty() { usual } else { &self.name };
        let is_department = self.departments.is_empty() || self.departments.iter().any(|one| is_same(one, department));
        let is_name = sponsor.is_empty() || own.is_empty() || is_same_person(own, sponsor);
        let is_approved_besides =
            |one: &AlsoSponsor| is_same(&one.department, department) && is_same(&one.name, sponsor);
        (is_department && is_name) || self.also.iter().any(is_approved_besides)
    }
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// The same words in any order, whatever the case, the signs between them and the title before them: `Lee, Ann` is
/// `Dr. Ann Lee`. Two people of one first name are two.
pub fn is_same_person(one: &str, other: &str) -> bool {
    words_of_name(one) == words_of_name(other)
}

fn words_of_name(name: &str) -> Vec<String> {
    const TITLES: [&str; 9] = ["dr", "prof", "mr", "mrs", "ms", "herr", "frau", "dipl", "ing"];
    let mut words: Vec<String> = name
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .filter(|word| !TITLES.contains(&word.as_str()))
        .collect();
    words.sort();
    words
}

/// How the connection to the mail server is kept private.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Security {
    /// Begins in the clear and must become TLS before anything is said.
    #[default]
    Starttls,
    /// TLS from the first byte.
    ImplicitTls,
    /// None: for a relay on the same computer or in the same machine room.
    None,
}

/// How one proves to the mail server who one is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Login {
    /// Not at all: the server knows this computer.
    #[default]
    None,
    /// User and password.
    Password,
    /// User and a token of a login service.
    Xoauth2,
}

/// What takes the mails.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Via {
    /// A mail server, if one is named.
    #[default]
    Smtp,
    /// Microsoft Graph, in the name of a mailbox.
    Graph,
}

/// Which way mails go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// A person sends what is put into the outbox.
    Outbox,
    /// To the mail server.
    Smtp,
    /// Through Microsoft Graph.
    Graph,
}

/// Where Microsoft's login service stands, where the settings name no other one.
const LOGIN_SERVICE: &str = "https://login.microsoftonline.com";

impl MailRules {
    /// Which way mails go.
    pub fn way(&self) -> Way {
        match self.via {
            Via::Graph => Way::Graph,
            Via::Smtp if self.server.is_empty() => Way::Outbox,
            Via::Smtp => Way::Smtp,
        }
    }

    /// Does a person send the mails?
    pub fn is_by_hand(&self) -> bool {
        self.way() == Way::Outbox
    }

    /// Where a token is asked for; empty where nothing says it.
    pub fn token_address(&self) -> String {
        match (self.token_url.as_str(), self.tenant.as_str()) {
            ("", "") => String::new(),
            ("", tenant) => format!("{LOGIN_SERVICE}/{tenant}/oauth2/v2.0/token"),
            (url, _) => url.to_owned(),
        }
    }

    /// For what a token is asked: for Graph all that the application was given there, unless the settings say it.
    pub fn token_scope(&self) -> String {
        let host = self.graph_url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        match self.via {
            Via::Graph if self.scope.is_empty() => format!("{host}/.default"),
            _ => self.scope.clone(),
        }
    }

    /// The mailbox in whose name Graph sends: the user's, else the sender's.
    pub fn mailbox<'a>(&'a self, from: &'a str) -> &'a str {
        if self.user.is_empty() { from } else { &self.user }
    }
}

/// `[mail]` of the settings. `templates/report.toml` says what each means.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "templates/report.toml documents every one of them, and a test holds both together")]
pub struct MailRules {
    pub via: Via,
    pub server: String,
    pub port: u16,
    pub security: Security,
    pub certificate: PathBuf,
    pub login: Login,
    pub user: String,
    pub credentials: PathBuf,
    pub tenant: String,
    pub client_id: String,
    pub client_certificate: PathBuf,
    pub graph_url: String,
    pub token_url: String,
    pub scope: String,
    pub token_command: Vec<String>,
    pub token_environment: Vec<String>,
    pub from: String,
    pub from_name: String,
    pub outbox: PathBuf,
    pub computer: String,
    pub recipients: PathBuf,
    pub domains: Vec<String>,
    pub most_mails: usize,
    pub max_message_bytes: u64,
    pub retry_seconds: Vec<u64>,
    pub timeout_seconds: u64,
    pub after_data_seconds: u64,
    pub session_seconds: u64,
    pub templates: PathBuf,
}

impl Default for MailRules {
    fn default() -> Self {
        MailRules {
            via: Via::Smtp,
            server: String::new(),
            port: 587,
            security: Security::Starttls,
            certificate: PathBuf::new(),
            login: Login::None,
            user: String::new(),
            credentials: PathBuf::new(),
            tenant: String::new(),
            client_id: String::new(),
            client_certificate: PathBuf::new(),
            graph_url: "https://graph.microsoft.com/v1.0".to_owned(),
            token_url: String::new(),
            scope: String::new(),
            token_command: Vec::new(),
            token_environment: Vec::new(),
            from: String::new(),
            from_name: String::new(),
            outbox: "outbox".into(),
            computer: String::new(),
            recipients: "recipients.toml".into(),
            domains: Vec::new(),
            most_mails: 500,
            max_message_bytes: 10_000_000,
            retry_seconds: vec![5, 30, 120],
            timeout_seconds: 60,
            after_data_seconds: 600,
            session_seconds: 3_600,
            templates: PathBuf::new(),
        }
    }
}

/// A password, client secret or token. It is never shown.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(String);

impl Secret {
    /// Keeps it.
    pub fn new(secret: String) -> Secret {
        Secret(secret)
    }

    /// For the server, and nobody else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Nothing is there.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("***")
    }
}

/// Text of a server in which nobody finds a secret that it repeats.
pub fn masked(text: &str, secrets: &[&Secret]) -> String {
    secrets
        .iter()
        .filter(|secret| !secret.is_empty())
        .fold(text.to_owned(), |text, secret| text.replace(&secret.0, "***"))
}

/// What proves to the mail server who one is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Secrets {
    /// Of the user.
    pub password: Secret,
    /// Of the client at the login service.
    pub client_secret: Secret,
    /// The client's certificate and its key, as PEM, in place of its secret.
    pub client_certificate: Secret,
}

/// What makes a mail the same mail: it is sent once.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct MailKey {
    /// The reporting month.
    pub period: Month,
    /// The closed revision; 0 for mails of a month that is still open.
    pub revision: u32,
    /// Which mail: `sponsor`, `executives`, …
    pub report: String,
    /// Lower-cased address.
    pub recipient: String,
}

/// A mail ready to go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// Which mail it is.
    pub key: MailKey,
    /// The sender's address.
    pub from: String,
    /// The delegate's address; empty for none.
    pub copy: String,
    /// The same each time it is made of the same things.
    pub id: String,
    /// Headers and body.
    pub bytes: Vec<u8>,
    /// The same without the delegate, where there is one: for a way that takes all readers of a mail or none.
    pub alone: Option<Vec<u8>>,
}

/// What became of a mail, as the ledger keeps it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailState {
    /// Meant to be sent; nothing was handed over yet.
    Planned,
    /// Being handed over. Who finds this state after a crash cannot know whether the server has it.
    Sending,
    /// The server took it.
    Accepted,
    /// The server will not take it.
    Refused,
    /// The connection was cut after the mail was handed over: the server may have it or not. Never repeated by itself.
    Uncertain,
    /// Put into the outbox, for a person to send.
    Drafted,
}

impl MailState {
    /// All of them.
    pub const ALL: [MailState; 6] = [
        MailState::Planned,
        MailState::Sending,
        MailState::Accepted,
        MailState::Refused,
        MailState::Uncertain,
        MailState::Drafted,
    ];

    /// May the recipient have it?
    pub fn may_have_arrived(self) -> bool {
        match self {
            MailState::Planned | MailState::Refused => false,
            MailState::Sending | MailState::Accepted | MailState::Uncertain | MailState::Drafted => true,
        }
    }

    /// As the ledger spells it.
    pub fn text(self) -> &'static str {
        match self {
            MailState::Planned => "planned",
            MailState::Sending => "sending",
            MailState::Accepted => "accepted",
            MailState::Refused => "refused",
            MailState::Uncertain => "uncertain",
            MailState::Drafted => "drafted",
        }
    }
}

/// What is remembered of a mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MailEntry {
    /// Which mail.
    pub key: MailKey,
    /// What became of it.
    pub state: MailState,
    /// The server's last words, or why.
    pub note: String,
    /// When that was, in UTC.
    pub at: String,
}

/// What a person says of mails of which nobody else knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Settlement {
    /// Those to an address, or to everybody, were sent or not.
    Mails {
        /// The address; `None` for everybody.
        address: Option<String>,
        /// Did they get theirs?
        was_sent: bool,
    },
    /// This computer sends from now on by this state folder.
    Moved,
}

/// Remembers what became of each mail. A state that was set survives whatever happens next, a power cut included.
pub trait MailLedger {
    /// What became of a mail; `None` if it was never planned.
    fn entry(&self, key: &MailKey) -> Result<Option<MailEntry>, Problem>;

    /// Writes down what became of it.
    fn set(&mut self, key: &MailKey, state: MailState, note: &str) -> Result<(), Problem>;
}

/// An address as it is compared and kept: lower-cased, by plain letters only. The sign for kelvin, which becomes a plain
/// `k` where all letters are lower-cased, would make somebody else's address of it.
pub fn as_kept(address: &str) -> String {
    address.trim().to_ascii_lowercase()
}

/// Can mail be sent to this address? The one rule, in sheets, settings, `recipients.toml` and before sending: one `@`,
/// plain characters, a domain. Letters outside ASCII are not: few servers take them.
pub fn is_address(text: &str) -> bool {
    const IN_LOCAL: &str = "!#$%&'*+-/=?^_`{|}~.";
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'-')
    };
    !local.is_empty()
        && local.len() <= 64
        && domain.len() <= 253
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|letter| letter.is_ascii_alphanumeric() || IN_LOCAL.contains(letter))
        && domain.split('.').all(is_label)
}

/// Is the address in one of these domains, or in one below it?
pub fn is_in_domains(address: &str, domains: &[String]) -> bool {
    let domain = as_kept(address.rsplit_once('@').map_or("", |(_, domain)| domain));
    domains.iter().any(|allowed| {
        let allowed = as_kept(allowed);
        domain == allowed || domain.strip_suffix(&allowed).is_some_and(|front| front.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_line_with_one_domain() {
        for good in ["a@b.example", "first.last+tag@sub.b-c.example", "o'neil@x.example", "root@localhost"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@",
            "@b.example",
            "a b@c.example",
            "a@b@c.example",
            "a@b.example\r\nRCPT TO:<c@d.example>",
            "a@-b.example",
            "a..b@c.example",
            ".a@c.example",
            "a@c..example",
            "ü@c.example",
            "in\u{212a}@c.example",
            "a@\u{212a}.example",
            "a@ü.example",
            "<a@c.example>",
            "\"a b\"@c.example",
            "a@[127.0.0.1]",
            "a@c.example ",
            "a,b@c.example",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
        assert!(!is_address(&format!("{}@b.example", "a".repeat(65))));
    }

    #[test]
    fn no_letter_becomes_another_ones() {
        // KELVIN SIGN, LATIN CAPITAL LETTER I WITH DOT ABOVE.
        assert_eq!(as_kept(" In\u{212a}\u{130}@X.example "), "in\u{212a}\u{130}@x.example");
    }

    #[test]
    fn a_domain_holds_those_below_it_and_no_lookalikes() {
        let domains = ["x.example".to_owned()];
        for (address, is_in) in [
            ("a@x.example", true),
            ("a@X.Example", true),
            ("a@mail.x.example", true),
            ("a@evilx.example", false),
            ("a@x.example.evil.example", false),
        ] {
            assert_eq!(is_in_domains(address, &domains), is_in, "{address}");
        }
    }

    #[test]
    fn an_approval_holds_for_its_departments_and_its_name() {
        let approved = Recipient {
            address: "ann@x.example".to_owned(),
            name: "Ann Lee".to_owned(),
            roles: vec![Role::Sponsor],
            copy: String::new(),
            workbook: false,
            departments: vec!["Finance".to_owned()],
            also: vec![AlsoSponsor {
                address: "ann@x.example".to_owned(),
                department: "HR".to_owned(),
                name: "Cy Cole".to_owned(),
            }],
        };
        for (department, name, may) in [
            ("Finance", "Ann Lee", true),
            ("finance", "Lee, Dr. Ann", true),
            ("Finance", "", true),
            ("Finance", "Ann Lowe", false),
            ("IT", "Ann Lee", false),
            ("", "Ann Lee", false),
            ("HR", "Cy Cole", true),
            ("HR", "Ann Lee", false),
            ("Finance", "Cy Cole", false),
        ] {
            assert_eq!(approved.may_see(department, name, ""), may, "{department} {name}");
        }
        let older = Recipient { departments: Vec::new(), also: Vec::new(), ..approved };
        assert!(older.may_see("IT", "Ann Lee", "") && !older.may_see("IT", "Cy Cole", ""));
        let nameless = Recipient { name: String::new(), ..older };
        assert!(nameless.may_see("IT", "Ann Lee", "Ann Lee") && !nameless.may_see("IT", "Cy Cole", "Ann Lee"));
    }

    #[test]
    fn where_a_token_is_asked_for_and_for_what_follows_from_the_tenant_and_the_cloud() {
        let rules = MailRules { via: Via::Graph, tenant: "x.example".to_owned(), ..MailRules::default() };
        assert_eq!(rules.token_address(), "https://login.microsoftonline.com/x.example/oauth2/v2.0/token");
        assert_eq!(rules.token_scope(), "https://graph.microsoft.com/.default");
        let national = MailRules {
            graph_url: "https://graph.microsoft.us/v1.0".to_owned(),
            token_url: "https://login.microsoftonline.us/t/oauth2/v2.0/token".to_owned(),
            ..rules.clone()
        };
        assert_eq!(national.token_address(), national.token_url);
        assert_eq!(national.token_scope(), "https://graph.microsoft.us/.default");
        assert_eq!(MailRules { via: Via::Smtp, ..rules }.token_scope(), "");
    }

    #[test]
    fn a_secret_is_never_shown() {
        let secrets = Secrets { password: Secret::new("hunter2".to_owned()), ..Secrets::default() };
        assert!(!format!("{secrets:?}").contains("hunter2"));
    }
}
