/* The office by keyboard. A template gives an element its keys by `data-key`, several parted by
   spaces: one letter ("a"), or letters one after another ("gi"). Pressing opens a <details> and goes
   to what it asks for, goes into a field, and clicks anything else. With `data-marked` it is clicked
   for the marked row alone. A table with `data-list` has rows to walk by j and k; each has one link,
   and may have a checkbox. In what has `data-own-keys`, such as a modeler, no key is ours. */
(() => {
  "use strict";

  const TYPING = "textarea, select, input:not([type=checkbox], [type=radio]), [contenteditable]";
  const PAUSE_MS = 1500;
  const help = document.getElementById("keys");
  const list = document.querySelector("table[data-list]");
  const rows = list ? [...list.tBodies[0].rows] : [];
  const keyed = () => [...document.querySelectorAll("[data-key]")];
  const keysOf = (element) => element.dataset.key.split(" ");
  const remembered = () => JSON.parse(sessionStorage.getItem("office-list") ?? "{}");

  // Which key it is by its Latin letter or, where the layout is Persian, by its place.
  const named = ({ key, code, shiftKey }) => {
    if (/^[a-z/?]$/.test(key) || key.length > 1) return key;
    if (code === "Slash") return shiftKey ? "?" : "/";
    return /^Key[A-Z]$/.test(code) && !shiftKey ? code[3].toLowerCase() : "";
  };

  // --- the rows of a list: the mark is where the focus was last

  const marked = () => rows.find((row) => row.hasAttribute("aria-current"));
  const linkOf = (row) => row.querySelector("a[href]");
  const tickOf = (row) => row.querySelector("input[type=checkbox]");

  const mark = (row) => {
    marked()?.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    const kept = { list: list.dataset.list, href: location.href, link: linkOf(row).id, at: rows.indexOf(row) };
    sessionStorage.setItem("office-list", JSON.stringify(kept));
  };

  const step = (by) => {
    const at = marked() ? rows.indexOf(marked()) + by : 0;
    const row = rows[Math.max(0, Math.min(at, rows.length - 1))];
    linkOf(row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };

  const walk = {
    j: () => step(1),
    k: () => step(-1),
    o: () => marked() && linkOf(marked()).click(),
    Enter: () => marked() && linkOf(marked()).click(),
    x: () => marked() && tickOf(marked())?.click(),
  };

  if (rows.length) {
    list.addEventListener("focusin", (event) => {
      const row = event.target.closest("tbody tr");
      if (row) mark(row);
    });
    // Who comes back finds the mark where it was, or on what took the place of a row that has gone.
    const kept = remembered();
    if (kept.list === list.dataset.list) {
      mark(rows.find((row) => linkOf(row).id === kept.link) ?? rows[Math.min(kept.at, rows.length - 1)]);
    }
  }

  // --- elements with keys of their own

  const act = (element) => {
    if (element.matches("details")) {
      element.open = true;
      element.scrollIntoView({ block: "nearest" });
      const asked = "input:not([type=hidden]), textarea, select";
      (element.querySelector(":required") ?? element.querySelector(asked))?.focus();
    } else if (element.matches(TYPING)) {
      element.focus();
      element.select?.();
    } else if (element.hasAttribute("data-marked") && marked()) {
      rows.forEach((row) => { tickOf(row).checked = row === marked(); });
      element.click();
    } else {
      element.click();
    }
  };

  let begun = "";
  let pause = 0;
  const press = (key) => {
    const keys = begun + key;
    begun = "";
    clearTimeout(pause);
    const element = keyed().find((each) => keysOf(each).includes(keys));
    if (keys === "u" && remembered().href && !list) location.assign(remembered().href);
    else if (element) act(element);
    else if (keyed().some((each) => keysOf(each).some((whole) => whole.startsWith(keys)))) {
      begun = keys;
      pause = setTimeout(() => { begun = ""; }, PAUSE_MS);
    } else if (keys !== key) return press(key);
    else return false;
    return true;
  };

  // --- the help, and the switch for who is disturbed by keys

  const on = help?.querySelector("[data-keys-on]");
  if (on) {
    on.checked = localStorage.getItem("office-keys") !== "off";
    on.addEventListener("change", () => localStorage.setItem("office-keys", on.checked ? "on" : "off"));
    const button = document.querySelector("[data-help]");
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }

  document.addEventListener("keydown", (event) => {
    const { target, repeat } = event;
    if (event.isComposing || event.defaultPrevented || !on || help.open) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (target.matches("textarea")) target.form?.requestSubmit();
      return;
    }
    if (!on.checked || event.ctrlKey || event.altKey || event.metaKey || target.matches(TYPING)) return;
    if (target.closest("[data-own-keys]")) return;
    const key = named(event);
    if (!key || (repeat && !"jk".includes(key))) return;
    if (key === "?") help.showModal();
    else if (key === "Enter" && target !== document.body) return;
    else if (!begun && rows.length && key in walk) walk[key]();
    else if (key.length > 1 || !press(key)) return;
    event.preventDefault();
  });
})();
