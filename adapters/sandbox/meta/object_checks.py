"""What Meta refuses in changes of objects that depends on other objects, on uploads or on what happened before."""

from adapters.sandbox.meta.check_rows import Check

OBJECT_CHECKS: tuple[Check, ...] = (
    Check(
        name="meta.a_child_names_its_parent",
        message="The parameter {field} is required",
        source="C",
    ),
    Check(
        name="meta.a_parent_exists",
        subcode=1487056,
        message="Invalid parameter: {field} {id} does not exist",
        source="K",
    ),
    Check(
        name="meta.nothing_is_made_under_what_is_gone",
        subcode=1487056,
        message="The parent is deleted or archived",
        source="K",
    ),
    Check(
        name="meta.a_pixel_exists",
        subcode=1885154,
        message="Pixel {id} does not exist or is not shared",
        source="K",
    ),
    Check(
        name="meta.a_page_exists",
        subcode=1487202,
        message="Page {id} does not exist or is not yours",
        source="K",
    ),
    Check(
        name="meta.a_creative_exists",
        subcode=1487194,
        message="Creative {id} does not exist",
        source="K",
    ),
    Check(
        name="meta.an_origin_audience_exists",
        subcode=1713049,
        message="The origin audience does not exist",
        source="K",
    ),
    Check(
        name="meta.what_is_set_at_creation_stays",
        message="{field} cannot be changed after creation",
        source="K",
    ),
    Check(
        name="meta.a_creative_stays_as_it_is",
        message="Only the name of a creative can be changed: create a new one",
        source="D",
    ),
    Check(
        name="meta.a_budget_changes_four_times_an_hour",
        code=613,
        subcode=1487632,
        message="Budget change limited: an ad set's budget can be changed 4 times an hour",
        source="D",
    ),
    Check(
        name="meta.an_archived_object_is_only_renamed_or_deleted",
        subcode=1487015,
        message="An archived object can only be renamed or deleted",
        source="D",
    ),
    Check(
        name="meta.a_deleted_object_takes_no_changes",
        subcode=1487015,
        message="You cannot edit a deleted object",
        source="D",
    ),
    Check(
        name="meta.an_object_is_deleted_once",
        subcode=33,
        message="Unsupported delete request. Object with ID '{id}' does not exist, cannot be loaded due to missing "
        "permissions, or does not support this operation",
        source="S",
        kind="GraphMethodException",
    ),
    Check(
        name="meta.campaigns_are_deleted_by_a_strategy_that_is_listed",
        message="Param delete_strategy must be one of {listed}",
        source="C",
    ),
    Check(
        name="meta.archived_campaigns_are_deleted_before_a_date",
        message="DELETE_ARCHIVED_BEFORE needs before_date, a time",
        source="D",
    ),
    Check(
        name="meta.a_copy_holds_at_most_3_objects",
        subcode=1885194,
        message="The copy would hold {count} objects: more than 3 are copied in an asynchronous batch",
        source="D; the subcode K",
    ),
    Check(
        name="meta.a_copy_gets_a_status_that_is_listed",
        message="Param status_option must be one of {listed}",
        source="C",
    ),
    Check(name="meta.an_account_keeps_a_name", message="The parameter name is required", source="K"),
    Check(
        name="meta.a_spend_cap_is_not_negative",
        message="Param spend_cap must not be negative",
        source="D",
    ),
    Check(name="meta.a_label_has_a_name", message="The parameter name is required", source="D"),
    Check(name="meta.a_label_exists", message="The ad label does not exist", source="K"),
    Check(
        name="meta.an_upload_brings_a_picture",
        subcode=1487411,
        message="An image is needed: send bytes, a file, url or copy_from",
        source="D; the subcode K",
    ),
    Check(
        name="meta.an_image_is_a_picture",
        subcode=1487411,
        message="{name} is no PNG, GIF or JPEG",
        source="D; the subcode K",
    ),
    Check(
        name="meta.zipped_pictures_can_be_unpacked",
        subcode=1487411,
        message="{name} is no ZIP archive that can be read",
        source="D; the subcode K",
    ),
    Check(
        name="meta.an_image_that_is_copied_exists",
        subcode=1487412,
        message="The image {hash} does not exist in the account {account}",
        source="D; the subcode K",
    ),
    Check(
        name="meta.an_image_that_is_deleted_exists",
        subcode=1487412,
        message="Param hash must be the hash of an image of this account",
        source="D; the subcode K",
    ),
    Check(
        name="meta.an_upload_brings_a_video",
        subcode=1363030,
        message="A video is needed: send source or file_url",
        source="D; the subcode K",
    ),
    Check(
        name="meta.an_upload_goes_on_after_its_start",
        subcode=1363026,
        message="Param upload_session_id is of no upload",
        source="D; the subcode K",
    ),
    Check(
        name="meta.an_upload_holds_at_most_10000_people",
        subcode=2650,
        message="payload.data takes at most 10000 rows",
        source="D; the subcode K",
    ),
    Check(
        name="meta.a_person_has_a_value_for_each_key",
        message="Each row of payload.data must have one value per key of payload.schema",
        source="D",
    ),
    Check(
        name="meta.at_most_1000_events_are_sent_at_once",
        message="Param data must hold at most 1000 events",
        source="D",
    ),
    Check(
        name="meta.an_event_has_a_name_and_a_time",
        message="Every event needs event_name and event_time",
        source="D",
    ),
    Check(
        name="meta.an_event_is_sent_within_seven_days",
        subcode=2804003,
        message="The event's timestamp is too old: at most 7 days",
        source="D; the subcode S",
    ),
    Check(
        name="meta.an_event_tells_of_a_person",
        subcode=2804050,
        message="The event lacks customer information: user_data is required",
        source="D; the subcode S",
    ),
)
