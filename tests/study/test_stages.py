"""Stages: the order that follows from their needs, what is told of those that fail, and that a defect is not hidden."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from study.small import write

from tamkit.cli import main
from tamkit.errors import AnalysisError, InputError
from tamkit.messages import Message
from tamkit.report.findings import Findings
from tamkit.report.plain import dumps
from tamkit.study import Results, Study
from tamkit.study.running import ordered, run
from tamkit.study.stage import Nothing, Outcome, Stage, Task, called, told
from tamkit.study.stages import stages

QUICK = "bootstrap: 0\nmeasurement: {htmt_bootstrap: 0, efa: true}\n"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study.load(write(tmp_path / "study", 120, QUICK))


def named(name: str, *needs: str, run: Callable[[Task], Any] = lambda task: 1, **more: Any) -> Stage:
    return Stage(name, needs, run, finds=None, **more)


def outcome(results: Results, name: str) -> Outcome:
    return next(one for one in results.outcomes if one.name == name)


# -- order -------------------------------------------------------------------------------------------------------------


def test_a_stage_comes_after_those_it_needs_and_takes() -> None:
    made = [named("d", "c", takes=("b",)), named("c", "a"), named("b", "a"), named("a")]
    assert [stage.name for stage in ordered(made)] == ["a", "c", "b", "d"]


def test_what_a_study_cannot_do_without_comes_first() -> None:
    made = [named("beside", "a"), named("a", vital=True), named("main", "a", vital=True)]
    assert [stage.name for stage in ordered(made)] == ["a", "main", "beside"]


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ([named("a", "c"), named("b", "a"), named("c", "b"), named("d")], "in a circle: a, b, c"),
        ([named("a", "a")], "in a circle: a"),
        ([named("a", "nobody")], "stage a needs nobody, and there is no such stage"),
        ([named("a"), named("a")], "two stages are called a"),
    ],
)
def test_a_circle_and_unknown_needs_are_refused(made: Iterable[Stage], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        ordered(made)


def test_the_stages_of_a_study() -> None:
    names = [stage.name for stage in ordered(stages())]
    assert names[:5] == ["read", "screen", "describe", "measurement", "drivers"]
    assert [stage.name for stage in stages() if stage.vital] == names[:5]
    fields = [stage.field for stage in stages() if stage.field is not None]
    assert sorted(fields) == sorted(field.name for field in dataclasses.fields(Findings))


# -- what is handed on, and told ---------------------------------------------------------------------------------------


def test_a_stage_is_handed_what_it_needs_and_no_more(study: Study) -> None:
    seen: list[dict[str, Any]] = []
    made = [
        named("last", "first", takes=("absent",), run=lambda task: seen.append(dict(task.found))),
        named("first", run=lambda task: "found"),
        named("other", run=lambda task: "something"),
        named("absent", run=lambda task: Nothing(Message("study.main_run_only"))),
    ]
    found = run(study, made)
    assert seen == [{"first": "found"}]
    assert {one.name: (one.state, one.why) for one in found.outcomes} == {
        "first": ("done", None),
        "other": ("done", None),
        "absent": ("skipped", Message("study.main_run_only")),
        "last": ("skipped", Message("study.nothing_to_say")),
    }


def test_parts_that_fail_are_told_of_a_stage_that_is_done_and_fail_it_when_nothing_is_left(study: Study) -> None:
    def fails() -> None:
        raise AnalysisError("study.no_models_named")

    one, all_ = (Message("study.groups_by", variable=name) for name in ("one", "all"))
    made = [
        named("some", run=lambda task: task.attempt(one, fails) or "part two"),
        named("none", run=lambda task: task.attempt(all_, fails) or task.attempt(one, fails)),
        named("after", "none"),
        named("last", "after"),
    ]
    some, none, after, last = run(study, made).outcomes
    told = "groups: one: the study names no models."
    assert (some.state, str(some.why), tuple(map(str, some.warnings))) == ("done", told, (told,))
    assert (none.state, str(none.why)) == ("failed", f"groups: all: the study names no models. {told}")
    assert none.why.say("zh") == "分组变量 all：研究未指定模型。分组变量 one：研究未指定模型。"
    assert (after.state, str(after.why)) == ("skipped", "needs none, which failed.")
    assert list(map(str, after.warnings)) == ["after: needs none, which failed."]
    assert str(last.why) == "needs after, which was skipped."
    assert last.warnings[0].say("zh") == "last：需要先完成“after”，但该阶段已跳过。"


def test_a_made_up_stage_runs_after_what_it_needs(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, str]] = []
    extra = named("made_up", "drivers", "screen", run=lambda task: seen.append((task.clean.n, task.drivers.outcome)))
    known = stages()
    monkeypatch.setattr("tamkit.study.study.stages", lambda: (extra, *known))
    results = study.run()
    names = [one.name for one in results.outcomes]
    assert seen == [(results.clean.n, "INT")]
    assert names.index("made_up") > names.index("drivers")
    why = {"key": "study.nothing_to_say", "values": {}, "zh": "此处没有可报告的内容。", "en": "nothing to say here."}
    assert {"name": "made_up", "state": "skipped", "why": why} in results.to_dict()["stages"]


def failing(error: Exception) -> Callable[..., Any]:
    def fails(*_: Any, **__: Any) -> Any:
        raise error

    return fails


@pytest.mark.parametrize(
    "error",
    [AnalysisError("study.no_models_named"), np.linalg.LinAlgError("Singular matrix"), ZeroDivisionError("x / 0")],
)
def test_a_stage_that_fails_is_told_and_so_are_its_dependents(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr("tamkit.measurement.explore", failing(error))
    results = study.run()
    assert results.findings.efa is None
    assert results.findings.efa_confirmed is None
    assert results.findings.competing is not None
    failed = Message("located", place=called("efa"), what=told(error))
    assert outcome(results, "efa") == Outcome("efa", "failed", failed, (failed,))
    assert str(error.message if isinstance(error, AnalysisError) else error) in str(failed)
    why = Message("study.needs", stage=called("efa"), state="failed")
    needing = Message("located", place=called("efa_confirmed"), what=why)
    assert outcome(results, "efa_confirmed") == Outcome("efa_confirmed", "skipped", why, (needing,))
    assert results.warnings[-2:] == (failed, needing)
    said = "exploratory factor analysis, second half: needs exploratory factor analysis, which failed."
    assert str(needing) == said
    assert needing.say("zh") == "探索性因子分析的另一半样本验证：需要先完成“探索性因子分析”，但该阶段未能完成。"
    report = results.report(tmp_path / "out")
    stored = json.loads((report / "results.json").read_text(encoding="utf-8"))
    by_name = {one["name"]: one for one in stored["stages"]}
    assert by_name["efa"]["state"] == "failed"
    assert by_name["efa_confirmed"] == {"name": "efa_confirmed", "state": "skipped", "why": why.to_dict()}
    assert said in (report / "report.en.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("defect", [TypeError, KeyError, AttributeError, ValueError, IndexError])
def test_a_defect_in_a_stage_is_not_hidden(
    study: Study, monkeypatch: pytest.MonkeyPatch, defect: type[Exception]
) -> None:
    monkeypatch.setattr("tamkit.measurement.competing", failing(defect("a defect")))
    with pytest.raises(defect, match="a defect"):
        study.run()


def test_a_need_that_was_not_declared_is_a_defect(study: Study) -> None:
    with pytest.raises(KeyError, match="drivers"):
        run(study, [named("greedy", run=lambda task: task.drivers)])


@pytest.mark.parametrize(
    ("place", "stage", "error", "status"),
    [
        ("tamkit.measurement.assess", "measurement", AnalysisError("study.no_models_named"), 1),
        ("tamkit.drivers.analyse", "drivers", AnalysisError("study.no_models_named"), 1),
        ("tamkit.drivers.analyse", "drivers", np.linalg.LinAlgError("Singular matrix"), 1),
        ("tamkit.survey.load", "read", InputError("study.no_models_named"), 2),
    ],
)
def test_a_vital_stage_ends_the_study(
    study: Study, monkeypatch: pytest.MonkeyPatch, place: str, stage: str, error: Exception, status: int
) -> None:
    monkeypatch.setattr(place, failing(error))
    with pytest.raises((AnalysisError, InputError)) as caught:
        study.run()
    assert str(caught.value) == f"{study.path}: {told(error)} (stage: {stage})"
    assert caught.value.message.say("zh").endswith(f"（阶段：{called(stage).say('zh')}）")
    assert caught.value.__cause__ is error
    assert main(["report", str(study.path.parent)]) == status


# -- findings ----------------------------------------------------------------------------------------------------------


class Seen(Findings):
    """Findings that remember which of their fields were asked for."""

    asked: set[str] = set()  # noqa: RUF012

    def __getattribute__(self, name: str) -> Any:
        Seen.asked.add(name)
        return super().__getattribute__(name)


def test_every_field_of_the_findings_is_in_to_dict(study: Study) -> None:
    names = {field.name for field in dataclasses.fields(Findings)}
    found = study.run().findings
    Seen.asked.clear()
    told = Seen(**{name: getattr(found, name) for name in names}).to_dict()
    assert names <= Seen.asked
    assert told == found.to_dict()
    places = {**told, **told["extras"], "clean": told["screening"]}
    there = {name for name in names if getattr(found, name) is not None}
    assert {"competing", "common_method", "efa", "efa_confirmed"} <= there
    assert {name for name in there if places.get(name) is None} == set()


def test_what_is_left_out_is_named_and_nothing_else_is(study: Study) -> None:
    found = study.run().findings
    told = found.to_dict()
    left_out = {"measurement": {"cases"}, "efa": {"cases"}, "competing": {"models"}}
    for name in ("description", "measurement", "drivers", "common_method", "competing", "efa"):
        fields = {field.name for field in dataclasses.fields(getattr(found, name))}
        assert set({**told, **told["extras"]}[name]) == fields - left_out.get(name, set())


def test_a_report_is_handed_the_findings(study: Study) -> None:
    results = study.run()
    assert results.content.findings is results.findings


def test_old_names_of_the_extras_lead_to_the_findings(study: Study) -> None:
    results = study.run()
    assert results.extras["competing"] is results.findings.competing
    assert set(results.extras) == set(results.to_dict()["extras"])
    assert "NaN" not in dumps(results.to_dict())
