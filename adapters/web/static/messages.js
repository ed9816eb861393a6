/** One message in a stream: who, when, what, its marks, and what its reader can do with it. */

import { h, icon, iconButton, unseen } from "./dom.js";
import { EditBox } from "./editing.js";
import { avatar, nameOf, speaker } from "./faces.js";
import { drawMeaning, textOf } from "./meanings.js";
import { timeOf } from "./times.js";
import { words } from "./words.js";

export const NOTE = "//";

/** A message as an item of a stream. `looks` is {compact, reply, unread}. */
export function messageItem(page, view, message, looks) {
  const sig = [message, view.person, looks.compact, looks.reply, looks.unread, view.editing === message.id, view.confirming === message.id];
  return { key: message.id, sig, draw: () => drawMessage(page, view, message, looks) };
}

function drawMessage(page, view, message, looks) {
  const who = speaker(page.world, message);
  const note = isNote(page, message);
  return h("li", {
    class: classes(view, message, looks, note), tabindex: "-1", "data-testid": `${view.name}-message`, "data-message": message.id,
    "data-author": message.author, "data-speaker": who.id, "data-thread": message.thread, "data-kind": message.body?.kind || "text",
    "data-heard": String(message.heard), "data-note": note || null, "data-person": view.person,
  }, looks.compact ? h("span", { class: "gutter", "aria-hidden": "true" }, timeOf(message.at)) : avatar(who.id, who.name),
  h("div", { class: "message-body" }, looks.compact ? unseen(who.name) : headLine(message, who, note), content(page, view, message, note), marks(page, message)),
  view.editing === message.id ? null : toolbar(page, view, message));
}

function classes(view, message, looks, note) {
  const on = { compact: looks.compact, reply: looks.reply, unread: looks.unread, own: message.author === view.person, note, deleted: message.deleted };
  return ["message", ...Object.keys(on).filter((name) => on[name])].join(" ");
}

/** Words at the desk that begin with the prefix stay there. */
export function isNote(page, message) {
  if (message.body) return Boolean(message.body.note);
  return page.world.rooms.get(message.room)?.kind === "desk" && message.text.startsWith(NOTE);
}

function headLine(message, who, note) {
  return h("p", { class: "message-head" }, h("span", { class: "message-name", dir: "auto" }, who.name),
    who.voice && h("span", { class: "voice", "data-voice": who.voice }, words.voices[who.voice] || who.voice),
    note && h("span", { class: "voice", "data-voice": "note", title: words.noteHint }, words.note), timeOf(message.at));
}

function content(page, view, message, note) {
  if (message.deleted) return textOf(words.deleted, "text tombstone");
  if (view.editing === message.id) return new EditBox(page, view, message).element;
  if (message.body) return drawMeaning(page, message.body, { person: view.person, source: { message: message.id } });
  const text = note ? message.text.slice(NOTE.length).trimStart() : message.text;
  return h("div", { class: "words" }, textOf(text), message.edited && [" ", h("span", { class: "edited" }, `(${words.edited})`)], isDelivered(message) && [" ", mark("delivered", "check", words.delivered)]);
}

function marks(page, message) {
  if (message.deleted) return null;
  const drawn = message.marks.filter((it) => it.by.length && it.mark !== "delivered").map((it) => markOf(page, it));
  if (!message.heard) drawn.push(mark("unheard", "clock", words.notHeard));
  return drawn.length ? h("p", { class: "marks" }, drawn) : null;
}

function isDelivered(message) {
  return message.marks.some((it) => it.mark === "delivered" && it.by.length);
}

function markOf(page, { mark: name, by }) {
  if (name === "failed") return mark(name, "warn", words.failed);
  return mark(name, "eye", words.eyes(by.map((id) => nameOf(page.world, id)).join(", ")));
}

function mark(name, picture, label) {
  const shown = name === "delivered" ? unseen(label) : h("span", {}, label);
  return h("span", { class: "mark", "data-mark": name, "data-testid": `mark-${name}`, title: label }, icon(picture), shown);
}

function toolbar(page, view, message) {
  if (message.deleted) return null;
  if (view.confirming === message.id) return confirmation(page, view, message);
  const own = message.author === view.person;
  const acts = own ? ownActs(page, view, message) : otherActs(page, view, message);
  return h("div", { class: "toolbar", role: "group", "aria-label": words.actions }, acts, linkButton(page, message));
}

function ownActs(page, view, message) {
  return [
    iconButton("edit", words.edit, { "data-testid": "message-edit", onclick: () => view.edit(message.id) }),
    iconButton("bin", words.remove, { "data-testid": "message-delete", onclick: () => view.confirm(message.id) }),
  ];
}

function otherActs(page, view, message) {
  if (!view.atDesk) return [];
  const on = !message.marks.some((it) => it.mark === "eyes" && it.by.includes(view.person));
  const react = () => page.link.act({ type: "react", person: view.person, message: message.id, mark: "eyes", on });
  return [
    iconButton("why", words.whyButton, { "data-testid": "message-why", onclick: (event) => page.why.show(view.person, message.id, event.currentTarget) }),
    iconButton("eye", on ? words.mark : words.unmark, { "data-testid": "message-eyes", "aria-pressed": String(!on), onclick: react }),
  ];
}

function linkButton(page, message) {
  return message.link && iconButton("link", words.link, { "data-testid": "message-link", onclick: () => copyLink(page, message.link) });
}

async function copyLink(page, link) {
  const address = new URL(link, location.href);
  try {
    await navigator.clipboard.writeText(address.href);
    page.tell(words.linkCopied);
  } catch {
    history.replaceState(null, "", address);
    page.tell(words.linkNotCopied);
  }
}

function confirmation(page, view, message) {
  const remove = () => {
    view.confirm("");
    page.link.act({ type: "delete", person: view.person, message: message.id });
  };
  const keep = () => view.confirm("");
  return h("div", { class: "toolbar sure", role: "group", "aria-label": words.removeSure, onkeydown: (event) => event.key === "Escape" && keep() },
    h("span", {}, words.removeSure),
    h("button", { type: "button", class: "press danger", "data-testid": "message-delete-yes", onclick: remove }, words.removeYes),
    h("button", { type: "button", class: "press quiet", "data-testid": "message-delete-no", onclick: keep }, words.removeNo));
}

/** What was typed here and is on its way: drawn ahead of its message. */
export function sendingItem(page, act, looks) {
  return { key: `sending-${act.nonce}`, sig: [act], draw: () => drawSending(page, act, looks) };
}

function drawSending(page, act, looks) {
  const name = nameOf(page.world, act.person);
  return h("li", { class: `message own sending ${looks.reply ? "reply" : ""}`, tabindex: "-1", "data-testid": "message-sending", "data-person": act.person },
    avatar(act.person, name), h("div", { class: "message-body" },
      h("p", { class: "message-head" }, h("span", { class: "message-name" }, name), h("span", { class: "mark" }, icon("clock"), words.sending)),
      textOf(act.text)));
}
