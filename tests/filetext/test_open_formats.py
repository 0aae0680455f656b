"""Papers of OpenDocument and slides of PowerPoint, made part by part."""

from __future__ import annotations

from pipelines.filetext.reading import read_bytes
from tests.filetext.makers import zipped

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("manifest", "manifest"),
    )
)  # fmt: skip
_COUNTED = (
    "<text:list-style style:name='L'>"
    "<text:list-level-style-number text:level='1' style:num-format='I' style:num-suffix='.'/>"
    "<text:list-level-style-number text:level='2' style:num-format='a' style:num-suffix=')'/>"
    "<text:list-level-style-bullet text:level='3' text:bullet-char='•'/></text:list-style>"
)
_DRAWING = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_LINKS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


def odt(body: str, styles: str = "", manifest: str = "") -> bytes:
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    members = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    return zipped(members | ({"META-INF/manifest.xml": manifest} if manifest else {}))


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def cell(text: str, look: str = "") -> str:
    return f"<table:table-cell {look}>{p(text)}</table:table-cell>"


def pptx(*slides: str, first: str = "", targets: tuple[str, ...] = ()) -> bytes:
    """A show of slides in the order of the arguments, which are stored the other way round."""
    names = targets or tuple(f"slides/slide{len(slides) - number}.xml" for number in range(len(slides)))
    shown = "".join(f'<p:sldId r:id="r{number}"/>' for number in range(len(names)))
    links = "".join(f'<Relationship Id="r{number}" Target="{name}"/>' for number, name in enumerate(names))
    members = {
        "ppt/presentation.xml": f"<p:presentation {_DRAWING}><p:sldIdLst>{shown}</p:sldIdLst>"
        "</p:presentation>",
        "ppt/_rels/presentation.xml.rels": f"<Relationships {_LINKS}>{links}</Relationships>",
    }
    for name, slide in zip(names, slides, strict=False):
        look = first if slide == slides[0] else ""
        members[f"ppt/{name}"] = (
            f"<p:sld {_DRAWING} {look}><p:cSld><p:spTree>{slide}</p:spTree></p:cSld></p:sld>"
        )
    return zipped(members)


def shape(*texts: str, place: str = "") -> str:
    paragraphs = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in texts)
    return f"<p:sp><p:nvSpPr><p:nvPr>{place}</p:nvPr></p:nvSpPr><p:txBody>{paragraphs}</p:txBody></p:sp>"


def test_paragraphs_lists_and_tables_of_a_paper_keep_their_order() -> None:
    items = (
        f"<text:list text:style-name='L'><text:list-item>{p('Mục tiêu')}<text:list><text:list-item>{p('Một')}"
        f"</text:list-item><text:list-item>{p('Hai')}</text:list-item></text:list></text:list-item>"
        f"<text:list-item>{p('Nhiệm vụ')}</text:list-item></text:list>"
    )
    over_two = "table:number-rows-spanned='2'"
    rows = (
        f"<table:table><table:table-header-rows><table:table-row>{cell('TT')}{cell('Việc')}{cell('Ai làm')}"
        "</table:table-row></table:table-header-rows>"
        f"<table:table-row>{cell('1')}{cell('Rà soát')}{cell('Sở A', over_two)}</table:table-row>"
        f"<table:table-row>{cell('2')}{cell('Họp')}<table:covered-table-cell/></table:table-row></table:table>"
    )
    read = read_bytes(odt(f"<text:h>KẾ HOẠCH</text:h>{items}{rows}{p('Hết')}", _COUNTED), "a.odt")
    assert read.text.split("\n\n") == [
        "KẾ HOẠCH", "I. Mục tiêu", "a) Một", "b) Hai", "II. Nhiệm vụ",
        "TT\tViệc\tAi làm\n1\tRà soát\tSở A\n2\tHọp\t",
        "Hết",
    ]  # fmt: skip
    assert (read.text_source, read.flags) == ("layer", ())


