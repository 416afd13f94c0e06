{% macro statement_words(status) -%}
    {#- What a state of statement_reconciliation means, in words that say what to do. -#}
    case {{ status }}
        when 'matched' then 'The rows sum to the statement, and the payment is what its statements ask for.'
        when 'awaiting_payment' then 'The rows sum to the statement; the payment has not come yet.'
        when 'missing_payment'
            then 'The rows sum to the statement; its payment is later than the terms of the market allow.'
        when 'nothing_to_pay' then 'The statements of this payment come to nothing or less: nothing is paid out.'
        when 'payments_not_exported'
            then 'The rows sum to the statement; no file of this shop shows payments or withdrawals.'
        when 'payment_differs' then 'The payment is not what its statements, less the reserve, ask for.'
        when 'sum_differs' then 'The rows of the statement do not sum to its stated total: rows are missing or doubled.'
        when 'rows_missing' then 'The statement is listed with a total, and no file has its rows.'
        when 'payment_without_statement' then 'Money came that no statement asks for: a statement is missing.'
    end
{%- endmacro %}

{% macro ad_charge_words(status) -%}
    {#- What a state of ad_charge_reconciliation means, in words that say what to do. -#}
    case {{ status }}
        when 'matched' then 'What the settlement charged for ads is what the reports say was spent by these campaigns.'
        when 'vat_on_top' then 'The charge is the reported spend and the VAT on it.'
        when 'partly_billed'
            then 'The settlement charged less than was reported: the rest is paid elsewhere, or its charge is still to come.'
        when 'not_billed'
            then 'No statement has charged this spend so far: it is paid elsewhere, or its charge is still to come.'
        when 'charged_without_report'
            then 'The settlement charges ads of which no report says a spend: the charge counts until it comes.'
        when 'unexplained' then 'The settlement charges more for ads than the reports say, also with VAT.'
    end
{%- endmacro %}
