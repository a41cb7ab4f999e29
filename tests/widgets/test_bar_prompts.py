from __future__ import annotations

import ast
from pathlib import Path

import pytest

import clerkdesk
from clerkdesk.widgets.bar_prompts import asked_for
from clerkdesk.widgets.bar_spec import Choice, ChoiceStep, TextStep

YES_OR_NO = (Choice("y", "yes", "yes"), Choice("n", "no", "no"))


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("reason", "Type the reason first."),
        ("day of death", "Type the day of death first."),
        ("how you know that they are one person", "Say how you know that they are one person."),
        ("who acts next", "Say who acts next."),
        ("for how long: 6m, or open", "Say for how long: 6m, or open."),
        ("how: by telephone, letter, in clinic", "Say how: by telephone, letter, in clinic."),
        ("interval, such as 6w", "Type the interval, such as 6w."),
        ("clinician who graded it", "Type the clinician who graded it."),
        ("adds a comment", "Type a comment."),
    ],
)
def test_what_is_typed_is_asked_for_in_a_sentence(prompt: str, sentence: str) -> None:
    assert asked_for(TextStep("step", prompt, required=True)) == sentence


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("reason", "Choose the reason first."),
        ("who was told", "Choose who was told."),
        ("is it the same condition", "Answer y or n: is it the same condition?"),
        ("did the patient agree", "Answer y or n: did the patient agree?"),
    ],
)
def test_what_is_chosen_is_asked_for_in_a_sentence(prompt: str, sentence: str) -> None:
    assert asked_for(ChoiceStep("step", prompt, YES_OR_NO)) == sentence


def prompts() -> list[str]:
    """Return the prompt of every step that the screens write down."""
    found = []
    for path in (Path(clerkdesk.__file__).parent / "screens").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("TextStep", "ChoiceStep"):
                found += [arg.value for arg in node.args[1:2] if isinstance(arg, ast.Constant)]
    return [str(prompt) for prompt in found]


def test_no_prompt_makes_a_sentence_that_stumbles() -> None:
    assert len(prompts()) > 60
    for prompt in prompts():
        for sentence in (asked_for(TextStep("s", prompt)), asked_for(ChoiceStep("s", prompt, YES_OR_NO))):
            assert not any(
                stumble in sentence
                for stumble in (
                    "the how",
                    "the who ",
                    "the what ",
                    "the why",
                    "the by ",
                    "the for ",
                    "the adds",
                    "the is ",
                )
            ), sentence
