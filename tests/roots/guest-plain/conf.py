project = "Plain"
extensions = []
