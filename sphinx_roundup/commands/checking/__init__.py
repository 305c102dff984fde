"""Checking reports: what a build would say of them, and what only a reader would.

Which reports are meant (:mod:`.targets`), reading their project as a build reads it
(:mod:`.opening`, :mod:`.site`), what the build says and how bad it is (:mod:`.journal`,
:mod:`.levels`), what more there is to say (:mod:`.advice`), and how it is told
(:mod:`.formats`).
"""
