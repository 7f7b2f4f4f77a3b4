"""Reading YAML with places: what is data, what is refused."""

import pytest

from tamkit.errors import InputError
from tamkit.questionnaire.tree import DEEPEST, LARGEST_FILE, Spot, read


def test_values_and_their_spots() -> None:
    tree = read('name: x\nlist:\n  - {a: 1, b: "no"}\n  - on\ntext: |\n  one\n  two\n', "f")
    assert tree.data == {"name": "x", "list": [{"a": 1, "b": "no"}, "on"], "text": "one\ntwo\n"}
    assert tree.spot(("list", 0, "b")) == Spot(3, 15, (3, 12), None)
    assert tree.spot(("list", 1)).line == 4
    assert tree.spot(("text",)).block == (6, 2)
    assert tree.spot(("list", 0, "gone")).line == 3  # the nearest thing around it


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("2026-01-01", "2026-01-01"),
        ("12:30", "12:30"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("true", True),
        ("null", None),
        ("~", None),
        ("-3", -3),
        ("1e3", 1000.0),
        (".5", 0.5),
        (".inf", ".inf"),
        ("99999999999999999999", "99999999999999999999.0"),
    ],
)
def test_scalars_follow_the_core_schema(word: str, value: object) -> None:
    found = read(f"key: {word}\n", "f").data["key"]
    if word.startswith("9"):  # more digits than an int is allowed: a number, not a crash
        assert found == pytest.approx(1e20)
    else:
        assert found == value
        assert type(found) is type(value)


REFUSED = {
    "bomb": (
        "a: &a [x, x]\nb: &b [*a, *a]\n",
        r"^f:1:4: anchors \(&a\) are not allowed; write the value out\.$",
    ),
    "alias": ("a: 1\nb: *a\n", r"^f:2:4: .*\*a|^f:2:4: aliases"),
    "merge": ("a: &x {k: 1}\nb: {<<: *x}\n", r"^f:1:4: anchors \(&x\)"),
    "python object": (
        "a: !!python/object/apply:os.system ['true']\n",
        r"^f:1:4: tags \(tag:yaml\.org,2002:python/object",
    ),
    "python name": ("- 1\n- !!python/name:os.system\n", r"^f:2:3: tags"),
    "own tag": ("a: !thing 3\n", r"^f:1:4: tags \(!thing\) are not allowed"),
    "plain tag": ("a: !!int 3\n", r"^f:1:4: tags"),
    "second document": ("a: 1\n---\nb: 2\n", r"^f:2:1: a second YAML document begins here"),
    "list as key": ("? [a, b]\n: 1\n", r"^f:1:3: a key must be a word"),
    "tab": ("a:\n\tb: 1\n", r"^f:2:1: not readable as YAML: .*a tab can't indent"),
    "unclosed": ("a: {b: 1\nc: 2\n", r"^f:2:2: not readable as YAML"),
    "unclosed quote": ('a: "b\n', r"^f:\d+:\d+: not readable as YAML"),
    "bad indent": ("a:\n  b: 1\n c: 2\n", r"^f:3:2: not readable as YAML"),
    "control character": ("a: 1\nb: x\x00y\n", r"^f:2:5: a character YAML does not allow"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_refused_with_its_place(name: str) -> None:
    text, message = REFUSED[name]
    with pytest.raises(InputError, match=message):
        read(text, "f")


def test_a_file_too_large_is_not_read() -> None:
    with pytest.raises(InputError, match="larger than 1,000,000 bytes"):
        read("a: " + "x" * LARGEST_FILE, "f")


@pytest.mark.parametrize("depth", [DEEPEST + 1, 5000, 100_000])
def test_deep_nesting_is_refused_not_followed(depth: int) -> None:
    with pytest.raises(InputError, match=r"nested more than 24 levels deep|not readable as YAML"):
        read("a: " + "[" * depth, "f")


def test_a_key_given_twice_is_told_with_both_lines() -> None:
    tree = read("a: 1\nb: 2\na: 3\n", "f")
    assert [(p.line, p.column, str(p.message)) for p in tree.problems] == [
        (3, 1, "the key 'a' stands here twice (first in line 1); keep one.")
    ]
