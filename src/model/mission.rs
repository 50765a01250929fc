//! What the mission of an AI centre of excellence says, which measures answer each sentence, and where they are shown.

/// A sentence of the mission.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sentence {
    /// In the words of the mission.
    pub words: &'static str,
    /// Families of measures, `M12`; [`CHOICE`] for what prioritisation answers.
    pub answered_by: &'static [&'static str],
    /// Pages of the executive PDF and sheets of the workbook, by their names.
    pub pages: &'static [&'static str],
    /// Sheets of the workbook.
    pub sheets: &'static [&'static str],
}

/// Scores, ranking and the funding line.
pub const CHOICE: &str = "choice";

/// Every sentence, in the order of the mission.
pub const MISSION: [Sentence; 17] = [
    Sentence {
        words: "Isolated experiments rarely scale; organization-wide capabilities",
        answered_by: &["M7", "M11", "M25", "M29"],
        pages: &["The CoE"],
        sheets: &["Health"],
    },
    Sentence {
        words: "Align with business priorities; measurable business outcomes",
        answered_by: &["M20", "M13"],
        pages: &["The CoE"],
        sheets: &["Health"],
    },
    Sentence {
        words: "Accelerates innovation while maintaining accountability and governance",
        answered_by: &["M8", "M9", "M10", "M12", "M14"],
        pages: &["The CoE"],
        sheets: &["Health"],
    },
    Sentence {
        words: "Models that never reach production",
        answered_by: &["M7", "M25"],
        pages: &["The CoE"],
        sheets: &["Health"],
    },
    Sentence {
        words: "Infrastructure teams may lack context",
        answered_by: &["M28", "M18"],
        pages: &["The CoE"],
        sheets: &["Health"],
    },
    Sentence {
        words: "Evaluate which AI initiatives deserve investment",
        answered_by: &[CHOICE, "M21"],
        pages: &["Fund"],
        sheets: &["Funding", "Health"],
    },
    Sentence {
        words: "Shared framework for developing, deploying and managing",
        answered_by: &["M19", "M14"],
        pages: &["The CoE"],
        sheets: &["Health"],
    },
    Sentence {
        words: "Cross-functional; across multiple departments",
        answered_by: &["M16", "M18", "M11"],
        pages: &["The CoE"],
        sheets: &["Health"],
    },
    Sentence {
        words: "Rather than centralizing, enable business units",
        answered_by: &["M15"],
        pages: &["The CoE"],
        sheets: &["Health"],
    },
    Sentence {
        words: "Responsibilities: strategy, standards, data governance, guidance, prioritising",
        answered_by: &["M20", "M19", "M24", "M14", "M15", "M18", "M21", CHOICE],
        pages: &["The CoE", "Fund"],
        sheets: &["Health", "Funding"],
    },
    Sentence {
        words: "Roles: lead, data science, data engineering, cloud, business domain",
        answered_by: &["M16", "M17", "M20", "M13", "M14", "M19", "M28", "M18", "M2"],
        pages: &["The CoE"],
        sheets: &["Health"],
    },
    Sentence {
        words: "Marketing, sales, operations and finance",
        answered_by: &["M18", "M11"],
        pages: &["Outcomes"],
        sheets: &["Health"],
    },
    Sentence {
        words: "Technically sound and operationally valuable",
        answered_by: &[CHOICE, "M13"],
        pages: &["Fund"],
        sheets: &["Funding", "Health"],
    },
    Sentence {
        words: "Phases 1–4; lightweight, grows over time",
        answered_by: &["M24", "M30"],
        pages: &["The CoE"],
        sheets: &["Health"],
    },
    Sentence {
        words: "Challenges: over-centralization, lack of sponsorship, unclear metrics",
        answered_by: &["M15", "M12", "M16", "M13"],
        pages: &["The CoE"],
        sheets: &["Health"],
    },
    Sentence {
        words: "Outcomes: operational efficiency, revenue growth, customer experience",
        answered_by: &["M27", "M1", "M2"],
        pages: &["Outcomes"],
        sheets: &["Health", "Outcomes"],
    },
    Sentence {
        words: "Coordination, governance and shared expertise",
        answered_by: &["M18", "M14", "M15"],
        pages: &["The CoE"],
        sheets: &["Health"],
    },
];

/// The sentences a family of measures answers.
pub fn answered_by(family: &str) -> impl Iterator<Item = &'static Sentence> {
    MISSION.iter().filter(move |sentence| sentence.answered_by.contains(&family))
}
