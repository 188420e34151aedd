/* Similar cases come into their box when it is first opened, and their answers into the text. */
(() => {
  "use strict";

  const brought = async (address) => {
    const answer = await fetch(address, { credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };

  // Nobody's own words are thrown away: what was typed stays, and the answer follows it.
  const put = (area, words) => {
    if (!words) throw new Error("the answer did not come");
    const typed = area.value.trim();
    area.value = typed ? `${typed}\n\n${words}` : words;
    area.closest("details")?.setAttribute("open", "");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  };

  const insert = (event) => {
    const link = event.target.closest("[data-answer]");
    const find = (page) => page.getElementById(link.dataset.answer)?.querySelector("textarea[name=text]");
    const area = link && find(document);
    if (!area) return;
    event.preventDefault();
    brought(link.href)
      .then((page) => put(area, find(page).value))
      .catch(() => window.location.assign(link.href));
  };

  document.querySelectorAll("[data-similar]").forEach((box) => {
    const room = box.querySelector("[aria-live]");
    const show = () => brought(box.dataset.similar)
      .then((page) => room.replaceChildren(...page.body.childNodes))
      .catch(() => {}); // the plain link stays
    box.addEventListener("toggle", () => { if (box.open) show(); }, { once: true });
    box.addEventListener("click", insert);
  });
})();
