/** What stands around both sides: the bar with the connection, the banner, short notices, the live log. */

import { h, icon, iconButton } from "./dom.js";
import { choice, choose } from "./memory.js";
import { words } from "./words.js";

const THEMES = ["auto", "light", "dark"];
const MANY_FAILURES = 6;
const NOTICE_MS = 8_000;

/** The bar on top: name, connection, colours. */
export class TopBar {
  constructor() {
    this.status = h("span", { class: "status", role: "status", "data-testid": "connection" });
    this.theme = iconButton("auto", "", { "data-testid": "theme", onclick: () => this.nextTheme() });
    this.element = h("header", { class: "topbar" }, h("h1", { class: "brand" }, icon("mark"), words.title), h("span", { class: "tagline" }, words.tagline), h("span", { class: "spacer" }), this.status, this.theme);
    this.showTheme();
  }

  update(link) {
    const state = link.open ? "open" : "closed";
    if (this.status.dataset.state === state) return;
    this.status.dataset.state = state;
    this.status.replaceChildren(h("span", { class: "status-dot", "aria-hidden": "true" }), link.open ? words.connected : words.connecting);
  }

  nextTheme() {
    const next = THEMES[(THEMES.indexOf(choice("theme", "auto")) + 1) % THEMES.length];
    choose("theme", next);
    this.showTheme();
  }

  showTheme() {
    const theme = choice("theme", "auto");
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    this.theme.replaceChildren(icon(theme));
    for (const name of ["aria-label", "title"]) this.theme.setAttribute(name, words.themes[theme]);
  }
}

/** One line while the connection is lost. */
export class Banner {
  constructor(onTry) {
    this.text = h("span", {});
    this.element = h("div", { class: "banner", role: "alert", hidden: true, "data-testid": "reconnecting" }, icon("offline"), this.text,
      h("button", { type: "button", class: "press plain", onclick: onTry }, words.tryNow));
  }

  update(link) {
    this.element.hidden = link.open || link.failures === 0;
    const text = link.failures > MANY_FAILURES ? words.unreachable : words.reconnecting;
    if (this.text.textContent !== text) this.text.textContent = text;
  }
}

/** Short notices at the foot of the page: refusals, and what was copied. */
export class Notices {
  constructor() {
    this.element = h("div", { class: "notices", role: "status", "aria-live": "polite" });
  }

  tell(text, isError = false) {
    const notice = h("div", { class: isError ? "toast error" : "toast", "data-testid": isError ? "error" : "toast" }, icon(isError ? "warn" : "check"), h("span", { dir: "auto" }, text),
      iconButton("close", words.close, { onclick: () => notice.remove() }));
    this.element.append(notice);
    setTimeout(() => notice.remove(), NOTICE_MS);
  }
}

/** New messages for readers of screens; the streams themselves are quiet. */
export class LiveLog {
  constructor() {
    this.element = h("div", { class: "unseen", role: "log", "aria-live": "polite", "data-testid": "live-log" });
  }

  add(name, text) {
    this.element.append(h("p", {}, words.said(name, text.slice(0, 300))));
    while (this.element.childElementCount > 20) this.element.firstElementChild.remove();
  }
}

/** Ways to the places where one works, first in the order of tabs. */
export function skipLinks() {
  return h("nav", { class: "skips", "aria-label": words.title },
    h("a", { href: "#customer-composer" }, words.skipToCustomer), h("a", { href: "#desk-title" }, words.skipToDesk));
}
