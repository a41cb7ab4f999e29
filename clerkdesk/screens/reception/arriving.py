"""The bars that receive a patient: identity, residence, and the clinician's answer about a late patient."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clerkdesk.keys.placeholders import key_for
from clerkdesk.rules.patients.people import born_words
from clerkdesk.rules.patients.residence import RESIDENCE_QUESTION
from clerkdesk.rules.reception.arrivals import Ask, AskFor, Identifier, identify
from clerkdesk.rules.values.nhs_number import display
from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept
from clerkdesk.widgets.plain import joined

if TYPE_CHECKING:
    from clerkdesk.screens.reception.receives import Receives
    from clerkdesk.screens.reception.visits import Visit
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.reception.arrivals import Arrived, ResidenceKept
    from clerkdesk.services.reception.did_not_attend import Missed

_STATED: frozenset[Identifier] = frozenset({"name", "date_of_birth", "address"})
_NOT_ASKED = "not_asked"
_RESIDENCE = ChoiceStep(
    "residence",
    "residence",
    (
        Choice("0", _NOT_ASKED, "residence not asked"),
        Choice("1", "resident", "lived in the UK"),
        Choice("2", "not_resident", "lived elsewhere"),
        Choice("3", "in_doubt", "not clear"),
    ),
    default=_NOT_ASKED,
)
_TWO_OF_A_NAME = (
    "Stop: somebody with a similar name is here today. Find the number on the letter, or "
    f"compare both cards: {key_for('card')}."
)


def arrive_bar(screen: Receives, visit: Visit) -> BarSpec:
    """Return the bar of an arrival: the patient's statement, and the record to compare it with."""
    board = visit.board
    steps: list[ChoiceStep] = []
    if board is not None and board.near_names:
        steps.append(_identified(then="" if board.overseas_asked else "residence"))
    if board is not None and not board.overseas_asked:
        steps.append(_RESIDENCE)

    async def commit(answer: BarAnswer) -> Kept | None:
        reference, patient_id = visit.reference, visit.appointment.patient_id

        def tell(result: tuple[Arrived, ResidenceKept | None]) -> None:
            arrived, residence = result
            screen.received(
                _told(screen, visit, arrived, residence), "" if arrived.decision.ask == Ask.NO else "warning"
            )
            if arrived.decision.ask != Ask.NO:
                screen.bars.open(late_bar(screen, visit))

        return await carry_out(
            screen.host, lambda desk: receive(desk, reference, patient_id, answer["residence"]), tell
        )

    return BarSpec(
        "arrive",
        "Arrive",
        visit.name,
        commit,
        tuple(steps),
        enter="arrives",
        note=joined(identifiers(visit)),
        say=what_to_ask(visit),
        context={"visit": visit.key},
    )


def warning_of(visit: Visit) -> str:
    """Return the warning before an arrival: a similar name today, or a question to the clinician."""
    board = visit.board
    if board is None:
        return ""
    asked = identify(_STATED, board.near_names)
    near = asked.sentence if isinstance(asked, AskFor) else ""
    return joined((near, "" if board.late is None else board.late.sentence), " ")


def identifiers(visit: Visit) -> Iterator[str]:
    """Yield the record to compare with the patient's own words; nobody reads it out (R-700)."""
    row, board = visit.appointment, visit.board
    yield born_words(row.date_of_birth, visit.today)
    address = "" if board is None else board.address
    yield address or "no address to compare: ask for the NHS number"
    if not address or (board is not None and board.near_names):
        yield f"NHS {display(row.nhs_number)}" if row.nhs_number else "no NHS number on record"


def what_to_ask(visit: Visit) -> str:
    """Return what the clerk says: the patient states who they are, and the clerk reads nothing to them."""
    near = visit.board is not None and bool(visit.board.near_names)
    wanted = "your full name, your date of birth and your address or postcode"
    number = "; and your NHS number" if near else ""
    residence = "" if visit.board is None or visit.board.overseas_asked else f" {RESIDENCE_QUESTION}"
    return f"Please tell me {wanted}{number}.{residence}"


def receive(
    desk: Desk, reference: str, patient_id: int, residence: str
) -> tuple[Arrived, ResidenceKept | None] | Refused | WrongInput:
    """Record an arrival, and the answer to the question of residence if it was asked."""
    arrived = desk.reception.arrive(reference)
    if isinstance(arrived, Refused | WrongInput):
        return arrived
    if residence in ("", _NOT_ASKED):
        return arrived, None
    kept = desk.reception.overseas(patient_id, residence)
    return kept if isinstance(kept, WrongInput) else (arrived, kept)


def late_bar(screen: Receives, visit: Visit) -> BarSpec:
    """Return the bar for the clinician's answer about a late patient (R-703); the clerk may leave it and ask later."""

    async def commit(answer: BarAnswer) -> Kept | None:
        name = screen.name_of(visit)
        if answer["clinician"] == "see":
            screen.done(f"{name} is seen at the end of the clinic.")
            return None

        async def tell(result: Missed) -> None:
            screen.done(f"{name}: {result.sentence}")
            await screen.host.open_card(visit.in_hand, "b")

        return await carry_out(screen.host, lambda desk: desk.reception.too_late(visit.reference), tell)

    choices = (
        Choice("s", "see", "is seen at the end"),
        Choice("t", "today", "rebook for today"),
        Choice("r", "rebook", "rebook for another day"),
    )
    step = ChoiceStep("clinician", "clinician's answer", choices)
    note = "late: ask the clinician"
    return BarSpec(
        "late", "Late:", screen.name_of(visit), commit, (step,), enter="records it", note=note,
        context={"visit": visit.key},
    )  # fmt: skip


def _identified(*, then: str) -> ChoiceStep:
    return ChoiceStep(
        "number",
        "NHS number, stated by the patient",
        (Choice("y", "agrees", "it agrees"), Choice("n", "unknown", "no, not known", why_not=_TWO_OF_A_NAME)),
        then=then,
        missing="First ask the patient for their NHS number: y where it agrees with the one shown.",
    )


def _told(screen: Receives, visit: Visit, arrived: Arrived, residence: ResidenceKept | None) -> str:
    missing = "" if visit.board is None or not visit.board.missing else f"Ask for: {', '.join(visit.board.missing)}."
    asked = residence.sentence if residence is not None else ""
    still = "Residence is still to be asked." if arrived.overseas_question and residence is None else ""
    said = f"{screen.name_of(visit)} {arrived.sentence[:1].lower()}{arrived.sentence[1:]}"
    return joined((said, missing, asked, still), " ")
