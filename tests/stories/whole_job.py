"""The whole job, told once: asked, answered, escalated, claimed, replied in place, handed back, resolved."""

from __future__ import annotations

from tests.stories.stage import AGENTS, Stage

QUESTION = "How do I reset my password?"
UNKNOWN = "Can I bring my parrot to the office?"
WAITING = "I am not sure about this one, so I have asked a person from the team. They will answer right here."


async def play(stage: Stage, *, answer: str, second: str, second_answer: str) -> None:
    """Play it. *answer* is what the FAQ says to QUESTION, *second_answer* to *second*."""
    await stage.customer_says(QUESTION)
    await stage.customer_sees(answer)
    await stage.customer_says(UNKNOWN)
    await stage.customer_sees(WAITING)
    await stage.card_says("Waiting for an agent")
    await stage.desk_sees(UNKNOWN)
    holder = await _one_of_two_claims(stage)
    await _words_go_both_ways(stage, holder)
    await stage.die_and_come_back()
    await _changes_are_mirrored(stage, holder)
    await _handed_back_and_resolved(stage, holder, second=second, second_answer=second_answer)


async def _one_of_two_claims(stage: Stage) -> str:
    await stage.press_together("Claim")
    loser = await stage.told_who_has_it()
    (holder,) = set(AGENTS) - {loser}
    await stage.card_says(f"{holder} has this")
    return holder


async def _words_go_both_ways(stage: Stage, holder: str) -> None:
    await stage.agent_says(holder, "Let me look into it.")
    await stage.customer_sees("Let me look into it.")
    await stage.customer_says("His name is Captain.")
    await stage.desk_sees("His name is Captain.")
    await stage.agent_says(holder, "// parrots are fine on Fridays")
    await stage.desk_sees("// parrots are fine on Fridays")
    await stage.customer_does_not_see("parrots are fine on Fridays")


async def _changes_are_mirrored(stage: Stage, holder: str) -> None:
    await stage.customer_sees("Let me look into it.")
    await stage.edits(holder, "Let me look into it.", "I have looked into it.")
    await stage.customer_sees("I have looked into it.")
    await stage.edits("Dana", "His name is Captain.", "His name is Kapitan.")
    await stage.desk_sees("His name is Kapitan.")
    await stage.agent_says(holder, "Oops, wrong window.")
    await stage.customer_sees("Oops, wrong window.")
    await stage.deletes(holder, "Oops, wrong window.")
    await stage.customer_does_not_see("Oops, wrong window.")


async def _handed_back_and_resolved(stage: Stage, holder: str, *, second: str, second_answer: str) -> None:
    await stage.presses(holder, "Hand back")
    await stage.customer_sees(
        f"{holder} has handed you back to me, the assistant. Just ask if there is anything else."
    )
    await stage.customer_says(second)
    await stage.customer_sees(second_answer)
    await stage.presses(holder, "Resolve")
    await stage.card_says("Resolved")
    await stage.customer_sees(
        f"{holder} has marked this as resolved. If something is still open, just write here."
    )
    assert await stage.times_customer_sees("I have looked into it.") == 1
    assert await stage.times_customer_sees(WAITING) == 1
