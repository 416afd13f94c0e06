"""What a home's own contract file may say, and how it is laid over the shipped contract.

A file belongs to one source. It can teach a shipped table more headers, layouts, markets; map a file that no
shipped contract knows onto a table; and say which names mean the same as names the warehouse knows. It can
never make a personal header land.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from orchestration.exports.contract import Column, Contract, DateOrder, Identity, Layout, Reads, Table
from orchestration.exports.headers import normalise
from orchestration.settings import Timezone

TIME_READS = ("timestamp", "timestamp_utc", "zoned_timestamp", "instant")


class OverlayProblem(Exception):
    """One thing that can't be used: where in the file, and what is wrong and to do about it."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Headers = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Decimal = Annotated[bool, BeforeValidator(lambda mark: {"comma": True, "point": False}.get(mark, mark))]


class Market(_Said):
    """How a market writes dates and amounts."""

    date_order: DateOrder | None = Field(None, alias="dateOrder")
    decimal: Decimal | None = None


class NewLayout(_Said):
    """A further form of a shipped table."""

    name: str
    required: Annotated[Headers, Field(min_length=1)]


class TableAdditions(_Said):
    """What a shipped table learns: column → new headers, column → words that are known, layouts, headers to
    drop or to pass over.
    """

    aliases: dict[str, Headers] = {}
    values: dict[str, Headers] = {}
    layouts: tuple[NewLayout, ...] = ()
    personal: Headers = ()
    ignored: Headers = ()


class MappedColumn(_Said):
    """Where a canonical column comes from in an unknown file: headers, or one value for all rows."""

    headers: Headers = Field((), alias="from")
    value: str | None = None
    values: dict[str, str] = {}
    reads: Reads | None = None


def _unnamed(value: object) -> object:
    return dict.fromkeys(value) if isinstance(value, list) else value


class Mapping(_Said):
    """An unknown file's columns, mapped onto a table.

    `charges`: headers of columns that are each a charge, with the known name of it; `total`: the header of
    their sum.
    """

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")
    table: str | None = None
    required: Headers = ()
    date_order: DateOrder | None = Field(None, alias="dateOrder")
    decimal: Decimal | None = None
    timezone: Timezone | None = None
    columns: dict[str, MappedColumn] = Field(min_length=1)
    charges: Annotated[dict[str, str | None], BeforeValidator(_unnamed)] = {}
    total: str | None = None
    personal: Headers = ()
    ignored: Headers = ()


class Overlay(_Said):
    """One file of a home's `contracts/`."""

    source: str | None = None
    markets: dict[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], Market] = {}
    nulls: Headers = ()
    ignored_sheets: Headers = Field((), alias="ignoredSheets")
    tables: dict[str, TableAdditions] = {}
    mappings: tuple[Mapping, ...] = ()
    names: dict[str, dict[str, str | dict[str, str]]] = {}


_PERSONAL_WORDS = (
    "e-mail", "email", "phone", "mobile no", "telephone", "recipient", "consignee", "receiver name",
    "address line", "street", "id card", "passport", "收件人", "收货人", "手机", "电话", "邮箱", "地址",
    "姓名", "身份证", "telefone", "destinatário", "nama penerima", "nomor telepon", "alamat",
    "số điện thoại", "người nhận", "địa chỉ",
)  # fmt: skip


def is_personal(header: str, known: frozenset[str]) -> bool:
    """True for a header that some shipped contract drops as personal, or whose words say that it is."""
    key = normalise(header)
    return key in known or any(word in key for word in _PERSONAL_WORDS)


def personal_headers(contracts: Iterable[Contract]) -> frozenset[str]:
    """Every header, normalised, that a contract drops as personal."""
    return frozenset(
        normalise(h) for contract in contracts for table in contract.tables for h in table.personal
    )


