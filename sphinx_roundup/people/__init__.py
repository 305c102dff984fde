"""People of a page: rosters, mentions and portraits."""
