"""How an entry of a catalogue becomes a sentence: branches chosen by a value, then values put in.

A placeholder may choose among texts: ``{n:0=no pairs|1=one pair|else=# pairs}``. The case is the value as text
(``true``, ``false``, ``none``); ``#`` in the text chosen is the value itself; a value without a case is said as it is.
All other format specs are Python's.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from functools import cache

from tamkit.messages.catalogue import Entry
from tamkit.messages.values import said

_CASE = re.compile(r"[^={}|]+=")
_PARSER = string.Formatter()


def chosen(entry: Entry, values: Mapping[str, object]) -> str:
    """The text of an entry for these values, with plain placeholders only.

    >>> chosen("{n:1=one row|else=# rows} left out ({why})", {"n": 3, "why": "empty"})
    '{n} rows left out ({why})'
    """
    if not isinstance(entry, str):
        name = entry["choose"]
        text = entry.get(_case(values[name]), entry.get("else", f"{{{name}}}"))
        return chosen(text, values)
    if ":" not in entry:  # no placeholder with a spec: nothing to choose
        return entry
    made = []
    for literal, field, branches in _parsed(entry):
        made.append(literal)
        if branches is not None:
            case = _inline_case(values[field]) or "else"
            made.append(chosen(branches.get(case, branches["else"]), values))
    return "".join(made)


@cache
def _parsed(entry: str) -> list[tuple[str, str, Mapping[str, str] | None]]:
    """An entry in parts: a text that stays and, where something is to be chosen behind it, by what and among what."""
    parts: list[tuple[str, str, Mapping[str, str] | None]] = []
    for literal, field, spec, conversion in _PARSER.parse(entry):
        text = literal.replace("{", "{{").replace("}", "}}")
        if field is not None and spec and _CASE.match(spec):
            cases = dict(branch.split("=", 1) for branch in _branches(spec))
            named = {case: _counted(branch, field) for case, branch in {"else": "#", **cases}.items()}
            parts.append((text, field, named))
            continue
        if field is not None:
            text += f"{{{field}{'!' + conversion if conversion else ''}{':' + spec if spec else ''}}}"
        parts.append((text, "", None))
    return parts


def filled(template: str, values: Mapping[str, object], language: str) -> str:
    """A template with plain placeholders, its values said in the language.

    >>> filled("{share:.0%} of {what}", {"share": 0.25, "what": ("PU", "PEOU")}, "zh")
    '25% of PU、PEOU'
    """
    if "{" not in template and "}" not in template:
        return template
    return template.format_map({name: said(value, language) for name, value in values.items()})


def placeholders(entry: Entry) -> set[str]:
    """The names of the values an entry takes, those it chooses by included.

    >>> sorted(placeholders("{n:1=one row|else=# rows of {all}} ({why})"))
    ['all', 'n', 'why']
    """
    if not isinstance(entry, str):
        texts = (text for case, text in entry.items() if case != "choose")
        return {entry["choose"]}.union(*(placeholders(text) for text in texts))
    found: set[str] = set()
    for _, field, spec, _ in _PARSER.parse(entry):
        if field is not None:
            found |= {field} | placeholders(spec or "")
    return found


def cases(entry: Entry) -> dict[str, set[str]]:
    """The cases an entry tells apart, by the value they are cases of (``else`` is always open)."""
    if not isinstance(entry, str):
        found = {entry["choose"]: set(entry) - {"choose", "else"}}
        for case, text in entry.items():
            if case != "choose":
                found |= cases(text)
        return found
    return {
        str(field): {branch.split("=", 1)[0] for branch in _branches(spec)} - {"else"}
        for _, field, spec, _ in _PARSER.parse(entry)
        if spec and _CASE.match(spec)
    }


def _counted(text: str, field: str) -> str:
    """A branch with the value in place of ``#``; one inside braces belongs to the choice it stands in."""
    made, depth = [], 0
    for char in text:
        depth += (char == "{") - (char == "}")
        made.append(f"{{{field}}}" if char == "#" and depth == 0 else char)
    return "".join(made)


def _case(value: object) -> str:
    """The case a value falls under: a number by its digits, a message by its key."""
    if value is None or isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _inline_case(value: object) -> str | None:
    """As in an entry of cases, whose values are codes; here a word may be a user's: a group called “none” is one."""
    return None if isinstance(value, str) and value in ("none", "true", "false") else _case(value)


def _branches(spec: str) -> list[str]:
    """The cases of a spec; a bar inside braces belongs to the placeholder it stands in."""
    found, depth = [""], 0
    for char in spec:
        depth += (char == "{") - (char == "}")
        if char == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += char
    return found
