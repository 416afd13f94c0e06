"""The files are what the platform writes: headers, formats, quirks."""

import re
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from tests.unit.demo.reading import Written, read_csv, read_sheet

US_ORDERS = (
    "Order ID,Order Status,Order Substatus,Cancelation/Return Type,Normal or Pre-order,SKU ID,Seller SKU,"
    "Product Name,"
    'Variation," Virtual Bundle Seller SKU",Quantity,Sku Quantity of return,SKU Unit Original Price,SKU'
    " Subtotal Before "
    "Discount,SKU Platform Discount,SKU Seller Discount,SKU Subtotal After Discount,Shipping Fee After"
    " Discount,Original "
    "Shipping Fee,Shipping Fee Seller Discount,Co-Funded Shipping Fee Discount,Shipping Fee Platform"
    " Discount,Payment "
    "platform discount,Retail Delivery Fee,Taxes,Order Amount,Order Refund Amount,Created Time,Paid Time,"
    "RTS Time,Shipped "
    "Time,Delivered Time,Cancelled Time,Cancel By,Cancel Reason,Fulfillment Type,Warehouse Name,Tracking"
    " ID,Delivery "
    "Option Type,Delivery Option,Shipping Provider Name,Buyer Message,Buyer Nickname,Buyer Username,"
    "Recipient,Phone #,"
    "Country,State,City,Zipcode,Address Line 1,Address Line 2,Delivery Instruction,Payment Method,"
    "Weight(kg),Product "
    "Category,Package ID,Seller Note,Shipping Information,Combined Listing"
)
UK_ORDERS = (
    "Order ID,Order Status,Order Substatus,Cancelation/Return Type,Normal or Pre-order,SKU ID,Seller SKU,"
    "Product Name,"
    "Variation,Quantity,Sku Quantity of return,SKU Unit Original Price,SKU Subtotal Before Discount,SKU"
    " Platform Discount,"
    "SKU Seller Discount,SKU Subtotal After Discount,Shipping Fee After Discount,Original Shipping Fee,"
    "Shipping Fee Seller "
    "Discount,Shipping Fee Platform Discount,Taxes,Order Amount,Order Refund Amount,Created Time,Paid Time,"
    "RTH Time,Shipped "
    "Time,Delivered Time,Cancelled Time,Cancel By,Cancel Reason,Fulfillment Type,Warehouse Name,Tracking"
    " ID,Delivery "
    "Option,Shipping Provider Name,Buyer Message,Buyer Username,Recipient,Phone #,Zipcode,State,Country,"
    "County,Districts,"
    "Street Name,House Name or Number,Delivery Instruction,Payment Method,Weight(kg),Product Category,"
    "Package ID,Seller "
    "Note,Shipping Information,Checked Status,Checked Marked by,Product Tax Amount,Product Tax Rate,"
    "Shipping Tax Amount,"
    "Shipping Tax Rate"
)
RETURNS = (
    "Return Order ID,Order ID,Order Amount,Order Status,Order Substatus,Payment Method,SKU ID,Seller SKU,"
    "Product Name,SKU "
    "Name,Buyer Username,Return Type,Time Requested,Return Reason,Return unit price,Return Quantity,Return"
    " Logistics "
    "Tracking ID,Return Status,Return Sub Status,Refund Time,Dispute Status,Appeal Status,Compensation"
    " Status,Compensation "
    "Amount,Buyer Note"
)
AFFILIATE_UK = (
    "Order ID,Product ID,Product Name,SKU ID,Price,Payment Amount,Currency,Quantity,Fully returned or"
    " refunded,Payment "
    "method,Order Status,Creator Username,Creator Region,Content Type,Content ID,commission model,Standard"
    " commission "
    "rate,Est. Commission Base,Est. standard commission payment,Actual Commission Base,Actual Commission"
    " Payment,Shop Ads "
    "commission rate,Est. Shop Ads commission payment,Actual Shop Ads commission payment,Est. co-funded"
    " creator bonus,"
    "Actual co-funded creator bonus,Time Created,Payment time,Order Delivery Time,Time Commission Paid,"
    "Platform"
)
_ORDER_DETAILS = (
    "Statement ID,Payment ID,Status,Currency,Type,Order/adjustment ID,SKU ID,Quantity,Product name,SKU name,"
    "Order created date,Order delivery date,Total settlement amount,Net sales,Gross sales,Gross sales refund,"
    "Seller discount,Seller discount refund,Shipping,TikTok Shop shipping fee,"
    "Fulfilled by TikTok Shop (FBT) shipping fee,FBT fulfillment fee,Customer shipping fee offset,"
    "Limited-time sign up shipping incentive,Signature confirmation service fee,Shipping insurance fee,"
    "Customer-paid shipping fee,Customer-paid shipping fee refund,TikTok Shop shipping incentive,"
    "TikTok Shop shipping incentive refund,Shipping fee subsidy,Return shipping fee,Fees,Transaction fee,"
    "Referral fee,Refund administration fee,Affiliate commission,Affiliate partner commission,"
    "Adjustment amount,Adjustment reason,Related order ID,Customer payment,Customer refund,"
    "Seller co-funded voucher discount,Seller co-funded voucher discount refund,Platform discounts,"
    "Platform discounts refund,Platform co-funded voucher discounts,"
    "Platform co-funded voucher discounts refund,Ads referral fee discount,Sales tax payment,"
    "Sales tax refund,Retail delivery fee payment,Retail delivery fee refund,"
    "Customer-paid shipping fee before discounts,Seller shipping fee discount,"
    "TikTok Shop shipping fee discount to customer,Estimated chargeable package weight,"
    "Chargeable package weight,FBT Chargeable goods weight,Collection methods,Delivery option,"
    "Signature confirmation service fee type"
)
ORDER_DETAILS = _ORDER_DETAILS.split(",")
LAST = {
    "us-main": "us-main/orders/All order-2026-05-18-05_30.csv",
    "uk-cross": "uk-cross/orders/All order-2026-05-18-05_30.csv",
}
US_TIME = re.compile(r"^(0\d|1[0-2])/[0-3]\d/20\d\d ([1-9]|1[0-2]):[0-5]\d:[0-5]\d [AP]M\t$")
UK_TIME = re.compile(r"^[0-3]\d/(0\d|1[0-2])/20\d\d [0-2]\d:[0-5]\d:[0-5]\d\t$")


