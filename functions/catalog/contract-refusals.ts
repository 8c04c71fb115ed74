// What the catalog refuses: apart, as other services answer it without knowing the catalog's routes.
import { defineRefusals } from '../shared/refusal.ts';

export const refusals = defineRefusals({
  CONCERT_NOT_FOUND: [404, '콘서트를 찾을 수 없습니다', 'There is no such concert'],
  CATEGORY_NOT_FOUND: [404, '카테고리를 찾을 수 없습니다', 'There is no such category'],
  LAYOUT_NOT_FOUND: [404, '좌석 배치도를 찾을 수 없습니다', 'There is no such layout'],
  SCHEDULE_NOT_FOUND: [404, '공연 일정을 찾을 수 없습니다', 'There is no such date'],
  SCHEDULE_REQUIRED: [
    400,
    '예매할 날짜를 선택해 주세요',
    'Several dates are on sale: name one with scheduleId or date',
  ],
  SALE_NOT_OPEN: [409, '지금은 예매할 수 없습니다', 'This is not on sale now'],
  CODE_TAKEN: [409, '이미 사용 중인 코드입니다', 'That code is already in use'],
});
