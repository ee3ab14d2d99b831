# Neighbouring instances, for who administers.
peers-title = Neighbours
peers-lead = The instances of other territories with which this one exchanges records. Each stays the owner of its own.
peers-off = This instance exchanges nothing with others
peers-off-disabled = The exchange is off. To switch it on, write “enabled = true” below “[federation]” in maille.toml, then start the server again.
peers-off-name = It lacks a name. Write “origin” below “[instance]” in maille.toml, such as “maille.creuse.fr”, then start the server again. The name is given for ever.
peers-off-address = It lacks an address. Write “public_url” below “[server]” in maille.toml, such as “https://maille.creuse.fr”, then start the server again.
peers-off-other = Mend what the following message says, then start the server again.
peers-twin = Another machine publishes in your name
peers-twin-text = { $who } holds of your log, under your signature, something else than this machine said. A copy of your database, with its keys, probably runs elsewhere.
peers-twin-mend = switch one of the two machines off, then start the other anew: it takes back what was said in your name. Then tell your neighbours: they take nothing from you until they approve again.
peers-asked = What waits for your decision
peers-known = Neighbouring instances
peers-none = There is no neighbour yet.
peers-ended = Exchanges that ended
peers-add = Add a neighbour
peers-add-text = You will see who answers at this address before anything is asked.
peers-look = See who answers
peers-own = How others recognise you
peers-own-text = Read these six words to the person who administers the other instance, when they ask you on the telephone.
peers-waiting = { $count ->
    [one] One instance waits for your decision.
   *[other] { $count } instances wait for your decision.
 }
peer-address = Address
peer-address-hint = The one that the person who administers the other instance gives you, such as https://maille.creuse.fr
peer-not-an-address = Write the address of an instance, such as https://maille.creuse.fr, with nothing behind it.
peer-not-in-time = This address did not answer in time. Check it, then try again.
peer-other-words = This address answers with other words now. Begin again, and compare them once more.
peer-not-met = { $why } (Message: { $said })
peer-not-ourselves = This address is your own. Write that of the other instance.
peer-not-this-machine = This address leads to the machine itself. Write the one that the other instance has on the Internet.
peer-not-silent = Nobody answers at this address. Check it with the person who gave it to you.
peer-not-maille = What answers at this address is no instance of Maille. Check the address.
peer-not-versions = The two programs are of versions too far apart. Update the older one.
peer-not-other-key = This instance has another key than the one you approved. Telephone them: if that is meant, end the exchange first.
peer-not-known = You know this instance already: it is in the list.
peer-not-other = This instance cannot be added.
peer-met-title = Is this your neighbour?
peer-met-lead = An instance has answered. Nothing is asked of it yet.
peer-compare = Compare the six words
peer-compare-text = Telephone the person who administers the other instance, at a number that you know already. Each reads their six words to the other. A single word that differs, and it is not them: do not go on.
peer-their-words = What the other person must read:
peer-our-words = What you read to them:
peer-words = Its six words
peer-who = Who it is
peer-name = Name
peer-origin = Host name
peer-they-share = What it shares
peer-we-share = What you share
peer-shares-nothing = nothing
peer-decide = Your decision
peer-met-next = If the words are the same, ask for the exchange. Nothing leaves and nothing arrives before the other instance approves too.
peer-met-asked-first = This instance has asked you already. If the words are the same, the exchange begins at once.
peer-ask = The words are the same: ask
peer-approve = The words are the same: approve
peer-approve-text = The exchange begins at once: each copies what the other shares.
peer-differ = The words are not the same: do nothing
peer-title = Neighbour: { $name }
peer-since = Since { $when }.
peer-unknown = Unknown
peer-requested-by-us = You have asked: the other instance has not answered yet
peer-requested-by-them = The other instance asks: your decision is awaited
peer-approved = Approved on both sides
peer-suspended-by-us = Suspended by you
peer-suspended-by-them = Suspended by the other instance
peer-suspended-by-both = Suspended on both sides
peer-ended = Ended
peer-state-stopped = Nothing more is taken from this instance.
peer-state-unsaid = Your decision could not be told to it yet: it does not answer.
peer-state-silent = Answers no more: last answer { $ago }.
peer-state-never = Has never answered yet.
peer-state-begins = The first copy is about to begin.
peer-state-agreed = Both hold the same, checked { $ago }.
peer-state-copying = Answered { $ago }: the copy is not complete yet.
peer-trouble-unreachable = It cannot be reached
peer-mend-unreachable = check with them that their site opens at this address, and that its certificate is valid. The attempts go on by themselves.
peer-trouble-slow = It answers too slowly
peer-mend-slow = there is nothing to do if it passes. If it lasts a day, telephone them.
peer-trouble-refused = It refuses what you ask
peer-mend-refused = check that both clocks are right, and ask them whether the exchange is still approved there.
peer-trouble-behind = It has forgotten part of what it said
peer-mend-behind = a backup was probably restored there. It will say so by itself; if it lasts a day, telephone them.
peer-trouble-broken = Its log contradicts itself
peer-mend-broken = telephone them. The copies from before stay. When the cause is known, try again, or end the exchange.
peer-trouble-full = It sends more than is held of one instance
peer-mend-full = telephone them. If it is meant, raise “peer_records_max” or “peer_bytes_max” under “[federation]” in maille.toml, restart the server, then try again.
peer-trouble-forked = It told two different histories
peer-mend-forked = telephone them, and keep the proof below: a key may have been stolen, or two machines publish under this name. When the cause is known, try again, or end the exchange.
peer-trouble-parked = What it sends brings down the program that reads it
peer-mend-parked = telephone them, and tell whoever makes the program. After an update, there or here, try again.
peer-trouble-other = The exchange failed
peer-mend-other = the attempts go on by themselves. If it lasts a day, read the message with the person who runs the machine.
peer-said = Message:
peer-exchange = How the exchange stands
peer-held = Records copied here
peer-records = { $count ->
    [0] none
    [one] one record
   *[other] { $count } records
 }
