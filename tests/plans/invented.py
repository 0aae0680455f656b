"""Plans in our own words and many shapes, with what a records clerk reads from them.

`deadlines` are `date/precision`; bodies are compared without regard to case and tone placement.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    name: str
    title: str
    text: str
    kind: str = "ke_hoach"
    status: str = "self"
    year: int | None = None
    lead: frozenset[str] = frozenset()
    with_: frozenset[str] = frozenset()
    deadlines: frozenset[str] = frozenset()
    published: str | None = None


def names(*said: str) -> frozenset[str]:
    return frozenset(said)


CASES = [
    Case(
        name="province_html_table_with_groups",
        title="Kế hoạch cải cách hành chính tỉnh Sao Mai năm 2024",
        year=2024,
        text="""PHỤ LỤC NHIỆM VỤ

TT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian hoàn thành\tSản phẩm
I\tCải cách thể chế
1\tRà soát văn bản quy phạm pháp luật của tỉnh\tSở Tư pháp\tCác sở, ban, ngành; UBND các huyện, thành phố\tQuý II/2024\tBáo cáo kết quả rà soát
2\tSửa đổi quy định về phân cấp quản lý\tSở Nội vụ, Sở Tài chính\tnt\tTrước ngày 30/9/2024\tQuyết định
II\tCải cách thủ tục hành chính
1\tCông bố danh mục thủ tục mới\tVăn phòng UBND tỉnh\tSở Thông tin và Truyền thông\tThường xuyên\tQuyết định công bố
2\tTổ chức hội nghị đối thoại với doanh nghiệp\tSở Kế hoạch và Đầu tư\tHiệp hội Doanh nghiệp tỉnh\tTháng 10\tHội nghị""",
        lead=names("Sở Tư pháp", "Sở Nội vụ", "Sở Tài chính", "Văn phòng UBND tỉnh", "Sở Kế hoạch và Đầu tư"),
        with_=names(
            "Các sở, ban, ngành",
            "UBND các huyện, thành phố",
            "Sở Thông tin và Truyền thông",
            "Hiệp hội Doanh nghiệp tỉnh",
        ),
        deadlines=names("2024-04-01/quarter", "2024-09-30/day", "2024-10-01/month"),
    ),
    Case(
        name="district_sections_by_body",
        title="Kế hoạch tuyên truyền cải cách hành chính năm 2021 huyện Bình Lâm",
        year=2021,
        text="""I. MỤC ĐÍCH, YÊU CẦU

1. Mục đích

- Giúp người dân hiểu rõ quyền lợi khi làm thủ tục.

II. TỔ CHỨC THỰC HIỆN

1. Phòng Nội vụ

- Chủ trì, phối hợp với Phòng Tư pháp và Trung tâm Văn hóa, Thể thao huyện theo dõi việc thực hiện kế hoạch này.

- Tổng hợp, báo cáo UBND huyện trước ngày 10/12/2021.

2. Phòng Tài chính - Kế hoạch

Tham mưu bố trí kinh phí hằng năm.

3. Ủy ban Mặt trận Tổ quốc Việt Nam huyện và các đoàn thể huyện

Vận động đoàn viên, hội viên tham gia giám sát.

4. UBND các xã, thị trấn

a) Niêm yết thủ tục tại trụ sở, xong trước ngày 31 tháng 3 năm 2021.

b) Báo cáo kết quả về Phòng Nội vụ chậm nhất ngày 30/11.""",
        lead=names(
            "Phòng Nội vụ",
            "Phòng Tài chính - Kế hoạch",
            "Ủy ban Mặt trận Tổ quốc Việt Nam huyện",
            "các đoàn thể huyện",
            "UBND các xã, thị trấn",
        ),
        with_=names("Phòng Tư pháp", "Trung tâm Văn hóa, Thể thao huyện"),
        deadlines=names("2021-12-10/day", "2021-03-31/day", "2021-11-30/day"),
    ),
    Case(
        name="commune_after_2025",
        title="Kế hoạch thực hiện chuyển đổi số năm 2026 của xã Hòa Thuận",
        year=2026,
        text="""I. NHIỆM VỤ

1. Kiện toàn Tổ công nghệ số cộng đồng ở các thôn

- Cơ quan chủ trì: Phòng Văn hóa - Xã hội xã.
- Cơ quan phối hợp: Công an xã, Đoàn TNCS Hồ Chí Minh xã, các thôn.
- Thời gian hoàn thành: Quý I/2026.

