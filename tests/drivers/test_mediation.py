from __future__ import annotations

import pytest

from tamkit.drivers.mediation import mediation_type

NAN = float("nan")


@pytest.mark.parametrize(
    ("indirect", "indirect_p", "direct", "direct_p", "expected"),
    [
        (0.2, 0.01, 0.3, 0.01, "complementary"),
        (0.2, 0.01, -0.3, 0.01, "competitive"),
        (-0.2, 0.01, -0.3, 0.01, "complementary"),
        (0.2, 0.01, 0.3, 0.2, "indirect_only"),
        (0.2, 0.3, 0.3, 0.01, "direct_only"),
        (0.2, 0.3, 0.3, 0.2, "none"),
        (0.2, 0.01, NAN, NAN, "indirect_only"),
        (NAN, NAN, 0.3, 0.01, ""),
        (0.2, 0.049, 0.3, 0.049, "complementary"),
        (0.2, 0.05, 0.3, 0.049, "direct_only"),
        (0.2, 0.049, 0.3, 0.05, "indirect_only"),
        (0.2, 0.07, 0.3, 0.07, "none"),
    ],
)
def test_zhao_lynch_and_chen(indirect: float, indirect_p: float, direct: float, direct_p: float, expected: str) -> None:
    found = mediation_type(indirect=indirect, indirect_p=indirect_p, direct=direct, direct_p=direct_p)
    assert found == expected
