with expected as (
    select *
    from {{ ref('int_settlements__orders_expected') }}
),

settled as (
    select *
    from {{ ref('int_settlements__orders_settled') }}
),

reporting as (
    select as_of
    from {{ ref('int_margin__reporting') }}
),

joined as (
    select
        coalesce(expected.shop_id, settled.shop_id) as shop_id,
        coalesce(expected.order_id, settled.order_id) as order_id,
        expected.order_week,
        coalesce(expected.currency, settled.currency) as currency,
        expected.order_id is not null as is_in_orders,
        settled.order_id is not null as is_in_settlement,
        coalesce(expected.sold_line_count, 0) as sold_line_count,
        coalesce(expected.settled_line_count, 0) as settled_line_count,
        coalesce(expected.awaited_local, 0) as awaited_local,
        {{ days_between('expected.delivered_on', to_local_date('reporting.as_of', 'expected.timezone')) }}
            as days_since_delivery,
        settled.first_settled_on,
        settled.last_refunded_on,
        coalesce(expected.sales_local, 0) - coalesce(expected.fees_local, 0)
        - coalesce(settled.return_shipping_local, 0) + coalesce(settled.adjustments_local, 0) as due_local,
        coalesce(settled.settled_local, 0) as settled_local,
        coalesce(expected.fees_local, 0) - coalesce(settled.fees_local, 0) as fee_difference_local
    from expected
    full outer join settled
        on
            expected.shop_id = settled.shop_id
            and expected.order_id = settled.order_id
    cross join reporting
),

compared as (
    select
        *,
        -- Money that is not due yet is no difference: it is awaited. Overdue money is due.
        not is_in_settlement and days_since_delivery > 31 as is_overdue,
        due_local + case
            when not is_in_settlement and days_since_delivery > 31 then awaited_local else 0
        end as expected_local
    from joined
),

judged as (
    select
        *,
        settled_local - expected_local as difference_local,
        case
            when not is_in_orders then 'missing_in_export'
            when not is_in_settlement and sold_line_count = 0 then 'matched'
            when is_overdue then 'missing_in_settlement'
            when not is_in_settlement then 'awaiting_settlement'
            when settled_line_count < sold_line_count then 'partly_settled'
            when settled_local = expected_local and last_refunded_on > first_settled_on
                then 'refunded_after_settlement'
            when settled_local = expected_local then 'matched'
            when settled_local - expected_local = fee_difference_local then 'fee_differs'
            else 'unexplained'
        end as status
    from compared
)

select
    shop_id,
    order_id,
    order_week,
    {{ money('expected_local') }} as expected_local,
    {{ money('settled_local') }} as settled_local,
    {{ money('difference_local') }} as difference_local,
    {{ money('case when is_overdue then 0 else awaited_local end') }} as awaited_local,
    {{ money('fee_difference_local') }} as fee_difference_local,
    {{ money("case
        when status in ('unexplained', 'partly_settled') then difference_local - fee_difference_local else 0
    end") }} as unexplained_local,
    currency,
    status,
    case status
        when 'missing_in_export' then 'The settlement has rows of an order that no order export holds.'
        when 'missing_in_settlement' then 'Delivered more than 31 days ago, and no statement has a row of it.'
        when 'awaiting_settlement' then 'No statement has a row of it yet; the whole amount is still to come.'
        when 'partly_settled' then 'Some of its lines stand in a statement, the others are still to come.'
        when 'refunded_after_settlement'
            then 'Settled as expected, and a later statement took a refund back as expected.'
        when 'fee_differs'
            then 'Sales agree; the fees are not those of the schedule, by the whole difference.'
        when 'unexplained' then 'The difference is neither a fee nor a row still to come.'
        when 'matched' then 'Settled as expected, or nothing to settle.'
    end as explanation,
    cast(days_since_delivery as integer) as days_since_delivery,
    first_settled_on,
    last_refunded_on
from judged
