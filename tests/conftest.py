"""What all tests share: the example data beside the checkout, a browser, and one way to draw examples."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OURS = ("SLACK_", "Microsoft", "TEAMS_", "OPENAI_", "ANTHROPIC_", "DATABASE_URL", "FRONTDESK_")

# Runs that check a change must fail twice the same way; long runs look somewhere new each time.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile(
    "chaos", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session", autouse=True)
def _settings_of_nobody() -> Iterator[None]:
    """No test sees the keys and settings of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(OURS):
                patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `shared` beside the checkout, with question banks and payloads; else a loud skip."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(
            "NO SHARED DATA: this test reads the folder `shared` beside the checkout, which is not there"
        )
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """A Chromium to drive. Without one: a failure under CI, elsewhere a skip that says how to get one."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is not None:
        return Path(found)
    if os.environ.get("CI") == "true":
        pytest.fail("No Chromium under CI: tools/install-for-tests must bring it")
    pytest.skip("NO CHROMIUM: the browser tests need one, for example: apt-get install chromium")
