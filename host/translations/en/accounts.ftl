# Accounts of the people who work on this site, and the frame of the administration.
administration = Administration
desk-navigation = Navigation of the administration
desk-home = Administration
desk-pages = What you can open
desk-rights = What you may do
desk-role = Your role:
desk-state = How this instance fares
state-good = Good.
state-warning = Warning.
state-fault = Fault.
state-mend = To mend it:
signed-in-as = Signed in: { $name }, { $role }
sign-out = Sign out
signed-out = You are signed out. On a shared computer, close the browser too.
sign-in = Sign in
sign-in-lead = This page is for the people who work on this site. You need no account to read it.
sign-in-refused = This sign-in name and this password do not go together. Check both.
sign-in-too-many = { $count ->
    [one] There were too many attempts. Wait a minute, then try again.
   *[other] There were too many attempts. Wait { $count } minutes, then try again.
 }
sign-in-forgotten = Have you forgotten your password? Ask somebody who administers this site for a new link.
sign-in-cookie = While you are signed in, a small file (cookie) stays in this browser. It goes when you sign out.
no-administrator = Nobody administers this site yet
no-administrator-mend = If you run the machine, run the command “maille doctor”: it shows a link that makes the first account.
password = Password
password-again = The same password once more
password-hint = { $count ->
   *[other] At least { $count } characters. A sentence of a few words is easy to remember and hard to guess.
 }
password-short = { $count ->
   *[other] This password is too short: at least { $count } characters are needed.
 }
password-long = { $count ->
   *[other] This password is too long: { $count } characters at most.
 }
password-common = This password is too easy to guess. Take a sentence of a few words.
password-name = This password is like a name that everybody knows. Take a sentence of a few words.
password-different = The two passwords are not the same. Write them again.
password-title = Choose my password
password-submit = Keep this password
password-lead = Hello { $name }. Choose a password. To sign in you will then write your sign-in name: { $login }
first-access-title = Make the first account
first-access-submit = Make my account
first-access-lead = This account may do everything on this site. It may also make the accounts of others.
link-over-title = This link does not work any more
link-over-text = An access link serves once, within three days. A new link takes the place of the one before.
link-over-sign-in = Have you chosen a password already? Sign in
link-over-invited = Did somebody invite you? Ask them for a new link.
link-over-doctor = Are you setting up this site? The command “maille doctor” shows a new link.
account-name = Name
account-name-hint = As your colleagues know you. This name goes with each change.
account-name-fault = Write a name of at most 100 characters.
account-login = Sign-in name
account-login-hint = What will be written to sign in, such as an e-mail address.
account-login-fault = Write a sign-in name without a space, such as an e-mail address.
account-login-taken = Another account already has this sign-in name. Choose another one.
account-role = Role
account-role-submit = Give this role
account-last = This is the last account that administers. First give this role to another account.
account-title = Account of { $name }
account-done = Done.
account-state = State
account-created = Made on
account-disabled = Closed since { $when }
account-invited = Invited: has not chosen a password yet
account-seen = Last signed in on { $when }
account-never-seen = Has not signed in yet
account-add = Add an account
account-add-text = You will get a link to give to this person. What each role may do:
account-enable = Open this account
account-enable-text = The person can sign in again, with their old password.
account-disable = Close this account
account-disable-text = The person can sign in no more. What they did stays, with their name.
account-link = Make a link to choose a password
account-link-text = For somebody who has forgotten theirs. The old password holds until the link is used.
account-sessions-title = Open sessions
account-sessions = { $count ->
    [one] One session is open.
   *[other] { $count } sessions are open.
 }
account-sessions-none = No session is open.
account-sessions-end = End the sessions
accounts-title = Accounts
accounts-lead = The people who work on this site, and what each may do.
accounts-none = There is no account yet.
invitation-title = Here is the link. It is shown only once.
invitation-text = Give this address to { $name }, in a safe way. It serves once, within three days.
roles-title = What each role may do
roles-lead = Each account has a role. The role says what the person may do here.
roles-own = (your role)
roles-none = No right in the administration.
role-visitor = Visitor
role-visitor-about = Everybody, with or without an account: read what is published.
role-partner = Partner
role-partner-about = An organisation of the territory that takes part.
role-mediator = Mediator
role-mediator-about = Somebody who helps people and keeps the directory right.
role-auditor = Auditor
role-auditor-about = Somebody who looks at everything and changes nothing.
role-administrator = Administrator
role-administrator-about = Somebody who runs this site.
may-enter = enter the administration
may-read-private = read whole records, with what is not public
may-edit-records = write and correct records
may-delete-records = delete records for good
may-decide-duplicates = say whether two records are one
may-moderate = accept or refuse what others suggest
may-read-imports = read the reports of imports
may-import = import files
may-read-state = see how this instance fares
may-manage-plugins = install services and give them rights
may-manage-accounts = make accounts and give roles
may-read-peers = see with which instances records are exchanged
may-manage-peers = approve, suspend and end these exchanges
may-read-audit = read who did what
lacks-title = You lack a right
lacks-text = To open this page, this right is needed: { $right }. The people who administer this site can give it to you, by changing your role.
desk-state-more = To check the database too, run “maille doctor” on the machine.
