import os
import signal
import threading
import time
from io import StringIO
from pathlib import Path

import pytest

from interfaces.supervisor.child import ChildProcess
from interfaces.supervisor.errors import ChildDidNotStartError, ChildNotRunningError
from interfaces.supervisor.supervisor import Supervisor
from tests.interfaces.supervisor.builders import a_chronicler, a_script, a_sleeper
from tests.interfaces.supervisor.waiting import eventually, runs


def terminate_this_process_once_up(supervisor: Supervisor, *, times: int = 1) -> None:
    if eventually(lambda: bool(supervisor.processes)):
        for _ in range(times):
            time.sleep(0.2)
            os.kill(os.getpid(), signal.SIGTERM)


def test_children_start_in_order_each_when_the_one_before_is_ready_and_stop_in_reverse(tmp_path: Path) -> None:
    chronicle = tmp_path / "chronicle"
    children = tuple(a_chronicler(name, chronicle) for name in ("first", "second", "third"))
    with Supervisor(children, logs=tmp_path).running():
        pass
    assert chronicle.read_text().splitlines() == [
        *("first starts", "second starts", "third starts"),
        *("third stops", "second stops", "first stops"),
    ]


def test_a_killed_child_runs_again_and_the_others_are_left_alone(tmp_path: Path) -> None:
    with Supervisor((a_sleeper("one"), a_sleeper("two")), logs=tmp_path).running() as supervisor:
        before = supervisor.processes
        os.kill(supervisor.pid("one"), signal.SIGKILL)
        assert eventually(lambda: supervisor.processes.get("one", before["one"]) != before["one"])
        assert supervisor.pid("two") == before["two"]
        assert supervisor.starts("one") == 2


def test_a_child_that_keeps_dying_is_started_at_growing_intervals(tmp_path: Path) -> None:
    with Supervisor((a_script("exit 3"),), logs=tmp_path).running() as supervisor:
        time.sleep(1.0)
        assert supervisor.starts("script") == 3
    assert "script ended with status 3; it starts again in 0.4 s" in (tmp_path / "supervisor.log").read_text()


def test_a_child_not_to_be_restarted_stays_down(tmp_path: Path) -> None:
    with Supervisor((a_sleeper(restart=False),), logs=tmp_path).running() as supervisor:
        os.kill(supervisor.pid("sleeper"), signal.SIGKILL)
        assert eventually(lambda: not supervisor.processes)
        time.sleep(0.4)
        with pytest.raises(ChildNotRunningError, match="sleeper is not running"):
            supervisor.pid("sleeper")


def test_what_is_to_be_done_before_a_start_is_done_before_each(tmp_path: Path) -> None:
    done: list[int] = []
    child = ChildProcess(name="sleeper", argv=("sleep", "600"), before_start=lambda: done.append(1))
    with Supervisor((child,), logs=tmp_path).running() as supervisor:
        os.kill(supervisor.pid("sleeper"), signal.SIGKILL)
        assert eventually(lambda: supervisor.starts("sleeper") == 2)
    assert len(done) == 2


def test_the_next_child_waits_for_one_that_completes(tmp_path: Path) -> None:
    migration = ChildProcess(name="migration", argv=("sh", "-c", f"sleep 0.2; touch {tmp_path}/done"), completes=True)
    witness = ChildProcess(name="witness", argv=("sh", "-c", f"ls {tmp_path}/done; exec sleep 600"))
    with Supervisor((migration, witness), logs=tmp_path).running() as supervisor:
        assert list(supervisor.processes) == ["witness"]
        assert eventually(lambda: f"{tmp_path}/done\n" in (tmp_path / "witness.log").read_text())
    assert "cannot access" not in (tmp_path / "witness.log").read_text()


