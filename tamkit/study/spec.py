"""What a ``study.yaml`` may say, as types; a mistake is answered with file, line, column and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from tamkit.errors import InputError, QuestionnaireError, TamkitError
from tamkit.messages import languages
from tamkit.questionnaire.analyses import Analyses, Outcome
from tamkit.questionnaire.derived import Derived
from tamkit.questionnaire.questions import Question
from tamkit.questionnaire.raw import report_twice
from tamkit.questionnaire.said import mistaken
from tamkit.questionnaire.shape import shape_problems
from tamkit.questionnaire.texts import Bool, Code, Float, Int, Part, Text, Words
from tamkit.questionnaire.tree import Place, Tree, read
from tamkit.sem.estimators import ESTIMATORS, FOR_ITEMS
from tamkit.sem.options import Options, study_keys
from tamkit.sem.options import read as read_option

Format = Literal["html", "docx", "pdf", "tex", "md", "xlsx", "facts"]
LayoutName = Literal["brief", "thesis", "full"]
LARGEST_FILE = 1_000_000
STUDY_OPTIONS = study_keys()
#: What ``robustness`` may name.
RUNS = (*ESTIMATORS, "semopy", "strict_screening")
#: What ``efa: {factors: …}`` may name beside a number.
FACTOR_RULES = ("parallel", "map", "kaiser")
#: What a study does unless its file says otherwise.
DEFAULTS = Options(estimator=FOR_ITEMS, bootstrap=5000, seed=1, search=True)


def _uncased(value: Any) -> Any:
    """Runs are matched without case; a name that is none is left for the check that knows its place."""
    known = {name.casefold(): name for name in RUNS}
    return [known.get(str(one).casefold(), one) for one in value] if isinstance(value, list) else value


def _one_or_several(value: Any) -> Any:
    """``data: a.xlsx`` and ``data: [a.xlsx, b.xlsx]`` are both meant."""
    return [value] if isinstance(value, str) else value


def _everywhere(value: Any) -> Any:
    """``layout: thesis`` is that layout in every format."""
    return dict.fromkeys(get_args(Format), value) if isinstance(value, str) else value


def _language(name: str) -> str:
    """A language there is a catalogue for; another is told as a word that is not on a list is."""
    if name not in languages():
        raise PydanticCustomError("literal_error", "no such language", {"allowed": languages()})
    return name


class ReportSpec(Part):
    """Languages and file formats of the report, and how it looks.

    ``layout`` is one for all formats or one a format. As the ``chapter`` 4 of a thesis its sections are 4.1 …, its
    tables 表4-1 …; ``decimals`` is for numbers that have three by themselves; ``docx_template`` a Word file beside the
    study whose styles are used. ``references`` is the style of their list, by itself GB/T 7714-2025 in a
    Chinese report, APA 7 in another. ``grey`` draws every figure for print in black and white, ``hypothesis_labels``
    writes H1 … on the arrows of the path diagram.
    """

    lang: Annotated[tuple[Annotated[str, AfterValidator(_language)], ...], Field(min_length=1)] = ("zh", "en")
    format: Annotated[tuple[Format, ...], Field(min_length=1)] = ("html", "docx")
    layout: dict[Format, LayoutName] = Field(default_factory=dict)
    chapter: Annotated[Int, Field(ge=1, le=99)] | None = None
    decimals: Annotated[Int, Field(ge=2, le=4)] = 3
    docx_template: Words | None = None
    references: Literal["gbt7714", "gbt7714-2015", "apa7"] | None = None
    grey: Bool = False
    hypothesis_labels: Bool = False

    _several = field_validator("lang", "format", mode="before")(_one_or_several)
    _layout = field_validator("layout", mode="before")(_everywhere)


class MeasurementSpec(Part):
    """What is done for the scales beyond reliability and validity.

    ``efa``: exploratory factor analysis of a random half of the respondents, its structure confirmed on the other;
    where nothing is said it is done if there are enough of them.
    ``htmt_bootstrap``: draws for the intervals of HTMT; 0 for none. ``remedies``: which procedural remedies against
    common-method bias were taken, by the keys of :data:`tamkit.measurement.CHECKLIST`.
    """

    efa: Bool | None = None
    common_method: Bool = True
    competing: Bool = True
    htmt_bootstrap: Annotated[Int, Field(ge=0, le=1_000_000)] = 1000
    remedies: Annotated[dict[str, Bool], Field(default_factory=dict)]


def _factors(value: Any) -> Any:
    """A number of factors, or the rule that sets it."""
    if value in FACTOR_RULES or (isinstance(value, int) and not isinstance(value, bool) and value >= 1):
        return value
    raise PydanticCustomError("literal_error", "no such number", {"allowed": (*FACTOR_RULES, "1, 2, …")})


class EfaSpec(Part):
    """How items are explored: the number of factors or its rule, the rotation, and whose way it is done.

    ``mode: spss``: principal components of all respondents, varimax with Kaiser's normalization, eigenvalues above 1.
    """

    mode: Literal["factor", "spss"] = "factor"
    factors: Annotated[Any, AfterValidator(_factors)] = None
    rotation: Literal["none", "varimax", "promax", "oblimin"] | None = None


class StudySpec(Part):
    """The keys of a ``study.yaml`` beside the options of the estimation (`STUDY_OPTIONS`).

    ``add`` names questionnaires asked behind the first one in the same form. ``screening`` holds the fields of
    :class:`tamkit.survey.Rules`. ``models`` may be left out only where the questionnaire has none; the last is
    reported in full. Frequencies of fewer than ``small_cells`` people are hidden. ``analyses`` are added to the
    questionnaire's, ``outcomes`` too, in place of those that explain the same variable; ``questions`` replace the
    questionnaire's where any are given. ``smallest_effect`` is the smallest standardized effect that matters,
    ``power_samples`` how many samples power is told from. ``derive`` adds respondent variables made from others to the
    questionnaire's, ``segments`` replaces its list. ``group_test: chisq`` refits the model with each path equal across
    groups beside the Wald tests. ``second_engine``: whether semopy fits the model reported in full too.
    """

    title: Text | None = None
    data: Annotated[tuple[Words, ...], Field(min_length=1)]
    platform: Words | None = None
    sheet: Words | None = None
    mapping: Words | None = None
    rows: tuple[Annotated[Int, Field(ge=1)], Annotated[Int, Field(ge=1)]] | None = None
    questionnaire: Words
    modules: tuple[Words, ...] = ()
    add: tuple[Words, ...] = ()
    screening: Annotated[dict[str, Any], Field(default_factory=dict)]
    models: Annotated[tuple[Words, ...], Field(min_length=1)] = ()
    measurement: Annotated[MeasurementSpec, Field(default_factory=MeasurementSpec)]
    efa: Annotated[EfaSpec, Field(default_factory=EfaSpec)]
    derive: Annotated[dict[Code, Derived], Field(default_factory=dict)]
    segments: tuple[Words, ...] | None = None
    groups: tuple[Words, ...] = ()
    group_test: Literal["wald", "chisq"] = "wald"
    controls: tuple[Words, ...] = ()
    robustness: tuple[Words, ...] = ()
    second_engine: Bool = True
    analyses: Analyses = Analyses()
    outcomes: tuple[Outcome, ...] = ()
    questions: tuple[Question, ...] = ()
    small_cells: Annotated[Int, Field(ge=0, le=100)] = 0
    smallest_effect: Annotated[Float, Field(gt=0, lt=1)] = 0.10
    power_samples: Annotated[Int, Field(ge=0, le=1_000_000)] | None = None
    report: ReportSpec = ReportSpec()

    _several = field_validator(
        "data", "modules", "add", "models", "segments", "groups", "controls", "robustness", mode="before"
    )(_one_or_several)
    _runs = field_validator("robustness", mode="before")(lambda value: _uncased(_one_or_several(value)))


@dataclass(frozen=True, slots=True)
class SpecFile:
    """A study file: its path, text, where each value stands, its keys, and the options of the estimation among them."""

    path: Path
    text: str
    tree: Tree
    spec: StudySpec
    options: Options
    earlier: bool = False  # run as reports of manifest 1 were: HTMT is resampled whatever ``bootstrap`` says

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
        When there is no such file.
    QuestionnaireError
        When it has mistakes; all are listed, one a line.
    """
    text = _text(path)
    tree = read(text, str(path))
    if not isinstance(tree.data, dict):
        raise QuestionnaireError("study.not_a_map", path=path)
    spec: StudySpec | None = None
    try:
        spec = StudySpec.model_validate({key: value for key, value in tree.data.items() if key not in STUDY_OPTIONS})
    except ValidationError as error:
        shape_problems(tree, error, StudySpec, STUDY_OPTIONS)
    options = _options(tree)
    _screening(tree)
    report_twice(tree)
    if tree.problems or spec is None or options is None:
        raise mistaken(tree.problems, path)
    return SpecFile(path=path, text=text, tree=tree, spec=spec, options=options)


