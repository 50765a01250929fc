//! `[mail]`, `recipients.toml`, the words of mails and the secrets.

use super::Settings;
use crate::model::{
    email::EmailTemplates,
    mail::{AlsoSponsor, Login, MailRules, Recipient, Secret, Secrets, Security, Via, as_kept, is_address},
    problem::Problem,
};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// What stands in a setting that cannot be: (setting, what is wrong, what to do).
type Wrong = (&'static str, String, &'static str);

/// Settings of mail that have the right type and still cannot be.
pub fn check(mail: &MailRules) -> Result<(), Wrong> {
    for (name, address) in [("from", &mail.from)] {
        if !address.is_empty() && !is_address(address) {
            let what = format!("mail.{name} = \"{address}\" is no address");
            return Err((name, what, "Use an address such as reports@example.com."));
        }
    }
    if let Some(domain) = mail.domains.iter().find(|domain| !is_address(&format!("a@{domain}"))) {
        let what = format!("mail.domains has \"{domain}\", which is no domain");
        return Err(("domains", what, "Use names such as \"example.com\"."));
    }
    if mail.most_mails == 0 || mail.max_message_bytes == 0 {
        let what = "mail.most_mails and mail.max_message_bytes leave nothing to send".to_owned();
        return Err(("most_mails", what, "Use numbers above 0."));
    }
    if mail.retry_seconds.iter().any(|wait| *wait > 3600) || mail.retry_seconds.len() > 10 {
        let what = "mail.retry_seconds would keep a run waiting for hours".to_owned();
        return Err(("retry_seconds", what, "Use at most 10 waits of at most 3600 seconds; send may be run again."));
    }
    for (name, seconds) in [
        ("timeout_seconds", mail.timeout_seconds),
        ("after_data_seconds", mail.after_data_seconds),
        ("session_seconds", mail.session_seconds),
    ] {
        if !(1..=3600).contains(&seconds) {
            return Err((name, format!("mail.{name} = {seconds} cannot be"), "Use 1 to 3600 seconds."));
        }
    }
    if mail.via == Via::Graph {
        return check_graph(mail);
    }
    if mail.server.is_empty() {
        return Ok(());
    }
    if mail.security == Security::None && mail.login != Login::None {
        let what = "mail.security = \"none\" would send the login in the clear".to_owned();
        return Err(("security", what, "Use \"starttls\" or \"implicit-tls\"."));
    }
    if mail.login != Login::None && mail.user.is_empty() {
        return Err(("login", "mail.login needs mail.user".to_owned(), "Name the mailbox that sends: user = \"…\"."));
    }
    if mail.login == Login::Xoauth2 && mail.token_command.is_empty() {
        if mail.token_address().is_empty() || mail.client_id.is_empty() {
            let what = "mail.login = \"xoauth2\" needs to know where a token comes from".to_owned();
            return Err(("login", what, "Set token_url and client_id, or token_command."));
        }
        check_login_service(mail)?;
    }
    Ok(())
}

/// What Graph needs: an application, where it logs in, and a mailbox in whose name it sends.
fn check_graph(mail: &MailRules) -> Result<(), Wrong> {
    if !mail.graph_url.starts_with("https://") || mail.graph_url.contains(['?', '#', ' ']) {
        let what = format!("mail.graph_url = \"{}\" is none that mails can go to", mail.graph_url);
        return Err(("graph_url", what, "Use https://graph.microsoft.com/v1.0, or that of your national cloud."));
    }
    if !mail.user.is_empty() && !is_address(&mail.user) {
        let what = format!("mail.user = \"{}\" is no mailbox", mail.user);
        return Err(("user", what, "Use the address of the mailbox that sends, or leave it out: then it is from."));
    }
    if !mail.token_command.is_empty() {
        return Ok(());
    }
    if mail.client_id.is_empty() || mail.token_address().is_empty() {
        let what = "mail.via = \"graph\" needs to know the application and where it logs in".to_owned();
        return Err(("via", what, "Set client_id and tenant (or token_url), or token_command."));
    }
    let is_of_tenant = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_');
    if !mail.tenant.chars().all(is_of_tenant) {
        let what = format!("mail.tenant = \"{}\" is no tenant", mail.tenant);
        return Err(("tenant", what, "Use its id, or its domain such as example.com."));
    }
    check_login_service(mail)
}

fn check_login_service(mail: &MailRules) -> Result<(), Wrong> {
    if !mail.token_address().starts_with("https://") {
        let what = "mail.token_url would send the client's secret in the clear".to_owned();
        return Err(("token_url", what, "Use an address that begins with https://."));
    }
    Ok(())
}

