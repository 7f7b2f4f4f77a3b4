"""Respondent variables: single and multiple choice, numbers and texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.errors import listed
from tamkit.messages import Message
from tamkit.survey import privacy
from tamkit.survey.coding.amounts import Amounts
from tamkit.survey.coding.attached import Key, Told, key, of_options
from tamkit.survey.coding.cells import NOTHING, Bools, Code, Empty, Floats, Wrong, code, dated, emptiness, number, spell
from tamkit.survey.coding.index import Index, Matches
from tamkit.survey.coding.problems import Problems
from tamkit.survey.readers.headers import fold
from tamkit.survey.readers.mapping import Mapping
from tamkit.survey.readers.table import Cell, Layout, RawTable, blank, spell_rows

if TYPE_CHECKING:
    from tamkit.questionnaire import Variable


@dataclass(slots=True)
class Answers:
    """Coded respondent columns by name, in the questionnaire's order; skipped: who was not asked."""

    columns: dict[str, Any] = field(default_factory=dict)
    skipped: dict[str, Bools] = field(default_factory=dict)
    notes: list[Message] = field(default_factory=list)

    def put(self, name: str, values: Any, skipped: Bools) -> None:
        """One column."""
        self.columns[name] = values
        if skipped.any():
            self.skipped[name] = skipped


@dataclass(frozen=True, slots=True)
class Desk:
    """What coding a variable needs: the file, what was asked, and where answers and problems go."""

    table: RawTable
    layout: Layout
    index: Index
    mapping: Mapping
    problems: Problems
    out: Answers

    def refuse(self, position: int, name: str, wrong: tuple[tuple[int, Wrong], ...]) -> None:
        """Notes cells that are no answers."""
        self.problems.add(self.table, self.layout.columns[position], name, wrong)

    def note(self, note: Message) -> None:
        """Says something about the file."""
        self.out.notes.append(note)


def code_people(
    table: RawTable, layout: Layout, matches: Matches, index: Index, mapping: Mapping, problems: Problems
) -> Answers:
    """Every respondent variable that has a column."""
    desk = Desk(table, layout, index, mapping, problems, Answers())
    whole = matches.columns("variable")
    parts = matches.columns("option")
    for variable in index.questionnaire.variables:
        if variable.code in whole:
            position = whole[variable.code]
            coder = {"single": _single, "multiple": _multiple, "number": _number, "text": _free}[variable.kind]
            coder(desk, position, variable)
        own = {int(name.rpartition(".")[2]): p for name, p in parts.items() if name.rpartition(".")[0] == variable.code}
        if own:
            _expanded(desk, own, variable)
    _points(desk, whole)
    _bases(index, desk.out, table.n)
    return desk.out


def _points(desk: Desk, whole: dict[str, int]) -> None:
    """Numbers of single choices where the file gives points: codes only as long as the question is not scored."""
    if desk.layout.form != "scores":
        return
    single = [one.code for one in desk.index.questionnaire.variables if one.kind == "single" and one.code in whole]
    settled = desk.mapping.values
    numbered = [
        code
        for code in single
        if code not in settled and any(number(cell) for cell in desk.table.columns[whole[code]].values)
    ]
    if numbered:
        desk.note(Message("survey.points_as_codes", place=desk.table.place, codes=listed(numbered), first=numbered[0]))


