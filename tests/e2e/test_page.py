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
