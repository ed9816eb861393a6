"""The people of the toy chat: what they do in its folder, and what they see there."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.meanings import Press
from bot.people import Address, Person, Receipt

__all__ = ["Chat"]


@dataclass(frozen=True, slots=True)
class Chat:
    """A folder in which people write; `done` is what nobody took yet."""

    folder: Path

    def __post_init__(self) -> None:
        """A new chat is empty; an old one stays as it is."""
        for name in ("people", "rooms", "done"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    def person(self, person_id: str, name: str, *, team: str = "", house: bool = False) -> Person:
        """A new person, with a direct chat."""
        told = {"id": person_id, "name": name, "team": team, "house": house}
        self._write(told, "people", person_id)
        person = Person("toy", person_id, name, team, house)
        self.room(f"dm-{person_id}", [person], threads=False)
        return person

    def room(self, name: str, members: list[Person], *, threads: bool = True) -> Address:
        """A new room."""
        (self.folder / "rooms" / name).mkdir()
        told = {"name": name, "members": [one.id for one in members], "threads": threads}
        self._write(told, "rooms", name, "room")
        return Address("toy", name)

    def say(self, person: Person, place: Address, text: str) -> Receipt:
        """Somebody writes; outside of a thread it begins one."""
        name = str(time.time_ns())
        threads = self._read("rooms", place.room, "room")["threads"]
        thread = place.thread or (name if threads else "")
        at = datetime.now(UTC).isoformat()
        told = {"by": person.id, "thread": thread, "key": "", "at": at, "text": text, "buttons": []}
        self._write(told, "rooms", place.room, name)
        receipt = Receipt(Address("toy", place.room, thread), name)
        self._done(person, receipt, "said", text=text, direct=not threads)
        return receipt

    def edit(self, person: Person, receipt: Receipt, text: str) -> None:
        """Somebody changes an own message."""
        place = ("rooms", receipt.address.room, receipt.message)
        self._write({**self._read(*place), "text": text}, *place)
        self._done(person, receipt, "edited", text=text)

    def delete(self, person: Person, receipt: Receipt) -> None:
        """Somebody deletes an own message."""
        (self.folder / "rooms" / receipt.address.room / receipt.message).unlink()
        self._done(person, receipt, "deleted")

    def mark(self, person: Person, receipt: Receipt, mark: str, *, on: bool = True) -> None:
        """Somebody marks a message; people have marks here, the bot has none."""
        self._done(person, receipt, "marked", mark=mark, on=on)

    def press(self, person: Person, receipt: Receipt, press: Press) -> None:
        """Somebody presses a button that stands there."""
        wanted = [press.button.value, press.about, press.pick]
        drawn = [value for _, value in self.message(receipt)["buttons"]]
        assert wanted in drawn, drawn
        self._done(person, receipt, "pressed", value=wanted)

    def strange(self) -> None:
        """Something nobody has described."""
        self._write({"what": "danced"}, "done", str(time.time_ns()))

    def again(self, told: dict[str, Any]) -> None:
        """The same once more."""
        self._write(told, "done", told["event"])

    def waiting(self) -> list[dict[str, Any]]:
        """What nobody took yet."""
        return [self._read("done", name) for name in sorted(_names(self.folder / "done"))]

    def standing(self, place: Address) -> list[dict[str, Any]]:
        """What stands in a thread, or in a whole room, oldest first."""
        room = self.folder / "rooms" / place.room
        told = [{**self._read("rooms", place.room, name), "message": name} for name in sorted(_names(room))]
        return [one for one in told if place.thread in ("", one["thread"])]

    def texts(self, place: Address) -> list[str]:
        """The words of it."""
        return [one["text"] for one in self.standing(place)]

    def message(self, receipt: Receipt) -> dict[str, Any]:
        """One message as it stands."""
        return self._read("rooms", receipt.address.room, receipt.message)

    def _done(self, person: Person, receipt: Receipt, what: str, **more: object) -> None:
        event, at = str(time.time_ns()), datetime.now(UTC).isoformat()
        where = {"room": receipt.address.room, "thread": receipt.address.thread, "message": receipt.message}
        by = self._read("people", person.id)
        self._write({"event": event, "at": at, "by": by, "what": what, **where, **more}, "done", event)

    def _read(self, *names: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.folder.joinpath(*names).read_text(encoding="utf-8"))
        return found

    def _write(self, told: dict[str, Any], *names: str) -> None:
        place = self.folder.joinpath(*names)
        place.with_suffix(".new").write_text(json.dumps(told), encoding="utf-8")
        place.with_suffix(".new").replace(place)


def _names(folder: Path) -> list[str]:
    return [place.name for place in folder.iterdir() if place.name.isdecimal()]
