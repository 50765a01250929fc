//! Files that broke readers before, all in one intake folder: each is told apart, and the run ends as it should.

use crate::support::{coe_report, complained, repository, said};
use std::{collections::BTreeMap, fs};

/// How each file ends: the code of its finding. What could be read has no row for the report.
const ENDS: [(&str, &[&str]); 6] = [
    (
        "no-intake-sheet",
        &[
            "any_sheets.ods",
            // Its macro sheet is passed over, and the others are read.
            "xlmmacro.xlsm",
            "any_sheets.xls",
            "any_sheets.xlsb",
            "any_sheets.xlsx",
            "biff5_write.xls",
            "date.ods",
            "date_1904.xls",
            "date_1904.xlsb",
            "errors.xlsx",
            "far-cells.xlsx",
            "formula-without-result.xlsx",
            // Encrypted with the password that Excel uses by itself.
            "issue_385.xls",
            "issue_594_dos.ods",
            "issue_666_panic.xlsb",
            "malformed_format.xls",
            "merged_cells.ods",
            "number_rows_repeated.ods",
            "odd-dimension.xlsx",
            "ptgexp-truncated-operand.xls",
            "sheet-without-relation.xlsx",
            // Nine letters and a line end: a text table, whatever its name says.
            "too_small.xls",
            "xls_wrong_decimals.xls",
        ],
    ),
    (
        "password-protected",
        &[
            // Encrypted although its name says otherwise.
            "crash-9bf3cd4bd6f50a8a9339d363c2c7af14b536865c.xlsx",
            "pass_protected.ods",
            "pass_protected.xlsb",
            "pass_protected.xlsx",
            "xor-encryption-abc.xls",
        ],
    ),
    ("too-large", &["repeated-rows.ods"]),
    ("document-type", &["poc-xmlbomb-empty.xlsx", "poc-xmlbomb.xlsx"]),
    ("not-a-workbook", &["clusterfuzz-testcase-minimized-POIFuzzer-5040805309710336.xlsx"]),
    (
        "damaged",
        &[
            "Simple.xlsb",
            "clusterfuzz-testcase-minimized-POIHSSFFuzzer-4819588401201152.xls",
            "clusterfuzz-testcase-minimized-POIHSSFFuzzer-6137883240824832.xls",
            "clusterfuzz-testcase-minimized-POIHSSFFuzzer-6537773940867072.xls",
            "clusterfuzz-testcase-minimized-POIXSSFFuzzer-6448258963341312.xlsx",
            "clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-5636439151607808.xlsx",
            "issue252.xlsx",
        ],
    ),
];

#[test]
fn odd_workbooks_are_told_apart_and_end_no_run() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("report.toml"), "quiet_seconds = 0\n").unwrap();
    let intake = folder.path().join("intake");
    fs::create_dir(&intake).unwrap();
    for entry in fs::read_dir(repository().join("tests/data/odd-workbooks")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, intake.join(path.file_name().unwrap())).unwrap();
    }
    let output = coe_report(folder.path(), &["check", "intake", "--period", "2026-10", "--json"]);
    assert_eq!(output.status.code(), Some(3), "{}", complained(&output));
    assert!(!complained(&output).contains("panicked"), "{}", complained(&output));

    let checked: serde_json::Value = serde_json::from_str(&said(&output)).unwrap();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for finding in checked["findings"]["list"].as_array().unwrap() {
        assert_eq!(finding["severity"], "refused", "{finding}");
        found.insert(finding["file"].as_str().unwrap().into(), finding["code"].as_str().unwrap().into());
    }
    let right: BTreeMap<String, String> =
        ENDS.iter().flat_map(|(code, files)| files.iter().map(|file| (file.to_string(), code.to_string()))).collect();
    assert_eq!(found, right);

    let owner_file = checked["files"].as_array().unwrap().iter().find(|file| file["path"] == "~$LoadPivotTables.xlsx");
    assert_eq!(owner_file.unwrap()["skipped_because"], "owner file of an open workbook");
}
