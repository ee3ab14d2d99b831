# The directory: its search, what it finds, and the page of a record.
directory-title = Directory
directory-title-for = Directory: { $criteria }
directory-description = Places, services and people who can help you near your home.
directory-search = Search among places and services
directory-words = What are you looking for?
directory-words-hint = For example: print, taxes, France Services
directory-near = Near where?
directory-near-hint = A postcode or the name of a commune
directory-near-unknown = We do not know this commune. Check its name, or try a postcode.
directory-near-ambiguous = Several communes have this name. Write the postcode instead.
directory-here = around this point
directory-more = Choose more precisely
directory-chosen = ({ $count } chosen)
directory-theme = Theme
directory-any-theme = All themes
directory-digital = Digital help
directory-themes = All fields
directory-fee = Price
directory-access = How to go there or reach them
directory-any = It does not matter
directory-distance = Distance
directory-radius = Within { $radius } km
directory-open = Open now
directory-count-near = { $count ->
    [0] No result within { $radius } km
    [one] { $count } result within { $radius } km
   *[other] { $count } results within { $radius } km
 }
directory-count-open = { $count ->
    [one] Open now, out of { $count } result
   *[other] Open now, out of { $count } results
 }
directory-open-known = Places whose opening hours we do not know are not in this list.
directory-none = We found nothing. You can ask for less, or search further away:
directory-none-open-yet = None of the first results is open. The next page goes on further away.
directory-no-more = There are no more results.
directory-wider = Search within { $radius } km
directory-everywhere = Search everywhere
directory-any-time = Also show what is closed now
directory-first = Back to the start of the list
directory-nothing = The directory is still empty.
directory-nothing-help = If you run this site, fill it with the command “maille import”.
directory-about = More about it
directory-organisation = Offered by
directory-languages = Languages spoken
directory-places = Other places
directory-appointment = Book an appointment online
directory-access-link = Apply online
directory-accessibility-link = See how to get in and around
directory-around = Search for other places around this address
directory-back = Search the directory again
directory-corrected = Corrected here on { $date }: { $field }.
field-name = name
field-description = description
field-telephone = telephone
field-email = e-mail
field-website = website
field-wheelchair = wheelchair access
field-other = other information
spoken-fr = French
spoken-en = English
spoken-ar = Arabic
spoken-es = Spanish
spoken-pt = Portuguese
spoken-it = Italian
spoken-de = German
spoken-nl = Dutch
spoken-pl = Polish
spoken-ro = Romanian
spoken-ru = Russian
spoken-uk = Ukrainian
spoken-tr = Turkish
spoken-fa = Persian, Dari
spoken-ps = Pashto
spoken-zh = Chinese
spoken-vi = Vietnamese
spoken-br = Breton
spoken-oc = Occitan
spoken-fsl = French Sign Language
directory-files = Download this list
directory-file-table = Table (CSV, for a spreadsheet)
directory-file-map = Points on a map (GeoJSON)
directory-file-linked = schema.org data (JSON-LD)
directory-functions = Who does what, trade by trade, and what is missing
functions-title = Who does what
functions-title-for = Who does what: { $territory }
functions-lead = What the professionals and services of the directory do, trade by trade, and what nobody does.
functions-choose = Choice of the territory
functions-territory = Territory
functions-everywhere = The whole directory
functions-show = Show this territory
functions-unknown = This territory is not known. Choose one from the list.
functions-nothing = Nobody has named a function here yet.
functions-nothing-help = If you run this site: functions are named in the record of each professional, service or place, in the field “functions”. An import fills them with the key “functions” of its mapping. A professional counts once they have agreed to be listed.
functions-function = Function
functions-services = Services that name no trade
functions-places = Places
functions-caption = For each function, how many professionals and services, by trade
functions-professionals-count = { $count ->
    [one] { $count } professional
   *[other] { $count } professionals
 }
functions-services-count = { $count ->
    [one] { $count } service
   *[other] { $count } services
 }
functions-places-count = { $count ->
    [one] { $count } place
   *[other] { $count } places
 }
functions-without-commune = { $count ->
    [one] { $count } record names no commune: it counts in the whole directory, and in no territory.
   *[other] { $count } records name no commune: they count in the whole directory, and in no territory.
 }
functions-shared = Functions that several trades share
functions-specific = Functions of one trade alone
functions-gaps = What is missing
functions-gaps-text = A function is missing where no published professional, service or place of the territory names it. It may be there without being in the directory.
functions-gaps-caption = Functions that nobody names, by territory
functions-gaps-count = How many
functions-gaps-which = Which
functions-missing = { $count ->
    [0] Nothing is missing
    [one] { $count } function
   *[other] { $count } functions
 }
functions-missing-all = All of them
functions-missing-one = Missing function
functions-files = Download these tables (CSV, for a spreadsheet)
functions-file = Functions by trade
functions-gaps-file = What is missing
directory-audience = For whom
directory-language = Language spoken there
directory-equipment = Equipment there
directory-day = Open on which day
directory-any-day = Any day
directory-mobile = Only places that move (bus, van)
directory-moves = This place moves: mind the day.
directory-count-day = { $count ->
    [one] Open { $day }, of { $count } result
   *[other] Open { $day }, of { $count } results
 }
directory-other-days = See the other days too
directory-fewer = Search without the choices under “Choose more precisely”
directory-call-us = We can search with you on the telephone:
directory-corrected-words = No results for “{ $typed }”. We searched for “{ $searched }”.
directory-exactly = Search for exactly “{ $typed }”
directory-back-to-list = Back to the search results
opening-on-day = { $day }: { $hours }
today = today
tomorrow = tomorrow
holder = Held by { $name }.
holder-seen = Held by { $name }, seen { $ago }.
holder-silent = { $count ->
    [one] Held by { $name }, of whom we have had no news for a day. Telephone before you go there.
   *[other] Held by { $name }, of whom we have had no news for { $count } days. Telephone before you go there.
 }
holder-page = See this page at { $name }
holder-tell = Report it directly: { $name }
