"""Forms are opened within the three seconds that Slack gives; too late, nothing breaks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.slack.render import draw
from adapters.slack.settings import Way
from adapters.testing.contract import Witness
from bot.events import ButtonPressed
from bot.meanings import Button, Field, Form, Notice, Press
from bot.ports import FormWanted
from tests.adapters.slack.house import listening
from tests.fakes.slack import Channel, FakeSlack, Human, Post

NOTE = Press(Button.WRITE_NOTE, "c1", "Write a note")
FORM = Form("Write a note", (Field("words", "Your note", ""),), NOTE)


class Scene:
    """Ada before a card with a button that wants words first."""

    def __init__(self, slack: FakeSlack, late: list[bool]) -> None:
        self.slack, self.late, self.witness = slack, late, Witness()
        self.ada: Human = slack.person("Ada")
        self.desk: Channel = slack.channel("desk", [self.ada])
        (drawn,) = draw(Notice("A card", (NOTE,)))
        self.card = Post(slack.world.now(), slack.world.bot, drawn.text, drawn.blocks)
        self.desk.posts[self.card.ts] = self.card

    async def ask(self, wanted: object) -> Form | None:
        """The form; perhaps after the trigger is dead."""
        if self.late:
            self.slack.expire_triggers()
        return FORM if isinstance(wanted, FormWanted) and self.late != [False] else None


@asynccontextmanager
async def scene(folder: Path, *, late: list[bool]) -> AsyncIterator[Scene]:
    """An adapter that hears Slack, and a card."""
    async with FakeSlack() as slack:
        scene = Scene(slack, late)
        async with listening(slack, folder, Way.SOCKET, scene.witness.deliver, scene.ask):
            yield scene


async def test_a_form_is_opened_by_the_press(tmp_path: Path) -> None:
    """The trigger of the press opens it; sent, it is a press with its words."""
    async with scene(tmp_path, late=[]) as s:
        assert (await s.slack.press(s.ada, s.desk, s.card, "Write a note")).acked
        await s.slack.until(lambda: bool(s.slack.world.views))
        _, view = s.slack.world.views[0]
        await s.slack.submit(s.ada, view, words="Parrots are fine on Fridays.")
        (press,) = s.witness.heard
        assert isinstance(press, ButtonPressed)
        assert press.fields == (("words", "Parrots are fine on Fridays."),)


@pytest.mark.parametrize("late", [[True], [False]], ids=["the trigger is dead", "there is no such form now"])
async def test_too_late_a_form_breaks_nothing(tmp_path: Path, late: list[bool]) -> None:
    """Nothing opens and nothing is heard, and the next press is as good as any."""
    async with scene(tmp_path, late=late) as s:
        asked = "views.open" if late[0] else "chat.postEphemeral"
        assert (await s.slack.press(s.ada, s.desk, s.card, "Write a note")).acked
        await s.slack.until(lambda: s.slack.posted(asked) == 1)
        assert (not s.slack.world.views, s.witness.heard) == (True, [])
        s.late.clear()
        await s.slack.press(s.ada, s.desk, s.card, "Write a note")
        await s.slack.until(lambda: bool(s.slack.world.views))