2. Hướng dẫn người dân nộp hồ sơ trực tuyến

- Cơ quan chủ trì: Trung tâm Phục vụ hành chính công xã.
- Cơ quan phối hợp: các cơ quan, đơn vị liên quan.
- Thời gian thực hiện: Thường xuyên.

3. Số hóa kết quả giải quyết thủ tục hành chính (Chủ trì: Văn phòng HĐND và UBND xã; phối hợp: Phòng Kinh tế; thời gian: trước 15/6/2026)""",
        lead=names(
            "Phòng Văn hóa - Xã hội xã", "Trung tâm Phục vụ hành chính công xã", "Văn phòng HĐND và UBND xã"
        ),
        with_=names(
            "Công an xã",
            "Đoàn TNCS Hồ Chí Minh xã",
            "các thôn",
            "các cơ quan, đơn vị liên quan",
            "Phòng Kinh tế",
        ),
        deadlines=names("2026-01-01/quarter", "2026-06-15/day"),
    ),
    Case(
        name="party_plan",
        title="Kế hoạch của Ban Thường vụ Huyện ủy về học tập nghị quyết năm 2023",
        year=2023,
        text="""II. TỔ CHỨC THỰC HIỆN

1. Giao Ban Tuyên giáo Huyện ủy chủ trì, phối hợp với Văn phòng Huyện ủy chuẩn bị tài liệu, hoàn thành trước ngày 20/02/2023.

2. Các chi bộ, đảng bộ trực thuộc Huyện ủy xây dựng kế hoạch, tổ chức học tập xong trong tháng 4/2023.

3. Đề nghị Ban Dân vận Huyện ủy, Ủy ban Mặt trận Tổ quốc huyện tuyên truyền trong nhân dân.

4. Đảng ủy Công an huyện, Đảng ủy Quân sự huyện báo cáo kết quả về Ban Thường vụ Huyện ủy (qua Ban Tuyên giáo Huyện ủy) trước ngày 15/5/2023.""",
        lead=names(
            "Ban Tuyên giáo Huyện ủy",
            "Các chi bộ, đảng bộ trực thuộc Huyện ủy",
            "Ban Dân vận Huyện ủy",
            "Ủy ban Mặt trận Tổ quốc huyện",
            "Đảng ủy Công an huyện",
            "Đảng ủy Quân sự huyện",
        ),
        with_=names("Văn phòng Huyện ủy"),
        deadlines=names("2023-02-20/day", "2023-04-01/month", "2023-05-15/day"),
    ),
    Case(
        name="pdf_broken_lines",
        title="Kế hoạch kiểm tra công vụ năm 2022",
        year=2022,
        text="""III. TỔ CHỨC THỰC HIỆN
1. Thanh tra Sở chủ trì, phối hợp với Phòng Tổ chức cán bộ và các phòng chuyên môn
thuộc Sở tiến hành kiểm tra đột xuất; báo cáo Giám đốc Sở trước ngày
15 tháng 11 năm 2022.
2. Văn phòng Sở có trách nhiệm bố trí phương tiện, kinh phí và tổng hợp kết quả
kiểm tra trên toàn ngành.

2

3. Các đơn vị trực thuộc Sở tự kiểm tra và gửi báo cáo về Thanh tra Sở, chậm nhất
ngày 30/10/2022.""",
        lead=names("Thanh tra Sở", "Văn phòng Sở", "Các đơn vị trực thuộc Sở"),
        with_=names("Phòng Tổ chức cán bộ", "các phòng chuyên môn thuộc Sở"),
        deadlines=names("2022-11-15/day", "2022-10-30/day"),
    ),
    Case(
        name="letter_prose",
        title="V/v rà soát cơ sở dữ liệu cán bộ, công chức",
        kind="cong_van",
        text="""Thực hiện chỉ đạo của Chủ tịch UBND tỉnh, Sở Nội vụ đề nghị Thủ trưởng các sở, ban, ngành và Chủ tịch UBND các huyện, thị xã, thành phố thực hiện một số nội dung sau:

1. Rà soát, cập nhật hồ sơ của cán bộ, công chức thuộc phạm vi quản lý, hoàn thành trước ngày 31/8/2023.

2. Cử một công chức làm đầu mối, gửi danh sách về Sở Nội vụ (qua Phòng Công chức, viên chức) trước ngày 05/8/2023 để tổng hợp.

