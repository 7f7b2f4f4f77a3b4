"""Paths, what is explained, and the hypotheses."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from report import real
from report.drawn import texts
from report.reading import figure, has, rows, section, table

from tamkit.report import document, formats
from tamkit.report.chapters import structural as chapter
from tamkit.report.content import Content
from tamkit.report.tree import Document, Interval, Starred, Verdict
from tamkit.report.words import Words

T = Words("en")


def regressions(content: Content) -> pd.DataFrame:
    frame = content.drivers.main.table
    latent = set(content.drivers.main.latent)
    return frame[(frame["op"] == "~") & frame["lhs"].isin(latent) & frame["rhs"].isin(latent)]


def test_every_path_of_the_model(models: Content, models_en: Document) -> None:
    frame = regressions(models)
    found = rows(models_en, "paths")
    assert len(found) == len(frame) == 12
    for row, want in zip(found, frame.to_dict("records"), strict=True):
        assert row["path"] == f"{models.name(want['rhs'], 'en')} → {models.name(want['lhs'], 'en')}"
        assert row["b"] == Starred(want["est"], want["pvalue"])
        assert (row["se"], row["z"], row["p"]) == (want["se"], want["z"], want["pvalue"])
        assert row["b_ci"] == Interval(want["ci_lower"], want["ci_upper"])
        assert (row["std"], row["std_se"]) == (want["std_all"], want["std_all_se"])  # no stars: p is of B
        assert row["std_ci"] == Interval(want["std_all_ci_lower"], want["std_all_ci_upper"])
    assert "of B, from the estimator" in table(models_en, "paths").notes[1]


def test_a_bootstrap_that_says_otherwise_is_named(models: Content, ordered: Content) -> None:
    """Paths are decided by the estimator; where the bootstrap's interval disagrees is told, path by path."""
    fit = models.drivers.main
    (said,) = chapter.resampled(models, T)
    drawn = fit.bootstrapped().set_index(["lhs", "op", "rhs"])
    other = []
    for row in regressions(models).to_dict("records"):
        own = drawn.loc[(row["lhs"], "~", row["rhs"])]
        if (own["ci_lower"] > 0 or own["ci_upper"] < 0) != (row["pvalue"] < 0.05):
            other.append(f"{models.name(row['rhs'], 'en')} → {models.name(row['lhs'], 'en')} (p")
    assert all(one in said.text for one in other)
    assert said.text.count("interval [") == len(other)
    assert said.text.endswith("Paths are decided by the estimator.")
    assert chapter.resampled(ordered, T) == []
    quiet = fit.bootstrapped().assign(ci_lower=float("nan"))

    class Few:
        def __getattr__(self, name: str) -> object:
            return (lambda: quiet) if name == "bootstrapped" else getattr(fit, name)

    assert chapter.resampled(real.but(models, drivers=dataclasses.replace(models.drivers, main=Few())), T) == []
    turned = fit.bootstrapped().assign(ci_lower=-1.0, ci_upper=1.0)

    class Turned(Few):
        def __getattr__(self, name: str) -> object:
            return (lambda: turned) if name == "bootstrapped" else getattr(fit, name)

    (said,) = chapter.resampled(real.but(models, drivers=dataclasses.replace(models.drivers, main=Turned())), T)
    assert said.text.count("interval [−1.000, 1.000]") == (regressions(models)["pvalue"] < 0.05).sum()


def test_what_is_explained_leaves_facets_out(
    demo: Content, demo_en: Document, models: Content, models_en: Document
) -> None:
    facets = {facet for one in demo.questionnaire.constructs for facet in one.facets}
    for content, made in ((demo, demo_en), (models, models_en)):
        frame = content.drivers.r2
        kept = frame[~frame["construct"].isin(facets)]
        found = rows(made, "r2")
        assert [row["construct"] for row in found] == [content.with_code(one, "en") for one in kept["construct"]]
        assert [row["r2"] for row in found] == kept["r2"].tolist()
    assert facets
    more = demo.drivers.r2.assign(construct=[*sorted(facets)[:1], *demo.drivers.r2["construct"].iloc[1:]])
    made = chapter.r2(real.but(demo, drivers=dataclasses.replace(demo.drivers, r2=more)), T)
    assert len(made.rows) == len(more) - 1


