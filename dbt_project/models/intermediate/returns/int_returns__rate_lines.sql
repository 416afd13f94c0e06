-- What each sold line is looked at by: its variation and size, how it was shipped, who spoke for it. A
-- line that two creators claim is the first one's by name.
with creators as (
    select
        shop_id,
        order_id,
        sku_id,
        creator_username,
        content_type
    from {{ ref('stg_affiliate_orders__commissions') }}
    where not is_partner_export
    qualify row_number() over (
        partition by shop_id, order_id, sku_id
        order by creator_username asc nulls last, content_type asc nulls last, content_id asc nulls last
    ) = 1
)

select
    lines.shop_id,
    lines.order_id,
    lines.sku_id,
    lines.order_week,
    lines.quantity,
    margins.gross_sales - margins.seller_discount as line_value,
    concat(
        coalesce(lines.product_name, lines.sku_id), ' · ', coalesce(nullif(trim(lines.variation), ''), '-')
    ) as variation,
    coalesce(sizes.size, 'not stated') as size,
    coalesce(lines.carrier, 'unknown') as carrier,
    coalesce(lines.warehouse, 'unknown') as warehouse,
    case
        when creators.shop_id is null then 'no creator'
        else coalesce(creators.creator_username, 'unknown')
    end as creator,
    case when creators.shop_id is null then 'no creator' else coalesce(creators.content_type, 'unknown') end
        as content_type
from {{ ref('int_orders__lines') }} as lines
inner join {{ ref('int_margin__line_margins') }} as margins
    on
        lines.shop_id = margins.shop_id
        and lines.order_id = margins.order_id
        and lines.sku_id = margins.sku_id
left join {{ ref('int_returns__variation_sizes') }} as sizes on lines.variation = sizes.variation
left join creators
    on
        lines.shop_id = creators.shop_id
        and lines.order_id = creators.order_id
        and lines.sku_id = creators.sku_id
where lines.is_sold
