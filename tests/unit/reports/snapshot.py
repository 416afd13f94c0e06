"""A tiny published snapshot, made by hand: two shops, four weeks, the columns that the report reads.

2026-W19 is missing nothing; 2026-W20 is the week under test. Its numbers add up, so that a test can check
them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

WEEK = "2026-W20"
HOSTILE = 'Serum | <script>alert("x")</script> `code` **bold**\n=HYPERLINK("http://evil") \u202eright'

_TABLES = """
create schema marts;
create schema meta;
create table marts.calendar_weeks (
    week varchar, previous_week varchar, week_start_on date, week_end_on date, is_complete boolean,
    is_newest_complete boolean
);
create table marts.shop_weekly (
    shop_id varchar, week varchar, reporting_currency varchar, units bigint, net_sales decimal(20, 4),
    shipping_income decimal(20, 4), cost_of_goods decimal(20, 4), cost_of_goods_recovered decimal(20, 4),
    cm1 decimal(20, 4), cm1_left_out decimal(20, 4), fulfilment_cost decimal(20, 4),
    platform_fees decimal(20, 4), return_cost decimal(20, 4), cm2 decimal(20, 4), cm2_left_out decimal(20, 4),
    ad_spend decimal(20, 4), affiliate_commission decimal(20, 4), sample_cost decimal(20, 4),
    other_marketing decimal(20, 4), cm3 decimal(20, 4), cm3_left_out decimal(20, 4),
    cm3_expected decimal(20, 4), previous_net_sales decimal(20, 4), previous_cm3 decimal(20, 4),
    late_dispatch_rate double, previous_late_dispatch_rate double, total_return_cost decimal(20, 4),
    previous_total_return_cost decimal(20, 4), year_before_week varchar, year_before_cm3 decimal(20, 4),
    year_before_late_dispatch_rate double, year_before_total_return_cost decimal(20, 4),
    assumed_return_cost decimal(20, 4), previous_assumed_return_cost decimal(20, 4),
    unknown_cost_line_count integer
);
create table marts.margin_movements_weekly (
    week varchar, shop_id varchar, kind varchar, name varchar, label varchar, movement decimal(20, 4),
    rank bigint
);
create table marts.margin_bridge_weekly (
    shop_id varchar, week varchar, effect varchar, step integer, previous_cm3 decimal(20, 4),
    cm3 decimal(20, 4), amount decimal(20, 4)
);
create table marts.margin_bridge_skus_weekly (
    shop_id varchar, week varchar, sku_id varchar, effect varchar, seller_sku varchar, label varchar,
    amount decimal(20, 4)
);
create table marts.contribution_margin_weekly (
    shop_id varchar, order_week varchar, sku_id varchar, seller_sku varchar, product_name varchar,
    unit_count integer, net_sales decimal(20, 4), cm2 decimal(20, 4), ad_spend decimal(20, 4),
    cm3 decimal(20, 4), cm3_expected decimal(20, 4), estimated_share double, unknown_cost_line_count integer
);
create table marts.order_line_margins (
    shop_id varchar, order_week varchar, estimated_amount decimal(20, 4), refunds decimal(20, 4),
    shipping_income decimal(20, 4), fulfilment_cost decimal(20, 4), platform_fees decimal(20, 4),
    return_cost decimal(20, 4), affiliate_commission decimal(20, 4)
);
create table marts.creators_weekly (
    shop_id varchar, order_week varchar, attribution varchar, creator varchar, content_type varchar,
    order_count integer, unit_count integer, returned_unit_count integer, unknown_margin_line_count integer,
    net_sales decimal(20, 4), total_return_cost decimal(20, 4), cm2 decimal(20, 4), ad_spend decimal(20, 4),
    affiliate_commission decimal(20, 4), cm3 decimal(20, 4), commission_currency varchar,
    standard_local decimal(20, 4), shop_ads_local decimal(20, 4), cofunded_bonus_local decimal(20, 4),
    partner_local decimal(20, 4), partner_shop_ads_local decimal(20, 4), shop_partner_local decimal(20, 4),
    deposit_local decimal(20, 4), deposit_refund_local decimal(20, 4), other_local decimal(20, 4),
    commission_local decimal(20, 4)
);
create table marts.skus (shop_id varchar, sku_id varchar, seller_sku varchar, product_name varchar);
create table marts.fulfillment_sla_weekly (
    shop_id varchar, week varchar, fulfillment_type varchar, warehouse varchar, carrier varchar,
    due_count integer, on_time_count integer, late_count integer, open_count integer, overdue_count integer,
    exempt_count integer, cancelled_count integer, unknown_count integer, delivery_due_count integer,
    shipped_package_count integer, late_dispatch_rate double, on_time_delivery_rate double,
    valid_tracking_rate double, paid_to_ready_p50_hours double, paid_to_ready_p90_hours double,
    ready_to_scan_p50_hours double, ready_to_scan_p90_hours double, scan_to_delivered_p50_hours double,
    scan_to_delivered_p90_hours double, paid_to_delivered_p50_hours double, paid_to_delivered_p90_hours double
);
create table marts.fulfillment_metrics_weekly (
    shop_id varchar, week varchar, metric varchar, value double, numerator integer, denominator integer,
    recommended_threshold double, enforced_threshold double, penalty varchar, rule_version varchar,
    verdict varchar
);
create table marts.leg_percentiles_weekly (
    shop_id varchar, week varchar, scope varchar, leg varchar, leg_place integer, is_step boolean,
    fulfillment_type varchar, warehouse varchar, country_code varchar, carrier varchar, ended_count integer,
    open_count integer, naive_p50_hours integer, km_p50_hours integer, naive_p90_hours integer,
    km_p90_hours integer, trailing_km_p50_hours integer, trailing_km_p90_hours integer,
    service_level varchar, naive_p85_hours integer, km_p85_hours integer, naive_p95_hours integer,
    km_p95_hours integer
);
create table marts.customs_dwell_weekly (
    shop_id varchar, week varchar, scope varchar, fulfillment_type varchar, warehouse varchar,
    country_code varchar, cleared_count integer, in_customs_count integer,
    cleared_within_8_hours_rate double, cleared_within_24_hours_rate double,
    cleared_within_72_hours_rate double, km_p50_hours integer, km_p90_hours integer
);
create table marts.lane_scorecard_weekly (
    shop_id varchar, week varchar, fulfillment_type varchar, warehouse varchar, country_code varchar,
    carrier varchar, package_count integer, delivered_count integer, on_time_count integer,
    late_count integer, overdue_count integer, open_count integer, on_time_delivery_rate double,
    late_dispatch_rate double, lost_count integer, damaged_count integer, sent_back_count integer,
    scan_to_delivered_km_p50_hours integer, scan_to_delivered_km_p90_hours integer,
    cost_per_parcel decimal(20, 4), claim_count integer
);
create table marts.fulfillment_comparison_weekly (
    shop_id varchar, order_week varchar, fulfillment_way varchar, order_count integer,
    on_time_delivery_rate double, late_dispatch_rate double, fulfilment_cost_per_order decimal(20, 4),
    return_rate double, cm3 decimal(20, 4), cm3_per_order decimal(20, 4), cm3_share_of_net_sales double
);
create table marts.milestone_coverage_weekly (
    shop_id varchar, week varchar, fulfillment_type varchar, warehouse varchar, country_code varchar,
    carrier varchar, milestone varchar, reached_count integer, coverage_rate double
);
create table marts.tracking_problems (shop_id varchar, week varchar, problem varchar, carrier varchar);
create table marts.fulfillment_metrics_rolling (
    shop_id varchar, week varchar, metric varchar, window_days integer, value decimal(18, 6),
    numerator decimal(18, 2), denominator integer, recommended_threshold double, enforced_threshold double,
    orders_to_recommended integer, orders_to_enforced integer, penalty varchar, violation_points integer,
    next_violation_points integer, order_volume_limit double, next_order_volume_limit double,
    is_platform_window boolean,
    is_rule_confirmed boolean, rule_version varchar, verdict varchar
);
create table marts.late_spells (
    shop_id varchar, carrier varchar, first_week varchar, last_week varchar, week_count integer,
    due_count integer, late_count integer, money_paid_for_sure decimal(20, 4),
    money_paid_at_most decimal(20, 4)
);
create table marts.fulfillment_forecast (
    shop_id varchar, metric varchar, target_week varchar, known_count integer, open_count integer,
    to_come_count double, unknown_count integer, expected_rate double, low_rate double, high_rate double
);
create table marts.fulfillment_forecast_backtest (
    shop_id varchar, metric varchar, target_week varchar, "error" double, is_within boolean,
    late_spell varchar, scored_count integer, brier_score double, brier_score_of_the_share double,
    brier_score_of_the_usual double
);
create table marts.orders_to_act_on (
    place integer, shop_id varchar, order_id varchar, reason varchar, action varchar,
    due_at_local timestamp, worked_hours_left integer, carrier varchar, miss_chance double,
    pace_of varchar, expected_cost decimal(20, 4)
);
create table marts.lateness_cost_weekly (
    shop_id varchar, week varchar, carrier varchar, late_order_count integer,
    customer_compensation decimal(20, 4), platform_penalty decimal(20, 4),
    refund_reason_and_evidence decimal(20, 4), return_cost_reason_and_evidence decimal(20, 4),
    refund_reason_only decimal(20, 4), return_cost_reason_only decimal(20, 4),
    refund_evidence_only decimal(20, 4), return_cost_evidence_only decimal(20, 4),
    cancellation_stated_lost_sales decimal(20, 4), cancellation_by_evidence_lost_sales decimal(20, 4),
    money_paid_for_sure decimal(20, 4), money_paid_at_most decimal(20, 4)
);
create table marts.claims (
    shop_id varchar, order_id varchar, package_key varchar, tracking_id varchar, carrier varchar,
    reason varchar, status varchar, last_claim_on date, days_left integer, claimable decimal(20, 4),
    claimable_basis varchar, is_assumption boolean
);
create table marts.return_cost_weekly (
    shop_id varchar, week_basis varchar, week varchar, sku_id varchar, reason varchar, fault varchar,
    returned_unit_count integer, refund decimal(20, 4), return_shipping decimal(20, 4),
    return_handling decimal(20, 4), refund_administration_fee decimal(20, 4),
    return_compensation decimal(20, 4), goods_written_off decimal(20, 4), total_return_cost decimal(20, 4),
    refund_of_shipping decimal(20, 4), platform_fees_kept decimal(20, 4),
    affiliate_commission_kept decimal(20, 4), outbound_freight_wasted decimal(20, 4),
    assumed_cost decimal(20, 4)
);
create table marts.return_development (
    shop_id varchar, product_category varchar, order_week varchar, age_weeks integer, is_whole boolean,
    seen_unit_count integer, returned_unit_count integer, returned_rate double
);
create table marts.return_expectations_weekly (
    shop_id varchar, order_week varchar, product_category varchar, unit_count integer, returned_rate double,
    expected_rate double, expected_rate_low double, expected_rate_high double, expected_loss decimal(20, 4),
    expected_loss_low decimal(20, 4), expected_loss_high decimal(20, 4), loss_to_come decimal(20, 4)
);
create table marts.return_expectations_backtest (
    shop_id varchar, order_week varchar, product_category varchar, weeks_after integer, has_come boolean,
    "error" double, is_within boolean
);
create table marts.returns_reserve_weekly (
    shop_id varchar, week varchar, opening_liability decimal(20, 4), new_liability decimal(20, 4),
    used_liability decimal(20, 4), liability_true_up decimal(20, 4), closing_liability decimal(20, 4),
    opening_goods decimal(20, 4), new_goods decimal(20, 4), used_goods decimal(20, 4),
    goods_true_up decimal(20, 4), closing_goods decimal(20, 4)
);
create table marts.return_rates_weekly (
    shop_id varchar, week_basis varchar, week varchar, dimension varchar, dimension_value varchar,
    completed_unit_count integer, sold_unit_count integer, completed_unit_rate double,
    completed_value decimal(20, 4), completed_value_rate double
);
create table marts.return_findings (
    shop_id varchar, week varchar, place integer, dimension varchar, member varchar, product_name varchar,
    seller_sku varchar, first_order_week varchar, last_order_week varchar, compared_count integer,
    returned_count integer, return_rate double, other_return_rate double, rate_ratio double,
    main_reason varchar, main_reason_share double, return_cost decimal(20, 4), excess_cost decimal(20, 4),
    told_by_place integer, is_told_already boolean, excess_cost_told_first decimal(20, 4)
);
create table marts.sku_return_limits (
    shop_id varchar, week varchar, sku_id varchar, seller_sku varchar, product_name varchar,
    first_order_week varchar, last_order_week varchar, unit_count integer, return_rate double,
    usual_return_rate double, cm3 decimal(20, 4), cm3_per_kept_unit decimal(20, 4),
    cost_per_returned_unit decimal(20, 4), cost_basis varchar, break_even_rate double,
    distance_to_break_even double, verdict varchar, verdict_reason varchar,
    expected_return_rate double
);
create table marts.shop_risk_weekly (
    shop_id varchar, week varchar, metric varchar, place integer, needs_export varchar, unit varchar,
    window_days integer, value decimal(18, 6), numerator decimal(18, 2), denominator integer,
    recommended_threshold double, enforced_threshold double, distance_to_recommended double,
    distance_to_enforced double, orders_to_recommended integer, orders_to_enforced integer,
    rule_version varchar, is_rule_confirmed boolean, verdict varchar
);
create table marts.ad_spend (
    shop_id varchar, spend_week varchar, currency varchar, spend_local decimal(20, 4),
    attributed_orders integer, attributed_sales_local decimal(20, 4)
);
create table marts.restatements (
    shop_id varchar, week varchar, metric varchar, since varchar, cause varchar,
    published_value decimal(20, 6), current_value decimal(20, 6), movement decimal(20, 6),
    amount decimal(20, 6), late_row_count integer, late_files varchar
);
create table marts.settlement_cash_weekly (
    shop_id varchar, statement_week varchar, fee_group varchar, currency varchar, line_count integer,
    amount_local decimal(20, 4), amount_at_order_rate decimal(20, 4), fx_difference decimal(20, 4),
    amount decimal(20, 4)
);
create table marts.fx_differences (
    shop_id varchar, order_id varchar, statement_on date, statement_week varchar, ordered_on date,
    currency varchar, settled_local decimal(20, 4), order_rate decimal(19, 12),
    statement_rate decimal(19, 12), fx_difference decimal(20, 4)
);
create table marts.settlement_reconciliation (
    shop_id varchar, order_id varchar, order_week varchar, currency varchar, expected_local decimal(20, 4),
    settled_local decimal(20, 4), difference_local decimal(20, 4), awaited_local decimal(20, 4),
    unexplained_local decimal(20, 4), status varchar, explanation varchar
);
create table marts.statement_reconciliation (
    shop_id varchar, statement_on date, statement_id varchar, currency varchar, lines_local decimal(20, 4),
    statement_local decimal(20, 4), payable_local decimal(20, 4), paid_local decimal(20, 4),
    difference_local decimal(20, 4), unexplained_local decimal(20, 4), status varchar
);
create table marts.ad_charge_reconciliation (
    shop_id varchar, spend_week varchar, currency varchar, reported_local decimal(20, 4),
    charged_local decimal(20, 4), matched_local decimal(20, 4), vat_local decimal(20, 4),
    difference_local decimal(20, 4), unexplained_local decimal(20, 4), status varchar
);
create table marts.source_files (
    shop_id varchar, source varchar, source_file varchar, status varchar, reason varchar,
    exported_at timestamp, rows_read bigint, rows_landed bigint, rows_quarantined bigint
);
create table marts.export_coverage (
    shop_id varchar, source varchar, place integer, is_needed boolean, file_count integer,
    newest_exported_at timestamp
);
create table marts.file_findings (
    shop_id varchar, source varchar, source_file varchar, sha256 varchar, exported_at timestamp,
    kind varchar, table_name varchar, subject varchar, detail varchar, row_count bigint,
    finding varchar, advice varchar
);
create table marts.quarantine_reasons (
    shop_id varchar, source varchar, source_file varchar, sha256 varchar, exported_at timestamp,
    column_name varchar, reason varchar, row_count bigint
);
create table meta.publication (
    as_of timestamp, newest_complete_week varchar, fingerprint varchar, definition_version varchar
);
create table meta.check_results (
    suite varchar, table_name varchar, expectation varchar, severity varchar, success boolean,
    observed varchar, unexpected_count bigint, sample_keys varchar, message varchar
);
"""

_WEEKS = [
    ("2026-W17", "2026-W16", "2026-04-20", "2026-04-26"),
    ("2026-W18", "2026-W17", "2026-04-27", "2026-05-03"),
    ("2026-W19", "2026-W18", "2026-05-04", "2026-05-10"),
    ("2026-W20", "2026-W19", "2026-05-11", "2026-05-17"),
]
# week: net sales, cm3, late dispatch rate, total return cost, of all shops
_TOTALS = {
    "2026-W17": (9000, 1800, 0.020, 310),
    "2026-W18": (9500, 2000, 0.022, 290),
    "2026-W19": (10000, 2100, 0.030, 320),
    "2026-W20": (8200, 1300, 0.062, 205),
}


def write_snapshot(path: Path, *, empty: bool = False, name: str = HOSTILE) -> Path:
    """Write the snapshot; `empty` makes the tables without a row but for the publication."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{path}' as snapshot")
        connection.execute("use snapshot")
        connection.execute(_TABLES)
        connection.execute(
            "insert into meta.publication values ('2026-05-18 12:30:00', ?, 'abc123def456', '1')", [WEEK]
        )
        if not empty:
            for table, rows in _rows(name).items():
                marks = ", ".join("?" for _ in rows[0])
                connection.executemany(f"insert into {table} values ({marks})", rows)
    return path


