//! A mail as bytes: headers, plain text, the same as HTML, one attachment. The same letter gives the same bytes.

use crate::model::fingerprint::sha256;
use crate::model::{
    email::MailText,
    mail::{MailKey, Message, is_address},
    problem::Problem,
};
use jiff::Timestamp;
use lettre::{
    Address,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};
use std::time::{Duration, UNIX_EPOCH};

/// Letters of a name in an address line; longer ones are cut.
const NAME_LENGTH: usize = 80;

/// What a message is made of.
#[derive(Clone, Debug)]
pub struct Letter<'a> {
    /// Which mail it is.
    pub key: MailKey,
    /// Name and address of the sender.
    pub from: (&'a str, &'a str),
    /// Where answers go; empty: to the sender.
    pub reply_to: &'a str,
    /// Name and address of the reader.
    pub to: (&'a str, &'a str),
    /// Address of a delegate; empty for none.
    pub copy: &'a str,
    /// The words.
    pub words: &'a MailText,
    /// File name in plain letters, and content.
    pub attachment: Option<(&'a str, &'a [u8])>,
    /// The moment it is dated with.
    pub date: Timestamp,
    /// Opens in mail programs as a draft, for a person to send.
    pub is_draft: bool,
}

/// Makes the message. Errors: an address that is none.
pub fn message(letter: &Letter) -> Result<Message, Problem> {
    let domain = letter.from.1.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    let (key, fingerprint) = (&letter.key, fingerprint(letter));
    let id = format!("<{}.r{}.{}.{}@{domain}>", key.period, key.revision, key.report, &fingerprint[..20]);
    let alone = Letter { copy: "", ..letter.clone() };
    Ok(Message {
        key: key.clone(),
        from: letter.from.1.to_owned(),
        copy: letter.copy.to_owned(),
        bytes: bytes(letter, &id, &fingerprint)?,
        alone: (!letter.copy.is_empty()).then(|| bytes(&alone, &id, &fingerprint)).transpose()?,
        id,
    })
}

fn bytes(letter: &Letter, id: &str, fingerprint: &str) -> Result<Vec<u8>, Problem> {
    let seconds = u64::try_from(letter.date.as_second()).unwrap_or_default();
    let mut builder = lettre::Message::builder()
        .from(mailbox(letter.from.0, letter.from.1)?)
        .to(mailbox(letter.to.0, letter.to.1)?)
        .subject(&letter.words.subject)
        .date(UNIX_EPOCH + Duration::from_secs(seconds))
        .message_id(Some(id.to_owned()))
        .header(AutoSubmitted);
    if !letter.copy.is_empty() {
        builder = builder.cc(mailbox("", letter.copy)?);
    }
    if !letter.reply_to.is_empty() && letter.reply_to != letter.from.1 {
        builder = builder.reply_to(mailbox("", letter.reply_to)?);
    }
    if letter.is_draft {
        builder = builder.header(Unsent);
    }
    let words = MultiPart::alternative()
        .boundary(format!("words-{fingerprint}"))
        .singlepart(SinglePart::plain(letter.words.text.clone()))
        .singlepart(SinglePart::html(letter.words.html.clone()));
    let body = match letter.attachment {
        None => words,
        Some((name, bytes)) => {
            let file = Attachment::new(name.to_owned()).body(bytes.to_vec(), content_type(name));
            MultiPart::mixed().boundary(format!("parts-{fingerprint}")).multipart(words).singlepart(file)
        }
    };
    let made = builder.multipart(body).map_err(|error| Problem::program(format!("A mail cannot be made: {error}")))?;
    Ok(made.formatted())
}

/// Of what makes the mail this mail, in hex. It goes into the message's id and its boundaries.
fn fingerprint(letter: &Letter) -> String {
    let MailKey { period, revision, report, recipient } = &letter.key;
    let text = format!("{period}\n{revision}\n{report}\n{recipient}\n{}", letter.from.1);
    sha256(text)[..32].to_owned()
}

