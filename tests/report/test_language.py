"""A language is one file: a made-up one, its catalogue changed by rule from the English one, makes a whole report."""

from __future__ import annotations

import codecs
import io
import json
import re
import string
import zipfile
from collections.abc import Iterator

import pytest

from tamkit import report
from tamkit.errors import OptionError
from tamkit.messages import Message, add_language, languages, remove_language
from tamkit.messages.catalogue import catalogue
from tamkit.report import document, md, output

KEPT = ("language.script", "language.lower_within")
_KEEP = re.compile(r"(`[^`]*`|\[\[[^\]]*\]\])")


def turned(words: str) -> str:
    """Words with every letter moved by 13 places; code and references as they are."""
    parts = _KEEP.split(words)
    return "".join(part if i % 2 else codecs.encode(part, "rot13") for i, part in enumerate(parts))


def made_up(text: str) -> str:
    """An English text in the made-up language: its words turned, its placeholders and cases as they are."""
    made = []
    for literal, field, spec, conversion in string.Formatter().parse(text):
        made.append(turned(literal.replace("{", "{{").replace("}", "}}")))
        if field is None:
            continue
        if spec and re.match(r"[^={}|]+=", spec):
            depth, cases = 0, [""]
            for char in spec:
                depth += (char == "{") - (char == "}")
                cases, last = ([*cases, ""], "") if char == "|" and not depth else (cases, char)
                cases[-1] += last
            spec = "|".join(f"{case}={made_up(said)}" for case, _, said in (one.partition("=") for one in cases))
        made.append("{" + field + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}")
    return "".join(made)


@pytest.fixture(scope="module")
def third(tmp_path_factory) -> Iterator[str]:
    entries = {}
    for key, entry in catalogue("en").items():
        if key in KEPT:
            entries[key] = entry
        elif isinstance(entry, str):
            entries[key] = made_up(entry)
        else:
            entries[key] = {case: text if case == "choose" else made_up(text) for case, text in entry.items()}
    file = tmp_path_factory.mktemp("language") / "ra.json"
    file.write_text(json.dumps(entries), encoding="utf-8")
    add_language("ra", file)
    yield "ra"
    remove_language("ra")


@pytest.fixture(scope="module")
def written(third, models, tmp_path_factory):
    folder = report.write(
        models, tmp_path_factory.mktemp("report") / "out", ["html", "docx", "md", "tex", "xlsx"], [third]
    )
    return {path.suffix: path for path in folder.glob("report.ra.*")}


def text_of(path) -> str:
    if path.suffix in (".docx", ".xlsx"):
        archive = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
        xml = "\n".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
        return re.sub(r"<[^>]+>", "", re.sub(r"</(?:w:p|si|row)>", "\n", xml))
    return path.read_text(encoding="utf-8")


def english() -> set[str]:
    """What the English catalogue says between its placeholders and marks, where it is three words or more."""
    found = set()
    for key, entry in catalogue("en").items():
        if key.startswith(("report.", "list.", "language.")):
            for text in (
                [entry] if isinstance(entry, str) else [said for case, said in entry.items() if case != "choose"]
            ):
                pieces = re.split(r"[{}|#*=]|[^\x20-\x7e]", _KEEP.sub("|", text))
                found |= {piece.strip() for piece in pieces if len(piece.split()) >= 3}
    return found


def left(phrases: set[str], text: str) -> set[str]:
    """The phrases that stand in a text as whole words ("Structural equation modeling" is a work's title)."""
    return {phrase for phrase in phrases if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text)}


@pytest.mark.parametrize("suffix", [".html", ".docx", ".md", ".tex", ".xlsx"])
def test_no_english_is_left_in_a_report_of_another_language(written, suffix):
    text = text_of(written[suffix])
    phrases = english()
    assert len(phrases) > 200
    assert not left(phrases, text)


@pytest.mark.parametrize("name", ["battery", "demo", "ordered"])
def test_no_english_is_left_in_the_chapters_of_other_studies(request, third, name):
    text = md.render(document(request.getfixturevalue(name), third)).decode()
    assert not left(english(), text)


def test_its_words_are_there(written):
    text = text_of(written[".md"])
    for said in ("Sample flow", "Model fit", "Standardized loading of every item", "hypotheses are supported"):
        assert said not in text
        assert codecs.encode(said, "rot13") in text
    assert f'<html lang="{codecs.encode("en", "rot13")}">' in text_of(written[".html"])


def test_what_the_questionnaire_lacks_is_in_english(written):
    assert "Perceived usefulness" in text_of(written[".md"])


def test_the_search_finds_english(models_en):
    text = md.render(models_en).decode()
    assert sum(phrase in text for phrase in english()) > 100


def test_a_language_is_known_while_it_is_there(third):
    output.check(["html"], [third])
    assert third in languages()
    assert Message("report.table", number=3, appendix=False).say(third) == "Gnoyr 3"
    with pytest.raises(OptionError, match=f"Known: zh, en, {third}"):
        output.check(["html"], ["qq"])
