"""From one page that somebody put together by hand to a page and its reports.

Read (:mod:`.pages`), decide where to cut (:mod:`.cut`) and whose each part is
(:mod:`.names`), mend what leads across a cut (:mod:`.links`, :mod:`.pictures`), and lay out
the files (:mod:`.layout`). Nothing is written but by :mod:`sphinx_roundup.commands.split`.
"""
