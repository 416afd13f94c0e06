"""The contracts: valid, complete, and telling their sources apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.exports.contract import (
    CONTRACTS_FOLDER,
    ContractError,
    load_contracts,
    raw_tables,
    read_contract,
)
from orchestration.exports.headers import normalise
from orchestration.exports.recognise import match_header

SOURCES = {"orders", "settlements", "returns", "affiliate_orders", "ads", "tracking", "logistics_invoices",
           "product_costs", "fx_rates"}  # fmt: skip
US_2026 = """Order ID,Order Status,Order Substatus,Cancelation/Return Type,Normal or Pre-order,SKU ID,Seller SKU,Product Name,Variation, Virtual Bundle Seller SKU,Quantity,Sku Quantity of return,SKU Unit Original Price,SKU Subtotal Before Discount,SKU Platform Discount,SKU Seller Discount,SKU Subtotal After Discount,Shipping Fee After Discount,Original Shipping Fee,Shipping Fee Seller Discount,Co-Funded Shipping Fee Discount,Shipping Fee Platform Discount,Payment platform discount,Retail Delivery Fee,Taxes,Order Amount,Order Refund Amount,Created Time,Paid Time,RTS Time,Shipped Time,Delivered Time,Cancelled Time,Cancel By,Cancel Reason,Fulfillment Type,Warehouse Name,Tracking ID,Delivery Option Type,Delivery Option,Shipping Provider Name,Buyer Message,Buyer Nickname,Buyer Username,Recipient,Phone #,Country,State,City,Zipcode,Address Line 1,Address Line 2,Delivery Instruction,Payment Method,Weight(kg),Product Category,Package ID,Seller Note,Shipping Information,Combined Listing"""
UK_2026 = """Order ID,Order Status,Order Substatus,Cancelation/Return Type,Normal or Pre-order,SKU ID,Seller SKU,Product Name,Variation,Quantity,Sku Quantity of return,SKU Unit Original Price,SKU Subtotal Before Discount,SKU Platform Discount,SKU Seller Discount,SKU Subtotal After Discount,Shipping Fee After Discount,Original Shipping Fee,Shipping Fee Seller Discount,Shipping Fee Platform Discount,Taxes,Order Amount,Order Refund Amount,Created Time,Paid Time,RTH Time,Shipped Time,Delivered Time,Cancelled Time,Cancel By,Cancel Reason,Fulfillment Type,Warehouse Name,Tracking ID,Delivery Option,Shipping Provider Name,Buyer Message,Buyer Username,Recipient,Phone #,Zipcode,State,Country,County,Districts,Street Name,House Name or Number,Delivery Instruction,Payment Method,Weight(kg),Product Category,Package ID,Seller Note,Shipping Information,Checked Status,Checked Marked by,Product Tax Amount,Product Tax Rate,Shipping Tax Amount,Shipping Tax Rate"""
ID_2026 = """Order ID,Order Status,Order Substatus,Cancelation/Return Type,Normal or Pre-order,SKU ID,Seller SKU,Product Name,Variation,Quantity,Sku Quantity of return,SKU Unit Original Price,SKU Subtotal Before Discount,SKU Platform Discount,SKU Seller Discount,SKU Subtotal After Discount,Shipping Fee After Discount,Original Shipping Fee,Shipping Fee Seller Discount,Shipping Fee Platform Discount,Distance Shipping Fee,Distance Fee,Order Refund Amount,Payment platform discount,Buyer Service Fee,Handling Fee,Shipping Insurance,Item Insurance,Order Amount,Created Time,Paid Time,RTS Time,Shipped Time,Delivered Time,Cancelled Time,Cancel By,Cancel Reason,Fulfillment Type,Warehouse Name,Tracking ID,Delivery Option,Shipping Provider Name,Buyer Message,Buyer Username,Recipient,Phone #,Zipcode,Country,Province,Regency and City,Districts,Villages,Detail Address,Additional address information,Payment Method,Weight(kg),Product Category,Package ID,Purchase Channel,Seller Note,Checked Status,Checked Marked by,Tokopedia Invoice Number,Order Channel,Creator Handle"""
RETURNS = """Return Order ID,Order ID,Order Amount,Order Status,Order Substatus,Payment Method,SKU ID,Seller SKU,Product Name,SKU Name,Buyer Username,Return Type,Time Requested,Return Reason,Return unit price,Return Quantity,Return Logistics Tracking ID,Return Status,Return Sub Status,Refund Time,Dispute Status,Appeal Status,Compensation Status,Compensation Amount,Buyer Note"""
AFFILIATE_US = """Order ID,Product ID,Product Name,SKU ID,Price,Payment Amount,Currency,Quantity,Fully returned or refunded,Payment method,Order Status,Creator Username,Content Type,Content ID,commission model,Standard commission rate,Est. Commission Base,Est. standard commission payment,Actual Commission Base,Actual Commission Payment,Shop Ads commission rate,Est. Shop Ads commission payment,Actual Shop Ads commission payment,Est. co-funded creator bonus,Actual co-funded creator bonus,Time Created,Payment time,Order Delivery Time,Time Commission Paid,Platform"""
STATEMENT_US = """Statement date (UTC),Statement ID,Payment ID,Status,Currency,Type,Order/adjustment ID,SKU ID,Quantity,Product name,SKU name,Order created date,Order delivery date,Total settlement amount,Net sales,Gross sales,Gross sales refund,Seller discount,Seller discount refund,Shipping,TikTok Shop shipping fee,Fulfilled by TikTok Shop (FBT) shipping fee,FBT fulfillment fee,Customer shipping fee offset,Limited-time sign up shipping incentive,Signature confirmation service fee,Shipping insurance fee,Customer-paid shipping fee,Customer-paid shipping fee refund,TikTok Shop shipping incentive,TikTok Shop shipping incentive refund,Shipping fee subsidy,Return shipping fee,Fees,Transaction fee,Referral fee,Refund administration fee,Affiliate commission,Affiliate partner commission,Adjustment amount,Adjustment reason,Related order ID,Customer payment,Customer refund,Seller co-funded voucher discount,Seller co-funded voucher discount refund,Platform discounts,Platform discounts refund,Platform co-funded voucher discounts,Platform co-funded voucher discounts refund,Ads referral fee discount,Sales tax payment,Sales tax refund,Retail delivery fee payment,Retail delivery fee refund,Customer-paid shipping fee before discounts,Seller shipping fee discount,TikTok Shop shipping fee discount to customer,Estimated chargeable package weight,Chargeable package weight,FBT Chargeable goods weight,Collection methods,Delivery option,Signature confirmation service fee type"""
STATEMENT_PH = """Order/adjustment ID,Type,Order created time,Order settled time,Currency,Total settlement amount,Total revenue,Subtotal after seller discounts,Subtotal before discounts,Seller discounts,Refund subtotal after seller discounts,Refund subtotal before seller discounts,Refund of seller discounts,Total fees,Transaction fee,TikTok Shop commission fee,Seller shipping fee,Actual shipping fee,Platform shipping fee discount,Customer shipping fee,Refund customer shipping fee,Actual return shipping fee,Shipping fee subsidy,Affiliate commission,Affiliate partner commission,Affiliate Shop Ads commission,Affiliate commission deposit,Affiliate commission refund,Affiliate Partner shop ads commission,GST,SFP service fee,Bonus cashback service fee,LIVE Specials service fee,Voucher Xtra service fee,EAMS Program service fee,Flash Sale service fee,TikTok PayLater program fee,Shipping service fee,Campaign resource fee,Order processing fee,Pre-order service fee,GMV Max Coupon,Ajustment amount,Related order ID,Customer payment,Customer refund,Seller co-funded voucher discount,Refund of seller co-funded voucher discount,Platform discounts,Refund of platform discounts,Platform co-funded voucher discounts,Refund of platform co-funded voucher discounts,Seller shipping fee discount,Estimated package weight (g),Actual package weight (g)"""
GMV_MAX = """Campaign name,Campaign ID,Product ID,Creative type,Video title,Video ID,TikTok account,Time posted,Status,Exploration secondary status,Authorization type,Cost,SKU orders,Cost per order,Gross revenue,ROI,Product ad impressions,Product ad clicks,Product ad click rate,Ad conversion rate,2-second ad video view rate,6-second ad video view rate,25% ad video view rate,50% ad video view rate,75% ad video view rate,100% ad video view rate,Currency"""
REAL_HEADERS = {
    "US orders": ("orders", "us", US_2026), "UK orders": ("orders", "uk", UK_2026), "ID orders": ("orders", "id", ID_2026),
    "returns": ("returns", "full", RETURNS), "affiliate US": ("affiliate_orders", "standard", AFFILIATE_US),
    "affiliate UK": ("affiliate_orders", "creator_region", AFFILIATE_US.replace("Creator Username", "Creator Username,Creator Region")),
    "statement US": ("settlements", "us_statement", STATEMENT_US), "statement PH": ("settlements", "sea_order", STATEMENT_PH),
    "GMV Max": ("ads", "gmv_max_product", GMV_MAX),
}  # fmt: skip


