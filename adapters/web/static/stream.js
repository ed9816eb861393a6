/** What stands in a stream, in order: messages, whispers, dividers, replies, what is on its way. */

import { h } from "./dom.js";
import { nameOf, speaker } from "./faces.js";
import { isNote, messageItem, sendingItem } from "./messages.js";
import { dayName, dayOf } from "./times.js";
import { whisperItem } from "./whispers.js";
import { words } from "./words.js";

const CLOSE_TOGETHER = 5 * 60_000;
const REPLIES = 20;

/** The items of a whole room; heads carry their threads where the room has threads. */
export function roomItems(page, view) {
  const room = page.world.rooms.get(view.room);
  const top = room.threads ? heads(page.world, view.room) : page.world.stream(view.room).filter(isShown);
  const entries = merged(top, page.world.whispersAt(view.person, view.room, ""));
  const shown = entries.slice(-view.window);
  view.hidden = entries.length - shown.length;
  const threads = room.threads ? page.world.threadsOf(view.room) : null;
  return [...flow(page, view, shown, (head) => (threads ? replies(page, view, head, threads) : [])), ...onTheWay(page, view, ""), ...typing(page, view, "")];
}

/** The items of one thread of the desk, without its head. */
export function threadItems(page, view) {
  const all = page.world.threadsOf(view.room).get(view.thread) || [];
  const entries = merged(all.filter((it) => it.id !== view.thread && isShown(it)), page.world.whispersAt(view.person, view.room, view.thread));
  const shown = entries.slice(-view.window);
  view.hidden = entries.length - shown.length;
  return [...flow(page, view, shown, () => []), ...onTheWay(page, view, view.thread), ...typing(page, view, view.thread)];
}

function heads(world, room) {
  const shown = [];
  for (const [id, thread] of world.threadsOf(room)) {
    const head = world.messages.get(id);
    if (head && (!head.deleted || thread.some((it) => it.id !== id && isShown(it)))) shown.push(head);
  }
  return shown.sort((one, other) => one.number - other.number);
}

function isShown(message) {
  return !message.deleted;
}

function merged(messages, whispers) {
  if (!whispers.length) return messages;
  return [...messages, ...whispers].sort((one, other) => one.number - other.number);
}

const isWhisper = (entry) => "for" in entry;

/** Entries with dividers between them; `after(head)` gives what hangs below each. */
function flow(page, view, entries, after) {
  const items = [];
  let before = null;
  for (const entry of entries) {
    const divided = pushDividers(view, items, before, entry);
    items.push(isWhisper(entry) ? whisperItem(page, entry, "") : messageItem(page, view, entry, looksOf(page, view, divided ? null : before, entry)));
    const below = isWhisper(entry) ? [] : after(entry);
    items.push(...below);
    before = below.length ? null : entry;
    if (below.length) items.lastDay = dayOf(entry.at);
  }
  return items;
}

function pushDividers(view, items, before, entry) {
  const day = dayOf(entry.at);
  const newDay = items.lastDay !== day;
  items.lastDay = day;
  if (newDay) items.push(divider(`day-${day}`, "day", dayName(entry.at)));
  const isNew = !items.newShown && isUnread(view, entry);
  if (isNew) items.push(divider("new", "new", words.newDivider));
  items.newShown ||= isNew;
  return newDay || isNew;
}

function divider(key, looks, text) {
  return { key, sig: [text], draw: () => h("li", { class: `divider ${looks}` }, h("span", {}, text)) };
}

/** Unread when this view was opened; what arrives before one's eyes is not. */
function isUnread(view, entry) {
  return entry.author !== view.person && entry.number > view.unreadFrom && entry.number <= view.unreadTo;
}

function looksOf(page, view, before, entry) {
  return { compact: belongsTo(page, before, entry), reply: false, unread: isUnread(view, entry) };
}

function belongsTo(page, before, entry) {
  if (!before || isWhisper(before) || before.deleted || entry.deleted || !isTalk(before) || !isTalk(entry)) return false;
  if (isNote(page, before) || isNote(page, entry)) return false;
  const [one, other] = [speaker(page.world, before), speaker(page.world, entry)];
  return one.id === other.id && one.voice === other.voice && Date.parse(entry.at) - Date.parse(before.at) < CLOSE_TOGETHER;
}

function isTalk(message) {
  return !message.body || message.body.kind === "say";
}

/** What hangs below a head: earlier replies on demand, the last ones, and the box to reply in. */
function replies(page, view, head, threads) {
  const all = threads.get(head.id).filter((it) => it.id !== head.id && isShown(it));
  const entries = merged(all, page.world.whispersAt(view.person, view.room, head.id));
  const limit = view.expanded.get(head.id) || REPLIES;
  const shown = entries.slice(-limit);
  const items = shown.map((entry, at) => replyItem(page, view, shown[at - 1], entry));
  if (entries.length > shown.length) items.unshift(earlierReplies(page, view, head.id, entries.length - shown.length, limit));
  items.push(...onTheWay(page, view, head.id), ...typing(page, view, head.id));
  const box = view.replyItem(head, entries.length > 0);
  if (box) items.push(box);
  return items;
}

function replyItem(page, view, before, entry) {
  if (isWhisper(entry)) return whisperItem(page, entry, "reply");
  return messageItem(page, view, entry, { compact: belongsTo(page, before, entry), reply: true, unread: isUnread(view, entry) });
}

function earlierReplies(page, view, thread, number, limit) {
  const more = () => {
    view.expanded.set(thread, limit + 100);
    page.changed();
  };
  const draw = () => h("li", { class: "reply more-replies" }, h("button", { type: "button", class: "press quiet", "data-testid": "earlier-replies", onclick: more }, words.earlierReplies(number)));
  return { key: `more-${thread}`, sig: [number], draw };
}

function onTheWay(page, view, thread) {
  const arrived = new Set(page.world.stream(view.room).slice(-50).map((it) => it.nonce));
  const acts = page.link.saidIn(view.room).filter((act) => act.person === view.person && act.thread === thread && !arrived.has(act.nonce));
  return acts.map((act) => sendingItem(page, act, { reply: thread !== "" && !view.thread }));
}

function typing(page, view, thread) {
  if (!page.world.isTyping(view.room, thread)) return [];
  const looks = thread && !view.thread ? "typing reply" : "typing";
  const label = words.typing(nameOf(page.world, "bot"));
  const dots = () => [1, 2, 3].map(() => h("span", { class: "dot" }));
  return [{ key: `typing-${thread}`, sig: [], draw: () => h("li", { class: looks, "data-testid": "typing" }, h("span", { class: "dots", "aria-hidden": "true" }, dots()), h("span", { class: "typing-label" }, label)) }];
}
