//! SMTP, step by step: which step failed decides whether a mail may be tried again.
//!
//! Said here and not by a library, because three things have to hold that none of them promises: what a server sent
//! before TLS is no answer inside it, only a 2xx after the text is acceptance, and every wait ends.

mod wire;

use super::{
    deliver::{Mailer, Response, Trouble},
    tls, token,
};
use crate::model::{
    mail::{Login, MailRules, Message, Secret, Secrets, Security, masked},
    printed::printed,
    problem::Problem,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use std::{
    io::{self, ErrorKind},
    time::{Duration, Instant},
};
use wire::{Reply, Wire};

/// Questions of a server while one logs in.
const MOST_QUESTIONS: usize = 3;

/// A mail server, reached when the first mail goes and again where the connection was lost.
pub struct Smtp<'a> {
    rules: &'a MailRules,
    secrets: &'a Secrets,
    /// The domain of the sender: how this program greets.
    greeting: String,
    connection: Option<Connected>,
    /// When it was made, by the clock, and since when that is.
    started: (Timestamp, Instant),
    /// The last token of a login service, which no message may show.
    token: Secret,
}

struct Connected {
    wire: Wire,
    offered: Offered,
}

/// What a server says that it can do.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Offered {
    starttls: bool,
    /// Names of logins, in capitals.
    logins: Vec<String>,
    says_size: bool,
    /// The most bytes of a mail; `None` if the server does not say.
    limit: Option<u64>,
}

impl Offered {
    fn from_reply(reply: &Reply) -> Offered {
        let mut offered = Offered::default();
        // The first line greets.
        for line in reply.lines.iter().skip(1) {
            let line = line.to_ascii_uppercase();
            // `AUTH=LOGIN` is how some said it of old.
            let mut words = line.split([' ', '\t', '=']).filter(|word| !word.is_empty());
            match words.next() {
                Some("STARTTLS") => offered.starttls = true,
                Some("AUTH") => offered.logins.extend(words.map(str::to_owned)),
                Some("SIZE") => {
                    offered.says_size = true;
                    offered.limit = words.next().and_then(|number| number.parse().ok());
                }
                _ => {}
            }
        }
        offered
    }
}

/// Why a step was not taken.
#[derive(Debug)]
enum Fault {
    /// The server said no.
    Said(Reply),
    /// The server did not answer, or not in its language.
    Broken(io::Error),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault::Broken(error)
    }
}

impl Fault {
    /// The server closed the connection, perhaps long ago; or says that it does.
    fn is_closed(&self) -> bool {
        match self {
            Fault::Said(reply) => reply.code == 421,
            Fault::Broken(error) => matches!(
                error.kind(),
                ErrorKind::UnexpectedEof
                    | ErrorKind::ConnectionReset
                    | ErrorKind::ConnectionAborted
                    | ErrorKind::BrokenPipe
            ),
        }
    }

    /// Is there nothing more to say on this connection?
    fn ends_connection(&self) -> bool {
        match self {
            Fault::Said(reply) => reply.code == 421 || !(reply.is_for_later() || reply.is_refusal()),
            Fault::Broken(_) => true,
        }
    }

    fn is_refusal(&self) -> bool {
        matches!(self, Fault::Said(reply) if reply.is_refusal())
    }

    fn words(&self) -> String {
        match self {
            Fault::Said(reply) => format!("{} {}", reply.code, reply.words()).trim_end().to_owned(),
            Fault::Broken(error) => error.to_string(),
        }
    }
}