def test_a_completing_child_that_fails_ends_the_start_with_its_last_words(tmp_path: Path) -> None:
    migration = ChildProcess(name="migration", argv=("sh", "-c", "echo no such table; exit 1"), completes=True)
    with (
        pytest.raises(ChildDidNotStartError, match=r"(?s)migration .* status 1.*no such table"),
        Supervisor((a_sleeper(), migration), logs=tmp_path).running(),
    ):
        pytest.fail("it must not come up")


def test_a_child_that_never_gets_ready_ends_the_start_and_what_had_started(tmp_path: Path) -> None:
    never = ChildProcess(name="never", argv=("sleep", "600"), ready=lambda: False)
    supervisor = Supervisor((a_sleeper(), never), logs=tmp_path, patience=0.2)
    with pytest.raises(ChildDidNotStartError, match="not ready after"), supervisor.running():
        pytest.fail("it must not come up")
    assert supervisor.processes == {}


def test_a_child_that_dies_before_it_is_ready_gets_five_starts(tmp_path: Path) -> None:
    hasty = ChildProcess(name="hasty", argv=("sh", "-c", "exit 2"), ready=lambda: False)
    supervisor = Supervisor((hasty,), logs=tmp_path)
    with pytest.raises(ChildDidNotStartError, match="status 2"), supervisor.running():
        pytest.fail("it must not come up")
    assert supervisor.starts("hasty") == 5


def test_a_program_that_does_not_exist_is_named(tmp_path: Path) -> None:
    absent = ChildProcess(name="absent", argv=("no-such-program",), completes=True)
    with pytest.raises(ChildDidNotStartError, match="cannot run no-such-program"):
        Supervisor((absent,), logs=tmp_path).run()


def test_a_child_that_will_not_stop_is_killed_after_its_grace(tmp_path: Path) -> None:
    stubborn = a_script("trap '' TERM; echo deaf; while :; do sleep 0.05; done", name="stubborn", grace=0.3)
    with Supervisor((stubborn,), logs=tmp_path).running() as supervisor:
        assert eventually(lambda: "deaf" in (tmp_path / "stubborn.log").read_text())
        pid = supervisor.pid("stubborn")
    assert not runs(pid)


def test_what_a_dead_child_left_running_goes_with_it(tmp_path: Path) -> None:
    with Supervisor((a_script("sleep 600 & echo $!; wait"),), logs=tmp_path).running() as supervisor:
        log = tmp_path / "script.log"
        assert eventually(lambda: log.exists() and "| " in log.read_text())
        grandchild = int(log.read_text().split("| ")[1].split()[0])
        os.kill(supervisor.pid("script"), signal.SIGKILL)
        assert eventually(lambda: not runs(grandchild))


def test_a_signal_ends_the_run_and_the_handlers_are_restored(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    supervisor = Supervisor((a_sleeper(),), logs=tmp_path)
    sender = threading.Thread(target=terminate_this_process_once_up, args=(supervisor,))
    sender.start()
    supervisor.run()
    sender.join()
    assert supervisor.processes == {}
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_second_signal_ends_the_patience_with_children_that_will_not_stop(tmp_path: Path) -> None:
    supervisor = Supervisor((a_script("trap '' TERM; while :; do sleep 0.05; done", grace=60),), logs=tmp_path)
    sender = threading.Thread(target=terminate_this_process_once_up, args=(supervisor,), kwargs={"times": 2})
    sender.start()
    began = time.monotonic()
    supervisor.run()
    sender.join()
    assert time.monotonic() - began < 30


def test_lines_carry_the_name_and_no_colours_in_the_file_and_on_the_console(tmp_path: Path) -> None:
    console = StringIO()
    colourful = a_script(r"printf '\033[31mred\033[0m\n'; exec sleep 600", name="painter")
    with Supervisor((colourful,), logs=tmp_path, console=console).running():
        assert eventually(lambda: "red" in console.getvalue())
    assert (tmp_path / "painter.log").read_text().endswith("Z painter | red\n")
    assert "painter    | red\n" in console.getvalue()
