"""Working time. `Calendar` counts open minutes (machines, shifts), `WorkingDays` counts days (lead times).

Both are counted from the caller's epoch: day d lasts from minute 1440 d to 1440 (d + 1).

    shift = Calendar.of([(480, 960), (1920, 2400)])     # 08:00-16:00 on day 0 and on day 1
    shift.after(900, 120)                               # two working hours from 15:00 on: 1980, 09:00 next day
    week = WorkingDays.of([0, 1, 2, 3, 4, 7, 8, 9])     # Monday to Friday, and the next Monday to Wednesday
    week.sub(7, 2)                                      # two working days before Monday: 3, the Thursday
"""

from engine.calendar.days import WorkingDays
from engine.calendar.minutes import DAY, NEVER, WEEK, Calendar

__all__ = ["DAY", "NEVER", "WEEK", "Calendar", "WorkingDays"]
