"""How the bootstrap's cost grows: linearly in draws, and with n only through the moments.

    python benchmarks/scaling.py

For n = 500, 5,000 and 500,000: milliseconds a draw for making the moments and for solving the model, and the whole. The
fit of the sample itself, which comes before the bootstrap, is not counted.
"""

from __future__ import annotations

import resource
import time

import numpy as np
from against_lavaan import model_text, simulate

from tamkit.sem import fit
from tamkit.sem.bootstrap import bootstrap_fit
from tamkit.sem.resampling import chunk_size, counts, draw_indices, weighted_moments


def main() -> None:
    model = model_text()
    print(f"{'n':>9} {'draws':>7} {'moments ms':>11} {'solve ms':>9} {'total ms':>9}   a draw, one job")
    for n, repeats in ((500, (1000, 2000, 4000)), (5_000, (1000, 2000, 4000)), (500_000, (20, 40, 80))):
        data = simulate(n, 1)
        fitted = fit(model, data)
        rows = fitted.setup.sample.data
        assert rows is not None
        size = chunk_size(n)
        bootstrap_fit(fitted.setup, fitted.estimate, draws=10, seed=1)
        for draws in repeats:
            begin = time.perf_counter()
            bootstrap_fit(fitted.setup, fitted.estimate, draws=draws, seed=1)
            total = (time.perf_counter() - begin) / draws
            child = np.random.SeedSequence(1)
            begin = time.perf_counter()
            for _ in range(max(1, min(4, draws // size))):
                weighted_moments(rows[0], counts(draw_indices([n], size, child)[0], n))
            moments = (time.perf_counter() - begin) / (size * max(1, min(4, draws // size)))
            print(
                f"{n:>9,} {draws:>7} {moments * 1e3:>11.3f} {max(total - moments, 0) * 1e3:>9.3f} {total * 1e3:>9.3f}"
            )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
