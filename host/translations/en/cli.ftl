# The command line, for administrators. What stands between backticks is typed as it is.

## Help: what stands around
cli-help-usage = Usage:
cli-help-commands = Commands:
cli-help-arguments = Arguments:
cli-help-options = Options:
cli-help-example = Example: { $example }
cli-help-default = (by default: { $value })
cli-help-environment = (variable { $name })
cli-help-command-value = COMMAND

## Help: the commands
maille = An instance of Maille: a directory of digital mediation, and services on top of it.
maille-demo = Show a fictional département with its services: everything is made, nothing is asked
maille-init = Make an instance in a folder of its own
maille-serve = Answer visitors
maille-doctor = Look for faults, and say how each is mended
maille-config = Look at the configuration
maille-config-check = Say all that is wrong with the configuration, with its line and its mend
maille-config-show = Show each setting with its value and where that comes from; no secret
maille-help = Show this help, or that of a command
maille-record = Write and read records of the directory
maille-record-put = Make or replace a record; an equal content changes nothing
maille-record-get = Show a record, by its kind and key or by its id
maille-record-list = List the records of a kind
maille-map = The map that the instance offers beside its plans
maille-map-give = Gives the instance its map: a PMTiles file, checked before it takes the other's place
maille-map-show = Says which map is offered
maille-map-remove = Removes the map; the plans stay
maille-backup = Saves the whole instance in one file, while it serves
maille-register = Gives the register of processing (GDPR, article 30)
maille-restore = Takes an instance back to a backup, which is checked; what was there is kept beside it
maille-database = Takes the database from one system to the other
maille-database-copy = Copies the instance into an empty database, SQLite or PostgreSQL, and checks the copy
maille-plugin = Write, install and run plugins
maille-plugin-new = Write a new plugin into a folder of its own
maille-plugin-build = Build a plugin from its folder: one .wasm file with its manifest, kinds, translations and assets
maille-plugin-check = Examines a plugin before it is installed: manifest, translations, grants, pages, accessibility, time
maille-plugin-test = Tries a plugin with the cases in its folder `tests`
maille-plugin-dev = Works beside you: an instance of its own, the plugin built anew at each save, and a workbench page
maille-plugin-install = Install or update a plugin
maille-plugin-key = Makes a publisher's key, in a file to be kept secret
maille-plugin-sign = Signs a plugin that was built: at each load instances check that it comes from the same publisher
maille-plugin-list = List what is installed, what it asks for and how it fares
maille-plugin-grant = Grant a plugin what it asks for, one thing at a time
maille-plugin-set = Show or change a plugin’s settings
maille-plugin-give = Hand a plugin a file or a folder
maille-plugin-run = Run one of a plugin’s tasks to its end
maille-plugin-resume = Let a paused plugin go on
maille-plugin-remove = Remove a plugin; its records stay

## Help: the arguments
maille--help = Show this help
maille--version = Show the version
maille--lang = The language of this command: fr or en
maille--data = The folder that holds database, keys, plugins and configuration
maille-map-give--file = The territory's map: PMTiles version 3
maille-map-give--attribution = Whom its data comes from, where the file does not say it
maille-plugin-key--file = The key's file, which must not be there
maille-plugin-sign--component = The plugin: a .wasm file
maille-plugin-sign--key = The key's file
maille-plugin-install--new-publisher = Takes a version that the publisher of the one in use did not sign
maille-demo--data = The demonstration’s own folder
maille-demo--port = The port on this machine
maille-demo--departments = How many fictional departments start and exchange their directories, from 1 to 3; each takes a port
maille-init--name = What citizens call the instance
maille-init--department = The département that runs it
maille-init--origin = The name under which other instances will know it, for ever: annuaire.creuse.fr
maille-init--listen = Where it listens
maille-serve--listen = Address and port to listen on; `server.listen` in maille.toml otherwise
maille-config--config = Another file than maille.toml in the data folder
maille-record--kind = Such as `place`, or `procedures.local-step`
maille-record-get--kind = A kind, or a record’s id
maille-record-get--key = The key, with a kind
maille-record-put--key = The name that it keeps
maille-record-put--content = The content as JSON
maille-record-put--file = A file that holds the content; `-` is standard input
maille-record--state = `draft`, `published` or `withdrawn`
maille-record-list--kind = Such as `place`; all kinds otherwise
maille-record-list--words = Only records that hold these words
maille-backup--file = The file to write, outside the data folder
maille-register--json = As JSON rather than CSV
maille-restore--file = The backup
maille-restore--sha256 = The SHA-256 that `maille backup` announced
maille-restore--database = An empty database that takes the records, instead of the one that the backup names
maille-database-copy--to = The empty database: `postgres://user@host/database`, or the path of a file
maille-plugin--name = The plugin
maille-plugin-new--name = The plugin’s id, which is also its folder: a–z, 0–9 and `-`
maille-plugin-new--into = Where the folder goes
maille-plugin-build--folder = The plugin’s folder
maille-plugin-build--output = Where the component goes; `ID.wasm` in the folder `target` beside the plugin otherwise
maille-plugin-dev--folder = The plugin’s folder
maille-plugin-dev--port = The port where the instance answers, on this machine only
maille-plugin-check--source = A plugin's folder, or a .wasm file
maille-plugin-test--folder = The plugin's folder
maille-plugin-test--update = Writes the expected replies instead of comparing them
maille-plugin-install--source = A bundled plugin’s name, a .wasm file, or a plugin’s folder
maille-plugin-install--grant-all = Grant everything that it asks for
maille-plugin-list--name = One plugin, with all details
maille-plugin-list--log = Show what it logged last
maille-plugin-grant--grants = Such as `read:place`, `write:procedure`, `host:data.example.fr`, `storage`
maille-plugin-grant--all = Everything that it asks for
maille-plugin-grant--revoke = Take back instead
maille-plugin-set--settings = `NAME=VALUE`; an empty value takes the setting back to its default
maille-plugin-give--path = A file, or a folder whose files keep their relative names
maille-plugin-run--task = The task
maille-plugin-remove--purge = Forget its documents and its storage too; its records stay in the directory

## Help: what an argument expects
value-folder = FOLDER
value-path = PATH
value-address = ADDRESS
value-digest = DIGEST
value-port = PORT
value-departments = NUMBER
value-name = NAME
value-department = DEPARTMENT
value-kind = KIND
value-key = KEY
value-json = JSON
value-state = STATE
value-reason = REASON
value-mode = before|after
value-words = WORDS
value-into = FOLDER
value-source = SOURCE
value-grant = GRANT
value-setting = SETTING
value-task = TASK
value-lang = LANGUAGE

## A command that does not read
cli-usage-argument = there is no argument “{ $argument }” here
cli-usage-command = there is no command “{ $command }”
cli-usage-missing = missing: { $arguments }
cli-usage-missing-command = a command is missing
cli-usage-one-of = “{ $value }” does not fit { $argument }: choose one of { $known }
cli-usage-value = “{ $value }” does not fit { $argument }
cli-usage-no-value = { $argument } needs a value
cli-usage-conflict = { $argument } does not go with { $other }
cli-usage-other = this command does not read
cli-usage-meant = Did you mean “{ $name }”?
cli-usage-help = For help: { $command } --help

