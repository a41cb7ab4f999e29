"""The code lists that ship with clerkdesk, with the period of use of each code. This package is a leaf.

A list is a CSV file in `lists/`: `code`, `description`, further columns of its own, `valid_from` and `valid_to`.
The dates are ISO days, both included. An empty one sets no limit.
`unknown` as `valid_to` marks a code that the source calls retired without a date. A retired code is
readable and not selectable (R-418).

Lists named `local_*` are ours, and a trust may change them; the rest follow the NHS Data Model and Dictionary.
"""

from clerkdesk.codes.lists_on_file import Code, CodeList, UnknownCodeList, code_list, code_list_names

__all__ = ["Code", "CodeList", "UnknownCodeList", "code_list", "code_list_names"]
