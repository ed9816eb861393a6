"""`frontdesk ask`: what the bot would do with a question, and why."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.frame import AsJson, DataFolder, SettingsFile, console, printed, settled, table, words

if TYPE_CHECKING:
    from bot.cli.reading import Answered

__all__ = ["ask"]


def ask(
    question: Annotated[str, typer.Argument(help="What a customer would write.", show_default=False)],
    audience: Annotated[str, typer.Option(help="Whose entries may be shown: a,b.")] = "public",
    faq: Annotated[
        Path | None, typer.Option(help="A FAQ file or folder to try instead.", show_default=False)
    ] = None,
    settings: SettingsFile = None,
    data: DataFolder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Ask the bot a question: what it would say, how sure it is, and what it found.

    Works while the bot runs, and changes nothing.
    """
    from bot.app import load_embedder
    from bot.cli.reading import audiences_of, faq_of, judging

    words(question, "QUESTION")
    configuration, embedder = settled(settings, data), load_embedder()
    with (
        faq_of(configuration, faq, embedder=embedder) as knowledge,
        judging(
            knowledge, configuration.settings.answering, audiences_of(knowledge, audience), embedder
        ) as judged,
    ):
        answered = judged(question)
    told = _told(answered)
    if as_json:
        printed(told)
    else:
        _shown(told, answered)


def _told(answered: Answered) -> Mapping[str, object]:
    """The result in the form programmes rely on."""
    from bot.judgement import Escalate, Give, Greet
    from bot.switchboard.inside import FRIENDLY
    from bot.words import phrase, text

    verdict, findings = answered.verdict, answered.draft.findings
    answer = verdict.text if isinstance(verdict, Give) else None
    if isinstance(verdict, Greet):
        answer = text(phrase(FRIENDLY[verdict.kind]))
    return {
        "verdict": verdict.name,
        "reason": verdict.reason.value if isinstance(verdict, Escalate) else None,
        "confidence": round(findings.confidence, 4),
        "entry": verdict.passage.entry.id if isinstance(verdict, Give) else None,
        "answer": answer,
        "passages": [{"id": one.entry.id, "score": round(one.score, 4)} for one in findings.passages],
        "ms": round(answered.milliseconds, 2),
    }


def _shown(told: Mapping[str, object], answered: Answered) -> None:
    from rich.padding import Padding
    from rich.text import Text

    out = console()
    reason = f" ({told['reason']})" if told["reason"] else ""
    out.print(Text.assemble((f"{told['verdict']}{reason}", "bold"), f"  confidence {told['confidence']}"))
    if told["answer"]:
        out.print(Padding(Text(str(told["answer"])), (1, 2)))
    found = answered.draft.findings.passages
    rows = [(f"{one.score:.3f}", one.entry.id, one.entry.questions[0], one.phrasing) for one in found]
    table(("score", "entry", "title", "matched"), rows)
    out.print(Text(f"{told['ms']} ms", style="dim"))
