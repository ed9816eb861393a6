/** Puts the page together: one world, one link, two sides. */

import { DeskSide } from "./desk.js";
import { h, loadIcons } from "./dom.js";
import { speaker } from "./faces.js";
import { Banner, LiveLog, Notices, skipLinks, TopBar } from "./frame.js";
import { Hints } from "./hints.js";
import { Link } from "./link.js";
import { choice, choose, keepDraft, restoreDraft, settleReading } from "./memory.js";
import { RoomView } from "./room.js";
import { Side } from "./side.js";
import { Tabs } from "./tabs.js";
import { refreshTimes } from "./times.js";
import { unreadIn } from "./unread.js";
import { WhyPanel } from "./why.js";
import { words } from "./words.js";
import { plainText, World } from "./world.js";

class Page {
  constructor() {
    this.world = new World();
    this.link = new Link({
      onFrame: (frame) => this.hear(frame), onState: () => this.stateChanged(), onRefused: (act, error) => this.refused(act, error),
    });
    this.bar = new TopBar();
    this.banner = new Banner(() => this.link.now());
    this.notices = new Notices();
    this.log = new LiveLog();
    this.why = new WhyPanel(this);
    this.customer = this.customerSide();
    this.desk = new DeskSide(this);
    this.desk.element.append(this.why.element);
  }

  customerSide() {
    const hints = new Hints(this, { key: "customer", title: words.examplesTitle, label: words.hideExamples, examples: words.examples, onPick: (text) => view.composer.say(text) });
    const view = new RoomView(this, { name: "customer", atDesk: false, hints });
    return new Side(this, { side: "customer", name: "customer", title: words.customerSide, hint: words.customerSideHint, personsLabel: words.persons, view });
  }

  start() {
    this.sides = h("main", { class: "sides", id: "sides", "data-testid": "page" }, this.customer.element, this.desk.element);
    this.switch = new Tabs({ label: words.switchLabel, looks: "persons switch", panel: "sides", onSelect: (name) => this.showSide(name) });
    this.showSide(choice("side", "customer"));
    document.body.append(skipLinks(), this.bar.element, this.banner.element, this.switch.element, this.sides, this.notices.element, this.log.element);
    this.bar.update(this.link);
    addEventListener("hashchange", () => this.followHash());
    document.addEventListener("visibilitychange", () => this.changed());
    setInterval(() => this.passed(), 30_000);
    loadIcons();
    this.link.start();
  }

  /** Which side a narrow page shows; a wide one shows both. */
  showSide(name) {
    choose("side", name);
    this.sides.dataset.shown = name;
    const tabs = [this.customer, this.desk].map((side) => ({ id: side.name, sig: [], attributes: { "data-testid": `show-${side.name}` }, draw: () => [side.title] }));
    this.switch.update(tabs, name);
  }

  /** Time has passed: what names a time or a day says it anew. */
  passed() {
    refreshTimes();
    this.changed();
  }

  /** Asks for the page to be drawn soon; many changes are drawn once. */
  changed() {
    if (this.planned) return;
    this.planned = true;
    // A page in the background gets no frames, and must not fall behind for it.
    setTimeout(() => this.planned && this.update(), 100);
    requestAnimationFrame(() => this.planned && this.update());
  }

  update() {
    this.planned = false;
    if (!this.world.ready) return;
    document.documentElement.dataset.ready = "";
    this.customer.update();
    this.desk.update();
    this.title();
    this.wantHome();
  }

  title() {
    const sides = [this.customer, this.desk].filter((side) => side.person);
    const news = document.hidden ? sides.flatMap((side) => this.world.roomsOf(side.person).map((room) => unreadIn(this.world, side.person, room))) : [];
    const number = news.reduce((sum, one) => sum + one, 0);
    document.title = number ? `(${number}) ${words.title}` : words.title;
  }

  /** An agent's waiting list is asked for once; later ones come by themselves. */
  wantHome() {
    const agent = this.desk.person;
    if (!agent || this.homeOf === agent || !this.link.open) return;
    this.homeOf = agent;
    this.link.ask({ type: "home", person: agent });
  }

  hear(frame) {
    if (frame.type === "message" && !this.world.messages.has(frame.message.id)) this.announce(frame.message);
    if (!this.world.take(frame)) return;
    if (frame.type === "snapshot") this.begun();
    if (frame.type === "typing") setTimeout(() => this.changed(), frame.seconds * 1000 + 50);
    this.changed();
  }

  begun() {
    this.homeOf = "";
    settleReading(this.world.newest);
    if (this.followed) return;
    this.followed = true;
    this.update();
    this.followHash();
  }

  /** Reads out what is new where somebody looks. */
  announce(message) {
    if (message.author === this.customer.person || message.author === this.desk.person) return;
    const atCustomer = message.room === this.customer.room?.id;
    const atDesk = message.room === this.desk.room?.id && (message.thread === message.id || message.thread === this.desk.chosenThread);
    if (atCustomer || atDesk) this.log.add(speaker(this.world, message).name, plainText(message));
  }

  stateChanged() {
    if (!this.link.open) this.homeOf = "";
    this.bar.update(this.link);
    this.banner.update(this.link);
    this.changed();
  }

  /** Tells what was refused; words that were not taken go back to where they were typed. */
  refused(act, error) {
    this.notices.tell(error.text, true);
    if (act?.type === "edit" && error.code !== "not_heard") keepDraft(act.person, "edit", act.message, act.text);
    if (act?.type !== "say" || error.code === "not_heard") return;
    restoreDraft(act.person, act.room, act.thread, act.text);
    this.customer.reload();
    this.desk.reload();
    this.changed();
  }

  tell(text) {
    this.notices.tell(text);
  }

  /** Opens the message named by the address: `#room/message`. */
  followHash() {
    const [room, id] = decodeURIComponent(location.hash.slice(1)).split("/");
    const place = this.world.rooms.get(room);
    const message = this.world.messages.get(id);
    if (!place || !message) return;
    const ofAgents = place.kind === "desk" || this.world.sideOf("agent").some((agent) => agent.direct === room);
    const side = ofAgents ? this.desk : this.customer;
    this.showSide(side.name);
    side.show(message, place);
  }
}

new Page().start();
