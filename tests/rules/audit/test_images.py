from __future__ import annotations

import pytest

from clerkdesk.rules.audit.images import (
    AuditLine,
    Difference,
    Values,
    changed_outside,
    filled_outside,
    image_of,
    is_of_an_upgrade,
)
from clerkdesk.rules.values.audit import AuditOperation

ADDED, CHANGED, DELETED = AuditOperation.ADDED, AuditOperation.CHANGED, AuditOperation.DELETED


def lines(*said: tuple[AuditOperation, Values | None]) -> list[AuditLine]:
    return [AuditLine(number, operation, None, after) for number, (operation, after) in enumerate(said, 1)]


def test_the_last_line_that_names_a_column_counts() -> None:
    image = image_of(lines((ADDED, {"id": 4, "postcode": "NN1 2AB"}), (CHANGED, {"postcode": "NN1 2AC"})))
    assert (image.values, image.added_by, image.is_deleted) == ({"id": 4, "postcode": "NN1 2AC"}, 1, False)


def test_a_row_that_was_deleted_and_added_again_is_there_with_its_new_values() -> None:
    image = image_of(lines((ADDED, {"note": "first"}), (DELETED, None), (ADDED, {"id": 4})))
    assert (image.values, image.added_by, image.is_deleted) == ({"id": 4}, 3, False)


def test_a_deleted_row_is_known_as_deleted() -> None:
    assert image_of(lines((ADDED, {"id": 4}), (DELETED, None))).is_deleted


@pytest.mark.parametrize(("audited", "stored"), [(None, ""), ("", None), ("a", "a"), (False, False), (3, 3)])
def test_the_same_value_is_no_difference(audited: object, stored: object) -> None:
    assert changed_outside(image_of(lines((CHANGED, {"note": audited}))), {"note": stored}) == ()


@pytest.mark.parametrize(("audited", "stored"), [("a", "b"), ("a", ""), (None, "b"), (True, False)])
def test_another_value_is_a_difference(audited: object, stored: object) -> None:
    found = changed_outside(image_of(lines((CHANGED, {"note": audited}))), {"note": stored, "other": "untold"})
    assert found == (Difference("note", audited, stored),)


def test_a_value_in_a_column_that_no_line_names_is_a_difference_only_if_the_whole_row_is_known() -> None:
    stored: Values = {"id": 4, "note": "put in", "empty": None}
    assert filled_outside(image_of(lines((ADDED, {"id": 4}))), stored) == (Difference("note", None, "put in"),)
    assert filled_outside(image_of(lines((CHANGED, {"id": 4}))), stored) == ()


def test_the_prefix_that_an_upgrade_gave_to_the_desks_own_numbers_is_told_from_any_other_change() -> None:
    given = Difference("hospital_number", "H0000012", "DESK0000012")
    assert is_of_an_upgrade("patient", 12, given)
    assert not is_of_an_upgrade("patient", 13, given)
    assert not is_of_an_upgrade("patient", 12, Difference("hospital_number", "H0000012", "DESK0000013"))
    assert not is_of_an_upgrade("patient", 12, Difference("nhs_number", "H0000012", "DESK0000012"))


def test_a_new_column_that_an_upgrade_filled_is_told_from_a_changed_value() -> None:
    assert is_of_an_upgrade("patient", 12, Difference("death_reported_on", None, "2025-03-03"))
    assert not is_of_an_upgrade("patient", 12, Difference("death_reported_on", "2025-03-01", "2025-03-03"))
    assert not is_of_an_upgrade("patient", 12, Difference("email", None, "a@example.org"))