@pytest.mark.parametrize(("shop", "header"), [("us-main", US_ORDERS), ("uk-cross", UK_ORDERS)])
def test_order_exports_begin_with_the_platforms_header(demo: Written, shop: str, header: str) -> None:
    content = (demo.result.inbox / LAST[shop]).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf" + header.encode() + b"\n")
    assert b"\r" not in content
    assert len(read_csv(demo.result.inbox / LAST[shop])[0]) == 60


def test_other_exports_have_the_platforms_headers(demo: Written) -> None:
    inbox = demo.result.inbox
    affiliate = [
        path.read_bytes().split(b"\n")[0].decode() for path in demo.files("*/affiliate_orders/*05-18*")
    ]
    assert affiliate == [AFFILIATE_UK, AFFILIATE_UK.replace("Creator Region,", "")]
    returns = (inbox / "uk-cross/returns/Return orders-2026-05-18-05_30.csv").read_text(encoding="utf-8")
    assert returns.split("\n")[0] == RETURNS
    workbook = CalamineWorkbook.from_path(inbox / "us-main/returns/Return orders-2026-05-18-05_30.xlsx")
    assert workbook.get_sheet_by_index(0).to_python()[0] == RETURNS.split(",")


def test_times_and_ids_keep_their_tab_and_a_lone_tab_is_empty(demo: Written) -> None:
    for shop, pattern in (("us-main", US_TIME), ("uk-cross", UK_TIME)):
        rows = [row for row in read_csv(demo.result.inbox / LAST[shop]) if row["Order ID"].endswith("\t")]
        good = [row for row in rows if "99999999999901" not in row["Order ID"]]
        assert good
        for row in good:
            assert re.fullmatch(r"\d{18}\t", row["Order ID"])
            assert re.fullmatch(r"\d{19}\t", row["SKU ID"])
            assert re.fullmatch(r"(\d{19})?\t", row["Package ID"])
            assert pattern.match(row["Created Time"])
            assert row["Delivered Time"] == "\t" or pattern.match(row["Delivered Time"])
        assert any(row["Delivered Time"] == "\t" for row in good)


