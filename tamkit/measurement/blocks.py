"""Which items measure which construct: the one thing every scale check has to know.

A questionnaire, a mapping ``{construct: [items]}`` or lavaan's ``=~`` lines all become the same tuple of blocks, so
that every check of this package works on any survey, with or without a questionnaire file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Union

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import DataError, InputError, ModelSyntaxError, SampleError, listed, unknown
from tamkit.messages import Message
from tamkit.syntax import Model, as_model

if TYPE_CHECKING:
    import pandas as pd

Matrix = NDArray[np.float64]
Source = Union["pd.DataFrame", Mapping[str, Sequence[str]], Sequence["Block"], Model, str, Any]


@dataclass(frozen=True, slots=True)
class Block:
    """One construct and what it is measured by.

    Attributes
    ----------
    code
        The construct's name in the model.
    items
        Codes of its items; for a second-order construct those of all its facets, in order.
    facets
        Codes of its first-order facets; empty for a first-order construct.
    parent
        The second-order construct it is a facet of, or None.
    negative
        Whether a high score is unfavourable (perceived risk): its correlations with the others are expected below 0.
    composite
        Formed by its items (``<~``) instead of reflected in them: internal consistency is not defined for it.
    """

    code: str
    items: tuple[str, ...]
    facets: tuple[str, ...] = ()
    parent: str | None = None
    negative: bool = False
    composite: bool = False

    @property
    def level(self) -> str:
        """``second_order``, ``facet`` or ``construct``."""
        if self.facets:
            return "second_order"
        return "facet" if self.parent else "construct"


def blocks_of(source: Source) -> tuple[Block, ...]:
    """The blocks of a questionnaire, of ``{construct: [items or facets]}``, or of lavaan's ``=~`` lines.

    >>> [b.code for b in blocks_of("PU =~ PU1 + PU2\\nRISK =~ FR + PV\\nFR =~ a*F1 + F2\\nPV =~ P1 + P2")]
    ['PU', 'RISK', 'FR', 'PV']
    >>> blocks_of({"PU": ["PU1", "PU2"]})[0].items
    ('PU1', 'PU2')
    """
    if isinstance(source, str | Model):
        model = as_model(source)
        composites = model.measured("<~")
        return _from_measured({**model.measured(), **composites}, frozenset(composites))
    if isinstance(source, Mapping):
        return _from_measured({code: tuple(of) for code, of in source.items()}, frozenset())
    if hasattr(source, "constructs"):
        return _from_questionnaire(source)
    blocks = tuple(source)
    if not blocks or not all(isinstance(block, Block) for block in blocks):
        raise InputError("measurement.constructs_kind", kind=type(source).__name__)
    return blocks


def _from_measured(found: Mapping[str, tuple[str, ...]], composites: frozenset[str]) -> tuple[Block, ...]:
    if not found:
        raise ModelSyntaxError("measurement.no_construct")
    parents = {part: code for code, parts in found.items() for part in parts if part in found}

    def items(code: str, seen: tuple[str, ...] = ()) -> tuple[str, ...]:
        if code in seen:
            raise ModelSyntaxError("measurement.own_indicator", code=code, chain=" =~ ".join((*seen, code)))
        if code not in found:
            return (code,)
        return tuple(dict.fromkeys(item for part in found[code] for item in items(part, (*seen, code))))

    return tuple(
        Block(
            code=code,
            items=items(code),
            facets=tuple(part for part in parts if part in found),
            parent=parents.get(code),
            composite=code in composites,
        )
        for code, parts in found.items()
    )


def _from_questionnaire(questionnaire: Any) -> tuple[Block, ...]:
    parents = {facet: construct.code for construct in questionnaire.constructs for facet in construct.facets}
    negative = {construct.code for construct in questionnaire.constructs if construct.valence == "negative"}
    return tuple(
        Block(
            code=construct.code,
            items=tuple(questionnaire.items_of(construct.code)),
            facets=tuple(construct.facets),
            parent=parents.get(construct.code),
            negative=construct.code in negative or parents.get(construct.code) in negative,
        )
        for construct in questionnaire.constructs
        if questionnaire.items_of(construct.code)
    )


def first_order(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The constructs and facets measured by items directly."""
    return tuple(block for block in blocks if not block.facets)


def top_level(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The constructs a structural model speaks of: facets stand behind their second-order construct."""
    return tuple(block for block in blocks if block.parent is None)


def second_order(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The constructs measured by facets."""
    return tuple(block for block in blocks if block.facets)


def items_of(blocks: Iterable[Block]) -> list[str]:
    """Every item once, in order."""
    return list(dict.fromkeys(item for block in blocks for item in block.items))


def restricted(blocks: Iterable[Block], codes: Iterable[str]) -> tuple[Block, ...]:
    """The blocks named, with the facets of second-order ones; an unknown name is answered with the nearest."""
    blocks = tuple(blocks)
    wanted = list(codes)
    known = [block.code for block in blocks]
    for code in wanted:
        if code not in known:
            raise InputError(unknown("construct", code, known))
    return tuple(
        replace(block, parent=block.parent if block.parent in wanted else None)
        for block in blocks
        if block.code in wanted or block.parent in wanted
    )


def measurement_model(blocks: Iterable[Block]) -> Model:
    """The blocks as a measurement model.

    >>> print(measurement_model(blocks_of({"PU": ["PU1", "PU2"], "ATT": ["A1", "A2"]})))
    PU  =~ PU1 + PU2
    ATT =~ A1 + A2
    """
    return Model.of({block.code: block.facets or block.items for block in blocks})


def scores(data: pd.DataFrame, items: Sequence[str]) -> pd.DataFrame:
    """The named columns as floats, every problem answered by name.

    Raises
    ------
    DataError
        An item is not a column, or holds something that is not a number.
    """
    columns = [str(column) for column in data.columns]
    absent = [item for item in items if item not in columns]
    if absent:
        raise DataError(unknown("item", absent[0], columns))
    try:
        return data.loc[:, list(items)].astype(float)
    except (TypeError, ValueError) as error:
        bad = [item for item in items if _words(data[item])]
        word = _words(data[bad[0]])[0]
        raise DataError("measurement.not_numbers", items=listed(bad), n=len(bad), word=word) from error


def _words(column: Any) -> list[str]:
    """The cells of a column that are no numbers."""
    found = []
    for cell in column:
        try:
            float(cell)
        except (TypeError, ValueError):
            found.append(str(cell))
    return found


def complete(data: pd.DataFrame, items: Sequence[str], *, what: Message | None = None) -> Matrix:
    """Complete cases of the items as an (n, k) array; refuses constant items and too few rows by name.

    ``what`` says what they are for.

    Raises
    ------
    SampleError
        Fewer complete rows than 3 or than items + 1, or an item whose answers are all the same.
    """
    what = what or Message("measurement.what.checks")
    X = np.asarray(scores(data, items), dtype=float)
    X = X[~np.isnan(X).any(axis=1)]
    if X.shape[0] < max(3, len(items) + 1):
        raise SampleError("measurement.few_rows", what=what, rows=X.shape[0], items=listed(list(items)))
    constant = [item for item, spread in zip(items, np.ptp(X, axis=0), strict=True) if spread == 0.0]
    if constant:
        raise SampleError(
            "measurement.constant_items", items=listed(constant), n=len(constant), rows=X.shape[0], what=what
        )
    return np.asarray(X, dtype=float)


def correlation(X: Matrix) -> Matrix:
    """Pearson correlations of the columns of X (n, k) -> (k, k)."""
    R = np.corrcoef(X, rowvar=False)
    return np.asarray(np.atleast_2d(R), dtype=float)
