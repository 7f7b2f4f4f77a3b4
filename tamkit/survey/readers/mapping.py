"""The mapping file: what the user says about columns that cannot be recognised.

```yaml
platform: credamo          # optional, as platform= of load
header_rows: 1             # optional
columns:                   # header (or @letter, e.g. "@F") → code of the questionnaire, or a role
  作答时长: seconds         # roles: serial, started, submitted, seconds, status, private, ignore
  "Q7": PU1
  "Q9": products.3         # one option of a multiple choice
direction: descending      # option number 1 is the highest label (非常同意 = 1); ascending: 1 is the lowest
labels: {Stimme zu: 4}     # label → score on its scale, for labels the questionnaire does not have
dates: d/m/y               # how dates such as 3/4/2026 are meant; m/d/y, y/m/d
decimal: ","               # what 12,5 and 1,234 mean in number questions; "." for a decimal point
rows: [1, 516]             # the first and the last response, counted below the header: what stands under them is none
missing: [-99]             # cells that mean "not answered"
skips: [-88]               # cells that mean "not asked"
keep: {采纳状态: [已采纳]}   # only rows with these values
values:                    # cell → score or option code, for one question
  gender: {M: 1, F: 2}
```
"""

from __future__ import annotations

from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tamkit.errors import InputError, OptionError, unknown
from tamkit.survey.readers.limits import read_bytes

ROLES = ("serial", "started", "submitted", "seconds", "status", "private", "ignore")
_KEYS = (
    "platform", "header_rows", "columns", "direction", "labels", "dates", "decimal", "rows", "missing", "skips", "keep",
    "values",
)  # fmt: skip
DATES = ("d/m/y", "m/d/y", "y/m/d")


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a mapping file says; every field may be left out."""

    origin: str = "mapping"
    platform: str | None = None
    header_rows: int | None = None
    columns: dict[str, str] = field(default_factory=dict)
    direction: Literal["ascending", "descending"] | None = None
    missing: frozenset[str] = frozenset()
    skips: frozenset[str] = frozenset()
    keep: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, dict[str, int]] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)
    dates: str | None = None
    decimal: str | None = None
    rows: tuple[int, int] | None = None


def load_mapping(given: Mapping | MappingABC[str, Any] | str | Path | None) -> Mapping:
    """A mapping from a YAML file, a dict, or nothing.

    Raises
    ------
    InputError
        For what is no YAML, unknown keys, and values of the wrong kind; anchors, aliases and tags are refused.
    """
    if given is None:
        return Mapping()
    if isinstance(given, Mapping):
        return given
    if isinstance(given, MappingABC):
        return _parse(dict(given), "mapping")
    from tamkit.questionnaire.said import in_order
    from tamkit.questionnaire.tree import read

    path = Path(given)
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("survey.mapping_not_utf8", name=path.name) from None
    tree = read(text, path.name)
    if tree.problems:
        first = in_order(tree.problems)[0]
        raise InputError("located", place=f"{path.name}:{first.line}:{first.column}", what=first.message)
    return _parse(tree.data, path.name)


def _parse(data: Any, origin: str) -> Mapping:
    if not isinstance(data, dict):
        raise OptionError("survey.mapping_expects_keys", origin=origin, keys=_KEYS, kind=type(data).__name__)
    for key in data:
        if key not in _KEYS:
            # A bare "header: code" table is a mapping of columns.
            if not any(known in data for known in _KEYS) and all(isinstance(v, str) for v in data.values()):
                return Mapping(origin, columns={str(header): code for header, code in data.items()})
            raise OptionError("located", place=origin, what=unknown("key", str(key), _KEYS))
    direction = data.get("direction")
    if direction not in (None, "ascending", "descending"):
        raise OptionError("survey.mapping_expects_direction", place=f"{origin}: direction", found=repr(direction))
    rows = data.get("header_rows")
    if rows is not None and (not isinstance(rows, int) or isinstance(rows, bool) or not 1 <= rows <= 5):
        raise OptionError("survey.mapping_expects_header_rows", place=f"{origin}: header_rows", found=repr(rows))
    columns = _table(data, "columns", origin)
    for header, code in columns.items():
        if not isinstance(code, str):
            raise OptionError("survey.mapping_expects_code", place=f"{origin}: columns: {header}", found=repr(code))
    values = {}
    for code, pairs in _table(data, "values", origin).items():
        if not isinstance(pairs, dict) or not all(isinstance(score, int) for score in pairs.values()):
            raise OptionError("survey.mapping_expects_scores", place=f"{origin}: values: {code}", found=repr(pairs))
        values[code] = {str(cell): int(score) for cell, score in pairs.items()}
    labels = _table(data, "labels", origin)
    if not all(isinstance(score, int) and not isinstance(score, bool) for score in labels.values()):
        raise OptionError("survey.mapping_expects_scores", place=f"{origin}: labels", found=repr(data["labels"]))
    for name, allowed in (("dates", DATES), ("decimal", (",", "."))):
        if data.get(name) not in (None, *allowed):
            found = repr(data[name])
            raise OptionError("survey.mapping_expects_one_of", place=f"{origin}: {name}", allowed=allowed, found=found)
    return Mapping(
        origin,
        platform=data.get("platform"),
        header_rows=rows,
        columns=columns,
        direction=direction,
        missing=_set(data, "missing", origin),
        skips=_set(data, "skips", origin),
        keep={
            header: _words(kept, f"{origin}: keep: {header}") for header, kept in _table(data, "keep", origin).items()
        },
        values=values,
        labels={label: int(score) for label, score in labels.items()},
        dates=data.get("dates"),
        decimal=data.get("decimal"),
        rows=read_rows(data.get("rows"), f"{origin}: rows"),
    )


def read_rows(found: Any, place: str) -> tuple[int, int] | None:
    """The first and the last response."""
    if found is None:
        return None
    whole = isinstance(found, (list, tuple)) and len(found) == 2
    if not whole or not all(isinstance(row, int) and not isinstance(row, bool) for row in found):
        raise OptionError("survey.rows_expected", place=place, found=repr(found))
    first, last = found
    if not 1 <= first <= last:
        raise OptionError("survey.rows_expected", place=place, found=repr(found))
    return first, last


def _table(data: dict[str, Any], key: str, origin: str) -> dict[str, Any]:
    found = data.get(key) or {}
    if not isinstance(found, dict):
        raise OptionError("survey.mapping_expects_pairs", place=f"{origin}: {key}", kind=type(found).__name__)
    return {str(name): value for name, value in found.items()}


def _words(found: Any, place: str) -> tuple[str, ...]:
    if isinstance(found, (list, tuple)):
        return tuple(str(word) for word in found)
    if isinstance(found, (str, int, float)):
        return (str(found),)
    raise OptionError("survey.mapping_expects_values", place=place, found=repr(found))


def _set(data: dict[str, Any], key: str, origin: str) -> frozenset[str]:
    found = data.get(key)
    return frozenset() if found is None else frozenset(_words(found, f"{origin}: {key}"))
