"""The screens: what the clerk sees and presses. Each gets frozen rows and typed outcomes; none knows SQL or policy.

To make a screen:

1. Write `clerkdesk/screens/<name>/screen.py` with a subclass of `DeskScreen` whose `NAME` is its command's in
   `clerkdesk.keys.registry`; give it `TITLE`, `ABOUT` (help says "You are on" before it) and, beside it,
   `<name>.tcss` as `CSS_PATH`. Export the class in the `__init__` of its folder. The folder has the name of the
   noun where that differs: Today is in `reception`, Refer in `referrals`, each with a `.tcss` of the screen's name.
   Details is the module `card/details`, the handover slip `inbox/handover`.
2. Make its middle in `compose_body`; what is done once all of it is there stands in `on_mount`. No handler calls the
   one above: Textual calls each class's own. A list is a `RowTable` with an id, and the `line` of a `FilterBox` above
   it.
3. Read rows in `load` by `self.questions.ask(subject, lambda desk: ..., apply)`; name in `WAITS_FOR` what keys must
   wait for, and in `HOLDS_ENTER_FOR` what Enter must wait for.
4. For each letter of the registry that acts, write `command_<name>`, which declares a `BarSpec` and calls
   `self.bars.open(spec)`. Its `commit` returns `await carry_out(self.host, lambda desk: ..., done)`, which keeps the
   bar open with the sentence of a refusal. Reasons why a command cannot act are added in `why_not`. Acts on a patient
   are not written again: the screen holds `Acts`, or `OnCard` where the card carries them out, and adds their letters
   by `self.commands.add(...)`.
5. Set `self.bars.rebuild` to what declares a bar again from its name and context, so that a half-done act can be put
   back; what else is to outlive a crash is named to `self.half_done.keeps(...)`.

The parts of `DeskScreen` are `questions`, `commands`, `typing`, `bars`, `frame` and `half_done`, each in its module of
`desk`. A screen asks them directly, and tells them by their attributes what is its own: `self.typing.takes_key = ...`.
What the app asks of some screens alone, such as `go_to_row`, is in `desk/abilities.py`.

Wrong outcomes are said by `self.host.refuse(sentence)`, good ones by `self.host.say(sentence, "good")`. Exceptions
with a `sentence` need no handling: the app shows it. Private names of `DeskScreen` are in use; take others for yours.
"""
