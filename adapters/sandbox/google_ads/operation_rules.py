"""What is asked of each operation of a request, whatever kind of resource it is about: rows with a switch each."""

from adapters.sandbox.google_ads.request_rules import RequestRule

FIXED_FIELD = RequestRule(
    name="google_ads.request.update_mask.immutable_field",
    code="field_error.IMMUTABLE_FIELD",
    message="The field cannot be changed.",
    source="D: resource reference",
)
READ_ONLY_FIELD = RequestRule(
    name="google_ads.request.create.value_must_be_unset",
    code="field_error.VALUE_MUST_BE_UNSET",
    message="The field is read-only.",
    source='D: resource reference, "Output only"',
)
READ_ONLY_CHANGE = RequestRule(
    name="google_ads.request.update_mask.read_only_field",
    code="field_error.IMMUTABLE_FIELD",
    message="The field cannot be changed: it is read-only.",
    source='D: resource reference, "Output only"',
)
ODD_ENUM_VALUE = RequestRule(
    name="google_ads.request.operation.invalid_enum_value",
    code="request_error.INVALID_ENUM_VALUE",
    message="The enumeration has no such value to use:",
)
NO_MASK = RequestRule(
    name="google_ads.request.update_mask.field_mask_missing",
    code="field_mask_error.FIELD_MASK_MISSING",
    message="The field mask must be provided for update operations.",
    source="D: guide Update using field masks",
)
ODD_MASK = RequestRule(
    name="google_ads.request.update_mask.field_not_found",
    code="field_mask_error.FIELD_NOT_FOUND",
    message="The field mask contained an invalid field:",
    source="D: guide Update using field masks",
)
BROAD_MASK = RequestRule(
    name="google_ads.request.update_mask.field_has_subfields",
    code="field_mask_error.FIELD_HAS_SUBFIELDS",
    message="The field mask updated a field with subfields; name each of them:",
    source="D: guide Update using field masks",
)
OWN_ID = RequestRule(
    name="google_ads.request.resource_name.cannot_set_id_for_create",
    code="new_resource_creation_error.CANNOT_SET_ID_FOR_CREATE",
    message="Only a negative, temporary id.",
    source="D: guide Temporary IDs",
)
SAME_TEMPORARY_ID = RequestRule(
    name="google_ads.request.resource_name.duplicate_temp_ids",
    code="new_resource_creation_error.DUPLICATE_TEMP_IDS",
    message="A temporary id is used twice:",
    source="D: guide Temporary IDs",
)
REMOVED_AD = RequestRule(
    name="google_ads.request.resource_name.cannot_operate_on_removed_adgroupad",
    code="ad_group_ad_error.CANNOT_OPERATE_ON_REMOVED_ADGROUPAD",
    message="The resource was removed and cannot be changed.",
)
REMOVED_RESOURCE = RequestRule(
    name="google_ads.request.resource_name.operation_not_permitted_for_removed_resource",
    code="operation_access_denied_error.OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE",
    message="The resource was removed and cannot be changed.",
)

OPERATION_RULES: tuple[RequestRule, ...] = (
    FIXED_FIELD,
    READ_ONLY_FIELD,
    READ_ONLY_CHANGE,
    ODD_ENUM_VALUE,
    NO_MASK,
    ODD_MASK,
    BROAD_MASK,
    OWN_ID,
    SAME_TEMPORARY_ID,
    REMOVED_AD,
    REMOVED_RESOURCE,
)
