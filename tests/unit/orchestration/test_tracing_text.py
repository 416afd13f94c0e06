"""What a terminal shows of values."""

from decimal import Decimal

import pytest

from orchestration.tracing.text import money


@pytest.mark.parametrize(
    ("value", "currency", "told"),
    [
        (Decimal("1066.3000"), "USD", "1,066.30"),
        (Decimal("-1066"), "GBP", "-1,066.00"),
        (Decimal("1234567.0000"), "JPY", "1,234,567"),
        (Decimal("150000"), "IDR", "150,000"),
        (Decimal(0), "VND", "0"),
        (Decimal("0.0000"), "USD", "0.00"),
        (0.1, None, "0.10"),
        # What is finer than the currency is a share of an amount: none of it is lost.
        (Decimal("12.3456"), "USD", "12.3456"),
        (Decimal("12.5"), "IDR", "12.5"),
        (None, "USD", "–"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency_and_loses_none(
    value: Decimal | float | None, currency: str | None, told: str
) -> None:
    assert money(value, currency) == told
