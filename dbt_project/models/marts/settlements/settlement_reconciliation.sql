with expected as (
    select *
    from {{ ref('int_settlements__orders_expected') }}
),

settled as (
    select *
    from {{ ref('int_settlements__orders_settled') }}
),

terms as (
    select
        shop_id,
        settled_within_days,
        as_of_on
    from {{ ref('int_settlements__terms') }}
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
        expected.delivered_on,
        settled.first_settled_on,
        settled.last_refunded_on,
        -- Return freight, adjustments and ads are what only a settlement can tell: expected as they came.
        coalesce(expected.sales_local, 0) - coalesce(expected.fees_local, 0)
        - coalesce(settled.return_shipping_local, 0) - coalesce(settled.ad_charges_local, 0)
        + coalesce(settled.adjustments_local, 0) as due_local,
        coalesce(settled.settled_local, 0) as settled_local,
        coalesce(expected.fees_local, 0) - coalesce(settled.fees_local, 0) as fee_difference_local,
        coalesce(settled.shipping_local, 0) - coalesce(expected.shipping_local, 0)
            as shipping_difference_local
    from expected
    full outer join settled
        on
            expected.shop_id = settled.shop_id
            and expected.order_id = settled.order_id
),

aged as (
    select
        joined.*,
        {{ days_between('joined.delivered_on', 'terms.as_of_on') }} as days_since_delivery,
        joined.settled_line_count < joined.sold_line_count
        and {{ days_between('joined.delivered_on', 'terms.as_of_on') }} > terms.settled_within_days
            as is_overdue
    from joined
    left join terms on joined.shop_id = terms.shop_id
),

-- Money that is not due yet is no difference: it is awaited. Overdue money is due.
compared as (
    select
        *,
        due_local + case when is_overdue then awaited_local else 0 end as expected_local
    from aged
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
            when
                settled_local - expected_local in (
                    fee_difference_local, fee_difference_local + shipping_difference_local
                )
                then 'fee_differs'
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
    {{ money('shipping_difference_local') }} as shipping_difference_local,
    {{ money("case
        when status in ('unexplained', 'partly_settled')
            then difference_local - fee_difference_local - shipping_difference_local
        else 0
    end") }} as unexplained_local,
    currency,
    status,
    case status
        when 'missing_in_export' then 'The settlement has rows of an order that no order export holds.'
        when 'missing_in_settlement'
            then 'Delivered longer ago than the market allows, and not all of it stands in a statement.'
        when 'awaiting_settlement' then 'No statement has a row of it yet; the whole amount is still to come.'
        when 'partly_settled' then 'Some of its lines stand in a statement, the others are still to come.'
        when 'refunded_after_settlement'
            then 'Settled as expected, and a later statement took a refund back as expected.'
        when 'fee_differs'
            then case
                when difference_local = fee_difference_local
                    then 'Sales agree; the fees are not those of the schedule, by the whole difference.'
                else 'Sales agree; shipping and fees are not those expected, by the whole difference.'
            end
        when 'unexplained' then 'The difference is neither a fee nor a row still to come.'
        when 'matched' then 'Settled as expected, or nothing to settle.'
    end as explanation,
    cast(days_since_delivery as integer) as days_since_delivery,
    first_settled_on,
    last_refunded_on
from judged
