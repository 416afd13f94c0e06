"""The contracts: what each source's files look like, as data.

A contract is a YAML file in the form of the Open Data Contract Standard, one per source. What the standard
has no place for (aliases of a header, how a value is read, personal headers, layouts) stands in its custom
properties. This module validates the files and gives the rest of the package small frozen objects to work
with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from orchestration.exports.headers import normalise

CONTRACTS_FOLDER = Path(__file__).parent / "contracts"

DateOrder = Literal["dmy", "mdy", "ymd"]
Reads = Literal[
    "text", "id", "digits", "integer", "masked_integer", "is_masked", "money", "number", "positive", "rate",
    "flag", "label", "timestamp", "timestamp_utc", "timestamp_file", "zoned_timestamp", "instant", "zone",
    "date", "buyer", "currency", "row_currency", "ad_currency", "shop_currency", "ad_account", "report_from",
    "report_to", "layout", "constant", "derived",
]  # fmt: skip
CONSTANTS = frozenset({"shop_currency", "ad_account", "report_from", "report_to", "layout", "constant"})
TIMES = frozenset({"timestamp", "timestamp_utc", "timestamp_file", "zoned_timestamp", "instant", "date"})


class ContractError(Exception):
    """A contract file can't be used; the message says which and why."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def changed(self, **changes: Any) -> Self:
        """A copy with other values, checked anew; what was derived from the old ones stays behind."""
        return type(self)(**{**{name: getattr(self, name) for name in type(self).model_fields}, **changes})


