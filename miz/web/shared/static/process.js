/* Zooming and moving in the drawing of a process. The drawing that came with the page stays for
   who wants no more; the viewer is fetched when it is asked for. */
(() => {
  "use strict";

  const NOTES = { "m-present": "اکنون اینجا", "m-passed": "✓" };
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const fetched = (address) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });

  const mark = (viewer, shape) => {
    const kind = Object.keys(NOTES).find((name) => shape.classList.contains(name));
    if (!kind) return;
    const note = document.createElement("span");
    note.className = `p-note ${kind}`;
    note.textContent = NOTES[kind];
    viewer.get("canvas").addMarker(shape.dataset.element, kind);
    viewer.get("overlays").add(shape.dataset.element, {
      position: { top: -26, left: 0 }, html: note, show: { minZoom: 0.4 },
    });
  };

  const draw = async (map, canvas) => {
    await fetched(map.dataset.viewer);
    const viewer = new BpmnJS({
      container: canvas,
      textRenderer: { defaultStyle: { fontFamily: "Vazirmatn, Tahoma, sans-serif", fontSize: 12 },
        externalStyle: { fontSize: 12 } },
      bpmnRenderer: { defaultFillColor: colour("--card"), defaultStrokeColor: colour("--ink"),
        defaultLabelColor: colour("--ink") },
    });
    await viewer.importXML(map.dataset.bpmn);
    map.querySelectorAll("[data-element]").forEach((shape) => mark(viewer, shape));
    return viewer;
  };

  const prepare = (map) => {
    const drawn = map.querySelector("[data-drawn]");
    const canvas = map.querySelector("[data-canvas]");
    const open = map.querySelector("[data-open]");
    const steps = [...map.querySelectorAll("[data-zoom]")];
    const zoom = { in: 1.25, out: 0.8 };
    const here = drawn.querySelector("#here");
    let viewer;

    const show = (canZoom) => {
      canvas.hidden = !canZoom;
      drawn.hidden = canZoom;
      steps.forEach((step) => { step.hidden = !canZoom; });
    };
    // The present place is in sight at once, without moving the page.
    if (here) {
      const place = here.getBoundingClientRect();
      const frame = drawn.getBoundingClientRect();
      drawn.scrollTo(place.left - frame.left - (frame.width - place.width) / 2,
        place.top - frame.top - (frame.height - place.height) / 2);
    }
    steps.forEach((step) => step.addEventListener("click", () => {
      const view = viewer.get("canvas");
      const by = zoom[step.dataset.zoom];
      if (by) view.zoom(Math.min(4, Math.max(0.2, view.zoom() * by)));
      else view.zoom("fit-viewport", "auto");
    }));
    open.hidden = false;
    open.addEventListener("click", async () => {
      open.hidden = true;
      const box = drawn.querySelector("svg").viewBox.baseVal;
      const height = Math.min(box.height, (drawn.clientWidth * box.height) / box.width + 80);
      canvas.style.height = `${Math.max(height, 320)}px`;
      show(true);
      try {
        viewer = await draw(map, canvas);
        viewer.get("canvas").zoom("fit-viewport", "auto");
        steps[0].focus();
      } catch {
        show(false);
      }
    });
  };

  document.querySelectorAll("[data-process]").forEach(prepare);
})();
