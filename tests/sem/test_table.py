"""The parameter table against lavaan's lavaanify(): rows, order, what is free, fixed or shared; and its mistakes."""

from __future__ import annotations

import math
from typing import Any

import pytest
from sem.lavaan_reference import key, reference

from tamkit.errors import InputError
from tamkit.sem.table import ParameterTable, TableOptions, build, check_names
from tamkit.syntax import parse

TABLES = reference("sem_tables")["tables"]
MODELS = reference("sem_tables")["models"]


def listed(value: Any) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def own(name: str) -> ParameterTable:
    spec = TABLES[name]
    text, options = MODELS[spec["model"]], dict(spec["options"])
    parsed = parse(text)
    groups = options.get("groups", 1)
    return build(
        parsed,
        TableOptions(
            meanstructure=bool(options.get("meanstructure")) or groups > 1 or any(t.op == "~1" for t in parsed.terms),
            std_lv=options.get("std.lv", False),
            fixed_x=options.get("fixed.x", True),
            orthogonal=options.get("orthogonal", False),
            groups=groups,
            group_equal=listed(options.get("group.equal")),
            group_partial=listed(options.get("group.partial")),
        ),
    )


def theirs(name: str) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """lavaan's parameter rows, and for each plabel the plabel that stands for its class of equal parameters."""
    columns = TABLES[name]["table"]
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    stands: dict[str, str] = {row["plabel"]: row["plabel"] for row in rows if row["plabel"]}
    for row in rows:
        if row["op"] == "==" and row["lhs"] in stands and row["rhs"] in stands:
            first, second = stands[row["lhs"]], stands[row["rhs"]]
            stands = {plabel: first if root == second else root for plabel, root in stands.items()}
    return [row for row in rows if row["op"] in ("=~", "~", "~~", "~1", "|", "~*~")], stands


def identity(row: Any) -> tuple[str, str, str, int]:
    if isinstance(row, dict):
        return (*key(row["lhs"], row["op"], row["rhs"]), row["group"])
    return (*key(row.lhs, row.op, row.rhs), row.group)


@pytest.mark.parametrize("name", TABLES)
def test_rows_and_their_order(name: str) -> None:
    wanted = [identity(row) for row in theirs(name)[0]]
    found = [identity(row) for row in own(name).rows]
    assert set(found) == set(wanted)
    assert found == wanted


@pytest.mark.parametrize("name", TABLES)
def test_free_fixed_and_exogenous(name: str) -> None:
    found = {identity(row): row for row in own(name).rows}
    wrong = []
    for row in theirs(name)[0]:
        mine = found[identity(row)]
        if bool(mine.free) != (row["free"] > 0) or mine.exo != bool(row["exo"]):
            wrong.append((identity(row), mine.free, mine.exo, row["free"], row["exo"]))
        elif not mine.free and not mine.exo and not math.isclose(mine.value, row["ustart"] or 0.0):
            wrong.append((identity(row), mine.value, row["ustart"]))
    assert not wrong


@pytest.mark.parametrize("name", TABLES)
def test_which_rows_share_a_parameter(name: str) -> None:
    rows, stands = theirs(name)
    found = {identity(row): row.free for row in own(name).rows}
    free = [row for row in rows if row["free"] > 0]
    theirs_of = {identity(row): stands[row["plabel"]] for row in free}
    pairs = {(found[place], root) for place, root in theirs_of.items()}
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs}), sorted(pairs)


def test_start_values_are_kept() -> None:
    rows = {identity(row): row for row in own("syntax").rows}
    assert rows["f", "=~", "x4", 1].start == 0.7
    assert rows["g", "=~", "y4", 1].start == 0.3
    assert rows["g", "=~", "y4", 1].label == "b"


def test_free_parameters_are_numbered_in_the_order_of_their_rows() -> None:
    table = own("metric")
    numbers = [row.free for row in table.rows if row.free]
    assert sorted(set(numbers)) == list(range(1, table.k + 1))
    first = [numbers.index(k) for k in range(1, table.k + 1)]
    assert first == sorted(first)


def test_roles_of_the_variables() -> None:
    names = parse(MODELS["deep"]).names()
    assert names.lv == ("f1", "f2", "f3", "g1", "g2", "h")
    assert names.ov == (*(f"x{i}" for i in range(1, 10)), "y1", "y2", "y3", "u", "z")
    assert names.ov_x == ("z",)
    assert names.lv_x == ("g1", "g2")
    assert names.outcomes == ("u",)


