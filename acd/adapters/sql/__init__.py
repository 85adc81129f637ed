"""Records in SQL: facts go into a local outbox at once, and from there to PostgreSQL or SQLite, each exactly once.

``outbox`` is what the loop appends to (synchronous, local, no database); ``store`` owns the background task that moves
facts to SQL and answers reports; ``tables`` is what people read with their own SQL (see docs/records.md).
"""
