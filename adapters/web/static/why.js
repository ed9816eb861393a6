/** "Why was this said?": confidence, passages and state of one message, for agents alone. */

import { h, icon, iconButton } from "./dom.js";
import { detailList, triedList } from "./meanings.js";
import { words } from "./words.js";

export class WhyPanel {
  constructor(page) {
    this.page = page;
    this.body = h("div", { class: "why-body" });
    this.title = h("h3", { tabindex: "-1", id: "why-title" }, words.why);
    const close = iconButton("close", words.close, { "data-testid": "why-close", onclick: () => this.close() });
    this.element = h("aside", { class: "why", hidden: true, "aria-labelledby": "why-title", "data-testid": "why-panel", onkeydown: (event) => event.key === "Escape" && this.close() },
      h("header", {}, icon("why"), this.title, close), this.body);
  }

  /** Asks why `message` was said and shows it; the focus returns to `from` afterwards. */
  async show(person, message, from) {
    this.from = from;
    const frame = await this.page.link.ask({ type: "why", person, message });
    if (!frame || frame.type !== "why") return;
    this.element.dataset.message = message;
    this.title.textContent = frame.why?.title || words.why;
    this.body.replaceChildren(...drawn(frame.why));
    this.element.hidden = false;
    this.title.focus();
  }

  close() {
    this.element.hidden = true;
    if (this.from?.isConnected) this.from.focus();
  }
}

function drawn(why) {
  if (!why) return [h("p", {}, words.whyUnknown)];
  return [detailList(why.details), why.tried.length > 0 && h("p", { class: "label" }, words.whyTried), triedList(why.tried)].filter(Boolean);
}
