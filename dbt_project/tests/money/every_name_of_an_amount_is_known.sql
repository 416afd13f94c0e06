{{ config(severity='warn') }}
-- Names of fees and charges that no seed maps yet, with what they come to: counted as platform fees and as
-- handling.
select
    shop_id,
    'settlement' as found_in,
    column_name as platform_name,
    transaction_type as detail,
    count(*) as row_count,
    sum(amount_local) as amount,
    max(currency) as currency
from {{ ref('settlement_lines') }}
where fee_type = 'unmapped'
group by shop_id, column_name, transaction_type
union all
select
    shop_id,
    'invoice' as found_in,
    charge_name as platform_name,
    provider as detail,
    count(*) as row_count,
    sum(amount) as amount,
    max(currency) as currency
from {{ ref('int_costs__invoice_charges_named') }}
where is_unmapped
group by shop_id, charge_name, provider
