"""What tests of the bot stand on: a platform in memory, and the contract of all adapters."""

from __future__ import annotations

from adapters.plain import presses, words
from adapters.testing.fake import FakeAdapter
from adapters.testing.faults import Fault, Hung, Planned, Seeded, no_faults
from adapters.testing.files import FakeFiles
from adapters.testing.platform import FakePlatform
from adapters.testing.rooms import Drawn, Posted, Ticking, Whispered

__all__ = [
    "Drawn",
    "FakeAdapter",
    "FakeFiles",
    "FakePlatform",
    "Fault",
    "Hung",
    "Planned",
    "Posted",
    "Seeded",
    "Ticking",
    "Whispered",
    "no_faults",
    "presses",
    "words",
]
