"""A study from file to numbers; bad input gets one clear message, the right exit status, and leaves nothing behind."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tamkit.cli import main
from tamkit.errors import AnalysisError, InputError, TamkitError
from tamkit.messages import Message
from tamkit.report.plain import dumps
from tamkit.study import Results, Study
from tamkit.study.running import ordered
from tamkit.study.stages import stages

Make = Callable[..., Path]


@pytest.fixture(scope="module")
def results(original: Path) -> Results:
    return Study.load(original).run()


def test_every_stage_is_there(results: Results) -> None:
    assert results.simulated
    assert results.clean.received == 160
    assert 100 < results.clean.n < 160
    assert list(results.drivers.fits) == ["tam", "tam_risk_trust"]
    assert results.measurement.cfa.converged
    assert "[simulated]" in repr(results)
    assert "simulated" in results._repr_html_()


def test_results_are_json_without_nan_and_the_same_again(results: Results, original: Path) -> None:
    text = dumps(results.to_dict())
    assert "NaN" not in text
    found = json.loads(text)
    assert found["simulated"] is True
    assert found["n"] == {"received": 160, "valid": results.clean.n, "analysed": results.clean.n}
    assert found["drivers"]["main"] == "tam_risk_trust"
    assert found["drivers"]["fits"]["tam"]["fit"]["chisq"] == results.drivers.fits["tam"].fit["chisq"]
    assert found["measurement"]["cfa"]["parameters"]
    assert dumps(Study.load(original).run().to_dict()) == text


def test_progress_counts_every_stage_and_model(original: Path) -> None:
    seen: list[tuple[Message, int, int]] = []
    results = Study.load(original).run(lambda *step: seen.append(step))
    names = [one.name for one in results.outcomes]
    done = {one.name for one in results.outcomes if one.state == "done"}
    # What needs a stage that found nothing isn't run.
    others = [one.name for one in ordered(stages()) if one.name in names[5:] and done.issuperset(one.needs)]
    places = [names.index(name) for name in others]
    seen = [step for step in seen if step[0].key in ("study.stage", "drivers.model")]  # not the steps within a stage
    assert [what.values.get("name", str(what)) for what, _, _ in seen] == [
        "read",
        "screen",
        "describe",
        "measurement",
        "drivers",
        "model tam",
        "model tam_risk_trust",
        *others,
    ]
    whole = [step for step in seen if step[0].key == "study.stage"]
    assert [at for _, at, _ in whole] == [0, 1, 2, 3, 4, *places]
    assert {total for _, _, total in whole} == {len(results.outcomes) + 1}
    models = [step for step in seen if str(step[0]).startswith("model ")]
    assert [step[1:] for step in models[:2]] == [(0, 2), (1, 2)]  # a stage's own steps


def test_a_folder_stands_for_its_study_file(original: Path) -> None:
    assert Study.load(original).path == Study.load(original / "study.yaml").path


def test_bootstrap_of_the_model_reported(make: Make) -> None:
    folder = make(study=("bootstrap: 0", "bootstrap: 30\nseed: 5"))
    found = Study.load(folder).run()
    assert found.drivers.main.bootstrap is not None
    assert found.drivers.fits["tam"].bootstrap is None
    assert found.to_dict()["options"]["seed"] == 5
    assert dumps(found.to_dict()) == dumps(Study.load(folder).run().to_dict())


def test_a_gap_in_the_answers_is_told(make: Make) -> None:
    folder = make()
    path = folder / "data" / "responses.csv"
    frame = pd.read_csv(path)
    frame.loc[frame.index[10:14], "PU1"] = None
    frame.to_csv(path, index=False)
    found = Study.load(folder).run()
    assert sum(found.drivers.main.n) < found.clean.n
    assert any("left an item out" in str(warning) for warning in found.warnings)


def test_a_model_may_have_covariates(make: Make) -> None:
    folder = make(form=("      INT ~ e1*ATT + e2*PU\n", "      INT ~ e1*ATT + e2*PU + gender\n"))
    found = Study.load(folder).run()
    paths = found.drivers.fits["tam"].paths()
    assert ("INT", "gender") in set(zip(paths["lhs"], paths["rhs"], strict=True))
    row = found.drivers.comparison.set_index("model").loc["tam"]
    assert not row["nested"]
    assert pd.isna(row["chisq_diff"])


def test_a_questionnaire_without_outcome_and_hypotheses(make: Make, tmp_path: Path) -> None:
    folder = make(study=("[tam, tam_risk_trust]", "[tam_risk_trust]"))
    path = folder / "form.yaml"
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"^outcome: INT\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^hypotheses:\n.*?^(?=[a-z])", "", text, count=1, flags=re.MULTILINE | re.DOTALL)
    path.write_text(text, encoding="utf-8")
    found = Study.load(folder).run()
    assert found.drivers.outcome == "INT"
    assert found.drivers.hypotheses.empty
    assert (found.report(tmp_path / "out") / "report.en.html").is_file()


def complaint(folder: Path, kind: type[TamkitError] = InputError) -> str:
    with pytest.raises(kind) as caught:
        Study.load(folder).run()
    return str(caught.value)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"study": ("responses.csv", "answers.csv")}, ["study.yaml:1:7", "answers.csv: no such file", "stage: read"]),
        ({"study": ("form.yaml", "from.yaml")}, ["study.yaml:2:16", "from.yaml: no such file"]),
        ({"study": ("form.yaml", "huabei_baitia")}, ["study.yaml:2:16", "did you mean 'huabei_baitiao'"]),
        ({"study": ("models:", "sheet: Total\nmodels:")}, ["responses.csv", "no sheets", "Total"]),
        ({"study": ("models:", "platform: wxj\nmodels:")}, ["unknown platform 'wxj'", "did you mean 'wjx'"]),
        ({"study": ("[tam,", "[tamm,")}, ["study.yaml:4:10", "unknown model 'tamm'", "did you mean 'tam'"]),
        ({"study": ("models:", "groups: [sex]\nmodels:")}, ["unknown variable 'sex'"]),
        ({"study": ("models:", "robustness: [WLS]\nmodels:")}, ["study.yaml:4:14", "unknown run 'WLS'", "'WLSM'"]),
        ({"study": ("models:", "modules: [nonsense]\nmodels:")}, ["study.yaml:4:", "nonsense"]),
        ({"data": (",AI3,", ",AI9,")}, ["AI3", "stage: read"]),
    ],
)
def test_bad_input_says_where_and_what(make: Make, changes: dict[str, tuple[str, str]], expected: list[str]) -> None:
    message = complaint(make(**changes))
    for part in expected:
        assert part in message


def edited(folder: Path, row: int, column: str, value: object) -> Path:
    path = folder / "data" / "responses.csv"
    frame = pd.read_csv(path, dtype=object)
    frame.loc[row, column] = value
    frame.to_csv(path, index=False)
    return folder


@pytest.mark.parametrize(("value", "expected"), [("赞成吧", "赞成吧"), (6, "6"), (0, "0")])
def test_an_answer_that_is_not_on_the_scale(make: Make, value: object, expected: str) -> None:
    message = complaint(edited(make(), 3, "PU2", value))
    assert "responses.csv" in message
    assert "PU2" in message
    assert expected in message
    assert "row 5" in message


def test_an_empty_file_and_one_without_answers(make: Make) -> None:
    folder = make()
    path = folder / "data" / "responses.csv"
    head = path.read_text(encoding="utf-8-sig").split("\n")[0]
    for text in ("", head + "\n"):
        path.write_text(text, encoding="utf-8")
        assert "responses.csv" in complaint(folder)


def test_a_sheet_that_is_not_there(make: Make) -> None:
    from tamkit import survey

    folder = make(study=("data/responses.csv", "data/export.xlsx\nsheet: Total"))
    survey.simulate("huabei_baitiao_short", 30, 1, platform="wjx", path=folder / "data" / "export.xlsx")
    message = complaint(folder)
    assert "export.xlsx" in message
    assert "Total" in message
    assert "Sheet1" in message


def test_everybody_screened_out(make: Make) -> None:
    message = complaint(make(study=("min_seconds_per_item: 2", "min_seconds_per_item: 3000")))
    assert "stage: screen" in message
    assert "fast (seconds per item): 153" in message


def test_too_few_rows_for_the_model(make: Make) -> None:
    folder = make()
    path = folder / "data" / "responses.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8-sig").split("\n")[:21]) + "\n", encoding="utf-8")
    message = complaint(folder)
    assert "22 items need at least 23 complete rows" in message
    assert "20 received" in message


def test_a_model_that_is_not_identified_is_exit_status_1(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make()
    text = (folder / "form.yaml").read_text(encoding="utf-8")
    start = text.index("  - name: tam\n")
    place = text.index("structure: |\n", start) + len("structure: |\n")
    # Two constructs that each cause the other, and nothing else to tell them apart.
    text = text[:place] + "      IT ~ PR\n      PR ~ IT\n" + text[place:]
    for line in ("      PR ~~ 0*PEOU\n", "      IT ~~ 0*PEOU\n", "      PR ~~ 0*IT\n"):
        text = text.replace(line, "", 1)
    (folder / "form.yaml").write_text(text, encoding="utf-8")
    assert "model tam: " in complaint(folder, AnalysisError)
    assert main(["report", str(folder)]) == 1
    assert "model tam: " in capsys.readouterr().err
    assert not (folder / "report").exists()


def test_nothing_is_written_half(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    folder = edited(make(), 3, "PU2", 6)
    before = sorted(path.name for path in folder.rglob("*"))
    assert main(["report", str(folder)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert sorted(path.name for path in folder.rglob("*")) == before


def test_an_interrupt_leaves_nothing(
    make: Make, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make()
    before = sorted(path.name for path in folder.rglob("*"))

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tamkit.study.results.dumps", stop)  # the reports are rendered, the numbers not yet written
    assert main(["report", str(folder)]) == 130
    assert "interrupted" in capsys.readouterr().err
    assert sorted(path.name for path in folder.rglob("*")) == before


def test_the_study_may_lie_anywhere(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make()
    shutil.move(folder, tmp_path / "另一个 文件夹")
    monkeypatch.chdir(tmp_path)
    assert Study.load("另一个 文件夹/study.yaml").read().n == 160


def test_the_card_of_a_study_says_what_it_declares(small: Results) -> None:
    rows = small.study._card().rows
    assert list(rows) == ["data", "asks", "models", "estimator", "groups", "controls", "robustness"]
    assert rows["models"] == ("short", "full")
    assert str(rows["estimator"]) == "MLR, 20 draws"
