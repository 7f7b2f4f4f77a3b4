"""What goes wrong in a foreign library is one error; what it prints meanwhile is neither lost nor shown with it."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from tamkit import foreign
from tamkit.errors import AnalysisError, DataError, InputError
from tamkit.foreign import guarded, in_a_line, in_part

ROOT = Path(__file__).resolve().parents[1]


class Panic(BaseException):
    """As a library written in Rust raises it."""


def refused(reason: str) -> InputError:
    return InputError("survey.parquet_unreadable", name="a.xls", reason=reason)


def work(error: BaseException | None = None, printed: bytes = b"") -> None:
    with guarded(refused):
        os.write(2, printed)
        if error is not None:
            raise error


@pytest.mark.parametrize("error", [Panic("slice\n index 3"), KeyError("slice index 3"), OSError("slice index 3")])
def test_whatever_is_raised_is_one_error_of_ours(error: BaseException, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match="slice index 3") as caught:
        work(error, b"thread '<unnamed>' panicked at src/lib.rs:7\n" * 60)
    assert caught.value.exit_status == 2
    assert caught.value.__suppress_context__
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), SystemExit(3), MemoryError(), AnalysisError("lines", lines="no")]
)
def test_what_is_no_failure_of_the_library_passes(error: BaseException, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(type(error)) as caught:
        work(error, b"kept\n")
    assert caught.value is error
    assert capfd.readouterr().err == "kept\n"


def test_what_is_printed_by_work_that_ends_well_is_passed_on(capfd: pytest.CaptureFixture[str]) -> None:
    work(printed=b"a remark\n" * 20_000)
    assert capfd.readouterr().err == "a remark\n" * 20_000


def test_one_guard_within_another(capfd: pytest.CaptureFixture[str]) -> None:
    with guarded(refused):
        with pytest.raises(InputError):
            work(Panic("x"), b"lost\n")
        os.write(2, b"outer\n")
    assert capfd.readouterr().err == "outer\n"


def test_threads_give_the_descriptor_back(capfd: pytest.CaptureFixture[str]) -> None:
    def failing() -> None:
        for _ in range(20):
            with pytest.raises(InputError):
                work(Panic("x"), b"lost\n")

    threads = [threading.Thread(target=failing) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_it_works_without_a_descriptor_2() -> None:
    code = (
        "import os; os.close(2)\n"
        "from tamkit.errors import InputError\n"
        "from tamkit.foreign import guarded\n"
        "try:\n"
        "    with guarded(lambda reason: InputError('lines', lines=reason)):\n"
        "        raise OSError('said')\n"
        "except InputError as error:\n"
        "    print(error)\n"
    )
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    assert out.stdout == "said\n"


def test_nothing_stays_open() -> None:
    def opened() -> int:
        return sum(1 for _ in Path("/proc/self/fd").iterdir())

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("the system does not list what is open")
    before = opened()
    for _ in range(5):
        work()
        with pytest.raises(InputError):
            work(Panic("x"))
    assert opened() == before


@pytest.mark.parametrize(
    ("error", "said"),
    [(ValueError("a\n\tb"), "a b"), (Panic(), "Panic"), (ValueError("x" * 900), "x" * 160), (KeyError("k"), "'k'")],
)
def test_a_failure_in_a_line(error: BaseException, said: str) -> None:
    assert in_a_line(error) == said


def test_a_panic_of_the_real_library_is_one_message(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A record that ends early: a panic and sixty lines on descriptor 2 at 0.1.0."""
    from bad_input.old_formats import record, xls
    from bad_input.spoil import FORM, good

    from tamkit.questionnaire import loads
    from tamkit.survey import load

    (tmp_path / "damaged.xls").write_bytes(xls(good(), record(0x0042, b"")))
    with pytest.raises(InputError, match=r"damaged\.xls cannot be read as a workbook \(range end index") as caught:
        load(tmp_path / "damaged.xls", loads(FORM, "form.yaml"))
    assert not isinstance(caught.value, DataError)
    assert capfd.readouterr().err == ""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package whose ``__init__`` wants a module there is none of, as does one of its two modules."""
    folder = tmp_path / "wide_package"
    folder.mkdir()
    (folder / "__init__.py").write_text("import not_there_at_all\nfrom . import narrow\n", encoding="utf-8")
    (folder / "narrow.py").write_text("import not_there_at_all\nfrom .other import two\n", encoding="utf-8")
    (folder / "other.py").write_text("two = 2\n\n\ndef one():\n    from .other import two\n    return two\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(foreign, "_in_parts", {})
    importlib.invalidate_caches()
    yield folder.name
    for name in [name for name in sys.modules if folder.name in name]:
        del sys.modules[name]


def test_modules_without_the_package(package: str) -> None:
    called = []
    stand_in = {"not_there_at_all": SimpleNamespace(known=True)}
    parts = in_part(package, ["narrow"], instead=stand_in, prepared=called.append)
    assert (parts.narrow.two, parts.narrow.not_there_at_all.known, parts.other.one()) == (2, True, 2)
    assert package not in sys.modules
    assert "not_there_at_all" not in sys.modules
    assert in_part(package, ["narrow"], instead=stand_in, prepared=called.append) is parts
    assert called == [parts]


def test_a_stand_in_for_one_of_its_own(package: str) -> None:
    instead = {"not_there_at_all": SimpleNamespace(), ".other": SimpleNamespace(two=3)}
    assert in_part(package, ["narrow"], instead=instead).narrow.two == 3


def test_what_stood_there_stands_there_again(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    own = SimpleNamespace()
    monkeypatch.setitem(sys.modules, "not_there_at_all", own)
    in_part(package, ["narrow"], instead={"not_there_at_all": SimpleNamespace()})
    assert sys.modules["not_there_at_all"] is own


def test_a_package_laid_out_otherwise_is_imported_whole(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModuleNotFoundError, match="not_there_at_all"):
        in_part(package, ["renamed"])
    monkeypatch.setitem(sys.modules, "not_there_at_all", SimpleNamespace())
    whole = in_part(package, ["renamed"], prepared=lambda _: pytest.fail("not of the package"))
    assert whole is sys.modules[package]
    assert in_part(package, ["narrow"]) is whole


def test_pingouin_and_semopy_without_what_nobody_asked_for() -> None:
    """Neither is touched: who imports it afterwards has the whole of it, and no warning of methods set twice."""
    code = """if True:
        import sys, warnings
        warnings.simplefilter("error")
        import numpy as np, pandas as pd
        from tamkit.sem import fit, simulate
        from tamkit.survey.means import compared
        rng = np.random.default_rng(1)
        parts = [rng.normal(at, 1, 40) for at in (0, 0.3, 0.5)]
        mine = compared(parts)
        warnings.simplefilter("default")
        answers = simulate("f =~ .8*x1 + .7*x2 + .6*x3", 200, seed=1, standardized=True)
        found = fit("f =~ x1 + x2 + x3", answers, engine="semopy")
        brought = {"matplotlib", "pandas_flavor", "pingouin", "seaborn", "semopy", "sklearn", "sympy", "xarray"}
        assert found.converged
        assert not brought & set(sys.modules), brought & set(sys.modules)
        assert not hasattr(pd.DataFrame, "welch_anova")
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            import pingouin
        assert not [one for one in said if "overriding" in str(one.message)], said
        frame = pd.DataFrame({"y": np.concatenate(parts), "g": np.repeat([0, 1, 2], 40)})
        theirs = frame.welch_anova(dv="y", between="g")
        assert mine["stat"] == theirs["F"].iloc[0], (mine, theirs)
        again = compared(parts)
        assert all(mine[name] == again[name] for name in ("stat", "pvalue", "levene", "equal_p")), again
        print("done")
    """
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert out.stdout == "done\n", out.stderr
