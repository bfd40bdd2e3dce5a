"""The HTML pages of every screen: parse, then read or perform, then render."""
