"""argparse's parser with our manners: one line that says what is wrong, in the language spoken, and what was meant."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from tamkit.errors import nearest, unknown
from tamkit.messages import Message

USAGE = 2


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, in the language spoken, and where to read more."""

    def add_argument(self, *names: Any, **given: Any) -> argparse.Action:
        """As argparse does; a help text may be a message (in which ``%`` is a percent sign, no placeholder)."""
        if isinstance(given.get("help"), Message):
            given["help"] = str(given["help"]).replace("%", "%%")
        return super().add_argument(*names, **given)

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does; an option there is none of is answered with the nearest of the command's own."""
        found, rest = self.parse_known_args(args, namespace)
        if rest:
            made: Parser = getattr(found, "made", self)
            made.error(str(made.not_taken(rest, getattr(found, "declared", None))))
        return found

    def not_taken(self, rest: Sequence[str], declared: Callable[[str], Message | None] | None = None) -> Message:
        """What to say of words that no argument takes; ``declared`` knows of options that a study file holds."""
        flags = [flag for action in self._actions for flag in action.option_strings if flag.startswith("--")]
        wrong = next((word for word in rest if word.startswith("-")), rest[0]).split("=")[0]
        if not wrong.startswith("-"):
            return Message("cli.unexpected_word", word=wrong)
        elsewhere = declared(wrong) if declared is not None else None
        if elsewhere is not None:
            return elsewhere
        alike = [flag for flag in flags if len(wrong) > 4 and flag.startswith(wrong[:5])]
        by_name = {flag.lstrip("-"): flag for flag in flags}  # the dashes, which all have, would make strangers alike
        near = by_name.get(nearest(wrong.lstrip("-"), by_name) or "") or (alike[0] if alike else None)
        if near is None:
            return Message("cli.unknown_option", option=wrong)
        return Message("cli.unknown_option_near", option=wrong, near=near)

    def error(self, message: str) -> NoReturn:
        said = message.rstrip(".。")
        asks = said.endswith(("?", "？"))
        self.exit(USAGE, f"{Message('cli.usage', program=self.prog, said=said, asks=asks)}\n")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """A command there is none of is answered with the nearest."""
        if action.choices is not None and value not in action.choices:
            wrong = unknown("action" if action.dest == "action" else "command", str(value), action.choices)
            raise argparse.ArgumentError(None, str(wrong))
