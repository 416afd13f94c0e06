"""One shop's part of a snapshot, for people who may not see the others.

The same tables under the same names, with nobody else's rows: so every page is a page of that shop, and none
needs a second version. What is not known to be harmless is not there: a mart without a shop stands in
`SHARED`, or a page that reads it is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

# Calendars: days and holidays, nothing that anybody sold.
SHARED = frozenset({"calendar_weeks", "business_calendars"})
# These have rows of `all`: of one shop, that is the shop.
SUMMED = frozenset({"shop_weekly", "margin_movements_weekly", "margin_bridge_weekly", "restatements"})
# What checks say of single rows may be about anybody's: their names and how they went remain.
_META: Mapping[str, str] = {
    "publication": "select * from snapshot.meta.publication",
    "check_results": (
        "select * replace ('' as observed, null::bigint as unexpected_count, '' as sample_keys,"
        " expectation as message) from snapshot.meta.check_results"
    ),
    "check_reach": "select * from snapshot.meta.check_reach",
    "withheld": (
        "select * replace ('' as observed, null::bigint as unexpected_count, '' as sample_keys,"
        " expectation as message) from snapshot.meta.withheld"
    ),
}


def views(marts: Iterable[tuple[str, bool]], meta: Iterable[str], shop: str) -> Iterator[str]:
    """The statements that make a shop's part of the database `snapshot`.

    `marts` says which tables have a shop_id; `shop` is an SQL literal.
    """
    yield "create schema marts"
    yield "create schema meta"
    for name, has_shop in sorted(marts):
        table = f'snapshot.marts."{name}"'
        if has_shop:
            rows = f"select * from {table} where shop_id = {shop}"
            if name in SUMMED:
                rows += f" union all select * replace ('all' as shop_id) from {table} where shop_id = {shop}"
        elif name in SHARED:
            rows = f"select * from {table}"
        else:
            continue
        yield f'create view marts."{name}" as {rows}'
    for name in sorted(set(meta) & set(_META)):
        yield f'create view meta."{name}" as {_META[name]}'
