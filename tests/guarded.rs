//! Nobody gets in: what lies in the intake leads nowhere else, what is written is for few people, and what people typed
//! does nothing to a terminal.

use crate::support::{MONEY_TITLES, coe_report, complained, files_below, said, workbook};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const SETTINGS: &str = "level = \"start\"\nquiet_seconds = 0\nprogram_lead = \"ai@company.example\"\n\
                        readable_by = \"owner\"\n[state]\nfolder = \"state\"\n[log]\nfolder = \"log\"\n";
const TITLES: [&str; 9] = [
    "Initiative ID",
    "Initiative name",
    "Department",
    "Business owner",
    "Outcome category",
    "Phase",
    "Submitted on",
    "Executive sponsor",
    "Sponsor e-mail",
];

fn company(settings: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("intake")).unwrap();
    fs::write(folder.path().join("report.toml"), settings).unwrap();
    let row = ["FIN-1", "Match invoices", "Finance", "Ada Lund", "Operational efficiency", "Idea", "2026-01-05"];
    initiatives(folder.path(), "finance.xlsx", &[row.as_slice(), &["Eva Sand", "eva@company.example"]].concat());
    folder
}

fn initiatives(folder: &Path, name: &str, row: &[&str]) {
    let money: &[&[&str]] = &[&MONEY_TITLES, &[row[0], "2026-10", "6000", "6150", "0", "0"]];
    workbook(&folder.join("intake").join(name), &[("Initiatives", &[&TITLES, row]), ("Financials", money)]);
}

fn text(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()
}

#[test]
#[cfg(unix)]
fn a_link_in_the_intake_is_answered_and_never_copied() {
    use std::os::unix::fs::symlink;
    let company = company(SETTINGS);
    let folder = company.path();
    fs::create_dir(folder.join("elsewhere")).unwrap();
    let secret = "Initiative ID,Initiative name\nS-1,hunter2 is the password\n";
    fs::write(folder.join("elsewhere/initiatives.csv"), secret).unwrap();
    symlink(folder.join("elsewhere/initiatives.csv"), folder.join("intake/initiatives.csv")).unwrap();
    symlink(folder.join("elsewhere"), folder.join("intake/sales")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.join("intake/pipe.xlsx")).status().unwrap().success());
    let ended = coe_report(folder, &["check", "--annotate", "answers", "--period", "2026-10"]);
    let told = said(&ended);
    assert_eq!(ended.status.code(), Some(3), "{told}");
    for name in ["initiatives.csv", "sales", "pipe.xlsx"] {
        assert!(told.contains(name), "{name}: {told}");
    }
    assert!(told.contains("it is a link") || told.contains("It is a link"), "{told}");
    for (path, bytes) in files_below(&folder.join("answers")) {
        let whole = String::from_utf8_lossy(&bytes);
        assert!(!whole.contains("hunter2"), "{}", path.display());
    }
    assert!(!told.contains("hunter2"));
    // Something is wrong: it names the link, and did not wait at the pipe.
    let examined = coe_report(folder, &["doctor"]);
    assert_eq!(examined.status.code(), Some(1));
    assert!(said(&examined).contains("cannot be opened: initiatives.csv"), "{}", said(&examined));
    let ended = coe_report(folder, &["run", "--period", "2026-10"]);
    assert_eq!(ended.status.code(), Some(3), "{}", complained(&ended));
    let outputs = files_below(&folder.join("reports"));
    assert!(outputs.iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains("hunter2")));
}

#[test]
#[cfg(unix)]
fn planted_links_where_the_program_writes_lead_nowhere() {
    use std::os::unix::fs::symlink;
    let company = company(SETTINGS);
    let folder = company.path();
    let mine = folder.join("mine.txt");
    fs::write(&mine, "mine").unwrap();
    for (below, name) in [
        ("reports", ".coe-report.probe"),
        ("reports", ".coe-report.lock"),
        ("reports", ".coe-report.lock.txt"),
        ("state", "lock"),
        ("state", ".coe-report.probe"),
        ("outbox", ".coe-report.lock.txt"),
    ] {
        fs::create_dir_all(folder.join(below)).unwrap();
        symlink(&mine, folder.join(below).join(name)).unwrap();
    }
    fs::create_dir(folder.join("log")).unwrap();
    let today = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    symlink(&mine, folder.join(format!("log/coe-report-{today}.jsonl"))).unwrap();
    for arguments in
        [&["doctor"][..], &["close", "2026-10"], &["run", "--period", "2026-10"], &["preview", "--period", "2026-10"]]
    {
        let ended = coe_report(folder, arguments);
        assert_ne!(ended.status.code(), None, "{arguments:?}");
        assert_eq!(text(&mine), "mine", "{arguments:?}: {}", complained(&ended));
    }
    // A ledger that is a link is not opened.
    fs::remove_dir_all(folder.join("state")).unwrap();
    fs::create_dir(folder.join("state")).unwrap();
    symlink(&mine, folder.join("state/ledger.sqlite")).unwrap();
    let ended = coe_report(folder, &["close", "2026-10"]);
    assert_ne!(ended.status.code(), Some(0));
    assert_eq!(text(&mine), "mine");
}

