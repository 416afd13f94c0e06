"""One default demo for all tests of this folder, written once."""

import time
from collections.abc import Callable

import pytest

from orchestration.demo.write import write_demo
from tests.unit.demo.reading import Row, Written, read_csv


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Written:
    home = tmp_path_factory.mktemp("demo")
    start = time.process_time()
    result = write_demo(home)
    return Written(home, result, time.process_time() - start)


@pytest.fixture(scope="session")
def newest_orders(demo: Written) -> Callable[[str], list[Row]]:
    def of(shop: str) -> list[Row]:
        """The last snapshot of every order line that any export of the shop can be read for, without broken
        rows."""
        newest: dict[tuple[str, str], Row] = {}
        for path in demo.files(f"{shop}/orders/All order-*05_30.csv"):
            for row in read_csv(path):
                order = row["Order ID"].strip()
                if len(order) == 18 and not order.endswith("99999999999901"):
                    newest[order, row["SKU ID"].strip()] = row
        return list(newest.values())

    return of
