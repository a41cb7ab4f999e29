"""The one registry of commands and keys.

Bindings, footer, help, palette, the key table of the documentation and the check of a user's keymap are all read from
here. A screen or the app carries a command out, under the command's name.
This package imports neither Textual nor anything else of clerkdesk.
"""

from clerkdesk.keys.keymap import Keymap, check_keymap
from clerkdesk.keys.names import printed_key, show_key, spell_key
from clerkdesk.keys.registry import COMMANDS, Command, Scope, acts_on, command, commands_of, is_command, letters_of
from clerkdesk.keys.tables import keys_markdown, show_keys

__all__ = [
    "COMMANDS",
    "Command",
    "Keymap",
    "Scope",
    "acts_on",
    "check_keymap",
    "command",
    "commands_of",
    "is_command",
    "keys_markdown",
    "letters_of",
    "printed_key",
    "show_key",
    "show_keys",
    "spell_key",
]
