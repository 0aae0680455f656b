"""Selectors, blocks and their order."""

from __future__ import annotations

import pytest

from pipelines.blocks import blocks
from pipelines.tree import Tree, outermost, parse_selector, parse_tree, plain_text


def tree(html: str) -> Tree:
    found = parse_tree(html)
    assert found is not None
    return found


def texts(html: str) -> list[str]:
    return [block.text for block in blocks(tree(html).root)]


PAGE = """<div id="a" class="hop tin"><p class="tieu-de lon">Một</p><div class="hop-nho">
<p class="tieu-de">Hai</p></div></div><p class="tieu-de">Ba</p><div class="ExternalClass8F">Bốn</div>"""


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("p", ["Một", "Hai", "Ba"]),
        ("#a p", ["Một", "Hai"]),
        (".tieu-de.lon", ["Một"]),
        ("#a .hop-nho .tieu-de", ["Hai"]),
        ("div[class^=ExternalClass]", ["Bốn"]),
        ("#khong-co p", []),
        ("span#a p", []),
    ],
)
def test_selectors(selector: str, found: list[str]) -> None:
    assert [plain_text(item) for item in tree(PAGE).select(selector)] == found


def test_the_first_selector_that_finds_something_counts() -> None:
    assert [plain_text(item) for item in tree(PAGE).select(".x", ".lon", "p")] == ["Một"]


@pytest.mark.parametrize("selector", ["li:last", "a > b", "[href]", "*", "p[class=x]"])
def test_what_is_no_selector_is_refused(selector: str) -> None:
    with pytest.raises(ValueError, match="not a selector"):
        parse_selector(selector)


def test_outermost_leaves_out_what_lies_inside() -> None:
    found = tree("<div class=a>x<div class=a>y</div></div><div class=a>z</div>").select(".a")
    assert [item.text for item in outermost(found)] == ["x", "z"]


def test_paragraphs_items_and_loose_text_are_blocks_in_order() -> None:
    html = "<div>mở <b>đầ</b>u<p>một</p>giữa<ul><li>hai</li><li>ba</li></ul>cuối</div>"
    assert texts(html) == ["mở đầu", "một", "giữa", "hai", "ba", "cuối"]


def test_white_space_of_the_source_is_one_space() -> None:
    assert texts("<p>thủ tục hành\n   chính\t công</p>") == ["thủ tục hành chính công"]


def test_a_break_is_a_line_and_two_are_a_paragraph() -> None:
    assert texts("<p>một<br>hai<br><br/>\n ba</p>") == ["một\nhai", "ba"]


def test_rows_and_cells_of_a_table_stay_apart() -> None:
    html = """<p>trước</p><table><tr><th>Stt</th><th>Việc</th></tr><tr>
    <td>1</td><td><p>Niêm yết</p><p>công khai</p></td></tr>
    <tr><td></td><td>Báo cáo</td></tr></table><p>sau</p>"""
    assert texts(html) == ["trước", "Stt\tViệc\n1\tNiêm yết công khai\n\tBáo cáo", "sau"]


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    html = "<table><tr><td><p>một</p><p>hai</p></td></tr><tr><td>ba</td></tr></table>"
    assert texts(html) == ["một", "hai", "ba"]


def test_scripts_menus_and_hidden_parts_are_not_text() -> None:
    html = """<p>một</p><script>var a</script><style>p{}</style><nav>menu</nav>
    <div style="display: none">ẩn</div><select><option>Năm</option></select><p>hai</p>đuôi"""
    assert texts(html) == ["một", "hai", "đuôi"]


def test_what_is_dropped_leaves_its_tail() -> None:
    page = tree("<div><p>một<i class=x>bỏ</i> còn</p></div>")
    assert [block.text for block in blocks(page.root, page.select(".x"))] == ["một còn"]


def test_deep_nesting_is_seen_and_read() -> None:
    page = tree("<div>" * 900 + "sâu" + "</div>" * 900 + "<p>sau</p>")
    assert page.is_deep
    assert [block.text for block in blocks(page.root)] == ["sâu", "sau"]
    assert not tree("<div>" * 30 + "x").is_deep


@pytest.mark.parametrize("html", ["", "   ", "<!-- x -->"])
def test_nothing_is_no_tree(html: str) -> None:
    assert parse_tree(html) is None