impl<'a> Smtp<'a> {
    /// The server of the settings; nothing is said to it yet. `from` is the sender's address, `now` the time.
    pub fn new(rules: &'a MailRules, secrets: &'a Secrets, from: &str, now: Timestamp) -> Smtp<'a> {
        let domain = from.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
        Smtp {
            rules,
            secrets,
            greeting: domain.to_owned(),
            connection: None,
            started: (now, Instant::now()),
            token: Secret::default(),
        }
    }

    fn token(&self) -> Result<Secret, Trouble> {
        let (clock, since) = self.started;
        token::token(self.rules, self.secrets, clock + since.elapsed())
    }

    fn wait(&self) -> Duration {
        Duration::from_secs(self.rules.timeout_seconds)
    }

    fn place(&self) -> String {
        format!("{}:{}", self.rules.server, self.rules.port)
    }

    fn connected(&mut self) -> Result<&mut Connected, Trouble> {
        // A session has an end, however busy it is.
        if self.connection.as_ref().is_some_and(|connected| connected.wire.is_over()) {
            self.connection = None;
        }
        if self.connection.is_none() {
            self.connection = Some(self.connect()?);
        }
        Ok(self.connection.as_mut().expect("just made"))
    }

    fn connect(&mut self) -> Result<Connected, Trouble> {
        let rules = self.rules;
        let place = self.place();
        let tls = (rules.security != Security::None).then(|| tls::for_mail(rules)).transpose()?;
        let session = Duration::from_secs(rules.session_seconds);
        let mut wire = Wire::connect(&place, self.wait(), session).map_err(|error| self.unreachable(error.into()))?;
        wire.allow(self.wait());
        if let Some(tls) = tls.clone().filter(|_| rules.security == Security::ImplicitTls) {
            wire.encrypt(tls, &rules.server).map_err(|error| self.unreachable(error.into()))?;
        }
        self.reply(&mut wire).map_err(|fault| self.unreachable(fault))?;
        let mut offered = self.greet(&mut wire)?;
        if let Some(tls) = tls.filter(|_| rules.security == Security::Starttls) {
            if !offered.starttls {
                return Err(Trouble::Stop(Problem::usage(
                    format!("The mail server {place} offers no TLS, so nothing was sent"),
                    "Use the port that has it (587 or 465 with security = \"implicit-tls\"); only a relay beside this \
                     computer may do without: security = \"none\".",
                )));
            }
            self.ask(&mut wire, "STARTTLS").map_err(|fault| self.unreachable(fault))?;
            wire.encrypt(tls, &rules.server).map_err(|error| self.unreachable(error.into()))?;
            // What was offered in the clear may have been said by anybody.
            offered = self.greet(&mut wire)?;
        }
        self.log_in(&mut wire, &offered)?;
        Ok(Connected { wire, offered })
    }

    fn greet(&self, wire: &mut Wire) -> Result<Offered, Trouble> {
        let reply = self.ask(wire, &format!("EHLO {}", self.greeting)).map_err(|fault| self.unreachable(fault))?;
        Ok(Offered::from_reply(&reply))
    }

    /// Says a line, and gives the answer if it is yes.
    fn ask(&self, wire: &mut Wire, line: &str) -> Result<Reply, Fault> {
        wire.allow(self.wait());
        wire.say(line)?;
        self.reply(wire)
    }

    fn reply(&self, wire: &mut Wire) -> Result<Reply, Fault> {
        let reply = wire.reply()?;
        if reply.is_done() { Ok(reply) } else { Err(Fault::Said(reply)) }
    }

    fn log_in(&mut self, wire: &mut Wire, offered: &Offered) -> Result<(), Trouble> {
        let (logins, secret) = match self.rules.login {
            Login::None => return Ok(()),
            Login::Password => (&["PLAIN", "LOGIN"][..], self.secrets.password.clone()),
            Login::Xoauth2 => (&["XOAUTH2"][..], self.token()?),
        };
        self.token = secret.clone();
        let place = self.place();
        if secret.is_empty() {
            return Err(Trouble::Stop(Problem::usage(
                "The mail server's password is not set",
                "Set the variable COE_REPORT_MAIL_PASSWORD, or name a file in [mail] credentials.",
            )));
        }
        let Some(login) = logins.iter().find(|login| offered.logins.iter().any(|one| one == *login)) else {
            return Err(Trouble::Stop(Problem::usage(
                format!("The mail server {place} does not take the login {}", logins.join(" or ")),
                "Ask for its way to log in, and set [mail] login: \"none\", \"password\" or \"xoauth2\".",
            )));
        };
        let user = &self.rules.user;
        match self.prove(wire, login, secret.reveal()) {
            Ok(()) => Ok(()),
            Err(fault) if !fault.is_refusal() => {
                Err(Trouble::Later(format!("login to {place}: {}", self.told(&fault.words()))))
            }
            Err(_) if self.rules.login == Login::Xoauth2 => Err(Trouble::Stop(Problem::usage(
                format!("The mail server {place} refused the login of {user}: it does not take the token"),
                "Check [mail] user, scope and client_id, and that this client may send for this mailbox.",
            ))),
            Err(fault) => Err(Trouble::Stop(Problem::usage(
                format!("The mail server {place} refused the login of {user}: {}", self.told(&fault.words())),
                "Check [mail] user and the secret, and that this mailbox may send by SMTP.",
            ))),
        }
    }

    /// Shows the secret in the way of this login.
    fn prove(&self, wire: &mut Wire, login: &str, secret: &str) -> Result<(), Fault> {
        let user = &self.rules.user;
        let mut steps = match login {
            "LOGIN" => vec!["AUTH LOGIN".to_owned(), STANDARD.encode(user), STANDARD.encode(secret)],
            "PLAIN" => vec![format!("AUTH PLAIN {}", STANDARD.encode(format!("\0{user}\0{secret}")))],
            _ => {
                let token = format!("user={user}\u{1}auth=Bearer {secret}\u{1}\u{1}");
                vec![format!("AUTH {login} {}", STANDARD.encode(token))]
            }
        }
        .into_iter();
        let mut line = steps.next().unwrap_or_default();
        for _ in 0..=MOST_QUESTIONS {
            match self.ask(wire, &line) {
                Ok(_) => return Ok(()),
                // A question: the next step, or an empty line to hear why (a token that is not liked).
                Err(Fault::Said(reply)) if reply.code == 334 => line = steps.next().unwrap_or_default(),
                Err(fault) => return Err(fault),
            }
        }
        Err(io::Error::new(ErrorKind::InvalidData, "it asks without end").into())
    }

    /// Sender, reader, delegate, and whether the text may come. A delegate whom the server will not take gets no copy;
    /// the reader gets the mail. Gives why there is no copy.
    fn offer(&self, connected: &mut Connected, message: &Message) -> Result<Option<String>, Fault> {
        let Connected { wire, offered } = connected;
        let size = if offered.says_size { format!(" SIZE={}", message.bytes.len()) } else { String::new() };
        self.ask(wire, &format!("MAIL FROM:<{}>{size}", message.from))?;
        self.ask(wire, &format!("RCPT TO:<{}>", message.key.recipient))?;
        let mut no_copy = None;
        if !message.copy.is_empty() {
            match self.ask(wire, &format!("RCPT TO:<{}>", message.copy)) {
                Err(fault) if !fault.is_refusal() => return Err(fault),
                Err(fault) => no_copy = Some(self.told(&fault.words())),
                Ok(_) => {}
            }
        }
        match self.ask(wire, "DATA") {
            Err(Fault::Said(reply)) if reply.code == 354 => Ok(no_copy),
            // Without an invitation the text would be taken for commands.
            Ok(reply) => Err(Fault::Said(reply)),
            Err(fault) => Err(fault),
        }
    }

    /// Hands over the text, and gives the answer to it.
    fn hand_over(&self, wire: &mut Wire, text: &[u8]) -> io::Result<Reply> {
        let wait = Duration::from_secs(self.rules.after_data_seconds);
        wire.allow(wait);
        wire.hand_over(&dotted(text))?;
        wire.allow(wait);
        wire.reply()
    }

    /// No connection: for later, unless the certificate or the settings are at fault.
    fn unreachable(&self, fault: Fault) -> Trouble {
        let place = self.place();
        let why = self.told(&fault.words());
        match &fault {
            Fault::Broken(error) => match tls_error(error) {
                // Something happened on its side; it may be over next time.
                Some(rustls::Error::AlertReceived(_)) | None => {
                    Trouble::Later(format!("the mail server {place} cannot be reached: {why}"))
                }
                Some(rustls::Error::InvalidCertificate(_)) => Trouble::Stop(Problem::usage(
                    format!("The mail server {place} cannot prove who it is, so nothing was sent: {why}"),
                    "Check [mail] server: it is the name in the server's certificate. For a server of your own, name \
                     its certificate, or that of whoever signed it, in [mail] certificate.",
                )),
                Some(_) => Trouble::Stop(Problem::usage(
                    format!("With the mail server {place} no TLS can be agreed, so nothing was sent: {why}"),
                    "Check [mail] port and security: 587 with \"starttls\", 465 with \"implicit-tls\".",
                )),
            },
            Fault::Said(reply) if reply.is_refusal() => Trouble::Stop(Problem::usage(
                format!("The mail server {place} does not want this computer: {why}"),
                "Ask who runs it to let this computer send.",
            )),
            Fault::Said(_) => Trouble::Later(format!("the mail server {place} cannot be reached: {why}")),
        }
    }

    /// The server's words as they may be shown: without a secret that it repeats, on one line.
    fn told(&self, words: &str) -> String {
        let secrets = [&self.secrets.password, &self.secrets.client_secret, &self.token];
        printed(&masked(words, &secrets)).into_owned()
    }
}

