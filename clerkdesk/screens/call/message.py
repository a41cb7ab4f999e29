"""The fields of a message: its words, its recipient, its urgency, and the questions of a red flag (R-721 to R-723).

`clerkdesk.rules.inbox.messages` decides the time to answer by, and what is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from textual.events import Key
from textual.message import Message

from clerkdesk.rules.inbox.red_flags import red_flags_in
from clerkdesk.rules.values.text import clean
from clerkdesk.screens.call.proceed import Proceed
from clerkdesk.widgets.bar_spec import Choice
from clerkdesk.widgets.fields import ChoiceField, Field, TextField
from clerkdesk.widgets.form import Form
from clerkdesk.widgets.plain import joined
from clerkdesk.widgets.readers import moment_reader

if TYPE_CHECKING:
    from clerkdesk.rules.values.inbox import MessageChannel, Urgency
    from clerkdesk.services.acts.consequences import Caller
    from clerkdesk.services.inbox.inbox import NewMessage
    from clerkdesk.services.inbox.recipients import RouteTo
    from clerkdesk.settings import DeskSettings

NOBODY = "0"
"""The digit of a call that needs nobody else: its text says how the call ended."""

_ROUTINE = Choice("r", "routine", "routine")
_SOONER = (Choice("+", "today", "today"), Choice("!", "urgent", "now"))
_CHANNELS = (Choice("e", "email", "e-mail"), Choice("d", "desk", "at the desk"), Choice("l", "letter", "letter"))


@dataclass(frozen=True, slots=True)
class Written:
    """The content of the fields."""

    text: str
    digit: str
    urgency: Urgency
    channel: MessageChannel
    put_through: str
    ring_back_at: datetime | None
    best_time: str
    caller: str
    """Name of the caller, and after a comma the caller's relationship to the patient."""

    def rung_by(self, number: str, *, is_identified: bool) -> Caller:
        """Return the caller with their number, and whether they are identified."""
        from clerkdesk.services.acts.consequences import Caller

        name, _, relationship = self.caller.partition(",")
        return Caller(clean(name), clean(relationship), number, self.best_time, is_identified)

    def message(self, route: RouteTo, patient_id: int | None, caller: Caller, now: datetime) -> NewMessage:
        """Return the message to record."""
        from clerkdesk.services.inbox.inbox import NewMessage

        through = f"{self.put_through} at {now:%H:%M}" if self.put_through else ""
        return NewMessage(
            text=self.text,
            to=route.to,
            urgency=self.urgency,
            channel=self.channel,
            patient_id=patient_id,
            caller=caller,
            ring_back_at=self.ring_back_at,
            put_through_to=through,
        )


class ForField(ChoiceField):
    """The recipient of the message. `+` and `!` set the urgency, without leaving the line."""

    def problem(self) -> str:
        """Say that the digit is missing."""
        return "" if self.value else "Who is it for? Choose a digit."


class ThroughField(TextField):
    """The person to whom the caller was put through."""

    def problem(self) -> str:
        """Say that the name is missing."""
        return "" if self.value or not self.required else "Say who you put the caller through to."


