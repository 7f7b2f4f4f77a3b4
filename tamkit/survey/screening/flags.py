"""Every screening number of every respondent, and the flags they raise under the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import OptionError, unknown
from tamkit.messages import Message
from tamkit.survey.screening import duplicates, indices, logic
from tamkit.survey.screening.rules import RULES, Rules

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.survey.responses import Responses

Floats = NDArray[np.float64]

#: With fewer pairs of synonyms a within-person correlation flags attentive people by the dozen.
SYNONYM_PAIRS = 5

#: A burst is a flag only when it is this many times as dense as submissions usually are in the same survey.
BURST_RATIO = 5


@dataclass(frozen=True, slots=True)
class Flags:
    """What screening saw.

    frame: one row a respondent: the numbers, then ``flag_<rule>`` booleans.
    not_checked: rules that are on but had nothing to work with (no times, no checks …).
    notes: plain sentences on how a number was got, where that isn't obvious.
    """

    frame: pd.DataFrame
    not_checked: tuple[str, ...]
    notes: tuple[Message, ...]


def raw_answers(survey: Responses) -> Floats:
    """The answers as clicked, (n, k): a reversed item turned back.

    Straight-lining shows only here: on the keyed scores an honest person and a straight-liner swap looks.
    """
    X: Floats = survey.items.to_numpy(dtype=float)
    turned = {
        j: survey.questionnaire.scale_of(code)
        for j, code in enumerate(survey.items.columns)
        if survey.questionnaire.item(code).reverse
    }
    if not turned:
        return X
    X = X.copy()
    for j, scale in turned.items():
        X[:, j] = scale.turned(X[:, j])
    return X


def skipped_items(survey: Any) -> NDArray[np.bool_] | None:
    """Items a person was not asked, (n, k), from the frames of responses or of clean ones; None when all were asked."""
    columns = [c for c in survey.items.columns if c in survey.skipped.columns]
    if not columns:
        return None
    skipped = np.zeros(survey.items.shape, dtype=bool)
    where = [survey.items.columns.get_loc(c) for c in columns]
    skipped[:, where] = survey.skipped[columns].to_numpy(dtype=bool)
    return skipped if skipped.any() else None


def pages(survey: Responses) -> list[list[int]]:
    """Column positions of the items of each page, in the order they were asked.

    Items no block names form a page of their own; without blocks all items are one page.
    """
    position = {code: j for j, code in enumerate(survey.items.columns)}
    questionnaire = survey.questionnaire
    found = [
        [position[part.code] for part in questionnaire.entries(block) if part.code in position]
        for block in questionnaire.blocks
    ]
    rest = sorted(set(position.values()) - {j for page in found for j in page})
    return [page for page in [*found, rest] if page]


def flag(survey: Responses, rules: Rules) -> Flags:
    """Compute every number and flag; nothing is excluded here."""
    import pandas as pd

    raw, keyed = raw_answers(survey), survey.items.to_numpy(dtype=float)
    numbers: dict[str, Any] = {"missing_share": indices.missing_share(raw, skipped_items(survey))}
    numbers["checks_failed"] = checks_failed(survey)
    numbers |= _times(survey)
    runs, straight = _longstring(raw, pages(survey), rules)
    numbers |= runs
    numbers["irv"] = indices.irv(raw)
    consistency, notes = _consistency(survey, keyed, rules)
    numbers |= consistency
    if rules.mahalanobis is None:
        numbers["mahalanobis"] = numbers["mahalanobis_p"] = np.full(len(raw), np.nan)
    else:
        numbers["mahalanobis"], numbers["mahalanobis_p"] = indices.mahalanobis(keyed)
    repeated, note = _repeated(survey, raw, rules)
    numbers |= repeated
    notes += note
    numbers["conflicts"] = logic.conflicts(survey.respondents, survey.questionnaire, rules.contradictions)
    numbers["burst"] = _bursts(survey, rules)

    not_checked: list[str] = []
    for name, rule in RULES.items():
        threshold = getattr(rules, name)
        values = np.asarray(numbers[rule.number], dtype=float)
        if threshold is None:
            hit = np.zeros(len(values), dtype=bool)
        else:
            if np.isnan(values).all() or _nothing_to_check(survey, name, rules):
                not_checked.append(name)
            hit = straight if rule.op == "page" else _hits(rule.op, values, threshold)
        numbers[f"flag_{name}"] = hit
    return Flags(pd.DataFrame(numbers, index=survey.items.index), tuple(not_checked), tuple(notes))


def _hits(op: str, values: Floats, threshold: float) -> NDArray[np.bool_]:
    """Who a number flags; nan never does."""
    known = values[~np.isnan(values)]
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    with np.errstate(invalid="ignore"):
        if op == ">=":
            return values >= threshold - 1e-9  # a share of 19 in 20 is not exactly 0.95
        if op == ">":
            return values > threshold
        if op == "lowest":
            return (values < np.quantile(known, threshold)) | (values == 0)
        if op == "burst":
            return values >= max(threshold, BURST_RATIO * float(np.median(known)))
        return values < threshold


def _nothing_to_check(survey: Responses, rule: str, rules: Rules) -> bool:
    if rule == "attention":
        return bool(survey.checks.shape[1] == 0)
    if rule == "conflicts" and not rules.contradictions:
        return not any(v.base is not None or v.kind == "multiple" for v in survey.questionnaire.variables)
    return False


def checks_failed(survey: Responses) -> NDArray[np.int64]:
    """Attention checks answered wrongly; one that wasn't answered counts as missing, not as failed."""
    failed = np.zeros(len(survey.checks), dtype=np.int64)
    for code in survey.checks.columns:
        answers = survey.checks[code].to_numpy(dtype=float)
        failed += ~np.isnan(answers) & ~np.isin(answers, survey.questionnaire.check(code).passes)
    return failed


