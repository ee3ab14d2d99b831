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
