"""What a project has already: its pages with roundups, their reports, and its people."""
