"""The stage in a real browser: two pages of the playground, one agent on each, the customer on the first."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.process import Playground

SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 20_000
"""Milliseconds a page may take to show what it should; only a failure waits that long."""


@dataclass(slots=True)
class InBrowser:
    """Plays on a running playground."""

    playground: Playground
    browser: Browser
    pages: dict[str, Page] = field(default_factory=dict)
    thread: str = ""

    async def open(self) -> None:
        """Ada's page, which shows the customer too, and Ben's."""
        expect.set_options(timeout=PATIENCE)
        context = await self.browser.new_context(viewport={"width": 1440, "height": 900})
        self.pages["Ada"] = await context.new_page()
        await self.pages["Ada"].goto(await self.playground.start())
        self.pages["Ben"] = await context.new_page()
        await self.pages["Ben"].goto(f"http://127.0.0.1:{self.playground.port}/")
        await self.pages["Ben"].get_by_test_id("desk-tab").and_(_person(self.pages["Ben"], "ben")).click()
        await expect(self.pages["Ben"].get_by_test_id("desk-side")).to_have_attribute("data-person", "ben")

    async def die_and_come_back(self) -> None:
        """Kill -9, start again, and wait until the pages found back."""
        await self.playground.kill()
        for page in self.pages.values():
            await expect(page.get_by_test_id("reconnecting")).to_be_visible()
        await self.playground.start()
        for page in self.pages.values():
            await expect(page.get_by_test_id("reconnecting")).to_be_hidden()

    # -- what people do

    async def customer_says(self, text: str) -> None:
        """Dana writes in the shared room, later in the thread of her question."""
        side = self._customer
        if not self.thread:
            await _write(side.get_by_test_id("customer-composer"), text)
            first = side.get_by_test_id("customer-message").filter(has_text=text).first
            await expect(first).to_be_visible()
            self.thread = (
                await first.get_attribute("data-thread") or await first.get_attribute("data-message") or ""
            )
            return
        box = side.get_by_test_id("customer-thread-composer")
        if not await box.and_(self.pages["Ada"].locator(f'[data-thread="{self.thread}"]')).count():
            await side.get_by_test_id("customer-reply").and_(self._in_thread(side)).click()
        await _write(box, text)

    async def agent_says(self, agent: str, text: str) -> None:
        """An agent writes below the card."""
        await _write(self._desk(agent).get_by_test_id("desk-thread-composer"), text)

    async def presses(self, agent: str, label: str) -> None:
        """A button of the card."""
        await self._card(agent).get_by_role("button", name=label, exact=True).click()

    async def press_together(self, label: str) -> None:
        """The same button on both pages at once."""
        buttons = [self._card(agent).get_by_role("button", name=label, exact=True) for agent in self.pages]
        handles = [await button.element_handle() for button in buttons]
        await asyncio.gather(*(handle.evaluate("button => button.click()") for handle in handles))

    async def presses_whisper(self, agent: str, label: str) -> None:
        """A button of the newest whisper."""
        whisper = self._desk(agent).get_by_test_id("whisper").last
        await whisper.get_by_role("button", name=label, exact=True).click()

    async def edits(self, who: str, old: str, new: str) -> None:
        """One's own message, by its menu."""
        message = self._own(who, old)
        await message.hover()
        await message.get_by_test_id("message-edit").click()
        box = self._page(who).get_by_test_id("message-edit-text")
        await box.fill(new)
        await box.press("Enter")

    async def deletes(self, who: str, text: str) -> None:
        """One's own message, by its menu, and sure."""
        message = self._own(who, text)
        await message.hover()
        await message.get_by_test_id("message-delete").click()
        await self._page(who).get_by_test_id("message-delete-yes").click()

    # -- what people see

    async def customer_sees(self, text: str) -> None:
        """It stands in the shared room."""
        await expect(self._said(text).first).to_be_visible()

    async def customer_does_not_see(self, text: str) -> None:
        """Nothing that contains it stands there, once what was on its way is there."""
        await expect(self._customer.get_by_test_id("message-sending")).to_have_count(0)
        await expect(self._customer.get_by_test_id("customer-message").filter(has_text=text)).to_have_count(0)

    async def desk_sees(self, text: str) -> None:
        """It stands below the card; a note is drawn without its prefix."""
        shown = text.removeprefix("//").strip()
        thread = self._desk("Ada").get_by_test_id("desk-thread")
        await expect(
            thread.get_by_test_id("desk-thread-message").filter(has_text=shown).first
        ).to_be_visible()

    async def card_says(self, text: str) -> None:
        """The card's headline, and the waiting list agrees that there is something."""
        await expect(self._card("Ada")).to_contain_text(text)

    async def told_who_has_it(self) -> str:
        """Who lost the race, and was told so privately."""
        told = re.compile(r"(Ada|Ben) has this conversation\.")
        waits = {
            asyncio.create_task(
                expect(
                    self._desk(agent).get_by_test_id("whisper").filter(has_text=told).first
                ).to_be_visible(),
                name=agent,
            )
            for agent in self.pages
        }
        first, rest = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for task in rest:
            task.cancel()
        (loser,) = first
        await loser
        return loser.get_name()

    async def times_customer_sees(self, text: str) -> int:
        """How many messages with those words stand in the shared room."""
        return await self._said(text).count()

    # -- finding things

    @property
    def _customer(self) -> Locator:
        return self.pages["Ada"].get_by_test_id("customer-side")

    def _desk(self, agent: str) -> Locator:
        return self.pages[agent].get_by_test_id("desk-side")

    def _card(self, agent: str) -> Locator:
        return self._desk(agent).get_by_test_id("desk-card").first

    def _page(self, who: str) -> Page:
        return self.pages.get(who, self.pages["Ada"])

    def _said(self, text: str) -> Locator:
        return self._customer.get_by_test_id("customer-message").filter(has_text=text)

    def _own(self, who: str, text: str) -> Locator:
        if who in self.pages:
            side, kind = self._desk(who), "desk-thread-message"
        else:
            side, kind = self._customer, "customer-message"
        return side.get_by_test_id(kind).filter(has_text=text).last

    def _in_thread(self, side: Locator) -> Locator:
        return side.locator(f'[data-thread="{self.thread}"]')


def _person(page: Page, person: str) -> Locator:
    return page.locator(f'[data-person="{person}"]')


async def _write(box: Locator, text: str) -> None:
    await box.fill(text)
    await box.press("Enter")
