"""Every command's arguments. Only argparse is imported here: ``tamkit --help`` must answer at once.

The module of a command's work (``tamkit.cli.commands.<module>``) is imported when the command runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from tamkit.errors import InputError
from tamkit.messages import Message, languages
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
            raise argparse.ArgumentTypeError(Message("cli.names_none", text=text, allowed=tuple(allowed)))
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


def words(text: str) -> list[str]:
    """A comma-separated list of words."""
    return [word.strip() for word in text.split(",") if word.strip()]


def whole(low: int, high: int = 10**9) -> Any:
    """A whole number within bounds."""

    def convert(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(Message("cli.not_whole_number", text=text)) from None
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(Message("cli.not_between", value=value, low=low, high=high))
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
    made.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help=Message("cli.show_traceback_on_errors")
    )
    return made


def _report_options(command: argparse.ArgumentParser, out: str) -> None:
    command.add_argument("--out", metavar="DIR", help=out)
    command.add_argument(
        "--lang", type=choices(languages()), metavar=",".join(languages()), help=Message("cli.languages_report")
    )
    command.add_argument(
        "--format", type=choices(FORMATS), metavar=",".join(FORMATS), help=Message("cli.file_formats_report")
    )


def demo(commands: Commands) -> None:
    command = _command(commands, "demo", "demo", Message("cli.simulate_huabei_baitiao_survey"))
    _report_options(command, Message("cli.folder_write_default_tamkit"))
    command.add_argument("--n", type=whole(1, 1_000_000), default=520, help=Message("cli.respondents_default_520"))
    command.add_argument(
        "--seed", type=whole(0), default=20240505, help=Message("cli.seed_simulation_default_20240505")
    )


def new(commands: Commands) -> None:
    command = _command(commands, "new", "new", Message("cli.make_study_folder_fill"))
    command.add_argument("dir", metavar="DIR")
    command.add_argument(
        "--questionnaire", default="huabei_baitiao", metavar="NAME", help=Message("cli.default_huabei_baitiao")
    )


def questionnaire(commands: Commands) -> None:
    command = _command(commands, "questionnaire", "questionnaire", Message("cli.questionnaires_shipped_one_hand"))
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True)
    _command(actions, "list", "questionnaire", Message("cli.questionnaires_shipped"))
    show = _command(actions, "show", "questionnaire", Message("cli.constructs_items_models_hypotheses"))
    show.add_argument("name", metavar="NAME", help=Message("cli.shipped_name_file"))
    show.add_argument("--lang", type=choice(*LANGS), metavar="|".join(LANGS), default="zh")
    check = _command(actions, "check", "questionnaire", Message("cli.check_questionnaire_file_your"))
    check.add_argument("name", metavar="FILE")
    export = _command(actions, "export", "questionnaire", Message("cli.write_questionnaire_hand_out"))
    export.add_argument("name", metavar="NAME", help=Message("cli.shipped_name_file"))
    export.add_argument("--to", type=choice(*EXPORTS), metavar="|".join(EXPORTS), required=True)
    export.add_argument("--lang", type=choice(*LANGS, "both"), metavar="zh|en|both", default="zh")
    export.add_argument("--product", metavar="NAME", help=Message("cli.product_name_items"))
    export.add_argument("-o", "--out", metavar="FILE", help=Message("cli.file_write_default_name"))


def check(commands: Commands) -> None:
    command = _command(commands, "check", "check", Message("cli.read_code_screen_studys"))
    command.add_argument("study", metavar="STUDY", help=Message("cli.study_yaml_folder"))


def fit(commands: Commands) -> None:
    command = _command(commands, "fit", "fit", Message("cli.fit_model_lavaan_syntax"))
    command.add_argument("data", metavar="DATA", help=Message("cli.csv_tsv_xlsx_sav"))
    command.add_argument("model", metavar="MODEL", help=Message("cli.file_lavaan_syntax_questionnaire"))
    for name in FIELDS:
        add_option(command, name)
    command.add_argument("--n", type=whole(2), metavar="N", help=Message("cli.data_covariance_correlation_matrix"))
    command.add_argument("--sheet", help=Message("cli.sheet_workbook_default_first"))
    command.add_argument("--json", metavar="FILE|-", help=Message("cli.write_every_number_as"))


def report(commands: Commands) -> None:
    command = _command(commands, "report", "report", Message("cli.run_whole_study_from"))
    command.add_argument("study", metavar="STUDY", help=Message("cli.study_yaml_folder"))
    _report_options(command, Message("cli.folder_write_default_report"))


def verify(commands: Commands) -> None:
    command = _command(commands, "verify", "verify", Message("cli.rerun_report_from_manifest"))
    command.add_argument("dir", metavar="DIR", help=Message("cli.report_folder"))
    command.add_argument("--study", metavar="FILE", help=Message("cli.study_file_when_has"))


def simulate(commands: Commands) -> None:
    command = _command(commands, "simulate", "simulate", Message("cli.simulate_responses_known_truth"))
    command.add_argument("questionnaire", metavar="QUESTIONNAIRE", help=Message("cli.shipped_name_file"))
    command.add_argument("--n", type=whole(1, 10_000_000), required=True)
    command.add_argument("--seed", type=whole(0), required=True)
    command.add_argument("--model", metavar="M", help=Message("cli.model_questionnaire_default_own"))
    command.add_argument(
        "--careless", type=float, default=0.0, metavar="SHARE", help=Message("cli.share_careless_respondents")
    )
    command.add_argument("--platform", type=choice(*PLATFORMS), metavar="|".join(PLATFORMS), default="csv")
    command.add_argument("-o", "--out", metavar="FILE", required=True)


def power(commands: Commands) -> None:
    command = _command(commands, "power", "power", Message("cli.monte_carlo_power_every"))
    command.add_argument("truth", metavar="STUDY|MODEL", help=Message("cli.study_questionnaire_lavaan_syntax"))
    command.add_argument(
        "--n", type=whole_list(10), default=[200, 300, 400, 500], metavar="N,…", help=Message("cli.sample_sizes")
    )
    command.add_argument(
        "--reps", type=whole(2), default=200, metavar="R", help=Message("cli.samples_size_default_200")
    )
    command.add_argument("--seed", type=whole(0), default=1)
    command.add_argument("--model", metavar="M", help=Message("cli.model_questionnaire_default_studys"))
    add_option(command, "estimator", help=Message("cli.default_studys_else", FOR_ITEMS=FOR_ITEMS))
    command.add_argument("--csv", metavar="FILE", help=Message("cli.write_whole_table"))


COMMANDS = (demo, new, questionnaire, check, fit, report, verify, simulate, power)
