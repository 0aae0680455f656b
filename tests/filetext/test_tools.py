"""Files that need other programs, and what is said where these are missing."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pipelines.filetext import FileLimits
from pipelines.filetext.limits import Budget
from pipelines.filetext.reading import read_bytes
from pipelines.filetext.tools import ToolFailedError, run
from tests.filetext.makers import (
    LINES,
    Pdf,
    compound,
    doc,
    docx,
    paragraph,
    pdf,
    picture,
    rar,
    rar5,
    scan,
    zipped,
)

# The font of Pillow has no letters with marks.
PLAIN = "Phong trao thi dua nam nay\nlan toa trong toan dan"


@pytest.mark.tools
@pytest.mark.parametrize("kind", ["image/png", "application/pdf"])
def test_a_scan_is_recognised(kind: str) -> None:
    body = picture(PLAIN) if kind == "image/png" else scan(picture(PLAIN, kind="JPEG"))
    read = read_bytes(body, "a")
    assert (read.media_type, read.pages, read.text_source) == (kind, 1, "ocr")
    assert "Phong trao thi dua" in read.text
    assert read.confidence is not None
    assert read.confidence > 60


@pytest.mark.tools
@pytest.mark.timeout(400)
def test_pages_of_a_long_scan_beyond_the_limit_are_named() -> None:
    file = scan(picture(PLAIN, kind="JPEG"), pages=500)
    read = read_bytes(file, "a.pdf", FileLimits(recognised_pages=2))
    assert read.pages == 500
    assert {"page_limit", "pages_unread:3-500"} <= set(read.flags)
    assert "Phong trao" in read.text


@pytest.mark.tools
def test_a_page_that_stands_on_its_head_is_turned() -> None:
    import io  # noqa: PLC0415

    from PIL import Image  # noqa: PLC0415

    upright = Image.open(io.BytesIO(picture("\n".join([PLAIN] * 12), (2480, 3508))))
    stream = io.BytesIO()
    upright.rotate(180).save(stream, "PNG")
    assert "thi dua nam nay" in read_bytes(stream.getvalue(), "a.png").text


@pytest.mark.tools
def test_a_layer_whose_letters_are_private_is_recognised_instead() -> None:
    file = Pdf()
    hidden = "".join(chr(0xE000 + ord(letter) % 200) for letter in LINES[0])
    file.page(file.text(72, 700, hidden))
    read = read_bytes(file.bytes(), "a.pdf")
    # Its letters are all drawn as `a`: recognition finds no word, and the doubt stays.
    assert read.text_source == "ocr" or "layer_garbled" in read.flags


@pytest.mark.tools
@pytest.mark.parametrize("pack", [rar, rar5])
def test_papers_stored_in_a_rar_file_are_its_members(pack: Callable[[Mapping[str, bytes]], bytes]) -> None:
    """A paper of Word is a ZIP: at the end of the archive it must not pass for the whole."""
    papers = {f"{name}.docx": docx(paragraph(line)) for name, line in zip("ab", LINES, strict=True)}
    read = read_bytes(pack(papers | {"../../c.txt": b"x"}), "a.rar")
    assert [member.name for member in read.members] == ["a.docx", "b.docx", "../../c.txt"]
    read = read_bytes(pack(papers), "a.rar")
    assert (read.media_type, read.flags) == ("application/vnd.rar", ())
    assert [(member.name, member.read and member.read.text) for member in read.members] == list(
        zip(papers, LINES, strict=True)
    )


@pytest.mark.tools
def test_members_of_a_7z_file(tmp_path: Path) -> None:
    Path(tmp_path, "a.txt").write_text(LINES[0])
    Path(tmp_path, "b.pdf").write_bytes(pdf(*LINES))
    made = tmp_path / "made.7z"
    bsdtar = shutil.which("bsdtar")
    assert bsdtar is not None
    subprocess.run([bsdtar, "-cf", made, "--format=7zip", "-C", tmp_path, "a.txt", "b.pdf"], check=True)
    read = read_bytes(made.read_bytes(), "a.7z")
    assert [(member.name, member.read and member.read.text) for member in read.members] == [
        ("a.txt", LINES[0]),
        ("b.pdf", "\n\n".join(LINES)),
    ]


@pytest.mark.tools
def test_a_program_is_bounded_in_time_and_output(tmp_path: Path) -> None:
    budget = Budget(FileLimits(), tmp_path)
    with pytest.raises(ToolFailedError, match="too slow"):
        run("sleep", ["60"], b"", budget, seconds=0.3)
    with pytest.raises(ToolFailedError, match="too much output"):
        run("yes", [], b"", budget, seconds=20, output=1 << 20)
    assert list(tmp_path.iterdir()) == []


# --- Without them -------------------------------------------------------------------------------------------


@pytest.fixture
def no_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("no_programs")
def test_what_is_missing_is_said() -> None:
    scanned = read_bytes(scan(picture(PLAIN, (620, 877), "JPEG"), (620, 877)), "a.pdf")
    assert (scanned.text, scanned.pages) == ("", 1)
    assert {"tool_missing:tesseract", "pages_unread:1", "empty_text"} <= set(scanned.flags)
    image = read_bytes(picture(PLAIN, (620, 877)), "a.png")
    assert image.flags == ("tool_missing:tesseract", "empty_text")
    older = read_bytes(compound({"WordDocument": b"\xdc\xa5" + bytes(600)}), "a.doc")
    assert older.flags == ("tool_missing:antiword", "tool_missing:catdoc", "tool_missing:soffice")
    packed = read_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(40), "a.7z")
    assert packed.flags == ("tool_missing:bsdtar",)


@pytest.mark.usefixtures("no_programs")
def test_most_files_need_no_program() -> None:
    for body in (pdf(*LINES), doc("\r".join(LINES)), zipped({"a.txt": LINES[0]})):
        assert not any("tool" in flag for flag in read_bytes(body, "a").flags)
