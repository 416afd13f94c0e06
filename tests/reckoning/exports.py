"""The export files, read as a person would: by their printed headers, one row after the other."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import python_calamine
import yaml

from tests.reckoning.arithmetic import ZERO

Row = dict[str, str]
_AMOUNT = re.compile(r"(-?)(?:[A-Z]{3} |[A-Z]{0,2}[$£¥₫]|Rp)?(\d+(?:\.\d+)?)")
_EXPORTED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-(\d{2}_\d{2}))?(?=\.|\s|$)")


@dataclass(frozen=True)
class Place:
    """Where a row stands. Later is newer: by export time, then file, then row."""

    exported: tuple[str, str]
    file: str
    row: int

    @property
    def age(self) -> tuple[tuple[str, str], str, int]:
        """What newer rows are greater by."""
        return self.exported, self.file, self.row


Placed = tuple[Place, Row]


def amount(text: str) -> Decimal:
    """An amount as the tests' files write it, perhaps with a code or a sign of its currency, never grouped.

    Raises ValueError for what is no amount.
    """
    if text in ("", "0", "/", "--"):
        return ZERO
    figure = _AMOUNT.fullmatch(text)
    if figure is None:
        raise ValueError(text)
    return Decimal(figure[1] + figure[2])


def day(text: str, order: str) -> date:
    """The date at the beginning of a text, by the order of the export: mdy, dmy or ymd."""
    parts = [int(part) for part in re.findall(r"\d+", text)[:3]]
    if len(str(parts[0])) == 4 or order == "ymd":
        return date(*parts)
    first, second, year = parts
    return date(year, first, second) if order == "mdy" else date(year, second, first)


def number(text: str) -> str:
    """An ID: digits and nothing else. Raises ValueError for one that went through a spreadsheet."""
    if not text.strip().isdigit():
        raise ValueError(text)
    return text.strip()


def moment(text: str) -> datetime:
    """A return's time, day first, to put returns in order."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M:%S")


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    return str(value).strip()


def _table(rows: list[list[Any]], must: str) -> Iterator[tuple[int, Row]]:
    head = next((i for i, row in enumerate(rows) if must in [_cell(value) for value in row]), None)
    if head is None:
        return
    names = [_cell(value) for value in rows[head]]
    for number, row in enumerate(rows[head + 1 :], head + 2):
        # Most cells are texts: asked here, a million calls fewer.
        texts = [value.strip() if type(value) is str else _cell(value) for value in row]
        yield number, dict(zip(names, texts, strict=False))


def _file_rows(path: Path, must: str, sheet: str | None) -> Iterator[tuple[int, Row]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            yield from _table(list(csv.reader(stream)), must)
        return
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    name = sheet or book.sheet_names[0]
    if name in book.sheet_names:
        yield from _table(book.get_sheet_by_name(name).to_python(), must)


def read(
    folder: Path, must: str, check: Callable[[Row], object] = lambda row: None, sheet: str | None = None
) -> list[Placed]:
    """All rows of a source's files, oldest export first. `must`: a header that tells the header's row.

    A row for which `check` raises ValueError can't be read and is left out, as in quarantine; a file without
    the header is left out whole.
    """
    found: list[Placed] = []
    for path in sorted(folder.glob("*")):
        when = _EXPORTED.findall(path.name)
        exported = (when[-1][0], when[-1][1] or "00_00") if when else ("", "")
        for number, row in _file_rows(path, must, sheet):
            try:
                check(row)
            except ValueError:
                continue
            found.append((Place(exported, path.name, number), row))
    return sorted(found, key=lambda placed: placed[0].age)


@dataclass(frozen=True)
class Shop:
    """What shops.yaml says of a shop, and its inbox."""

    id: str
    market: str
    currency: str
    timezone: str
    inbox: Path
    fees: tuple[dict[str, Any], ...]
    import_vat_is_cost: bool
    spend_includes_vat: bool

    @property
    def date_order(self) -> str:
        """How the shop's order export writes its dates."""
        return "mdy" if self.market == "US" else "dmy"

    def last_export(self) -> datetime | None:
        """When the shop's newest order export was made, by its name, which tells the shop's own time."""
        names = [_EXPORTED.findall(path.name) for path in (self.inbox / "orders").glob("*")]
        times = [f"{found[-1][0]} {found[-1][1] or '00_00'}" for found in names if found]
        if not times:
            return None
        return datetime.strptime(max(times), "%Y-%m-%d %H_%M").replace(tzinfo=ZoneInfo(self.timezone))


@dataclass(frozen=True)
class Home:
    """What a home says of itself: its shops, and the moment its books speak of."""

    reporting: str
    shops: tuple[Shop, ...]

    @property
    def as_of(self) -> datetime:
        """When the newest order export of any shop was made."""
        return max(made for shop in self.shops if (made := shop.last_export()) is not None)

    @property
    def complete_until(self) -> date:
        """The last day of the newest week that is over in every shop."""
        today = min(self.as_of.astimezone(ZoneInfo(shop.timezone)).date() for shop in self.shops)
        return today - timedelta(today.isoweekday())


def home_of(home: Path) -> Home:
    """The home as its settings tell it."""
    node = yaml.safe_load((home / "shops.yaml").read_text(encoding="utf-8"))
    shops = [
        Shop(
            shop["id"],
            shop["market"],
            shop["currency"],
            shop["timezone"],
            home / "inbox" / shop["id"],
            tuple(shop.get("fee_overrides", ())),
            shop.get("import_vat_is_cost", True),
            any(account["spend_includes_vat"] for account in shop.get("ad_accounts", ())),
        )
        for shop in node["shops"]
    ]
    return Home(node["reporting_currency"], tuple(shops))
