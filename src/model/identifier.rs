//! How identifiers that people type are compared.

/// Case and white space do not make another initiative.
pub fn identifier_key(id: &str) -> String {
    id.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()
}