impl Mailer for Smtp<'_> {
    fn limit(&mut self) -> Result<Option<u64>, Trouble> {
        Ok(self.connected()?.offered.limit)
    }

    fn send(&mut self, message: &Message, begin: &mut dyn FnMut() -> Result<(), Problem>) -> Result<Response, Trouble> {
        let mut connected = self.take_connected()?;
        let mut offered = self.offer(&mut connected.0, message);
        // A server may close after each mail; it is met again at once. Nothing was handed over.
        if !connected.1 && offered.as_ref().is_err_and(Fault::is_closed) {
            connected = self.take_connected()?;
            offered = self.offer(&mut connected.0, message);
        }
        let mut connected = connected.0;
        let no_copy = match offered {
            Ok(no_copy) => no_copy,
            Err(fault) => {
                // A server that answers goes on with the next mail.
                if !fault.ends_connection() && self.ask(&mut connected.wire, "RSET").is_ok() {
                    self.connection = Some(connected);
                }
                let why = self.told(&fault.words());
                return Ok(match fault {
                    Fault::Broken(_) => Response::Cut(why),
                    fault if fault.is_refusal() => Response::Refused(why),
                    Fault::Said(_) => Response::Later(why),
                });
            }
        };
        // The server waits for a text; without a connection it throws the mail away.
        begin().map_err(Trouble::Stop)?;
        let reply = match self.hand_over(&mut connected.wire, &message.bytes) {
            Ok(reply) => reply,
            Err(error) => return Ok(Response::Cut(self.told(&error.to_string()))),
        };
        let said = Fault::Said(reply.clone());
        let why = self.told(&said.words());
        if reply.is_done() || !said.ends_connection() {
            self.connection = Some(connected);
        }
        Ok(match reply {
            reply if reply.is_done() => match no_copy {
                None => Response::Accepted(self.told(&reply.words())),
                Some(why) => Response::AcceptedWithoutCopy(why),
            },
            reply if reply.is_for_later() => Response::Later(why),
            reply if reply.is_refusal() => Response::Refused(why),
            _ => Response::Cut(format!("its answer was neither yes nor no: {why}")),
        })
    }
}

