"""The one-command start: PostgreSQL, broker, web, workers and dispatcher under one supervisor."""
