//! The map in src/README.md holds: who may use whom, and who alone names which crate.

use crate::support::repository;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// A row of the layer table.
struct Layer {
    may_use: BTreeSet<String>,
    alone_names: BTreeSet<String>,
}

fn layers() -> BTreeMap<String, Layer> {
    let text = fs::read_to_string(repository().join("src/README.md")).unwrap();
    let rows = text
        .lines()
        .skip_while(|line| !line.starts_with("| module |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let names = |cell: &str| -> BTreeSet<String> {
        cell.split(',')
            .map(|name| name.trim().trim_matches('`').to_owned())
            .filter(|name| !name.is_empty() && name != "–")
            .collect()
    };
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [module, may_use, alone] = cells[..] else { panic!("the row has three cells: {row}") };
        (module.trim_matches('`').to_owned(), Layer { may_use: names(may_use), alone_names: names(alone) })
    })
    .collect()
}

/// Every source file with its top-level module, tests cut off.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = repository().join("src");
    let mut found = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let below = path.strip_prefix(&root).unwrap();
                // A checkout may itself lie in a folder of this name.
                if is_test_file(below) {
                    continue;
                }
                let module = below.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned();
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
                found.push((module, path, code));
            }
        }
    }
    found.sort();
    found
}

fn is_test_file(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem == "tests") || path.iter().any(|part| part == "tests")
}

/// The code without comments and text in quotes that is on comment lines.
fn without_comments(code: &str) -> String {
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Our modules that a file names: after `crate::` or `coe_report::`, alone or in braces.
fn modules_named(code: &str, all: &BTreeSet<String>) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for root in ["crate::", "coe_report::"] {
        for (place, _) in code.match_indices(root) {
            let rest = &code[place + root.len()..];
            if let Some(group) = rest.strip_prefix('{') {
                named.extend(names_at_top_of(group));
            } else {
                named.extend(
                    rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().map(str::to_owned),
                );
            }
        }
    }
    named.intersection(all).cloned().collect()
}

/// `a::{b, c}, d}` gives a and d.
fn names_at_top_of(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0;
    let mut name = String::new();
    let mut complete = false;
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(std::mem::take(&mut name));
                complete = false;
            }
            ':' => complete |= depth == 0,
            _ if depth == 0 && !complete && (letter.is_alphanumeric() || letter == '_') => name.push(letter),
            _ => {}
        }
    }
    names.push(name);
    names
}

#[test]
fn every_module_is_on_the_map() {
    let mapped: BTreeSet<String> = layers().into_keys().collect();
    let real: BTreeSet<String> =
        sources().into_iter().map(|(module, _, _)| module).filter(|module| module != "lib").collect();
    assert_eq!(mapped, real, "the table in src/README.md and the folders of src");
}

#[test]
fn modules_use_only_what_the_map_allows() {
    let layers = layers();
    let all: BTreeSet<String> = layers.keys().cloned().collect();
    let mut wrong = Vec::new();
    for (module, path, code) in sources() {
        let Some(layer) = layers.get(&module) else { continue };
        for used in modules_named(&without_comments(&code), &all) {
            if used != module && !layer.may_use.contains(&used) {
                wrong.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn vendors_are_named_in_one_place() {
    let layers = layers();
    let mut wrong = Vec::new();
    for (module, path, code) in sources() {
        let code = without_comments(&code);
        for (owner, layer) in layers.iter().filter(|(owner, _)| **owner != module) {
            for vendor in &layer.alone_names {
                let path_of = format!("{}::", vendor.replace('-', "_"));
                // A module of ours may be called like a crate; then only a `use` at the start of a line tells.
                let is_ours = layers.contains_key(vendor) || ["csv", "json"].contains(&vendor.as_str());
                let names = code.match_indices(&path_of).any(|(place, _)| {
                    let before = &code[..place];
                    if is_ours {
                        before.ends_with("\nuse ")
                    } else {
                        !before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':')
                    }
                });
                let shared = layers.get(&module).is_some_and(|own| own.alone_names.contains(vendor));
                if names && !shared {
                    wrong.push(format!("{} names {vendor}, which belongs to {owner}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn hash_maps_stay_where_order_cannot_reach_an_output() {
    // FxHashMap is used for look-ups only; the standard library's, whose order changes from run to run, nowhere.
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|(_, _, code)| {
            without_comments(code).contains("std::collections::HashMap") || without_comments(code).contains(" HashMap<")
        })
        .map(|(_, path, _)| path.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn stages_that_cannot_fail_return_no_result() {
    for (module, path, code) in sources() {
        if module == "report" {
            assert!(!without_comments(&code).contains("-> Result<"), "{}", path.display());
        }
        if module == "metrics" {
            continue;
        }
        assert!(!without_comments(&code).contains("DataFrame"), "a DataFrame left metrics: {}", path.display());
    }
}

#[test]
fn the_table_parser_sees_what_it_should() {
    let names = names_at_top_of("model::{a::B, c}, render::{self, pdf::{X}}, report}; use x;");
    assert_eq!(names, ["model", "render", "report"]);
}
