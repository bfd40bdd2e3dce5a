"""Live updates: a page hears which rows changed and asks for them again (docs/decisions/0012-live.md)."""
