/** Small tools for drawing. Every text becomes a text node, so nothing anybody typed can be markup. */

const SVG = "http://www.w3.org/2000/svg";
const signatures = new WeakMap();

/** An element with attributes, listeners (`onclick`) and children; null and false are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) assign(element, name, value);
  element.append(...children.flat(2).filter(isDrawn));
  return element;
}

function isDrawn(child) {
  return child !== null && child !== undefined && child !== false && child !== "";
}

function assign(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else element.setAttribute(name, value === true ? "" : value);
}

/** Brings the pictures into the page once, so that they are there when the server is not. */
export async function loadIcons() {
  const answer = await fetch("/static/icons.svg");
  const sprite = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
  for (const symbol of sprite.children) symbol.id = `icon-${symbol.id}`;
  sprite.setAttribute("class", "unseen");
  sprite.setAttribute("aria-hidden", "true");
  document.body.append(document.importNode(sprite, true));
}

/** One picture of icons.svg; decoration, so readers of screens pass it by. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** A button that shows only an icon; `label` is its name and its hover text. */
export function iconButton(name, label, attributes = {}) {
  const looks = { type: "button", class: "icon-button", "aria-label": label, title: label };
  return h("button", { ...looks, ...attributes }, icon(name));
}

/** Text that only readers of screens get. */
export function unseen(text) {
  return h("span", { class: "unseen" }, text);
}

/**
 * Makes the children of `parent` be `items`, each `{key, sig, draw}`. What did not change is not touched,
 * so that focus, typed text and scrolling survive.
 */
export function reconcile(parent, items) {
  const wanted = new Set(items.map((item) => item.key));
  const present = new Map();
  for (const child of [...parent.children]) {
    if (wanted.has(child.dataset.key)) present.set(child.dataset.key, child);
    else child.remove();
  }
  let cursor = parent.firstElementChild;
  for (const item of items) {
    const old = present.get(item.key);
    const element = old && same(signatures.get(old), item.sig) ? old : replaced(old, item);
    if (old === cursor && old) cursor = element;
    if (element === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(element, cursor);
  }
}

function replaced(old, item) {
  const element = item.draw();
  element.dataset.key = item.key;
  signatures.set(element, item.sig);
  if (old) replaceKeepingFocus(old, element);
  return element;
}

function same(before, after) {
  return before !== undefined && before.length === after.length && before.every((part, at) => part === after[at]);
}

/** Puts `fresh` in the place of `old`; the focus goes to the same button, else to the whole; what was unfolded stays so. */
export function replaceKeepingFocus(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  for (const open of old.querySelectorAll("details[open][data-fold]")) fresh.querySelector(`[data-fold="${CSS.escape(open.dataset.fold)}"]`)?.setAttribute("open", "");
  const name = focused && focused !== old ? focused.dataset.testid : "";
  old.replaceWith(fresh);
  if (!focused) return;
  const successor = name ? fresh.querySelector(`[data-testid="${CSS.escape(name)}"]`) : null;
  (successor || fresh).focus({ preventScroll: true });
}
