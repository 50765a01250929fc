//! Which columns of a bill are read, by their names in the specification. Its versions renamed none of them since 1.0;
//! vendors that still export 1.0-preview call quantities otherwise.

use crate::model::billing::{BillColumns, CostColumn};

/// Where the columns stand that are read, counted from 0.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    billed_cost: usize,
    effective_cost: Option<usize>,
    pub(super) currency: usize,
    pub(super) start: usize,
    pub(super) class: Option<usize>,
    pub(super) tags: Option<usize>,
    /// Tags and resource of a charge that the vendor split by use (1.3): nearer to whose it is than those of the whole.
    pub(super) allocated_tags: Option<usize>,
    pub(super) resources: Vec<usize>,
    pub(super) sub_accounts: Vec<usize>,
    pub(super) sub_account_name: Option<usize>,
    pub(super) quantity: Option<usize>,
    pub(super) unit: Option<usize>,
}

impl Columns {
    /// From the titles; none of another file.
    pub(super) fn of<'a>(titles: impl Iterator<Item = &'a [u8]>) -> Option<Columns> {
        let titles: Vec<&[u8]> = titles.map(<[u8]>::trim_ascii).collect();
        let place = |name: &str| titles.iter().position(|title| title.eq_ignore_ascii_case(name.as_bytes()));
        let places = |names: &[&str]| names.iter().filter_map(|name| place(name)).collect::<Vec<usize>>();
        // Every version makes them mandatory, and no other dataset has all four.
        place("ChargeCategory")?;
        Some(Columns {
            billed_cost: place("BilledCost")?,
            effective_cost: place("EffectiveCost"),
            currency: place("BillingCurrency")?,
            start: place("ChargePeriodStart")?,
            class: place("ChargeClass"),
            tags: place("Tags"),
            allocated_tags: place("AllocatedTags"),
            resources: places(&["AllocatedResourceId", "AllocatedResourceName", "ResourceId", "ResourceName"]),
            sub_accounts: places(&["SubAccountId", "SubAccountName"]),
            sub_account_name: place("SubAccountName").or_else(|| place("SubAccountId")),
            quantity: place("ConsumedQuantity").or_else(|| place("UsageQuantity")),
            unit: place("ConsumedUnit").or_else(|| place("UsageUnit")),
        })
    }

    /// The column that the settings take as cost.
    pub(super) fn cost(&self, column: CostColumn) -> Option<usize> {
        match column {
            CostColumn::BilledCost => Some(self.billed_cost),
            CostColumn::EffectiveCost => self.effective_cost,
        }
    }

    /// Is anything taken from the column at this place?
    pub(super) fn is_read(&self, place: usize, cost: CostColumn) -> bool {
        let single = [
            self.cost(cost),
            Some(self.currency),
            Some(self.start),
            self.class,
            self.tags,
            self.allocated_tags,
            self.sub_account_name,
            self.quantity,
            self.unit,
        ];
        let several = self.resources.iter().chain(&self.sub_accounts);
        single.into_iter().flatten().chain(several.copied()).any(|read| read == place)
    }

    /// Where a cell of Financials stands in the bill.
    pub(super) fn places(&self, cost: usize) -> BillColumns {
        let named = self.tags.or(self.sub_account_name).unwrap_or(cost);
        let [named, month, cost] = [named, self.start, cost].map(|place| place as u32);
        BillColumns { named, month, cost }
    }
}