## When a command fails
cli-error = maille: { $words }
cli-cause = because: { $cause }
cli-failed = the command did not succeed
cli-threads = cannot start threads: free some memory, then try again
cli-cannot-read = cannot read { $path }: look at its name and its rights
cli-cannot-write = cannot write { $path }: look at the folder and its rights
cli-cannot-make = cannot make { $path }: name another folder
cli-fault-closed = the folder { $folder } cannot be looked into: run this as the account that owns it
cli-fault-no-instance = there is no instance in { $folder }: make one with `maille init --data { $folder }`
cli-fault-config = the configuration does not read: correct the line, or delete it (every key has a default)
cli-fault-configs = the configuration does not read: { $faults }
cli-fault-time-zone = `instance.timezone` in maille.toml: “{ $zone }” is not a time zone; write `Europe/Paris`
cli-fault-start = the program cannot start its plugins: free some memory, then try again
cli-fault-folder = the folder { $folder } cannot be written: give its owner the right to, or name another folder
cli-fault-not-a-database = { $path } is not a database of Maille: name another file, or restore a backup
cli-fault-newer = { $path } was written by a newer Maille: run the newer program
cli-fault-altered = { $path } does not fit this program: restore the program that wrote it
cli-fault-migration = the step to a newer database did not succeed and nothing of it was kept: try again, or run the version before
cli-fault-no-database = the server has no database { $path }: make it with `createdb`
cli-fault-unreachable = no PostgreSQL answers at { $path }: start it, or mend host and port in `database.url`
cli-fault-password = { $path } refuses this user or password: mend `database.url` or `database.password_file`, or `pg_hba.conf` on the server
cli-fault-no-right = the user may not make tables in { $path }: make it the owner of the database
cli-fault-too-old = the server of { $path } is PostgreSQL { $found }: version 13 or a newer one is needed
cli-fault-encoding = { $path } keeps its texts as { $encoding }: make a database with `createdb --encoding UTF8 --template template0`
cli-fault-address = the address of the database is not understood: write `postgres://user:password@host/database` in `database.url`
cli-fault-away = the server of the database no longer answers: try again in a moment
cli-fault-nul = a text holds the character NUL, which PostgreSQL does not keep: take it out
cli-fault-not-a-file = a PostgreSQL database is no file that can be copied: save it with `pg_dump`
cli-fault-full = the disk is full: free some space; nothing of this change was kept
cli-fault-busy = the database is busy with another process: try again in a moment
cli-fault-database = the database could not be read or written: run `maille doctor`
cli-fault-no-plugin = no plugin “{ $plugin }” is installed: `maille plugin list` shows those that are
cli-fault-setting = this setting does not fit: `maille plugin set PLUGIN` shows those that there are
cli-fault-imports = the plugin expects what this instance does not have: update Maille, or take another version of the plugin
cli-fault-package = this file is no plugin that can be used: copy it again, or build it with `maille plugin build`
cli-fault-compiler = this machine could not compile the plugin: look at the file that is named below, its permissions and the room on the disk
cli-fault-compile = the plugin does not compile: take another version, or tell its author
cli-fault-document = a document was not taken
cli-fault-document-size = the document passes { $bytes } bytes: it is refused, and the one before it stays
cli-fault-mount = the address “{ $mount }” is taken by the plugin “{ $by }”: remove that one, or change `mount` in plugin.toml
cli-fault-plugin = the plugin contradicts itself and was not installed: tell its author
cli-fault-waiting-home = the home page of the version that waits fails: the version in use goes on, what was granted is kept; install a mended version
cli-fault-home = the plugin’s home page fails: it was not installed, tell its author
cli-fault-tool = cannot run `{ $program }`: a plugin’s folder is built with Rust’s tools; install them, or give a built `.wasm` file
cli-fault-target = the target wasm32-wasip2 is missing: run `rustup target add wasm32-wasip2`
cli-fault-node = cannot run `{ $program }`: this plugin is written in JavaScript; install Node 18 or later, which brings npm, or give a `.wasm` file
cli-fault-no-language = { $folder } holds neither Cargo.toml (Rust) nor package.json (JavaScript): it cannot be built; give a `.wasm` file
cli-fault-no-lock = { $path } is missing: run `npm install` there once and keep that file, so that everybody builds with the same packages
cli-fault-build = the plugin does not build: correct what follows, then try again
cli-fault-task-unknown = there is no such task: `maille plugin list PLUGIN` shows those that there are
cli-fault-task-step = { $steps ->
    [0] the task stopped at its first step: run it again once the cause is mended
    [one] the task stopped after one step, whose work is kept: run it again once the cause is mended
   *[other] the task stopped after { $steps } steps, whose work is kept: run it again once the cause is mended
}
cli-fault-task-endless = the task did not finish within { $steps } steps, whose work is kept: tell the plugin’s author, or raise `plugins.task_steps` in maille.toml
cli-fault-not-found = the directory has no such thing: look at the name
cli-fault-invalid = this content does not fit: correct it, then try again
cli-fault-conflict = somebody else has just changed this record: try again
cli-fault-exhausted = a limit is reached
cli-fault-denied = this is not allowed

## maille init, demo and serve
cli-database-serving = the instance still answers at { $listen }: stop it first, since the copy would lack what it writes
cli-database-words = words of the search
cli-database-changed = the instance changed while it was copied and nothing was kept: stop all that uses it, then try again
cli-database-not-empty = { $path } holds something already: name an empty database
cli-database-differs = the table { $table } is not the same on both sides and nothing was kept: try again
cli-database-copied = Copied and checked: { $rows } rows of { $tables } tables.
cli-database-next = To use the copy, write into maille.toml:
cli-database-no-line = nothing: without `url`, it is this file that is used
cli-database-password = the password, where one is needed: in a file that `password_file` names
cli-init-there = there is an instance in { $folder } already: start it with `maille serve`, or name another folder with --data
cli-init-origin = “{ $origin }” is no name of an instance: write a host name in lowercase, such as annuaire.creuse.fr
cli-init-done = The instance stands in { $folder }.
cli-init-communes = First, give it INSEE's communes: without them, "near" finds nothing.
cli-init-next = Next:
cli-init-folder = cannot make the folder { $folder }: choose one that you may write with --data
cli-demo-neighbours = { $total } fictional departments each keep the others' directories.
cli-demo-arrived = A change in the first one arrived in the others within { $milliseconds } milliseconds.
cli-demo-note = Fermée vendredi matin : inventaire des bobines.
cli-demo-note-back = De nouveau ouverte le vendredi matin.
cli-demo-in-vain = the departments of the demonstration do not reach each other: delete its folder, then try again
cli-demo-ready = A fictional département in { $folder }. End it with Ctrl-C; delete the folder to begin anew.
cli-demo-foreign = { $folder } is there and is no demonstration’s folder: name another one with --data
cli-demo-make = cannot write into { $folder }: name another folder with --data
cli-demo-installing = installing the guide to procedures, the agenda and the commons…
cli-demo-line = { $path }: a line does not read
cli-demo-record = the record { $record } was not taken
cli-listen-in-use = cannot listen on { $listen }: another program listens there; stop it, or choose another port
cli-listen-denied = cannot listen on { $listen }: ports below 1024 are the system’s; choose a higher one, with a proxy before it
cli-listen-address = cannot listen on { $listen }: give an address and a port, such as 127.0.0.1:8095

## maille doctor
cli-doctor-ok = ok
cli-doctor-warning = warning
cli-doctor-fault = fault
cli-doctor-faults = { $faults ->
    [0] no faults
    [one] one fault
   *[other] { $faults } faults
}
cli-doctor-warnings = { $warnings ->
    [0] no warnings
    [one] one warning
   *[other] { $warnings } warnings
}
cli-doctor-hidden = the folder { $folder } cannot be looked into: { $cause }
cli-doctor-hidden-mend = give this account the right to read it, or see whose it is: ls -ld { $folder }
cli-doctor-communes = { $count } communes are known
cli-doctor-consents = { $count ->
    [one] the consent of one professional ends within thirty days: { $names }
   *[other] the consents of { $count } professionals end within thirty days: { $names }
}
cli-doctor-consents-mend = ask each of them whether they renew it, then change `consent.until` of their record (maille record get { $id }, then maille record put); after that day the record is withdrawn
cli-doctor-cases-late = { $count ->
    [one] one case waits for moderators for more than a week
   *[other] { $count } cases wait for moderators for more than a week
}
cli-doctor-cases-late-mend = decide: /administration/moderation, or maille moderation list
cli-doctor-cases-nobody = { $count ->
    [one] one case waits for a decision and nobody is on duty today
   *[other] { $count } cases wait for a decision and nobody is on duty today
}
cli-doctor-cases-nobody-mend = put somebody on the roster at /administration/moderation/astreinte
cli-doctor-no-communes = no commune is known: searches near a commune will find none
cli-doctor-no-communes-mend = import those of INSEE: maille import communes communes.csv
cli-doctor-no-instance = there is no instance in { $folder }
cli-doctor-no-instance-mend = make one with `maille init`, or name its folder with --data
cli-doctor-config = the configuration reads
cli-doctor-config-fault = the configuration does not read: { $error }
cli-doctor-config-fault-mend = correct the line, or delete it: every key has a default
cli-doctor-department = the instance does not say which département runs it
cli-doctor-department-mend = set `department` under [instance] in maille.toml
cli-doctor-contact = visitors do not read whom to ask for help
cli-doctor-contact-mend = set `contact_telephone` or `contact_email` under [instance] in maille.toml
cli-doctor-open = the instance does not open: { $error }
cli-doctor-open-mend = mend what the message names, then look again
cli-doctor-free = { $listen } is free
cli-doctor-taken = { $listen } is taken: by this instance, if it is running
cli-doctor-taken-mend = otherwise change `listen` under [server] in maille.toml
cli-doctor-readable = others on this machine can read { $path }
cli-doctor-readable-mend = chmod 600 { $path }
cli-doctor-tls = the TLS certificate holds for { $days ->
    [one] { $days } more day
   *[other] { $days } more days
 }
cli-doctor-tls-ending = the TLS certificate ends in { $days ->
    [one] { $days } day
   *[other] { $days } days
 }
