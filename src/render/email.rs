//! Mails in words: the templates of `templates/email/`, filled in. HTML is escaped; the plain text says the same.

use crate::model::email::{Email, EmailTemplates, MailText};
use minijinja::{AutoEscape, Environment, context};

/// Fills the templates in. Errors: a template that cannot be used, with its name and line.
pub fn email(email: &Email, templates: &EmailTemplates) -> Result<MailText, String> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| match name.contains(".html.") {
        true => AutoEscape::Html,
        false => AutoEscape::None,
    });
    let filled = |name: &str, source: &str, with: &dyn Fn() -> minijinja::Value| -> Result<String, String> {
        let said = environment.render_named_str(name, source, with());
        said.map_err(|error| format!("{error:#}"))
    };
    let plain = || minijinja::Value::from_serialize(email);
    let subject = one_line(&filled("subject.jinja", &templates.subject, &plain)?);
    let text = filled("mail.txt.jinja", &templates.text, &plain)?;
    let with_subject = || context! { subject => subject, ..minijinja::Value::from_serialize(email) };
    let html = filled("mail.html.jinja", &templates.html, &with_subject)?;
    Ok(MailText { subject: subject.clone(), text, html })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
