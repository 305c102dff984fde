"""Web metadata: feeds, JSON-LD and Open Graph."""
