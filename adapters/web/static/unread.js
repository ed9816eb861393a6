/** How much one person has not read yet. */

import { lastRead } from "./memory.js";

/** The number of unread messages in a room; at the desk, of threads with something unread. */
export function unreadIn(world, person, room) {
  if (room.kind !== "desk") return newsFor(world.stream(room.id), person, lastRead(person, room.id));
  let threads = 0;
  for (const id of world.threadsOf(room.id).keys()) if (unreadInThread(world, person, room.id, id)) threads += 1;
  return threads;
}

/** The number of unread messages in one thread of the desk. */
export function unreadInThread(world, person, room, thread) {
  return newsFor(world.threadsOf(room).get(thread) || [], person, lastRead(person, thread));
}

function newsFor(messages, person, read) {
  let number = 0;
  for (let at = messages.length - 1; at >= 0 && messages[at].number > read; at -= 1) {
    if (messages[at].author !== person && !messages[at].deleted) number += 1;
  }
  return number;
}
