"""Every kind of mistake in a file is answered at its line and column, with what was found and what is allowed."""

import re
from pathlib import Path

import pytest
from questionnaire.sample import SAMPLE

from tamkit.errors import InputError
from tamkit.questionnaire import check, load, loads, names
from tamkit.questionnaire.loader import parse

# name: (in the sample, put there instead, line, what stands at the reported column, beginning of the message)
MISTAKES: dict[str, tuple[str, str, int, str, str]] = {
    "unknown key": (
        "outcome: INT",
        "outcomes: INT",
        4,
        "outcomes: INT",
        "unknown key 'outcomes'. Did you mean 'outcome'? Allowed here: name,",
    ),
    "unknown key in an item": (
        "{code: PU1, text:",
        "{code: PU1, reversed: true, text:",
        26,
        "reversed: true",
        "unknown key 'reversed'. Did you mean 'reverse'? Allowed here: code, text,",
    ),
    "unknown key in a module's item": (
        "{code: SO1, text:",
        "{code: SO1, txt: x, text:",
        88,
        "txt: x, text:",
        "unknown key 'txt'. Did you mean 'text'? Allowed here: code, text, reverse,",
    ),
    "comma in a flow map": (
        "title: {zh: 样例, en: Sample}",
        "title: {zh: 样例, en: Sample, and more}",
        3,
        "and more}",
        "unknown key 'and more'. A comma inside {…} begins a new key: put the text",
    ),
    "missing key": (
        "    name: {zh: 有用性, en: Usefulness}\n",
        "",
        23,
        "code: PU",
        "the key 'name' is missing in entry 1 of 'constructs'.",
    ),
    "missing key in flow": (
        "{code: FR1, text: {en: Risk one}}",
        "{text: {en: Risk one}}",
        32,
        "{text: {en: Ri",
        "the key 'code' is missing in entry 1 of 'items'.",
    ),
    "key without value": (
        "outcome: INT",
        "outcome:\ntitle2:",
        5,
        "title2:",
        "unknown key 'title2'. Did you mean 'title'? Allowed here: name, version,",
    ),
    "number for text": (
        'version: "1"',
        "version: 1.0",
        2,
        "1.0",
        "'version' must be a text, found 1.0; put it in quotes.",
    ),
    "text for number": ("points: 3", "points: three", 13, "three", "'points' must be a whole number, found 'three'."),
    "true for text": (
        '{code: 1, label: {zh: 是, en: "Yes"}}',
        "{code: 1, label: {zh: 是, en: true}}",
        57,
        "true}}",
        "'en' must be a text, found true; put it in quotes.",
    ),
    "fraction for whole number": (
        "{code: 2, label: {zh: 否",
        "{code: 2.5, label: {zh: 否",
        58,
        "2.5, label: {z",
        "'code' must be a whole number, found 2.5.",
    ),
    "list for map": (
        "title: {zh: 样例, en: Sample}",
        "title: [样例, Sample]",
        3,
        "[样例, Sample]",
        "'title' must be a map of keys and values, found a list.",
    ),
    "map for list": (
        "    facets: [FR, PV]",
        "    facets: {FR: PV}",
        41,
        "{FR: PV}",
        "'facets' must be a list, found a map.",
    ),
    "empty text": ("{en: Risk two}", '{en: ""}', 33, '""}}', "'en' is empty."),
    "text without language": ("{en: Risk two}", "{}", 33, "{}}", "'text': a text needs zh, en or both."),
    "unknown language": (
        "{en: Risk two}",
        "{de: Risiko}",
        33,
        "de: Risiko}}",
        "unknown key 'de'. Allowed here: zh, en.",
    ),
    "unknown kind of check": (
        "kind: instructed",
        "kind: instruct",
        51,
        "instruct, text",
        "'kind' is 'instruct'; did you mean 'instructed'? Allowed: instructed,",
    ),
    "unknown kind of block": (
        "kind: questions",
        "kind: question",
        69,
        "question, entr",
        "'kind' is 'question'; did you mean 'questions'? Allowed: matrix,",
    ),
    "unknown kind of variable": (
        "kind: number",
        "kind: numeric",
        66,
        "numeric, minim",
        "'kind' is 'numeric'; did you mean 'number'? Allowed: single, multiple,",
    ),
    "unknown valence": (
        "valence: negative",
        "valence: negativ",
        30,
        "negativ",
        "'valence' is 'negativ'; did you mean 'negative'? Allowed: positive,",
    ),
    "wrong reverse": (
        "reverse: true",
        "reverse: yes",
        37,
        "yes}",
        "'reverse' is 'yes'. Allowed: false, true, already.",
    ),
    "wrong sign": (
        'target: PR, sign: "-"',
        "target: PR, sign: minus",
        78,
        "minus}",
        "'sign' is 'minus'. Allowed: +, -.",
    ),
    "bad code": (
        "code: FR2",
        "code: FR-2",
        33,
        "FR-2, text: {e",
        "'code' is 'FR-2'; a code is a letter followed by letters, digits and",
    ),
    "bad name": (
        "name: sample",
        "name: 样例",
        1,
        "样例",
        "'name' is '样例'; a code is a letter followed by letters, digits and",
    ),
    "duplicate key": (
        "outcome: INT",
        "outcome: INT\nname: twice",
        5,
        "name: twice",
        "the key 'name' stands here twice (first in line 1); keep one.",
    ),
    "duplicate item": (
        "code: FR2",
        "code: FR1",
        33,
        "FR1, text: {en",
        "the code 'FR1' is already that of the item in line 32; codes are unique.",
    ),
    "item called as a construct": (
        "code: FR2",
        "code: PU",
        33,
        "PU, text: {en:",
        "the code 'PU' is already that of the construct in line 23; codes are",
    ),
    "variable called as an item": (
        "- code: user",
        "- code: PU1",
        53,
        "PU1",
        "the code 'PU1' is already that of the item in line 26; codes are unique.",
    ),
    "duplicate option": (
        '{code: 2, label: {zh: 否, en: "No"}}',
        '{code: 1, label: {zh: 否, en: "No"}}',
        58,
        "1, label: {zh:",
        "option 1 stands here twice; option codes are unique.",
    ),
    "duplicate option label": (
        'label: {zh: 否, en: "No"}',
        'label: {zh: 是, en: "No"}',
        58,
        '是, en: "No"}}',
        "two options of 'user' have the label '是'.",
    ),
    "duplicate model": (
        "hypotheses:\n",
        "  - {name: base, title: Again}\nhypotheses:\n",
        77,
        "base, title: A",
        "a second model 'base' (the first is in line 71).",
    ),
    "duplicate hypothesis": (
        "id: H2",
        "id: H1",
        79,
        "H1, source: PR",
        "a second hypothesis 'H1' (the first is in line 78).",
    ),
    "same hypothesis again": (
        "{id: H2, source: PR, target: INT",
        "{id: H2, source: PU, target: PR",
        79,
        "{id: H2, sourc",
        "the hypothesis PU → PR stands in line 78 already.",
    ),
    "alias of another item": (
        "aliases: [Q2]",
        "aliases: [PU1]",
        27,
        "PU1]}",
        "the alias 'PU1' is the code of something else.",
    ),
    "labels not one a point": (
        "zh: [不同意, 一般, 同意]",
        "zh: [不同意, 同意]",
        15,
        "[不同意, 同意]",
        "a scale of 3 points with 2 labels; give one label a point.",
    ),
    "one label for two points": (
        "en: [Disagree, Neutral, Agree]",
        "en: [Disagree, Agree, Agree]",
        16,
        "Agree]",
        "the label 'Agree' stands for point 2 already; a label means one point.",
    ),
    "synonym off the scale": (
        "3: [赞同]",
        "4: [赞同]",
        18,
        "4: [赞同]",
        "synonyms for point 4 of a scale from 1 to 3.",
    ),
    "synonym of another point": (
        "3: [赞同]",
        "3: [一般]",
        18,
        "一般]",
        "the label '一般' stands for point 2 already; a label means one point.",
    ),
    "too many points": ("points: 5", "points: 12", 20, "12", "'points' is 12; it must be at most 11."),
    "unknown scale": (
        "{code: FR1, text:",
        "{code: FR1, scale: agre5, text:",
        32,
        "agre5, text: {",
        "unknown scale 'agre5'; did you mean 'agree5'? Known: agree3, agree5.",
    ),
    "matrix with two scales": (
        "{code: FR1, text:",
        "{code: FR1, scale: agree5, text:",
        68,
        "[PU, PR, AC1,",
        "a matrix has one scale, this one agree3, agree5.",
    ),
    "check off the scale": (
        "passes: [3]",
        "passes: [3, 4]",
        51,
        "4]}",
        "the passing answer 4 is off the scale; its points are 1 to 3.",
    ),
    "check asks for one answer and passes another": (
        "text: {zh: 请选同意, en: Select agree}, passes: [3]",
        "text: {zh: 请选不同意, en: Select an answer}, passes: [3]",
        51,
        "[3]}",
        "the text asks for '不同意', which is 1; passing is 3.",
    ),
    "check nobody passes": (
        "passes: [3]",
        "passes: []",
        51,
        "[]}",
        "no answer passes this check; list the scores that do.",
    ),
    "check everybody passes": (
        "passes: [3]",
        "passes: [1, 2, 3]",
        51,
        "[1, 2, 3]}",
        "every answer passes this check, so it checks nothing.",
    ),
    "unknown facet": (
        "facets: [FR, PV]",
        "facets: [FR, PX]",
        41,
        "PX]",
        "unknown construct 'PX'. Known: PU, FR, PV, PR, INT, SO.",
    ),
    "facet of facets": (
        "facets: [FR, PV]",
        "facets: [FR, PR]",
        41,
        "PR]",
        "the facet 'PR' has facets itself; two orders are supported.",
    ),
    "construct without items": (
        "    facets: [FR, PV]\n",
        "",
        39,
        "code: PR",
        "construct 'PR' has neither items nor facets.",
    ),
    "items and facets": (
        "    facets: [FR, PV]",
        "    facets: [FR, PV]\n    items: [{code: X1, text: x}]",
        41,
        "[FR, PV]",
        "a construct has items or facets, not both.",
    ),
    "module joins nothing": (
        "facet_of: PR",
        "facet_of: PU",
        83,
        "PU",
        "unknown second-order construct 'PU'. Known: PR.",
    ),
    "unknown outcome": (
        "outcome: INT",
        "outcome: INN",
        4,
        "INN",
        "unknown construct 'INN'; did you mean 'INT'? Known: PU, FR, PV, PR, INT,",
    ),
    "unknown construct in a hypothesis": (
        "{id: H2, source: PR",
        "{id: H2, source: PRR",
        79,
        "PRR, target: I",
        "unknown construct 'PRR'; did you mean 'PR'? Known: PU, FR, PV, PR, INT,",
    ),
    "cause of itself": (
        "{id: H2, source: PR, target: INT",
        "{id: H2, source: INT, target: INT",
        79,
        'INT, sign: "-"',
        "'INT' can't be its own cause.",
    ),
    "unknown latent in a model": (
        "      INT ~ a*PR + b*PU",
        "      INT ~ a*PR + b*PEU",
        75,
        "PEU  # direct",
        "unknown item, construct or variable 'PEU'; did you mean 'PU'? Known: PU,",
    ),
    "unknown outcome in a model": (
        "      PR  ~ p*PU",
        "      RP  ~ p*PU",
        74,
        "RP  ~ p*PU",
        "unknown item, construct or variable 'RP'. Known: PU, FR, PV, PR, INT, SO,",
    ),
    "unknown label in a model": ("ind := a*p", "ind := a*q", 76, "q", "unknown label 'q'. Known: a, b, ind, p."),
    "line without operator": (
        "      PR  ~ p*PU",
        "      PR  - p*PU",
        74,
        "PR  - p*PU",
        "this line has no operator; expected one of =~ ~ ~~ | := == < >.",
    ),
    "nothing right of an operator": (
        "      PR  ~ p*PU",
        "      PR  ~",
        74,
        "~",
        "nothing stands after '~'.",
    ),
    "two labels of one parameter": (
        "      INT ~ a*PR + b*PU",
        "      INT ~ a*b*PR + PU",
        75,
        "b*PR",
        "INT ~ PR has two labels, 'a' and 'b'; a parameter has one.",
    ),
    "a name defined twice": (
        "      ind := a*p",
        "      ind := a*p; ind := a*b",
        76,
        "ind := a*b",
        "'ind' is defined a second time (the first is in line 3); give it another name.",
    ),
    "unknown part of a product": (
        "      INT ~ a*PR + b*PU",
        "      INT ~ a*PR + b*PU + PR:QU",
        75,
        "PR:QU",
        "unknown item, construct or variable 'QU'. Known: PU,",
    ),
    "unknown item in a measurement": (
        "outcome: INT",
        "outcome: INT\nmeasurement: |\n  PU =~ PU1 + PU3\n  INT =~ IN1",
        6,
        "PU3",
        "unknown item, construct or variable 'PU3'; did you mean 'PU'? Known: PU,",
    ),
    "base on an unknown variable": (
        "base: {variable: user,",
        "base: {variable: usr,",
        65,
        "usr, options:",
        "unknown variable 'usr'; did you mean 'user'? Known: user, product, age.",
    ),
    "base on an unknown option": (
        "base: {variable: user, options: [1]}",
        "base: {variable: user, options: [3]}",
        65,
        "3]}",
        "'user' has no option 3. Allowed: 1 (Yes), 2 (No).",
    ),
    "variable depends on itself": (
        "base: {variable: user,",
        "base: {variable: product,",
        65,
        "product, optio",
        "product → product: who is asked 'product' depends on itself.",
    ),
    "asked before what it depends on": (
        "entries: [user, product, age]",
        "entries: [product, user, age]",
        69,
        "product, user",
        "'product' is asked before 'user', on whose answer it depends.",
    ),
    "circle of skips": (
        "    text: {zh: 是否使用, en: Do you use it?}\n",
        "    text: {zh: 是否使用, en: Do you use it?}\n    base: {variable: product, options: [1]}\n",
        56,
        "product, options",
        "user → product → user: who is asked 'user' depends on itself.",
    ),
    "choice with one option": (
        '      - {code: 2, label: {zh: 否, en: "No"}}\n',
        "",
        53,
        "code: user",
        "variable 'user' is a single choice and needs two options at least, found",
    ),
    "number with options": (
        "kind: number,",
        "kind: number, options: [{code: 1, label: x}],",
        66,
        "[{code: 1, lab",
        "variable 'age' is a number and has no options to choose from.",
    ),
    "maximum below minimum": ("maximum: 99", "maximum: 9", 66, "9}", "the maximum 9 is not above the minimum 18."),
    "correct answer is no option": (
        "    text: Which?\n",
        "    text: Which?\n    correct: 3\n",
        62,
        "3",
        "the correct answer 3 is no option of 'product': 1, 2.",
    ),
    "unknown placeholder": (
        "zh: 打算使用{P}",
        "zh: 打算使用{Q}",
        48,
        "打算使用{Q}",
        "{Q} stands for nothing; the only placeholder is {P}, the product.",
    ),
    "block asks an unknown item": (
        "entries: [PU, PR, AC1, INT]",
        "entries: [PU, PR, AC2, INT]",
        68,
        "AC2, INT]}",
        "unknown item, check, variable or construct 'AC2'; did you mean 'AC1'?",
    ),
    "asked twice": (
        "entries: [PU, PR, AC1, INT]",
        "entries: [PU, PR, AC1, INT, FR1]",
        68,
        "FR1]}",
        "'FR1' is asked in line 68 already.",
    ),
    "asked by nobody": (
        "entries: [PU, PR, AC1, INT]",
        "entries: [PU, PR, INT]",
        51,
        "AC1, kind: ins",
        "'AC1' stands in no block, so nobody would be asked.",
    ),
    "variable in a matrix": (
        "entries: [PU, PR, AC1, INT]",
        "entries: [PU, PR, AC1, INT, age]",
        68,
        "age]}",
        "a matrix holds items and checks; 'age' is a variable (use kind:",
    ),
    "item among questions": (
        "entries: [user, product, age]",
        "entries: [user, product, age, PU1]",
        69,
        "PU1]}",
        "'questions' holds variables; 'PU1' is answered on a scale (use kind:",
    ),
    "unknown product variable": (
        "  variable: product\n",
        "  variable: products\n",
        6,
        "products",
        "unknown variable 'products'; did you mean 'product'? Known: user, product,",
    ),
    "unknown product option": (
        "en: Baitiao}, option: 2}",
        "en: Baitiao}, option: 3}",
        10,
        "3}",
        "'product' has no option 3. Allowed: 1 (Huabei), 2 (Baitiao).",
    ),
    "unknown model of truth": (
        "  model: base",
        "  model: basic",
        101,
        "basic",
        "unknown model 'basic'; did you mean 'base'? Known: base.",
    ),
    "loading above one": ("loading: 0.7", "loading: 1.2", 102, "1.2", "'loading' is 1.2; it must be below 1.0."),
    "path to an unknown construct": (
        "target: PR, beta: -0.3",
        "target: RR, beta: -0.3",
        104,
        "RR, beta: -0.3",
        "unknown construct 'RR'. Known: PU, FR, PV, PR, INT, SO.",
    ),
    "falling thresholds": ("even: [-0.5, 0.5]", "even: [0.5, -0.5]", 107, "[0.5, -0.5]}", "cut points must rise."),
    "thresholds of another scale": (
        "even: [-0.5, 0.5]",
        "even: [-0.5, 0, 0.5]",
        107,
        "[-0.5, 0, 0.5]",
        "3 cut points serve a scale of 4 points, not PU1 (3 points), PU2 (3",
    ),
    "unknown thresholds": (
        "default_cut: even",
        "default_cut: odd",
        108,
        "odd",
        "unknown set of thresholds 'odd'. Known: even.",
    ),
    "shares that do not sum to one": (
        "user: {1: 0.6, 2: 0.4}",
        "user: {1: 0.6, 2: 0.5}",
        111,
        "user: {1: 0.6,",
        "the shares of 'user' sum to 1.100, not 1.",
    ),
    "share of an unknown option": (
        "user: {1: 0.6, 2: 0.4}",
        "user: {1: 0.6, 3: 0.4}",
        111,
        "3: 0.4}",
        "'user' has no option 3. Allowed: 1 (Yes), 2 (No).",
    ),
    "shift of an unknown construct": (
        "{INT: -0.5}",
        "{INR: -0.5}",
        113,
        "INR: -0.5}}",
        "unknown construct 'INR'; did you mean 'INT'? Known: PU, FR, PV, PR, INT,",
    ),
    "reference value of an unknown variable": (
        "measure: {variable: user,",
        "measure: {variable: users,",
        97,
        "users, options",
        "unknown variable 'users'; did you mean 'user'? Known: user, product, age.",
    ),
    "reference value among an unknown option": (
        "where: {product: [1, 2]}",
        "where: {product: [1, 4]}",
        97,
        "4]}}",
        "'product' has no option 4. Allowed: 1 (Huabei), 2 (Baitiao).",
    ),
    "counts that are no share": (
        "counts: [258, 406]",
        "counts: [406, 258]",
        98,
        "[406, 258]",
        "counts are a numerator and a denominator not below it.",
    ),
}


