/* Choosing a reusable answer brings its text in at once; the button that does it elsewhere hides. */
(() => {
  "use strict";

  document.querySelectorAll("[data-insert]").forEach((button) => {
    const select = button.form.querySelector("select[name=ready]");
    const area = button.form.querySelector("textarea[name=text]");
    const texts = [...select.options].map((option) => option.dataset.text).filter(Boolean);
    button.hidden = true;
    select.addEventListener("change", () => {
      const chosen = select.selectedOptions[0].dataset.text;
      if (!chosen) return;
      const typed = area.value.trim();
      // Nobody's own words are thrown away: only an untouched text gives way.
      area.value = !typed || texts.includes(typed) ? chosen : `${typed}\n\n${chosen}`;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
})();
