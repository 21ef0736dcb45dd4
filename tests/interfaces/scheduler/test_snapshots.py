from interfaces.scheduler.jobs import JOBS, keep_snapshots


def test_the_scheduler_keeps_snapshots() -> None:
    assert keep_snapshots in [job.run for job in JOBS]
