title = Procedures
home-lead = Find a procedure, the papers to prepare and the place that helps you. The fiches themselves are in French.
empty-title = No procedure is available yet
empty =
    The guide will be filled soon. You can already search on [Service-Public](https://www.service-public.gouv.fr).

    For the administrator: hand the fiches over with `maille plugin give procedures FOLDER`, then run the task "Import the procedures". The task "Fetch the official archives" does both.
home-count-one = One procedure in this guide. The newest is of { $date }.
home-count = { $count } procedures in this guide. The newest is of { $date }.
audience-particuliers = Citizens
audience-professionnels = Businesses
audience-associations = Associations
themes = Themes: { $audience }
life-events = What to do if…
guided = Be guided step by step
latest = Changed lately
latest-date = updated { $date }

search-label = What are you looking for?
search-hint = In French, for example: carte d'identité, RSA, permis de construire.
search-public = You are
search-submit = Search
search-title = Procedures: "{ $words }"
search-count-one = One result.
search-count = { $count } results.
search-none = Nothing was found for "{ $words }".
search-advice =
    - Check the spelling, or try a shorter word.
    - Try a French word: "logement" instead of "housing".
    - Choose a theme on the [procedures page](/).
    - Ask a person for help: an adviser can search with you.
search-page = Page { $page }

missing = The fiche { $id } is not in this guide.
missing-official = Look for it on Service-Public
missing-home = All procedures

other-audiences = This number also exists for:
being-updated-title = This fiche is being updated
being-updated = Its publisher is changing it. Check the information before you act.
warning-date = Since { $date }.
adapted-title = This page follows your answers
adapted-whole = See the whole page
summary-title = The essentials in plain words
summary-author = Written by { $author }. { $date }

local-before = Before you begin, near you
local-before-in = Before you begin, in { $territory }
local-steps = The steps near you
local-steps-in = The steps in { $territory }
local-after = And then, near you
local-after-in = And then, in { $territory }
places-way = See the places that can help you
places = Places that help you near you
places-in = Places that help you in { $territory }

access-form = Open the form
access-letter = Open the model letter
access-simulator = Open the simulator
access-service = Open the online service
access-about = Offered by
cerfa = Cerfa number
form-number = Number of the form

contents = In this file
services = Online services and forms
offices = Where to go
office-places = See the places near you
office-electronic = Electronic requests are accepted
guides = Find the answer step by step
questions = Questions and answers
related = Procedures that use this document
see-also = See also
neighbours = In the same file
more = Find out more
partners = Partners
references = Laws and references
definitions = Definitions
abbreviations = Abbreviations

cases-situations = What is your situation?
cases-ways = How do you want to do it?
cases-question = Which is your case?
case-unnamed = Another case
way-online = Online
way-on-site = On site
way-by-post = By post

condition-title = This concerns you if:
condition-question = Depending on your situation
condition-label = This concerns you if: { $phrase }
condition-or = or
condition-and = and
condition-undefined = { $label } (or if you do not know)
condition-unnamed = your situation is case { $name }

guide-first = Choose what fits you
guide-next = Next question
guide-chosen = Your answers
guide-change = Change this answer
guide-leads = The fiche that fits you
guide-result = See the fiche
questions-title = Fit this page to your situation
questions-submit = Fit the page

picture = Picture:
picture-credit = Credit: { $credit }

import-going = { $done } documents of { $total } read.
import-fetched = Archive received for { $audience } ({ $megabytes } MB).
import-summary = { $taken } taken, { $changed } changed, { $unchanged } unchanged, { $repaired } repaired, { $refused } refused, { $withdrawn } withdrawn.
import-unknown = Unknown elements, their content kept: { $names }.
import-unknown-element = unknown element { $name } ({ $count }), its content kept
import-withdrawn = withdrawn: its publisher no longer has it
import-read-already = this import has already read an edition that is as new
import-too-large = it is larger than a record may be (1 MiB)
import-too-deep = its elements are nested too deep for a record
import-size = it has { $size } bytes; { $limit } is the limit
import-lacks = the archive lacks { $missing } of { $known } fiches; none was withdrawn: is it whole?
import-not-an-archive = { $url } gave { $bytes } bytes that are no zip archive: look at `source_base` in the settings
import-not-fetched = { $url } cannot be fetched. Where the host is not granted: `maille plugin grant procedures`. Or hand the archives over with `maille plugin give procedures FILE` and run the task `import`. Because: { $cause }

date = { $day } { $month } { $year }
date-first = 1 { $month } { $year }
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

near-title = Find help near you
near-label = Your commune
near-hint = A postal code or the name of a commune. Nothing is kept.
near-submit = See who can help me
near-found = Near { $commune }, these places and services can help you with this procedure:
near-none = We know nobody within 20 km of { $commune } for this procedure.
near-all = Search the whole directory
near-telephone = Call { $number }
near-metres = { $metres } m away
near-kilometres = { $kilometres } km away
near-unknown = We do not know this commune. Check the name, or write the postal code.
near-ambiguous = Several communes have this name. Write the postal code instead.
