-- What the platform asks of a shop's returns, reviews and answers, by the day it counts on. What needs
-- tickets counts on days that an export of them speaks of: without one there is no data, never 0.
with shops as (
    select
        shop_id,
        timezone
    from {{ ref('stg_configuration__shops') }}
),

returns as (
    select
        returns.shop_id,
        returns.return_id,
        returns.order_id,
        reasons.fault,
        returns.requested_at,
        returns.refunded_at,
        coalesce(statuses.return_state, 'unknown') as return_state
    from {{ ref('stg_returns__returns') }} as returns
    left join {{ ref('int_returns__reasons_named') }} as reasons
        on coalesce(nullif(trim(returns.return_reason), ''), 'not stated') = reasons.reason
    left join {{ ref('return_statuses') }} as statuses
        on lower(trim(returns.return_status)) = statuses.status_text
),

not_the_buyers as (
    select distinct
        shop_id,
        order_id
    from returns
    where fault <> 'buyer' and return_state not in ('rejected', 'cancelled')
),

handled as (
    select
        returns.shop_id,
        returns.return_id,
        {{ to_local_date('min(returns.refunded_at)', 'shops.timezone') }} as day_on,
        {{ leg_hours('min(returns.requested_at)', 'min(returns.refunded_at)') }} as hours
    from returns
    inner join shops on returns.shop_id = shops.shop_id
    where returns.return_state = 'completed' and returns.refunded_at is not null
    group by returns.shop_id, returns.return_id, shops.timezone
),

tickets as (
    select
        tickets.shop_id,
        tickets.ticket_id,
        tickets.order_id,
        coalesce(nullif(lower(trim(tickets.kind)), ''), 'ticket') as kind,
        tickets.opened_at,
        tickets.first_response_at,
        tickets.exported_at,
        tickets.rating,
        tickets.is_seller_fault,
        {{ to_local_date('tickets.opened_at', 'shops.timezone') }} as opened_on,
        {{ to_local_date('tickets.exported_at', 'shops.timezone') }} as exported_on
    from {{ ref('stg_tickets__tickets') }} as tickets
    inner join shops on tickets.shop_id = shops.shop_id
),

-- Each kind may have an export of its own.
covered as (
    select
        shop_id,
        kind,
        min(opened_on) as first_on,
        max(exported_on) as last_on
    from tickets
    group by shop_id, kind
),

first_reviews as (
    select *
    from tickets
    where kind = 'review' and rating is not null
    qualify row_number() over (partition by shop_id, order_id order by opened_at, ticket_id) = 1
),

complaints as (
    select distinct
        shop_id,
        order_id
    from tickets
    where kind = 'complaint'
),

delivered as (
    select
        orders.shop_id,
        orders.delivered_on,
        orders.is_returned_defective is not null as has_returns,
        not_the_buyers.order_id is not null as is_returned_not_by_buyers_fault,
        first_reviews.rating <= 2 as is_reviewed_badly,
        first_reviews.rating <= 2 and first_reviews.is_seller_fault as is_reviewed_badly_by_sellers_fault,
        complaints.order_id is not null as is_complained_of,
        coalesce(orders.delivered_on between reviewed.first_on and reviewed.last_on, false) as has_reviews,
        coalesce(orders.delivered_on between complained.first_on and complained.last_on, false)
            as has_complaints
    from {{ ref('int_fulfillment__orders_delivered') }} as orders
    left join not_the_buyers
        on orders.shop_id = not_the_buyers.shop_id and orders.order_id = not_the_buyers.order_id
    left join first_reviews
        on orders.shop_id = first_reviews.shop_id and orders.order_id = first_reviews.order_id
    left join complaints on orders.shop_id = complaints.shop_id and orders.order_id = complaints.order_id
    left join covered as reviewed on orders.shop_id = reviewed.shop_id and reviewed.kind = 'review'
    left join covered as complained on orders.shop_id = complained.shop_id and complained.kind = 'complaint'
),

counted as (
    {{ metric_rows('non_buyer_fault_return_rate', 'delivered', 'delivered_on',
        'is_returned_not_by_buyers_fault', 'has_returns') }}
    union all
    {{ metric_rows('negative_review_rate', 'delivered', 'delivered_on', 'is_reviewed_badly',
        'has_reviews') }}
    union all
    {{ metric_rows('seller_fault_negative_review_rate', 'delivered', 'delivered_on',
        'is_reviewed_badly_by_sellers_fault', 'has_reviews') }}
    union all
    {{ metric_rows('complaint_rate', 'delivered', 'delivered_on', 'is_complained_of',
        'has_complaints') }}
    union all
    {{ metric_rows('im_dissatisfaction_rate', 'tickets', 'opened_on', 'rating <= 2',
        "kind = 'ticket' and rating is not null") }}
    union all
    -- What may still be answered in time is not judged yet.
    {{ metric_rows('response_within_12_hours_rate', 'tickets', 'opened_on',
        'first_response_at < ' ~ add_seconds('opened_at', '12 * 3600 + 1'),
        "kind = 'ticket' and (first_response_at is not null or exported_at >= "
        ~ add_seconds('opened_at', '12 * 3600 + 1') ~ ')') }}
    union all
    select
        shop_id,
        day_on,
        'after_sales_handling_hours' as metric,
        hours as numerator
    from handled
    where hours is not null
)

select
    shop_id,
    day_on,
    metric,
    cast(sum(numerator) as decimal(18, 2)) as numerator,
    cast(count(*) as integer) as denominator
from counted
where day_on is not null
group by shop_id, day_on, metric
