"""Settings: what a file may say, and how its faults are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

import pytest

from adapters.web.world import demonstration as world
from bot.configuring import Configuration, configured, demonstration
from bot.errors import SettingsError
from bot.people import Address
from bot.platforms import platforms
from bot.ports import Adapter, Finding, Platform, Premises
from bot.settings import Answering, Desk, Listen, Opens, ReplyClaims, Route
from tests.house.tree import ROOT

SOUND = """
[desks.support]
room = "slack:C0SUPPORT"

[[routes]]
room = "slack:C0ACME"
desk = "support"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for settings files."""
    return tmp_path


@dataclass(frozen=True, slots=True)
class PigeonSettings:
    """What pigeons can be told."""

    wings: int = 2
    hue: Literal["white", "grey"] = "grey"


class Pigeons:
    """A platform that carries words by pigeons; it wants a secret and knows one loft."""

    name = "pigeon"
    settings: type[PigeonSettings] | None = PigeonSettings

    def faults(self, premises: Premises) -> Sequence[str]:
        """Other lofts, and a missing whistle."""
        strange = [f"there is no loft {room!r}" for room in premises.rooms if room != "pigeon:loft"]
        return (
            strange if "SLACK_BOT_TOKEN" in premises.secrets else [*strange, "without a whistle none comes"]
        )

    def open(self, premises: Premises) -> Adapter:
        """Nothing flies in these tests."""
        raise NotImplementedError

    async def examine(self, premises: Premises) -> Sequence[Finding]:
        """What the loft looks like."""
        return (Finding("pigeon", well=True, told="cooing"),)


KNOWN: dict[str, Platform] = {"pigeon": Pigeons()}


def read(folder: Path, text: str, *, opening: bool = False, **environment: str) -> Configuration:
    """What a settings file of that text says, in a house that knows pigeons."""
    path = folder / "frontdesk.toml"
    path.write_text(text, encoding="utf-8")
    return configured(path, environment, opening=opening, known=KNOWN)


def faults(folder: Path, text: str, *, opening: bool = False, **environment: str) -> list[str]:
    """What is wrong with a settings file of that text, without the file's name."""
    with pytest.raises(SettingsError) as caught:
        read(folder, text, opening=opening, **environment)
    assert all(fault.startswith(f"{folder / 'frontdesk.toml'}: ") for fault in caught.value.faults)
    return [fault.partition(": ")[2] for fault in caught.value.faults]


def test_the_least_file_works(folder: Path) -> None:
    """A desk with a room and a route with a room and a desk are enough; all else has its default."""
    got = read(folder, SOUND)
    assert got.settings.desks == {"support": Desk("slack:C0SUPPORT")}
    assert got.settings.routes == (Route("slack:C0ACME", "support"),)
    assert (got.data, got.port, got.adapters) == (folder / "frontdesk-data", 8765, frozenset({"slack"}))


def test_every_value_is_read(folder: Path) -> None:
    """Words, lists, numbers and choices arrive as the settings' own types."""
    got = read(
        folder,
        'data = "/srv/desk"\nport = 9000\n[answering]\nmax_wrong = 0.1\nforbidden = ["legal"]\n'
        '[desks.a]\nroom = "web:a"\npeople = ["web:ada"]\nreply_claims = "at once"\nfallback = "b"\n'
        '[desks.b]\nroom = "web:b"\nclaim_minutes = 2.5\n'
        '[[routes]]\nroom = "web:*"\ndesk = "b"\nlisten = "mention"\n'
        'audience = ["x", "y"]\nopens = "everyone"',
    )
    assert (got.data, got.port) == (Path("/srv/desk"), 9000)
    assert got.settings.answering == Answering(max_wrong=0.1, forbidden=("legal",))
    assert got.settings.desks == {
        "a": Desk("web:a", people=("web:ada",), reply_claims=ReplyClaims.AT_ONCE, fallback="b"),
        "b": Desk("web:b", claim_minutes=2.5),
    }
    assert got.settings.routes == (
        Route("web:*", "b", Listen.MENTION, audience=("x", "y"), opens=Opens.EVERYONE),
    )