def _rows(name: str) -> dict[str, list[tuple[Any, ...]]]:
    return {
        "marts.calendar_weeks": [(*week, True, week[0] == WEEK) for week in _WEEKS],
        "marts.shop_weekly": _shop_weekly(),
        "marts.margin_movements_weekly": [
            (WEEK, "all", "line", "net_sales", "Net sales", -1800, 1),
            (WEEK, "all", "line", "cost_of_goods", "Cost of goods", 900, 2),
            (WEEK, "all", "line", "fulfilment_cost", "Fulfilment", 100, 3),
            (WEEK, "all", "sku", "sku-1", name, -600, 1),
            (WEEK, "all", "sku", "sku-2", "Glow serum 30 ml", -200, 2),
            (WEEK, "us-main", "line", "net_sales", "Net sales", -600, 1),
        ],
        "marts.margin_bridge_weekly": [
            ("all", WEEK, "volume", 1, 2100, 1300, "-600.25"),
            ("all", WEEK, "price", 2, 2100, 1300, 0),
            ("all", WEEK, "returns", 8, 2100, 1300, "-350"),
            ("all", WEEK, "ads", 9, 2100, 1300, "150.25"),
            ("all", "2026-W17", "volume", 1, None, 1800, None),
            ("us-main", WEEK, "volume", 1, 1575, 975, "-600.25"),
            ("us-main", WEEK, "ads", 9, 1575, 975, "0.25"),
        ],
        "marts.margin_bridge_skus_weekly": [
            ("us-main", WEEK, "sku-1", "volume", "SKU-1", name, "-600.25"),
            ("us-main", WEEK, "sku-2", "returns", "SKU-2", "Glow serum 30 ml", "-350"),
            ("us-main", WEEK, "sku-2", "ads", "SKU-2", "Glow serum 30 ml", "150.25"),
        ],
        "marts.contribution_margin_weekly": [
            _margin("us-main", "sku-1", name, 100, 5000, 900, 0.25),
            _margin("us-main", "sku-2", "Glow serum 30 ml", 64, 3200, -50, 0.5),
            _margin("uk-cross", "sku-3", "夜灯", 0, 0, 450, None),
        ],
        "marts.order_line_margins": [
            ("us-main", WEEK, 60, 160, 45, 260, 130, 60, 20), ("uk-cross", WEEK, 0, 0, 0, 40, 20, 0, 0),
        ],
        "marts.creators_weekly": [
            _creator("us-main", "creator", "glow.with.mia", "Video", 40, 2400, 700, 30, 12),
            _creator("us-main", "creator", "glow.with.mia", "Live", 10, 800, 150, 10, 5),
            _creator("us-main", "creator", "zen.desk", "Showcase", 9, 300, -120, 5, 3),
            _creator("us-main", "no_creator", "", "", 110, 2650, 245, 0, 0),
            _creator("uk-cross", "creator", "tea.and.glow", "not stated", 20, 2050, 325, 0, 0, "GBP"),
        ],
        "marts.skus": [
            ("us-main", "sku-1", "SKU-1", name),
            ("us-main", "sku-2", "SKU-2", "Glow serum 30 ml"),
        ],
        "marts.fulfillment_sla_weekly": [
            ("us-main", WEEK, "seller", "LA", "Swiftpost", 500, 460, 30, 12, 10, 0, 4, 3, 480, 510,
             0.08, 0.91, 0.99, 5, 20, 8, 30, 60, 110, 80, 140),
            ("uk-cross", WEEK, "seller", "SZ", "Yanwen", 145, 145, 0, 2, 0, 0, 1, 0, 0, 150,
             0.0, None, 1.0, 6, 18, 10, 26, 200, 320, 220, 350),
        ],
        "marts.leg_percentiles_weekly": [
            ("uk-cross", WEEK, "lane", "scan_to_delivered", 14, False, "seller", "SZ", "GB", "all",
             90, 55, 190, 232, 250, None, 215, 265, "all", 244, 260, 255, None),
            ("uk-cross", WEEK, "carrier", "scan_to_delivered", 14, False, "seller", "all", "all", "Yanwen",
             90, 55, 190, 232, 250, None, None, None, "all", 244, 260, 255, None),
        ],
        "marts.customs_dwell_weekly": [
            ("uk-cross", WEEK, "lane", "seller", "SZ", "GB", 80, 10, 0.4, 0.85, None, 17, 50),
        ],
        "marts.lane_scorecard_weekly": [
            ("us-main", WEEK, "seller", "LA", "US", "Swiftpost", 510, 500, 460, 40, 0, 10, 0.92, 0.08, 1, 0,
             2, 96, 163, 8.4, 2),
        ],
        "marts.fulfillment_comparison_weekly": [
            ("us-main", WEEK, "warehouse_in_market", 500, 0.92, 0.08, 9.9, 0.05, 2000, 4, 0.12),
            ("uk-cross", WEEK, "direct", 150, None, 0.0, 7.1, 0.02, 700, 5, 0.14),
        ],
        "marts.milestone_coverage_weekly": [
            ("us-main", WEEK, "seller", "LA", "US", "Swiftpost", "scan", 510, 0.99),
        ],
        "marts.tracking_problems": [("us-main", WEEK, "delivered_before_scan", "Swiftpost")],
        "marts.late_spells": [("us-main", "Swiftpost", WEEK, WEEK, 1, 500, 130, 283.22, 746.03)],
        "marts.fulfillment_forecast": [
            ("us-main", "late_dispatch_rate", WEEK, 131, 64, 79.5, 2, 0.025, 0.003, 0.048),
        ],
        "marts.fulfillment_forecast_backtest": [
            ("us-main", "late_dispatch_rate", WEEK, 0.012, True, "none", 60, 0.031, 0.042, 0.044),
        ],
        "marts.orders_to_act_on": [
            (1, "us-main", "576460000000000001", "not_scanned", "get_it_scanned", "2026-05-05 23:59:59", 18,
             "Swiftpost", 0.6, "lane", 2.5),
        ],
        "marts.lateness_cost_weekly": [
            ("us-main", WEEK, "Swiftpost", 97, 136.33, 0, 39.58, 0.56, 0, 0, 263.39, 0, 20, 0, 176.47,
             439.86),
        ],
        "marts.claims": [
            ("us-main", "576460000000000002", "P1", "1Z1", "Swiftpost", "lost", "expiring", "2026-05-10", 6,
             9.5, "landed_cost", True),
        ],
        "marts.fulfillment_metrics_weekly": _metrics(),
        "marts.fulfillment_metrics_rolling": [
            ("us-main", WEEK, "late_dispatch_rate", 7, 0.08, 40, 500, 0.04, 0.10, -20, 10,
             "order volume limited", None, 2, None, 0.9, True, True, "us-ldr", "above_recommended"),
            ("uk-cross", WEEK, "late_dispatch_rate", 30, 0.0, 0, 580, 0.04, None, 23, None, None, None, None,
             None, None, True, False, "uk-ldr", "ok"),
            ("us-main", WEEK, "average_handling_hours", 30, 26.5, 53000, 2000, None, None, None, None, None,
             None, None, None, None, False, None, None, "no_rule"),
        ],
        "marts.return_cost_weekly": [
            ("us-main", "refund_week", WEEK, "sku-1", "Too small", "seller", 6, 120, 18, 6, 2, 0, 14, 170,
             1, 2, 3, 3, 1),
            ("us-main", "refund_week", WEEK, "sku-2", "Changed my mind", "buyer", 2, 40, 6, 2, 0, 3, 0, 45,
             0, 0, 0, 0, 0),
        ],
        "marts.return_development": [
            ("us-main", "all", "all", 0, True, 900, 9, 0.01),
            ("us-main", "all", "all", 1, True, 800, 24, 0.03),
            ("us-main", "all", "2026-W18", 0, True, 300, 3, 0.01),
            ("us-main", "all", "2026-W18", 1, False, 200, 6, 0.03),
        ],
        "marts.return_expectations_weekly": [
            ("us-main", WEEK, "all", 300, 0.01, 0.05, 0.03, 0.07, 300, 200, 420, 250),
            ("us-main", "2026-W19", "all", 280, 0.02, None, None, None, None, None, None, None),
        ],
        "marts.return_expectations_backtest": [
            ("us-main", "2026-W17", "all", 1, True, 0.004, True),
            ("us-main", "2026-W18", "all", 1, False, None, None),
        ],
        "marts.returns_reserve_weekly": [
            ("us-main", WEEK, 900, 400, 430, "-20.5", "849.50", 130, 50, 10, -35, 135),
        ],
        "marts.return_rates_weekly": [
            ("us-main", "refund_week", WEEK, "reason", "Too small", 6, 160, 0.0375, 120, 0.015),
            ("us-main", "refund_week", WEEK, "carrier", "Swiftpost", 8, 160, 0.05, 160, 0.02),
        ],
        "marts.return_findings": [
            ("us-main", WEEK, 1, "sku", "sku-1", name, "SKU-1", "2026-W17", "2026-W18", 80, 18, 0.225, 0.07,
             3.2, "Too small", 0.61, 420, "288.75", None, False, "288.75"),
            ("us-main", WEEK, 2, "reason", "Too small", name, None, "2026-W17", "2026-W18", 30, 15, 0.5, 0.1,
             5, "Too small", 1, 300, 240, 1, True, 20),
        ],
        "marts.sku_return_limits": [
            ("us-main", WEEK, "sku-1", "SKU-1", name, "2026-W17", "2026-W18", 90, 0.22, 0.06, 12, 5, 18,
             "own", 0.217, -0.003, "fix", "returns_above_break_even", 0.24),
            ("us-main", WEEK, "sku-2", "SKU-2", "Glow serum 30 ml", "2026-W17", "2026-W18", 64, 0.03, None,
             -50, -1.2, None, None, 0, -0.03, "stop", "loses_without_returns", 0.03),
            ("uk-cross", WEEK, "sku-3", "SKU-3", "夜灯", "2026-W17", "2026-W18", 4, 0, None, None, None, None,
             None, None, None, "unknown", "margin_not_known", None),
        ],
        "marts.shop_risk_weekly": [
            ("us-main", WEEK, "non_buyer_fault_return_rate", 1, "returns", "share", 60, 0.05, 100, 2000, None,
             None, None, None, None, None, None, None, "no_rule"),
            ("us-main", WEEK, "after_sales_handling_hours", 3, "returns", "hours", 60, 170.5, 3410, 20, None,
             None, None, None, None, None, None, None, "no_rule"),
            ("us-main", WEEK, "negative_review_rate", 4, "tickets", "share", 60, None, 0, 0, 0.012, None,
             None, None, None, None, "sps", False, "no_data"),
        ],
        "marts.ad_spend": [("us-main", WEEK, "USD", 420, 60, 2100), ("uk-cross", WEEK, "GBP", 80, 0, None)],
        "marts.restatements": [
            ("us-main", "2026-W19", "cm3", "last_published", "settlements", 1580, 1575, "-5", "-5", 3,
             "us-main/settlements/income_2026-05-18.xlsx"),
            ("all", "2026-W19", "cm3", "first_published", "settlements", 2105, 2100, "-5", "-5", 3, "x"),
        ],
        "marts.settlement_cash_weekly": [
            ("us-main", WEEK, "net_sales", "USD", 40, 400, 400, 0, 400),
            ("us-main", WEEK, "fees", "USD", 80, "-32.5", "-32.5", 0, "-32.5"),
            ("uk-cross", WEEK, "net_sales", "GBP", 3, 30, 39, "1.50", "40.50"),
        ],
        "marts.fx_differences": [
            ("uk-cross", "576461413000000004", "2026-05-12", WEEK, "2026-05-01", "GBP", 30,
             "1.3", "1.35", "1.50"),
        ],
        "marts.statement_reconciliation": [
            ("us-main", "2026-05-11", "s1", "USD", 400, 400, 400, 400, 0, 0, "matched"),
            ("us-main", "2026-05-12", "s2", "USD", "-32.5", "-32", 0, None, "-0.50", "-0.50", "sum_differs"),
        ],
        "marts.ad_charge_reconciliation": [
            ("us-main", WEEK, "USD", 420, 400, 400, 0, -20, 0, "partly_billed"),
            ("uk-cross", WEEK, "GBP", None, 80, 0, 0, 80, 0, "charged_without_report"),
        ],
        "marts.settlement_reconciliation": [
            ("us-main", "576461413000000001", "2026-W18", "USD", 20, 20, 0, 0, 0, "matched", "as expected"),
            ("us-main", "576461413000000002", "2026-W19", "USD", 20, "17.5", "-2.5", 0, "-2.5",
             "unexplained", ""),
            ("uk-cross", "576461413000000003", WEEK, "GBP", 0, 0, 0, 12, 0, "awaiting_settlement", ""),
        ],
        "marts.source_files": [
            ("us-main", "orders", "us-main/orders/All order-2026-05-18-05_30.csv", "landed", None,
             "2026-05-18 12:30:00", 700, 698, 2),
            ("uk-cross", "returns", "uk-cross/returns/oops.csv", "refused", "not a returns export",
             "2026-05-18 04:30:00", 5, 0, 5),
        ],
        "marts.export_coverage": [
            ("us-main", "returns", 4, True, 3, "2026-05-18 12:30:00"),
            ("uk-cross", "logistics_invoices", 6, False, 0, None),
        ],
        "marts.file_findings": [
            ("us-main", "orders", f"us-main/orders/All order-2026-05-{day:02}-05_30.csv", f"sha{day}",
             f"2026-05-{day:02} 12:30:00", "new_value", "orders", "order_status", HOSTILE, day,
             f"new value in order_status: {HOSTILE} ({day} rows)", "Say what it means.")
            for day in (11, 18)
        ],
        "marts.quarantine_reasons": [
            ("us-main", "orders", "us-main/orders/All order-2026-05-18-05_30.csv", "sha18",
             "2026-05-18 12:30:00", "Order ID", "this is no ID.", 2),
        ],
        "meta.check_results": [
            ("orders", "marts.orders", "row count", "blocking", True, "700", 0, "", ""),
            ("orders", "marts.orders", "carrier known", "warn", False, "1", 1, "x", "1 order | <b>"),
        ],
    }  # fmt: skip


