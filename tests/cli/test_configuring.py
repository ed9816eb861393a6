"""Settings: what a file may say, and how its faults are told."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from adapters.web.world import demonstration as world
from bot.configuring import Configuration, configured, demonstration
from bot.errors import SettingsError
from bot.people import Address
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


def read(folder: Path, text: str, **environment: str) -> Configuration:
    """What a settings file of that text says."""
    path = folder / "frontdesk.toml"
    path.write_text(text, encoding="utf-8")
    return configured(path, environment)


def faults(folder: Path, text: str, **environment: str) -> list[str]:
    """What is wrong with a settings file of that text, without the file's name."""
    with pytest.raises(SettingsError) as caught:
        read(folder, text, **environment)
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


def test_the_example_shows_every_setting_and_works(folder: Path) -> None:
    """The example file is valid, and names each setting there is, so that none has to be guessed."""
    text = (ROOT / "frontdesk.example.toml").read_text(encoding="utf-8")
    got = read(folder, text)
    assert got.settings.desks == {"support": Desk("slack:C0SUPPORT")}
    assert got.settings.answering == Answering()
    settings = {one.name for kind in (Desk, Route, Answering) for one in fields(kind)}
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
            "colour: there is no such setting. What there is: answering, data, desks, port, routes",
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
