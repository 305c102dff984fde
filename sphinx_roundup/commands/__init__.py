"""Command line ``sphinx-roundup``: one module for each command, named in :mod:`.cli`.

The layer below is the extension; nothing imports this package.
"""
