//! What `run.json` says of the register.

use super::{Due, TierLine, by_tier_and_role, due, not_in_register, until};
use crate::{
    model::{
        ai_act::{
            Area, Role, Tier,
            register::{Duty, DutyState, Registered},
        },
        record_ai_act::{AiActDueRecord, AiActRecord, AiActSystemRecord, AiActTierRecord, DutyRecord},
    },
    report::ReportContext,
};

/// None where nobody typed anything of the register.
pub fn record(context: &ReportContext) -> Option<AiActRecord> {
    let register = &context.portfolio.register;
    let until = until(context.assumptions);
    let ids = context.portfolio.initiatives.text("initiative_id");
    let system = |one: &Registered| AiActSystemRecord {
        initiative_id: ids[one.row as usize].as_deref().unwrap_or_default().to_owned(),
        tier: one.system.tier.map(Tier::name),
        roles: one.system.roles.iter().map(|role| role.name()).collect(),
        annex_iii_area: one.system.area.map(Area::name),
        annex_i_product: one.system.is_product,
        article_50_cases: one.system.cases.iter().map(|case| case.name()).collect(),
        general_purpose_model: one.model.as_deref().map(str::to_owned),
        next_review: one.next_review,
        is_asked: one.is_asked,
        not_told_without: one.unclear.clone(),
        contradictions: one.contradictions.clone(),
        obligations: one.duties.iter().map(duty).collect(),
    };
    (!register.is_empty()).then(|| AiActRecord {
        looked_ahead_to: until,
        without_evidence: super::asked(context).map(|one| one.gaps(until).count()).sum(),
        not_in_register: not_in_register(context),
        by_tier: by_tier_and_role(context).iter().map(tier).collect(),
        due: due(context).iter().map(group).collect(),
        systems: register.iter().map(system).collect(),
    })
}

fn tier(line: &TierLine) -> AiActTierRecord {
    let of = |role: Role| Role::ALL.iter().position(|one| *one == role).map_or(0, |place| line.roles[place]);
    AiActTierRecord {
        tier: line.tier.map(Tier::name),
        systems: line.systems,
        provider: of(Role::Provider),
        deployer: of(Role::Deployer),
        importer: of(Role::Importer),
        distributor: of(Role::Distributor),
        role_not_reported: line.without_role,
    }
}

fn group(one: &Due) -> AiActDueRecord {
    AiActDueRecord {
        from: one.from,
        about: one.subject,
        systems: one.systems,
        obligations: one.obligations(),
        met: one.count(DutyState::Met),
        in_progress: one.count(DutyState::InProgress),
        missing: one.count(DutyState::Missing),
        not_known: one.count(DutyState::NotKnown),
        waived: one.count(DutyState::Waived),
        not_applicable: one.count(DutyState::NotApplicable),
    }
}

fn duty(duty: &Duty) -> DutyRecord {
    DutyRecord {
        obligation: duty.obligation.id,
        article: duty.obligation.article,
        from: duty.from,
        state: duty.state,
        answer: duty.answer.as_deref().map(str::to_owned),
        answered_by: duty.obligation.evidence.key(),
    }
}
