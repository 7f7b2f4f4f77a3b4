"""What goes with the outcome: total effects with their places, explained variance, hypotheses, prediction.

Nothing here says "causes": answers of one occasion are associated, and the arrows are the model's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tamkit.drivers.answers.answer import Answer
from tamkit.drivers.answers.evidence import Evidence
from tamkit.drivers.verdicts import ABSENT, NOT_TESTED, OPPOSITE, UNKNOWN
from tamkit.errors import SampleError, listed
from tamkit.messages import Message

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.drivers.analysis import Drivers
    from tamkit.drivers.judgement import Verdicts
    from tamkit.questionnaire.questions import Question

COLUMNS = ("source", "total", "total_ci_lower", "total_ci_upper", "direct", "direct_ci_lower", "direct_ci_upper",
           "rank_lower", "rank_upper")  # fmt: skip


def answer(question: Question, evidence: Evidence) -> Answer:
    """Of the model reported in full; ``of`` limits the sources told.

    Raises
    ------
    AnalysisError
        Without models, or of another outcome than the study's.
    """
    drivers = evidence.drivers
    if drivers is None:
        raise SampleError("drivers.answer.no_models")
    outcome = question.outcome or drivers.outcome
    r2 = dict(zip(drivers.r2["construct"], drivers.r2["r2"], strict=True))
    if outcome not in r2:
        raise SampleError("drivers.answer.other_outcome", asked=outcome, known=tuple(r2))
    table = drivers.effects if outcome == drivers.outcome else _effects(drivers, outcome)
    if question.of:
        table = table[table["source"].isin(question.of)]
        if not len(table):
            raise SampleError("drivers.answer.none_leads", codes=listed(question.of), outcome=outcome)
    n = int(sum(drivers.main.n))
    table = table[[name for name in COLUMNS if name in table]].assign(n=n).reset_index(drop=True)
    said = [_ranked(evidence, outcome, table, r2[outcome]), *inadmissible(drivers)]
    said += _associated(evidence, outcome, table)
    turned = _tied(table)
    if turned:
        said.append(Message("drivers.answer.tied", constructs=tuple(evidence.name(code) for code in turned)))
    numbers: dict[str, Any] = {"outcome": outcome, "r2": r2[outcome], "drivers": len(table)}
    said += _of_the_study(evidence, numbers) if outcome == drivers.outcome else []
    return Answer(
        question.id,
        question.text,
        question.kind,
        tuple(said),
        numbers,
        {"drivers": table},
        n=n,
        missing=evidence.valid - n,
    )


def _of_the_study(evidence: Evidence, numbers: dict[str, Any]) -> list[Message]:
    """What the study found of its own outcome: hypotheses, whether one construct decides, prediction."""
    drivers, said = evidence.drivers, list[Message]()
    assert drivers is not None
    if evidence.verdicts is not None and evidence.verdicts.stated:
        said.append(_judged(evidence.verdicts))
        numbers["verdicts"] = evidence.verdicts.counts
    if evidence.model_set is not None and evidence.model_set.decisive is not None:
        found = evidence.model_set.decisive
        numbers["decisive"] = found
        said.append(
            Message(
                "drivers.answer.decisive",
                within=evidence.name(found.construct),
                outcome=evidence.name(drivers.outcome),
                rejected=found.rejected,
                direct=tuple(evidence.name(code) for code in found.direct) or None,
            )
        )
    if evidence.prediction is not None:
        said += _predicted(evidence)
    return said


def _effects(drivers: Drivers, outcome: str) -> pd.DataFrame:
    """The effects on another construct that the main model explains, ranked as those on the outcome are."""
    from tamkit.drivers import ranking
    from tamkit.sem.structure import totals

    return ranking.table(drivers.main, outcome, ranking.differences(totals(drivers.main, outcome)))


def _ranked(evidence: Evidence, outcome: str, table: pd.DataFrame, r2: float | None) -> Message:
    each = tuple(
        Message(
            "drivers.answer.driver",
            construct=evidence.name(str(row["source"])),
            total=float(row["total"]),
            lower=_number(row["total_ci_lower"]),
            upper=_number(row["total_ci_upper"]),
            place=_place(row),
            beyond=abs(float(row["total"])) > 1 + 1e-9,
        )
        for row in table.to_dict("records")
    )
    known = r2 is not None and r2 == r2
    return Message(
        "drivers.answer.drivers",
        outcome=evidence.text(outcome),
        r2=r2 if known else None,
        k=len(each),
        drivers=each,
    )


def _associated(evidence: Evidence, outcome: str, table: pd.DataFrame) -> list[Message]:
    """Which constructs go with the outcome in which direction, which do not, and which go against a hypothesis; nothing
    where a total effect has no interval."""
    rows = table.to_dict("records")
    if not rows or any(_number(row[f"total_ci_{end}"]) is None for row in rows for end in ("lower", "upper")):
        return []
    sides: dict[str, list[str]] = {"positive": [], "negative": [], "open": []}
    for row in rows:
        side = "positive" if row["total_ci_lower"] > 0 else "negative" if row["total_ci_upper"] < 0 else "open"
        sides[side].append(str(row["source"]))
    against: dict[str, list[str]] = {}
    for one in () if evidence.verdicts is None else evidence.verdicts.each:
        source, found = one.row.get("source"), one.row["verdict"] == OPPOSITE and one.row.get("target") == outcome
        if found and source in sides["positive" if one.row["sign"] == "-" else "negative"]:
            against.setdefault(str(source), []).append(str(one.row["hypothesis"]))
    named = {side: tuple(map(evidence.name, codes)) or None for side, codes in sides.items()}
    opposed = tuple(
        Message("drivers.answer.opposed", construct=evidence.name(code), hypotheses=tuple(each))
        for code, each in against.items()
    )
    some = bool(sides["positive"] or sides["negative"])
    told = {"outcome": evidence.name(outcome), **named, "some": some, "against": opposed or None}
    return [Message("drivers.answer.associated", **told)]


def _judged(found: Verdicts) -> Message:
    """How many hypotheses are supported, and what became of each of the others."""

    def named(verdict: str) -> tuple[str, ...] | None:
        return tuple(str(one.row["hypothesis"]) for one in found.each if one.row["verdict"] == verdict) or None

    return Message(
        "drivers.answer.verdicts",
        stated=found.stated,
        supported=found.supported,
        holm=found.after_holm,
        opposite=named(OPPOSITE),
        absent=named(ABSENT),
        unknown=named(UNKNOWN),
        untested=named(NOT_TESTED),
    )


def inadmissible(drivers: Drivers) -> list[Message]:
    """That no population can have the solution, where that is so."""
    return [] if drivers.main.admissible else [Message("drivers.answer.inadmissible")]


def _number(value: Any) -> float | None:
    return None if value is None or value != value else float(value)


def _place(row: dict[str, Any]) -> str | None:
    """``1``, or ``1–2`` where the tests leave it open; None without tests."""
    low, high = row.get("rank_lower"), row.get("rank_upper")
    if low is None or high is None or low != low:
        return None
    return f"{int(low)}" if low == high else f"{int(low)}–{int(high)}"


def _tied(table: pd.DataFrame) -> list[str]:
    """The sources that share the first place, where several do."""
    if "rank_lower" not in table:
        return []
    first = table[table["rank_lower"] == 1]["source"].tolist()
    return [str(code) for code in first] if len(first) > 1 else []


def _predicted(evidence: Evidence) -> list[Message]:
    """How well the model predicts people left out."""
    found = evidence.prediction
    assert found is not None
    rows = {str(row["by"]): row for row in found.table.to_dict("records")}
    if "model" not in rows:
        return []
    others = {by: str(rows[by]["model_is"]) for by in ("mean", "linear") if by in rows}
    return [
        Message(
            "drivers.answer.predicted",
            outcome=evidence.name(found.outcome),
            r2=float(rows["model"]["r2"]),
            rmse=float(rows["model"]["rmse"]),
            mean=others.get("mean"),
            linear=others.get("linear"),
            n=int(found.n),
        )
    ]
