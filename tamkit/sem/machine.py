"""How the work sits on the machine: one thread in the linear-algebra library, and memory that is kept while it lasts.

The matrices here have tens of rows. A second thread gains nothing on them, and on a busy machine the two wait for each
other: a fit of incomplete data took three times as long. Parallel work is done by jobs over draws instead.

A stack of a hundred covariance matrices is larger than what glibc keeps of freed memory at first, so every temporary
would cost its pages anew: half of the time of a bootstrap. Once glibc has seen a block of 31 MB freed it keeps blocks
up to that size. The block is never touched, so it costs nothing; where another C library is at work it does nothing.

What a study makes stays, and hardly anything of it goes round in circles. Python looks through all of it for circles
whenever it has grown by a little, which takes a twentieth of the time; seldom is enough.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from typing import Any

import numpy as np

_KEPT = 31 * 2**20  # bytes; blocks of more than 32 MB are never kept
_SELDOM = 50_000  # objects more than there were, before circles are looked for; Python's own number is 700 or 2000


@lru_cache(maxsize=1)
def _controller() -> Any:
    # Once a process: finding the libraries takes milliseconds, setting their limit microseconds. SciPy has one of its
    # own, which has to be loaded before it can be found.
    import scipy.linalg.lapack  # noqa: F401 (loads the library)
    from threadpoolctl import ThreadpoolController

    np.empty(_KEPT, dtype=np.uint8)
    return ThreadpoolController()


def single_threaded() -> AbstractContextManager[Any]:
    """A context in which BLAS and LAPACK use one thread."""
    return _controller().limit(limits=1, user_api="blas")


@contextmanager
def seldom_collected() -> Iterator[None]:
    """A context, or a decorator of functions, in which Python seldom looks for circles; where never, still never."""
    before = gc.get_threshold()
    if before[0]:
        gc.set_threshold(max(_SELDOM, before[0]), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
