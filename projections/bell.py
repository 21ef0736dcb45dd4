"""What is rung when something has moved: the port, and the bell of those that nobody listens to."""

from typing import Protocol, Self


class Bell(Protocol):
    """Tells listeners on other connections. It loses rings rather than wait, so every listener also polls."""

    def ring(self, position: int, name: str = "") -> None:
        """Say that what is called `name` has come to a position. Returns at once."""
        ...

    async def __aenter__(self) -> Self:
        """Begin to ring."""
        ...

    async def __aexit__(self, *_: object) -> None:
        """Ring what is left, and end."""
        ...


class SilentBell:
    """Rings nowhere."""

    def ring(self, position: int, name: str = "") -> None:
        """Nothing."""

    async def __aenter__(self) -> Self:
        """Nothing."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing."""
