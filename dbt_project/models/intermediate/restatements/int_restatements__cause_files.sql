-- The late rows behind each cause of a week, and the files they came with; where a cause names no order, the
-- files of it that came since.
with members as (
    select
        shop_id,
        member_id
    from {{ ref('int_margin__shop_members') }}
),

moved_orders as (
    select distinct
        since,
        base_sequence,
        shop_id,
        order_week,
        order_id,
        cause
    from {{ ref('int_restatements__causes') }}
    where names_the_order
),

amounts as (
    select distinct
        shop_id,
        week,
        since,
        cause
    from {{ ref('int_restatements__cause_amounts') }}
),

bases as (
    select
        week,
        since,
        base_sequence
    from {{ ref('int_restatements__bases') }}
),

of_orders as (
    select
        members.shop_id,
        moved_orders.order_week as week,
        moved_orders.since,
        moved_orders.cause,
        late_rows.source_file,
        late_rows.sequence,
        sum(late_rows.row_count) as row_count
    from moved_orders
    inner join {{ ref('int_restatements__late_rows') }} as late_rows
        on
            moved_orders.shop_id = late_rows.shop_id
            and moved_orders.order_id = late_rows.order_id
            and moved_orders.cause = late_rows.source
            and moved_orders.base_sequence < late_rows.sequence
    inner join members on moved_orders.shop_id = members.member_id
    group by
        members.shop_id,
        moved_orders.order_week,
        moved_orders.since,
        moved_orders.cause,
        late_rows.source_file,
        late_rows.sequence
),

of_shops as (
    select distinct
        amounts.shop_id,
        amounts.week,
        amounts.since,
        amounts.cause,
        inputs.label as source_file,
        inputs.sequence,
        0 as row_count
    from amounts
    inner join bases on amounts.week = bases.week and amounts.since = bases.since
    inner join members on amounts.shop_id = members.shop_id
    inner join {{ ref('int_restatements__inputs_dated') }} as inputs
        on
            amounts.cause = inputs.cause
            and (members.member_id = inputs.shop_id or inputs.shop_id = '_all')
            and bases.base_sequence < inputs.sequence
    left join of_orders
        on
            amounts.shop_id = of_orders.shop_id
            and amounts.week = of_orders.week
            and amounts.since = of_orders.since
            and amounts.cause = of_orders.cause
    where of_orders.shop_id is null
),

both_kinds as (
    select * from of_orders
    union all
    select * from of_shops
),

placed as (
    select
        *,
        row_number() over (
            partition by shop_id, week, since, cause order by sequence desc, source_file asc
        ) as place
    from both_kinds
)

select
    shop_id,
    week,
    since,
    cause,
    cast(sum(row_count) as integer) as late_row_count,
    cast(count(*) as integer) as late_file_count,
    {{ text_list('case when place <= 3 then source_file end', 'place') }} as late_files
from placed
group by shop_id, week, since, cause
