"""A process that does the service's own look at the outbox, hundreds of times as often."""

import sys
from datetime import UTC
from threading import Event

from apscheduler.schedulers.background import BackgroundScheduler

from daemon.scheduler import Children, send_what_waits
from daemon.store.database import Database

LOOKS_PER_S = 2

if __name__ == "__main__":
    arguments = Database(sys.argv[1]), Children((), stop=Event())
    send_what_waits(*arguments)
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(send_what_waits, "interval", seconds=1 / LOOKS_PER_S, args=arguments)
    scheduler.start()
    print("ready", file=sys.stderr, flush=True)
    sys.stdin.read()
