//! The codes of problems in workflow files: one table, for messages, references and tests.
//!
//! A code never changes its meaning and is never used again. Every code has a golden case in `tests/golden`, and a
//! page in `explain/pages` with an example that gives exactly this code, and the example mended.

/// A code, what it means, and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The code, such as `alongside::workflow::unknown-key`.
    pub code: &'static str,
    /// What it means, in one line.
    pub meaning: &'static str,
    /// What to do, in one line.
    pub remedy: &'static str,
    /// Its page: why it matters, and the examples.
    pub(crate) page: &'static str,
}

impl Code {
    /// The last part of the code, by which people name it, such as `unknown-key`.
    pub fn name(&self) -> &'static str {
        self.code.rsplit("::").next().unwrap_or(self.code)
    }
}

macro_rules! codes {
    ($($name:ident $code:literal $meaning:literal $remedy:literal)*) => {
        $(pub(crate) const $name: &str = concat!("alongside::workflow::", $code);)*

        /// Every code of workflow files, in the order of the stages that report them.
        pub const CODES: &[Code] = &[$(Code {
            code: $name,
            meaning: $meaning,
            remedy: $remedy,
            page: include_str!(concat!("explain/pages/", $code, ".md")),
        }),*];
    };
}

codes! {
    TOO_LARGE "too-large" "the file is larger than 256 KiB" "split the workflow"
    SYNTAX "syntax" "the text is not TOML" "mend the place shown; a text needs quotes, a table needs brackets"
    FORMAT "format" "the format is not one that was ever written" "write `format = 1`"
    NEWER_FORMAT "newer-format" "the file was written for a newer release" "install a newer release"
    MISSING_KEY "missing-key" "a key that must be there is not" "add the key"
    UNKNOWN_KEY "unknown-key" "a key means nothing here" "remove it, or spell it as suggested"
    WRONG_TYPE "wrong-type" "a value has the wrong type" "write the type that the message names"
    BAD_VALUE "bad-value" "a value has the right type and is not allowed" "choose one of the values that the message names"
    BAD_ID "bad-id" "a name breaks the rule for ids" "use lower-case letters, digits and single hyphens"
    BAD_SPAN "bad-span" "a length of time cannot be read" "write a number and a unit, such as `10 school-days`"
    KEY_FOR_OTHER_KIND "key-for-other-kind" "a key belongs to steps of another kind" "remove the key, or change the kind"
    CONFLICTING_KEYS "conflicting-keys" "keys that exclude each other stand together" "keep one of them"
    TOO_MANY "too-many" "a limit on the number of steps, options or other items is passed" "split the workflow or the list"
    TOO_DEEP "too-deep" "stages stand too deeply within each other" "at most four stages may stand within each other"
    DUPLICATE_ID "duplicate-id" "two things have the same id" "rename one of them"
    UNKNOWN_STEP "unknown-step" "a step is named that does not exist" "name a step of this file"
    WRONG_KIND_OF_STEP "wrong-kind-of-step" "a step is named that is of another kind than needed here" "name a step of the kind that the message asks for"
    UNKNOWN_ROLE "unknown-role" "a role is named that `[roles]` does not hold" "add it to `[roles]`, or name one that is there"
    UNKNOWN_PARTY "unknown-party" "a party is named that `[parties]` does not hold" "add it to `[parties]`, or name one that is there"
    UNKNOWN_DATA "unknown-data" "a data slot is named that `[data]` does not hold" "add it to `[data]`, or name one that is there"
    UNKNOWN_EVENT "unknown-event" "an outside event is named that `[events]` does not hold" "add it to `[events]`, or name one that is there"
    UNKNOWN_FIELD "unknown-field" "a recorded field is named that its task does not record" "add it to the task's `record`, or name one that is there"
    UNKNOWN_ESCALATION "unknown-escalation" "an escalation is named that `[escalations]` does not hold" "add it to `[escalations]`, or name one that is there"
    UNKNOWN_SOURCE "unknown-source" "a source of money is named that the budget does not hold" "add it to `sources` of `budget`, or name one that is there"
    UNKNOWN_MEMBERSHIP "unknown-membership" "a state of membership is named that `[membership.states]` does not hold" "add it to `[membership.states]`, or name one that is there"
    MEMBERSHIP_UNREACHABLE "membership-unreachable" "no way leads from the first state of membership to another" "add it to `to` of a state that can be reached"
    NOT_A_DATE "not-a-date" "a recorded field is used as a date and is of another type" "give the field `type = \"date\"`"
    EMPTY_STAGE "empty-stage" "a stage or a workflow holds no steps" "add a step, or remove the stage"
    CYCLE "cycle" "steps wait for each other, so that none can ever start or end" "remove one `after` of the circle"
    UNDO_ONLY "undo-only" "a step that only undoes another is waited for, opened or ended, or says when it begins" "remove what is named: the step begins when the engagement is withdrawn from"
    GROUP_SIZE "group-size" "a group of `after` asks for more steps than it names, or names too few" "lower `at-least`, or name more steps"
    NEEDS_DUE "needs-due" "a reminder or an escalation counts from a due date that is not there" "add `due`"
    SAME_ROLE "same-role" "the role that judges is the role that acts" "name another role, or make sure that two people hold it"
    CALENDAR_MISSING "calendar-missing" "a rule of school time does not say whose calendar counts" "write `calendar` in the rule or in `[workflow]`"
    CALENDAR_NOT_A_SCHOOL "calendar-not-a-school" "a calendar is asked of a party that is not a school" "name a party of kind `school`"
    REPEAT_UNBOUNDED "repeat-unbounded" "a repeat has neither a clock nor an end" "add `every`, `until` or `rounds-max`"
    REPEAT_CLOCK "repeat-clock" "the clock of a repeat makes no sense" "see the message"
    WAITS_FOR_NOTHING "waits-for-nothing" "a wait step names neither a date nor an event" "add `until` or `event`"
    UNKNOWN_PLUGIN "unknown-plugin" "a plugin is named that is not installed" "install it, or name one that is there"
    PLUGIN_WORLD "plugin-world" "a plugin fulfils another contract than the step needs" "score steps take scoring rules, recommend steps intervention strategies"
    PLUGIN_VERSION "plugin-version" "no installed version of a plugin fits" "ask for a version that is installed"
    UNKNOWN_WORKFLOW "unknown-workflow" "a workflow for child engagements is named that is not there" "add its file, or name one that is there"
    WORKFLOW_VERSION "workflow-version" "no version of a workflow that is there fits" "ask for a version that is there"
    CHILD_OF_ITSELF "child-of-itself" "a workflow would start itself, again and again" "start another workflow"
    NEEDS_MANY "needs-many" "one child for each of many is asked of a party that has not many" "write `many = true` for the party, or remove `each`"
    CHILD_MAPPING "child-mapping" "the parties and roles of a child workflow are not all given, or do not fit" "give each of the child's one of this workflow's"
    MIGRATION "migration" "a migration names steps in a way that cannot be" "see the message"
    UNKNOWN_MEASURE "unknown-measure" "a measure is named that the registry does not hold" "name one of the registry"
    MEASURE_NOT_IN_DATA "measure-not-in-data" "the data slot's kind of dataset does not hold the measure" "choose another measure or another dataset"
    UNKNOWN_DATA_KIND "unknown-data-kind" "a kind of dataset is named that nothing can import" "name one of the kinds that are there"
    UNKNOWN_PARAMETER "unknown-parameter" "the plugin has no such parameter" "remove it, or spell it as the plugin does"
    PARAMETER_TYPE "parameter-type" "a parameter has the wrong type" "write the type that the plugin asks for"
    PARAMETER_VALUE "parameter-value" "a parameter has a value that the plugin does not allow" "choose one of the values that the plugin allows"
    MISSING_PARAMETER "missing-parameter" "the plugin requires a parameter that is not set" "add it to `with`"
    CONDITION_TOO_LONG "condition-too-long" "a condition is longer than 512 bytes or holds too many parts" "split it over several steps"
    CONDITION_TOO_DEEP "condition-too-deep" "a condition is nested more than 32 deep" "write it flatter, with `&&` and `||`"
    CONDITION_SYNTAX "condition-syntax" "a condition is not a CEL expression" "mend the place shown"
    CONDITION_UNSUPPORTED "condition-unsupported" "a condition uses a part of CEL that workflows do not have" "use what the message suggests"
    CONDITION_UNKNOWN_NAME "condition-unknown-name" "a condition reads something that does not exist" "use a name of this workflow"
    CONDITION_TYPE "condition-type" "a condition mixes types, or does not answer yes or no" "compare like with like"
    CONDITION_VALUE "condition-value" "a condition compares with a value that can never be" "use one of the values that can be"
    OUTPUT_TYPE "output-type" "the type of an output does not follow from its value" "write `type` for the output, and a value of that type"
    UNKNOWN_LINT "unknown-lint" "a lint is silenced that does not exist" "name one of the lints that the message lists"
    CONDITION_SHAPE "condition-shape" "a condition table asks about nothing, about several things, or tests nothing" "name one thing and at least one test"
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_explained() {
        let unique: BTreeSet<&str> = CODES.iter().map(|code| code.code).collect();
        assert_eq!(unique.len(), CODES.len());
        for code in CODES {
            let name = code.code.strip_prefix("alongside::workflow::").unwrap();
            assert!(
                name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
                "{name}"
            );
            assert!(!code.meaning.is_empty() && !code.remedy.is_empty(), "{name}");
        }
    }
}
