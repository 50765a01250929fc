//! SMTP, step by step: which step failed decides whether a mail may be tried again.

use super::{
    deliver::{Answer, Mailer, Trouble},
    token,
};
use crate::model::{
    mail::{Login, MailRules, Message, Secrets, Security},
    problem::Problem,
};
use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{Certificate, SmtpConnection, TlsParameters},
        commands::{Data, Ehlo, Mail, Rcpt, Rset},
        extension::{ClientId, MailParameter},
    },
};
use std::{error::Error as _, fs, time::Duration};

/// A mail server, reached when the first mail goes and again where the connection was lost.
pub struct Smtp<'a> {
    rules: &'a MailRules,
    secrets: &'a Secrets,
    /// The domain of the sender: how this program greets.
    greeting: ClientId,
    connection: Option<Connected>,
}

struct Connected {
    smtp: SmtpConnection,
    /// The most bytes of a mail; `None` if the server does not say.
    limit: Option<u64>,
    says_size: bool,
}

impl<'a> Smtp<'a> {
    /// The server of the settings; nothing is said to it yet. `from` is the sender's address.
    pub fn new(rules: &'a MailRules, secrets: &'a Secrets, from: &str) -> Smtp<'a> {
        let domain = from.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
        Smtp { rules, secrets, greeting: ClientId::Domain(domain.to_owned()), connection: None }
    }

    fn connected(&mut self) -> Result<&mut Connected, Trouble> {
        if self.connection.is_none() {
            self.connection = Some(self.connect()?);
        }
        Ok(self.connection.as_mut().expect("just made"))
    }

    fn connect(&self) -> Result<Connected, Trouble> {
        let rules = self.rules;
        let place = format!("{}:{}", rules.server, rules.port);
        let wait = Some(Duration::from_secs(rules.timeout_seconds));
        let tls = (rules.security != Security::None).then(|| self.tls()).transpose()?;
        let at_once = tls.as_ref().filter(|_| rules.security == Security::ImplicitTls);
        let mut smtp = SmtpConnection::connect(&place, wait, &self.greeting, at_once, None)
            .map_err(|error| unreachable(&place, &error))?;
        if let Some(tls) = tls.as_ref().filter(|_| rules.security == Security::Starttls) {
            if !smtp.can_starttls() {
                smtp.abort();
                return Err(Trouble::Stop(Problem::usage(
                    format!("The mail server {place} offers no TLS, so nothing was sent"),
                    "Use the port that has it (587 or 465 with security = \"implicit-tls\"); only a relay beside this \
                     computer may do without: security = \"none\".",
                )));
            }
            smtp.starttls(tls, &self.greeting).map_err(|error| unreachable(&place, &error))?;
        }
        self.log_in(&mut smtp, &place)?;
        let said = smtp.command(Ehlo::new(self.greeting.clone())).map_err(|error| unreachable(&place, &error))?;
        let size = said.message().find_map(|line| {
            let mut words = line.split_whitespace();
            words
                .next()
                .filter(|word| word.eq_ignore_ascii_case("SIZE"))
                .map(|_| words.next().and_then(|n| n.parse().ok()))
        });
        Ok(Connected { smtp, limit: size.flatten(), says_size: size.is_some() })
    }

    fn tls(&self) -> Result<TlsParameters, Trouble> {
        let rules = self.rules;
        let unusable = |why: String| {
            Trouble::Stop(Problem::usage(
                why,
                "Check [mail] certificate: a file that begins -----BEGIN CERTIFICATE-----.",
            ))
        };
        let mut parameters = TlsParameters::builder(rules.server.clone());
        if !rules.certificate.as_os_str().is_empty() {
            let path = rules.certificate.display();
            let pem = fs::read(&rules.certificate)
                .map_err(|error| unusable(format!("The certificate {path} cannot be read: {error}")))?;
            let certificate =
                Certificate::from_pem(&pem).map_err(|_| unusable(format!("The certificate {path} is none")))?;
            parameters = parameters.add_root_certificate(certificate);
        }
        parameters.build().map_err(|error| unusable(format!("TLS cannot be set up: {}", reason(&error))))
    }

    fn log_in(&self, smtp: &mut SmtpConnection, place: &str) -> Result<(), Trouble> {
        let (mechanisms, secret) = match self.rules.login {
            Login::None => return Ok(()),
            Login::Password => (&[Mechanism::Plain, Mechanism::Login][..], self.secrets.password.clone()),
            Login::Xoauth2 => (&[Mechanism::Xoauth2][..], token::token(self.rules, self.secrets)?),
        };
        if secret.is_empty() {
            return Err(Trouble::Stop(Problem::usage(
                "The mail server's password is not set",
                "Set the variable COE_REPORT_MAIL_PASSWORD, or name a file in [mail] credentials.",
            )));
        }
        if !mechanisms.iter().any(|one| smtp.server_info().supports_auth_mechanism(*one)) {
            smtp.abort();
            let wanted: Vec<String> = mechanisms.iter().map(Mechanism::to_string).collect();
            return Err(Trouble::Stop(Problem::usage(
                format!("The mail server {place} does not take the login {}", wanted.join(" or ")),
                "Ask for its way to log in, and set [mail] login: \"none\", \"password\" or \"xoauth2\".",
            )));
        }
        let credentials = Credentials::new(self.rules.user.clone(), secret.reveal().to_owned());
        match smtp.auth(mechanisms, &credentials) {
            Ok(_) => Ok(()),
            Err(error) if is_for_later(&error) => Err(Trouble::Later(format!("login to {place}: {}", reason(&error)))),
            // Servers answer a token that they do not like with a question, which no client can answer.
            Err(error) if error.is_client() && self.rules.login == Login::Xoauth2 => {
                Err(Trouble::Stop(Problem::usage(
                    format!(
                        "The mail server {place} refused the login of {}: it does not take the token",
                        self.rules.user
                    ),
                    "Check [mail] user, scope and client_id, and that this client may send for this mailbox.",
                )))
            }
            Err(error) => Err(Trouble::Stop(Problem::usage(
                format!("The mail server {place} refused the login of {}: {}", self.rules.user, reason(&error)),
                "Check [mail] user and the secret, and that this mailbox may send by SMTP.",
            ))),
        }
    }
}

