"""Screening as a whole: flags in, the valid answers and their history out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import DataError, InputError, listed
from tamkit.messages import Message
from tamkit.shown import Card, Shown
from tamkit.survey.screening.flags import flag
from tamkit.survey.screening.rules import RULES, Rules

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Questionnaire
    from tamkit.survey.responses import Responses


@dataclass(frozen=True, slots=True, repr=False)
class Clean(Shown):
    """The valid answers and how they were arrived at.

    Attributes
    ----------
    survey
        What came in, untouched.
    items, checks, respondents, meta, skipped
        The valid rows only, same columns as the survey's.
    flow
        One row a step: ``step`` (0 received, then each rule, last valid), ``reason`` (``received``, ``keep`` where the
        mapping file leaves rows out, a rule, ``valid``), ``threshold``, ``flagged`` (respondents the rule hits, whoever
        excluded them first), ``excluded`` (by this rule first), ``remaining``, ``share`` of those received.
    flags
        Every respondent: the numbers (seconds, longstring, …), ``flag_<rule>``, ``n_flags``, ``excluded``, ``reason``.
    excluded
        ``id``, ``reason`` (the one the flow counts), ``reasons`` (every rule that would have excluded).
    rules
        The rules as declared.
    not_checked
        Rules that are on but had no data to work with.
    notes
        Sentences on how numbers were got.
    """

    survey: Responses
    items: pd.DataFrame
    checks: pd.DataFrame
    respondents: pd.DataFrame
    meta: pd.DataFrame
    skipped: pd.DataFrame
    flow: pd.DataFrame
    flags: pd.DataFrame
    excluded: pd.DataFrame
    rules: Rules
    not_checked: tuple[str, ...]
    notes: tuple[Message, ...]

    @property
    def n(self) -> int:
        """Valid respondents."""
        return len(self.items)

    @property
    def received(self) -> int:
        """Respondents that came in, those included that ``keep`` of the mapping file left out."""
        return len(self.survey.items) + self.survey.not_kept

    @property
    def valid_rate(self) -> float:
        """有效率: valid over received."""
        return self.n / self.received

    @property
    def questionnaire(self) -> Questionnaire:
        questionnaire: Questionnaire = self.survey.questionnaire
        return questionnaire

    @property
    def simulated(self) -> bool:
        return self.survey.simulated

    def time_and_longstring(self) -> pd.DataFrame:
        """Response time × longstring, the frame of the screening figure; one row a respondent."""
        columns = ["seconds", "seconds_per_item", "longstring", "longstring_share", "excluded", "reason"]
        return self.flags[columns].copy()

    def _card(self) -> Card:
        steps = self.flow[self.flow["excluded"] > 0].itertuples()
        why = tuple(
            Message("survey.excluded_by", rule=Message("report.step", step=row.reason), n=row.excluded) for row in steps
        )
        return Card(
            Message("survey.clean", found=self._head(), simulated=self.simulated),
            {
                "excluded": why or Message("survey.nobody"),
                "not checked": tuple(Message("report.step", step=rule) for rule in self.not_checked),
                "items": self.items.shape[1],
                "respondents": Message("survey.columns", n=self.respondents.shape[1]),
            },
            (".items", ".flow", ".excluded", "tamkit.describe(it)", "tamkit.fit(model, it)"),
        )

    def _tables(self) -> dict[str, Any]:
        return {"flow": self.flow}

    def _head(self) -> Message:
        return Message("survey.valid_of_received", n=self.n, received=self.received, rate=self.valid_rate)


def screen(survey: Responses, rules: Rules | Mapping[str, Any] | None = None) -> Clean:
    """Flag every respondent, exclude under the rules, and keep the history.

    A respondent who breaks several rules is counted in the flow under the first of them, in the order of
    ``rules.exclude`` (then ``exclude_with_second``), and listed with all of them in ``excluded``.

    Raises
    ------
    InputError
        For a bad rule, an empty survey, or when nobody is left.
    """
    rules = Rules.of(rules)
    received = len(survey.items)
    if received == 0:
        raise DataError("survey.nothing_to_screen", where=_where(survey))
    flags = flag(survey, rules)
    frame = flags.frame
    hits = {name: frame[f"flag_{name}"].to_numpy() for name in RULES}
    total = np.sum([hit.astype(np.int64) for hit in hits.values()], axis=0)
    excluding: dict[str, NDArray[np.bool_]] = {}
    for name in rules.active():
        if name in rules.exclude:
            excluding[name] = hits[name]
        elif name in rules.exclude_with_second:
            excluding[name] = hits[name] & (total >= 2)
    reason, flow = _flow(excluding, hits, rules, received, survey.not_kept)
    out = reason >= 0
    if out.all():
        counts = tuple(
            Message("survey.excluded_by", rule=Message("report.step", step=row.reason), n=row.excluded)
            for row in flow.itertuples()
            if row.excluded
        )
        raise DataError("survey.screening_leaves_nobody", where=_where(survey), received=received, counts=counts)
    names = np.array([*excluding, ""], dtype=object)
    frame["n_flags"], frame["excluded"], frame["reason"] = total, out, names[reason]
    keep = ~out
    return Clean(
        survey=survey,
        items=survey.items[keep],
        checks=survey.checks[keep],
        respondents=survey.respondents[keep],
        meta=survey.meta[keep],
        skipped=survey.skipped[keep],
        flow=flow,
        flags=frame,
        excluded=_excluded(survey, excluding, names[reason], out),
        rules=rules,
        not_checked=flags.not_checked,
        notes=flags.notes,
    )


def variants(survey: Responses, rules: Rules | Mapping[str, Any] | None = None) -> dict[str, Clean]:
    """The sensitivity run: ``all`` (nobody excluded), ``main`` (the rules) and ``strict``.

    Strict also excludes on total time, duplicates, near-duplicates and contradictions, and on any of the noisier
    indices together with a second flag (:meth:`Rules.strict`). A variant that leaves nobody is left out, main excepted.
    """
    rules = Rules.of(rules)
    out = {"all": screen(survey, rules.none()), "main": screen(survey, rules)}
    try:
        out["strict"] = screen(survey, rules.strict())
    except InputError:
        return out
    return out


def _flow(
    excluding: Mapping[str, NDArray[np.bool_]],
    hits: Mapping[str, NDArray[np.bool_]],
    rules: Rules,
    n: int,
    not_kept: int,
) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """The position of each person's first excluding rule (−1: valid) and the flow table."""
    import pandas as pd

    reason = np.full(n, -1, dtype=np.int64)
    rows: list[tuple[str, float, int, int, int]] = [("received", np.nan, 0, 0, n + not_kept)]
    if not_kept:
        rows.append(("keep", np.nan, not_kept, not_kept, n))
    for position, (name, hit) in enumerate(excluding.items()):
        fresh = hit & (reason < 0)
        reason[fresh] = position
        rows.append(
            (name, float(getattr(rules, name)), int(hits[name].sum()), int(fresh.sum()), int((reason < 0).sum()))
        )
    rows.append(("valid", np.nan, 0, 0, int((reason < 0).sum())))
    flow = pd.DataFrame(rows, columns=["reason", "threshold", "flagged", "excluded", "remaining"])
    flow.insert(0, "step", np.arange(len(flow)))
    flow["share"] = flow["remaining"] / (n + not_kept)
    return reason, flow


def _excluded(
    survey: Responses, excluding: Mapping[str, NDArray[np.bool_]], first: NDArray[np.object_], out: NDArray[np.bool_]
) -> pd.DataFrame:
    import pandas as pd

    rows = np.flatnonzero(out)
    reasons = np.full(len(rows), "", dtype=object)
    for name, hit in excluding.items():
        here = hit[rows]
        joined = np.where(reasons == "", name, reasons + "; " + name)
        reasons = np.where(here, joined, reasons)
    return pd.DataFrame({"id": survey.items.index[rows], "reason": first[rows], "reasons": reasons})


def _where(survey: Responses) -> Message | tuple[object, ...] | None:
    return listed([source.name for source in survey.sources], 3) if survey.sources else None