def test_the_example_shows_every_setting_and_works() -> None:
    """The example file is valid, and names each setting there is, so that none has to be guessed."""
    example, known = ROOT / "frontdesk.example.toml", platforms()
    text, got = example.read_text(encoding="utf-8"), configured(example, {}, known=known)
    assert got.settings.desks == {"support": Desk("slack:C0SUPPORT")}
    assert got.settings.answering == Answering()
    tables = {name: kind for name in known if (kind := known[name].settings) is not None}
    assert got.options == {name: kind() for name, kind in tables.items()}
    settings = {one.name for kind in (Desk, Route, Answering, *tables.values()) for one in fields(kind)}
    assert {name for name in settings if f"\n{name} = " not in text} == set()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param(
            SOUND + 'lisen = "mention"',
            'routes[1].lisen: there is no such setting. Did you mean: listen = "questions"',
            id="unknown, with one near",
        ),
        pytest.param(
            "colour = 1\n" + SOUND,
            "colour: there is no such setting. What there is: answering, data, desks, file_days, "
            "host, people, pigeon, port, public_url, routes",
            id="unknown",
        ),
        pytest.param(
            SOUND + 'listen = "sometimes"',
            "routes[1].listen: found \"sometimes\", but it should be 'mention', 'questions', 'everything' or "
            "'off'. For example: listen = \"questions\"",
            id="no such choice",
        ),
        pytest.param(
            SOUND + '[desks.vip]\nroom = "slack:C9"\nreply_claims = "never"',
            "desks.vip.reply_claims: found \"never\", but it should be 'ask' or 'at once'. For example: "
            'reply_claims = "ask"',
            id="reply_claims",
        ),
        pytest.param(
            SOUND + '[desks.vip]\npeople = ["slack:U1"]',
            'desks.vip.room: it is missing. For example: room = "slack:C0SUPPORT"',
            id="missing",
        ),
        pytest.param(
            SOUND + 'audience = "public"',
            'routes[1].audience: found "public", but it should be a valid tuple. For example: audience = '
            '["public", "acme"]',
            id="no list",
        ),
        pytest.param(
            SOUND + '[[routes]]\nroom = "slack:C1"\ndesk = "suport"',
            'routes[2].desk: found "suport", but there is no such desk. Did you mean "support"?',
            id="unknown desk",
        ),
        pytest.param(
            SOUND + '[desks.vip]\nroom = "slack:C0SUPPORT"',
            'desks: support and vip work in one room, "slack:C0SUPPORT", so nobody could tell whose a '
            "message there is. Give each desk a room of its own",
            id="two desks in one room",
        ),
        pytest.param(
            SOUND + '[[routes]]\nroom = "slack:C0SUPPORT"\ndesk = "support"',
            'routes[2].room: "slack:C0SUPPORT" is the room of the desk "support", where no customer asks. '
            "Give the route another room, or take it out",
            id="a route at a desk",
        ),
        pytest.param(
            SOUND + '[[routes]]\nroom = "slack:C0ACME"\ndesk = "support"',
            'routes[2].room: "slack:C0ACME" is covered by routes[1] already, and the first match wins. '
            "Put the narrower one first, or take one out",
            id="a route that is never reached",
        ),
        pytest.param(
            SOUND + '[desks.vip]\nroom = "slack:C9"\nfallback = "nobody"',
            'desks.vip.fallback: found "nobody", but there is no such desk. What there is: support',
            id="unknown fallback",
        ),
        pytest.param(
            SOUND + '[desks.vip]\nroom = "slack:C9"\nnote_prefix = " "',
            'desks.vip.note_prefix: found " ", but without a prefix every word would be a note. For example: '
            'note_prefix = "//"',
            id="empty note_prefix",
        ),
        pytest.param(
            SOUND + '[desks.vip]\nroom = "#support"',
            'desks.vip.room: found "#support", but a desk works in one room, named by platform and id. For '
            'example: room = "slack:C0SUPPORT"',
            id="a room by its name",
        ),
        pytest.param(
            SOUND + '[desks.vip]\nroom = "slack:C9"\nleads = ["Ada"]',
            'desks.vip.leads: found "Ada", but a person is named by platform and id. For example: leads = '
            '["slack:U1"]',
            id="a person by name",
        ),
        pytest.param(
            SOUND + '[desks.vip]\nroom = "slack:C9"\nclaim_minutes = 0',
            "desks.vip.claim_minutes: found 0.0, but it is above 0. For example: claim_minutes = 5",
            id="a clock without time",
        ),
        pytest.param(
            SOUND + '[desks.vip]\nroom = "slack:C9"\nhours = "Mon-Fri 09:00-18:00 Berlin"',
            "desks.vip.hours: found \"Mon-Fri 09:00-18:00 Berlin\", but 'Berlin' is no time zone; one is "
            'written like Europe/Berlin. For example: hours = "Mon-Fri 09:00-18:00 Europe/Berlin"',
            id="hours in no zone",
        ),
        pytest.param(
            SOUND + '[desks.vip]\nroom = "slack:C9"\nhours = "Mon 09:00-18:00 UTC"\nholidays = "Bavaria"',
            "desks.vip.holidays: found \"Bavaria\", but 'Bavaria' is no region with known holidays; one is "
            'written like DE or DE-BY. For example: holidays = "DE-BY"',
            id="holidays of nowhere",
        ),
        pytest.param(
            SOUND + '[desks.vip]\nroom = "slack:C9"\nclosed = ["2026-12-24"]',
            'desks.vip.hours: found "", but days are free only where there are hours. For example: '
            'hours = "Mon-Fri 09:00-18:00 Europe/Berlin"',
            id="free days without hours",
        ),
        pytest.param(
            SOUND + 'language = "xx"',
            'routes[1].language: found "xx", but the bot speaks en. For example: language = "en"',
            id="language",
        ),
        pytest.param(
            SOUND + "[answering]\nmax_wrong = 0.6",
            "answering.max_wrong: found 0.6, but the share of answers that may be wrong is above 0 and at "
            "most 0.5. For example: max_wrong = 0.05",
            id="max_wrong too high",
        ),
        pytest.param(
            SOUND + "[answering]\nmax_wrong = 0",
            "answering.max_wrong: found 0.0, but the share of answers that may be wrong is above 0 and at "
            "most 0.5. For example: max_wrong = 0.05",
            id="max_wrong zero",
        ),
        pytest.param(
            SOUND + '[answering]\nmodel = "gpt"',
            'answering.model: found "gpt", but a model is provider and name, or "" for none. For example: '
            'model = "openai:gpt-5-mini"',
            id="model without provider",
        ),
        pytest.param(
            "port = 70000\n" + SOUND,
            "port: found 70000, but it is 1 to 65535. For example: port = 8765",
            id="port",
        ),
        pytest.param(
            'host = "example.org"\n' + SOUND,
            'host: found "example.org", but it is an address of this machine, in numbers. For example: '
            'host = "127.0.0.1"',
            id="host",
        ),
        pytest.param(
            SOUND + '[desks.vip]\nroom = "slack:C9"\nhold_seconds = 30',
            "desks.vip.hold_seconds: found 30.0, but it is 0 to 10. For example: hold_seconds = 5",
            id="hold_seconds",
        ),
        pytest.param(
            SOUND + "[answering]\nsettle_seconds = -1",
            "answering.settle_seconds: found -1.0, but it is 0 to 30. For example: settle_seconds = 1",
            id="settle_seconds",
        ),
        pytest.param(
            'desks = "support"',
            'desks: found "support", but it is a table. For example: [desks.support] with room = '
            '"slack:C0SUPPORT" below it',
            id="no table",
        ),
    ],
)
def test_a_fault_names_the_setting_what_was_found_and_what_works(
    folder: Path, changed: str, told: str
) -> None:
    """Whoever reads a fault can mend the file without the manual."""
    assert told in faults(folder, changed)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            '[pigeon]\nwing = 4\nhue = "pink"\n' + SOUND,
            "pigeon.wing: there is no such setting. Did you mean: wings = 2",
        ),
        (
            '[pigeon]\nhue = "red"\n' + SOUND,
            "pigeon.hue: found \"red\", but it should be 'white' or 'grey'. For example: hue = \"grey\"",
        ),
        ("pigeon = 3\n" + SOUND, "pigeon: found 3, but it is a table"),
    ],
)
def test_a_platforms_table_is_held_to_its_own_settings(folder: Path, changed: str, told: str) -> None:
    """A fault in a platform's table reads like any other, with an example of its own."""
    assert told in faults(folder, changed)