cli-doctor-tls-ending-mend = renew it: the instance reads the new files by itself
cli-doctor-tls-ended = the TLS certificate has ended: browsers refuse the instance
cli-doctor-tls-ended-mend = renew it: the instance reads the new files by itself
cli-doctor-tls-early = the TLS certificate is not valid before { $begins }: until then browsers refuse the instance
cli-doctor-tls-early-mend = put the old certificate back until then, or set this machine's clock right
cli-doctor-tls-fault = the TLS certificate cannot be served: { $error }
cli-doctor-tls-fault-mend = correct `server.tls_certificate` and `server.tls_key` in maille.toml, or the files that they name
cli-doctor-folder = the folder can be written
cli-doctor-folder-fault = the folder cannot be written: { $error }
cli-doctor-folder-fault-mend = give it to the user that runs maille: chown -R maille { $folder }
cli-doctor-server = the database is on a PostgreSQL server, { $path }
cli-doctor-database = the database is sound
cli-doctor-damaged = the database is damaged: { $words }
cli-doctor-damaged-mend = stop the instance and put a backup in its place
cli-doctor-database-fault = the database cannot be checked: { $error }
cli-doctor-database-fault-mend = look at the disk, then try again
cli-doctor-plugins-fault = the plugins cannot be listed: { $error }
cli-doctor-plugins-fault-mend = install them again
cli-doctor-no-plugin = no plugin is installed: citizens find no service
cli-doctor-no-plugin-mend = maille plugin install procedures --grant-all
cli-doctor-paused = the plugin { $plugin } is paused: { $reason }
cli-doctor-paused-mend = look at `maille plugin list { $plugin } --log`, then `maille plugin resume { $plugin }`
cli-doctor-not-loaded = the plugin { $plugin } does not load
cli-doctor-not-loaded-mend = install it again: maille plugin install { $plugin }
cli-doctor-ready = the plugin { $plugin } { $version } is ready
cli-doctor-grants = the plugin { $plugin } is not granted { $grants }
cli-doctor-grants-mend = maille plugin grant { $plugin } --all, or leave it so

## maille record
cli-record-content = give the content with --content or --file
cli-record-erased = The record { $id } is erased here. Neighbours are asked to erase it as soon as this instance runs; backups still hold it.
cli-record-held = held by { $name }, as this neighbour says: version { $revision }
cli-record-no-erasures = no record was erased
cli-record-erasure-unsaid = neighbours were not asked yet
cli-record-erasure-local = was with no neighbour
cli-record-erasure-confirmed = { $confirmed ->
    [0] none of { $total } neighbours says yet that it erased it
    [1] 1 of { $total } neighbours says that it erased it
   *[other] { $confirmed } of { $total } neighbours say that they erased it
}
cli-record-state = “{ $state }” is no state: write `draft`, `published` or `withdrawn`
cli-record-made = made: { $record } ({ $id }, revision { $revision }, { $state })
cli-record-changed = changed: { $record } ({ $id }, revision { $revision }, { $state })
cli-record-unchanged = unchanged: { $record } ({ $id }, revision { $revision }, { $state })
cli-record-id = id
cli-record-kind = kind
cli-record-key = key
cli-record-maker = maker
cli-record-origin = origin
cli-record-revision = revision
cli-record-status = state
cli-record-shown = { $total ->
    [0] no record
    [one] one record
   *[other] { $shown } of { $total } records
}

## maille plugin
cli-build-target = looking for the target wasm32-wasip2…
cli-build-cargo = building with cargo (a first build takes a minute)…
cli-build-npm-fetch = fetching packages with npm…
cli-build-npm-build = building with npm…
cli-build-manifest = adding the manifest…
cli-dev-no-plugin = there is no plugin in { $folder }: give the folder that holds plugin.toml, or make one with `maille plugin new`
cli-dev-bench = workbench: { $address }
cli-dev-runs = build { $number } done in { $milliseconds } ms: { $address }
cli-dev-broken = build { $number } failed after { $milliseconds } ms{ $place }; the version before stays
cli-dev-ended = the workbench ends, its instance is deleted
cli-plugin-compiling = compiling for this machine…
cli-plugin-source = “{ $source }” is no file, no folder and no bundled plugin: give a .wasm file, a plugin’s folder, or `procedures`
cli-plugin-no-sources = the sources of “{ $name }” are not here: run this in the project’s folder
cli-plugin-installed = installed: { $plugin } { $version } “{ $name }” ({ $mount })
cli-plugin-updated = updated: { $plugin } { $version } “{ $name }” ({ $mount })
cli-plugin-signed = publisher: { $words } ({ $key })
cli-plugin-unsigned = not signed: nothing says who published it
cli-plugin-key-made = Key made: { $path }. Keep it, and a copy elsewhere: without it an update asks every instance to take a new publisher.
cli-plugin-key-there = { $path } is there already: a key is never replaced, choose another name
cli-plugin-key = { $path } is no publisher's key: `maille plugin key` makes one
cli-plugin-sign-done = Signed: { $path }
cli-fault-signature = the plugin in use is no longer what its publisher signed: it is not loaded; install it again from the publisher's file
cli-fault-install-signature = the signature of this plugin does not hold: the file was changed since; get it again from its publisher
cli-fault-publisher = this version is not signed by the publisher of the one in use ({ $pinned }) but by { $found }: ask the publisher; where the change is meant, `maille plugin install … --new-publisher`
cli-fault-publisher-none = this version is not signed, and the one in use is, by { $pinned }: ask for the signed version; where the change is meant, `maille plugin install … --new-publisher`
cli-plugin-no-pages = no pages
cli-plugin-asks-more = { $plugin } { $version } asks for more than the version in use and waits for approval:
cli-plugin-asks = it asks for, and is not granted yet:
cli-plugin-grant-them = grant one by one, or all: maille plugin grant { $plugin } --all
cli-plugin-none = No plugin is installed. Example: maille plugin install procedures --grant-all
cli-plugin-running = running
cli-plugin-paused = paused
cli-plugin-paused-why = paused: { $reason }
cli-plugin-resume-it = let it go on: maille plugin resume { $plugin }
cli-plugin-waiting = version { $version } waits for approval: maille plugin grant { $plugin } --all
cli-plugin-granted = granted
cli-plugin-asked = asked
cli-plugin-task = task
cli-plugin-task-every = (every { $every }, once it was run)
cli-plugin-traps = traps
cli-plugin-traps-lately = { $count } lately
cli-plugin-not-asked = “{ $plugin }” does not ask for `{ $grant }`; it asks for: { $asked }
cli-plugin-not-a-grant = “{ $grant }” is no grant: write `read:KIND`, `write:KIND`, `private:KIND`, `edit-others:KIND`, `host:NAME` or `storage`
cli-plugin-grant-what = say what to grant, or --all; `maille plugin list { $plugin }` shows what it asks for
cli-plugin-grant-done = granted: { $grant }
cli-plugin-grant-back = taken back: { $grant }
cli-plugin-switched = the version that waited is in use now
cli-plugin-setting = “{ $setting }”: write NAME=VALUE
cli-plugin-unfinished = the task did not finish
cli-plugin-resumed = { $plugin } goes on
cli-plugin-removed = removed: { $plugin } (its records, documents and storage stay)
cli-plugin-purged = removed: { $plugin } (its records stay)
cli-plugin-given = { $count ->
    [one] given to { $plugin }: { $count } document
   *[other] given to { $plugin }: { $count } documents
}
cli-give-empty = { $path } holds no file
cli-give-limit = { $path } was not given; the limit is { $limit } MiB (`plugins.save_bytes` in maille.toml)
cli-give-no-file = { $path } is no file
cli-give-many = { $path } holds more than { $limit } files: give a zip instead
cli-new-name = “{ $name }” is not an id: use 2 to 40 of a–z, 0–9 and `-`, a letter first
cli-new-there = { $folder } is there already: choose another name
cli-new-ready = { $folder } is ready. Next:

## maille plugin test
cli-test-none = { $folder } has no case in `tests/*.toml`: write one, sdk/README.md shows an example
cli-test-passed = passed   { $case }
cli-test-written = written  { $case }
cli-test-failed = failed   { $case }
cli-test-summary = { $passed ->
    [0] no case passed
    [one] { $passed } case passed
   *[other] { $passed } cases passed
}, { $failed ->
    [0] none failed
   *[other] { $failed } failed
}
cli-test-new = { $reply } is not there yet: write it with maille plugin test { $folder } --update, and read it
cli-test-reply = the reply is not that of { $reply } any more (`-` expected, `+` came); if you want it so: maille plugin test { $folder } --update
cli-test-status = the status expected is { $expected }, the one that came { $came }
cli-test-count = records “{ $kind }”: { $expected } expected, { $came } found
cli-test-record = the record { $record } is not there
cli-test-content = the record { $record } says something else (`-` expected, `+` found)
cli-test-log = no line of the log holds “{ $words }”; this is the log:
cli-test-line = line { $line }: { $message }

