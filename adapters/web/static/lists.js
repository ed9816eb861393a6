/** The two lists of the desk: who waits (from the bot), and all cards of the desk's room. */

import { h, iconButton, reconcile } from "./dom.js";
import { stateBadge } from "./card.js";
import { avatar, idOf, nameOf } from "./faces.js";
import { choice, choose } from "./memory.js";
import { countBadge } from "./side.js";
import { Tabs } from "./tabs.js";
import { timeOf } from "./times.js";
import { unreadInThread } from "./unread.js";
import { words } from "./words.js";
import { plainText } from "./world.js";

const SHOWN = 200;
const STEPS = { ArrowUp: -1, ArrowDown: 1 };

export class Lists {
  /** `onOpen(thread)` is called with the thread of the chosen row. */
  constructor(page, { onOpen }) {
    Object.assign(this, { page, onOpen, shown: SHOWN });
    this.tabs = new Tabs({ label: words.lists, looks: "lists", panel: "desk-list", onSelect: (id) => this.chooseList(id) });
    this.list = h("ul", { class: "rows", role: "list", id: "desk-list", "data-testid": "desk-list", onkeydown: (event) => this.move(event) });
    this.empty = h("p", { class: "rows-empty", hidden: true });
    this.earlier = h("button", { type: "button", class: "press quiet earlier", hidden: true, onclick: () => this.showEarlier() }, words.earlier);
    this.element = h("div", { class: "desk-lists" }, this.tabs.element, h("div", { class: "rows-scroller" }, this.list, this.empty, this.earlier));
  }

  chooseList(id) {
    choose("desk.list", id);
    this.page.update();
  }

  showEarlier() {
    this.shown += SHOWN;
    this.page.changed();
  }

  update({ person, room, thread }) {
    const which = choice("desk.list", "waiting");
    const home = this.page.world.homes.get(person);
    this.tabs.update([this.tab("waiting", words.waitingTab, waitingIn(home)), this.tab("everything", words.everythingTab, 0)], which);
    const rows = which === "waiting" ? this.waiting(home, person, room, thread) : this.everything(person, room, thread);
    reconcile(this.list, rows);
    this.empty.textContent = which === "waiting" ? home?.empty || words.waitingEmpty : words.everythingEmpty;
    this.empty.hidden = rows.length > 0;
    const focusable = this.list.querySelector("[aria-current]") || this.list.querySelector("button");
    for (const button of this.list.querySelectorAll("button")) button.tabIndex = button === focusable ? 0 : -1;
  }

  tab(id, label, number) {
    return { id, sig: [number], attributes: { "data-testid": `desk-list-${id}` }, draw: () => [label, number > 0 && h("span", { class: "count calm" }, String(number))] };
  }

  waiting(home, person, room, thread) {
    this.earlier.hidden = true;
    return (home?.rows || []).map((row) => {
      const id = row.desk?.thread || "";
      const news = id ? unreadInThread(this.page.world, person, room, id) : 0;
      return { key: row.conversation, sig: [row, id === thread, news], draw: () => this.draw({ ...row, thread: id, isOpen: id === thread, news }) };
    });
  }

  everything(person, room, thread) {
    const heads = [...this.page.world.threadsOf(room).keys()].map((id) => this.page.world.messages.get(id)).filter((it) => it && !it.deleted);
    const newest = heads.sort((one, other) => other.number - one.number);
    this.earlier.hidden = newest.length <= this.shown;
    return newest.slice(0, this.shown).map((head) => {
      const news = unreadInThread(this.page.world, person, room, head.id);
      return { key: head.id, sig: [head, head.id === thread, news], draw: () => this.draw({ ...this.rowOf(head), thread: head.id, isOpen: head.id === thread, news }) };
    });
  }

  rowOf(head) {
    if (head.body?.kind === "desk_card") return { ...head.body, customer: "", since: head.body.since || head.at };
    return { conversation: "", state: "", headline: "", customer: nameOf(this.page.world, head.author), question: plainText(head), since: head.at, holder: null };
  }

  draw(row) {
    const title = row.customer || row.headline;
    return h("li", {}, h("button", {
      type: "button", class: "row", "data-testid": "desk-row", "data-conversation": row.conversation, "data-state": row.state, "data-thread": row.thread,
      "aria-current": row.isOpen ? "true" : null, "aria-disabled": row.thread ? null : "true", title: row.thread ? null : words.openingThread,
      onclick: () => row.thread && this.onOpen(row.thread),
    }, h("span", { class: "row-top" }, row.customer && avatar(idOf(this.page.world, row.customer), row.customer, "small"), h("span", { class: "row-name", dir: "auto" }, title), countBadge(row.news), timeOf(row.since)),
    h("span", { class: "row-question", dir: "auto" }, row.question),
    row.state && h("span", { class: "row-state" }, stateBadge(row.state), row.holder && h("span", { class: "row-holder", dir: "auto" }, words.heldBy(row.holder.name)))));
  }

  move(event) {
    const buttons = [...this.list.querySelectorAll("button")];
    const to = buttons[buttons.indexOf(event.target) + (STEPS[event.key] || NaN)];
    if (!to) return;
    event.preventDefault();
    to.focus();
  }
}

/** How many of an agent's list wait for somebody; the others are held. */
function waitingIn(home) {
  return (home?.rows || []).filter((row) => row.state === "waiting").length;
}

/** The way back from a thread to the list, where both do not fit beside each other. */
export function backButton(onBack) {
  return iconButton("back", words.backToList, { class: "icon-button back", "data-testid": "desk-back", onclick: onBack });
}
