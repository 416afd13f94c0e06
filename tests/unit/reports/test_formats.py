"""Numbers, dates and hostile text, as readers of each language see them."""

from datetime import date
from decimal import Decimal

import pytest

from reports.escaping import for_html, for_markdown, plain
from reports.formats import FormatError, Formatter

EN, ZH = Formatter("en", "USD"), Formatter("zh", "USD")


@pytest.mark.parametrize(
    ("value", "tag", "english", "chinese"),
    [
        (Decimal("1234.5"), "money0", "$1,235", "US$1,235"),
        (Decimal("-1234.5"), "usd2", "−$1,234.50", "−US$1,234.50"),
        (Decimal("0.005"), "num2", "0.01", "0.01"),
        (-0.004, "num2", "0.00", "0.00"),
        (123456, "usd1k", "$123.5K", "US$12.3万"),
        (9999, "usd1k", "$10.0K", "US$9,999"),
        (250000000, "num2b", "250,000,000", "2.50亿"),
        (0.0615, "pct1", "6.2%", "6.2%"),
        (0.032, "+pp1", "+3.2 pp", "+3.2 个百分点"),
        (Decimal("0.4"), "+usd0", "$0", "US$0"),
        (1.5, "mult1", "1.5×", "1.5×"),
        (199, "cny0", "CN¥199", "¥199"),
        (199, "myr2", "MYR\u00a0199.00", "MYR\u00a0199.00"),
        (date(2026, 5, 3), "date", "May 3, 2026", "2026年5月3日"),
        (date(2026, 5, 3), "shortdate", "May 3", "5月3日"),
        ("2026-W05", "week", "2026-W05", "2026-W05"),
        (None, "usd0", "–", "–"),
        (float("nan"), "pct1", "–", "–"),
    ],
)
def test_a_value_is_written_as_its_language_writes_it(
    value: object, tag: str, english: str, chinese: str
) -> None:
    assert (EN(value, tag), ZH(value, tag)) == (english, chinese)


def test_the_reporting_currency_is_that_of_the_snapshot_unless_the_row_has_its_own() -> None:
    assert Formatter("en", "GBP")(5, "money0") == "£5"
    assert EN(5, "money0", "GBP") == "£5"


@pytest.mark.parametrize(("value", "tag"), [(1, "usd7"), (None, "dollars"), ("12", "num0"), (True, "num0")])
def test_an_unknown_format_or_a_text_as_number_is_refused(value: object, tag: str) -> None:
    with pytest.raises(FormatError):
        EN(value, tag)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\nlines\tand  blanks", "two lines and blanks"),
        ("\u202eright to left\u2066", "right to left"),
        ("=1+1", "'=1+1"),
        ("@sum(a1)", "'@sum(a1)"),
        ("-cmd", "'-cmd"),
        ("-5", "-5"),
        ("", ""),
        ("\ue000" + "7\ue001", "7"),
        ("x" * 300, "x" * 71 + "…"),
        ("夜灯 👩‍🚀", "夜灯 👩‍🚀"),
    ],
)
def test_text_of_data_is_one_short_line_that_a_spreadsheet_does_not_run(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a | b", r"a \| b"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("`x` *y* _z_", r"\`x\` \*y\* \_z\_"),
        ("[a](http://b)", r"\[a\](http&#58;//b)"),
        ("www.b.com", "www&#46;b.com"),
        ("@team", "&#64;team"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
    ],
)
def test_text_of_data_is_no_markdown(text: str, markdown: str) -> None:
    assert for_markdown(text) == markdown


def test_text_of_data_is_no_html_within_an_attribute_either() -> None:
    assert for_html("\"><script>'&") == "&quot;&gt;&lt;script&gt;&#x27;&amp;"
