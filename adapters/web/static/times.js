/** Times as people read them: short in the stream, in full on hover. */

import { h } from "./dom.js";
import { words } from "./words.js";

const MINUTE = 60_000;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const longDay = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium" });

let ahead = 0;

/** Learns how far the server's clock is ahead of the browser's. */
export function setServerTime(iso) {
  ahead = Date.parse(iso) - Date.now();
}

/** What time it is at the server, in milliseconds. */
export function serverNow() {
  return Date.now() + ahead;
}

/** "now", "5 min ago", "14:05" (also of a moment to come), "Mon 14:05" or "1 Mar 2025". */
export function short(iso) {
  const at = Date.parse(iso);
  const age = serverNow() - at;
  if (age <= -MINUTE) return sameDay(at, serverNow()) ? clock.format(at) : weekday.format(at);
  if (age < MINUTE) return words.now;
  if (age < 60 * MINUTE) return words.minutesAgo(Math.floor(age / MINUTE));
  if (sameDay(at, serverNow())) return clock.format(at);
  return age < 6 * 24 * 60 * MINUTE ? weekday.format(at) : date.format(at);
}

/** A `<time>` that stays right while the page is open. */
export function timeOf(iso) {
  const attributes = { datetime: iso, title: full.format(Date.parse(iso)), class: "time", "data-at": iso };
  return h("time", attributes, short(iso));
}

/** Rewrites every time on the page; called twice a minute. */
export function refreshTimes() {
  for (const element of document.querySelectorAll("time[data-at]")) {
    const text = short(element.dataset.at);
    if (element.textContent !== text) element.textContent = text;
  }
}

/** The name of the day of a message: Today, Yesterday or its date. */
export function dayName(iso) {
  const at = Date.parse(iso);
  if (sameDay(at, serverNow())) return words.today;
  if (sameDay(at, serverNow() - 24 * 60 * MINUTE)) return words.yesterday;
  return longDay.format(at);
}

/** A key that is equal for times of one day. */
export function dayOf(iso) {
  return new Date(Date.parse(iso)).toDateString();
}

function sameDay(one, other) {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
