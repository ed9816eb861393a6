"""The playground's page by itself: what it draws, what it keeps, what it sends again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from tests.e2e.stand_in import Frame, StandIn

pytestmark = pytest.mark.e2e

QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
TRICKY = '<img src=x onerror="document.title=1"> **bold** https://example.com/a\nsecond line'


@pytest.fixture
async def server() -> AsyncIterator[tuple[StandIn, str]]:
    """The stand-in and its address."""
    stand_in = StandIn()
    async with TestServer(stand_in.application()) as running:
        yield stand_in, str(running.make_url("/"))


@pytest.fixture
async def browser(chromium: Path) -> AsyncIterator[BrowserContext]:
    """One browser with a store of its own."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield await started.new_context()
        await started.close()


async def opened(browser: BrowserContext, address: str) -> Page:
    """A tab with the page drawn."""
    page = await browser.new_page()
    await page.goto(address)
    await page.locator("html[data-ready]").wait_for()
    return page


async def test_what_anybody_typed_is_drawn_as_text(
    server: tuple[StandIn, str], browser: BrowserContext
) -> None:
    """Markup, formatting and addresses in a message stay letters, line breaks included."""
    stand_in, address = server
    stand_in.message("dana", TRICKY)
    page = await opened(browser, address)
    message = page.get_by_test_id("customer-message")
    assert await message.locator(".text").text_content() == TRICKY
    assert await message.locator("img, a, b, strong").count() == 0


async def test_only_http_sources_become_links(server: tuple[StandIn, str], browser: BrowserContext) -> None:
    """An answer's source is a link if it is http or https; any other address is not drawn."""
    stand_in, address = server
    for source in ("https://example.com/faq", "javascript:alert(1)", "data:text/html,x"):
        body: Frame = {"kind": "answer", "text": "So.", "title": "How", "source": source, "presses": []}
        stand_in.message("bot", body=body)
    page = await opened(browser, address)
    await expect(page.get_by_test_id("source")).to_have_count(1)
    await expect(page.get_by_test_id("source")).to_have_attribute("href", "https://example.com/faq")


async def test_unsent_text_survives_a_reload(server: tuple[StandIn, str], browser: BrowserContext) -> None:
    """Half a sentence is there again after the page was loaded anew."""
    page = await opened(browser, server[1])
    await page.get_by_test_id("customer-composer").fill("half a thought")
    await page.reload()
    await expect(page.get_by_test_id("customer-composer")).to_have_value("half a thought")


async def test_words_said_into_a_lost_connection_are_sent_again(
    server: tuple[StandIn, str], browser: BrowserContext
) -> None:
    """What was not acknowledged goes out again with the same nonce, and stands there once."""
    stand_in, address = server
    page = await opened(browser, address)
    stand_in.deaf = True
    await page.get_by_test_id("customer-composer").fill("are you there")
    await page.get_by_test_id("customer-send").click()
    await expect(page.get_by_test_id("message-sending")).to_have_count(1)
    stand_in.deaf = False
    await stand_in.cut()
    await expect(page.get_by_test_id("customer-message")).to_contain_text("are you there")
    await expect(page.get_by_test_id("message-sending")).to_have_count(0)
    nonces = [frame["nonce"] for frame in stand_in.said if frame["type"] == "say"]
    assert len(nonces) == 2
    assert len(set(nonces)) == 1


async def test_two_tabs_can_be_two_agents(server: tuple[StandIn, str], browser: BrowserContext) -> None:
    """Choosing an agent in one tab leaves the other tab's agent alone."""
    one, other = await opened(browser, server[1]), await opened(browser, server[1])
    await other.locator("[data-testid=desk-tab][data-person=ben]").click()
    await server[0].tell({"type": "message", "message": server[0].message("dana", "hello")})
    await expect(one.get_by_test_id("customer-message")).to_be_visible()
    await expect(one.get_by_test_id("desk-side")).to_have_attribute("data-person", "ada")
    await expect(other.get_by_test_id("desk-side")).to_have_attribute("data-person", "ben")


async def test_a_long_room_draws_its_newest_messages(
    server: tuple[StandIn, str], browser: BrowserContext
) -> None:
    """Of ten thousand messages the last two hundred are drawn, more on demand, and the view stays."""
    stand_in, address = server
    for number in range(10_000):
        stand_in.message("dana" if number % 2 else "bot", f"message {number}")
    page = await opened(browser, address)
    messages = page.get_by_test_id("customer-message")
    await expect(messages).to_have_count(200)
    await expect(messages.last).to_be_in_viewport()
    await page.get_by_test_id("customer-side").get_by_test_id("earlier").scroll_into_view_if_needed()
    await expect(messages).to_have_count(400)
    await expect(messages.nth(200)).to_contain_text("message 9800")
    await expect(messages.nth(200)).to_be_in_viewport()


def press(button: str, about: str = "t") -> Frame:
    """A button as the server describes it."""
    return {"button": button, "about": about, "label": button, "pick": ""}


