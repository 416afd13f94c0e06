-- Bundles that turn in a circle, or are nested deeper than four levels, with the way there: nobody can say
-- what they cost. Correct the list of components.
{% set levels = 5 %}
with bundle_parts as (
    select
        shop_id,
        bundle_sku,
        component_sku,
        valid_from,
        next_valid_from
    from {{ ref('int_costs__bundle_parts_dated') }}
),

ways_1 as (
    select
        shop_id,
        bundle_sku,
        component_sku as part_sku,
        valid_from,
        next_valid_from,
        concat_ws(' > ', bundle_sku, component_sku) as way
    from bundle_parts
),

{% for level in range(2, levels + 1) %}
ways_{{ level }} as (
    select
        ways.shop_id,
        ways.bundle_sku,
        inner_parts.component_sku as part_sku,
        case
            when inner_parts.valid_from > ways.valid_from then inner_parts.valid_from else ways.valid_from
        end as valid_from,
        case
            when ways.next_valid_from is null then inner_parts.next_valid_from
            when inner_parts.next_valid_from < ways.next_valid_from then inner_parts.next_valid_from
            else ways.next_valid_from
        end as next_valid_from,
        concat_ws(' > ', ways.way, inner_parts.component_sku) as way
    from ways_{{ level - 1 }} as ways
    inner join bundle_parts as inner_parts
        on
            ways.shop_id = inner_parts.shop_id
            and ways.part_sku = inner_parts.bundle_sku
            and ways.part_sku <> ways.bundle_sku
            and (ways.next_valid_from is null or ways.next_valid_from > inner_parts.valid_from)
            and (inner_parts.next_valid_from is null or ways.valid_from < inner_parts.next_valid_from)
),

{% endfor %}
ways as (
    {% for level in range(1, levels + 1) %}
    select
        *,
        {{ level }} as level_count
    from ways_{{ level }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    shop_id,
    bundle_sku,
    way,
    valid_from,
    case when part_sku = bundle_sku then 'a bundle holds itself' else 'nested deeper than four levels' end
        as problem
from ways
where part_sku = bundle_sku or level_count = {{ levels }}
