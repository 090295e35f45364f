//! Refusals explained: for every code of a [`Rejection`](super::Rejection) why it comes, what to do, and where commands
//! can show it, one that is refused and one that helps. Tests are below.

/// What is told of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// The code, as [`Rejection::code`](super::Rejection::code) gives it.
    pub code: &'static str,
    /// Why it comes.
    pub why: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// A command that it refuses, and one that helps.
    pub example: Option<(&'static str, &'static str)>,
}

/// Every refusal.
pub const REFUSALS: &[Refusal] = &[
    Refusal {
        code: "already-open",
        why: "an engagement is opened once; this name is taken",
        remedy: "give the new engagement another name",
        example: Some((
            "alongside open visit.toml --id leesland",
            "alongside open visit.toml --id leesland-2",
        )),
    },
    Refusal {
        code: "not-opened",
        why: "the engagement's log begins with its opening, and there is none",
        remedy: "open it first",
        example: None,
    },
    Refusal {
        code: "closed",
        why: "a closed engagement is a record: what happened in it stands for good",
        remedy: "open a new engagement that follows it",
        example: None,
    },
    Refusal {
        code: "unknown-step",
        why: "the workflow has no step of that name",
        remedy: "see the steps with `alongside show`, and spell the id as it stands there",
        example: Some((
            "alongside do leesland learnin-walk --as nle",
            "alongside do leesland learning-walk --as nle",
        )),
    },
    Refusal {
        code: "wrong-status",
        why: "a step can be done only while it is being worked on, and started only when it may be",
        remedy: "ask why it stands as it does",
        example: Some((
            "alongside do leesland report --as nle",
            "alongside why leesland report",
        )),
    },
    Refusal {
        code: "not-created",
        why: "the stage around the step has not begun, so the step does not exist yet",
        remedy: "ask what the stage waits for",
        example: Some((
            "alongside do leesland phase-1-plan --as head",
            "alongside why leesland phase-1",
        )),
    },
    Refusal {
        code: "wrong-kind",
        why: "each kind of step takes its own commands: tasks are done, decisions are decided, evidence is offered",
        remedy: "use the command for this kind",
        example: Some((
            "alongside do leesland priorities --as nle",
            "alongside decide leesland priorities whole-school --as nle --reason \"The whole school is behind\"",
        )),
    },
    Refusal {
        code: "person-needed",
        why: "the log says who did what, so a person must act",
        remedy: "say who acts with `--as`",
        example: None,
    },
    Refusal {
        code: "engine-needed",
        why: "what a plugin answered is brought back by the engine, and by nobody else",
        remedy: "run `alongside tick`",
        example: None,
    },
    Refusal {
        code: "stranger",
        why: "only people with a part in the engagement act in it",
        remedy: "name somebody who has a part",
        example: Some((
            "alongside do leesland talks --as passer-by",
            "alongside do leesland talks --as nle",
        )),
    },
    Refusal {
        code: "wrong-role",
        why: "each step belongs to a role, and somebody else holds it",
        remedy: "let a holder of the role do it",
        example: Some((
            "alongside do leesland talks --as head",
            "alongside do leesland talks --as nle",
        )),
    },
    Refusal {
        code: "four-eyes",
        why: "whoever did something cannot also judge it",
        remedy: "let another holder of the judging role do it",
        example: Some((
            "alongside approve leesland report --as nle",
            "alongside approve leesland report --as adviser",
        )),
    },
    Refusal {
        code: "already-proposed",
        why: "the work is handed in, and another person must now judge it",
        remedy: "wait for the other person, or see who it is",
        example: Some(("alongside do leesland report --as nle", "alongside next leesland")),
    },
    Refusal {
        code: "nothing-proposed",
        why: "nothing has been handed in that could be approved or declined",
        remedy: "hand it in first",
        example: Some((
            "alongside approve leesland report --as adviser",
            "alongside do leesland report --as nle",
        )),
    },
    Refusal {
        code: "no-approval",
        why: "nobody's approval is asked for here, so there is nothing to judge",
        remedy: "leave it: the step is done without",
        example: None,
    },
    Refusal {
        code: "missing-evidence",
        why: "the workflow asks for evidence, and some of it is missing or was contested",
        remedy: "offer it first",
        example: Some((
            "alongside do leesland talks --as nle",
            "alongside do leesland talks --as nle --note note-of-talks=\"Met six teachers\"",
        )),
    },
    Refusal {
        code: "unknown-evidence",
        why: "the step asks for no evidence of that name",
        remedy: "use a name that the step asks for",
        example: Some((
            "alongside offer leesland talks note --as nle --note \"Met six teachers\"",
            "alongside offer leesland talks note-of-talks --as nle --note \"Met six teachers\"",
        )),
    },
    Refusal {
        code: "nothing-offered",
        why: "only evidence that is offered, and not judged yet, can be judged",
        remedy: "offer it first",
        example: Some((
            "alongside accept leesland talks note-of-talks --as head",
            "alongside offer leesland talks note-of-talks --as nle --note \"Met six teachers\"",
        )),
    },
    Refusal {
        code: "missing-fields",
        why: "the task must record something that is missing",
        remedy: "set each field that the message names",
        example: Some((
            "alongside do leesland pupil-data --as nle",
            "alongside do leesland pupil-data --as nle --set tracking-reliable=true --set gap-seen=true",
        )),
    },
    Refusal {
        code: "unknown-field",
        why: "nothing of that name is recorded here",
        remedy: "use a name that the message lists",
        example: Some((
            "alongside do leesland pupil-data --as nle --set gap=true",
            "alongside do leesland pupil-data --as nle --set gap-seen=true",
        )),
    },
    Refusal {
        code: "wrong-field-type",
        why: "the field takes a value of another type",
        remedy: "write the type that the message names: a number as 12.5, a date as 2019-01-31, `true` or `false`",
        example: Some((
            "alongside do leesland pupil-data --as nle --set gap-seen=much",
            "alongside do leesland pupil-data --as nle --set gap-seen=true",
        )),
    },
    Refusal {
        code: "unknown-option",
        why: "the decision has no such option",
        remedy: "choose one that the message lists",
        example: Some((
            "alongside decide leesland priorities everything --as nle --reason \"Much to do\"",
            "alongside decide leesland priorities whole-school --as nle --reason \"Much to do\"",
        )),
    },
    Refusal {
        code: "option-count",
        why: "some decisions take exactly one option, others one or several",
        remedy: "choose as many as the message says",
        example: None,
    },
    Refusal {
        code: "steps-open",
        why: "a stage closes only when its required steps are done",
        remedy: "do the steps that the message names, or set optional ones aside",
        example: None,
    },
    Refusal {
        code: "plan-awaited",
        why: "the plan of an adopted intervention is to be inserted into the stage",
        remedy: "wait for the plugin that brings it, or halt the intervention",
        example: None,
    },
    Refusal {
        code: "on-hold",
        why: "nothing begins, ends or falls due while something is on hold",
        remedy: "end the hold first, or wait until it ends",
        example: None,
    },
    Refusal {
        code: "not-held",
        why: "only what is on hold can be taken up again",
        remedy: "see what is on hold with `alongside show`",
        example: None,
    },
    Refusal {
        code: "dates",
        why: "the dates contradict each other or the past",
        remedy: "give dates in order, and not before today where the message says so",
        example: None,
    },
    Refusal {
        code: "no-timer",
        why: "the step has no pending date of that name",
        remedy: "see its dates with `alongside why`",
        example: None,
    },
    Refusal {
        code: "not-permitted",
        why: "the workflow says which roles may do this, and this person holds none of them",
        remedy: "let somebody with such a role, or the administrator, do it",
        example: None,
    },
    Refusal {
        code: "taken",
        why: "somebody has taken the step, or it was given to somebody",
        remedy: "let that person do it, or give it back first",
        example: None,
    },
    Refusal {
        code: "not-yours",
        why: "only whoever delegated a step accepts what comes back",
        remedy: "let that person accept it",
        example: None,
    },
    Refusal {
        code: "not-taken",
        why: "a step that nobody has taken cannot be given back",
        remedy: "leave it",
        example: None,
    },
    Refusal {
        code: "not-by",
        why: "the workflow keeps this step from whoever did another",
        remedy: "let another person do it",
        example: None,
    },
    Refusal {
        code: "not-a-holder",
        why: "a step can be given only to somebody who holds its role",
        remedy: "name a holder, or delegate it",
        example: None,
    },
    Refusal {
        code: "same-person",
        why: "what is handed from one to another needs two people",
        remedy: "name another person",
        example: None,
    },
    Refusal {
        code: "reserved-person",
        why: "histories use this name for the program itself, so no person can have it",
        remedy: "choose another name",
        example: Some((
            "alongside open visit.toml --person engine=lead",
            "alongside open visit.toml --person nle=lead",
        )),
    },
    Refusal {
        code: "unknown-role",
        why: "the workflow has no role of that name",
        remedy: "use a role of the workflow",
        example: None,
    },
    Refusal {
        code: "role-needed",
        why: "open steps need this role, and nobody else holds it",
        remedy: "hand it over to somebody, rather than leave it",
        example: None,
    },
    Refusal {
        code: "amount",
        why: "an amount must be a number other than zero, and corrections cannot make the sum negative",
        remedy: "enter what was really spent",
        example: None,
    },
    Refusal {
        code: "unknown-source",
        why: "the budget names its sources, and this is none of them",
        remedy: "name one of them",
        example: None,
    },
    Refusal {
        code: "over-budget",
        why: "the workflow refuses to spend more than there is",
        remedy: "spend less, or have the budget raised in a new version of the workflow",
        example: None,
    },
    Refusal {
        code: "no-ad-hoc-steps",
        why: "the workflow names no roles that may add steps",
        remedy: "have it name them in `ad-hoc`, in a new version",
        example: None,
    },
    Refusal {
        code: "step-exists",
        why: "a name stands for one step for as long as the engagement lives",
        remedy: "choose another name",
        example: None,
    },
    Refusal {
        code: "not-plain",
        why: "only a simple task can be added while an engagement runs",
        remedy: "leave out conditions, groups of steps to wait for, and how it repeats",
        example: None,
    },
    Refusal {
        code: "plan-too-long",
        why: "an engagement takes only so many added steps",
        remedy: "open another engagement, or a new version of the workflow",
        example: None,
    },
    Refusal {
        code: "nobody-holds",
        why: "the new steps need somebody to do them",
        remedy: "give the role to somebody first",
        example: None,
    },
    Refusal {
        code: "plan",
        why: "the plan that a plugin gave contradicts the workflow",
        remedy: "mend the plugin, and try again",
        example: None,
    },
    Refusal {
        code: "unknown-intervention",
        why: "no such intervention was adopted",
        remedy: "see what was adopted with `alongside show`",
        example: None,
    },
    Refusal {
        code: "intervention-stands",
        why: "an intervention is halted while it runs, and judged once",
        remedy: "see how it stands with `alongside show`",
        example: None,
    },
    Refusal {
        code: "member",
        why: "a member joins a party that has many, and needs a name and a part that fit",
        remedy: "mend what the message names",
        example: None,
    },
    Refusal {
        code: "member-there",
        why: "the member takes part already",
        remedy: "leave it",
        example: None,
    },
    Refusal {
        code: "migration",
        why: "the engagement cannot move to the other version as it stands",
        remedy: "mend what the dry run lists, in the new file or in the engagement",
        example: None,
    },
    Refusal {
        code: "no-target",
        why: "the version to move to is not there",
        remedy: "check the new file first",
        example: None,
    },
    Refusal {
        code: "same-version",
        why: "the engagement runs on this version already",
        remedy: "leave it",
        example: None,
    },
    Refusal {
        code: "not-many",
        why: "the party stands for one, and nobody can join it",
        remedy: "name a party that has many",
        example: None,
    },
    Refusal {
        code: "unknown-member",
        why: "no such member takes part",
        remedy: "use a name that the message lists",
        example: None,
    },
    Refusal {
        code: "required",
        why: "a required step cannot be set aside: the plan rests on it",
        remedy: "do it, or end the engagement",
        example: Some((
            "alongside skip leesland talks --as nle --reason \"No time\"",
            "alongside do leesland talks --as nle --note note-of-talks=\"Met six teachers\"",
        )),
    },
    Refusal {
        code: "stage-closed",
        why: "a step lives within its stage, and that is closed",
        remedy: "reopen the stage first",
        example: None,
    },
    Refusal {
        code: "rounds",
        why: "a step has had as many rounds as any step may",
        remedy: "close the loop, or open a new engagement",
        example: None,
    },
    Refusal {
        code: "not-flagged",
        why: "only what is flagged can be looked at and cleared",
        remedy: "see what is flagged with `alongside show`",
        example: None,
    },
    Refusal {
        code: "withdrawing",
        why: "while people withdraw, only what undoes earlier steps goes on",
        remedy: "do the undoing steps that `alongside next` names",
        example: None,
    },
    Refusal {
        code: "reason-needed",
        why: "somebody will ask later why; a reason, a note or what is offered must say something",
        remedy: "say it in words",
        example: Some((
            "alongside skip leesland coaching --as nle --reason \" \"",
            "alongside skip leesland coaching --as nle --reason \"The school has its own coaches\"",
        )),
    },
    Refusal {
        code: "text-too-long",
        why: "the log keeps short texts; long ones belong into documents",
        remedy: "offer the text as a document",
        example: None,
    },
    Refusal {
        code: "unknown-event",
        why: "the workflow listens to no event of that name",
        remedy: "use one that the message lists",
        example: Some((
            "alongside event leesland inspecton --as head --note \"Visited on Monday\"",
            "alongside event leesland inspection --as head --note \"Visited on Monday\"",
        )),
    },
    Refusal {
        code: "successor-needed",
        why: "with this event a role changes hands, and somebody must hold it next",
        remedy: "name who follows",
        example: None,
    },
    Refusal {
        code: "no-succession",
        why: "this event changes nobody's role",
        remedy: "leave the successor out",
        example: None,
    },
    Refusal {
        code: "unknown-escalation",
        why: "the workflow has no escalation of that name",
        remedy: "use one that the message lists",
        example: None,
    },
    Refusal {
        code: "no-membership",
        why: "this workflow keeps no states of membership",
        remedy: "leave it out",
        example: None,
    },
    Refusal {
        code: "unknown-membership",
        why: "the workflow has no such state of membership",
        remedy: "use one that the message lists",
        example: None,
    },
    Refusal {
        code: "membership-move",
        why: "the workflow says which state may follow which",
        remedy: "move to one that the message lists",
        example: None,
    },
    Refusal {
        code: "unknown-fact",
        why: "the workflow keeps no fact of that name",
        remedy: "use one that the message lists",
        example: None,
    },
    Refusal {
        code: "wrong-fact",
        why: "the fact takes another type, or one of a few texts",
        remedy: "write what the message names",
        example: None,
    },
    Refusal {
        code: "unknown-data",
        why: "the workflow has no data slot of that name",
        remedy: "use one of its slots",
        example: None,
    },
    Refusal {
        code: "opening",
        why: "what was said when opening does not fit the workflow: a party, a role, a calendar or a plugin is missing or unknown",
        remedy: "mend what the message names",
        example: Some((
            "alongside open nle-support --party partner=116177",
            "alongside open nle-support --party partner=116177 --party supporter=116392 --party authority=Hampshire --person nle=lead --person head=head --person chair=governors --person adviser=commissioner",
        )),
    },
    Refusal {
        code: "calendar",
        why: "the calendar does not reach the date that is asked for, or it has no such term",
        remedy: "add the school year that is missing to the calendar",
        example: None,
    },
    Refusal {
        code: "no-calendar",
        why: "a date counts the school time of a party whose calendar is not in the workspace",
        remedy: "import the calendar",
        example: None,
    },
    Refusal {
        code: "cascade",
        why: "one command set off more than any engagement should",
        remedy: "look at the loop that the message names",
        example: None,
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_of_a_rejection_is_explained_once() {
        let source = include_str!("rejection.rs");
        let (_, codes) = source.split_once("pub fn code(&self)").unwrap();
        let (codes, _) = codes.split_once("\n    }\n").unwrap();
        let codes: BTreeSet<&str> = codes
            .lines()
            .filter_map(|line| line.split_once("=> \"")?.1.split('"').next())
            .collect();
        let explained: BTreeSet<&str> = REFUSALS.iter().map(|refusal| refusal.code).collect();
        assert!(codes.len() > 30);
        assert_eq!(explained, codes);
        assert_eq!(explained.len(), REFUSALS.len());
    }
}
