"""`frontdesk teams-package`: the app as Teams takes it, made for the bot at hand."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from adapters.teams.settings import APP_ID
from bot.errors import SettingsError

__all__ = ["RIGHTS", "manifest", "package", "teams_package"]

VERSION = "1.29"
SCHEMA = f"https://developer.microsoft.com/en-us/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json"

NAME, APP_VERSION, ACCENT = "Front Desk", "1.0.0", "#4338CA"
SHORT = "Answers what is known at once, and fetches a person for everything else"
FULL = (
    "Ask in a channel, in a group chat or directly. What is written in the approved questions and answers is "
    "answered at once, with its source. Everything else goes to a person, who answers right where you asked. "
    "Agents work in a channel of their own: a card for each question, and one press to take it over."
)

RIGHTS: Mapping[str, str] = {
    "ChannelMessage.Read.Group": "hear agents in their threads, and customers who do not name it again",
    "ChatMessage.Read.Chat": "hear the next words of a customer in a group chat without being named again",
}
"""What the owner of a team or chat allows when the app is added, and what the bot could not do without it."""

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)

Where = Annotated[Path, typer.Option("--out", help="A folder, or a file that ends in .zip.")]
Id = Annotated[str, typer.Option("--app-id", envvar=APP_ID, help="The bot's app id.", show_default=False)]
By = Annotated[str, typer.Option("--by", help="Whose app it is; Teams shows it to whoever adds the app.")]
Site = Annotated[str, typer.Option("--website", help="Your own page; Teams shows it beside the app.")]
Mute = Annotated[
    bool, typer.Option("--no-rsc", help="Ask for no right to hear messages that do not name it.")
]


def teams_package(
    *,
    out: Where = Path("frontdesk-teams.zip"),
    app_id: Id = "",
    by: By = NAME,
    website: Site = "https://www.example.org",
    no_rsc: Mute = False,
) -> str:
    """Write the app package that is uploaded to Teams, for the bot whose id is MicrosoftAppId."""
    faults = [*_id_faults(app_id), *_site_faults(website), *_by_faults(by)]
    if faults:
        raise SettingsError(tuple(faults))
    files = package(manifest(app_id, by=by, website=website, hears=not no_rsc))
    try:
        written = _written(out, files)
    except OSError as error:
        raise SettingsError(
            (f"--out: {out} cannot be written ({error.strerror}). Name another place",)
        ) from error
    return f"{written} is ready. In Teams: Apps, Manage your apps, Upload an app"


def manifest(app_id: str, *, by: str, website: str, hears: bool = True) -> dict[str, object]:
    """The app's manifest. *hears*: it asks for the rights to hear messages that do not name the bot."""
    bot = app_id.lower()
    return {
        "$schema": SCHEMA,
        "manifestVersion": VERSION,
        "version": APP_VERSION,
        "id": bot,
        "developer": {"name": by, "websiteUrl": website, "privacyUrl": website, "termsOfUseUrl": website},
        "name": {"short": NAME, "full": NAME},
        "description": {"short": SHORT, "full": FULL},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "bots": [
            {
                "botId": bot,
                "scopes": ["personal", "team", "groupChat"],
                "supportsFiles": True,
                "isNotificationOnly": False,
            }
        ],
        "validDomains": [],
        "supportsChannelFeatures": "tier1",
        "defaultInstallScope": "team",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        **(_heard(bot) if hears else {}),
    }


def _heard(bot: str) -> dict[str, object]:
    rights = [{"name": name, "type": "Application"} for name in RIGHTS]
    return {
        "webApplicationInfo": {"id": bot, "resource": "https://RscBasedStoreApp"},
        "authorization": {"permissions": {"resourceSpecific": rights}},
    }


def package(told: Mapping[str, object]) -> dict[str, bytes]:
    """The files of the package, by their names."""
    from adapters.teams.icons import color, outline

    written = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
    return {"manifest.json": written.encode(), "color.png": color(), "outline.png": outline()}


def _written(out: Path, files: Mapping[str, bytes]) -> Path:
    if out.suffix.lower() != ".zip":
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (out / name).write_bytes(content)
        return out
    out.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # The same app gives the same bytes: no clock is read.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out


def _id_faults(app_id: str) -> list[str]:
    example = "for example 11111111-2222-3333-4444-555555555555"
    if not app_id:
        return [f"{APP_ID} is not set: put the bot's app id into the environment, or use --app-id, {example}"]
    if not GUID.fullmatch(app_id):
        return [f"{APP_ID}: found {app_id!r}, but Azure shows it as a GUID, {example}"]
    return []


def _site_faults(website: str) -> list[str]:
    url = urlsplit(website)
    if url.scheme == "https" and url.hostname:
        return []
    return [f"--website: found {website!r}, but Teams shows an address such as https://desk.example.org"]


def _by_faults(by: str) -> list[str]:
    most = 32
    return (
        []
        if 0 < len(by) <= most
        else [f"--by: found {by!r}, but Teams takes 1 to {most} letters, such as Acme"]
    )
