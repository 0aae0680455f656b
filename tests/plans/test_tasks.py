"""Tasks: their order, words, times, products and section, and what is flagged."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from pipelines.plans import read_plan
from store.records import Due, Plan, as_json
from tests.plans.cases import act

TABLE = """TT\tNhiệm vụ\tChủ trì\tPhối hợp\tThời gian\tSản phẩm
I\tThể chế
1\tRà soát văn bản\tSở Tư pháp\tCác sở, ngành\tQuý II\tBáo cáo
2\tCông khai thủ tục\t"\t\tThường xuyên\tDanh mục
3\tBáo cáo tổng kết\tSở Nội vụ\tnt\t31/02/2024"""


def read(text: str, title: str = "Kế hoạch cải cách hành chính năm 2024", kind: str = "ke_hoach") -> Plan:
    plan = read_plan(title, text, act(kind), None)
    assert plan is not None
    return plan


def test_a_row_is_a_task_with_all_its_columns() -> None:
    first, second, third = read(TABLE).tasks
    assert (first.text, first.lead, first.with_, first.products) == (
        "Rà soát văn bản", ("Sở Tư pháp",), ("Các sở, ngành",), ("Báo cáo",)
    )  # fmt: skip
    assert first.due == Due(dt.date(2024, 4, 1), "quarter", "Quý II", recurring=False)
    assert first.section == "Thể chế"
    assert "year_from_plan" in first.flags
    assert (second.lead, second.with_) == (("Sở Tư pháp",), ())
    assert "merged_cell" in second.flags
    assert second.due == Due(None, None, "Thường xuyên", recurring=True)
    assert third.due == Due(None, None, "31/02/2024", recurring=False)
    assert "date_impossible" in third.flags


def test_an_impossible_date_is_kept_and_never_made_up() -> None:
    plan = read(TABLE)
    assert [passage.text for passage in plan.unread_dates] == ["31/02/2024"]
    assert "date_impossible" in plan.flags
    assert [str(one.date) for one in plan.deadlines] == ["2024-04-01"]


def test_deadlines_of_an_earlier_year_are_kept_and_flagged() -> None:
    plan = read("Giao Phòng Nội vụ báo cáo trước ngày 15/12/2022.")
    assert plan.flags == ("deadline_other_year",)
    assert plan.deadlines[0].date == dt.date(2022, 12, 15)
    assert "deadline_other_year" in plan.deadlines[0].flags
    assert "deadline_other_year" in plan.tasks[0].flags


def test_labels_below_an_item_speak_of_the_item() -> None:
    plan = read(
        "1. Xây dựng quy chế\n\n- Nội dung: quy chế một cửa.\n\n- Cơ quan chủ trì: Sở Nội vụ.\n\n"
        "- Sản phẩm: Quyết định.\n\n"
        "- Thời gian hoàn thành: tháng 5/2024.\n\n2. Tập huấn\n\n- Đơn vị thực hiện: Trường Chính trị tỉnh."
    )
    assert [(task.text, task.lead, task.products) for task in plan.tasks] == [
        ("Xây dựng quy chế", ("Sở Nội vụ",), ("Quyết định",)),
        ("Tập huấn", ("Trường Chính trị tỉnh",), ()),
    ]
    assert plan.tasks[0].due == Due(dt.date(2024, 5, 1), "month", "tháng 5/2024", recurring=False)


def test_purposes_funding_and_reports_are_kept_with_their_places() -> None:
    text = (
        "I. MỤC ĐÍCH\n\n- Nâng cao nhận thức của cán bộ.\n\nII. KINH PHÍ\n\nTừ ngân sách huyện.\n\n"
        "III. TỔ CHỨC THỰC HIỆN\n\n1. Phòng Nội vụ tổng hợp, báo cáo UBND huyện trước ngày 20/12/2024."
    )
    plan = read(text)
    assert [passage.text for passage in plan.purposes] == ["- Nâng cao nhận thức của cán bộ."]
    assert [passage.text for passage in plan.funding] == ["II. KINH PHÍ", "Từ ngân sách huyện."]
    assert len(plan.reports) == 1
    assert plan.reports[0].text.endswith("trước ngày 20/12/2024.")


def test_a_plan_of_which_nothing_was_read_says_so() -> None:
    plan = read("Xem chi tiết tại văn bản kèm theo.", title="Kế hoạch sử dụng đất")
    assert plan.tasks == ()
    assert plan.flags == ("plan_year_unknown", "no_tasks_read")


def test_periods_and_years_are_told_apart() -> None:
    assert (read("", title="Kế hoạch giai đoạn 2021 - 2025").period) == (2021, 2025)
    assert read("", title="Kế hoạch giai đoạn 2021 - 2025").year == 2021
    assert read("", title="Kế hoạch năm 2023 thực hiện Đề án giai đoạn 2021-2025").year == 2023
    assert read("", title="Kế hoạch đến năm 2030").year is None


def test_the_year_of_a_feast_is_no_plan_year() -> None:
    assert read("", title="Kế hoạch nghỉ Tết Nguyên đán năm 2024").year is None
    assert read("", title="Kế hoạch bảo vệ dịp Tết Giáp Thìn 2024").year is None
    assert read("", title="Kế hoạch tổ chức lễ hội hoa năm 2024").year == 2024


def test_what_is_no_plan_has_none() -> None:
    assert read_plan("Bế mạc hội thao", "Sở Y tế chủ trì hội thao. Các đội về đích.", None, None) is None
    assert (
        read_plan("Báo cáo năm 2024", "Giao Sở Y tế báo cáo trước ngày 5/6/2024.", act("bao_cao"), None)
        is None
    )
    assert (
        read_plan("Quyết định khen thưởng", "Tặng bằng khen cho 5 tập thể.", act("quyet_dinh"), None) is None
    )
    assert read_plan("Tổng kết thi đua", "Sở Y tế đã chủ trì.", act("ke_hoach", "announced"), None) is None


def test_a_letter_that_assigns_is_read_as_a_plan() -> None:
    plan = read("Đề nghị các sở, ngành rà soát, gửi kết quả trước ngày 5/6/2024.", "V/v rà soát", "cong_van")
    assert plan.tasks[0].lead == ("các sở, ngành",)


def test_a_call_without_a_number_is_read_where_it_sets_a_date() -> None:
    text = "Sở Y tế yêu cầu các đơn vị báo cáo thống kê trước ngày 11/4."
    plan = read_plan("Yêu cầu các đơn vị báo cáo thống kê", text, None, dt.date(2024, 4, 2))
    assert plan is not None
    assert [str(one.date) for one in plan.deadlines] == ["2024-04-11"]
    assert plan.deadlines[0].flags == ("year_from_plan",)


def test_whoever_only_met_is_given_no_task() -> None:
    plan = read("Ngày 5/3/2024, Sở Nội vụ đã chủ trì hội nghị. UBND tỉnh đã ban hành Kế hoạch số 5/KH-UBND.")
    assert plan.tasks == ()


def test_recipients_legal_basis_and_signatures_assign_nothing() -> None:
    plan = read(
        "Căn cứ Quyết định số 5/QĐ-UBND ngày 3/4/2024 giao Sở Y tế chủ trì;\n\n"
        "Nơi nhận:\n- Sở Nội vụ: chủ trì;\n- Lưu: VT."
    )
    assert plan.tasks == ()
    assert plan.deadlines == ()


def test_what_an_act_issues_stands_behind_its_recipients() -> None:
    plan = read(
        "Điều 2. Giao Sở Nội vụ chủ trì thi hành.\n\nNơi nhận:\n- Sở Tư pháp: chủ trì;\n\n"
        "Cộng hòa xã hội chủ nghĩa Việt Nam\n\nChương trình\n\n1. Sở Y tế chủ trì khám bệnh.",
        kind="quyet_dinh",
    )
    assert [task.lead for task in plan.tasks] == [("Sở Nội vụ",), ("Sở Y tế",)]


def test_handing_over_gives_no_task() -> None:
    text = "UBND huyện đã nghiệm thu công trình rồi bàn giao cho UBND xã An Bình."
    assert read_plan("Công trình nước sạch xã An Bình", text, None, None) is None
    assert read(text).tasks == ()


def test_news_that_calls_for_nothing_by_a_day_has_no_plan() -> None:
    text = "Đề nghị các đơn vị giữ gìn vệ sinh chung."
    assert read_plan("Đề nghị các đơn vị giữ vệ sinh", text, None, dt.date(2024, 4, 2)) is None


def test_who_goes_on_behind_opening_words_is_given_the_task() -> None:
    plan = read("Với vai trò tham mưu về chuyển đổi số, Sở Nội vụ tiếp tục rà soát thủ tục của tỉnh.")
    assert [task.lead for task in plan.tasks] == [("Sở Nội vụ",)]


def test_json_writes_with_without_its_underscore() -> None:
    assert "with" in as_json(read(TABLE))["tasks"][0]


def test_the_head_of_an_act_assigns_nothing() -> None:
    plan = read(
        "UBND TỈNH SAO MAI\nSỞ TÀI CHÍNH\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Độc lập – Tự do – Hạnh phúc\n\n"
        "Số: 5/KH-STC\n\nSao Mai, ngày 3 tháng 4 năm 2024\n\nKẾ HOẠCH\n\n1. Văn phòng Sở chủ trì thực hiện."
    )
    assert [task.lead for task in plan.tasks] == [("Văn phòng Sở",)]
    assert plan.deadlines == ()


def test_a_head_that_lost_its_motto_assigns_nothing() -> None:
    plan = read("SỞ TÀI CHÍNH\n\nSố: 5 /KH-STC\n\nKẾ HOẠCH\n\n1. Văn phòng Sở chủ trì thực hiện.")
    assert [task.text for task in plan.tasks] == ["Văn phòng Sở chủ trì thực hiện."]
    long = (
        "Giao Sở Y tế chủ trì, " + "theo dõi, đôn đốc các xã tiêm phòng, " * 4 + "xong trước ngày 5/6/2024."
    )
    assert [task.lead for task in read(f"{long}\n\nSố: 5/KH-STC").tasks] == [("Sở Y tế",)]


def test_a_day_in_a_plan_of_several_years_is_of_the_year_of_the_act() -> None:
    plan = read_plan(
        "Kế hoạch giai đoạn 2021 - 2025", "Sở Y tế nộp báo cáo trước ngày 20/9.", act(), dt.date(2024, 5, 6)
    )
    assert plan is not None
    assert [str(one.date) for one in plan.deadlines] == ["2024-09-20"]


def test_what_is_done_all_the_time_recurs() -> None:
    steady = read("Giao Sở Nội vụ thường xuyên kiểm tra các xã.").tasks[0]
    assert steady.due == Due(None, None, "thường xuyên", recurring=True)
    assert read("Giao Sở Nội vụ bố trí kinh phí chi thường xuyên cho các xã.").tasks[0].due is None


MERGED = """TT\tNội dung\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian
1\tRà soát thủ tục của các xã\tPhòng Nội vụ\tPhòng Tư pháp\tTháng 5
2\tMở lớp cho công chức trẻ\t\tUBND các xã\tTháng 9
3\tIn sổ tay cho bộ phận một cửa\tVăn phòng huyện\t\tTháng 6
4\tPhát sổ tay về các thôn\t\t\t"""


def test_an_empty_cell_for_who_leads_is_that_of_the_row_above_and_flagged() -> None:
    rows = read(MERGED).tasks
    assert [task.lead for task in rows] == [("Phòng Nội vụ",)] * 2 + [("Văn phòng huyện",)] * 2
    assert [task.with_ for task in rows] == [("Phòng Tư pháp",), ("UBND các xã",), (), ()]
    assert [str(task.due.date) for task in rows if task.due] == [
        "2024-05-01", "2024-09-01", "2024-06-01", "2024-06-01"
    ]  # fmt: skip
    assert ["merged_cell" in task.flags for task in rows] == [False, True, False, True]


def test_a_head_behind_a_table_is_no_part_of_it() -> None:
    head = "PHÒNG NỘI VỤ\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 7/KH-PNV\tSao Mai, ngày 2 tháng 3 năm 2024"
    for table in (MERGED, MERGED.replace("TT\t", "Nhóm\t")):
        plan = read(f"{table}\n\n{head}\n\nPHỤ LỤC")
        assert [task.text for task in plan.tasks] == [task.text for task in read(table).tasks]
        assert plan.tasks[-1].lead == ("Văn phòng huyện",)


def test_a_row_that_says_neither_who_nor_when_nor_what_is_done_is_no_task() -> None:
    plan = read("Nội dung\tĐơn vị chủ trì\tThời hạn\nLễ vật, khăn quàng\t\t\nTổ chức hội thi\t\t")
    assert [task.text for task in plan.tasks] == ["Tổ chức hội thi"]


def test_a_report_assigns_only_what_it_orders_for_the_time_to_come() -> None:
    text = (
        "I. KẾT QUẢ\n\nUBND huyện đã yêu cầu các xã nộp số liệu trước ngày 5/6/2024. Giao xã tiêm phòng.\n\n"
        "II. NHIỆM VỤ THÁNG 7\n\n1. Tiếp tục rà soát hồ sơ của các xã.\n\n"
        "2. UBND huyện giao Phòng Nội vụ kiểm tra công vụ, xong trước ngày 20/7/2024.\n\n"
        "III. KIẾN NGHỊ\n\nĐề nghị UBND tỉnh hỗ trợ kinh phí."
    )
    plan = read(text, "Báo cáo tháng 6 năm 2024", "bao_cao")
    assert [task.lead for task in plan.tasks] == [("Phòng Nội vụ",)]
    assert [str(one.date) for one in plan.deadlines] == ["2024-07-20"]
    assert read_plan("Báo cáo", text.replace("UBND huyện giao", "Đã giao"), act("bao_cao"), None) is None


def test_items_of_other_bodies_at_the_end_of_a_report_are_theirs_to_do() -> None:
    text = (
        "I. KẾT QUẢ\n\n1. Phòng Tư pháp đã mở 3 lớp.\n\nII. PHƯƠNG HƯỚNG, NHIỆM VỤ 6 THÁNG CUỐI NĂM\n\n"
        "1. Ủy ban nhân dân huyện tiếp tục chỉ đạo các xã.\n\n2. UBND huyện mở ba lớp trong tháng 9/2024.\n\n"
        "3. Phòng Tư pháp rà soát văn bản, trình UBND huyện trong tháng 8/2024.\n\n"
        "4. Phòng Y tế đang mua sắm máy.\n\n5. Các cơ quan liên quan phát huy kết quả.\n\n"
        "6. Công an huyện phối hợp với Hội Nông dân huyện tuyên truyền.\n\n"
        "III. ĐỀ XUẤT\n\n1. Sở Nội vụ sớm có hướng dẫn."
    )
    paper = replace(act("bao_cao"), issuer="UBND huyện Châu Đốc")
    plan = read_plan("Báo cáo 6 tháng đầu năm 2024", text, paper, None)
    assert plan is not None
    assert [(task.lead, task.with_) for task in plan.tasks] == [
        (("Phòng Tư pháp",), ()),
        (("Công an huyện",), ("Hội Nông dân huyện",)),
    ]


def test_a_clause_that_only_says_when_is_no_task_of_its_own() -> None:
    plan = read(
        "1. Phòng Nội vụ rà soát thủ tục; phải xong trước tháng 7.\n\n"
        "2. Phòng Y tế tổng hợp; hoàn thành trong quý II."
    )
    assert [task.due.raw for task in plan.tasks if task.due] == [
        "xong trước tháng 7",
        "hoàn thành trong quý II",
    ]
    assert [task.lead for task in plan.tasks] == [("Phòng Nội vụ",), ("Phòng Y tế",)]
    twice = read("Phòng Nội vụ rà soát trước ngày 10/3/2024; hoàn thành trước ngày 15/4/2024.")
    assert len(twice.tasks) == 2
    other = read("Phòng Nội vụ rà soát thủ tục; báo cáo trước ngày 15/4/2024.")
    assert [task.text for task in other.tasks][1:] == ["báo cáo trước ngày 15/4/2024."]


def test_letters_that_are_numerals_too_go_on_with_their_list() -> None:
    items = "".join(f"{letter}) Mở lớp {letter} cho xã.\n\n" for letter in ("h", "i", "k", "v", "x", "ii"))
    text = f"I. NHIỆM VỤ\n\nV/v mở lớp\n\n1. Sở Nội vụ:\n\n{items}II. TỔ CHỨC\n"
    plan = read_plan("Kế hoạch năm 2024", text, act(), None)
    assert plan is not None
    assert [task.text for task in plan.tasks] == [
        f"Mở lớp {letter} cho xã." for letter in ("h", "i", "k", "v", "x", "ii")
    ]
    assert {(task.lead, task.section) for task in plan.tasks} == {(("Sở Nội vụ",), "NHIỆM VỤ")}


def test_members_of_a_body_and_grounds_of_an_act_are_no_tasks() -> None:
    plan = read(
        "Thực hiện Quyết định số 31/QĐ-UBND ngày 27/01/2024 của UBND tỉnh ban hành Kế hoạch rà soát;\n\n"
        "Thực hiện Kế hoạch số 46/KH-BCĐ của Ban Chỉ đạo tỉnh, Sở Y tế xây dựng kế hoạch như sau:\n\n"
        "Điều 1. Thành lập Tổ công tác gồm:\n\n1. Giám đốc Sở Nội vụ - Tổ trưởng;\n\n"
        "2. Chánh Văn phòng UBND tỉnh, Tổ phó thường trực;\n\n3. Giám đốc Sở Tư pháp - thành viên.\n\n"
        "Điều 2. Nhiệm vụ\n\n1. Sở Nội vụ kiểm tra công vụ, báo cáo trước ngày 20/11/2024.\n\n"
        "2. Thực hiện Chỉ thị số 5/CT-TTg, Sở Tư pháp rà soát văn bản, trình UBND tỉnh trong quý III."
    )
    assert {task.lead for task in plan.tasks} == {("Sở Nội vụ",), ("Sở Tư pháp",)}
    assert [task.due.raw for task in plan.tasks if task.due] == ["trước ngày 20/11/2024", "trong quý III"]
    assert len(plan.tasks) == 2
