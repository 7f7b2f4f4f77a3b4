from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import fakes


@pytest.fixture(scope="session")
def content():
    return fakes.content()


@pytest.fixture(scope="session")
def documents(content):
    from tamkit.report import document

    return {lang: document(content, lang) for lang in ("zh", "en")}
