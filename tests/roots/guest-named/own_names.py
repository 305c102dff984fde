from own_words import Card, badge

def setup(app):
    app.add_role("person", badge)
    app.add_directive("roundup", Card)
    return {"parallel_read_safe": True}
