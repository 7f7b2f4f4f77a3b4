"""Entry point: parse, run the command, turn what went wrong into one message and an exit status."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from tamkit._version import __version__
from tamkit.cli import arguments
from tamkit.errors import TamkitError, nearest, unknown

INTERRUPTED = 130
USAGE = 2


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and where to read more."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does; an option there is none of is answered with the nearest of the command's own."""
        found, rest = self.parse_known_args(args, namespace)
        if rest:
            made: Parser = getattr(found, "made", self)
            made.error(made.not_taken(rest, declared=getattr(found, "runs_a_study", False)))
        return found

    def not_taken(self, rest: Sequence[str], declared: bool = False) -> str:
        """What to say of words that no argument takes; ``declared``: the estimation's options stand in a study file."""
        flags = [flag for action in self._actions for flag in action.option_strings if flag.startswith("--")]
        wrong = next((word for word in rest if word.startswith("-")), rest[0]).split("=")[0]
        elsewhere = arguments.declared(wrong) if declared else None
        if elsewhere is not None:
            return elsewhere
        alike = [flag for flag in flags if len(wrong) > 4 and flag.startswith(wrong[:5])]
        by_name = {flag.lstrip("-"): flag for flag in flags}  # the dashes, which all have, would make strangers alike
        near = by_name.get(nearest(wrong.lstrip("-"), by_name) or "") or (alike[0] if alike else None)
        what = "unknown option" if wrong.startswith("-") else "unexpected word"
        return f"{what} {wrong}" + (f"; did you mean {near}?" if near and wrong.startswith("-") else "")

    def error(self, message: str) -> NoReturn:
        said = message if message.endswith("?") else message.rstrip(".") + ";"
        self.exit(USAGE, f"{self.prog}: {said} see {self.prog} --help.\n")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """A command there is none of is answered with the nearest."""
        if action.choices is not None and value not in action.choices:
            what = str(action.metavar or action.dest).lower()
            raise argparse.ArgumentError(None, unknown(what, str(value), action.choices))


def parser() -> argparse.ArgumentParser:
    """The whole command line; built without importing any of the heavy libraries."""
    top = Parser(
        prog="tamkit",
        description="Technology-acceptance surveys from the raw file to the report.",
        epilog="Exit status: 0 done, 1 the analysis could not be completed, 2 bad input or usage, 130 interrupted.",
    )
    top.add_argument("--version", action="version", version=f"tamkit {__version__}")
    top.add_argument("--debug", action="store_true", help="show a traceback when something goes wrong")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, title="commands")
    for declare in arguments.COMMANDS:
        declare(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    _speak_utf8()
    try:
        args = parser().parse_args(argv)
    except SystemExit as stop:  # argparse: 0 after --help and --version, 2 after a usage error
        return stop.code if isinstance(stop.code, int) else USAGE
    try:
        command = importlib.import_module(f"tamkit.cli.commands.{args.module}")
        return int(command.run(args) or 0)
    except KeyboardInterrupt:
        if args.debug:
            raise
        print("tamkit: interrupted; nothing was left half written.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output left (`tamkit … | head`): not an error, and nothing more can be said.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except TamkitError as error:
        if args.debug:
            raise
        print(f"tamkit: {error}", file=sys.stderr)
        return error.exit_status
    except MemoryError:
        if args.debug:
            raise
        print("tamkit: the machine ran out of memory; use fewer bootstrap draws or jobs.", file=sys.stderr)
        return 1
    except OSError as error:
        if args.debug:
            raise
        name = error.filename if error.filename is not None else "a file"
        print(f"tamkit: {name}: {error.strerror or error}.", file=sys.stderr)
        return USAGE
    except Exception as error:
        # A defect of tamkit's own: still one line for the user, and the way to the whole story.
        if args.debug:
            raise
        print(
            f"tamkit: unexpected {type(error).__name__}: {error}. This is a defect of tamkit; "
            f"run the command again with --debug and report what it prints.",
            file=sys.stderr,
        )
        return 1


def _speak_utf8() -> None:
    """Chinese output must not depend on the machine's locale."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            with contextlib.suppress(OSError, ValueError):
                stream.reconfigure(encoding="utf-8", errors="replace")
