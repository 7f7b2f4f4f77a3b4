"""`verify`: a report made again from its manifest, and every number compared."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tamkit.errors import InputError
from tamkit.messages import Message
from tamkit.progress import Progress
from tamkit.report.plain import dumps
from tamkit.shown import Card, Shown
from tamkit.study import manifest as manifests
from tamkit.study.folder import MANIFEST, digest, files_of, read_manifest
from tamkit.study.renamed import as_now
from tamkit.study.results import RESULTS, Results
from tamkit.study.rewriting import Rewritten, rewritten
from tamkit.study.study import Study

# Another processor may add up in another order; more than this is a different result.
TOLERANCE = 1e-8
# The words of a sentence in results.json, beside its key and values.
WRITTEN = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that came out differently; ``place`` is its path in ``results.json``."""

    place: str
    stored: Any
    found: Any

    @property
    def said(self) -> Message:
        return Message("study.value_moved", place=self.place, then=self.stored, now=self.found)


@dataclass(frozen=True, slots=True, repr=False)
class Verification(Shown):
    """
    Attributes
    ----------
    numbers
        Numbers compared.
    identical
        Whether ``results.json`` came out byte for byte.
    largest
        Largest relative difference of two numbers, |a − b| / max(1, |a|).
    differences
        Values that differ by more than ``TOLERANCE``, or in kind.
    edited, missing, added
        Files of the folder that were changed, taken away or added since they were written.
    versions
        Libraries whose version changed: name → (then, now); a message where it is gone.
    moved
        The first number that is not the same to the last digit, with both its values; None where all are.
    template
        What became of the Word file whose styles the report has; None where it is as it was, or there was none.
    rewritten
        Files that came out with other bytes when they were written again; empty unless that was asked for.
    """

    numbers: int
    identical: bool
    largest: float
    differences: tuple[Difference, ...]
    edited: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    versions: dict[str, tuple[str, str | Message]]
    moved: Difference | None = None
    rewritten: tuple[Rewritten, ...] = ()
    template: Message | None = None

    def _card(self) -> Card:
        changed = self.versions.items()
        rows = {
            "compared": Message("study.numbers_compared", n=self.numbers, largest=self.largest),
            "differ": len(self.differences) or None,
            "template": self.template,
            "edited": self.edited,
            "missing": self.missing,
            "rewritten": tuple(one.name for one in self.rewritten),
            "added": self.added,
            "versions": tuple(Message("study.version", name=name, then=then, now=now) for name, (then, now) in changed),
        }
        return Card(Message("study.verification", ok=self.ok), rows, (".ok", ".differences", ".versions"))

    @property
    def ok(self) -> bool:
        """Same numbers, and no file of the report, nor its template, changed, gone or written otherwise."""
        return not (self.template or self.differences or self.edited or self.missing or self.rewritten)

    @property
    def first(self) -> Message | None:
        """The first that is not as it was: the template, a value with what it was and is, or a file and where it
        differs."""
        if self.template is not None:
            return self.template
        if self.differences:
            return self.differences[0].said
        if self.rewritten:
            return self.rewritten[0].said
        if self.edited:
            return Message("study.file_edited", name=self.edited[0])
        return Message("study.file_gone", name=self.missing[0]) if self.missing else None


def verify(
    folder: str | os.PathLike[str],
    study: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
    *,
    files: bool = False,
) -> Verification:
    """Run the study of a report folder again and compare.

    ``files``: the reports, tables and figures too are written again (elsewhere) and compared byte by byte.

    The study file is found by the manifest's path, or given when it has moved. Study, questionnaire and data must be
    the same bytes as then.

    Raises
    ------
    InputError
        When the folder is no report, or a file it was made from is gone or has changed.
    """
    from tamkit.report import restore

    where = Path(folder)
    restore(where.absolute())
    recorded = read_manifest(where)
    stored_text = _stored(where)
    stored = json.loads(stored_text)
    again = Study.load(_study_path(where, recorded, study))
    _same_inputs(again, recorded, where)
    old = recorded.get("tamkit", {}).get("manifest", 1) < manifests.OPTIONS_OF_FITS
    if old:
        stored, again = as_now(stored), _as_then(again, recorded)
    results = again.run(progress)
    found_text = dumps(results.to_dict())
    compared = list(_compare(stored, json.loads(found_text), "", added=not old))
    known, present = recorded["files"], files_of(where)
    then = recorded.get("versions", {})
    now = manifests.versions(then)  # those of then: nothing is drawn or written here, so less is imported
    return Verification(
        numbers=sum(1 for _, a, _, _ in compared if _number(a)),
        identical=stored_text == found_text,
        largest=max((gap for *_, gap in compared if math.isfinite(gap)), default=0.0),
        differences=tuple(Difference(place, a, b) for place, a, b, gap in compared if gap > TOLERANCE),
        moved=next((Difference(place, a, b) for place, a, b, gap in compared if gap > 0), None),
        template=_template(again, recorded),
        rewritten=_written_again(where, recorded, results, progress) if files else (),
        edited=tuple(name for name in known if name in present and present[name] != known[name]),
        missing=tuple(name for name in known if name not in present),
        added=tuple(name for name in present if name not in known and name != MANIFEST),
        versions={
            name: (version, now.get(name, Message("study.not_installed")))
            for name, version in then.items()
            if now.get(name) != version
        },
    )


