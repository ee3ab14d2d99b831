# Plugins, for administrators.
extensions-title = Plugins
extensions-lead = The services of this instance. Each plugin can do only what you grant it, and can be paused at any time.
extensions-list = Installed plugins
extensions-none = No plugin is installed. Add one below.
extension-add = Add a plugin, or update it
extension-add-text = The file is checked and tried before it is installed. Nothing is granted to it without you. A plugin of the same name is updated: if the new version asks for more, it waits for your approval and the old one goes on.
extension-file = File of the plugin
extension-file-hint = { $count ->
    [one] A .wasm file of at most one megabyte.
   *[other] A .wasm file of at most { $count } megabytes.
 }
extension-install = Install
extension-no-file = Choose the .wasm file of a plugin.
extension-too-large = This file is too large for a plugin.
extension-no-plugin = This file is not a plugin for Maille. Ask its author for the .wasm file that “maille plugin build” makes.
extension-mount-taken = The address { $mount } is already that of the plugin “{ $by }”. Remove that one first, or ask the author for another address.
extension-other-publisher = The publisher of the version in use ({ $pinned }) did not sign this one, which { $found } signed. Nothing was changed. Ask the publisher; where the change is meant: “maille plugin install FILE --new-publisher” on the machine.
extension-nobody = nobody
extension-signature = The signature of this plugin does not hold: the file was changed since. Get it again from its publisher.
extension-publisher = Publisher
extension-unsigned = Not signed: nothing says who published it
extension-signature-state = Signature
extension-signature-changed = Its bytes were changed since: the plugin is not loaded. Install it again from the publisher’s file.
extension-home-fails = The plugin’s home page fails: it was not installed. Pass the message on to its author.
extension-broken = The plugin was not installed. Pass the message on to its author.
extension-cause = Message for the plugin’s author
extension-version = Version { $version }
extension-runs = Running
extension-paused = Paused
extension-paused-why = Visitors read that it rests. Reason noted: { $why }.
extension-traps = { $count ->
    [one] Running, with one failure in the last minutes
   *[other] Running, with { $count } failures in the last minutes
 }
extension-lacks = { $count ->
    [one] Running, without one right that it asks for
   *[other] Running, without { $count } rights that it asks for
 }
extension-waits = Version { $version } waits for your approval
extension-waits-text = It also asks for what follows. Tick it below to grant it: the new version then takes the place of the old one.
extension-waiting-refuse = Refuse this version
extension-title = Plugin: { $name }
extension-state = State
extension-version-name = Version
extension-id = Identifier
extension-mount = Address
extension-hash = SHA-256 fingerprint
extension-visit = See its pages
extension-grants-title = What it can do
extension-grants = It asks to be able to
extension-grants-hint = Untick what you refuse. The plugin goes on without it.
extension-grants-none = It asks for nothing, and nothing is granted to it.
extension-grants-save = Save the rights
extension-host = Add a host that it may reach
extension-host-hint = A domain name, such as agenda.example.fr
extension-host-fault = Write a domain name, such as agenda.example.fr, without https:// and with nothing behind it.
extension-settings = Settings
extension-settings-save = Save the settings
extension-tasks = Tasks
extension-look-again = See how far the tasks are
extension-task-every = Runs by itself, every { $every }, after a first time.
extension-task-on-demand = Runs on demand.
extension-task-never = Never run.
extension-task-begun = Begun on { $when }.
extension-task-ended = Ended on { $when }.
extension-task-failed = Stopped on { $when } before its end. What was done is kept: run it again once the cause is mended.
extension-task-ordered = Asked for by { $name } on { $when }.
extension-task-run = Run
extension-documents = Documents
extension-documents-none = No document.
extension-documents-more = Only the first hundred are shown. “maille plugin give” takes a whole folder.
extension-document = Give the plugin a file
extension-document-hint = { $count ->
    [one] One megabyte at most. A file of the same name is replaced.
   *[other] { $count } megabytes at most. A file of the same name is replaced.
 }
extension-document-fault = { $count ->
    [one] Choose a file of at most one megabyte, with a short name.
   *[other] Choose a file of at most { $count } megabytes, with a short name.
 }
extension-document-give = Give this file
extension-document-about = { $size }, received on { $when }
extension-document-delete = Take this document out
kilobytes = { $count ->
    [one] 1 kB
   *[other] { $count } kB
 }
extension-decide = Pause, going back and removal
extension-pause = Pause
extension-pause-text = Visitors will read that this service rests. Nothing is lost.
extension-resume = Let it go on
extension-resume-text = The plugin will answer visitors again.
extension-back = Go back to this version
extension-back-data = Go back to the version and the data before
extension-back-data-text = You may also take back what the plugin kept on { $date }, when it was updated: { $kept } entries, { $now } today. Those of today are put aside and come back where you go forward again; records stay, with their history.
extension-back-no-data = The data before is not there any more: it is kept for thirty days.
extension-back-text = Version { $version } was in use before this one. Going back puts its program in place; records and documents stay as they are.
extension-back-nothing = There is no version before this one.
extension-back-fails = The version before cannot be put back. The one of today goes on.
extension-waiting-fails = The new version was granted its rights, but its home page fails. The old one goes on. Ask its author for a mended version.
extension-log = See its log
extension-log-title = Log: { $name }
extension-log-lead = What the plugin said, and its failures. The newest first.
extension-log-none = The plugin has said nothing yet.
extension-log-error = error
extension-log-warning = warning
extension-log-info = information
extension-remove = Remove this plugin
extension-remove-title = Remove: { $name }
extension-remove-text = Its pages will answer no more. The records that it made stay in the directory.
extension-remove-data = What becomes of its documents, its pictures and what it kept?
extension-remove-keep = Keep them, for an installation later
extension-remove-purge = Erase them for ever
extension-remove-export-hint = To keep a copy of it before it is erased: “maille plugin remove --export FILE”, on the machine.
extension-remove-choose = Choose what becomes of its data.
extension-removed = The plugin is removed.
extension-done-installed = The plugin is installed. Look at what it asks for, and grant it what you want.
extension-done-updated = The file is received. Check below which version is in use.
extension-done-granted = The rights are saved.
extension-done-switched = The rights are saved, and the new version is in use.
extension-done-set = The settings are saved.
extension-done-given = The document is received.
extension-done-deleted = The document is taken out.
extension-done-ordered = The task is asked for: it begins in a moment.
extension-done-paused = The plugin is paused.
extension-done-resumed = The plugin answers again.
extension-done-back = The version before is in use again.
extension-done-refused = The version that waited is set aside.
