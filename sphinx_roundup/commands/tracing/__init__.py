"""Where a source folder has something of somebody."""
