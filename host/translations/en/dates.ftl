# Dates, times and opening hours.
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
date = { $day } { $month } { $year }
date-without-year = { $day } { $month }
date-with-weekday = { $weekday } { $date }
clock = { $hour }:{ $minute }
clock-hour = { $hour }:00
all-day = all day
until-day = until { $day }
at-time = at { $time }
from-time-to-time = from { $start } to { $end }
from-time-until-day = from { $start } until { $day } at { $end }
from-time-on = from { $start } onwards
list-and = { $before } and { $last }
hours-always = open every day, around the clock
hours-whole-day = open all day
hours-closed = closed
hours-closed-at = closed { $times }
hours-unknown = hours to be checked
hours-unknown-at = { $times }, to be checked
hours-days-and-times = { $days }: { $times }
weeks-odd = odd weeks
weeks-even = even weeks
weeks = weeks { $first } to { $last }
on-weekday = { $day }
from-weekday-to-weekday = { $first } to { $last }
public-holidays = public holidays
school-holidays = school holidays
nth-1 = first
nth-2 = second
nth-3 = third
nth-4 = fourth
nth-5 = fifth
nth-last = last
nth-weekday = { $which } { $day } of the month
in-month = in { $month }
from-month-to-month = from { $first } to { $last }
on-date = on { $date }
from-date-to-date = from { $first } to { $last }
opening-open = open
opening-open-until = open until { $time }
opening-closed = closed
opening-closed-today = closed, opens today at { $time }
opening-closed-tomorrow = closed, opens tomorrow at { $time }
opening-closed-weekday = closed, opens { $day } at { $time }
opening-closed-day = closed, opens { $day } at { $time }
stamp = { $date } at { $time }
ago-now = just now
ago-minutes = { $count ->
    [one] a minute ago
   *[other] { $count } minutes ago
 }
ago-hours = { $count ->
    [one] an hour ago
   *[other] { $count } hours ago
 }
ago-days = { $count ->
    [one] a day ago
   *[other] { $count } days ago
 }
