"""What Meta refuses in a call whatever it is about: its version, its parameters, lists, pages, batches, searches."""

from adapters.sandbox.meta.check_rows import Check

CALL_CHECKS: tuple[Check, ...] = (
    Check(
        name="meta.an_ended_version_is_refused",
        code=2635,
        message="You are calling a deprecated version of the Ads API. Please update to the latest version: {current}.",
        source="D",
    ),
    Check(
        name="meta.appsecret_proof_matches_the_token",
        message="Invalid appsecret_proof provided in the API argument",
        source="D",
        kind="GraphMethodException",
    ),
    Check(
        name="meta.a_disabled_account_takes_no_changes",
        code=200,
        message="The ad account is disabled: {reason}",
        source="K",
        status=403,
    ),
    Check(
        name="meta.a_parameter_has_its_type",
        message="Param {field} must be {wanted}",
        source="C",
    ),
    Check(
        name="meta.a_value_is_one_of_those_listed",
        message="Param {field} must be {wanted}",
        source="C",
    ),
    Check(
        name="meta.a_field_that_is_read_exists",
        message="Tried accessing nonexisting field ({field}) on node type ({node})",
        source="C; the words S",
    ),
    Check(
        name="meta.a_read_by_ids_names_one",
        message="Param ids must hold at least one id",
        source="K",
    ),
    Check(
        name="meta.at_most_50_ids_are_read_at_once",
        message="Param ids must hold at most 50 ids",
        source="D",
    ),
    Check(
        name="meta.a_page_has_at_least_one_entry",
        message="Param limit must be a number greater than 0",
        source="K",
    ),
    Check(
        name="meta.a_cursor_is_one_that_was_told",
        message="Invalid cursors values",
        source="S",
    ),
    Check(
        name="meta.a_filter_has_an_operator_that_there_is",
        message="Filtering operator {operator} is not supported",
        source="D",
    ),
    Check(
        name="meta.a_filter_is_on_a_field_that_there_is",
        message="Filtering field '{name}' is not supported here",
        source="D",
    ),
    Check(
        name="meta.a_batch_has_at_most_50_calls",
        message="Too many requests in batch message. Maximum batch size is 50",
        source="D",
    ),
    Check(
        name="meta.a_call_of_a_batch_depends_on_one_that_succeeds",
        message="The call '{call}' that this one depends on did not succeed",
        source="D",
    ),
    Check(
        name="meta.a_reference_of_a_batch_finds_something",
        message="Nothing in the answer of '{call}' is found by {path}",
        source="K",
    ),
    Check(
        name="meta.an_asynchronous_call_has_a_name",
        message="Every call of an asynchronous batch needs a name",
        source="D",
    ),
    Check(
        name="meta.asynchronous_calls_do_not_depend_on_others",
        message="Calls of an asynchronous batch cannot refer to one another",
        source="D",
    ),
    Check(
        name="meta.a_targeting_search_has_a_known_type",
        message="Param type must be one of {listed}: these the sandbox knows",
        source="D",
    ),
    Check(
        name="meta.a_search_for_interests_has_a_word",
        message="The parameter q is required",
        source="D",
    ),
    Check(
        name="meta.a_search_by_interests_lists_them",
        message="Param interest_list must be a list of names",
        source="D",
    ),
    Check(
        name="meta.an_estimate_has_a_targeting",
        message="The parameter targeting_spec is required and must be an object",
        source="D",
    ),
    Check(
        name="meta.an_estimate_is_of_a_place",
        subcode=1885364,
        message="targeting_spec needs geo_locations",
        source="D; the subcode K",
    ),
)
