"""Pictures: what a file really shows, and copies of it that can be published. Knows no Sphinx."""
