/**
 * The WebSocket, kept alive. An act (say, press, ...) is kept until it is answered and sent again with the
 * same nonce after a lost connection or a reload, so it happens once; a question is simply asked anew.
 */

const KEPT = "frontdesk.acts";
const LONGEST_PAUSE = 8_000;

/** A new nonce: 24 letters and digits. */
export function newNonce() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Link {
  /** `onFrame(frame)` gets what the server says, `onState()` is told when `open` or `failures` change,
   *  `onRefused(act, error)` gets an act that will not happen. */
  constructor({ onFrame, onState, onRefused }) {
    this.open = false;
    this.failures = 0;
    this.acts = new Map(readKept().map((act) => [act.nonce, act]));
    this.waiting = new Map();
    this.told = { onFrame, onState, onRefused };
  }

  start() {
    addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
    this.connect();
  }

  /** Tries again at once, if it is waiting to. */
  now() {
    if (this.open || this.socket) return;
    clearTimeout(this.pause);
    this.connect();
  }

  /** Sends an act; the promise ends with its answer, good or bad. */
  act(frame) {
    const act = { ...frame, nonce: newNonce() };
    this.acts.set(act.nonce, act);
    this.keep();
    if (this.open) this.send(act);
    return new Promise((answered) => this.waiting.set(act.nonce, answered));
  }

  /** Asks a question; null when the connection is gone. */
  ask(frame) {
    if (!this.open) return Promise.resolve(null);
    const question = { ...frame, nonce: newNonce() };
    this.send(question);
    return new Promise((answered) => this.waiting.set(question.nonce, answered));
  }

  /** What was said here and is not acknowledged yet, oldest first. */
  saidIn(room) {
    return [...this.acts.values()].filter((act) => act.type === "say" && act.room === room);
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}/ws`);
    this.socket.addEventListener("message", (event) => this.hear(JSON.parse(event.data)));
    this.socket.addEventListener("close", () => this.lost());
  }

  hear(frame) {
    if (frame.type === "snapshot") this.opened();
    const act = this.acts.get(frame.nonce);
    if (act && (frame.type === "done" || frame.type === "error")) this.forget(act);
    this.told.onFrame(frame);
    if (frame.type === "error") this.told.onRefused(act || null, frame);
    if (frame.nonce && frame.type !== "message") this.answer(frame);
    if (frame.type === "snapshot") this.told.onState();
  }

  opened() {
    const resend = !this.open;
    this.open = true;
    this.failures = 0;
    if (resend) for (const act of this.acts.values()) this.send(act);
  }

  answer(frame) {
    const answered = this.waiting.get(frame.nonce);
    this.waiting.delete(frame.nonce);
    if (answered) answered(frame);
  }

  lost() {
    this.socket = null;
    this.open = false;
    this.failures += 1;
    for (const [nonce, answered] of this.waiting) {
      if (this.acts.has(nonce)) continue;
      this.waiting.delete(nonce);
      answered(null);
    }
    this.pause = setTimeout(() => this.connect(), pauseAfter(this.failures));
    this.told.onState();
  }

  forget(act) {
    this.acts.delete(act.nonce);
    this.keep();
  }

  keep() {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify([...this.acts.values()]));
    } catch {
      // A full or forbidden store costs only the resend after a reload.
    }
  }

  send(frame) {
    this.socket.send(JSON.stringify(frame));
  }
}

function pauseAfter(failures) {
  const longest = Math.min(LONGEST_PAUSE, 400 * 2 ** Math.min(failures, 6));
  return longest * (0.6 + 0.4 * Math.random());
}

function readKept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) || "[]");
  } catch {
    return [];
  }
}
