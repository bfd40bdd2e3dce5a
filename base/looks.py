"""How a state looks: one of eight tones, each told by colour, glyph, texture and word. Defined once, for every page."""

from __future__ import annotations

GLYPHS = {
    "plan": "circle-dashed",
    "ready": "circle-dot",
    "run": "play",
    "hold": "pause",
    "late": "triangle-alert",
    "check": "shield-alert",
    "done": "check",
    "off": "ban",
}

STATES = {
    "plan": ("draft", "firm", "proposed", "waiting"),
    "ready": (
        "accepted",
        "active",
        "approved",
        "checked",
        "confirmed",
        "firmed",
        "published",
        "released",
        "usable",
        "acknowledged",
    ),
    "run": ("checking", "running", "started", "taking"),
    "hold": ("blocked", "held", "paused", "warning"),
    "late": ("critical", "failed", "faulty", "rejected"),
    "check": ("inspection", "notice", "open"),
    "done": ("closed", "completed", "done", "passed", "posted", "settled", "shipped"),
    "off": ("cancelled", "corrected", "obsolete", "reversed", "reverted", "superseded", "withdrawn"),
}

TONES = {state: tone for tone, states in STATES.items() for state in states}


def tone(state: str) -> str:
    """The tone of a state's value; what nobody classified looks planned."""
    return TONES.get(state, "plan")
