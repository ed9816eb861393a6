"""What a single setting cannot show: values out of range, and settings that contradict one another. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from importlib.resources import files

from bot.configuring.faults import EXAMPLES, did_you_mean, found, wrong
from bot.hours import HoursError, hours
from bot.settings import Answering, Desk, Route, Settings

__all__ = ["cross_faults"]

PLACE = re.compile(r"[a-z][a-z0-9_]*:\S+")
MODEL = re.compile(r"[a-z_]+:\S+")
HIGHEST_WRONG = 0.5
LONGEST_HOLD, LONGEST_SETTLE = 10, 30
NEEDED = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}


def cross_faults(
    settings: Settings, desk_names: Collection[str], secrets: Collection[str]
) -> tuple[str, ...]:
    """Every fault of these settings, each with an example of what works.

    *desk_names* are all desks the file names, also those whose own faults kept them out of *settings*.
    """
    return tuple(_faults(settings, sorted(desk_names), secrets))


def _faults(settings: Settings, desk_names: Sequence[str], secrets: Collection[str]) -> Iterator[str]:
    if not desk_names:
        yield wrong("desks", {}, "without a desk there is nobody to fetch")
    for name, desk in settings.desks.items():
        yield from _of_desk(f"desks.{name}", desk, [other for other in desk_names if other != name])
    yield from _shared_rooms(settings.desks)
    for at, route in enumerate(settings.routes, start=1):
        yield from _of_route(f"routes[{at}]", route, desk_names)
        yield from _never_reached(at, settings.routes)
        yield from _at_a_desk(f"routes[{at}]", route, settings.desks)
    yield from _of_answering(settings.answering, secrets)
    yield from _of_same(settings)


def _of_desk(where: str, desk: Desk, others: Sequence[str]) -> Iterator[str]:
    if not PLACE.fullmatch(desk.room) or "*" in desk.room:
        yield wrong(f"{where}.room", desk.room, "a desk works in one room, named by platform and id")
    yield from _of_people(f"{where}.people", desk.people)
    yield from _of_people(f"{where}.leads", desk.leads)
    if desk.fallback:
        yield from _of_desk_name(f"{where}.fallback", desk.fallback, others)
    if not desk.note_prefix.strip():
        yield wrong(f"{where}.note_prefix", desk.note_prefix, "without a prefix every word would be a note")
    yield from _of_hours(where, desk)
    yield from _above_zero(f"{where}.claim_minutes", desk.claim_minutes)
    yield from _above_zero(f"{where}.reply_minutes", desk.reply_minutes)
    yield from _above_zero(f"{where}.idle_hours", desk.idle_hours)
    yield from _up_to(f"{where}.hold_seconds", desk.hold_seconds, LONGEST_HOLD)


def _of_hours(where: str, desk: Desk) -> Iterator[str]:
    """Hours, holidays and free days, each told apart."""
    always = "Mon 00:00-24:00 UTC"
    for name, value, read in (
        ("hours", desk.hours, (desk.hours,)),
        ("holidays", desk.holidays, (always, desk.holidays)),
        ("closed", desk.closed, (always, "", desk.closed)),
    ):
        try:
            hours(*read)
        except HoursError as fault:
            yield wrong(f"{where}.{name}", value, str(fault))
    if (desk.holidays or desk.closed) and not desk.hours.strip():
        yield wrong(f"{where}.hours", desk.hours, "days are free only where there are hours")


def _of_people(where: str, people: Sequence[str]) -> Iterator[str]:
    for person in people:
        if not PLACE.fullmatch(person):
            yield wrong(where, person, "a person is named by platform and id")


def _of_route(where: str, route: Route, desk_names: Sequence[str]) -> Iterator[str]:
    if not PLACE.fullmatch(route.room):
        yield wrong(f"{where}.room", route.room, "a room is named by platform and id, or `slack:*` for all")
    yield from _of_desk_name(f"{where}.desk", route.desk, desk_names)
    if not route.audience:
        yield wrong(f"{where}.audience", route.audience, "without an audience nothing could be answered")
    if route.language not in _languages():
        yield wrong(f"{where}.language", route.language, f"the bot speaks {', '.join(_languages())}")


def _of_desk_name(where: str, name: str, desks: Sequence[str]) -> Iterator[str]:
    if name not in desks:
        near = did_you_mean(name, desks)
        hint = f"Did you mean {found(near)}?" if near else f"What there is: {', '.join(desks) or 'none'}"
        yield f"{where}: found {found(name)}, but there is no such desk. {hint}"


def _never_reached(at: int, routes: Sequence[Route]) -> Iterator[str]:
    """A route whose room an earlier one covers: the first match wins, so it would never be used."""
    room = routes[at - 1].room
    covers = (earlier for earlier, other in enumerate(routes[: at - 1], 1) if fnmatchcase(room, other.room))
    for earlier in covers:
        yield (
            f"routes[{at}].room: {found(room)} is covered by routes[{earlier}] already, and the first match "
            "wins. Put the narrower one first, or take one out"
        )
        return


def _at_a_desk(where: str, route: Route, desks: Mapping[str, Desk]) -> Iterator[str]:
    for name, desk in desks.items():
        if desk.room == route.room:
            yield (
                f"{where}.room: {found(route.room)} is the room of the desk {found(name)}, where no customer "
                "asks. Give the route another room, or take it out"
            )


def _shared_rooms(desks: Mapping[str, Desk]) -> Iterator[str]:
    counted = Counter(desk.room for desk in desks.values())
    for room in (room for room, times in counted.items() if times > 1):
        names = " and ".join(name for name, desk in desks.items() if desk.room == room)
        yield (
            f"desks: {names} work in one room, {found(room)}, so nobody could tell whose a message there is. "
            "Give each desk a room of its own"
        )


def _of_same(settings: Settings) -> Iterator[str]:
    """Who is said to be one person: each known by two keys or more, and each key belongs to one person."""
    platforms = sorted({room.partition(":")[0] for room in _rooms(settings)})
    counted = Counter(key for group in settings.same.groups for key in set(group))
    for at, group in enumerate(settings.same.groups, start=1):
        where = f"people[{at}].same"
        if len(set(group)) < len(group) or len(group) < 2:  # noqa: PLR2004 - two are the fewest that can be one
            yield wrong(where, group, "it names one person by two keys or more, each once")
        for key in group:
            yield from _of_key(where, key, platforms)
    for key in (key for key, groups in counted.items() if groups > 1):
        yield (
            f"people: {found(key)} stands in {counted[key]} of them, so nobody could tell who that is. Put "
            f"all keys of one person into one, for example: {EXAMPLES['same']}"
        )


def _of_key(where: str, key: str, platforms: Sequence[str]) -> Iterator[str]:
    platform = key.partition(":")[0]
    if not PLACE.fullmatch(key):
        yield wrong(where, key, "a person is named by platform and id")
    elif platform not in platforms:
        near = did_you_mean(platform, platforms)
        hint = f"Did you mean {found(near)}?" if near else f"What there is: {', '.join(platforms)}"
        yield f"{where}: found {found(key)}, but no room of these settings is on {found(platform)}. {hint}"


def _rooms(settings: Settings) -> Iterator[str]:
    yield from (desk.room for desk in settings.desks.values())
    yield from (route.room for route in settings.routes)


def _of_answering(answering: Answering, secrets: Collection[str]) -> Iterator[str]:
    if not 0 < answering.max_wrong <= HIGHEST_WRONG:
        may_be = "the share of answers that may be wrong is above 0 and at most 0.5"
        yield wrong("answering.max_wrong", answering.max_wrong, may_be)
    yield from _above_zero("answering.answer_seconds", answering.answer_seconds)
    yield from _up_to("answering.settle_seconds", answering.settle_seconds, LONGEST_SETTLE)
    if answering.model and not MODEL.fullmatch(answering.model):
        yield wrong("answering.model", answering.model, 'a model is provider and name, or "" for none')
    needed = NEEDED.get(answering.model.partition(":")[0], "")
    if needed and needed not in secrets:
        yield (
            f"answering.model: {found(answering.model)} needs the secret {needed}. Set {needed} in the "
            f"environment, or {needed}_FILE to the path of a file that holds it"
        )


def _above_zero(where: str, value: float) -> Iterator[str]:
    if not value > 0:
        yield wrong(where, value, "it is above 0")


def _up_to(where: str, value: float, most: float) -> Iterator[str]:
    if not 0 <= value <= most:
        yield wrong(where, value, f"it is 0 to {most}")


def _languages() -> list[str]:
    names = (one.name for one in files("bot.words").iterdir())
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))