## maille plugin check
cli-check-trying = trying it in an instance that is thrown away…
cli-check-fault = fault
cli-check-warning = warning
cli-check-more = (and elsewhere: { $count })
cli-check-page = { $cpu } ms, { $memory } MiB, { $blocks } blocks, { $bytes } KiB
cli-check-task = task { $task }: { $steps } steps, { $cpu } ms at most, { $memory } MiB
cli-check-outside = there is no network here, so it did not get: { $request }
cli-check-faults = { $count ->
    [0] no fault
    [one] { $count } fault
   *[other] { $count } faults
}
cli-check-warnings = { $count ->
    [0] no warning
    [one] { $count } warning
   *[other] { $count } warnings
}
cli-check-summary = { $pages } pages visited; the slowest { $cpu } ms, the largest { $memory } MiB; the component { $size } KiB
cli-check-manifest = { $message }
cli-check-package = this file is not a whole plugin: { $message }
cli-check-install = the plugin cannot be installed: { $message }
cli-check-demo = the demonstration's data is not taken: { $message }
cli-check-words-missing = `{ $key }` says nothing in “{ $language }”: add `{ $language } = "…"` below `{ $key }`
cli-check-translation-unreadable = not all of this file reads: { $message }
cli-check-translation-no-french = translations/fr.ftl is missing: write the sentences in French first, other languages are compared with them
cli-check-key-missing = the sentence `{ $key }` is missing (translations/fr.ftl, line { $line }): translate it
cli-check-key-too-many = the sentence `{ $key }` is not there in French: take it out, or add it to translations/fr.ftl
cli-check-sentence-long = `{ $key }`: a sentence of { $words } words; in plain French { $limit } at most: cut it in two
cli-check-grant-unused = `{ $grant }` ({ $asked }) is asked for and of no use: none of its functions is called; take it out of [grants]
cli-check-grant-missing = the plugin calls `{ $interface }` without asking for it: add `{ $grant } = …` below [grants]
cli-check-any-host = `hosts = ["*"]`: the administration will name each host; name those that you know
cli-check-export-missing = `exports` names `{ $export }`, which the component does not have: take it off the list, or build the plugin with the macro `plugin!`
cli-check-export-undeclared = `{ $key }` is given, but `exports` does not name `{ $export }`: add it, or nobody calls the plugin
cli-check-contract = `{ $function }` is there since contract { $since }, and you ask for { $contract }: write `contract = "{ $since }"`
cli-check-large = the component has { $size } KiB ({ $parts }): look for a dependency too many
cli-check-page-trapped = the page stops: { $cause }
cli-check-page-refused = the page answers with an error: { $cause }
cli-check-page-slow = { $took } ms of computing, more than half of what a page may take ({ $bound } ms): read less, or prepare it in a task
cli-check-page-warned = the instance warns: { $warning }
cli-check-page-untitled = this page has no title: call `reply.title(…)`
cli-check-link-nowhere = the link to { $href } leads to a page that is not there: mend it, or take it out
cli-check-link-empty = the link to { $href } has no text: say where it leads
cli-check-link-words = the link “{ $words }” ({ $href }) says nothing outside its sentence: say where it leads
cli-check-markdown-heading = the heading “{ $heading }” stands in Markdown: open a section instead (`reply.section`), or the page's outline lacks it
cli-check-section-untitled = a section has no title: give one to `reply.section(…)`, or the page's outline skips a level
cli-check-case-unnamed = a question or one of its cases has no name: name them, people choose by the name
cli-check-image = the image { $document } has no alternative text: say what it shows
cli-check-table-caption = a table has no caption: give it to `reply.table(…)`
cli-check-table-headers = the table “{ $caption }” names neither its columns nor its rows: name them
cli-check-form-button = the button of the form to { $action } says nothing: say what it does
cli-check-field-label = the field `{ $name }` has no label: say what it asks for
cli-check-choice-label = a choice of the field `{ $name }` has no text: say what it is
cli-check-no-choice = the field `{ $name }` offers no choice: add some, or change its kind
cli-check-card-untitled = a card has no title: give it one
cli-check-places-caption = a map of places has no caption: say what it shows
cli-check-language = “{ $text }…” seems to be in “{ $spoken }”, and the page announces “{ $announced }”: say so with `reply.language(…)`, or translate it
cli-check-task-refused = the task stops with an error: { $cause }
cli-check-task-failed = the task does not come to its end: { $cause }

## What a task reports
cli-report-refused = refused
cli-report-repaired = repaired
cli-report-taken = { $count } taken
cli-report-changed = { $count } changed
cli-report-unchanged = { $count } unchanged
cli-report-repaired-count = { $count } repaired
cli-report-refused-count = { $count } refused
cli-report-memory = (the plugin’s memory: { $size } KiB at most)

## What a plugin asks for
grant-read = read the public fields of every published “{ $object }”
grant-write = make records of the kind “{ $object }”, and change those it made
grant-private = read the private fields of “{ $object }” too: beware where it also reaches the network
grant-edit-others = change records of the kind “{ $object }” that others made
grant-times = say when records of the kind “{ $object }” take place, even those that others made
grant-host = send requests to { $object } and read the answers
grant-storage = keep values of its own in the database
grant-contributors = ask visitors without an account for a code, know them again by names of its own, and write to them (without seeing their address)
grant-moderation = hand records to the moderators, and pass on what visitors report
grant-images = take pictures that visitors send, scaled down and without metadata, and show them with what is published

## maille import
maille-import = Imports a file into the directory; the same file again changes nothing
maille-import--format = The file's format: `mediation-numerique`, `data-inclusion`, `local-services`, `france-services`, `openagenda`, `communes`; `mapped` reads any JSON or CSV file that a mapping file describes
maille-import--path = The file, or its address (https)
maille-import--mapping = The mapping file, or the name of a mapping that is shipped
maille-import--source = The source's short name, where the file does not say it
maille-import--department = Takes only this département, such as 49
maille-import--complete = The file is all that this source says: withdraws the records that it no longer holds
maille-import--allow-many = With --complete, withdraws more than a third of the records too
maille-imports = Lists the imports, or shows the report of one
maille-imports--number = The import's number
maille-imports--csv = Writes the report to a CSV file
maille-imports--cancel = Cancels the import unless it is finished: what is taken stays
value-format = FORMAT
value-mapping = MAPPING
value-code = CODE
value-person = PERSON
value-reference = REFERENCE
value-id = ID
value-number = NUMBER
cli-import-mapping-missing = the format `mapped` wants --mapping: the name of a shipped mapping, or a file
cli-import-mapping-unused = --mapping only serves the format `mapped`
cli-import-mapping-unknown = “{ $name }” is neither a file nor a shipped mapping ({ $known })
cli-import-resumed = this import was interrupted: it goes on after row { $rows }
cli-import-fetched-before = the file was downloaded less than a day ago for an import that did not end: that one is read
cli-import-busy = import { $number } ({ $input }, asked for by { $by }) is reading the source { $source }: wait for its end, or thirty seconds after it stopped, then run the same command again
cli-import-command-line = the command line
cli-import-overtaken = another process goes on with import { $number }, which this one had left for more than thirty seconds: follow it with `maille imports { $number }`
cli-import-open = the file { $path } cannot be read: check its name and your rights
cli-import-stopped = the import stops. { $what } What came before is kept: mend it, then run the same command again
cli-import-more = the report row by row: maille imports { $number }
cli-import-empty = the file holds no record: check that it is the right one
cli-import-territory = communes and groups: { $new } new, { $changed } changed, { $unchanged } unchanged
cli-import-fetch = the file at { $address } could not be downloaded: check the address, or download it yourself and give its path
cli-import-hidden = { $count ->
    [one] and one more row
   *[other] and { $count } more rows
}
cli-import-taken = { $count ->
    [0] none new
    [one] 1 new
   *[other] { $count } new
}
cli-import-changed = { $count } changed
cli-import-unchanged = { $count } unchanged
cli-import-refused = { $count } refused
cli-import-skipped = { $count } skipped
cli-import-withdrawn = { $count } withdrawn
cli-import-repaired = { $count } of them repaired
cli-import-line = row { $row }, { $outcome }: { $subject } { $remarks }
cli-import-line-taken = taken
cli-import-line-changed = changed
cli-import-line-unchanged = unchanged
cli-import-line-refused = refused
cli-import-line-skipped = skipped
cli-import-line-withdrawn = not in the file, withdrawn: { $subject } { $remarks }
cli-import-too-many-gone = { $count } records of { $all } are no longer in this file, more than a third: none was withdrawn. Check that the file is whole; if it is, run again with --complete --allow-many
cli-import-complete-communes = --complete is of no use with communes: they come from INSEE and are not withdrawn
cli-imports-none = no import so far: maille import --help
cli-imports-open = not finished
cli-imports-failed = stopped before its end
cli-imports-stopped = cancelled
cli-imports-cancelled = import { $number } is cancelled: what is taken stays
cli-imports-over = import { $number } was finished already
cli-import-cancelled = somebody cancelled this import: what is taken stays, and the same file begins anew
cli-imports-ended = finished
cli-imports-unknown = there is no import { $number }: `maille imports` lists them
cli-imports-write = the file { $path } cannot be written

## maille export
maille-export = Writes what is published in a format of exchange
maille-export--format = The file's format: `mediation-numerique`, `data-inclusion`, `geojson`, `json-ld`, `csv`
maille-export--path = The file to write; `-` for standard output
cli-export-written = { $count ->
    [one] 1 record written
   *[other] { $count } records written
}, { $refused } left out
cli-export-others = { $count ->
    [one] 1 place says no digital help: this format does not take it
   *[other] { $count } places say no digital help: this format does not take them
} (services, support, labels or type)

