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

  // What a member of staff writes survives a lost connection and a lapsed session, in this tab only:
  // it is kept until a message says that it arrived.
  const draft = (name) => `draft:${name}`;
  each("[data-sent]", (message) => sessionStorage.removeItem(draft(message.dataset.sent)));
  each("textarea[data-draft]", (area) => {
    const key = draft(area.dataset.draft);
    const kept = sessionStorage.getItem(key);
    if (kept && !area.value) {
      area.value = kept;
      area.closest("details")?.setAttribute("open", "");
    }
    area.addEventListener("input", () => sessionStorage.setItem(key, area.value));
  });

  // The browser's own words on a file input are rarely Persian. Ours are drawn under it, and the
  // input itself, seen through, still takes the click, the key and the dropped file.
  each("[data-file]", (box) => {
    const input = box.querySelector("input");
    const name = box.querySelector("[data-file-name]");
    const none = name.textContent;
    const show = () => { name.textContent = input.files[0]?.name ?? none; };
    box.classList.add("m-dressed");
    input.addEventListener("change", show);
    show();
  });

  each("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
