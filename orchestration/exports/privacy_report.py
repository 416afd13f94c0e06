"""What is stored about a buyer, and the proof that nothing else is: `suanqing privacy`.

Also the rotation of the key: a new key makes pseudonyms that can't be joined to the old ones, so the files
that hold old ones must be landed anew, and a key is not given up before they can be.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.exports.contract import Contracts, Table
from orchestration.exports.overlays import contracts_of
from orchestration.exports.privacy import KEY_FILE, privacy_key, pseudonym
from orchestration.exports.privacy_scan import Leak, scan, texts_of
from orchestration.exports.receipts import LANDED, RECEIPTS, Receipt, read_receipts
from orchestration.exports.sources import in_glob
from orchestration.exports.values import literal

if TYPE_CHECKING:
    import duckdb

    from orchestration.settings import Settings


@dataclass(frozen=True)
class BuyerRows:
    """The rows of one table that carry a buyer's pseudonym, and the exports they came from."""

    table: str
    rows: int
    files: tuple[str, ...]


@dataclass(frozen=True)
class PrivacyReport:
    """What `suanqing privacy` says; `leaks` empty is the proof."""

    lines: tuple[str, ...]
    leaks: tuple[Leak, ...]


def privacy_report(settings: Settings, buyer: str | None = None) -> PrivacyReport:
    """What each source drops, what is stored about a buyer, and what personal data lies in the home."""
    contracts = contracts_of(settings.home)
    lines = [_key_line(settings.home)]
    leaks = scan(settings, again=True)
    if buyer is None:
        lines += _dropped(contracts)
        lines += [f"proof     every text of {_count(settings)} landed and quarantined files was looked at"]
        lines += ["          and no personal data was found"] * (not leaks)
    elif not (settings.home / KEY_FILE).exists():
        lines.append("stored    nothing: a home without a key has landed nothing")
    else:
        key = pseudonym(privacy_key(settings.home), buyer)
        lines.append(f"pseudonym {key}")
        lines += _stored(_rows_of(settings, contracts, key))
        leaks = [*leaks, *_name_in_home(settings, contracts, buyer)]
        if not leaks:
            lines.append("proof     The name itself stands nowhere: landing, quarantine, receipts, marts")
    return PrivacyReport(tuple(lines), tuple(leaks))


def _key_line(home: Path) -> str:
    path = home / KEY_FILE
    if not path.exists():
        return "key       no key yet: it is made by the first landing, readable by its owner only"
    mode = stat.S_IMODE(path.stat().st_mode)
    fit = (
        "readable by its owner only"
        if mode & 0o077 == 0
        else f"mode {mode:04o}: others can read it, chmod 600"
    )
    return f"key       {path} ({fit})"


def _count(settings: Settings) -> int:
    return sum(1 for _ in settings.landing.glob("*/*/*.parquet")) + sum(
        1 for _ in settings.quarantine.glob("*/*/*.csv")
    )


def _pseudonyms(table: Table) -> list[str]:
    return [column.name for column in table.landed if column.reads == "buyer"]


def _dropped(contracts: Contracts) -> Iterator[str]:
    for source, contract in contracts.items():
        headers = sorted({header for table in contract.readable for header in table.personal})
        keys = [f"{table.name}.{name}" for table in contract.readable for name in _pseudonyms(table)]
        told = ", ".join(headers) or "no column is personal"
        yield f"{source:<20} drops {told}"
        if keys:
            yield f"{'':<20} keeps {', '.join(keys)}: a keyed pseudonym"


def _rows_of(settings: Settings, contracts: Contracts, key: str) -> Iterator[BuyerRows]:
    import duckdb

    files = {receipt.sha256: receipt.source_file for receipt in read_receipts(settings)}
    for contract in contracts.values():
        for table in contract.tables:
            paths = sorted((settings.landing / table.name).glob("*/*.parquet"))
            if not (names := _pseudonyms(table)) or not paths:
                continue
            listed = ", ".join(literal(in_glob(path)) for path in paths)
            tests = " OR ".join(f"{name} = $1" for name in names)
            query = (
                f"SELECT parse_filename(filename, true), count(*) "
                f"FROM read_parquet([{listed}], union_by_name = true, filename = true) "
                f"WHERE _state IS NULL AND ({tests}) GROUP BY ALL ORDER BY 1"
            )
            if found := duckdb.execute(query, [key]).fetchall():
                named = sorted(files.get(sha, f"{sha}, without a receipt") for sha, _ in found)
                yield BuyerRows(table.name, sum(n for _, n in found), tuple(named))


