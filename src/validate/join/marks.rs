//! Which questions about marks of currencies stay: not those that an initiative's currency or the rates of the intake
//! answer.

use super::{Joined, initiatives::Ids, rates::Book};
use crate::{
    model::{
        dictionary::SheetKind,
        identifier::identifier_key,
        mapping::{About, sender_of},
        unit::{is_code, may_be},
    },
    validate::foreign::code_of,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

impl Joined<'_> {
    /// Drops the questions about marks of which all is known, before amounts are converted.
    pub(super) fn drop_answered_marks(&mut self, ids: &Ids, book: &Book) {
        if !self.questions.iter().any(|question| matches!(question.about, About::Currency(_))) {
            return;
        }
        let open = self.open_marks(ids, book);
        let ours = &self.rules.currency;
        self.questions.retain(|question| match &question.about {
            // A mark that may be the report's is asked about because its sheet names another currency of it.
            About::Currency(mark) => may_be(mark, ours) || open.contains(&(question.sender.clone(), mark.clone())),
            _ => true,
        });
    }

    /// The marks of amounts, with the sender of their file, of which nobody says the currency.
    fn open_marks(&self, ids: &Ids, book: &Book) -> BTreeSet<(String, String)> {
        let of_initiative: BTreeMap<u32, Arc<str>> =
            self.initiatives_in_others().into_iter().map(|(row, code)| (row as u32, code_of(&code))).collect();
        let mut open = BTreeSet::new();
        for kind in SheetKind::EVERY {
            let table = self.table(kind);
            for amount in table.local.iter().filter(|amount| !is_code(&amount.currency)) {
                let row = amount.row as usize;
                let initiative = match kind {
                    SheetKind::Initiatives => Some(amount.row),
                    SheetKind::Financials => table.text("initiative_id")[row]
                        .as_ref()
                        .and_then(|id| ids.row_of.get(&identifier_key(id)).copied()),
                    _ => None,
                };
                let said = initiative.and_then(|initiative| of_initiative.get(&initiative));
                let is_said = said.is_some_and(|code| may_be(&amount.currency, code));
                if !is_said && book.code_of(&amount.currency).is_none() {
                    let file = &self.files[table.origins[row].file as usize];
                    open.insert((sender_of(&file.source.path), amount.currency.to_string()));
                }
            }
        }
        open
    }
}
