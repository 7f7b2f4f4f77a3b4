"""No sentence outside the catalogues: what reads like one, in either language, is a message or stands below."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from messages.code import sources

#: Words of a language in a row, as a sentence has them.
ENGLISH = re.compile(r"(?<![\w`])[A-Za-z][a-z]+(?:[ ,;:]+[a-z]{2,}){3,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]{4,}")

#: Files, or a file and the beginning of a text: why what stands there is no sentence of ours to a person.
ELSEWHERE = {
    "survey/": "what the files of platforms hold, and how labels of scales are spelt",
    "questionnaire/forms/wenjuanxing.py": "what the platform's own import reads",
    "report/docx_styles.py": "names of styles in templates made in a Chinese Word",
    "report/html_parts.py": "HTML and its style",
    "report/pdf.py": "Typst",
    "drawing/tikz.py": "LaTeX",
    "report/tex.py": "LaTeX",
    "report/chapters/methods.py:Written for": "how the shipped forms say that a construct is their own",
    "report/procedure.py": "what introductions of questionnaires promise, in their words",
    "study/template.py:1000": "the name of a file, as the platform gives it",
    "questionnaire/rules_models.py:item, construct or variable": "a case of unknown.what",
    "questionnaire/rules_questions.py:item, check, variable or construct": "a case of unknown.what",
    "questionnaire/rules_research.py:item, construct or variable": "a case of unknown.what",
    "syntax/changes.py:outcome of the controls": "a case of unknown.what",
    "measurement/common_method_factors.py:structure with method factor": "the key of a fit",
    "measurement/invariance_rules.py:C": "works and the groups they are for; the report says them by the rule's name",
    "sem/missing/fiml.py:Sigma is not": "a failure of arithmetic, said by whoever catches it",
    "sem/summary.py:rows dropped": "the summary is lavaan's table, in English as that is",
}
#: Chinese that files of platforms hold is no sentence; an English sentence among them would be.
FILES_ONLY = "survey/"
#: Those of them that hold what a program reads: markup, or what a simulated file says of itself.
FORMS = ("survey/simulation/simulate.py", "survey/write/workbook.py")


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every text of a module that is no docstring and not what only a defect of ours would raise."""
    passed_over: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed_over.add(id(node.value))
        defect = isinstance(node, ast.Call) and ast.unparse(node.func) in ("ValueError", "TypeError", "AttributeError")
        if defect or isinstance(node, ast.Assert):
            passed_over |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in passed_over:
            continue
        if isinstance(node, ast.JoinedStr):
            passed_over |= {id(part) for part in node.values}
            yield node.lineno, "".join(part.value if isinstance(part, ast.Constant) else " {} " for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def allowed(file: str, text: str) -> bool:
    if file.startswith(FILES_ONLY):
        return not ENGLISH.search(text) or bool(CHINESE.search(text)) or file in FORMS
    return any(
        file == place if not head else file == place and text.startswith(head)
        for place, _, head in (known.partition(":") for known in ELSEWHERE)
    )


def test_no_sentence_outside_the_catalogues() -> None:
    outside = [
        f"{file}:{line}: {text[:60]!r}"
        for file, tree in sources()
        for line, text in texts(tree)
        if (ENGLISH.search(text) or CHINESE.search(text)) and not allowed(file, text)
    ]
    assert outside == []


def test_the_search_sees_a_sentence() -> None:
    tree = ast.parse(
        '"""A docstring that says quite a lot."""\nprint(f"{n} rows were left out of it")\nx = "共有若干份作答"'
    )
    seen = {" ".join(text.split()) for _, text in texts(tree) if ENGLISH.search(text) or CHINESE.search(text)}
    assert seen == {"{} rows were left out of it", "共有若干份作答"}
