-- Each row of a statement: the settlement is the sum of its subtotals, and of its parts; in the layout of
-- the US each subtotal is the sum of its own parts. Nothing is added twice, nothing is left out, to the
-- minor unit.
with parts as (
    select
        shop_id,
        source_file,
        source_row,
        sum(amount_local) as parts_local,
        sum(case when fee_group = 'net_sales' then amount_local else 0 end) as net_sales_local,
        sum(case when fee_group = 'shipping' then amount_local else 0 end) as shipping_local,
        sum(case when fee_group = 'fees' then amount_local else 0 end) as fees_local,
        max(case when fee_group = 'unmapped' then 1 else 0 end) as has_unmapped
    from {{ ref('int_settlements__amounts_classified') }}
    where counts_in_total
    group by shop_id, source_file, source_row
),

compared as (
    select
        totals.shop_id,
        totals.source_file,
        totals.source_row,
        totals.statement_id,
        totals.order_or_adjustment_id,
        totals.settlement_local,
        coalesce(totals.net_sales_local, totals.revenue_local, 0) + coalesce(totals.shipping_local, 0)
        + coalesce(totals.fees_local, 0) + coalesce(totals.adjustment_local, 0) as subtotals_local,
        coalesce(parts.parts_local, 0) as parts_local,
        totals.net_sales_local is not null and coalesce(parts.has_unmapped, 0) = 0 and (
            coalesce(totals.net_sales_local, 0) <> coalesce(parts.net_sales_local, 0)
            or coalesce(totals.shipping_local, 0) <> coalesce(parts.shipping_local, 0)
            or coalesce(totals.fees_local, 0) <> coalesce(parts.fees_local, 0)
        ) as has_wrong_subtotal
    from {{ ref('stg_settlements__statement_rows') }} as totals
    left join parts
        on
            totals.shop_id = parts.shop_id
            and totals.source_file = parts.source_file
            and totals.source_row = parts.source_row
)

select *
from compared
where
    settlement_local is distinct from subtotals_local
    or settlement_local is distinct from parts_local
    or has_wrong_subtotal
