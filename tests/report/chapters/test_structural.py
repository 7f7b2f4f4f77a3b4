"""Paths, what is explained, and the hypotheses."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from report import real
from report.drawn import texts
from report.reading import figure, has, rows, section, table, text_of

from tamkit.drivers import judgement as drivers
from tamkit.drivers.prospects import Prospect
from tamkit.questionnaire import Text
from tamkit.report import document, formats
from tamkit.report.chapters import structural as chapter
from tamkit.report.content import Content, Layout
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
    assert said.text.endswith("the estimator's test decides whether a path is significant.")
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
        assert not has(made, "r2")  # the table of effects has it; a file
    none = dataclasses.replace(models.drivers, effects=models.drivers.effects.head(0))
    assert has(document(real.but(models, drivers=none), "en"), "r2")
    assert facets
    more = demo.drivers.r2.assign(construct=[*sorted(facets)[:1], *demo.drivers.r2["construct"].iloc[1:]])
    made = chapter.r2(real.but(demo, drivers=dataclasses.replace(demo.drivers, r2=more)), T)
    assert len(made.rows) == len(more) - 1


def test_hypotheses_with_their_verdicts(models: Content, models_en: Document) -> None:
    frame = models.drivers.hypotheses
    found = rows(models_en, "hypotheses")
    says = {str(one.row["hypothesis"]): one.says.get("en") for one in models.findings.verdicts.each}
    for row, want in zip(found, frame.to_dict("records"), strict=True):
        assert row["hypothesis"] == want["hypothesis"]
        assert row["statement"] == says[want["hypothesis"]]
        assert row["std"] == want["std"]
        assert row["ci90"] == Interval(want["ci90_lower"], want["ci90_upper"])
        assert (row["p"], row["p_holm"]) == (want["pvalue"], want["p_holm"])
        assert row["verdict"] == Verdict(
            T("report.verdict", verdict=chapter.said(want)), chapter.TONE.get(chapter.said(want), "none")
        )


def test_without_words_a_hypothesis_is_its_path(models: Content) -> None:
    made = document(real.but(models, verdicts=None), "en")
    for row, want in zip(rows(made, "hypotheses"), models.drivers.hypotheses.to_dict("records"), strict=True):
        assert row["path"] == f"{models.name(want['source'], 'en')} → {models.name(want['target'], 'en')}"
        assert row["sign"] == T("report.sign", sign=want["sign"])
        assert "statement" not in row


def test_verdicts_are_counted(models: Content) -> None:
    frame = models.drivers.hypotheses
    verdicts = ["supported"] * 3 + ["opposite"] * 2 + ["not_tested"] * 4 + ["absent"]
    verdicts += ["unknown"] * (len(frame) - len(verdicts))
    first = [True] + [False] * (len(frame) - 1)
    mixed = frame.assign(verdict=verdicts, negligible=first, excluded=False, p_holm=[0.01, 0.01, *[0.2] * 10])
    made = real.but(models, drivers=dataclasses.replace(models.drivers, hypotheses=mixed), verdicts=None)
    text, *opposed, shown = chapter._hypotheses(made, T)
    assert len(opposed) == 2
    names = frame["hypothesis"].tolist()
    counts = {"stated": len(frame), "tested": len(frame) - 4, "supported": 3, "holm": 2, "same": False, "negligible": 1}
    counts |= {"opposite": T.join(names[3:5]), "untested": T.join(names[5:9]), "absent": names[9]}
    counts |= {"unknown": T.join(names[10:])}
    assert text == T.p("report.structural.hypotheses_text", **counts)
    tones = [row.cells[-1].tone for row in shown.rows]
    assert tones[:6] == ["fair", "good", "good", "bad", "bad", "none"]


@pytest.mark.parametrize(
    ("r", "beta", "hidden"),
    [(0.005, 0.2, True), (-0.1, 0.2, True), (0.15, 0.2, False), (0.1, 0.2, False), (0.099, 0.2, True)],
)
def test_what_came_out_with_the_other_sign_stands_beside_its_correlation(
    models: Content, r: float, beta: float, hidden: bool
) -> None:
    frame = models.drivers.hypotheses
    latent = models.measurement.fornell_larcker
    row = next(one for one in frame.to_dict("records") if {one["source"], one["target"]} == {"PR", "INT"})
    here = frame["hypothesis"] == row["hypothesis"]
    one = latent.copy()
    one.loc["PR", "INT"] = one.loc["INT", "PR"] = r
    measured = dataclasses.replace(models.measurement, fornell_larcker=one)
    for verdict, said in (("opposite", True), ("supported", False)):
        mixed = frame.assign(verdict=frame["verdict"].where(~here, verdict), std=frame["std"].where(~here, beta))
        mixed["verdict"] = mixed["verdict"].where(here, "supported")
        changed = dataclasses.replace(models.drivers, hypotheses=mixed)
        made = real.but(models, drivers=changed, measurement=measured, verdicts=None)
        text = " ".join(block.text for block in chapter._hypotheses(made, T) if hasattr(block, "text"))
        assert ("latent correlation of perceived risk and adoption intention is" in text) is said
        assert ("suppression" in text) is (said and hidden)


def test_unknown_never_reads_as_no_effect() -> None:
    for lang in ("zh", "en"):
        t = Words(lang)
        for verdict in ("unknown", "unknown_excluded"):
            said = t("report.verdict", verdict=verdict, sign="+").lower()
            assert not any(
                word in said for word in ("no effect", "absent", "not supported", "不成立", "可忽略", "无效")
            )
        assert "δ" in t("report.verdict", verdict="absent")


def test_a_verdict_has_its_mark() -> None:
    row = {"verdict": "supported", "negligible": True, "excluded": True}
    assert chapter.said(row) == "negligible"
    assert chapter.said(row | {"negligible": False}) == "supported"
    assert chapter.said({"verdict": "unknown", "negligible": False, "excluded": True}) == "unknown_excluded"
    assert chapter.said({"verdict": "absent", "negligible": False, "excluded": True}) == "absent"


def test_power_stands_beside_the_verdicts(models: Content) -> None:
    frame = models.drivers.hypotheses
    nan = float("nan")
    known = Prospect(0.1, 0.35, 0.9, 0.02, 0.01, 0.17, 1500.0, "monte_carlo", 400)
    impossible = Prospect(0.1, nan, nan, nan, nan, nan, nan, "monte_carlo", 400, (True, True))
    rows_ = frame.to_dict("records")
    each = [
        drivers.Verdict(row, Text(zh="甲对乙有正向影响。", en="A has a positive effect on B."), None, (), ahead)
        for row, ahead in zip(rows_, [known, impossible, None], strict=False)
    ]
    made = real.but(models, verdicts=drivers.Verdicts(0.1, tuple(each)))
    blocks = chapter._power(made, T)
    table = next(one for one in blocks if getattr(one, "id", "") == "hypothesis_power")
    assert [row.cells[2:] for row in table.rows] == [
        (0.35, 0.9, 0.17, 1500),
        ("impossible", "impossible", "none", None),
    ]
    assert "400 samples" in table.notes[0]
    untested = real.but(models, verdicts=drivers.Verdicts(0.1, (each[2],)))
    assert chapter._power(untested, T) == ()  # neither a prospect nor a reason


def test_reasons_and_sources_stand_in_a_table_that_a_sentence_names(models: Content, models_en: Document) -> None:
    found = rows(models_en, "stated")
    each = models.findings.verdicts.each
    assert [row["hypothesis"] for row in found] == [str(one.row["hypothesis"]) for one in each]
    assert [row["reason"] for row in found] == [one.reason.get("en") for one in each]
    assert "statement" not in found[0]  # the table of verdicts has it
    assert T("report.structural.stated_text").partition("]] ")[2] in text_of(section(models_en, "hypotheses_section"))


def test_the_wording_of_a_hypothesis_claims_no_cause(models: Content, models_en: Document) -> None:
    note = T("report.structural.hypotheses_words")
    assert note in table(models_en, "hypotheses").notes
    assert "“影响”一词不表示因果" in Words("zh")("report.structural.hypotheses_words")
    assert note not in table(document(real.but(models, verdicts=None), "en"), "hypotheses").notes  # no words there


@pytest.mark.parametrize(
    ("p", "said"),
    [
        ([0.01] * 12, "all 12 paths are significant"),
        ([0.2] * 12, "none of 12 paths is significant"),
        ([0.01] * 11 + [0.05], "11 of 12 paths are significant (two-sided p < .05), all but "),
        ([float("nan")] * 12, "the 12 paths are not tested"),
    ],
)
def test_the_first_sentence_says_what_was_found(models: Content, p: list[float], said: str) -> None:
    fit = models.drivers.main
    frame = fit.table.copy()
    at = regressions(models).index
    frame.loc[at, "pvalue"] = p

    class Other:
        table = frame

        def __getattr__(self, name: str) -> object:
            return getattr(fit, name)

    made = chapter.found(real.but(models, drivers=dataclasses.replace(models.drivers, main=Other())), T).text
    assert said in made
    largest = regressions(models)["std_all"].abs().idxmax()
    row = frame.loc[largest]
    assert f"that of {models.name(row['rhs'], 'en')} → {models.name(row['lhs'], 'en')} (β = " in made
    last = regressions(models).iloc[-1]
    assert (f"all but {models.name(last['rhs'], 'en')} → {models.name(last['lhs'], 'en')};" in made) == (
        "all but" in said
    )


#: The names of verdicts, which every sentence and cell has.
VERDICTS = {
    "opposite": ("不成立（显著但方向相反）", "not supported (significant, opposite sign)"),
    "absent": ("效应可忽略", "negligible effect"),
    "unknown": ("尚无定论", "unknown"),
    "not_tested": ("未检验", "not tested"),
}


def test_a_verdict_has_one_name() -> None:
    values = {"stated": 9, "tested": 8, "supported": 3, "holm": 3, "same": True, "negligible": 0}
    values |= {"opposite": "H1", "absent": "H2", "unknown": "H3", "untested": "H4"}
    for place, lang in enumerate(("zh", "en")):
        t = Words(lang)
        sentence = t.p("report.structural.hypotheses_text", **values).text
        rule = t("report.structural.hypotheses_note", delta=0.1)
        for verdict, names in VERDICTS.items():
            assert names[place] in t("report.verdict", verdict=verdict, sign="+").lower()
            assert names[place] in sentence
            assert names[place] in rule or verdict == "not_tested"


def test_hypotheses_of_several_models_name_them(models: Content) -> None:
    frame = models.drivers.hypotheses
    name = next(iter(models.drivers.fits))
    other = frame.assign(model=[name, *frame["model"].iloc[1:]])
    made = real.but(models, drivers=dataclasses.replace(models.drivers, hypotheses=other), verdicts=None)
    table = chapter._hypotheses(made, T)[-1]
    assert "model" in [column.key for column in table.columns]
    assert len(table.notes) == 2


def test_one_hypothesis_and_none_have_their_own_words() -> None:
    tested = {"stated": 1, "tested": 1, "supported": 1, "holm": 0, "same": False, "negligible": 0}
    tested |= dict.fromkeys(("opposite", "absent", "unknown", "untested"))
    said = T.p("report.structural.hypotheses_text", **tested).text
    assert said.startswith("Of 1 stated hypothesis, 1 is supported (none after Holm's adjustment")
    none = Words("zh").p("report.structural.hypotheses_text", **tested | {"tested": 0}).text
    assert none.startswith("各模型均未检验任何假设")


def test_without_hypotheses_only_paths_are_shown(models: Content) -> None:
    none = dataclasses.replace(models.drivers, hypotheses=models.drivers.hypotheses.head(0))
    made = document(real.but(models, drivers=none, verdicts=None), "en")
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


@pytest.mark.parametrize("labels", [True, False])
def test_hypotheses_stand_on_the_diagram_where_the_study_wants_them(models: Content, labels: bool) -> None:
    wanted = dataclasses.replace(models, layout=Layout(hypothesis_labels=labels))
    made = chapter.diagram(wanted, T)
    stated = {one.id for one in models.questionnaire.hypotheses}
    first = {text.split("\n")[0] for text in texts(made.picture)}
    assert bool(stated & first) == labels
    assert (T("report.structural.diagram_hypotheses") in made.notes) == labels


def test_no_hypotheses_no_labels(models: Content) -> None:
    form = models.questionnaire.model_copy(update={"hypotheses": ()})
    wanted = dataclasses.replace(models, questionnaire=form, layout=Layout(hypothesis_labels=True))
    plain = chapter.diagram(models, T)
    assert chapter.diagram(wanted, T).notes == plain.notes
    assert chapter.diagram(wanted, T).picture.size == plain.picture.size