class Column(_Frozen):
    """One canonical column: its type in the warehouse, its headers, how its text is read.

    `constant` is what every row holds where it reads as one; `values` turns texts of a file into ours;
    `valid_values` are the words known so far, beside those of the seed it is read through: others land and
    are told. `watched`: nobody can list its words (each shop has its own carriers), so those are told that no
    earlier export had.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: str
    reads: Reads
    aliases: tuple[str, ...] = ()
    required: bool = False
    key_position: int = 0
    minimum: int | None = None
    maximum: int | None = None
    lands: bool = True
    description: str = ""
    examples: tuple[str, ...] = ()
    constant: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    valid_values: tuple[str, ...] = ()
    watched: bool = False


class Identity(_Frozen):
    """A money column that is the sum of others, by header; columns a file does not have count nothing."""

    total: str
    parts: tuple[str, ...] = Field(min_length=1)


class Layout(_Frozen):
    """One form in which a table arrives, told by headers that must be there; roles of its money columns.

    `informational` headers may hold `*`. `defaults`: what a column holds where a file of this form says
    nothing of it. `marks`: headers that must be there under this very name, where the forms of a table differ
    by their names alone. `repeated`: headers that this form is known to have twice; the first is read.

    `is_closed`: only the parts that are named land; a column that nobody knows may be a count or a total.

    A mapping of a home may say by itself how dates, amounts and times of its files are written, and in which
    currency; None leaves that to contract and shop.
    """

    name: str
    required: tuple[str, ...] = Field(min_length=1)
    date_order: DateOrder | None = None
    decimal_comma: bool | None = None
    timezone: str | None = None
    currency: str | None = None
    subtotals: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    informational: tuple[str, ...] = ()
    identities: tuple[Identity, ...] = ()
    defaults: dict[str, str] = {}
    repeated: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    is_closed: bool = False

    @property
    def takes_unknown_money(self) -> bool:
        """True where a column that nobody knows lands as a part of its own, if it holds money."""
        return bool(self.parts) and not self.is_closed


class ReportSheet(_Frozen):
    """A sheet that says of a workbook what its rows don't: cells by column letter and row, or by their label.

    `dates`: raw table → the column whose days lie in the period that the sheet states.
    """

    sheets: tuple[str, ...]
    column: str
    period: int
    timezone: int
    currency: int
    dates: dict[str, str] = {}


class Rule(_Frozen):
    """What must hold between the rows of a file: a query over `${object}` that counts what breaks it."""

    name: str
    description: str
    query: str = Field(pattern=r"\$\{object\}")


class Footer(_Frozen):
    """Rows that are totals, not records: the text their cell begins with."""

    column: str
    startsWith: str


class Table(_Frozen):
    """One raw table of a source."""

    name: str
    columns: tuple[Column, ...]
    description: str = ""
    layouts: tuple[Layout, ...] = ()
    sheets: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    footer: Footer | None = None
    quality: tuple[Rule, ...] = ()
    parts_of: str | None = None
    replaces: tuple[str, ...] = ()
    """Columns of its parent that are blank in a row whose money stands in parts of it."""

    @cached_property
    def landed(self) -> tuple[Column, ...]:
        """The columns of the raw table, in their order."""
        return tuple(column for column in self.columns if column.lands)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that tell its rows apart, in their order; none where rows have no key."""
        keyed = [column for column in self.columns if column.key_position]
        return tuple(column.name for column in sorted(keyed, key=lambda column: column.key_position))

    @property
    def has_parts(self) -> bool:
        """True when the table has a child with one row per money column."""
        return any(layout.parts for layout in self.layouts)

    @cached_property
    def by_header(self) -> Mapping[str, tuple[Column, ...]]:
        """Normalised header → the columns that are read from it."""
        found: dict[str, tuple[Column, ...]] = {}
        for column in self.columns:
            for alias in column.aliases:
                key = normalise(alias)
                found[key] = (*found.get(key, ()), column)
        return found

    @cached_property
    def groups(self) -> Mapping[str, str]:
        """Normalised alias → its column's name: any alias meets a layout's requirement."""
        return {normalise(alias): column.name for column in self.columns for alias in column.aliases}

    @model_validator(mode="after")
    def _is_consistent(self) -> Table:
        known = {normalise(alias) for column in self.columns for alias in column.aliases}
        for layout in self.layouts:
            quiet = (*self.personal, *self.ignored, *layout.parts)
            known_here = known | {normalise(header) for header in quiet}
            if unknown := [header for header in layout.required if normalise(header) not in known_here]:
                raise ValueError(
                    f"{self.name}, layout {layout.name}: no column is read from {', '.join(unknown)}"
                )
            summed = {header for sum_ in layout.identities for header in (sum_.total, *sum_.parts)}
            named = known | {normalise(header) for header in (*layout.parts, *layout.subtotals)}
            named |= {normalise(header) for header in layout.informational}
            if unknown := sorted(header for header in summed if normalise(header) not in named):
                raise ValueError(
                    f"{self.name}, layout {layout.name}: no money column is {', '.join(unknown)}"
                )
        if self.footer and self.footer.column not in {column.name for column in self.columns}:
            raise ValueError(f"{self.name}: footer names no column: {self.footer.column}")
        return self


class Contract(_Frozen):
    """One source: its tables, and what holds for its files."""

    source: str
    version: str
    tables: tuple[Table, ...]
    date_order: dict[str, DateOrder]
    date_order_12_hours: dict[str, DateOrder] = {}
    decimal_comma: dict[str, bool] = {}
    mappings: tuple[Table, ...] = ()
    exported_at: tuple[str, ...] = ()
    period: str | None = None
    nulls: tuple[str, ...] = ()
    ignored_sheets: tuple[str, ...] = ()
    unread_sheets: tuple[str, ...] = ()
    """Sheets that an export has and nobody has described: told, unless a home ignores them."""
    zone_in_name: str | None = None
    report_sheet: ReportSheet | None = None
    banner_time: str | None = None

    __hash__ = object.__hash__  # a contract is read once: whoever holds the same one holds this object

    def __eq__(self, other: object) -> bool:
        return self is other

    def order_for(self, market: str) -> DateOrder:
        """The order of day and month that this source uses in a market."""
        return self.date_order.get(market, self.date_order["default"])

    @cached_property
    def readable(self) -> tuple[Table, ...]:
        """The forms of tables that a file can hold (children are derived while landing), a home's own
        mappings first."""
        return (*self.mappings, *(table for table in self.tables if table.parts_of is None))


def _custom(node: Mapping[str, Any]) -> dict[str, Any]:
    return {item["property"]: item["value"] for item in node.get("customProperties", ())}


