//! The register of the AI Act: what cannot be told, what does not fit together, and what comes due without evidence.

use super::Joined;
use crate::model::{
    ai_act::register::{self, Contradiction, Duty, MONTHS_AHEAD, Registered},
    dictionary::SheetKind,
    finding::{Code, Finding, Severity},
};
use jiff::civil::Date;

/// Obligations that a finding lists; the rest are counted.
const LISTED: usize = 3;

impl Joined<'_> {
    /// The register, with its findings. Empty where nobody typed anything of it.
    pub(super) fn register(&self, findings: &mut Vec<Finding>) -> Vec<Registered> {
        let register = register::register(self.table(SheetKind::Initiatives), &self.rules.ai_act);
        let until = self.rules.calendar.last_day(self.rules.period.plus(MONTHS_AHEAD));
        for one in &register {
            findings.extend(self.not_told(one));
            findings.extend(one.contradictions.iter().map(|what| self.contradicting(one, *what)));
            findings.extend(self.without_evidence(one, until));
        }
        register
    }

    /// Fields without which obligations cannot be told, one finding an initiative.
    fn not_told(&self, one: &Registered) -> Option<Finding> {
        let first = one.unclear.first()?;
        let titles: Vec<&str> = one.unclear.iter().map(|key| self.title(key)).collect();
        let mut finding = self.noted(Code::AiActNotTold, first, one);
        finding.problem = format!(
            "{} is in the register of the AI Act, and its obligations cannot be told without {}",
            self.name(one),
            titles.join(", ")
        );
        finding.instead = format!("Type {}.", self.help(first));
        Some(finding)
    }

    fn contradicting(&self, one: &Registered, what: Contradiction) -> Finding {
        let mut finding = self.noted(Code::AiActTierContradicts, "risk_tier", one);
        let tier = one.system.tier.map_or("", |tier| tier.name());
        let area = one.system.area.map_or("", |area| area.name());
        finding.found = tier.to_owned();
        let name = self.name(one);
        (finding.problem, finding.instead) = match what {
            Contradiction::AreaOfLowTier => (
                format!("{name} stands in the area {area} of Annex III, and its tier is {tier}"),
                "Type High, unless it is documented by Article 6(4) why it is not; or correct the area.".to_owned(),
            ),
            Contradiction::ProductOfLowTier => (
                format!("{name} is a product of Annex I or a safety component of one, and its tier is {tier}"),
                "Type High (Article 6(1)), or correct Annex I product.".to_owned(),
            ),
            Contradiction::ProhibitedRuns => (
                format!("{name} is of the tier Prohibited (Article 5), and is running"),
                "Stop it, or correct the tier.".to_owned(),
            ),
            Contradiction::HighForNoReason => (
                format!("{name} is of the tier High, and stands in no area of Annex III and in no product of Annex I"),
                "Type the area or the product, or correct the tier.".to_owned(),
            ),
        };
        finding
    }

    /// One finding a cell, with all obligations that it answers: what applies already, and what will within the time ahead.
    fn without_evidence(&self, one: &Registered, until: Date) -> Vec<Finding> {
        let mut by_field: Vec<(&str, Vec<&Duty>)> = Vec::new();
        for duty in one.gaps(until) {
            let key = duty.obligation.evidence.key();
            match by_field.iter_mut().find(|(known, _)| *known == key) {
                Some((_, duties)) => duties.push(duty),
                None => by_field.push((key, vec![duty])),
            }
        }
        // A tier that is missing is told as any value, and one that is prohibited and runs, where it contradicts.
        let is_known = one.system.tier.is_some() && !one.contradictions.contains(&Contradiction::ProhibitedRuns);
        let is_told = |key: &str| key == "risk_tier" && !is_known;
        by_field.retain(|(key, _)| !is_told(key));
        by_field.into_iter().map(|(key, duties)| self.open(one, key, &duties)).collect()
    }

    fn open(&self, one: &Registered, key: &str, duties: &[&Duty]) -> Finding {
        let mut finding = self.noted(Code::AiActEvidenceMissing, key, one);
        let said = |duty: &&Duty| {
            let (words, article) = (duty.obligation.words, duty.obligation.article);
            format!("{article} ({words}, from {})", self.rules.locale.day(duty.from))
        };
        let mut listed: Vec<String> = duties.iter().take(LISTED).map(said).collect();
        if duties.len() > LISTED {
            listed.push(format!("{} more", duties.len() - LISTED));
        }
        let stands = duties.iter().find_map(|duty| duty.answer.as_deref());
        finding.found = stands.unwrap_or_default().to_owned();
        let stands = stands.map_or("nothing is typed".to_owned(), |typed| format!("\"{typed}\" is typed"));
        finding.problem = format!("{}: {stands} for what the AI Act asks: {}", self.name(one), listed.join("; "));
        finding.instead = format!("Type {}.", self.help(key));
        finding
    }

    fn noted(&self, code: Code, key: &str, one: &Registered) -> Finding {
        self.finding(Severity::Noted, code, SheetKind::Initiatives, key, one.row as usize)
    }

    /// Its name, else its id.
    fn name(&self, one: &Registered) -> &str {
        let table = self.table(SheetKind::Initiatives);
        let text = |key: &str| table.text(key)[one.row as usize].as_deref();
        text("name").or_else(|| text("initiative_id")).unwrap_or_default()
    }

    fn title(&self, key: &str) -> &str {
        self.rules.dictionary.field(SheetKind::Initiatives, key).map_or("", |field| &field.title)
    }

    fn help(&self, key: &str) -> &str {
        self.rules.dictionary.field(SheetKind::Initiatives, key).map_or("", |field| &field.help)
    }
}