## maille record history, undo
maille-record-history = Shows what a record was, and where each of its fields comes from
maille-record-undo = Puts a record back as it was before its last change, or at a revision
maille-record-erase = Erases a record and all that it ever was, here and with neighbours that copied it
maille-record-erase--key = The record’s key
maille-record-erase--yes = Confirms: nothing brings it back
maille-record-erasures = Lists erased records, and how many neighbours confirmed
maille-record-undo--revision = The revision’s number, which `maille record history` shows
maille-record-history--key = The key, with a kind
maille-record-undo--key = The key, with a kind
cli-record-now = revision { $revision } ({ $state }), since { $at }
cli-record-consent-ended = the end of the consent
cli-record-before = revision { $revision } ({ $state }), replaced on { $at } by { $by }
cli-record-corrected = { $field } = { $value }: corrected here by { $by } on { $at }, the source says { $says }
cli-record-from = { $field } = { $value }: { $source }, since { $at }
cli-record-no-revision = the record { $id } has no such revision: `maille record history` shows those that it has
cli-record-undone = put back as at revision { $revision } (this is revision { $now })

## maille suggestions
maille-suggestions = Read what visitors report about a record, and decide
maille-suggestions-list = List what waits for a decision, the oldest first
maille-suggestions-list--state = `new` (waiting), `accepted`, `refused` or `all`; otherwise those that wait
maille-suggestions-list--after = The number to go on after, which the list before gives
maille-suggestions-show = Show a report, whole
maille-suggestions-accept = Accept a report; the record is corrected with `maille record put`
maille-suggestions-refuse = Refuse a report
maille-suggestions--reference = The number that the visitor was given, such as `K7QF-3MZD`
maille-suggestions--note = What to know about this decision
cli-suggestions-state = “{ $state }” is not a state: write `new`, `accepted`, `refused` or `all`
cli-suggestions-shown = { $count ->
    [0] no report
    [one] one report
   *[other] { $count } reports
}
cli-suggestions-more = what follows: maille suggestions list --after { $after }
cli-suggestions-none = there is no report { $code }: `maille suggestions list` shows those that there are
cli-suggestions-late = { $code } was decided already: `maille suggestions show { $code }` shows how
cli-suggestions-gone = deleted since
cli-suggestions-reference = number
cli-suggestions-at = received
cli-suggestions-status = state
cli-suggestions-record = record
cli-suggestions-seen = revision seen
cli-suggestions-now = revision now
cli-suggestions-subject = subject
cli-suggestions-text = message
cli-suggestions-contact = contact
cli-suggestions-decided = decided
cli-suggestions-by = by
cli-suggestions-note = note
cli-suggestions-accepted = { $code } is accepted: correct the record with `maille record put`
cli-suggestions-refused = { $code } is refused
## maille duplicates
maille-duplicates = Finds records that stand twice, and keeps what you decide
maille-duplicates-list = Lists pairs that are alike, the most likely first
maille-duplicates-show = Says why two records are alike
maille-duplicates-merge = Merges: the first record stays, the second goes into it
maille-duplicates-different = Notes that two records are two things: the pair does not come back
maille-duplicates-undecided = Takes "different" back: the pair may come again
maille-duplicates-merges = Lists what was merged
maille-duplicates-undo = Undoes a merge: both records are back
maille-duplicates-list--limit = How many pairs
maille-duplicates--first = The id of a record
maille-duplicates--second = The id of the other
maille-duplicates-merge--first = The id of the record that stays
maille-duplicates-merge--second = The id of the record that goes into it
maille-duplicates-undo--gone = The id of the record that was gone
cli-duplicates-score = alike { $score } of 100
cli-duplicates-total = { $total ->
    [0] no pair waits for a decision
    [one] one pair waits for a decision: `maille duplicates show`, then `merge` or `different`
   *[other] { $total } pairs wait for a decision: `maille duplicates show`, then `merge` or `different`
}
cli-duplicates-merged = merged: { $gone } went into { $kept } (`maille duplicates undo { $gone }` brings it back)
cli-duplicates-different = noted as different: { $first } and { $second }
cli-duplicates-undecided = the pair may come again
cli-duplicates-undone = the record { $gone } is back
cli-duplicates-no-merges = nothing was merged
cli-duplicates-merge = { $at }, { $by }: { $gone } ({ $name }) into { $kept }
## maille peer
maille-peer = Manages neighbours: the instances whose directory is kept beside ours
maille-peer-add = Asks an instance to exchange directories, once its six words were compared
maille-peer-approve = Accepts an instance's request, or goes on after a pause
maille-peer-list = Lists the neighbours and says how the exchange goes
maille-peer-show = Shows a neighbour; without a name, this instance and its six words
maille-peer-ask = Asks a neighbour now, and says what came of it
maille-peer-suspend = Pauses the exchange: copies stay, nothing new comes
maille-peer-end = Ends the exchange: the copies on both sides are erased
maille-peer-fork = Writes the proof that a neighbour told two histories, or checks such a proof
maille-peer-fork--peer = The neighbour’s name
maille-peer-fork--check = Checks the proof in this file with the keys known here
maille-peer-coordinator = Believes the lists of an instance that coordinates, once its six words were compared
maille-peer-coordinator--address = Where it answers: annuaire.region.fr
maille-peer-roster = Shows the instances of a coordinator’s signed list, and approves them at once
maille-peer-roster--file = The file of the list
maille-peer-new-key = Makes a new key for this instance, and tells neighbours
maille-peer-revoke-key = Replaces a stolen key at once, by means of the recovery key
maille-peer-revoke-key--recovery = The file of the recovery key, out of its drawer
maille-peer-revoke-key--last = The last good entry of the log; without it, the last one that is here
maille-peer-add--address = Where it answers: annuaire.gironde.fr, or https://annuaire.gironde.fr:8443
maille-peer--peer = The neighbour's name, as `maille peer list` shows it
maille-peer--yes = Asks no question: the words were compared
value-check = PROOF
value-file = FILE
value-text = TEXT
value-recovery = KEY
value-last = ENTRY
value-peer = NEIGHBOUR
cli-peer-address = { $address } is no address of an instance: write for example annuaire.gironde.fr
cli-peer-who = { $name } ({ $origin }) answers. Its six words, to be compared by telephone with the person who runs it:
cli-peer-ours = Yours, which that person must read over there:
cli-peer-shares = It shares: { $theirs }. You share: { $ours }.
cli-peer-shares-theirs = It shares: { $theirs }.
cli-peer-asks = { $name } ({ $address }) asks to exchange directories. Its six words, to be compared by telephone:
cli-peer-same = Are the six words the same? (yes/no)
cli-peer-end = The copies of its records will be erased here, and yours over there. Go on? (yes/no)
cli-peer-yes = compare the six words, then try again with --yes
cli-peer-nothing = Nothing was changed.
cli-peer-requested = The request goes to { $name } as soon as this instance runs. The exchange begins when it accepts.
cli-peer-approved = The exchange with { $name } is open: records arrive as soon as this instance runs.
cli-peer-suspended = The exchange with { $name } is paused: `maille peer approve` goes on with it.
cli-peer-ended = The exchange with { $name } is over: its records were erased here, and it is asked to erase yours.
cli-peer-new-key-sure = The old key will not hold any more in thirty days, and the six words change. Go on? (yes/no)
cli-peer-new-key = The new key is made. Restart the instance within thirty days; neighbours follow by themselves. Back the folder `keys` up again.
cli-peer-twin = Another machine publishes in your name: { $who } holds of your log, under your signature, something else than this one said. Switch one of the two off, then start the other anew: it takes back what was said.
cli-peer-forked = { $name } told two histories: the other one was heard by { $who }, up to entry { $entry }. `maille peer fork { $name }` gives the proof.
cli-peer-forked-itself = { $name } told two histories, in its own name (entry { $entry }): two machines that have its key probably publish at the same time. `maille peer fork { $name }` gives the proof.
cli-peer-forked-left = { $name } had told two histories (entry { $entry }, heard by { $who }), then began its log anew: a restored backup explains it.
cli-peer-via = { $minutes ->
    [0] While it does not answer, its records come by way of { $who }; the last time was just now.
    [one] While it does not answer, its records come by way of { $who }; the last time was one minute ago.
   *[other] While it does not answer, its records come by way of { $who }; the last time was { $minutes } minutes ago.
}
cli-peer-mirror-fault = { $times } times it gave out, as the log of { $owner }, what was not: { $why }
cli-peer-refused = { $times ->
    [one] refused in its name: { $code }, once
   *[other] refused in its name: { $code }, { $times } times
 }
cli-peer-refused-others = { $times ->
    [one] refused of strangers: { $code }, once
   *[other] refused of strangers: { $code }, { $times } times
 }