fn mailbox(name: &str, address: &str) -> Result<Mailbox, Problem> {
    // One rule decides, here as everywhere; the library's own is another one.
    let parts = address.rsplit_once('@').filter(|_| is_address(address));
    let (local, domain) = parts.ok_or_else(|| {
        Problem::usage(format!("\"{address}\" is no e-mail address"), "Correct it in recipients.toml or [mail].")
    })?;
    let name = header_text(name);
    Ok(Mailbox::new((!name.is_empty()).then_some(name), Address::new_dangerous(local, domain)))
}

/// A name on one line: a line end inside it would begin a header of its own.
fn header_text(name: &str) -> String {
    let spaced: String = name.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME_LENGTH).collect()
}

fn content_type(name: &str) -> ContentType {
    let kind = match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "pdf" => "application/pdf",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    };
    ContentType::parse(kind).expect("a fixed and sound type")
}

/// Nobody typed this mail, so no program should answer it (RFC 3834).
#[derive(Clone, Copy)]
struct AutoSubmitted;

/// Outlook and others open the mail for editing, with a button to send it.
#[derive(Clone, Copy)]
struct Unsent;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Header for Unsent {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Unsent")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Unsent)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "1".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::period::Month;

    fn letter<'a>(words: &'a MailText, name: &'a str) -> Letter<'a> {
        Letter {
            key: MailKey {
                period: Month::new(2026, 10).unwrap(),
                revision: 1,
                report: "sponsor".to_owned(),
                recipient: "ines@x.example".to_owned(),
            },
            from: ("AI office", "office@x.example"),
            reply_to: "lead@x.example",
            to: (name, "ines@x.example"),
            copy: "delegate@x.example",
            words,
            attachment: Some(("AI-portfolio-2026-10.pdf", b"%PDF-")),
            date: "2026-11-06T08:00:00Z".parse().unwrap(),
            is_draft: false,
        }
    }

    fn words() -> MailText {
        MailText { subject: "AI portfolio".to_owned(), text: "text".to_owned(), html: "<p>text</p>".to_owned() }
    }

    #[test]
    fn the_same_letter_gives_the_same_bytes() {
        let words = words();
        let made = message(&letter(&words, "Inês")).unwrap();
        assert_eq!(made, message(&letter(&words, "Inês")).unwrap());
        let text = String::from_utf8(made.bytes).unwrap();
        assert!(text.is_ascii());
        for line in [
            "Date: Fri, 06 Nov 2026 08:00:00 +0000\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Reply-To: lead@x.example\r\n",
            "Cc: delegate@x.example\r\n",
            &format!("Message-ID: {}\r\n", made.id),
        ] {
            assert!(text.contains(line), "{line} is not in {text}");
        }
        let alone = String::from_utf8(made.alone.unwrap()).unwrap();
        assert_eq!(alone, text.replace("Cc: delegate@x.example\r\n", ""));
        assert!(made.id.starts_with("<2026-10.r1.sponsor.") && made.id.ends_with("@x.example>"), "{}", made.id);
        assert!(!made.id.contains("ines") && !text.contains("X-Unsent"));
        let other = message(&Letter { key: MailKey { revision: 2, ..made.key }, ..letter(&words, "Inês") }).unwrap();
        assert_ne!(other.id, made.id);
    }

    #[test]
    fn no_name_makes_a_header_of_its_own() {
        let words = words();
        for name in ["a\r\nBcc: evil@x.example", "\"a\", <evil@x.example>", "😀 שלום", &"n".repeat(300), "../CON"]
        {
            let text = String::from_utf8(message(&letter(&words, name)).unwrap().bytes).unwrap();
            let head = text.split("\r\n\r\n").next().unwrap();
            let names: Vec<&str> = head
                .split("\r\n")
                .filter(|line| !line.starts_with([' ', '\t']))
                .filter_map(|line| line.split(':').next())
                .collect();
            assert_eq!(
                names,
                [
                    "From",
                    "To",
                    "Subject",
                    "Date",
                    "Message-ID",
                    "Auto-Submitted",
                    "Cc",
                    "Reply-To",
                    "MIME-Version",
                    "Content-Type"
                ],
                "{name}"
            );
        }
    }
}
