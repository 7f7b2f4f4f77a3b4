"""From files to valid answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from study.small import write

from tamkit.errors import InputError
from tamkit.study import Results, Study
from tamkit.study.stage import Nothing, Task
from tamkit.study.stages import answers


def study(folder: Path, n: int, more: str = "", gaps: int = 0) -> Study:
    return Study.load(write(folder / "study", n, more, gaps))


def test_a_file_that_is_not_there_is_told_with_its_place(tmp_path: Path) -> None:
    made = study(tmp_path, 12)
    (tmp_path / "study" / "responses.csv").unlink()
    with pytest.raises(InputError, match=r"study\.yaml:1:\d+: .*responses\.csv"):
        answers.read(made)


def test_answers_are_read_and_screened_as_declared(tmp_path: Path) -> None:
    made = study(tmp_path, 30)
    survey = answers.read(made)
    assert survey.n == 30
    clean = answers.screen(made, survey)
    assert clean.n == 30
    assert clean.rules.exclude == ()


@pytest.mark.parametrize(
    ("n", "gaps", "missing", "enough"),
    [(10, 0, "listwise", True), (9, 0, "listwise", False), (10, 1, "listwise", False), (10, 1, "fiml", True)],
)
def test_more_rows_than_items_are_needed(tmp_path: Path, n: int, gaps: int, missing: str, enough: bool) -> None:
    made = study(tmp_path, n, f"missing: {missing}\n", gaps)
    task = Task(made, {"read": answers.read(made)})
    if enough:
        assert answers.screened(task).n == n
    else:
        with pytest.raises(InputError, match="9 items"):
            answers.screened(task)


def test_description_and_battery(small: Results) -> None:
    task = Task(small.study, {"screen": small.clean})
    assert answers.description(task).n == small.clean.n
    assert isinstance(answers.battery(task), Nothing)


def test_the_stages() -> None:
    assert [(stage.name, stage.needs, stage.field, stage.vital) for stage in answers.STAGES] == [
        ("read", (), None, True),
        ("screen", ("read",), "clean", True),
        ("describe", ("screen",), "description", True),
        ("missing", ("screen",), "missing", False),
        ("battery", ("screen",), "battery", False),
    ]


def test_derived_variables_by_which_nobody_differs_are_one_warning(tmp_path: Path) -> None:
    more = "derive: {old: {from: age, cut: [90]}, late: {from: age, cohorts: [2001, 2005]}}\n"
    made = study(tmp_path, 30, more)
    task = Task(made, {"screen": answers.screen(made, answers.read(made))})
    answers.description(task)
    assert [one.key for one in task.problems] == ["survey.derived_empty"]
    assert len(task.problems[0].values["variables"]) == 2