def test_a_cell_over_two_columns_stands_once() -> None:
    wide = cell("b", "table:number-columns-spanned='2'")
    rows = (
        f"<table:table><table:table-row>{cell('a')}{wide}"
        f"<table:covered-table-cell/>{cell('c')}</table:table-row>"
        f"<table:table-row>{cell('d')}{cell('e')}{cell('f')}{cell('g')}</table:table-row></table:table>"
    )
    assert read_bytes(odt(rows), "a.odt").text == "a\tb\tc\nd\te\tf\tg"


def test_a_cell_stands_for_several_unless_it_is_long() -> None:
    again = "table:number-columns-repeated='30000'"
    rows = "".join(
        f"<table:table-row>{cell(first)}{cell(text, again)}</table:table-row>"
        for first, text in (("a", "x"), ("b", "y" * 300))
    )
    first, second = read_bytes(odt(f"<table:table>{rows}</table:table>"), "a.odt").text.split("\n")
    assert (first.count("x"), second.count("\t")) == (200, 1)


def test_deleted_words_and_remarks_are_not_read_boxes_and_notes_are() -> None:
    body = (
        f"<text:tracked-changes><text:deletion>{p('xóa')}</text:deletion></text:tracked-changes>"
        "<text:p>Giao<text:s text:c='2'/><text:span>Sở <text:span>Nội</text:span> vụ</text:span>"
        f"<office:annotation>{p('ghi chú')}</office:annotation>; báo cáo"
        f"<draw:frame><draw:text-box>{p('Số: 5')}</draw:text-box></draw:frame>"
        "<text:line-break/>ngay.</text:p>"
    )
    assert read_bytes(odt(body), "a.odt").text == "Giao Sở Nội vụ; báo cáo\nngay.\n\nSố: 5"


def test_a_paper_under_a_password_or_without_its_text_says_so() -> None:
    entry = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    locked = odt(p("x"), manifest=f"<manifest:manifest {_SPACES}>{entry}</manifest:manifest>")
    assert read_bytes(locked, "a.odt").flags == ("encrypted",)
    empty = zipped({"mimetype": "application/vnd.oasis.opendocument.text"})
    assert read_bytes(empty, "a.odt").flags == ("broken",)
    assert read_bytes(odt(""), "a.odt").flags == ("empty_text",)


def test_a_paper_nested_without_end_costs_no_recursion() -> None:
    deep = "<text:section>" * 200 + p("sâu") + "</text:section>" * 200
    assert read_bytes(odt(p("đầu") + deep), "a.odt").text == "đầu"


def test_slides_are_read_in_the_order_of_the_show() -> None:
    rows = "".join(
        f"<a:tr><a:tc><a:txBody><a:p><a:r><a:t>{first}</a:t></a:r></a:p></a:txBody></a:tc>"
        f"<a:tc><a:txBody><a:p><a:r><a:t>{second}</a:t></a:r></a:p></a:txBody></a:tc></a:tr>"
        for first, second in (("Việc", "Hạn"), ("Họp", "Quý I"))
    )
    number = shape("7", place="<p:ph type='sldNum'/>")
    body = pptx(
        shape("Kế hoạch", "Năm 2024") + number, f"<p:graphicFrame><a:tbl>{rows}</a:tbl></p:graphicFrame>"
    )
    read = read_bytes(body, "a.pptx")
    assert (read.text, read.pages) == ("Kế hoạch\n\nNăm 2024\n\nViệc\tHạn\nHọp\tQuý I", 2)
    assert (read.text_source, read.flags) == ("layer", ())


def test_a_hidden_slide_and_one_that_is_missing_are_said() -> None:
    assert read_bytes(pptx(shape("Câu"), first="show='0'"), "a.pptx").flags == ("hidden_slide",)
    outside = pptx(shape("Câu"), targets=("slides/slide1.xml", "../../../etc/passwd"))
    assert (read_bytes(outside, "a.pptx").text, read_bytes(outside, "a.pptx").flags) == ("Câu", ("broken",))
    assert read_bytes(pptx(), "a.pptx").flags == ("empty_text",)