def overlaid(contract: Contract, overlay: Overlay, personal: frozenset[str]) -> Contract:
    """A contract with one file of a home laid over it. Raises OverlayProblem."""
    own = {table.name: table for table in contract.tables if table.parts_of is None}
    more = overlay.tables
    for name in more:
        if name not in own:
            what = f"{contract.source} has no such table; it has {_names(own)}."
            raise OverlayProblem(f"tables.{name}", what)
    tables = tuple(
        _with_additions(table, more[table.name], personal) if table.name in more else table
        for table in contract.tables
    )
    bases = {table.name: table for table in tables if table.parts_of is None}
    mapped = tuple(
        _mapped(
            _wide(_base(bases, mapping, f"mappings.{place}"), contract, mapping, f"mappings.{place}"),
            mapping,
            personal,
            f"mappings.{place}",
        )
        for place, mapping in enumerate(overlay.mappings)
    )
    orders = {market: rule.date_order for market, rule in overlay.markets.items() if rule.date_order}
    commas = {market: rule.decimal for market, rule in overlay.markets.items() if rule.decimal is not None}
    return contract.changed(
        tables=tables,
        mappings=(*contract.mappings, *mapped),
        nulls=(*contract.nulls, *overlay.nulls),
        ignored_sheets=(*contract.ignored_sheets, *overlay.ignored_sheets),
        date_order={**contract.date_order, **orders},
        decimal_comma={**contract.decimal_comma, **commas},
    )


def _names(known: Iterable[str]) -> str:
    return ", ".join(sorted(known))


def _require_not_personal(headers: Iterable[str], personal: frozenset[str], where: str) -> None:
    for header in headers:
        if is_personal(header, personal):
            raise OverlayProblem(
                where, f"'{header}' is personal data and never lands. Move it to `personal`, or leave it out."
            )


def _with_additions(table: Table, more: TableAdditions, personal: frozenset[str]) -> Table:
    where = f"tables.{table.name}"
    columns = {column.name: column for column in table.columns}
    taken = {key: found[0].name for key, found in table.by_header.items()}
    for name, headers in more.aliases.items():
        at = f"{where}.aliases.{name}"
        if name not in columns:
            raise OverlayProblem(at, f"the table has no such column; it has {_names(columns)}.")
        if columns[name].reads != "buyer":
            _require_not_personal(headers, personal, at)
        for header in headers:
            if (owner := taken.get(normalise(header), name)) != name:
                raise OverlayProblem(at, f"'{header}' is read into {owner} already. Remove it here.")
        columns[name] = columns[name].model_copy(update={"aliases": (*columns[name].aliases, *headers)})
    for name, words in more.values.items():
        if name not in columns:
            at = f"{where}.values.{name}"
            raise OverlayProblem(at, f"the table has no such column; it has {_names(columns)}.")
        known = {"valid_values": (*columns[name].valid_values, *words)}
        columns[name] = columns[name].model_copy(update=known)
    layouts = tuple(Layout(name=layout.name, required=layout.required) for layout in more.layouts)
    return _rebuilt(
        table,
        where,
        columns=tuple(columns.values()),
        layouts=(*layouts, *table.layouts),
        personal=(*table.personal, *more.personal),
        ignored=(*table.ignored, *more.ignored),
    )


def _rebuilt(table: Table, where: str, **changes: object) -> Table:
    """The table with changes, checked again as a whole."""
    try:
        return table.changed(**changes)
    except ValueError as error:
        told = str(error).split("Value error, ")[-1].split(" [type=")[0]
        raise OverlayProblem(where, f"{told}. Correct the header or add it to a column's aliases.") from None


def _base(bases: dict[str, Table], mapping: Mapping, where: str) -> Table:
    if mapping.table is None and len(bases) == 1:
        return next(iter(bases.values()))
    if mapping.table not in bases:
        raise OverlayProblem(f"{where}.table", f"name the table it lands in: {_names(bases)}.")
    return bases[mapping.table]


