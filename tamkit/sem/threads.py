"""Keep the linear-algebra library to one thread while matrices are small.

The matrices here have tens of rows. A second thread gains nothing on them, and on a busy machine the two wait for each
other: a fit of incomplete data took three times as long. Parallel work is done by jobs over draws instead.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _controller() -> Any:
    # Finding the libraries takes milliseconds, setting their limit microseconds; so they are found once.
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def single_threaded() -> AbstractContextManager[Any]:
    """A context in which BLAS and LAPACK use one thread."""
    return _controller().limit(limits=1, user_api="blas")
