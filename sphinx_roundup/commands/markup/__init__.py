"""What stands where in a page's source: headings, addresses, definitions and their uses.

Nothing here changes a text: commands cut and edit it by the places that are found.
"""
