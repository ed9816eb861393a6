"""What is made of a draft: an answer, "Did you mean", a friendly word or a person. Pure, rule after rule."""

from __future__ import annotations

from bot.judgement import Bar, Draft, Escalate, Give, Greet, Noticed, Offer, Passage, Reason, Verdict

__all__ = ["judge"]

CHOICES = 3


def judge(draft: Draft, bar: Bar) -> Verdict:
    """The verdict on *draft*: what was noticed comes first, then small talk, then how sure the answerer is.

    Whoever asks for a person or is upset gets a person, never FAQ text.
    """
    reason = _wish(draft.noticed)
    if reason is not None:
        return Escalate(reason)
    sure = draft.findings.confidence >= bar.answer
    if draft.noticed.small_talk is not None and not sure:
        return Greet(draft.noticed.small_talk)
    return _answer(draft) if sure else _choice(draft, bar)


def _wish(noticed: Noticed) -> Reason | None:
    """The reason to fetch a person that the words themselves give, strongest first."""
    if noticed.forbidden:
        return Reason.FORBIDDEN
    if noticed.wants_person:
        return Reason.ASKED
    if noticed.upset:
        return Reason.UPSET
    return Reason.CIRCLES if noticed.circles else None


def _answer(draft: Draft) -> Verdict:
    passage = _meant(draft)
    if passage is None:
        return Escalate(Reason.UNSURE)
    return Give(passage, draft.text or passage.entry.answer, draft.findings.confidence)


def _meant(draft: Draft) -> Passage | None:
    """The passage the answer rests on: the first cited, else the best; None if the cited was not found."""
    passages = draft.findings.passages
    if not draft.cites:
        return next(iter(passages), None)
    found = {passage.entry.id: passage for passage in passages}
    return next((found[cited] for cited in draft.cites if cited in found), None)


def _choice(draft: Draft, bar: Bar) -> Verdict:
    findings = draft.findings
    if findings.passages and findings.confidence >= bar.offer:
        return Offer(findings.passages[:CHOICES], findings.confidence)
    return Escalate(Reason.UNSURE)
