"""``python -m sphinx_roundup``: the same program as ``sphinx-roundup``."""

from __future__ import annotations

import sys

from sphinx_roundup.commands import main

if __name__ == "__main__":
    sys.exit(main())
