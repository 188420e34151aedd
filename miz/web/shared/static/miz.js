/* What pages gain where scripts run. Each part finds its own elements by a data attribute, and
   every page works without any of it. */
(() => {
  "use strict";

  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  // The error summary takes the focus, so that a screen reader starts there.
  each("[data-focus]", (element) => element.focus());

  // A form is sent once. The button is not disabled: its name and value must still be sent. Heard
  // on the window, so that whoever stopped the sending (the robot check) has spoken before.
  let sent = new WeakSet();
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-once]")) return;
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
  });
  // A page that comes back from the browser's history may send again.
  window.addEventListener("pageshow", () => { sent = new WeakSet(); });

  // Rows of files: the empty ones wait behind a button.
  each("[data-files]", (box) => {
    const button = box.querySelector("[data-add]");
    const rows = [...box.querySelectorAll(".m-file-row")];
    const used = (row) => row.querySelector(".m-has-error, input[value]:not([value=''])");
    const waiting = () => rows.filter((row) => row.hidden);
    rows.slice(1).forEach((row) => { row.hidden = !used(row); });
    button.hidden = waiting().length === 0;
    button.addEventListener("click", () => {
      const row = waiting()[0];
      row.hidden = false;
      row.querySelector("input:not([type=hidden])").focus();
      button.hidden = waiting().length === 0;
    });
  });

  // A select that depends on another shows only the group named as the other's chosen option.
  each("select[data-depends]", (select) => {
    const other = document.getElementById(select.dataset.depends);
    if (!other) return;
    const groups = [...select.querySelectorAll("optgroup")];
    const show = () => {
      const chosen = other.selectedOptions[0]?.text;
      const kept = groups.filter((group) => group.label === chosen);
      const outside = select.selectedOptions[0]?.parentElement;
      groups.forEach((group) => group.remove());
      select.append(...kept);
      if (groups.includes(outside) && !kept.includes(outside)) select.value = "";
    };
    other.addEventListener("change", show);
    show();
  });

  // A staff member's half-written answer survives a lost connection, in this tab only.
  each("textarea[data-draft]", (area) => {
    const key = `draft:${area.dataset.draft}`;
    if (!area.value) area.value = sessionStorage.getItem(key) ?? "";
    area.addEventListener("input", () => sessionStorage.setItem(key, area.value));
    area.form?.addEventListener("submit", () => sessionStorage.removeItem(key));
  });

  each("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
