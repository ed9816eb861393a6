/** What the bot means, drawn: one small function per kind. Cards have a file of their own. */

import { h, icon } from "./dom.js";
import { pressRow } from "./presses.js";
import { timeOf } from "./times.js";
import { words } from "./words.js";

const DRAWN = { say, answer, choice, notice, gone, recap, desk_card: cardLine };

/** The element of a meaning; `at` is {person, source} for its buttons. */
export function drawMeaning(page, body, at) {
  const draw = DRAWN[body.kind] || gone;
  return draw(page, body, at);
}

/** Somebody's words: kept line breaks, their own direction. */
export function textOf(text, looks = "text") {
  return h("p", { class: looks, dir: "auto" }, text);
}

function say(page, body, at) {
  return h("div", { class: "meaning say" },
    body.again && h("p", { class: "label warn" }, icon("warn"), words.again),
    h("p", { class: "text", dir: "auto" }, body.mention && [h("span", { class: "mention" }, `@${body.mention.name}`), " "], body.text), pressRow(page, body.presses, at));
}

function answer(page, body, at) {
  return h("div", { class: "meaning answer" },
    body.title && h("p", { class: "answer-title", dir: "auto" }, body.title),
    textOf(body.text), sourceLink(body.source), pressRow(page, body.presses, at));
}

function sourceLink(source) {
  const address = httpAddress(source);
  if (!address) return null;
  return h("p", { class: "source" },
    h("a", { href: address.href, target: "_blank", rel: "noopener noreferrer", "data-testid": "source" },
      icon("out"), `${words.source}: ${address.host}`));
}

function httpAddress(source) {
  try {
    const address = new URL(source);
    return address.protocol === "https:" || address.protocol === "http:" ? address : null;
  } catch {
    return null;
  }
}

function choice(page, body, at) {
  return h("div", { class: "meaning choice" }, textOf(body.text), pressRow(page, body.options, at));
}

function notice(page, body, at) {
  return h("div", { class: "meaning notice" }, textOf(body.text), pressRow(page, body.presses, at));
}

function gone(page, body) {
  return h("div", { class: "meaning gone" }, textOf(body.text || words.deleted));
}

function cardLine(page, body) {
  return h("div", { class: "meaning notice" }, textOf(body.headline));
}

function recap(page, body) {
  return h("div", { class: "meaning recap" },
    h("p", { class: "label" }, icon("list"), body.title),
    h("ol", { class: "recap-lines" }, body.lines.map(recapLine)),
    body.tried.length > 0 && h("p", { class: "label" }, body.tried_title || words.cardTried),
    triedList(body.tried));
}

function recapLine(line) {
  const voice = words.voices[line.voice] || line.voice;
  return h("li", { "data-voice": line.voice },
    h("span", { class: "recap-name", dir: "auto" }, line.name || voice), " ", timeOf(line.at), textOf(line.text));
}

/** Passages with their scores, the score as a bar and as a number. */
export function triedList(tried) {
  if (!tried.length) return null;
  return h("ul", { class: "tried" }, tried.map((passage) => h("li", {}, h("span", { class: "tried-title", dir: "auto" }, passage.title), scoreBar(passage.score))));
}

function scoreBar(score) {
  const fill = h("span", { class: "score-fill" });
  fill.style.inlineSize = `${Math.round(Math.min(1, Math.max(0, score)) * 100)}%`;
  return h("span", { class: "score" }, h("span", { class: "score-track", "aria-hidden": "true" }, fill), h("span", { class: "score-number" }, words.score(score)));
}

/** Label-value pairs. */
export function detailList(details) {
  if (!details.length) return null;
  return h("dl", { class: "details" }, details.map(({ label, value }) => h("div", {}, h("dt", {}, label), h("dd", { dir: "auto" }, value))));
}
