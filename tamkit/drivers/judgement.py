"""The stated hypotheses of a study, each with its words, its verdict and what the study could have found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import TYPE_CHECKING, Any

from tamkit.drivers.prospects import Prospect, prospects
from tamkit.drivers.verdicts import NOT_TESTED, Fragile, counts, fragile_effects, fragile_runs, supported_after
from tamkit.progress import Progress
from tamkit.questionnaire.texts import LANGS
from tamkit.sem.paths import records

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.drivers.analysis import Drivers
    from tamkit.questionnaire import Questionnaire, Text


@dataclass(frozen=True, slots=True)
class Verdict:
    """One stated hypothesis.

    ``row`` is its row of ``Drivers.hypotheses``; ``says`` and ``reason`` its words, in the languages there are, None
    where the questionnaire gives no reason; ``prospect`` None where no model tests it.
    """

    row: dict[str, Any]
    says: Text
    reason: Text | None
    references: tuple[str, ...]
    prospect: Prospect | None

    def to_dict(self) -> dict[str, Any]:
        """One entry of ``verdicts`` in ``results.json``."""
        row, ahead = self.row, self.prospect
        text = {lang: self.says.get(lang) for lang in LANGS}
        reason = None if self.reason is None else {lang: self.reason.get(lang) for lang in LANGS}
        known = ("est", "se", "z", "pvalue", "p_holm", "std", "std_se")
        told: dict[str, Any] = {name: row[name] for name in ("hypothesis", "source", "target", "sign")}
        told |= {"text": text, "reason": reason, "references": list(self.references), "model": row["model"] or None}
        told |= {name: _number(row[name]) for name in known}
        told |= {
            "ci95": [_number(row["std_ci_lower"]), _number(row["std_ci_upper"])],
            "ci90": [_number(row["ci90_lower"]), _number(row["ci90_upper"])],
            "verdict": row["verdict"],
            "negligible": bool(row["negligible"]),
            "excluded": bool(row["excluded"]),
        }
        if ahead is None:
            return told | {"power": None, "detectable": None, "equivalence": None}
        power = {
            "delta": ahead.delta,
            "at_delta": _number(ahead.at_delta),
            "at_20": _number(ahead.at_20),
            "mcse": [_number(ahead.mcse_delta), _number(ahead.mcse_20)],
            "impossible": list(ahead.impossible),
            "method": ahead.method,
            "samples": ahead.samples,
        }
        equivalence = {"delta": ahead.delta, "p": _number(row["p_equivalence"]), "n_needed": _number(ahead.n_needed)}
        return told | {"power": power, "detectable": _number(ahead.detectable), "equivalence": equivalence}


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All stated hypotheses, and what of the study's decisions is fragile.

    ``delta``: the smallest effect that matters. ``supported`` of ``stated``, ``after_holm`` of them after Holm's
    adjustment over all that are tested.
    """

    delta: float
    each: tuple[Verdict, ...]
    fragile: tuple[Fragile, ...] = field(default=())

    @property
    def stated(self) -> int:
        return len(self.each)

    @property
    def counts(self) -> dict[str, int]:
        return counts([one.row["verdict"] for one in self.each])

    @property
    def supported(self) -> int:
        return self.counts["supported"]

    @property
    def after_holm(self) -> int:
        return supported_after([one.row["p_holm"] for one in self.each], [one.row["verdict"] for one in self.each])

    def to_list(self) -> list[dict[str, Any]]:
        return [one.to_dict() for one in self.each]


def verdicts(
    drivers: Drivers,
    questionnaire: Questionnaire,
    *,
    samples: int | None = None,
    most: int | None = None,
    seed: int | None = None,
    runs: Sequence[tuple[pd.DataFrame | None, str]] = (),
    progress: Progress | None = None,
) -> Verdicts:
    """The hypotheses of ``drivers`` with their words and prospects; ``samples`` and ``most`` as in `prospects`.

    ``runs``: paths of the model in other runs, with the name of the main one, whose decisions are compared.
    """
    delta = drivers.smallest_effect
    rows = records(drivers.hypotheses)
    ahead: dict[tuple[str, str, str], Prospect] = {}
    tested = [row for row in rows if row["verdict"] != NOT_TESTED]
    for model in dict.fromkeys(row["model"] for row in tested):
        paths = {(row["source"], row["target"]): row["sign"] for row in tested if row["model"] == model}
        found = prospects(drivers.fits[model], paths, delta, samples=samples, most=most, seed=seed, progress=progress)
        ahead |= {(model, *path): one for path, one in found.items()}
    each = []
    for row, stated in zip(rows, questionnaire.hypotheses, strict=True):
        prospect = ahead.get((row["model"], row["source"], row["target"]))
        says = questionnaire.statement(stated)
        each.append(Verdict(row, says, stated.reason, tuple(stated.references), prospect))
    loose = fragile_effects(drivers)
    for table, main in runs:
        loose += fragile_runs(drivers.hypotheses, table, main)
    return Verdicts(delta, tuple(each), loose)


def _number(value: Any) -> float | None:
    return None if value is None or isnan(value) else float(value)
