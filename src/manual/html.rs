//! The whole manual as one page that needs nothing else: no file beside it and no network.

use super::{PAGES, Page, anchor};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html::push_html};

/// What stands around the pages, with its style and its search.
const FRAME: &str = include_str!("../../templates/manual/frame.html");
/// Where contents and pages go in the frame.
const CONTENTS: &str = "<!-- contents -->";
const BODY: &str = "<!-- pages -->";

/// The manual for a browser.
pub fn html() -> String {
    let (begins, rest) = FRAME.split_once(CONTENTS).expect("the frame has a place for the contents");
    let (between, ends) = rest.split_once(BODY).expect("the frame has a place for the pages");
    let contents: String =
        PAGES.iter().map(|page| format!("<li><a href=\"#{}\">{}</a></li>\n", page.name, page.title())).collect();
    let pages: String = PAGES.iter().map(page).collect();
    [begins, &contents, between, &pages, ends].concat()
}

/// An article for the page: its title, and a section from each heading of the next level to the following one.
fn page(page: &Page) -> String {
    let markdown = page.markdown();
    let mut parts: Vec<Vec<Event>> = vec![Vec::new()];
    for event in events(page, &markdown) {
        let begins = matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H3, .. }));
        let is_title = event == Event::End(TagEnd::Heading(HeadingLevel::H2));
        if begins {
            parts.push(Vec::new());
        }
        parts.last_mut().expect("there is a first one").push(event);
        if is_title {
            parts.push(Vec::new());
        }
    }
    let mut html = format!("<article id=\"{}\">\n", page.name);
    for (place, part) in parts.into_iter().enumerate().filter(|(_, part)| !part.is_empty()) {
        let (opens, closes) = if place == 0 { ("", "") } else { ("<section>\n", "</section>\n") };
        html += opens;
        push_html(&mut html, part.into_iter());
        html += closes;
    }
    html + "</article>\n"
}

/// The page as it is inside the manual: headings a level lower and with a name that no other page has, links to pages as
/// links inside, links to what only the repository has as plain words, and no comments.
fn events<'a>(page: &Page, markdown: &'a str) -> Vec<Event<'a>> {
    let mut events: Vec<Event> = Vec::new();
    let mut heading = None;
    let mut links = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Html(_) | Event::InlineHtml(_) => {}
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                heading = Some((events.len(), String::new()));
                events.push(Event::Start(Tag::Heading { level: lower(level), id: None, classes, attrs }));
            }
            Event::End(TagEnd::Heading(level)) => {
                if let Some((place, text)) = heading.take()
                    && level != HeadingLevel::H1
                    && let Event::Start(Tag::Heading { id, .. }) = &mut events[place]
                {
                    *id = Some(id_of(page, &anchor(&text)).into());
                }
                events.push(Event::End(TagEnd::Heading(lower(level))));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let inside = page.target(&dest_url).map(|(page, place)| format!("#{}", id_of(page, place)));
                let target = match dest_url.starts_with("https://") {
                    true => Some(dest_url),
                    false => inside.map(Into::into),
                };
                links.push(target.is_some());
                if let Some(dest_url) = target {
                    events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                }
            }
            Event::End(TagEnd::Link) => {
                if links.pop() == Some(true) {
                    events.push(event);
                }
            }
            event => {
                if let (Some((_, heading)), Event::Text(text) | Event::Code(text)) = (&mut heading, &event) {
                    heading.push_str(text);
                }
                events.push(event);
            }
        }
    }
    events
}

/// The id of a place on a page in the one page of all.
fn id_of(page: &Page, place: &str) -> String {
    if place.is_empty() { page.name.to_owned() } else { format!("{}-{place}", page.name) }
}

fn lower(level: HeadingLevel) -> HeadingLevel {
    HeadingLevel::try_from(level as usize + 1).unwrap_or(HeadingLevel::H6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The values of an attribute, in order.
    fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
        let opens = format!(" {attribute}=\"");
        html.split(opens.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    #[test]
    fn every_link_of_the_page_leads_somewhere_and_no_two_places_have_one_name() {
        let html = html();
        let ids = values(&html, "id");
        let names: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), names.len(), "an id stands there twice");
        let links = values(&html, "href");
        assert!(links.len() > PAGES.len() + 10, "{} links", links.len());
        for link in links {
            let inside = link.strip_prefix('#').is_some_and(|id| names.contains(id));
            assert!(inside || link.starts_with("https://"), "{link} leads nowhere");
        }
    }

    #[test]
    fn the_page_fetches_nothing_and_has_every_page_in_order() {
        let html = html();
        for loads in ["src=", "<link", "@import", "url(", "fetch(", "XMLHttpRequest"] {
            assert!(!html.contains(loads), "{loads}");
        }
        assert!(html.contains("Content-Security-Policy") && html.contains("default-src 'none'"));
        let places: Vec<usize> =
            PAGES.iter().map(|page| html.find(&format!("<article id=\"{}\">", page.name)).unwrap()).collect();
        assert!(places.is_sorted());
        assert_eq!(html.matches("<article").count(), html.matches("</article>").count());
        assert_eq!(html.matches("<section>").count(), html.matches("</section>").count());
        assert!(!html.contains("<!-- fields -->"), "comments stay out");
    }
}
