/** What the page knows: people, rooms, messages, whispers; built from the server's frames alone. */

import { setServerTime } from "./times.js";

/** So many messages of a room come at once. */
const NEWEST = 300;

export class World {
  constructor() {
    this.ready = false;
    this.limits = { text: 40_000, frame: 1_000_000 };
    this.homes = new Map();
    this.clear();
  }

  clear() {
    this.people = new Map();
    this.rooms = new Map();
    this.streams = new Map();
    this.threads = new Map();
    this.messages = new Map();
    this.whispers = new Map();
    this.typing = new Map();
    this.newest = 0;
  }

  /** Takes one frame; tells whether anything to be drawn changed. */
  take(frame) {
    const taker = TAKERS[frame.type];
    if (taker) taker(this, frame);
    return Boolean(taker);
  }

  /** The messages of a room, oldest first. */
  stream(room) {
    return this.streams.get(room) || [];
  }

  /** thread id -> its messages, head first. */
  threadsOf(room) {
    if (!this.threads.has(room)) this.threads.set(room, byThread(this.stream(room)));
    return this.threads.get(room);
  }

  /** Whispers this person sees at one place, oldest first. */
  whispersAt(person, room, thread) {
    return [...this.whispers.values()].filter((it) => it.for === person && it.room === room && it.thread === thread);
  }

  /** The rooms of a person in the order of the snapshot. */
  roomsOf(person) {
    return [...this.rooms.values()].filter((room) => room.members.includes(person));
  }

  sideOf(side) {
    return [...this.people.values()].filter((person) => person.side === side);
  }

  isTyping(room, thread) {
    return (this.typing.get(`${room}/${thread}`) || 0) > Date.now();
  }

  /** The desk card at the head of a thread, or null. */
  cardOf(thread) {
    const body = this.messages.get(thread)?.body;
    return body?.kind === "desk_card" ? body : null;
  }

  put(message) {
    const stream = this.streams.get(message.room) || [];
    const at = placeOf(stream, message.number);
    stream.splice(at, stream[at]?.id === message.id ? 1 : 0, message);
    this.streams.set(message.room, stream);
    this.threads.delete(message.room);
    this.messages.set(message.id, message);
    this.newest = Math.max(this.newest, message.number);
  }
}

const TAKERS = {
  snapshot(world, frame) {
    world.clear();
    world.ready = true;
    world.limits = frame.limits;
    setServerTime(frame.now);
    for (const person of frame.people) world.people.set(person.id, person);
    for (const room of frame.rooms) world.rooms.set(room.id, room);
    for (const message of frame.messages) world.put(message);
    for (const room of frame.rooms) world.rooms.set(room.id, { ...room, oldest: firstOf(world.stream(room.id)) });
    for (const whisper of frame.whispers) TAKERS.whisper(world, { whisper });
  },
  message(world, { message }) {
    if (message.author === "bot") world.typing.delete(`${message.room}/${message.thread}`);
    world.put(message);
  },
  whisper(world, { whisper }) {
    world.whispers.set(whisper.id, whisper);
    world.newest = Math.max(world.newest, whisper.number);
  },
  whisper_gone(world, { id }) {
    world.whispers.delete(id);
  },
  typing(world, { room, thread, seconds }) {
    world.typing.set(`${room}/${thread}`, Date.now() + seconds * 1000);
  },
  home(world, { person, home }) {
    world.homes.set(person, home);
  },
  older(world, { room, messages, more }) {
    for (const message of messages) world.put(message);
    const known = world.rooms.get(room);
    world.rooms.set(room, { ...known, more, oldest: firstOf(messages) || known.oldest });
  },
};

/** The oldest message from which on nothing is missing; those before it are heads of threads alone. */
function firstOf(stream) {
  return stream[Math.max(0, stream.length - NEWEST)]?.id || "";
}

function byThread(stream) {
  const threads = new Map();
  for (const message of stream) {
    const thread = message.thread || message.id;
    if (!threads.has(thread)) threads.set(thread, []);
    threads.get(thread).push(message);
  }
  return threads;
}

/** Where a message of this number stands or belongs in a sorted stream; the end is tried first. */
function placeOf(stream, number) {
  let low = 0;
  let high = stream.length;
  if (high && stream[high - 1].number < number) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stream[middle].number < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The words of a message in one line, for lists and for readers of screens. */
export function plainText(message) {
  const body = message.body;
  if (message.deleted) return "";
  if (!body) return message.text;
  return [body.title, body.headline, body.text || body.question].filter(Boolean).join(". ");
}
