"""Places where a contributor writes a string, and strings that would act there."""

# ruff: noqa: E501 - a report a line
from __future__ import annotations

import json

HERE = "HERE"

TEX = r"}\textbf{INJECTED}\input{/etc/hostname}{^^7d^^5cinjected"
STRINGS = {
    "word": f"""{TEX}%#~_&$"><script>x</script>'onx=y@include""",
    "words": f"""x' onx=y "><script>x</script> @include injected .so injected {TEX} 50% # ~ \\ {{ x""",
    "controls": "a\x00b\x1b[31mc\u202ed\u2066e\x7ff ##vso[x]",
    "percent": "50%off",
}

_FIELDS = ("title", "author", "affiliation", "summary", "url", "id", "lang", "image", "avatar")
_ROLES = (
    *("abbr", "code", "command", "download", "doc", "eq", "envvar", "file", "guilabel", "index"),
    *("kbd", "keyword", "manpage", "menuselection", "numref", "option", "pep", "person", "ref"),
    *("rfc", "roundup:report", "samp", "sub", "term", "token", "any", "math", "bdg-primary"),
    "bdg-link-info",
)
_NAMED = "```{%s}\n:name: HERE\n:class: HERE\nHERE\n```"

MARKDOWN = {
    **{f"field-{name}": f"---\n{name}: QUOTED\n---\nWords." for name in _FIELDS},
    "field-authors": "---\nauthors: [QUOTED, {name: QUOTED, url: QUOTED}]\n---\nWords.",
    "field-links": "---\nlinks: {QUOTED: 'https://x.example', b: QUOTED}\n---\nWords.",
    **{f"role-{name}": f"{{{name}}}`HERE` {{{name}}}`x <HERE>`" for name in _ROLES},
    "heading": "# HERE\n\nx\n\n## HERE",
    "setext": "HERE\n====\n\nx",
    "inline": "HERE **HERE** *HERE* ~~HERE~~ `HERE`",
    "code": "```HERE\nHERE\n```\n\n    HERE",
    "code-block": "```{code-block} HERE\n:caption: HERE\n:name: HERE\n:class: HERE\nHERE\n```",
    "emphasized": "```{code-block} python\n:emphasize-lines: HERE\n:lineno-start: HERE\nx\n```",
    "lexer": '`x`{l="HERE"} `x`{lexer="HERE"} `x`{language="HERE" class="HERE"}',
    "span": '[x]{class="HERE" id="HERE"} [x]{.HERE #HERE}',
    "block": '{class="HERE" id="HERE" start="HERE" style="HERE"}\n1. x',
    "quote": '{attribution="HERE" class="HERE"}\n> x',
    "fence-name": ":::HERE\nx\n:::",
    "fence-title": ":::note HERE\nx\n:::\n\n:::x HERE\nx\n:::\n\n:::tip[HERE]\nx\n:::",
    "fence-attributes": '::: {.HERE #HERE title="HERE"}\nx\n:::',
    "label": "(HERE)=\n## x\n\n[](#HERE) {ref}`HERE`",
    "link": '[HERE](<HERE> "HERE") [x](https://x.example/HERE) <https://x.example/HERE>',
    "definition": '[HERE]\n\n[HERE]: https://x.example "HERE"',
    "image": '![HERE](<HERE.png> "HERE") ![x](https://x.example/HERE.png)',
    "image-size": '![x](p.png){w="HERE" h="HERE" a="HERE" class="HERE"}',
    "footnote": "x[^HERE]\n\n[^HERE]: HERE",
    "table": "| HERE | x |\n|-|-|\n| HERE | `HERE` |",
    "admonition": "```{admonition} HERE\n:class: HERE\n:name: HERE\nx\n```",
    "figure": "```{figure} p.png\n:alt: HERE\n:name: HERE\n:class: HERE\n:figclass: HERE\n\nHERE\n```",
    "figure-size": "```{figure} p.png\n:width: HERE\n:align: HERE\n:figwidth: HERE\n:target: HERE\n```",
    "list-table": "```{list-table} HERE\n:widths: HERE\n:align: HERE\n* - HERE\n```",
    "table-name": "```{list-table} HERE\n:name: HERE\n:class: HERE\n* - HERE\n```",
    "math": "```{math}\n:label: HERE\n:class: HERE\na\n```\n\n{eq}`HERE`",
    **{f"named-{name}": _NAMED % name for name in ("note", "container", "rubric", "topic")},
    "html": '<a href="HERE" title="HERE">HERE</a> <abbr title="HERE">x</abbr> <b class="HERE">x</b>',
    "html-image": '<img src="p.png" alt="HERE" width="HERE" height="HERE" align="HERE" title="HERE">',
    "html-block": '<div id="HERE" align="HERE">HERE</div>\n\n<ol start="HERE"><li>x</ol>',
    "details": "<details><summary>HERE</summary>HERE</details>",
    "comment": "<!-- HERE -->\n\n% HERE",
    "tabs": "::::{tab-set}\n:class: HERE\n:sync-group: HERE\n:::{tab-item} HERE\n:sync: HERE\nx\n:::\n::::",
    "card": ":::{card} HERE\n:link: HERE\n:class-card: HERE\n:img-top: HERE\nHERE\n^^^\nx\n+++\nHERE\n:::",
    "dropdown": ":::{dropdown} HERE\n:icon: HERE\n:class-container: HERE\nx\n:::",
    "button": "```{button-link} https://x.example/HERE\n:tooltip: HERE\n:class: HERE\nHERE\n```",
    "index": "```{index} HERE\n```\n\n```{index} single: HERE; HERE\n```",
    "unknown": "```{HERE} HERE\nHERE\n```\n\n{HERE}`HERE`",
    "alert": "> [!NOTE]\n> HERE",
    "mention": "@HERE HERE@x.example",
    "callout": '> [!HERE]- HERE\n> x\n\n!!! HERE "HERE"\n    x',
    "shortcode": '{{< figure src="p.png" caption="HERE" width="HERE" link="HERE" >}}\n\n{{< HERE HERE >}} {{< youtube HERE >}}',
    "liquid": "[x]({% link HERE %}) [x]({{ site.url }}HERE) {% note HERE %} x {% endnote %}\n\n{% highlight HERE %}\nx\n{% endhighlight %}",
    "wiki-link": "[[HERE]] [[HERE#HERE|HERE]] ![[HERE.png|HERE]]",
    "component": '<Figure src="p.png" caption="HERE" width="HERE" href="HERE" />\n\n<Callout type="HERE" title="HERE">\n\nx\n\n</Callout>',
    "tasks": "- [x] HERE\n- [ ] :HERE: :tada:",
}

