"""`python -m app` is the command line `kinstead`."""

from app.cli import main

main()