def test_a_platforms_table_becomes_its_options(folder: Path) -> None:
    """What the table says, what is set in the environment and which rooms there are reach the platform."""
    text = '[pigeon]\nwings = 3\n[desks.a]\nroom = "pigeon:loft"\n[[routes]]\nroom = "pigeon:*"\ndesk = "a"'
    text = 'host = "::1"\n' + text
    here = "http://localhost/api/"
    premises = read(folder, text, SLACK_BOT_TOKEN="xoxb", SLACK_API_URL=here).premises("pigeon")
    assert premises.options == PigeonSettings(wings=3)
    assert premises.rooms == ("pigeon:loft", "pigeon:*")
    assert (premises.host, premises.secrets["SLACK_BOT_TOKEN"]) == ("::1", "xoxb")
    assert premises.addresses == {"SLACK_API_URL": here}


def test_what_a_platform_lacks_counts_where_it_is_opened(folder: Path) -> None:
    """A command that only reads the FAQ needs no token; one that opens the platforms tells all they lack."""
    text = '[desks.a]\nroom = "pigeon:roof"\n'
    assert read(folder, text).adapters == {"pigeon"}
    assert faults(folder, text + 'fallback = "b"', opening=True) == [
        'desks.a.fallback: found "b", but there is no such desk. What there is: none',
        "there is no loft 'pigeon:roof'",
        "without a whistle none comes",
    ]


