"""Everything the front door hands out shows itself: ten lines in a terminal, an escaped table in a notebook."""

from __future__ import annotations

import dataclasses
import inspect
import re
import typing
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import tamkit
from tamkit.messages.catalogue import catalogue
from tamkit.messages.wording import cases
from tamkit.shown import WIDTH, Card, Shown, noted, phrase, tables_of, three, width_of

MODEL = "PU =~ PU1 + PU2 + PU3; PEOU =~ PE1 + PE2 + PE3; PU ~ b*PEOU"
LINES = 12
EVIL = "<script>alert('x')</script> & \"y\""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One of each, by the name of its class."""
    form = tamkit.load_questionnaire("huabei_baitiao_short")
    simulated = tamkit.simulate("huabei_baitiao_short", 500, seed=4)
    survey = simulated.survey
    clean = survey.screen()
    items = clean.items
    scales = {"PU": ["PU1", "PU2", "PU3"], "PEOU": ["PE1", "PE2", "PE3"], "INT": ["AI1", "AI2", "AI3"]}
    fit = tamkit.fit(MODEL, items, estimator="MLR", bootstrap=30, seed=1)
    by_gender = items.assign(gender=clean.respondents["gender"])
    folder = tmp_path_factory.mktemp("study")
    items.to_csv(folder / "responses.csv", index=False)
    (folder / "study.yaml").write_text(
        "data: responses.csv\nquestionnaire: huabei_baitiao_short\nmodels: [tam]\nbootstrap: 0\nrobustness: [ML]\n",
        encoding="utf-8",
    )
    study = tamkit.Study.load(folder)
    found = [
        form,
        simulated,
        survey,
        clean,
        tamkit.describe(clean),
        fit,
        fit.bootstrap,
        tamkit.fit(MODEL, items).bollen_stine(20, seed=1),
        fit.wald("b == 0"),
        tamkit.assess(items, form),
        tamkit.htmt(items, scales),
        tamkit.explore(items, factors=3),
        tamkit.common_method(items, scales),
        tamkit.invariance(by_gender, scales, "gender", upto="metric", smallest=50),
        tamkit.analyse(items, form, ["tam"]),
        tamkit.compare_groups(MODEL, by_gender, "gender", None),
        tamkit.robustness(MODEL, items, fit, estimators=["ML"]),
        tamkit.battery(clean),
        study,
        study.run(),
    ]
    return {type(one).__name__: one for one in found}


def results_of_the_front_door() -> set[str]:
    """The classes its functions return and its own classes, errors and options left out."""
    found = set()
    for name in dir(tamkit):
        part = getattr(tamkit, name)
        if inspect.isclass(part):
            if not issubclass(part, Exception) and part is not tamkit.Options:
                found.add(part.__name__)
        elif isinstance(part, Callable):
            told = inspect.signature(part).return_annotation
            found.add(told.split(".")[-1] if isinstance(told, str) else getattr(told, "__name__", ""))
    return found - {"None", "DataFrame", "Any", "str", "list[str]", "list"}


def test_one_of_each_is_looked_at(made: dict[str, Any]) -> None:
    assert results_of_the_front_door() - set(made) == set()
    assert {"Bootstrap", "BollenStine", "Wald", "Results", "Questionnaire", "Fit"} <= set(made)


def test_each_shows_itself_in_a_few_lines(made: dict[str, Any]) -> None:
    for name, one in made.items():
        text = repr(one)
        lines = text.split("\n")
        assert isinstance(one, Shown), name
        assert 2 <= len(lines) <= LINES, f"{name}: {len(lines)} lines\n{text}"
        assert max(map(len, lines)) <= WIDTH, name
        assert lines[-1].lstrip().startswith("next"), name
        assert "nan" not in text.lower().replace("finance", ""), text


class Checked(HTMLParser):
    """Counts what opens and closes; remembers attributes that would load something."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.append(tag)
        self.loads += [name for name, _ in attrs if name in ("src", "href")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(html: str) -> Checked:
    found = Checked()
    found.feed(html)
    assert found.open == []
    return found


def test_each_is_a_table_in_a_notebook(made: dict[str, Any]) -> None:
    for name, one in made.items():
        found = parsed(one._repr_html_())
        assert {"table", "caption", "th"} <= set(found.tags), name
        assert not {"script", "link", "style"} & set(found.tags), name
        assert not found.loads, name


def test_next_names_what_there_is(made: dict[str, Any]) -> None:
    for name, one in made.items():
        for word in (part for told in one._card().then for part in str(told).split() if part.startswith(".")):
            at: Any = one
            for attribute in word.rstrip(",").lstrip(".").split("(")[0].split("."):
                assert hasattr(at, attribute), f"{name}: {word}"
                at = getattr(at, attribute)


def test_everything_is_escaped() -> None:
    html = Card(EVIL, {EVIL: EVIL}, (EVIL,)).html()
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 4
    parsed(html)


def test_words_from_files_are_escaped(made: dict[str, Any]) -> None:
    survey = made["Survey"]
    evil = dataclasses.replace(survey, notes=(EVIL,), items=survey.items.rename(columns={"PU1": EVIL}))
    clean = dataclasses.replace(made["Clean"], not_checked=(EVIL,))
    form = made["Questionnaire"].model_copy(update={"version": EVIL})
    drivers = dataclasses.replace(made["Drivers"], outcome=EVIL)
    for one in (evil, clean, form, drivers):
        html = one._repr_html_()
        assert "<script" not in html
        assert "&lt;script" in html
        parsed(html)


def test_a_card_is_short_whatever_it_is_told() -> None:
    text = Card("a\nb" * 400, {"none": None, "empty": "", "long": "x\ny " * 400, "zero": 0}, ()).text()
    assert [line.split()[0] for line in text.split("\n")] == ["a", "long", "zero"]
    assert max(map(len, text.split("\n"))) <= WIDTH


def test_a_study_or_a_questionnaire_is_no_wall_of_text(made: dict[str, Any]) -> None:
    """What they were: 72,000 characters."""
    for name in ("Study", "Questionnaire"):
        assert len(repr(made[name])) < 1500
        assert len(str(made[name])) < 1500


def test_printing_a_measurement_still_shows_every_table(made: dict[str, Any]) -> None:
    found = made["Measurement"]
    assert all(f"{name}\n" in str(found) for name in ("reliability", "items", "htmt"))
    assert typing.cast("str", repr(found)) != str(found)


def test_study_files_are_named_without_their_folder(made: dict[str, Any]) -> None:
    assert str(Path.cwd()) not in "".join(map(repr, made.values()))


@pytest.fixture
def chinese() -> Iterator[None]:
    tamkit.set_language("zh")
    yield
    tamkit.set_language("en")


def test_each_shows_itself_in_chinese(made: dict[str, Any], chinese: None) -> None:
    """Titles that have words, every label and every heading; codes and names of attributes stay."""
    for name, one in made.items():
        lines = repr(one).split("\n")
        assert max(map(width_of, lines)) <= WIDTH, name
        assert lines[-1].lstrip().startswith("可继续"), name
        assert not re.search(r"\b(of|in|the|and|draws?|notes)\b", _without_names(repr(one))), repr(one)


def _without_names(text: str) -> str:
    return re.sub(r"\.\w+|tamkit\.\S+", "", text)


def test_every_label_and_heading_has_a_word_in_both_languages(made: dict[str, Any]) -> None:
    said = cases(catalogue("zh")["shown.label"])["label"]
    labels = {label for one in made.values() for label in one._card().rows}
    labels |= {label for one in (made["Clean"], made["Survey"], made["Drivers"]) for label in one._tables()}
    assert labels - said == set()
    assert (
        said - labels - {"next", "samples", "compared", "differ", "edited", "missing", "added", "versions", "template"}
        == set()
    )


def test_columns_stand_under_each_other_in_chinese(chinese: None) -> None:
    """A Chinese character is two columns wide."""
    one, other = Card("t", {"R²": 1, "estimator": "ML"}).text().split("\n")[1:]
    assert width_of(one.removesuffix("1")) == width_of(other.removesuffix("ML"))
    assert other == "  估计方法  ML"


def test_a_card_is_said_when_it_is_shown(made: dict[str, Any]) -> None:
    fit = made["Fit"]
    assert "converged after" in repr(fit)
    tamkit.set_language("zh")
    try:
        assert "次后收敛" in repr(fit)
        assert "（稳健）" in repr(fit)
        assert "<caption>MLR 估计" in fit._repr_html_()
    finally:
        tamkit.set_language("en")


# -- the parts a card is made of


@pytest.mark.parametrize(
    ("text", "width"), [("PU", 2), ("风险", 4), ("ＰＵ", 4), ("R² 载荷", 7), ("“a”", 3), ("…", 1), ("", 0)]
)
def test_how_wide_a_text_is(text: str, width: int) -> None:
    assert width_of(text) == width


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("a" * WIDTH, "a" * WIDTH),
        ("a" * (WIDTH + 1), "a" * (WIDTH - 1) + "…"),
        ("用" * (WIDTH // 2), "用" * (WIDTH // 2)),
        ("用" * (WIDTH // 2 + 1), "用" * (WIDTH // 2 - 1) + "…"),
        ("a" * (WIDTH - 3) + "   bbbb", "a" * (WIDTH - 3) + "…"),
        ("one\ntwo", "one"),
        ("", ""),
    ],
)
def test_a_line_is_no_wider_than_a_terminal(line: str, shown: str) -> None:
    assert Card(line).text() == shown


def test_a_row_is_left_out_when_it_says_nothing() -> None:
    card = Card("t", {"n": 0, "items": None, "models": "", "outcome": (), "fit": False}, ())
    assert [line.split() for line in card.text().split("\n")] == [["t"], ["n", "0"], ["fit", "False"]]
    assert card.html().count("<tr>") == 2


def test_a_table_below_the_card_has_three_decimals_and_its_heading() -> None:
    import pandas as pd

    class One(Shown):
        def _card(self) -> Card:
            return Card("title", {"n": 3}, (".x",))

        def _tables(self) -> dict[str, Any]:
            return {"flow": pd.DataFrame({"a": [0.12345, None]})}

    html = One()._repr_html_()
    assert html.startswith("<table><caption>title</caption>")
    assert html.index("</table>") < html.index("<h4>")
    assert f"<h4>{tamkit.messages.Message('shown.label', label='flow')}</h4>" in html
    assert re.findall(r"<td>([^<]*)</td>", html)[-2:] == ["0.123", "—"]
    assert repr(One()) == "title\n  n     3\n  next  .x"


def test_frames_among_the_fields_of_a_result() -> None:
    import pandas as pd

    @dataclasses.dataclass
    class Found:
        n: int
        rows: pd.DataFrame
        none: pd.DataFrame
        words: tuple[str, ...]

    frame = pd.DataFrame({"a": [1]})
    assert tables_of(Found(1, frame, frame.iloc[:0], ("a",))) == {"rows": frame}


@pytest.mark.parametrize(
    ("p", "said"),
    [(0.0009999, "p < .001"), (0.001, "p = .001"), (0.0015, "p = .002"), (0.05, "p = .050"), (1.0, "p = 1.000")],
)
def test_p(p: float, said: str) -> None:
    assert phrase(p) == said


def test_notes_are_counted_and_the_first_is_told() -> None:
    assert noted(()) is None
    told = noted(["one", "two", "three"])
    assert told is not None
    assert dict(told.values) == {"n": 3, "first": "one"}
    assert three(-0.12345) == "-0.123"