cli-peer-fork-unknown = there is no proof that { $name } told two histories
cli-peer-fork-holds = The proof holds: { $name } signed two histories that contradict each other at entry { $entry }.
cli-peer-fork-none = this file proves nothing with the keys known here: { $why }
cli-peer-told-wrong = { $count ->
    [one] one thing that it said of other instances did not hold: { $why }
   *[other] { $count } things that it said of other instances did not hold; the last one: { $why }
 }
cli-peer-revoke-sure = The old key will be worth nothing as soon as neighbours know, and the six words change. Stop the instance first. Go on? (yes/no)
cli-peer-revoked = The stolen key is revoked: nothing that it signs after entry { $entry } holds any more. The log begins anew (epoch { $epoch }). Restart the instance now; neighbours follow by themselves, within a quarter of an hour. Put the recovery key back into its drawer, and back the folder `keys` up again.
cli-peer-coordinator-sure = Are the six words the same? Its lists will stand for your own comparisons. (yes/no)
cli-peer-coordinator = The lists of { $name } are believed from now on: `maille peer roster FILE` reads them.
cli-peer-roster-new = would be approved
cli-peer-roster-other-key = known here with another key: left out, telephone them
cli-peer-roster-none = Nothing new on this list.
cli-peer-roster-sure = Approve all that are new? (yes/no)
cli-peer-roster = { $count ->
    [one] One instance is approved: the exchange begins when it approves you too.
   *[other] { $count } instances are approved: the exchange begins when they approve you too.
 }
cli-peer-roster-not = this list is not used: { $why }
cli-peer-none = no neighbour yet: `maille peer add ADDRESS` asks one
cli-peer-unknown = no neighbour is called { $name }: `maille peer list` shows them
cli-peer-not-met = { $who }: { $why }
cli-peer-off = this instance exchanges nothing with others: { $why }
cli-peer-relation-none = unknown
cli-peer-relation-requested-by-us = asked, no answer yet
cli-peer-relation-requested-by-them = waits for your approval: `maille peer approve`
cli-peer-relation-approved = exchange open
cli-peer-relation-suspended-by-us = paused by you
cli-peer-relation-suspended-by-them = paused by this neighbour
cli-peer-relation-suspended-by-both = paused by both
cli-peer-relation-ended = ended
cli-peer-agreed = { $minutes ->
    [0] the same on both sides, compared just now
    [one] the same on both sides, compared a minute ago
   *[other] the same on both sides, compared { $minutes } minutes ago
}
cli-peer-never = nothing was compared yet
cli-peer-held = { $records ->
    [0] none of its records is here
    [one] one of its records is here
   *[other] { $records } of its records are here
}
cli-peer-lag = { $entries ->
    [0] nothing of its log is missing
    [one] one entry of its log is missing here, out of { $last }
   *[other] { $entries } entries of its log are missing here, out of { $last }
}
cli-peer-lag-short = { $entries ->
    [one] one entry is missing
   *[other] { $entries } entries are missing
}
cli-peer-read-there = it has read our log up to entry { $entry }, as it says
cli-peer-tried = { $minutes ->
    [0] last attempt: just now
    [one] last attempt: a minute ago
   *[other] last attempt: { $minutes } minutes ago
}
cli-peer-asked-later = { $name } will be asked as soon as this instance runs: `maille peer show { $name }` will tell
cli-peer-not-asked = nothing is exchanged with { $name }: { $relation }
cli-peer-twice = two machines publish in the name of { $name }: a log that began anew (epoch { $epoch }) was heard by { $who }, and the known address still answers in epoch { $here }. Telephone them: only one of the two may stay on.
cli-peer-to-say = a message waits for this instance to run
cli-peer-fault = does not answer as it should: { $why }
cli-peer-stopped = stopped, nothing more is taken from this neighbour: { $why }
cli-peer-to-do = To do: { $mend }
cli-peer-clock-ahead = its clock is { $seconds } seconds ahead of ours
cli-peer-clock-behind = its clock is { $seconds } seconds behind ours
## maille code
maille-code = Make codes for visitors without an account who contribute
maille-code-print = Make codes and show them, once
maille-code-print--count = How many codes, 50 at most
maille-code-print--purpose = What for, for whom; write nobody’s name
maille-code-list = List printed codes, the newest first: id, made, used, taken back, by whom, what for
maille-code-revoke = Take a printed code back: it opens nothing any more
maille-code-revoke--id = The id that `maille code list` shows
maille-code-erase = Erase the address of somebody who contributes, with its codes
maille-code-erase--address = The e-mail address
cli-code-count = write a number from 1 to { $count }
cli-code-once = these codes are shown once: give one to each person
cli-code-none = there is no code { $id } to take back: `maille code list` shows those that are there
cli-code-revoked = the code { $id } opens nothing any more
cli-code-no-address = nobody contributes at the address { $address }: check it
cli-code-erased = the address and its codes are erased; what was published is withdrawn apart

## maille account
maille-account = Looks after accounts from the machine, when nobody can sign in
maille-account-list = Lists the accounts
maille-account-add = Makes an account, and shows the link to choose its password
maille-account-link = Shows a new link to choose a password
maille-account-disable = Closes an account: it opens nothing any more
maille-account-add--name = The person's name
maille-account--login = The sign-in name, such as an e-mail address
maille-account-add--role = Its role: visitor, partner, mediator, auditor or administrator
maille-account--mail = Sends the link as a message too, to the address that is the sign-in name
maille-mail = Checks that messages leave
maille-mail-test = Sends a test message now, and says what the server answers
maille-mail-test--address = The address that gets it
maille-audit = Shows the journal of acts, and checks that its chain holds
maille-audit--last = How many acts to show, the last ones
value-login = SIGN-IN-NAME
value-role = ROLE
cli-account-none = no account yet: maille doctor shows the link of the first
cli-account-open = open
cli-account-invited = invited
cli-account-disabled = closed
cli-account-added = The account of { $name } is made. This link is for them; it serves once, within three days:
cli-account-link = With this link { $name } chooses a password; it serves once, within three days:
cli-account-closed = The account of { $name } is closed.
cli-account-first = To make the first account that administers, open this link; it serves once, within three days:
cli-account-unknown = there is no such account, or it is closed: `maille account list` shows them
cli-account-taken = an account already has the sign-in name { $login }: choose another one
cli-account-name = this name does not fit: 100 characters at most
cli-account-login = this sign-in name does not fit: no space, such as an e-mail address
cli-account-last = this is the last account that administers: first give this role to another one
cli-account-no-address = the sign-in name { $login } is no e-mail address: give them the link yourself
cli-account-mailed = The link also goes to { $login } as a message, as soon as the instance runs.
cli-mail-none = this instance sends no messages: write `url` and `from` below `[mail]` in maille.toml
cli-mail-address = “{ $address }” is no e-mail address: such as camille@example.org
cli-mail-taken = { $server } took the message for { $address }. If it does not arrive: look among junk mail, then into that server's log.
cli-mail-silent = { $server } does not answer in time: check the name, the port, and that the firewall lets it out
cli-mail-unreachable = { $server } cannot be reached: check `mail.url`, and that the firewall lets it out
cli-mail-encryption = no encrypted connection with { $server }: `smtps://` on port 465, `smtp://` with STARTTLS on port 587, and a certificate that holds for that name
cli-mail-not-offered = { $server } does not offer what is wanted, encryption (STARTTLS) or a password: try `smtps://`, or no user
cli-mail-password = { $server } refuses the user or the password (it answered { $code }): check `mail.url` and `mail.password_file`
cli-mail-later = { $server } does not take the message now (it answered { $code }): try again in an hour
cli-mail-refused = { $server } refuses the message (it answered { $code }): check that `mail.from` is an address that it lets write
cli-audit-whole = { $count ->
    [one] one act, the chain holds
   *[other] { $count } acts, the chain holds
}
cli-audit-broken = the chain is broken at act { $number }: somebody changed the journal in the database. Compare with a backup
cli-doctor-federation = { $name } exchanges its directory with { $count ->
    [0] nobody yet
    [one] one neighbour
   *[other] { $count } neighbours
}
cli-doctor-federation-disabled = the exchange with other instances is switched off (`enabled` under [federation] in maille.toml)
cli-doctor-federation-name = this instance exchanges nothing with others: to do so, put its host name into `origin` under [instance] in maille.toml
cli-doctor-federation-address = this instance exchanges nothing with others: to do so, put its address into `public_url` under [server] in maille.toml
cli-doctor-federation-keys = the keys in { $path } are not those that signed the records: neighbours refuse everything
cli-doctor-federation-keys-mend = put back the folder `keys` that belongs to this database, from a backup, then restart the server
cli-doctor-federation-off = this instance exchanges nothing with others: { $why }
cli-doctor-federation-off-mend = mend what this message says, then restart the server
cli-doctor-recovery = the recovery key is still in { $path }
cli-doctor-recovery-mend = copy that file to a USB stick, lock it away, then delete it from this machine
cli-doctor-peer-requests = { $count ->
    [one] one instance asks to exchange directories
   *[other] { $count } instances ask to exchange directories
}
cli-doctor-peer-requests-mend = `maille peer list` shows them; compare the six words by telephone, then `maille peer approve`
cli-doctor-peer-stopped = nothing more is taken from { $name }: { $why }
cli-doctor-peer-stopped-mend = call the person who runs { $name }; `maille peer approve { $name }` goes on, `maille peer end { $name }` ends it
cli-doctor-peer-silent = { $name } has not answered for a day: { $why }
cli-doctor-peer-silent-mend = call the person who runs { $name }; copies stay, and the exchange goes on by itself
cli-doctor-peer-clock = the clock of { $name } differs from ours by { $seconds } seconds
cli-doctor-peer-clock-mend = set the clock of whichever machine is wrong, for example with chrony
cli-doctor-plain = visitors do not come over HTTPS: passwords pass in the clear
cli-doctor-plain-mend = put a proxy in front, and its address in `public_url` under [server] in maille.toml
cli-doctor-administrator = somebody administers this instance
cli-doctor-no-administrator = nobody administers this instance yet
cli-doctor-no-administrator-mend = open the link that `maille doctor` shows
cli-doctor-link = the link of the first account could not be made: { $error }
cli-doctor-link-mend = look at the disk, then try again

