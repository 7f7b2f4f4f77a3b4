"""Tail probabilities of weighted sums of χ²₁ to 25 digits, from one-dimensional convolutions with mpmath.

    P(b X + e Y > q) = P(b X > q) + ∫₀^q f_bX(x) P(e Y > q − x) dx,   X ~ χ²₁, Y ~ χ²_2k

From the repository root: python tests/reference/weighted_chisq.py -> weighted_chisq.json
"""

from __future__ import annotations

import json
from pathlib import Path

import mpmath as mp

mp.mp.dps = 40
SETS = [(1, ".001", 500), (1, "1e-6", 500), (1, ".01", 50), (1, ".3", 3), (1, ".9", 1), (1, ".1", 2), (".2", 1, 25)]
SETS += [(3, 1, 1), (".05", 2, 12)]
OF_MEAN = (".02", ".3", ".9", "1", "1.1", "2", "5", "20")


def tail(q: mp.mpf, b: mp.mpf, e: mp.mpf, k: int) -> mp.mpf:
    """P(b χ²₁ + e χ²_2k > q), with x = t²."""

    def integrand(t: mp.mpf) -> mp.mpf:
        rest = mp.gammainc(k, (q - t * t) / (2 * e), mp.inf, regularized=True)
        return 2 * mp.exp(-t * t / (2 * b)) / mp.sqrt(2 * mp.pi * b) * rest

    mean = 2 * k * e
    ends = [q - mean * share for share in (4, 2, 1.2, 1, 0.8, 0.5, 0.2)]
    inner = [mp.sqrt(end) for end in ends if end > 0]
    # far out the smaller part decides, and the integrand is narrow around 0
    inner += [mp.sqrt(b * size) for size in (0.1, 0.5, 1, 2, 4, 7, 10, 15, 20, 30, 40, 60, 100, 200) if b * size < q]
    return mp.quad(integrand, sorted({mp.mpf(0), *inner, mp.sqrt(q)}), maxdegree=14) + mp.erfc(mp.sqrt(q / b / 2))


def main() -> None:
    cases = []
    for one, other, k in SETS:
        b, e = mp.mpf(one), mp.mpf(other)
        for share in OF_MEAN:
            q = mp.mpf(float((b + 2 * k * e) * mp.mpf(share)))
            p = tail(q, mp.mpf(float(b)), mp.mpf(float(e)), k)
            cases.append({"once": float(b), "often": float(e), "times": 2 * k, "q": float(q), "p": mp.nstr(p, 25)})
    out = Path(__file__).with_suffix(".json")
    out.write_text(json.dumps(cases, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
