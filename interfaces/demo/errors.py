"""What ends a demo early.

DemoError
└── StepFailedError     a step of the story did not hold
"""


class DemoError(Exception):
    """The demo cannot go on."""


class StepFailedError(DemoError):
    """A step of the story did not hold."""
