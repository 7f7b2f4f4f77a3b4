"""One thread in the linear-algebra library while a fit lasts, and as many as before after it."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator

import pytest
from threadpoolctl import threadpool_info

from tamkit.sem.machine import _SELDOM, _controller, seldom_collected, single_threaded


def threads() -> list[int]:
    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]


def test_one_thread_within_and_the_former_number_after() -> None:
    _controller()  # loads what there is to hold
    before = threads()
    with single_threaded():
        assert threads() == [1] * len(before)
        with single_threaded():
            assert threads() == [1] * len(before)
        assert threads() == [1] * len(before)
    assert threads() == before


def test_the_libraries_are_looked_for_once() -> None:
    assert _controller() is _controller()


def test_a_library_that_is_needed_later_is_held_too() -> None:
    """SciPy is imported where it is needed; numbers computed by it must not depend on the number of cores."""
    code = """
from tamkit.sem.machine import single_threaded
with single_threaded():
    import scipy.linalg, threadpoolctl
    print({one["num_threads"] for one in threadpoolctl.threadpool_info() if one["user_api"] == "blas"})
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{1}"


@pytest.fixture
def threshold() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize(("before", "within"), [(700, _SELDOM), (0, 0), (10 * _SELDOM, 10 * _SELDOM)])
def test_circles_are_looked_for_seldom_within_and_as_before_after(threshold: None, before: int, within: int) -> None:
    gc.set_threshold(before, 11, 12)

    @seldom_collected()
    def fails() -> None:
        assert gc.get_threshold()[0] == within
        raise KeyError

    for _ in range(2):
        with pytest.raises(KeyError):
            fails()
        assert gc.get_threshold()[0] == before
