//! Which sections the PDFs have, in which order: read from `templates/reports/executive.toml` and `sponsor.toml`.

use serde::Serialize;

/// What a layout may name.
pub trait Named: Copy + PartialEq + 'static {
    /// Each, with its name in a file.
    const ALL: &'static [(Self, &'static str)];
}

/// Declares what a layout may name, each with its name in a file.
macro_rules! sections {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $section:ident $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
        pub enum $name { $($(#[$about])* #[serde(rename = $word)] $section,)* }

        impl Named for $name {
            const ALL: &'static [(Self, &'static str)] = &[$(($name::$section, $word),)*];
        }
    };
}

sections! {
    /// A page of the executives' PDF.
    ExecutiveSection {
        /// What do you want from me?
        Decide "decide",
        /// Where do we stand against the budget?
        Money "money",
        /// Which deserve the money? Without a budget: which score best?
        Fund "fund",
        /// Does what runs still earn its next euro?
        KeepFixStop "keep-fix-stop",
        /// What did we get?
        Outcomes "outcomes",
        /// Is the centre itself healthy?
        Centre "centre",
        /// What moved, and can I trust it?
        Changes "changes",
        /// How was it computed?
        Method "method",
    }
}

sections! {
    /// A part of a sponsor's PDF.
    SponsorSection {
        /// Spend, benefit, in production.
        Figures "figures",
        /// What is needed from them.
        Asks "asks",
        /// Their initiatives, worst first.
        Initiatives "initiatives",
        /// Spend and benefit by month.
        Months "months",
        /// Their candidates: funded or left out.
        Candidates "candidates",
        /// Controls that apply and are not met.
        Controls "controls",
        /// What moved since the last closed month.
        Changes "changes",
        /// Every initiative in one line.
        All "all",
        /// Their KPIs.
        Kpis "kpis",
    }
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