def test_the_sample_has_no_mistakes() -> None:
    assert parse(SAMPLE)[1] == []


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_line_column_and_choices(name: str) -> None:
    old, new, line, token, message = MISTAKES[name]
    assert SAMPLE.count(old) == 1
    text = SAMPLE.replace(old, new)
    questionnaire, problems = parse(text)
    assert questionnaire is None
    told = [problem for problem in problems if str(problem.message).startswith(message)]
    assert len(told) == 1, problems
    assert told[0].line == line
    assert text.split("\n")[line - 1][told[0].column - 1 :].startswith(token)


def test_a_product_in_a_text_needs_products() -> None:
    lines = SAMPLE.split("\n")
    _, problems = parse("\n".join([*lines[:4], *lines[10:]]))
    assert [(p.line, p.column) for p in problems] == [(42, 15), (43, 15)]
    assert "the file has no 'products'" in str(problems[0].message)


def test_all_mistakes_of_a_file_are_told_together_in_order() -> None:
    text = SAMPLE
    chosen = ["unknown key", "number for text", "check off the scale", "unknown latent in a model", "bad code"]
    for name in chosen:
        old, new, *_ = MISTAKES[name]
        text = text.replace(old, new)
    with pytest.raises(InputError) as caught:
        loads(text, "my.yaml")
    lines = str(caught.value).split("\n")
    assert re.fullmatch(r"my\.yaml: \d+ mistakes", lines[0])
    places = [tuple(map(int, line.split(":")[1:3])) for line in lines[1:]]
    assert places == sorted(places)
    assert {2, 4, 33, 51, 75} <= {line for line, _ in places}
    assert all(line.startswith("my.yaml:") for line in lines[1:])


