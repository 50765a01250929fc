#![doc = include_str!("README.md")]

pub mod settings;
pub mod model;
pub mod intake;
pub mod validate;
pub mod metrics;
pub mod report;
pub mod render;
