//! Sentences of the reports that people may put in their own words: what each may speak of, and its patterns as read
//! from `templates/reports/sentences.toml`.

use serde::Serialize;
use std::collections::BTreeMap;

/// A sentence, and the names of the figures it may hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sentence {
    /// Table and name in the file, `money.title`.
    pub key: &'static str,
    /// Names that may stand in braces.
    pub figures: &'static [&'static str],
}

/// A piece of a pattern.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub enum Part {
    /// Words as they stand.
    Words(String),
    /// `{name}`: the figure of that name.
    Figure(String),
    /// `{name|one|many}`: the word that goes with the number of that name.
    Noun {
        /// Name of the number.
        count: String,
        /// For one.
        one: String,
        /// For any other number.
        many: String,
    },
    /// `{?name}`: nothing, but the pattern is said only where that is known.
    Needs(String),
}

impl Part {
    /// The name of the figure it needs.
    pub fn name(&self) -> Option<&str> {
        match self {
            Part::Words(_) => None,
            Part::Figure(name) | Part::Noun { count: name, .. } | Part::Needs(name) => Some(name),
        }
    }
}

/// One way to put a sentence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Pattern(pub Vec<Part>);

/// The patterns of every sentence by its key, in the order in which they are tried.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Sentences(pub BTreeMap<String, Vec<Pattern>>);

macro_rules! sentences {
    ($($(#[$doc:meta])* $name:ident = $key:literal [$($figure:literal)*];)*) => {
        $($(#[$doc])* pub const $name: Sentence = Sentence { key: $key, figures: &[$($figure),*] };)*
        /// Every sentence there is.
        pub const ALL: &[Sentence] = &[$($name),*];
    };
}

sentences! {
    /// Title of page 1.
    DECIDE_TITLE = "decide.title" ["gap" "asks" "initiatives"];
    /// The worst gap to plan, first half of that title.
    DECIDE_GAP = "decide.gap" [
        "benefits_behind" "spend_over" "spend_known" "benefits_known" "spend_without_plan" "benefits_without_plan"
        "spend_not_reported" "benefits_not_reported"
    ];
    /// What is asked by when, its second half.
    DECIDE_ASKS = "decide.asks" ["asked" "overdue" "next" "only_one" "all_overdue" "red" "worse"];
    /// Said where nobody asks for anything.
    DECIDE_QUIET = "decide.quiet" ["none_reported" "none_red"];
    /// What came too late.
    DECIDE_LATE = "decide.late" ["late" "several" "name" "initiative" "day"];
    /// What could not be ranked.
    DECIDE_UNRANKED = "decide.unranked" ["unranked" "coverage"];
    /// Who makes up most of the gap.
    DECIDE_EXPLAINS = "decide.explains" ["department" "share" "gap"];
    /// Title of the page about money.
    MONEY_TITLE = "money.title" ["spend" "benefits" "department" "share"];
    /// Spend against plan, the first part of that title.
    MONEY_SPEND = "money.spend" ["over" "under" "on_plan" "without_plan" "not_reported"];
    /// Said below columns whose rounded numbers do not foot.
    MONEY_ROUNDING = "money.rounding" [];
    /// The way from plan to actual of a side that has months with one of them only.
    MONEY_CHAIN = "money.chain" [
        "side" "plan" "without_actual" "compared" "variance" "reached" "unplanned" "actual"
    ];
    /// Title of the page about who is funded.
    FUND_TITLE = "fund.title" [
        "cost" "in_budget" "set" "value" "candidates" "shortfall" "year" "people_short" "nothing_funded" "nobody_asks"
        "none_earns"
    ];
    /// How many are funded, a part of that title.
    FUND_SET = "fund.set" ["funded" "candidates" "all" "only_one"];
    /// How many of those funded hold in all tests that can be made.
    FUND_TESTS = "fund.tests" ["hold" "none_holds" "tests" "all_tests"];
    /// What a little more money would buy.
    FUND_NEXT = "fund.next" ["money" "initiative" "adds"];
    /// How sure the order by score is.
    FUND_SURE = "fund.sure" ["names" "several" "top" "share" "weightings" "nobody_is_sure"];
    /// Where score and money disagree.
    FUND_DISAGREE = "fund.disagree" ["disagree" "compared" "initiative" "by_score" "by_money"];
    /// Title of the ranking, where no budget is set.
    RANKING_TITLE = "ranking.title" ["name" "shares" "ranked" "initiatives" "only_one"];
    /// Title of the page about what runs.
    KEEP_TITLE = "keep.title" ["losing" "running" "only_one" "stopping" "frees" "red" "worse"];
    /// What runs and cannot be judged.
    KEEP_UNKNOWN = "keep.unknown" ["unknown"];
    /// What is reported better than the evidence says.
    KEEP_ROSY = "keep.rosy" ["rosy" "running"];
    /// What the marks of that page mean.
    KEEP_MARKS = "keep.marks" [];
    /// Title of the page about outcomes.
    OUTCOMES_TITLE = "outcomes.title" ["category" "share" "validated" "at_target" "known" "none_known"];
    /// Title of the page about the centre.
    CENTRE_TITLE = "centre.title" ["challenge" "phase" "gap"];
    /// The worst of the three challenges, the first part of that title.
    CENTRE_CHALLENGE = "centre.challenge" ["led" "unguided" "without_sponsor" "unclear" "of"];
    /// Title of the page about what changed.
    CHANGES_TITLE = "changes.title" ["moved" "rewritten" "restated" "sent" "expected" "since" "senders"];
    /// What came of the decisions asked.
    CHANGES_ASKED = "changes.asked" ["asked" "month" "answers" "days"];
    /// Who moved, for page 1.
    CHANGES_MOVED = "changes.moved" ["month" "movers" "more"];
    /// Who was not sent.
    CHANGES_NOT_SENT = "changes.not_sent" ["not_sent"];
    /// Said where nothing moved.
    CHANGES_NOTHING = "changes.nothing" [];
    /// Title of the page about how the figures were computed.
    METHOD_TITLE = "method.title" ["figures"];
    /// Pages that fold away, and why.
    METHOD_FOLDED = "method.folded" ["page" "reason"];
    /// What the short words of the pages mean.
    METHOD_GLOSSARY = "method.glossary" [];
    /// Title of a sponsor's first page.
    SPONSOR_TITLE = "sponsor.title" ["gap" "asks"];
    /// The worst gap of a sponsor's own, the first half of that title.
    SPONSOR_GAP = "sponsor.gap" ["yours" "over" "under" "on_plan" "benefits_behind"];
    /// What is asked of a sponsor, or what is Red, the second half.
    SPONSOR_ASKS = "sponsor.asks" ["asked" "day" "nothing_asked" "red" "worse" "only_worse" "waiting"];
    /// Whose initiatives, the beginning of that title.
    SPONSOR_YOURS = "sponsor.yours" ["initiatives" "only_one"];
    /// Title of a sponsor's second page.
    SPONSOR_ALL = "sponsor.all" ["initiatives" "only_one" "benefits"];
    /// What moved among a sponsor's own.
    SPONSOR_MOVED = "sponsor.moved" ["moves" "more"];
}