impl Mailer for Smtp<'_> {
    fn limit(&mut self) -> Result<Option<u64>, Trouble> {
        Ok(self.connected()?.limit)
    }

    fn send(&mut self, message: &Message, begin: &mut dyn FnMut() -> Result<(), Problem>) -> Result<Answer, Trouble> {
        let seconds = Duration::from_secs(self.rules.timeout_seconds);
        let after_data = Duration::from_secs(self.rules.after_data_seconds);
        let connected = self.connected()?;
        if let Err(failed) = offer(connected, message) {
            // Nothing was handed over. A server that answers goes on with the next mail.
            let goes_on = failed.status().is_some() && connected.smtp.command(Rset).is_ok();
            if !goes_on {
                self.connection = None;
            }
            return Ok(match is_for_later(&failed) {
                true => Answer::Later(reason(&failed)),
                false => Answer::Refused(reason(&failed)),
            });
        }
        if let Err(problem) = begin() {
            // The server waits for a text; without a connection it throws the mail away.
            self.connection = None;
            return Err(Trouble::Stop(problem));
        }
        let waits = |connected: &mut Connected, time| connected.smtp.set_timeout(Some(time));
        let answer = waits(connected, after_data).map_err(|error| error.to_string());
        let answer = match answer {
            Ok(()) => connected.smtp.message(&message.bytes),
            Err(why) => {
                self.connection = None;
                return Ok(Answer::Cut(why));
            }
        };
        Ok(match answer {
            Ok(said) => {
                if waits(connected, seconds).is_err() {
                    self.connection = None;
                }
                Answer::Accepted(said.message().collect::<Vec<_>>().join(" "))
            }
            Err(error) if error.is_transient() => Answer::Later(reason(&error)),
            Err(error) if error.is_permanent() => Answer::Refused(reason(&error)),
            Err(error) => {
                self.connection = None;
                Answer::Cut(reason(&error))
            }
        })
    }
}

impl Drop for Smtp<'_> {
    fn drop(&mut self) {
        if let Some(connected) = &mut self.connection {
            // Every mail has its answer; whether the server hears the goodbye changes nothing.
            let _ = connected.smtp.quit();
        }
    }
}

/// Sender, reader, delegate, and whether the text may come. A delegate whom the server will not take gets no copy; the
/// reader gets the mail.
fn offer(connected: &mut Connected, message: &Message) -> Result<(), Error> {
    let smtp = &mut connected.smtp;
    let size = connected.says_size.then_some(MailParameter::Size(message.bytes.len()));
    smtp.command(Mail::new(address(&message.from), size.into_iter().collect()))?;
    if let Some(reader) = address(&message.key.recipient) {
        smtp.command(Rcpt::new(reader, Vec::new()))?;
    }
    if let Some(delegate) = address(&message.copy) {
        match smtp.command(Rcpt::new(delegate, Vec::new())) {
            Err(error) if !error.is_permanent() => return Err(error),
            _ => {}
        }
    }
    smtp.command(Data).map(|_| ())
}

/// Addresses were checked when the mail was made; an empty one is none.
fn address(text: &str) -> Option<Address> {
    text.parse().ok()
}

/// Is it worth trying again? A refusal with 5xx is not.
fn is_for_later(error: &Error) -> bool {
    !error.is_permanent() && !error.is_client()
}

/// No connection: for later, unless the certificate or the settings are at fault.
fn unreachable(place: &str, error: &Error) -> Trouble {
    let why = reason(error);
    if why.contains("certificate") || error.is_tls() {
        return Trouble::Stop(Problem::usage(
            format!("The mail server {place} cannot prove who it is, so nothing was sent: {why}"),
            "Check [mail] server: it is the name in the server's certificate. For a server of your own, name its \
             certificate in [mail] certificate.",
        ));
    }
    if error.is_permanent() {
        let what = format!("The mail server {place} does not want this computer: {why}");
        return Trouble::Stop(Problem::usage(what, "Ask who runs it to let this computer send."));
    }
    Trouble::Later(format!("the mail server {place} cannot be reached: {why}"))
}

/// The server's words, or what happened to the connection, on one line.
fn reason(error: &Error) -> String {
    let deepest = {
        let mut deepest: &dyn std::error::Error = error;
        while let Some(source) = deepest.source() {
            deepest = source;
        }
        deepest.to_string()
    };
    let text = match error.status() {
        Some(code) if error.source().is_some() => format!("{code} {deepest}"),
        Some(code) => code.to_string(),
        None => deepest,
    };
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests;
