"""`Stage`: one analysis of a study, what it needs of the others, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np

from tamkit.errors import TamkitError
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.report.plain import plain

if TYPE_CHECKING:
    from tamkit.drivers import Drivers
    from tamkit.measurement import Invariance
    from tamkit.questionnaire import Questionnaire
    from tamkit.sem.options import Options
    from tamkit.study.declared import Declared
    from tamkit.survey import Clean, Survey
    from tamkit.syntax import Model

T = TypeVar("T")

#: What a stage may run into: our own errors, and arithmetic that real answers can't bear. Anything else is a defect of
#: tamkit's and escapes.
FAILURES = (TamkitError, ArithmeticError, np.linalg.LinAlgError)


@dataclass(frozen=True, slots=True)
class Nothing:
    """What a stage returns that has nothing to do, and why."""

    why: Message


def not_asked(key: str) -> Nothing:
    """For a stage that the study file has to ask for, by the key it is asked for with."""
    return Nothing(Message("study.not_asked", key=key))


def called(name: str) -> Message:
    """What readers are told a stage is called; a stage the catalogues don't know goes by its name."""
    return Message("study.stage", name=name)


def told(error: Exception) -> Message:
    """What is said of one of `FAILURES`.

    >>> print(told(ZeroDivisionError("float division by zero")))
    the numbers can't be computed (float division by zero).
    """
    if isinstance(error, TamkitError):
        return error.message
    return Message("study.arithmetic", kind=type(error).__name__, words=str(error))


@dataclass(frozen=True, slots=True)
class Stage:
    """
    Attributes
    ----------
    name
        How other stages and ``results.json`` call it; readers are told what ``study.stage`` has for it.
    needs
        The stages whose findings it takes; where one of them found nothing, this one isn't run.
    run
        From a :class:`Task` what it found; None or :class:`Nothing` where there is nothing to say.
    takes
        Stages whose findings it takes where there are some, and does without where there are none.
    finds
        The field of :class:`~tamkit.report.findings.Findings` it fills, "" for the one of its name; None when what it
        found is for other stages only.
    vital
        Whether its failure ends the study: nothing could be reported without it.
    """

    name: str
    needs: tuple[str, ...]
    run: Callable[[Task], Any]
    takes: tuple[str, ...] = ()
    finds: str | None = ""
    vital: bool = False

    @property
    def field(self) -> str | None:
        """The field of the findings it fills."""
        return self.name if self.finds == "" else self.finds

    @property
    def said(self) -> Message:
        """What readers are told it is called."""
        return called(self.name)


State = Literal["done", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a stage.

    Attributes
    ----------
    name, state
        ``done``; ``skipped``: not asked for, nothing to do, or without what it needs; ``failed``: it could not be done.
    why
        Of a stage that is not done the reason; of one that is, which parts of it are missing and why, or None.
    warnings
        What the reader is told of it.
    """

    name: str
    state: State
    why: Message | None = None
    warnings: tuple[Message, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name, "state": self.state, "why": None if self.why is None else plain(self.why)}


@dataclass(frozen=True, slots=True)
class Task:
    """What a stage is handed: the study as declared, and what the stages it needs have found.

    Attributes
    ----------
    study
        What the study's file says.
    found
        Findings by name of the stage: those of its ``needs``, and of its ``takes`` where there are any.
    progress
        Told how far long work within the stage is.
    problems
        Parts of the stage that could not be done, in sentences (:meth:`attempt`, :meth:`tell`).
    """

    study: Declared
    found: Mapping[str, Any] = field(default_factory=dict)
    progress: Progress | None = None
    problems: list[Message] = field(default_factory=list)

    @property
    def survey(self) -> Survey:
        """All answers, of who needs ``read``."""
        return self.found["read"]

    @property
    def clean(self) -> Clean:
        """The valid answers, of who needs ``screen``."""
        return self.found["screen"]

    @property
    def drivers(self) -> Drivers:
        """The structural models, of who needs ``drivers``."""
        return self.found["drivers"]

    @property
    def ladders(self) -> Mapping[str, Invariance]:
        """The ladders of measurement invariance by grouping variable, of who takes ``invariance``."""
        return self.found.get("invariance") or {}

    @property
    def questionnaire(self) -> Questionnaire:
        return self.study.questionnaire

    @property
    def model(self) -> Model:
        """The model reported in full."""
        return self.questionnaire.model(self.study.models[-1])

    @property
    def options(self) -> Options:
        """The study's options for fits beside the main ones, which alone are resampled."""
        return self.study.options.without_bootstrap()

    def tell(self, problem: Message) -> None:
        """A part of the stage that could not be done, and why: the rest goes on."""
        self.problems.append(problem)

    def attempt(self, what: Message, work: Callable[[], T]) -> T | None:
        """What ``work`` returns; None when it fails, and the problem told."""
        try:
            return work()
        except FAILURES as error:
            self.tell(Message("located", place=what, what=told(error)))
            return None