def test_a_room_of_an_unknown_platform_is_told(folder: Path) -> None:
    """A slip in the name of a platform is told with those there are."""
    assert faults(folder, '[desks.a]\nroom = "pidgin:loft"', opening=True) == [
        "a room starts with 'pidgin', but no adapter of that name is installed (there is: pigeon)"
    ]


def test_a_credential_of_the_service_counts_where_nothing_is_set(folder: Path) -> None:
    """The service manager hands secrets over as files of a folder; the environment goes first."""
    (folder / "SLACK_BOT_TOKEN").write_text("xoxb-file\n", encoding="utf-8")
    kept = read(folder, SOUND, CREDENTIALS_DIRECTORY=str(folder)).secrets
    assert kept == {"SLACK_BOT_TOKEN": "xoxb-file"}
    nearer = read(folder, SOUND, CREDENTIALS_DIRECTORY=str(folder), SLACK_BOT_TOKEN="xoxb-set").secrets
    assert nearer == {"SLACK_BOT_TOKEN": "xoxb-set"}


def test_all_faults_are_told_at_once(folder: Path) -> None:
    """A fault in one part hides none in another, and a desk that is broken itself still counts as named."""
    told = faults(
        folder,
        'port = "x"\n[desks.support]\nroom = 5\n[answering]\nmax_wrong = 2\n'
        '[[routes]]\nroom = "slack:C1"\ndesk = "support"\n[[routes]]\nroom = "slack:C2"\ndesk = "other"\n',
    )
    assert [fault.partition(":")[0] for fault in told] == [
        "desks.support.room",
        "port",
        "routes[2].desk",
        "answering.max_wrong",
    ]