/// The same rules with paths seen from the settings file's folder.
pub fn with_paths_below(mail: MailRules, folder: &Path) -> MailRules {
    let below = |path: PathBuf| if path.as_os_str().is_empty() { path } else { folder.join(path) };
    MailRules {
        certificate: below(mail.certificate),
        client_certificate: below(mail.client_certificate),
        credentials: below(mail.credentials),
        outbox: below(mail.outbox),
        recipients: below(mail.recipients),
        templates: below(mail.templates),
        ..mail
    }
}

/// The words of mails: those of the named folder, else the ones inside the program.
pub fn templates(mail: &MailRules, folder: &Path) -> Result<EmailTemplates, Problem> {
    let read = |name: &str, inside: &str| {
        if mail.templates.as_os_str().is_empty() {
            return Ok(inside.to_owned());
        }
        let path = folder.join(&mail.templates).join(name);
        fs::read_to_string(&path).map_err(|error| {
            Problem::usage(
                format!("The mail template {} cannot be read: {error}", path.display()),
                "[mail] templates names a folder with subject.jinja, mail.txt.jinja and mail.html.jinja.",
            )
        })
    };
    Ok(EmailTemplates {
        subject: read("subject.jinja", include_str!("../../templates/email/subject.jinja"))?,
        text: read("mail.txt.jinja", include_str!("../../templates/email/mail.txt.jinja"))?,
        html: read("mail.html.jinja", include_str!("../../templates/email/mail.html.jinja"))?,
    })
}

/// `recipients.toml`.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecipientsFile {
    #[serde(default, rename = "recipient", skip_serializing_if = "Vec::is_empty")]
    recipients: Vec<Recipient>,
    #[serde(default, rename = "also_sponsor", skip_serializing_if = "Vec::is_empty")]
    also: Vec<AlsoSponsor>,
}

/// First lines of a new `recipients.toml`.
const HEAD: &str = "\
# Who gets mail. Nobody else does: an address in a sheet only proposes, coe-report approve adds it here.
#
# [[recipient]]
# address = \"sponsor@example.com\"
# name = \"Their name\"
# roles = [\"sponsor\"]       # sponsor, executives, finance, submitters, operators; one or more
# copy = \"\"                # a delegate who gets the same mail
# workbook = false         # true: the workbook instead of the PDF
# departments = []         # of the initiatives they may see as a sponsor; empty: whichever name them
";

/// Who gets mail, as far as mail can be sent to them.
#[derive(Debug, Default)]
pub struct Listed {
    /// Whom people approved.
    pub recipients: Vec<Recipient>,
    /// What stands where an address should, and its line: to those nothing is sent, and to all others it is.
    pub odd: Vec<(String, usize)>,
}

/// Reads who gets mail; nobody where there is no file yet. Errors: a file that is none, somebody twice.
pub fn recipients(path: &Path) -> Result<Listed, Problem> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Listed::default()),
        Err(error) => {
            let what = format!("{} cannot be read: {error}", path.display());
            return Err(Problem::files(what, "It says who gets mail; nothing is sent without it."));
        }
    };
    let file: RecipientsFile = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(&text, span.start));
        Problem::usage(
            format!("{}, line {line}: {}", path.display(), error.message().lines().next().unwrap_or_default()),
            "Write each recipient as [[recipient]] with address, name and roles = [\"sponsor\"].",
        )
    })?;
    let mut approved = Listed::default();
    for one in file.recipients {
        let mut usable = |typed: &str| {
            let is_usable = is_address(typed.trim());
            if !is_usable {
                approved.odd.push((typed.to_owned(), text.find(typed).map_or(1, |place| line_of(&text, place))));
            }
            is_usable
        };
        let has_address = usable(&one.address);
        let copy = if one.copy.trim().is_empty() || !usable(&one.copy) { String::new() } else { as_kept(&one.copy) };
        let one = Recipient { address: as_kept(&one.address), copy, ..one };
        if approved.recipients.iter().any(|other| other.address == one.address) {
            let what = format!("{}: {} stands there twice", path.display(), one.address);
            return Err(Problem::usage(
                what,
                "Keep one block with all their roles: roles = [\"sponsor\", \"finance\"].",
            ));
        }
        if has_address {
            approved.recipients.push(one);
        }
    }
    for mut more in file.also {
        more.address = as_kept(&more.address);
        if let Some(one) = approved.recipients.iter_mut().find(|one| one.address == more.address) {
            one.also.push(more);
        }
    }
    Ok(approved)
}