## maille fediverse
maille-fediverse = Says who follows this instance on the fediverse, and whether its news arrives
maille-fediverse-status = Shows the followers by server, what waits to be sent and what came in
maille-fediverse-drop = Removes the followers of a server; they may follow again
maille-fediverse-drop--host = The server's name, as `maille fediverse status` shows it
value-host = SERVER
cli-fediverse-handle = { $handle }: { $count ->
    [0] no record
    [one] 1 record
   *[other] { $count } records
} to be read on the fediverse
cli-fediverse-followers = { $count ->
    [0] no follower
    [one] 1 follower
   *[other] { $count } followers
}
cli-fediverse-columns = each line: server, followers, letters that wait, state
cli-fediverse-arrives = letters arrive
cli-fediverse-unreachable = cannot be reached; tried again on { $due }
cli-fediverse-silent = does not answer in time; tried again on { $due }
cli-fediverse-refuses = does not take letters ({ $fault }); tried again on { $due }
cli-fediverse-dead = { $count ->
    [one] 1 letter that was refused for two days was given up
   *[other] { $count } letters that were refused for two days were given up
} in the last thirty days
cli-fediverse-count-actors-asked = questions to servers, to find out who writes
cli-fediverse-count-dropped = messages that came in and were dropped
cli-fediverse-count-followed = follows
cli-fediverse-count-letters-sent = letters that were tried
cli-fediverse-count-refused = messages that were refused
cli-fediverse-count-reported = reports, to be read in `maille suggestions list`
cli-fediverse-count-unfollowed = unfollows
cli-fediverse-nobody = nobody follows from { $host }: `maille fediverse status` shows the servers
cli-fediverse-dropped = { $count ->
    [one] 1 follower of { $host } is removed
   *[other] { $count } followers of { $host } are removed
}
cli-fediverse-disabled = the fediverse does not read this instance: write `enabled = true` below `[fediverse]` in maille.toml
cli-fediverse-name = give `instance.origin` in maille.toml the instance's host name, such as `annuaire.creuse.fr`
cli-fediverse-address = give `server.public_url` in maille.toml `https://` and then `instance.origin`: on the fediverse a name is an address
cli-fediverse-kind = `fediverse.kinds` names “{ $kind }” in maille.toml: there are `event`, `organisation` and `place`
cli-fediverse-other = the fediverse does not read this instance: { $why }
cli-doctor-fediverse = fediverse: { $count ->
    [0] no follower
    [one] 1 follower
   *[other] { $count } followers
}
cli-doctor-fediverse-failing = { $count ->
    [one] 1 server of the fediverse does not take letters
   *[other] { $count } servers of the fediverse do not take letters
}
cli-doctor-fediverse-failing-mend = run `maille fediverse status`: they are tried again by themselves
cli-doctor-fediverse-name = the fediverse does not read this instance: it has no name
cli-doctor-fediverse-name-mend = give `origin` below [instance] in maille.toml its host name, such as `annuaire.creuse.fr`
cli-doctor-fediverse-address = the fediverse does not read this instance: it answers at another address than its name
cli-doctor-fediverse-address-mend = give `public_url` below [server] in maille.toml `https://` and then `origin`
cli-doctor-fediverse-kind = the fediverse does not read this instance: “{ $kind }” is no kind that it knows
cli-doctor-fediverse-kind-mend = name `event`, `organisation` or `place` in `kinds` below [fediverse] in maille.toml
cli-doctor-fediverse-off = the fediverse does not read this instance: { $why }
cli-doctor-fediverse-off-mend = mend what this message says, then restart the server

## maille moderation
maille-moderation = Read what citizens write or report, and decide
maille-moderation-list = List what waits for a decision, the oldest first
maille-moderation-list--decided = List what was decided, the newest first
maille-moderation-list--after = The number to go on after, which the list before gives
maille-moderation-show = Show a case, whole
maille-moderation-accept = Accept what was handed over, and publish it; keep what is only reported
maille-moderation-refuse = Refuse or withdraw a record; reason and words are kept for its author
maille-moderation-refuse--reason = A reason: `subject`, `incomplete`, `double`, `false`, `spam`, `offensive`, `private`, `illegal` or `other`
maille-moderation-refuse--words = What is wrong, for the record’s author
maille-moderation-mode = Choose for a kind whether people look before or after publication
maille-moderation-mode--kind = The kind, such as `commons.offer`
maille-moderation-mode--mode = `before`: nothing appears without consent; `after`: the record appears at once
maille-moderation--reference = The case’s number, such as `K7QF-3MZD`
cli-moderation-reason = “{ $reason }” is not a reason: write one of { $known }
cli-moderation-mode = “{ $mode }” is neither `before` nor `after`
cli-moderation-kind = there is no kind “{ $kind }”: `maille plugin list` shows the plugins
cli-moderation-before = { $kind }: nothing appears without consent
cli-moderation-after = { $kind }: records appear at once, and wait to be looked at
cli-moderation-shown = { $count ->
    [0] no case
    [one] one case
   *[other] { $count } cases
}
cli-moderation-more = what follows: add --after { $after }
cli-moderation-none = there is no case { $code }: `maille moderation list` shows those that there are
cli-moderation-late = { $code } was decided already: `maille moderation show { $code }` shows how
cli-moderation-gone = deleted since
cli-moderation-reference = number
cli-moderation-at = received
cli-moderation-state = case
cli-moderation-record = record
cli-moderation-record-state = state
cli-moderation-plugin = plugin
cli-moderation-contributor = written by
cli-moderation-report = report
cli-moderation-decided = decided
cli-moderation-by = by
cli-moderation-why = reason
cli-moderation-words = words
cli-moderation-content = content
cli-moderation-accepted = { $code }: the record is published
cli-moderation-refused = { $code }: the record is withdrawn

# Backups
cli-backup-done = Backed up and whole: { $path }, { $size }, { $files ->
    [one] one file
   *[other] { $files } files
}. It holds the keys and personal data: keep it as you keep the instance itself.
cli-backup-next = To go back to this state, with the instance stopped:
cli-backup-exists = { $path } is there already: name another file, since a backup never replaces another
cli-backup-inside = { $path } stands in the data folder, of which each backup would hold those before it: name another folder
cli-backup-busy = another program writes { $path }: wait until it has done
cli-backup-file = { $path } cannot be read or written: make sure that the folder is there and belongs to who runs this command
cli-backup-foreign = this file is no backup of Maille: name the one that `maille backup` wrote
cli-backup-damaged = this backup is damaged and nothing was changed: take another one
cli-backup-digest = this is not the file that you expect (its SHA-256 is { $found }): take the one that `maille backup` announced
cli-backup-newer = this backup comes from a newer version, Maille { $program }: install it, then try again
cli-backup-other = this is the backup of { $found }, and the folder is that of { $here }: name another folder with `--data`
cli-backup-not-empty = { $path } holds something else than an instance: name an empty or missing folder with `--data`
cli-backup-space = { $needed } are needed on the disk and { $free } are free: make room, or name another folder with `--data`
cli-restore-serving = the instance still answers at { $listen }: stop it first
cli-restore-done = { $name } is back as it was on { $made }, checked, in { $folder }.
cli-restore-before = What stood there is kept: { $path }. Remove it when you need it no more.
cli-restore-erased = { $count ->
    [0] Nothing had been erased since the backup.
    [one] A record that was erased since the backup was erased again.
   *[other] { $count } records that were erased since the backup were erased again.
}
cli-restore-erasures-unknown = What was erased since the backup could not be read: erase it again with `maille record erase`.
cli-restore-erasures-elsewhere = What was erased since the backup is to be erased again with `maille record erase`.
cli-restore-sessions = { $count ->
    [one] The session or link that was open then is closed
   *[other] The { $count } sessions and links that were open then are closed
}: everybody signs in again. Look at accounts that were closed since.
cli-restore-next = Next:
cli-fault-not-copied = the database could not be copied before it is brought up to this program and nothing was changed: make room on the disk, or give the folder to who runs this command ({ $path })
cli-doctor-acts = { $count ->
    [one] the journal of acts holds: one line
   *[other] the journal of acts holds: { $count } lines
 }
