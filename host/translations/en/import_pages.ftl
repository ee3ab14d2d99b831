# Imports, in the administration.
imports-title = Imports
imports-lead = An import takes another producer's file and makes records of it. The same file a second time changes nothing.
imports-none = Nothing has been imported yet.
imports-no-more = There is no older import.
import-new = Import a file
import-lead = Choose the format, then a file from your computer or its address. You can follow the import, then read what became of each row.
import-at-work = An import is at work: { $input }
import-follow = Follow this import
import-busy = An import is already at work
import-busy-text = Only one import works at a time. Wait for its end, then come back.
import-format = Format of the file
format-mediation-numerique = Places of digital mediation (national CSV)
format-data-inclusion = data·inclusion (JSON)
format-local-services = The State's local services (JSON)
format-france-services = France services (GeoJSON)
format-openagenda = OpenAgenda (JSON)
format-mapped = Another format, with a mapping
import-mapping = Mapping
import-mapping-hint = Only for “another format”.
import-mapping-none = None
import-file = File
import-file-hint = { $count ->
   *[other] At most { $count } megabytes.
 }
import-address = Address of the file
import-address-hint = Instead of a file. The address begins with https://
import-source = Short name of the source
import-source-hint = If it is not in the file, such as: hub-du-nord
import-department = Département
import-department-hint = To take only this département, such as: 49
import-whole = What the file holds
import-whole-hint = A record that was withdrawn comes back when a file of the same source holds it again.
import-whole-part = A part of what the source says: no record is withdrawn
import-whole-all = All that the source says: withdraw records that it no longer holds, unless more than a third are gone
import-whole-many = All that the source says: withdraw records that it no longer holds, even if many are gone
import-fault-whole-communes = Communes come from INSEE and are not withdrawn. Choose “A part”.
import-submit = Import
import-fault-nothing = Choose a file, or write its address.
import-fault-both = Choose a file or an address, not both. Choose the file again if it is the one you want.
import-fault-address = This address does not fit. It begins with https:// and holds the name of a public site.
import-fault-department = This is no code of a département. Such as: 49, 2A or 974.
import-fault-source = This name is too long: 60 characters at most.
import-fault-format = Choose a format from the list.
import-fault-mapping = This format wants a mapping. Choose one.
import-fault-busy = An import is already at work. Wait for its end.
import-fault-disk = The file could not be kept. Perhaps there is no room left on the disk.
import-order-title = Import asked for
import-order-waits = This import is about to begin.
import-order-fetched = The file is being downloaded.
import-order-ended = This import did not begin.
import-nothing-done = Nothing was imported
import-again = Try again with another file
import-goes-on = You can close this page: the import goes on.
import-look-again = See how far it is
import-title = Import { $number }: { $source }
import-about = { $when }, { $who }, { $format }
import-by = by { $name }
import-by-command-line = from the machine
import-state = State
import-state-open = At work
import-state-failed = Stopped before the end
import-state-ended = Ended
import-replaced = Another import of the same source took its place.
import-kept = What was taken before it stopped is kept. Mend the file, then import it again.
import-input = File or address
import-begun = Begun
import-read = Rows read
import-rows = { $count ->
    [0] no row
    [one] 1 row
   *[other] { $count } rows
 }
import-counts = Result
import-count-none = nothing yet
import-count-taken = { $count ->
    [0] none new
    [one] 1 new
   *[other] { $count } new
 }
import-count-changed = { $count ->
    [0] none changed
    [one] 1 changed
   *[other] { $count } changed
 }
import-count-unchanged = { $count ->
    [0] none unchanged
    [one] 1 unchanged
   *[other] { $count } unchanged
 }
import-count-repaired = { $count ->
    [0] none repaired
    [one] 1 repaired
   *[other] { $count } repaired
 }
import-count-refused = { $count ->
    [0] none refused
    [one] 1 refused
   *[other] { $count } refused
 }
import-count-skipped = { $count ->
    [0] none passed over
    [one] 1 passed over
   *[other] { $count } passed over
 }
import-count-withdrawn = { $count ->
    [0] none withdrawn
    [one] 1 withdrawn
   *[other] { $count } withdrawn
 }
import-report = Report, row by row
import-report-text = Rows that changed nothing and needed nothing are not listed.
import-report-csv = Download the report as a table (CSV)
import-report-txt = Download the report as text
import-narrow = Choose the rows
import-all = All rows
import-no-line = No row here.
import-row = { $count ->
   *[other] Row { $count }:
 }
import-not-in-file = Not in the file:
import-outcome-taken = new record
import-outcome-changed = record changed
import-outcome-unchanged = record unchanged
import-outcome-refused = refused
import-outcome-withdrawn = withdrawn
import-outcome-skipped = passed over
format-communes = INSEE’s communes, or their groups (CSV or JSON)
import-own-mapping = A mapping of your own
import-own-mapping-hint = A .toml file of your computer, instead of one from the list.
import-fault-mapping-unused = A mapping is of use for “another format” only. Choose that format, or send no mapping.
import-fault-mapping-both = Choose a mapping from the list or your own, not both.
import-fault-own-mapping = Your mapping cannot be used. Correct it, then send it again. Technical cause: { $cause }
import-state-cancelled = Cancelled
import-cancelled = Cancelled by { $name }.
import-cancelled-here = Cancelled from the command line.
import-cancel = Cancel this import
import-cancel-text = What is taken already stays. The same file imported later begins anew and doubles nothing.
import-cancel-submit = Yes, cancel the import
