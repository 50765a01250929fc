#![doc = include_str!("README.md")]

pub mod cli;
pub mod console;
pub mod delivery;
pub mod intake;
pub mod metrics;
pub mod model;
pub mod pipeline;
pub mod render;
pub mod report;
pub mod sample;
pub mod settings;
pub mod state;
pub mod talk;
pub mod validate;
pub mod window;
pub mod workspace;
