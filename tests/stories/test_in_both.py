"""The whole job across two platforms: the customer asks on the one, agents work on the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.slack.settings import Way
from bot.settings import Opens
from tests.fakes.answerer import BOOK
from tests.stories import whole_job
from tests.stories.in_both import InBoth
from tests.stories.in_slack import TROUBLES as SLACKS
from tests.stories.in_slack import InSlack
from tests.stories.in_teams import TROUBLES as TEAMS
from tests.stories.in_teams import InTeams


def slack_to_teams(folder: Path, *, trouble: bool) -> InBoth:
    """Dana asks in Slack, the desk is a channel of Teams."""
    customers = InSlack(folder, Way.SOCKET, troubles=SLACKS if trouble else ())
    return InBoth(folder, customers, InTeams(folder, troubles=TEAMS if trouble else ()))


def teams_to_slack(folder: Path, *, trouble: bool) -> InBoth:
    """Dana asks in Teams, the desk is a channel of Slack."""
    customers = InTeams(folder, troubles=TEAMS if trouble else ())
    agents = InSlack(folder, Way.SOCKET, troubles=SLACKS if trouble else ())
    return InBoth(folder, customers, agents, opens=Opens.EVERYONE)


@pytest.mark.parametrize("trouble", [False, True], ids=["quiet", "everything goes wrong"])
@pytest.mark.parametrize("stage_of", [slack_to_teams, teams_to_slack])
async def test_the_whole_job(tmp_path: Path, stage_of: Callable[..., InBoth], *, trouble: bool) -> None:
    """Answered, claimed by one of two agents over there, replied to in place, handed back, resolved."""
    async with stage_of(tmp_path, trouble=trouble) as stage:
        await whole_job.play(
            stage,
            answer=BOOK["how do i reset my password"].answer,
            second="What does it cost?",
            second_answer=BOOK["what does it cost"].answer,
        )
