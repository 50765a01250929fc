//! Microsoft Graph: `POST /users/{mailbox}/sendMail` with the whole mail as MIME in base64, as
//! <https://learn.microsoft.com/graph/api/user-sendmail> has it. The mail is byte by byte the one that goes by SMTP.
//!
//! Only 202 is acceptance. What Graph refuses, or does not want yet, it says; a gateway that says that it waited in
//! vain (502, 504) knows as little as a connection that was cut.

use super::{
    deliver::{Mailer, Response, Trouble},
    token,
    web::{self, Door, MOST_BYTES, Waits},
};
use crate::model::{
    mail::{MailRules, Message, Secret, Secrets, masked},
    printed::printed,
    problem::Problem,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::{Timestamp, fmt::rfc2822};
use serde::Deserialize;
use std::{
    sync::{Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};
use ureq::{Agent, Error, http};

/// Most bytes of a request, by Microsoft's documentation; a mail in base64 is a third longer than it is.
const MOST_BYTES_OF_REQUEST: u64 = 4_000_000;
const MOST_BYTES_OF_MAIL: u64 = MOST_BYTES_OF_REQUEST / 4 * 3;

/// Nothing is waited for longer, whatever it asks for.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3_600);

/// Letters of Graph's own words that are kept.
const MOST_LETTERS: usize = 300;

/// The code for a reader that it does not know.
const INVALID_READER: &str = "ErrorInvalidRecipients";

/// Codes that say nothing of one mail: the application may not send, or not in the name of this mailbox.
const OF_THE_SETTINGS: [&str; 7] = [
    "ErrorAccessDenied",
    "ErrorSendAsDenied",
    "Authorization_RequestDenied",
    "ErrorInvalidUser",
    "ResourceNotFound",
    "Request_ResourceNotFound",
    "MailboxNotEnabledForRESTAPI",
];

/// Mail through Microsoft Graph.
pub struct Graph<'a> {
    rules: &'a MailRules,
    secrets: &'a Secrets,
    /// Where mails are posted.
    address: String,
    /// In whose name.
    mailbox: String,
    /// When the settings were read, by the clock, and since when that is.
    started: (Timestamp, Instant),
    token: Secret,
    /// Graph asked to be left alone until then.
    not_before: Option<Instant>,
}

/// What Graph answered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Said {
    status: u16,
    /// So long it wants to be left alone.
    wait: Option<Duration>,
    /// The code of its error; empty if it gave none.
    code: String,
    /// Its words.
    words: String,
}

/// What became of a request.
enum Posted {
    Responded(Said),
    /// The server was not reached, so it has nothing.
    NotReached(Error),
    /// No answer came, and it may have the mail.
    Cut(String),
}

/// What an answer means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Meaning {
    Accepted,
    /// This mail will never be taken.
    Refused,
    /// Not now, and it does not have it.
    Later,
    /// It may have it or not.
    Unknown,
    /// The token is not taken any more.
    TokenIsOver,
    /// No mail can be sent like this.
    Settings,
}

/// The one status that says that a mail was taken.
const ACCEPTED: u16 = 202;

fn meaning(said: &Said) -> Meaning {
    match said.status {
        ACCEPTED => Meaning::Accepted,
        401 => Meaning::TokenIsOver,
        408 | 425 | 429 => Meaning::Later,
        404 => Meaning::Settings,
        400..=499 if OF_THE_SETTINGS.contains(&said.code.as_str()) => Meaning::Settings,
        400..=499 => Meaning::Refused,
        502 | 504 => Meaning::Unknown,
        500..=599 => Meaning::Later,
        // It would have the mail go elsewhere.
        300..=399 => Meaning::Settings,
        // Not what is documented: perhaps somebody on the way says it.
        _ => Meaning::Unknown,
    }
}