impl Smtp<'_> {
    /// The connection, out of its place: it goes back when it can be used again. And whether it was made just now.
    fn take_connected(&mut self) -> Result<(Connected, bool), Trouble> {
        let is_fresh = self.connection.is_none();
        self.connected()?;
        Ok((self.connection.take().expect("just made"), is_fresh))
    }
}

impl Drop for Smtp<'_> {
    fn drop(&mut self) {
        const GOODBYE: Duration = Duration::from_secs(5);
        if let Some(mut connected) = self.connection.take() {
            // Every mail has its answer; whether the server hears the goodbye changes nothing.
            connected.wire.allow(GOODBYE.min(self.wait()));
            let _ = connected.wire.say("QUIT").and_then(|()| connected.wire.reply());
        }
    }
}

/// The text as it travels (RFC 5321, section 4.5.2): lines end in CR LF whatever ended them, one that begins with a dot
/// has a second one, and a dot of its own ends it all.
fn dotted(text: &[u8]) -> Vec<u8> {
    let mut dotted = Vec::with_capacity(text.len() + text.len() / 50 + 8);
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    for line in text.split(|byte| *byte == b'\n') {
        for part in line.strip_suffix(b"\r").unwrap_or(line).split(|byte| *byte == b'\r') {
            if part.first() == Some(&b'.') {
                dotted.push(b'.');
            }
            dotted.extend_from_slice(part);
            dotted.extend_from_slice(b"\r\n");
        }
    }
    dotted.extend_from_slice(b".\r\n");
    dotted
}

fn tls_error(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

#[cfg(test)]
mod tests;
