"""`python -m daemon` is the command `shinguard`."""

from daemon.cli import main

main()
