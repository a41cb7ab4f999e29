"""The words of a bar: subject, choices made, keys to press, and words to the patient."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from clerkdesk.keys import printed_key
from clerkdesk.widgets.bar_progress import BarProgress
from clerkdesk.widgets.bar_prompts import bare_prompt
from clerkdesk.widgets.bar_spec import BarSpec, ChoiceStep, TextStep
from clerkdesk.widgets.plain import ACT, ALERT, DOT, KEY, MUTED, SAID, Piece, flow, flow_together, plain

_DOT: Piece = (DOT, MUTED)


def bar_head(progress: BarProgress, seconds_held: int | None, width: int, preview: str = "") -> Content:
    """Return the head: act and subject, choices made, the countdown, and keys to press.

    Below it comes `preview`, the effect of Enter.

    Lines of `width` cells break between these parts if they can: a key stays with its word, a name stays whole.
    """
    spec = progress.spec
    pieces: list[Piece] = [(f"{spec.act} {spec.subject}", ACT)]
    for step in progress.path():
        choice = progress.chosen(step)
        if choice:
            pieces += [_DOT, f"{choice.key} {choice.label}"]
        elif step.name != progress.at and progress.text(step.name):
            pieces += [_DOT, progress.text(step.name)]
    pieces += [] if seconds_held is None else [_DOT, f"held {seconds_held // 60}:{seconds_held % 60:02d}"]
    for part in spec.note.split(DOT) if spec.note else ():
        pieces += [_DOT, part]
    asked = progress.step
    pieces += _choices(progress, asked) if isinstance(asked, ChoiceStep) else _text(progress, asked)
    pieces += _offer_of_text(progress)
    told: list[Piece] = ["\n", *flow([(part, "") for part in f"→ {preview}".split(DOT)], width)] if preview else []
    return plain(*flow_together(_groups(pieces), width), *told)


def told_lines(sentence: str, width: int) -> list[Content]:
    """Return the lines of a sentence to the clerk; empty for no sentence."""
    return plain((f"! {sentence}", ALERT)).wrap(width) if sentence else []


def say_lines(progress: BarProgress, width: int) -> list[Content]:
    """Return the lines of the words to the patient, in quotation marks; empty for no words."""
    words = bar_say(progress)
    return plain((f"“{words}”", SAID)).wrap(width) if words else []


def number_head(spec: BarSpec, number: str, width: int) -> Content:
    """Return the head while a number is typed over choices: the number chooses and does nothing."""
    pieces: list[Piece] = [
        (f"{spec.act} {spec.subject}", ACT),
        _DOT,
        (f"{number} is a number, not a choice", ALERT),
        *(_DOT, ("Enter", KEY), " looks it up"),
        *(_DOT, ("Backspace", KEY), " goes back to the choices"),
    ]
    return plain(*flow_together(_groups(pieces), width))


def _groups(pieces: Iterable[Piece]) -> list[list[tuple[str, str]]]:
    """Return the parts between dots, one group each."""
    groups: list[list[tuple[str, str]]] = [[]]
    for piece in pieces:
        if piece == _DOT:
            groups.append([])
        else:
            groups[-1].append(piece if isinstance(piece, tuple) else (piece, ""))
    return groups


def bar_say(progress: BarProgress) -> str:
    """Return the words to the patient: from the last choice that has its own, else from the bar.

    Empty while nothing is chosen among choices with words of their own: the clerk would read out what nobody chose.
    """
    for step in reversed(progress.path()):
        choice = progress.chosen(step)
        if choice is not None and choice.say:
            return choice.say
        if choice is None and isinstance(step, ChoiceStep) and any(each.say for each in step.choices):
            return ""
    return progress.spec.say


def where_it_stands(progress: BarProgress) -> str:
    """Return the sentence for a question asked again, with its answer so far."""
    step = progress.step
    if step is None:
        return ""
    choice = progress.chosen(step)
    answer = choice.label if choice is not None else progress.text(step.name)
    return f"Asked again: {bare_prompt(step)}. Answer so far: {answer or 'none'}."


def _enter(progress: BarProgress) -> list[Piece]:
    return [_DOT, ("Enter", KEY), f" {progress.spec.enter}"]


def _choices(progress: BarProgress, step: ChoiceStep) -> list[Piece]:
    chosen = progress.chosen(step)
    pieces = [_DOT, (f"{step.prompt}?", KEY)] if chosen is None else _enter(progress)
    if step.shown:
        for text in step.shown.split(DOT):
            key, blank, words = text.partition(" ")
            pieces += [_DOT, (key, KEY if printed_key(key) else ""), blank + words]
        return pieces
    for choice in step.choices:
        if choice is not chosen:
            style = MUTED if choice.why_not else ""
            pieces += [_DOT, (choice.key, style or KEY), (f" {choice.label}", style)]
    return pieces


def _text(progress: BarProgress, step: TextStep | None) -> list[Piece]:
    text = progress.text(step.name).strip() if step else ""
    if step is None or step.read is None or not text:
        return _enter(progress)
    reading = step.read(text)
    return [_DOT, (reading.problem, ALERT) if reading.problem else reading.echo, *_enter(progress)]


def _offer_of_text(progress: BarProgress) -> list[Piece]:
    """Return the hint that Tab opens the last, optional text step."""
    way = progress.path()
    if way and isinstance(way[-1], TextStep) and way[-1].name != progress.at:
        return [_DOT, ("Tab", KEY), f" {way[-1].prompt}"]
    return []
