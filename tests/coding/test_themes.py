"""Documents of each class of the reform's subjects, and others that only borrow their words (themes.yml)."""

from __future__ import annotations

from pathlib import Path

import yaml

from pipelines.coding import code

CLASSES = yaml.safe_load((Path(__file__).parent / "themes.yml").read_text(encoding="utf-8"))
FILLER = "\n".join(["Bà con trong xã đã cấy xong lúa mùa."] * 6)


def test_every_class_of_the_reform_is_found_with_its_theme() -> None:
    missed = []
    for case in CLASSES["reform"]:
        coding = code(case["title"], case["text"])
        if case["theme"] not in {one.theme for one in coding.codes}:
            missed.append((case["title"], coding.reform.score, coding.reform.rules))
    assert missed == []


def test_documents_that_borrow_the_words_are_none() -> None:
    read = [(case["title"], code(case["title"], case["text"])) for case in CLASSES["others"]]
    assert [(title, coding.reform.rules) for title, coding in read if coding.is_reform] == []


def test_strong_words_of_themes_under_a_lead_with_a_subject_decide_and_are_reviewed() -> None:
    lead = "Sáng 4/5, xã tổ chức đối thoại với nhân dân."
    body = "Kiến nghị của cử tri được ghi sổ.\nMặt trận lo phản biện xã hội."
    coding = code("Chuyện ở xã", f"{lead}\n{FILLER}\n{body}\n{FILLER}\n{FILLER}")
    assert (coding.is_reform, coding.reform.review) == (True, True)
    assert "theme_body" in coding.reform.rules
    assert not code("Chuyện ở xã", f"{FILLER}\n{body}\n{FILLER}").is_reform
    assert not code("Chuyện ở xã", f"{lead}\n{FILLER}\n{body.splitlines()[0]}\n{FILLER}").is_reform


def test_a_list_of_other_news_ends_where_a_paragraph_follows() -> None:
    said = "Xã Tân An đẩy mạnh cải cách hành chính, " + "và bà con mang hồ sơ đến nộp từ sáng sớm, " * 4
    text = "\n".join(["Bà con cấy lúa.", "Bài viết liên quan", "Kiểm tra CCHC", *[said] * 3])
    assert code("Tin trong xã", text).is_reform
    assert not code("Tin trong xã", text.replace(said, "Sơ kết công tác CCHC")).is_reform


def test_the_name_of_a_sub_index_is_no_theme() -> None:
    coding = code(
        "Kế hoạch nâng cao chỉ số PCI", "Chi phí không chính thức\t6,5\nTính minh bạch\t6,1\n" + FILLER
    )
    assert "minh_bach_tham_gia" not in {one.theme for one in coding.codes}
