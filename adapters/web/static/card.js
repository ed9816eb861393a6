/** The desk card at the head of a conversation's thread: its state, what is asked, what can be done. */

import { h, icon } from "./dom.js";
import { avatar } from "./faces.js";
import { detailList, textOf, triedList } from "./meanings.js";
import { passOnMenu, pressRow } from "./presses.js";
import { timeOf } from "./times.js";
import { words } from "./words.js";

const UNSENT_SHOWN = 2;

/** The state in words and colour. */
export function stateBadge(state) {
  return h("span", { class: "badge", "data-state": state }, h("span", { class: "badge-dot", "aria-hidden": "true" }), words.states[state] || state);
}

/** The whole card. `more` tells whether the tried passages are shown, `onMore` changes it. */
export function drawCard(page, { message, person, more, onMore, onWhy }) {
  const card = message.body;
  const at = { person, source: { message: message.id } };
  return h("article", {
    class: "card", tabindex: "-1", "data-testid": "desk-card", "data-conversation": card.conversation, "data-state": card.state,
    "data-message": message.id, "data-person": person, "data-holder": card.holder?.id || "", "aria-label": card.headline,
  }, h("div", { class: "card-body" }, cardHead(card), textOf(card.question, "card-question"), unsentBoxes(page, card, at),
    detailList(card.details), dueLine(card.due), inserts(page, card, at), h("div", { class: "card-foot" }, toggle(card, more, onMore), whyButton(at, onWhy)), more && triedList(card.tried)),
  acts(page, card, at));
}

function cardHead(card) {
  return h("header", { class: "card-head" }, stateBadge(card.state),
    h("h3", { class: "card-headline", dir: "auto" }, card.headline),
    card.holder && avatar(card.holder.id, card.holder.name, "small"), card.since && timeOf(card.since));
}

/** What rings next for the desk, and when. */
function dueLine(due) {
  if (!due) return null;
  return h("p", { class: "label", "data-testid": "card-due" }, icon("clock"), h("span", { dir: "auto" }, due.label), " ", timeOf(due.at));
}

/** One's own unsent words first; what does not fit is folded, so that the thread below keeps its room. */
function unsentBoxes(page, card, at) {
  const isOwn = (unsent) => unsent.author.id === at.person;
  const boxes = [...card.unsent.filter(isOwn), ...card.unsent.filter((it) => !isOwn(it))].map((it) => unsentWords(page, it, at, isOwn(it)));
  const rest = boxes.slice(UNSENT_SHOWN);
  return [...boxes.slice(0, UNSENT_SHOWN), rest.length > 0 && folded("unsent-more", words.unsentMore(rest.length), rest)];
}

function unsentWords(page, unsent, at, isOwn) {
  const text = h("details", { class: "unsent-words", "data-fold": unsent.presses[0]?.about },
    h("summary", {}, icon("clock"), h("span", { class: "unsent-title", dir: "auto" }, unsent.title), h("span", { class: "unsent-start", dir: "auto" }, unsent.text)), textOf(unsent.text));
  return h("div", { class: "unsent", "data-testid": "unsent" }, text, pressRow(page, unsent.presses, { ...at, quiet: !isOwn }));
}

function folded(name, label, children) {
  return h("details", { class: "folded", "data-fold": name, "data-testid": name }, h("summary", { class: "more" }, icon("more"), label), children);
}

function acts(page, card, at) {
  const row = pressRow(page, card.presses, at) || h("div", { class: "presses" });
  if (card.pass_on?.presses.length) row.append(passOnMenu(page, card.pass_on, at));
  return row.childElementCount ? row : null;
}

function whyButton(at, onWhy) {
  return h("button", { type: "button", class: "more", "data-testid": "button-why", "data-person": at.person, onclick: onWhy }, icon("why"), words.whyButton);
}

function toggle(card, more, onMore) {
  if (!card.tried.length) return null;
  return h("button", { type: "button", class: "more", "aria-expanded": String(more), "data-testid": "card-details", onclick: onMore },
    icon(more ? "less" : "more"), words.cardTried);
}

function inserts(page, card, at) {
  if (!card.inserts.length) return null;
  if (card.inserts.length > 1) return folded("inserts", words.cardInserts, pressRow(page, card.inserts, at));
  return h("div", { class: "inserts" }, h("p", { class: "label" }, words.cardInserts), pressRow(page, card.inserts, at));
}