def _column(node: Mapping[str, Any]) -> Column:
    custom = _custom(node)
    options = node.get("logicalTypeOptions", {})
    return Column(
        name=node["name"],
        type=node["physicalType"],
        reads=custom.get("reads", "derived"),
        aliases=tuple(custom.get("aliases", ())),
        required=node.get("required", False),
        key_position=node.get("primaryKeyPosition", 0),
        minimum=options.get("minimum"),
        maximum=options.get("maximum"),
        lands=custom.get("lands", True),
        watched=custom.get("watched", False),
        description=node.get("description", ""),
        examples=tuple(node.get("examples", ())),
        valid_values=tuple(
            value for rule in node.get("quality", ()) for value in rule["arguments"]["validValues"]
        ),
    )


def _rule(node: Mapping[str, Any]) -> Rule:
    kind = (node.get("type"), node.get("mustBe"), node.get("severity"))
    if kind != ("sql", 0, "warning"):
        raise ValueError(
            f"quality {node.get('name')}: only type sql, mustBe 0, severity warning is understood"
        )
    return Rule(name=node["name"], description=node["description"], query=node["query"])


def _table(node: Mapping[str, Any]) -> Table:
    custom = _custom(node)
    return Table(
        name=node["name"],
        columns=tuple(_column(item) for item in node["properties"]),
        description=node.get("description", ""),
        layouts=tuple(Layout(**layout) for layout in custom.get("layouts", ())),
        sheets=tuple(custom.get("sheets", ())),
        personal=tuple(custom.get("personal", ())),
        ignored=tuple(custom.get("ignored", ())),
        footer=custom.get("footer"),
        quality=tuple(_rule(item) for item in node.get("quality", ())),
        parts_of=custom.get("partsOf"),
        replaces=tuple(custom.get("replaces", ())),
    )


def read_contract(path: Path) -> Contract:
    """Read one contract file. Raises ContractError with the file's name and what is wrong in it."""
    try:
        node = yaml.load(
            path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
        if node.get("kind") != "DataContract":
            raise ValueError("kind must be DataContract")
        custom = _custom(node)
        return Contract(
            source=node["name"],
            version=node["version"],
            tables=tuple(_table(item) for item in node["schema"]),
            date_order=custom["dateOrder"],
            date_order_12_hours=custom.get("dateOrder12Hours", {}),
            exported_at=tuple(custom.get("exportedAt", ())),
            period=custom.get("period"),
            nulls=tuple(custom.get("nulls", ())),
            ignored_sheets=tuple(custom.get("ignoredSheets", ())),
            unread_sheets=tuple(custom.get("unreadSheets", ())),
            zone_in_name=custom.get("zoneInName"),
            report_sheet=custom.get("reportSheet"),
            banner_time=custom.get("bannerTime"),
        )
    except (
        OSError,
        UnicodeDecodeError,
        yaml.YAMLError,
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
    ) as error:
        detail = str(error) if isinstance(error, ValidationError) else f"{type(error).__name__}: {error}"
        raise ContractError(f"{path.name} is not a contract: {detail}") from error


Contracts = Mapping[str, Contract]
"""A set of contracts by source: what one home's files are read by."""


class _Shipped(Mapping[str, Contract]):
    """The contracts of a folder, a file named after its source, each read when it is asked for: a landing of
    one source need not read the others.
    """

    def __init__(self, folder: Path) -> None:
        self._paths = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
        self._read: dict[str, Contract] = {}

    def __getitem__(self, source: str) -> Contract:
        if source not in self._read:
            self._read[source] = read_contract(self._paths[source])
        return self._read[source]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, source: object) -> bool:
        return source in self._paths


@cache
def shipped_contracts() -> Contracts:
    """The contracts that come with the program, by source. Each is read once per process."""
    return _Shipped(CONTRACTS_FOLDER)


def raw_tables(contracts: Contracts) -> Mapping[str, Table]:
    """Every raw table of every source, by name."""
    return {table.name: table for contract in contracts.values() for table in contract.tables}