def _single(desk: Desk, position: int, variable: Variable) -> None:
    options = desk.index.options[variable.code]
    own = {fold(cell): float(score) for cell, score in desk.mapping.values.get(variable.code, {}).items()}
    told = _labelled(desk, position, variable, own)
    if _counted_by_place(desk, position, variable, [*own, *(spell(value) for value in told.scores)]):
        return
    others: list[Cell] = []

    def decide(cell: Cell) -> Code:
        empty = (
            None
            if options.of_words(spell(cell)) is not None and not blank(cell)
            else emptiness(cell, desk.layout, zero=True)
        )
        if empty is not None and not (number(cell) == 0 and 0 in options.codes):
            return empty
        if own and fold(spell(cell)) in own:
            return own[fold(spell(cell))]
        if key(cell) in told.missing:
            return Empty.MISSING
        if key(cell) in told.scores:
            return told.scores[key(cell)]
        found = options.choice(cell, form=desk.layout.form)
        if isinstance(found, Wrong) and desk.layout.own_words and options.other is not None:
            others.append(cell)
            return float(options.other)
        return found

    coded = code(desk.table.columns[position], decide)
    desk.refuse(position, variable.code, coded.wrong)
    if others:
        desk.note(Message("survey.counted_as_other", place=desk.table.place, code=variable.code, n=len(others)))
    desk.out.put(variable.code, coded.values, coded.skipped)


def _counted_by_place(desk: Desk, position: int, variable: Variable, settled: Iterable[str]) -> bool:
    """Option numbers count the options as they stand on the form: no codes where the questionnaire counts otherwise.

    settled: cells whose meaning the file or the mapping says.
    """
    codes = desk.index.options[variable.code].codes
    if desk.layout.form != "codes" or codes == tuple(range(1, len(codes) + 1)):
        return False
    cells, known = desk.table.columns[position], set(settled)
    used = [cell for cell, n in zip(cells.values, cells.used(), strict=True) if n and not blank(cell)]
    numbers = [cell for cell in used if number(cell) is not None and emptiness(cell, desk.layout, zero=True) is None]
    if all(spell(cell) in known for cell in numbers):
        return False
    letter = desk.layout.columns[position].letter
    pairs = tuple(f"{place}: {code}" for place, code in enumerate(codes, 1))
    desk.problems.lines.append(
        Message("survey.counted_by_place", letter=letter, code=variable.code, codes=codes, pairs=pairs)
    )
    return True


def _labelled(desk: Desk, position: int, variable: Variable, own: dict[str, float]) -> Told:
    """What the labels attached to a respondent question's numbers say; what is not understood becomes a problem."""
    attached = desk.table.value_labels.get(position, {})
    if not attached:
        return Told()
    cells = desk.table.columns[position]
    used = [cell for cell, n in zip(cells.values, cells.used(), strict=True) if n and not blank(cell)]
    nothing = desk.layout.missing | desk.layout.skips
    told = of_options(
        desk.index.options[variable.code],
        attached,
        used,
        place=(desk.layout.columns[position].letter, variable.code),
        settled=lambda value: fold(spell(value)) in own or spell(value) in nothing,
        said=own,
    )
    desk.problems.lines += told.wrong
    return told


