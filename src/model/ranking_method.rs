//! Other ways to rank than by score, each with columns of its own on Initiatives: asked for only where somebody ranks so.

use serde::{Deserialize, Serialize};

/// A way to rank.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RankingMethod {
    /// Reach times impact times confidence over effort.
    Rice,
    /// Cost of delay over job size.
    Wsjf,
}

impl RankingMethod {
    /// All of them.
    pub const ALL: [RankingMethod; 2] = [RankingMethod::Rice, RankingMethod::Wsjf];

    /// Keys of its columns.
    pub fn columns(self) -> [&'static str; 4] {
        match self {
            RankingMethod::Rice => ["reach", "impact", "confidence", "effort"],
            RankingMethod::Wsjf => ["user_value", "time_criticality", "risk_opportunity", "job_size"],
        }
    }

    /// Whose column a field of Initiatives is; `None` where it is asked for whatever the ranking.
    pub fn of(key: &str) -> Option<RankingMethod> {
        RankingMethod::ALL.into_iter().find(|method| method.columns().contains(&key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::dictionary::SheetKind, settings::dictionary::embedded};

    #[test]
    fn the_columns_of_each_are_fields_of_initiatives_and_of_no_other_sheet() {
        let dictionary = embedded();
        for key in RankingMethod::ALL.into_iter().flat_map(RankingMethod::columns) {
            for kind in SheetKind::EVERY {
                assert_eq!(dictionary.field(kind, key).is_some(), kind == SheetKind::Initiatives, "{key}");
            }
        }
    }
}