impl Settings {
    /// Who gets mail: whom `recipients.toml` lists and whom the workbook of settings does. Errors: as [`recipients`];
    /// somebody stands in both.
    pub fn listed(&self) -> Result<Listed, Problem> {
        let mut listed = recipients(&self.mail.recipients)?;
        for (reader, place) in &self.readers {
            if listed.recipients.iter().any(|one| one.address == reader.address) {
                let what = format!("{} stands in {} and in {place}", reader.address, self.mail.recipients.display());
                return Err(Problem::usage(what, "Delete one of the two."));
            }
            listed.recipients.push(reader.clone());
        }
        Ok(listed)
    }
}

fn line_of(text: &str, place: usize) -> usize {
    text[..place].matches('\n').count() + 1
}

/// Adds recipients, and what others are approved for besides, at the end of the file; what people wrote there stays as
/// it is. A crash leaves the old file.
pub fn add_recipients(path: &Path, fresh: &[Recipient], also: &[AlsoSponsor]) -> Result<(), Problem> {
    let cannot = |error: &dyn std::fmt::Display| {
        Problem::files(format!("{} cannot be written: {error}", path.display()), "Check that you may write there.")
    };
    let mut text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => HEAD.to_owned(),
        Err(error) => return Err(cannot(&error)),
    };
    let blocks = fresh.iter().map(|one| RecipientsFile { recipients: vec![one.clone()], also: Vec::new() });
    let more = also.iter().map(|one| RecipientsFile { recipients: Vec::new(), also: vec![one.clone()] });
    for block in blocks.chain(more) {
        let block = toml::to_string(&block).map_err(|error| cannot(&error))?;
        text.push_str(&format!("\n{block}"));
    }
    let new = path.with_extension(format!("toml.new-{}", std::process::id()));
    // Whatever has this name goes first: a link that somebody put there would have another file written.
    let _ = fs::remove_file(&new);
    let written = fs::File::create_new(&new)
        .and_then(|mut file| io::Write::write_all(&mut file, text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&new, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&new);
        cannot(&error)
    })
}

/// The file that `credentials` names.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct CredentialsFile {
    password: String,
    client_secret: String,
}

/// The secrets: from the environment, else from the credentials file.
///
/// Errors: a file that cannot be read, that is none, or that everybody on this computer may read. None of them shows
/// what stands in the file.
pub fn secrets(mail: &MailRules, environment: impl Fn(&str) -> Option<String>) -> Result<Secrets, Problem> {
    let file = if mail.credentials.as_os_str().is_empty() {
        CredentialsFile::default()
    } else {
        read_credentials(&mail.credentials)?
    };
    let of =
        |name: &str, in_file: String| Secret::new(environment(name).filter(|set| !set.is_empty()).unwrap_or(in_file));
    Ok(Secrets {
        password: of("COE_REPORT_MAIL_PASSWORD", file.password),
        client_secret: of("COE_REPORT_MAIL_CLIENT_SECRET", file.client_secret),
        client_certificate: match mail.client_certificate.as_os_str().is_empty() {
            true => Secret::default(),
            false => Secret::new(read_closed(&mail.client_certificate, "client certificate", "client_certificate")?),
        },
    })
}

/// A file that others may not read. Errors: one that cannot be read, or that everybody on this computer may read.
fn read_closed(path: &Path, what: &str, setting: &str) -> Result<String, Problem> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|error| {
        Problem::usage(format!("The {what} {shown} cannot be read: {error}"), format!("Check [mail] {setting}."))
    })?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_or(0, |about| about.permissions().mode());
        if mode & 0o007 != 0 {
            return Err(Problem::usage(
                format!("Everybody on this computer may read the {what} {shown}"),
                format!("Close it to others: chmod 600 {shown}"),
            ));
        }
    }
    Ok(text)
}

