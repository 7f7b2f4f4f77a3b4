"""Finds, reads and validates questionnaire files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from tamkit.errors import InputError, QuestionnaireError, nearest
from tamkit.messages import Message
from tamkit.questionnaire.extend import finished, shared_out
from tamkit.questionnaire.models import Questionnaire
from tamkit.questionnaire.said import Problem, in_order, mistaken, refusal
from tamkit.questionnaire.tree import LARGEST_FILE, read

SUFFIXES = (".yaml", ".yml")


def folder() -> Path:
    """Where the shipped questionnaires lie: inside an installed tamkit, beside the package in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_questionnaires"
    return installed if installed.is_dir() else package.parent / "questionnaires"


def names() -> list[str]:
    """The names of the shipped questionnaires."""
    return sorted(path.stem for path in folder().glob("*.yaml"))


def load(
    name_or_path: str | os.PathLike[str], *, modules: Sequence[str] = (), add: Sequence[str | os.PathLike[str]] = ()
) -> Questionnaire:
    """A shipped questionnaire by name, or one from a file; with ``modules`` and ``add`` the form they make together.

    ``modules`` and ``add`` are what a study's keys of these names say: modules are switched on, then the questionnaires
    of ``add`` are asked behind it, one after the other.

    Raises
    ------
    InputError
        When there is no such questionnaire or module.
    QuestionnaireError
        When a file has mistakes (all are listed with line and column), or two questionnaires don't go together.

    >>> form = load("huabei_baitiao", modules=["TA"], add=["credit_reference"])
    >>> len(form.item_codes), form.model("antecedents").paths()[:2]
    (49, (('PEOU', 'IT'), ('SA', 'IT')))
    """
    path = find(name_or_path)
    stat = path.stat()
    form = _load(str(path), stat.st_mtime_ns, stat.st_size)
    return assembled(form, modules, add)


def assembled(
    form: Questionnaire, modules: Sequence[str] = (), add: Sequence[str | os.PathLike[str]] = ()
) -> Questionnaire:
    """A questionnaire with modules switched on, its own and those of others, and the others asked behind it."""
    forms = [form, *(load(other) for other in add)]
    chosen = shared_out(forms, modules)
    form, *others = (one.with_modules(*own) if own else one for one, own in zip(forms, chosen, strict=True))
    for other in others:
        form = form.plus(other)
    return form


@lru_cache(maxsize=32)
def _load(path: str, changed: int, size: int) -> Questionnaire:
    return loads(file_text(Path(path)), path)


def find(name_or_path: str | os.PathLike[str]) -> Path:
    """The file of a questionnaire: a shipped name, else a path."""
    given = os.fspath(name_or_path)
    known = names()
    if given in known:
        return folder() / f"{given}.yaml"
    path = Path(given)
    if path.is_dir():
        raise InputError("questionnaire.is_a_folder", path=given)
    if path.is_file():
        return path
    looks_like_path = path.suffix.lower() in SUFFIXES or len(path.parts) > 1
    if looks_like_path:
        raise InputError("questionnaire.no_such_file", path=given)
    near = nearest(given, known)
    raise InputError("questionnaire.not_shipped", name=given, near=near, known=tuple(known))


def file_text(path: Path) -> str:
    """The text of a file, refused when it is none."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError("questionnaire.too_large", path=path, largest=LARGEST_FILE)
        raw = path.read_bytes()
    except OSError as error:
        raise InputError("questionnaire.cant_be_read", path=path, why=refusal(error)) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise QuestionnaireError("questionnaire.not_utf_8", path=path, line=line, byte=raw[error.start]) from None


def loads(text: str, origin: str = "<text>") -> Questionnaire:
    """A questionnaire from the text of a file; ``origin`` names it in messages.

    Raises
    ------
    QuestionnaireError
        With every mistake on a line of its own: ``file:line:column: what was found, what is allowed``.
    """
    questionnaire, problems = parse(text, origin)
    if questionnaire is None:
        raise mistaken(problems, origin)
    return questionnaire


def parse(text: str, origin: str = "<text>") -> tuple[Questionnaire | None, list[Problem]]:
    """The questionnaire of a text, or None and the mistakes in the order in which they stand."""
    from pydantic import ValidationError

    from tamkit.questionnaire.rules import check_rules
    from tamkit.questionnaire.shape import shape_problems

    tree = read(text, origin)
    if tree.data is None:
        return None, [Problem(1, 1, Message("questionnaire.file_empty"))]
    if not isinstance(tree.data, dict):
        return None, [Problem(1, 1, Message("questionnaire.not_a_map"))]
    check_rules(tree)
    questionnaire = None
    try:
        questionnaire = Questionnaire.model_validate(tree.data)
    except ValidationError as error:
        shape_problems(tree, error, Questionnaire)
    if questionnaire is None or tree.problems:
        return None, in_order(tree.problems)
    return finished(questionnaire), []


def check(path: str | os.PathLike[str]) -> list[Message]:
    """The mistakes of a questionnaire file, one ``file:line:column: message`` each; none means it can be used.

    Models are read whole and their names checked. Whether one is identified is found when it is fitted.
    """
    found = find(path)
    try:
        _, problems = parse(file_text(found), str(path))
    except InputError as error:
        return [error.message]
    return [problem.of(path) for problem in problems]
