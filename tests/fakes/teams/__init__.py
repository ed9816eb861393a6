"""A Teams on loopback for tests: its Connector, its people, and what they see.

It knows nothing of the code under test. What it imitates was taken from Microsoft's pages and SDKs.
"""

from tests.fakes.teams.connector import Fault
from tests.fakes.teams.identity import Identity
from tests.fakes.teams.teams import FakeTeams
from tests.fakes.teams.world import Chat, Human, Post

__all__ = ["Chat", "FakeTeams", "Fault", "Human", "Identity", "Post"]
