//! How something is declared: what to write where a name leads nowhere because there is nothing of its sort yet.
//!
//! Owns those words alone. Tests: the golden case `nothing-declared`.

use crate::codes;
use crate::raw::Kind;

/// What a name can be the name of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sort {
    Role,
    Party,
    Data,
    Event,
    Fact,
    Escalation,
    Source,
    Membership,
    /// A step, perhaps of one kind.
    Step(Option<Kind>),
    /// Something that a task or an event records.
    Field,
    Evidence,
    Output,
    /// What a child's workflow hands on.
    ChildOutput,
    Plugin,
    Workflow,
    /// Something that no workflow file declares.
    Other,
}

impl Sort {
    /// The sort of names that a code reports.
    pub(crate) fn of_code(code: &str) -> Self {
        match code {
            codes::UNKNOWN_STEP => Self::Step(None),
            codes::UNKNOWN_ROLE => Self::Role,
            codes::UNKNOWN_PARTY => Self::Party,
            codes::UNKNOWN_DATA => Self::Data,
            codes::UNKNOWN_EVENT => Self::Event,
            codes::UNKNOWN_FIELD => Self::Field,
            codes::UNKNOWN_ESCALATION => Self::Escalation,
            codes::UNKNOWN_SOURCE => Self::Source,
            codes::UNKNOWN_MEMBERSHIP => Self::Membership,
            codes::UNKNOWN_PLUGIN => Self::Plugin,
            codes::UNKNOWN_WORKFLOW => Self::Workflow,
            _ => Self::Other,
        }
    }

    /// The table of the file that declares it, where there is one.
    pub(crate) fn table(self) -> Option<&'static str> {
        Some(match self {
            Self::Role => "`[roles]`",
            Self::Party => "`[parties]`",
            Self::Data => "`[data]`",
            Self::Event => "`[events]`",
            Self::Fact => "`[facts]`",
            Self::Escalation => "`[escalations]`",
            Self::Source => "`budget`",
            Self::Membership => "`[membership.states]`",
            Self::Output => "`[outputs]`",
            _ => return None,
        })
    }

    /// The heading of that table, where it has one of its own.
    pub(crate) fn heading(self) -> Option<&'static str> {
        self.table()?.strip_prefix("`[")?.strip_suffix("]`")
    }

    /// What to write where there is none of its sort.
    pub(crate) fn remedy(self, written: &str) -> String {
        let name = written.replace('_', "-");
        let line = match self {
            Self::Role => "{ title = \"...\", party = \"...\" }",
            Self::Party | Self::Event | Self::Membership => "{ title = \"...\" }",
            Self::Data => "{ title = \"...\", kind = \"...\", party = \"...\" }",
            Self::Fact => "{ title = \"...\", type = \"number\" }",
            Self::Escalation => "{ title = \"...\", to = \"...\" }",
            Self::Output => "{ title = \"...\", value = \"...\" }",
            Self::Source => {
                return format!(
                    "declare it in `budget`: `sources = {{ {name} = {{ title = \"...\", funding = 1_000 }} }}`"
                );
            }
            Self::Step(None) => return format!("add a step with `id = \"{name}\"`"),
            Self::Step(Some(kind)) => {
                return format!(
                    "add a step with `id = \"{name}\"` and `kind = \"{}\"`",
                    kind.as_str()
                );
            }
            Self::Field => {
                return format!(
                    "let it record the field: `record = [{{ id = \"{name}\", type = \"text\" }}]`"
                );
            }
            Self::Evidence => {
                return format!("let the step ask for it: `evidence = [{{ id = \"{name}\" }}]`");
            }
            Self::ChildOutput => return format!("declare `{name}` in `[outputs]` of that workflow"),
            Self::Plugin => {
                return "add one with `alongside plugin add FILE`: there is none for this step".to_owned();
            }
            Self::Workflow => {
                return "put its file into the folder `workflows` of the workspace; there is none".to_owned();
            }
            Self::Other => return "there is none to choose from".to_owned(),
        };
        format!(
            "declare it in {}: `{name} = {line}`",
            self.table().unwrap_or_default()
        )
    }
}
