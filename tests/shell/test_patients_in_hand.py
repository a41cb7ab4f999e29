from __future__ import annotations

from clerkdesk.screens.desk.host import InHand
from clerkdesk.shell.patients_in_hand import MOST, PatientsInHand

PATEL = InHand(1, "PATEL Anjali  14 Mar 1967")
OKAFOR = InHand(2, "OKAFOR Chidi  3 Feb 1980")


class Keys:
    """Counts keys as the gate does."""

    delivered = 0

    def __call__(self) -> int:
        return self.delivered


def test_the_latest_comes_first_and_each_stands_once() -> None:
    patients = PatientsInHand(Keys())
    assert patients.first is None
    for each in (PATEL, OKAFOR, PATEL):
        patients.take(each)
    assert patients.first == PATEL and patients.latest_first == (PATEL, OKAFOR)


def test_no_more_are_kept_than_the_digits_lead_back_to() -> None:
    patients = PatientsInHand(Keys())
    for number in range(MOST + 3):
        patients.take(InHand(number, f"SMITH {number}"))
    assert [each.patient_id for each in patients.latest_first] == list(range(MOST + 2, 2, -1))


def test_a_list_without_birth_dates_takes_none_off() -> None:
    patients = PatientsInHand(Keys())
    patients.take(PATEL)
    patients.take(InHand(1, "PATEL Anjali"))
    assert [each.label for each in patients.latest_first] == [PATEL.label]
    patients.take(InHand(1, "PATEL-JONES Anjali"))
    assert [each.label for each in patients.latest_first] == ["PATEL-JONES Anjali"]


def test_whom_the_key_before_settled_stays_in_hand() -> None:
    keys = Keys()
    patients = PatientsInHand(keys)
    keys.delivered = 5
    patients.take(PATEL)
    keys.delivered = 6
    patients.take_shown(OKAFOR)
    assert patients.first == PATEL
    keys.delivered = 7
    patients.take_shown(OKAFOR)
    assert patients.first == OKAFOR
    keys.delivered = 9
    patients.take_shown(None)
    assert patients.first == OKAFOR
