"""The command line speaks English in tests, whatever the machine's locale."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAMKIT_LANG", "en")
