"""A fit as text and as JSON: every number is the table's, and nothing is said that does not exist."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sem.lavaan_reference import dataset, fitted
from sem.ordinal_reference import columns

from tamkit.messages import Message, speak
from tamkit.sem import Options, fit
from tamkit.sem.result import Fit
from tamkit.sem.summary import SECTIONS, card, html, summary, to_dict
from tamkit.shown import width_of

HS = "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + x5 + x6\ntextual ~ visual\np := a*b"


@pytest.fixture(scope="module")
def hs() -> Fit:
    return fit(HS, dataset("hs"))


def block(text: str, title: str) -> list[str]:
    """The lines of one section."""
    lines = text.splitlines()
    at = lines.index(title)
    end = next((i for i in range(at, len(lines)) if not lines[i]), len(lines))
    return lines[at + 1 : end]


def test_every_parameter_stands_in_its_section_with_its_numbers(hs: Fit) -> None:
    text = summary(hs)
    seen = 0
    for op in SECTIONS:
        title = str(Message("sem.summary_part", part=op))
        part = hs.table[hs.table["op"] == op]
        if not len(part):
            assert title not in text
            continue
        rows = block(text, title)
        assert rows[0].split() == ["est", "se", "z", "p", "ci.lower", "ci.upper", "std.lv", "std.all"]
        assert len(rows) - 1 == len(part)
        for line, row in zip(rows[1:], part.itertuples(), strict=True):
            cells = (row.est, row.se, row.z, row.pvalue, row.ci_lower, row.ci_upper, row.std_lv, row.std_all)
            shown = [line[30 + 10 * i : 40 + 10 * i].strip() for i in range(8)]
            assert shown == [f"{cell:.3f}" if cell == cell else "" for cell in cells]
            assert line.strip().startswith(row.lhs)
            assert (f"({row.label})" in line) is (bool(row.label) and op != ":=")
            seen += 1
    assert seen == len(hs.table)


def test_the_head_says_how(hs: Fit) -> None:
    head = summary(hs).splitlines()[:3]
    assert head[0].startswith("tamkit.sem ML (tamkit engine), converged after ")
    assert head[1] == "n = 301"
    assert f"free parameters: {hs.npar}; standard errors: standard; information: expected" in head[2]
    assert "rows dropped" not in summary(hs)
    gaps = dataset("hs").copy()
    gaps.loc[gaps.index[:4], "x1"] = np.nan
    assert "rows dropped because of missing values: 4" in summary(fit(HS, gaps))
    grouped = summary(fitted("tam_groups", "configural")).splitlines()
    assert grouped[1] == "n = 300 in 2 groups"
    titles = [line for line in grouped if line.startswith("Group ")]
    result = fitted("tam_groups", "configural")
    assert titles == [f"Group {g + 1} [{result.groups[g]}], n = {result.n[g]}" for g in (0, 1)]
    assert [line.strip() for line in grouped if line.startswith("  group ")] == [
        f"group {name}" for name in result.groups
    ]


def test_measures_in_as_many_versions_as_there_are(hs: Fit) -> None:
    plain = block(summary(hs), "Model fit")
    assert plain[0].split() == ["standard"]
    robust = fit(HS, dataset("hs"), estimator="MLR")
    shown = {line.split()[0]: line.split()[1:] for line in block(summary(robust), "Model fit")[1:]}
    f = robust.fit
    assert shown["chisq"] == [f"{f['chisq']:.3f}", f"{f['chisq_scaled']:.3f}"]
    assert shown["cfi"] == [f"{f[key]:.3f}" for key in ("cfi", "cfi_scaled", "cfi_robust")]
    assert shown["srmr"] == [f"{f['srmr']:.3f}"]
    assert "chisq_scaling_factor" in shown
    assert "chisq_scaling_factor" not in summary(hs)


def test_explained_variance_and_scales(hs: Fit) -> None:
    rows = dict(line.split() for line in block(summary(hs), "R-square"))
    assert {name: f"{share:.3f}" for name, share in hs.r2.items()} == rows
    ordered = fit("f =~ y1 + y2 + y3 + y4", pd.DataFrame(columns("skew7")), estimator="WLSMV", ordered="all")
    text = summary(ordered)
    assert "Thresholds" in text
    assert "Scales y*" not in text  # all fixed at one
    assert len(block(text, "Thresholds")) - 1 == (ordered.table["op"] == "|").sum()


def test_the_html_is_the_text_escaped(hs: Fit) -> None:
    data = dataset("hs").assign(half=lambda d: np.where(d["sex"] == 1, "<b>&", "rest"))
    grouped = html(fit("f =~ x1 + x2 + x3", data, group="half"))
    assert "Group 1 [&lt;b&gt;&amp;]" in grouped or "Group 2 [&lt;b&gt;&amp;]" in grouped
    assert "<b>" not in grouped
    assert summary(hs).splitlines()[0] in html(hs)


def test_json_is_the_table(hs: Fit) -> None:
    plain = to_dict(hs)
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["options"] == Options(estimator="ML").to_dict()
    assert plain["groups"] == []
    assert plain["n"] == [301]
    assert plain["r2"] == hs.r2
    assert plain["warnings"] == []
    assert "bootstrap" not in plain
    for told, row in zip(plain["parameters"], hs.table.to_dict("records"), strict=True):
        assert set(told) == {key for key, value in row.items() if value == value}
        assert all(told[key] == row[key] for key in told)
        assert type(told["free"]) is bool
        assert type(told["group"]) is int
    for key in ("npar", "df", "baseline_df", "ntotal"):
        assert type(plain["fit"][key]) is int
    assert plain["fit"]["chisq"] == hs.fit["chisq"]


def test_json_of_groups_and_of_a_bootstrap() -> None:
    grouped = to_dict(fitted("tam_groups", "configural"))
    assert grouped["groups"] == list(fitted("tam_groups", "configural").groups)
    drawn = fit("f =~ x1 + x2 + x3", dataset("hs"), bootstrap=12, seed=4, ci="bc")
    told = to_dict(drawn)["bootstrap"]
    assert told == {"requested": 12, "converged": 12, "admissible": 12, "ci": "bc", "seed": 4}
    assert "bootstrap: 12 draws, 12 converged, 12 admissible, bc intervals, seed 4" in summary(drawn)
    assert "standard errors: standard, := bootstrap" in summary(drawn)


def test_a_p_below_what_the_draws_can_tell_is_told_as_that() -> None:
    drawn = fit("f =~ x1 + a*x2 + b*x3; d := a*b; e := a - b", dataset("hs"), bootstrap=99, seed=4)
    told = {line.split()[0]: line.split() for line in summary(drawn).splitlines() if line.startswith(("  d ", "  e "))}
    assert told["d"][3] == "<0.020"  # no z before it
    assert told["e"][3][0] in "01"
    assert all(row.pvalue >= 0.02 or row.lhs == "d" for row in drawn.defined().itertuples())


def test_a_card_prefers_the_robust_version(hs: Fit) -> None:
    robust = fit(HS, dataset("hs"), estimator="MLR")
    text = repr(robust)
    assert f"CFI {robust.fit['cfi_robust']:.3f}" in text
    assert f"{robust.fit['chisq_scaled']:.3f}, df 8" in text
    assert f"CFI {hs.fit['cfi']:.3f}" in repr(hs)
    assert len(text.splitlines()) <= 10


def test_a_card_without_measures(hs: Fit) -> None:
    lost = replace(hs, estimate=replace(hs.estimate, converged=False), found={"npar": 13.0})
    rows = card(lost).rows
    assert rows["chisq"] is None
    assert not rows["fit"]
    assert rows["warnings"] == ("not_converged",)
    saturated = fit("f =~ x1 + x2 + x3", dataset("hs"))
    assert "df 0" in repr(saturated)


def test_the_summary_speaks_the_language_set(hs: Fit) -> None:
    """Words alone change: every line keeps its numbers, every column its place."""
    ordered = fit("f =~ y1 + y2 + y3 + y4", pd.DataFrame(columns("skew7")), estimator="WLSMV", ordered="all")
    drawn = fit("f =~ x1 + x2 + x3", dataset("hs"), bootstrap=12, seed=4, test=["bollen.stine"])
    for found in (hs, ordered, drawn, fitted("tam_groups", "configural"), fit(HS, dataset("hs"), estimator="ULS")):
        english = summary(found).splitlines()
        speak("zh")
        try:
            chinese = summary(found).splitlines()
        finally:
            speak("en")
        assert len(chinese) == len(english)
        assert any("\u4e00" <= char <= "\u9fff" for char in chinese[0])
        for one, other in zip(english, chinese, strict=True):
            if one.startswith("  ") and one != other:  # heads of columns, groups and draws
                assert width_of(other.rstrip()) == width_of(one.rstrip()) or "(" in one or "group" in one
    assert "DID NOT" not in summary(hs)
    assert "Browne" in summary(fit(HS, dataset("hs"), estimator="ULS"))
