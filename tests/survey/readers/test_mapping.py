"""Mapping files: every key, what may stand under it, and how mistakes are answered."""

from __future__ import annotations

import pytest

from tamkit.errors import InputError
from tamkit.survey.readers.mapping import Mapping, load_mapping

WHOLE = """
platform: credamo
header_rows: 2
columns: {作答时长: seconds, "Q7": PU1, 9: products.3}
direction: descending
missing: [-99, "NA"]
skips: -88
keep: {采纳状态: [已采纳, 1], other: yes please}
values:
  gender: {M: 1, 2: 2}
"""


def test_every_key(tmp_path):
    file = tmp_path / "map.yaml"
    file.write_text(WHOLE, encoding="utf-8-sig")
    assert load_mapping(file) == Mapping(
        origin="map.yaml", platform="credamo", header_rows=2, direction="descending",
        columns={"作答时长": "seconds", "Q7": "PU1", "9": "products.3"}, missing=frozenset({"-99", "NA"}),
        skips=frozenset({"-88"}), keep={"采纳状态": ("已采纳", "1"), "other": ("yes please",)},
        values={"gender": {"M": 1, "2": 2}},
    )  # fmt: skip
    assert load_mapping(str(file)) == load_mapping(file)


def test_nothing_and_what_is_one_already():
    assert load_mapping(None) == Mapping() == load_mapping({})
    made = Mapping(platform="wjx")
    assert load_mapping(made) is made
    assert load_mapping({"columns": None, "missing": None}) == Mapping()


def test_headers_alone_are_columns():
    assert load_mapping({"Q1": "PU1", "Q2": "PU2"}).columns == {"Q1": "PU1", "Q2": "PU2"}
    with pytest.raises(InputError, match="unknown key 'Q1'"):
        load_mapping({"Q1": "PU1", "columns": {}})


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"direction": "down"}, "survey.mapping_expects_direction"),
        ({"header_rows": 0}, "survey.mapping_expects_header_rows"),
        ({"header_rows": 6}, "survey.mapping_expects_header_rows"),
        ({"header_rows": True}, "survey.mapping_expects_header_rows"),
        ({"header_rows": "2"}, "survey.mapping_expects_header_rows"),
        ({"columns": ["a"]}, "survey.mapping_expects_pairs"),
        ({"columns": {"a": 1}}, "survey.mapping_expects_code"),
        ({"values": {"g": [1]}}, "survey.mapping_expects_scores"),
        ({"values": {"g": {"M": "1"}}}, "survey.mapping_expects_scores"),
        ({"missing": {"a": 1}}, "survey.mapping_expects_values"),
        ({"keep": {"a": {"b": 1}}}, "survey.mapping_expects_values"), ({"platfrom": 1}, "located"),
    ],
)  # fmt: skip
def test_mistakes(given, key):
    with pytest.raises(InputError) as caught:
        load_mapping(given)
    assert caught.value.message.key == key


@pytest.mark.parametrize("rows", [1, 5])
def test_header_rows(rows):
    assert load_mapping({"header_rows": rows}).header_rows == rows


@pytest.mark.parametrize(
    ("text", "key"),
    [("- a\n- b\n", "survey.mapping_expects_keys"), ("a: [1\n", "located"), ("a: &x 1\nb: *x\n", "located")],
)
def test_files_that_are_no_mapping(tmp_path, text, key):
    file = tmp_path / "map.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_mapping(file)
    assert caught.value.message.key == key


def test_a_mapping_in_another_encoding(tmp_path):
    file = tmp_path / "map.yaml"
    file.write_bytes("columns: {性别: gender}".encode("gb18030"))
    with pytest.raises(InputError) as caught:
        load_mapping(file)
    assert caught.value.message.key == "survey.mapping_not_utf8"
