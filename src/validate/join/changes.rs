//! What becomes different of the sums of amounts, file by file.

use crate::model::{money::Cents, portfolio::TallyKey};
use std::collections::BTreeMap;

/// Changes of sums. Amounts of a file follow each other, and one file has few fields and months: its changes are found in
/// a fraction of the time that those of all files take.
#[derive(Default)]
pub(super) struct Changes {
    of_file: BTreeMap<TallyKey, Cents>,
    of_all: Vec<(TallyKey, Cents)>,
}

impl Changes {
    /// A sum is so much more.
    pub(super) fn add(&mut self, key: TallyKey, cents: Cents) {
        if self.of_file.first_key_value().is_some_and(|(first, _)| first.file != key.file) {
            self.of_all.extend(std::mem::take(&mut self.of_file));
        }
        *self.of_file.entry(key).or_default() += cents;
    }

    /// The changes, each once for each time its file came.
    pub(super) fn all(self) -> impl Iterator<Item = (TallyKey, Cents)> {
        self.of_all.into_iter().chain(self.of_file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::portfolio::Fate;

    #[test]
    fn changes_of_files_that_come_again_add_up() {
        let key = |file, field| TallyKey { fate: Fate::Read, field, file, month: None };
        let mut changes = Changes::default();
        for (file, field, cents) in [(0, 1, 5), (0, 2, 7), (0, 1, 2), (1, 1, 9), (0, 1, 3)] {
            changes.add(key(file, field), Cents(cents));
        }
        let mut sums: BTreeMap<TallyKey, Cents> = BTreeMap::new();
        changes.all().for_each(|(key, cents)| *sums.entry(key).or_default() += cents);
        // 5 + 2 + 3, and 7, and 9.
        let sums: Vec<(u32, u8, i64)> = sums.iter().map(|(key, cents)| (key.file, key.field, cents.0)).collect();
        assert_eq!(sums, [(0, 1, 10), (1, 1, 9), (0, 2, 7)]);
    }
}