def _stored(found: Iterator[BuyerRows]) -> Iterator[str]:
    rows = list(found)
    if not rows:
        yield "stored    no row carries this pseudonym"
    for item in rows:
        yield f"stored    {item.table}: {item.rows} rows in {len(item.files)} files"
        yield from (f"          {file}" for file in item.files)


def _name_in_home(settings: Settings, contracts: Contracts, name: str) -> Iterator[Leak]:
    """Every place where the name itself stands; there must be none."""
    import duckdb

    wanted = name.strip().lower()
    with duckdb.connect() as connection:
        for folder in sorted(settings.landing.glob("*/")):
            paths = sorted(folder.glob("*/*.parquet"))
            if folder.name != RECEIPTS and paths:
                listed = ", ".join(literal(in_glob(path)) for path in paths)
                source = f"read_parquet([{listed}], union_by_name = true)"
                columns = [column.name for column in texts_of(connection, source, folder.name, contracts)]
                yield from _standing(
                    connection, source, columns, wanted, f"landing/{folder.name}", folder.name
                )
        yield from _in_marts(connection, settings, wanted)
    texts = [*settings.quarantine.glob("*/*/*.csv"), *(settings.landing / RECEIPTS).glob("*/*/*.json")]
    for path in sorted(texts):
        lines = path.read_text(encoding="utf-8", errors="replace").lower().splitlines()
        if count := sum(wanted in line for line in lines):
            file = str(path.relative_to(settings.home))
            kind = RECEIPTS if path.suffix == ".json" else "quarantine"
            yield Leak(file, kind, "any", "the name", count)


def _in_marts(connection: duckdb.DuckDBPyConnection, settings: Settings, wanted: str) -> Iterator[Leak]:
    if not settings.snapshot.exists():
        return
    connection.execute(f"ATTACH {literal(str(settings.snapshot))} AS published_ (READ_ONLY)")
    query = (
        # A view is a mart that is withheld: it holds no row.
        "SELECT table_schema, table_name, list(column_name) FROM information_schema.columns "
        "SEMI JOIN (FROM information_schema.tables WHERE table_type = 'BASE TABLE') "
        "USING (table_catalog, table_schema, table_name) "
        "WHERE table_catalog = 'published_' AND data_type = 'VARCHAR' GROUP BY ALL"
    )
    for schema, table, columns in connection.execute(query).fetchall():
        source = f'published_."{schema}"."{table}"'
        yield from _standing(connection, source, columns, wanted, "published/marts.duckdb", table)


def _standing(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    columns: list[str],
    wanted: str,
    file: str,
    table: str,
) -> Iterator[Leak]:
    if not columns:
        return
    counts = ", ".join(f'count(*) FILTER (contains(lower("{name}"), $1))' for name in columns)
    row = connection.execute(f"SELECT {counts} FROM {source}", [wanted]).fetchone() or ()
    yield from (Leak(file, table, name, "the name", n) for name, n in zip(columns, row, strict=False) if n)


class KeyStillNeeded(Exception):
    """Files hold pseudonyms of the key and can't be landed anew: the message names them."""


def rotate_key(settings: Settings) -> list[str]:
    """Give up the key and what was landed with it; the exports whose rows must land anew.

    Raises KeyStillNeeded where one of them is no longer in the inbox: its rows would be lost.
    """
    contracts = contracts_of(settings.home)
    keyed = {t.name for c in contracts.values() for t in c.readable if _pseudonyms(t)}
    concerned = [r for r in read_receipts(settings) if r.status == LANDED and keyed & set(r.tables)]
    gone = [r.source_file for r in concerned if not _is_there(settings.inbox / r.source_file, r.size)]
    if gone:
        raise KeyStillNeeded(
            "The key can't be rotated: rows with its pseudonyms came from exports that the inbox lacks:\n"
            + "\n".join(f"  {file}" for file in gone)
            + "\nPut them back, or delete their files in landing/ together with their receipts."
        )
    for receipt in concerned:
        _take_back(settings, receipt)
    (settings.home / KEY_FILE).unlink(missing_ok=True)
    return [receipt.source_file for receipt in concerned]


def _is_there(export: Path, size: int) -> bool:
    return export.is_file() and export.stat().st_size == size


def _take_back(settings: Settings, receipt: Receipt) -> None:
    """The receipt first: without it, nothing of the file counts."""
    receipt.path_under(settings.landing).unlink(missing_ok=True)
    for table in receipt.tables:
        (settings.landing / table / receipt.shop_id / f"{receipt.sha256}.parquet").unlink(missing_ok=True)
