"""``python -m sphinx_roundup``, and the program ``sphinx-roundup``."""

from __future__ import annotations

import sys

from sphinx_roundup.commands.interrupts import EndingAtOnce


def main() -> int:
    """Run the command line; return the exit status."""
    with EndingAtOnce():
        from sphinx_roundup.commands import cli  # noqa: PLC0415 - see there
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
