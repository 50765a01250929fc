//! A token for the mail server or for Graph: from a login service (OAuth 2, client credentials, RFC 6749 section 4.4),
//! or printed by a program of one's own.

mod assertion;

use super::{
    deliver::Trouble,
    web::{self, MOST_BYTES, Waits},
};
use crate::model::{
    mail::{MailRules, Secret, Secrets, masked},
    printed::printed,
    problem::Problem,
};
use jiff::Timestamp;
use serde::Deserialize;
use std::{
    io::Read,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// A fresh token. Neither it nor the secret it is asked with is in any message. `now` dates what a certificate signs.
pub(super) fn token(rules: &MailRules, secrets: &Secrets, now: Timestamp) -> Result<Secret, Trouble> {
    match rules.token_command.first() {
        Some(program) => printed_by(program, rules),
        None => asked(rules, secrets, now),
    }
}

/// What a program of one's own needs to find its files. The rest of the environment may hold secrets; what it needs of
/// them is named in the settings.
const PASSED_ON: [&str; 20] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "TEMP",
    "TMP",
    "XDG_CONFIG_HOME",
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "COMSPEC",
    "PATHEXT",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "PROGRAMFILES",
    "PROGRAMDATA",
];

fn printed_by(program: &str, rules: &MailRules) -> Result<Secret, Trouble> {
    let stop = |what: String| {
        Trouble::Stop(Problem::usage(what, "Try [mail] token_command by hand: it prints a token and nothing else."))
    };
    let names = PASSED_ON.into_iter().chain(rules.token_environment.iter().map(String::as_str));
    let mut child = Command::new(program)
        .args(&rules.token_command[1..])
        .env_clear()
        .envs(names.filter_map(|name| Some((name, std::env::var_os(name)?))))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| stop(format!("The token program {program} cannot be started: {error}")))?;
    let (finished, ended) = mpsc::channel();
    let output = child.stdout.take();
    // Not waited for: a program that it started may hold its output open for ever.
    thread::spawn(move || {
        let mut said = Vec::new();
        let read = output.map(|output| output.take(MOST_BYTES).read_to_end(&mut said));
        let _ = finished.send(read.map(|_| said).unwrap_or_default());
    });
    let deadline = Instant::now() + Duration::from_secs(rules.timeout_seconds);
    let said = ended.recv_timeout(Duration::from_secs(rules.timeout_seconds));
    let status = ended_by(&mut child, deadline);
    // One that has ended is not harmed.
    let _ = child.kill();
    let _ = child.wait();
    let (Ok(said), Some(status)) = (said, status) else {
        return Err(Trouble::Later(format!(
            "the token program {program} took longer than timeout_seconds = {}",
            rules.timeout_seconds
        )));
    };
    let said = String::from_utf8_lossy(&said);
    let token = said.trim();
    if !status.success() || token.is_empty() || token.contains(char::is_whitespace) {
        return Err(stop(format!("The token program {program} gave no token ({status})")));
    }
    Ok(Secret::new(token.to_owned()))
}

/// How a process ended, if it did in time.
fn ended_by(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    const LOOK_EVERY: Duration = Duration::from_millis(20);
    loop {
        match child.try_wait() {
            Ok(None) if Instant::now() < deadline => thread::sleep(LOOK_EVERY),
            ended => return ended.ok().flatten(),
        }
    }
}

/// What a login service answers.
#[derive(Default, Deserialize)]
#[serde(default)]
struct TokenResponse {
    access_token: String,
    error: String,
    error_description: String,
}

fn asked(rules: &MailRules, secrets: &Secrets, now: Timestamp) -> Result<Secret, Trouble> {
    let (address, scope) = (rules.token_address(), rules.token_scope());
    let shown = |why: &str, assertion: &Secret| {
        let why = masked(why.trim(), &[&secrets.client_secret, &secrets.client_certificate, assertion]);
        printed(&why).into_owned()
    };
    let assertion = match secrets.client_certificate.is_empty() {
        true => Secret::default(),
        false => assertion::assertion(&secrets.client_certificate, &rules.client_id, &address, now)?,
    };
    let mut form = vec![("grant_type", "client_credentials"), ("client_id", rules.client_id.as_str())];
    if !assertion.is_empty() {
        form.extend([("client_assertion_type", assertion::KIND), ("client_assertion", assertion.reveal())]);
    } else if !secrets.client_secret.is_empty() {
        form.push(("client_secret", secrets.client_secret.reveal()));
    } else {
        return Err(Trouble::Stop(Problem::usage(
            "The client secret for the mail server's login is not set",
            "Set the variable COE_REPORT_MAIL_CLIENT_SECRET, name a file in [mail] credentials, or name the client's \
             certificate in client_certificate.",
        )));
    }
    if !scope.is_empty() {
        form.push(("scope", scope.as_str()));
    }
    let later = |why: String| Trouble::Later(format!("no token from {address}: {}", shown(&why, &assertion)));
    let wait = Duration::from_secs(rules.timeout_seconds);
    let agent = web::agent(rules, Waits { connect: wait, answer: wait }, None)?;
    let mut response = agent.post(&address).send_form(form).map_err(|error| match web::tls_error(&error) {
        Some(rustls::Error::InvalidCertificate(_)) => Trouble::Stop(Problem::usage(
            format!("The login service {address} cannot prove who it is: {}", shown(&error.to_string(), &assertion)),
            "Check [mail] token_url. For a service of your own, name its certificate in [mail] certificate.",
        )),
        _ => later(error.to_string()),
    })?;
    let status = response.status();
    if status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429) {
        return Err(later(format!("status {}", status.as_u16())));
    }
    // An answer that stalls says nothing about the secret.
    let body = response.body_mut().with_config().limit(MOST_BYTES).read_to_string();
    let text = body.map_err(|error| later(format!("its answer cannot be read: {error}")))?;
    let response: TokenResponse = serde_json::from_str(&text).unwrap_or_default();
    if !status.is_success() || response.access_token.is_empty() {
        let why = shown(&[response.error, response.error_description].join(" "), &assertion);
        return Err(Trouble::Stop(Problem::usage(
            format!("The login service {address} gave no token: status {} {why}", status.as_u16()),
            "Check [mail] client_id, scope and the client's secret or certificate; perhaps it has expired.",
        )));
    }
    Ok(Secret::new(response.access_token))
}

#[cfg(test)]
mod tests;
