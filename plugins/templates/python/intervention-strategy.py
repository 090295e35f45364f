"""Intervention strategy `NAME`: two strategies for closing a gap."""

from alongside_plugin import Description, Parameter, Proposal, Refusal, intervention_strategy

SOURCE = "say here which document the strategies come from, and where in it"

DESCRIPTION = Description(
    id="NAME",
    version="0.1.0",
    title="Two strategies for closing a gap",
    source=SOURCE,
    parameters=[
        Parameter("large-from", "the gap from which it is large, in percentage points", default=20.0, at_least=0),
        Parameter("role", "the role of the workflow that carries out what is adopted", default="lead"),
    ],
)


def propose(given):
    gaps = [(finding.value, step) for step, finding in given.findings.items() if finding.value is not None]
    if not gaps:
        raise Refusal("there is no finding to go by")
    gap, step = max(gaps)
    reason = f"the gap of `{step}` is {gap:.1f} percentage points"
    tracking = Proposal("pupil-tracking", "Track every pupil's progress", 2, [reason], SOURCE)
    tutoring = Proposal(
        "tutoring", "Tutoring one to one", 3, [reason], SOURCE,
        measure="the gap, a year later", conditions=["teachers of the school itself tutor"],
    )
    large = gap >= given.parameters["large-from"]
    both = [tutoring, tracking] if large else [tracking, tutoring]
    return [proposal for proposal in both if proposal.id not in given.in_place]


def plan(given):
    if given.proposal.id != "tutoring":
        return None
    role = given.parameters["role"]
    return f"""
[[stage]]
id = "plan"
title = "Tutoring one to one"

[[stage.step]]
id = "choose"
kind = "task"
title = "Choose the pupils and their tutors"
role = "{role}"
"""


Strategy = intervention_strategy(DESCRIPTION, propose, plan)
