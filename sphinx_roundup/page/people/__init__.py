"""The people of a page: who was there, who is named, and where they are found."""