#[test]
#[cfg(unix)]
fn what_is_written_is_for_its_owner_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    for (readable_by, allowed) in [("owner", 0o700), ("group", 0o750)] {
        let company = company(&SETTINGS.replace("\"owner\"", &format!("\"{readable_by}\"")));
        let folder = company.path();
        for arguments in ["run --period 2026-10", "close 2026-10", "preview --period 2026-10"] {
            let line = format!("umask 000; exec '{}' {arguments}", env!("CARGO_BIN_EXE_coe-report"));
            let ended = Command::new("sh").args(["-c", &line]).current_dir(folder).output().unwrap();
            assert!(ended.status.code().is_some(), "{arguments}: {}", complained(&ended));
        }
        let mut open: Vec<PathBuf> = ["reports", "state", "log", "outbox"].map(|name| folder.join(name)).into();
        let mut count = 0;
        while let Some(path) = open.pop() {
            let about = fs::symlink_metadata(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let mode = about.permissions().mode() & 0o777;
            assert_eq!(mode & !allowed, 0, "{} is {mode:o}", path.display());
            count += 1;
            if about.is_dir() {
                open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            }
        }
        assert!(count > 15, "{count}");
        // Copies for submitters are theirs to open.
        fs::write(folder.join("intake/bad.csv"), "Initiative ID,Role,FTE\nX-1,Data Engineer,many\n").unwrap();
        fs::write(folder.join("intake/team.csv"), "Initiative ID,Role,FTE\nX-1,Data Engineer,many\n").unwrap();
        let line = format!("umask 022; exec '{}' check --annotate answers", env!("CARGO_BIN_EXE_coe-report"));
        Command::new("sh").args(["-c", &line]).current_dir(folder).output().unwrap();
        let answers = files_below(&folder.join("answers"));
        assert!(!answers.is_empty());
        for (path, _) in answers {
            let mode = fs::metadata(folder.join("answers").join(&path)).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o644, "{}", path.display());
        }
    }
}

#[test]
fn four_previews_at_once_do_not_fail_and_leave_one_folder() {
    let company = company(SETTINGS);
    let folder = company.path();
    assert!(coe_report(folder, &["run", "--period", "2026-10"]).status.code().is_some());
    let preview = || -> Output { coe_report(folder, &["preview", "--period", "2026-10"]) };
    let first = preview();
    let codes: Vec<Option<i32>> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(preview)).collect();
        all.into_iter().map(|one| one.join().unwrap().status.code()).collect()
    });
    assert_eq!(codes, [first.status.code(); 4], "{}", complained(&first));
    let left: Vec<String> = fs::read_dir(folder.join("outbox"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(left.iter().all(|name| !name.contains(".new-") && !name.contains(".old-")), "{left:?}");
}

#[test]
#[cfg(unix)]
fn nothing_that_people_typed_does_anything_where_it_is_printed() {
    // C0, DEL, C1, line ends of Unicode, marks and isolates of direction, a byte order mark, a tag.
    let controls = "\u{1b}[2J\u{7}\u{8}\u{7f}\u{85}\u{9b}31m\u{9d}\u{2028}\u{2029}\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}\u{e0041}";
    let odd = |word: &str| format!("{word}{controls}\nProblem: it printed a line of its own");
    let company = company(SETTINGS);
    let folder = company.path();
    let own: Vec<String> =
        ["FIN-2", "Match", "Finance", "Ada", "Money", "Ideas", "soon", "Eva", "eva@x"].map(odd).into();
    let row: Vec<&str> = own.iter().map(String::as_str).collect();
    initiatives(folder, "odd.xlsx", &row);
    let name = format!("a{}.csv", controls.replace('/', ""));
    fs::write(
        folder.join("intake").join(&name),
        format!("Initiative ID,Role,FTE\n\"{}\",\"{}\",x\n", odd("Q-1"), odd("r")),
    )
    .unwrap();
    let unknown = odd("FIN-9");
    let problem = format!("intake{controls}");
    let is_safe = |text: &str| {
        text.chars().find(|letter| {
            *letter != '\n' && (letter.is_control() || controls.contains(*letter) && !letter.is_ascii_graphic())
        })
    };
    let commands: [&[&str]; 11] = [
        &["check", "--period", "2026-10"],
        &["check", "--period", "2026-10", "--json"],
        &["check", "--period", "2026-10", "--annotate", "answers"],
        &["run", "--period", "2026-10"],
        &["run", "--period", "2026-10", "--json"],
        &["status", "--period", "2026-10"],
        &["explain", "spend to date", "--period", "2026-10"],
        &["explain", &unknown, "--period", "2026-10"],
        &["preview", "--period", "2026-10"],
        &["doctor"],
        &["check", &problem],
    ];
    for arguments in commands {
        let ended = coe_report(folder, arguments);
        for told in [said(&ended), complained(&ended)] {
            assert_eq!(is_safe(&told), None, "{arguments:?}: {told:?}");
            assert!(!told.lines().any(|line| line.starts_with("Problem: it printed")), "{arguments:?}: {told}");
        }
    }
    for (path, bytes) in files_below(folder) {
        let name = path.to_string_lossy();
        if name.ends_with(".jsonl")
            || name.starts_with("reports") && (name.ends_with(".json") || name.ends_with(".csv"))
        {
            let told = String::from_utf8_lossy(&bytes);
            // A byte order mark begins a CSV, which ends its lines with both.
            let told = told.trim_start_matches('\u{feff}').replace("\r\n", "\n");
            assert_eq!(is_safe(&told), None, "{name}");
        }
    }
}
