"""Words of duty: what stands behind a body that is charged with something."""

from __future__ import annotations

import re

from pipelines.wordlists import whole_words

_ENTRUSTED = (
    r"được (?:[^\s,.;:]+ ){0,8}?(?:giao|phân công|yêu cầu|đề nghị)(?! thêm)"  # `được UBND tỉnh giao chủ trì`
)
DUTY = re.compile(
    r"\s*(?::|(?:chỉ |cùng |còn )?(?:có (?:trách nhiệm|nhiệm vụ)|chịu|chủ trì|chủ động|phối hợp|sẽ|"
    rf"cần|phải|{_ENTRUSTED}|là (?:cơ quan|đơn vị|đầu mối|lực lượng)|đứng ra|lo|tìm|chốt|dịch|sản xuất|"
    rf"nêu gương|"
    r"soạn|dựng|quay|thiết kế|làm rõ|xin lỗi|đảm nhận|gọi điện|rà|"
    r"căn cứ|tổ chức|thực hiện|triển khai|xây dựng|tham mưu|tham gia|hướng dẫn|tăng cường|"
    r"đẩy mạnh|tiếp tục|rà soát|cập nhật|tổng hợp|"
    r"báo cáo|gửi|kiểm tra|theo dõi|đôn đốc|khẩn trương|tích cực|thường xuyên|định kỳ|"
    r"kịp thời|không thuộc|nghiên cứu|bố trí|cung cấp|đăng|"
    r"tuyên truyền|phổ biến|quán triệt|chỉ đạo|bảo đảm|đảm bảo|lập|trình|giúp|"
    r"theo (?:chức năng|nhiệm vụ|lĩnh vực|phạm vi|thẩm quyền)|trên cơ sở|hỗ trợ|phát động|"
    r"vận động|nghiêm túc|thẩm định|đưa|mở|cử|công khai|niêm yết|lồng ghép|duy trì|"
    r"nâng cao|hoàn thành|hoàn thiện|chuẩn bị|"
    r"quan tâm|trực tiếp|xử lý|tiếp nhận|vận hành|thành lập|lựa chọn|giám sát|bám sát|đề xuất|huy động|"
    r"khai thác|sử dụng|phát huy|biên soạn|phát hành|xem xét|tập trung|kết nối|tích hợp|"
    r"làm đầu mối|làm|tự|ưu tiên|"
    r"thông tin|đánh giá|quản lý|lãnh đạo|đổi mới|củng cố|đăng ký|lấy|quy định|thống kê|"
    r"cụ thể hóa|cụ thể hoá|chấm|"
    r"tạo|công bố|in|treo|định hướng|dành|phát (?:sóng|thanh|trên|hành|triển)|bổ sung|sửa đổi|"
    r"đối chiếu|kiện toàn|phân công|khảo sát|tập huấn|bồi dưỡng|đào tạo|số hóa|số hoá|ứng dụng|"
    r"tăng (?:thời lượng|cường)|giải quyết|khắc phục|chấn chỉnh|nâng cấp|trang bị|mua sắm|chuyển|"
    r"tổng kết|sơ kết|cài đặt|đồng bộ|giới thiệu|xác định|phân loại|cấp|thu|nhập|viết|thực hành|"
    r"ký cam kết|kết hợp|"
    r"chọn|phản ánh (?:kịp thời|về|bằng)|thẩm tra|giữ vai trò|đóng vai trò|phát tin|giải ngân|"
    r"thanh toán|cân đối|chia sẻ dữ liệu|"
    r"vận dụng|tận dụng|khơi thông|tháo gỡ|trả lời|trả kết quả|chuyển đổi|chuẩn chi|quyết toán|nghiệm thu|"
    r"bàn giao|lắp|sửa chữa|cải tạo|bảo trì|bảo dưỡng|bảo mật|bảo vệ|sao lưu|lưu trữ|in ấn|"
    r"thu phí|phân tích|phân bổ|phân cấp|phân loại|ủy quyền|nhân rộng|"
    r"kiểm soát|kiểm kê|kiểm thử|đối soát|tuần tra|tiếp công dân|tiếp dân|tập hợp|hòa giải|"
    r"thực thi|tuân thủ|chấp hành|gắn|đặt|kê khai|đăng tải|tải|"
    r"phối kết hợp|trao đổi, thống nhất|thống nhất với|"
    r"tuyển|rút ngắn|cắt giảm|đơn giản|chuẩn hóa|chuẩn hoá|gương mẫu|nêu cao|tự giác))(?!\w)",
    re.IGNORECASE,
)
# What may stand behind a body and is no duty: what it is, where, whose, with whom and beside what.
_NO_DUTY = (
    r"(?:và|với|cùng(?! phối hợp| thực hiện| tham gia| xây dựng)|của|tại|ở|từ|đến(?! (?:từng|tận))|về|để|"
    r"do|bởi|"
    r"theo(?! (?:chức năng|dõi|thẩm quyền|nhiệm vụ|phân công|lĩnh vực|phạm vi|dõi))|hay|hoặc|nhưng|mà|thì|"
    r"nên|nếu|khi|sau|trước|trong(?! (?:phạm vi|quá trình))|trên(?! cơ sở)|dưới|ngoài|năm|ngày|tháng|quý|này|"
    r"đó|nêu|khác|"
    r"là(?! (?:cơ quan|đơn vị|đầu mối|thường trực|lực lượng))|có(?! (?:trách nhiệm|nhiệm vụ|kế hoạch|"
    r"giải pháp|"
    r"biện pháp))|"
    r"được(?! (?:[^\s,.;:]+ ){0,8}?(?:giao|phân công|yêu cầu)(?! thêm))|bị|"
    r"không(?! (?:được|thuộc|để|tự|thu|yêu cầu|nhận|tiếp nhận|giải quyết|trả|bố trí|tổ chức|ban hành|"
    r"đặt))|chưa|thuộc|gồm|bao gồm|như|rất|khá|hơn|nhất|vì|"
    r"đứng(?! ra)|xếp(?! lịch| chỗ| lớp)|dẫn|gặp|nhận được|trở|phát biểu|tham dự|dự|cho rằng|khẳng định|"
    r"cảm ơn|"
    r"ghi nhận|biểu dương|diễn ra|ra(?! (?:kế hoạch|chương trình|lịch|hướng dẫn|nghị quyết|quyết định|"
    r"quân|soát|thông báo|văn bản|mắt|đề))|vào|"
    r"lên|tính|ước|chiếm|tăng(?! (?:cường|thời lượng))|giảm|bằng|"
    r"tương|còn(?! (?:có|phải|cần))|làm việc(?! lưu động)|nằm|bày tỏ|chia sẻ(?: với| về|:)|trao đổi với|"
    r"đến dự|"
    r"phản ánh|nhận thấy|trân trọng|lần|hiện|nay|đang|gửi lời|mong|hy vọng|cam kết|"
    r"đặc biệt|vùng|miền|loại|bậc|hạng|mang|nhiệm kỳ|khóa|khoá|cũng|vẫn|đều|luôn|vốn|thiếu|xa|gần|nghèo|đông|"
    r"ít|nhiều|lớn|nhỏ|tốt|yếu|kém|tròn|cách|ấy|kia|nói (?:chung|riêng)|thứ|số|cấp|khu|thường(?! (?:xuyên|"
    r"trực))|"
    r"các|những|mọi|sở hữu|mất|vượt|đạt|hay|hụt|chậm|trễ|muộn|sai|nhầm|quên|vướng|phát hiện|trả chậm|"
    r"để xảy ra|bỏ (?:trực|sót|qua|trống|dở|lỡ)|nổi|ký kết|bao|gồm)(?!\w)"
)
ANY_DUTY = re.compile(rf"\s*(?!{_NO_DUTY})(?-i:[a-zà-ỹđ])", re.IGNORECASE)
HAS_DUTY = re.compile(r"(?:chịu|có) trách nhiệm thi hành", re.IGNORECASE)  # what stands before it is no verb
STRONG_DUTY = re.compile(
    rf"\s*(?:có (?:trách nhiệm|nhiệm vụ)|chịu trách nhiệm|chủ trì|chủ động|{_ENTRUSTED}|"
    r"là (?:cơ quan|đơn vị|đầu mối|lực lượng)|đứng ra|sẽ|cần|phải|"
    r"phối hợp)(?!\w)",
    re.IGNORECASE,
)
# All that charges somebody where it is told how things went.
MUST = re.compile(
    rf"\s*(?:chỉ |cùng |còn )?(?:có trách nhiệm|chịu trách nhiệm|{_ENTRUSTED}|sẽ|cần|phải)(?!\w)",
    re.IGNORECASE,
)
STRONG_ANYWHERE = whole_words(r"có trách nhiệm|chủ trì|giao|yêu cầu|sẽ")
