"""Composes the inbox: messages of every channel, tasks, escalations, due call-backs, parked calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Final

from clerkdesk.data.tables import Appointment, Call, Draft, Patient
from clerkdesk.demo.beside import To
from clerkdesk.demo.stage import Stage
from clerkdesk.rules.booking.support import SupportFacts, support_tasks
from clerkdesk.rules.values.inbox import MessageChannel, Urgency
from clerkdesk.rules.values.local_time import LONDON
from clerkdesk.services.acts.addressing import INTERPRETER_SERVICE, TRANSPORT_OFFICE

_DESK: Final = "Bookings 1"


def fill(stage: Stage) -> None:
    """Put everything into the inboxes."""
    _messages(stage)
    _unanswered(stage)
    _dealt_with(stage)
    _escalations(stage)
    _call_backs(stage)
    _parked(stage)


@dataclass(frozen=True, slots=True)
class _Message:
    """What somebody said, wrote or left."""

    minutes_ago: int
    channel: str
    urgency: Urgency
    to: To
    about: str
    """The patient, by their name in the cast."""
    caller: str
    sentence: str


def _messages(stage: Stage) -> None:
    """Messages of each channel and urgency."""
    for each in _of_each_channel(stage):
        care, entry = stage.cast[each.about]
        stage.beside.item(
            "message",
            each.sentence,
            each.to,
            stage.minutes_ago(each.minutes_ago),
            channel=each.channel,
            urgency=each.urgency,
            clerk="bev",
            care=care,
            entry=entry,
            caller_name=each.caller,
            identity_confirmed=each.channel != MessageChannel.LETTER,
        )


def _of_each_channel(stage: Stage) -> tuple[_Message, ...]:
    beside, routine, today = stage.beside, Urgency.ROUTINE, Urgency.TODAY
    me, team, secretary = beside.clerk(stage.carer.practice_clerk), beside.team, beside.secretary
    return (
        _Message(95, "phone", today, me, "anjali", "Anjali Patel",
                 "Wants the letter again, the first never came."),
        _Message(42, "phone", routine, team("ENT"), "maeve", "Siobhán O'Neil",
                 "Is the clinic on level 1 or 2?"),
        _Message(17, "phone", Urgency.URGENT, beside.nurse("SURG"), "cancer", "a neighbour",
                 "Stitches have opened; the nurse in charge was told at once."),
        _Message(180, "email", routine, team("DERM"), "declined", "",
                 "Can it be by video? I work nights."),
        _Message(240, "email", today, secretary("UROL"), "cancer", "The Crescent Medical Centre",
                 "The practice asks whether the result has come."),
        _Message(55, "desk", today, secretary("UROL"), "cancer", "",
                 "Left a sample without a label at level 2."),
        _Message(30, "desk", routine, me, "joan", "Joan Whittaker",
                 "Gave a new address at reception: please check it."),
        _Message(300, "letter", routine, beside.consultant("DERM"), "sean", "Abington Park Surgery",
                 "The GP asks to see the patient sooner: weight loss."),
    )  # fmt: skip


def _unanswered(stage: Stage) -> None:
    """A message that nobody acknowledged in time, and a notice of yesterday."""
    beside = stage.beside
    maeve, declined = stage.cast["maeve"], stage.cast["declined"]
    late = beside.item(
        "message",
        "Second call: nobody has rung back about the date of the operation.",
        beside.secretary("DERM"),
        stage.earlier(4, "11:15"),
        channel="phone",
        clerk="bev",
        care=declined[0],
        entry=declined[1],
        caller_number="+447700900171",
    )
    beside.climb(late, stage.earlier(1, "17:00"), beside.team_leader("DERM"), 2)
    beside.item(
        "notice",
        "The interpreter service has no Tigrinya interpreter until the week after next.",
        beside.team("DERM"),
        stage.earlier(1, "16:10"),
        topic="interpreter",
        clerk="lena",
        care=maeve[0],
    )


def _dealt_with(stage: Stage) -> None:
    """Items acknowledged and not finished, and finished yesterday."""
    beside = stage.beside
    me = beside.clerk(stage.carer.practice_clerk)
    begun = beside.item(
        "message",
        "Asks for a later time of day, works until three.",
        me,
        stage.earlier(1, "12:20"),
        channel="phone",
        clerk="bev",
        care=stage.cast["tried"][0],
        entry=stage.cast["tried"][1],
    )
    beside.acknowledge(begun, stage.earlier(1, "13:05"), "asha")
    for at, sentence, done in (
        ("09:25", "Wants to know how to get there by bus.", "Rang back: buses 7 and 12."),
        ("10:10", "Letter went to the old address.", "Address corrected, letter sent again."),
        ("11:45", "Asks whether to stop her tablets.", "Put through to the nurse."),
    ):
        item = beside.item("message", sentence, me, stage.earlier(2, at), channel="phone", clerk="bev")
        beside.finish(item, stage.earlier(2, "15:30"), "asha", done)


def _escalations(stage: Stage) -> None:
    """Escalations for lack of a slot: with the team leader, and one raised to the co-ordinator."""
    beside = stage.beside
    cancer = stage.cast["cancer"]
    beside.item(
        "escalation",
        "Suspected cancer: no slot within ten days of the referral.",
        beside.team_leader("UROL"),
        stage.minutes_ago(70),
        topic="no_slot",
        urgency=Urgency.TODAY,
        level=2,
        care=cancer[0],
        entry=cancer[1],
    )
    twice = stage.cast["declined_twice"]
    asked = beside.item(
        "escalation",
        "No slot before the 18-week date on either site.",
        beside.team_leader("ENT"),
        stage.earlier(2, "10:30"),
        topic="no_slot",
        level=2,
        clerk="callum",
        care=twice[0],
        entry=twice[1],
    )
    beside.climb(asked, stage.earlier(1, "10:30"), To("role", None, "access coordinator"), 3)


def _call_backs(stage: Stage) -> None:
    """Call-backs promised for today: one due, one later, one forgotten."""
    beside = stage.beside
    me = beside.clerk(stage.carer.practice_clerk)
    for minutes, name, sentence in (
        (-20, "meena", "Ring back about a date in the school holidays."),
        (35, "sean", "Ring after his shift."),
        (-90, "joan", "Promised to ring with the name of the ward."),
    ):
        care, entry = stage.cast[name]
        ring_at = stage.moment.now + timedelta(minutes=minutes)
        beside.item(
            "call_back",
            sentence,
            me,
            stage.earlier(1, "15:40"),
            topic="ring_back",
            due_at=ring_at,
            ring_back_at=ring_at,
            clerk="asha",
            care=care,
            entry=entry,
        )


def _parked(stage: Stage) -> None:
    """Two calls that the practice clerk has parked."""
    ledger = stage.carer.ledger
    clerk_id = stage.carer.hospital.clerk(stage.carer.practice_clerk)
    for minutes, name, who, number, ticks in (
        (26, "meena", "Meena Patel", "+447700900124", "name,date_of_birth"),
        (8, "tried", "", "+447700900199", ""),
    ):
        at = stage.minutes_ago(minutes)
        care, _ = stage.cast[name]
        draft = ledger.add(
            Draft,
            clerk_id=clerk_id,
            desk=_DESK,
            kind="call",
            title=f"call {at:%H:%M}",
            patient_id=care.person.id,
            state="{}",
            saved_at=at.replace(tzinfo=LONDON).astimezone(UTC),
        )
        ledger.add(
            Call,
            taken_at=at,
            clerk_id=clerk_id,
            desk=_DESK,
            caller_name=who,
            caller_number=number,
            patient_id=care.person.id,
            identity_ticks=ticks,
            status="parked",
            draft_id=draft.id,
            act_id=stage.carer.act("open_call", at),
        )


def arrange_support(stage: Stage) -> None:
    """Add tasks to book an interpreter or transport for appointments; those for near ones are done."""
    ledger, moment = stage.carer.ledger, stage.moment
    patients = {row.id: row for row in ledger.of(Patient) if row.interpreter_needed or row.transport_needed}
    roles = {"book_interpreter": INTERPRETER_SERVICE, "book_transport": TRANSPORT_OFFICE}
    for appointment in ledger.of(Appointment):
        row = patients.get(appointment.patient_id)
        day = appointment.starts_at.date()
        if row is None or day <= moment.today or not appointment.live:
            continue
        facts = SupportFacts(day, appointment.medium, row.interpreter_needed, row.language, row.transport_needed)
        for task in support_tasks(facts, moment.today, moment.closed):
            item = stage.beside.item(
                "task",
                task.sentence,
                To("role", None, roles[task.kind]),
                appointment.booked_at,
                topic=task.kind,
                due_at=moment.closing(task.due),
                appointment=appointment,
                patient_id=row.id,
                pathway_id=appointment.pathway_id,
            )
            done_at = appointment.booked_at + timedelta(hours=1)
            if (day - moment.today).days < 12 and done_at < moment.now:
                stage.beside.finish(item, done_at, "bev", "Booked.")
