"""Every command's arguments. Only argparse is imported here: ``tamkit --help`` must answer at once.

The module of a command's work (``tamkit.cli.commands.<module>``) is imported when the command runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from tamkit.errors import InputError
from tamkit.sem.estimators import FOR_ITEMS, chosen
from tamkit.sem.option_kinds import Flag
from tamkit.sem.options import FIELDS

Commands = Any  # argparse's type for this is private
FORMATS = ("html", "docx", "pdf", "tex", "md", "xlsx")
LANGS = ("zh", "en")
PLATFORMS = ("wjx", "qualtrics", "csv")
EXPORTS = ("docx", "wjx", "md", "xlsx")


def choice(*allowed: str) -> Any:
    """One word out of ``allowed``, however it is cased; the nearest is named."""

    def convert(text: str) -> str:
        return _told(lambda: chosen("word", text, allowed))

    return convert


def choices(allowed: tuple[str, ...]) -> Any:
    """A comma-separated list of words out of ``allowed``, however they are cased."""

    def convert(text: str) -> list[str]:
        found = list(dict.fromkeys(choice(*allowed)(word) for word in words(text)))
        if not found:
            raise argparse.ArgumentTypeError(f"{text!r} names none of {', '.join(allowed)}")
        return found

    return convert


def _told(work: Callable[[], Any]) -> Any:
    """What ``work`` returns; its complaint in argparse's form."""
    try:
        return work()
    except InputError as error:
        raise argparse.ArgumentTypeError(str(error).rstrip(".")) from None


def add_option(command: argparse.ArgumentParser, name: str, **more: Any) -> None:
    """The flag of one of `tamkit.sem.Options`; None when it is not given."""
    field = FIELDS[name]
    kind = field.metadata["kind"]
    flag = "--" + name.replace("_", "-")
    given: dict[str, Any] = {"default": None, "help": field.metadata["help"], **more}
    if isinstance(kind, Flag):
        action: Any = argparse.BooleanOptionalAction if kind.optional else "store_true"
        command.add_argument(flag, action=action, **given)
        return
    shown = f" (default: {field.default})" if field.default not in (None, (), "") else ""
    given["help"] += "" if "default" in given["help"] else shown
    command.add_argument(flag, type=lambda text: _told(lambda: kind.read(name, text)), metavar=kind.metavar, **given)


def options_of(args: argparse.Namespace) -> dict[str, Any]:
    """The options given on the command line, by name."""
    named = {name: getattr(args, name, None) for name in FIELDS}
    return {name: value for name, value in named.items() if value is not None}


#: Where a study says what is no key of its own name: its groups are compared, its engines set side by side.
ELSEWHERE = {"group": "groups", "group_equal": "groups", "group_partial": "groups", "engine": "robustness"}


def declared(flag: str) -> str | None:
    """What to say of an option of the estimation given to a command that runs a study; None for any other option.

    >>> declared("--group-equal")
    "--group-equal is not said here; the study file says it (key 'groups')"
    """
    name = flag.lstrip("-").replace("-", "_")
    name = name if name in FIELDS else name.removeprefix("no_")
    if not flag.startswith("--") or name not in FIELDS:
        return None
    return f"{flag} is not said here; the study file says it (key {ELSEWHERE.get(name, name)!r})"


def words(text: str) -> list[str]:
    """A comma-separated list of words."""
    return [word.strip() for word in text.split(",") if word.strip()]


def whole(low: int, high: int = 10**9) -> Any:
    """A whole number within bounds."""

    def convert(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{value} is not between {low} and {high}")
        return value

    return convert


def whole_list(low: int) -> Any:
    """A comma-separated list of whole numbers."""

    def convert(text: str) -> list[int]:
        return [whole(low)(word) for word in words(text)]

    return convert


def _command(commands: Commands, name: str, module: str, help: str, **more: Any) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help, **more)
    made.set_defaults(module=module, made=made)
    # Without a default of its own it leaves alone what was said before the command's name.
    made.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="show a traceback on errors")
    return made


def _report_options(command: argparse.ArgumentParser, out: str) -> None:
    command.add_argument("--out", metavar="DIR", help=out)
    command.add_argument("--lang", type=choices(LANGS), metavar="zh,en", help="languages of the report")
    command.add_argument(
        "--format", type=choices(FORMATS), metavar=",".join(FORMATS), help="file formats of the report"
    )


def demo(commands: Commands) -> None:
    command = _command(commands, "demo", "demo", "simulate a Huabei/Baitiao survey and report it (no data needed)")
    _report_options(command, "folder to write (default: tamkit-demo)")
    command.add_argument("--n", type=whole(1, 1_000_000), default=520, help="respondents (default: 520)")
    command.add_argument("--seed", type=whole(0), default=20240505, help="seed of the simulation (default: 20240505)")


