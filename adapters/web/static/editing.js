/** Changing one's own message where it stands. What is typed is kept through redrawing and reload. */

import { h } from "./dom.js";
import { draft, keepDraft } from "./memory.js";
import { words } from "./words.js";

export class EditBox {
  constructor(page, view, message) {
    Object.assign(this, { page, view, message });
    this.box = h("textarea", {
      class: "edit-text", rows: "2", dir: "auto", "aria-label": words.editLabel, "data-testid": "message-edit-text",
      oninput: () => this.typed(), onkeydown: (event) => this.key(event),
    });
    this.box.value = draft(view.person, "edit", message.id) || message.text;
    this.element = h("div", { class: "edit-box" }, this.box, h("div", { class: "presses" },
      h("button", { type: "button", class: "press main", "data-testid": "message-edit-save", onclick: () => this.save() }, words.save),
      h("button", { type: "button", class: "press quiet", "data-testid": "message-edit-cancel", onclick: () => this.end() }, words.cancel),
      h("span", { class: "hint" }, words.editHint)));
    queueMicrotask(() => this.begin());
  }

  begin() {
    this.box.focus();
    this.box.setSelectionRange(this.box.value.length, this.box.value.length);
    this.box.rows = Math.min(12, Math.max(2, this.box.value.split("\n").length));
  }

  typed() {
    keepDraft(this.view.person, "edit", this.message.id, this.box.value);
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") this.end();
    else if (event.key === "Enter" && !event.shiftKey) this.save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  save() {
    const text = this.box.value.trim();
    const excess = [...text].length - this.page.world.limits.text;
    if (excess > 0) this.page.tell(words.tooLong(excess));
    if (!text || excess > 0) return;
    if (text !== this.message.text) this.page.link.act({ type: "edit", person: this.view.person, message: this.message.id, text });
    this.end();
  }

  end() {
    keepDraft(this.view.person, "edit", this.message.id, "");
    this.view.edit("");
    this.view.focusComposer();
  }
}