cli-doctor-acts-broken = line { $number } of the journal of acts is not the one that was written
cli-doctor-acts-broken-mend = somebody may have touched the database: keep a copy and compare it with your backups
cli-doctor-backup = latest backup: { $path }, { $hours } h ago
cli-doctor-no-backup = no backup was made yet
cli-doctor-no-backup-mend = `maille serve` makes one a day; `maille backup FILE` does at once
cli-doctor-backup-off = the instance makes no backup by itself (`every_h = 0` in [backup])
cli-doctor-backup-off-mend = make sure that somebody runs `maille backup`, or take that line out
cli-doctor-backup-old = the latest backup is { $hours } h old: { $path }
cli-doctor-backup-old-mend = read the log of `maille serve`, make room on the disk, and run `maille backup`
cli-doctor-backup-fault = the folder of backups cannot be read: { $error }
cli-doctor-backup-fault-mend = give that folder to the instance's user, or name another one in [backup]

## `maille config`
cli-config-good = { $path }: all of it reads
cli-config-faults =
    { $count ->
        [one] One fault.
       *[other] { $count } faults.
    }
cli-config-faulty =
    { $count ->
        [one] One fault, which `maille config check` explains; the default stands in its place.
       *[other] { $count } faults, which `maille config check` explains; defaults stand in their place.
    }
cli-config-none = (nothing)
cli-config-default = default
cli-config-line = { $path }, line { $line }
cli-config-variable = variable { $name }
cli-config-fault = { $place }: { $wrong }
cli-config-unread = { $path } cannot be read ({ $why })
cli-config-unread-mend = look at the name of the file, and that the instance's account can read it
cli-config-syntax = this is no TOML ({ $why })
cli-config-syntax-mend = a line is `key = "text"`, `key = 30` or `key = true`; a section is `[section]`
cli-config-duplicate = `{ $key }` stands there twice
cli-config-duplicate-mend = keep one of the two lines
cli-config-unknown = there is no key `{ $key }`
cli-config-near = did you mean `{ $near }`?
cli-config-known = here are: { $known }
cli-config-known-none = delete it; `maille config show` shows all keys
cli-config-type = `{ $key }` takes { $wanted }
cli-config-type-mend = write for example `{ $example }`
cli-config-type-mend-bare = correct the value, or delete the line
cli-config-wanted-text = a text between quotes
cli-config-wanted-number = a whole number, neither negative nor too large
cli-config-wanted-yes-or-no = `true` or `false`
cli-config-wanted-list = a list between brackets
cli-config-wanted-section = a section with its keys
cli-config-wanted-other = another value
cli-config-missing = in `{ $key }`, `{ $other }` is missing
cli-config-missing-mend = add a line `{ $other } = …`
cli-config-value = `{ $key }` does not do ({ $why })
cli-config-value-timezone = write a time zone, such as `Europe/Paris`
cli-config-value-origin = write a host name alone, such as `annuaire.creuse.fr`
cli-config-value-listen = write an address and a port, such as `127.0.0.1:8095`
cli-config-value-public-url = write the address that people type, and nothing behind it: `https://maille.example.fr`
cli-config-value-database = write `postgres://user@host/database`, or delete the line
cli-config-value-mail = write `smtps://user@smtp.example.fr`, and the password in the file that `password_file` names
cli-config-value-from = write `Maille <ne-pas-repondre@example.fr>`
cli-config-value-oidc = write `issuer = "https://…"` and `client_id = "…"` below `[oidc]`, and `public_url` below `[server]`
cli-config-value-oidc-secret = name the file that holds the secret alone: `client_secret_file = "oidc.secret"`
cli-config-value-proxies = write the addresses of your proxies: `["127.0.0.1", "10.0.0.0/8"]`
cli-config-value-tls = name both files: `tls_certificate = "/etc/…/fullchain.pem"` and `tls_key = "/etc/…/privkey.pem"`
cli-config-value-metrics-listen = write `127.0.0.1:9095`, or name a token in `token_file`
cli-config-value-metrics-token = write a long token to this file: `openssl rand -hex 32`
cli-config-value-other = correct the value, or delete the line: every key has a default
cli-config-open = `{ $key }` is a secret, and everybody on this machine can read { $path }
cli-config-open-mend = chmod 600 { $path }, then change the secret if it may have been read
cli-config-prefix = nobody reads this variable
cli-doctor-retention = What was kept long enough was erased lately
cli-doctor-retention-late = Data that was kept long enough is no longer erased: { $names }
cli-doctor-retention-late-mend = Let `maille serve` run; where it runs already, read its log
maille-person = Finds, exports and erases what the instance keeps of a person
maille-person-export = Gives what is kept of a person, as JSON
maille-person-export--person = An e-mail address, a name or a login
maille-person-erase = Shows what would be erased, and erases it with `--confirm`
maille-person-erase--person = An e-mail address, a name or a login
maille-person-erase--confirm = Erases for good
maille-person-erase--only = Erases this item alone; may be repeated
cli-person-wanted = Write a whole e-mail address or a name of at least 4 letters
cli-person-last = This is the last account that administers: make another one first with `maille account add`
cli-person-confirm = { $count } items marked with × would be erased. Add `--confirm` to erase them, `--only` to choose.
cli-person-more = Beware: more than { $count } items name this person, only the first are here. Give a whole address, or erase these and look again.
cli-person-erased = Erased: { $count } items. The list of erasures beside the backups erases them again after a restore.
cli-restore-persons = Erased again from the list of erasures: { $count } items
maille-plugin-remove--keep = Keeps its documents, pictures and values for a later installation
maille-plugin-remove--export = Writes its records, documents, pictures and values to this file (tar.gz), then erases the latter three
cli-plugin-remove-choose = Say what becomes of the data of { $plugin }: `--keep` keeps it, `--export FILE` writes it and then erases it, `--purge` erases it. Its records stay in the directory.
cli-plugin-given-away = { $path }: { $records } records, { $values } values, { $documents } documents, { $images } pictures

# The map
cli-map-given = Map given: { $name }
cli-map-what = { $size }, { $tiles }, zoom { $from } to { $to }, { $bounds }
cli-map-vector = vector tiles
cli-map-raster = tiles of pictures
cli-map-next = It is offered beside the directory's plans, without a restart, and goes with every backup. Each machine that answers needs its own.
cli-map-none = No map: the directory offers its plans. To give one: maille map give FILE.pmtiles
cli-map-removed = Map removed: the directory offers its plans.
cli-map-outside = { $outside ->
    [one] Mind: { $outside } known commune of { $communes } stands outside this map.
   *[other] Mind: { $outside } known communes of { $communes } stand outside this map.
 }
cli-map-file = { $path } cannot be read or written: check its name and its permissions
cli-map-foreign = { $path } is no PMTiles file: give a .pmtiles file, version 3
cli-map-mbtiles = { $path } is MBTiles: convert it first (pmtiles convert map.mbtiles map.pmtiles)
cli-map-version = this file is PMTiles version { $version }: version 3 is needed (pmtiles convert)
cli-map-truncated = the file is not whole: { $there } of the { $wanted } that it announces; download it again
cli-map-damaged = the file is damaged: download or make it again
cli-map-packing = its tiles are packed with { $packing }, which browsers cannot read: make the map with gzip
cli-map-kind = tiles of this kind are not drawn ({ $kind }): vector tiles (MVT) or PNG, JPEG or WebP pictures are needed
cli-map-no-layers = this vector map does not name its layers: those of Protomaps' basemap are needed (earth, water, roads…), or tiles of pictures
cli-map-layers = the layers of this vector map are { $layers }: those of Protomaps' basemap are needed (earth, water, roads…), or tiles of pictures
cli-map-attribution = this file does not say whom its data comes from: say it, for instance with --attribution "© OpenStreetMap contributors"
cli-map-edges = the edges of this map cannot be ({ $edges }): make it again
cli-map-busy = another command gives a map at this moment: wait for its end
cli-map-space = the disk is short of room: { $needed } are needed, { $free } are free
cli-doctor-signature = { $plugin }: its bytes are no longer what its publisher signed, the plugin is not loaded
cli-doctor-signature-mend = install it again from the publisher's file, and look for who changed the database
cli-doctor-map = map: { $name }
cli-doctor-map-none = no map, the directory offers its plans (to give one: maille map give FILE.pmtiles)
cli-doctor-map-fault = the map is not offered: { $error }
cli-doctor-map-fault-mend = give it again (maille map give FILE.pmtiles), or remove it (maille map remove)
