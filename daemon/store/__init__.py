"""The store: the only place that speaks SQL. SQLAlchemy Core on SQLite or PostgreSQL, never the ORM."""
