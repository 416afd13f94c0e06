"""The macros that split and round money, against a second reckoning in plain `decimal`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, getcontext
from pathlib import Path

import duckdb
import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

getcontext().prec = 60
DBT_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
SPLIT = """
select * from ({{ split_by_largest_remainder(
    relation='candidates', columns=['whole_id', 'line_id', 'part_of'], whole='whole', minor_unit='minor_unit',
    weight='weight', fallback_weight='quantity', group_by=['whole_id'], order_by=['line_id'], part='part'
) }}) as split
"""
ROUND = """
select
    {{ converted('amount', 'rate', 'minor_unit') }} as converted,
    {{ proportional('amount', 'part', 'whole', 'minor_unit') }} as proportion,
    {{ money_ratio('amount', 'whole') }} as ratio
from candidates
order by place
"""
# A ratio has three digits before the point; nothing here divides more than a few times its whole.
LARGEST_RATIO = 900
Group = tuple[Decimal, int, list[tuple[Decimal, int]]]


def _compiled(home: Path, inline: str) -> str:
    """The SQL that dbt makes of a snippet, by the project's own macros and without its hundred models."""
    project = {"name": "macros_alone", "profile": "suanqing", "macro-paths": [str(DBT_PROJECT / "macros")]}
    (home / "dbt_project.yml").write_text(yaml.safe_dump(project), encoding="utf-8")
    dbt = str(Path(sys.executable).with_name("dbt"))
    done = subprocess.run(
        [
            dbt,
            "-q",
            "compile",
            "--inline",
            inline,
            "--project-dir",
            str(home),
            "--profiles-dir",
            str(DBT_PROJECT),
        ],
        env={**os.environ, "SUANQING_HOME": str(home), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout[done.stdout.index("select") :]


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    split, rounding = _compiled(tmp_path_factory.mktemp("macros"), f"{SPLIT};{ROUND}").split(";")
    return {"split": split, "round": rounding}


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    yield connection
    connection.close()


def money(digits: int, most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(-most, most).map(lambda units: Decimal(units).scaleb(-digits))


@st.composite
def groups(draw: st.DrawFn) -> Group:
    minor_unit = draw(st.sampled_from([0, 2, 3]))
    digits = draw(st.sampled_from([minor_unit, minor_unit, minor_unit, 4]))
    whole = draw(money(digits, 10**9))
    weight = st.one_of(st.just(Decimal(0)), money(2, 10**7).map(abs), money(4, 10**4))
    lines = draw(st.lists(st.tuples(weight, st.integers(0, 5)), min_size=1, max_size=7))
    return whole, minor_unit, lines


def largest_remainder(whole: Decimal, minor_unit: int, lines: list[tuple[Decimal, int]]) -> list[Decimal]:
    """Share, round down, and hand out the units left over by remainder, first line first."""
    unit = Decimal(1).scaleb(-minor_unit)
    if whole % unit:
        unit = Decimal("0.0001")
    units = int(abs(whole) / unit)
    weights = [max(weight, Decimal(0)) for weight, _ in lines]
    if not sum(weights):
        weights = [Decimal(quantity) for _, quantity in lines]
    if not sum(weights):
        weights = [Decimal(1)] * len(lines)
    shares = [units * weight / sum(weights) for weight in weights]
    parts = [int(share.to_integral_value(ROUND_DOWN)) for share in shares]
    # Remainders as whole numbers: equal ones must tie, and 60 digits of a third are not enough for that.
    scaled = [int(weight * 10_000) for weight in weights]
    remainders = [units * weight % sum(scaled) for weight in scaled]
    by_remainder = sorted(range(len(lines)), key=lambda place: (-remainders[place], place))
    for place in by_remainder[: units - sum(parts)]:
        parts[place] += 1
    sign = -1 if whole < 0 else 1
    return [sign * part * unit for part in parts]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(groups(), min_size=1, max_size=25))
def test_a_split_conserves_the_whole_and_equals_the_second_reckoning(
    drawn: list[Group], engine: duckdb.DuckDBPyConnection, statements: dict[str, str]
) -> None:
    rows = ", ".join(
        f"({number}, {place}, 'x', '{whole:f}', {minor_unit}, '{weight:f}', {quantity})"
        for number, (whole, minor_unit, lines) in enumerate(drawn)
        for place, (weight, quantity) in enumerate(lines)
    )
    engine.execute(
        "create or replace table candidates (whole_id integer, line_id integer, part_of varchar,"
        " whole decimal(20, 4), minor_unit integer, weight decimal(20, 4), quantity integer);"
        f" insert into candidates values {rows}"
    )
    parts: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for number, place, _, part in engine.execute(statements["split"]).fetchall():
        parts[number][place] = part
    for number, (whole, minor_unit, lines) in enumerate(drawn):
        found = [parts[number][place] for place in range(len(lines))]
        assert sum(found) == whole
        assert found == largest_remainder(whole, minor_unit, lines)


def _rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(
        st.tuples(
            money(4, 10**10),
            st.integers(1, 10**11).map(lambda units: Decimal(units).scaleb(-8)),
            money(4, 10**9).map(abs),
            money(4, 10**9),
            st.sampled_from([0, 2, 3]),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_amounts_round_half_away_from_zero_at_the_minor_unit(
    drawn: list[tuple[Decimal, Decimal, Decimal, Decimal, int]],
    engine: duckdb.DuckDBPyConnection,
    statements: dict[str, str],
) -> None:
    cases = [row for row in drawn if row[3] <= 0 or abs(row[0] / row[3]) < LARGEST_RATIO]
    assume(cases)
    rows = ", ".join(
        f"({place}, '{amount:f}', '{rate:f}', '{part:f}', '{whole:f}', {minor_unit})"
        for place, (amount, rate, part, whole, minor_unit) in enumerate(cases)
    )
    engine.execute(
        "create or replace table candidates (place integer, amount decimal(20, 4), rate decimal(17, 8),"
        " part decimal(20, 4), whole decimal(20, 4), minor_unit integer);"
        f" insert into candidates values {rows}"
    )
    found = engine.execute(statements["round"]).fetchall()
    for case, (converted, proportion, ratio) in zip(cases, found, strict=True):
        amount, rate, part, whole, minor_unit = case
        assert converted == _rounded(amount * rate, minor_unit)
        assert proportion == (_rounded(amount * part / whole, minor_unit) if whole > 0 else None)
        assert ratio == (_rounded(amount / whole, 6) if whole > 0 else None)


@pytest.mark.parametrize(
    ("whole", "minor_unit", "weights", "parts"),
    [
        pytest.param("10.00", 2, ["1", "1", "1"], ["3.34", "3.33", "3.33"], id="ties go to the first"),
        pytest.param(
            "-0.05", 2, ["1", "1", "1"], ["-0.02", "-0.02", "-0.01"], id="a minus is a plus turned round"
        ),
        pytest.param("100", 0, ["2", "1"], ["67", "33"], id="yen have no minor unit"),
        pytest.param("1.000", 3, ["1", "1", "1"], ["0.334", "0.333", "0.333"], id="dinars have three digits"),
        pytest.param("0.01", 2, ["0", "0.01"], ["0", "0.01"], id="no weight, no part"),
    ],
)
def test_a_split_by_hand(
    whole: str,
    minor_unit: int,
    weights: list[str],
    parts: list[str],
    engine: duckdb.DuckDBPyConnection,
    statements: dict[str, str],
) -> None:
    rows = ", ".join(
        f"(1, {place}, 'x', {whole}::decimal(20, 4), {minor_unit}, {weight}::decimal(20, 4), 1)"
        for place, weight in enumerate(weights)
    )
    columns = "whole_id, line_id, part_of, whole, minor_unit, weight, quantity"
    engine.execute(f"create or replace table candidates as select * from (values {rows}) as t ({columns})")
    found = engine.execute(f"select part from ({statements['split']}) order by line_id").fetchall()
    assert [part for (part,) in found] == [Decimal(part) for part in parts]