def _shop_weekly() -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    before: tuple[Any, ...] = (None, None, None, None)
    for week, (sales, cm3, late, returns) in _TOTALS.items():
        for shop, share in (("all", 1), ("us-main", 0.75), ("uk-cross", 0.25)):
            previous = [None if value is None else value * share for value in before[:2]]
            cm2 = cm3 + 60
            cm1 = cm2 + 510
            # 300 fulfilment, 150 fees, 60 returns, 40 ads, 20 commission: every level closes.
            levels = [
                sales,
                45,
                sales + 45 - cm1,
                0,
                cm1,
                0,
                300,
                150,
                60,
                cm2,
                0,
                40,
                20,
                0,
                0,
                cm3,
                0,
                cm3 * 0.95,
            ]
            rows.append((
                shop, week, "USD", int(160 * share), *(value * share for value in levels), *previous, late,
                before[2], returns * share, None if before[3] is None else before[3] * share,
                f"2025-{week[5:]}", *_a_year_before(week, share), returns * share / 4, None, 0,
            ))  # fmt: skip
        before = (sales, cm3, late, returns)
    return rows


def _creator(
    shop: str,
    attribution: str,
    creator: str,
    content: str,
    orders: int,
    sales: float,
    cm3: float,
    commission: float,
    ads: float,
    currency: str = "USD",
) -> tuple[Any, ...]:
    """Returns cost a twentieth of the sales; a tenth of the commission is the partner's."""
    local = [commission * 0.9, 0, 0, commission * 0.1, 0, 0, 0, 0, 0, commission]
    counts = [orders, orders + 2, 1, 0]
    levels = [sales, sales / 20, cm3 + commission + ads, ads, commission, cm3]
    paid_in = currency if commission else None
    return (shop, WEEK, attribution, creator, content, *counts, *levels, paid_in, *local)


