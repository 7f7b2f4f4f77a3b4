"""One thread in the linear-algebra library while a fit lasts, and as many as before after it."""

from __future__ import annotations

from threadpoolctl import threadpool_info

from tamkit.sem.machine import _controller, single_threaded


def threads() -> list[int]:
    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]


def test_one_thread_within_and_the_former_number_after() -> None:
    before = threads()
    with single_threaded():
        assert threads() == [1] * len(before)
        with single_threaded():
            assert threads() == [1] * len(before)
        assert threads() == [1] * len(before)
    assert threads() == before


def test_the_libraries_are_looked_for_once() -> None:
    assert _controller() is _controller()
