/* The panel beside the drawing of a process: what Miz reads of the element that is chosen. What no
   field shows is in the text. */
const elementPanel = (() => {
  "use strict";

  const SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core";
  const ID = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
  const TIMES = ["timeDuration", "timeDate", "timeCycle"];
  // Who names news, by which key and of which kind.
  const NEWS = {
    "bpmn:MessageEventDefinition": ["messageRef", "bpmn:Message"],
    "bpmn:ReceiveTask": ["messageRef", "bpmn:Message"],
    "bpmn:SendTask": ["messageRef", "bpmn:Message"],
    "bpmn:SignalEventDefinition": ["signalRef", "bpmn:Signal"],
    "bpmn:ErrorEventDefinition": ["errorRef", "bpmn:Error"],
    "bpmn:EscalationEventDefinition": ["escalationRef", "bpmn:Escalation"],
  };

  return (modeler, box) => {
    const modeling = modeler.get("modeling");
    const moddle = modeler.get("moddle");
    const event = (node) => node.eventDefinitions?.[0];
    const timer = (node) => (event(node)?.$type === "bpmn:TimerEventDefinition" ? event(node) : null);
    const time = (node) => TIMES.find((name) => timer(node)[name]) ?? TIMES[0];
    const speaker = (node) => [event(node), node].find((each) => each && NEWS[each.$type]);
    const properties = (node) => node.extensionElements?.values
      ?.find((each) => each.$type.endsWith(":properties"));

    const formal = (text, parent) => {
      if (!text) return undefined;
      const made = moddle.create("bpmn:FormalExpression", { body: text });
      made.$parent = parent;
      return made;
    };
    const news = (element, kind, name) => {
      if (!name) return undefined;
      const all = modeler.getDefinitions();
      const known = all.rootElements.find((each) => each.$type === kind && each.name === name);
      if (known) return known;
      const made = moddle.create(kind, { id: moddle.ids.nextPrefixed(`${kind.slice(5)}_`), name });
      made.$parent = all;
      modeling.updateModdleProperties(element, all, { rootElements: [...all.rootElements, made] });
      return made;
    };
    const extended = (node, text) => {
      const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
      const pairs = lines.map((line) => line.split(/\s*=\s*(.*)/s));
      const others = (node.extensionElements?.values ?? []).filter((each) => each !== properties(node));
      const made = pairs.map(([name, value]) => (
        moddle.createAny("spiffworkflow:property", SPIFF, { name, value: value ?? "" })));
      const values = made.length
        ? [...others, moddle.createAny("spiffworkflow:properties", SPIFF, { $children: made })] : others;
      return values.length ? moddle.create("bpmn:ExtensionElements", { values }) : undefined;
    };
    const documented = (text) => (text ? [moddle.create("bpmn:Documentation", { text })] : []);

    // label, whether the element has it, what it is, what a change changes: [of what, which keys]
    const FIELDS = [
      { label: "شناسه", ltr: true, of: () => true, get: (node) => node.id,
        set: (node, text) => [node, { id: text }],
        wrong: (node, text) => {
          if (!ID.test(text)) return "حرف لاتین، رقم، خط تیره و زیرخط؛ آغاز آن رقم نباشد.";
          return text !== node.id && moddle.ids.assigned(text) ? "جزء دیگری این شناسه را دارد." : "";
        } },
      { label: "نام", of: () => true, get: (node) => node.name,
        set: (node, text) => [node, { name: text || undefined }] },
      { label: "شرط", ltr: true, of: (node) => node.$type === "bpmn:SequenceFlow",
        get: (node) => node.conditionExpression?.body,
        set: (node, text) => [node, { conditionExpression: formal(text, node) }] },
      { label: "زمان", ltr: true, of: timer, get: (node) => timer(node)[time(node)]?.body,
        set: (node, text) => [timer(node), { [time(node)]: formal(text, timer(node)) }] },
      { label: "پیام یا رویداد", ltr: true, of: speaker,
        get: (node) => speaker(node)[NEWS[speaker(node).$type][0]]?.name,
        set: (node, text, element) => {
          const [key, kind] = NEWS[speaker(node).$type];
          return [speaker(node), { [key]: news(element, kind, text) }];
        } },
      { label: "فرایند فراخوانده", ltr: true, of: (node) => node.$type === "bpmn:CallActivity",
        get: (node) => node.calledElement,
        set: (node, text) => [node, { calledElement: text || undefined }] },
      { label: "محاسبه", ltr: true, of: (node) => node.$type === "bpmn:ScriptTask",
        get: (node) => node.script, set: (node, text) => [node, { script: text || undefined }] },
      { label: "ویژگی‌ها، هر یک در سطری: نام = مقدار", ltr: true, rows: 6,
        of: (node) => node.$type !== "bpmn:Lane",
        get: (node) => (properties(node)?.$children ?? [])
          .map(({ name, value }) => `${name} = ${value}`).join("\n"),
        set: (node, text) => [node, { extensionElements: extended(node, text) }] },
      { label: "توضیح", rows: 3, of: () => true, get: (node) => node.documentation?.[0]?.text,
        set: (node, text) => [node, { documentation: documented(text) }] },
    ];

    const fields = box.querySelector("[data-fields]");
    const none = box.querySelector("[data-none]");
    // A pool stands for its process: that is what runs.
    const node = (element) => element.businessObject.processRef ?? element.businessObject;

    // What is typed and not yet taken over: choosing another element takes the field away unheard.
    let typed = null;
    const change = (element, field, input) => {
      typed = null;
      const text = input.value.trim();
      input.setCustomValidity(field.wrong?.(node(element), text) ?? "");
      if (!input.reportValidity() || text === (field.get(node(element)) ?? "")) return;
      const [of, keys] = field.set(node(element), text, element);
      if (of === element.businessObject) modeling.updateProperties(element, keys);
      else modeling.updateModdleProperties(element, of, keys);
    };
    const control = (element, field, number) => {
      const row = document.createElement("div");
      const label = document.createElement("label");
      const input = document.createElement(field.rows ? "textarea" : "input");
      row.className = "d-field";
      label.textContent = field.label;
      label.htmlFor = `element-${number}`;
      input.id = label.htmlFor;
      input.className = "m-input";
      input.dir = field.ltr ? "ltr" : "auto";
      if (field.rows) input.rows = field.rows;
      input.value = field.get(node(element)) ?? "";
      input.addEventListener("input", () => { typed = () => change(element, field, input); });
      input.addEventListener("change", () => change(element, field, input));
      input.addEventListener("keydown", (pressed) => {
        if (pressed.key !== "Enter" || field.rows) return;
        pressed.preventDefault();  // it would send the whole form
        change(element, field, input);
      });
      row.append(label, input);
      return { row, field, input };
    };
    // The same element keeps its fields: whoever goes from one to the next must not lose the place.
    let shown = null;
    let controls = [];
    const renew = (element) => controls.forEach(({ field, input }) => {
      if (input !== document.activeElement) input.value = field.get(node(element)) ?? "";
    });
    const show = () => {
      typed?.();
      const chosen = modeler.get("selection").get();
      const element = chosen.length === 1 ? chosen[0].labelTarget ?? chosen[0] : null;
      none.hidden = element !== null;
      const fitting = element ? FIELDS.filter((field) => field.of(node(element))) : [];
      if (element && element === shown && fitting.every((field, at) => field === controls[at]?.field)) {
        renew(element);
        return;
      }
      shown = element;
      controls = fitting.map((field, number) => control(element, field, number));
      fields.replaceChildren(...controls.map(({ row }) => row));
    };

    box.hidden = false;
    modeler.on("selection.changed", show);
    modeler.on("commandStack.changed", show);
    show();
  };
})();
