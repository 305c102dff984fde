"""Where the links of reports lead, and what is said of those that lead nowhere."""