def _a_year_before(week: str, share: float) -> tuple[Any, ...]:
    """cm3, late dispatch rate and cost of returns: only the week under test has a year before it."""
    return (1000 * share, 0.05, 180 * share) if week == WEEK else (None, None, None)


def _margin(
    shop: str, sku: str, name: str, units: int, sales: float, cm3: float, estimated: float | None
) -> tuple[Any, ...]:
    """Advertising takes 20 of each SKU, other marketing 10."""
    return (shop, WEEK, sku, sku.upper(), name, units, sales, cm3 + 30, 20, cm3, cm3 - 5, estimated, 0)


def _metrics() -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for week, us, uk in (("2026-W18", 0.03, 0.0), ("2026-W19", 0.05, 0.01), ("2026-W20", 0.08, 0.0)):
        for shop, value, due in (("us-main", us, 500), ("uk-cross", uk, 145)):
            verdict = "above_recommended" if value > 0.04 else "ok"
            rows.append((
                shop, week, "late_dispatch_rate", value, round(value * due), due, 0.04,
                0.10 if shop == "us-main" else None, None, "us-ldr", verdict,
            ))  # fmt: skip
    rows.append(("uk-cross", WEEK, "on_time_delivery_rate", None, 0, 0, None, None, None, None, "no_rule"))
    return rows
