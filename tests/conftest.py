"""What all tests share: deterministic property tests, and figures that need no display."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")
# The same examples on every machine and in every run, however slow it is.
settings.register_profile("tamkit", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("tamkit")