def _times(survey: Responses) -> dict[str, Floats]:
    """Total seconds, seconds per scale question (item, check) the person was asked, share of the median person's."""
    n = len(survey.items)
    if "seconds" not in survey.meta.columns:
        return {name: np.full(n, np.nan) for name in ("seconds", "seconds_per_item", "seconds_share_of_median")}
    seconds = survey.meta["seconds"].to_numpy(dtype=float)
    known = seconds[~np.isnan(seconds)]
    median = float(np.median(known)) if len(known) else np.nan
    asked = [name for name in (*survey.items.columns, *survey.checks.columns) if name in survey.skipped.columns]
    questions = np.full(n, float(survey.items.shape[1] + survey.checks.shape[1]))
    if asked:
        questions -= survey.skipped[asked].to_numpy(dtype=bool).sum(axis=1)
    questions = np.where(questions > 0, questions, np.nan)  # who was asked nothing has no time per item
    share = seconds / median if median > 0 else np.full(n, np.nan)
    return {"seconds": seconds, "seconds_per_item": seconds / questions, "seconds_share_of_median": share}


def _longstring(raw: Floats, parts: list[list[int]], rules: Rules) -> tuple[dict[str, Floats], NDArray[np.bool_]]:
    """Longest run on any page, longest share of a page, longest run over the form; and who is straight-lining.

    A run that goes on from page to page for the declared share of the whole form counts as well: pages of one construct
    each are too short to say anything on their own.
    """
    n = len(raw)
    run, share, straight = np.zeros(n), np.zeros(n), np.zeros(n, dtype=bool)
    form = [j for part in parts for j in part]
    longest = indices.longstring(raw[:, form])
    for part in parts:
        page = indices.longstring(raw[:, part]) if len(parts) > 1 else longest
        run, share = np.maximum(run, page), np.maximum(share, page / len(part))
        straight |= _straight(page, len(part), rules)
    straight |= _straight(longest, len(form), rules)
    return {"longstring": run, "longstring_share": share, "longstring_form": longest.astype(float)}, straight


def _straight(run: NDArray[np.int64], items: int, rules: Rules) -> NDArray[np.bool_]:
    if rules.longstring is None:
        return np.zeros(len(run), dtype=bool)
    if rules.longstring > 1:
        return run >= rules.longstring
    return run >= max(rules.longstring * items, rules.longstring_min)


