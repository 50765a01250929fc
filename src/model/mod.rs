//! Nouns: plain data that the stages hand to each other. No input or output, no stage logic.

pub mod assumptions;
pub mod check;
pub mod dictionary;
pub mod earlier;
pub mod figure;
pub mod finding;
pub mod funding;
pub mod funding_rules;
pub mod limits;
pub mod locale;
pub mod metrics;
pub mod money;
pub mod period;
pub mod phase;
pub mod portfolio;
pub mod problem;
pub mod reading;
pub mod record;
pub mod report;
pub mod rules;
pub mod stamp;
pub mod table;
pub mod template;
pub mod theme;
pub mod workbook;
