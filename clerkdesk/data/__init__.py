"""The database: tables, migrations, the unit of work, the audit, and the current columns made from facts.

SQLite is the default, PostgreSQL the same code by URL. What an act means is decided in `clerkdesk.rules`, what it
does in `clerkdesk.services`; here it is only kept.
"""
