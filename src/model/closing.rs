//! Closing a month: what stands against it, who closes it, and what they accepted when they did.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What it takes to close a month although something stands against it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Weight {
    /// Nothing: it has to be put right first.
    Never,
    /// A person who forces it, with a reason.
    Forced,
    /// A person who accepts it, with a reason.
    Accepted,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $weight:ident;)*) => {
        /// The kinds of things that stand against closing a month.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum ObstacleKind { $($(#[$doc])* $name,)* }
        impl ObstacleKind {
            /// All of them, the gravest first.
            pub const ALL: &'static [ObstacleKind] = &[$(ObstacleKind::$name,)*];
            /// As the ledger and the log spell it, `sender-missing`.
            pub fn text(self) -> &'static str { match self { $(ObstacleKind::$name => $text,)* } }
            /// What it takes to close in spite of it.
            pub fn weight(self) -> Weight { match self { $(ObstacleKind::$name => Weight::$weight,)* } }
        }
    };
}

kinds! {
    /// The month is not over.
    NotOver = "not-over", Never;
    /// The checks of the money do not hold.
    DoesNotFoot = "does-not-foot", Never;
    /// The last closed month cannot be read, so nothing can be compared.
    LastMonthUnusable = "last-month-unusable", Never;
    /// A sender is missing, and the settings hold the month for them.
    HeldForSender = "held-for-sender", Never;
    /// A workbook was made for a later month.
    LaterMonth = "later-month", Forced;
    /// A workbook was made for an earlier month.
    EarlierMonth = "earlier-month", Accepted;
    /// Nobody reports an actual of the month.
    NoActuals = "no-actuals", Accepted;
    /// An expected sender sent nothing.
    SenderMissing = "sender-missing", Accepted;
    /// An expected sender's workbooks are those of the last closed month.
    SenderUnchanged = "sender-unchanged", Accepted;
    /// A sender's column of money was there in the last closed month and is not now.
    ColumnGone = "column-gone", Accepted;
    /// Amounts that were known in the last closed month and are not now.
    BecameUnknown = "became-unknown", Accepted;
    /// A figure that moved further than is plausible.
    Jumped = "jumped", Accepted;
    /// It was asked what a sheet, title or word means, and nobody answered yet.
    QuestionOpen = "question-open", Accepted;
    /// A finding of reading that leaves the figures in doubt.
    Doubtful = "doubtful", Accepted;
    /// Money in rows set aside and cells rejected, above a share.
    NotCounted = "not-counted", Accepted;
}

/// One thing that stands against closing a month, with its figure.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Obstacle {
    /// What kind of thing.
    pub kind: ObstacleKind,
    /// Where and what was found, a sentence.
    pub found: String,
    /// What to do about it, a sentence.
    pub instead: String,
}

/// `[plausible]` of the settings: how far a figure may move before a person has to say that it is right.
/// `templates/report.toml` says what each is for.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct PlausibleLimits {
    /// Years between a month in a workbook and the reporting month.
    pub years: u8,
    /// An initiative's actual of the month, as so many times its monthly mean so far.
    pub month_factor: f64,
    /// Differences below this amount are never doubted, in units of the currency.
    pub least_amount: f64,
    /// Change of the portfolio's outlook of the year, a fraction.
    pub outlook_change: f64,
    /// How much a sum to date may fall, a fraction.
    pub to_date_fall: f64,
    /// Money in rows set aside and cells rejected, as a share of what was read of the column.
    pub not_counted: f64,
    /// Initiatives that reported an actual last month and none of this one, as a share of those that did.
    pub unreported: f64,
}

impl Default for PlausibleLimits {
    fn default() -> Self {
        PlausibleLimits {
            years: 5,
            month_factor: 8.0,
            least_amount: 20_000.0,
            outlook_change: 0.5,
            to_date_fall: 0.1,
            not_counted: 0.1,
            unreported: 0.2,
        }
    }
}

/// `[closing]` of the settings: who may close a month, and what may close without them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ClosingRules {
    /// Names of those who may close and reopen months; empty: everybody.
    pub closers: Vec<String>,
    /// May the schedule close a month without an expected sender, once their day is over and their rows are carried
    /// forward?
    pub without_missing_senders: bool,
}

