//! Reads mutated workbooks until the time is over:
//!
//! ```sh
//! cargo run --release --manifest-path tests/fuzz/Cargo.toml -- 300        # seconds; a second number is the seed
//! cargo run --release --manifest-path tests/fuzz/Cargo.toml -- 300 1 settings
//! ```
//!
//! With `settings` each round changes lines and values of `templates/report.toml` and resolves it: wrong settings are
//! said, and never end the program. Else each round takes a file of `tests/data`, changes some bytes of it or of a part inside it, and reads it. Ends with an
//! error when a read takes too long or breaks a promise of `intake::read_workbook`; a process that dies is the worst
//! error. The last file stands in the folder for temporary files as `fuzz-intake.bin`, the slowest as
//! `fuzz-intake-slowest.bin`. The intake alone is built, so it
//! takes a minute and not ten. `.xls` is not read here: outside a process of its own it may take any amount of memory;
//! with `xls` as the third argument it is, and the process may die.

#![allow(dead_code, unused_imports, missing_docs)]

#[path = "../../../src/disk/mod.rs"]
mod disk;
#[path = "../../../src/guard.rs"]
mod guard;
#[path = "../../../src/intake/mod.rs"]
mod intake;
#[path = "../../../src/model/mod.rs"]
mod model;
#[path = "../../../src/settings/mod.rs"]
mod settings;

use model::{dictionary::Dictionary, limits::Limits, problem::ProblemKind, reading::ReadingRules, workbook::Workbook};
use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

/// No file this small may take longer.
const LONGEST: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    guard::silence_caught_panics();
    let mut arguments = std::env::args().skip(1);
    let mut number = |otherwise: u64| arguments.next().and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let (seconds, seed) = (number(60), number(1));
    let what = arguments.next().unwrap_or_default();
    if what == "settings" {
        return resolve_changed_settings(seconds, seed);
    }
    let with_xls = what == "xls";
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data");
    let mut files = Vec::new();
    for folder in ["formats", "odd-workbooks"] {
        files.extend(fs::read_dir(data.join(folder)).expect("the data are there").map(|file| file.unwrap().path()));
    }
    files.sort();
    let seeds: Vec<(PathBuf, Vec<u8>)> =
        files.into_iter().map(|path| (path.clone(), fs::read(path).expect("it can be read"))).collect();
    let seeds: Vec<_> = seeds.into_iter().filter(|(_, bytes)| with_xls || !bytes.starts_with(b"\xD0\xCF")).collect();
    let dictionary: Dictionary =
        toml::from_str(include_str!("../../../templates/intake/dictionary.toml")).expect("the dictionary is sound");
    let limits = Limits { max_inflated_bytes: 50_000_000, ..Limits::default() };
    let rules = ReadingRules { limits, ..ReadingRules::default() };

    let mut random = Random(seed | 1);
    let mut ends: BTreeMap<String, u64> = BTreeMap::new();
    let (started, mut slowest, mut rounds) = (Instant::now(), Duration::ZERO, 0_u64);
    while started.elapsed() < Duration::from_secs(seconds) {
        let (path, seed) = &seeds[random.below(seeds.len())];
        let bytes = mutated(seed, &mut random);
        fs::write(std::env::temp_dir().join("fuzz-intake.bin"), &bytes).expect("there is a place for the last file");
        let began = Instant::now();
        let workbook = intake::read_workbook("any.bin", &bytes, &dictionary, &rules);
        let took = began.elapsed();
        if took > slowest {
            slowest = took;
            fs::write(std::env::temp_dir().join("fuzz-intake-slowest.bin"), &bytes).expect("there is a place for it");
        }
        rounds += 1;
        keeps_address_promises(&String::from_utf8_lossy(&bytes[..bytes.len().min(80)]));
        if took > LONGEST || !keeps_promises(&workbook) {
            eprintln!("{} changed: {took:?}, {:?}", path.display(), workbook.findings);
            return ExitCode::FAILURE;
        }
        let end = workbook.findings.first().map_or("read", |finding| finding.code.text());
        *ends.entry(format!("{:?}, {end}", workbook.format)).or_default() += 1;
    }
    println!("{rounds} files in {seconds} s, the slowest took {slowest:?}");
    ends.iter().for_each(|(end, files)| println!("{files:8}  {end}"));
    ExitCode::SUCCESS
}

