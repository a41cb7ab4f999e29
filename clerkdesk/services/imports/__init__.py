"""Imports: what the rows of other systems' files change at this desk, and the report of what became of each row.

Reading the files is in `clerkdesk.interop`; the way in is `clerkdesk.services.imports.files`.
"""
