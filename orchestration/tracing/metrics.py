"""From a printed number to its SQL, its models, the exports behind them, and the rows that weigh most."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml

from orchestration.lineage.reach import ROWS
from orchestration.settings import DBT_PROJECT, MANIFEST, Settings
from orchestration.tracing.text import money, paragraph, said
from orchestration.tracing.warehouse import NothingToTrace
from orchestration.warehouse.publish import open_snapshot
from orchestration.weeks import IsoWeek

if TYPE_CHECKING:
    import duckdb

_LINES = "order_line_margins"
_ROWS = 10
# Levels of models that are told one a line, with their files; those behind them by name.
_LEVELS = 2
_NAME = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True)
class Asked:
    """Which number is meant."""

    metric: str
    week: IsoWeek
    shop_id: str | None = None
    sku: str | None = None


def trace_metric(settings: Settings, asked: Asked) -> list[str]:
    """The chain behind a number, as lines. Raises NothingToTrace for what is not known or not published."""
    entry = _entry(asked.metric)
    if not settings.snapshot.exists():
        raise NothingToTrace(f"{settings.snapshot} is missing: run `suanqing run` first.")
    sql = entry["sql"]
    with open_snapshot(settings.snapshot) as marts:
        columns = _columns(marts, sql["from"])
        if not columns:
            raise NothingToTrace(f"marts.{sql['from']} is not in the published snapshot: run `suanqing run`.")
        if asked.sku and "sku_id" not in columns:
            raise NothingToTrace(f"{asked.metric} is reckoned from marts.{sql['from']}, which knows no SKU.")
        used = {*_NAME.findall(sql["value"]), *_NAME.findall(sql["week"]), "shop_id", ROWS}
        if why := list(_withheld(marts, sql["from"], used)):
            return [*_heading(entry), f"  week {asked.week}{_where_said(asked)}", *why,
                    "", "models", *_models(sql["from"])]  # fmt: skip
        statement, given = _statement(sql, asked)
        values = marts.execute(statement, given).fetchall()
        if not values:
            raise NothingToTrace(f"marts.{sql['from']} has no row of {asked.week}{_where_said(asked)}.")
        lines = [
            *_heading(entry), *_values(marts, entry, asked, values),
            "", "sql", *(f"  {line}" for line in _shown(statement, given)),
            "", "models", *_models(sql["from"]),
            *_rows(marts, entry, asked),
        ]  # fmt: skip
    return lines


def _withheld(marts: duckdb.DuckDBPyConnection, mart: str, used: set[str]) -> Iterator[str]:
    """Why a number is not shown: the failed checks that what it is made of depends on."""
    known = marts.execute(
        "select count(*) from information_schema.tables where table_catalog = current_database()"
        " and table_schema = 'meta' and table_name = 'withheld'"
    ).fetchall()[0][0]
    if not known:
        return
    found = marts.execute(
        "select distinct column_name, table_name, message, sample_keys from meta.withheld where mart = ?"
        " order by all", [mart],
    ).fetchall()  # fmt: skip
    for column, table, message, keys in found:
        if column in used:
            name = "all of it" if column == ROWS else column
            yield f"  withheld: {name} of marts.{mart} depends on {table}, whose check failed:"
            yield from paragraph([message], 4)
            yield from paragraph([f"first rows: {keys}"], 4)


def _entry(name: str) -> Mapping[str, Any]:
    declared = yaml.safe_load((DBT_PROJECT / "metrics.yml").read_text(encoding="utf-8"))["metrics"]
    by_name: dict[str, Mapping[str, Any]] = {entry["name"]: entry for entry in declared}
    if name not in by_name:
        near = difflib.get_close_matches(name, by_name, 3) or sorted(by_name)[:8]
        raise NothingToTrace(f"there is no metric {name}. Name one like {', '.join(near)}.")
    return by_name[name]


def _heading(entry: Mapping[str, Any]) -> Iterator[str]:
    formula = entry["formula"]
    yield f"metric {entry['name']}: {entry['label']['en']}"
    yield from paragraph([" ".join(str(formula["en"]).split())], 2)
    yield f"  version {entry['version']} of the definition, in dbt_project/metrics.yml"


def _columns(marts: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    rows = marts.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'marts' AND table_name = ? ORDER BY ordinal_position",
        [table],
    ).fetchall()
    return [name for (name,) in rows]


def _filters(week: str, asked: Asked) -> tuple[str, list[str]]:
    conditions, given = [f"{week} = ?"], [str(asked.week)]
    if asked.shop_id:
        conditions.append("shop_id = ?")
        given.append(asked.shop_id)
    if asked.sku:
        conditions.append("(sku_id = ? or seller_sku = ?)")
        given += [asked.sku, asked.sku]
    return " and ".join(conditions), given


def _statement(sql: Mapping[str, str], asked: Asked) -> tuple[str, list[str]]:
    """The metric's own formula, for each shop: rates of several shops have no sum."""
    where, given = _filters(sql["week"], asked)
    statement = (
        f"select shop_id, {sql['value']} as value\nfrom marts.{sql['from']}\nwhere {where}\n"
        "group by shop_id\norder by shop_id"
    )
    return statement, given


def _shown(statement: str, given: list[str]) -> list[str]:
    text = statement
    for value in given:
        text = text.replace("?", "'" + value.replace("'", "''") + "'", 1)
    return text.split("\n")