def test_one_mistake_is_one_line() -> None:
    with pytest.raises(InputError, match=r"^my\.yaml:4:10: unknown construct 'INN'") as caught:
        loads(SAMPLE.replace("outcome: INT", "outcome: INN"), "my.yaml")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("# nothing but a comment\n", "the file is empty"),
        ("- a\n- b\n", "a questionnaire is a map"),
        ("just words\n", "a questionnaire is a map"),
        ("name: x\n", "the key 'title' is missing"),
        ("name: x\ntitle: y\nscales: {}\n", "'scales' is empty"),
        ("name: x\ntitle: y\nscales: []\n", "'scales' must be a map"),
        ("name: x\ntitle: y\nscales: {a: {points: 2, labels: {}}}\nconstructs: 7\n", "'constructs' must be a list"),
        ("name: x\ntitle: y\nscales: {a: {points: 2, labels: {fr: [b, c]}}}\n", "'fr'"),
        ("name: [x]\ntitle: 3\nscales: 4\nconstructs: [5]\nmodels: [[]]\ntruth: no\nblocks: {}\n", "must be"),
    ],
)
def test_a_file_that_is_something_else_altogether(text: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        loads(text, "f")


def test_any_value_in_any_place_is_answered_not_crashed_on() -> None:
    """Put a wrong kind of value behind every key of the sample: never anything but a list of problems."""
    for wrong in ("null", "7", "-1.5", "true", "[]", "{}", "[[]]", "{x: []}", "[1, x, null]", "x"):
        for number, line in enumerate(SAMPLE.split("\n")):
            found = re.match(r"^(\s*(?:- )?)(\w+):(.*)$", line)
            if found:
                lines = SAMPLE.split("\n")
                indent = len(found.group(1))
                rest = lines[number + 1 :]
                while rest and (len(rest[0]) - len(rest[0].lstrip()) > indent or rest[0].lstrip().startswith("- {")):
                    rest.pop(0)
                text = "\n".join([*lines[:number], f"{found.group(1)}{found.group(2)}: {wrong}", *rest])
                try:
                    parse(text, "f")
                except InputError:
                    continue


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_files_that_are_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.yaml: no such file"):
        load(tmp_path / "gone.yaml")
    with pytest.raises(InputError, match="a folder; a questionnaire is one"):
        load(tmp_path)
    with pytest.raises(InputError, match=r"gbk\.yaml:2: not UTF-8 \(byte 0x"):
        load(write(tmp_path / "gbk.yaml", "name: x\ntitle: 感知\n".encode("gb18030")))
    with pytest.raises(InputError, match=r"big\.yaml: larger than 1,000,000 bytes"):
        load(write(tmp_path / "big.yaml", b"#" * 1_000_001))
    with pytest.raises(InputError, match=r"nul\.yaml:1:8: a character YAML does not allow"):
        load(write(tmp_path / "nul.yaml", b"name: a\x00\n"))


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match="unknown questionnaire 'huabei_baitio'; did you mean 'huabei_baitiao'"):
        load("huabei_baitio")
    with pytest.raises(InputError, match=r"Shipped: credit_reference, huabei_baitiao, huabei_baitiao_short"):
        load("zzz")


