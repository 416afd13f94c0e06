"""The blocking look over all that has landed: no text, wherever it came from, holds what looks personal.

Landing masks what it writes; this holds the result against the same shapes, file by file, without trusting
how it got there: a file landed by an older version, restored from a backup or written by hand is seen too.
What was found clean is remembered, so a run looks at new files only.
"""

from __future__ import annotations

import csv
import hashlib
import inspect
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.exports import masking
from orchestration.exports.contract import Column, Contracts, raw_tables
from orchestration.exports.freetext import is_suspect, suspects
from orchestration.exports.masking import kinds_in, masked, masked_name, prose_of
from orchestration.exports.overlays import contracts_of
from orchestration.exports.receipts import RECEIPTS
from orchestration.exports.sources import in_glob
from orchestration.exports.values import literal

if TYPE_CHECKING:
    import duckdb

    from orchestration.settings import Settings

_OURS = frozenset({"shop_id", "source_file", "_state"})
_SHOWN = 10
_LARGE = 4 * 2**20


@dataclass(frozen=True)
class Leak:
    """Personal data where none may be: which file (as seen from the home), table, column, what, rows."""

    file: str
    table: str
    column: str
    what: str
    rows: int

    def __str__(self) -> str:
        rows = f"{self.rows} row" + "s" * (self.rows != 1)
        return f"{self.file}, table {self.table}, column {self.column}: {self.what} in {rows}"


class PersonalDataFound(Exception):
    """What has landed holds personal data: nothing is built from it."""

    def __init__(self, leaks: Sequence[Leak]) -> None:
        shown = "\n".join(map(str, leaks[:_SHOWN]))
        more = f"\nand {len(leaks) - _SHOWN} more" if len(leaks) > _SHOWN else ""
        super().__init__(
            f"Personal data lies in what has landed:\n{shown}{more}\n"
            "Delete each of these files and its receipt (the same name under landing/receipts), and run "
            "again with the export in the inbox: its texts are masked while they land."
        )


def scan(settings: Settings, *, again: bool = False) -> list[Leak]:
    """Look at every landed and quarantined file that was not found clean before (`again`: at all of them)."""
    known = {} if again else _remembered(settings)
    state = {str(path.relative_to(settings.home)): path for path in _files(settings)}
    marks = {name: _mark(path) for name, path in state.items()}
    fresh = {name: path for name, path in state.items() if known.get(name) != marks[name]}
    leaks = sorted(_leaks(settings, fresh), key=lambda leak: (leak.file, leak.column))
    dirty = {leak.file for leak in leaks}
    _remember(settings, {name: mark for name, mark in marks.items() if name not in dirty}, leaks)
    return leaks


def require_no_personal_data(settings: Settings) -> None:
    """Raises PersonalDataFound where what has landed holds some."""
    if leaks := scan(settings):
        raise PersonalDataFound(leaks)


def clean_files(settings: Settings) -> int:
    """How many files are known to be clean."""
    return len(_remembered(settings))


def last_leaks(settings: Settings) -> list[Leak]:
    """What the last look found."""
    return [Leak(**leak) for leak in _read(settings).get("leaks", ())]


def _files(settings: Settings) -> Iterator[Path]:
    yield from sorted(settings.landing.glob("*/*/*.parquet"))
    yield from sorted(settings.quarantine.glob("*/*/*.csv"))
    yield from sorted((settings.landing / RECEIPTS).glob("*/*/*.json"))


def _mark(path: Path) -> list[int]:
    state = path.stat()
    return [state.st_size, state.st_mtime_ns]


def _rules() -> str:
    return hashlib.sha256(inspect.getsource(masking).encode()).hexdigest()[:16]


def _path(settings: Settings) -> Path:
    return settings.checks / "privacy.json"


