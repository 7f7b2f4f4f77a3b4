"""Entry point: parse, run the command, turn what went wrong into one message and an exit status."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Sequence

from tamkit._version import __version__
from tamkit.cli import arguments
from tamkit.cli.parser import USAGE, Parser
from tamkit.cli.speech import argparse_speaks, set_spoken
from tamkit.errors import InputError, TamkitError
from tamkit.messages import Message, language, speak

INTERRUPTED = 130


def parser() -> Parser:
    """The whole command line; built without importing any of the heavy libraries."""
    top = Parser(prog="tamkit", description=str(Message("cli.description")), epilog=str(Message("cli.exit_status")))
    top.add_argument("--version", action="version", version=f"tamkit {__version__}", help=Message("cli.help.version"))
    arguments.add_everywhere(top)
    top.set_defaults(debug=False)
    title = str(Message("cli.commands"))
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, title=title)
    for declare in arguments.COMMANDS:
        declare(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    _speak_utf8()
    given = list(sys.argv[1:] if argv is None else argv)
    before = language()
    try:
        set_spoken(given)
        return _run(given)
    except InputError as error:  # a language there is none of
        return _complain(error.message, error.exit_status)
    finally:
        speak(before)


def _run(argv: Sequence[str]) -> int:
    try:
        with argparse_speaks():
            args = parser().parse_args(argv)
    except SystemExit as stop:  # argparse: 0 after --help and --version, 2 after a usage error
        return stop.code if isinstance(stop.code, int) else USAGE
    try:
        command = importlib.import_module(f"tamkit.cli.commands.{args.module}")
        return int(command.run(args) or 0)
    except BrokenPipeError:
        # The reader of our output left (`tamkit … | head`): not an error, and nothing more can be said.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a library written in Rust panics with one
        if args.debug:
            raise
        return _complain(*_told(error))


def _told(error: BaseException) -> tuple[Message, int]:
    """What to say of what went wrong, and the exit status."""
    if isinstance(error, KeyboardInterrupt):
        return Message("cli.interrupted"), INTERRUPTED
    if isinstance(error, TamkitError):
        return error.message, error.exit_status
    if isinstance(error, MemoryError):
        return Message("cli.out_of_memory"), 1
    if isinstance(error, OSError):
        what = error.strerror or str(error)
        return Message("cli.file_failed", file=error.filename, what=what), USAGE
    # A defect of tamkit's own: still one line for the user, and the way to the whole story.
    return Message("cli.defect", kind=type(error).__name__, error=str(error)), 1


def _complain(message: Message, status: int) -> int:
    print(Message("located", place="tamkit", what=message), file=sys.stderr)
    return status


def _speak_utf8() -> None:
    """Chinese output must not depend on the machine's locale."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            with contextlib.suppress(OSError, ValueError):
                stream.reconfigure(encoding="utf-8", errors="replace")
