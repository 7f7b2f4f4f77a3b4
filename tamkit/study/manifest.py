"""The manifest: from what, with what and how a report was made, enough to make it again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tamkit._version import __version__
from tamkit.foreign import loaded
from tamkit.messages import Message
from tamkit.report.plain import plain
from tamkit.study.folder import digest
from tamkit.study.spec import STUDY_OPTIONS

if TYPE_CHECKING:
    from tamkit.study.declared import Declared
    from tamkit.survey import Clean

FORMAT = 3  # 2: before sentences had keys
OPTIONS_OF_FITS = 2  # 1: before the options of every fit and the stages stood in the results
# What tamkit depends on: distribution → the module it is imported as. typst is optional.
LIBRARIES = {
    "lazy_loader": "lazy_loader",
    "matplotlib": "matplotlib",
    "numpy": "numpy",
    "openpyxl": "openpyxl",
    "pandas": "pandas",
    "pingouin": "pingouin",
    "pyarrow": "pyarrow",
    "pydantic": "pydantic",
    "pylopdf-fonts-zh-cn": "pylopdf_fonts_zh_cn",
    "pyreadstat": "pyreadstat",
    "python-calamine": "python_calamine",
    "python-docx": "docx",
    "pyyaml": "yaml",
    "scipy": "scipy",
    "seaborn": "seaborn",
    "semopy": "semopy",
    "statsmodels": "statsmodels",
    "threadpoolctl": "threadpoolctl",
    "tqdm": "tqdm",
    "typst": "typst",
}


def imported() -> tuple[str, ...]:
    """The libraries that were really imported, in alphabetical order; one that is only installed changes nothing."""
    return tuple(name for name, module in LIBRARIES.items() if loaded(module))


def versions(libraries: Iterable[str]) -> dict[str, str]:
    """tamkit's, Python's and the libraries' versions; a library that is not installed is left out."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    found = {"tamkit": __version__, "python": platform.python_version()}
    for name in libraries:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def options(study: Declared) -> dict[str, Any]:
    """What the study file declares, defaults filled in, without where its files lie and without what is
    asked of it: analyses, research questions."""
    left_out = {"title", "data", "questionnaire", "report", "screening", "mapping", "analyses", "outcomes", "questions"}
    if not study.models:  # nothing was estimated
        left_out |= {"measurement"}
    declared = dict(plain(study.spec.model_dump(mode="json", exclude=left_out, exclude_none=True)))
    if not study.models:
        return declared
    declared["models"] = list(study.models)
    of_fits = {key: value for key, value in study.options.to_dict().items() if key in STUDY_OPTIONS}
    if not seeded(study):
        del of_fits["seed"]
    return declared | of_fits


def seeded(study: Declared) -> bool:
    """Whether anything of the study was drawn at random: bootstraps, the halves of a factor analysis."""
    spec = study.spec
    drawn = study.options.bootstrap > 0 or study.htmt_draws > 0 or spec.measurement.efa is not False
    return bool(study.models) and drawn


def provenance(study: Declared, libraries: Iterable[str]) -> dict[str, Any]:
    """What the report prints of where its numbers come from; ``libraries``: those that computed them."""
    return {
        "versions": versions(libraries),
        "hashes": _hashes(study),
        "options": options(study),
        "study": study.path.name,
        "seed": study.options.seed if seeded(study) else None,
        "htmt": study.htmt_draws if study.models else 0,
        "command": f"tamkit report {study.path.name}",
    }


def manifest(
    study: Declared,
    clean: Clean,
    folder: Path,
    formats: Sequence[str],
    langs: Sequence[str],
    files: Mapping[str, str],
    warnings: Sequence[Message],
    notes: Sequence[Message],
) -> dict[str, Any]:
    """The content of ``manifest.json``.

    Paths are relative to the report folder, and given only where study and report lie in one tree of the user's, so
    that no path of the machine gets out; names and hashes are always there.
    """
    form = study.questionnaire
    sources = clean.survey.sources
    return {
        "tamkit": {"version": __version__, "manifest": FORMAT},
        "versions": versions(imported()),
        "simulated": bool(clean.simulated),
        "study": {"file": study.path.name, "path": near(study.path, folder), "sha256": digest(study.path)},
        "questionnaire": {
            "name": form.name,
            "version": form.version,
            "file": study.questionnaire_path.name,
            "sha256": digest(study.questionnaire_path),
        },
        "added": [{"file": path.name, "sha256": digest(path)} for path in study.added_paths],
        "data": [
            {"file": path.name, "sha256": digest(path), "path": near(path, folder)} | _source(sources, place)
            for place, path in enumerate(study.data_paths)
        ],
        "seed": study.options.seed,
        "options": options(study),
        "screening": plain(clean.rules.to_dict()),
        "report": {"lang": list(langs), "format": list(formats)} | _template(study, formats),
        "n": {"received": clean.received, "valid": clean.n},
        "warnings": plain(warnings),
        "notes": plain(notes),
        "files": dict(files),
    }


def near(path: Path, folder: Path) -> str | None:
    """``path`` relative to ``folder``, or None when the two don't lie in one tree of the user's.

    A path through the machine's top folders would tell how the machine is laid out, and be of no use elsewhere.

    >>> near(Path("/home/x/thesis/study.yaml"), Path("/home/x/thesis/report"))
    '../study.yaml'
    >>> near(Path("/srv/study.yaml"), Path("/home/x/report")) is None
    True
    """
    path, folder = path.absolute(), folder.absolute()
    if path.anchor != folder.anchor:
        return None
    common = Path(os.path.commonpath([path, folder]))
    climbs = len(folder.parts) - len(common.parts)
    beside = climbs <= 1 and common != Path(common.anchor)
    if not beside and (climbs > 3 or len(common.parts) < 3):
        return None
    return Path(os.path.relpath(path, folder)).as_posix()


def _hashes(study: Declared) -> dict[str, str]:
    files = [study.path, study.questionnaire_path, *study.added_paths, *study.data_paths]
    return {path.name: digest(path) for path in files}


def _template(study: Declared, formats: Sequence[str]) -> dict[str, Any]:
    """The Word file whose styles the report has."""
    if "docx" not in formats or not study.layout.template:
        return {}
    path = Path(study.layout.template)
    return {"template": {"file": path.name, "sha256": digest(path)}}


def _source(sources: Sequence[Any], place: int) -> dict[str, Any]:
    if place >= len(sources):
        return {}
    source = sources[place]
    found = {name: getattr(source, name, None) for name in ("rows", "platform", "form", "sheet")}
    return {name: value for name, value in found.items() if value is not None}
