"""Every command's arguments. Only argparse is imported here: ``tamkit --help`` must answer at once.

The module of a command's work (``tamkit.cli.commands.<module>``) is imported when the command runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from tamkit.cli.parser import Parser
from tamkit.cli.speech import FLAG
from tamkit.errors import InputError
from tamkit.messages import Message, languages
from tamkit.sem.estimators import FOR_ITEMS, chosen
from tamkit.sem.option_kinds import Flag
from tamkit.sem.options import FIELDS

Commands = Any  # argparse's type for this is private
FORMATS = ("html", "docx", "pdf", "tex", "md", "xlsx", "facts")
#: Of a single table or figure alone.
SINGLE = ("csv", "svg", "png", "tikz")
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
            raise argparse.ArgumentTypeError(Message("cli.names_none", text=text, allowed=tuple(allowed)))
        return found

    return convert


def _told(work: Callable[[], Any]) -> Any:
    """What ``work`` returns; its complaint in argparse's form."""
    try:
        return work()
    except InputError as error:
        raise argparse.ArgumentTypeError(str(error).rstrip(".。")) from None


def add_option(command: Parser, name: str, **more: Any) -> None:
    """The flag of one of `tamkit.sem.Options`; None when it is not given."""
    field = FIELDS[name]
    kind = field.metadata["kind"]
    flag = "--" + name.replace("_", "-")
    given: dict[str, Any] = {"default": None, "help": field.metadata["help"], **more}
    if isinstance(kind, Flag):
        action: Any = argparse.BooleanOptionalAction if kind.optional else "store_true"
        command.add_argument(flag, action=action, **given)
        return
    if field.default not in (None, (), "", False):
        given["help"] = Message("cli.help.with_default", help=given["help"], default=field.default)
    command.add_argument(flag, type=lambda text: _told(lambda: kind.read(name, text)), metavar=kind.metavar, **given)


def options_of(args: argparse.Namespace) -> dict[str, Any]:
    """The options given on the command line, by name."""
    named = {name: getattr(args, name, None) for name in FIELDS}
    return {name: value for name, value in named.items() if value is not None}


#: Where a study says what is no key of its own name: its groups are compared, its engines set side by side.
ELSEWHERE = {"group": "groups", "group_equal": "groups", "group_partial": "groups", "engine": "robustness"}


def declared(flag: str) -> Message | None:
    """What to say of an option of the estimation given to a command that runs a study; None for any other option.

    >>> str(declared("--group-equal"))
    "--group-equal is not said here; the study file says it (key 'groups')"
    """
    name = flag.lstrip("-").replace("-", "_")
    name = name if name in FIELDS else name.removeprefix("no_")
    if not flag.startswith("--") or name not in FIELDS:
        return None
    return Message("cli.said_by_study", option=flag, key=ELSEWHERE.get(name, name))


def words(text: str) -> list[str]:
    """A comma-separated list of words."""
    return [word.strip() for word in text.split(",") if word.strip()]


def whole(low: int, high: int = 10**9) -> Any:
    """A whole number within bounds."""

    def convert(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(Message("cli.not_whole", text=text)) from None
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(Message("cli.not_between", value=value, low=low, high=high))
        return value

    return convert


def whole_list(low: int) -> Any:
    """A comma-separated list of whole numbers."""

    def convert(text: str) -> list[int]:
        return [whole(low)(word) for word in words(text)]

    return convert


def _command(commands: Commands, name: str, module: str, help: Message) -> Parser:
    made: Parser = commands.add_parser(name, help=str(help), description=str(help))
    made.set_defaults(module=module, made=made)
    add_everywhere(made)
    return made


def add_everywhere(command: Parser) -> None:
    """What is said before the command's name or behind it: no default of its own overwrites what stood before."""
    command.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=Message("cli.help.debug"))
    command.add_argument(
        FLAG,
        type=choice(*languages()),
        metavar="|".join(languages()),
        default=argparse.SUPPRESS,
        help=Message("cli.help.messages"),
    )


def _report_options(command: Parser, out: Message, more: tuple[str, ...] = ()) -> None:
    command.add_argument("--out", metavar="DIR", help=out)
    command.add_argument(
        "--lang", action="extend", type=choices(languages()), metavar="zh,en", help=Message("cli.help.lang")
    )
    command.add_argument(
        "--format",
        action="extend",
        type=choices((*FORMATS, *more)),
        metavar=",".join(FORMATS),
        help=Message("cli.help.format"),
    )


def add_form(command: Parser) -> None:
    """What makes a longer form out of a questionnaire: a study's keys of the same names."""
    command.add_argument("--modules", type=words, default=[], metavar="TA,MK", help=Message("cli.help.modules"))
    command.add_argument("--add", type=words, default=[], metavar="NAME,…", help=Message("cli.help.add"))


def demo(commands: Commands) -> None:
    command = _command(commands, "demo", "demo", Message("cli.help.demo"))
    _report_options(command, Message("cli.help.demo_out"))
    command.add_argument("--n", type=whole(1, 1_000_000), default=1300, help=Message("cli.help.demo_n"))
    command.add_argument("--seed", type=whole(0), default=20240505, help=Message("cli.help.demo_seed"))


