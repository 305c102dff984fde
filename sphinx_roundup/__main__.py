"""``python -m sphinx_roundup``: the same as ``sphinx-roundup``."""

from __future__ import annotations

import sys

from sphinx_roundup.commands.cli import main

sys.exit(main())