def test_money_is_bare_in_the_us_and_names_pounds_in_the_uk(demo: Written) -> None:
    us = read_csv(demo.result.inbox / LAST["us-main"])
    uk = [
        row
        for row in read_csv(demo.result.inbox / LAST["uk-cross"])
        if not row["Order ID"].startswith("5796999")
    ]
    assert all(re.fullmatch(r"\d+(\.\d\d?)?", row["Order Amount"]) for row in us)
    assert any("." not in row["SKU Seller Discount"] for row in us)
    assert all(re.fullmatch(r"GBP \d+\.\d\d", row[name]) for row in uk for name in ("Order Amount", "Taxes"))


def test_personal_data_stands_in_the_personal_columns(demo: Written) -> None:
    row = read_csv(demo.result.inbox / LAST["us-main"])[0]
    assert row["Recipient"] and row["Phone #"].startswith("(+1)555") and row["Address Line 1"]
    assert row["Shipping Information"].count("\n") == 3
    assert row["Recipient"] in row["Shipping Information"]


def test_settlement_workbooks_have_four_sheets_and_now_and_then_a_row_of_descriptions(demo: Written) -> None:
    described = 0
    for path in demo.files("us-main/settlements/*.xlsx"):
        workbook = CalamineWorkbook.from_path(path)
        assert workbook.sheet_names == ["Reports", "Order details", "Statements", "Withdrawal records"]
        rows = workbook.get_sheet_by_name("Order details").to_python()
        described += len(rows) > 1 and rows[1][5] == "Transaction type."
        assert rows[0][0] in ("Statement date (UTC)", "Statement date")
        added = ["Affiliate Shop Ads commission"] if len(rows[0]) == 65 else []
        assert rows[0][1:] == [*ORDER_DETAILS[:38], *added, *ORDER_DETAILS[38:]]
    assert 0 < described < 26


def test_ads_reports_have_the_account_in_the_name_and_their_quirks_inside(demo: Written) -> None:
    names = [path.name for path in demo.files("uk-cross/ads/*2026-05-11*")]
    assert names == [
        "Ads Manager-7002-2026-05-11-2026-05-17.xlsx",
        "GMV Max product-7002-2026-05-11-2026-05-17.xlsx",
    ]
    manager = read_sheet(demo.files("uk-cross/ads/Ads Manager*05-11*")[0], "Sheet1")
    assert str(manager[-1]["Campaign name"]).startswith("Total")
    assert [row["Impressions"] for row in manager if row["Primary status"] == "Inactive"] == ["<5"]
    product = read_sheet(demo.files("us-main/ads/GMV Max*05-11*")[0], "Sheet1")
    assert {row["Creative type"] for row in product} == {"Video", "Product card"}
    assert all(row["Currency"] == "USD" and len(row) == 27 for row in product)


def test_affiliate_dates_are_day_first_in_both_markets(demo: Written) -> None:
    for path in demo.files("*/affiliate_orders/*2026-05-18*"):
        days = [row["Time Created"] for row in read_csv(path)]
        assert all(re.fullmatch(r"\d\d/0[45]/2026 \d\d:\d\d:\d\d", day) for day in days)
        assert any(int(day[:2]) > 12 for day in days)


def test_tracking_names_substatuses_and_a_zone_in_each_row(demo: Written) -> None:
    uk = read_csv(demo.files("uk-cross/tracking/*2026-05-18*")[0])
    assert {row["timezone"] for row in uk} == {"UTC"}
    assert {"InTransit_CustomsReleased", "InTransit_PickedUp", "Delivered_Other"} <= {
        row["status"] for row in uk
    }


def test_invoices_name_charges_in_both_languages(demo: Written) -> None:
    kinds = {
        row["charge_type"] for path in demo.files("*/logistics_invoices/*.csv") for row in read_csv(path)
    }
    assert kinds == {
        "last_mile", "handling", "storage", "return_handling", "return_shipping", "头程运费", "清关关税",
        "尾程派送费", "仓储成本",
    }  # fmt: skip


def test_costs_and_rates_are_exact_decimals(demo: Written) -> None:
    rates = [row for path in demo.files("_all/fx_rates/*.csv") for row in read_csv(path)]
    assert all(Decimal(row["rate"]) > 0 for row in rates)
    assert {(row["from_currency"], row["to_currency"]) for row in rates} == {("GBP", "USD"), ("CNY", "USD")}
    costs = read_csv(demo.files("us-main/product_costs/*2025-11-17*")[0])
    assert len(costs) == 24 and {row["currency"] for row in costs} == {"CNY"}
