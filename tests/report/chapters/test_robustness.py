"""The same paths in other runs."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from report import real
from report.reading import has, rows, section, table, text_of

from tamkit.report import document
from tamkit.report.chapters import robustness as chapter
from tamkit.report.chapters.respondents import option
from tamkit.report.content import Content
from tamkit.report.tree import Beside, Document
from tamkit.report.words import Words

T = Words("en")


@pytest.mark.parametrize("name", ["sensitivity", "robustness"])
def test_paths_of_every_run(models: Content, models_en: Document, name: str) -> None:
    frame = getattr(models.findings, name).paths
    held = frame.set_index(["source", "target", "run"])
    runs = list(dict.fromkeys(frame["run"]))
    found = rows(models_en, name)
    pairs = list(dict.fromkeys(zip(frame["source"], frame["target"], strict=True)))
    assert len(found) == len(pairs)
    for row, (source, target) in zip(found, pairs, strict=True):
        assert row["path"] == f"{models.name(source, 'en')} → {models.name(target, 'en')}"
        for run in runs:
            want = held.loc[(source, target, run)]
            assert row[run] == Beside(want["std"], want["pvalue"])
    for column, run in zip(table(models_en, name).columns[1:], runs, strict=True):
        n = frame.loc[frame["run"] == run, "n"].iloc[0]
        assert column.title == T("report.robustness.run_n", run=T("report.run", run=run), n=f"{n:.0f}")


def test_paths_with_another_decision_are_counted_and_named(models: Content) -> None:
    frame = models.findings.sensitivity.paths
    pairs = list(dict.fromkeys(zip(frame["source"], frame["target"], strict=True)))
    calm = frame.assign(std=0.3, pvalue=0.001)
    turned = calm.copy()
    at = (turned["source"] == pairs[0][0]) & (turned["target"] == pairs[0][1]) & (turned["run"] == "all")
    turned.loc[at, "std"] = -0.3
    lost = calm.copy()
    lost.loc[at, "pvalue"] = 0.05
    named = f"{models.name(pairs[0][0], 'en')} → {models.name(pairs[0][1], 'en')}"
    for changed, other, how in ((calm, 0, ""), (turned, 1, "negative and"), (lost, 1, "not")):
        found = dataclasses.replace(models.findings.sensitivity, paths=changed)
        made = chapter.build(real.but(models, sensitivity=found, robustness=None), T)
        text = made.blocks[0].blocks[0].text
        agree = (
            f"{'' if other else 'all '}{len(pairs) - other} paths agree in sign and significance (p < .05) in every run"
        )
        assert agree in text
        assert (f", 1 does not: {named} (" in text) == bool(other)
        assert f'{how} significant for "All responses"' in text or not other
        assert text.count('positive and significant for "') == bool(other)


@pytest.mark.parametrize(
    ("value", "p", "decision"), [(0.3, 0.049, 1), (-0.3, 0.049, -1), (0.3, 0.05, 0), (0.3, None, 0), (0.0, 0.01, 0)]
)
def test_a_decision_is_the_sign_of_what_is_significant(value: float, p: float | None, decision: int) -> None:
    assert chapter._decision(Beside(value, p)) == decision


def test_fit_of_every_run(models: Content, models_en: Document) -> None:
    runs = models.findings.robustness.runs
    found = rows(models_en, "robustness_fit")
    assert [row["run"] for row in found] == [T("report.run", run=run) for run in runs["run"]]
    assert [row["valid_n"] for row in found] == runs["n"].tolist()
    for row, want in zip(found, runs.to_dict("records"), strict=True):
        robust = want["estimator"] == "MLR"
        assert row["version"] == T("report.fit.version", version="robust" if robust else "")
        for key in ("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr"):
            version = {"chisq": "_scaled", "pvalue": "_scaled", "df": "", "srmr": ""}.get(key, "_robust")
            value = want[key + version] if robust else want[key]
            assert row[key] == (None if value != value else value), key


def test_runs_of_the_same_respondents_are_one(models: Content) -> None:
    found = models.findings.sensitivity
    own = found.paths[found.paths["run"] == found.paths["run"].iloc[0]]
    twice = dataclasses.replace(found, paths=pd.concat([own.assign(run="main"), own.assign(run="all")]))
    made = chapter.build(real.but(models, sensitivity=twice, robustness=None), T)
    assert made is not None
    assert len(table(made, "sensitivity").columns) == 2
    assert "(one sample and so one run: Main analysis, All responses)" in text_of(made)


def test_control_variables(models: Content, models_en: Document) -> None:
    controls = models.findings.robustness.controls
    found = rows(models_en, "controls")
    for row, want in zip(found, controls.to_dict("records"), strict=True):
        assert (row["b"], row["se"], row["p"], row["std"]) == (want["est"], want["se"], want["pvalue"], want["std"])
        assert models.name(want["variable"], "en") in row["control"]
        code = want["option"]
        if code is not None and code == code:
            assert option(models, want["variable"], code, "en") in row["control"]
    assert models.within(controls["outcome"].iloc[0], "en") in table(models_en, "controls").caption


def test_two_engines_are_compared(models: Content, models_en: Document) -> None:
    engines = models.findings.robustness.engines
    said = text_of(section(models_en, "reruns"))
    for part in (*engines.engines, engines.parameters, engines.n, f"{engines.largest_est:.1e}", engines.largest_se_at):
        assert str(part) in said
    assert f"{engines.largest_se:.1e}" in said
    assert engines.largest_est_at in said


def test_each_part_stands_alone(models: Content, ordered_en: Document) -> None:
    only = document(real.but(models, sensitivity=None), "en")
    assert not has(only, "sensitivity")
    assert has(only, "robustness")
    assert not has(ordered_en, "robustness")
    assert not has(document(real.but(models, sensitivity=None, robustness=None), "en"), "reruns")
    found = models.findings.robustness
    less = dataclasses.replace(found, controls=None, engines=None, remarks=(), runs=found.runs.head(0))
    made = chapter.build(real.but(models, robustness=less), T)
    assert [getattr(one, "id", "") for one in made.blocks[1].blocks] == ["", "robustness"]


def test_who_the_strict_exclusions_leave_out_is_told(models: Content) -> None:
    """Fails before, where no place said what "strict" is."""
    made = chapter.build(real.but(models, robustness=None), T)
    rules = models.clean.rules
    more = [name for name in rules.strict().exclude if name not in rules.exclude and name in rules.active()]
    checked = [name for name in more if name not in models.clean.not_checked]
    notes = " ".join(table(made, "sensitivity").notes)
    assert checked
    assert all(T("report.step", step=name) in notes for name in checked)
    assert not any(T("report.step", step=name) in notes for name in rules.exclude)
    found = models.findings.sensitivity
    calm = dataclasses.replace(found, paths=found.paths[found.paths["run"] != "strict"])
    assert "Strict exclusions" not in " ".join(
        table(chapter.build(real.but(models, sensitivity=calm, robustness=None), T), "sensitivity").notes
    )


@pytest.mark.parametrize(("p", "said"), [(0.0501, True), (0.0496, True), (0.051, False), (0.03, False)])
def test_a_digit_more_is_explained_where_there_is_one(models: Content, p: float, said: bool) -> None:
    found = models.findings.sensitivity
    odd = dataclasses.replace(found, paths=found.paths.assign(pvalue=p))
    made = chapter.build(real.but(models, sensitivity=odd, robustness=None), T)
    assert ("one digit more" in " ".join(table(made, "sensitivity").notes)) is said