def _number(desk: Desk, position: int, variable: Variable) -> None:
    """A number, with or without its unit. What respondents typed that is none is missing, and said so by row."""
    low = -np.inf if variable.minimum is None else variable.minimum
    high = np.inf if variable.maximum is None else variable.maximum
    cells = desk.table.columns[position]
    column = desk.layout.columns[position]
    labels = desk.table.value_labels.get(position, {})
    missing = {key(value) for value, label in labels.items() if spell(label).casefold() in NOTHING}
    units = () if variable.unit is None else variable.unit.both()
    asked = " ".join((*variable.text.both(), *variable.name.both())).casefold()
    amounts = Amounts.of((cell for cell in cells.values if not blank(cell)), units, asked, desk.mapping.decimal)

    def decide(cell: Cell) -> Code:
        empty = emptiness(cell, desk.layout)
        if empty is not None or key(cell) in missing:
            return empty or Empty.MISSING
        value = dated(cell) or amounts.value(cell)
        bounds = {"low": variable.minimum, "high": variable.maximum}
        return value if isinstance(value, Wrong) or low <= value <= high else Wrong("out_of_bounds", bounds)

    coded = code(cells, decide)
    answered = sum(int(count) for cell, count in zip(cells.values, cells.used(), strict=True) if not blank(cell))
    bad = sum(int(np.sum(cells.codes == number_)) for number_, _ in coded.wrong)
    both_ways = [spell(cells.values[at])[:20] for at, wrong in coded.wrong if wrong.why == "comma_both_ways"]
    if bad and bad >= 0.5 * answered:
        desk.refuse(position, variable.code, coded.wrong)
    elif bad:
        rows = np.isin(cells.codes, [number_ for number_, _ in coded.wrong])
        where = [int(row) for row in desk.table.rows[rows][:6]]
        desk.note(
            Message(
                "survey.no_usable_number",
                place=desk.table.place,
                cells=Message("survey.cells", letter=column.letter, code=variable.code, rows=spell_rows(where, bad)),
                found=tuple(privacy.redacted(spell(cells.values[at]))[:20] for at, _ in coded.wrong[:3]),
                low=variable.minimum,
                high=variable.maximum,
            )
        )
        if both_ways:
            cut = listed(both_ways, 3)
            desk.note(Message("survey.comma_both_ways", letter=column.letter, code=variable.code, cells=cut))
    wrong_ones = {at for at, _ in coded.wrong}
    used = cells.used()
    turned = [
        f"{spell(cell)[:20]} → {amounts.value(cell):.15g}"
        for at, cell in enumerate(cells.values)
        if used[at] and at not in wrong_ones and isinstance(cell, str) and number(cell) is None
        and emptiness(cell, desk.layout) is None
    ]  # fmt: skip
    if turned:
        cut = listed(turned, 4)
        desk.note(Message("survey.amounts_read", letter=column.letter, code=variable.code, n=len(turned), cells=cut))
    desk.out.put(variable.code, coded.values, coded.skipped)


def _free(desk: Desk, position: int, variable: Variable) -> None:
    """Free text with personal data taken out."""
    cells = desk.table.columns[position]
    column = desk.layout.columns[position]
    kind = privacy.kind_by_content(cells) or privacy.asks_for(f"{column.header} {column.stem}")
    if kind is not None:
        desk.note(
            Message(
                "survey.personal_column", place=desk.table.place, letter=column.letter, code=variable.code, kind=kind
            )
        )
        return
    empties = [emptiness(cell, desk.layout) for cell in cells.values]
    plain = ["" if empty else spell(cell) for cell, empty in zip(cells.values, empties, strict=True)]
    texts = [privacy.redacted(text) for text in plain]
    if texts != plain:
        desk.note(Message("survey.personal_answers", place=desk.table.place, letter=column.letter, code=variable.code))
    values = np.array([text or None for text in texts], dtype=object)[cells.codes]
    desk.out.put(
        variable.code, values, np.array([empty is Empty.SKIPPED for empty in empties], dtype=bool)[cells.codes]
    )


def _multiple(desk: Desk, position: int, variable: Variable) -> None:
    """One column that lists the choices: one 0/1 column an option."""
    own = {str(cell): str(code) for cell, code in desk.mapping.values.get(variable.code, {}).items()}
    if not own and _counted_by_place(desk, position, variable, ()):
        return
    options = desk.index.options[variable.code]
    cells = desk.table.columns[position]
    chosen = np.full((len(cells.values), len(options.codes)), np.nan)
    skipped = np.zeros(len(cells.values), dtype=bool)
    wrong: list[tuple[int, Wrong]] = []
    used = cells.used()
    for row, cell in enumerate(cells.values):
        if not used[row]:
            continue
        empty = None if not blank(cell) and options.of_words(spell(cell)) is not None else emptiness(cell, desk.layout)
        if empty is not None:
            skipped[row] = empty is Empty.SKIPPED
            continue
        if own:
            cell = re.sub(r"\d+", lambda digits: own.get(digits[0], digits[0]), spell(cell))
        found = options.choices(cell, desk.layout.separators, form=desk.layout.form, free=desk.layout.own_words)
        if isinstance(found, Wrong):
            wrong.append((row, found))
        else:
            chosen[row] = [float(option in found) for option in options.codes]
    desk.refuse(position, variable.code, tuple(wrong))
    for place, option in enumerate(options.codes):
        desk.out.put(f"{variable.code}.{option}", chosen[cells.codes, place], skipped[cells.codes])