peer-aside-kind = { $count ->
    [one] one of them kept and not shown: its kind is not known here
   *[other] { $count } of them kept and not shown: their kind is not known here
 }
peer-aside-misfit = { $count ->
    [one] one of them kept and not shown: it has not the form that is expected here
   *[other] { $count } of them kept and not shown: they have not the form that is expected here
 }
peer-aside-clash = { $count ->
    [one] one of them kept and not shown: another instance has a record of the same number
   *[other] { $count } of them kept and not shown: another instance has records of the same numbers
 }
peer-aside-key = { $count ->
    [one] one of them kept and not shown: another of its records has the same name
   *[other] { $count } of them kept and not shown: others of its records have the same names
 }
peer-aside-other = { $count ->
    [one] one of them kept and not shown
   *[other] { $count } of them kept and not shown
 }
peer-read = Its log, read here up to
peer-entry = { $entry ->
   *[other] entry { $entry }
 }
peer-entry-none = not begun yet
peer-lag = { $count ->
    [one] one entry is missing here
   *[other] { $count } entries are missing here
 }
peer-read-there = Your log, read there, as they say, up to
peer-tried = Last attempt
peer-told = Your log, announced up to
peer-entry-of = { $entry ->
   *[other] entry { $entry } of { $last }
 }
peer-untold = { $count ->
    [one] one change is not announced yet
   *[other] { $count } changes are not announced yet
 }
peer-answered = Last answer
peer-agreed = Last agreement: both held the same
peer-never = never
peer-clock = Its clock
peer-clock-same = It shows the same time as yours.
peer-clock-ahead = It is { $length } ahead.
peer-clock-behind = It is { $length } behind.
peer-seconds = { $count ->
    [one] one second
   *[other] { $count } seconds
 }
