from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.platforms.marker import marked, marker, read_marker
from domain.campaigns.limits import MARKER_LENGTH


@given(id_=st.uuids(), version=st.none() | st.integers(0, 999_999), name=st.text(max_size=20))
def test_a_marker_is_read_back_from_any_name(id_: UUID, version: int | None, name: str) -> None:
    assert read_marker(marked(name, id_, version)) == (id_, version)


@given(id_=st.uuids(), version=st.none() | st.integers(0, 999_999))
def test_a_marker_fits_into_the_room_that_names_leave_for_it(id_: UUID, version: int | None) -> None:
    assert len(f" {marker(id_, version)}".encode("ascii")) <= MARKER_LENGTH


@pytest.mark.parametrize("name", ["", "Spring", "[as:]", "[as:short]", "[as:" + "1" * 26 + "]"])
def test_a_name_that_is_not_ours_has_no_marker(name: str) -> None:
    assert read_marker(name) is None
