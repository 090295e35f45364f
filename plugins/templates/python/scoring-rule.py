"""Scoring rule `NAME`: the share of sessions to which pupils came late."""

from alongside_plugin import Answer, Column, Description, Explanation, Field, Missing, Parameter, Refusal
from alongside_plugin import band_of, scoring_rule

DESCRIPTION = Description(
    id="NAME",
    version="0.1.0",
    title="Share of sessions with late arrival",
    source="say here which document the rule comes from, and where in it",
    columns=[
        Column.numbers("sessions", "half-day sessions of a pupil"),
        Column.numbers("late", "those to which the pupil came late"),
    ],
    parameters=[
        Parameter("high-from", "the percentage from which it is high", default=5.0, at_least=0, at_most=100),
    ],
    fields=[Field("pupils", "pupils with figures")],
    bands=["high", "usual"],
)


def score(given):
    sessions, late, pupils = 0, 0, 0
    for row, (of, were) in enumerate(zip(given.column("sessions"), given.column("late"))):
        if isinstance(of, Missing) or isinstance(were, Missing):
            continue  # a row without figures says why; this rule leaves it out
        if were > of:
            raise Refusal("more late arrivals than sessions", column="late", row=row)
        sessions, late, pupils = sessions + of, late + were, pupils + 1
    if sessions == 0:
        raise Refusal("no pupil has figures")

    percent = 100 * late / sessions
    high_from = given.parameters["high-from"]
    band, rule = band_of(percent, [(high_from, "high")], below="usual")
    why = Explanation()
    why.input("sessions", f"of {pupils} pupils", sessions, "sessions")
    why.input("late", "of these", late, "sessions")
    why.rule("band", f"{band}: {rule}")
    with why.below():
        why.threshold("high", "from this percentage on", high_from, "%")
    return Answer(value=percent, unit="%", n=pupils, band=band, fields={"pupils": pupils}, explanation=why)


Scoring = scoring_rule(DESCRIPTION, score)
