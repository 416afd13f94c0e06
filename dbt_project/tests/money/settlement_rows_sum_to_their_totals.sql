-- Each row of a statement: the settlement is the sum of its subtotals (US and UK: net sales, shipping, fees
-- and adjustment; elsewhere: revenue, fees and adjustment) and the sum of its parts, and each subtotal is the
-- sum of its own parts. Nothing is added twice, nothing is left out, to the minor unit.
with parts as (
    select
        shop_id,
        file_sha256,
        source_row,
        sum(amount_local) as parts_local,
        sum(case when fee_group = 'net_sales' then amount_local else 0 end) as net_sales_local,
        sum(case when fee_group = 'shipping' then amount_local else 0 end) as shipping_local,
        sum(case when fee_group = 'fees' then amount_local else 0 end) as fees_local,
        max(case when fee_group = 'unmapped' then 1 else 0 end) as has_unmapped
    from {{ ref('int_settlements__amounts_classified') }}
    where counts_in_total
    group by shop_id, file_sha256, source_row
),

compared as (
    select
        totals.shop_id,
        totals.source_file,
        totals.source_row,
        totals.statement_id,
        totals.statement_on,
        totals.order_or_adjustment_id,
        totals.currency,
        totals.settlement_local,
        case
            when
                coalesce(
                    totals.net_sales_local, totals.revenue_local, totals.shipping_local, totals.fees_local
                ) is not null
                then
                    coalesce(totals.net_sales_local, totals.revenue_local, 0)
                    + coalesce(totals.shipping_local, 0)
                    + coalesce(totals.fees_local, 0)
                    + coalesce(totals.adjustment_local, 0)
        end as subtotals_local,
        coalesce(parts.parts_local, 0) as parts_local,
        -- What has no name yet is in the sum of its subtotal, but nobody knows in which one.
        case
            when coalesce(parts.has_unmapped, 0) = 0
                then
                    coalesce(totals.net_sales_local, totals.revenue_local)
                    - coalesce(parts.net_sales_local, 0)
        end as sales_off_local,
        -- In the layouts of an order a row, the shipping lines are among the fees.
        case
            when coalesce(parts.has_unmapped, 0) = 0
                then
                    coalesce(totals.fees_local, 0) + coalesce(totals.shipping_local, 0)
                    - coalesce(parts.fees_local, 0) - coalesce(parts.shipping_local, 0)
        end as fees_off_local,
        case
            when coalesce(parts.has_unmapped, 0) = 0
                then
                    totals.shipping_local - coalesce(parts.shipping_local, 0)
        end as shipping_off_local
    from {{ ref('stg_settlements__statement_rows') }} as totals
    left join parts
        on
            totals.shop_id = parts.shop_id
            and totals.file_sha256 = parts.file_sha256
            and totals.source_row = parts.source_row
)

select
    *,
    settlement_local - parts_local as difference_local
from compared
where
    settlement_local is distinct from parts_local
    or (subtotals_local is not null and settlement_local is distinct from subtotals_local)
    or (subtotals_local is not null and coalesce(sales_off_local, 0) <> 0)
    or (subtotals_local is not null and coalesce(fees_off_local, 0) <> 0)
    or coalesce(shipping_off_local, 0) <> 0
