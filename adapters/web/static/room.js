/** One room (or one thread of the desk) as one person sees it: its stream and the box to write in. */

import { Composer } from "./composer.js";
import { h, icon } from "./dom.js";
import { nameOf, roomName } from "./faces.js";
import { draft, lastRead, markRead } from "./memory.js";
import { roomItems, threadItems } from "./stream.js";
import { Timeline } from "./timeline.js";
import { words } from "./words.js";

const WINDOW = 200;

export class RoomView {
  /** `name` begins the test ids; `atDesk` allows what only agents may see; `hints` stands above the box. */
  constructor(page, { name, atDesk, hints = null }) {
    Object.assign(this, { page, name, atDesk, hints, person: "", room: "", thread: "" });
    this.timeline = new Timeline({ testid: `${name}-timeline`, onEarlier: () => this.earlier(), onSeen: () => this.seen() });
    this.composer = new Composer(page, {
      testid: `${name}-composer`, id: `${name}-composer`, notes: name === "desk-thread",
      onSent: () => this.sent(), onEditLast: () => this.editLast(),
    });
    this.element = h("div", { class: "room-view" }, this.timeline.element, hints?.element, this.composer.element);
    document.addEventListener("visibilitychange", () => this.looked());
    this.fresh();
  }

  fresh() {
    Object.assign(this, { editing: "", confirming: "", window: WINDOW, hidden: 0, loading: false, expanded: new Map(), replying: new Set(), boxes: new Map() });
  }

  /** Goes to a place; nothing happens when it is there already. */
  open(person, room, thread = "") {
    if (person === this.person && room === this.room && thread === this.thread) return;
    this.fresh();
    Object.assign(this, { person, room, thread });
    this.unreadFrom = lastRead(person, thread || room);
    this.unreadTo = this.page.world.newest;
  }

  update({ placeholder, send } = {}) {
    const room = this.page.world.rooms.get(this.room);
    const items = this.thread ? threadItems(this.page, this) : roomItems(this.page, this);
    const key = `${this.person}|${this.room}|${this.thread}`;
    const label = words.messagesOf(this.thread ? words.thread : roomName(room));
    const empty = this.thread ? "" : words.empty(nameOf(this.page.world, this.person));
    const count = this.page.world.stream(this.room).length;
    this.composer.update({ person: this.person, room: this.room, thread: this.thread }, { placeholder: placeholder || defaultPlaceholder(room), send });
    this.hints?.update(this);
    this.timeline.update({ key, label, items, more: this.hidden > 0 || room.more, empty, count });
  }

  /** Everything typed is read from the store again. */
  reload() {
    for (const box of [this.composer, ...this.boxes.values()]) box.reload();
  }

  edit(id) {
    this.editing = id;
    this.confirming = "";
    this.page.update();
  }

  confirm(id) {
    this.confirming = id;
    this.page.update();
  }

  focusComposer() {
    this.composer.focus();
  }

  /** Arrow-up in an empty box: the last own message here becomes editable; tells whether there is one. */
  editLast(thread = this.thread) {
    const own = this.page.world.stream(this.room).filter((it) => it.author === this.person && !it.deleted && (!thread || it.thread === thread));
    if (own.length) this.edit(own.at(-1).id);
    return own.length > 0;
  }

  sent() {
    this.timeline.atEnd = true;
    this.unreadTo = 0;
  }

  seen() {
    if (!document.hidden && this.person && this.page.world.rooms.has(this.room)) markRead(this.person, this.thread || this.room, this.page.world.newest);
  }

  /** What comes while nobody looks is marked as new afterwards. */
  looked() {
    if (document.hidden) Object.assign(this, { unreadFrom: lastRead(this.person, this.thread || this.room), unreadTo: Infinity });
    else this.unreadTo = this.page.world.newest;
    this.page.changed();
  }

  async earlier() {
    if (this.loading) return;
    if (this.hidden > 0) {
      this.window += WINDOW;
      this.page.changed();
      return;
    }
    this.loading = true;
    await this.page.link.ask({ type: "older", room: this.room, before: this.page.world.rooms.get(this.room).oldest });
    this.window += WINDOW;
    this.loading = false;
    this.page.changed();
  }

  /** Brings a message of this place into view. */
  show(message) {
    const newer = this.page.world.stream(this.room).filter((it) => it.number >= message.number).length;
    this.window = Math.max(this.window, newer + 20);
    this.expanded.set(message.thread, Math.max(newer, 20));
    this.timeline.atEnd = false;
    this.page.changed();
    requestAnimationFrame(() => requestAnimationFrame(() => this.timeline.show(message.id)));
  }

  /** The box below a thread: open where it was asked for, where text waits, and below the newest own question. */
  replyItem(head, hasReplies) {
    const isOpen = this.replying.has(head.id) || head.id === this.newestOwn() || draft(this.person, this.room, head.id) !== "";
    if (!isOpen && head.deleted && !hasReplies) return null;
    return { key: `reply-${head.id}`, sig: [isOpen, this.person], draw: () => (isOpen ? this.replyBox(head) : this.replyButton(head)) };
  }

  newestOwn() {
    return this.page.world.stream(this.room).findLast((it) => it.author === this.person && it.thread === it.id && !it.deleted)?.id;
  }

  replyBox(head) {
    const box = new Composer(this.page, { testid: `${this.name}-thread-composer`, onEditLast: () => this.editLast(head.id), onEscape: () => this.closeReply(head.id) });
    box.update({ person: this.person, room: this.room, thread: head.id }, { placeholder: words.replyPlaceholder });
    this.boxes.set(head.id, box);
    return h("li", { class: "reply reply-box", "data-thread": head.id }, box.element);
  }

  replyButton(head) {
    const reply = () => {
      this.replying.add(head.id);
      this.page.update();
      this.boxes.get(head.id)?.focus();
    };
    return h("li", { class: "reply reply-open" }, h("button", { type: "button", class: "press quiet", "data-testid": `${this.name}-reply`, "data-thread": head.id, onclick: reply }, icon("reply"), words.replyInThread));
  }

  closeReply(thread) {
    this.replying.delete(thread);
    this.page.changed();
    this.focusComposer();
  }
}

function defaultPlaceholder(room) {
  return room.kind === "direct" ? words.messageBot : words.messageRoom(room.name);
}
