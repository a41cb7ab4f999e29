"""The plain commands: one module for each noun, over the same services as the screens.

`main` finds and runs a command, `output` is the only module that writes to standard output, `desk` opens the database.
Modules import nothing heavy at module scope, so that `clerkdesk codes` never loads the database layer.
"""
