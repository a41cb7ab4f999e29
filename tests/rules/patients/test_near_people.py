"""Who may be meant when nobody matches."""

from __future__ import annotations

from datetime import date

from clerkdesk.rules.patients.near_people import IndexedPerson, near_people

BORN = date(1967, 3, 4)
ANJALI = IndexedPerson(1, "PATEL", "ANJALI", BORN)


def reasons(family: str, given: str = "", born: date | None = None) -> list[str]:
    return [near.reason for near in near_people(family, given, born, [ANJALI])]


def test_a_family_name_that_sounds_alike_is_near() -> None:
    assert reasons("PATELL") == ["family name sounds alike"]


def test_every_difference_is_told() -> None:
    assert reasons("PATELL", "ANJALIE", date(1967, 4, 3)) == [
        "family name sounds alike, given name sounds alike, birth date: day and month swapped"
    ]


def test_a_begun_name_is_the_same_name() -> None:
    assert reasons("PA", "AN", date(1967, 3, 5)) == ["birth date: one digit differs"]


def test_another_birth_date_is_another_person() -> None:
    assert reasons("PATEL", "", date(1980, 12, 25)) == []


def test_a_birth_date_that_is_not_known_does_not_match_one_that_was_given() -> None:
    assert near_people("PATEL", "", BORN, [IndexedPerson(1, "PATEL", "ANJALI", None)]) == []


def test_a_nickname_is_found_before_further_given_names() -> None:
    [near] = near_people("SMITH", "BOB", None, [IndexedPerson(2, "SMITH", "ROBERTJAMES", None)])
    assert near.reason == "another form of the given name"


def test_the_closest_come_first_and_each_person_once() -> None:
    people = [IndexedPerson(3, "PATTEL", "ANJALI", BORN), ANJALI, IndexedPerson(1, "PATTEL", "ANJALI", BORN)]
    assert [near.id for near in near_people("PATEL", "ANJALI", BORN, people)] == [1, 3]
