"""What the checks of scales have to tell the reader."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from tamkit.errors import listed
from tamkit.messages import Message
from tamkit.shown import Card, Shown, noted, sizes, tables_of, three


def not_in_model(codes: Sequence[str]) -> Message:
    return Message("measurement.not_in_model", codes=listed(codes))


def one_item(code: str, items: int) -> Message:
    return Message("measurement.one_item", code=code, items=items)


def composite(code: str) -> Message:
    return Message("measurement.formative", code=code)


def other_cases(n: int, seed: int | None) -> Message:
    return Message("measurement.other_cases", n=n, seed=seed)


def shared_cases(shared: int, n: int) -> Message:
    return Message("measurement.shared_cases", shared=shared, n=n)


def negative_scaling(a: str, b: str) -> Message:
    return Message("measurement.negative_scaling", a=a, b=b)


def held_fits_better(a: str, b: str) -> Message:
    return Message("measurement.held_fits_better", a=a, b=b)


def two_items(code: str) -> Message:
    return Message("measurement.two_items", code=code)


def wrong_sign(code: str, items: Sequence[str]) -> Message:
    return Message("measurement.wrong_sign", code=code, items=tuple(items), n=len(items))


#: Remarks that call into question all that is computed from a scale.
SERIOUS = frozenset({"measurement.wrong_sign"})
FIXED = Message("measurement.fixed_loading")
ORDINAL = Message("measurement.ordinal_scores")
NO_HTMT = Message("measurement.htmt_constructs")
ML_HTMT = Message("measurement.htmt_ml")
PAIRWISE_HTMT = Message("measurement.htmt_pairwise")
ABSOLUTE_HTMT = Message("measurement.htmt_absolute")


def fewer_draws(defined: int, draws: int) -> Message:
    return Message("measurement.htmt_draws", defined=defined, draws=draws)


class Remarked(Shown):
    """A result that has something to say: ``remarks``, and ``notes``, their other name.

    It shows itself in ten lines, all its tables, rounded to three decimals, when it is printed and in a notebook.
    """

    __slots__ = ()
    remarks: tuple[Message, ...]

    @property
    def notes(self) -> tuple[Message, ...]:
        return self.remarks

    def _known_by(self) -> dict[str, object]:
        """The numbers this kind of result is known by."""
        return {}

    def _card(self) -> Card:
        options = getattr(self, "options", None)
        estimator = None if options is None else options.estimator
        rows = {**self._known_by(), "tables": sizes(self._tables()), "notes": noted(self.notes)}
        return Card(
            Message("measurement.result", kind=type(self).__name__, estimator=estimator),
            rows,
            (Message("measurement.print_shows_all"), ".notes"),
        )

    def _tables(self) -> dict[str, Any]:
        return tables_of(self)

    def __str__(self) -> str:
        shown = [f"{name}\n{frame.to_string(float_format=three, na_rep='')}" for name, frame in self._tables().items()]
        return "\n\n".join([str(self._card().title), *shown, *map(str, self.remarks)])

    def _repr_html_(self) -> str:
        return Shown._repr_html_(self) + "".join(f"<p>{html.escape(str(remark))}</p>" for remark in self.remarks)


def together(remarks: Sequence[Message]) -> Message:
    """Sentences one after the other.

    >>> str(together([two_items("PU"), two_items("ATT")])).count("two items")
    2
    """
    first, *rest = remarks
    return Message("measurement.sentences", first=first, then=together(rest)) if rest else first


def unknown_choice(what: Message, word: object, allowed: Sequence[str]) -> Message:
    """An option with a value it can't have; ``what`` names the option.

    >>> str(unknown_choice(Message("measurement.choice.rotation"), "quartimax", ("none", "varimax")))
    "unknown rotation 'quartimax'; allowed: none, varimax."
    """
    return Message("measurement.unknown_choice", what=what, word=word, allowed=tuple(allowed))


def _model(name: str) -> Message:
    """A model by the name its table gives it; the syntax of another as it is."""
    return Message("measurement.model_name", model=name)


def _level(level: str) -> Message:
    return Message("measurement.level_name", level=level)


def model_failed(name: str, reason: Message) -> Message:
    return Message("measurement.model_failed", model=_model(name), reason=reason)


def model_warns(name: str, warning: Message | str) -> Message:
    return Message("measurement.model_warns", model=_model(name), warning=warning)


def not_converged(name: str) -> Message:
    return Message("measurement.not_converged", model=_model(name))


def heywood(items: Sequence[str]) -> Message:
    return Message("measurement.heywood", items=listed(items))


KEPT = Message("measurement.kept")


def low(short: Sequence[str]) -> Message:
    """What an item is short of: ``loading``, ``gap``, ``communality``, ``kmo``."""
    return Message("measurement.low", short=tuple(Message("measurement.short", measure=one) for one in short))


RULES_DISAGREE = Message("measurement.rules_disagree")
COMPONENTS = Message("measurement.components")


def no_correlation(a: str, b: str) -> Message:
    return Message("measurement.no_correlation", a=a, b=b)


def beyond(a: str, b: str, r: float, cutoff: float) -> Message:
    return Message("measurement.beyond_cutoff", a=a, b=b, r=r, cutoff=cutoff)


HARMAN = Message("measurement.harman")
MODIFICATIONS = Message("measurement.modifications")
NO_METHOD_VARIANCE = Message("measurement.no_method_variance")
NO_MARKER = Message("measurement.no_marker")


def poor_configural(cfi: float) -> Message:
    return Message("measurement.poor_configural", cfi=cfi)


def without_group(rows: int, group: str) -> Message:
    return Message("measurement.without_group", rows=rows, group=group)


def no_partial(level: str, freed: Sequence[str]) -> Message:
    return Message("measurement.no_partial", level=_level(level), freed=tuple(freed), n=len(freed))


NO_MEANS = Message("measurement.no_means")
ORDINAL_BOUNDS = Message("measurement.ordinal_bounds")
