//! Whose a cost of a bill is, once it is known which initiatives there are.

use crate::{
    model::{
        billing::{NONE, Named},
        identifier::identifier_key,
        portfolio::CENTRE,
        table::Table,
    },
    validate::join::initiatives::Ids,
};
use std::sync::Arc;

/// Who pays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Owner {
    /// By its id, as the sheet Initiatives spells it; also the centre itself.
    Initiative(Arc<str>),
    /// The settings say that it is no cost of AI.
    LeftOut,
    /// Nobody knows.
    Nobody,
}

/// The initiatives of the intake.
pub(super) struct Owners<'a> {
    spelled: &'a [Option<Arc<str>>],
    ids: &'a Ids,
}

impl<'a> Owners<'a> {
    /// Of the sheet Initiatives.
    pub(super) fn of(initiatives: &'a Table, ids: &'a Ids) -> Self {
        Owners { spelled: initiatives.text("initiative_id"), ids }
    }

    /// By the tag; where that names nobody, by the settings.
    pub(super) fn owner(&self, named: &Named) -> Owner {
        let by_name = |name: &Option<Arc<str>>| name.as_deref().map_or(Owner::Nobody, |name| self.named(name));
        match by_name(&named.tag) {
            Owner::Nobody => by_name(&named.mapped),
            owner => owner,
        }
    }

    fn named(&self, name: &str) -> Owner {
        if name.eq_ignore_ascii_case(NONE) {
            return Owner::LeftOut;
        }
        let key = identifier_key(name);
        if key == CENTRE {
            return Owner::Initiative(CENTRE.into());
        }
        let spelled = self.ids.row_of.get(&key).and_then(|row| self.spelled[*row as usize].clone());
        spelled.map_or(Owner::Nobody, Owner::Initiative)
    }
}
