"""The demonstration factories: their files as a workbook, their people, and how one is founded."""


class NotReady(RuntimeError):
    """A step did not end well; the sentence says which and why."""