Văn bản này thay thế Công văn số 12/SNV-CCVC ngày 03/02/2022 của Sở Nội vụ.""",
        lead=names("các sở, ban, ngành", "UBND các huyện, thị xã, thành phố"),
        deadlines=names("2023-08-31/day", "2023-08-05/day"),
    ),
    Case(
        name="directive_prose",
        title="Chỉ thị về tăng cường kỷ luật, kỷ cương hành chính",
        kind="chi_thi",
        text="""Để khắc phục tình trạng trên, Chủ tịch UBND tỉnh yêu cầu:

1. Giám đốc các sở, Thủ trưởng các ban, ngành, Chủ tịch UBND các huyện, thành phố chịu trách nhiệm trước Chủ tịch UBND tỉnh về kết quả thực hiện.

2. Sở Nội vụ chủ trì, phối hợp với Thanh tra tỉnh, Văn phòng UBND tỉnh kiểm tra việc chấp hành; định kỳ 6 tháng báo cáo Chủ tịch UBND tỉnh.

3. Báo Sao Mai, Đài Phát thanh và Truyền hình tỉnh mở chuyên mục phản ánh.

Chỉ thị này có hiệu lực kể từ ngày ký và thay thế Chỉ thị số 05/CT-UBND ngày 12/3/2018.""",
        lead=names(
            "các sở",
            "các ban, ngành",
            "UBND các huyện, thành phố",
            "Sở Nội vụ",
            "Báo Sao Mai",
            "Đài Phát thanh và Truyền hình tỉnh",
        ),
        with_=names("Thanh tra tỉnh", "Văn phòng UBND tỉnh"),
    ),
    Case(
        name="news_of_plan",
        title="Huyện An Phú triển khai kế hoạch nâng cao chỉ số hài lòng năm 2023",
        status="announced",
        published="2023-03-14",
        year=2023,
        text="""Ngày 10/3/2023, UBND huyện An Phú đã ban hành Kế hoạch số 45/KH-UBND về nâng cao chỉ số hài lòng năm 2023.

Theo đó, UBND huyện giao Phòng Nội vụ chủ trì, phối hợp với các phòng, ban chuyên môn khảo sát ý kiến người dân trong quý III/2023; Phòng Văn hóa và Thông tin đẩy mạnh tuyên truyền trên hệ thống truyền thanh.

Các xã, thị trấn có trách nhiệm báo cáo kết quả trước ngày 25/11.

Năm 2022, chỉ số hài lòng của huyện đạt 86%, tăng 2% so với năm 2021.""",
        lead=names("Phòng Nội vụ", "Phòng Văn hóa và Thông tin", "Các xã, thị trấn"),
        with_=names("các phòng, ban chuyên môn"),
        deadlines=names("2023-07-01/quarter", "2023-11-25/day"),
    ),
    Case(
        name="two_row_header",
        title="Chương trình công tác năm 2025",
        kind="chuong_trinh",
        year=2025,
        text="""STT\tNội dung công việc\tĐơn vị thực hiện\tThời gian
\t\tChủ trì\tPhối hợp\t
1\tXây dựng dự toán\tPhòng Kế hoạch - Tài chính\tVăn phòng Sở\tTháng 7/2025
2\tTổng kết công tác năm\tVăn phòng Sở\tCác phòng, đơn vị\tTrước 20/12/2025""",
        lead=names("Phòng Kế hoạch - Tài chính", "Văn phòng Sở"),
        with_=names("Văn phòng Sở", "Các phòng, đơn vị"),
        deadlines=names("2025-07-01/month", "2025-12-20/day"),
    ),
    Case(
        name="merged_due_column",
        title="Kế hoạch ứng dụng công nghệ thông tin năm 2020",
        year=2020,
        text="""TT\tNội dung\tĐơn vị chủ trì\tThời gian
1\tNâng cấp cổng dịch vụ công của tỉnh\tSở Thông tin và Truyền thông\tQuý I - Quý III
2\tTập huấn sử dụng chữ ký số cho cán bộ\tSở Thông tin và Truyền thông
3\tMua sắm thiết bị bộ phận một cửa\t-nt-\tNăm 2020""",
        lead=names("Sở Thông tin và Truyền thông"),
        deadlines=names("2020-07-01/quarter", "2020-01-01/year"),
    ),
    Case(
        name="decision_issuing_plan",
        title="Quyết định về việc ban hành Kế hoạch truyền thông chính sách giai đoạn 2022 - 2025",
        kind="quyet_dinh",
        year=2022,
        text="""Điều 1. Ban hành kèm theo Quyết định này Kế hoạch truyền thông chính sách giai đoạn 2022 - 2025.

