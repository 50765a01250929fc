//! Registers as tools of others export them, and inventories of others: how much is asked of them.

use super::{SETTINGS, answer, asked, initiatives, questions, run};
use crate::support::{record, repository, workbook};
use std::{fs, path::Path};

/// A register as a project tool exports it.
struct Export {
    /// The file, without its end.
    tool: &'static str,
    /// The sheet; none for text.
    sheet: Option<&'static str>,
    rows: Vec<Vec<&'static str>>,
    /// How many questions it takes, and how many runs of `check`.
    takes: (usize, usize),
}

/// Registers as project tools export them, and in another language: three initiatives in three departments.
///
/// The titles are those of the tools, each with a column for the department, which companies add. Jira (CSV, all fields):
/// <https://support.atlassian.com/jira-software-cloud/docs/export-work-items/>, with titles and dates as exports in public
/// repositories have them. Planner (Export plan to Excel): the plan's name, id and day of export, an empty row, the titles
/// of tasks, and days as text with the month in front. monday.com (Export board to Excel): the board's name, each group
/// with its own titles, a row of sums below it. Smartsheet: the default columns of its project sheet, as
/// <https://help.smartsheet.com/learning-track/level-3-advanced-users/project-management-tutorial> names them. Microsoft
/// Project (export map of tasks): the sheet Task_Table, titles with low lines.
fn exports() -> Vec<Export> {
    let jira: &[&[&str]] = &[
        &[
            "Summary",
            "Issue key",
            "Issue id",
            "Issue Type",
            "Status",
            "Project key",
            "Project name",
            "Project type",
            "Project lead",
            "Priority",
            "Resolution",
            "Assignee",
            "Reporter",
            "Creator",
            "Created",
            "Updated",
            "Last Viewed",
            "Resolved",
            "Due date",
            "Votes",
            "Labels",
            "Labels",
            "Description",
            "Environment",
            "Original estimate",
            "Remaining Estimate",
            "Time Spent",
            "Work Ratio",
            "Custom field (Department)",
            "Status Category",
        ],
        &[
            "Match invoices",
            "AI-1",
            "10001",
            "Epic",
            "In Progress",
            "AI",
            "AI programme",
            "software",
            "M. Lead",
            "Medium",
            "",
            "A. Berg",
            "M. Lead",
            "M. Lead",
            "02/Feb/26 9:05 AM",
            "30/Oct/26 4:30 PM",
            "30/Oct/26 4:31 PM",
            "",
            "31/Dec/26 12:00 AM",
            "0",
            "ocr",
            "finance",
            "Reads invoices",
            "",
            "",
            "",
            "",
            "",
            "Finance",
            "In Progress",
        ],
        &[
            "Sort requests",
            "AI-2",
            "10002",
            "Epic",
            "To Do",
            "AI",
            "AI programme",
            "software",
            "M. Lead",
            "Low",
            "",
            "B. Tal",
            "M. Lead",
            "M. Lead",
            "03/Mar/26 9:05 AM",
            "12/Oct/26 1:30 PM",
            "",
            "",
            "",
            "0",
            "",
            "",
            "Routes requests",
            "",
            "",
            "",
            "",
            "",
            "Operations",
            "To Do",
        ],
        &[
            "Estimate prices",
            "AI-3",
            "10003",
            "Epic",
            "Done",
            "AI",
            "AI programme",
            "software",
            "M. Lead",
            "High",
            "Done",
            "C. See",
            "M. Lead",
            "M. Lead",
            "04/Jan/26 9:05 AM",
            "01/Oct/26 8:00 AM",
            "",
            "01/Oct/26 8:00 AM",
            "",
            "0",
            "",
            "",
            "Prices for offers",
            "",
            "",
            "",
            "",
            "",
            "Sales",
            "Done",
        ],
    ];
    let planner: &[&[&str]] = &[
        &["Plan name", "AI programme"],
        &["Plan ID", "Xy1-AbCdEf"],
        &["Date of export", "10/31/2026"],
        &[],
        &[
            "Task ID",
            "Task Name",
            "Bucket Name",
            "Progress",
            "Priority",
            "Assigned To",
            "Created By",
            "Created Date",
            "Start date",
            "Due date",
            "Is Recurring",
            "Late",
            "Completed Date",
            "Completed By",
            "Completed Checklist Items",
            "Checklist Items",
            "Labels",
            "Description",
        ],
        &[
            "xK1",
            "Match invoices",
            "Finance",
            "In progress",
            "Important",
            "A. Berg",
            "M. Lead",
            "02/03/2026",
            "03/01/2026",
            "12/05/2026",
            "false",
            "false",
            "",
            "",
            "1/2",
            "Data;Test",
            "",
            "Reads invoices",
        ],
        &[
            "xK2",
            "Sort requests",
            "Operations",
            "Not started",
            "Medium",
            "B. Tal",
            "M. Lead",
            "03/24/2026",
            "",
            "",
            "false",
            "false",
            "",
            "",
            "",
            "",
            "",
            "",
        ],
        &[
            "xK3",
            "Estimate prices",
            "Sales",
            "Completed",
            "Low",
            "C. See",
            "M. Lead",
            "01/05/2026",
            "02/01/2026",
            "09/01/2026",
            "false",
            "false",
            "10/01/2026",
            "C. See",
            "",
            "",
            "",
            "",
        ],
    ];
    let smartsheet: &[&[&str]] = &[
        &[
            "Task Name",
            "Duration",
            "Start",
            "Finish",
            "Predecessors",
            "Assigned To",
            "% Complete",
            "Status",
            "Department",
            "Comments",
        ],
        &["Match invoices", "240d", "02/01/26", "12/31/26", "", "A. Berg", "60%", "In Progress", "Finance", "ok"],
        &["Sort requests", "90d", "11/02/26", "03/05/27", "1", "B. Tal", "0%", "Not Started", "Operations", ""],
        &["Estimate prices", "180d", "01/05/26", "09/11/26", "", "C. See", "100%", "Complete", "Sales", ""],
    ];
    let titles: &[&str] = &[
        "Name",
        "Subitems",
        "Owner",
        "Status",
        "Department",
        "Timeline - Start",
        "Timeline - End",
        "Budget",
        "Item ID (auto generated)",
    ];
    let monday: &[&[&str]] = &[
        &["AI board"],
        &[],
        &["Running"],
        titles,
        &[
            "Match invoices",
            "",
            "A. Berg",
            "Working on it",
            "Finance",
            "2026-02-01",
            "2026-12-31",
            "1200",
            "1000000001",
        ],
        &["Sort requests", "", "B. Tal", "Stuck", "Plant North", "2026-11-01", "2027-03-31", "2400", "1000000002"],
        &["", "", "", "", "", "", "", "3600", ""],
        &[],
        &["Finished"],
        titles,
        &["Estimate prices", "", "C. See", "Done", "Sales", "2026-01-01", "2026-06-30", "600", "1000000003"],
        &["", "", "", "", "", "", "", "600", ""],
    ];
    let project: &[&[&str]] = &[
        &[
            "ID",
            "Active",
            "Task_Mode",
            "Name",
            "Duration",
            "Start",
            "Finish",
            "Predecessors",
            "Outline_Level",
            "Resource_Names",
            "Percent_Complete",
            "Department",
            "Notes",
        ],
        &[
            "1",
            "Yes",
            "Auto Scheduled",
            "Match invoices",
            "240 days",
            "February 2, 2026 8:00 AM",
            "December 31, 2026 5:00 PM",
            "",
            "1",
            "A. Berg",
            "0.6",
            "Finance",
            "",
        ],
        &[
            "2",
            "Yes",
            "Auto Scheduled",
            "Sort requests",
            "90 days",
            "November 2, 2026 8:00 AM",
            "March 5, 2027 5:00 PM",
            "1",
            "1",
            "B. Tal",
            "0",
            "Operations",
            "",
        ],
        &[
            "3",
            "Yes",
            "Auto Scheduled",
            "Estimate prices",
            "180 days",
            "January 5, 2026 8:00 AM",
            "September 11, 2026 5:00 PM",
            "",
            "1",
            "C. See",
            "1",
            "Sales",
            "",
        ],
    ];
    let projets: &[&[&str]] = &[
        &["Projet", "Service", "Responsable", "Avancement", "Coût prévu 2026", "Coût réel 2026"],
        &["Match invoices", "Finance", "A. Berg", "en production", "1200", "1000"],
        &["Sort requests", "Operations", "B. Tal", "pilote", "2400", "500"],
        &["Estimate prices", "Sales", "C. See", "idée", "600", ""],
    ];
    let export = |tool, sheet, rows: &[&[&'static str]], takes| Export {
        tool,
        sheet,
        rows: rows.iter().map(|row| row.to_vec()).collect(),
        takes,
    };
    vec![
        export("jira", None, jira, (10, 3)),
        export("planner", Some("Tasks"), planner, (11, 3)),
        export("smartsheet", Some("AI programme"), smartsheet, (10, 3)),
        export("monday", Some("AI board"), monday, (6, 4)),
        export("project", Some("Task_Table"), project, (1, 2)),
        export("projets", Some("Projets IA"), projets, (10, 3)),
    ]
}

fn save_export(folder: &Path, export: &Export) {
    match export.sheet {
        Some(sheet) => {
            let lines: Vec<&[&str]> = export.rows.iter().map(Vec::as_slice).collect();
            workbook(&folder.join("intake").join(format!("{}.xlsx", export.tool)), &[(sheet, &lines)]);
        }
        None => {
            let text: String = export.rows.iter().map(|row| row.join(",") + "\n").collect();
            fs::write(folder.join("intake").join(format!("{}.csv", export.tool)), text).unwrap();
        }
    }
}

/// Accepts the guesses until nothing is asked any more; what has no guess is left open. How many questions that took,
/// and how many runs of `check`.
fn accepted(folder: &Path, whose: &str) -> (usize, usize) {
    run(folder, &["check"]);
    let (mut rounds, mut questions_asked) = (1, 0);
    while folder.join("questions.xlsx").exists() {
        assert!(rounds < 5, "{whose} is still asked: {:?}", asked(folder));
        let rows = questions(folder).0;
        questions_asked += rows.len();
        let open: Vec<(&str, Option<&str>)> = rows
            .iter()
            .filter(|row| row["Answer"].is_empty())
            .map(|row| (row["Question"].as_str(), Some("Leave it open")))
            .collect();
        answer(folder, &open);
        run(folder, &["check"]);
        rounds += 1;
    }
    (questions_asked, rounds)
}

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn exports_of_project_tools_and_registers_in_other_languages_need_no_text_editor() {
    for export in exports() {
        let tool = export.tool;
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::create_dir(folder.join("intake")).unwrap();
        fs::write(folder.join("report.toml"), SETTINGS).unwrap();
        save_export(folder, &export);
        let (questions_asked, rounds) = accepted(folder, tool);
        run(folder, &["run", "--out", "out"]);
        let found = initiatives(&record(&folder.join("out/2026-10")));
        let mut names: Vec<&str> = found.iter().map(|one| one[1].as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["Estimate prices", "Match invoices", "Sort requests"], "{tool}");
        let departments: std::collections::BTreeSet<&str> = found.iter().map(|one| one[2].as_str()).collect();
        assert_eq!(departments.len(), 3, "{tool}: {departments:?}");
        assert_eq!((questions_asked, rounds), export.takes, "{tool}");
    }
}

/// Inventories of public agencies, each sent alone without settings of its own, and how many questions it may take. The
/// limits are what it takes today, counted by answering with every guess: fewer are welcome, more are a step back.
const INVENTORIES: [(&str, usize); 11] = [
    ("cftc.csv", 5),
    ("commerce.xlsx", 11),
    ("eac.xlsx", 27),
    ("fdic.csv", 29),
    ("ferc.xlsx", 22),
    ("frb.xlsx", 22),
    ("hud.xlsx", 17),
    ("nsf.xlsx", 9),
    ("state.csv", 39),
    ("tva.csv", 30),
    ("ustda.xlsx", 7),
];

#[test]
#[ignore = "slow: cargo test -- --include-ignored"]
fn inventories_of_others_take_no_more_questions_than_they_did() {
    let mut over = Vec::new();
    for (file, most) in INVENTORIES {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::create_dir(folder.join("intake")).unwrap();
        fs::write(folder.join("report.toml"), SETTINGS).unwrap();
        fs::copy(repository().join("tests/data/inventories").join(file), folder.join("intake").join(file)).unwrap();
        let (questions_asked, rounds) = accepted(folder, file);
        // Nobody answers for another evening: what is asked, what its answers make visible, and nothing.
        if questions_asked > most || rounds > 3 {
            over.push(format!("{file}: {questions_asked} questions of at most {most}, {rounds} runs of at most 3"));
        }
    }
    assert!(over.is_empty(), "{over:#?}");
}
