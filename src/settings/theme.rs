//! Looks, from `templates/brand/theme.toml` or a file like it.

use super::logo;
use crate::model::{
    problem::Problem,
    theme::{Colours, Logo, PaperSize, Theme},
};
use serde::Deserialize;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

const THEME: &str = include_str!("../../templates/brand/theme.toml");
const REGULAR: &[u8] = include_bytes!("../../templates/brand/fonts/SourceSans3-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../templates/brand/fonts/SourceSans3-Bold.ttf");

/// A theme file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeFile {
    regular: PathBuf,
    bold: PathBuf,
    workbook_font: String,
    #[serde(default)]
    paper: PaperSize,
    #[serde(default = "draft_mark")]
    draft_mark: String,
    #[serde(default)]
    logo: PathBuf,
    colours: Colours,
}

fn draft_mark() -> String {
    "DRAFT".to_owned()
}

/// Loads a theme; an empty path is the one inside the program. Fonts lie beside the theme file.
///
/// Errors: a file that cannot be read, or colours whose contrast is too low to be read.
pub fn load(path: &Path, folder: &Path) -> Result<Theme, Problem> {
    if path.as_os_str().is_empty() {
        let file = parse(THEME, "theme.toml")?;
        return Ok(theme(file, REGULAR.into(), BOLD.into(), None));
    }
    let path = folder.join(path);
    let name = path.display().to_string();
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Problem::usage(format!("{name} cannot be read: {error}"), "Check [brand] theme in report.toml.")
    })?;
    let file = parse(&text, &name)?;
    let beside = path.parent().unwrap_or(Path::new("")).to_path_buf();
    let read = |what: &str, path: &Path| -> Result<Arc<[u8]>, Problem> {
        let path = beside.join(path);
        std::fs::read(&path).map(Arc::from).map_err(|error| {
            Problem::usage(
                format!("The {what} {} cannot be read: {error}", path.display()),
                format!("Check the {what}'s path in {name}."),
            )
        })
    };
    let (regular, bold) = (read("font", &file.regular)?, read("font", &file.bold)?);
    let logo = match file.logo.as_os_str().is_empty() {
        true => None,
        false => Some(logo::decode(&read("logo", &file.logo)?, file.colours.paper).map_err(|reason| {
            Problem::usage(
                format!("The logo {} cannot be used: {reason}", beside.join(&file.logo).display()),
                "Save it as a PNG, best about 200 pixels high.",
            )
        })?),
    };
    Ok(theme(file, regular, bold, logo))
}

fn theme(file: ThemeFile, regular: Arc<[u8]>, bold: Arc<[u8]>, logo: Option<Logo>) -> Theme {
    Theme {
        colours: file.colours,
        regular,
        bold,
        workbook_font: file.workbook_font,
        paper: file.paper,
        draft_mark: file.draft_mark,
        logo,
    }
}

fn parse(text: &str, name: &str) -> Result<ThemeFile, Problem> {
    let file: ThemeFile = toml::from_str(text).map_err(|error| {
        Problem::usage(
            format!("{name}: {}", error.message()),
            "templates/brand/theme.toml shows how a theme is written.",
        )
    })?;
    let colours = &file.colours;
    // WCAG 2.2, 1.4.3: 4.5:1 for text.
    let texts = [
        ("ink", colours.ink),
        ("muted", colours.muted),
        ("accent", colours.accent),
        ("good", colours.good),
        ("bad", colours.bad),
        ("warn", colours.warn),
    ];
    for (job, colour) in texts {
        let contrast = colour.contrast(colours.paper).min(colour.contrast(colours.panel));
        if contrast < 4.5 {
            return Err(Problem::usage(
                format!("{name}: the colour {job} can hardly be read (contrast {contrast:.1}:1)"),
                "Choose a darker colour: text needs 4.5:1 on paper and panel.",
            ));
        }
    }
    // WCAG 2.2, 1.4.11: 3:1 between parts of a drawing that stand side by side.
    let parts = [("ink", colours.ink), ("accent", colours.accent), ("bad", colours.bad), ("good", colours.good)];
    for (job, colour) in parts {
        let contrast = colour.contrast(colours.rule);
        if contrast < 3.0 {
            return Err(Problem::usage(
                format!("{name}: {job} can hardly be told from rule in a drawing (contrast {contrast:.1}:1)"),
                "Choose a lighter colour for rule, or a darker one for the other: drawings need 3:1.",
            ));
        }
    }
    if file.draft_mark.trim().is_empty() {
        return Err(Problem::usage(
            format!("{name}: draft_mark is empty"),
            "Write the word that drafts carry, such as DRAFT.",
        ));
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_theme_inside_the_program_can_be_read() {
        assert!(load(Path::new(""), Path::new("")).is_ok());
    }

    #[test]
    fn a_logo_that_cannot_be_used_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let brand = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/brand");
        let write = |logo: &str| {
            let fonts = brand.join("fonts").display().to_string();
            let text =
                THEME.replace("\"fonts/", &format!("\"{fonts}/")).replace("logo = \"\"", &format!("logo = \"{logo}\""));
            std::fs::write(folder.path().join("theme.toml"), text).unwrap();
            load(Path::new("theme.toml"), folder.path())
        };
        assert!(write("").unwrap().logo.is_none());
        let missing = write("logo.png").err().unwrap();
        assert!(missing.what.contains("The logo") && missing.what.contains("logo.png cannot be read"), "{missing}");
        std::fs::write(folder.path().join("logo.svg"), "<svg/>").unwrap();
        let svg = write("logo.svg").err().unwrap();
        assert!(svg.what.contains("logo.svg cannot be used: it is no PNG") && svg.hint.contains("as a PNG"), "{svg}");
    }

    #[test]
    fn colours_too_pale_to_read_are_refused() {
        let pale = THEME.replace("ink = \"#1B2733\"", "ink = \"#AAAAAA\"");
        assert!(parse(&pale, "pale.toml").err().unwrap().what.contains("ink"));
    }

    #[test]
    fn what_cannot_be_told_apart_in_a_drawing_is_refused() {
        let dark = THEME.replace("rule = \"#C9D1D8\"", "rule = \"#6B7680\"");
        assert!(parse(&dark, "dark.toml").err().unwrap().what.contains("rule"));
        let silent = THEME.replace("draft_mark = \"DRAFT\"", "draft_mark = \" \"");
        assert!(parse(&silent, "silent.toml").err().unwrap().what.contains("draft_mark"));
        let paper = THEME.replace("paper = \"A4\"", "paper = \"A3\"");
        assert!(parse(&paper, "paper.toml").err().unwrap().what.contains("A3"));
    }

    /// In grey, as a printer or an eye without colours has them: half as light again. They were 1.01 to 1.
    #[test]
    fn better_and_worse_differ_in_lightness() {
        let colours = parse(THEME, "theme.toml").unwrap().colours;
        let ratio = colours.good.contrast(colours.bad);
        assert!(ratio >= 1.5, "{ratio}");
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        use crate::model::theme::Colour;
        // Black on white is 21:1 by WCAG 2.2; #777777 on white is 4.48:1 (WebAIM's contrast checker).
        assert!((Colour(0, 0, 0).contrast(Colour(255, 255, 255)) - 21.0).abs() < 1e-9);
        assert!((Colour(0x77, 0x77, 0x77).contrast(Colour(255, 255, 255)) - 4.48).abs() < 0.01);
    }
}
