extensions += [
    *("sphinx.ext.autodoc", "sphinx.ext.doctest", "sphinx.ext.extlinks", "sphinx.ext.graphviz"),
    *("sphinx.ext.ifconfig", "sphinx.ext.intersphinx", "sphinx.ext.mathjax", "sphinx.ext.todo"),
]
extlinks = {"issue": ("https://x.example/%s", "issue %s"), "js": ("javascript:%s", None)}
myst_enable_extensions = [
    *("amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"),
    *("fieldlist", "html_admonition", "html_image", "replacements", "smartquotes"),
    *("substitution", "tasklist"),
]
numfig = True
todo_include_todos = True
roundup_allowed_directives = roundup_allowed_roles = ["broken"]
rst_prolog = ".. |host| replace:: HOST-SUBSTITUTION\n"

def setup(app):
    from docutils.parsers.rst import Directive
    class Broken(Directive):
        has_content = True
        def run(self):
            raise OSError("no database")
    app.add_directive("broken", Broken)
    app.add_role("broken", lambda *args, **kwargs: [][0])
