"""Finds, reads and validates questionnaire files."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from tamkit.errors import InputError, nearest
from tamkit.messages import Message
from tamkit.questionnaire.extend import finished
from tamkit.questionnaire.models import Questionnaire
from tamkit.questionnaire.tree import LARGEST_FILE, Problem, read

SUFFIXES = (".yaml", ".yml")


def folder() -> Path:
    """Where the shipped questionnaires lie: inside an installed tamkit, beside the package in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_questionnaires"
    return installed if installed.is_dir() else package.parent / "questionnaires"


def names() -> list[str]:
    """The names of the shipped questionnaires."""
    return sorted(path.stem for path in folder().glob("*.yaml"))


def load(name_or_path: str | os.PathLike[str]) -> Questionnaire:
    """A shipped questionnaire by name, or one from a file.

    Raises
    ------
    InputError
        When there is no such questionnaire, or the file has mistakes; all are listed with line and column.
    """
    path = find(name_or_path)
    stat = path.stat()
    return _load(str(path), stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=32)
def _load(path: str, changed: int, size: int) -> Questionnaire:
    return loads(_text(Path(path)), path)


def find(name_or_path: str | os.PathLike[str]) -> Path:
    """The file of a questionnaire: a shipped name, else a path."""
    given = os.fspath(name_or_path)
    known = names()
    if given in known:
        return folder() / f"{given}.yaml"
    path = Path(given)
    if path.is_dir():
        raise InputError("questionnaire.folder_questionnaire_one_yaml", given=given)
    if path.is_file():
        return path
    looks_like_path = path.suffix.lower() in SUFFIXES or len(path.parts) > 1
    if looks_like_path:
        raise InputError("questionnaire.no_such_file", given=given)
    near = nearest(given, known)
    hint = f"; did you mean {near!r}?" if near else "."
    raise InputError("questionnaire.unknown_questionnaire_shipped_give", given=given, hint=hint, known=tuple(known))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError("questionnaire.larger_than_bytes_which", path=path, LARGEST_FILE=LARGEST_FILE)
        raw = path.read_bytes()
    except OSError as error:
        raise InputError("questionnaire.cant_read", path=path, strerror=error.strerror) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError("questionnaire.not_utf_8_byte", path=path, line=line, raw=raw[error.start]) from None


def loads(text: str, origin: str = "<text>") -> Questionnaire:
    """A questionnaire from the text of a file; ``origin`` names it in messages.

    Raises
    ------
    InputError
        With every mistake on a line of its own: ``file:line:column: what was found, what is allowed``.
    """
    questionnaire, problems = parse(text, origin)
    if questionnaire is None:
        lines = [f"{origin}:{problem.line}:{problem.column}: {problem.message}" for problem in problems]
        head = "" if len(lines) == 1 else f"{origin}: {len(lines)} mistakes\n"
        raise InputError(head + "\n".join(lines))
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
        return None, [Problem(1, 1, Message("questionnaire.questionnaire_map_begins_name"))]
    check_rules(tree)
    questionnaire = None
    try:
        questionnaire = Questionnaire.model_validate(tree.data)
    except ValidationError as error:
        shape_problems(tree, error, Questionnaire)
    if questionnaire is None or tree.problems:
        return None, sorted(set(tree.problems))
    return finished(questionnaire), []


def check(path: str | os.PathLike[str]) -> list[str]:
    """The mistakes of a questionnaire file, one ``file:line:column: message`` each; none means it can be used.

    Models are read whole and their names checked. Whether one is identified is found when it is fitted.
    """
    found = find(path)
    try:
        _, problems = parse(_text(found), str(path))
    except InputError as error:
        return [str(error)]
    return [f"{path}:{problem.line}:{problem.column}: {problem.message}" for problem in problems]
