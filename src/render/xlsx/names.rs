//! Names as Excel allows them: of tabs, tables and columns of tables.

use super::text;
use rust_xlsxwriter::utility;
use std::collections::BTreeSet;

/// Longest name of a tab, in UTF-16 units.
const TAB_UNITS: usize = 31;
/// Longest name of a table or of its column, in UTF-16 units.
const NAME_UNITS: usize = 255;

/// Names already given, so that none is given twice. Excel takes `Money` and `money` for one name.
#[derive(Default)]
pub(in crate::render) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// A tab's name nearest to the wanted one.
    pub(in crate::render) fn tab(&mut self, wanted: &str) -> String {
        let plain: String = wanted.chars().map(|c| if is_forbidden_in_tab(c) { ' ' } else { c }).collect();
        let trimmed = |text: &str| text.trim_matches(|c: char| c == '\'' || c.is_whitespace()).to_owned();
        let name = trimmed(text::cut(&trimmed(&plain), TAB_UNITS));
        // Excel keeps `History` for itself.
        let name = if name.is_empty() || name.eq_ignore_ascii_case("History") { format!("Sheet {name}") } else { name };
        self.unique(name.trim_end(), " ", TAB_UNITS)
    }

    /// A table's name nearest to the wanted one: letters, digits, underscore, no cell address.
    pub(in crate::render) fn table(&mut self, wanted: &str) -> String {
        let plain: String = wanted.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let name = if utility::check_name(&plain).is_ok() { plain } else { format!("Table_{plain}") };
        self.unique(&name, "_", NAME_UNITS)
    }

    /// A column's header nearest to the wanted one. `number` counts columns from 1 and names those without a title.
    fn header(&mut self, wanted: &str, number: usize) -> String {
        let spaced: String = wanted.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        // A cell escapes `_x0041_`, a table's column does not: the two must read alike, or Excel fixes the file.
        let plain = if spaced.contains("_x") { spaced.replace('_', " ") } else { spaced };
        let name = text::cut(plain.trim(), NAME_UNITS);
        let name = if name.is_empty() { format!("Column {number}") } else { name.to_owned() };
        self.unique(&name, " ", NAME_UNITS)
    }

    fn unique(&mut self, name: &str, separator: &str, units: usize) -> String {
        let mut found = text::cut(name, units).to_owned();
        for number in 2_u32.. {
            if self.taken.insert(found.to_lowercase()) {
                break;
            }
            let suffix = format!("{separator}{number}");
            found = format!("{}{suffix}", text::cut(name, units - suffix.len()).trim_end());
        }
        found
    }
}

/// Headers of one table, all different.
pub(super) fn headers<'a>(titles: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut names = Names::default();
    titles.enumerate().map(|(index, title)| names.header(title, index + 1)).collect()
}

fn is_forbidden_in_tab(c: char) -> bool {
    c.is_control() || matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_are_short_clean_and_different() {
        let mut names = Names::default();
        assert_eq!(names.tab("Money"), "Money");
        assert_eq!(names.tab("MONEY"), "MONEY 2");
        assert_eq!(names.tab("a/b: [c]?*\\"), "a b   c");
        assert_eq!(names.tab("'quoted'"), "quoted");
        assert_eq!(names.tab(""), "Sheet");
        assert_eq!(names.tab("history"), "Sheet history");
        // 20 emoji are 40 UTF-16 units; 15 of them fit in 31.
        assert_eq!(names.tab(&"😀".repeat(20)), "😀".repeat(15));
        assert_eq!(names.tab(&"😀".repeat(20)), format!("{} 2", "😀".repeat(14)));
        assert_eq!(names.tab(&"x".repeat(40)), "x".repeat(31));
        assert_eq!(names.tab(&"x".repeat(40)), format!("{} 2", "x".repeat(29)));
    }

    #[test]
    fn tables_are_never_named_like_cells() {
        let mut names = Names::default();
        assert_eq!(names.table("money"), "money");
        assert_eq!(names.table("Money"), "Money_2");
        assert_eq!(names.table("A1"), "Table_A1");
        assert_eq!(names.table("c"), "Table_c");
        assert_eq!(names.table("R1C1"), "Table_R1C1");
        assert_eq!(names.table("2026 plan"), "Table_2026_plan");
        assert_eq!(names.table("true"), "Table_true");
        assert_eq!(names.table(""), "Table_");
    }

    #[test]
    fn headers_are_never_empty_nor_equal() {
        let titles = ["Plan", "plan ", "", "two\nlines", "=1+1", "_x0041_"];
        assert_eq!(headers(titles.into_iter()), ["Plan", "plan 2", "Column 3", "two lines", "=1+1", "x0041"]);
    }
}
