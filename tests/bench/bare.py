"""The floor of the service: APScheduler and an SQLAlchemy engine on SQLite, in a process that then waits."""

import sys

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import create_engine, text

if __name__ == "__main__":
    with create_engine(sys.argv[1]).connect() as connection:
        connection.execute(text("SELECT 1"))
    BackgroundScheduler().start()
    print("ready", file=sys.stderr, flush=True)
    sys.stdin.read()
