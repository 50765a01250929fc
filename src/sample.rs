//! The sample company, inside the program, for `try`.

use crate::model::problem::Problem;
use std::{fs, path::Path};

/// Path below the sample's folder, and bytes.
const FILES: [(&str, &[u8]); 9] = [
    ("report.toml", include_bytes!("../sample-data/report.toml")),
    ("intake/board-decisions.xlsx", include_bytes!("../sample-data/intake/board-decisions.xlsx")),
    ("intake/commercial.xlsx", include_bytes!("../sample-data/intake/commercial.xlsx")),
    ("intake/customer-service.xlsx", include_bytes!("../sample-data/intake/customer-service.xlsx")),
    ("intake/finance-hr.xlsx", include_bytes!("../sample-data/intake/finance-hr.xlsx")),
    ("intake/it-coe.xlsx", include_bytes!("../sample-data/intake/it-coe.xlsx")),
    ("intake/legal-initiatives.csv", include_bytes!("../sample-data/intake/legal-initiatives.csv")),
    ("intake/platform-bill.csv", include_bytes!("../sample-data/intake/platform-bill.csv")),
    ("intake/operations.xlsx", include_bytes!("../sample-data/intake/operations.xlsx")),
];

/// Writes the sample's settings and October's intake into a new folder.
pub fn write(folder: &Path) -> Result<(), Problem> {
    if folder.exists() {
        return Err(Problem::usage(
            format!("{} exists already", folder.display()),
            "Delete it, or name a new folder behind try.",
        ));
    }
    for (path, bytes) in FILES {
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).and_then(|()| fs::write(&path, bytes)).map_err(|error| {
            Problem::files(
                format!("{} cannot be written: {error}", path.display()),
                "Choose a folder in which you may write.",
            )
        })?;
    }
    Ok(())
}
