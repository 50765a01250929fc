//! The manual: Markdown pages, built into the program, shown as one page in the browser or one by one on the terminal.

mod html;
mod text;

pub use html::html;
pub use text::{Line, lines};

use std::borrow::Cow;

/// A page of the manual.
#[derive(Debug)]
pub struct Page {
    /// What is typed after `coe-report manual`.
    pub name: &'static str,
    /// Where it lies in the repository. Links of a page start there.
    pub path: &'static str,
    text: &'static str,
}

macro_rules! pages {
    ($($name:literal: $path:literal,)*) => {
        [$(Page { name: $name, path: $path, text: include_str!(concat!("../", $path)) },)*]
    };
}

/// Every page, in the order in which the manual is read.
pub static PAGES: [Page; 22] = pages! {
    "start": "templates/manual/start.md",
    "intake": "templates/manual/intake.md",
    "billing": "templates/manual/billing.md",
    "questions": "templates/manual/questions.md",
    "corrections": "templates/manual/corrections.md",
    "problems": "templates/manual/problems.md",
    "reports": "templates/manual/reports.md",
    "funding": "templates/manual/funding.md",
    "ai-act": "templates/manual/ai-act.md",
    "closing": "templates/manual/closing.md",
    "mail": "templates/manual/mail.md",
    "schedule": "templates/manual/schedule.md",
    "explain": "templates/manual/explain.md",
    "figures": "templates/manual/figures.md",
    "settings": "templates/manual/settings.md",
    "report-toml": "templates/report.toml",
    "measures": "templates/manual/measures.md",
    "fields": "templates/manual/fields.md",
    "run-json": "templates/manual/run-json.md",
    "it": "templates/manual/it.md",
    "state": "templates/state.md",
    "scale": "templates/scale/README.md",
};

impl Page {
    /// The page of that name.
    pub fn named(name: &str) -> Option<&'static Page> {
        PAGES.iter().find(|page| page.name == name)
    }

    /// Its first line.
    pub fn title(&self) -> Cow<'static, str> {
        match self.markdown() {
            Cow::Borrowed(text) => Cow::Borrowed(title(text)),
            Cow::Owned(text) => Cow::Owned(title(&text).to_owned()),
        }
    }

    /// Its text. A file of settings is shown as it is.
    fn markdown(&self) -> Cow<'static, str> {
        match self.path.ends_with(".toml") {
            true => Cow::Owned(format!("# Every setting\n\n```toml\n{}```\n", self.text)),
            false => Cow::Borrowed(self.text),
        }
    }

    /// The page and the place on it to which a link on this page leads, where it leads to a page.
    fn target<'a>(&self, link: &'a str) -> Option<(&'static Page, &'a str)> {
        let (file, place) = link.split_once('#').unwrap_or((link, ""));
        let mut folders: Vec<&str> = self.path.split('/').collect();
        if !file.is_empty() {
            folders.pop();
        }
        for part in file.split('/').filter(|part| !part.is_empty()) {
            match part {
                ".." => drop(folders.pop()),
                name => folders.push(name),
            }
        }
        let path = folders.join("/");
        Some((PAGES.iter().find(|page| page.path == path)?, place))
    }
}

fn title(markdown: &str) -> &str {
    markdown.lines().next().unwrap_or_default().trim_start_matches("# ")
}

/// What a heading is called in links, as GitHub makes it: `Exit codes` is `exit-codes`.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_pages_seen_from_the_page_they_stand_on() {
        let target = |page: &str, link: &'static str| {
            Page::named(page).unwrap().target(link).map(|(page, place)| (page.name, place))
        };
        assert_eq!(target("mail", "closing.md"), Some(("closing", "")));
        assert_eq!(target("mail", "problems.md#exit-codes"), Some(("problems", "exit-codes")));
        assert_eq!(target("mail", "#approval"), Some(("mail", "approval")));
        assert_eq!(target("closing", "../state.md"), Some(("state", "")));
        assert_eq!(target("settings", "../report.toml"), Some(("report-toml", "")));
        assert_eq!(target("settings", "../intake/dictionary.toml"), None);
        assert_eq!(target("start", "https://example.com/closing.md"), None);
    }

    #[test]
    fn headings_get_the_anchors_that_github_gives_them() {
        assert_eq!(anchor("Exit codes"), "exit-codes");
        assert_eq!(anchor("Who gets mail, people decide"), "who-gets-mail-people-decide");
        assert_eq!(anchor("`.xls` files – old ones"), "xls-files--old-ones");
    }
}
