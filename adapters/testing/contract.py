"""The contract of all adapters: one test class that every one of them passes.

A platform's tests subclass `AdapterContract` and give a fixture `ground`: the adapter, started, over
the real way in and out of its platform or the nearest fake of it, with a shared room and a desk room
that have threads, a customer in both his direct chat and the shared room, and an agent in the desk.
"""

# ruff: noqa: S101 - this is a test class, and pytest shows what its asserts compared
from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.testing.ground import Ground, Shown, Witness
from bot.errors import AdapterError, AddressGone
from bot.events import ButtonPressed, MessageDeleted, MessageEdited, MessageReceived, ReactionChanged
from bot.meanings import Button, Notice, Press, Say
from bot.people import Address, Person, Voice

__all__ = ["AdapterContract", "Ground", "Shown", "Witness"]

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)
TRICKS = "<!channel> <@U1> @everyone [click](https://evil.example) <b>bold</b> *bold* & &lt;"


class AdapterContract:
    """What the bot relies on."""

    async def test_an_address_that_was_heard_can_be_posted_to(self, ground: Ground) -> None:
        """A post to the address of a message stands in its thread, and a reply there has that address."""
        heard = await _said(ground, ground.customer, ground.shared, "Where are my invoices?")
        await ground.adapter.post(heard.receipt.address, Say("Under Billing"), "k1")
        reply = await _said(ground, ground.customer, heard.receipt.address, "Thanks")
        assert reply.receipt.address == heard.receipt.address
        assert await _texts(ground, heard.receipt.address) == [
            "Where are my invoices?",
            "Under Billing",
            "Thanks",
        ]

    async def test_a_direct_chat_is_one_address(self, ground: Ground) -> None:
        """The direct chat that `people` names is where the person's direct words come from."""
        direct = await ground.adapter.people.direct(ground.customer)
        heard = await _said(ground, ground.customer, direct, "Hello")
        assert (heard.direct, heard.to_bot) == (True, True)
        assert heard.receipt.address == direct

    async def test_what_is_heard_says_who_and_when(self, ground: Ground) -> None:
        """An event carries its person with the name people know, and a time with its zone."""
        heard = await _said(ground, ground.customer, ground.shared, "Hello")
        assert (heard.by, heard.by.name) == (ground.customer, ground.customer.name)
        assert heard.at.tzinfo is not None
        assert heard.text == "Hello"
        assert not heard.direct

    async def test_own_messages_are_dropped(self, ground: Ground) -> None:
        """What the bot says itself is never heard."""
        (receipt,) = await ground.adapter.post(ground.shared, Say("I am the bot"), "k1")
        await ground.echo(receipt)
        await _said(ground, ground.customer, ground.shared, "Hello")
        assert len(ground.witness.heard) == 1

    async def test_a_retry_is_the_same_event(self, ground: Ground) -> None:
        """What the platform sends twice has one id, so that it counts once."""
        heard = await _said(ground, ground.customer, ground.shared, "Hello")
        assert await ground.say_again()
        assert {event.id for event in ground.witness.heard} == {heard.id}

    async def test_the_platform_is_answered_only_when_the_event_is_kept(self, ground: Ground) -> None:
        """While the bot cannot take an event the platform is not told so, and its retry counts once."""
        ground.witness.refusing = True
        assert not await ground.say(ground.customer, ground.shared, "Hello")
        assert ground.witness.heard == []
        ground.witness.refusing = False
        assert await ground.say_again()
        (heard,) = {event.id: event for event in await ground.witness.until(1)}.values()
        assert isinstance(heard, MessageReceived)
        assert heard.text == "Hello"

    async def test_two_acts_have_two_ids(self, ground: Ground) -> None:
        """The same words said twice are two events."""
        first = await _said(ground, ground.customer, ground.shared, "Hello")
        second = await _said(ground, ground.customer, ground.shared, "Hello")
        assert first.id != second.id
        assert first.receipt != second.receipt

    async def test_an_edit_and_a_delete_name_their_message(self, ground: Ground) -> None:
        """An edit and a deletion carry the receipt that the message was heard with."""
        said = await _said(ground, ground.customer, ground.shared, "Helo")
        assert await ground.edit(ground.customer, said.receipt, "Hello")
        assert await ground.delete(ground.customer, said.receipt)
        _, edited, deleted = await ground.witness.until(3)
        assert isinstance(edited, MessageEdited)
        assert (edited.receipt, edited.text, edited.by) == (said.receipt, "Hello", ground.customer)
        assert isinstance(deleted, MessageDeleted)
        assert (deleted.receipt, deleted.by) == (said.receipt, ground.customer)

    async def test_a_mark_is_heard_by_its_plain_name(self, ground: Ground) -> None:
        """A reaction carries a plain name and the message it is on."""
        receipt = await ground.adapter.open_thread(ground.desk, Say("Somebody waits"), "k1")
        assert await ground.react(ground.agent, receipt, "eyes")
        (heard,) = await ground.witness.until(1)
        assert isinstance(heard, ReactionChanged)
        assert (heard.mark, heard.on, heard.receipt, heard.by) == ("eyes", True, receipt, ground.agent)

    async def test_a_press_carries_what_was_drawn(self, ground: Ground) -> None:
        """A pressed button tells its name, what it is about, its pick, its room and who pressed."""
        press = Press(Button.PASS_ON, "conversation-7", "Ben", "web:ben")
        receipt = await ground.adapter.open_thread(ground.desk, Notice("To whom?", (press,)), "k1")
        assert await ground.press(ground.agent, receipt, press)
        (heard,) = await ground.witness.until(1)
        assert isinstance(heard, ButtonPressed)
        assert (heard.button, heard.about, heard.pick) == (Button.PASS_ON, "conversation-7", "web:ben")
        assert (heard.by, heard.place.whole_room()) == (ground.agent, ground.desk)

    async def test_an_unknown_payload_is_logged_once_and_ignored(
        self, ground: Ground, caplog: pytest.LogCaptureFixture
    ) -> None:
        """What nobody has described is told to the log once, and the next message is heard."""
        with caplog.at_level(logging.WARNING):
            await ground.send_unknown()
            await ground.send_unknown()
        ours = [record for record in caplog.records if record.name.startswith("adapters")]
        assert len(ours) == 1
        await _said(ground, ground.customer, ground.shared, "Hello")
        assert len(ground.witness.heard) == 1

    async def test_nothing_typed_by_anyone_pings_links_or_formats(self, ground: Ground) -> None:
        """Words are shown letter by letter, whoever typed them and whatever they look like."""
        author = Person("web", "x", "<!here> *Eve*")
        receipt = await ground.adapter.open_thread(ground.desk, Say(TRICKS, author, Voice.CUSTOMER), "k1")
        (shown,) = await ground.shown(receipt.address)
        assert TRICKS in shown.text
        assert (shown.pings, shown.links) == ((), ())

    async def test_an_edit_changes_what_stands_there(self, ground: Ground) -> None:
        """An edited message says the new words only, at the same place."""
        receipt = await ground.adapter.open_thread(ground.desk, Say("One"), "k1")
        await ground.adapter.edit((receipt,), Say("Two"))
        assert await _texts(ground, receipt.address) == ["Two"]

    async def test_a_deletion_takes_away_what_stands_there(self, ground: Ground) -> None:
        """A deleted message is seen by nobody."""
        receipt = await ground.adapter.open_thread(ground.desk, Say("Head"), "k1")
        gone = await ground.adapter.post(receipt.address, Say("Reply"), "k2")
        await ground.adapter.delete(gone)
        assert await _texts(ground, receipt.address) == ["Head"]

    async def test_what_is_gone_says_so(self, ground: Ground) -> None:
        """Changing or deleting what is gone, and posting where nothing is, raise AddressGone."""
        head = await ground.adapter.open_thread(ground.desk, Say("Head"), "k1")
        gone = await ground.adapter.post(head.address, Say("Reply"), "k2")
        await ground.adapter.delete(gone)
        with pytest.raises(AddressGone):
            await ground.adapter.edit(gone, Say("Still there?"))
        with pytest.raises(AddressGone):
            await ground.adapter.delete(gone)
        with pytest.raises(AddressGone):
            await ground.adapter.post(replace(ground.desk, room="no-such-room"), Say("Hello"), "k3")

    async def test_what_was_posted_is_found_by_its_key(self, ground: Ground) -> None:
        """`find` gives the receipts posted with a key since a time, nothing else; or says it cannot tell."""
        head = await ground.adapter.open_thread(ground.desk, Say("Head"), "head-key")
        posted = await ground.adapter.post(head.address, Say("Reply"), "reply-key")
        found = await ground.adapter.find(head.address, "reply-key", LONG_AGO)
        if found is None:
            pytest.skip(f"{ground.adapter.name} cannot look for what was posted")
        assert found == posted
        assert await ground.adapter.find(ground.desk, "head-key", LONG_AGO) == (head,)
        assert await ground.adapter.find(head.address, "other-key", LONG_AGO) == ()
        assert await ground.adapter.find(head.address, "reply-key", FAR_AHEAD) == ()

    async def test_a_new_thread_can_be_spoken_in(self, ground: Ground) -> None:
        """The receipt of `open_thread` has the address of a thread for bot and people."""
        head = await ground.adapter.open_thread(ground.desk, Say("Head"), "k1")
        assert head.address.thread
        await ground.adapter.post(head.address, Say("From the bot"), "k2")
        heard = await _said(ground, ground.agent, head.address, "From Ada")
        assert heard.receipt.address == head.address
        assert await _texts(ground, head.address) == ["Head", "From the bot", "From Ada"]

    async def test_a_whisper_is_seen_by_one_person(self, ground: Ground) -> None:
        """A whisper reaches its reader and stands in no room."""
        if ground.adapter.whispers is None:
            pytest.skip(f"{ground.adapter.name} has no whispers")
        head = await ground.adapter.open_thread(ground.desk, Say("Head"), "k1")
        await ground.adapter.whispers.whisper(head.address, ground.agent, Notice("Only for you"))
        assert await ground.whispered(ground.agent) == ["Only for you"]
        assert await ground.whispered(ground.customer) == []
        assert await _texts(ground, head.address) == ["Head"]

    async def test_marks_are_set_and_taken_back(self, ground: Ground) -> None:
        """The bot's marks can be set twice and taken back twice without an error."""
        if ground.adapter.marks is None:
            pytest.skip(f"{ground.adapter.name} has no marks")
        said = await _said(ground, ground.agent, ground.desk, "On my way")
        for on in (True, True, False, False):
            await ground.adapter.marks.react(said.receipt, "delivered", on=on)
        assert len(ground.witness.heard) == 1

    async def test_errors_of_the_platform_arrive_as_ours(self, ground: Ground) -> None:
        """A platform's own error is raised as an AdapterError, and the next post works."""
        await ground.fail_next()
        with pytest.raises(AdapterError):
            await ground.adapter.post(ground.shared, Say("Hello"), "k1")
        assert await ground.adapter.post(ground.shared, Say("Hello"), "k2")

    async def test_people_are_known(self, ground: Ground) -> None:
        """Persons and members are told by the platform; nobody of that id raises AddressGone."""
        found = await ground.adapter.people.person(ground.customer.id)
        assert (found, found.name) == (ground.customer, ground.customer.name)
        assert ground.agent in await ground.adapter.people.members(ground.desk)
        assert ground.customer not in await ground.adapter.people.members(ground.desk)
        with pytest.raises(AddressGone):
            await ground.adapter.people.person("no-such-person")

    async def test_a_link_names_its_message(self, ground: Ground) -> None:
        """Two messages have two links, where a platform has links."""
        one = await ground.adapter.open_thread(ground.desk, Say("One"), "k1")
        two = await ground.adapter.open_thread(ground.desk, Say("Two"), "k2")
        links = {ground.adapter.link(one), ground.adapter.link(two)}
        assert links == {None} or len(links) == 2  # noqa: PLR2004 - one for each


async def _said(ground: Ground, person: Person, place: Address, text: str) -> MessageReceived:
    before = len(ground.witness.heard)
    assert await ground.say(person, place, text)
    event = (await ground.witness.until(before + 1))[-1]
    assert isinstance(event, MessageReceived)
    return event


async def _texts(ground: Ground, place: Address) -> list[str]:
    return [shown.text for shown in await ground.shown(place)]
