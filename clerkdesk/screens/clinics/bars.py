"""The bars of F7 that stop a session, open it again, and close it after the clinic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.slots import SessionStatus
from clerkdesk.screens.acts.carrying_out import carry_out
from clerkdesk.services.acts.answers import Answer, Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Kept, TextStep
from clerkdesk.widgets.dialog import why_sheet

if TYPE_CHECKING:
    from clerkdesk.rules.clinics.rows import SessionRow
    from clerkdesk.screens.clinics.holds_timetable import HoldsTimetable
    from clerkdesk.services.clinics.sessions import SessionAnswer, SessionChanged
    from clerkdesk.services.desk.facade import Desk
    from clerkdesk.services.reception.closing_sessions import SessionClosed, SessionOpen


def hold_bar(screen: HoldsTimetable, row: SessionRow) -> BarSpec:
    """Return the bar that stops booking into a session on every desk, or opens the session again."""
    stops = row.status != SessionStatus.STOPPED

    async def commit(answer: BarAnswer) -> Kept | None:
        def write(desk: Desk) -> SessionAnswer:
            if stops:
                return desk.clinics.stop_booking(row.session_id, answer["reason"])
            return desk.clinics.open_booking(row.session_id)

        def tell(result: SessionChanged) -> None:
            screen.host.say(result.sentence, "good")

        return await carry_out(screen.host, write, tell)

    return BarSpec(
        "hold",
        "Stop booking into" if stops else "Open for booking again:",
        row.words,
        commit,
        (TextStep("reason", "reason, for the other desks", required=True),) if stops else (),
        enter="stops it on every desk" if stops else "opens it",
        note="" if stops else row.status_reason,
        context={"session": row.session_id},
    )


def close_bar(screen: HoldsTimetable, row: SessionRow) -> BarSpec:
    """Return the bar that closes a session after the clinic; a refusal lists the reasons (R-711)."""

    async def commit(answer: BarAnswer) -> Kept | None:
        del answer

        def write(desk: Desk) -> SessionClosed | SessionOpen | Refused | WrongInput:
            return desk.reception.close_session(row.session_id)

        def tell(result: Answer) -> None:
            from clerkdesk.services.reception.closing_sessions import SessionOpen

            if isinstance(result, SessionOpen):
                screen.app.push_screen(why_sheet(f"{row.words} can't be closed yet", in_the_way(result)))
            else:
                screen.host.say(result.sentence, "good")

        return await carry_out(screen.host, write, tell)

    return BarSpec(
        "take", "Close", row.words, commit, enter="closes it", note="after the clinic",
        context={"session": row.session_id},
    )  # fmt: skip


def in_the_way(result: SessionOpen) -> list[str]:
    """Return the tasks to do before a session may be closed, a sentence for each patient."""
    return [
        f"{row.starts_at:%H:%M} {display_name(row.family_name, row.given_name)}: {each.sentence}"
        for each, row in zip(result.in_the_way, result.appointments, strict=True)
    ]