REST = {
    "field": ":author: HERE\n:title: HERE\n:summary: HERE\n:HERE: HERE\n\nx",
    "title": f"HERE\n{'=' * 5000}\n\nx",
    "inline": "HERE **HERE** *HERE* ``HERE`` `HERE` |HERE| HERE_ `HERE`_ `x <HERE>`_",
    "target": ".. _HERE:\n\nx\n\n.. _y: HERE\n\ny_ :ref:`HERE`",
    "footnotes": "[#HERE]_ [HERE]_ [1]_\n\n.. [#HERE] HERE\n.. [HERE] HERE\n.. [1] HERE",
    "substitution": "|x| |y|\n\n.. |x| replace:: HERE\n.. |y| image:: HERE\n   :alt: HERE",
    "role": ".. role:: HERE\n   :class: HERE\n\n.. role:: e(code)\n   :language: HERE\n\n:HERE:`x` :e:`HERE`",
    "role-class": ".. role:: e\n   :class: HERE\n\n:e:`HERE`",
    "raw-role": ".. role:: e(raw)\n   :format: latex\n\n:e:`HERE`",
    "raw": ".. raw:: latex\n\n   HERE\n\n.. raw:: HERE\n\n   HERE",
    "class": ".. class:: HERE\n\nx\n\n.. container:: HERE\n\n   x",
    "rst-class": ".. rst-class:: HERE\n\nx",
    "code": ".. code:: HERE\n   :number-lines: HERE\n   :class: HERE\n\n   HERE\n\n::\n\n   HERE",
    "highlight": ".. highlight:: HERE\n\n::\n\n   x",
    "columns": ".. tabularcolumns:: HERE\n\n.. list-table:: HERE\n\n   * - HERE",
    "table": ".. table:: HERE\n   :widths: HERE\n   :name: HERE\n\n   === ===\n   a   b\n   === ===",
    "csv": '.. csv-table:: HERE\n   :delim: HERE\n   :header: HERE\n\n   "HERE", x',
    "options": "-a HERE  HERE\n--opt=HERE  HERE\n/V  HERE",
    "definitions": "HERE : HERE\n   HERE",
    "fields": "x\n\n:HERE: HERE\n:HERE HERE: x",
    "lines": "| HERE\n|   HERE",
    "doctest": ">>> HERE\nHERE",
    "parsed": ".. parsed-literal::\n\n   HERE *HERE*",
    "epigraph": ".. epigraph::\n\n   HERE\n\n   -- HERE",
    "boxes": ".. topic:: HERE\n\n   x\n\n.. sidebar:: HERE\n   :subtitle: HERE\n\n   x\n\n.. rubric:: HERE",
    "math": ".. math:: a\n   :label: HERE\n   :class: HERE\n\n:eq:`HERE` :math:`HERE`",
    "image": ".. image:: HERE\n   :alt: HERE\n   :width: HERE\n   :target: HERE\n   :class: HERE",
    "index": ".. index:: HERE\n\n.. index::\n   single: HERE; HERE\n   module: HERE",
    "only": ".. only:: HERE\n\n   HERE",
    "compound": ".. compound::\n   :name: HERE\n   :class: HERE\n\n   HERE",
    "unicode": ".. |x| unicode:: 0x7b 0x5c HERE\n\n|x|",
    "default": ".. default-role:: HERE\n\n`HERE`",
    "comment": ".. HERE\n\nx",
}


def reports() -> dict[str, str]:
    """Return a report for each place and string: file name -> text."""
    made = {}
    for syntax, places in (("md", MARKDOWN), ("rst", REST)):
        for place, template in places.items():
            for name, string in STRINGS.items():
                quoted = json.dumps(string)
                text = template.replace("QUOTED", quoted).replace(HERE, string)
                made[f"bad-{place.replace(':', '-')}-{name}.{syntax}"] = f"{text}\n"
    return made
