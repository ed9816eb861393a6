/** The scrolling list of a room or thread: stays at the end while its reader is there, else stands still. */

import { h, icon, reconcile } from "./dom.js";
import { words } from "./words.js";

const NEAR_END = 60;
const STEPS = { ArrowUp: -1, ArrowDown: 1 };

export class Timeline {
  /** `onEarlier()` is called when older messages are wanted, `onSeen()` when the end was reached. */
  constructor({ testid, onEarlier, onSeen }) {
    Object.assign(this, { onEarlier, onSeen });
    this.list = h("ol", { class: "stream", role: "list", "data-testid": testid, onkeydown: (event) => this.move(event) });
    this.earlier = h("button", { type: "button", class: "press quiet earlier", "data-testid": "earlier", hidden: true, onclick: onEarlier }, words.earlier);
    this.empty = h("div", { class: "empty" });
    this.scroller = h("div", { class: "scroller", onscroll: () => this.scrolled() }, this.earlier, this.empty, this.list);
    this.pill = h("button", { type: "button", class: "pill", hidden: true, "data-testid": "new-messages", onclick: () => this.toEnd() }, icon("down-arrow"), words.newMessages);
    this.element = h("div", { class: "timeline" }, this.scroller, this.pill);
    this.atEnd = true;
    this.top = 0;
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(this.scroller);
  }

  /** Draws `items`; `key` names the place, a new one is opened at its end. */
  update({ key, label, items, more, empty, count }) {
    const opened = key !== this.key;
    const anchor = opened || this.atEnd ? null : this.anchor();
    this.list.setAttribute("aria-label", label);
    reconcile(this.list, items);
    this.earlier.hidden = !more;
    this.empty.hidden = items.length > 0;
    if (this.empty.textContent !== empty) this.empty.textContent = empty;
    if (opened || this.atEnd) this.toEnd();
    else this.hold(anchor);
    if (!opened && !this.atEnd && count > this.count) this.pill.hidden = false;
    Object.assign(this, { key, count });
    this.keepOneStop();
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.atEnd = true;
    this.pill.hidden = true;
    this.onSeen();
  }

  /** Brings one message into view and to the focus. */
  show(id) {
    const element = this.find(id);
    if (!element) return false;
    this.atEnd = false;
    element.scrollIntoView({ block: "center" });
    element.focus({ preventScroll: true });
    element.classList.add("shown");
    setTimeout(() => element.classList.remove("shown"), 2500);
    return true;
  }

  find(key) {
    return this.list.querySelector(`[data-key="${CSS.escape(key)}"]`);
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    const movedUp = scrollTop < this.top;
    this.top = scrollTop;
    if (atEnd && !this.atEnd) this.onSeen();
    // Less room (a growing box below) is no wish to leave the end; only moving up is.
    if (atEnd || movedUp) this.atEnd = atEnd;
    if (atEnd) this.pill.hidden = true;
    if (scrollTop < 40 && !this.earlier.hidden && scrollHeight > clientHeight) this.onEarlier();
  }

  /** The first message in view, by which the view is held; dividers move. */
  anchor() {
    const top = this.scroller.getBoundingClientRect().top;
    const element = this.stops().find((child) => child.getBoundingClientRect().bottom > top);
    return element && { key: element.dataset.key, top: element.getBoundingClientRect().top };
  }

  hold(anchor) {
    const element = anchor && this.find(anchor.key);
    if (element) this.scroller.scrollTop += element.getBoundingClientRect().top - anchor.top;
  }

  /** One message is a tab stop; arrows move from it. */
  keepOneStop() {
    const stops = this.stops();
    if (stops.some((stop) => stop.tabIndex === 0 && stop === this.stop)) return;
    this.setStop(stops.at(-1));
  }

  setStop(stop) {
    if (this.stop) this.stop.tabIndex = -1;
    this.stop = stop;
    if (stop) stop.tabIndex = 0;
  }

  stops() {
    return [...this.list.children].filter((child) => child.hasAttribute("tabindex"));
  }

  move(event) {
    const stops = this.stops();
    const at = stops.indexOf(event.target);
    if (at < 0) return;
    const to = event.key === "Home" ? 0 : event.key === "End" ? stops.length - 1 : at + (STEPS[event.key] || NaN);
    const stop = stops[to];
    if (!stop) return;
    event.preventDefault();
    this.setStop(stop);
    stop.focus();
  }
}
