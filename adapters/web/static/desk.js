/** The desk: lists on the left, the chosen conversation with its card and thread on the right. */

import { drawCard } from "./card.js";
import { h, icon, reconcile } from "./dom.js";
import { Hints } from "./hints.js";
import { backButton, Lists } from "./lists.js";
import { choice, choose } from "./memory.js";
import { messageItem } from "./messages.js";
import { RoomView } from "./room.js";
import { Side } from "./side.js";
import { words } from "./words.js";

export class DeskSide extends Side {
  constructor(page) {
    const view = new RoomView(page, { name: "desk", atDesk: true });
    super(page, { side: "agent", name: "desk", title: words.deskSide, hint: words.deskSideHint, personsLabel: words.agents, view });
    const hints = new Hints(page, {
      key: "desk", title: words.deskExamplesTitle, label: words.hideExamples, examples: words.deskExamples,
      onPick: (text) => this.thread.composer.fill(text), isFitting: (it) => this.isHeldBy(it),
    });
    this.thread = new RoomView(page, { name: "desk-thread", atDesk: true, hints });
    this.lists = new Lists(page, { onOpen: (thread) => this.openThread(thread) });
    this.pinned = h("div", { class: "pinned" });
    this.pane = h("div", { class: "thread-pane", "data-testid": "desk-thread" }, backButton(() => this.back()), this.pinned, this.thread.element);
    this.steps = h("div", { class: "steps" }, icon("inbox"), h("p", { class: "steps-title" }, words.chooseCard), h("ol", {}, words.deskSteps.map((step) => h("li", {}, step))));
    this.desk = h("div", { class: "desk-pane", "data-view": "list" }, this.lists.element, this.pane, this.steps);
    this.panel.append(this.desk);
    this.more = new Map();
  }

  get chosenThread() {
    const world = this.page.world;
    const chosen = choice(`desk.thread.${this.person}`);
    if (world.messages.has(chosen)) return chosen;
    const cards = [...world.threadsOf(this.room.id).keys()].filter((id) => world.cardOf(id));
    return cards.findLast((id) => world.cardOf(id).state === "waiting") || cards.at(-1) || "";
  }

  isHeldBy(view) {
    const card = this.page.world.cardOf(view.thread);
    return card?.state === "claimed" && card.holder?.id === view.person;
  }

  openThread(thread) {
    choose(`desk.thread.${this.person}`, thread);
    this.desk.dataset.view = "thread";
    this.page.update();
  }

  back() {
    this.desk.dataset.view = "list";
    this.lists.list.querySelector("[tabindex='0']")?.focus();
  }

  updatePanel() {
    const isDesk = this.room.kind === "desk";
    this.desk.hidden = !isDesk;
    this.view.element.hidden = isDesk;
    if (!isDesk) super.updatePanel();
    else this.updateDesk();
  }

  updateDesk() {
    const thread = this.chosenThread;
    if (thread) this.keepChoice(thread);
    this.lists.update({ person: this.person, room: this.room.id, thread });
    this.pane.hidden = !thread;
    this.steps.hidden = Boolean(thread);
    if (!thread) return;
    this.pane.dataset.thread = thread;
    this.thread.open(this.person, this.room.id, thread);
    reconcile(this.pinned, [this.head(thread)]);
    this.thread.update(composing(this.page.world.cardOf(thread), this.person));
  }

  /** A card opened by itself stays open when others arrive. */
  keepChoice(thread) {
    if (choice(`desk.thread.${this.person}`) !== thread) choose(`desk.thread.${this.person}`, thread);
  }

  head(thread) {
    const message = this.page.world.messages.get(thread);
    if (message.body?.kind !== "desk_card") return this.plainHead(message);
    const more = this.more.get(thread) ?? false;
    const onMore = () => {
      this.more.set(thread, !more);
      this.page.update();
    };
    const onWhy = (event) => this.page.why.show(this.person, thread, event.currentTarget);
    return { key: thread, sig: [message, this.person, more], draw: () => drawCard(this.page, { message, person: this.person, more, onMore, onWhy }) };
  }

  plainHead(message) {
    const item = messageItem(this.page, this.thread, message, { compact: false, reply: false, unread: false });
    return { ...item, draw: () => h("ol", { class: "stream", role: "list" }, item.draw()) };
  }

  reload() {
    super.reload();
    this.thread.reload();
  }

  show(message, room) {
    if (room.kind !== "desk") return super.show(message, room);
    this.chooseRoom(room.id);
    this.openThread(message.thread || message.id);
    if (message.thread !== message.id) this.thread.show(message);
    return true;
  }
}

/** What the box of a thread promises: it depends on who holds the conversation. */
function composing(card, person) {
  switch (card?.state) {
    case "claimed":
      return card.holder?.id === person ? { placeholder: words.replyToCustomer, send: words.reply } : { placeholder: words.writeHeld(card.holder?.name || words.unknownPerson), send: words.keepNote };
    case "waiting":
      return { placeholder: words.writeWaiting };
    case "answering":
      return { placeholder: words.writeAnswering };
    case "resolved":
      return { placeholder: words.writeResolved };
    default:
      return { placeholder: words.writePlain };
  }
}
