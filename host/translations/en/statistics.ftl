# How much the instance serves, in sums.
statistics-title = Statistics
statistics-lead = Sums by day, and nobody is followed: no address, no cookie, no identifier. Whoever is signed in is not counted.
statistics-period = Period
statistics-weeks = { $count ->
    [one] One week
   *[other] { $count } weeks
 }
statistics-none = Nothing was counted in this period yet. Pages that the public opens will appear here.
statistics-pages = Pages opened
statistics-pages-total = { $count ->
    [0] No page was opened.
    [one] One page was opened.
   *[other] { $count } pages were opened.
 }
statistics-chart = Pages opened from { $first } to { $last }. The table below says the same.
statistics-searches = Searches
statistics-searches-total = { $count ->
    [0] Nobody searched.
    [one] One search. Without an answer: { $vain }.
   *[other] { $count } searches. Without an answer: { $vain }.
 }
statistics-vain = Searched and not found
statistics-vain-note = What is searched in vain appears only once it was searched { $times } times, and is erased after { $days } days.
statistics-contributions = Contributions of the public
statistics-table = Day by day
statistics-csv = Download as CSV
statistics-day = Day
statistics-days = { $first } to { $last }
statistics-figure = Figure
statistics-of = Of what
statistics-count = Number
statistics-figure-page = Pages opened
statistics-figure-search = Searches
statistics-figure-vain = Searches without an answer
statistics-figure-contribution = Contributions
statistics-of-home = Home
statistics-of-search = Search
statistics-of-directory = Directory: lists
statistics-of-record = Directory: records
statistics-of-functions = Directory: who does what
statistics-of-help = Help
statistics-of-suggestion = Mistakes reported
