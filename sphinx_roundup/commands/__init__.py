"""``sphinx-roundup`` on the command line: the organiser's week before and after the page.

Each command is a module with a :class:`~.command.Command`; :mod:`.cli` lists them. What a
command needs beyond its arguments and its words stands in a room:

- :mod:`.checking` for ``check``, :mod:`.fetching` for ``fetch``, :mod:`.splitting` for
  ``split``, :mod:`.standing` for ``status``, :mod:`.tracing` for ``find``
- :mod:`.drafting` for ``new`` and ``people``, which write files to begin with
- :mod:`.reading` for all who ask what a project has; :mod:`.markup` for those that edit texts

They use what the build uses (:mod:`sphinx_roundup.page`, :mod:`sphinx_roundup.parsing`,
:mod:`sphinx_roundup.reports`), and nothing there knows of them.
"""
