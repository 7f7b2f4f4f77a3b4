// What the HTML report does by itself: folding, definitions, sorting, pictures enlarged. It asks no network for anything,
// and without it everything is there to read.
(() => {
  "use strict";
  const words = document.body.dataset;
  const all = (what, root = document) => [...root.querySelectorAll(what)];
  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  document.documentElement.classList.add("js");

  // Folding: the contents and the notes on a telephone, chapters everywhere, nothing on paper.
  const phone = matchMedia("screen and (max-width: 60rem)");
  const fit = () => all("#contents > details, .side > details:not(.tall)").forEach((part) => { part.open = !phone.matches; });
  phone.addEventListener("change", fit);
  fit();

  const chapters = all("details.chapter");
  const button = document.querySelector("#contents .all");
  const name = () => { if (button) button.textContent = chapters.every((one) => one.open) ? words.close : words.open; };
  if (button && chapters.length) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = !chapters.every((one) => one.open);
      chapters.forEach((one) => { one.open = open; });
    });
    chapters.forEach((one) => one.addEventListener("toggle", name));
    name();
  }

  const reveal = (id) => {
    const target = id && document.getElementById(id);
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    return target;
  };
  const arrive = () => {
    const target = reveal(decodeURIComponent(location.hash.slice(1)));
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", arrive);
  if (location.hash) arrive();

  let shut = [];
  const unfold = () => {
    const closed = all("details:not([open])");
    shut.push(...closed);
    closed.forEach((one) => { one.open = true; });
  };
  const refold = () => { shut.forEach((one) => { one.open = false; }); shut = []; };
  addEventListener("beforeprint", unfold);
  addEventListener("afterprint", refold);
  matchMedia("print").addEventListener("change", (event) => (event.matches ? unfold() : refold()));

  // Where one is, in the contents.
  const entries = new Map(all("#contents > details > ol > li").map((li) => [li.firstElementChild.hash.slice(1), li]));
  const places = [...entries.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let waiting = false;
  const here = () => {
    waiting = false;
    const past = places.filter((place) => place.getBoundingClientRect().top < innerHeight / 3);
    const at = entries.get((past.at(-1) || places[0] || {}).id);
    entries.forEach((li) => li.classList.toggle("here", li === at));
  };
  addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(here); } }, { passive: true });
  here();

  // Definitions and sources, where the pointer rests, where the keyboard is, or at a tap.
  const tip = make("div", { id: "tip", role: "tooltip", hidden: "" });
  document.body.append(tip);
  let shown = null;
  let timer = 0;
  const named = (node) => (node instanceof Element ? node.closest("a.term, button[data-term]") : null);
  const idOf = (node) => node.dataset.term || node.hash.slice(1);
  const hide = () => {
    clearTimeout(timer);
    if (shown) shown.removeAttribute("aria-describedby");
    shown = null;
    tip.hidden = true;
  };
  const show = (node) => {
    clearTimeout(timer);
    if (node === shown) return;
    hide();
    const target = document.getElementById(idOf(node));
    if (!target) return;
    tip.textContent = (target.querySelector("dd") || target).textContent;
    tip.hidden = false;
    const box = node.getBoundingClientRect();
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    tip.style.left = `${Math.max(8, Math.min(box.left, room)) + scrollX}px`;
    const heading = node.tagName === "BUTTON";  // below one stand the numbers that it sorts
    const above = (heading || box.bottom + tip.offsetHeight + 8 > innerHeight) && box.top > tip.offsetHeight + 40;
    tip.style.top = `${(above ? box.top - tip.offsetHeight - 6 : box.bottom + 6) + scrollY}px`;
    node.setAttribute("aria-describedby", "tip");
    shown = node;
  };
  document.addEventListener("mouseover", (event) => {
    const node = named(event.target);
    if (node) show(node);
    else if (tip.contains(event.target)) clearTimeout(timer);
    else if (shown && shown !== document.activeElement) { clearTimeout(timer); timer = setTimeout(hide, 250); }
  });
  document.addEventListener("focusin", (event) => { const node = named(event.target); if (node) show(node); else hide(); });
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  const touch = matchMedia("(hover: none)");
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    if (link && link.matches(".term") && touch.matches) {
      event.preventDefault();  // a tap tells; the definition in its place is in the contents
      show(link);
    } else if (link) {
      hide();
      reveal(link.hash.slice(1));
      if (link.closest("#contents") && phone.matches) link.closest("#contents > details").open = false;
    } else if (!named(event.target) && !tip.contains(event.target)) {
      hide();
    }
  });

  // Tables sorted by a click on a heading: up, down, as they were; rows stay in their groups.
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const keyOf = (cell) => {
    if (cell.dataset.sort !== undefined) return Number(cell.dataset.sort);
    const text = cell.textContent.trim();
    if (text === "" || text === "—") return null;
    return cell.classList.contains("num") && /^[−-]?[\d.]+%?$/.test(text) ? parseFloat(text.replace("−", "-")) : text;
  };
  const compare = (a, b) => {
    if (a === null || b === null) return 0;
    if (typeof a === "number" && typeof b === "number") return a - b;
    return collator.compare(String(a), String(b));
  };
  const sorted = (rows, column, sign) => {
    const keyed = rows.map((row) => [keyOf(row.cells[column]), row]);
    const last = (key) => (key === null ? 1 : 0);  // what is missing stays at the end both ways
    keyed.sort(([a], [b]) => last(a) - last(b) || sign * compare(a, b));
    return keyed.map(([, row]) => row);
  };
  for (const table of all("table.sortable")) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const sorter = make("button", { type: "button", class: "sort", title: words.sort });
      all("a.term", head).forEach((term, at) => {  // no link in a button: the button tells what the first one does
        if (at === 0) sorter.dataset.term = term.hash.slice(1);
        term.replaceWith(...term.childNodes);
      });
      if (sorter.dataset.term) sorter.removeAttribute("title");
      sorter.append(...head.childNodes);
      head.append(sorter);
      sorter.addEventListener("click", () => {
        const next = { none: "ascending", ascending: "descending", descending: "none" }[head.getAttribute("aria-sort") || "none"];
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        let order = rows;
        if (next !== "none") {
          head.setAttribute("aria-sort", next);
          order = [];
          let run = [];
          const flush = () => { order.push(...sorted(run, column, next === "ascending" ? 1 : -1)); run = []; };
          for (const row of rows) {
            if (row.classList.contains("group")) { flush(); order.push(row); } else run.push(row);
          }
          flush();
        }
        body.append(...order);
      });
    });
  }

  // Pictures over the whole window.
  const large = make("dialog", { class: "large", "aria-labelledby": "large-title" });
  const title = make("p", { id: "large-title" });
  const close = make("button", { type: "button" }, words.shut);
  const held = make("div", { class: "held", tabindex: "0", role: "region", "aria-labelledby": "large-title" });
  large.append(make("div", { class: "bar" }, title, close), held);
  document.body.append(large);
  let home = null;
  const enlarge = (figure) => {
    home = figure.querySelector(".picture");
    title.textContent = figure.querySelector("figcaption").textContent;
    home.style.minHeight = `${home.offsetHeight}px`;
    held.replaceChildren(...home.childNodes);
    large.showModal();
  };
  large.addEventListener("close", () => {
    home.replaceChildren(...held.childNodes);
    home.style.minHeight = "";
  });
  close.addEventListener("click", () => large.close());
  large.addEventListener("click", (event) => { if (event.target === large) large.close(); });
  for (const figure of all("figure")) {
    const opener = make("button", { type: "button", class: "enlarge", "aria-haspopup": "dialog" }, words.enlarge);
    opener.setAttribute("aria-label", `${words.enlarge} ${figure.querySelector(".label").textContent}`);
    opener.addEventListener("click", () => enlarge(figure));
    figure.querySelector(".links").prepend(opener);
    figure.querySelector(".picture").addEventListener("click", () => enlarge(figure));
  }
})();
