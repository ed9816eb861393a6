"""Presses on cards, words typed into them, and what else Teams wants an answer to."""

from __future__ import annotations

from adapters.teams import buttons
from adapters.teams.asked import Consented, Ignored, Parsed, Pushed, Wrong
from adapters.teams.buttons import VERB, Pressed
from adapters.teams.parse_seen import Seen
from adapters.teams.reading import an_id, letters, mapping, within
from bot.events import ButtonPressed
from bot.people import Person

__all__ = ["invoked", "submitted"]

BAD, UNKNOWN = 400, 501


def submitted(seen: Seen) -> Parsed:
    """A press by `Action.Submit`: a message with data and without words. It wants no answer."""
    found, by = buttons.read(seen.body.get("value")), seen.by
    if found is None or by is None or not seen.conversation or not seen.id:
        return Ignored("data of something that is none of our buttons, or of nobody")
    return (_event(seen, by, found),)


def invoked(seen: Seen) -> Parsed:
    """Something Teams waits for."""
    match seen.body.get("name"):
        case "adaptiveCard/action":
            return _executed(seen)
        case "fileConsent/invoke":
            return _consented(seen)
        case "message/submitAction":
            # The thumbs that Teams itself draws under what is marked as made by a model.
            return Ignored("Teams' own thumbs")
        case name:
            return Wrong(UNKNOWN, f"an invoke called {letters(name)[:80]!r}")


def _executed(seen: Seen) -> Parsed:
    action = mapping(within(seen.body, "value", "action"))
    if action.get("type") != "Action.Execute":
        return Wrong(BAD, "an action that is no Action.Execute")
    if action.get("verb") != VERB:
        return Wrong(BAD, "a verb that is none of ours")
    found, by = buttons.read(action.get("data")), seen.by
    if found is None or by is None or not seen.conversation or not seen.id:
        return Wrong(BAD, "a press of something that is none of our buttons, or of nobody")
    return Pushed(_event(seen, by, found), seen.place, an_id(seen.body.get("replyToId")))


def _event(seen: Seen, by: Person, found: Pressed) -> ButtonPressed:
    name, about = seen.name(seen.id), found.about
    return ButtonPressed(name, seen.at, by, seen.place, found.button, about, found.pick, found.fields)


def _consented(seen: Seen) -> Parsed:
    value, by = mapping(seen.body.get("value")), seen.by
    action, upload = letters(value.get("action")), mapping(value.get("uploadInfo"))
    if by is None or action not in {"accept", "decline"} or not seen.conversation:
        return Wrong(BAD, "an answer about a file that is neither yes nor no, or nobody's")
    context = {letters(name): letters(told) for name, told in mapping(value.get("context")).items()}
    return Consented(
        by=by,
        room=seen.place,
        message=an_id(seen.body.get("replyToId")),
        accepted=action == "accept",
        context=context,
        upload=letters(upload.get("uploadUrl")),
        name=letters(upload.get("name")),
        unique=letters(upload.get("uniqueId")),
        link=letters(upload.get("contentUrl")),
        kind=letters(upload.get("fileType")),
    )
