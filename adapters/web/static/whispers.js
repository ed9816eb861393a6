/** Whispers: text that one person sees in a shared place. */

import { h, icon, iconButton } from "./dom.js";
import { drawMeaning } from "./meanings.js";
import { timeOf } from "./times.js";
import { words } from "./words.js";

/** A whisper as an item of a stream. */
export function whisperItem(page, whisper, looks) {
  return { key: whisper.id, sig: [whisper], draw: () => drawWhisper(page, whisper, looks) };
}

function drawWhisper(page, whisper, looks) {
  const at = { person: whisper.for, source: { whisper: whisper.id } };
  const dismiss = () => page.link.act({ type: "dismiss", person: whisper.for, whisper: whisper.id });
  return h("li", { class: `whisper ${looks}`, tabindex: "-1", "data-testid": "whisper", "data-person": whisper.for, "data-thread": whisper.thread },
    h("div", { class: "whisper-head" }, icon("only"), words.whisper, timeOf(whisper.at),
      iconButton("close", words.close, { "data-testid": "whisper-dismiss", onclick: dismiss })),
    drawMeaning(page, whisper.body, at));
}