Điều 2. Quyết định này có hiệu lực kể từ ngày 01/8/2022.

Điều 3. Chánh Văn phòng UBND thành phố, Giám đốc Sở Thông tin và Truyền thông, Chủ tịch UBND các quận, huyện chịu trách nhiệm thi hành Quyết định này.""",
        lead=names("Văn phòng UBND thành phố", "Sở Thông tin và Truyền thông", "UBND các quận, huyện"),
    ),
    Case(
        name="dashes_with_due_in_brackets",
        title="Kế hoạch khắc phục hạn chế sau kiểm tra năm 2024",
        year=2024,
        text="""II. NỘI DUNG

- Bổ sung hồ sơ còn thiếu (Phòng Tư pháp; hoàn thành trước 30/4/2024).
- Công khai lại danh mục phí, lệ phí. Đơn vị thực hiện: Bộ phận Một cửa, hoàn thành trong tháng 5/2024.
- Lắp bảng điện tử tại nơi tiếp dân. Đơn vị chủ trì: Văn phòng HĐND - UBND huyện. Đơn vị phối hợp: Phòng Tài chính - Kế hoạch. Thời hạn: 15/6/2024.""",
        lead=names("Bộ phận Một cửa", "Văn phòng HĐND - UBND huyện", "Phòng Tư pháp"),
        with_=names("Phòng Tài chính - Kế hoạch"),
        deadlines=names("2024-04-30/day", "2024-05-01/month", "2024-06-15/day"),
    ),
    Case(
        name="shared_class_list",
        title="Công văn về việc báo cáo thực hiện chế độ một cửa",
        kind="cong_van",
        text="""UBND tỉnh giao các Sở: Nội vụ, Tư pháp, Nông nghiệp và Môi trường, Văn hóa, Thể thao và Du lịch rà soát quy trình liên thông, báo cáo UBND tỉnh trước ngày 12/9/2025.

Giao Sở Khoa học và Công nghệ chủ trì, phối hợp với Công an tỉnh và Viễn thông tỉnh kiểm tra hệ thống, xong trước ngày 05/9/2025.""",
        lead=names(
            "Sở Nội vụ",
            "Sở Tư pháp",
            "Sở Nông nghiệp và Môi trường",
            "Sở Văn hóa, Thể thao và Du lịch",
            "Sở Khoa học và Công nghệ",
        ),
        with_=names("Công an tỉnh", "Viễn thông tỉnh"),
        deadlines=names("2025-09-12/day", "2025-09-05/day"),
    ),
    Case(
        name="inherited_year",
        title="Kế hoạch phổ biến pháp luật năm 2023",
        year=2023,
        text="""III. PHÂN CÔNG

1. Phòng Tư pháp là cơ quan thường trực, chủ trì tham mưu, báo cáo trước ngày 15/12/2022.

2. Phòng Giáo dục và Đào tạo phối hợp với Huyện đoàn tổ chức hội thi trong tháng 10/2023.""",
        lead=names("Phòng Tư pháp", "Phòng Giáo dục và Đào tạo"),
        with_=names("Huyện đoàn"),
        deadlines=names("2022-12-15/day", "2023-10-01/month"),
    ),
    Case(
        name="rhythms_only",
        title="Kế hoạch duy trì chuyên mục cải cách hành chính năm 2022",
        year=2022,
        text="""Trung tâm Truyền thông và Văn hóa thành phố đăng ít nhất 02 tin, bài mỗi tuần.

Các phòng, ban gửi tin, bài về Trung tâm trước ngày 20 hằng tháng.

UBND các phường báo cáo kết quả vào ngày 20 tháng cuối quý.""",
        lead=names("Trung tâm Truyền thông và Văn hóa thành phố", "Các phòng, ban", "UBND các phường"),
    ),
    Case(
        name="capitals_headings",
        title="KẾ HOẠCH THÔNG TIN ĐỐI NGOẠI NĂM 2019",
        year=2019,
        text="""TỔ CHỨC THỰC HIỆN

SỞ NGOẠI VỤ

