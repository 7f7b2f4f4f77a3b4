"""CONTRIBUTING.md is true: each recipe is carried out on a copy of the package, by the files it names alone."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import tamkit

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path(tamkit.__file__).parent
PAGE = ROOT / "CONTRIBUTING.md"

pytestmark = pytest.mark.skipif(not PAGE.is_file(), reason="the page is not beside the tests")


@dataclass(frozen=True)
class After:
    """Text put behind the first place that holds ``anchor``."""

    anchor: str
    text: str

    def apply(self, path: Path) -> None:
        found = path.read_text(encoding="utf-8")
        assert self.anchor in found, f"{path.name} no longer holds {self.anchor!r}"
        path.write_text(found.replace(self.anchor, self.anchor + self.text, 1), encoding="utf-8")


@dataclass(frozen=True)
class Entries:
    """Entries put into a catalogue; a mapping adds cases to an entry that chooses."""

    new: Mapping[str, str | Mapping[str, str]]

    def apply(self, path: Path) -> None:
        catalogue = json.loads(path.read_text(encoding="utf-8"))
        for key, value in self.new.items():
            catalogue[key] = value if isinstance(value, str) else {**catalogue[key], **value}
        path.write_text(json.dumps(catalogue, ensure_ascii=False), encoding="utf-8")


@dataclass(frozen=True)
class New:
    """A new file."""

    text: str

    def apply(self, path: Path) -> None:
        assert not path.exists()
        path.write_text(self.text, encoding="utf-8")


@dataclass(frozen=True)
class Recipe:
    """``edits``: what is done, by file; ``check``: a script that fails unless it worked."""

    edits: Mapping[str, tuple[After | Entries | New, ...]]
    check: str


ANSWERS = """
from tamkit import survey
from tamkit.study import Study
from pathlib import Path
survey.simulate("credit_reference", 80, 3, path="a.csv")
Path("study.yaml").write_text("data: a.csv\\nquestionnaire: credit_reference\\nreport: {format: md}\\n")
"""
SMALL = """
import tamkit
from tamkit.sem import simulate
MODEL = "f =~ 1*a + 0.8*b + 0.9*c + 0.7*d\\nf ~~ 1*f\\na ~~ .5*a\\nb ~~ .5*b\\nc ~~ .5*c\\nd ~~ .5*d"
DATA = simulate(MODEL, n=300, seed=1)
"""

RECIPES = {
    "An estimator": Recipe(
        {
            "tamkit/sem/estimators.py": (
                After(
                    "] = _table(\n",
                    '    Estimator("MLX", "ML", "robust.sem", "satorra.bentler", robust=True, needs_rows=True),\n',
                ),
            ),
            "tamkit/messages/en.json": (Entries({"report.estimator": {"MLX": "ML, made up"}}),),
            "tamkit/messages/zh.json": (Entries({"report.estimator": {"MLX": "虚构的极大似然"}}),),
        },
        SMALL
        + """
new, old = (tamkit.fit("f =~ a + b + c + d", DATA, estimator=name) for name in ("MLX", "MLM"))
assert new.estimator == "MLX" and new.fit["chisq_scaled"] == old.fit["chisq_scaled"]
from tamkit.cli import main
assert main(["fit", "--help"]) == 0
from tamkit.messages import Message
assert "made up" in Message("report.estimator", estimator="MLX").say("en")
""",
    ),
    "A fit measure": Recipe(
        {
            "tamkit/sem/measures.py": (
                After("    out |= other_measures(test, N)\n", '    out["chisq_per_case"] = per_case(test, N)\n'),
                After(
                    "from tamkit.sem.teststat import Test\n",
                    '\n\ndef per_case(test: Test, N: float) -> float:\n    """T/N."""\n    return test.chisq / N\n',
                ),
            ),
            "tamkit/report/cutoffs.py": (
                After(
                    "    return [\n",
                    '        Cutoff("chisq_per_case", "χ²/N", False, 0.1, 0.2, ("hu1999",)),\n',
                ),
            ),
        },
        SMALL
        + """
fit = tamkit.fit("f =~ a + b + c + d", DATA)
assert abs(fit.fit["chisq_per_case"] - fit.fit["chisq"] / 300) < 1e-12
assert "chisq_per_case" in fit.measures()
from tamkit.report.cutoffs import FIT
assert FIT["chisq_per_case"].met(fit.fit["chisq_per_case"]) == "good"
""",
    ),
    "A reader": Recipe(
        {
            "tamkit/survey/readers/NAME.py": (
                New(
                    '''"""A made-up platform: a column called madeup_id, else a plain table."""

from dataclasses import replace

from tamkit.survey.readers import plain
from tamkit.survey.readers.table import Head, Layout, RawTable

NAME = "madeup"


def recognise(head: Head) -> bool:
    return "madeup_id" in head.texts()


def header_rows(head: Head) -> int:
    return 1


def layout(table: RawTable) -> Layout:
    return replace(plain.layout(table), platform=NAME)
'''
                ),
            ),
            "tamkit/survey/readers/reading.py": (
                After("from tamkit.survey.readers import (\n", "    NAME,\n"),
                After("READERS: dict[str, ModuleType] = {\n", '    "madeup": NAME,\n'),
            ),
        },
        """