def unsent(person: str, about: str) -> Frame:
    """Words of an agent that wait for a press, longer than a line."""
    author = {"key": f"web:{person}", "id": person, "name": person.title()}
    told: Frame = {"title": f"Unsent words of {person.title()}", "author": author, "text": f"{about} " * 60}
    return told | {"presses": [press("send", about), press("keep", about)]}


def full_card() -> Frame:
    """A card with more on it than fits: a long question, four unsent messages, three inserts."""
    told: Frame = {"kind": "desk_card", "conversation": "c1", "state": "waiting", "headline": "Waiting"}
    told |= {"question": "Where is it?\n" * 30, "details": [{"label": "Where", "value": "#help"}]}
    told |= {"since": None, "holder": None, "tried": [], "inserts": [press("insert", one) for one in "xyz"]}
    told |= {"unsent": [unsent("ben", "b1"), unsent("ben", "b2"), unsent("ada", "a1"), unsent("ben", "b3")]}
    return told | {"presses": [press("claim"), press("resolve")], "pass_on": None}


async def test_a_full_card_keeps_its_controls_and_the_thread_in_view(
    server: tuple[StandIn, str], browser: BrowserContext
) -> None:
    """However full a card, it is claimed without scrolling, and half of the pane is the thread's."""
    server[0].share("desk", "desk")
    server[0].head("desk", "bot", body=full_card())
    page = await opened(browser, server[1])
    await page.set_viewport_size({"width": 1440, "height": 900})
    card, pane = page.get_by_test_id("desk-card"), page.get_by_test_id("desk-thread").first
    await expect(card.get_by_test_id("button-claim")).to_be_in_viewport(ratio=1)
    heights = [await box.evaluate("box => box.offsetHeight") for box in (card, pane)]
    assert heights[0] <= heights[1] / 2
    await expect(card.get_by_test_id("unsent").locator("visible=true")).to_have_count(2)
    await expect(card.get_by_test_id("unsent-more")).to_contain_text("and 2 more")
    await expect(card.get_by_test_id("button-insert").locator("visible=true")).to_have_count(0)


async def test_another_agents_unsent_words_are_not_urged_upon_one(
    server: tuple[StandIn, str], browser: BrowserContext
) -> None:
    """One's own unsent words come first with a main button; the buttons of others' are quiet."""
    server[0].share("desk", "desk")
    server[0].head("desk", "bot", body=full_card())
    page = await opened(browser, server[1])
    boxes = page.get_by_test_id("unsent")
    await expect(boxes.first).to_contain_text("Unsent words of Ada")
    await expect(boxes.first.get_by_test_id("button-send")).to_have_class("press main")
    await expect(boxes.nth(1).get_by_test_id("button-send")).to_have_class("press quiet")


async def test_a_customer_sees_a_whisper_in_the_shared_room(
    server: tuple[StandIn, str], browser: BrowserContext
) -> None:
    """Who pressed a button meant for another reads why nothing happened, under the thread it was in."""
    stand_in, address = server
    stand_in.share("help", "shared")
    head = stand_in.head("help", "ben", "May I?")
    page = await opened(browser, address)
    await stand_in.tell(stand_in.whisper("dana", head, "Only the person who asked can do that."))
    side = page.get_by_test_id("customer-side")
    await expect(side.get_by_test_id("whisper")).to_contain_text("Only the person who asked")


async def test_a_narrow_page_shows_one_side_at_a_time(
    server: tuple[StandIn, str], browser: BrowserContext
) -> None:
    """At the width of a phone a switch on top chooses between customer and desk, also after a reload."""
    page = await opened(browser, server[1])
    await page.set_viewport_size({"width": 380, "height": 800})
    customer, desk = page.get_by_test_id("customer-side"), page.get_by_test_id("desk-side")
    await expect(desk).to_be_hidden()
    await page.get_by_test_id("show-desk").click()
    await expect(customer).to_be_hidden()
    await page.reload()
    await expect(desk).to_be_visible()
    await page.set_viewport_size({"width": 1440, "height": 900})
    await expect(customer).to_be_visible()
    await expect(page.get_by_test_id("show-desk")).to_be_hidden()


async def test_a_day_is_named_once(server: tuple[StandIn, str], browser: BrowserContext) -> None:
    """Messages of one day in a direct chat stand under one divider, also while they come in."""
    stand_in, address = server
    stand_in.message("dana", "one")
    page = await opened(browser, address)
    for author in ("bot", "dana", "bot"):
        body: Frame = {"kind": "notice", "text": "So.", "presses": []}
        told = stand_in.message(
            author, "" if author == "bot" else "two", body=body if author == "bot" else None
        )
        await stand_in.tell({"type": "message", "message": told})
    await expect(page.get_by_test_id("customer-message")).to_have_count(4)
    await expect(page.locator(".customer-side .divider.day")).to_have_count(1)
