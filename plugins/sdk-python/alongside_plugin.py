"""What a plugin of Alongside is written with, in Python.

A plugin describes itself and is a function from what it is given to what it answers. It has no clock, no randomness,
no files and no network, and keeps nothing from one call to the next. What it prints goes to its log.

    from alongside_plugin import Answer, Column, Description, Explanation, scoring_rule

    DESCRIPTION = Description(
        id="mean-cohort", version="1.0.0", title="Mean size of the cohorts", source="an example",
        columns=[Column.numbers("cohort", "pupils of a class")],
    )

    def score(given):
        cohorts = given.known("cohort")
        why = Explanation()
        why.input("cohorts", "with a value", len(cohorts), "classes")
        return Answer(value=sum(cohorts) / len(cohorts), unit="pupils", explanation=why)

    Scoring = scoring_rule(DESCRIPTION, score)

The contract itself, line by line, is `wit/alongside.wit`.
"""

from __future__ import annotations

import builtins
import math
import traceback
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, Callable, Mapping, Sequence

try:  # In the sandbox, and while a plugin is built.
    from componentize_py_types import Err
    from wit_world.imports import host_log
    from wit_world.imports import types as wit
except ImportError:  # In an editor, or in a test of one's own.
    Err = None
    host_log = None
    wit = None

__all__ = [
    "Answer", "Column", "Description", "Evaluation", "Explanation", "Field", "Finding", "Imported", "Missing",
    "Parameter", "Proposal", "Refusal", "band_of", "evaluator", "importer", "intervention_strategy", "log",
    "round_6", "scoring_rule",
]


class Missing(Enum):
    """Why a cell holds no value."""

    SUPPRESSED = "suppressed"
    NOT_ENTERED = "not-entered"
    NOT_PUBLISHED = "not-published"
    NOT_APPLICABLE = "not-applicable"
    NEW_SCHOOL = "new-school"
    LOW_COVERAGE = "low-coverage"
    BLANK = "blank"


class Refusal(Exception):
    """Raise it where the input makes no sense. Say what is wrong and what to do, and where it is."""

    def __init__(self, message: str, column: str | None = None, row: int | None = None):
        super().__init__(message)
        self.message, self.column, self.row = message, column, row


def round_6(number: float) -> float:
    """Rounds as the contract does: 6 decimal places, halves away from zero, never -0."""
    number = float(number)
    if not abs(number) < 2147483648.0:
        return number
    scaled = number * 1e6
    whole = math.floor(abs(scaled))
    if abs(scaled) - whole >= 0.5:
        whole += 1
    return math.copysign(whole, scaled) / 1e6 + 0.0


def band_of(number: float, steps: Sequence[tuple[float, str]], below: str) -> tuple[str, str]:
    """Finds the band of a number, and the rule that put it there. Each step is the number from which a band holds and
    the name of the band; `below` is the band that holds below all of them."""
    number = round_6(number)
    steps = sorted(steps)
    reached = [step for step in steps if number >= step[0]]
    after = [step for step in steps if number < step[0]]
    name = reached[-1][1] if reached else below
    parts = [f"at least {reached[-1][0]:g}"] if reached else []
    parts += [f"below {after[0][0]:g}"] if after else []
    return name, " and ".join(parts) or "the only band"


# ---------------------------------------------------------------------------------------------- what a plugin says


@dataclass
class Column:
    """A column that a plugin asks for, or that an importer answers."""

    name: str
    kind: str
    title: str
    optional: bool = False

    @staticmethod
    def numbers(name: str, title: str, optional: bool = False) -> Column:
        """A column of numbers. Say the unit in the title."""
        return Column(name, "numbers", title, optional)

    @staticmethod
    def texts(name: str, title: str, optional: bool = False) -> Column:
        """A column of texts."""
        return Column(name, "texts", title, optional)


@dataclass
class Parameter:
    """A parameter that a workflow may set. Its type is that of its default, or `kind` where it has none."""

    name: str
    title: str
    default: Any = None
    kind: str | None = None
    required: bool = False
    allowed: Sequence[str] = ()
    at_least: float | None = None
    at_most: float | None = None


@dataclass
class Field:
    """A value that a finding holds beside its estimate: `number`, `text`, `boolean`, `date` or `texts`."""

    name: str
    title: str
    kind: str = "number"


@dataclass
class Description:
    """What a plugin says of itself. Asked once; never varies."""

    id: str
    version: str
    title: str
    source: str
    columns: Sequence[Column] = ()
    parameters: Sequence[Parameter] = ()
    fields: Sequence[Field] = ()
    bands: Sequence[str] = ()


