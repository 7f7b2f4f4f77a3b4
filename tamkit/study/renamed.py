"""What was called otherwise in reports of manifest 1, so that they can still be read and compared."""

from __future__ import annotations

from typing import Any

from tamkit.drivers.comparison import ALIASES

#: New name → old name, wherever it stands in ``results.json``.
OLD_NAMES = dict(ALIASES)


def as_now(stored: Any) -> Any:
    """Results of an old report with today's names.

    >>> as_now({"comparison": [{"delta_cfi": 0.1}]})
    {'comparison': [{'cfi_diff': 0.1}]}
    """
    new = {old: name for name, old in OLD_NAMES.items()}
    if isinstance(stored, dict):
        return {new.get(key, key): as_now(value) for key, value in stored.items()}
    if isinstance(stored, list):
        return [as_now(value) for value in stored]
    return stored
