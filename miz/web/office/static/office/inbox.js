/* The inbox where scripts run: a bar for the ticked rows, and news of the list that is shown. */
(() => {
  "use strict";

  const EVERY_MS = 20_000;

  const bulk = document.getElementById("bulk");
  const bar = bulk?.querySelector("[data-bar]");
  if (bar) {
    const all = bulk.querySelector("[data-all]");
    const boxes = [...bulk.querySelectorAll("tbody input[name=case]")];
    const told = bar.querySelector("[data-ticked]");
    // Without scripts it stands for all rows itself; here it ticks them.
    all.removeAttribute("name");
    const show = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      bar.hidden = ticked === 0;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
      told.textContent = `${ticked.toLocaleString("fa-IR")} درخواست برگزیده شد`;
    };
    bulk.addEventListener("change", (event) => {
      if (event.target === all) boxes.forEach((box) => { box.checked = all.checked; });
      show();
    });
    // A page that comes back from the browser's history has its ticks still.
    window.addEventListener("pageshow", show);
  }

  // The rows stay where they are under the reader's eyes: a line says that something has come.
  const line = document.querySelector("[data-news]");
  const tell = ({ counts, come, show }) => {
    document.querySelectorAll("[data-count]").forEach((count) => {
      count.textContent = counts[count.dataset.count];
    });
    if (!come || line.dataset.told === come) return;
    const link = Object.assign(document.createElement("a"), { href: show, textContent: "نمایش" });
    line.dataset.told = come;
    line.replaceChildren(`${come} — `, link);
  };

  let timer = 0;
  const look = async () => {
    if (document.hidden) return;
    const answer = await fetch(line.dataset.news, { redirect: "manual" }).catch(() => null);
    if (answer?.ok) tell(await answer.json());
    // Who is signed out is led to the sign-in page; asking on would change nothing.
    else if (answer?.type === "opaqueredirect") clearInterval(timer);
  };
  if (line) {
    timer = setInterval(look, EVERY_MS);
    document.addEventListener("visibilitychange", look);
  }
})();
