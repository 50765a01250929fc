//! Who decided, beside who may: by the limits of the settings, and nobody about an initiative of their own.

use super::Joined;
use crate::model::{
    approval::{ApprovalRule, Breach, Person},
    asked::asked_amount,
    dictionary::SheetKind,
    finding::{Code, Finding, Severity},
    money::Cents,
    table::Table,
};
use rustc_hash::FxHashMap;

/// What people are to an initiative, and where that stands.
const OWNERS: [(&str, &str); 3] =
    [("business_owner", "business owner"), ("owner_email", "business owner"), ("technical_owner", "technical owner")];

/// The people of an initiative, with what they are to it.
type OwnPeople = Vec<(Person, &'static str)>;

impl Joined<'_> {
    /// One finding for each fault of each decision that counts. `decided_on` and `team` have the initiative of each row
    /// of Decisions and Team.
    pub(super) fn check_approvals(
        &self,
        decided_on: &[Option<u32>],
        team: &[Option<u32>],
        findings: &mut Vec<Finding>,
    ) {
        if self.rules.approvals.is_empty() {
            return;
        }
        let decisions = self.table(SheetKind::Decisions);
        let (what, by) = (decisions.text("decision"), decisions.text("decided_by"));
        let mut known: FxHashMap<u32, OwnPeople> = FxHashMap::default();
        for (row, initiative) in decided_on.iter().enumerate() {
            let (Some(initiative), Some(what), Some(by)) = (initiative, &what[row], &by[row]) else { continue };
            if !self.is_central(decisions.origins[row].file as usize) {
                continue;
            }
            let own = known.entry(*initiative).or_insert_with(|| self.own_people(*initiative, team));
            let amount = decisions.money("amount_approved")[row].or_else(|| self.amount_asked(*initiative));
            let decision = Decision { row, what, by, initiative: *initiative, amount };
            findings.extend(self.by_own_people(&decision, own));
            findings.extend(self.beyond_limit(&decision));
        }
        self.note_decisions_without_names(findings);
    }

    /// Whoever answers for the initiative, builds it or works on it.
    fn own_people(&self, initiative: u32, team: &[Option<u32>]) -> OwnPeople {
        let initiatives = self.table(SheetKind::Initiatives);
        let row = initiative as usize;
        let owners =
            OWNERS.iter().flat_map(|(key, what)| people_in(initiatives, key, row).map(move |one| (one, *what)));
        let members = self.table(SheetKind::Team);
        let rows = team.iter().enumerate().filter(|(_, of)| **of == Some(initiative)).map(|(row, _)| row);
        let in_team = rows
            .flat_map(|row| ["person", "person_email"].into_iter().flat_map(move |key| people_in(members, key, row)));
        owners.chain(in_team.map(|one| (one, "team"))).collect()
    }

    fn amount_asked(&self, initiative: u32) -> Option<Cents> {
        let table = self.table(SheetKind::Initiatives);
        let row = initiative as usize;
        asked_amount(
            table.text("decision_needed")[row].as_deref().unwrap_or_default(),
            table.money("budget_requested")[row],
        )
    }

    fn by_own_people(&self, decision: &Decision, own: &OwnPeople) -> Option<Finding> {
        let deciders = self.rules.approvals.known_as(decision.by);
        let (_, what) = own.iter().find(|(person, _)| deciders.iter().any(|decider| decider.is(person)))?;
        let id = self.id_of(decision.initiative);
        let role = match *what {
            "team" => format!("the team of {id}"),
            role => format!("the {role} of {id}"),
        };
        let mut finding = self.at_decided_by(Code::DecisionByOwnPeople, decision);
        finding.problem = format!(
            "{}: {} belongs to {role}, and nobody decides about their own initiative",
            decision.what, decision.by
        );
        finding.instead = format!("Have it decided without them, by {}.", self.who_decides(decision.amount));
        Some(finding)
    }

    fn beyond_limit(&self, decision: &Decision) -> Option<Finding> {
        let id = self.id_of(decision.initiative);
        let about = match decision.amount {
            Some(amount) => format!("{} of {id} over {}", decision.what, self.shown(amount)),
            None => format!("{} of {id}", decision.what),
        };
        let who = self.who_decides(decision.amount);
        Some(match self.rules.approvals.breach(decision.amount, decision.by)? {
            Breach::Beyond { own, .. } => {
                let mut finding = self.at_decided_by(Code::DecisionBeyondLimit, decision);
                finding.problem = match own.and_then(ApprovalRule::limit) {
                    Some(limit) => format!("{about}: {} may decide up to {}", decision.by, self.shown(limit)),
                    None => format!("{about}: no approval limit of the settings names {}", decision.by),
                };
                finding.instead = format!("Correct the name, or have it decided by {who}.");
                finding
            }
            Breach::TooFew { signed, needed } => {
                let mut finding = self.at_decided_by(Code::SignaturesMissing, decision);
                finding.problem = format!(
                    "{about}: {} for {}, and {signed} of them named",
                    match needed.signatures {
                        0 | 1 => "1 name is asked".to_owned(),
                        several => format!("{several} signatures are asked"),
                    },
                    needed.who
                );
                finding.instead =
                    format!("Type the names of all who signed, parted by semicolons: {}.", needed.people.join("; "));
                finding
            }
        })
    }

    /// While no workbook of the board is there, decisions of departments' own sheets count, and none of them says who
    /// took it.
    fn note_decisions_without_names(&self, findings: &mut Vec<Finding>) {
        if self.file_of_decisions().is_some() {
            return;
        }
        let decided = self.table(SheetKind::Initiatives).text("decision");
        for (row, what) in decided.iter().enumerate() {
            let Some(what) = what else { continue };
            let (severity, code) = (Severity::Noted, Code::DecisionByOwnPeople);
            let mut finding = self.finding(severity, code, SheetKind::Initiatives, "decision", row);
            finding.found = what.to_string();
            finding.problem =
                "The decision stands on the department's own sheet, which does not say who took it".to_owned();
            let who = self.who_decides(self.amount_asked(row as u32));
            finding.instead = format!("Have it entered in the board's workbook of decisions by {who}.");
            findings.push(finding);
        }
    }

    fn at_decided_by(&self, code: Code, decision: &Decision) -> Finding {
        let mut finding = self.finding(Severity::Noted, code, SheetKind::Decisions, "decided_by", decision.row);
        finding.found = decision.by.to_owned();
        finding
    }

    /// `who may decide about EUR 95,000.00: AI board`.
    fn who_decides(&self, amount: Option<Cents>) -> String {
        let who = self.rules.approvals.who(amount);
        let who = who.unwrap_or_else(|| "nobody, until the settings have a limit that reaches so far".to_owned());
        match amount {
            Some(amount) => format!("who may decide about {}: {who}", self.shown(amount)),
            None => format!("who may: {who}"),
        }
    }

    fn shown(&self, amount: Cents) -> String {
        format!("{} {}", self.rules.currency, self.rules.locale.number(amount.0, 2))
    }

    fn id_of(&self, initiative: u32) -> &str {
        self.table(SheetKind::Initiatives).text("initiative_id")[initiative as usize].as_deref().unwrap_or_default()
    }
}

/// A decision of the board that counts.
struct Decision<'a> {
    row: usize,
    what: &'a str,
    by: &'a str,
    initiative: u32,
    amount: Option<Cents>,
}

fn people_in(table: &Table, key: &str, row: usize) -> impl Iterator<Item = Person> + use<> {
    let text = table.text(key)[row].clone();
    text.map(|text| Person::several(&text)).unwrap_or_default().into_iter()
}
