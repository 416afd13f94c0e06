{{ config(severity='warn') }}
-- Invoice charges that were split by quantity though the invoice says otherwise: its word is unknown, or a
-- line has no weight in the cost list. With what they come to.
select
    shop_id,
    provider,
    charge_type,
    'the basis is not in the seed allocation_bases' as problem,
    count(*) as charge_count,
    sum(amount) as amount,
    max(currency) as currency
from {{ ref('int_costs__invoice_charges_named') }}
where is_basis_unknown
group by shop_id, provider, charge_type
union all
select
    shop_id,
    provider,
    charge_type,
    'by weight, but the cost list lacks weight and size' as problem,
    count(distinct charge_id) as charge_count,
    max(amount) as amount,
    max(currency) as currency
from {{ ref('int_costs__charge_shares') }}
where allocation_basis = 'weight' and used_basis = 'quantity'
group by shop_id, provider, charge_type