def _options(tree: Tree) -> Options | None:
    """The options of the estimation; each that is wrong is reported at its place."""
    given = {key: value for key, value in tree.data.items() if key in STUDY_OPTIONS}
    right = True
    for key, value in given.items():
        try:
            read_option(key, value)
        except InputError as error:
            right = False
            tree.report((key,), error.message)
    if not right:
        return None
    try:
        return Options.for_items(DEFAULTS, **given)
    except InputError as error:  # each is right alone, together they exclude each other
        tree.report((_culprit(given),), error.message)
        return None


def _culprit(given: Mapping[str, Any]) -> str:
    """The first option without which the others go together."""
    for key in given:
        try:
            Options.for_items(DEFAULTS, **{other: value for other, value in given.items() if other != key})
        except InputError:
            continue
        return key
    return next(iter(given))


def _screening(tree: Tree) -> None:
    """Report each screening rule that is unknown or out of range, at its place."""
    from tamkit.survey import Rules

    given, known = tree.data.get("screening"), {field.name for field in fields(Rules)}
    for key, value in given.items() if isinstance(given, Mapping) else ():
        try:
            Rules.of({key: value})
        except TamkitError as error:
            tree.report(("screening", key), error.message, at_key=key not in known)


def _text(path: Path) -> str:
    if not path.is_file():
        raise InputError("study.no_such_file", path=path)
    if path.stat().st_size > LARGEST_FILE:
        raise InputError("study.too_large", path=path, largest=LARGEST_FILE)
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise QuestionnaireError("study.not_utf_8", path=path, line=line, byte=raw[error.start]) from None
