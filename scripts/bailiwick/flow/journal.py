"""The durable port: workflows whose steps are recorded, so that a killed run goes on without repeating them.

The only home of dbos. Facts behind the choices: dbos 3.4 on one SQLite file, written by one process at a time
(the run's lock sees to it). Sources: docs.dbos.dev and the installed package.
"""

from __future__ import annotations

import logging
import os
import secrets
import sqlite3
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from bailiwick.errors import JournalError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Engine

    from bailiwick.flow.stop import Stop

Json = dict[str, Any]


class Steps(Protocol):
    """Handed to a workflow: runs an action once and gives back its recorded result ever after."""

    def __call__(self, name: str, action: Callable[[], Json]) -> Json:
        """Run `action` as the workflow's next step. Its result must be plain JSON."""
        ...


@dataclass(frozen=True)
class Unfinished:
    """A workflow that an earlier process left behind."""

    id: str
    args: list[Any]


class Journal:
    """An open journal. One at a time in a process."""

    def __init__(self, path: Path, stop: Stop) -> None:
        self._path = path
        self._stop = stop
        self._body: Callable[[Steps, list[Any]], Json] | None = None
        self._threads = 0
        self._count = threading.Lock()
        self._mine: set[str] = set()
        """Workflows that this process has begun or gone on with."""

    def open(self, body: Callable[[Steps, list[Any]], Json]) -> None:
        """Create or open the database and register the one workflow; raises JournalError."""
        logging.getLogger("dbos").addHandler(logging.NullHandler())
        logging.getLogger("dbos").propagate = False
        from dbos import DBOS, DBOSPortableJSONSerializer, run_dbos_database_migrations
        from sqlalchemy.exc import SQLAlchemyError

        self._body = body
        url = f"sqlite:///{self._path}"
        try:
            if not self._path.exists():
                run_dbos_database_migrations(system_database_url=url)
                self._path.chmod(0o600)
            DBOS(
                config={
                    "name": "bailiwick",
                    "application_version": "1",
                    "executor_id": f"{os.getpid()}-{secrets.token_hex(4)}",
                    "system_database_engine": _engine(url),
                    "run_migrations": False,
                    "log_level": "CRITICAL",
                    "serializer": DBOSPortableJSONSerializer(),
                    "notification_listener_polling_interval_sec": 1.0,
                }
            )

            @DBOS.workflow(name="attempt", max_recovery_attempts=20)
            def attempt(_workflow_id: str, args: list[Any]) -> Json:
                return self._run(args)

            self._attempt = attempt
            DBOS.launch()
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            raise JournalError(
                f"cannot open the journal {self._path}: {error}; move it away to start afresh"
            ) from error

    def start(self, workflow_id: str, args: Sequence[Any]) -> None:
        """Start a workflow in a thread of its own; starting the same id again changes nothing."""
        from dbos import DBOS, SetWorkflowID

        self._mine.add(workflow_id)
        with SetWorkflowID(workflow_id):
            DBOS.start_workflow(self._attempt, workflow_id, list(args))

    def carry_on(self, workflow_id: str, args: Sequence[Any]) -> None:
        """Begin a workflow, or go on with it where an earlier process left it."""
        if workflow_id in {work.id for work in self.unfinished()}:
            self.resume(workflow_id)
        else:
            self.start(workflow_id, args)

    def ended(self, prefix: str) -> dict[str, Json]:
        """The workflows that have ended, by id: the result, empty where it failed or was given up."""
        from dbos import DBOS

        found = DBOS.list_workflows(workflow_id_prefix=prefix, load_input=False)
        over = [w for w in found if w.status not in {"PENDING", "ENQUEUED"}]
        return {w.workflow_id: dict(w.output) if w.status == "SUCCESS" and w.output else {} for w in over}

    def unfinished(self) -> list[Unfinished]:
        """Workflows that no process runs any more; call it before anything is started."""
        from dbos import DBOS

        left = DBOS.list_workflows(status=["PENDING", "ENQUEUED"], load_output=False)
        return [Unfinished(w.workflow_id, list(w.input["args"][1])) for w in left if w.input]

    def resume(self, workflow_id: str) -> None:
        """Go on with a workflow after its last recorded step."""
        from dbos import DBOS

        self._mine.add(workflow_id)
        DBOS.resume_workflow(workflow_id)

    def cancel(self, workflow_id: str) -> None:
        """Give a workflow up for good; what it recorded stays readable."""
        from dbos import DBOS

        DBOS.cancel_workflow(workflow_id)

    @property
    def threads(self) -> int:
        """How many workflows are being carried out, parked ones included."""
        return self._threads

    def close(self, limit_seconds: float = 2.0) -> None:
        """Wait until the ends of this process's workflows are recorded; their threads end with the process."""
        from dbos import DBOS

        deadline = time.monotonic() + limit_seconds
        while time.monotonic() < deadline:
            pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
            if self._mine.isdisjoint(w.workflow_id for w in pending):
                return
            time.sleep(0.005)

    def _run(self, args: list[Any]) -> Json:
        from dbos import DBOS

        if self._body is None:
            raise JournalError("the journal was used before it was opened")
        with self._count:
            self._threads += 1

        def steps(name: str, action: Callable[[], Json]) -> Json:
            return DBOS.run_step({"name": name}, self._guarded(action))

        try:
            return self._body(steps, args)
        finally:
            with self._count:
                self._threads -= 1

    def _guarded(self, action: Callable[[], Json]) -> Callable[[], Json]:
        def step() -> Json:
            self._stop.park_if_wanted()
            return action()

        return step


def _engine(url: str) -> Engine:
    import sqlalchemy
    from sqlalchemy import event

    engine = sqlalchemy.create_engine(url, pool_size=20, max_overflow=0)

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:
        # dbos asks for unixepoch('subsec'), which SQLite has from 3.42 on.
        if sqlite3.sqlite_version_info < (3, 42):
            connection.create_function("unixepoch", -1, lambda *_: round(time.time(), 3))
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "busy_timeout=30000", "foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: sqlalchemy.Connection) -> None:
        # Claims read before they write; the write lock from the start keeps two of them apart.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def read_rows(path: Path, query: str, values: Mapping[str, object]) -> list[sqlite3.Row]:
    """Read from the journal without opening it: no thread, no recovery, no lock that a run would feel."""
    if not path.exists():
        return []
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
    try:
        connection.row_factory = sqlite3.Row
        return connection.execute(query, dict(values)).fetchall()
    finally:
        connection.close()