def _written_again(
    folder: Path, recorded: dict[str, Any], results: Results, progress: Progress | None
) -> tuple[Rewritten, ...]:
    """The files of the report, untouched since, that are not the same when they are written again."""
    chosen, present = recorded["report"], files_of(folder)
    names = [name for name, known in recorded["files"].items() if present.get(name) == known]
    formats = list(chosen["format"])
    if "template" in chosen and not Path(results.study.layout.template).is_file():
        # Without its template the Word file can't be written; what became of that is told.
        formats.remove("docx")
        names = [name for name in names if not name.endswith(".docx")]
    if not formats:
        return ()
    with tempfile.TemporaryDirectory() as made:
        again = results.report(Path(made) / folder.name, formats, chosen["lang"], progress)
        return rewritten(folder, again, names)


def _template(study: Study, recorded: dict[str, Any]) -> Message | None:
    """Of the Word file whose styles the report has: that it is gone, or has changed since."""
    then = recorded["report"].get("template")
    path = Path(study.layout.template)
    if then is None or (path.is_file() and digest(path) == then["sha256"]):
        return None
    return Message("study.template", file=then["file"], gone=not path.is_file())


def _stored(folder: Path) -> str:
    path = folder / RESULTS
    if not path.is_file():
        raise InputError("study.report_not_whole", path=path)
    text = path.read_text(encoding="utf-8")
    try:
        json.loads(text)
    except ValueError as error:
        raise InputError("study.not_json", path=path, why=error) from None
    return text


def _study_path(folder: Path, recorded: dict[str, Any], given: str | os.PathLike[str] | None) -> Path:
    if given is not None:
        return Path(given)
    entry = recorded.get("study", {})
    if entry.get("path") is None:
        raise InputError("study.study_not_found", manifest=folder / MANIFEST, study=entry.get("file"))
    path = Path(os.path.normpath(folder / entry["path"]))
    if not path.is_file():
        raise InputError("study.study_gone", folder=folder, path=path)
    return path


def _same_inputs(study: Study, recorded: dict[str, Any], folder: Path) -> None:
    pairs = [(study.path, recorded["study"]), (study.questionnaire_path, recorded["questionnaire"])]
    entries = recorded["data"]
    if len(entries) != len(study.data_paths):
        raise InputError("study.other_data_files", path=study.path, n=len(study.data_paths), then=len(entries))
    pairs += list(zip(study.data_paths, entries, strict=True))
    added = recorded.get("added", [])
    if len(added) != len(study.added_paths):
        raise InputError("study.other_questionnaires", path=study.path, n=len(study.added_paths), then=len(added))
    pairs += list(zip(study.added_paths, added, strict=True))
    for path, entry in pairs:
        if not path.is_file():
            raise InputError("study.source_gone", path=path, folder=folder)
        if digest(path) != entry["sha256"]:
            raise InputError("study.source_changed", path=path, folder=folder)


def _as_then(study: Study, recorded: dict[str, Any]) -> Study:
    """The study with the options of its report: before manifest 2 nothing was resampled unless the file said so."""
    options = replace(study.options, bootstrap=recorded.get("options", {}).get("bootstrap", 0))
    return replace(study, file=replace(study.file, options=options, earlier=True))


def _compare(a: Any, b: Any, place: str, *, added: bool = True) -> Iterator[tuple[str, Any, Any, float]]:
    """Every leaf of both trees: (place, stored, found, relative difference); ``added``: what was not stored, too.

    A sentence is compared by its key and its values: in other words it is still the same one. Reports of manifest 2
    and before have the words alone, which can't be compared.
    """
    if _sentence(b) and isinstance(a, str):
        return
    if _sentence(a) and _sentence(b):
        a, b = ({part: one[part] for part in one if part not in WRITTEN} for one in (a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        for key in [*a, *(key for key in b if added and key not in a)]:
            yield from _compare(a.get(key), b.get(key), f"{place}.{key}" if place else str(key), added=added)
    elif isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            yield place, Message("study.entries", n=len(a)), Message("study.entries", n=len(b)), math.inf
        for at, (one, other) in enumerate(zip(a, b, strict=False)):
            yield from _compare(one, other, f"{place}[{at}]", added=added)
    elif _number(a) and _number(b):
        yield place, a, b, abs(a - b) / max(1.0, abs(a))
    else:
        yield place, a, b, 0.0 if a == b else math.inf


def _sentence(value: Any) -> bool:
    """Whether it is a `Message` as machine files have it."""
    return isinstance(value, dict) and {"key", "values", *WRITTEN} <= value.keys()


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