def refuse(text: str, **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        build(parse(text), TableOptions(**options))
    return str(caught.value)


def test_an_unknown_column_is_shown_with_the_nearest_name() -> None:
    text = "PU =~ PU1 + PU2\nINT ~ PU + agee"
    parsed = parse(text)
    with pytest.raises(InputError) as caught:
        check_names(parsed, parsed.names(), ["PU1", "PU2", "INT", "age"])
    message = str(caught.value)
    assert "line 2" in message
    assert "'agee'" in message
    assert "Did you mean 'age'?" in message
    lines = message.split("\n")
    assert lines[-2].endswith("INT ~ PU + agee")
    assert lines[-1].index("^") == lines[-2].index("agee")


def test_a_latent_variable_may_not_be_a_column() -> None:
    parsed = parse("PU =~ PU1 + PU2")
    with pytest.raises(InputError, match="'PU' is a latent variable of the model and also a column"):
        check_names(parsed, parsed.names(), ["PU", "PU1", "PU2"])


def test_an_unknown_label_in_a_constraint_is_shown_with_the_nearest_one() -> None:
    message = refuse("y ~ alpha*x + z\nalhpa == 0.3")
    assert "line 2" in message
    assert "'alhpa' is no label of the model" in message
    assert "Did you mean 'alpha'?" in message
    assert "\n    alhpa == 0.3\n    ^" in message


def test_an_unknown_label_in_a_definition_lists_the_labels() -> None:
    message = refuse("y ~ a*x\nm ~ b*y\nind := a*zeta")
    assert "'zeta' is no label" in message
    assert "Labels of this model: a, b." in message


def test_modifiers_must_match_the_groups() -> None:
    message = refuse("f =~ x1 + c(a, b, d)*x2 + x3", groups=2)
    assert "3 labels for 2 groups in f =~ x2" in message
    assert "^" in message.split("\n")[-1]
    assert "2 values for 1 group in f =~ x2" in refuse("f =~ x1 + c(1, 0.5)*x2 + x3")


def test_unknown_equality_lists_what_is_allowed() -> None:
    message = refuse("f =~ x1 + x2 + x3", groups=2, group_equal=("loading",))
    assert "'loading'" in message
    assert "loadings, intercepts, means" in message


def test_unknown_partial_parameter_says_how_to_write_it() -> None:
    message = refuse("f =~ x1 + x2 + x3", groups=2, group_equal=("loadings",), group_partial=("f=~x9",))
    assert "'f=~x9'" in message
    assert "no parameter of the model" in message


def test_partial_may_name_a_label_or_have_spaces() -> None:
    text = "f =~ x1 + lam*x2 + x3 + x4"
    options = {"groups": 2, "group_equal": ("loadings",), "meanstructure": True}
    by_name = build(parse("f =~ x1 + x2 + x3 + x4"), TableOptions(group_partial=("f =~ x2",), **options))
    none = build(parse(text), TableOptions(**options))
    assert by_name.k == none.k + 1


def test_a_latent_variable_cannot_measure_itself() -> None:
    with pytest.raises(InputError):
        build(parse("f =~ f + x1"), TableOptions())


def test_thresholds_are_for_observed_variables() -> None:
    assert "is latent" in refuse("f =~ x1 + x2 + x3\nf | t1")


def test_a_product_is_refused_by_name_at_its_place() -> None:
    message = refuse("f =~ x1 + x2\ng =~ y1 + y2\nz ~ f + f:g")
    assert "line 3: products of latent variables such as 'f:g' are not in this version." in message
    assert message.split("\n")[-1].index("^") == message.split("\n")[-2].index("f:g")
    assert "add it to the data as a column of its own" in refuse("y ~ x:z")
    parsed = parse("f =~ x1 + x2\nz ~ f + f:w")
    with pytest.raises(InputError, match="'f:w' are not in this version"):
        check_names(parsed, parsed.names(), ["x1", "x2", "z", "w"])


def test_a_formative_construct_is_refused_at_its_place() -> None:
    assert "line 2: formative constructs (g <~ …) are not fitted here" in refuse("f =~ x1 + x2\ng <~ y1 + y2")


def test_what_lavaan_passes_over_is_refused_with_the_reason() -> None:
    assert "'x1' is not among them" in refuse("f =~ x1 + x2 + x3\nx1 ~*~ 1*x1")
    assert "say which those are (ordered=…)" in refuse("f =~ x1 + x2 + x3", groups=2, group_equal=("thresholds",))
    text, ordered = "f =~ x1 + x2 + x3\nx1 ~~ {}x1", {"x1": 2, "x2": 2, "x3": 2}
    for modifier in ("2*", "", "NA*", "a*"):
        with pytest.raises(InputError, match=r"line 2: 'x1' is ordered: under delta .* parameterization='theta'"):
            build(parse(text.format(modifier)), TableOptions(), ordered)
    build(parse(text.format("2*")), TableOptions(parameterization="theta"), ordered)
    build(parse(text.format("1*")), TableOptions(), ordered)  # lavaan's own row of the table


def test_a_made_model_is_named_in_place_of_a_line() -> None:
    model = parse("PU =~ PU1 + PU2\nINT ~ PU + agee").made("questionnaire q, model m")
    with pytest.raises(InputError) as caught:
        check_names(model, model.names(), ["PU1", "PU22", "INT", "age"])
    assert str(caught.value) == (
        "questionnaire q, model m: item 'PU2' of construct 'PU' is no column of the data. Did you mean 'PU22'?"
    )
    with pytest.raises(InputError, match=r"^questionnaire q, model m: 'PU' is a latent variable .* also a column"):
        check_names(model, model.names(), ["PU", "PU1", "PU2", "INT", "agee"])
    with pytest.raises(InputError, match=r"^questionnaire q, model m: 'agee' is neither a column"):
        check_names(model, model.names(), ["PU1", "PU2", "INT", "age"])


def test_start_values_may_be_given_for_some_groups() -> None:
    table = build(parse("f =~ x1 + start(c(0.5, NA))*x2 + x3"), TableOptions(groups=2))
    starts = [row.start for row in table.rows if row.op == "=~" and row.rhs == "x2"]
    assert starts[0] == 0.5
    assert math.isnan(starts[1])
