"""Presses of buttons, forms that were filled in, and the command."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from adapters.slack import buttons
from adapters.slack.asked import Commanded, FormAsked, Ignored, Known, Parsed
from adapters.slack.buttons import DUTY_OFF, DUTY_ON, FORM, WORDS
from adapters.slack.parse_messages import writer
from adapters.slack.reading import Body, an_id, letters, mapping, moment, sequence
from adapters.slack.us import ADAPTER, Us, standing
from bot.events import ButtonPressed, DutyChanged
from bot.meanings import OPENS_FORM, Button
from bot.people import Address, Person, Receipt

__all__ = ["commanded", "pressed", "submitted"]

MANY_FIELDS = 20


def pressed(body: Body, us: Us, known: Known) -> Parsed:
    """One press: of a button under a message, of a whisper, or of the home's switch."""
    action = mapping(next(iter(sequence(body.get("actions"))), None))
    by, ts = _presser(body, us, known), letters(action.get("action_ts"))
    at, name = moment(ts), letters(action.get("action_id"))[:255]
    if at is None or by is None:
        return Ignored("a press without presser or time")
    press_id = f"{ADAPTER}:{us.team}:pressed:{by.id}:{ts}:{name}"
    if name in {DUTY_ON, DUTY_OFF}:
        return DutyChanged(press_id, at, by, on=name == DUTY_ON)
    found, place = buttons.read(action), _place(body)
    if found is None or place is None:
        return Ignored("a press of something that is none of our buttons")
    button, about, pick = found
    if button in OPENS_FORM:
        trigger = letters(body.get("trigger_id"))
        return FormAsked(by, button, about, place, _message(body, place), trigger)
    return ButtonPressed(press_id, at, by, place, button, about, pick)


def submitted(body: Body, us: Us, known: Known) -> Parsed:
    """A form that was filled in: the press it stood for, with its fields."""
    view, by = mapping(body.get("view")), _presser(body, us, known)
    if view.get("callback_id") != FORM or by is None:
        return Ignored("a form that is none of ours")
    told = _told(letters(view.get("private_metadata")))
    try:
        button = Button(letters(told.get("button")))
    except ValueError:
        return Ignored("a form for something that is none of our buttons")
    place = Address(ADAPTER, an_id(told.get("room")), letters(told.get("thread")))
    name = an_id(view.get("id")) or letters(body.get("trigger_id"))[:100]
    form_id = f"{ADAPTER}:{us.team}:submitted:{by.id}:{name}"
    # Slack does not tell when a form was sent.
    now = datetime.now(UTC)
    about, pick = letters(told.get("about")), letters(told.get("pick"))
    return ButtonPressed(form_id, now, by, place, button, about, pick, _fields(view))


def commanded(body: Body, us: Us, known: Known) -> Parsed:
    """The command, and what was typed after it."""
    user, room = an_id(body.get("user_id")), an_id(body.get("channel_id"))
    by = writer({"user": user, "user_team": body.get("team_id")}, us, known)
    if by is None or not room:
        return Ignored("a command without a person or a room")
    # Slack does not tell when a command was typed; its trigger is made once for each.
    name = f"{ADAPTER}:{us.team}:typed:{user}:{letters(body.get('trigger_id'))[:100]}"
    words = letters(body.get("text"))[:1000]
    return Commanded(name, datetime.now(UTC), by, words, Address(ADAPTER, room))


def _presser(body: Body, us: Us, known: Known) -> Person | None:
    user, team = mapping(body.get("user")), mapping(body.get("team"))
    found = {
        "user": user.get("id"),
        "user_team": user.get("team_id") or team.get("id"),
        "username": user.get("name") or user.get("username"),
    }
    return writer(found, us, known)


def _place(body: Body) -> Address | None:
    container, message = mapping(body.get("container")), mapping(body.get("message"))
    room = an_id(mapping(body.get("channel")).get("id")) or an_id(container.get("channel_id"))
    found = (message.get("thread_ts"), container.get("thread_ts"), message.get("ts"))
    thread = next((ts for ts in map(letters, found) if moment(ts)), "")
    ephemeral = container.get("is_ephemeral") is True and not letters(container.get("thread_ts"))
    return standing(room, "" if ephemeral or room.startswith("D") else thread, "") if room else None


def _message(body: Body, place: Address) -> Receipt | None:
    ts = letters(mapping(body.get("container")).get("message_ts"))
    return Receipt(place, ts) if moment(ts) else None


def _told(written: str) -> Body:
    try:
        return mapping(json.loads(written))
    except (ValueError, RecursionError):
        return {}


def _fields(view: Body) -> tuple[tuple[str, str], ...]:
    values = mapping(mapping(view.get("state")).get("values"))
    found = [
        (letters(name), mapping(mapping(block).get(WORDS)).get("value")) for name, block in values.items()
    ]
    return tuple((name, letters(value)) for name, value in found[:MANY_FIELDS])
