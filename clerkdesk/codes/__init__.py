"""The code lists that ship with clerkdesk, as data with the time in which each code may be used. A leaf.

A list is a CSV file in `lists/`: `code`, `description`, further columns of its own, `valid_from` and `valid_to`.
The dates are ISO days, both included. An empty one is not stated: the code was in use before, or is in use still.
`unknown` as `valid_to` marks a code that the source calls retired without saying since when. A retired code is
readable and not selectable (R-418).

Lists named `local_*` are ours, and a trust may change them; the rest follow the NHS Data Model and Dictionary.
"""

from clerkdesk.codes.lists_on_file import Code, CodeList, UnknownCodeList, code_list, code_list_names

__all__ = ["Code", "CodeList", "UnknownCodeList", "code_list", "code_list_names"]