def _read(settings: Settings) -> dict[str, Any]:
    try:
        return dict(json.loads(_path(settings).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _remembered(settings: Settings) -> dict[str, list[int]]:
    node = _read(settings)
    return dict(node.get("clean", {})) if node.get("rules") == _rules() else {}


def _remember(settings: Settings, clean: dict[str, list[int]], leaks: Sequence[Leak]) -> None:
    path = _path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    node = {"rules": _rules(), "clean": clean, "leaks": [asdict(leak) for leak in leaks]}
    fresh = path.with_suffix(".part")
    fresh.write_text(json.dumps(node), encoding="utf-8")
    fresh.replace(path)


def _leaks(settings: Settings, files: dict[str, Path]) -> Iterator[Leak]:
    contracts = contracts_of(settings.home)
    parquet: dict[str, list[Path]] = {}
    for name, path in files.items():
        if path.suffix == ".parquet":
            parquet.setdefault(path.parent.parent.name, []).append(path)
        elif path.suffix == ".csv":
            yield from _in_quarantine(name, path, contracts)
        else:
            yield from _in_receipt(name, path)
    if parquet:
        import duckdb

        with duckdb.connect() as connection:
            for table, paths in parquet.items():
                large = [path for path in paths if path.stat().st_size > _LARGE]
                for group in ([path] for path in large):
                    yield from _in_landed(connection, settings.home, table, group, contracts)
                if small := [path for path in paths if path not in set(large)]:
                    yield from _in_landed(connection, settings.home, table, small, contracts)


def texts_of(
    connection: duckdb.DuckDBPyConnection, source: str, table: str, contracts: Contracts
) -> list[Column]:
    """The text columns that a table's files really have, each as its contract knows it."""
    declared = raw_tables(contracts).get(table)
    known = {column.name: column for column in declared.columns} if declared else {}
    rows = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    names = [row[0] for row in rows if row[1] == "VARCHAR" and row[0] not in _OURS]
    return [known.get(name) or Column(name=name, type="VARCHAR", reads="text") for name in names]


def _in_landed(
    connection: duckdb.DuckDBPyConnection,
    home: Path,
    table: str,
    paths: Sequence[Path],
    contracts: Contracts,
) -> Iterator[Leak]:
    listed = ", ".join(literal(in_glob(path)) for path in paths)
    source = f"read_parquet([{listed}], union_by_name = true)"
    columns = texts_of(connection, source, table, contracts)
    by_name = {column.name: column for column in columns}
    texts = suspects(connection, source, columns) if len(paths) == 1 else _pooled(connection, source, columns)
    odd = {name for _, name, text, _ in texts if masked(text, prose_of(by_name[name])) != text}
    if not odd:
        return
    named = f"read_parquet([{listed}], union_by_name = true, filename = true)"
    told: dict[tuple[str, str, str], int] = {}
    for file, name, text, rows in suspects(connection, named, [by_name[n] for n in odd], "filename"):
        clean = masked(text, prose_of(by_name[name]))
        if clean != text:
            key = (str(Path(file).relative_to(home)), name, ", ".join(kinds_in(clean)))
            told[key] = told.get(key, 0) + rows
    yield from (Leak(file, table, name, what, rows) for (file, name, what), rows in told.items())


def _pooled(
    connection: duckdb.DuckDBPyConnection, source: str, columns: Sequence[Column]
) -> Iterable[tuple[str, str, str, int]]:
    """The texts of many small files to look at, in one pass: opening them once a column would cost more."""
    names = ", ".join(literal(column.name) for column in columns)
    values = ", ".join(column.name for column in columns)
    spread = f"SELECT DISTINCT unnest([{names}]) AS name_, unnest([{values}]) AS text_ FROM {source}"
    query = f"SELECT '', name_, text_, 1 FROM ({spread}) WHERE {is_suspect('text_')}"
    return connection.execute(query).fetchall()


def _in_quarantine(name: str, path: Path, contracts: Contracts) -> Iterator[Leak]:
    codes = {
        f"row.{column.name}"
        for table in raw_tables(contracts).values()
        for column in table.columns
        if prose_of(column) == "code" and column.reads in ("text", "id")
    }
    with path.open(encoding="utf-8", newline="") as stream:
        cells = ((column, text) for row in csv.DictReader(stream) for column, text in row.items())
        yield from _counted(name, "quarantine", ((c, t, c in codes or c == "value") for c, t in cells))


def _in_receipt(name: str, path: Path) -> Iterator[Leak]:
    try:
        node = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    said = [(key, node.get(key)) for key in ("reason", "advice")]
    said += [(f"finding {f.get('kind')}", f.get("detail")) for f in node.get("findings", ())]
    yield from _counted(name, "receipts", ((key, text, True) for key, text in said))
    names = {node.get("source_file"), *(each.get("source_file") for each in node.get("deliveries", ()))}
    marks = [(each, masked_name(each)) for each in sorted(filter(None, names))]
    for kinds in sorted({", ".join(kinds_in(clean)) for each, clean in marks if clean != each}):
        yield Leak(name, "receipts", "source_file", kinds, sum(clean != each for each, clean in marks))


def _counted(name: str, table: str, cells: Iterable[tuple[str, str | None, bool]]) -> Iterator[Leak]:
    """Leaks among cells of (column, text, whether it may be a code)."""
    told: dict[tuple[str, str], int] = {}
    for column, text, is_code in cells:
        clean = masked(text, "catalogue" if is_code else "prose") if text else text
        if text and clean and clean != text:
            key = (column, ", ".join(kinds_in(clean)))
            told[key] = told.get(key, 0) + 1
    yield from (Leak(name, table, column, what, rows) for (column, what), rows in told.items())
