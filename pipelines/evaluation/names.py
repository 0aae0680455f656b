"""What fields are called, in Vietnamese and in English."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.codebook import load
from pipelines.evaluation.scoring import THEME

FIELDS: Mapping[str, tuple[str, str]] = {
    "title": ("Tiêu đề", "title"),
    "act_number": ("Số, ký hiệu văn bản", "number of the act"),
    "kind": ("Loại tài liệu", "kind of document"),
    "announced_kind": ("Loại văn bản được đưa tin", "kind of the announced act"),
    "status": ("Là văn bản hay đưa tin", "the act itself or news of it"),
    "issuer": ("Cơ quan ban hành", "issuer"),
    "issue_date": ("Ngày ban hành", "date of issue"),
    "signer": ("Người ký", "signer"),
    "published_date": ("Ngày đăng", "date of publication"),
    "province": ("Tỉnh, thành phố", "province"),
    "district": ("Huyện, quận", "district"),
    "level": ("Cấp", "level"),
    "is_reform": ("Về cải cách hành chính", "about the reform"),
    "citations": ("Văn bản viện dẫn", "cited acts"),
    "relations": ("Quan hệ viện dẫn", "relations of cited acts"),
    "citation_dates": ("Ngày của văn bản viện dẫn", "dates of cited acts"),
    "plan_year": ("Năm kế hoạch", "year of the plan"),
    "tasks": ("Nhiệm vụ", "tasks"),
    "task_dates": ("Thời hạn nhiệm vụ", "dates of tasks"),
    "deadlines": ("Thời hạn", "deadlines"),
    "lead_agencies": ("Cơ quan chủ trì", "lead agencies"),
    "coordinating_agencies": ("Cơ quan phối hợp", "coordinating agencies"),
    "channels": ("Kênh tuyên truyền", "channels"),
    "audiences": ("Đối tượng", "audiences"),
    "indices": ("Chỉ số", "indices"),
}


def name(field: str) -> tuple[str, str]:
    """Vietnamese and English; a theme's names are the codebook's, an unknown field's its own."""
    if field.startswith(THEME):
        themes = {theme.id: (theme.label, theme.label_en) for theme in load().themes}
        return themes.get(field.removeprefix(THEME), (field, ""))
    return FIELDS.get(field, (field, ""))
