with lines as (
    select
        shop_id,
        order_id,
        sku_id,
        seller_sku,
        product_name,
        variation,
        product_category,
        order_status as order_status_text,
        order_substatus as order_substatus_text,
        fulfillment_type as fulfillment_type_text,
        lower(trim(cancel_return_type)) as cancellation_type_key,
        lower(trim(delivery_option_type)) as delivery_option_type_key,
        lower(trim(delivery_option)) as delivery_option_key,
        lower(trim(country)) as country_key,
        nullif(trim(state), '') as state,
        coalesce(lower(trim(order_type)), '') as order_type_key,
        nullif(trim(warehouse), '') as warehouse,
        nullif(trim(carrier), '') as carrier,
        nullif(trim(tracking_id), '') as tracking_id,
        nullif(trim(package_id), '') as package_id,
        created_at as ordered_at,
        paid_at,
        ready_at,
        shipped_at,
        delivered_at,
        cancelled_at,
        cancel_by,
        cancel_reason,
        {{ first_of_methods('payment_method') }} as payment_method_key,
        coalesce(quantity, 0) as quantity,
        unit_price_local,
        coalesce(subtotal_before_discount_local, 0) as list_amount_local,
        coalesce(platform_discount_local, 0) as platform_discount_local,
        coalesce(seller_discount_local, 0) as seller_discount_local,
        coalesce(subtotal_after_discount_local, 0) as subtotal_after_discount_local,
        coalesce(shipping_fee_local, 0) as shipping_fee_local,
        coalesce(shipping_platform_discount_local, 0) as shipping_platform_discount_local,
        coalesce(tax_local, 0) as tax_local,
        coalesce(payment_platform_discount_local, 0) as payment_platform_discount_local,
        coalesce(order_amount_local, 0) as order_amount_local,
        currency as currency_text,
        source_file,
        exported_at,
        source_row
    from {{ ref('stg_orders__order_lines') }}
),

shops as (
    select
        shop_id,
        market,
        timezone,
        seller_type,
        currency
    from {{ ref('stg_configuration__shops') }}
),

statuses as (
    select
        status_text,
        order_status
    from {{ ref('order_statuses') }}
),

fulfillment_types as (
    select
        type_text,
        fulfillment_type
    from {{ ref('fulfillment_types') }}
),

delivery_options as (
    select
        option_text,
        nullif(shipped_by, 'unknown') as shipped_by,
        nullif(service_level, 'unknown') as service_level
    from {{ ref('delivery_options') }}
),

countries as (
    select
        country_text,
        country_code,
        nullif(region, '') as region
    from {{ ref('countries') }}
),

named as (
    select
        lines.*,
        coalesce(lines.currency_text, shops.currency) as currency,
        lines.subtotal_after_discount_local + lines.platform_discount_local as paid_for_local,
        shops.market,
        shops.timezone,
        shops.seller_type,
        coalesce(statuses.order_status, 'unknown') as order_status,
        coalesce(fulfillment_types.fulfillment_type, 'unknown') as fulfillment_type,
        -- Blank is a regular order: older exports leave the column empty.
        coalesce(
            order_types.order_type, case when lines.order_type_key = '' then 'regular' else 'unknown' end
        ) as order_type,
        -- What no seed names stays unknown, in sight, and is never taken for done.
        coalesce(substatuses.order_substatus, 'unknown') as order_substatus,
        coalesce(
            cancellation_types.cancellation_type,
            case when coalesce(lines.cancellation_type_key, '') = '' then 'none' else 'unknown' end
        ) as cancellation_type,
        coalesce(by_type.shipped_by, by_option.shipped_by, 'unknown') as shipped_by,
        coalesce(by_option.service_level, by_type.service_level, 'unknown') as service_level,
        coalesce(countries.country_code, 'unknown') as country_code,
        coalesce(
            payment_methods.payment_kind, case lines.payment_method_key when '' then 'none' else 'unknown' end
        ) as payment_kind,
        -- The UK has the nation where others have the country, and the country where they have the state.
        coalesce(countries.region, lines.state) as region
    from lines
    -- A shop taken out of shops.yaml is left out of the accounts.
    inner join shops on lines.shop_id = shops.shop_id
    left join statuses on lower(trim(lines.order_status_text)) = statuses.status_text
    left join fulfillment_types on lower(trim(lines.fulfillment_type_text)) = fulfillment_types.type_text
    left join {{ ref('order_types') }} as order_types
        on lines.order_type_key = order_types.type_text
    left join {{ ref('order_substatuses') }} as substatuses
        on lower(trim(lines.order_substatus_text)) = substatuses.substatus_text
    left join {{ ref('cancellation_types') }} as cancellation_types
        on lines.cancellation_type_key = cancellation_types.type_text
    left join delivery_options as by_type on lines.delivery_option_type_key = by_type.option_text
    left join delivery_options as by_option on lines.delivery_option_key = by_option.option_text
    left join countries on lines.country_key = countries.country_text
    left join {{ ref('payment_methods') }} as payment_methods
        on lines.payment_method_key = payment_methods.method_text
),

final as (
    select
        *,
        {{ to_local_date('ordered_at', 'timezone') }} as ordered_on,
        {{ iso_week_key(to_local_date('ordered_at', 'timezone')) }} as order_week,
        cast(list_amount_local - seller_discount_local as decimal(20, 4)) as value_local,
        order_status = 'cancelled' as is_cancelled,
        payment_kind = 'cash_on_delivery' as is_cash_on_delivery,
        -- A creator's sample is a line nobody paid for: not the buyer, nor the platform through a discount.
        order_status <> 'cancelled' and paid_for_local = 0 as is_sample,
        order_status <> 'cancelled' and paid_for_local <> 0 as is_sold
    from named
)

select * from final
