/** A row of tabs with one tab stop; arrows, Home and End move along it. */

import { h, reconcile } from "./dom.js";

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class Tabs {
  /** `onSelect(id)` is called when somebody picks a tab; the owner then calls `update`. */
  constructor({ label, looks, panel, onSelect }) {
    this.onSelect = onSelect;
    this.panel = panel;
    this.element = h("div", { role: "tablist", "aria-label": label, class: `tabs ${looks}`, onkeydown: (event) => this.move(event) });
  }

  /** `tabs` are {id, sig, draw() -> children, attributes}; `selected` is an id. */
  update(tabs, selected) {
    reconcile(this.element, tabs.map((tab) => ({
      key: tab.id,
      sig: [tab.id === selected, ...tab.sig],
      draw: () => this.draw(tab, tab.id === selected),
    })));
  }

  draw(tab, isSelected) {
    return h("button", {
      type: "button", role: "tab", class: "tab", "aria-selected": String(isSelected), "aria-controls": this.panel,
      tabindex: isSelected ? "0" : "-1", "data-id": tab.id, onclick: () => this.onSelect(tab.id), ...tab.attributes,
    }, tab.draw());
  }

  move(event) {
    const all = [...this.element.children];
    const at = all.indexOf(document.activeElement);
    const to = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : at + (STEPS[event.key] || NaN);
    if (at < 0 || Number.isNaN(to)) return;
    event.preventDefault();
    const id = all[(to + all.length) % all.length].dataset.id;
    this.onSelect(id);
    this.element.querySelector(`[data-id="${CSS.escape(id)}"]`).focus();
  }
}
