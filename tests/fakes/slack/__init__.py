"""A Slack on loopback for tests: strict where Slack is strict, hostile where Slack is hostile.

It knows nothing of the code under test. What it imitates was taken from Slack's own pages and SDKs.
"""

from tests.fakes.slack.api import Fault
from tests.fakes.slack.slack import FakeSlack
from tests.fakes.slack.world import Channel, Human, Post, Team

__all__ = ["Channel", "FakeSlack", "Fault", "Human", "Post", "Team"]
