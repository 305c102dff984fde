"""Values for each key, good ones and bad ones, as they stand in YAML."""

from __future__ import annotations


def split(text: str) -> list[str]:
    """Return the YAML values between the bars."""
    return [value.strip() for value in text.split("|")]


LINES = (
    split(" | '' | Two words | 2025 | 1.10 | true | 2025-10-14"),
    split("[a] | {a: b}"),
)
URLS = (
    split(" | '' | https://ana.org | HTTP://ana.org/x?y=1#z | <https://ana.org>"),
    split(
        """
        ana.org | 42 | true | ftp://ana.org | https:// | 'https://a b' | [https://ana.org]
        """
    ),
)
LINK = ([*URLS[0], "mailto:a@x.org"], [*URLS[1], "mailto:x"])
GITHUB = (
    split(
        """
         | ana | '@ana-f' | 123 | true | https://github.com/ana | http://www.github.com/ana/
        """
    ),
    split("a b | a--b | -1 | 1.5 | '@' | https://ana.org/ana | [ana] | {a: b}"),
)
DATES = (
    split(
        """
         | 2025-10-14 | 2025/1/4 | 2025-10-14T12:00:00Z | 2025-10-14 12:00 +02:00 |
        14 October 2025 | 1st Sept. 2025 | 'October 14, 2025' | may 4 2025
        """
    ),
    split("2025 | yesterday | 2025-13-01 | 2025-10 | 14.13.2025 | [2025-10-14] | true"),
)
AUTHORS = (
    split(
        """
         | Ana Silva | '@ana' | [Ana, Bob] | 张伟 | true | 🦊 | {name: Ana, github: ana} |
        {given: Ana} | {family: Sá} | {handle: ana, email: x} |
        {github: ana, url: https://ana.org} | [{name: Ana}, Bob] | {name: A, uri: , website: }
        """
    ),
    split(
        """
        42 | '' | ...x@y.org | <a@x.org> | '—' | [Ana, [Bob, Li]] | [42] | [~] | {} | {email: x} |
        {name: 42} | {name: A, github: a b} | {name: A, url: x} | {name: A, website: x} |
        {name: A, uri: x} | {name: A, handle: [x]} |
        {family: A, given: [x]} | {given: A, family: [x]}
        """
    ),
)

FRONT_MATTER_CASES: dict[str, tuple[list[str], list[str]]] = {
    "affiliation": LINES,
    "author": AUTHORS,
    "authors": AUTHORS,
    "avatar": (
        split(" | ana.jpg | ../a/ana.jpg | /ana.jpg | 42 | https://ana.org/ana.jpg"),
        split(r"//ana.org/x | data:x | 'a\b.jpg' | 'C:\a.jpg' | [a.jpg]"),
    ),
    "image": (
        split(" | ana.jpg | 42 | https://ana.org/ana.jpg | [a.jpg] | {path: a.jpg, alt: Ana}"),
        split(r"//ana.org/x | data:x | 'a\b.jpg'"),
    ),
    "date": DATES,
    "draft": (
        split(" | true | false | yes | 'No' | off | '1' | 0 | 1 | y"),
        split("maybe | 2 | [true] | {a: b} | '10'"),
    ),
    "id": LINES,
    "lang": (
        split(" | de | pt-BR | zh_Hant_TW | no | yes"),
        split("German | x | de- | 42 | [de] | 'de, en'"),
    ),
    "license": (
        split(" | '' | CC-BY-4.0 | CC BY-SA 4.0 | GPL-2.0+ | 0BSD | 42"),
        split("CC BY | MIT OR ISC | -MIT | https://ana.org/x | [MIT] | {id: MIT} | " + "x" * 65),
    ),
    "links": (
        split(
            """
             | '' | https://ana.org | HTTP://ana.org/x?y=1#z | <https://ana.org> |
            mailto:a@x.org | [https://a.org, mailto:a@x.org] | {Blog: https://a.org} |
            [{label: Blog, url: https://a.org}] | {name: Blog, href: https://a.org} | [] |
            {} | [{title: x, uri: https://a.org}, {text: x, link: https://a.org}] | {Blog: }
            """
        ),
        split(
            """
            ana.org | 42 | [a.org] | {Blog: a.org} | {url: a.org} | [{uri: x}] | mailto:x |
            {Blog: [https://a.org]} | {href: x} | {link: x}
            """
        ),
    ),
    "quote": LINES,
    "summary": LINES,
    "title": LINES,
    "topics": (
        split(" | '' | [] | sea | 'sea, tides' | ['#sea', 海, 42, ~, [a], {label: tides}] | 2025"),
        split("{a: b} | [" + "x" * 101 + "] | [" + ", ".join(map(str, range(51))) + "]"),
    ),
    "updated": DATES,
    "url": URLS,
}

PERSON_CASES: dict[str, tuple[list[str], list[str]]] = {
    "name": (
        split(" | '' | Ana Silva | true | 张伟 | 🦊"),
        split("42 | 1.5 | '—' | ana@x.org | <a@x.org> | [Ana] | {a: b}"),
    ),
    "affiliation": LINES,
    "avatar": (
        split(" | ana.jpg | ../a/ana.jpg | /ana.jpg | 42"),
        split(r"https://ana.org/ana.jpg | //ana.org/x | data:x | 'a\b.jpg' | [a.jpg] | {a: b}"),
    ),
    "links": (
        split(" | {} | {github: ana, Blog: https://a.org}"),
        split("x | 42 | [https://a.org]"),
    ),
    "also": (
        split(" | Annie | 42 | [Annie, 42, ~] | []"),
        split("{a: b} | [[a]] | [{a: b}]"),
    ),
    "pronouns": LINES,
    "url": URLS,
    "sort": LINES,
    "listed": (
        split(" | true | false | yes | 1 | retreat | /a/b | [a, 2025] | [] | [~]"),
        split("{a: b} | [true] | [a, 'False'] | [[a]] | [{a: b}]"),
    ),
    "note": LINES,
}

LINK_CASES: dict[str, tuple[list[str], list[str]]] = {
    "github": GITHUB,
    "gitlab": (
        split(" | ana | '@ana.f' | 123 | https://gitlab.com/ana | https://gitlab.ana.org/ana"),
        split("a b | a/b | ana. | -1 | '@' | ftp://ana.org | [ana] | {a: b}"),
    ),
    "mastodon": (
        split(" | '@ana@sea.org' | ana@sea.org | https://sea.org/@ana"),
        split("'@ana' | ana | 42 | '@ana@sea' | [ana@sea.org] | {a: b}"),
    ),
    "orcid": (
        split(
            """
             | 0000-0002-1825-0097 | 0000-0002-1694-233x |
            http://orcid.org/0000-0002-1825-0097
            """
        ),
        split("42 | 0000-0002-1825 | https://ana.org/0000-0002-1825-0097 | [a] | {a: b}"),
    ),
    "website": LINK,
    "My blog": LINK,
}
