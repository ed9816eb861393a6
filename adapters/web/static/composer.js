/** Where one writes. What is typed is stored with every key, per person and place, until it is on its way. */

import { h, icon, unseen } from "./dom.js";
import { draft, keepDraft } from "./memory.js";
import { NOTE } from "./messages.js";
import { words } from "./words.js";

const LEFT_SHOWN = 500;
let boxes = 0;

export class Composer {
  /** `onEditLast()` is asked for by arrow-up in an empty box, `onEscape()` by Escape. */
  constructor(page, { testid, id, notes = false, onSent = () => {}, onEditLast = () => {}, onEscape = () => {} }) {
    Object.assign(this, { page, testid, onSent, onEditLast, onEscape, place: {} });
    const name = id || `composer-${(boxes += 1)}`;
    this.label = h("label", { class: "unseen", for: name });
    this.box = h("textarea", { id: name, rows: "1", dir: "auto", "data-testid": testid, "aria-describedby": `${name}-hint`, oninput: () => this.typed(), onkeydown: (event) => this.key(event) });
    this.note = notes ? this.noteToggle() : null;
    this.counter = h("span", { class: "counter", "aria-live": "polite" });
    this.sendLabel = h("span", {}, words.send);
    this.button = h("button", { type: "submit", class: "press main send", "data-testid": `${testid.replace("-composer", "")}-send` }, icon("send"), this.sendLabel);
    this.element = h("form", { class: notes ? "composer" : "composer slim", onsubmit: (event) => this.submit(event) }, this.label, this.box,
      h("div", { class: "composer-row" }, this.note, this.counter, h("span", { id: `${name}-hint`, class: "unseen" }, words.composerHint), this.button));
  }

  noteToggle() {
    return h("button", { type: "button", class: "press quiet note-toggle", "aria-pressed": "false", title: words.noteToggleHint, "data-testid": "note-toggle", onclick: () => this.toggleNote() },
      icon("note"), words.noteToggle, h("kbd", { "aria-hidden": "true" }, NOTE), unseen(words.noteToggleHint));
  }

  /** Moves to a place {person, room, thread}; text typed there before is there again. */
  update(place, { placeholder, send = words.send }) {
    const moved = ["person", "room", "thread"].some((part) => place[part] !== this.place[part]);
    this.place = place;
    this.send = send;
    this.box.placeholder = placeholder;
    this.label.textContent = placeholder;
    for (const element of [this.box, this.button]) element.dataset.person = place.person;
    this.box.dataset.thread = place.thread;
    if (moved) this.reload();
    else this.look();
  }

  /** Reads the stored text again. */
  reload() {
    this.box.value = draft(this.place.person, this.place.room, this.place.thread);
    this.look();
  }

  /** Puts a text into the box to be changed or sent. */
  fill(text) {
    this.box.value = text;
    this.typed();
    this.focus();
  }

  focus() {
    this.box.focus();
  }

  typed() {
    keepDraft(this.place.person, this.place.room, this.place.thread, this.box.value);
    this.look();
  }

  look() {
    const left = this.page.world.limits.text - [...this.box.value].length;
    const isNote = Boolean(this.note) && this.box.value.trimStart().startsWith(NOTE);
    this.note?.setAttribute("aria-pressed", String(isNote));
    this.element.classList.toggle("is-note", isNote);
    this.sendLabel.textContent = isNote ? words.keepNote : this.send;
    this.button.setAttribute("aria-disabled", String(!this.box.value.trim() || left < 0));
    this.counter.textContent = left < 0 ? words.tooLong(-left) : left < LEFT_SHOWN ? words.left(left) : "";
    this.counter.classList.toggle("warn", left < 0);
    this.grow();
  }

  grow() {
    this.box.style.blockSize = "auto";
    this.box.style.blockSize = `${this.box.scrollHeight + 2}px`;
  }

  toggleNote() {
    const text = this.box.value.trimStart();
    this.fill(text.startsWith(NOTE) ? text.slice(NOTE.length).trimStart() : `${NOTE} ${text}`);
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) this.submit(event);
    else if (event.key === "ArrowUp" && !this.box.value && this.onEditLast()) event.preventDefault();
    else if (event.key === "Escape") this.onEscape();
  }

  submit(event) {
    event.preventDefault();
    const text = this.box.value.trim();
    if (!text || this.button.getAttribute("aria-disabled") === "true") return;
    const isBareNote = this.note && text === NOTE;
    if (isBareNote) return;
    this.box.value = "";
    this.say(text);
  }

  /** Says `text` here; the stored draft goes only once the act itself is stored. */
  say(text) {
    const answered = this.page.link.act({ type: "say", ...this.place, text });
    this.typed();
    this.onSent(answered);
    this.page.changed();
  }
}
