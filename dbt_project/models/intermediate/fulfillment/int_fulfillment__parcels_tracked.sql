with milestones as (
    select
        shop_id,
        order_id,
        package_key,
        milestone,
        reached_at,
        last_at,
        scanned_at,
        event_count
    from {{ ref('int_fulfillment__milestones_tracked') }}
)

select
    shop_id,
    order_id,
    package_key,
    {{ first_time_of('info_received') }} as info_received_at,
    -- Services skip the pick-up now and then: the first event that needs the parcel in hand stands for it.
    min(scanned_at) as first_scan_at,
    {{ first_time_of('origin_facility') }} as origin_facility_at,
    -- Some tell only the beginning, some only the release.
    {{ first_time_of('export_customs', 'export_customs_cleared') }} as export_customs_at,
    {{ first_time_of('export_customs_cleared') }} as export_customs_cleared_at,
    {{ first_time_of('departed') }} as departed_at,
    {{ first_time_of('arrived_destination') }} as arrived_destination_at,
    {{ first_time_of('customs_processing') }} as customs_processing_at,
    {{ first_time_of('customs_cleared') }} as customs_cleared_at,
    {{ first_time_of('last_mile_handover') }} as last_mile_handover_at,
    {{ first_time_of('out_for_delivery') }} as out_for_delivery_at,
    {{ first_time_of('available_for_pickup') }} as available_for_pickup_at,
    {{ first_time_of('attempt_failed') }} as attempt_failed_at,
    {{ first_time_of('delivered') }} as delivered_at,
    {{ first_time_of('exception') }} as exception_at,
    {{ first_time_of('returned') }} as returned_at,
    {{ first_time_of('lost') }} as lost_at,
    {{ first_time_of('damaged') }} as damaged_at,
    max(case when milestone <> 'not_ours' then last_at end) as last_event_at,
    max(case
        when
            milestone in (
                'picked_up', 'departed', 'arrived_destination', 'customs_cleared', 'out_for_delivery'
            )
            then last_at
    end) as last_moving_at,
    min(case when milestone = 'not_ours' then reached_at end) as foreign_event_at,
    -- "Not found" and "expired" are answers of the service, not news of the parcel.
    cast(sum(case when milestone in ('none', 'not_ours') then 0 else event_count end) as integer)
        as event_count,
    cast(sum(case when milestone = 'unknown' then event_count else 0 end) as integer) as unknown_event_count,
    cast(sum(case when milestone = 'not_ours' then event_count else 0 end) as integer) as foreign_event_count
from milestones
group by shop_id, order_id, package_key