def test_hypotheses_with_their_verdicts(models: Content, models_en: Document) -> None:
    frame = models.drivers.hypotheses
    found = rows(models_en, "hypotheses")
    for row, want in zip(found, frame.to_dict("records"), strict=True):
        assert row["hypothesis"] == want["hypothesis"]
        assert row["path"] == f"{models.name(want['source'], 'en')} → {models.name(want['target'], 'en')}"
        assert row["sign"] == T("report.sign", sign=want["sign"])
        assert row["std"] == want["std"]
        assert (row["p"], row["p_holm"]) == (want["pvalue"], want["p_holm"])
        assert row["verdict"] == Verdict(T("report.verdict", verdict=want["verdict"]), chapter.TONE[want["verdict"]])


def test_verdicts_are_counted(models: Content) -> None:
    frame = models.drivers.hypotheses
    verdicts = ["supported"] * 3 + ["opposite_sign"] * 2 + ["not_in_model"] * 4
    mixed = frame.assign(verdict=[*verdicts, *(["not_significant"] * (len(frame) - len(verdicts)))])
    text, note, shown = chapter._hypotheses(
        real.but(models, drivers=dataclasses.replace(models.drivers, hypotheses=mixed)), T
    )
    counts = {"tested": len(frame) - 4, "supported": 3, "insignificant": len(frame) - 9, "opposite": 2}
    assert text == T.p("report.structural.hypotheses_text", **counts)
    assert note == T.p("report.structural.insignificant_note")
    all_done = frame.assign(verdict="supported")
    given = real.but(models, drivers=dataclasses.replace(models.drivers, hypotheses=all_done))
    assert len(chapter._hypotheses(given, T)) == 2  # nothing missed significance, so nothing is said of it
    assert [row.cells[-1].tone for row in shown.rows[:6]] == ["good"] * 3 + ["bad"] * 2 + ["none"]


def test_one_hypothesis_and_none_have_their_own_words() -> None:
    tested = {"tested": 1, "supported": 1, "insignificant": 0, "opposite": 0}
    said = T.p("report.structural.hypotheses_text", **tested).text
    assert said.startswith("1 hypothesis was tested in the model: 1 is supported, none is significant with the opp")
    none = Words("zh").p("report.structural.hypotheses_text", **tested | {"tested": 0}).text
    assert none.startswith("本模型没有检验任何假设")


def test_without_hypotheses_only_paths_are_shown(models: Content) -> None:
    none = dataclasses.replace(models.drivers, hypotheses=models.drivers.hypotheses.head(0))
    made = document(real.but(models, drivers=none), "en")
    assert has(made, "paths")
    assert not has(made, "hypotheses_section")


def test_the_diagram_shows_and_says_every_path(models: Content, models_en: Document) -> None:
    drawn = figure(models_en, "path_diagram")
    words = "\n".join(texts(drawn.picture))
    for want in regressions(models).to_dict("records"):
        coefficient = formats.number(want["std_all"])
        assert coefficient in drawn.alt
        assert formats.number(want["std_all"], 2) in words or coefficient in words
    for code in {*regressions(models)["lhs"], *regressions(models)["rhs"]}:
        assert models.name(code, "en").split(" ")[0] in words


def test_constructs_without_a_path_are_named(models: Content) -> None:
    short = models.drivers.fits["tam"]
    content = real.but(models, drivers=dataclasses.replace(models.drivers, main=short))
    fit = content.drivers.main
    edges = chapter.edges(fit)
    assert {(edge.source, edge.target) for edge in edges} == set(
        zip(regressions(content)["rhs"], regressions(content)["lhs"], strict=True)
    )
    alone = [name for name in fit.latent if name not in {end for edge in edges for end in (edge.source, edge.target)}]
    notes = chapter.diagram(content, T).notes
    assert len(notes) == 1 + bool(alone)
    if alone:
        assert notes[1] == T("report.structural.unconnected", list=T.join([models.name(one, "en") for one in alone]))


@pytest.mark.parametrize("r2", [{"A": 0.5}, {"1": {"A": 0.5}, "2": {"A": 0.7}}, {}])
def test_of_several_groups_the_first_is_drawn(r2: dict[str, object]) -> None:
    class Fit:
        pass

    Fit.r2 = r2
    assert chapter._r2_of(Fit()) == ({"A": 0.5} if r2 else {})


def test_the_text_names_the_model(models: Content, models_en: Document) -> None:
    said = section(models_en, "paths_section").blocks[0].text
    assert models.questionnaire.declared("tam_risk_trust").title.get("en") in said
