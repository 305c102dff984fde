"""One page: where its reports stand, what they look like, and where their links lead."""
