"""The database: tables, migrations, the unit of work, the audit, and the current columns made from facts.

SQLite is the default; a URL selects PostgreSQL with the same code. `clerkdesk.rules` decides what an act means and
`clerkdesk.services` what it does; this package only keeps it.
"""
