"""The composition root: the one place that knows the concrete classes and puts them together."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from bot.configuring import platform_faults
from bot.errors import AdapterError, SettingsError, Unavailable
from bot.judgement import Bar, Question
from bot.platforms import Platforms, platforms
from bot.settings import Answering, Route

if TYPE_CHECKING:
    from aiohttp import web

    from bot.answerer.gate import Gate
    from bot.configuring import Configuration
    from bot.engine.embedded import Embedded
    from bot.pickup import PickupPoint
    from bot.ports import Adapter, Answerer, Ask, Deliver
    from bot.roster import Roster
    from bot.spool import Spool
    from bot.store import Database, Reader, Writer
    from kb.confidence import Calibration
    from kb.embed import Embedder
    from kb.entry import Entry
    from kb.knowledge import Knowledge
    from kb.library import Signature

INDEX = "index"
FILES = "files"
TRACING = "LANGSMITH_TRACING"
"""Customers' words leave the house only if whoever runs it has set this."""
OFFER = 0.35
"""From this share of the bar for an answer on, "Did you mean" is worth asking."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Running:
    """A house that is open. `entrance` is where a browser gets into the playground, if it runs."""

    engine: Embedded
    knowledge: Knowledge
    database: Database
    adapters: dict[str, Adapter]
    entrance: str


def now() -> datetime:
    """What time it is."""
    return datetime.now(UTC)


@asynccontextmanager
async def opened(
    configuration: Configuration, *, progress: Progress | None = None, known: Platforms | None = None
) -> AsyncIterator[Running]:
    """The house of *configuration*, open until the block ends. FrontdeskError says what is in the way."""
    from bot.site import free_port
    from bot.store import open_for_writing

    known = platforms() if known is None else known
    faults = platform_faults(configuration, known)
    if faults:
        raise SettingsError(faults)
    async with AsyncExitStack() as stack:
        door = stack.enter_context(free_port(configuration.host, configuration.port))
        database = open_for_writing(configuration.data)
        stack.callback(database.close)
        embedder = await asyncio.to_thread(load_embedder)
        knowledge = await asyncio.to_thread(_knowledge, configuration, database, embedder, progress)
        stack.callback(knowledge.close)
        adapters = _adapters(configuration, known)
        gate = _gate(configuration, knowledge, embedder, stack)
        await _warmed_up(gate, configuration.settings.routes)
        the_bar = bar(configuration.settings.answering, knowledge.sure)
        answerer = _answerer(configuration, gate, the_bar)
        engine = await _started(configuration, database, adapters, answerer, the_bar, door, stack)
        yield Running(engine, knowledge, database, adapters, _entrance(adapters))


def load_embedder() -> Embedder:
    """The default model, remembering the last texts so that one question is embedded once."""
    from bot.answerer.remembered import Remembered
    from kb.embed import BgeSmall

    return Remembered(BgeSmall())


def bar(answering: Answering, sure: Calibration | None = None) -> Bar:
    """From which confidence on the bot answers, and asks back, at the wanted share of wrong answers.

    *sure* is the calibration in use; without it the one that ships.
    """
    from kb.confidence import calibration

    answer = (sure or calibration()).threshold(answering.max_wrong)
    return Bar(answer, answer * OFFER)


def _knowledge(
    configuration: Configuration, database: Database, embedder: Embedder, progress: Progress | None
) -> Knowledge:
    """The library and its index; an empty library is filled with the sample, where there is one."""
    from bot.answerer.calibrated import calibrated
    from kb.knowledge import Knowledge

    knowledge = Knowledge.open(
        configuration.data / INDEX,
        transact=database.writer.transact_now,
        embedder=embedder,
        sure=calibrated(configuration.data, embedder.model),
    )
    if configuration.sample is not None and not knowledge.entries():
        entries, origin = _sample(configuration)
        knowledge.sync(entries, origin, signature=_signature(), progress=progress)
    else:
        knowledge.refresh(progress)
    return knowledge


def _sample(configuration: Configuration) -> tuple[Sequence[Entry], str]:
    from kb.load import load, origin

    if configuration.sample is None:
        return (), ""
    return load(configuration.sample), origin(configuration.sample)


def _signature() -> Signature:
    from kb.library import Signature

    return Signature("sample", "sample", now())


def _adapters(configuration: Configuration, known: Platforms) -> dict[str, Adapter]:
    """The adapters of the platforms that rooms speak of."""
    names = sorted(configuration.adapters)
    return {name: known[name].open(configuration.premises(name)) for name in names}


def _gate(
    configuration: Configuration, knowledge: Knowledge, embedder: Embedder, stack: AsyncExitStack
) -> Gate:
    from bot.answerer.gate import Gate
    from bot.answerer.noticing import Noticing

    noticing = Noticing(configuration.settings.answering, embedder)
    gate = Gate(knowledge, noticing, tracing=bool(os.environ.get(TRACING)))
    stack.callback(gate.close)
    return gate


async def _warmed_up(gate: Gate, routes: Iterable[Route]) -> None:
    """Load and work out what the first question of each audience would otherwise wait for.

    No model is asked: that would cost money at every start.
    """
    for audience in {route.audience for route in routes}:
        await gate.draft(Question("warm-up", "How does this work?", audience))


def _answerer(configuration: Configuration, gate: Gate, the_bar: Bar) -> Answerer:
    """The gate alone, or the gate with a model behind it where one is set."""
    answering = configuration.settings.answering
    if not answering.model:
        return gate
    from bot.answerer.agent import ModelAnswerer, chat_model

    tracing = bool(os.environ.get(TRACING))
    return ModelAnswerer(gate, chat_model(answering.model), the_bar, tracing=tracing)


async def _pickups(configuration: Configuration, writer: Writer, reader: Reader) -> PickupPoint | None:
    """Where files are fetched by link; None where nobody outside could reach it."""
    from bot.pickup import PickupPoint

    address, days = configuration.public_url, configuration.file_days
    if not address:
        return None
    folder = configuration.data / FILES
    point = PickupPoint(address, folder, days=days, writer=writer, reader=reader, clock=now)
    await point.open()
    return point


def _spool(configuration: Configuration) -> Spool:
    """The files people sent; what is a month old goes."""
    from bot.spool import Spool

    spool = Spool(configuration.data / FILES)
    spool.forget()
    return spool


async def _started(
    configuration: Configuration,
    database: Database,
    adapters: dict[str, Adapter],
    answerer: Answerer,
    the_bar: Bar,
    door: socket.socket,
    stack: AsyncExitStack,
) -> Embedded:
    """The engine, listening: first what was in doubt, then the platforms, then what was left to do.

    It is taken apart the other way round: the engine first, then the platforms, then the web server.
    """
    from bot.asking import Asking
    from bot.courier import Courier
    from bot.engine.embedded import Embedded
    from bot.mailroom import House, Mailroom
    from bot.roster import Roster
    from bot.site import serving
    from bot.store import Reader
    from bot.watching import Watch

    settings = configuration.settings
    reader = Reader(configuration.data)
    stack.callback(reader.close)
    roster = Roster(settings, adapters, now, reader=reader)
    health = Health(adapters, roster)
    pickups = await _pickups(configuration, database.writer, reader)
    runner = _site(adapters, health, stack, pickups.routes() if pickups else ())
    await _desks_fit(configuration, adapters, reader)
    mailroom = Mailroom(House(settings, roster.at, lambda: the_bar, roster.closed))
    courier = Courier(adapters, answerer, spool=_spool(configuration), pickups=pickups)
    engine = Embedded(database.writer, mailroom, courier, now)

    watch = Watch(roster, engine.deliver)
    await engine.recover()
    await roster.refresh()
    for adapter in adapters.values():
        await _listening(adapter, watch.deliver, Asking(reader, roster, settings))
    await serving(runner, door)
    stack.push_async_callback(engine.stop)
    await engine.start()
    await watch.tell()
    looking = asyncio.create_task(watch.keep(), name="desks")
    stack.callback(looking.cancel)
    health.open = True
    return engine


async def _listening(adapter: Adapter, deliver: Deliver, ask: Ask) -> None:
    try:
        await adapter.start(deliver, ask)
    except Unavailable as error:
        away = f"{adapter.name} cannot be reached now, so the house stays closed: try again in a moment"
        raise AdapterError(adapter.trouble or away) from error


def _site(
    adapters: Mapping[str, Adapter], health: Health, stack: AsyncExitStack, own: Sequence[web.RouteDef]
) -> web.AppRunner:
    """The web server, not yet open. At the end the platforms let go before it does: their pages are told."""
    from bot.site import site

    routes = [route for adapter in adapters.values() for route in adapter.routes()]
    runner = site([*routes, *own], health.is_well)
    stack.push_async_callback(runner.cleanup)
    for adapter in adapters.values():
        stack.push_async_callback(adapter.stop)
    return runner


async def _desks_fit(configuration: Configuration, adapters: Mapping[str, Adapter], reader: Reader) -> None:
    """SettingsError where a desk could not work as it must, with what to do."""
    from bot.roster import desk_faults

    faults = await desk_faults(configuration.settings, adapters, reader)
    if faults:
        raise SettingsError(faults)


@dataclass(slots=True)
class Health:
    """Whether all of the house works: `open` once the engine runs."""

    adapters: Mapping[str, Adapter]
    roster: Roster
    open: bool = False

    def is_well(self) -> bool:
        """Whether everything runs, no platform is in trouble, and every desk can be worked at."""
        in_trouble = any(adapter.trouble for adapter in self.adapters.values())
        return self.open and not in_trouble and self.roster.all_work()


def _entrance(adapters: dict[str, Adapter]) -> str:
    """Where a browser gets in, for the platform that is a page of our own."""
    entrance = getattr(adapters.get("web"), "entrance", None)
    return cast("str", entrance()) if entrance else ""
