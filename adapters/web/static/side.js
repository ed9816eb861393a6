/** One side of the page: who one is, in which room, and that room. The desk builds on it. */

import { h, unseen } from "./dom.js";
import { avatar, roomName } from "./faces.js";
import { choice, choose } from "./memory.js";
import { Tabs } from "./tabs.js";
import { unreadIn } from "./unread.js";
import { words } from "./words.js";

export class Side {
  /** `side` is that of the snapshot's people; `name` begins the test ids and ids. */
  constructor(page, { side, name, title, hint, personsLabel, view }) {
    Object.assign(this, { page, side, name, title, view });
    const panel = `${name}-panel`;
    this.persons = new Tabs({ label: personsLabel, looks: "persons", panel, onSelect: (id) => this.choosePerson(id) });
    this.rooms = new Tabs({ label: words.rooms, looks: "rooms", panel, onSelect: (id) => this.chooseRoom(id) });
    this.panel = h("div", { class: "panel", id: panel, role: "tabpanel", "aria-label": title }, view.element);
    this.element = h("section", { class: `side ${name}-side`, id: name, "aria-labelledby": `${name}-title`, "data-testid": `${name}-side` },
      h("header", { class: "side-head" }, h("div", { class: "side-title" }, h("h2", { id: `${name}-title`, tabindex: "-1" }, title), h("span", { class: "side-hint" }, hint)), this.persons.element),
      this.rooms.element, this.panel);
  }

  get person() {
    const people = this.page.world.sideOf(this.side);
    const chosen = people.length ? choice(`${this.name}.person`, people[0].id) : "";
    return people.find((it) => it.id === chosen)?.id || people[0]?.id || "";
  }

  get room() {
    const rooms = this.roomsInOrder();
    const chosen = rooms.length ? choice(`${this.name}.room.${this.person}`, rooms[0].id) : "";
    return rooms.find((it) => it.id === chosen) || rooms[0];
  }

  /** Shared rooms first, the direct chat last. */
  roomsInOrder() {
    const order = { desk: 0, shared: 1, direct: 2 };
    return this.page.world.roomsOf(this.person).sort((one, other) => order[one.kind] - order[other.kind]);
  }

  choosePerson(id) {
    choose(`${this.name}.person`, id);
    this.page.update();
  }

  chooseRoom(id) {
    choose(`${this.name}.room.${this.person}`, id);
    this.page.update();
  }

  update() {
    if (!this.person || !this.room) return;
    this.element.dataset.person = this.person;
    this.element.dataset.room = this.room.id;
    this.persons.update(this.page.world.sideOf(this.side).map((person) => this.personTab(person)), this.person);
    this.rooms.update(this.roomsInOrder().map((room) => this.roomTab(room)), this.room.id);
    this.updatePanel();
  }

  updatePanel() {
    this.view.open(this.person, this.room.id);
    this.view.update();
  }

  reload() {
    this.view.reload();
  }

  /** Shows a message of one of this side's rooms to somebody who is there. */
  show(message, room) {
    if (!room.members.includes(this.person)) {
      const member = this.page.world.sideOf(this.side).find((person) => room.members.includes(person.id));
      if (!member) return false;
      this.choosePerson(member.id);
    }
    this.chooseRoom(room.id);
    this.view.show(message);
    return true;
  }

  personTab(person) {
    const news = person.id !== this.person && this.page.world.roomsOf(person.id).some((room) => unreadIn(this.page.world, person.id, room) > 0);
    return {
      id: person.id, sig: [person, news], attributes: { "data-testid": `${this.name}-tab`, "data-person": person.id },
      draw: () => [avatar(person.id, person.name, "small"), h("span", { dir: "auto" }, person.name),
        person.organisation && h("span", { class: "organisation", dir: "auto" }, person.organisation), news && h("span", { class: "news-dot" }, unseen(words.newMessages))],
    };
  }

  roomTab(room) {
    const number = room.id === this.room.id ? 0 : unreadIn(this.page.world, this.person, room);
    return {
      id: room.id, sig: [room, number, this.person], attributes: { "data-testid": `${this.name}-room-tab`, "data-room": room.id },
      draw: () => [room.kind === "shared" && h("span", { class: "hash", "aria-hidden": "true" }, "#"), h("span", { dir: "auto" }, roomName(room)), countBadge(number)],
    };
  }
}

/** How much is new, or nothing. */
export function countBadge(number) {
  return number > 0 && h("span", { class: "count", title: words.unread(number) }, String(number > 99 ? "99+" : number), unseen(` ${words.newDivider}`));
}
