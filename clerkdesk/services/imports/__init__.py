"""Imports: the changes from rows of other systems' files, and the report on each row.

`clerkdesk.interop` reads the files; `clerkdesk.services.imports.files` is the entry.
"""
