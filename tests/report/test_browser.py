"""The HTML report in a browser: the console clean, nothing asked of a network, and what it does by itself.

Needs the extra ``browser`` and a Chromium of the system; without them these tests skip, and the end of the run says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from report import web
from report.web import WIDTHS, Watched

from tamkit.report import document, html
from tamkit.report.content import Content

sync_api = pytest.importorskip("playwright.sync_api", reason="the extra browser is not installed")
pytestmark = pytest.mark.skipif(web.chromium() is None, reason="no chromium on this machine")

WHERE = [(lang, width) for lang in ("zh", "en") for width in WIDTHS]
#: Chapters that have every kind of block between them: axe-core looks at each word, which takes its time.
EVERY_KIND = ("sample", "fit_section", "structural", "references", "appendix_items", "appendix_syntax")
Opened = Callable[[str, int], Watched]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as play:
        started = play.chromium.launch(executable_path=web.chromium(), args=list(web.PLAIN))
        yield started
        started.close()


@pytest.fixture(scope="module")
def files(demo: Content, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("web")
    made = {}
    for lang in ("zh", "en"):
        made[lang] = folder / f"report.{lang}.html"
        made[lang].write_bytes(html.render(web.shortened(document(demo, lang))))
    return made


@pytest.fixture(scope="module")
def opened(browser: Any, files: dict[str, Path]) -> Opened:
    """One page a language and width, for all tests that leave it as it was."""

    @cache
    def page(lang: str, width: int) -> Watched:
        return Watched(browser, files[lang], width)

    return page


@pytest.mark.parametrize(("lang", "width"), WHERE)
def test_the_console_is_clean_and_nothing_is_asked_for(opened: Opened, lang: str, width: int) -> None:
    seen = opened(lang, width)
    seen.open_all()
    assert seen.said == []
    assert set(seen.asked) == {seen.file.as_uri()}


def test_no_script_but_ours_runs(browser: Any, files: dict[str, Path]) -> None:
    seen = Watched(browser, files["en"], 1280)
    seen.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.evil = 1'}))"
    )
    assert seen.page.evaluate("window.evil") is None
    seen.page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://localhost:9/x.png'}))")
    seen.page.wait_for_timeout(50)
    assert len([text for text in seen.said if "Content Security Policy" in text]) == 2
    seen.page.close()


@pytest.mark.parametrize(("lang", "width"), WHERE)
def test_no_page_goes_sideways_and_no_column_is_too_narrow(opened: Opened, lang: str, width: int) -> None:
    seen = opened(lang, width)
    seen.open_all()
    assert seen.page.evaluate("document.scrollingElement.scrollWidth") <= width
    narrow = seen.page.evaluate(
        """() => [...document.querySelectorAll('thead th')].filter((head) => {
             const style = getComputedStyle(head), em = parseFloat(style.fontSize);
             const pad = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
             const room = head.getBoundingClientRect().width - pad;
             return (head.matches('.txt, .dec') && room < 4 * em) || (head.cellIndex === 0 && room < 4 * em);
           }).map((head) => `${head.closest('table').ariaLabel}: ${head.textContent}`)"""
    )
    assert narrow == []
    first = seen.page.evaluate(
        "Math.max(...[...document.querySelectorAll('thead th:first-child')]"
        ".filter((head) => head.closest('.scroll').scrollWidth > head.closest('.scroll').clientWidth)"
        ".map((head) => head.getBoundingClientRect().width / head.closest('.scroll').clientWidth))"
    )
    assert 0 < first <= 0.5  # what stays at the left leaves room for what scrolls


def test_the_first_column_stays_while_a_table_scrolls(opened: Opened) -> None:
    seen = opened("zh", 390)
    seen.at("item_correlations")
    left = (
        "document.querySelector('#item_correlations tbody tr:last-child > :first-child').getBoundingClientRect().left"
    )
    before = seen.page.evaluate(left)
    seen.page.evaluate("document.querySelector('#item_correlations .scroll').scrollLeft = 400")
    assert seen.page.evaluate("document.querySelector('#item_correlations .scroll').scrollLeft") == 400
    assert seen.page.evaluate(left) == before


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_margin_holds_notes_and_nothing_lies_on_anything(opened: Opened, lang: str) -> None:
    seen = opened(lang, 1280)
    seen.open_all()
    found = seen.page.evaluate(
        """() => {
          const box = (node) => node.getBoundingClientRect();
          const sides = [...document.querySelectorAll('.beside > .side')].map(box).filter((one) => one.height);
          const wide = [...document.querySelectorAll('.broad > :first-child, .beside > :last-child')].map(box);
          const over = (a, b, c, d) => a < d - 1 && c < b - 1;
          const meet = (a, b) => over(a.left, a.right, b.left, b.right) && over(a.top, a.bottom, b.top, b.bottom);
          const text = box(document.querySelector('main p:not(.subtitle)'));
          return {
            n: sides.length,
            beside: sides.every((one) => one.left >= text.right),
            on: sides.filter((one, i) => [...wide, ...sides.slice(i + 1)].some((other) => meet(one, other))).length,
            ems: text.width / 16,
          };
        }"""
    )
    assert found["n"] > 20
    assert found["beside"]
    assert found["on"] == 0
    assert 34 <= found["ems"] <= 42


def test_notes_and_contents_are_folded_on_a_telephone(browser: Any, files: dict[str, Path]) -> None:
    seen = Watched(browser, files["zh"], 390)
    assert seen.count(".side > details") > 20
    assert seen.count(".side > details[open], #contents > details[open]") == 0
    seen.at("reliability")
    seen.page.locator("div:has(> #reliability) > .side summary").click()
    assert seen.count(".side > details[open]") == 1
    seen.page.locator("#contents summary").click()
    seen.page.locator("#contents a[href='#sec-measurement']").click()
    assert seen.count("#contents > details[open]") == 0
    seen.page.set_viewport_size({"width": 1280, "height": 900})
    seen.until("!document.querySelector('.side > details:not(.tall):not([open])')")
    seen.page.close()


def test_chapters_fold_and_open_where_a_link_leads_and_on_paper(browser: Any, files: dict[str, Path]) -> None:
    seen = Watched(browser, files["en"], 1280)
    chapters = seen.count("details.chapter")
    assert chapters > 10
    assert seen.count("details.chapter[open]") == 0
    assert seen.page.locator(".cards").first.is_visible()  # page one
    seen.page.locator("main a[href='#reliability'], main a[href='#fit']").first.click()
    assert seen.count("details.chapter[open]") == 1
    seen.page.locator("summary:has(#h-measurement)").focus()
    before = seen.count("details.chapter[open]")
    seen.page.keyboard.press("Enter")
    assert abs(seen.count("details.chapter[open]") - before) == 1
    button = seen.page.locator("#contents .all")
    button.click()
    assert seen.count("details.chapter[open]") == chapters
    button.click()
    assert seen.count("details.chapter[open]") == 0
    seen.page.emulate_media(media="print")
    seen.until("!document.querySelector('details:not([open])')")
    assert not seen.page.locator("#contents .all").is_visible()
    cut = "(one) => getComputedStyle(one).overflowX !== 'visible'"
    assert not seen.page.evaluate(f"[...document.querySelectorAll('.scroll')].some({cut})")
    seen.page.emulate_media(media="screen")
    seen.until("!document.querySelector('details.chapter[open]')")
    seen.page.close()


def test_paper_is_a4_and_no_table_leaves_it(browser: Any, files: dict[str, Path]) -> None:
    seen = Watched(browser, files["zh"], 1280)
    seen.page.set_viewport_size({"width": 672, "height": 1000})  # A4 less its margins
    seen.page.emulate_media(media="print")
    seen.until("!document.querySelector('details:not([open])')")
    over = seen.page.evaluate(
        "[...document.querySelectorAll('table')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)"
        ".map((one) => one.ariaLabel)"
    )
    assert over == []
    assert seen.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    seen.page.close()


def test_tables_are_sorted_by_value(opened: Opened) -> None:
    seen = opened("en", 1280)
    seen.at("reliability")
    stubs, column = "#reliability tbody tr > :first-child", "#reliability tbody tr > :nth-child(3)"
    first = seen.texts(stubs)
    head = seen.page.locator("#reliability thead th").nth(2)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    values = [float(text) for text in seen.texts(column)]
    assert values == sorted(values)
    assert seen.texts(stubs) != first
    seen.page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert [float(text) for text in seen.texts(column)] == sorted(values, reverse=True)
    seen.page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") is None
    assert seen.texts(stubs) == first


def test_small_p_values_negative_numbers_and_what_is_missing(opened: Opened) -> None:
    """By the number behind what is shown; what is missing stays last in both directions."""
    seen = opened("zh", 1280)
    made = seen.page.evaluate(
        """() => [...document.querySelectorAll('table.sortable')].flatMap((table) => {
          const heads = [...table.tHead.rows[0].cells];
          return heads.flatMap((head, at) => ['ascending', 'descending', null].map((order) => {
            head.querySelector('button').click();
            if (head.ariaSort !== order) return `${table.ariaLabel}: ${head.textContent} isn't ${order}`;
            if (!head.matches('.num') || order === null) return '';
            const runs = [[]];
            for (const row of table.tBodies[0].rows) {
              if (row.matches('.group')) runs.push([]); else runs.at(-1).push(row.cells[at]);
            }
            const sign = order === 'ascending' ? 1 : -1;
            for (const run of runs) {
              const keys = run.map((cell) => cell.dataset.sort === undefined
                ? parseFloat(cell.textContent.replace('−', '-')) : Number(cell.dataset.sort));
              const known = keys.filter((key) => !Number.isNaN(key));
              if (keys.slice(0, known.length).some(Number.isNaN)) return `${table.ariaLabel}: missing not last`;
              if (known.some((key, i) => i && sign * (key - known[i - 1]) < 0)) return `${table.ariaLabel}: ${at}`;
            }
            return '';
          })).filter(Boolean);
        })"""
    )
    assert made == []
    assert seen.count("table.sortable") > 30
    assert seen.count("#htmt table.sortable") == 0  # half a matrix has no order


def test_rows_stay_in_their_groups(opened: Opened) -> None:
    seen = opened("en", 1280)
    seen.at("loadings")
    rows = "[...document.querySelectorAll('#loadings tbody tr')].map((row) => row.className + row.cells[0].textContent)"
    before = seen.page.evaluate(rows)
    head = seen.page.locator("#loadings thead th").nth(2)
    head.get_by_role("button").click()
    after = seen.page.evaluate(rows)
    assert [row for row in after if row.startswith("group")] == [row for row in before if row.startswith("group")]

    def groups(told: list[str]) -> list[set[str]]:
        out: list[set[str]] = [set()]
        for row in told:
            if row.startswith("group"):
                out.append(set())
            out[-1].add(row)
        return out

    assert groups(after) == groups(before)
    assert sum(row.startswith("group") for row in before) > 1


def test_pictures_enlarge(opened: Opened) -> None:
    seen = opened("zh", 390)
    seen.at("path_diagram")
    small = seen.page.locator("#path_diagram svg").bounding_box()
    button = seen.page.locator("#path_diagram .enlarge")
    assert button.get_attribute("aria-label") != button.text_content()
    button.focus()
    seen.page.keyboard.press("Enter")
    shown = seen.page.locator("dialog[open] svg")
    assert shown.bounding_box()["width"] > 2 * small["width"]
    assert seen.count("#path_diagram svg") == 0  # it is moved: its ids stay unique
    seen.page.keyboard.press("Escape")
    assert seen.count("dialog[open]") == 0
    assert seen.page.locator("#path_diagram svg").bounding_box() == small
    assert seen.page.evaluate("document.activeElement.className") == "enlarge"
    seen.page.locator("#path_diagram .picture").click()
    seen.page.locator("dialog[open] button").click()
    assert seen.count("#path_diagram svg") == 1


def test_terms_are_explained_to_pointer_and_keyboard(opened: Opened) -> None:
    seen = opened("zh", 1280)
    seen.at("sec-reliability_section")
    tip, term = seen.page.locator("#tip"), seen.page.locator("#sec-reliability_section p a.term").first
    assert not tip.is_visible()
    term.hover()
    assert "内部一致性" in (tip.text_content() or "")
    assert term.get_attribute("aria-describedby") == "tip"
    tip.hover()  # one may point at what is told
    assert tip.is_visible()
    seen.page.keyboard.press("Escape")
    assert not tip.is_visible()
    term.focus()
    assert tip.is_visible()
    seen.page.keyboard.press("Tab")
    assert not tip.is_visible()  # the next one is a number, which leads to its cell
    links = seen.page.locator("#sec-reliability_section p a.term")
    links.filter(has_text="Nunnally").first.focus()
    assert "psychometric" in (tip.text_content() or "").casefold()  # a work
    links.filter(has_text=re.compile("^CR$")).first.focus()
    assert "组合信度" in (tip.text_content() or "")
    seen.page.locator("#reliability thead button[data-term]").first.focus()
    assert tip.is_visible()
    seen.page.keyboard.press("Escape")


def test_a_tap_tells_what_a_term_means(browser: Any, files: dict[str, Path]) -> None:
    seen = Watched(browser, files["en"], 390, has_touch=True, is_mobile=True)
    seen.at("sec-reliability_section")
    at = seen.page.url
    seen.page.locator("#sec-reliability_section p a.term").first.tap()
    assert "consistency" in (seen.page.locator("#tip").text_content() or "")
    assert seen.page.url == at
    box = seen.page.locator("#tip").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    seen.page.locator("h1").tap()
    assert not seen.page.locator("#tip").is_visible()
    seen.page.close()


@pytest.mark.parametrize(("lang", "width"), WHERE)
def test_axe_finds_nothing_serious(browser: Any, demo: Content, tmp_path: Path, lang: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the extra browser is not installed")
    file = tmp_path / "report.html"
    file.write_bytes(html.render(web.shortened(document(demo, lang), rows=4, only=EVERY_KIND)))
    seen = Watched(browser, file, width)
    seen.open_all()
    seen.page.evaluate("document.querySelector('thead button').click()")
    found = axe.Axe().run(seen.page, options={"resultTypes": ["violations"]}).response
    serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in serious] == []
    assert len(found["passes"]) > 20  # it has looked
    seen.page.close()