def test_a_secret_in_the_file_is_refused_and_not_repeated(folder: Path) -> None:
    """The fault tells where the secret belongs, and never shows it."""
    told = faults(folder, 'OPENAI_API_KEY = "sk-very-secret"\n' + SOUND)
    assert len(told) == 1
    assert told[0].startswith("OPENAI_API_KEY: a secret never stands in the settings file")
    assert "sk-very-secret" not in told[0]


def test_a_model_needs_its_key(folder: Path) -> None:
    """A model without its secret is a fault of the settings, with it there is none."""
    text = SOUND + '[answering]\nmodel = "openai:gpt-5-mini"'
    assert "needs the secret OPENAI_API_KEY" in faults(folder, text)[0]
    assert read(folder, text, OPENAI_API_KEY="sk-1").secrets == {"OPENAI_API_KEY": "sk-1"}


def test_a_secret_may_lie_in_a_file(folder: Path) -> None:
    """`NAME_FILE` names the file that holds the secret."""
    (folder / "key").write_text("sk-2\n", encoding="utf-8")
    assert read(folder, SOUND, OPENAI_API_KEY_FILE=str(folder / "key")).secrets == {"OPENAI_API_KEY": "sk-2"}


def test_a_secret_that_cannot_be_read_is_told(folder: Path) -> None:
    """A missing or empty secret file, or a secret set twice, is told with its name."""
    (folder / "empty").touch()
    told = faults(
        folder,
        SOUND,
        OPENAI_API_KEY_FILE=str(folder / "none"),
        ANTHROPIC_API_KEY_FILE=str(folder / "empty"),
        DATABASE_URL="a",
        DATABASE_URL_FILE="b",
    )
    assert [fault.partition(":")[0] for fault in told] == [
        "OPENAI_API_KEY_FILE",
        "ANTHROPIC_API_KEY_FILE",
        "DATABASE_URL",
    ]


def test_secrets_are_not_shown(folder: Path) -> None:
    """What a log shows of a configuration holds no secret."""
    assert "sk-3" not in repr(read(folder, SOUND, OPENAI_API_KEY="sk-3"))


@pytest.mark.parametrize("text", ["[desks]]", "room = slack:C0"])
def test_a_file_that_is_no_toml_is_told_with_its_line(folder: Path, text: str) -> None:
    """The place of a slip is told."""
    assert "this is not TOML" in faults(folder, text)[0]
    assert "line 1" in faults(folder, text)[0]


def test_a_file_that_cannot_be_read_is_told(folder: Path) -> None:
    """A missing file and one in another encoding are errors of the settings."""
    with pytest.raises(SettingsError, match="there is no such file"):
        configured(folder / "none.toml", {})
    (folder / "latin.toml").write_bytes(b'room = "\xe4"')
    with pytest.raises(SettingsError, match="cannot be read as UTF-8"):
        configured(folder / "latin.toml", {})


def test_the_demonstration_suits_the_playground() -> None:
    """The rooms of the built-in settings are there in the playground, and each customer is heard."""
    settings = demonstration().settings
    rooms = {f"web:{room.id}" for room in world().rooms()}
    assert {route.room for route in settings.routes} | {"web:desk"} <= rooms
    assert settings.desk_at(Address("web", "desk")) == "support"
    assert all(settings.route(world().direct(person)) for person in world().customers)
    assert not any(settings.route(world().direct(person)) for person in world().agents)


def test_the_demonstration_has_a_faq() -> None:
    """The playground's sample FAQ lies where it is looked for."""
    sample = demonstration().sample
    assert sample is not None
    assert list(sample.glob("*.md"))