def _values(
    marts: duckdb.DuckDBPyConnection, entry: Mapping[str, Any], asked: Asked, values: list[tuple[Any, ...]]
) -> Iterator[str]:
    kind = entry["unit"]
    unit = {"money": _currency(marts), "share": "(0–1)"}.get(kind, "")
    yield f"  week {asked.week}{_where_said(asked)}"
    for shop_id, value in values:
        yield f"    {shop_id:<24}{_number(value, kind, unit):>16} {unit}".rstrip()
    if not asked.shop_id and not asked.sku and entry["name"] in _columns(marts, "shop_weekly"):
        row = marts.execute(
            f"select {entry['name']} from marts.shop_weekly where week = ? and shop_id = 'all'",
            [str(asked.week)],
        ).fetchone()
        if row:
            hidden = any(_withheld(marts, "shop_weekly", {entry["name"], ROWS}))
            shown = "withheld" if hidden else _number(row[0], kind, unit)
            yield f"    {'all shops, as printed':<24}{shown:>16} {unit}".rstrip()


def _currency(marts: duckdb.DuckDBPyConnection) -> str:
    row = marts.execute("select any_value(reporting_currency) from marts.shop_weekly").fetchone()
    return str(row[0]) if row and row[0] else ""


def _where_said(asked: Asked) -> str:
    return "".join(
        [f" of {asked.shop_id}" if asked.shop_id else "", f", SKU {asked.sku}" if asked.sku else ""]
    )


def _number(value: Any, kind: str, currency: str) -> str:
    if kind == "money":
        return money(value, currency)
    if kind == "count" and value is not None:
        return f"{int(value):,}"
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else said(value)


def _models(table: str) -> Iterator[str]:
    """The mart's model with all it is made of, from the mart back to the exports."""
    if not MANIFEST.exists():
        yield "  the manifest is missing: run `make setup` to see the models"
        return
    nodes = json.loads(MANIFEST.read_text(encoding="utf-8"))["nodes"]
    start = next((key for key in nodes if key.startswith("model.") and key.endswith(f".{table}")), None)
    if start is None:
        return
    seen, level, sources = {start}, [start], set()
    depth = 0
    while level:
        if depth < _LEVELS:
            for key in level:
                path = nodes[key]["original_file_path"]
                yield f"  {'  ' * depth}{nodes[key]['name']}  dbt_project/{path}"
        else:
            yield from paragraph([nodes[key]["name"] for key in level], 2 + 2 * _LEVELS)
        before = [one for key in level for one in nodes[key]["depends_on"]["nodes"]]
        sources |= {one.split(".")[-1] for one in before if one.startswith("source.")}
        level = sorted({one for one in before if one in nodes and one.startswith("model.")} - seen)
        seen |= set(level)
        depth += 1
    if sources:
        yield "  from the exports"
        yield from paragraph(sorted(sources), 4)


def _rows(marts: duckdb.DuckDBPyConnection, entry: Mapping[str, Any], asked: Asked) -> Iterator[str]:
    """Order lines with the largest part in an amount, each with its export's row; else the mart's rows."""
    amount = entry["name"]
    if entry["sql"]["from"] in ("contribution_margin_weekly", _LINES) and amount in _columns(marts, _LINES):
        yield from _order_lines(marts, amount, asked)
        return
    table, week = entry["sql"]["from"], entry["sql"]["week"]
    used = [
        name for name in dict.fromkeys(_NAME.findall(entry["sql"]["value"])) if name in _columns(marts, table)
    ]
    keys = [name for name in _columns(marts, table)[:6] if name not in used]
    where, given = _filters(week, asked)
    rows = marts.execute(
        f"select {', '.join([*keys, *used])} from marts.{table} where {where} order by all limit {_ROWS}",
        given,
    ).fetchall()
    yield ""
    yield f"rows of marts.{table} (at most {_ROWS})"
    yield f"  {' · '.join([*keys, *used])}"
    currency = _currency(marts) if entry["unit"] == "money" else ""
    for row in rows:
        yield f"  {' · '.join(_cell(value, currency) for value in row)}"


def _cell(value: Any, currency: str) -> str:
    return money(value, currency) if currency and isinstance(value, Decimal) else said(value)


def _order_lines(marts: duckdb.DuckDBPyConnection, amount: str, asked: Asked) -> Iterator[str]:
    where, given = _filters("m.order_week", asked)
    where = (
        where.replace("shop_id", "m.shop_id")
        .replace("(sku_id", "(m.sku_id")
        .replace("seller_sku", "m.seller_sku")
    )
    of_lines = f"marts.{_LINES} as m where {where}"
    for currency, count, total in marts.execute(
        f"select m.currency, count(*), sum(m.{amount}) from {of_lines} group by all order by all", given
    ).fetchall():
        yield ""
        whole = f"{money(total, currency)} {currency}"
        yield f"order lines  {count:,} with {whole} in all; those that weigh most:"
        rows = marts.execute(
            f"select m.order_id, m.seller_sku, m.{amount}, m.is_settled, l.source_file, l.source_row"
            f" from marts.{_LINES} as m left join marts.order_lines as l using (shop_id, order_id, sku_id)"
            f" where {where} and m.currency = ? and m.{amount} <> 0"
            f" order by abs(m.{amount}) desc, m.order_id, m.sku_id limit {_ROWS}",
            [*given, currency],
        ).fetchall()
        for order_id, sku, value, settled, file, row in rows:
            state = "settled" if settled else "estimated"
            amounts = f"{said(sku):<20}{money(value, currency):>12} {currency}  {state:<10}"
            yield f"  {order_id}  {amounts}{said(file)}, row {said(row)}"
    yield ""
    yield "next  suanqing trace ORDER_ID: every row of every export that speaks of an order"
