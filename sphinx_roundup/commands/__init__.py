"""Command line ``sphinx-roundup``: a module for each command. No other package imports it."""

from sphinx_roundup.commands.cli import main

__all__ = ["main"]
