"""An app only the killed installation has: each new sales order moves one piece, so effects can be counted."""