def _consistency(survey: Responses, keyed: Floats, rules: Rules) -> tuple[dict[str, Floats], list[Message]]:
    """Even–odd, synonyms and antonyms, on scores rescaled to 0–1 so that scales of different length can be compared."""
    nothing = np.full(len(keyed), np.nan)
    numbers = {"even_odd": nothing, "synonyms": nothing, "antonyms": nothing}
    if rules.even_odd is None and rules.synonyms is None and rules.antonyms is None:
        return numbers, []
    scales_of = [survey.questionnaire.scale_of(code) for code in survey.items.columns]
    ends = np.array([(scale.low, scale.high) for scale in scales_of], dtype=float).reshape(-1, 2)
    unit = keyed if len(np.unique(ends, axis=0)) < 2 else (keyed - ends[:, 0]) / (ends[:, 1] - ends[:, 0])
    position = {code: j for j, code in enumerate(survey.items.columns)}
    scales = [
        [position[item.code] for item in construct.items if item.code in position]
        for construct in survey.questionnaire.first_order()
    ]
    if rules.even_odd is not None:
        numbers["even_odd"] = indices.even_odd(unit, scales)
    notes = []
    R = indices.correlations(unit)
    for name, sign in (("synonyms", 1), ("antonyms", -1)):
        if getattr(rules, name) is None:
            continue
        declared = rules.synonym_pairs if sign > 0 else rules.antonym_pairs
        if declared:
            pairs = [_places(pair, position) for pair in declared]
        else:
            pairs = indices.synonym_pairs(R, sign * rules.pair_correlation)
        enough = len(pairs) >= SYNONYM_PAIRS
        if enough:
            numbers[name] = indices.pair_consistency(unit, pairs)
        notes.append(
            Message(
                "survey.pairs",
                index=name,
                n=len(pairs),
                correlation=None if declared else rules.pair_correlation,
                computed=enough,
                least=SYNONYM_PAIRS,
            )
        )
    return numbers, notes


def _places(pair: tuple[str, str], position: dict[str, int]) -> tuple[int, int]:
    for code in pair:
        if code not in position:
            raise OptionError("located", place="screening", what=unknown("item", code, position))
    return position[pair[0]], position[pair[1]]


def _repeated(survey: Responses, raw: Floats, rules: Rules) -> tuple[dict[str, Any], list[Message]]:
    n = len(raw)
    numbers: dict[str, Any] = {"identical": np.full(n, np.nan), "nearest": np.full(n, np.nan)}
    numbers["same_source"] = _same_source(survey)
    notes: list[Message] = []
    if rules.duplicates is None and rules.near_duplicates is None:
        return numbers, notes
    codes = duplicates.as_codes(raw)
    skipped = skipped_items(survey)
    if rules.duplicates is not None:
        numbers["identical"] = duplicates.identical(codes, skipped)
    if rules.near_duplicates is not None:
        near = duplicates.near_duplicates(codes, rules.near_duplicates, skipped)
        numbers["nearest"] = near.similarity
        if n > duplicates.ALL_PAIRS:
            notes.append(Message("survey.alike_sought", share=rules.near_duplicates))
        if not near.exhaustive:
            notes.append(Message("survey.alike_limited", n=near.limited, others=duplicates.BUCKET))
    return numbers, notes


def _same_source(survey: Responses) -> Floats:
    """Responses that share an address, account or device with this one (itself included); nan when none is known.

    What is compared are keyed hashes made while reading; the addresses themselves never get here.
    """
    prints = survey._fingerprints
    out = np.full(len(survey.items), np.nan)
    if prints is None:
        return out
    for column in prints.columns:
        counts = prints[column].map(prints[column].value_counts()).to_numpy(dtype=float)
        out = np.fmax(out, counts)
    return out


def _bursts(survey: Responses, rules: Rules) -> Floats:
    import pandas as pd

    if rules.bursts is None or "submitted" not in survey.meta.columns:
        return np.full(len(survey.meta), np.nan)
    submitted = pd.to_datetime(survey.meta["submitted"], errors="coerce")
    origin = submitted.min()
    seconds = (submitted - origin).dt.total_seconds().to_numpy(dtype=float)
    return duplicates.bursts(seconds, rules.burst_seconds)
