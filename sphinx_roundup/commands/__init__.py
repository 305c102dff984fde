"""``sphinx-roundup`` on the command line: the organiser's week before and after the page.

Each command is a module with a :class:`~.command.Command`; :mod:`.cli` lists them. They use
what the build uses (:mod:`sphinx_roundup.reports`, :mod:`sphinx_roundup.parsing`), and
nothing there knows of them.
"""
