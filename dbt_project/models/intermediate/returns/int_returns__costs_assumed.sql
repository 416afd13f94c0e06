-- What the rate card of the shop says of the steps that nothing else tells, in the reporting currency.
-- Nothing is assumed where the card says nothing. An entry for a grade comes before one for all, then the
-- newest.
with steps as (
    select *
    from {{ ref('int_returns__steps_unsaid') }}
),

returns as (
    select
        exported.shop_id,
        exported.return_id,
        exported.sku_id,
        shops.market,
        shops.currency,
        faults.fault,
        lines.quantity as ordered_quantity,
        {{ to_local_date('exported.requested_at', 'shops.timezone') }} as requested_on,
        coalesce(lines.ordered_on, {{ to_local_date('exported.requested_at', 'shops.timezone') }})
            as converted_on,
        amounts.cost_of_goods
    from {{ ref('stg_returns__returns') }} as exported
    inner join {{ ref('stg_configuration__shops') }} as shops on exported.shop_id = shops.shop_id
    inner join {{ ref('int_returns__faults') }} as faults
        on
            exported.shop_id = faults.shop_id
            and exported.return_id = faults.return_id
            and exported.sku_id = faults.sku_id
    left join {{ ref('int_orders__lines') }} as lines
        on
            exported.shop_id = lines.shop_id
            and exported.order_id = lines.order_id
            and exported.sku_id = lines.sku_id
    left join {{ ref('int_returns__line_amounts') }} as amounts
        on
            exported.shop_id = amounts.shop_id
            and exported.order_id = amounts.order_id
            and exported.sku_id = amounts.sku_id
),

{% set columns = ['market', 'fault', 'seller_share', 'valid_from', 'valid_to'] -%}
shares_offered as (
    {{ seed_and_home(ref('return_label_shares'), ref('stg_configuration__return_label_shares'), columns) }}
),

shares as (
    select
        returns.shop_id,
        returns.return_id,
        returns.sku_id,
        offered.seller_share
    from returns
    inner join shares_offered as offered
        on
            returns.fault = offered.fault
            and offered.market in (returns.market, '*')
            and (offered.shop_id is null or returns.shop_id = offered.shop_id)
            and returns.requested_on >= offered.valid_from
            and (offered.valid_to is null or returns.requested_on <= offered.valid_to)
    qualify row_number() over (
        partition by returns.shop_id, returns.return_id, returns.sku_id
        order by
            offered.home_specificity desc,
            case when offered.market = '*' then 1 else 0 end asc,
            offered.valid_from desc,
            offered.seller_share desc
    ) = 1
),

-- Who pays is a matter of labels alone.
priced as (
    select
        steps.*,
        card.amount * case when steps.component = 'return_label' then shares.seller_share else 1 end
            as unit_amount,
        card.rate - steps.share_written_off as share_lost
    from steps
    inner join {{ ref('stg_configuration__return_rates') }} as card
        on
            steps.shop_id = card.shop_id
            and steps.component = card.component
            and card.grade in (steps.grade, '*')
            and steps.requested_on >= card.valid_from
    left join shares
        on
            steps.shop_id = shares.shop_id
            and steps.return_id = shares.return_id
            and steps.sku_id = shares.sku_id
    qualify row_number() over (
        partition by
            steps.shop_id, steps.return_id, steps.sku_id, steps.component, steps.grade,
            steps.share_written_off
        order by case when card.grade = '*' then 1 else 0 end asc, card.valid_from desc
    ) = 1
),

conversions as (
    select
        currency,
        day_on,
        rate,
        reporting_minor_unit
    from {{ ref('int_margin__conversions') }}
),

converted as (
    select
        priced.shop_id,
        priced.return_id,
        priced.sku_id,
        priced.component,
        case
            when priced.component = 'write_down' then {{ converted(
                proportional(
                    'returns.cost_of_goods', 'priced.quantity', 'returns.ordered_quantity',
                    'conversions.reporting_minor_unit'
                ),
                'priced.share_lost', 'conversions.reporting_minor_unit'
            ) }}
            else {{ converted(
                'priced.unit_amount * priced.quantity', 'conversions.rate',
                'conversions.reporting_minor_unit'
            ) }}
        end as amount
    from priced
    inner join returns
        on
            priced.shop_id = returns.shop_id
            and priced.return_id = returns.return_id
            and priced.sku_id = returns.sku_id
    left join conversions
        on
            returns.currency = conversions.currency
            and returns.converted_on = conversions.day_on
)

select
    shop_id,
    return_id,
    sku_id,
    {%- for component in ['return_label', 'receiving', 'restocking', 'disposal', 'write_down', 'ticket'] %}
    {{ money("sum(case when component = '" ~ component ~ "' then coalesce(amount, 0) else 0 end)") }}
        as {{ component }}_assumed,
    {%- endfor %}
    {{ money('sum(abs(coalesce(amount, 0)))') }} as assumed_amount
from converted
group by shop_id, return_id, sku_id
