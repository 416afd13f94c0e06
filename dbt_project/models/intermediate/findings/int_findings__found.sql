-- What is more than chance, priced: of what the group's returns cost, the part beyond what they would have
-- been at the rate of the others. The dearest has place 1.
with found as (
    select *
    from {{ ref('int_findings__tests') }}
    where is_found
),

reporting as (
    select reporting_minor_unit
    from {{ ref('int_margin__reporting') }}
),

priced as (
    select
        found.*,
        reporting.reporting_minor_unit,
        {{ money(excess_of(
            'found.return_cost', 'found.returned_weight', 'found.other_returned_weight',
            'reporting.reporting_minor_unit'
        )) }} as excess_cost
    from found
    cross join reporting
),

placed as (
    select
        *,
        cast(row_number() over (
            partition by shop_id, week
            order by excess_cost desc, p_value asc, dimension asc, compared_in asc, member asc
        ) as integer) as place
    from priced
)

select
    shop_id,
    week,
    dimension,
    compared_in,
    member,
    place,
    -- Who tells of a return first: the dearest, but a reason only of what nothing else explains, since every
    -- finding names its main reason.
    row_number() over (
        partition by shop_id, week order by case when dimension = 'reason' then 1 else 0 end, place
    ) as turn,
    first_order_week,
    last_order_week,
    compared_count,
    returned_count,
    returned_weight,
    other_returned_weight,
    return_cost,
    excess_cost,
    p_value,
    tested_count,
    false_discovery_rate,
    reporting_minor_unit
from placed