Chủ trì, phối hợp với Sở Du lịch xây dựng ấn phẩm giới thiệu tỉnh, hoàn thành trong quý 2 năm 2019.

SỞ TÀI CHÍNH

Bố trí kinh phí theo phân cấp.""",
        lead=names("SỞ NGOẠI VỤ", "SỞ TÀI CHÍNH"),
        with_=names("Sở Du lịch"),
        deadlines=names("2019-04-01/quarter"),
    ),
    Case(
        name="colon_bodies_prose",
        title="Phân công nhiệm vụ thực hiện Đề án 06 năm 2024",
        year=2024,
        kind="thong_bao",
        text="""Chủ tịch UBND thị xã phân công như sau:

Công an thị xã: Là đơn vị thường trực, theo dõi tiến độ, báo cáo Tổ công tác trước ngày 25/6/2024; chủ trì, phối hợp với UBND các xã, phường thu nhận hồ sơ định danh.

Bảo hiểm xã hội thị xã: Đồng bộ dữ liệu bảo hiểm y tế, hoàn thành trước 30/6/2024.

Phòng Lao động - Thương binh và Xã hội, Phòng Y tế: Rà soát dữ liệu an sinh, phối hợp với Bưu điện thị xã chi trả qua tài khoản.

Hội Liên hiệp Phụ nữ, Hội Nông dân, Thị đoàn: vận động hội viên cài đặt ứng dụng.""",
        lead=names(
            "Công an thị xã",
            "Bảo hiểm xã hội thị xã",
            "Phòng Lao động - Thương binh và Xã hội",
            "Phòng Y tế",
            "Hội Liên hiệp Phụ nữ",
            "Hội Nông dân",
            "Thị đoàn",
        ),
        with_=names("UBND các xã, phường", "Bưu điện thị xã"),
        deadlines=names("2024-06-25/day", "2024-06-30/day"),
    ),
    Case(
        name="start_and_end_columns",
        title="Phương án sắp xếp đơn vị hành chính năm 2025",
        kind="phuong_an",
        year=2025,
        text="""STT\tCông việc\tCơ quan thực hiện\tBắt đầu\tKết thúc
1\tLấy ý kiến cử tri\tUBND các xã\t01/3/2025\t20/3/2025
2\tTrình Hội đồng nhân dân huyện\tPhòng Nội vụ\t25/3/2025\t05/4/2025""",
        lead=names("UBND các xã", "Phòng Nội vụ"),
        deadlines=names("2025-03-20/day", "2025-04-05/day"),
    ),
    Case(
        name="impossible_date",
        title="Kế hoạch thi đua năm 2024",
        year=2024,
        text="""1. Giao Phòng Nội vụ tổng hợp đăng ký thi đua trước ngày 31/6/2024.

2. Các khối thi đua tổ chức sơ kết trước ngày 15/7/2024.""",
        lead=names("Phòng Nội vụ", "Các khối thi đua"),
        deadlines=names("2024-07-15/day"),
    ),
    Case(
        name="news_with_past_events",
        title="Ban hành Kế hoạch đào tạo kỹ năng số cho công chức năm 2022",
        status="announced",
        published="2022-02-20",
        year=2022,
        text="""UBND tỉnh vừa ban hành Kế hoạch số 21/KH-UBND ngày 15/02/2022 về đào tạo kỹ năng số cho công chức năm 2022.

Trước đó, ngày 05/01/2022, Sở Nội vụ đã chủ trì, phối hợp với Trường Chính trị tỉnh tổ chức hội nghị góp ý. Các lớp được tổ chức trước ngày 31/12/2021 không thuộc kế hoạch này.

Kế hoạch yêu cầu Sở Nội vụ lựa chọn học viên, mở lớp đầu tiên trước ngày 01/5/2022. Sở Tài chính có trách nhiệm thẩm định dự toán. Tính đến ngày 31/01/2022, toàn tỉnh có 3.200 công chức.""",
        lead=names("Sở Nội vụ", "Sở Tài chính"),
        deadlines=names("2022-05-01/day"),
    ),
    Case(
        name="table_by_goal_with_blank_cells",
        title="Kế hoạch cải thiện chỉ số DDCI năm 2021",
        year=2021,
        text="""STT\tChỉ tiêu, nhiệm vụ\tKết quả đầu ra\tCơ quan, đơn vị chủ trì\tCơ quan, đơn vị phối hợp\tTiến độ thực hiện
