"""How long work tells how far it is: one signature everywhere."""

from __future__ import annotations

from collections.abc import Callable

from tamkit.messages import Message

#: Called with what is being done, how many of its steps are done, and how many there are.
Progress = Callable[[Message, int, int], None]
