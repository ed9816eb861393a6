"""Fits the two heads of noticing on the embedder's vectors and writes `bot/answerer/heads.json`.

    python -m lab.fit_noticing

Fits only on sets whose weights may ship (GoEmotions, Bitext, CLINC150, BANKING77) and look-alikes of our
own; HINT3, StackFAQ and USS are measured on, never fitted on. The first run embeds for about ten minutes; the
vectors stay in `.cache/lab`.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answerer.noticing import RULE
from bot.answerer.smalltalk import small_talk
from bot.answerer.wishes import asks_for_person, sounds_upset
from lab.datasets import SHARED
from lab.vectors import Remembering

SEED = 0
OUT = Path("bot/answerer/heads.json")
ANGER = {"anger", "annoyance", "disappointment", "disapproval", "disgust"}
# Praise and plain talk near anger: kept as harmless. Sadness, fear and the like are neither.
BETWEEN = {"sadness", "remorse", "embarrassment", "fear", "grief", "nervousness"}
# Asked of customer service, not of a person: neither a yes nor a no.
UNCLEAR = {"contact_customer_service", "complaint", "are_you_a_bot", "CHAT_WITH_AN_AGENT", "CONTACT_NUMBER"}
# Of messages that are calm, or ask for no person, this share may be taken for the contrary.
FALSE_ALARMS = {"person": 0.001, "upset": 0.002}
DECIMALS = 4

RIDGE = 2.0
LOOKALIKES = Path("lab/person_lookalikes.csv")
TIMES = 6
DISSATISFIED = 2.75

Matrix = NDArray[np.float64]
Embedded = Callable[[list[str]], Matrix]


@dataclass(frozen=True, slots=True)
class Row:
    """A text and whether the answer is yes."""

    text: str
    yes: bool


def read(file: Path, count: int | None = None) -> list[dict[str, str]]:
    """The rows of a CSV file, or *count* of them drawn with the seed."""
    with file.open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    random.Random(SEED).shuffle(rows)
    return rows[:count]


def requests(part: str) -> list[Row]:
    """Support requests that are calm and, with a label for it, ask for a person or do not."""
    rows = read(SHARED / "bitext_cs" / f"{part}.csv")
    rows += read(SHARED / "clinc150" / f"{part}.csv", 4_000) + read(
        SHARED / "banking77" / f"{part}.csv", 2_500
    )
    return [
        Row(row["text"], row["label"] == "contact_human_agent") for row in rows if row["label"] not in UNCLEAR
    ]


def person_rows(part: str) -> list[Row]:
    """Whether a person is asked for; for fitting also look-alikes, each as weighty as several rows."""
    look = [Row(row["text"], row["wants_human"] == "1") for row in read(LOOKALIKES)]
    return requests(part) + (look * TIMES if part == "train" else [])


def upset_rows(part: str) -> list[Row]:
    """Whether somebody is upset: GoEmotions' labels, and swearing in requests; other requests are calm."""
    rows = []
    for row in read(SHARED / "goemotions" / f"{part}.csv"):
        labels = set(row["label"].split("|"))
        if labels & ANGER or not labels & BETWEEN:
            rows.append(Row(row["text"], bool(labels & ANGER)))
    swearing = {row["text"]: "W" in row["tags"] for row in read(SHARED / "bitext_cs" / f"{part}.csv")}
    calm = requests(part)
    return rows + [Row(row.text, swearing.get(row.text, False)) for row in calm if not sounds_upset(row.text)]


SOURCES: dict[str, tuple[Callable[[str], list[Row]], Callable[[str], bool]]] = {
    "person": (person_rows, asks_for_person),
    "upset": (upset_rows, sounds_upset),
}


def fit(vectors: Matrix, rows: list[Row], *, ridge: float, steps: int = 12) -> tuple[Matrix, float]:
    """Weights and bias of a ridge logistic regression, both classes weighing the same (Newton's method)."""
    yes = np.array([row.yes for row in rows], dtype=np.float64)
    weight = np.where(yes == 1, 0.5 / yes.mean(), 0.5 / (1 - yes.mean()))
    design = np.hstack([vectors, np.ones((len(rows), 1))])
    penalty = np.full(design.shape[1], ridge)
    penalty[-1] = 0
    beta = np.zeros(design.shape[1])
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-design @ beta))
        slope = design.T @ (weight * (yes - chance)) - penalty * beta
        curve = (design * (weight * chance * (1 - chance))[:, None]).T @ design + np.diag(penalty)
        beta += np.linalg.solve(curve, slope)
    return beta[:-1], float(beta[-1])