class MessageForm(Form):
    """The fields, one under the other."""

    class Heard(Message):
        """The red flags or the urgency have changed."""

    def __init__(self, desk: DeskSettings, now: Callable[[], datetime], *, phone: bool) -> None:
        """Take the trust's red flags and script, the clock, and whether this is a telephone call."""
        self._settings = desk
        self._phone = phone
        self._shown: tuple[tuple[str, ...], str] | None = None
        """The red flags and the urgency that are drawn."""
        self._before = ""
        """The caller's words that were typed in the first line of the call."""
        self._text = TextField("text", "Message")
        self._for = ForField("for", "For", ())
        self._when = ChoiceField("when", "When", (_ROUTINE, *_SOONER), value="routine")
        self._through = ThroughField(
            "put_through", "Put through", placeholder="who took the call; the time is noted by itself"
        )
        fields: list[Field] = [
            self._text,
            self._for,
            self._when,
            self._through,
            TextField("ring_back", "Ring back", read=moment_reader(now), placeholder="15:00, mon 9: if promised"),
            TextField("best_time", "Best time", placeholder="when they can be reached"),
            TextField("caller", "Caller", placeholder="name and relationship to the patient"),
        ]
        if not phone:
            fields.insert(0, ChoiceField("channel", "Came by", _CHANNELS, value="email"))
        super().__init__(fields, id="message")

    def on_mount(self) -> None:
        """Hide the fields that only a red flag needs."""
        self._show_flags()

    # Reading

    @property
    def is_begun(self) -> bool:
        """Whether the message has any text."""
        return bool(self._text.text)

    @property
    def asks_for_whom(self) -> bool:
        """Whether the clerk is at the line of digits for the recipient."""
        return self.focused_field is self._for

    @property
    def said(self) -> tuple[str, ...]:
        """Empty: a call shows the script in its own frame, and the form asks to whom the caller was put through."""
        return ()

    @property
    def flags(self) -> tuple[str, ...]:
        """The red-flag words in the text, and in the fields for the caller and the time."""
        said = (self._before, self._text.text, *(self.values[name] for name in ("best_time", "caller")))
        return red_flags_in(joined(said), self._settings.red_flag_words)

    @property
    def shows_script(self) -> bool:
        """Whether to show the script: a red flag was typed, or the message is urgent."""
        return bool(self.flags) or self._when.value == "urgent"

    def written(self) -> Written:
        """Return the content of the fields. The form must have no problems."""
        values = self.values
        ring_back = values["ring_back"]
        return Written(
            text=joined((self._before, values["text"])),
            digit=values["for"],
            urgency=cast("Urgency", values["when"]),
            channel=cast("MessageChannel", values.get("channel", "phone")),
            put_through=values["put_through"],
            ring_back_at=datetime.fromisoformat(ring_back) if ring_back else None,
            best_time=values["best_time"],
            caller=values["caller"],
        )

    # Filling in

    def offer_routes(self, routes: Iterable[RouteTo]) -> None:
        """Show the digits with their recipients."""
        choices = [Choice(str(route.digit), str(route.digit), _route_words(route)) for route in routes]
        if self._phone:
            choices.append(Choice(NOBODY, NOBODY, "nobody: dealt with"))
        self._for.set_choices(choices)

    def name_caller(self, words: str) -> None:
        """Fill in the caller, unless the clerk has done so."""
        field = cast("TextField", self.field("caller"))
        if not field.text:
            field.set_state({"value": words})

    def put_before(self, words: str) -> None:
        """Put the caller's words that name nobody at the beginning of the message."""
        self._before = words
        self._show_flags()

    def begin_with(self, said: str) -> None:
        """Go to the text, and add the words at its end."""
        self._text.set_state({"value": joined((self._text.text, said), " ")})
        self.go_to("text")

    def go_on(self) -> None:
        """Go to the end of the text: the next words are added there."""
        if self._text.text:
            self._text.set_state({"value": f"{self._text.text} "})
        self.go_to("text")

    def set_state(self, state: Any) -> None:
        """Restore everything. A digit stays even before its recipient is known."""
        digit = state.get("fields", {}).get("for", {}).get("value", "")
        if digit and not self._for.value:
            self._for.set_choices([Choice(digit, digit, "")])
        super().set_state(state)
        self._show_flags()

    def on_key(self, event: Key) -> None:
        """Take `+` and `!` on the line of digits, and pass on Enter; other keys act as in every form."""
        if event.key == "enter":
            self.post_message(Proceed())
        elif event.character in ("+", "!") and self.focused_field is self._for:
            self._when.set_state({"value": {"+": "today", "!": "urgent"}[event.character]})
            self._show_flags()
        else:
            # Textual calls the form's own handler after this one.
            return
        event.stop()
        event.prevent_default()

    def on_field_changed(self) -> None:
        """Look for red flags while the clerk types."""
        self._show_flags()

    def _show_flags(self) -> None:
        """Refuse routine urgency with a red flag, and ask to whom the caller was put through."""
        flags = self.flags
        if (flags, self._when.value) == self._shown:
            return
        why_not = f"Not routine: {', '.join(flags)}." if flags else ""
        self._when.set_choices((Choice("r", "routine", "routine", why_not=why_not), *_SOONER))
        if flags and self._when.value in ("", "routine"):
            self._when.set_state({"value": "urgent"})
        self._shown = (flags, self._when.value)
        self._through.required = bool(flags)
        self._through.display = self.shows_script
        self.post_message(self.Heard())


def _route_words(route: RouteTo) -> str:
    """Return the recipient of a digit, short: `secretary ENT`, `Dr Shah`."""
    if route.words == "secretary":
        return route.name.replace(", ", " ")
    return route.name if route.words == "consultant" else route.words