fn read_credentials(path: &Path) -> Result<CredentialsFile, Problem> {
    let shown = path.display();
    let text = read_closed(path, "credentials file", "credentials")?;
    // The parser's own message would show the line, and with it the secret.
    toml::from_str(&text).map_err(|_| {
        Problem::usage(
            format!("The credentials file {shown} cannot be understood"),
            "It has the lines password = \"…\" and client_secret = \"…\", one or both, and nothing else.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mail::Role;

    fn written(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("recipients.toml");
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn who_gets_mail_is_read_with_the_line_of_what_is_wrong() {
        let (_folder, path) = written("[[recipient]]\naddress = \" Ines@X.example\"\nroles = [\"sponsor\"]\n");
        let read = recipients(&path).unwrap().recipients;
        assert_eq!((read[0].address.as_str(), read[0].is(Role::Sponsor)), ("ines@x.example", true));
        for (text, word) in [
            ("[[recipient]]\naddress = \"a@x.example\"\nroles = [\"king\"]\n", "line 3"),
            (
                "[[recipient]]\naddress = \"a@x.example\"\nroles = []\n[[recipient]]\naddress = \"A@x.example\"\nroles = []\n",
                "twice",
            ),
        ] {
            let (_folder, path) = written(text);
            assert!(recipients(&path).unwrap_err().what.contains(word), "{text}");
        }
    }

    #[test]
    fn an_odd_address_is_named_with_its_line_and_keeps_nobody_else_from_mail() {
        let (_folder, path) = written(
            "[[recipient]]\naddress = \"a@x\\r\\n.example\"\nroles = [\"sponsor\"]\n\
             [[recipient]]\naddress = \"b@x.example\"\nroles = [\"sponsor\"]\ncopy = \"nobody\"\n\
             [[recipient]]\naddress = \"in\u{212a}@x.example\"\nroles = [\"sponsor\"]\n\
             [[recipient]]\naddress = \"ink@x.example\"\nroles = [\"sponsor\"]\n",
        );
        let approved = recipients(&path).unwrap();
        let usable: Vec<_> = approved.recipients.iter().map(|one| (&*one.address, &*one.copy)).collect();
        assert_eq!(usable, [("b@x.example", ""), ("ink@x.example", "")]);
        let odd: Vec<_> = approved.odd.iter().map(|(text, line)| (&**text, *line)).collect();
        assert_eq!(odd, [("a@x\r\n.example", 1), ("nobody", 7), ("in\u{212a}@x.example", 9)]);
    }

    #[test]
    fn approved_people_are_added_below_what_people_wrote() {
        let mine = "# mine\n[[recipient]]\naddress = \"a@x.example\"\nroles = [\"finance\"]\n";
        let (folder, path) = written(mine);
        let hostile = Recipient {
            address: "b@x.example".to_owned(),
            name: "B\"\n[[recipient]]\naddress = \"evil@x.example\" 😀".to_owned(),
            roles: vec![Role::Sponsor],
            copy: String::new(),
            workbook: false,
            departments: vec!["HR \"\n".to_owned()],
            also: vec![AlsoSponsor {
                address: "b@x.example".to_owned(),
                department: "IT".to_owned(),
                name: "C\"\n".to_owned(),
            }],
        };
        add_recipients(&path, std::slice::from_ref(&hostile), &hostile.also).unwrap();
        assert!(fs::read_to_string(&path).unwrap().starts_with(mine));
        assert_eq!(recipients(&path).unwrap().recipients[1..], [hostile]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn secrets_come_from_the_environment_or_a_closed_file_and_are_in_no_message() {
        let (_folder, path) = written("password = \"hunter2\"\n");
        let rules = MailRules { credentials: path.clone(), ..MailRules::default() };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            let problem = secrets(&rules, |_| None).unwrap_err();
            assert!(problem.to_string().contains("chmod 600") && !problem.to_string().contains("hunter2"));
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        assert_eq!(secrets(&rules, |_| None).unwrap().password.reveal(), "hunter2");
        let from_environment = secrets(&rules, |name| name.ends_with("PASSWORD").then(|| "other".to_owned())).unwrap();
        assert_eq!(from_environment.password.reveal(), "other");
        fs::write(&path, "password = hunter2\n").unwrap();
        assert!(!secrets(&rules, |_| None).unwrap_err().to_string().contains("hunter2"));
    }

    #[test]
    fn settings_that_would_show_a_secret_are_refused() {
        let server = MailRules { server: "mail.example".to_owned(), user: "u".to_owned(), ..MailRules::default() };
        assert!(check(&server).is_ok());
        for wrong in [
            MailRules { security: Security::None, login: Login::Password, ..server.clone() },
            MailRules { login: Login::Xoauth2, ..server.clone() },
            MailRules {
                login: Login::Xoauth2,
                token_url: "http://login.example".to_owned(),
                client_id: "c".to_owned(),
                ..server.clone()
            },
            MailRules { login: Login::Password, user: String::new(), ..server.clone() },
            MailRules { domains: vec!["@x.example".to_owned()], ..server },
        ] {
            assert!(check(&wrong).is_err(), "{wrong:?}");
        }
    }
}
