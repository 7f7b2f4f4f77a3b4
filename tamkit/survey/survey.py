"""`load`: files or DataFrames in, a `Survey` out. Orders the steps; each step is a pure function of its own module."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.errors import DataError, OptionError, listed
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.survey.responses import Responses, Source
from tamkit.survey.screening.clean import screen

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.questionnaire import Questionnaire
    from tamkit.survey.coding.index import Index
    from tamkit.survey.coding.part import Part
    from tamkit.survey.readers.frames import Framed
    from tamkit.survey.readers.mapping import Mapping

#: Platforms whose exports may hold the numbers of options, in the order of the form.
OPTION_NUMBERS = frozenset({"qualtrics", "limesurvey", "surveymonkey", "redcap", "kobo", "centiment"})


class Survey(Responses):
    """`Responses` as `load` returns them, ready to be screened."""

    __slots__ = ()

    def screen(self, rules: Any = None) -> Any:
        """Screens the responses by pre-declared rules (`tamkit.survey.Rules`, a dict, or None for the defaults)."""
        return screen(self, rules)


def load(
    paths: str | Path | pd.DataFrame | Sequence[str | Path | pd.DataFrame],
    questionnaire: Questionnaire | str | Path,
    platform: str | None = None,
    mapping: Mapping | dict[str, Any] | str | Path | None = None,
    sheet: str | None = None,
    *,
    modules: Sequence[str] = (),
    add: Sequence[str | Path] = (),
    rows: tuple[int, int] | None = None,
    progress: Progress | None = None,
) -> Survey:
    """Reads and codes responses.

    paths: one file or DataFrame, or several of one survey (more responses, or one export in words and one in numbers).
        A DataFrame is read as the file it may have come from: its columns' names are the header, its index is not read,
        and messages call it DataFrame (of several, DataFrame 2) and count its rows from 1.
    questionnaire: a `Questionnaire`, a shipped name or a path.
    modules, add: its modules that were asked, and the questionnaires asked behind it (as in ``study.yaml``).
    platform: wjx, tencent, qualtrics, limesurvey, google, surveymonkey, msforms, redcap, kobo, centiment, credamo or
        csv; recognised by its own marks when left out.
    mapping: a mapping file or dict (see `tamkit.survey.readers.mapping`). sheet: a workbook's sheet by name.
    rows: the first and the last response, counted from 1 below the header; what stands under them (sums) is none.
    progress: called with (stage, done, total).

    Raises
    ------
    InputError
        For files that cannot be read, items without a column, and cells that are no answers; the message names file,
        column, rows, what was found and what is allowed.

    >>> import tempfile
    >>> from tamkit.questionnaire import loads
    >>> asked = loads('''
    ... name: tiny
    ... title: Tiny
    ... scales: {agree: {points: 3, labels: {en: [Disagree, Neutral, Agree]}}}
    ... constructs:
    ...   - {code: PU, name: Usefulness, items: [{code: PU1, text: It is useful.}, {code: PU2, text: It helps me.}]}
    ... ''')
    >>> file = Path(tempfile.mkdtemp()) / "answers.csv"
    >>> _ = file.write_text("It is useful.,It helps me.\\nAgree,3\\nDisagree,\\n")
    >>> load(file, asked).items.to_numpy().tolist()
    [[3.0, 3.0], [1.0, nan]]
    >>> import pandas as pd
    >>> load(pd.DataFrame({"PU1": [3, 1], "PU2": ["Agree", None]}), asked).items.to_numpy().tolist()
    [[3.0, 3.0], [1.0, nan]]
    """
    from tamkit.questionnaire import Questionnaire, assembled
    from tamkit.questionnaire import load as load_questionnaire
    from tamkit.survey.coding.index import Index
    from tamkit.survey.coding.join import merge, pairs
    from tamkit.survey.coding.unmatched import missing_items, unmatched_note
    from tamkit.survey.readers.mapping import load_mapping, read_rows

    form = questionnaire if isinstance(questionnaire, Questionnaire) else load_questionnaire(questionnaire)
    asked = assembled(form, modules, add)
    files = _files(paths)
    said = load_mapping(mapping)
    if rows is not None:
        said = replace(said, rows=read_rows(rows, "rows"))
    if said.rows is not None and len(files) > 1:
        raise OptionError("survey.rows_of_several", n=len(files))
    index = Index(asked)
    read = [
        _read(file, platform, sheet, said, index, progress, number, len(files)) for number, file in enumerate(files)
    ]
    sources = [source for source, _ in read]
    parts = [part for _, part in read]
    _refuse_twice(sources)
    joined = pairs(parts)
    if joined:
        parts = [merge(parts, index)]
        _refuse_absent(parts[0], index)
    for part in parts:
        if not joined:
            missing_items(part.matches, index, part.place)
            part.notes += unmatched_note(part.matches, index, part.place)
        part.notes += _check_direction(part, asked, said)
    return _assemble(parts, sources, asked)


def _files(paths: str | Path | pd.DataFrame | Sequence[str | Path | pd.DataFrame]) -> list[Path | Framed]:
    import pandas as pd

    from tamkit.survey.readers.frames import Framed

    several: Any = paths
    given = [several] if isinstance(paths, (str, os.PathLike, pd.DataFrame)) else list(several)
    if not given:
        raise OptionError("survey.no_file_given")
    return [
        Framed(file, None if len(given) == 1 else number) if isinstance(file, pd.DataFrame) else Path(file)
        for number, file in enumerate(given, start=1)
    ]


def _read(
    file: Path | Framed, platform: str | None, sheet: str | None, mapping: Mapping, index: Index,
    progress: Progress | None, number: int, total: int,
) -> tuple[Source, Part]:  # fmt: skip
    from tamkit.survey.coding.part import code_part
    from tamkit.survey.readers.reading import read

    table, layout = read(file, platform, sheet, mapping, lambda head: index.familiar(head.texts()))
    if progress is not None:
        progress(Message("survey.reading"), number + 1, total)
    source = Source(file.name, _digest(file), table.n, layout.platform, layout.form, table.sheet, table.encoding)
    part = code_part(
        table, layout, index, mapping, index.marks, descending=mapping.direction == "descending", progress=progress
    )
    return source, part


def _digest(file: Path | Framed) -> str:
    if not isinstance(file, Path):
        return file.sha256
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _refuse_twice(sources: list[Source]) -> None:
    for number, source in enumerate(sources):
        for other in sources[:number]:
            if source.sha256 == other.sha256:
                raise OptionError("survey.same_file_twice", first=source.name, second=other.name)


def _refuse_absent(part: Part, index: Index) -> None:
    absent = [code for code in index.questionnaire.item_codes if code not in part.scores]
    if absent:
        name = index.questionnaire.name
        items = listed(absent)
        raise DataError(
            "survey.items_in_neither_file", place=part.place, n=len(absent), items=items, questionnaire=name
        )


def _check_direction(part: Part, asked: Questionnaire, mapping: Mapping) -> list[Message]:
    """What can be said about which way a file's numbers run; refuses when the attention checks contradict it."""
    from tamkit.survey.coding.answers import against, direction, keyed

    notes = []
    if part.numeric and mapping.direction is None:
        shares = direction(part.scores, asked)
        if shares is not None and shares[0] < 0.5 and shares[1] > max(0.6, 2 * shares[0]):
            raise DataError(
                "survey.numbers_run_backwards", place=part.place, as_they_stand=shares[0], turned_round=shares[1]
            )
        if part.layout.form == "codes" or part.layout.platform in OPTION_NUMBERS:
            backed = shares is not None and shares[0] > shares[1]
            notes.append(Message("survey.numbers_run_up", place=part.place, backed=backed))
        elif part.layout.form == "scores":
            turned = [item.code for item in asked.items if item.reverse is True and item.code in part.scores]
            if turned:
                notes.append(Message("survey.scores_turned", place=part.place, n=len(turned), items=listed(turned)))
    scores = {
        item.code: keyed(part.scores[item.code], scale.high, item.reverse, scale.low)
        for item in asked.items
        if item.code in part.scores and (scale := asked.scale_of(item.code))
    }
    for item, construct, r in against(scores, asked):
        notes.append(Message("survey.item_runs_against", place=part.place, item=item, construct=construct, r=r))
    return notes


