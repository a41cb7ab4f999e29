"""What follows from an act reaches whoever has to know, beside the place and never instead of it."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from clerkdesk.data.queries.inbox.inbox import inbox_row
from clerkdesk.data.tables import Annulment, ClinicalReview, Professional
from clerkdesk.rules.acts.addressees import (
    Addressee,
    BookingTeam,
    Consultant,
    InterpreterService,
    LadderLevel,
    Manager,
    NurseOf,
    OneClerk,
    ReceptionOf,
    SafeguardingLead,
    SecretaryOf,
    TransportOffice,
)
from clerkdesk.rules.acts.consequences import Notice, ReviewNeeded, Task
from clerkdesk.rules.inbox.rows import InboxRow
from clerkdesk.rules.reviews.rows import ReviewRow
from clerkdesk.rules.values.inbox import NoticeKind, TaskKind
from clerkdesk.rules.values.priority import Priority
from clerkdesk.rules.values.reviews import ReviewKind
from clerkdesk.rules.values.roles import ProfessionalRole
from clerkdesk.services.acts.consequences import About, Followed, follow
from clerkdesk.services.desk.facade import Desk
from tests.builders import Entry, Hospital, a_hospital, a_staff, an_entry

DECLINED = ReviewNeeded(
    "R-204", ReviewKind.DECLINED_OFFERS, "Two offers declined.", date(2025, 3, 10), Priority.ROUTINE
)


def _follow(desk: Desk, entry: Entry, **consequences: object) -> Followed:
    with desk.context.act("test") as act:
        about = About(entry.patient_id, entry.pathway_id, entry.id)
        followed = follow(act, desk.context, about, **consequences)  # type: ignore[arg-type]
        act.commit(None)
    return followed


def _kept_for(desk: Desk, entry: Entry, to: Addressee) -> InboxRow:
    task = Task(to, TaskKind.REBOOK, "Rebook.", date(2025, 3, 4))
    kept = _follow(desk, entry, tasks=[task]).tasks[0]
    with desk.context.reading() as session:
        row = inbox_row(session, kept.id)
    assert row is not None
    return row


def test_every_addressee_stands_with_a_named_place(desk: Desk) -> None:
    hospital = a_hospital(desk)
    staff = a_staff(desk, hospital)
    entry = an_entry(desk, hospital)
    specialty = hospital.specialty_id
    expected: dict[Addressee, tuple[str, int | None, str]] = {
        ReceptionOf(hospital.clinic_id): ("reception", hospital.reception_desk_id, "Dermatology reception"),
        SecretaryOf(specialty): ("secretary", specialty, "secretary, Dermatology"),
        NurseOf(specialty): ("nurse", specialty, "nurse in charge, Dermatology"),
        Consultant(hospital.professional_id): ("consultant", hospital.professional_id, "Dr Shah"),
        BookingTeam(specialty): ("team", staff.team_id, "DERM bookings"),
        OneClerk(desk.context.clerk.clerk_id): ("clerk", desk.context.clerk.clerk_id, desk.context.clerk.display_name),
        SafeguardingLead(): ("role", None, "safeguarding lead"),
        InterpreterService(): ("role", None, "interpreter service"),
        TransportOffice(): ("role", None, "transport office"),
        Manager(LadderLevel.TEAM_LEADER, specialty): ("team_leader", staff.team_id, "team leader, DERM bookings"),
        Manager(LadderLevel.SERVICE_MANAGER, specialty): ("role", specialty, "service manager"),
    }
    rows = {to: _kept_for(desk, entry, to) for to in expected}
    assert {to: (row.to_kind, row.to_id, row.to_name) for to, row in rows.items()} == expected


def test_without_a_team_the_team_leader_has_it(desk: Desk) -> None:
    hospital = a_hospital(desk)
    row = _kept_for(desk, an_entry(desk, hospital), BookingTeam(hospital.specialty_id))
    assert (row.to_kind, row.to_name) == ("team_leader", "team leader")


def test_a_task_is_due_by_the_close_of_its_day(desk: Desk) -> None:
    hospital = a_hospital(desk)
    row = _kept_for(desk, an_entry(desk, hospital), SecretaryOf(hospital.specialty_id))
    assert row.due_at == datetime(2025, 3, 4, 17, 0)


def test_a_notice_about_today_is_due_today_and_names_its_appointment_s_patient(desk: Desk) -> None:
    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    notice = Notice(ReceptionOf(hospital.clinic_id), NoticeKind.CANCELLED_ON_THE_DAY, "09:20 cancelled by the patient.")
    kept = _follow(desk, entry, notices=[notice]).notices[0]
    with desk.context.reading() as session:
        row = inbox_row(session, kept.id)
    assert row is not None
    assert (row.due_at, row.patient_id, row.topic) == (
        datetime(2025, 3, 3, 17, 0), entry.patient_id, "cancelled_on_the_day",
    )  # fmt: skip


def _reviews(desk: Desk) -> list[ReviewRow]:
    rows = desk.reviews.waiting()
    assert isinstance(rows, list)
    return rows


def test_the_same_rule_asks_the_clinician_once_for_an_entry(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    first, second = (_follow(desk, entry, review=DECLINED).review for _ in range(2))
    assert first is not None
    assert second is not None
    assert (first.opened, second.opened, second.id == first.id, len(_reviews(desk))) == (True, False, True, 1)


def test_another_entry_has_a_review_of_its_own(desk: Desk) -> None:
    hospital = a_hospital(desk)
    for _ in range(2):
        _follow(desk, an_entry(desk, hospital), review=DECLINED)
    assert len(_reviews(desk)) == 2


def test_a_review_keeps_the_settings_in_force(desk: Desk) -> None:
    entry = an_entry(desk, a_hospital(desk))
    _follow(desk, entry, review=DECLINED)
    assert json.loads(_reviews(desk)[0].settings_used)["declines_review_after"] == 2


def test_a_review_names_consultant_deputy_and_secretary(desk: Desk) -> None:
    hospital = a_hospital(desk)
    a_staff(desk, hospital)
    with desk.context.act("build") as act:
        deputy = act.add(Professional(code="D9", name="Dr Imber", role=ProfessionalRole.CONSULTANT))
        act.session.get_one(Professional, hospital.professional_id).deputy_id = deputy.id
        act.commit(None)
    _follow(desk, an_entry(desk, hospital, professional_id=hospital.professional_id), review=DECLINED)
    row = _reviews(desk)[0]
    assert (row.consultant, row.deputy, row.secretary) == ("Dr Shah", "Dr Imber", "Sue")


def test_a_review_without_a_pathway_is_refused(desk: Desk) -> None:
    hospital: Hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    with pytest.raises(ValueError, match="pathway"), desk.context.act("test") as act:
        follow(act, desk.context, About(entry.patient_id), review=DECLINED)


def test_taking_back_the_act_withdraws_what_followed_from_it(desk: Desk) -> None:
    from clerkdesk.data.project_work import project_inbox_item, project_review

    hospital = a_hospital(desk)
    entry = an_entry(desk, hospital)
    task = Task(SecretaryOf(hospital.specialty_id), TaskKind.REBOOK, "Rebook.", date(2025, 3, 4))
    followed = _follow(desk, entry, tasks=[task], review=DECLINED)
    assert followed.review is not None
    with desk.context.act("undo") as act:
        made_by = act.session.get_one(ClinicalReview, followed.review.id).act_id
        act.add(Annulment(act_id=act.act_id, annulled_act_id=made_by))
        statuses = (
            project_review(act.session, followed.review.id).status,
            project_inbox_item(act.session, followed.tasks[0].id).status,
        )
        act.commit(None)
    assert statuses == ("withdrawn", "withdrawn")
    assert _reviews(desk) == []
