"""Cancels a whole clinic on F7: a bar with the reason, then a sheet of its patients and a box for their number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Key
from textual.widgets import Static

from clerkdesk.codes import code_list
from clerkdesk.rules.booking.cancel_reasons import cancel_reason
from clerkdesk.rules.booking.cancellation import who_is_told
from clerkdesk.rules.clinics.clinic_changes import Approval, ChangeKind, approval_needed, is_of_a_clinic
from clerkdesk.rules.patients.people import display_name
from clerkdesk.rules.values.date_words import birth_date_words, count_words, short_day_words
from clerkdesk.rules.values.inbox import TaskKind
from clerkdesk.rules.waiting_list.entry_kinds import position_words
from clerkdesk.screens.acts.carrying_out import carry_out_and_say
from clerkdesk.screens.acts.confirming import kept_open
from clerkdesk.screens.acts.reasons import HOSPITAL_REASONS, brief
from clerkdesk.services.acts.answers import Refused, WrongInput
from clerkdesk.widgets.bar_spec import BarAnswer, BarSpec, Choice, ChoiceStep, Kept, Step, TextStep
from clerkdesk.widgets.columns import fit_text
from clerkdesk.widgets.desk_input import DeskInput
from clerkdesk.widgets.dialog import Dialog
from clerkdesk.widgets.plain import ACT, ALERT, KEY, MUTED, Piece, joined, plain
from clerkdesk.widgets.seen_since import SeenSince

if TYPE_CHECKING:
    from clerkdesk.rules.clinics.rows import SessionRow
    from clerkdesk.screens.clinics.holds_timetable import HoldsTimetable
    from clerkdesk.services.clinics.clinic_changes import Affected, ClinicCancelled, ClinicPlan
    from clerkdesk.services.desk.facade import Desk

_NAME_WIDTH = 22
_KEYS: tuple[Piece, ...] = (
    "Type how many, then ", ("Enter", KEY), " cancels all", (" · ", MUTED), ("Up, Down", KEY), " scroll",
    (" · ", MUTED), ("Escape", KEY), " leaves",
)  # fmt: skip
_LEFT = "Nothing was cancelled. Enter shows the patients again; Escape leaves."


def cancel_clinic_bar(screen: HoldsTimetable, row: SessionRow) -> BarSpec:
    """Return the bar that cancels a whole session, after the clerk has typed the number of its patients."""

    async def commit(answer: BarAnswer) -> Kept | None:
        from clerkdesk.services.clinics.clinic_changes import ClinicPlan, ClinicToCancel, NotConfirmed

        comment = answer["words_approved_by"] or answer["words_comment"] or answer["comment"]
        wanted = ClinicToCancel(row.session_id, answer["reason"], comment, answer["approved_by"])
        plan = await screen.host.read(lambda desk: desk.clinics.preview_cancelling(wanted))
        if not isinstance(plan, ClinicPlan):
            return kept_open(plan, screen.host)
        patients = await screen.app.push_screen_wait(WhereTheyGo(plan)) if plan.patients else 0
        if patients is None:
            return Kept(_LEFT)

        def write(desk: Desk) -> ClinicCancelled | Refused | WrongInput:
            result = desk.clinics.cancel(wanted, patients)
            return Refused("not_confirmed", result.sentence) if isinstance(result, NotConfirmed) else result

        return await carry_out_and_say(screen.host, write, lambda sentence: screen.host.say(sentence, "good"))

    booked = count_words(row.patients, "patient") if row.patients else "nobody is booked"
    return BarSpec(
        "cancel", "Cancel the clinic", joined((row.words, booked)), commit, _steps(screen, row),
        enter="shows its patients" if row.patients else "cancels it", context={"session": row.session_id},
    )  # fmt: skip


def _steps(screen: HoldsTimetable, row: SessionRow) -> tuple[Step, ...]:
    today = screen.host.now().date()
    known = [(code, cancel_reason(code)) for code in code_list(HOSPITAL_REASONS).selectable(today)]
    of_a_clinic = [(code, reason) for code, reason in known if is_of_a_clinic(reason)]
    approvals = {reason.code: _approval(screen, row, reason.code, today) for _, reason in of_a_clinic}
    asks = {code: "approved_by" if approval.before_acting else "comment" for code, approval in approvals.items()}
    choices = [
        Choice(
            code.extra["key"], code.code, brief(code),
            then=f"words_{asks[code.code]}" if reason.comment_required else asks[code.code],
        )
        for code, reason in of_a_clinic
    ]  # fmt: skip
    approver = next((each.approver.words for each in approvals.values() if each.approver and each.before_acting), "")
    return (
        ChoiceStep("reason", "reason", tuple(choices)),
        TextStep("words_approved_by", "reason in your words", required=True, then="approved_by"),
        TextStep("words_comment", "reason in your words", required=True),
        TextStep("approved_by", f"name of the {approver} who approved it", required=True, then="comment"),
        TextStep("comment", "adds a comment, such as the cover tried"),
    )


def _approval(screen: HoldsTimetable, row: SessionRow, reason: str, today: date) -> Approval:
    policy = screen.host.settings.policy_for(row.specialty_code)
    return approval_needed(ChangeKind.CANCEL, row.day, reason, today, policy)


class WhereTheyGo(Dialog[int]):
    """The patients of a clinic in the order in which they are rebooked; the dialog returns their typed number."""

    def __init__(self, plan: ClinicPlan) -> None:
        """Take the plan of the cancellation."""
        super().__init__(f"Cancel {plan.session.words}")
        self._plan = plan
        self.witness = self._enter_keys = SeenSince(plain(*_KEYS))

    def compose_frame(self) -> ComposeResult:
        """Show the effects, the patients, and the box for their number."""
        scroll = VerticalScroll(classes="dialog-scroll", id="patients", can_focus=False)
        yield Static(plain(*_head(self._plan)))
        with scroll:
            yield Static(plain(*(piece for each in enumerate(self._plan.patients, 1) for piece in _lines(*each))))
        yield self._enter_keys
        yield DeskInput(placeholder="number of patients", id="number")
        yield Static(id="told")

    def on_key(self, event: Key) -> None:
        """Scroll the patients, and take the typed number."""
        scroll = self.query_one("#patients", VerticalScroll)
        moves = {"up": scroll.scroll_up, "down": scroll.scroll_down, "pageup": scroll.scroll_page_up,
                 "pagedown": scroll.scroll_page_down}  # fmt: skip
        if event.key in moves:
            moves[event.key](animate=False)
        elif event.key == "enter":
            self._take(self.query_one("#number", DeskInput).value.strip())
        else:
            return
        event.stop()

    def _take(self, typed: str) -> None:
        booked = len(self._plan.patients)
        if typed == str(booked):
            self.dismiss(booked)
            return
        people = count_words(booked, "patient")
        stated = f"This cancels {people}, not {typed}" if typed else f"This cancels {people}"
        self.query_one("#told", Static).update(plain((f"! {stated}: look, then type the number.", ALERT)))


def _head(plan: ClinicPlan) -> Iterator[Piece]:
    yield f"{plan.words[:1].upper()}{plan.words[1:]}", ACT
    told = dict.fromkeys(name for each in plan.patients for name in who_is_told(each.decision))
    yield f"\n{plan.reason.description}. {plan.approval.sentence[:1].upper()}{plan.approval.sentence[1:]}"
    written = any(task.kind == TaskKind.SEND_LETTER for each in plan.patients for task in each.decision.tasks)
    contact = "a task to write to each" if written else "a call to each, in turn"
    yield f"\nEach goes back on the list at the old position, shown as “since” or “due”; {contact}, and a new date by "
    yield short_day_words(max(task.due for each in plan.patients for task in each.decision.tasks))
    yield f".\nTold: {', '.join(('secretary', *told))}."


def _lines(number: int, each: Affected) -> Iterator[Piece]:
    row, since = each.appointment, each.entry.stands_on
    name = display_name(row.family_name, row.given_name)
    target = each.displaced.target.label if each.displaced.target is not None else ""
    position = position_words(each.entry.kind, birth_date_words(since)) if since is not None else "the old position"
    yield f"{number:>3} ", MUTED
    yield f"{row.starts_at:%H:%M}  {fit_text(name, _NAME_WIDTH)}  {row.priority.letter}  {target:<12}  {position}\n"
    more = joined(_more(each))
    if more:
        yield f"           {more}\n", MUTED


def _more(each: Affected) -> Iterator[str]:
    tasks = {task.kind for task in each.decision.tasks}
    if each.is_here:
        yield "is here already: tell them at the desk"
    if each.times > 1:
        yield f"cancelled by us {count_words(each.times, 'time')}: {', '.join(who_is_told(each.decision))}"
    if TaskKind.STAND_DOWN_INTERPRETER in tasks:
        yield "interpreter stood down"
    if TaskKind.STAND_DOWN_TRANSPORT in tasks:
        yield "transport stood down"
