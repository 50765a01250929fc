//! A token for the mail server: from a login service (OAuth 2, client credentials, RFC 6749 section 4.4), or printed by
//! a program of one's own.

use super::deliver::Trouble;
use crate::model::{
    mail::{MailRules, Secret, Secrets},
    problem::Problem,
};
use serde::Deserialize;
use std::{fs, process::Command, sync::Arc, time::Duration};
use ureq::{
    Agent,
    tls::{Certificate, RootCerts, TlsConfig},
};

/// A fresh token. Neither it nor the secret it is asked with is in any message.
pub(super) fn token(rules: &MailRules, secrets: &Secrets) -> Result<Secret, Trouble> {
    match rules.token_command.split_first() {
        Some((program, arguments)) => printed(program, arguments),
        None => asked(rules, secrets),
    }
}

fn printed(program: &str, arguments: &[String]) -> Result<Secret, Trouble> {
    let stop = |what: String| {
        Trouble::Stop(Problem::usage(what, "Try [mail] token_command by hand: it prints a token and nothing else."))
    };
    let output = Command::new(program)
        .args(arguments)
        .output()
        .map_err(|error| stop(format!("The token program {program} cannot be started: {error}")))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let token = said.trim();
    if !output.status.success() || token.is_empty() || token.contains(char::is_whitespace) {
        return Err(stop(format!("The token program {program} gave no token ({})", output.status)));
    }
    Ok(Secret::new(token.to_owned()))
}

/// What a login service answers.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer {
    access_token: String,
    error: String,
    error_description: String,
}

fn asked(rules: &MailRules, secrets: &Secrets) -> Result<Secret, Trouble> {
    let url = &rules.token_url;
    if secrets.client_secret.is_empty() {
        return Err(Trouble::Stop(Problem::usage(
            "The client secret for the mail server's login is not set",
            "Set the variable COE_REPORT_MAIL_CLIENT_SECRET, or name a file in [mail] credentials.",
        )));
    }
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(trusted(rules))))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(rules.timeout_seconds)))
        .https_only(true)
        .max_redirects(0)
        .http_status_as_error(false)
        .tls_config(tls)
        .build()
        .into();
    let mut form = vec![
        ("grant_type", "client_credentials"),
        ("client_id", rules.client_id.as_str()),
        ("client_secret", secrets.client_secret.reveal()),
    ];
    if !rules.scope.is_empty() {
        form.push(("scope", rules.scope.as_str()));
    }
    let mut response =
        agent.post(url).send_form(form).map_err(|error| Trouble::Later(format!("no token from {url}: {error}")))?;
    let status = response.status();
    let text = response.body_mut().read_to_string().unwrap_or_default();
    let answer: Answer = serde_json::from_str(&text).unwrap_or_default();
    if status.is_server_error() || status.as_u16() == 429 {
        return Err(Trouble::Later(format!("no token from {url}: status {}", status.as_u16())));
    }
    if !status.is_success() || answer.access_token.is_empty() {
        let why = [answer.error, answer.error_description].join(" ").replace(char::is_control, " ");
        return Err(Trouble::Stop(Problem::usage(
            format!("The login service {url} gave no token: status {} {}", status.as_u16(), why.trim()),
            "Check [mail] client_id, scope and the client secret; perhaps the secret has expired.",
        )));
    }
    Ok(Secret::new(answer.access_token))
}

/// The certificates of this computer, and the one of the settings.
fn trusted(rules: &MailRules) -> Vec<Certificate<'static>> {
    let mut trusted: Vec<Certificate<'static>> = rustls_native_certs::load_native_certs()
        .certs
        .iter()
        .map(|certificate| Certificate::from_der(certificate.as_ref()).to_owned())
        .collect();
    // That it can be read was checked when the mail server was asked.
    if let Ok(pem) = fs::read(&rules.certificate)
        && let Ok(own) = Certificate::from_pem(&pem)
    {
        trusted.push(own);
    }
    trusted
}