def _wide(base: Table, contract: Contract, mapping: Mapping, where: str) -> Table:
    """The table as a file with a column per charge has it: what its charges say, no column of it must."""
    if not mapping.charges:
        if mapping.total is not None:
            raise OverlayProblem(f"{where}.total", "it is the sum of `charges`: name them, or leave it out.")
        return base
    child = next((t for t in contract.tables if t.parts_of == base.name and t.replaces), None)
    if child is None:
        raise OverlayProblem(f"{where}.charges", f"{base.name} has no charges. Leave them out.")
    if twice := sorted(set(child.replaces) & set(mapping.columns)):
        raise OverlayProblem(f"{where}.columns.{twice[0]}", "the charges say it already. Remove it here.")
    columns = tuple(
        column.model_copy(update={"required": False}) if column.name in child.replaces else column
        for column in base.columns
    )
    return _rebuilt(base, where, columns=columns)


def _mapped(base: Table, mapping: Mapping, personal: frozenset[str], where: str) -> Table:
    known = {column.name for column in base.columns}
    for name, said in mapping.columns.items():
        at = f"{where}.columns.{name}"
        if name not in known:
            raise OverlayProblem(at, f"{base.name} has no such column; it has {_names(known)}.")
        if bool(said.headers) == (said.value is not None):
            raise OverlayProblem(at, "say either `from` (its header) or `value` (the same for all rows).")
        _require_not_personal(said.headers, personal, at)
    _require_not_personal((*mapping.charges, *filter(None, [mapping.total])), personal, f"{where}.charges")
    columns = tuple(_mapped_columns(base, mapping, where))
    charges = tuple(mapping.charges)
    needed = (*(c.aliases[0] for c in columns if c.required and c.aliases), *charges[:1])
    required = mapping.required or needed
    if not required:
        raise OverlayProblem(f"{where}.required", "name the headers by which the file is known.")
    fixed = next((c.constant for c in columns if c.reads == "constant" and c.name == "currency"), None)
    layout = Layout(
        name=mapping.name,
        required=required,
        date_order=mapping.date_order,
        decimal_comma=mapping.decimal,
        timezone=mapping.timezone,
        currency=fixed,
        parts=charges,
        subtotals=(mapping.total,) if mapping.total else (),
        identities=(Identity(total=mapping.total, parts=charges),) if mapping.total else (),
        is_closed=True,
    )
    quiet = {"personal": mapping.personal, "ignored": mapping.ignored}
    return _rebuilt(base, where, columns=columns, layouts=(layout,), footer=None, sheets=(), **quiet)


def _mapped_columns(base: Table, mapping: Mapping, where: str) -> Iterator[Column]:
    for column in base.columns:
        said = mapping.columns.get(column.name)
        at = f"{where}.columns.{column.name}"
        if said is None:
            if column.required:
                raise OverlayProblem(at, f"{base.name} needs it: say `from` (its header) or `value`.")
            changes: dict[str, object] = {"aliases": ()}
        elif said.value is not None:
            _require_constant(column, said.value, at)
            changes = {"aliases": (), "reads": "constant", "constant": said.value}
        else:
            told = tuple((" ".join(theirs.split()), ours) for theirs, ours in said.values.items())
            changes = {"aliases": said.headers, "values": told, "reads": _reads(column, said, mapping, at)}
        yield column.model_copy(update=changes)


def _require_constant(column: Column, value: str, where: str) -> None:
    if column.type != "VARCHAR":
        raise OverlayProblem(where, "one value for all rows can be given for texts only. Say `from`.")
    if column.reads == "row_currency" and not re.fullmatch("[A-Z]{3}", value):
        raise OverlayProblem(where, f"'{value}' is no currency. Write its code of three letters, like CNY.")


def _reads(column: Column, said: MappedColumn, mapping: Mapping, where: str) -> Reads:
    """How a mapped column is read: as the contract does; for a time it may be said which zone it is in."""
    asked = said.reads
    if asked is None:
        zoned = column.reads in ("zoned_timestamp", "instant") and mapping.timezone is not None
        return "timestamp" if zoned else column.reads
    if asked != column.reads and not (asked in TIME_READS and column.reads in TIME_READS):
        allowed = ", ".join(TIME_READS) if column.reads in TIME_READS else column.reads
        raise OverlayProblem(f"{where}.reads", f"it can be read as {allowed} only.")
    return asked
