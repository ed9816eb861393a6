/** How persons look: initials in a colour that stays the same for the same person. */

import { h, icon } from "./dom.js";
import { words } from "./words.js";

const TONES = 8;

/** The round picture of somebody; decoration, the name stands beside it. */
export function avatar(id, name, size = "") {
  const looks = `avatar tone-${id === "bot" ? "bot" : toneOf(id)} ${size}`;
  const inside = id === "bot" ? icon("mark") : initials(name);
  return h("span", { class: looks.trim(), "aria-hidden": "true" }, inside);
}

function toneOf(id) {
  let sum = 7;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum % TONES;
}

function initials(name) {
  const parts = name.trim().split(/\s+/).filter(Boolean);
  const letters = parts.length > 1 ? [parts[0], parts.at(-1)] : parts;
  return letters.map((part) => [...part][0].toUpperCase()).join("") || "?";
}

/** Who speaks in a message: {id, name, voice}. The bot may carry the words of somebody else. */
export function speaker(world, message) {
  const body = message.body;
  if (body?.kind === "say" && body.author) {
    const { id, key, name } = body.author;
    return { id: world.people.has(id) ? id : key, name: name || nameOf(world, id), voice: body.voice };
  }
  return { id: message.author, name: nameOf(world, message.author), voice: message.author === "bot" ? "bot" : "" };
}

/** The name of a person by id. */
export function nameOf(world, id) {
  if (id === "bot") return words.bot;
  return world.people.get(id)?.name || words.unknownPerson;
}

/** The id of the person of this name, for the colour of the face; else the name itself. */
export function idOf(world, name) {
  return [...world.people.values()].find((person) => person.name === name)?.id || name;
}

/** What a room is called by somebody who is in it. */
export function roomName(room) {
  if (room.kind === "direct") return words.direct;
  return room.kind === "desk" ? words.deskRoom : words.shared(room.name);
}
