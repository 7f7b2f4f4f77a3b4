from __future__ import annotations

import pytest
from report import real
from study import small as example

from tamkit.report import document
from tamkit.report.content import Content
from tamkit.report.tree import Document
from tamkit.study import Results


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return real.models(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def ordered(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return real.ordered(tmp_path_factory.mktemp("ordered"))


@pytest.fixture(scope="session")
def battery(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return real.battery(tmp_path_factory.mktemp("battery"))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Three constructs, 120 respondents, two of whom left an item out."""
    return example.rich(tmp_path_factory.mktemp("small") / "study")


@pytest.fixture(scope="session")
def demo() -> Content:
    return real.demo()


@pytest.fixture(scope="session")
def models_en(models: Content) -> Document:
    return document(models, "en")


@pytest.fixture(scope="session")
def models_zh(models: Content) -> Document:
    return document(models, "zh")


@pytest.fixture(scope="session")
def ordered_en(ordered: Content) -> Document:
    return document(ordered, "en")


@pytest.fixture(scope="session")
def battery_en(battery: Content) -> Document:
    return document(battery, "en")


@pytest.fixture(scope="session")
def demo_zh(demo: Content) -> Document:
    return document(demo, "zh")


@pytest.fixture(scope="session")
def demo_en(demo: Content) -> Document:
    return document(demo, "en")
