"""Answers to a choice: the share of every option, and whether the shares go with a grouping variable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.drivers.answers.evidence import Evidence
from tamkit.drivers.verdicts import ALPHA
from tamkit.messages import Message
from tamkit.survey.proportions import association, holm, wilson
from tamkit.survey.small_cells import masked_table, rows_hidden

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

SHARES = ("variable", "option", "chosen", "n", "missing", "share", "lower", "upper")
BY = ("variable", "by", "level", "option", "chosen", "n", "missing", "share", "lower", "upper")
TESTS = ("variable", "by", "n", "missing", "chisq", "df", "pvalue", "cramer_v", "p_holm")
HIDDEN = ("chosen", "share", "lower", "upper")


@dataclass(frozen=True, slots=True)
class Crossed:
    """``shares`` within every level, and ``tests``: a row a pair of variables, Holm over all; what is said of them, and
    the fewest people of a pair."""

    shares: pd.DataFrame
    tests: pd.DataFrame
    said: tuple[Message, ...]
    n: int


def ticks(evidence: Evidence, code: str) -> dict[str, Any]:
    """By option whether each respondent chose it (1, 0, nan who did not answer); empty unless ``code`` is a choice."""
    variable = next((one for one in evidence.questionnaire.variables if one.code == code), None)
    if variable is None:
        return {}
    if variable.kind == "single" and code in evidence.respondents.columns:
        given = evidence.respondents[code].to_numpy(dtype=float)
        return {
            str(option.code): np.where(np.isnan(given), np.nan, given == option.code) for option in variable.options
        }
    named = {f"{code}.{option.code}": str(option.code) for option in variable.options if not option.exclusive}
    columns = {column: option for column, option in named.items() if column in evidence.respondents.columns}
    return {option: evidence.respondents[column].to_numpy(dtype=float) for column, option in columns.items()}


def shares(evidence: Evidence, code: str) -> tuple[pd.DataFrame, list[Message]]:
    """The share of every option with Wilson's interval, and the most frequent in words."""
    import pandas as pd

    rows = [{"variable": code, "option": option, **_share(given)} for option, given in ticks(evidence, code).items()]
    table = _counted(pd.DataFrame(rows, columns=list(SHARES)), evidence.small_cells, ["variable"])
    known = table.dropna(subset=["share"])
    if not len(known):
        return table, []
    most = known.loc[known["share"].idxmax()]
    told = Message(
        "drivers.answer.share",
        variable=evidence.text(code),
        option=Message("drivers.answer.quoted", text=evidence.option(code, most["option"])),
        share=float(most["share"]),
        lower=float(most["lower"]),
        upper=float(most["upper"]),
        n=int(most["n"]),
    )
    return table, [told]


def crossed(evidence: Evidence, codes: Sequence[str], by: Sequence[str]) -> Crossed | None:
    """Choices by the levels of grouping variables, tested by χ² (single choices) and Holm; None where none was made."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    tests: list[dict[str, Any]] = []
    told: list[Message] = []
    sizes: list[int] = []
    for code in codes:
        given = ticks(evidence, code)
        for variable in by:
            if not given or variable not in evidence.respondents.columns or variable == code:
                continue
            levels = evidence.respondents[variable].to_numpy(dtype=float)
            counts = []
            for level in (option.code for option in evidence.questionnaire.variable(variable).options):
                inside = levels == level
                if not inside.any():
                    continue
                own = [_share(one[inside]) for one in given.values()]
                counts.append([one["chosen"] for one in own])
                where = {"variable": code, "by": variable, "level": level}
                rows += [{**where, "option": option, **one} for option, one in zip(given, own, strict=True)]
            known = ~np.isnan(np.array(list(given.values()))).all(axis=0) & ~np.isnan(levels)
            sizes.append(int(known.sum()))
            test = _test(evidence, code, np.array(counts, dtype=float))
            if test is not None:
                missing = evidence.valid - int(test["n"])
                tests.append({"variable": code, "by": variable, **test, "missing": missing})
            else:
                told.append(
                    Message("drivers.answer.tabled", variable=evidence.quoted(code), by=evidence.quoted(variable))
                )
    if not rows:
        return None
    table = _protected(pd.DataFrame(rows, columns=list(BY)), evidence.small_cells)
    tested = pd.DataFrame(tests, columns=list(TESTS)).astype({"pvalue": float})
    tested["p_holm"] = holm(tested["pvalue"].to_numpy(dtype=float))
    return Crossed(table, tested, (*(_said(evidence, one) for one in tested.to_dict("records")), *told), min(sizes))


def _share(given: Any) -> dict[str, Any]:
    """One option among those who answered."""
    known = given[~np.isnan(given)]
    n, k = len(known), int((known == 1).sum())
    lower, upper = wilson(k, n) if n else (np.nan, np.nan)
    share = k / n if n else np.nan
    return {"chosen": k, "n": n, "missing": len(given) - n, "share": share, "lower": lower, "upper": upper}


def _counted(table: pd.DataFrame, below: int, by: list[str]) -> pd.DataFrame:
    """Without the numbers of options that few chose."""
    counts = table.rename(columns={"chosen": "n", "n": "base"})
    hidden = rows_hidden(counts, below, by, ["n", *HIDDEN[1:]])
    return hidden.rename(columns={"n": "chosen", "base": "n"})


def _protected(table: pd.DataFrame, below: int) -> pd.DataFrame:
    """Without the cells of few people, and those that they would follow from: the sums of options and levels may stand
    elsewhere."""
    if not below:
        return table
    table = table.astype(dict.fromkeys(HIDDEN, float))
    for _, part in table.groupby(["variable", "by"], sort=False):
        counts = part.pivot_table(index="level", columns="option", values="chosen", sort=False)
        hidden = masked_table(counts.to_numpy(dtype=float), below)
        at = [counts.index.get_indexer(part["level"]), counts.columns.get_indexer(part["option"])]
        table.loc[part.index[hidden[at[0], at[1]]], list(HIDDEN)] = np.nan
    return table


def _test(evidence: Evidence, code: str, counts: Any) -> dict[str, Any] | None:
    """χ² of a single choice by levels; options of a multiple choice add up to no table."""
    single = evidence.questionnaire.variable(code).kind == "single"
    if not single or min((counts.sum(axis=0) > 0).sum(), (counts.sum(axis=1) > 0).sum()) < 2:
        return None
    found = association(counts)
    exact = [one for one in (found.pvalue_exact, found.pvalue_resampled) if one is not None]
    p = exact[0] if exact else found.pvalue
    return {"n": found.n, "chisq": found.chisq, "df": found.df, "pvalue": p, "cramer_v": found.cramer_v_corrected}


def _said(evidence: Evidence, test: dict[str, Any]) -> Message:
    return Message(
        "drivers.answer.crossed",
        variable=evidence.quoted(str(test["variable"])),
        by=evidence.quoted(str(test["by"])),
        v=float(test["cramer_v"]),
        n=int(test["n"]),
        goes=bool(test["p_holm"] < ALPHA),
    )
