"""Which column answers which question: by the mapping file, by code, by text (product piping resolved), by number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tamkit.errors import DataError, OptionError, listed, unknown
from tamkit.messages import Message
from tamkit.survey.coding.index import Index, Matches, Target
from tamkit.survey.coding.numbers import by_number
from tamkit.survey.coding.unmatched import named
from tamkit.survey.readers.headers import bare, fold, numbered
from tamkit.survey.readers.mapping import ROLES, Mapping
from tamkit.survey.readers.plain import without_suffix
from tamkit.survey.readers.table import Column, Layout, Place

if TYPE_CHECKING:
    pass

_CODED = re.compile(r"^([A-Za-z]\w*?)\s*[.\[#_]\s*([A-Za-z]{0,3}0*\d{1,3}|[A-Za-z]\w*)\]?$")
_LED = re.compile(r"^([A-Za-z]{1,8}\d{1,3})\s*[.、:：_\-—\s]\s*(\D.{2,})$")
_SEPARATED = re.compile(r"[—:：]|\s-\s")


def match(layout: Layout, index: Index, mapping: Mapping, place: Place) -> Matches:
    """Finds for every column its question.

    Raises
    ------
    InputError
        For a mapping that names columns or codes which do not exist, and for two columns that answer one question.
    """
    targets, roles = _mapped(layout, index, mapping, place)
    free = [column for column in layout.columns if column.position not in targets and column.position not in roles]
    for column in free:
        target = _by_code(column, index)
        if target is not None and column.kind != "other" and not (column.role == "private" and _open(target, index)):
            targets[column.position] = target
    worded: dict[int, Target] = {}
    for column in free:
        if column.position not in targets and column.role == "question" and column.kind != "other":
            target = _by_text(column, index) or _by_leading_code(column, index)
            if target is not None:
                worded[column.position] = target
    taken = {target.code for target in targets.values()}
    targets |= {at: target for at, target in worded.items() if target.how == "text" or target.code not in taken}
    notes = by_number(free, targets, index, place)
    _refuse_doubles(layout, targets, place)
    unmatched = tuple(
        column
        for column in free
        if column.position not in targets and column.role == "question" and column.kind != "other"
    )
    return Matches(targets, roles, unmatched, tuple(notes))


def _open(target: Target, index: Index) -> bool:
    """Whether a question takes whatever respondents write, so that a column named like personal data is not for it."""
    return target.kind == "variable" and index.variable(target.code).kind in ("text", "number")


def _mapped(layout: Layout, index: Index, mapping: Mapping, place: Place) -> tuple[dict[int, Target], dict[int, str]]:
    targets: dict[int, Target] = {}
    roles: dict[int, str] = {}
    for header, code in mapping.columns.items():
        at = f"{mapping.origin}: columns: {header}"
        position = find_column(layout, header, mapping.origin, place)
        if code in ROLES:
            roles[position] = code
            continue
        name, _, option = code.partition(".")
        known = index.codes.get(name.casefold())
        if known is None:
            codes = [target.code for target in index.codes.values()]
            known_words = [*dict.fromkeys(codes), *ROLES]
            raise OptionError("located", place=at, what=unknown("code", code, known_words))
        if option:
            allowed = index.options[known.code].codes if known.kind == "variable" else ()
            if not option.isdigit() or int(option) not in allowed:
                options = listed(allowed, 30)
                raise OptionError("survey.no_such_option", place=at, code=known.code, option=option, allowed=options)
            targets[position] = Target("option", known.code, int(option), "mapping")
        else:
            targets[position] = Target(known.kind, known.code, how="mapping")
    return targets, roles


def find_column(layout: Layout, header: str, origin: str, place: Place) -> int:
    """The position of a column by its header (spelled loosely) or its letter (``@F``).

    Raises
    ------
    InputError
        When there is no such column, or when several have this header.
    """
    if header.startswith("@"):
        found = [column.position for column in layout.columns if column.letter == header[1:].upper()]
    else:
        wanted = fold(header)
        exact = [column.position for column in layout.columns if header in (column.header, column.name)]
        found = exact or [c.position for c in layout.columns if wanted and wanted in (fold(c.header), fold(c.name))]
    if len(found) > 1:
        letters = tuple(layout.columns[position].letter for position in found)
        several = Message(
            "survey.column_not_unique", place=place, header=header, letters=letters, letter=letters[0], n=len(found)
        )
        raise OptionError("located", place=origin, what=several)
    if not found:
        headers = [column.header for column in layout.columns if column.header]
        where = Message("located", place=place, what=unknown("column", header, headers))
        raise OptionError("located", place=origin, what=where)
    return found[0]


def _by_code(column: Column, index: Index) -> Target | None:
    for name in dict.fromkeys((column.name, column.header, without_suffix(column.header))):
        plain = name.strip().casefold()
        if not plain:
            continue
        if plain in index.codes:
            found = index.codes[plain]
            if found.kind == "variable" and column.option and index.variable(found.code).kind == "multiple":
                continue
            return found
        coded = _CODED.match(name.strip())
        if coded is None:
            continue
        inner = index.codes.get(coded[2].casefold())
        if inner is not None and inner.kind in ("item", "check") and "[" in name:
            return inner
        outer = index.codes.get(coded[1].casefold())
        if outer is not None and outer.kind == "variable" and index.variable(outer.code).kind == "multiple":
            digits = re.search(r"\d+$", coded[2])
            option = index.options[outer.code].of_words(column.option) if column.option else None
            if option is None and digits and int(digits[0]) in index.options[outer.code].codes:
                option = int(digits[0])
            if option is not None:
                return Target("option", outer.code, option)
    return None


def _by_leading_code(column: Column, index: Index) -> Target | None:
    """``PU1 text``: the code counts, unless the text is another question's."""
    led = _LED.match(column.header.strip())
    found = index.codes.get(led[1].casefold()) if led is not None else None
    if led is None or found is None:
        return None
    other = index.by_text(bare(led[2]))
    return found if other is None or other.code == found.code else None


