"""What a ``study.yaml`` may say, as types; a mistake is answered with file, line, column and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator

from tamkit.errors import InputError, TamkitError
from tamkit.questionnaire.shape import shape_problems
from tamkit.questionnaire.texts import Bool, Int, Part, Text, Words
from tamkit.questionnaire.tree import Place, Tree, read

Estimator = Literal["ML", "MLM", "MLR", "GLS", "ULS", "DWLS", "WLSMV"]
Format = Literal["html", "docx", "pdf", "tex", "md", "xlsx"]
LARGEST_FILE = 1_000_000


def _one_or_several(value: Any) -> Any:
    """``data: a.xlsx`` and ``data: [a.xlsx, b.xlsx]`` are both meant."""
    return [value] if isinstance(value, str) else value


class ReportSpec(Part):
    """Languages and file formats of the report."""

    lang: Annotated[tuple[Literal["zh", "en"], ...], Field(min_length=1)] = ("zh", "en")
    format: Annotated[tuple[Format, ...], Field(min_length=1)] = ("html", "docx")

    _several = field_validator("lang", "format", mode="before")(_one_or_several)


class MeasurementSpec(Part):
    """What is done for the scales beyond reliability and validity.

    ``efa``: exploratory factor analysis of a random half of the respondents, its structure confirmed on the other.
    ``htmt_bootstrap``: draws for the intervals of HTMT; 0 for none. ``remedies``: which procedural remedies against
    common-method bias were taken, by the keys of :data:`tamkit.measurement.CHECKLIST`.
    """

    efa: Bool = False
    common_method: Bool = True
    competing: Bool = True
    htmt_bootstrap: Annotated[Int, Field(ge=0, le=1_000_000)] = 1000
    remedies: Annotated[dict[str, Bool], Field(default_factory=dict)]


class StudySpec(Part):
    """The keys of a ``study.yaml``.

    ``add`` names questionnaires asked behind the first one in the same form. ``screening`` holds the fields of
    :class:`tamkit.survey.Rules`. ``models`` may be left out only where the questionnaire has none. ``bootstrap`` is the
    number of draws for the model reported in full (the last of ``models``), ``ci`` the kind of interval taken from
    them.
    """

    title: Text | None = None
    data: Annotated[tuple[Words, ...], Field(min_length=1)]
    platform: Words | None = None
    sheet: Words | None = None
    mapping: Words | None = None
    questionnaire: Words
    modules: tuple[Words, ...] = ()
    add: tuple[Words, ...] = ()
    screening: Annotated[dict[str, Any], Field(default_factory=dict)]
    estimator: Estimator = "MLR"
    missing: Literal["listwise", "fiml"] = "listwise"
    likelihood: Literal["normal", "wishart"] = "normal"
    bootstrap: Annotated[Int, Field(ge=2, le=1_000_000)] | None = None
    seed: Annotated[Int, Field(ge=0)] = 1
    ci: Literal["percentile", "bca", "bc"] = "percentile"
    models: Annotated[tuple[Words, ...], Field(min_length=1)] = ()
    measurement: Annotated[MeasurementSpec, Field(default_factory=MeasurementSpec)]
    groups: tuple[Words, ...] = ()
    controls: tuple[Words, ...] = ()
    robustness: tuple[Words, ...] = ()
    report: ReportSpec = ReportSpec()

    _several = field_validator("data", "modules", "add", "models", "groups", "controls", "robustness", mode="before")(
        _one_or_several
    )


@dataclass(frozen=True, slots=True)
class SpecFile:
    """A study file: its path, text and where each value stands."""

    path: Path
    text: str
    tree: Tree
    spec: StudySpec

    def at(self, *place: str | int) -> str:
        """``study.yaml:3:7`` of a value, for messages."""
        here: Place = place
        spot = self.tree.spot(here)
        return f"{self.path}:{spot.line}:{spot.column}"


def load(path: Path) -> SpecFile:
    """Read a study file.

    Raises
    ------
    InputError
        When there is no such file or it has mistakes; all are listed, one a line.
    """
    text = _text(path)
    tree = read(text, str(path))
    if not isinstance(tree.data, dict):
        raise InputError(f"{path}: a study is a map of keys such as data, questionnaire and models; found none.")
    spec: StudySpec | None = None
    try:
        spec = StudySpec.model_validate(tree.data)
    except ValidationError as error:
        shape_problems(tree, error, StudySpec)
    _screening(tree)
    if tree.problems or spec is None:
        problems = sorted(set(tree.problems))
        lines = [f"{path}:{problem.line}:{problem.column}: {problem.message}" for problem in problems]
        head = "" if len(lines) == 1 else f"{path}: {len(lines)} mistakes\n"
        raise InputError(head + "\n".join(lines))
    return SpecFile(path=path, text=text, tree=tree, spec=spec)


def _screening(tree: Tree) -> None:
    """Report each screening rule that is unknown or out of range, at its place."""
    from tamkit.survey import Rules

    given = tree.data.get("screening")
    for key, value in given.items() if isinstance(given, Mapping) else ():
        try:
            Rules.of({key: value})
        except TamkitError as error:
            tree.report(("screening", key), str(error), at_key="unknown" in str(error))


def _text(path: Path) -> str:
    if not path.is_file():
        raise InputError(f"{path}: no such file.")
    if path.stat().st_size > LARGEST_FILE:
        raise InputError(f"{path}: larger than {LARGEST_FILE:,} bytes, which no study file is; not read.")
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}:{line}: not UTF-8 (byte {raw[error.start]:#04x}); save the file as UTF-8.") from None
