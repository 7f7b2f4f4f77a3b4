"""A picture: its bytes, where it is saved, what a notebook sees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tamkit.drawing import Picture, picture
from tamkit.errors import InputError


def made() -> Picture:
    def draw(figure: Any) -> None:
        figure.text(0.5, 0.5, "有用性 −0.5")

    return Picture("one", (2.0, 1.0), draw)


def test_both_formats_and_what_a_notebook_sees() -> None:
    one = made()
    assert one.png().startswith(b"\x89PNG")
    assert b"<svg" in one.svg()
    assert one._repr_png_() == one.png()
    assert one._repr_svg_() == one.svg().decode()
    assert repr(one) == "<Picture one, 2.0 × 1.0 in; .save(path), .svg(), .png()>"
    assert made().svg() == one.svg()
    assert made().png() == one.png()


@pytest.mark.parametrize("name", ["a.svg", "a.PNG"])
def test_saved_by_suffix(name: str, tmp_path: Path) -> None:
    one = made()
    assert one.save(tmp_path / name) == tmp_path / name
    assert (tmp_path / name).read_bytes() == (one.svg() if name.endswith("svg") else one.png())


def test_saved_nowhere(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ends in \.svg or \.png"):
        made().save(tmp_path / "a.pdf")
    with pytest.raises(InputError, match="there is no folder"):
        made().save(tmp_path / "none" / "a.svg")
    assert list(tmp_path.iterdir()) == []


def test_without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="drawing needs matplotlib, which is not installed"):
        picture.needed()


def test_without_the_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pylopdf_fonts_zh_cn", None)
    assert picture.font_family.__wrapped__() == "DejaVu Sans"
