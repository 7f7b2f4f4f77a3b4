"""docs/questionnaires.md says what is so."""

import json
import re
from pathlib import Path

import pytest

from tamkit.questionnaire import Questionnaire, load, loads
from tamkit.questionnaire.questions import QUESTION_KEYS

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "questionnaires.md").read_text("utf-8")


def test_the_smallest_questionnaire_loads() -> None:
    example = re.search(r"```yaml\n(.*?)```", DOCS, re.DOTALL)
    assert example
    assert loads(example.group(1)).syntax("tam") == "PU  =~ PU1 + PU2 + PU3\nINT =~ IN1 + IN2 + IN3\nINT ~ PU\n"


def test_the_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    example = re.search(r"```python\n(.*?)```", DOCS, re.DOTALL)
    assert example
    monkeypatch.chdir(tmp_path)
    exec(example.group(1), {})
    assert (tmp_path / "form.docx").stat().st_size > 10_000
    assert "INT ~ e1*ATT" in capsys.readouterr().out


def test_the_analyses_shown_are_valid() -> None:
    block = re.search(r"```yaml\n(analyses:.*?)```", DOCS, re.DOTALL)
    questions = re.search(r"```yaml\n(questions:.*?)```", DOCS, re.DOTALL)
    assert block
    assert questions
    form = (ROOT / "questionnaires" / "credit_reference.yaml").read_text("utf-8")
    form = re.sub(
        r"^questions:\n.*?(?=^\S)", "", form, flags=re.DOTALL | re.MULTILINE
    )  # those shown are in their place
    written = block.group(1) + questions.group(1)
    shown = loads(
        re.sub(
            r"^analyses:\n.*?(?=^\S)",
            written.replace("id: scenes", "id: others"),
            form,
            flags=re.DOTALL | re.MULTILINE,
        )
    )
    assert [one.id for one in shown.questions] == ["who"]
    assert len(shown.analyses.crosstabs) == 2
    assert [one.key for one in shown.analyses.outcomes] == ["overdue", "CR7_ordinal"]
    for kind in QUESTION_KEYS:
        assert f"| `{kind}` |" in DOCS


def test_the_sizes_are_right() -> None:
    assert f"| `credit_reference` | {len(load('credit_reference').items)} and" in DOCS
    assert f"and {len(load('credit_reference').variables)} questions |" in DOCS
    for name in ("huabei_baitiao", "huabei_baitiao_short"):
        assert f"| `{name}` | {len(load(name).items)} |" in DOCS


def test_the_degrees_of_freedom_are_lavaans() -> None:
    reference = json.loads((ROOT / "tests" / "reference" / "questionnaire.json").read_text("utf-8"))["cases"]
    rows = re.findall(r"^\| `(\w+)` \| .* \| (\d+) \| (\d+|–) \|$", DOCS, re.MULTILINE)
    assert len(rows) == 10
    for name, full, short in rows:
        assert reference["full"]["models"][name]["df"] == int(full)
        if short != "–":
            assert reference["short"]["models"][name]["df"] == int(short)


def test_every_key_is_described() -> None:
    for key in Questionnaire.model_fields:
        assert f"`{key}`" in DOCS
    for module in load("huabei_baitiao").modules:
        assert f"`{module.code}`" in DOCS