impl<'a> Graph<'a> {
    /// Graph as the settings name it; nothing is said to it yet. `from` is the sender's address, `now` the time.
    pub fn new(rules: &'a MailRules, secrets: &'a Secrets, from: &str, now: Timestamp) -> Graph<'a> {
        let mailbox = rules.mailbox(from).to_owned();
        let address = format!("{}/users/{}/sendMail", rules.graph_url.trim_end_matches('/'), in_path(&mailbox));
        Graph {
            rules,
            secrets,
            address,
            mailbox,
            started: (now, Instant::now()),
            token: Secret::default(),
            not_before: None,
        }
    }

    fn session_ends(&self) -> Instant {
        self.started.1 + Duration::from_secs(self.rules.session_seconds)
    }

    /// Waits until Graph wants to be asked again, if that is before the session ends.
    fn wait(&mut self) -> Result<(), Trouble> {
        let Some(moment) = self.not_before else { return Ok(()) };
        if moment > self.session_ends() {
            let seconds = moment.saturating_duration_since(Instant::now()).as_secs();
            return Err(Trouble::Later(format!(
                "Microsoft Graph wants no mail for {seconds} more seconds, longer than session_seconds = {} allows",
                self.rules.session_seconds
            )));
        }
        thread::sleep(moment.saturating_duration_since(Instant::now()));
        self.not_before = None;
        Ok(())
    }

    fn log_in(&mut self) -> Result<(), Trouble> {
        if self.token.is_empty() {
            let (clock, since) = self.started;
            self.token = token::token(self.rules, self.secrets, clock + since.elapsed())?;
        }
        Ok(())
    }

    fn agent(&self, door: Door) -> Result<Agent, Trouble> {
        let waits = Waits {
            connect: Duration::from_secs(self.rules.timeout_seconds),
            answer: Duration::from_secs(self.rules.after_data_seconds),
        };
        web::agent(self.rules, waits, Some(door))
    }

    /// Posts a mail. `begin` is called when the server is reached and has proved who it is.
    fn post(&self, body: &str, begin: &mut dyn FnMut() -> Result<(), Problem>) -> Result<Posted, Trouble> {
        let (reached, arrived) = mpsc::sync_channel(1);
        let (go, may_go) = mpsc::channel();
        let agent = self.agent(Door { reached, may_go: Mutex::new(may_go) })?;
        let mut begun = None;
        let answer = thread::scope(|scope| {
            // The agent goes with the request, and the door with the agent: then nothing arrives any more.
            let request = scope.spawn(move || asked(agent, &self.address, &self.token, body));
            while arrived.recv().is_ok() {
                let allowed = begin();
                let _ = go.send(allowed.is_ok());
                begun = Some(allowed);
            }
            request.join()
        });
        match begun {
            Some(Err(problem)) => return Err(Trouble::Stop(problem)),
            Some(Ok(())) => {}
            None => {
                return match answer {
                    Ok(Err(error)) => Ok(Posted::NotReached(error)),
                    _ => Err(Trouble::Stop(Problem::program("A request ended before it began"))),
                };
            }
        }
        Ok(match answer {
            Ok(Ok(said)) => Posted::Responded(said),
            Ok(Err(error)) => Posted::Cut(self.told(&error.to_string())),
            Err(_) => Posted::Cut("the request broke off".to_owned()),
        })
    }

    /// No connection: for later, unless the certificate is at fault.
    fn unreachable(&self, error: &Error) -> Trouble {
        let (address, why) = (&self.rules.graph_url, self.told(&error.to_string()));
        match web::tls_error(error) {
            Some(rustls::Error::InvalidCertificate(_)) => Trouble::Stop(Problem::usage(
                format!("{address} cannot prove who it is, so nothing was sent: {why}"),
                "Check [mail] graph_url. Behind a firewall that reads along, name its certificate in [mail] certificate.",
            )),
            _ => Trouble::Later(format!("{address} cannot be reached: {why}")),
        }
    }

    fn not_allowed(&self, why: &str) -> Trouble {
        Trouble::Stop(Problem::usage(
            format!("Microsoft Graph lets this application send no mail as {}: {why}", self.mailbox),
            "The application needs the permission Mail.Send (application, with an administrator's consent) and may be \
             limited to mailboxes: this one has to be among them. Check [mail] user or from, client_id and tenant.",
        ))
    }

    /// Graph's words as they may be shown: without a secret that it repeats, on one line.
    fn told(&self, words: &str) -> String {
        let secrets = [&self.secrets.client_secret, &self.secrets.client_certificate, &self.token];
        let shown: String = masked(words, &secrets).chars().take(MOST_LETTERS).collect();
        printed(&shown).into_owned()
    }
}

