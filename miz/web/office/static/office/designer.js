/* The editor of one file of a draft: line numbers, the way from a finding to its line, words that
   outlive a closed session, and the switch between a text and its drawing. The text area is the
   truth and all that is sent; without scripts it does the whole work. */
const designer = (() => {
  "use strict";

  const area = document.getElementById("id_text");
  const { form } = area;
  const first = area.value;
  // A page that was only checked, or refused, begins with words that nobody has kept.
  const arrived = form.dataset.unsaved === undefined;
  const part = (name) => document.querySelector(`[data-${name}]`);
  let sending = false;

  // --- lines
  const numbers = document.createElement("div");
  numbers.className = "d-numbers";
  numbers.setAttribute("aria-hidden", "true");
  area.before(numbers);
  const number = () => {
    const lines = area.value.split("\n").length;
    if (numbers.childElementCount !== lines) {
      numbers.replaceChildren(...Array.from({ length: lines }, (_, line) => {
        const row = document.createElement("span");
        row.textContent = (line + 1).toLocaleString("fa-IR", { useGrouping: false });
        return row;
      }));
    }
    numbers.scrollTop = area.scrollTop;
  };
  area.addEventListener("scroll", () => { numbers.scrollTop = area.scrollTop; });

  const select = (line) => {
    const lines = area.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    area.scrollTop = (line - 6) * Number.parseFloat(getComputedStyle(area).lineHeight);
    area.scrollLeft = 0;
  };

  // --- what is typed outlives a closed tab's session, in this tab only
  const kept = part("kept");
  const key = `design:${kept.dataset.kept}`;
  const before = sessionStorage.getItem(key);
  if (before === first && arrived) sessionStorage.removeItem(key);
  else if (before !== null && before !== first) kept.hidden = false;
  part("forget").addEventListener("click", () => {
    sessionStorage.removeItem(key);
    kept.hidden = true;
  });

  // --- text and drawing
  let drawing = null;
  let shown = "text";
  const put = (text) => {
    area.value = text;
    number();
    sessionStorage.setItem(key, text);
  };
  const store = async () => {
    const text = drawing && shown === "drawn" ? await drawing.write() : null;
    if (text !== null && text !== area.value) put(text);
  };
  const show = async (view) => {
    await store();
    shown = view;
    part("undrawn").hidden = true;
    part("drawn").hidden = view !== "drawn";
    part("text").hidden = view === "drawn";
    if (view === "drawn") {
      try {
        await drawing.read(area.value);
      } catch {
        await show("text");
        part("undrawn").hidden = false;
        return;
      }
    }
    document.querySelectorAll("[data-view]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.view === shown));
    });
    number();
  };
  const goTo = async (line) => {
    if (shown === "drawn" && drawing.find?.(line)) return;
    if (shown === "drawn") await show("text");
    select(line);
  };
  part("restore").addEventListener("click", async () => {
    kept.hidden = true;
    shown = "text";
    put(before);
    if (drawing) await show("drawn");
  });

  area.addEventListener("input", () => put(area.value));
  form.addEventListener("submit", async (event) => {
    if (sending || shown !== "drawn") {
      sending = true;
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    await store();
    // In a turn of its own: a form is not sent from within its own sending.
    setTimeout(() => {
      sending = true;
      form.requestSubmit(submitter);
    });
  });
  window.addEventListener("beforeunload", (event) => {
    const changed = !arrived || area.value !== first || (shown === "drawn" && drawing.changed());
    if (changed && !sending) event.preventDefault();
  });
  document.querySelectorAll("[data-line]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    goTo(Number(link.dataset.line));
  }));
  number();

  const asked = Number(new URLSearchParams(location.search).get("line"));
  if (asked && !part("views")) select(asked);

  return {
    /* A drawing over the text: `read(text)` draws it or throws, `write()` answers the text it
       became or null, `changed()` whether it differs, `find(line)` whether it could show the place. */
    async draw(made) {
      drawing = made;
      part("views").hidden = false;
      document.querySelectorAll("[data-view]").forEach((button) => {
        button.addEventListener("click", () => show(button.dataset.view));
      });
      await show("drawn");
      if (asked) await goTo(asked);
    },
    first,
  };
})();
