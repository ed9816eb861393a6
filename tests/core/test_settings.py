"""Which route covers a room, which desk works there, and what a desk's clocks are set to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.people import Address
from bot.settings import Desk, Listen, Route, Settings

HOUSE = Settings(
    desks={"support": Desk("slack:C-support"), "night": Desk("web:night")},
    routes=(
        Route("slack:C-acme", "support", audience=("public", "acme")),
        Route("slack:D*", "night"),
        Route("slack:*", "support", listen=Listen.MENTION),
    ),
)


@pytest.mark.parametrize(
    ("room", "route"),
    [
        (Address("slack", "C-acme"), 0),
        (Address("slack", "C-acme", "thread"), 0),
        (Address("slack", "D1"), 1),
        (Address("slack", "c-acme"), 2),
        (Address("slack", "C-acme-two"), 2),
    ],
)
def test_the_first_route_that_covers_a_room_wins(room: Address, route: int) -> None:
    """Routes are read from the top; a thread belongs to its room; names keep their case."""
    assert HOUSE.route(room) == HOUSE.routes[route]


def test_a_room_no_route_covers_has_none() -> None:
    """On a platform without routes nobody is listened to."""
    assert HOUSE.route(Address("teams", "C-acme")) is None


@pytest.mark.parametrize(
    ("room", "desk"),
    [
        (Address("slack", "C-support", "d1"), "support"),
        (Address("web", "night"), "night"),
        (Address("web", "C-support"), None),
    ],
)
def test_a_desk_is_known_by_its_room(room: Address, desk: str | None) -> None:
    """A desk works in its own room and all threads of it, on its own platform alone."""
    assert HOUSE.desk_at(room) == desk


def test_the_clocks_are_read_in_the_units_they_are_written_in() -> None:
    """Minutes are minutes and hours are hours."""
    desk = Desk("slack:C", claim_minutes=2, reply_minutes=0.5, idle_hours=1)
    assert (desk.claim, desk.reply, desk.idle) == (
        timedelta(minutes=2),
        timedelta(seconds=30),
        timedelta(hours=1),
    )