def _assemble(parts: list[Part], sources: list[Source], asked: Questionnaire) -> Survey:
    """The frames, all with the same index."""
    import pandas as pd

    from tamkit.survey.coding import frames
    from tamkit.survey.coding.join import identify
    from tamkit.survey.derived import with_derived

    parts, ids, more = identify(parts)
    index = pd.Index(np.concatenate(ids) if len(ids) > 1 else ids[0], name="id")
    checks = [check.code for check in asked.checks if any(check.code in part.scores for part in parts)]
    respondents = frames.people(parts, asked, index)
    simulated = any(part.simulated for part in parts)
    items = frames.scores(parts, asked, asked.item_codes, index, key=True)
    skipped = frames.skipped(parts, [*asked.item_codes, *checks, *respondents.columns], index)
    respondents, skipped = with_derived(asked, items, respondents, skipped)
    return Survey(
        questionnaire=asked,
        items=items,
        checks=frames.scores(parts, asked, checks, index, key=False),
        respondents=respondents,
        meta=frames.meta(parts, index),
        skipped=skipped,
        sources=tuple(sources),
        simulated=simulated,
        notes=tuple(dict.fromkeys([*(note for part in parts for note in part.notes), *more])),
        _fingerprints=frames.prints(parts, index),
        not_kept=sum(part.not_kept for part in parts),
    )
