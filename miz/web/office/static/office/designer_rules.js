/* Tables of rules over the text of a DMN file. Only what is changed here changes in the text: the
   rest keeps its order, its remarks and what no table shows. */
(() => {
  "use strict";

  const box = document.querySelector("[data-tables]");
  const POLICIES = { UNIQUE: "تنها یک قاعده", FIRST: "نخستین قاعده", ANY: "هر کدام، با یک نتیجه",
    PRIORITY: "به ترتیب اهمیت", COLLECT: "همهٔ قاعده‌ها", "RULE ORDER": "همه، به ترتیب" };
  const ENTRIES = { input: "inputEntry", output: "outputEntry" };
  let tree = null;
  let head = "";
  let spaced = false;  // whether the author writes <a /> or <a/>
  let changed = false;

  const children = (node, name) => [...node.children].filter((each) => each.localName === name);
  const child = (node, name) => children(node, name)[0];
  const text = (node) => (node ? node.textContent.trim() : "");
  const made = (name, attributes = {}) => {
    const node = tree.createElementNS(tree.documentElement.namespaceURI,
      tree.documentElement.prefix ? `${tree.documentElement.prefix}:${name}` : name);
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
    return node;
  };
  const fresh = (stem) => {
    const taken = new Set([...tree.querySelectorAll("[id]")].map((node) => node.id));
    let number = 1;
    while (taken.has(`${stem}_${number}`)) number += 1;
    return `${stem}_${number}`;
  };
  // With the white space of its neighbour, so that the text stays readable.
  const insert = (parent, node, before) => {
    const space = before?.previousSibling ?? parent.firstElementChild?.previousSibling;
    const indent = space?.nodeType === Node.TEXT_NODE ? space.textContent : "\n";
    const last = before ? null : parent.lastElementChild;
    if (before) parent.insertBefore(node, before);
    else if (last) last.after(tree.createTextNode(indent), node);
    else parent.append(node);
    if (before) node.after(tree.createTextNode(indent));
  };
  const drop = (node) => {
    if (node.previousSibling?.nodeType === Node.TEXT_NODE) node.previousSibling.remove();
    node.remove();
  };
  const touch = () => { changed = true; };

  // --- controls
  const input = (label, value, set, ltr = true) => {
    const control = document.createElement("input");
    control.className = "m-input";
    control.dir = ltr ? "ltr" : "auto";
    control.setAttribute("aria-label", label);
    control.value = value;
    control.addEventListener("input", () => { set(control.value); touch(); });
    control.addEventListener("keydown", (pressed) => {
      if (pressed.key === "Enter") pressed.preventDefault();  // it would send the whole form
    });
    return control;
  };
  const button = (label, act, look = "m-link") => {
    const control = document.createElement("button");
    control.type = "button";
    control.className = look;
    control.textContent = label;
    control.addEventListener("click", () => { act(); touch(); draw(); });
    return control;
  };
  const cell = (tag, ...content) => {
    const shown = document.createElement(tag);
    if (tag === "th") shown.scope = "col";
    shown.append(...content);
    return shown;
  };
  const worded = (label, entry) => {
    const set = (value) => {
      let holder = child(entry, "text");
      if (!holder) entry.append(holder = made("text"));
      holder.textContent = value;
    };
    return input(label, text(child(entry, "text")), set);
  };

  // --- columns and rules
  const fa = (number) => number.toLocaleString("fa-IR");
  const entry = (kind, words) => {
    const node = made(ENTRIES[kind], { id: fresh(ENTRIES[kind]) });
    node.append(made("text"));
    node.firstChild.textContent = words;
    return node;
  };
  const addRule = (table) => {
    const rule = made("rule", { id: fresh("rule") });
    insert(table, rule, child(table, "annotationEntry"));
    children(table, "input").forEach(() => insert(rule, entry("input", "-")));
    children(table, "output").forEach(() => insert(rule, entry("output", "null")));
  };
  const addColumn = (table, kind) => {
    const column = kind === "input" ? made("input", { id: fresh("input"), label: "" })
      : made("output", { id: fresh("output"), name: fresh("output"), label: "", typeRef: "string" });
    if (kind === "input") {
      const expression = made("inputExpression", { id: fresh("inputExpression"), typeRef: "string" });
      expression.append(made("text"));
      column.append(expression);
    }
    insert(table, column, kind === "input" ? child(table, "output") : child(table, "rule"));
    children(table, "rule").forEach((rule) => {
      const before = kind === "input" ? child(rule, "outputEntry") : child(rule, "annotationEntry");
      insert(rule, entry(kind, kind === "input" ? "-" : "null"), before);
    });
  };
  const dropColumn = (table, kind, number) => {
    drop(children(table, kind)[number]);
    children(table, "rule").forEach((rule) => drop(children(rule, ENTRIES[kind])[number]));
  };

  const header = (table, kind) => children(table, kind).map((column, number) => {
    const word = `${kind === "input" ? "ورودی" : "خروجی"} ${fa(number + 1)}`;
    const label = input(`عنوان ${word}`, column.getAttribute("label") ?? "",
      (value) => column.setAttribute("label", value), false);
    const what = kind === "input" ? worded(`عبارت ${word}`, child(column, "inputExpression") ?? column)
      : input(`نام ${word}`, column.getAttribute("name") ?? "",
        (value) => column.setAttribute("name", value));
    const title = document.createElement("span");
    title.textContent = word;
    const more = children(table, kind).length > 1
      ? [button(`برداشتن ${word}`, () => dropColumn(table, kind, number))] : [];
    return cell("th", title, label, what, ...more);
  });
  const described = (rule) => (value) => {
    let holder = child(rule, "description");
    if (!holder) insert(rule, holder = made("description"), rule.firstElementChild);
    holder.textContent = value;
  };
  const row = (rule, number) => {
    const entries = ["input", "output"].flatMap((kind) => children(rule, ENTRIES[kind])
      .map((each, column) => cell("td", worded(
        `${kind === "input" ? "ورودی" : "خروجی"} ${fa(column + 1)}، قاعدهٔ ${fa(number + 1)}`, each))));
    const told = input(`توضیح قاعدهٔ ${fa(number + 1)}`, text(child(rule, "description")),
      described(rule), false);
    const before = rule.previousElementSibling;
    const up = number ? [button("بالاتر", () => { rule.parentNode.insertBefore(rule, before); })] : [];
    const shown = document.createElement("tr");
    shown.append(cell("td", fa(number + 1)), ...entries, cell("td", told),
      cell("td", ...up, button("برداشتن", () => drop(rule))));
    return shown;
  };
  const policy = (table) => {
    const label = document.createElement("label");
    const select = document.createElement("select");
    select.className = "m-input m-select";
    const known = table.getAttribute("hitPolicy") ?? "UNIQUE";
    Object.entries({ [known]: known, ...POLICIES }).forEach(([code, words]) => {
      select.add(new Option(words, code, code === known, code === known));
    });
    select.addEventListener("change", () => { table.setAttribute("hitPolicy", select.value); touch(); });
    label.append("اگر چند قاعده بخورد: ", select);
    return label;
  };
  const section = (table) => {
    const shown = document.createElement("section");
    const title = document.createElement("h3");
    title.textContent = "تصمیم ";
    const name = document.createElement("bdi");
    name.textContent = table.parentNode.getAttribute("name") ?? "";
    title.append(name);
    const grid = document.createElement("table");
    const first = document.createElement("tr");
    first.append(cell("th", "شماره"), ...header(table, "input"), ...header(table, "output"),
      cell("th", "توضیح"), cell("th", "کار"));
    grid.append(document.createElement("thead"), document.createElement("tbody"));
    grid.tHead.append(first);
    grid.tBodies[0].append(...children(table, "rule").map(row));
    const frame = document.createElement("div");
    frame.className = "d-rules";
    frame.append(grid);
    const tools = document.createElement("div");
    tools.className = "m-actions";
    tools.append(button("قاعدهٔ دیگر", () => addRule(table), "m-button m-secondary"),
      button("ستون ورودی دیگر", () => addColumn(table, "input"), "m-button m-quiet"),
      button("ستون خروجی دیگر", () => addColumn(table, "output"), "m-button m-quiet"));
    shown.append(title, policy(table), frame, tools);
    return shown;
  };
  const tables = () => [...tree.getElementsByTagNameNS("*", "decisionTable")];
  const draw = () => box.replaceChildren(...tables().map(section));

  designer.draw({
    async read(words) {
      [head] = words.match(/^<\?xml[^>]*\?>\s*/) ?? [""];
      spaced = words.includes('" />');
      tree = new DOMParser().parseFromString(words.slice(head.length), "application/xml");
      if (tree.querySelector("parsererror") || !tables().length) throw new Error("no table");
      draw();
      changed = false;
    },
    async write() {
      if (!changed) return null;
      changed = false;
      const written = new XMLSerializer().serializeToString(tree);
      return `${head}${spaced ? written.replaceAll('"/>', '" />') : written}\n`;
    },
    changed: () => changed,
  });
})();
