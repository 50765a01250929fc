//! How long each stage takes alone: `cargo bench --bench stages -- FOLDER [report.toml]`. Prints one line a stage: name,
//! seconds, cells or rows a second. `tests/bench/run.py` calls it and puts the table together.

use coe_report::{
    intake, metrics,
    model::{
        portfolio::CheckedWorkbook,
        rules::{Printable, Rules},
        table::Table,
        workbook::{RawValue, Workbook},
    },
    pipeline::{self, Progress, Purpose},
    render::pdf,
    settings::{Given, Settings},
    validate,
};
use rayon::prelude::*;
use std::{
    io::Write,
    path::PathBuf,
    sync::Mutex,
    time::{Duration, Instant},
};

// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // `cargo bench` adds `--bench`.
    let mut arguments = std::env::args().skip(1).filter(|one| one != "--bench").map(PathBuf::from);
    let intake = arguments.next().expect("the folder of the intake");
    let out = std::env::temp_dir().join(format!("coe-report-bench-{}", std::process::id()));
    let given = Given {
        config: arguments.next(),
        intake: Some(intake.clone()),
        out: Some(out.clone()),
        period: "2026-10".parse().ok(),
        ..Given::default()
    };
    let settings = Settings::resolve(&given, jiff::Timestamp::UNIX_EPOCH).expect("the settings can be used");
    let printable = Printable(pdf::printable(&settings.theme).expect("the fonts can be used"));
    let rules = Rules { printable, ..settings.rules.clone() };
    let mut lines = Vec::new();

    let paths = intake::list_files(&intake).expect("the folder can be listed");
    let (workbooks, took) = timed(|| -> Vec<Workbook> {
        let read = |path: &PathBuf| intake::read_file(&intake, path, &rules.dictionary, &settings.reading, None);
        paths.par_iter().map(read).collect()
    });
    let cells = workbooks.iter().map(cells).sum();
    lines.push(line("read", took, cells));
    let (checked, took) = timed(|| -> Vec<CheckedWorkbook> {
        workbooks.into_par_iter().map(|workbook| validate::check_workbook(workbook, &rules)).collect()
    });
    lines.push(line("check", took, cells));
    let ((portfolio, _), took) = timed(|| validate::join(checked, &rules, None));
    let rows = [&portfolio.initiatives, &portfolio.financials, &portfolio.outcomes, &portfolio.team];
    lines.push(line("join", took, rows.into_iter().map(Table::len).sum()));
    let (_, took) = timed(|| metrics::compute(&portfolio, &settings.assumptions).expect("the numbers are computed"));
    lines.push(line("compute", took, portfolio.initiatives.len()));
    drop(portfolio);

    let (marks, whole, outputs) = run(&settings);
    let writing = marks.iter().find(|(progress, _)| matches!(progress, Progress::Writing(_))).expect("it wrote").1;
    lines.push(line("compose and write", whole - writing, outputs));
    lines.push(line("whole run", whole, cells));
    lines.push(line("read and check in the run", reading(&marks), cells));

    // With what it keeps of every file but one, as if that had changed.
    let kept = out.join("kept");
    let settings = Settings { state: Some(kept.clone()), ..settings };
    run(&settings);
    let one = std::fs::read_dir(kept.join("cache")).expect("it keeps files").next().expect("it keeps some");
    std::fs::remove_file(one.expect("it can be listed").path()).expect("its own file can be deleted");
    let (marks, ..) = run(&settings);
    lines.push(line("the same, one file changed", reading(&marks), cells));
    std::fs::remove_dir_all(&out).expect("its own folder can be deleted");
    std::io::stdout().write_all(lines.concat().as_bytes()).expect("the lines can be written");
}

/// What happened when in a whole run, how long it took, and how many files it wrote.
fn run(settings: &Settings) -> (Vec<(Progress, Duration)>, Duration, usize) {
    let started = Instant::now();
    let marks: Mutex<Vec<(Progress, Duration)>> = Mutex::default();
    let watch = |progress| marks.lock().expect("nothing panicked").push((progress, started.elapsed()));
    let run = pipeline::run(settings, &Purpose::Report, &watch).expect("the run ends well");
    let whole = started.elapsed();
    (marks.into_inner().expect("nothing panicked"), whole, run.outputs.len())
}

/// From the first file to the last.
fn reading(marks: &[(Progress, Duration)]) -> Duration {
    let is_begun = |(progress, _): &&(Progress, Duration)| matches!(progress, Progress::Reading(_));
    let is_read = |(progress, _): &&(Progress, Duration)| matches!(progress, Progress::FileRead);
    let begun = marks.iter().find(is_begun).expect("it reads").1;
    marks.iter().rfind(is_read).expect("it has read").1 - begun
}

fn timed<T>(what: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let result = what();
    (result, started.elapsed())
}

fn line(stage: &str, took: Duration, count: usize) -> String {
    let seconds = took.as_secs_f64();
    format!("{stage}\t{seconds:.3}\t{:.0}\n", count as f64 / seconds)
}

/// Cells with something in them.
fn cells(workbook: &Workbook) -> usize {
    let values = workbook.tables.iter().flat_map(|table| &table.columns).flat_map(|column| &column.values);
    values.filter(|value| **value != RawValue::Blank).count()
}
