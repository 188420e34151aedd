/* The modeler over the text of a process. A drawing that nobody touched leaves the text as it is,
   letter by letter; one that the modeler would read with losses stays a text. */
(() => {
  "use strict";

  const canvas = document.querySelector("[data-canvas]");
  const panel = document.querySelector("[data-element]");
  const translate = (words, values = {}) => (designerWords[words] ?? words)
    .replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const PALETTE = 120;  // its width and a margin, in pixels
  let modeler = null;
  let changed = false;

  const made = () => {
    const font = "Vazirmatn, Tahoma, sans-serif";
    const one = new BpmnJS({
      container: canvas,
      additionalModules: [{ translate: ["value", translate] }],
      textRenderer: { defaultStyle: { fontFamily: font, fontSize: 12 }, externalStyle: { fontSize: 12 } },
    });
    one.on("commandStack.changed", () => { changed = true; });
    elementPanel(one, panel);
    return one;
  };
  // The identifier that stands last before the end of a line is of the element that begins there.
  const named = (line) => {
    const above = designer.first.split("\n").slice(0, line).join("\n");
    return [...above.matchAll(/\bid="([^"]+)"/g)].at(-1)?.[1];
  };

  // The palette lies over the left edge: the drawing stands beside it.
  const fit = (view) => {
    view.zoom("fit-viewport", "auto");
    const { scale, outer } = view.viewbox();
    view.zoom(scale * (1 - PALETTE / outer.width), "auto");
    view.scroll({ dx: PALETTE / 2, dy: 0 });
  };

  designer.draw({
    async read(text) {
      modeler ??= made();
      try {
        const { warnings } = await modeler.importXML(text);
        if (warnings.length) throw new Error(warnings[0].message);
        fit(modeler.get("canvas"));
      } finally {
        changed = false;  // else what could not be drawn would be written over the text
      }
    },
    async write() {
      if (!changed) return null;
      const { xml } = await modeler.saveXML({ format: true });
      changed = false;
      return xml;
    },
    changed: () => changed,
    find(line) {
      const element = modeler.get("elementRegistry").get(named(line));
      if (!element?.parent) return false;
      modeler.get("selection").select(element);
      modeler.get("canvas").scrollToElement(element);
      canvas.scrollIntoView({ block: "nearest" });
      return true;
    },
  });
})();
