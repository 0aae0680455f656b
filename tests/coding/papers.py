"""An act of our own, with all parts of its form."""

from __future__ import annotations

from pipelines.acts import ActReading

PLAN = """ỦY BAN NHÂN DÂN
HUYỆN TÂN BIÊN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 88/KH-UBND

Tân Biên, ngày 04 tháng 3 năm 2024

KẾ HOẠCH

Rà soát thủ tục hành chính năm 2024

Căn cứ Nghị định số 63/2010/NĐ-CP ngày 08/6/2010 của Chính phủ về kiểm soát thủ tục hành chính;
Căn cứ Kế hoạch số 410/KH-UBND ngày 20/02/2024 của UBND tỉnh Tây Ninh về rà soát thủ tục hành chính năm 2024,

UBND huyện Tân Biên ban hành Kế hoạch rà soát thủ tục hành chính như sau:

1. Các phòng rà soát theo Công văn số 77/SNV-CCHC của Sở Nội vụ.
2. Kế hoạch này thay thế Kế hoạch số 15/KH-UBND ngày 12/01/2023.

Nơi nhận:
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

Trần Thị Hoa"""


def relations(reading: ActReading) -> dict[str, str]:
    return {citation.number: citation.relation for citation in reading.citations}
