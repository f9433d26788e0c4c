"""`python -m baoming`."""

from baoming.cli import main

main()