def _expanded(desk: Desk, own: dict[int, int], variable: Variable) -> None:
    """One column an option. A blank beside ticks means "not chosen"; a row without any cell was not answered."""
    options = desk.index.options[variable.code]
    values: dict[int, Floats] = {}
    skips: dict[int, Bools] = {}
    filled = np.zeros(desk.table.n, dtype=bool)
    for option, position in own.items():
        cells = desk.table.columns[position]
        used = [cell for cell, n in zip(cells.values, cells.used(), strict=True) if n]
        labels = {key(value): label for value, label in desk.table.value_labels.get(position, {}).items()}
        said = desk.mapping.values.get(f"{variable.code}.{option}", desk.mapping.values.get(variable.code, {}))
        meant = {fold(cell) or cell: float(score != 0) for cell, score in said.items()}
        alone = option == 1 or not any(number(cell) == 1 for cell in used)

        def decide(
            cell: Cell,
            option: int = option,
            alone: bool = alone,
            labels: dict[Key, str] = labels,
            meant: dict[str, float] = meant,
        ) -> Code:
            if meant and not blank(cell) and (fold(spell(cell)) or spell(cell)) in meant:
                return meant[fold(spell(cell)) or spell(cell)]
            empty = emptiness(cell, desk.layout)
            if empty is not None:
                return empty
            label = labels.get(key(cell))
            if label is None or number(label) is not None:
                return options.ticked(cell, option, own_number=alone)
            if spell(label).casefold() in NOTHING:
                return Empty.MISSING
            told = options.ticked(label, option)
            return Wrong("tick_label", {"label": label[:60]}) if isinstance(told, Wrong) else told

        coded = code(cells, decide)
        desk.refuse(position, f"{variable.code}.{option}", coded.wrong)
        values[option], skips[option] = coded.values, coded.skipped
        filled |= ~np.isnan(coded.values)
    for option in options.codes:
        if option not in own:
            continue
        ticks = np.where(filled & np.isnan(values[option]) & ~skips[option], 0.0, values[option])
        desk.out.put(f"{variable.code}.{option}", ticks, skips[option])
    absent = [str(option) for option in options.codes if option not in own]
    if absent:
        desk.note(
            Message(
                "survey.options_absent",
                place=desk.table.place,
                code=variable.code,
                n=len(absent),
                options=tuple(absent),
            )
        )


def _bases(index: Index, out: Answers, n: int) -> None:
    """Nobody outside a variable's base was asked it: an empty cell there is a skip, whatever the platform wrote."""
    for variable in index.questionnaire.variables:
        if variable.base is None:
            continue
        asked = _chosen(out, variable.base.variable, variable.base.options, n)
        if asked is None:
            continue
        known, inside = asked
        for name in [c for c in out.columns if c == variable.code or c.rpartition(".")[0] == variable.code]:
            values = out.columns[name]
            empty = np.array([value is None for value in values]) if values.dtype == object else np.isnan(values)
            skipped = out.skipped.get(name, np.zeros(n, dtype=bool)) | (empty & known & ~inside)
            if skipped.any():
                out.skipped[name] = skipped


def _chosen(out: Answers, base: str, options: tuple[int, ...], n: int) -> tuple[Bools, Bools] | None:
    """(answered or skipped the base question, gave one of the options)."""
    if base in out.columns and out.columns[base].dtype != object:
        values = out.columns[base]
        skipped = out.skipped.get(base, np.zeros(n, dtype=bool))
        return ~np.isnan(values) | skipped, np.isin(values, list(options))
    names = [name for name in out.columns if name.rpartition(".")[0] == base]
    if not names:
        return None
    known, inside = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for name in names:
        known |= ~np.isnan(out.columns[name]) | out.skipped.get(name, np.zeros(n, dtype=bool))
        if int(name.rpartition(".")[2]) in options:
            inside |= out.columns[name] == 1
    return known, inside
