/** A few examples to click, for those who are here for the first time; gone for good when hidden. */

import { h, iconButton } from "./dom.js";
import { choice, choose } from "./memory.js";

const ENOUGH = 6;

export class Hints {
  /** `onPick(text)` gets the example; `isFitting(view)` tells whether they fit here now. */
  constructor(page, { key, title, label, examples, onPick, isFitting = () => true }) {
    Object.assign(this, { page, key: `hints.${key}`, isFitting });
    const chips = examples.map((text) => h("button", { type: "button", class: "chip", "data-testid": `${key}-example`, onclick: () => onPick(text) }, text));
    const close = iconButton("close", label, { "data-testid": `${key}-examples-hide`, onclick: () => this.hide() });
    this.element = h("div", { class: "hints", role: "group", "aria-label": title, hidden: true }, h("span", { class: "hints-title" }, title), chips, close);
  }

  update(view) {
    const said = this.page.world.stream(view.room).filter((it) => it.author === view.person).length;
    this.element.hidden = choice(this.key) === "hidden" || said >= ENOUGH || !this.isFitting(view);
  }

  hide() {
    choose(this.key, "hidden");
    this.page.changed();
  }
}