impl ClosingRules {
    /// May somebody of this name close a month?
    pub fn may_close(&self, name: &str) -> bool {
        let same = |closer: &String| closer.trim().to_lowercase() == name.trim().to_lowercase();
        self.closers.is_empty() || self.closers.iter().any(same)
    }
}

/// What a person orders who closes a month by hand.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ClosingOrder {
    /// Who closes it, as they say it.
    pub by: String,
    /// Who put it together; empty for nobody.
    pub prepared_by: String,
    /// Who looked at it besides; empty for nobody.
    pub reviewed_by: String,
    /// The account under which the program runs.
    pub account: String,
    /// The computer on which it runs.
    pub computer: String,
    /// Why what stands against closing is accepted; empty: nothing is.
    pub reason: String,
    /// Workbooks of a later month are accepted, too.
    pub is_forced: bool,
    /// What the person has seen of it; `None`: they accept whatever there is.
    pub seen: Option<Vec<Obstacle>>,
}

impl ClosingOrder {
    /// Is the month closed in spite of this?
    pub fn accepts(&self, obstacle: &Obstacle) -> bool {
        let is_seen = self.seen.as_ref().is_none_or(|seen| seen.contains(obstacle));
        is_seen
            && !self.reason.trim().is_empty()
            && match obstacle.kind.weight() {
                Weight::Never => false,
                Weight::Forced => self.is_forced,
                Weight::Accepted => true,
            }
    }
}

/// Who closed a revision of a month, and what they accepted: as the ledger keeps it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Signature {
    /// Who closed it; the schedule, where nobody did.
    pub closed_by: String,
    /// The day of it in UTC, as `closed_at` of the month says; none where it is not known.
    #[serde(skip)]
    pub closed_on: Option<Date>,
    /// Who put the month together; empty for nobody.
    pub prepared_by: String,
    /// Who looked at it besides; empty for nobody.
    pub reviewed_by: String,
    /// The account under which the program ran.
    pub account: String,
    /// The computer on which it ran.
    pub computer: String,
    /// Why what stood against it was accepted; empty where nothing did.
    pub reason: String,
    /// What was accepted, each with its figure.
    pub accepted: Vec<Accepted>,
}

/// One thing that stood against closing and was accepted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Accepted {
    /// What kind of thing, `sender-missing`.
    pub kind: String,
    /// Where and what was found.
    pub found: String,
}

/// Who took a closed revision back, and why. The revision stays.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Withdrawal {
    /// Who.
    pub by: String,
    /// Why.
    pub because: String,
    /// When, in UTC.
    pub at: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(reason: &str, is_forced: bool) -> ClosingOrder {
        ClosingOrder { reason: reason.to_owned(), is_forced, ..ClosingOrder::default() }
    }

    fn obstacle(kind: ObstacleKind) -> Obstacle {
        Obstacle { kind, found: "HR sent nothing".to_owned(), instead: String::new() }
    }

    #[test]
    fn only_a_reason_accepts_and_only_force_takes_another_months_workbooks() {
        for kind in ObstacleKind::ALL {
            let found = obstacle(*kind);
            assert!(!order(" ", true).accepts(&found), "{kind:?}");
            assert_eq!(order("agreed", false).accepts(&found), kind.weight() == Weight::Accepted, "{kind:?}");
            assert_eq!(order("agreed", true).accepts(&found), kind.weight() > Weight::Never, "{kind:?}");
        }
    }

    #[test]
    fn what_came_after_the_person_looked_is_not_accepted() {
        let seen = obstacle(ObstacleKind::SenderMissing);
        let order = ClosingOrder { seen: Some(vec![seen.clone()]), ..order("agreed", false) };
        assert!(order.accepts(&seen));
        assert!(!order.accepts(&Obstacle { found: "IT sent nothing".to_owned(), ..seen }));
    }

    #[test]
    fn only_who_is_named_may_close_where_somebody_is_named() {
        assert!(ClosingRules::default().may_close("Anybody"));
        let rules = ClosingRules { closers: vec!["Ada Lund".to_owned()], ..ClosingRules::default() };
        assert!(rules.may_close(" ada lund ") && !rules.may_close("Bo Ek"));
    }
}
