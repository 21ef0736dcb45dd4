from pathlib import Path

from interfaces.supervisor.child import ChildProcess


def a_sleeper(name: str = "sleeper", *, restart: bool = True) -> ChildProcess:
    return ChildProcess(name=name, argv=("sleep", "600"), restart=restart)


def a_script(script: str, *, name: str = "script", restart: bool = True, grace: float = 10.0) -> ChildProcess:
    return ChildProcess(name=name, argv=("sh", "-c", script), restart=restart, grace=grace)


def a_chronicler(name: str, chronicle: Path) -> ChildProcess:
    """Write a line when it starts, one when it is asked to stop, and is ready a moment after the first."""
    script = (
        f"trap 'echo {name} stops >> $CHRONICLE; exit 0' TERM; "
        f"sleep 0.05; echo {name} starts >> $CHRONICLE; while :; do sleep 0.02; done"
    )
    return ChildProcess(
        name=name,
        argv=("sh", "-c", script),
        env={"CHRONICLE": str(chronicle)},
        ready=lambda: chronicle.exists() and f"{name} starts" in chronicle.read_text(),
    )
