/**
 * What the browser remembers: choices, unsent text and what was read. Choices live in the tab first, so that
 * two tabs can be two agents; a new tab begins where the last one was.
 */

const PREFIX = "frontdesk.";

function readFrom(store, key) {
  try {
    return JSON.parse(store.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

function writeTo(store, key, value) {
  try {
    if (value === "" || value === null) store.removeItem(PREFIX + key);
    else store.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Without a store the page works on; it only forgets at a reload.
  }
}

/** A choice of this tab, else the last one made in any tab, else `otherwise`; from then on it is this tab's. */
export function choice(key, otherwise = "") {
  const own = readFrom(sessionStorage, key);
  if (own !== null) return own;
  const found = readFrom(localStorage, key) ?? otherwise;
  writeTo(sessionStorage, key, found);
  return found;
}

export function choose(key, value) {
  writeTo(sessionStorage, key, value);
  writeTo(localStorage, key, value);
}

const draftKey = (person, room, thread) => `draft:${person}|${room}|${thread}`;

/** The unsent text of one person at one place. */
export function draft(person, room, thread) {
  return readFrom(localStorage, draftKey(person, room, thread)) || "";
}

export function keepDraft(person, room, thread, text) {
  writeTo(localStorage, draftKey(person, room, thread), text);
}

/** Puts a refused text back, above what was typed since. */
export function restoreDraft(person, room, thread, text) {
  const typed = draft(person, room, thread);
  keepDraft(person, room, thread, typed ? `${text}\n${typed}` : text);
}

const readKey = (person, place) => `read:${person}|${place}`;
const reads = new Map();
addEventListener("storage", () => reads.clear());

/** The number of the last message this person read at a place. */
export function lastRead(person, place) {
  const key = readKey(person, place);
  if (!reads.has(key)) reads.set(key, readFrom(localStorage, key) ?? readFrom(localStorage, "read-base") ?? 0);
  return reads.get(key);
}

export function markRead(person, place, number) {
  if (number <= lastRead(person, place)) return;
  reads.set(readKey(person, place), number);
  writeTo(localStorage, readKey(person, place), number);
}

/** On the first visit everything there counts as read; on a playground begun anew, nothing does. */
export function settleReading(newest) {
  const base = readFrom(localStorage, "read-base");
  if (base !== null && base <= newest) return;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(`${PREFIX}read:`)) localStorage.removeItem(key);
  }
  reads.clear();
  writeTo(localStorage, "read-base", newest);
}
