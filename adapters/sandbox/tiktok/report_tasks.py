"""Reports made in the background: a task is created, checked until it has succeeded, and downloaded as a file."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.store import Entity
from adapters.sandbox.tiktok.reports import Reports
from adapters.sandbox.tiktok.request_checks import own_id
from adapters.sandbox.tiktok.request_rules import (
    A_CANCELED_TASK_HAS_NO_REPORT,
    A_TASK_EXISTS,
    A_TASK_IS_AWAITED,
    AN_ENDED_TASK_IS_NOT_CANCELED,
    WORDS_ARE_LISTED,
    refuse,
    refuse_whole,
)
from adapters.sandbox.tiktok.workbooks import workbook

_QUEUED, _RUNNING = timedelta(seconds=1), timedelta(seconds=3)
_FORMATS = ("CSV_STRING", "CSV_DOWNLOAD", "XLSX_DOWNLOAD")
_MOST_ROWS = 1000


class ReportTasks:
    """Answers `/report/task/...`; a task takes three seconds of sandbox time."""

    def __init__(self, sandbox: Sandbox, reports: Reports) -> None:
        self._sandbox = sandbox
        self._reports = reports

    def create(self, account: ReadyAccount, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the new task's `task_id`; a report that cannot be made is refused at once."""
        output = body.get("output_format", "CSV_STRING")
        if output not in _FORMATS:
            refuse(self._sandbox.rules, WORDS_ARE_LISTED, "output_format", f"must be one of {', '.join(_FORMATS)}")
        query = {name: value if isinstance(value, str) else json.dumps(value) for name, value in body.items()}
        self._reports.integrated([account], query | {"page": "1", "page_size": "1"})
        task = self._sandbox.store.add(
            platform=TIKTOK,
            account_id=account.id,
            kind="report_task",
            id=f"18490{self._sandbox.store.next_id()}",
            fields={"_query": query, "output_format": output, "canceled": False},
            at=self._sandbox.clock.now(),
        )
        return {"task_id": task.id}

    def check(self, account: ReadyAccount, query: Mapping[str, Any]) -> dict[str, Any]:
        """Return `status`: QUEUING, PROCESSING, SUCCESS or CANCELED."""
        task = self._task(account, query)
        return {
            "task_id": task.id,
            "status": self._status(task),
            "message": "",
            "output_format": task.fields["output_format"],
        }

    def cancel(self, account: ReadyAccount, body: Mapping[str, Any]) -> dict[str, Any]:
        """Stop a task that has not ended."""
        task = self._task(account, body)
        if self._status(task) == "SUCCESS":
            refuse(self._sandbox.rules, AN_ENDED_TASK_IS_NOT_CANCELED, "task_id")
            return {}
        self._sandbox.store.change(task, {"canceled": True}, self._sandbox.clock.now())
        return {}

    def download(self, account: ReadyAccount, query: Mapping[str, Any]) -> str | bytes:
        """Return the whole report as CSV or as a workbook: a column for each dimension, then for each metric."""
        task = self._task(account, query)
        status = self._status(task)
        if status != "SUCCESS":
            rule = A_CANCELED_TASK_HAS_NO_REPORT if status == "CANCELED" else A_TASK_IS_AWAITED
            refuse(self._sandbox.rules, rule, "task_id", f"The task is {status}")
        rows = self._rows(account, task.fields["_query"])
        head = [[*rows[0]["dimensions"], *rows[0]["metrics"]]] if rows else [[]]
        table = [*head, *([*row["dimensions"].values(), *row["metrics"].values()] for row in rows)]
        if task.fields["output_format"] == "XLSX_DOWNLOAD":
            return workbook(table)
        written = io.StringIO()
        csv.writer(written).writerows(table)
        return written.getvalue()

    def _rows(self, account: ReadyAccount, query: Mapping[str, str]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        page, pages = 1, 1
        while page <= pages:
            answer = self._reports.integrated([account], {**query, "page": str(page), "page_size": str(_MOST_ROWS)})
            rows += answer["list"]
            pages, page = answer["page_info"]["total_page"], page + 1
        return rows

    def _task(self, account: ReadyAccount, given: Mapping[str, Any]) -> Entity:
        task_id = own_id(self._sandbox.rules, given, "task_id")
        task = self._sandbox.store.get(TIKTOK, "report_task", task_id)
        if task is None or task.account_id != account.id:
            refuse_whole(self._sandbox.rules, A_TASK_EXISTS, "task_id")
        return task

    def _status(self, task: Entity) -> str:
        if task.fields["canceled"]:
            return "CANCELED"
        age = self._sandbox.clock.now() - task.created_at
        if age < _QUEUED:
            return "QUEUING"
        return "PROCESSING" if age < _RUNNING else "SUCCESS"
