"""Truths beside a questionnaire's own: shipped by name, or in a file, each on top of what the questionnaire holds."""

from __future__ import annotations

from pathlib import Path

from tamkit.errors import QuestionnaireError, nearest
from tamkit.messages import Message
from tamkit.questionnaire.asked import Some
from tamkit.questionnaire.loader import SUFFIXES, file_text, folder, load, names
from tamkit.questionnaire.raw import words
from tamkit.questionnaire.rules_analyses import known_of
from tamkit.questionnaire.rules_truth import check_truth
from tamkit.questionnaire.said import mistaken
from tamkit.questionnaire.shape import shape_problems
from tamkit.questionnaire.texts import Part, Words
from tamkit.questionnaire.tree import read
from tamkit.questionnaire.truth import Truth


class TruthFile(Part):
    """A file with nothing but a truth, and the questionnaires that must stand behind the one it is of."""

    truth: Truth
    add: tuple[Words, ...] = ()


def truths() -> list[str]:
    """The names of the shipped truths."""
    return sorted(path.stem for path in (folder() / "truths").glob("*.yaml"))


def with_truth(questionnaire: Some, truth: Truth | str | Path) -> Some:
    """The questionnaire with another truth on top of its own (:meth:`Truth.over`): a shipped name or a file.

    Raises
    ------
    InputError
        When there is no such truth.
    QuestionnaireError
        When the file has mistakes or names what the questionnaire lacks; all are listed with line and column.

    Examples
    --------
    >>> from tamkit.questionnaire import load, with_truth
    >>> form = with_truth(load("huabei_baitiao", add=["credit_reference"]), "demo")
    >>> [path.beta for path in form.truth.paths if (path.source, path.target) == ("PEOU", "ATT")]
    [0.0]
    """
    given = truth if isinstance(truth, Truth) else _read(questionnaire, truth)
    own = questionnaire.truth
    return questionnaire.model_copy(update={"truth": given if own is None else given.over(own)})


def _read(questionnaire: Some, given: str | Path) -> Truth:
    from pydantic import ValidationError

    path = _find(given)
    tree = read(file_text(path), str(path))
    if not isinstance(tree.data, dict):
        raise QuestionnaireError("located", place=path, what=Message("questionnaire.not_a_map"))
    asked = {variable.code for variable in questionnaire.variables}
    for name in words(tree.data.get("add")):
        if name in names() and not {one.code for one in load(name).variables} <= asked:
            raise QuestionnaireError("questionnaire.truth_needs", truth=path.stem, add=name)
    own = questionnaire.truth
    cuts = {name: len(values) for name, values in own.thresholds.items()} if own is not None else {}
    check_truth(tree, known_of(questionnaire), [model.name for model in questionnaire.models], cuts)
    try:
        found = TruthFile.model_validate(tree.data)
    except ValidationError as error:
        shape_problems(tree, error, TruthFile)
    if tree.problems:
        raise mistaken(tree.problems, path)
    return found.truth


def _find(given: str | Path) -> Path:
    known = truths()
    if str(given) in known:
        return folder() / "truths" / f"{given}.yaml"
    path = Path(given)
    if not path.is_file() and path.suffix.lower() not in SUFFIXES:
        raise QuestionnaireError(
            "questionnaire.truth_not_shipped", name=str(given), near=nearest(str(given), known), known=tuple(known)
        )
    return path
