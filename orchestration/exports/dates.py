"""The forms in which files write days and times, as the engine's format strings."""

from __future__ import annotations

from orchestration.exports.contract import DateOrder

YEAR_FIRST = [
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y%m%d",
]
_BY_HAND = [f"{day}{clock}" for day in ("%Y年%m月%d日", "%Y.%m.%d") for clock in ("", " %H:%M:%S", " %H:%M")]
_PART_FIRST = ["{0} %H:%M:%S", "{0} %I:%M:%S %p", "{0} %H:%M", "{0} %I:%M %p", "{0}"]


def date_formats(order: DateOrder, by_hand: bool = False) -> list[str]:
    """The formats tried for a date or time, the likeliest first; a year in front is never ambiguous and
    always fits. `by_hand`: also as no export writes it, but files that people keep themselves.
    """
    further = _BY_HAND if by_hand else []
    if order == "ymd":
        return [*YEAR_FIRST, *further]
    days = {"dmy": ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"], "mdy": ["%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y"]}[order]
    patterns = _PART_FIRST if order == "dmy" else [_PART_FIRST[1], _PART_FIRST[0], *_PART_FIRST[2:]]
    numbered = [pattern.format(day) for day in days for pattern in patterns]
    return [*numbered[:1], *YEAR_FIRST, *numbered[1:], *further]