/// Resolves changed settings until the time is over.
fn resolve_changed_settings(seconds: u64, seed: u64) -> ExitCode {
    let folder = std::env::temp_dir().join(format!("fuzz-settings-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("there is a place for the settings");
    let path = folder.join("report.toml");
    let given = settings::Given { config: Some(path.clone()), intake: None, out: None, period: None };
    let mut random = Random(seed | 1);
    let (started, mut rounds, mut taken) = (Instant::now(), 0_u64, 0_u64);
    while started.elapsed() < Duration::from_secs(seconds) {
        fs::write(&path, changed_settings(&mut random)).expect("the settings can be written");
        let now = jiff::Timestamp::from_second(random.below(4_000_000_000) as i64).expect("a moment");
        match guard::catch(|| settings::Settings::resolve(&given, now)) {
            Ok(Ok(_)) => taken += 1,
            Ok(Err(problem)) if problem.kind == ProblemKind::Usage && !problem.what.is_empty() => {}
            Ok(Err(problem)) => return failed(&path, &format!("{problem:?}")),
            Err(panic) => return failed(&path, &panic),
        }
        rounds += 1;
    }
    println!("{rounds} settings in {seconds} s: {taken} were taken, the others said what is wrong");
    fs::remove_dir_all(&folder).expect("the folder can be removed");
    ExitCode::SUCCESS
}

fn failed(path: &Path, why: &str) -> ExitCode {
    eprintln!("{}: {why}", path.display());
    ExitCode::FAILURE
}

/// The settings' template with one to four lines left out, repeated, damaged or given another value.
fn changed_settings(random: &mut Random) -> String {
    const VALUES: [&str; 24] = [
        "-9223372036854775808",
        "9223372036854775807",
        "1e308",
        "-0.0",
        "nan",
        "inf",
        "0",
        "\"\"",
        "\"9999-12\"",
        "\"0000-00\"",
        "\"Mars/Olympus\"",
        "\"\\u0000\"",
        "\"../../..\"",
        "[]",
        "[[]]",
        "{}",
        "[\"\"]",
        "true",
        "2026-02-30",
        "1979-05-27T07:32:00Z",
        "\"\\u202Ea@b.example\"",
        "[1, \"a\"]",
        "\"1.000,00\"",
        "'x'",
    ];
    let mut lines: Vec<String> = include_str!("../../../templates/report.toml").lines().map(str::to_owned).collect();
    for _ in 0..=random.below(3) {
        let at = random.below(lines.len());
        match random.below(5) {
            0 => drop(lines.remove(at)),
            1 => lines[at] = lines[random.below(lines.len())].clone(),
            2 => {
                let mut bytes = lines[at].clone().into_bytes();
                change(&mut bytes, random);
                lines[at] = String::from_utf8_lossy(&bytes).into_owned();
            }
            _ => {
                let key = lines[at].split(" = ").next().unwrap_or_default().trim_start_matches("# ").to_owned();
                lines[at] = format!("{key} = {}", VALUES[random.below(VALUES.len())]);
            }
        }
    }
    lines.join("\n")
}

fn keeps_promises(workbook: &Workbook) -> bool {
    let says_something =
        !workbook.tables.is_empty() || !workbook.findings.is_empty() || workbook.skipped_because.is_some();
    let is_even = |table: &model::workbook::RawTable| {
        let rows_go_down = table.rows.windows(2).all(|pair| pair[0] < pair[1]);
        rows_go_down && table.columns.iter().all(|column| column.values.len() == table.rows.len())
    };
    says_something && workbook.tables.iter().all(is_even)
}

/// What passes for an address is one line of plain letters, and what is printed does nothing.
fn keeps_address_promises(text: &str) {
    use model::{mail, printed};
    for part in text.split(['<', '>', '"', '=']) {
        let address = format!("a{part}@{}.example", part.len());
        assert!(!mail::is_address(&address) || address.bytes().all(|letter| letter.is_ascii_graphic()), "{address:?}");
    }
    let shown = printed::printed(text);
    assert!(!shown.chars().any(printed::does_something), "{shown:?}");
    assert_eq!(printed::printed(&shown), shown, "shown twice, it is the same");
}

/// The file with some bytes changed: its own, or those of one part if it is a package.
fn mutated(seed: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    if random.below(4) > 0
        && let Some(changed) = with_a_changed_part(seed, random)
    {
        return changed;
    }
    change(&mut bytes, random);
    bytes
}

fn with_a_changed_part(seed: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut old = ZipArchive::new(Cursor::new(seed)).ok()?;
    let chosen = random.below(old.len().max(1));
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..old.len() {
        let entry = old.by_index(index).ok()?;
        let name = entry.name().ok()?.into_owned();
        let mut part = Vec::new();
        entry.take(2_000_000).read_to_end(&mut part).ok()?;
        if index == chosen {
            change(&mut part, random);
        }
        new.start_file(name, SimpleFileOptions::default()).ok()?;
        new.write_all(&part).ok()?;
    }
    Some(new.finish().ok()?.into_inner())
}

/// One to eight changes: a bit, a byte, a piece cut, doubled or moved, a number made huge, or a word that readers know.
fn change(bytes: &mut Vec<u8>, random: &mut Random) {
    const WORDS: [&[u8]; 12] = [
        b"<row r=\"4294967295\">",
        b"<c r=\"XFD1048576\">",
        b"ref=\"A1:XFD1048576\"",
        b" hidden=\"1\"",
        b"<mergeCell ref=\"A1:A1048576\"/>",
        b"table:number-rows-repeated=\"4294967296\"",
        b"table:number-columns-repeated=\"99999999999\"",
        b"<f>TODAY()</f>",
        b"&#x0;",
        b"1e999",
        b"\xFF\xFF\xFF\xFF",
        b"]]>",
    ];
    for _ in 0..=random.below(8) {
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len());
        let length = random.below(64.min(bytes.len() - at)) + 1;
        let end = (at + length).min(bytes.len());
        match random.below(7) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.below(256) as u8,
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            4 => bytes[at..end].fill([0, 0xFF, b'9'][random.below(3)]),
            5 => {
                let from = random.below(bytes.len());
                let piece: Vec<u8> = bytes[from..].iter().copied().take(length).collect();
                bytes.splice(at..end, piece);
            }
            _ => drop(bytes.splice(at..at, WORDS[random.below(WORDS.len())].iter().copied())),
        }
    }
}

/// Xorshift64 (Marsaglia 2003): the same seed, the same files.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0% end as u64) as usize
    }
}