A\tTÍNH MINH BẠCH
1\tĐăng quy hoạch lên cổng thông tin\tQuy hoạch được đăng\tPhòng Kinh tế và Hạ tầng\t\tTháng 6/2021
2\tTrả lời kiến nghị của doanh nghiệp\t\tVăn phòng HĐND và UBND huyện\tCác cơ quan liên quan\tHằng tháng
B\tCHI PHÍ THỜI GIAN
3\tCắt giảm thời gian cấp phép\tQuy trình mới\tPhòng Tài nguyên và Môi trường; Chi nhánh Văn phòng Đăng ký đất đai\tChi cục Thuế khu vực\t6 tháng cuối năm 2021""",
        lead=names(
            "Phòng Kinh tế và Hạ tầng",
            "Văn phòng HĐND và UBND huyện",
            "Phòng Tài nguyên và Môi trường",
            "Chi nhánh Văn phòng Đăng ký đất đai",
        ),
        with_=names("Các cơ quan liên quan", "Chi cục Thuế khu vực"),
        deadlines=names("2021-06-01/month", "2021-10-01/quarter"),
    ),
    Case(
        name="numbered_duties_one_line",
        title="Kế hoạch phòng, chống lãng phí năm 2025 của Sở Công Thương",
        year=2025,
        text="""3. Trách nhiệm thực hiện

3.1. Văn phòng Sở: theo dõi, đôn đốc, định kỳ hằng quý tổng hợp báo cáo Giám đốc Sở.

3.2. Phòng Kế hoạch - Tài chính - Tổng hợp: công khai dự toán, quyết toán trước ngày 31/01/2025.

3.3. Trung tâm Khuyến công và Tư vấn phát triển công nghiệp, Ban Quản lý chợ: xây dựng kế hoạch của đơn vị, gửi Văn phòng Sở trước ngày 15/01/2025.

3.4. Công đoàn Sở, Đoàn Thanh niên Sở phối hợp với Văn phòng Sở tuyên truyền trong đoàn viên.""",
        lead=names(
            "Văn phòng Sở",
            "Phòng Kế hoạch - Tài chính - Tổng hợp",
            "Trung tâm Khuyến công và Tư vấn phát triển công nghiệp",
            "Ban Quản lý chợ",
            "Công đoàn Sở",
            "Đoàn Thanh niên Sở",
        ),
        with_=names("Văn phòng Sở"),
        deadlines=names("2025-01-31/day", "2025-01-15/day"),
    ),
    Case(
        name="vague_lead_and_requests",
        title="Kế hoạch tổ chức Ngày hội công dân số năm 2024",
        year=2024,
        text="""IV. PHÂN CÔNG THỰC HIỆN

- Sở Thông tin và Truyền thông là cơ quan chủ trì, phối hợp với UBND thành phố Sao Mai, Tỉnh đoàn và các doanh nghiệp viễn thông tổ chức ngày hội từ ngày 08/10/2024 đến ngày 10/10/2024.

- Đề nghị Ban Tuyên giáo Tỉnh ủy định hướng tuyên truyền.

- Công an tỉnh bảo đảm an ninh, trật tự.

- Các cơ quan, đơn vị liên quan căn cứ chức năng, nhiệm vụ phối hợp thực hiện.

V. KINH PHÍ

Kinh phí do ngân sách tỉnh bảo đảm; Sở Tài chính chủ trì thẩm định dự toán trước ngày 15/9/2024.""",
        lead=names("Sở Thông tin và Truyền thông", "Ban Tuyên giáo Tỉnh ủy", "Công an tỉnh", "Sở Tài chính"),
        with_=names("UBND thành phố Sao Mai", "Tỉnh đoàn"),
        deadlines=names("2024-10-10/day", "2024-09-15/day"),
    ),
    Case(
        name="joined_header_cells",
        title="Kế hoạch hành động thực hiện nghị quyết năm 2023",
        year=2023,
        text="""TT\tTên nhiệm vụ\tCơ quan chủ trì/phối hợp\tHạn hoàn thành
1\tXây dựng đề án vị trí việc làm\tPhòng Nội vụ\t30/3/2023
2\tSắp xếp trường học\tPhòng Giáo dục và Đào tạo\t31/7/2023""",
        lead=names("Phòng Nội vụ", "Phòng Giáo dục và Đào tạo"),
        deadlines=names("2023-03-30/day", "2023-07-31/day"),
    ),
]
