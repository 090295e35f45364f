"""Evaluator `NAME`: the change less the change elsewhere."""

from alongside_plugin import Answer, Description, Evaluation, Explanation, Parameter, evaluator

DESCRIPTION = Description(
    id="NAME",
    version="0.1.0",
    title="Change against a comparison",
    source="say here which document the rule comes from, and where in it",
    parameters=[
        Parameter("adopt-from", "the effect from which to adopt, in the unit of the findings", default=5.0),
    ],
)


def change(before, after):
    return None if before.value is None or after.value is None else after.value - before.value


def evaluate(given):
    why = Explanation()
    here = change(given.before, given.after)
    elsewhere = change(*given.comparison[1:]) if given.comparison else None
    unit = given.after.unit
    if here is None or elsewhere is None:
        why.rule("effect", "withheld: schools chosen because they were low rise anyway")
        return Evaluation(Answer(explanation=why, unit=unit, withheld="there is no comparison"))
    effect, enough = here - elsewhere, given.parameters["adopt-from"]
    verdict = "adopt" if effect >= enough else "adapt" if effect > 0 else "abandon"
    why.outcome("change here", "after less before", here, unit)
    why.outcome("change elsewhere", given.comparison[0], elsewhere, unit)
    why.threshold("adopt", "from this effect on", enough, unit)
    why.rule("verdict", verdict)
    return Evaluation(Answer(explanation=why, unit=unit, value=effect), verdict)


Evaluating = evaluator(DESCRIPTION, evaluate)
