//! Intervention strategy `NAME`: two strategies for closing a gap.

use alongside_plugin::prelude::*;

const SOURCE: &str = "say here which document the strategies come from, and where in it";

/// The strategy.
pub struct Strategy;

impl InterventionStrategy for Strategy {
    fn describe() -> Description {
        Description::new("NAME", env!("CARGO_PKG_VERSION"), "Two strategies for closing a gap")
            .source(SOURCE)
            .parameter(
                Parameter::number("large-from", "the gap from which it is large, in percentage points").default(20.0),
            )
            .parameter(
                Parameter::text("role", "the role of the workflow that carries out what is adopted").default("lead"),
            )
    }

    fn propose(input: &ProposeInput) -> Result<Vec<Proposal>, Refusal> {
        let values = input.findings.iter().filter_map(|found| Some((found.output.estimate.value?, &found.step)));
        let Some((gap, step)) = values.max_by(|a, b| a.0.total_cmp(&b.0)) else {
            return Err(Refusal::new("there is no finding to go by"));
        };
        let reason = format!("the gap of `{step}` is {gap:.1} percentage points");
        let tracking = proposal("pupil-tracking", "Track every pupil's progress", Tier::Underperforming, &reason);
        let tutoring = Proposal {
            measure: Some("the gap, a year later".to_owned()),
            conditions: vec!["teachers of the school itself tutor".to_owned()],
            ..proposal("tutoring", "Tutoring one to one", Tier::Disadvantaged, &reason)
        };
        let large = gap >= input.parameters().number("large-from")?;
        let mut both = if large { vec![tutoring, tracking] } else { vec![tracking, tutoring] };
        both.retain(|proposal| !input.in_place.contains(&proposal.id));
        Ok(both)
    }

    fn plan(input: &PlanInput) -> Result<Option<String>, Refusal> {
        if input.proposal.id != "tutoring" {
            return Ok(None);
        }
        let role = toml_text(input.parameters().text("role")?);
        Ok(Some(format!(
            "[[stage]]\nid = \"plan\"\ntitle = \"Tutoring one to one\"\n\n[[stage.step]]\nid = \"choose\"\nkind = \"task\"\n\
             title = \"Choose the pupils and their tutors\"\nrole = {role}\n"
        )))
    }
}

fn proposal(id: &str, title: &str, tier: Tier, reason: &str) -> Proposal {
    Proposal {
        id: id.to_owned(),
        title: title.to_owned(),
        tier,
        reasons: vec![reason.to_owned()],
        source: SOURCE.to_owned(),
        cost: None,
        measure: None,
        conditions: Vec::new(),
    }
}

alongside_plugin::intervention_strategy!(Strategy);
