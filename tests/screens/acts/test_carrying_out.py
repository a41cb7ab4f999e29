"""How the act of a bar is carried out, without a screen: what closes the bar, and what keeps it open."""

from __future__ import annotations

from typing import cast

from clerkdesk.rules.duplicates.second_pathways import SECOND_PATHWAY
from clerkdesk.screens.acts.carrying_out import carry_out, carry_out_or
from clerkdesk.screens.desk.host import Host
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.services.desk.facade import Desk
from clerkdesk.services.waiting_list.holding import HoldKept
from tests.screens.acts.bar_alone import AtADesk
from tests.screens.booking.booking_page import Clinic


async def test_what_an_act_led_to_is_told_and_the_bar_closes(clinic: Clinic) -> None:
    told: list[str] = []
    entry_id = clinic.entries["Patel"].id
    until = clinic.desk.context.today.replace(month=6)

    def hold(desk: Desk) -> HoldKept | Refused | WrongInput:
        return desk.waiting_list.hold(entry_id, "waits for a letter", until)

    host = cast("Host", AtADesk(clinic.desk))
    assert await carry_out(host, hold, lambda kept: told.append(kept.sentence)) is None
    assert len(told) == 1
    # The same once more is refused: it is on hold.
    kept = await carry_out(host, hold, lambda kept: told.append(kept.sentence))
    assert kept is not None and kept.sentence and len(told) == 1


async def test_a_refusal_that_an_answer_lets_through_asks_it(clinic: Clinic) -> None:
    def refer(desk: Desk) -> int | Refused | WrongInput:
        return Refused(SECOND_PATHWAY, "There is a pathway already.")

    kept = await carry_out(cast("Host", AtADesk(clinic.desk)), refer, lambda done: None)
    assert kept is not None and [step.name for step in kept.asks] == [SECOND_PATHWAY]


async def test_a_wrong_answer_is_asked_once_more(clinic: Clinic) -> None:
    def contact(desk: Desk) -> int | Refused | WrongInput:
        return WrongInput("empty", "ring_at", "Say when.")

    kept = await carry_out(cast("Host", AtADesk(clinic.desk)), contact, lambda done: None)
    assert kept is not None and kept.sentence == "Say when." and "ring_at" in kept.at


async def test_a_reason_is_asked_once_more_where_the_bar_asks_why(clinic: Clinic) -> None:
    def correct(desk: Desk) -> int | Refused | WrongInput:
        return WrongInput("reason_missing", "reason", "Say why it was wrong.")

    kept = await carry_out(cast("Host", AtADesk(clinic.desk)), correct, lambda done: None)
    assert kept is not None and "why" in kept.at


async def test_what_follows_is_waited_for(clinic: Clinic) -> None:
    followed: list[int] = []

    async def follow(number: int) -> None:
        followed.append(number)

    assert await carry_out(cast("Host", AtADesk(clinic.desk)), lambda desk: 7, follow) is None
    assert followed == [7]


async def test_a_refusal_without_a_bar_is_handed_back(clinic: Clinic) -> None:
    host = cast("Host", AtADesk(clinic.desk))
    done: list[int] = []

    def refuse(desk: Desk) -> int | Refused | WrongInput:
        return Refused("no", "Not today.")

    assert await carry_out_or(host, refuse, done.append, lambda refusal: refusal.sentence) == "Not today."
    assert await carry_out_or(host, lambda desk: 7, done.append, lambda refusal: refusal.sentence) is None
    assert done == [7]
