"""How far the people of an event are: who has written, where, and who hasn't yet."""
