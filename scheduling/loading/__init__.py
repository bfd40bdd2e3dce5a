"""From rows to the engine's arrays: a few reads, each mapped back to its row by position."""
