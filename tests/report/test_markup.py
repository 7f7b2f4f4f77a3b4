"""Nothing becomes markup by chance."""

from __future__ import annotations

from tamkit.report.markup import Html, escaped, italics, joined, tag


def test_text_is_escaped_once_and_markup_never() -> None:
    assert escaped("a & <b>") == "a &amp; &lt;b&gt;"
    assert escaped(Html("<b>")) == "<b>"
    assert joined(["<", Html("<i>")]) == "&lt;<i>"
    assert tag("p", tag("b", "<"), "&") == "<p><b>&lt;</b>&amp;</p>"


def test_what_is_cut_out_of_markup_is_text_again() -> None:
    assert not isinstance(Html("<b>x</b>")[:3], Html)
    assert escaped(Html("<b>x</b>")[:3]) == "&lt;b&gt;"


def test_attributes() -> None:
    assert tag("a", href="x\"'<", title="") == '<a href="x&quot;&#x27;&lt;"></a>'
    assert tag("button", hidden=True, class_="all", data_open="o", disabled=False, id=None) == (
        '<button hidden class="all" data-open="o"></button>'
    )


def test_statistics_are_in_italics() -> None:
    assert italics("SE") == "<i>SE</i>"
    assert italics("R² = .3 & p < .05") == "<i>R</i>² = .3 &amp; <i>p</i> &lt; .05"
