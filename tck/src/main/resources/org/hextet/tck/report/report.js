"use strict";
// Everything shown is made of text nodes: nothing that a provider says is ever read as markup.
(() => {
  const report = JSON.parse(document.getElementById("report").textContent);
  const OUTCOMES = ["PASS", "FAIL", "UNSUPPORTED", "NOT_RUN"];
  const LEVELS = ["MUST", "SHOULD", "MAY"];
  const WORDS = { PASS: "passed", FAIL: "failed", UNSUPPORTED: "unsupported", NOT_RUN: "not run" };
  const MEANING = {
    PASS: "as the row says",
    FAIL: "not as the row says",
    UNSUPPORTED: "the provider does not declare the row's capability",
    NOT_RUN: "this host lacked what the row needs: the verdict is open",
  };
  const SHAPES = { PASS: "M2 8l4 4 8-9", FAIL: "M3 3l10 10M13 3L3 13", UNSUPPORTED: "M3 8h10", NOT_RUN: "M8 3v6M8 12.6v.2" };
  const WORST = ["FAIL", "NOT_RUN", "UNSUPPORTED", "PASS"];
  const cssOf = (outcome) => outcome.toLowerCase().replace("_", "-");

  function el(tag, properties, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
      if (name === "class") made.className = value;
      else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
    }
    made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== "")
      .map((child) => (typeof child === "string" ? plain(child) : child)));
    return made;
  }

  /** What would reorder or hide other text is written out. */
  const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
  const plain = (text) => text.replace(HIDDEN, (one) => "\\u" + one.charCodeAt(0).toString(16).padStart(4, "0"));

  /** Text with code in backquotes. */
  function prose(text) {
    return text.split("`").map((part, at) => (at % 2 ? el("code", {}, part) : part));
  }

  function mark(outcome) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("class", `mark ${cssOf(outcome)}`);
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", SHAPES[outcome]);
    svg.append(path);
    return svg;
  }

  const thousands = (number) => number.toLocaleString("en");
  const count = (number, one, many) => `${thousands(number)} ${number === 1 ? one : many || one + "s"}`;

  function duration(ms) {
    if (ms < 1000) return `${ms} ms`;
    if (ms < 60000) return `${(ms / 1000).toFixed(1)} s`;
    return `${Math.floor(ms / 60000)} min ${Math.floor((ms % 60000) / 1000)} s`;
  }

  // The model: columns (house, transports, resolvers), areas, rows, and the results of each row in each column.

  const rows = new Map(report.rows.map((row) => [row.id, row]));
  const columns = new Map();
  const places = { house: 0, transport: 1, resolver: 2 };

  function columnOf(result) {
    const scope = rows.get(result.id).scope;
    const kind = scope === "house" ? "house" : scope === "transport" ? "transport" : "resolver";
    return { kind, name: kind === "house" ? "house" : result[kind] };
  }

  for (const result of report.results) {
    const column = columnOf(result);
    result.column = `${column.kind} ${column.name}`;
    if (!columns.has(result.column)) columns.set(result.column, { ...column, key: result.column, results: [] });
    columns.get(result.column).results.push(result);
  }
  const order = [...columns.values()].sort((one, other) => places[one.kind] - places[other.kind]);
  const areas = [...new Set(report.rows.map((row) => row.area))];
  for (const row of report.rows) {
    row.results = new Map();
    row.text = [row.id, row.area, row.level, row.sentence, row.given, row.when, row.then, row.source, row.because,
      row.look_at, ...row.capabilities, ...row.environments].join("\n").toLowerCase();
  }
  for (const result of report.results) {
    const results = rows.get(result.id).results;
    if (!results.has(result.column)) results.set(result.column, []);
    results.get(result.column).push(result);
    result.text = `${result.detail}\n${result.transport}\n${result.resolver}\n${result.report || ""}\n${result.log || ""}`.toLowerCase();
  }

  function tally(results) {
    const tally = { PASS: 0, FAIL: 0, UNSUPPORTED: 0, NOT_RUN: 0, must: 0, all: results.length };
    for (const result of results) {
      tally[result.outcome]++;
      if (result.outcome === "FAIL" && result.level === "MUST") tally.must++;
    }
    return tally;
  }

  const worst = (results) => WORST.find((outcome) => results.some((result) => result.outcome === outcome));

  function bar(sums) {
    const made = el("span", { class: "bar", "aria-hidden": "true" });
    for (const outcome of OUTCOMES) {
      if (sums[outcome] > 0) {
        const part = el("i", { class: cssOf(outcome) });
        part.style.flexGrow = sums[outcome];
        made.append(part);
      }
    }
    return made;
  }

  // The head.

  function showHead() {
    const sums = tally(report.results);
    const run = report.run;
    const isWhole = report.summary.rows >= report.summary.checks;
    const verdict = sums.must > 0
      ? `${count(sums.must, "MUST row")} ${sums.must === 1 ? "fails" : "fail"}`
      : sums.all === 0 ? "No row was run"
      : sums.NOT_RUN > 0 ? `No MUST fails; ${thousands(sums.NOT_RUN)} not run, so the verdict is open`
      : `Every MUST ${isWhole ? "" : "that was run "}passes or is unsupported by declaration`;
    document.title = `Hextet TCK: ${verdict}`;
    const started = run.started.replace("T", " ").replace(/:\d\d(\.\d+)?Z$/, " UTC");
    document.getElementById("top").append(
      el("div", { class: "brand" }, el("b", {}, "Hextet"), "behaviour matrix"),
      el("h1", { class: `verdict ${sums.must > 0 ? "fails" : ""}` }, verdict),
      el("p", { class: "facts" },
        [`${count(sums.all, "result")} of ${isWhole ? count(report.rows.length, "row")
          : `${thousands(report.rows.length)} of the ${count(report.summary.checks, "row")}`}`, `${started}, ${duration(run.took_ms)}`,
          `TCK ${run.tck}`, `api ${run.api}`, `Java ${run.java}`, run.kernel,
          run.patience === 1 ? null : `patience ${Number(run.patience.toFixed(2))}`,
          run.seed === null ? null : `seed ${run.seed}`].filter(Boolean).map((fact) => el("span", {}, fact))),
      el("div", { class: "cards" }, order.map(card), run.providers
        .filter((facts) => !columns.has(`${facts.kind} ${facts.name}`))
        .map((facts) => card({ ...facts, results: [] }))));
  }

  function card(column) {
    const sums = tally(column.results);
    const facts = report.run.providers.find((one) => one.kind === column.kind && one.name === column.name);
    const unavailable = facts && !facts.available;
    const verdict = unavailable ? "unavailable" : sums.all === 0 ? "not run" : sums.must > 0 ? "fails" : sums.NOT_RUN > 0 ? "open" : "passes";
    const absent = facts ? Object.entries(facts.absent) : [];
    return el("article", { class: "card" },
      el("h3", {}, column.name, el("span", { class: `pill ${verdict.replace(" ", "-")}` }, verdict)),
      el("div", { class: "soft" }, facts ? `${facts.kind}, ${facts.version}` : "what all providers share"),
      unavailable ? el("div", { class: "soft" }, facts.reason) : null,
      sums.all === 0 ? null : bar(sums),
      el("div", { class: "counts" }, OUTCOMES.filter((outcome) => sums[outcome] > 0 || (outcome === "PASS" && sums.all > 0))
        .map((outcome) => el("span", { class: `n ${cssOf(outcome)}` }, `${thousands(sums[outcome])} ${WORDS[outcome]}`))),
      absent.length === 0 ? null : el("details", {},
        el("summary", {}, `lacks ${absent.length === 1 ? "1 capability" : `${absent.length} capabilities`}`),
        el("dl", {}, absent.sort().flatMap(([name, why]) => [el("dt", {}, name), el("dd", {}, why)]))));
  }

  // What failed.

  function showFailures() {
    const failed = report.results.filter((result) => result.outcome === "FAIL");
    const section = document.getElementById("failures");
    if (failed.length === 0) return;
    section.hidden = false;
    section.append(el("h2", { id: "failures-head" }, `What failed (${failed.length})`),
      ...failed.slice(0, 200).map((result) =>
        el("button", { class: "failure", type: "button", onclick: () => reveal(result.id, result.column) },
          el("span", { class: "id" }, result.id),
          el("span", { class: "soft" }, result.level),
          el("span", {}, columns.get(result.column).name),
          el("span", { class: "what" }, result.detail))));
    if (failed.length > 200) section.append(el("p", { class: "soft" }, `and ${failed.length - 200} more, below`));
  }

  // Areas by providers.

  function sumsCell(results, about, narrow) {
    if (results.length === 0) return el("td", {});
    const sums = tally(results);
    const numbers = OUTCOMES.filter((outcome) => sums[outcome] > 0 || outcome === "PASS");
    const words = numbers.map((outcome) => `${sums[outcome]} ${WORDS[outcome]}`).join(", ");
    return el("td", { class: sums.FAIL > 0 ? "failing" : "" },
      el("button", { type: "button", title: `${about}: ${words}`, "aria-label": `${about}: ${words}`, onclick: () => narrow(sums) },
        numbers.map((outcome) => el("span", { class: `n ${cssOf(outcome)}` }, thousands(sums[outcome]))), bar(sums)));
  }

  function showOverview() {
    const head = el("tr", {}, el("td", {}), order.map((column) =>
      el("th", { scope: "col" }, column.name, el("small", {}, column.kind === "house" ? "all providers" : column.kind))));
    const body = areas.map((area) => el("tr", {},
      el("th", { scope: "row" }, el("button", { type: "button", onclick: () => narrowTo({ area, provider: "" }) }, area)),
      order.map((column) => sumsCell(column.results.filter((result) => result.area === area), `${area} on ${column.name}`,
        (sums) => narrowTo({ area, provider: column.key, outcomes: sums.FAIL > 0 ? ["FAIL"] : [] })))));
    const foot = el("tr", {}, el("th", { scope: "row" }, "all"), order.map((column) =>
      sumsCell(column.results, column.name, () => narrowTo({ area: "", provider: column.key }))));
    document.getElementById("overview").append(
      el("h2", {}, el("span", { id: "overview-head" }, "Areas and providers"), el("span", { class: "key" },
        OUTCOMES.filter((outcome) => tally(report.results)[outcome] > 0).map((outcome) => el("span", { class: `n ${cssOf(outcome)}` }, WORDS[outcome])))),
      el("div", { class: "scroll" }, el("table", {}, el("colgroup", {}, el("col", { class: "area" })), el("thead", {}, head), el("tbody", {}, body), el("tfoot", {}, foot))));
  }

  // The filter.

  const filter = { text: "", outcomes: new Set(), levels: new Set(), area: "", provider: "" };
  const controls = {};

  function chip(set, value, label, shape) {
    const made = el("button", { class: "chip", type: "button", "aria-pressed": "false", "data-filter": value, onclick: () => {
      if (!set.delete(value)) set.add(value);
      apply();
    } }, shape || null, label);
    made.sync = () => made.setAttribute("aria-pressed", String(set.has(value)));
    return made;
  }

  function select(name, label, options) {
    const made = el("select", { "aria-label": label, id: `by-${name}`, onchange: () => {
      filter[name] = made.value;
      apply();
    } }, options.map(([value, text]) => el("option", { value }, text)));
    made.sync = () => { made.value = filter[name]; };
    return made;
  }

  function showFilter() {
    const sums = tally(report.results);
    controls.search = el("input", { type: "search", id: "search", placeholder: "Search rows, sources, failures", autocomplete: "off",
      spellcheck: "false", "aria-label": "Search", oninput: () => {
        filter.text = controls.search.value;
        apply();
      } });
    controls.chips = [
      ...OUTCOMES.filter((outcome) => sums[outcome] > 0).map((outcome) =>
        chip(filter.outcomes, outcome, `${thousands(sums[outcome])} ${WORDS[outcome]}`, mark(outcome))),
      ...LEVELS.filter((level) => report.rows.some((row) => row.level === level)).map((level) => chip(filter.levels, level, level)),
    ];
    controls.selects = [
      select("area", "Area", [["", "every area"], ...areas.map((area) => [area, area])]),
      select("provider", "Provider", [["", "every provider"], ...order.map((column) =>
        [column.key, column.kind === "house" ? "house" : `${column.name} (${column.kind})`])]),
    ];
    controls.found = el("span", { id: "found", role: "status" });
    controls.clear = el("button", { type: "button", id: "clear", onclick: () => clear() }, "show all");
    document.getElementById("filter").append(
      el("div", { class: "controls" }, controls.search, controls.selects, el("div", { class: "chips" }, controls.chips)),
      el("div", { class: "found" }, el("span", {}, controls.found, controls.clear),
        el("span", { class: "keys" }, el("kbd", {}, "/"), " search ", el("kbd", {}, "\u2191"), el("kbd", {}, "\u2193"), el("kbd", {}, "\u2190"),
          el("kbd", {}, "\u2192"), " move ", el("kbd", {}, "Enter"), " open ", el("kbd", {}, "Esc"), " close, then show all")));
  }

  function narrowTo(wanted) {
    filter.area = wanted.area;
    filter.provider = wanted.provider;
    filter.outcomes = replaced(filter.outcomes, wanted.outcomes || []);
    filter.levels = replaced(filter.levels, []);
    filter.text = "";
    apply();
    document.getElementById("filter").scrollIntoView();
  }

  function replaced(set, values) {
    set.clear();
    values.forEach((value) => set.add(value));
    return set;
  }

  function clear() {
    filter.text = filter.area = filter.provider = "";
    filter.outcomes.clear();
    filter.levels.clear();
    apply();
  }

  const visibleColumns = () => order.filter((column) => filter.provider === "" || filter.provider === column.key);

  /** A result is meant if provider and outcome are; a row, if level, area and text are and one of its results is. */
  function isMeant(result) {
    return (filter.provider === "" || result.column === filter.provider)
      && (filter.outcomes.size === 0 || filter.outcomes.has(result.outcome));
  }

  function rowIsMeant(row, words) {
    if (filter.area !== "" && row.area !== filter.area) return false;
    if (filter.levels.size > 0 && !filter.levels.has(row.level)) return false;
    const meant = [...row.results.values()].flat().filter(isMeant);
    return meant.length > 0
      && words.every((word) => row.text.includes(word) || meant.some((result) => result.text.includes(word)));
  }

  // The rows.

  const lines = [];
  let body;

  function showRows() {
    const table = el("table", {},
      el("colgroup", {}, el("col", { class: "id" }), el("col", { class: "level" }), el("col", {}), order.map((column) =>
        el("col", { class: "provider", "data-column": column.key }))),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, el("span", {}, "row")), el("th", { scope: "col", class: "level" }, "level"),
        el("th", { scope: "col" }, "rule"),
        order.map((column) => el("th", { scope: "col", class: "provider", "data-column": column.key }, el("span", {}, column.name))))));
    for (const area of areas) {
      const mine = report.rows.filter((row) => row.area === area);
      const part = el("tbody", { "data-area": area });
      const head = el("tr", { class: "area" }, el("th", { scope: "rowgroup", colspan: 3 + order.length }, area,
        el("span", { class: "soft" }, "")));
      part.append(head);
      for (const row of mine) {
        const line = makeLine(row);
        lines.push(line);
        part.append(line.tr);
      }
      part.areaLines = lines.filter((line) => line.row.area === area);
      part.areaCount = head.querySelector(".soft");
      table.append(part);
    }
    body = table;
    table.addEventListener("keydown", move);
    document.getElementById("rows").append(el("h2", { id: "rows-head" }, "Rows"), table,
      el("p", { class: "none", id: "none", hidden: true }, "No row is like that."));
  }

  function makeLine(row) {
    const line = { row, detail: null, cells: [] };
    line.rule = el("button", { class: "rule", type: "button", tabindex: "-1", "aria-expanded": "false", onclick: () => toggle(line) }, sentence(row.sentence));
    line.tr = el("tr", { class: "row", id: row.id },
      el("td", { class: "id" }, row.id), el("td", { class: "level" }, row.level), el("td", { class: "saying" }, line.rule),
      order.map((column) => {
        const results = row.results.get(column.key);
        const td = el("td", { class: "cells", "data-column": column.key });
        if (results) {
          const outcome = worst(results);
          const text = `${row.id} on ${column.name}: ${WORDS[outcome]}`;
          const cell = el("button", { class: `cell ${cssOf(outcome)}`, type: "button", tabindex: "-1", "aria-label": text,
            title: results[0].detail ? `${WORDS[outcome]}: ${results[0].detail}` : WORDS[outcome], onclick: () => toggle(line, column.key) }, mark(outcome));
          td.append(cell);
          line.cells.push({ cell, column, results });
        }
        return td;
      }));
    return line;
  }

  function toggle(line, column) {
    if (line.detail && (column === undefined || line.chosen === column)) close(line);
    else open(line, column);
  }

  function open(line, column) {
    if (line.detail) line.detail.remove();
    line.chosen = column;
    line.detail = el("tr", { class: "detail" }, el("td", { colspan: 3 + order.length }, panel(line.row, column)));
    line.tr.after(line.detail);
    line.tr.classList.add("opened");
    line.rule.setAttribute("aria-expanded", "true");
    history.replaceState(null, "", `#${line.row.id}`);
  }

  function close(line) {
    if (!line.detail) return;
    line.detail.remove();
    line.detail = null;
    line.chosen = undefined;
    line.tr.classList.remove("opened");
    line.rule.setAttribute("aria-expanded", "false");
  }

  const pairs = (kind, list) => el("dl", { class: kind }, list.filter(([, value]) => value && value.length > 0)
    .flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, prose(value))]));

  function panel(row, chosen) {
    const spec = el("div", { class: "spec" },
      row.then ? pairs("gwt", [["given", row.given], ["when", row.when], ["then", row.then]])
        : pairs("gwt", [["rule", row.sentence]]),
      pairs("more", [["source", row.source], ["matters", sentence(row.because)], ["look at", sentence(row.look_at)],
        ["needs", row.capabilities.map((one) => (one.startsWith("!") ? `only without ${one.slice(1)}` : one)).join(", ")],
        ["runs in", row.environments.join(", ")]]),
      el("p", {}, el("a", { class: "anchor", href: `#${row.id}` }, `link to ${row.id}`)));
    const shown = order.filter((column) => row.results.has(column.key)
      && (filter.provider === "" || filter.provider === column.key || column.key === chosen));
    // The chosen one first, then what failed.
    const rank = (column) => (column.key === chosen ? -1 : WORST.indexOf(worst(row.results.get(column.key))));
    const results = [...shown].sort((one, other) => rank(one) - rank(other))
      .flatMap((column) => row.results.get(column.key).map((result) => happened(result, column, column.key === chosen)));
    return el("div", { class: "panel" }, spec, el("div", { class: "results" }, results));
  }

  const sentence = (text) => (text ? text.charAt(0).toUpperCase() + text.slice(1) : "");

  function happened(result, column, isChosen) {
    const on = column.kind === "resolver" ? ` on ${result.transport}` : "";
    const copy = el("button", { type: "button", onclick: () => copyText(result.alone, copy) }, "copy");
    return el("div", { class: `on ${cssOf(result.outcome)}${isChosen ? " chosen" : ""}`, "data-column": column.key },
      el("h4", {}, el("span", {}, column.name, on), el("span", { class: "outcome" }, mark(result.outcome), WORDS[result.outcome]),
        result.took_ms > 0 ? el("span", { class: "soft" }, duration(result.took_ms)) : null),
      result.detail ? el("p", {}, result.detail) : null,
      el("div", { class: "alone" }, el("code", {}, result.alone), copy),
      result.report ? el("details", { open: true }, el("summary", {}, "report"), el("pre", { class: "report", tabindex: "0" }, result.report)) : null,
      result.log ? el("details", { open: true }, el("summary", {}, "log of the failing run"), el("pre", { class: "log", tabindex: "0" }, result.log)) : null);
  }

  function copyText(text, button) {
    // A page from a file may not have the clipboard: then the text is selected, to be copied by hand.
    const done = () => { button.textContent = "copied"; };
    const select = () => getSelection().selectAllChildren(button.previousSibling);
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, select);
    else select();
  }

  // What is shown of all this.

  function apply() {
    if (controls.search.value !== filter.text) controls.search.value = filter.text;
    [...controls.chips, ...controls.selects].forEach((control) => control.sync());
    const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
    const shownColumns = new Set(visibleColumns().map((column) => column.key));
    let shown = 0;
    let results = 0;
    for (const line of lines) {
      const meant = rowIsMeant(line.row, words);
      line.tr.hidden = !meant;
      if (line.detail) line.detail.hidden = !meant;
      if (meant) {
        shown++;
        for (const { cell, results: own } of line.cells) {
          const isOther = !own.some(isMeant);
          cell.classList.toggle("other", isOther);
          results += own.filter(isMeant).length;
        }
      }
    }
    for (const part of body.tBodies) {
      const mine = part.areaLines.filter((line) => !line.tr.hidden).length;
      part.hidden = mine === 0;
      part.areaCount.textContent = count(mine, "row");
    }
    for (const one of body.querySelectorAll("[data-column]")) {
      if (!one.closest(".detail")) one.hidden = !shownColumns.has(one.dataset.column);
    }
    document.getElementById("none").hidden = shown > 0;
    body.hidden = shown === 0;
    const all = shown === lines.length && results === report.results.length;
    controls.found.textContent = all ? `All ${count(shown, "row")}, ${count(results, "result")}`
      : `${thousands(shown)} of ${count(lines.length, "row")}, ${count(results, "result")}`;
    controls.clear.hidden = all;
    const first = lines.find((line) => !line.tr.hidden);
    const current = lines.find((line) => line.rule.tabIndex === 0);
    if (first && (!current || current.tr.hidden)) focusable(first.rule);
  }

  /** One stop for the tab key in all of the table; arrows lead on from it. */
  function focusable(button) {
    for (const one of body.querySelectorAll("[tabindex='0']")) if (!one.closest(".detail")) one.tabIndex = -1;
    button.tabIndex = 0;
  }

  function move(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest(".detail")) return;
    const line = lines.find((one) => one.tr.contains(event.target));
    if (!line) return;
    const shown = lines.filter((one) => !one.tr.hidden);
    const stops = (one) => [one.rule, ...one.cells.filter(({ column }) => visibleColumns().includes(column)).map(({ cell }) => cell)];
    const across = stops(line).indexOf(event.target);
    const down = shown.indexOf(line);
    const to = { ArrowDown: down + 1, ArrowUp: down - 1, Home: 0, End: shown.length - 1 }[event.key];
    let next;
    if (to !== undefined && shown[to]) {
      const column = across > 0 ? event.target.closest("[data-column]").dataset.column : "";
      const same = shown[to].cells.find((one) => one.column.key === column);
      next = same ? same.cell : shown[to].rule;
    } else if (event.key === "ArrowRight") next = stops(line)[across + 1];
    else if (event.key === "ArrowLeft") next = stops(line)[across - 1];
    if (next) {
      event.preventDefault();
      focusable(next);
      next.focus();
    }
  }

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target === controls.search || event.target.tagName === "SELECT";
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      controls.search.focus();
      controls.search.select();
    } else if (event.key === "Escape") {
      const line = lines.find((one) => one.detail && (one.tr.contains(event.target) || one.detail.contains(event.target)))
        || (isTyping ? undefined : lines.find((one) => one.detail));
      if (line) {
        close(line);
        focusable(line.rule);
        line.rule.focus({ preventScroll: true });
      } else clear();
    }
  });

  function reveal(id, column) {
    const line = lines.find((one) => one.row.id === id);
    if (!line) return false;
    if (line.tr.hidden || (column && filter.provider !== "" && filter.provider !== column)) clear();
    open(line, column);
    focusable(line.rule);
    line.tr.scrollIntoView({ block: "start" });
    line.rule.focus({ preventScroll: true });
    return true;
  }

  function followHash() {
    const wanted = decodeURIComponent(location.hash.slice(1)).toUpperCase();
    if (rows.has(wanted)) {
      const failed = report.results.find((result) => result.id === wanted && result.outcome === "FAIL");
      reveal(wanted, failed ? failed.column : undefined);
    }
  }

  // On paper what failed is there in full.
  window.addEventListener("beforeprint", () => lines.forEach((line) => {
    if (!line.detail && !line.tr.hidden && line.cells.some(({ results }) => worst(results) === "FAIL")) open(line);
  }));

  function showBeyond() {
    const section = document.getElementById("beyond");
    section.append(el("h2", { id: "beyond-head" }, "What it means"),
      el("ul", { class: "legend" }, OUTCOMES.map((outcome) => el("li", {},
        el("span", { class: `n ${cssOf(outcome)}` }, mark(outcome), WORDS[outcome]), ` ${MEANING[outcome]}`))),
      el("p", { class: "soft" }, "A provider passes when none of its MUST rows fails. A SHOULD or MAY that fails is shown, and does not fail it. ",
        "Unsupported and not run are never a pass."));
    if (report.unchecked.length > 0) {
      section.append(el("h2", {}, "Rows that are no checks"), el("dl", {}, report.unchecked.flatMap((row) => [
        el("dt", { class: "id" }, row.id),
        el("dd", {}, "Given ", prose(row.given), ", ", prose(row.when), ": ", prose(row.then), ". ", el("span", { class: "soft" }, prose(row.why)))])));
    }
  }

  // The head of the rows sticks below the filter, however many lines that takes.
  new ResizeObserver(() => document.documentElement.style.setProperty("--filter-height",
    getComputedStyle(document.getElementById("filter")).position === "sticky"
      ? `${document.getElementById("filter").offsetHeight}px` : "0px")).observe(document.getElementById("filter"));

  showHead();
  showFailures();
  showOverview();
  showFilter();
  showRows();
  showBeyond();
  apply();
  followHash();
  window.addEventListener("hashchange", followHash);
  document.documentElement.dataset.ready = "true";
})();