def test_every_source_has_a_contract_and_every_table_a_key_or_a_parent() -> None:
    assert set(load_contracts()) == SOURCES
    for table in raw_tables().values():
        assert table.parts_of or any(column.required for column in table.columns), table.name


@pytest.mark.parametrize("name", sorted(REAL_HEADERS))
def test_the_platforms_own_header_is_recognised_whole_and_by_one_source_only(name: str) -> None:
    source, layout, text = REAL_HEADERS[name]
    header = tuple(text.split(","))
    found = match_header(header, source)
    assert found is not None
    assert (found.layout.name, found.unknown, found.duplicates) == (layout, (), ())
    assert [other for other in SOURCES if match_header(header, other)] == [source]


def test_every_money_column_of_a_statement_is_a_part_a_subtotal_or_informational() -> None:
    for text in (STATEMENT_US, STATEMENT_PH):
        found = match_header(tuple(text.split(",")), "settlements")
        assert found is not None
        layout = found.layout
        parts = [normalise(label) for label, _ in found.parts]
        assert len(parts) == len(set(parts))
        assert not set(parts) & set(map(normalise, (*layout.subtotals, *layout.informational)))
        header = [normalise(title).replace("ajustment", "adjustment") for title in text.split(",")]
        money = header[header.index("total settlement amount") :]
        texts = {"adjustment reason", "related order id"}
        missing = [
            t
            for t in money
            if t not in {*parts, *texts, *map(normalise, (*layout.subtotals, *layout.informational))}
        ]
        assert missing == []


def test_no_personal_header_is_read_into_any_column_but_the_pseudonym() -> None:
    for table in raw_tables().values():
        read = {normalise(alias): column.reads for column in table.columns for alias in column.aliases}
        assert not [header for header in table.personal if normalise(header) in read], table.name
        assert all(reads == "buyer" for header, reads in read.items() if header.startswith("buyer")), (
            table.name
        )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("kind: Nothing", "kind must be DataContract"),
        ("a: [", "ParserError"),
        ("reads: guess", "reads"),
        ("required: [No such header]", "no column is read from No such header"),
    ],
)
def test_a_broken_contract_is_named_with_what_is_wrong_in_it(tmp_path: Path, wrong: str, told: str) -> None:
    text = (CONTRACTS_FOLDER / "fx_rates.yaml").read_text(encoding="utf-8")
    text = {
        "kind: Nothing": text.replace("kind: DataContract", wrong),
        "a: [": wrong,
        "reads: guess": text.replace("value: positive", "value: guess"),
        "required: [No such header]": text.replace(
            "required: [date, from_currency, to_currency, rate]", wrong
        ),
    }[wrong]
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ContractError, match=told) as raised:
        read_contract(tmp_path / "mine.yaml")
    assert "mine.yaml" in str(raised.value)