def new(commands: Commands) -> None:
    command = _command(commands, "new", "new", "make a study folder to fill in: study.yaml, the questionnaire, data/")
    command.add_argument("dir", metavar="DIR")
    command.add_argument("--questionnaire", default="huabei_baitiao", metavar="NAME", help="default: huabei_baitiao")


def questionnaire(commands: Commands) -> None:
    command = _command(commands, "questionnaire", "questionnaire", "the questionnaires shipped, and one to hand out")
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True)
    _command(actions, "list", "questionnaire", "the questionnaires shipped")
    show = _command(actions, "show", "questionnaire", "constructs, items, models and hypotheses of one")
    show.add_argument("name", metavar="NAME", help="a shipped name or a file")
    show.add_argument("--lang", type=choice(*LANGS), metavar="|".join(LANGS), default="zh")
    check = _command(actions, "check", "questionnaire", "check a questionnaire file of your own")
    check.add_argument("name", metavar="FILE")
    export = _command(actions, "export", "questionnaire", "write a questionnaire to hand out or to import")
    export.add_argument("name", metavar="NAME", help="a shipped name or a file")
    export.add_argument("--to", type=choice(*EXPORTS), metavar="|".join(EXPORTS), required=True)
    export.add_argument("--lang", type=choice(*LANGS, "both"), metavar="zh|en|both", default="zh")
    export.add_argument("--product", metavar="NAME", help="product to name in the items")
    export.add_argument("-o", "--out", metavar="FILE", help="file to write (default: NAME.<lang>.<suffix>)")


def check(commands: Commands) -> None:
    command = _command(
        commands, "check", "check", "read, code and screen a study's data; print the sample flow and every problem"
    )
    command.add_argument("study", metavar="STUDY", help="study.yaml or its folder")
    command.set_defaults(runs_a_study=True)


def fit(commands: Commands) -> None:
    command = _command(
        commands, "fit", "fit", "fit a model in lavaan syntax to a table, covariance or correlation matrix"
    )
    command.add_argument("data", metavar="DATA", help="csv, tsv, xlsx, sav, dta or parquet; with --n a square matrix")
    command.add_argument("model", metavar="MODEL", help="a file, lavaan syntax, or QUESTIONNAIRE:MODEL")
    for name in FIELDS:
        add_option(command, name)
    command.add_argument("--n", type=whole(2), metavar="N", help="DATA is a covariance or correlation matrix of N rows")
    command.add_argument("--sheet", help="sheet of a workbook (default: the first)")
    command.add_argument("--json", metavar="FILE|-", help="write every number as JSON (- for standard output)")


def report(commands: Commands) -> None:
    command = _command(commands, "report", "report", "run a whole study, from file to reports")
    command.add_argument("study", metavar="STUDY", help="study.yaml or its folder")
    _report_options(command, "folder to write (default: report, beside study.yaml)")
    command.set_defaults(runs_a_study=True)


def verify(commands: Commands) -> None:
    command = _command(commands, "verify", "verify", "rerun a report from its manifest and compare every number")
    command.add_argument("dir", metavar="DIR", help="a report folder")
    command.add_argument("--study", metavar="FILE", help="the study file, when it has moved since")
    command.set_defaults(runs_a_study=True)


def simulate(commands: Commands) -> None:
    command = _command(commands, "simulate", "simulate", "simulate responses with a known truth")
    command.add_argument("questionnaire", metavar="QUESTIONNAIRE", help="a shipped name or a file")
    command.add_argument("--n", type=whole(1, 10_000_000), required=True)
    command.add_argument("--seed", type=whole(0), required=True)
    command.add_argument("--model", metavar="M", help="a model of the questionnaire (default: its own truth)")
    command.add_argument("--careless", type=float, default=0.0, metavar="SHARE", help="share of careless respondents")
    command.add_argument("--platform", type=choice(*PLATFORMS), metavar="|".join(PLATFORMS), default="csv")
    command.add_argument("-o", "--out", metavar="FILE", required=True)


def power(commands: Commands) -> None:
    command = _command(commands, "power", "power", "Monte-Carlo power of every path, by sample size")
    command.add_argument("truth", metavar="STUDY|MODEL", help="a study, a questionnaire, or lavaan syntax with numbers")
    command.add_argument("--n", type=whole_list(10), default=[200, 300, 400, 500], metavar="N,…", help="sample sizes")
    command.add_argument("--reps", type=whole(2), default=200, metavar="R", help="samples a size (default: 200)")
    command.add_argument("--seed", type=whole(0), default=1)
    command.add_argument("--model", metavar="M", help="a model of the questionnaire (default: the study's last)")
    add_option(command, "estimator", help=f"default: the study's, else {FOR_ITEMS}")
    command.add_argument("--csv", metavar="FILE", help="write the whole table")


COMMANDS = (demo, new, questionnaire, check, fit, report, verify, simulate, power)