def _by_text(column: Column, index: Index) -> Target | None:
    _, header = numbered(without_suffix(column.header))
    if column.option:
        stem = index.by_text(column.stem) if column.stem else None
        if stem is not None and stem.kind == "variable" and index.variable(stem.code).kind == "multiple":
            option = index.options[stem.code].of_words(column.option)
            return None if option is None else Target("option", stem.code, option, "text")
    row = without_suffix(column.row)
    candidates = [row, re.sub(r"^\s*[(（]?\d{1,2}[)）.、\s]\s*", "", row), re.sub(r"^\d{1,2}(?=\D)", "", row)]
    if row:
        candidates += [f"{column.stem}{row}", *_SEPARATED.split(header)[-1:]]
        candidates += [bare(header)]
    else:
        candidates += [column.stem, bare(header), without_suffix(column.stem), _SEPARATED.split(header)[-1]]
    for candidate in dict.fromkeys(candidates):
        target = index.by_text(candidate)
        if target is not None:
            return Target(target.kind, target.code, how="text")
    return None


def _refuse_doubles(layout: Layout, targets: dict[int, Target], place: Place) -> None:
    seen: dict[str, int] = {}
    for position in sorted(targets):
        name = targets[position].name
        if name in seen:
            first, second = layout.columns[seen[name]], layout.columns[position]
            raise DataError(
                "survey.two_columns_answer_one",
                place=place,
                name=name,
                first=named(first),
                second=named(second),
                letter=second.letter,
            )
        seen[name] = position
    # The list of choices and its options side by side (Qualtrics and Google do so): the options say all.
    options = {target.code for target in targets.values() if target.kind == "option"}
    for position in [at for at, target in targets.items() if target.kind == "variable" and target.code in options]:
        del targets[position]
