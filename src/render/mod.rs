//! Reports to bytes: looks only. Nothing here computes or rounds a figure.

pub mod annotate;
pub mod csv;
pub mod email;
pub mod json;
pub mod pdf;
pub mod xlsx;
