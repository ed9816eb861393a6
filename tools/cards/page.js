// Draws messages as Teams would, with Microsoft's own renderer, and tells what that finds wrong with a card.
"use strict";

AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdownit({ html: false, linkify: true }).render(text);
  result.didProcess = true;
};

const style = (background, text = "#242424") => ({
  backgroundColor: background,
  foregroundColors: Object.fromEntries(
    Object.entries({ default: text, dark: "#000000", light: "#ffffff", accent: "#5b5fc7", good: "#237b4b",
      warning: "#835c00", attention: "#c4314b" }).map(([name, colour]) => [name, { default: colour,
      subtle: name === "default" ? "#616161" : colour }])),
});

// As Teams' own page "Adaptive Cards designer, host Teams" has it, as far as it shows here.
const HOST = new AdaptiveCards.HostConfig({
  fontFamily: "Segoe UI, system-ui, sans-serif",
  fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 200, default: 400, bolder: 600 },
  spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
  separator: { lineThickness: 1, lineColor: "#e0e0e0" },
  supportsInteractivity: true,
  actions: { maxActions: 6, spacing: "default", buttonSpacing: 8, actionsOrientation: "horizontal",
    actionAlignment: "left", showCard: { actionMode: "inline", inlineTopMargin: 16 } },
  containerStyles: { default: style("#ffffff"), emphasis: style("#f5f5f5"), accent: style("#e8ebfa"),
    good: style("#e7f2da"), warning: style("#fff4ce"), attention: style("#fcf4f6") },
  inputs: { label: { requiredInputs: { weight: "bolder" }, optionalInputs: { weight: "bolder" } } },
});

// What is wrong with a card: everything the renderer says while it reads, and when it is asked.
window.faults = (json) => {
  const context = new AdaptiveCards.SerializationContext();
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = HOST;
  card.parse(json, context);
  const events = [];
  for (let i = 0; i < context.eventCount; i++) events.push(context.getEventAt(i));
  const found = card.validateProperties();
  return [...events, ...found.validationEvents].map((one) => `${AdaptiveCards.ValidationEvent[one.event]}: ${one.message}`);
};

function drawnCard(json) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = HOST;
  card.parse(json);
  const frame = document.createElement("div");
  frame.className = "card";
  frame.append(card.render());
  return frame;
}

function drawnWords(activity) {
  const words = document.createElement("div");
  words.className = "words";
  words.innerHTML = activity.text.replace(/\[(\d+)\]/g, '<sup class="cite">$1</sup>');
  return words;
}

window.show = (messages) => {
  const main = document.getElementById("main");
  main.replaceChildren(...messages.map((activity) => {
    const message = document.createElement("div");
    message.className = "message";
    const labelled = (activity.entities || []).some((one) => (one.additionalType || []).includes("AIGeneratedContent"));
    message.innerHTML = `<div class="who">F</div><div class="said"><p class="name">Front Desk${
      labelled ? '<span class="label">AI generated</span>' : ""}</p></div>`;
    const cards = (activity.attachments || []).map((one) => drawnCard(one.content));
    message.querySelector(".said").append(...(activity.text ? [drawnWords(activity)] : []), ...cards);
    return message;
  }));
};

// What stands on the page, letter by letter, and whatever is live in it.
window.seen = () => ({
  text: document.getElementById("main").innerText,
  links: [...document.querySelectorAll("#main .card a, #main .words a")].map((one) => one.href),
  tags: [...new Set([...document.querySelectorAll("#main .ac-adaptiveCard *")].map((one) => one.tagName.toLowerCase()))],
});
