"""One report in, one parsed report out, and nothing else touched."""