impl Mailer for Graph<'_> {
    fn limit(&mut self) -> Result<Option<u64>, Trouble> {
        self.log_in()?;
        Ok(Some(MOST_BYTES_OF_MAIL))
    }

    fn send(&mut self, message: &Message, begin: &mut dyn FnMut() -> Result<(), Problem>) -> Result<Response, Trouble> {
        let (answer, code) = self.hand_over(&message.bytes, begin)?;
        // It takes all readers or none: the delegate may be the one it does not know.
        let (Response::Refused(why), Some(alone), INVALID_READER) = (&answer, &message.alone, code.as_str()) else {
            return Ok(answer);
        };
        Ok(match self.hand_over(alone, begin)?.0 {
            Response::Accepted(_) => Response::AcceptedWithoutCopy(why.clone()),
            other => other,
        })
    }
}

impl Graph<'_> {
    /// Posts a mail, and says what the answer means and its code.
    fn hand_over(
        &mut self,
        mail: &[u8],
        begin: &mut dyn FnMut() -> Result<(), Problem>,
    ) -> Result<(Response, String), Trouble> {
        self.wait()?;
        let body = STANDARD.encode(mail);
        let mut is_fresh = self.token.is_empty();
        loop {
            self.log_in()?;
            let said = match self.post(&body, begin)? {
                Posted::Responded(said) => said,
                Posted::NotReached(error) => return Err(self.unreachable(&error)),
                Posted::Cut(why) => return Ok((Response::Cut(why), String::new())),
            };
            let why = self.told(&format!("{} {} {}", said.status, said.code, said.words));
            self.not_before = said.wait.map(|wait| Instant::now() + wait);
            let answer = match meaning(&said) {
                Meaning::Accepted => Response::Accepted(why),
                Meaning::Refused => Response::Refused(why),
                Meaning::Later => Response::Later(why),
                Meaning::Unknown => Response::Cut(format!("its answer is neither yes nor no: {why}")),
                // Tokens end after an hour or so. The mail was not looked at.
                Meaning::TokenIsOver if !is_fresh => {
                    self.token = Secret::default();
                    is_fresh = true;
                    continue;
                }
                Meaning::TokenIsOver | Meaning::Settings => return Err(self.not_allowed(&why)),
            };
            return Ok((answer, said.code));
        }
    }
}

/// One request, and the answer to it. Whether its words could be read does not matter; its status does.
fn asked(agent: Agent, address: &str, token: &Secret, body: &str) -> Result<Said, Error> {
    let mut response = agent
        .post(address)
        .header("Authorization", format!("Bearer {}", token.reveal()))
        .header("Content-Type", "text/plain")
        .header("Connection", "close")
        .send(body)?;
    let head = Said { status: response.status().as_u16(), wait: wait_in(response.headers()), ..Said::default() };
    // Acceptance has no words, and is not waited for any longer.
    if head.status == ACCEPTED {
        return Ok(head);
    }
    let text = response.body_mut().with_config().limit(MOST_BYTES).read_to_string().unwrap_or_default();
    let ErrorBody { error } = serde_json::from_str(&text).unwrap_or_default();
    Ok(Said { code: error.code, words: error.message, ..head })
}

/// What Graph says of an error.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorBody {
    error: ErrorWords,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorWords {
    code: String,
    message: String,
}

/// `Retry-After`: seconds, or a moment by the clock of the server.
fn wait_in(headers: &http::HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    let after = text("retry-after")?.trim();
    if let Ok(seconds) = after.parse() {
        return Some(Duration::from_secs(seconds).min(LONGEST_WAIT));
    }
    let moment = |text: &str| rfc2822::parse(text).ok().map(|moment| moment.timestamp());
    let seconds = moment(after)?.as_second() - moment(text("date")?)?.as_second();
    Some(Duration::from_secs(seconds.try_into().unwrap_or_default()).min(LONGEST_WAIT))
}

/// A mailbox as a part of a path: what may not stand there is written in hex (RFC 3986).
fn in_path(mailbox: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte);
    let letter = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    mailbox.bytes().map(letter).collect()
}

#[cfg(test)]
mod tests;
