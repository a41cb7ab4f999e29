"""The patient of a call, without a screen: nothing is shown before the caller may be told, nor of another patient."""

from __future__ import annotations

import pytest

from clerkdesk.screens.call.identity_ticks import IdentityTicks
from clerkdesk.screens.call.patient import PatientInCall
from clerkdesk.screens.call.record import CallRecord
from clerkdesk.screens.call.view import CallerView, read_view, telephone_of
from tests.builders import a_patient
from tests.conftest import MONDAY
from tests.screens.scene import Scene


class FirstLine:
    """Whom a call is about."""

    def __init__(self, patient_id: int | None = None, match: str = "", number: str = "") -> None:
        self.patient_id = patient_id
        self.match = match
        self.settled_number = number


class Told:
    """A patient with the first line and the identity line of a call."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.line = FirstLine(scene.patient_id, telephone_of("mother"), "+447700900456")
        self.ticks = IdentityTicks()
        self.patient = PatientInCall(self.line, self.ticks, lambda: scene.clock.at.date())

    def read(self, patient_id: int) -> CallerView:
        return read_view(self._scene.desk, CallRecord(), patient_id)

    def identify(self) -> None:
        for digit in "123":
            assert self.ticks.press(digit)


@pytest.fixture
def told(scene: Scene) -> Told:
    return Told(scene)


def test_nobody_is_shown_before_anybody_is_settled_on(scene: Scene) -> None:
    told = Told(scene)
    told.line.patient_id = None
    assert not told.patient.take(told.read(scene.patient_id)), "an answer about somebody else is dropped"
    assert (told.patient.card, told.patient.label, told.patient.rows(MONDAY)) == (None, "", [])
    assert told.patient.recognise() is None


def test_rows_and_acts_wait_for_three_identifiers(scene: Scene, told: Told) -> None:
    assert told.patient.take(told.read(scene.patient_id))
    told.patient.recognise()
    assert told.patient.label.startswith("O'NEIL Maeve")
    assert told.patient.rows(MONDAY) == [] and told.patient.under_cursor(None) is None
    told.identify()
    (place,) = told.patient.rows(MONDAY)
    here = told.patient.under_cursor(place)
    assert place.what == "ENT new · ENT site" and here is not None
    assert here.patient_id == scene.patient_id and here.appointment is not None and here.entry is not None


def test_a_relative_of_the_record_is_recognised_once(scene: Scene, told: Told) -> None:
    told.patient.take(told.read(scene.patient_id))
    known = told.patient.recognise()
    assert known is not None and (known.name, known.relationship) == ("Mary O'Neil", "mother")
    assert told.patient.recognise() is None and told.ticks.related == known


def test_nothing_of_the_patient_before_is_shown_once_another_is_meant(scene: Scene, told: Told) -> None:
    other = a_patient(scene.desk, "Okafor", "Chidi")
    told.patient.take(told.read(scene.patient_id))
    told.patient.recognise()
    told.identify()
    assert told.patient.may_be_told
    # From the first moment on, though nothing has been read or forgotten yet.
    told.line.patient_id = other
    assert not told.patient.may_be_told and told.patient.card is None and told.patient.rows(MONDAY) == []
    told.patient.forget()
    assert told.patient.take(told.read(other)) and told.patient.label.startswith("OKAFOR Chidi")
    told.patient.recognise()
    assert not told.patient.may_be_told and told.ticks.ticks == ()


def test_whom_a_message_may_go_to_stays_while_the_next_patient_is_read(scene: Scene, told: Told) -> None:
    told.patient.take(told.read(scene.patient_id))
    routes = told.patient.view.routes
    told.patient.forget()
    assert routes and told.patient.view == CallerView(None, (), routes)
