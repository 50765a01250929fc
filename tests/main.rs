//! One binary for all integration tests: each binary links polars again, which takes longer than most tests.

mod annotate;
mod architecture;
mod commands;
mod documents;
mod explain;
mod field_table;
mod finance_workbook;
mod formats;
mod funding;
mod health;
mod injection;
mod intake;
mod isolation;
mod killed;
mod live;
mod mail;
mod odd_workbooks;
mod operate;
mod reports;
mod scale;
mod shapes;
mod state;
mod support;
mod templates;
mod vectors;
mod workspace;
