"""Links and labels of reports."""
