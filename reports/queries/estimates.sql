-- What is booked, what should stay of it, and how much of it no statement has decided yet: as the metric dictionary has it.
with shares as (
    select
        shop_id,
        cast(sum(estimated_amount) as double) / nullif(
            abs(sum(refunds)) + abs(sum(shipping_income)) + abs(sum(fulfilment_cost)) + abs(sum(platform_fees))
            + abs(sum(return_cost)) + abs(sum(affiliate_commission)), 0
        ) as estimated_share
    from marts.order_line_margins
    where order_week = ${params.week}
    group by shop_id
),

margins as (
    select
        shop_id,
        sum(net_sales) as net_sales,
        case when count(*) = count(cm3) then sum(cm3) end as cm3,
        case when count(*) = count(cm3_expected) then sum(cm3_expected) end as cm3_expected,
        sum(unknown_cost_line_count)::bigint as unknown_cost_line_count
    from marts.contribution_margin_weekly
    where order_week = ${params.week}
    group by shop_id
)

select
    margins.*,
    margins.cm3 - margins.cm3_expected as returns_to_come,
    -- The interval of the returns to come is that of the week's final cost of returns.
    margins.cm3_expected - (final.expected_loss_high - final.expected_loss) as cm3_expected_low,
    margins.cm3_expected + (final.expected_loss - final.expected_loss_low) as cm3_expected_high,
    shares.estimated_share
from margins
left join shares on margins.shop_id = shares.shop_id
left join marts.return_expectations_weekly as final
    on
        margins.shop_id = final.shop_id
        and final.order_week = ${params.week}
        and final.product_category = 'all'
order by margins.shop_id
