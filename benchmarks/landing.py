"""Landing a wide order export, against the floor: bare DuckDB copying the same file as all-varchar to
Parquet.

Both run in a process of their own, taking turns, so that whatever else the machine does weighs on both
alike.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.measure import Cost, measure_python, median

FILE_NAME = "All order-2026-05-18-05_30.csv"
SHOPS = """\
reporting_currency: USD
timezone: UTC
shops:
  - {id: us-main, market: US, currency: USD, timezone: America/Los_Angeles, seller_type: local}
"""
WRITE = """
import sys
from pathlib import Path
from benchmarks.landing import write_export
write_export(Path(sys.argv[1]), int(sys.argv[2]))
"""
LAND = """
import sys
from pathlib import Path
from orchestration.exports.landing import land_inbox
from orchestration.settings import load_settings
result = land_inbox(load_settings(Path(sys.argv[1])), settle=0)
if result.rows_landed != int(sys.argv[2]):
    problems = "; ".join(problem.message for problem in result.problems[:3])
    sys.exit(f"{result.rows_landed} rows landed of {sys.argv[2]}: {problems}")
"""
COPY = """
import sys, duckdb
duckdb.execute(
    f"copy (from read_csv('{sys.argv[1]}', all_varchar=true, header=true, delim=',', quote='\\"'))"
    f" to '{sys.argv[2]}' (format parquet)"
)
"""
# As the platform writes it for the US: a BOM, a TAB after each id and time, the leading space of one header.
COLUMNS = r"""
    (576000000000000000 + i // 2)::varchar || chr(9) as "{bom}Order ID",
    case i % 10 when 0 then 'Canceled' when 1 then 'To ship' when 2 then 'Shipped' else 'Completed' end
        as "Order Status",
    case i % 10 when 0 then 'Canceled' when 1 then 'Awaiting shipment' when 2 then 'In transit'
        else 'Completed' end as "Order Substatus",
    case when i % 10 = 0 then 'Cancel' end as "Cancelation/Return Type",
    'Normal' as "Normal or Pre-order",
    (1729000000000000000 + hash(i) % 4000)::varchar || chr(9) as "SKU ID",
    'SKU-' || hash(i) % 4000 as "Seller SKU",
    'Ceramic pour-over coffee set, ' || hash(i) % 4000 || ' pieces' as "Product Name",
    'Default' as "Variation", null as " Virtual Bundle Seller SKU",
    1 + hash(i + 1) % 3 as "Quantity", 0 as "Sku Quantity of return",
    (1000 + hash(i) % 9000) / 100 as "SKU Unit Original Price",
    (1000 + hash(i) % 9000) * (1 + hash(i + 1) % 3) / 100 as "SKU Subtotal Before Discount",
    1.5 as "SKU Platform Discount", 2.25 as "SKU Seller Discount",
    (1000 + hash(i) % 9000) * (1 + hash(i + 1) % 3) / 100 - 3.75 as "SKU Subtotal After Discount",
    4.99 as "Shipping Fee After Discount", 5.99 as "Original Shipping Fee",
    1 as "Shipping Fee Seller Discount",
    0 as "Co-Funded Shipping Fee Discount", 0 as "Shipping Fee Platform Discount",
    0 as "Payment platform discount", 0 as "Retail Delivery Fee", 1.37 as "Taxes",
    (1000 + hash(i) % 9000) / 100 + 6.36 as "Order Amount", null as "Order Refund Amount",
    strftime(t, '{time}') || chr(9) as "Created Time",
    strftime(t + interval 2 minute, '{time}') || chr(9) as "Paid Time",
    strftime(t + interval 9 hour, '{time}') || chr(9) as "RTS Time",
    strftime(t + interval 1 day, '{time}') || chr(9) as "Shipped Time",
    strftime(t + interval 5 day, '{time}') || chr(9) as "Delivered Time",
    chr(9) as "Cancelled Time", null as "Cancel By", null as "Cancel Reason",
    'Fulfillment by seller' as "Fulfillment Type", 'Main' as "Warehouse Name",
    '9400' || (100000000000 + i)::varchar || chr(9) as "Tracking ID",
    'Seller Shipping' as "Delivery Option Type", 'Shipped by seller' as "Delivery Option",
    'USPS' as "Shipping Provider Name", null as "Buyer Message", 'nick' || i as "Buyer Nickname",
    'buyer' || hash(i) % 1000000 as "Buyer Username", 'A. Buyer' as "Recipient",
    '(+1)5550100' as "Phone #",
    'United States' as "Country", 'California' as "State", 'Oakland' as "City",
    '94601' || chr(9) as "Zipcode",
    i || ' Example Street' as "Address Line 1", null as "Address Line 2", null as "Delivery Instruction",
    'ApplePay' as "Payment Method", 0.4 as "Weight(kg)", 'Kitchenware' as "Product Category",
    (1150000000000000000 + i // 2)::varchar || chr(9) as "Package ID", null as "Seller Note",
    null as "Shipping Information", null as "Combined Listing"
"""


def bench_landing(folder: Path, lines: int, repeats: int) -> dict[str, object]:
    """Medians of landing and of the bare copy, their ratio, and the size of the file."""
    home = folder / "landing_home"
    export = home_with_export(folder, home, lines)
    landed: list[Cost] = []
    copied: list[Cost] = []
    for _ in range(repeats):
        shutil.rmtree(home / "landing", ignore_errors=True)
        landed.append(measure_python(LAND, str(home), str(lines)))
        bare = folder / "bare.parquet"
        bare.unlink(missing_ok=True)
        copied.append(measure_python(COPY, str(export), str(bare)))
    ours, floor = median(landed), median(copied)
    return {
        "lines": lines,
        "file_gb": round(export.stat().st_size / 1e9, 3),
        "landing_seconds": round(ours.wall, 2),
        "bare_copy_seconds": round(floor.wall, 2),
        "ratio": round(ours.wall / floor.wall, 2),
        "ratio_cpu": round(ours.cpu / floor.cpu, 2),
        "landing_peak_mb": round(ours.peak_mb),
        "bare_copy_peak_mb": round(floor.peak_mb),
        "repeats": repeats,
    }


def home_with_export(folder: Path, home: Path, lines: int) -> Path:
    """A home with the order export of so many lines; where it is. Every benchmark in `folder` has the same
    file.
    """
    whole = folder / f"export-{lines}.csv"
    if not whole.exists():
        # In a process of its own: a child's peak of memory counts from that of the process which starts it.
        measure_python(WRITE, str(whole), str(lines))
    export = home / "inbox" / "us-main" / "orders" / FILE_NAME
    export.parent.mkdir(parents=True)
    export.hardlink_to(whole)
    (home / "shops.yaml").write_text(SHOPS, encoding="utf-8")
    return export


def write_export(path: Path, lines: int) -> None:
    """A US order export of so many lines, 60 columns, two lines an order."""
    import duckdb

    columns = COLUMNS.replace("{bom}", "\ufeff").replace("{time}", "%m/%d/%Y %-I:%M:%S %p")
    target = str(path).replace("'", "''")
    duckdb.execute(
        f"copy (select {columns} from ("
        "select i, timestamp '2026-04-20 08:00:00' + to_seconds(i // 2 % 2000000) as t"
        f" from range({lines}) rows(i))) to '{target}' (format csv, header true)"
    )
