"""How the mistakes of a file are said, each with its place and all together; choices; words of a form."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from tamkit.errors import QuestionnaireError
from tamkit.messages import Lines, Message
from tamkit.questionnaire.texts import LANGS, Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it stands and what is wrong."""

    line: int
    column: int
    message: Message

    def of(self, origin: object) -> Message:
        """``file:line:column: what is wrong``.

        >>> print(Problem(3, 7, Message("questionnaire.file_empty")).of("my.yaml"))
        my.yaml:3:7: the file is empty.
        """
        return Message("located", place=f"{origin}:{self.line}:{self.column}", what=self.message)


@dataclass(frozen=True, slots=True)
class Coded:
    """An option as a message shows it: its code, and what it is called, where the file says it in that language.

    >>> one = Coded.of(1, {"zh": "男"})
    >>> one.say("zh"), one.say("en"), Coded.of(2, "Yes").say("en"), Coded.of(3, None).say("zh")
    ('1（男）', '1', '2 (Yes)', '3')
    """

    code: int
    zh: str | None
    en: str | None

    @classmethod
    def of(cls, code: int, label: object) -> Coded:
        """``label`` as a file has it, or as it was read."""
        try:
            text = Text.model_validate(label)
        except ValueError:
            return cls(code, None, None)
        return cls(code, text.zh, text.en)

    def say(self, language: str) -> str:
        label = getattr(self, language, None)
        if label is None:
            return str(self.code)
        return Message("questionnaire.option_labelled", code=self.code, label=label).say(language)

    get = say


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems as they stand in the file, each once."""
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.line, problem.column))


def mistaken(problems: Iterable[Problem], origin: object) -> QuestionnaireError:
    """The error for a file with mistakes: all of them, in order, each on a line of its own."""
    told = Lines(problem.of(origin) for problem in in_order(problems))
    return QuestionnaireError(told[0] if len(told) == 1 else _together(told, origin))


def _together(told: Lines, origin: object) -> Message:
    return Message("questionnaire.mistakes", path=origin, n=len(told), mistakes=told)


def refusal(error: OSError) -> Message:
    """Why the system refused to read or write, in its own words where the catalogues have none.

    >>> print(refusal(PermissionError(13, "Permission denied")))
    Permission denied
    """
    code = errno.errorcode.get(error.errno or 0, "unknown")
    return Message("questionnaire.refusal", code=code, words=error.strerror or type(error).__name__)


def said_in(lang: str, message: Message) -> str:
    """The words of a message on a form of a language, or of both: Chinese first, a stroke between.

    >>> said_in("both", Message("questionnaire.form_about_you"))
    '基本信息 / About you'
    """
    return " / ".join(message.say(one) for one in (LANGS if lang == "both" else (lang,)))


def either(choices: Sequence[object]) -> object:
    """Choices for a message: ``1 or 2 or 3``.

    >>> print(either([1, 2, 3]))
    1 or 2 or 3
    """
    return reduce(lambda one, other: Message("questionnaire.or", one=one, other=other), choices) if choices else ()