import pandas, tamkit
from tamkit import questionnaire, survey
survey.simulate("huabei_baitiao_short", 30, 3, path="a.csv")
frame = pandas.read_csv("a.csv").assign(madeup_id=range(30))
frame.to_csv("b.csv", index=False)
found = tamkit.load_survey("b.csv", questionnaire="huabei_baitiao_short")
assert found.sources[0].platform == "madeup", found.sources
assert len(found.items) == 30
""",
    ),
    "A chapter": Recipe(
        {
            "tamkit/report/chapters/NAME.py": (
                New(
                    '''"""How many there were."""

from tamkit.report.content import Content
from tamkit.report.tree import Section
from tamkit.report.words import Words

ORDER = 31


def build(content: Content, t: Words) -> Section:
    return Section("headcount", t("report.headcount.title"), (t.p("report.headcount.text", n=content.clean.n),))
'''
                ),
            ),
            "tamkit/messages/en.json": (
                Entries({"report.headcount.title": "Heads", "report.headcount.text": "**{n}** heads were counted."}),
            ),
            "tamkit/messages/zh.json": (
                Entries({"report.headcount.title": "人头", "report.headcount.text": "共计 **{n}** 人。"}),
            ),
        },
        ANSWERS
        + """
results = Study.load(".").run()
folder = results.report("report")
n = results.clean.n
assert f"**{n}** heads were counted." in (folder / "report.en.md").read_text("utf-8")
assert f"共计 **{n}** 人。" in (folder / "report.zh.md").read_text("utf-8")
""",
    ),
    "A language": Recipe(
        {"tamkit/messages/NAME.json": (New('{"cli.help.demo": "make-believe", "list.between": "; "}'),)},
        """
import contextlib, io, tamkit
from tamkit.cli import main
from tamkit.messages import languages
assert "NAME" in languages()
said = io.StringIO()
with contextlib.redirect_stdout(said):
    assert main(["--help", "--messages", "NAME"]) == 0
assert "make-believe" in said.getvalue()
tamkit.set_language("NAME")
""",
    ),
    "A questionnaire": Recipe(
        {},
        """
from pathlib import Path
from tamkit import questionnaire, survey
Path("mine.yaml").write_text('''
name: mine
version: "1"
title: {zh: 样例, en: Mine}
outcome: B
scales: {agree: {points: 5, labels: {en: [a, b, c, d, e]}}}
constructs:
  - code: A
    name: {en: Ease}
    items: [{code: A1, text: {en: Easy one}}, {code: A2, text: {en: Easy two}}, {code: A3, text: {en: Easy three}}]
  - code: B
    name: {en: Intention}
    items: [{code: B1, text: {en: One}}, {code: B2, text: {en: Two}}, {code: B3, text: {en: Three}}]
models: [{name: base, title: {en: Base}, structure: B ~ A}]
hypotheses: [{id: H1, source: A, target: B, sign: "+"}]
''')
assert questionnaire.check("mine.yaml") == []
form = questionnaire.load("mine.yaml")
assert form.model("base").paths() == (("A", "B"),)
""",
    ),
    "An analysis of a study": Recipe(
        {
            "tamkit/study/stages/NAME.py": (
                New(
                    '''"""How many there were."""

from tamkit.study.stage import Stage, Task

ORDER = 90


def headcount(task: Task) -> dict[str, int]:
    return {"heads": task.clean.n}


STAGES = (Stage("headcount", ("screen",), headcount),)
'''
                ),
            ),
            "tamkit/report/findings.py": (
                After("    battery: Battery | None = None\n", "    headcount: dict[str, int] | None = None\n"),
                After('            "battery": self.battery,\n', '            "headcount": self.headcount,\n'),
            ),
        },
        ANSWERS
        + """
results = Study.load(".").run()
assert results.findings.headcount == {"heads": results.clean.n}
assert results.to_dict()["extras"]["headcount"] == {"heads": results.clean.n}
assert ("headcount", "done") in [(outcome.name, outcome.state) for outcome in results.outcomes]
""",
    ),
}


def sections() -> dict[str, str]:
    """The recipes of the page by their headings."""
    page = PAGE.read_text(encoding="utf-8").partition("## Recipes\n")[2]
    return {part.partition("\n")[0].strip(): part.partition("\n")[2] for part in page.split("### ")[1:]}


def test_every_recipe_is_carried_out() -> None:
    assert set(sections()) == set(RECIPES)


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_names_the_files_it_touches(name: str) -> None:
    touches = re.search(r"Touches: (.+)", sections()[name])
    assert touches is not None
    assert set(re.findall(r"`([^`]+)`", touches[1])) == set(RECIPES[name].edits)


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_works(name: str, tmp_path: Path) -> None:
    tree, place = tmp_path / "tree", tmp_path / "place"
    shutil.copytree(PACKAGE, tree / "tamkit", ignore=shutil.ignore_patterns("__pycache__"))
    if not (tree / "tamkit" / "_questionnaires").exists():
        shutil.copytree(ROOT / "questionnaires", tree / "questionnaires")
    for file, edits in RECIPES[name].edits.items():
        for edit in edits:
            edit.apply(tree / file)
    place.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tree)!r})\n{RECIPES[name].check}"],
        cwd=place,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_paths_of_the_page_exist() -> None:
    for path in re.findall(r"`((?:tamkit|tests|docs|questionnaires)/[\w./*]+)`", PAGE.read_text(encoding="utf-8")):
        if "NAME" not in path:
            assert list(ROOT.glob(path.rstrip("/"))), path
