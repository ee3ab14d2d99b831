# The plan of results.
plan-show = See these results on a plan
plan-hide = See the list without the plan
plan-title = Plan of the results
plan-title-part = plan
plan-skip = Skip the plan
plan-caption = The numbers are those of the list. North is at the top.
plan-grouped = A mark with several numbers stands for places close to one another.
plan-from = The dotted circle shows: { $name }.
plan-point = this point
plan-pin = { $number }: { $name }
plan-pins = { $mark }: entries { $numbers }
plan-without = { $count ->
    [one] { $count } result without a position is not on the plan.
   *[other] { $count } results without a position are not on the plan.
 }
plan-outside = { $count ->
    [one] { $count } result lies outside this plan.
   *[other] { $count } results lie outside this plan.
 }
plan-nothing = None of these results has a known position: there is nothing to put on a plan.
plan-no-position = No known position: this place is not on the plan.
plan-apart-label = Separate the marks
plan-apart = Nearer to { $mark }
plan-centred = Number { $number } is in the middle.
plan-zoom = Scale of the plan
plan-nearer = Nearer
plan-farther = Farther
plan-whole = See everything
plan-north = North
plan-metres = { $number } m
plan-kilometres = { $number } km
plan-where = Where it is
plan-place = Plan: { $name }, among the communes nearby
plan-neighbours = Nearest communes: { $communes }.
plan-around = See a larger plan, with the places around
help-plan = In the directory, a link puts the results on a plan. The list says the same in words.
