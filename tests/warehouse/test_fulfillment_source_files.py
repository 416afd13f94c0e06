"""The ledger of files in the marts, against what the demo wrote into the inbox."""

from __future__ import annotations

from pathlib import Path

import duckdb


def test_every_file_is_accounted_for_row_by_row(demo_home: Path) -> None:
    truth = demo_home / "demo" / "truth" / "source_files.csv"
    with duckdb.connect(str(demo_home / "warehouse.duckdb"), read_only=True) as warehouse:
        differing = warehouse.execute(
            f"""
            with told as (from read_csv('{truth}') where not is_duplicate)
            select coalesce(told.source_file, found.source_file), told.rows_read, found.rows_read,
                   told.rows_quarantined, found.rows_quarantined, found.status
            from told full outer join marts.source_files as found using (shop_id, source, source_file)
            where told.rows_read is distinct from found.rows_read
               or told.rows_quarantined is distinct from found.rows_quarantined
            """
        ).fetchall()
        assert differing == [], "\n".join(str(row) for row in differing[:5])
        ledger = warehouse.execute(
            "select count(*), count(*) filter (where rows_read != rows_landed + rows_quarantined) "
            "from marts.source_files"
        ).fetchone()
    assert ledger is not None and ledger[0] > 100 and ledger[1] == 0