def chances(head: tuple[Matrix, float], vectors: Matrix) -> Matrix:
    """The head's chance for each row."""
    return np.asarray(1 / (1 + np.exp(-vectors @ head[0] - head[1])))


def auroc(yes: NDArray[np.bool_], score: Matrix) -> float:
    """The chance that a yes scores above a no; ties count half."""
    order = np.concatenate([score[yes], score[~yes]])
    ranks = np.searchsorted(np.sort(order), order, "left") + np.searchsorted(np.sort(order), order, "right")
    count = int(yes.sum())
    return float((ranks[:count].sum() / 2 + count / 2 - count * (count + 1) / 2) / (count * (~yes).sum()))


def recall_at(yes: NDArray[np.bool_], score: Matrix, alarms: float) -> float:
    """The share of yeses above the score that the given share of noes reaches."""
    return float((score[yes] > np.quantile(score[~yes], 1 - alarms)).mean())


def report(name: str, rows: list[Row], score: Matrix, threshold: float) -> None:
    """One line of figures."""
    yes = np.array([row.yes for row in rows])
    alarms = (score[~yes] >= threshold).mean()
    print(
        f"{name:34} n {len(rows):5} yes {int(yes.sum()):4}  auroc {auroc(yes, score):.3f}"
        f"  recall at 2% {recall_at(yes, score, 0.02):.3f} at 0.5% {recall_at(yes, score, 0.005):.3f}"
        f"  as shipped: recall {(score[yes] >= threshold).mean():.3f} alarms {alarms:.4f}"
    )


def elsewhere(name: str) -> list[tuple[str, list[Row]]]:
    """Sets never fitted on."""
    sets: list[tuple[str, list[Row]]] = []
    hint = [
        (bot, read(SHARED / "hint3" / f"{bot}_train.csv"))
        for bot in ("curekart", "powerplay11", "sofmattress")
    ]
    handed = {"CHAT_WITH_AGENT", "CHAT_WITH_AN_AGENT", "CRITICISM"}
    sets += [(f"hint3 {bot}", [Row(r["text"], r["label"] in handed) for r in rows]) for bot, rows in hint[:2]]
    calm = [Row(r["text"], yes=False) for r in [*hint[2][1], *read(SHARED / "stackfaq" / "validation.csv")]]
    if name == "upset":
        turns = read(SHARED / "uss" / "mwoz_train.csv", 1_500)
        sets.append(
            (
                "uss multiwoz dissatisfied",
                [Row(r["text"], float(r["mean_satisfaction"]) < DISSATISFIED) for r in turns],
            )
        )
    known = upset_rows("validation") if name == "upset" else person_rows("validation")
    return [
        ("validation", known),
        *sets,
        ("calm: sofmattress, stackfaq + known", calm + [r for r in known if r.yes]),
    ]


def fitted(name: str, embedded: Embedded) -> dict[str, object]:
    """One head, its figures printed."""
    rows_of, rule = SOURCES[name]
    rows = rows_of("train")
    head = fit(embedded([row.text for row in rows]), rows, ridge=RIDGE)
    calm = [row.text for row in requests("validation") if not row.yes and not rule(row.text)]
    calm = [text for text in calm if small_talk(text) is None]
    threshold = float(np.quantile(chances(head, embedded(calm)), 1 - FALSE_ALARMS[name]))
    print(f"{name}: {len(rows)} rows, threshold {threshold:.3f}")
    for title, measured in elsewhere(name):
        alone = chances(head, embedded([row.text for row in measured]))
        ruled = np.array([rule(row.text) for row in measured])
        report(f"  {title}: head", measured, alone, threshold)
        report(
            f"  {title}: rules too", measured, np.where(ruled, RULE + (1 - RULE) * alone, alone), threshold
        )
    return {
        "weights": [round(float(weight), DECIMALS) for weight in head[0]],
        "bias": round(head[1], DECIMALS),
        "threshold": round(threshold, DECIMALS),
    }


def main() -> None:
    """Fit both heads, print their figures, write them."""
    embedder = Remembering(Path(".cache/lab"))

    def embedded(texts: list[str]) -> Matrix:
        return np.stack([embedder.embed(text) for text in texts]).astype(np.float64)

    heads = {name: fitted(name, embedded) for name in SOURCES}
    embedder.keep()
    OUT.write_text(json.dumps({"model": embedder.model, "heads": heads}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
