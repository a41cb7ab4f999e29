"""The newest migration, known without importing Alembic. A test holds it to the files."""

HEAD = "0010"
