def mend(net):
    """Mend a *net*."""
