"""Three pages as people put them together by hand, with what goes wrong when they are cut."""

from __future__ import annotations

MARKDOWN = """\
---
title: "Retreat: the page"
date: 2017-03-21
description: It's "fine" @home
---

Toc: [Ana](#ana-silva), [Bob](#bob--cy), [Thanks](#thanks), [old](../old.html).[^p]

<img src="img/group-photo.jpg" style="float:right" alt="All">
Beside it.

## Introduction

Hello <img src="img/cat.jpg" alt="a [cat]"> there.
<p align="left"><img src="img/cat.jpg" width="20"></p>

## [Ana Silva](https://github.com/ana) (@ana)

Hi [Bob][b] and ![](img/cat.jpg) ![x](<img/a b.png>) ![y][pic] see [1], [d] and
[self](#ana-silva).[^n]

```
# No heading
## Also None
[a](#bob)
```

<!--
## Not Him
-->

- item

  ## In a list

### What I did

[slides](slides.pdf), [intro](#introduction), [dead](/blog/x "t"), [bobs](#what-i-did-1),
<a href="#bob--cy">html</a> [top](#top) [gone](#nowhere) <a href="/blog/--y">dead</a>
![gone](img/gone.jpg) [mail](mailto:a@b.org) [page](page.md#thanks)

```{figure} img/cat.jpg
:alt: A cat
See [Bob](#bob--cy).
```

Thanks!
---

(bob)=
## Bob & Cy

Text [1] `[code](#ana)` <img src="IMG_1.jpg"> [Ana](#what-i-did) [slides](slides.pdf#page=2)

### What I did

Blah[^n]
***

Dora Díaz, ACME Labs
--------------------

Words, `x`. ![](img/gone.svg) ![there](https://x.org/a.png)

## 山田 太郎:

漢字。

<h2>Eva van den Berg</h2>

By the way, [Dora](#dora-díaz-acme-labs).

[b]: #bob--cy
[pic]: img/ref-pic.png "t"
[1]: https://one.org
[d]: /blog/d
[unused]: https://unused.org
[^n]: Note [1]
[^p]: Page note

## Thanks

To [all](#ana-silva). See [Dora](#dora-díaz-acme-labs), [Bob](#bob).
"""

RST = """\
:date: 2017-03-21

==================
Retreat: the page
==================

Toc: `Ana Silva`_, `Bob <#bob-and-cy>`_, Thanks_, see :ref:`her <ana>` `old <../old.html>`_ [#p]_

.. image:: img/group-photo.jpg
   :align: right
   :alt: All

Introduction
============

Hello.

.. _ana:

`Ana Silva <https://github.com/ana>`_
=====================================

Hi `Bob and Cy`_ and |pic| one_ [1]_ :ref:`ana`, `named <one_>`_ `anonymous`__ [#]_ [CIT]_.

::

   Not Her
   =======

Quoted::

> Nor Him
> =======

.. code-block:: md

   # No
   `x <#y>`_

.. comment
   Not Him
   =======

__ https://anonymous.org

What I did
----------

.. figure:: img/cat.jpg
   :target: slides.pdf

   Caption

`slides <slides.pdf>`_ `dead </blog/x>`_ intro_ and Introduction_, `What I did`_, unknown_.

Thanks to all!
----

Bob and Cy
==========

Text one_ [1]_ `What I did`_ |pic|

.. [#] Automatic

----

.. |pic| image:: img/ref-pic.png
.. _one: https://one.org
.. _intro: /blog/y
.. [1] Note one_
.. [#p] page note
.. [CIT] A book

Thanks
======

To all: `Ana Silva`_.
"""

HTML = """\
<!DOCTYPE html>
<!-- saved from url=(0029)https://retreat.example.org/p -->
<html lang="en"><head><meta charset="utf-8"><title>Retreat: the page | Site</title>
<style>p { color: red }</style></head>
<body><header><a href="/">Home</a></header><nav><ul><li><h3>Menu Item</h3></li></ul></nav>
<div id="c"><h1>Retreat: the page</h1>
<p>Toc: <a href="#ana">Ana</a> <a href="#what">what</a> <a href="/old">old</a>
<a href="#b">Bob</a></p>
<p><img src="page_files/g.jpg" alt="All" style="float:right"></p>
<h2>Introduction</h2><p>Hello &lt;b&gt; * _x_ [y] 1. # &amp; {{ z }}</p>
<section><h2 id="ana"><a href="https://github.com/ana">Ana Silva</a>
<a class="headerlink" href="#ana">¶</a></h2>
<p>Hi <a href="#bob">Bob</a><br>line <img class="alignright" src="img/cat.jpg" width="20"></p>
<pre><code class="language-python"># No
x = 1 &lt; 2</code></pre><pre>plain</pre>
<h3 id="what">What I did</h3><p>a <a href="slides.pdf">slides</a> <em>b</em> x<sup>2</sup></p>
<figure class="wp-block-image alignleft"><img src="data:image/gif;base64,R0lGODdh"
data-src="img/a%20b.png"><figcaption>Cap</figcaption></figure>
<table><tr><td>1</td><td>2</td></tr></table><script>no(1)</script><h3></h3>
<ul><li><img src="img/cat.jpg" alt="c [d]"></li><li><img alt="nothing"></li></ul>
</section>
<section><p><a name="b"></a></p><h2 id="bob">Bob &amp; Cy</h2>
<p>Words <a href="#what">what</a>. <iframe src="https://y.org/v"></iframe><iframe></iframe></p>
<div style="text-align:center"><img src="img/cat.jpg" alt="one"><img src="img/cat.jpg" alt="two">
</div><table><tr><td><h4>In a cell</h4></td></tr></table><hr></section>
<h2>Thanks</h2><p>To all.</p>
</div><footer>Foot</footer></body></html>
"""
