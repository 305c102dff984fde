"""Downloading the pictures of reports; the only thing here that goes to the network."""
