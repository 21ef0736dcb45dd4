"""Why a set of processes did not come up.

SupervisorError
├── ChildDidNotStartError
└── ChildNotRunningError
"""


class SupervisorError(Exception):
    """The supervisor cannot do what was asked of it."""


class ChildDidNotStartError(SupervisorError):
    """A child died, or did not become ready, while the supervisor was starting; its last lines say why."""

    def __init__(self, name: str, *, reason: str, log: str) -> None:
        super().__init__(f"{name} did not start: {reason}. The end of its log:\n{log}")
        self.name = name
        self.reason = reason
        self.log = log


class ChildNotRunningError(SupervisorError):
    """The child has ended, is between two starts, or was never one of the supervisor's."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not running")
        self.name = name