class Explanation:
    """How an answer was reached: a tree of lines, written in the order in which it is read."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, str, str, str, float | None, str | None]] = []
        self._depth = 0

    def __enter__(self) -> Explanation:
        self._depth += 1
        return self

    def __exit__(self, *_: object) -> None:
        self._depth -= 1

    def below(self) -> Explanation:
        """`with why.below():` puts the lines inside below the last one."""
        return self

    def line(self, label: str, detail: str) -> None:
        """Anything worth reading."""
        self._add("NOTE", label, detail)

    def input(self, label: str, detail: str, value: float | None = None, unit: str | None = None) -> None:
        """Something the rule was given."""
        self._add("INPUT", label, detail, value, unit)

    def weight(self, label: str, detail: str, value: float | None = None, unit: str | None = None) -> None:
        """How much a part counts."""
        self._add("WEIGHT", label, detail, value, unit)

    def threshold(self, label: str, detail: str, value: float | None = None, unit: str | None = None) -> None:
        """A number that another is compared with."""
        self._add("THRESHOLD", label, detail, value, unit)

    def rule(self, label: str, detail: str) -> None:
        """The rule that fired, or did not."""
        self._add("RULE", label, detail)

    def outcome(self, label: str, detail: str, value: float | None = None, unit: str | None = None) -> None:
        """Something that was worked out."""
        self._add("OUTCOME", label, detail, value, unit)

    def _add(self, kind: str, label: str, detail: str, value: float | None = None, unit: str | None = None) -> None:
        self.lines.append((self._depth, kind, str(label), str(detail), value, unit))


# ----------------------------------------------------------------------------------------------- what a plugin gets


class _Named(dict):
    """Facts or parameters by name. A wrong name says which there are."""

    def __init__(self, what: str, values: Mapping[str, Any]):
        super().__init__(values)
        self._what = what

    def __missing__(self, name: str) -> Any:
        there = ", ".join(f"`{key}`" for key in self) or "none"
        raise KeyError(f"there is no {self._what} `{name}`; there is {there}")


@dataclass
class Given:
    """What a plugin is given. A world fills in what belongs to it."""

    parameters: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    rows: int = 0
    findings: Mapping[str, Finding] = field(default_factory=dict)
    in_place: Sequence[str] = ()
    proposal: Proposal | None = None
    name: str = ""
    bytes: bytes = b""
    before: Finding | None = None
    after: Finding | None = None
    comparison: tuple[str, Finding, Finding] | None = None
    prediction: float | None = None

    def column(self, name: str) -> Sequence[Any]:
        """A column: one value a row, or why there is none (a `Missing`)."""
        if name not in self.columns:
            there = ", ".join(f"`{key}`" for key in self.columns) or "none"
            raise KeyError(f"there is no column `{name}`; there is {there}: ask for it in the description")
        return self.columns[name]

    def known(self, name: str) -> list[Any]:
        """The values of a column, without the rows that have none."""
        return [cell for cell in self.column(name) if not isinstance(cell, Missing)]

    def text(self) -> str:
        """The file as text, for an importer."""
        try:
            return self.bytes.decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            line = self.bytes[: error.start].count(b"\n") + 1
            raise Refusal(f"line {line} is not UTF-8: save the file as UTF-8") from None


# -------------------------------------------------------------------------------------------- what a plugin answers


@dataclass
class Answer:
    """A finding. Give a value, or say why it is withheld."""

    explanation: Explanation
    unit: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    years: Sequence[str] = ()
    withheld: str | None = None
    band: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Finding:
    """A finding of an earlier step, as a strategy or an evaluator is given it."""

    value: float | None
    low: float | None
    high: float | None
    n: int | None
    unit: str
    years: Sequence[str]
    withheld: str | None
    band: str | None
    fields: Mapping[str, Any]


@dataclass
class Proposal:
    """A strategy proposed. The tier is 1 (whole school), 2 (underperforming) or 3 (disadvantaged)."""

    id: str
    title: str
    tier: int
    reasons: Sequence[str]
    source: str
    cost: str | None = None
    measure: str | None = None
    conditions: Sequence[str] = ()


@dataclass
class Imported:
    """What an importer could read: columns of equal length, and the lines it left out as (line, column, message)."""

    columns: Mapping[str, Sequence[Any]]
    refused: Sequence[tuple[int, str | None, str]] = ()


@dataclass
class Evaluation:
    """What an evaluator answers: `adopt`, `adapt`, `abandon` or nothing, the effect, and why."""

    effect: Answer
    verdict: str | None = None


# ---------------------------------------------------------------------------------------------------------- the log


class log:
    """Lines for whoever looks into a call. Shown by `alongside plugin test`, and when a call fails."""

    @staticmethod
    def _write(level: str, message: str) -> None:
        if host_log is not None:
            host_log.log(getattr(host_log.Level, level), str(message))

    @staticmethod
    def debug(message: str) -> None:
        log._write("DEBUG", message)

    @staticmethod
    def info(message: str) -> None:
        log._write("INFO", message)

    @staticmethod
    def warning(message: str) -> None:
        log._write("WARNING", message)

    @staticmethod
    def error(message: str) -> None:
        log._write("ERROR", message)


def _print(*words: object, sep: str | None = " ", end: str | None = "\n", **_: object) -> None:
    log.info((sep or " ").join(str(word) for word in words))


if host_log is not None:
    builtins.print = _print


# ------------------------------------------------------------------------------------------------- across the border


def _enum(kind: Any, word: str) -> Any:
    return getattr(kind, word.upper().replace("-", "_"))


def _value_out(value: Any) -> Any:
    if isinstance(value, bool):
        return wit.Value_Boolean(value)
    if isinstance(value, (int, float)):
        return wit.Value_Number(round_6(value))
    if isinstance(value, str):
        return wit.Value_Text(value)
    if isinstance(value, date):
        return wit.Value_Date(wit.Date(value.year, value.month, value.day))
    if isinstance(value, (list, tuple)):
        return wit.Value_Texts([str(text) for text in value])
    raise TypeError(f"{value!r} is no text, number, yes or no, date or list of texts")


def _value_in(value: Any) -> Any:
    inner = value.value
    return date(inner.year, inner.month, inner.day) if isinstance(inner, wit.Date) else inner


def _named_in(what: str, values: Sequence[Any]) -> _Named:
    return _Named(what, {named.name: _value_in(named.value) for named in values})


def _named_out(values: Mapping[str, Any]) -> list[Any]:
    return [wit.NamedValue(name, _value_out(value)) for name, value in sorted(values.items()) if value is not None]


def _column_in(column: Any) -> list[Any]:
    cells: list[Any] = list(column.cells.value.values)
    for gap in column.cells.value.missing:
        cells[gap.row] = Missing[gap.reason.name]
    return cells


def _column_out(column: Column, cells: Sequence[Any]) -> Any:
    missing = [
        wit.MissingCell(row, _enum(wit.Missing, cell.value)) for row, cell in enumerate(cells) if isinstance(cell, Missing)
    ]
    if column.kind == "numbers":
        values = [0.0 if isinstance(cell, Missing) else float(cell) for cell in cells]
        return wit.Column(column.name, wit.Cells_Numbers(wit.NumberColumn(values, missing)))
    texts = ["" if isinstance(cell, Missing) else str(cell) for cell in cells]
    return wit.Column(column.name, wit.Cells_Texts(wit.TextColumn(texts, missing)))


def _kind_of(parameter: Parameter) -> str:
    if parameter.kind is not None:
        return parameter.kind
    kinds = [(bool, "boolean"), ((int, float), "number"), (str, "text"), (date, "date"), ((list, tuple), "texts")]
    return next((kind for python, kind in kinds if isinstance(parameter.default, python)), "text")


def _description_out(said: Description) -> Any:
    return wit.Description(
        id=said.id,
        version=said.version,
        title=said.title,
        source=said.source,
        columns=[
            wit.ColumnDescription(column.name, _enum(wit.CellType, column.kind), column.title, column.optional)
            for column in said.columns
        ],
        parameters=[
            wit.ParameterDescription(
                name=parameter.name,
                kind=_enum(wit.ValueType, _kind_of(parameter)),
                title=parameter.title,
                required=parameter.required,
                default=None if parameter.default is None else _value_out(parameter.default),
                allowed=list(parameter.allowed),
                at_least=None if parameter.at_least is None else float(parameter.at_least),
                at_most=None if parameter.at_most is None else float(parameter.at_most),
            )
            for parameter in said.parameters
        ],
        fields=[wit.FieldDescription(each.name, _enum(wit.ValueType, each.kind), each.title) for each in said.fields],
        bands=list(said.bands),
    )


def _rounded(number: float | None) -> float | None:
    return None if number is None else round_6(number)


def _estimate_out(answer: Answer) -> Any:
    return wit.Estimate(
        value=_rounded(answer.value),
        low=_rounded(answer.low),
        high=_rounded(answer.high),
        n=None if answer.n is None else int(answer.n),
        unit=answer.unit,
        years=list(answer.years),
        withheld=answer.withheld,
    )


def _lines_out(why: Explanation) -> list[Any]:
    return [
        wit.ExplanationLine(depth, _enum(wit.LineKind, kind), label, detail, _rounded(value), unit if value is not None else None)
        for depth, kind, label, detail, value, unit in why.lines
    ]


def _answer_out(answer: Answer) -> Any:
    return wit.ScoreOutput(
        estimate=_estimate_out(answer),
        band=answer.band,
        fields=_named_out(answer.fields),
        explanation=_lines_out(answer.explanation),
    )


def _finding_in(output: Any) -> Finding:
    estimate = output.estimate
    fields = _named_in("field", output.fields)
    return Finding(
        estimate.value, estimate.low, estimate.high, estimate.n, estimate.unit, estimate.years, estimate.withheld,
        output.band, fields,
    )


_TIERS = ("whole-school", "underperforming", "disadvantaged")


def _proposal_out(it: Proposal) -> Any:
    tier = _enum(wit.Tier, _TIERS[it.tier - 1])
    return wit.Proposal(
        it.id, it.title, tier, list(it.reasons), it.source, it.cost, it.measure, list(it.conditions)
    )


def _proposal_in(it: Any) -> Proposal:
    tier = 1 + _TIERS.index(it.tier.name.lower().replace("_", "-"))
    return Proposal(it.id, it.title, tier, it.reasons, it.source, it.cost, it.measure, it.conditions)


def _guarded(function: Callable[[], Any]) -> Any:
    """Runs a function of the plugin: a refusal becomes an answer, any other exception a line in the log."""
    try:
        return function()
    except Refusal as refusal:
        raise Err(wit.Refusal(refusal.message, refusal.column, refusal.row)) from None
    except Exception as error:
        # Only what is at hand: reading the source would need files, and there are none.
        frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
        frames = [(code, line) for code, line in frames if not code.co_filename.endswith("alongside_plugin.py")]
        place = ""
        if frames:
            code, line = frames[-1]
            place = f" ({code.co_filename}, line {line}, in {code.co_name})"
        message = error.args[0] if isinstance(error, KeyError) and error.args else error
        log.error(f"{type(error).__name__}: {message}{place}")
        raise


def _world(description: Description, **functions: Callable[[Any], Any]) -> type:
    """Makes the class that exports the functions."""
    methods: dict[str, Any] = {"describe": lambda _: _guarded(lambda: _description_out(description))}
    for name, function in functions.items():
        methods[name] = lambda _, given, function=function: _guarded(lambda: function(given))
    return type("Exported", (), methods)


def scoring_rule(description: Description, score: Callable[[Given], Answer]) -> type:
    """Makes a scoring rule: `Scoring = scoring_rule(DESCRIPTION, score)`."""

    def call(given: Any) -> Any:
        table = given.table
        return _answer_out(
            score(
                Given(
                    parameters=_named_in("parameter", given.parameters),
                    facts=_named_in("fact", given.facts),
                    columns={column.name: _column_in(column) for column in table.columns},
                    rows=table.rows,
                )
            )
        )

    return _world(description, score=call)


def intervention_strategy(
    description: Description,
    propose: Callable[[Given], Sequence[Proposal]],
    plan: Callable[[Given], str | None] = lambda _: None,
) -> type:
    """Makes an intervention strategy: `Strategy = intervention_strategy(DESCRIPTION, propose)`."""

    def call_propose(given: Any) -> Any:
        asked = Given(
            parameters=_named_in("parameter", given.parameters),
            facts=_named_in("fact", given.facts),
            findings=_Named("finding", {finding.step: _finding_in(finding.output) for finding in given.findings}),
            in_place=given.in_place,
        )
        return [_proposal_out(proposal) for proposal in propose(asked)]

    def call_plan(given: Any) -> Any:
        return plan(Given(parameters=_named_in("parameter", given.parameters), proposal=_proposal_in(given.proposal)))

    return _world(description, propose=call_propose, plan=call_plan)


def importer(description: Description, read: Callable[[Given], Imported]) -> type:
    """Makes an importer: `Importing = importer(DESCRIPTION, read)`."""

    def call(given: Any) -> Any:
        asked = Given(
            parameters=_named_in("parameter", given.parameters), name=given.name, bytes=bytes(given.bytes)
        )
        found = read(asked)
        columns = [_column_out(column, found.columns[column.name]) for column in description.columns if column.name in found.columns]
        rows = len(next(iter(found.columns.values()), ()))
        refused = [wit.RefusedLine(line, column, message) for line, column, message in found.refused]
        return wit.ImportOutput(wit.Table(rows, columns), refused)

    return _world(description, read=call)


def evaluator(description: Description, evaluate: Callable[[Given], Evaluation]) -> type:
    """Makes an evaluator: `Evaluating = evaluator(DESCRIPTION, evaluate)`."""

    def call(given: Any) -> Any:
        elsewhere = given.comparison
        answer = evaluate(
            Given(
                parameters=_named_in("parameter", given.parameters),
                facts=_named_in("fact", given.facts),
                before=_finding_in(given.before),
                after=_finding_in(given.after),
                comparison=elsewhere and (elsewhere.title, _finding_in(elsewhere.before), _finding_in(elsewhere.after)),
                prediction=given.prediction,
            )
        )
        verdict = None if answer.verdict is None else _enum(wit.Verdict, answer.verdict)
        return wit.Evaluation(verdict, _estimate_out(answer.effect), _lines_out(answer.effect.explanation))

    return _world(description, evaluate=call)
