//! Which engagements are meant: as options, or as `KEY=VALUE`. Tests are below.

use alongside_runtime::Filter;
use alongside_runtime::core::{EngagementStatus, MembershipId, RoleId};
use clap::Args;

use crate::values::id;

/// Which engagements are meant; all that is said must fit.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which engagements")]
pub(crate) struct Chosen {
    /// Where a school takes part: its URN, or a part of its name
    #[arg(long, value_name = "URN|TEXT")]
    school: Option<String>,
    /// Where an authority takes part: a part of its name
    #[arg(long, value_name = "TEXT")]
    authority: Option<String>,
    /// How they stand
    #[arg(long, value_enum)]
    state: Option<StateValue>,
    /// Where a role must do something now
    #[arg(long, value_parser = id::<RoleId>)]
    role: Option<RoleId>,
    /// Where something is late; with --role, where that role is late
    #[arg(long)]
    overdue: bool,
    /// Their workflow: its name, with a version or a range of versions where only those are meant
    #[arg(long, value_name = "NAME[@VERSION]")]
    workflow: Option<String>,
    /// Where a latest finding is in this band
    #[arg(long)]
    band: Option<String>,
    /// Where membership of the programme stands
    #[arg(long, value_name = "STATE", value_parser = id::<MembershipId>)]
    membership: Option<MembershipId>,
    /// Which stand still, or have a step that does
    #[arg(long)]
    on_hold: bool,
}

/// How an engagement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum StateValue {
    Open,
    Completed,
    Ended,
}

impl From<StateValue> for EngagementStatus {
    fn from(state: StateValue) -> Self {
        match state {
            StateValue::Open => Self::Open,
            StateValue::Completed => Self::Completed,
            StateValue::Ended => Self::Ended,
        }
    }
}

impl Chosen {
    /// The filter that it stands for.
    pub(crate) fn filter(self) -> Result<Filter, crate::failure::Failure> {
        let workflow = self.workflow.as_deref().map(str::parse).transpose();
        let workflow = workflow.map_err(|reason: String| {
            crate::failure::Failure::argument("workflow-version", reason, "such as nle-support@^1.4")
        })?;
        Ok(Filter {
            school: self.school,
            authority: self.authority,
            status: self.state.map(EngagementStatus::from),
            role: self.role,
            overdue: self.overdue,
            workflow,
            band: self.band,
            membership: self.membership,
            on_hold: self.on_hold,
        })
    }
}
