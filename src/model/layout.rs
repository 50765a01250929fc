//! Which sections the PDFs have, in which order: read from `templates/reports/executive.toml` and `sponsor.toml`.

use serde::{Deserialize, Serialize};

/// A page of the executives' PDF.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExecutiveSection {
    /// What do you want from me?
    Decide,
    /// Where do we stand against the budget?
    Money,
    /// Which deserve the money? Without a budget: which score best?
    Fund,
    /// Does what runs still earn its next euro?
    KeepFixStop,
    /// What did we get?
    Outcomes,
    /// Is the centre itself healthy?
    Centre,
    /// What moved, and can I trust it?
    Changes,
    /// How was it computed?
    Method,
}

/// A part of a sponsor's PDF.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SponsorSection {
    /// Spend, benefit, in production.
    Figures,
    /// What is needed from them.
    Asks,
    /// Their initiatives, worst first.
    Initiatives,
    /// Spend and benefit by month.
    Months,
    /// Their candidates: funded or left out.
    Candidates,
    /// Controls that apply and are not met.
    Controls,
    /// What moved since the last closed month.
    Changes,
    /// Every initiative in one line.
    All,
    /// Their KPIs.
    Kpis,
}

/// A section that is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Shown<Name> {
    /// Which.
    pub name: Name,
    /// Most lines of its list.
    pub lines: usize,
}

/// Sections in their order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Layout<Name>(pub Vec<Shown<Name>>);

impl<Name: Copy + PartialEq> Layout<Name> {
    /// The most lines of a section; `None` when it is not shown.
    pub fn lines(&self, name: Name) -> Option<usize> {
        self.0.iter().find(|shown| shown.name == name).map(|shown| shown.lines)
    }
}