def test_names_do_not_lead_out_of_the_folder() -> None:
    with pytest.raises(InputError, match="no such file"):
        load("../questionnaires/huabei_baitiao/../../nothing")


def test_a_byte_order_mark_and_windows_lines_are_fine(tmp_path: Path) -> None:
    path = write(tmp_path / "s.yaml", SAMPLE.replace("\n", "\r\n").encode("utf-8-sig"))
    assert load(path).item_codes == loads(SAMPLE).item_codes


def test_check_lists_the_mistakes_as_lines(tmp_path: Path) -> None:
    assert [check(name) for name in names()] == [[], [], []]
    path = write(tmp_path / "s.yaml", SAMPLE.replace("outcome: INT", "outcome: INN").encode())
    assert list(map(str, check(path))) == [
        f"{path}:4:10: unknown construct 'INN'; did you mean 'INT'? Known: PU, FR, PV, PR, INT, SO."
    ]
    assert list(map(str, check(write(tmp_path / "t.yaml", b"a: &x 1\n")))) == [
        f"{tmp_path / 't.yaml'}:1:4: anchors (&x) are not allowed; write the value out."
    ]


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    path = write(tmp_path / "s.yaml", SAMPLE.encode())
    assert load(path).name == "sample"
    write(path, SAMPLE.replace("name: sample", "name: another_one").encode())
    assert load(path).name == "another_one"
