//! What is known of the last closed month when the next one is read: who sent what, and which initiatives were there.

use super::{period::Month, portfolio::Portfolio};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The last month that was closed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Earlier {
    /// Which month.
    pub period: Month,
    /// One for each file whose rows were used, in order of submitter and file.
    pub submissions: Vec<EarlierSubmission>,
}

impl Earlier {
    /// What the next month has to know of this one, once it is closed.
    pub fn of(portfolio: &Portfolio, period: Month) -> Earlier {
        let table = &portfolio.initiatives;
        let text = |key: &str, row: usize| table.text(key)[row].as_ref().map(|text| text.to_string());
        let initiatives_of = |file: usize| {
            let rows = (0..table.len()).filter(|row| table.origins[*row].file as usize == file);
            rows.map(|row| EarlierInitiative {
                id: text("initiative_id", row).unwrap_or_default(),
                name: text("name", row),
                department: text("department", row),
                phase: text("phase", row),
            })
            .collect()
        };
        let counting = portfolio.files.iter().enumerate().filter(|(_, file)| file.counts());
        let mut submissions: Vec<EarlierSubmission> = counting
            .filter_map(|(place, file)| {
                Some(EarlierSubmission {
                    submitter: file.submitter.as_deref().unwrap_or_default().to_owned(),
                    file: file.source.path.to_string(),
                    values_digest: file.values_digest.clone()?,
                    saved_at: file.properties.saved_at,
                    money_columns: file.money_columns().collect(),
                    initiatives: initiatives_of(place),
                })
            })
            .collect();
        submissions.sort();
        Earlier { period, submissions }
    }
}

/// One file of the closed month.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct EarlierSubmission {
    /// Whose it was: the name of an expected submitter, or what stood for it where none is configured.
    pub submitter: String,
    /// Path below the intake folder with `/`.
    pub file: String,
    /// [`CheckedFile::values_digest`](super::portfolio::CheckedFile::values_digest) of the file then.
    pub values_digest: String,
    /// When it was last saved, as the workbook itself said.
    pub saved_at: Option<Timestamp>,
    /// The columns of money that it had, as indexes into [`MONEY_FIELDS`](super::portfolio::MONEY_FIELDS).
    pub money_columns: Vec<usize>,
    /// The initiatives whose accepted rows it held, in order of its rows.
    pub initiatives: Vec<EarlierInitiative>,
}

/// One initiative of the closed month.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct EarlierInitiative {
    /// Its id as typed.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its department.
    pub department: Option<String>,
    /// Its phase.
    pub phase: Option<String>,
}
