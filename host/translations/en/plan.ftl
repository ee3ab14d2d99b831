# The plan of results and "Around me".
plan-show = See these results on a map
plan-hide = See the list without the map
plan-title = Map of the results
plan-title-part = map
plan-skip = Skip the map
plan-caption = The numbers are those of the list. North is at the top.
plan-grouped = A mark with several numbers stands for places close to one another.
plan-from = The dotted circle shows: { $name }.
plan-point = this point
plan-pin = { $number }: { $name }
plan-pins = { $mark }: entries { $numbers }
plan-without = { $count ->
    [one] { $count } result without a position is not on the map.
   *[other] { $count } results without a position are not on the map.
 }
plan-outside = { $count ->
    [one] { $count } result lies outside this map.
   *[other] { $count } results lie outside this map.
 }
plan-nothing = None of these results has a known position: there is nothing to put on a map.
plan-no-position = No known position: this place is not on the map.
plan-apart-label = Separate the marks
plan-apart = Nearer to { $mark }
plan-centred = Number { $number } is in the middle.
plan-zoom = Scale of the map
plan-nearer = Nearer
plan-farther = Farther
plan-whole = See everything
plan-north = North
plan-metres = { $number } m
plan-kilometres = { $number } km
plan-where = Where it is
plan-place = Map: { $name }, among the communes nearby
plan-neighbours = Nearest communes: { $communes }.
plan-around = See a larger map, with the places around
here-button = Around me
here-about = Your browser will ask whether you agree. Your position, to within 100 metres, is sent to this site alone, which does not keep it.
here-wait = We are asking your browser for your position…
here-refused = Your browser did not give your position. Write a postal code or a commune instead.
here-unavailable = Your position was not found. Write a postal code or a commune instead.
here-late = Your position takes long to come. Write a postal code or a commune instead.
help-plan = In the directory, a link puts the results on a map. The list says the same in words.
help-here = The directory's button "Around me" asks your browser for your position, to within 100 metres. It serves this search and is not kept. A postal code is enough, too.
map-show = Show the map
map-hide = Back to the plan
map-wait = The map is coming…
map-ready = The map is shown.
map-failed = The map cannot be shown. The plan and the list say the same.
map-about = The map shows the streets too. It comes from this site and is heavier than the page.
map-label = Map of the places
map-from = Base map: { $attribution }
