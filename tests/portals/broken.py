"""Broken declarations: name → (file, every error of it as (line, part of the message))."""

from __future__ import annotations

GOOD = """\
id: mau
name: Cổng mẫu
url: https://mau.example/
platform: generic
locality: P34:46
"""

Errors = list[tuple[int, str]]

CASES: dict[str, tuple[str, Errors]] = {
    "empty": ("", [(1, "the file is empty")]),
    "only_comments": ("# nothing\n\n# here\n", [(1, "the file is empty")]),
    "a_word": ("hello\n", [(1, "expected 'key: value' lines")]),
    "a_list": ("- id: mau\n- name: Cổng\n", [(1, "expected 'key: value' lines")]),
    "nothing_required": (
        "# a comment\n\nenabled: true\n",
        [(3, f"'{key}' is missing") for key in ("id", "name", "url", "platform", "locality")],
    ),
    "typing_errors_everywhere": (
        """\
id: mau
nmae: Cổng mẫu
url: mau.example
platform: liferay_aset
locality: P34:47
scpoe: all
sections:
  - {path: tin-tuc, name: Tin tức}
  - path: /van-ban
    name: Văn bản
    onwer: Sở Nội vụ
crawl:
  delay: 2 s
  max_pages: many
  windw: "22:00-05:00"
expects:
  gap_day: 7
  items_per_run: [200, 1]
enabled: yes
""",
        [
            (1, "'name' is missing"),
            (2, "unknown key 'nmae' (did you mean 'name'?)"),
            (3, "'mau.example' is not an http or https address"),
            (4, "unknown platform 'liferay_aset' (did you mean 'liferay_asset'?)"),
            (5, "unknown locality code 'P34:47'"),
            (6, "unknown key 'scpoe' (did you mean 'scope'?)"),
            (8, "'tin-tuc' is not a path"),
            (11, "unknown key 'onwer' (did you mean 'owner'?)"),
            (13, "'delay' must be a number; this is the text '2 s'"),
            (14, "'max_pages' must be a whole number; this is the text 'many'"),
            (15, "unknown key 'windw' (did you mean 'window'?)"),
            (17, "unknown key 'gap_day' (did you mean 'gap_days'?)"),
            (18, "the lowest and the highest"),
            (19, "'enabled' must be true or false; this is the text 'yes'"),
        ],
    ),
    "words_that_yaml_turns_into_something": (
        """\
id: mau
name: true
url: https://mau.example/
platform: generic
locality: [P34:46]
owner: 2024
enabled: no
sections:
  - {path: /a, name: 2015-01-01}
crawl:
  delay: 010
  max_pages: 1_000
  since: 2015
  window: 22:00
""",
        [
            (2, "'name' must be text; this is true (text needs quotes)"),
            (6, "'owner' must be text; this is the number 2024 (text needs quotes)"),
            (7, "'enabled' must be true or false; this is the text 'no'"),
            (9, "'name' must be text; this is the date 2015-01-01 (text needs quotes)"),
            (11, "'delay' must be a number; this is the text '010'"),
            (12, "'max_pages' must be a whole number; this is the text '1_000'"),
            (13, "'since' must be a date such as 2015-01-01; this is the number 2015"),
            (14, "'22:00' is not a span of hours"),
        ],
    ),
    "numbers_in_quotes": (
        GOOD + 'crawl: {delay: "2", max_pages: 10.5}\nexpects: {gap_days: 0}\n',
        [
            (6, "'delay' must be a number; this is the text '2'"),
            (6, "'max_pages' must be a whole number; this is the number 10.5"),
            (7, "'gap_days': it should be greater than or equal to 1"),
        ],
    ),
    "impossible_days": (
        """\
id: mau
name: Cổng mẫu
url: https://mau.example/
platform: generic
locality:
  - code: D63:482
    until: 2025-06-31
  - {code: C34:20107, since: 2025-7-1}
crawl: {since: 2022-02-29}
""",
        [
            (7, "'2025-06-31' is no day of the calendar"),
            (8, "'since' must be a date such as 2015-01-01; this is the text '2025-7-1'"),
            (9, "'2022-02-29' is no day of the calendar"),
        ],
    ),
    "places_out_of_their_time": (
        """\
id: mau
name: Cổng mẫu
url: https://mau.example/
platform: generic
locality:
  - {code: D63:483, since: 2025-02-01}
  - {code: C34:20107, since: 2025-01-01}
  - {code: P34:46, since: 2026-02-01, until: 2026-01-01}
""",
        [
            (6, "D63:483 ends (2024-12-31) before it begins (2025-02-01)"),
            (7, "Xã Phú Lộc (C34:20107) did not exist on 2025-01-01"),
            (8, "P34:46 ends (2026-01-01) before it begins (2026-02-01)"),
        ],
    ),
    "two_places_on_one_day": (
        GOOD.replace("locality: P34:46", "locality: [P34:46, C34:20107]"),
        [(5, "P34:46 and C34:20107 are both declared for 2025-07-01")],
    ),
    "no_place": (GOOD.replace("P34:46", "[]"), [(5, "no locality is given")]),
    "empty_values": (
        "id:\nname: ''\nurl: https://mau.example/\nplatform: generic\nlocality: P34:46\nfeeds:\nowner: ~\n",
        [
            (1, "'id' must be text; this is empty"),
            (2, "name: the text is empty"),
            (6, "'feeds' must be a list; this is empty"),
        ],
    ),
    "wrong_shapes": (
        """\
id: [mau]
name: {vi: Cổng mẫu}
url: https://mau.example/
hosts: mau.example
platform: generic
locality: {cod: P34:46}
sections: Tin tức
crawl: 2
""",
        [
            (1, "'id' must be text; this is a list"),
            (2, "'name' must be text; this is a group of keys"),
            (4, "'hosts' must be a list; this is the text 'mau.example'"),
            (6, "'code' is missing"),
            (6, "unknown key 'cod' (did you mean 'code'?)"),
            (7, "'sections' must be a list; this is the text 'Tin tức'"),
            (8, "'crawl' must be a group of keys; this is the number 2"),
        ],
    ),
    "hosts": (
        """\
id: mau
name: Cổng mẫu
url: https://mau.example/
hosts:
  - www.mau.example
  - https://tin.mau.example/
  - Tin.mau.example
  - 10.0.0.1
  - localhost
platform: generic
locality: P34:46
feeds: [/rss.xml, "https://khac.example/rss.xml", "//mau.example/rss"]
sitemaps: ["https://www.mau.example/sitemap.xml", "ftp://mau.example/sitemap.xml"]
""",
        [
            (3, "the host of url, mau.example, is not among the hosts"),
            (6, "'https://tin.mau.example/' is not a host name"),
            (7, "'Tin.mau.example' is not a host name in lower case"),
            (8, "'10.0.0.1' is not a host name"),
            (9, "'localhost' is not a host name"),
            (12, "khac.example is not among the hosts"),
            (12, "'//mau.example/rss' is not an http"),
            (13, "'ftp://mau.example/sitemap.xml' is not an http"),
        ],
    ),
    "address_with_password": (
        GOOD.replace("https://mau", "https://ten:matkhau@mau"),
        [(3, "is not an http or https address")],
    ),
    "address_of_a_machine": (
        GOOD.replace("https://mau.example/", "http://169.254.169.254/"),
        [(3, "is not an http or https address")],
    ),
    "twice": (
        """\
id: mau
name: Cổng mẫu
url: https://mau.example/
platform: generic
name: Cổng khác
locality: P34:46
hosts: [mau.example, mau.example]
sections:
  - {path: /a, name: Một}
  - {path: /a, name: Hai}
  - {path: /b, path: /c, name: Ba}
""",
        [
            (5, "'name' stands twice, first on line 2"),
            (7, "'mau.example' stands twice"),
            (8, "'/a' stands twice"),
            (11, "'path' stands twice, first on line 11"),
        ],
    ),
    "sections_promised": (GOOD + "scope: sections\n", [(6, "no sections are declared")]),
    "choices": (
        GOOD + "scope: some\ncrawl: {tls: loose}\n",
        [(6, "'scope' must be 'all' or 'sections'"), (7, "'tls' must be 'strict' or 'lax'")],
    ),
    "features_of_yaml": (
        """\
id: mau
name: &ten Cổng mẫu
url: https://mau.example/
platform: generic
locality: P34:46
owner: *ten
sections:
  - !!python/object:os.system {path: /a, name: A}
""",
        [
            (2, "'&ten': anchors are not used here"),
            (6, "'*ten': aliases are not used here"),
            (8, "tags are not used here"),
        ],
    ),
    "two_documents": (GOOD + "---\n" + GOOD, [(6, "a second document (---)")]),
    "too_deep": (GOOD + "feeds: [[[[[[[[[[[[]]]]]]]]]]]]\n", [(6, "nested too deeply")]),
    "a_key_that_is_a_list": (GOOD + "? [a, b]\n: c\n", [(6, "a key must be a word"), (6, "unknown key")]),
    "an_open_quote_hides_nothing": (
        """\
id: mau
name: "Cổng mẫu
url: https://mau.example/
platform: generik
locality: P34:46
""",
        [(2, "not valid YAML: while scanning a quoted scalar"), (4, "unknown platform 'generik'")],
    ),
    "an_open_bracket_hides_nothing": (
        """\
id: mau
name: Cổng mẫu
url: https://mau.example/
hosts: [mau.example, www.mau.example
platform: generic
locality: P34:99
crawl: {delay: 2
enabled: on
""",
        [
            (4, "not valid YAML: while parsing a flow sequence"),
            (6, "unknown locality code 'P34:99'"),
            (7, "not valid YAML: while parsing a flow mapping"),
            (8, "'enabled' must be true or false; this is the text 'on'"),
        ],
    ),
    "no_colon": (
        GOOD.replace("platform: generic", "platform generic"),
        [(1, "'platform' is missing"), (4, "not valid YAML: expected 'key: value'")],
    ),
    "a_colon_in_a_text": (
        GOOD.replace("Cổng mẫu", "Cổng mẫu: huyện Mẫu") + "scope: al\n",
        [(2, "not valid YAML: mapping values are not allowed"), (6, "'scope' must be")],
    ),
    "a_tab": (
        GOOD + "crawl:\n\tdelay: 2\nscope: al\n",
        [(7, "not valid YAML: while scanning for the next token found character"), (8, "'scope' must be")],
    ),
    "a_space_before_a_key": (
        GOOD.replace("name:", " name:") + "scope: al\n",
        [(2, "not valid YAML: mapping values are not allowed"), (6, "'scope' must be")],
    ),
    "control_characters": (
        GOOD.replace("Cổng mẫu", "Cổng\x00mẫu") + "owner: Sở\u2028Nội vụ\n",
        [(2, "a control character (U+0000)"), (6, "a control character (U+2028)")],
    ),
    "name_of_the_file": (
        GOOD.replace("id: mau", "id: khac"),
        [(1, "id is 'khac' but the file is named mau.yml")],
    ),
    "id_as_a_title": (
        GOOD.replace("id: mau", "id: Cổng mẫu"),
        [(1, "lower-case letters"), (1, "is named mau.yml")],
    ),
}
