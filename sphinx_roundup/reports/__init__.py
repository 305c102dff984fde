"""What is on disk: report files found, read within bounds, and understood as records.

Pure Python: nothing in here knows Sphinx's environment or docutils' trees.
"""
