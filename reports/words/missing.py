"""The rules of what has not landed: which exports a week was reckoned without, and what is unknown for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reports.words.rules import Sentence
from reports.words.thresholds import MOST_SHOPS_NAMED

Row = Mapping[str, Any]


def missing_sentences(rows: Sequence[Row], sources: Sequence[str] = ()) -> tuple[Sentence, ...]:
    """A sentence for each kind of export that has never landed for some shop, most important first.

    `rows` are those of the query `missing_exports`; `sources` chooses, all of them by default.
    """
    shops: dict[str, list[str]] = {}
    for row in rows:
        shops.setdefault(row["source"], []).append(row["shop_id"])
    return tuple(
        Sentence(f"missing.{source}", {"shops": _named(found)})
        for source, found in shops.items()
        if not sources or source in sources
    )


def _named(shops: Sequence[str]) -> tuple[Sentence, ...]:
    """`us-main, uk-cross and 3 more`."""
    first, *others = shops[:MOST_SHOPS_NAMED]
    more = len(shops) - MOST_SHOPS_NAMED
    return (
        Sentence("missing.shop", {"shop": first}),
        *(Sentence("missing.next_shop", {"shop": one}) for one in others),
        *([Sentence("missing.more_shops", {"count": more})] if more > 0 else []),
    )
