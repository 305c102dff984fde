"""Command line ``sphinx-roundup``: a module for each command. Below it: the extension."""

from sphinx_roundup.commands.cli import main

__all__ = ["main"]