peer-minutes = { $count ->
    [one] one minute
   *[other] { $count } minutes
 }
peer-hours = { $count ->
    [one] one hour
   *[other] { $count } hours
 }
peer-clock-off = The two clocks are too far apart
peer-clock-mend = Beyond five minutes, what is asked is refused. Set the time of both machines from the network (NTP).
peer-fork = The proof of two histories
peer-fork-text = This instance signed two documents that cannot both be true. They speak of the same entry of its log: number { $entry }. Whoever knows its key can check that.
peer-fork-told = The other history was heard by { $who }.
peer-fork-told-itself = The other history came in its own name: two machines that have its key probably publish at the same time.
peer-twice = Two machines publish in its name
peer-twice-itself = A machine that has its key began its log anew (epoch { $epoch }) and said so here. The address that you know is not aware of that: it still answers in epoch { $here }.
peer-twice-told = A machine that has its key began its log anew (epoch { $epoch }): { $who } heard of it. The address that you know is not aware of that: it still answers in epoch { $here }.
peer-twice-mend = telephone them. A copy of their database, with its keys, probably runs elsewhere: only one of the two machines may stay on. Nothing is taken from the one that you do not know.
peer-twice-seen = It is settled
peer-twice-seen-text = The warning goes. It comes back if the other machine speaks again.
peer-fork-left = Since then it began its log anew and says so, as after a restored backup: that explains it.
peer-fork-export = Download the proof (JSON)
peer-told-others = What it says of other instances
peer-told-wrong = { $count ->
    [one] one thing did not hold, and did not count
   *[other] { $count } things did not hold, and did not count
 }
peer-away = Its records, while it does not answer
peer-via = Received by way of { $who }, { $ago }
peer-mirror = What it gives of others’ logs
peer-mirror-fault = { $times ->
    [one] of { $owner }: once, it was not what { $owner } had signed
   *[other] of { $owner }: { $times } times, it was not what { $owner } had signed
 }
peer-refused-often = What was refused in its name
peer-refused-one = { $times ->
    [one] { $code }: once, { $ago }
   *[other] { $code }: { $times } times, the last { $ago }
 }
peer-suspend = Suspend
peer-suspend-text = Nothing leaves and nothing arrives until you resume. The copies stay.
peer-resume = Resume
peer-resume-text = The exchange goes on where it stopped, if the other instance has not suspended it.
peer-again = Try again
peer-again-text = Its log is read again from where it contradicted itself.
peer-ask-now = Ask now
peer-ask-now-text = Without waiting for the next time. Look at this page again in a minute.
peer-end = End the exchange
peer-end-title = End the exchange with { $name }?
peer-end-lead = This is what is lost:
peer-end-here = { $count ->
    [0] There is no copy of its records here.
    [one] The copy of its record is erased here, at once.
   *[other] The copies of its { $count } records are erased here, at once.
 }
peer-end-there = It is asked to erase the copies of your records. Nobody can prove that it did.
peer-end-again = To begin again, the six words must be compared once more, on both sides.
peer-end-instead = For a pause, suspend instead: the copies stay.
peer-end-submit = End it and erase the copies
peer-end-keep = Keep the exchange
peer-refuse = Refuse this request
peer-refuse-title = Refuse the request of { $name }?
peer-refuse-lead = Nothing has been exchanged yet. The other instance is told, and may ask again.
peer-refuse-later = Decide later
peer-done-asked = The request leaves. The exchange begins when the other instance approves.
peer-done-approved = It is approved. The first copy begins.
peer-done-suspended = The exchange is suspended.
peer-done-resumed = The exchange goes on.
peer-done-ended = The exchange has ended. The copies are erased here.
peer-done-asked-now = This instance is about to be asked.
peer-refused-changed = Nothing was done: things have changed since you opened the page. This is how they stand.
peer-refused-words = Nothing was done: the words are no longer those that you compared. Compare them again.
