"""How the work sits on the machine: one thread in the linear-algebra library, and memory that is kept while it lasts.

The matrices here have tens of rows. A second thread gains nothing on them, and on a busy machine the two wait for each
other: a fit of incomplete data took three times as long. Parallel work is done by jobs over draws instead.

A stack of a hundred covariance matrices is larger than what glibc keeps of freed memory at first, so every temporary
would cost its pages anew: half of the time of a bootstrap. Once glibc has seen a block of 31 MB freed it keeps blocks
up to that size. The block is never touched, so it costs nothing; where another C library is at work it does nothing.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any

import numpy as np

_KEPT = 31 * 2**20  # bytes; blocks of more than 32 MB are never kept


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