def new(commands: Commands) -> None:
    command = _command(commands, "new", "new", Message("cli.help.new"))
    command.add_argument("dir", metavar="DIR")
    command.add_argument(
        "--questionnaire", default="huabei_baitiao", metavar="NAME", help=Message("cli.help.new_questionnaire")
    )


def questionnaire(commands: Commands) -> None:
    command = _command(commands, "questionnaire", "questionnaire", Message("cli.help.questionnaire"))
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True)
    _command(actions, "list", "questionnaire", Message("cli.help.questionnaire_list"))
    show = _command(actions, "show", "questionnaire", Message("cli.help.questionnaire_show"))
    show.add_argument("name", metavar="NAME", help=Message("cli.help.questionnaire_given"))
    add_form(show)
    show.add_argument("--lang", type=choice(*languages()), metavar="|".join(languages()), default="zh")
    check = _command(actions, "check", "questionnaire", Message("cli.help.questionnaire_check"))
    check.add_argument("name", metavar="FILE")
    export = _command(actions, "export", "questionnaire", Message("cli.help.questionnaire_export"))
    export.add_argument("name", metavar="NAME", help=Message("cli.help.questionnaire_given"))
    export.add_argument("--to", type=choice(*EXPORTS), metavar="|".join(EXPORTS), required=True)
    export.add_argument("--lang", type=choice(*languages(), "both"), metavar="zh|en|both", default="zh")
    add_form(export)
    export.add_argument("--product", metavar="NAME", help=Message("cli.help.product"))
    export.add_argument("-o", "--out", metavar="FILE", help=Message("cli.help.export_out"))


def check(commands: Commands) -> None:
    command = _command(commands, "check", "check", Message("cli.help.check"))
    command.add_argument("study", metavar="STUDY", help=Message("cli.help.study"))
    command.set_defaults(declared=declared)


def fit(commands: Commands) -> None:
    command = _command(commands, "fit", "fit", Message("cli.help.fit"))
    command.add_argument("data", metavar="DATA", help=Message("cli.help.data"))
    command.add_argument("model", metavar="MODEL", help=Message("cli.help.model_given"))
    for name in FIELDS:
        add_option(command, name)
    command.add_argument("--n", type=whole(2), metavar="N", help=Message("cli.help.matrix_n"))
    command.add_argument("--sheet", help=Message("cli.help.sheet"))
    command.add_argument("--json", metavar="FILE|-", help=Message("cli.help.json"))


def report(commands: Commands) -> None:
    command = _command(commands, "report", "report", Message("cli.help.report"))
    command.add_argument("study", metavar="STUDY", help=Message("cli.help.study"))
    _report_options(command, Message("cli.help.report_out"), SINGLE)
    command.add_argument(
        "--table", action="extend", type=words, metavar="T13,…", help=Message("cli.help.table", formats=SINGLE)
    )
    command.add_argument("--dry-run", action="store_true", help=Message("cli.help.dry_run"))
    command.set_defaults(declared=declared)


def verify(commands: Commands) -> None:
    command = _command(commands, "verify", "verify", Message("cli.help.verify"))
    command.add_argument("dir", metavar="DIR", help=Message("cli.help.report_folder"))
    command.add_argument("--study", metavar="FILE", help=Message("cli.help.verify_study"))
    command.add_argument("--files", action="store_true", help=Message("cli.help.verify_files"))
    command.set_defaults(declared=declared)


def simulate(commands: Commands) -> None:
    command = _command(commands, "simulate", "simulate", Message("cli.help.simulate"))
    command.add_argument("questionnaire", metavar="QUESTIONNAIRE", help=Message("cli.help.questionnaire_given"))
    command.add_argument("--n", type=whole(1, 10_000_000), required=True)
    command.add_argument("--seed", type=whole(0), required=True)
    add_form(command)
    command.add_argument("--model", metavar="M", help=Message("cli.help.simulate_model"))
    command.add_argument("--truth", metavar="NAME", help=Message("cli.help.simulate_truth"))
    command.add_argument("--careless", type=float, default=0.0, metavar="SHARE", help=Message("cli.help.careless"))
    command.add_argument("--platform", type=choice(*PLATFORMS), metavar="|".join(PLATFORMS), default="csv")
    command.add_argument("-o", "--out", metavar="FILE", required=True)


def power(commands: Commands) -> None:
    command = _command(commands, "power", "power", Message("cli.help.power"))
    command.add_argument("truth", metavar="STUDY|MODEL", help=Message("cli.help.truth"))
    command.add_argument(
        "--n", type=whole_list(10), default=[200, 300, 400, 500], metavar="N,…", help=Message("cli.help.sizes")
    )
    command.add_argument("--reps", type=whole(2), default=200, metavar="R", help=Message("cli.help.reps"))
    command.add_argument("--seed", type=whole(0), default=1)
    add_form(command)
    command.add_argument("--model", metavar="M", help=Message("cli.help.power_model"))
    add_option(command, "estimator", help=Message("cli.help.power_estimator", default=FOR_ITEMS))
    command.add_argument("--csv", metavar="FILE", help=Message("cli.help.power_csv"))


COMMANDS = (demo, new, questionnaire, check, fit, report, verify, simulate, power)
