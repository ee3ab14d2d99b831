# Dates, heures et horaires.
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
weekday-1 = lundi
weekday-2 = mardi
weekday-3 = mercredi
weekday-4 = jeudi
weekday-5 = vendredi
weekday-6 = samedi
weekday-7 = dimanche
date = { $day ->
    [1] 1er
   *[other] { $day }
 } { $month } { $year }
date-without-year = { $day ->
    [1] 1er
   *[other] { $day }
 } { $month }
date-with-weekday = { $weekday } { $date }
clock = { $hour } h { $minute }
clock-hour = { $hour } h
all-day = toute la journée
until-day = jusqu’au { $day }
at-time = à { $time }
from-time-to-time = de { $start } à { $end }
from-time-until-day = de { $start } jusqu’au { $day } à { $end }
from-time-on = à partir de { $start }
list-and = { $before } et { $last }
hours-always = ouvert tous les jours, 24 heures sur 24
hours-whole-day = ouvert toute la journée
hours-closed = fermé
hours-closed-at = fermé { $times }
hours-unknown = horaires à vérifier
hours-unknown-at = { $times }, à vérifier
hours-days-and-times = { $days } : { $times }
weeks-odd = les semaines impaires
weeks-even = les semaines paires
weeks = de la semaine { $first } à la semaine { $last }
on-weekday = le { $day }
from-weekday-to-weekday = du { $first } au { $last }
public-holidays = les jours fériés
school-holidays = les vacances scolaires
nth-1 = le premier
nth-2 = le deuxième
nth-3 = le troisième
nth-4 = le quatrième
nth-5 = le cinquième
nth-last = le dernier
nth-weekday = { $which } { $day } du mois
in-month = en { $month }
from-month-to-month = { $first } à { $last }
on-date = le { $date }
from-date-to-date = du { $first } au { $last }
opening-open = ouvert
opening-open-until = ouvert jusqu’à { $time }
opening-closed = fermé
opening-closed-today = fermé, ouvre aujourd’hui à { $time }
opening-closed-tomorrow = fermé, ouvre demain à { $time }
opening-closed-weekday = fermé, ouvre { $day } à { $time }
opening-closed-day = fermé, ouvre { $day } à { $time }
stamp = { $date } à { $time }
ago-now = à l’instant
ago-minutes = { $count ->
    [one] il y a une minute
   *[other] il y a { $count } minutes
 }
ago-hours = { $count ->
    [one] il y a une heure
   *[other] il y a { $count } heures
 }
ago-days = { $count ->
    [one] il y a un jour
   *[other] il y a { $count } jours
 }
