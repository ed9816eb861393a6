/** The buttons the bot draws: labelled by the bot, only their look is chosen here. */

import { h, icon } from "./dom.js";

const MAIN = new Set(["claim", "send", "choose", "reopen"]);
const QUIET = new Set(["helpful", "not_helpful", "solved", "none_of_these", "never_mind", "mute", "unmute", "keep"]);
const ICONS = { helpful: "up", not_helpful: "down", want_person: "person", claim: "hand", insert: "insert", resolve: "check", solved: "check" };

/** One button; `source` is {message} or {whisper}, `person` who presses, `quiet` where it is another's to press. */
export function pressButton(page, { press, person, source, quiet = false }) {
  const button = h("button", {
    type: "button", class: `press ${quiet ? "quiet" : look(press.button)}`, "data-testid": `button-${press.button.replaceAll("_", "-")}`,
    "data-button": press.button, "data-pick": press.pick, "data-person": person, dir: "auto",
    onclick: () => send(page, { button, press, person, source }),
  }, ICONS[press.button] ? icon(ICONS[press.button]) : null, press.label);
  return button;
}

function look(name) {
  if (MAIN.has(name)) return "main";
  return QUIET.has(name) ? "quiet" : "plain";
}

async function send(page, { button, press, person, source }) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  const { button: name, about, pick } = press;
  await page.link.act({ type: "press", person, ...source, button: name, about, pick });
  button.removeAttribute("aria-disabled");
}

/** A row of buttons, or nothing. */
export function pressRow(page, presses, at) {
  if (!presses?.length) return null;
  return h("div", { class: "presses" }, presses.map((press) => pressButton(page, { press, ...at })));
}

/** "Pass on": one button that opens the list of persons and desks. */
export function passOnMenu(page, passOn, at) {
  const list = h("div", { class: "menu", role: "group", "aria-label": passOn.label }, passOn.presses.map((press) => pressButton(page, { press, ...at })));
  const summary = h("summary", { class: "press plain", "data-testid": "pass-on", "data-person": at.person }, icon("pass"), passOn.label);
  const menu = h("details", { class: "pass-on", onkeydown: (event) => closeOnEscape(event, menu) }, summary, list);
  menu.addEventListener("focusout", (event) => menu.contains(event.relatedTarget) || !event.relatedTarget || menu.removeAttribute("open"));
  return menu;
}

function closeOnEscape(event, menu) {
  if (event.key !== "Escape" || !menu.open) return;
  event.stopPropagation();
  menu.removeAttribute("open");
  menu.querySelector("summary").focus();
}
