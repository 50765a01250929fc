//! A company of two senders whose months are closed in tests, at any time and on any computer.

use crate::support::{INITIATIVE_TITLES, MONEY_TITLES, complained, files_below, record, said, workbook};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

pub const SETTINGS: &str = "level = \"start\"\nquiet_seconds = 0\nprogram_lead = \"lead@x.example\"\n\
    [state]\nfolder = \"closed\"\n[schedule]\nclose = true\nsend = true\n\
    [[expected_submitters]]\nname = \"Finance\"\nfiles = \"finance*\"\n\
    [[expected_submitters]]\nname = \"Legal\"\nfiles = \"legal*\"\n";

pub const RECIPIENTS: &str = "[[recipient]]\naddress = \"cfo@x.example\"\nroles = [\"executives\"]\n\
    [[recipient]]\naddress = \"ops@x.example\"\nroles = [\"operators\"]\n";

pub const OCTOBER: &str = "2026-11-10T06:00:00Z";

/// The money of an initiative: its actual costs from June 2026 on, empty where nothing is typed.
pub struct Money<'a> {
    pub titles: [&'a str; 6],
    pub costs: &'a [&'a str],
    pub more: &'a [[&'a str; 6]],
}

pub const MONTHS: [&str; 8] = ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11", "2026-12", "2027-01"];
pub const COSTS: [&str; 8] = ["5000", "5100", "5200", "5300", "5400", "5500", "5600", "5700"];

pub fn to(month: &str) -> Money<'static> {
    let months = MONTHS.iter().position(|one| *one == month).unwrap() + 1;
    Money { titles: MONEY_TITLES, costs: &COSTS[..months], more: &[] }
}

/// A company of two senders. Each has one initiative and a workbook that goes to some month.
pub struct Company(pub tempfile::TempDir);

impl Company {
    pub fn new() -> Company {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("intake")).unwrap();
        fs::write(folder.path().join("report.toml"), SETTINGS).unwrap();
        fs::write(folder.path().join("recipients.toml"), RECIPIENTS).unwrap();
        Company(folder)
    }

    /// September is closed, and the workbooks of October are there.
    pub fn after_september() -> Company {
        let company = Company::new();
        company.all_send("2026-09");
        ends(&company.at("2026-10-10T06:00:00Z", &["close", "2026-09", "--by", "Ada Lund"]), 0);
        company.all_send("2026-10");
        company
    }

    pub fn all_send(&self, month: &str) {
        self.sends("finance.xlsx", "FIN-1", "Finance", &to(month));
        self.sends("legal.xlsx", "LEG-1", "Legal", &to(month));
    }

    pub fn sends(&self, file: &str, id: &str, department: &str, money: &Money) {
        let rows = money.costs.iter().zip(MONTHS).map(|(cost, month)| [id, month, "5000", cost, "0", "0"]);
        let rows: Vec<[&str; 6]> =
            std::iter::once(money.titles).chain(rows).chain(money.more.iter().copied()).collect();
        self.sends_rows(&self.path(&format!("intake/{file}")), id, department, &rows);
    }

    pub fn sends_rows(&self, file: &Path, id: &str, department: &str, rows: &[[&str; 6]]) {
        let titles: [&str; 7] = INITIATIVE_TITLES;
        let row = [id, "Match invoices", department, "Ada Lund", "Operational efficiency", "Idea", "2026-01-05"];
        let initiatives: [&[&str]; 2] = [&titles, &row];
        let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
        let sheets: [(&str, &[&[&str]]); 2] = [("Initiatives", &initiatives), ("Financials", &rows)];
        workbook(file, &sheets);
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    pub fn change(&self, file: &str, change: impl Fn(String) -> String) {
        let text = fs::read_to_string(self.path(file)).unwrap();
        fs::write(self.path(file), change(text)).unwrap();
    }

    pub fn at(&self, now: &str, arguments: &[&str]) -> Output {
        self.on("office", now, arguments)
    }

    /// The command, as if it were this time on this computer.
    pub fn on(&self, computer: &str, now: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coe-report"));
        for name in ["COE_REPORT_CONFIG", "COE_REPORT_INTAKE", "COE_REPORT_OUT", "COE_REPORT_PERIOD"] {
            command.env_remove(name);
        }
        let command = command.current_dir(self.0.path()).args(arguments).env("NO_COLOR", "1");
        command.env("COE_REPORT_NOW", now).env("COE_REPORT_COMPUTER", computer).output().unwrap()
    }

    pub fn ledger(&self) -> serde_json::Value {
        serde_json::from_slice(&self.at(OCTOBER, &["runs", "--json"]).stdout).unwrap()
    }

    /// `2026-09 r1`, and so on.
    pub fn closed(&self) -> Vec<String> {
        let word = |value: &serde_json::Value| value.to_string().replace('"', "");
        let months = self.ledger()["closed"].as_array().unwrap().clone();
        months.iter().map(|month| format!("{} r{}", word(&month["period"]), word(&month["revision"]))).collect()
    }

    /// The mails that lie in the outbox for a revision of October.
    pub fn mails(&self, revision: u32) -> BTreeSet<String> {
        let folder = self.path(&format!("outbox/2026-10-r{revision}"));
        if !folder.is_dir() {
            return BTreeSet::new();
        }
        files_below(&folder).into_iter().map(|(path, _)| path.to_string_lossy().into_owned()).collect()
    }

    pub fn state_of(&self, folder: &str) -> String {
        record(&self.path(&format!("reports/{folder}")))["state"].as_str().unwrap().to_owned()
    }
}

pub fn ends(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}{}", said(output), complained(output));
}
