# What a visitor reports about a record of the directory.
suggestion-link = Report an error on this page
suggestion-title = Report an error: { $name }
suggestion-lead = Somebody will read your message and check before the page is changed. You need no account.
suggestion-record = See what the page says today
suggestion-subject = What is wrong?
suggestion-hours = The opening hours
suggestion-telephone = The telephone number
suggestion-address = The address
suggestion-closed = The place has closed for good
suggestion-other = Something else
suggestion-text = What do you know?
suggestion-text-hint = For example the right number, or the right hours. If the place has closed for good, you need not write anything.
suggestion-contact = How can we reach you?
suggestion-contact-hint = An e-mail address or a telephone number, if you do not mind answering a question.
suggestion-contact-kept = We keep your address or number for that alone: it is erased { $days } days after our decision, after one year at the latest. Please write nothing else that is personal.
suggestion-trap = Leave this field empty
suggestion-send = Send
suggestion-no-subject = Choose what is wrong.
suggestion-no-text = Write what you know.
suggestion-long-text = Your message is too long. Please shorten it.
suggestion-no-contact = Write an e-mail address or a telephone number, or leave it empty.
suggestion-again = Your message has not gone yet. Please send it a second time.
suggestion-too-many = Too many messages have arrived. Wait ten minutes and send yours again, or telephone us.
suggested-title = Thank you, your message has arrived
suggested-lead = Somebody will check, then correct the page if needed.
suggested-reference = The number of your message:
suggested-keep = If you call us about it, read this number out.
suggested-back = Back to the page of the place
# Those who decide about what is reported.
moderation-title = Reports
moderation-one = Report: { $title }
moderation-waiting = { $count ->
    [0] No report waits for a decision.
    [one] One report waits for a decision.
   *[other] { $count } reports wait for a decision.
 }
moderation-states = Reports by decision
moderation-new = Waiting
moderation-accepted = Accepted
moderation-refused = Refused
moderation-none = There is nothing here.
moderation-said = What the visitor says
moderation-reference = Number
moderation-made = Received
moderation-contact = To reach the visitor
moderation-no-text = The visitor wrote nothing more.
moderation-record = What the record says today
moderation-changed = The record has changed since this message: check whether it is right already.
moderation-gone = The record is no longer published.
moderation-correct = Correct the record
moderation-decision-title = Decision
moderation-decision-text = Accepting here does not change the record. Correct it first: when you save, you can accept the suggestion.
moderation-decision = Your decision
moderation-accept = Accept: the visitor is right
moderation-refuse = Refuse: the record is right, or the message is of no use
moderation-no-decision = Choose to accept or to refuse.
moderation-note = Note
moderation-note-hint = For your colleagues: what you checked, and with whom.
moderation-submit = Keep the decision
moderation-done = Your decision is kept.
moderation-by = Decided
moderation-by-whom = by { $name }, { $when }
# A record that a neighbouring instance holds.
suggestion-lead-held = This page is kept by { $name }, who alone can change it. Your message is passed on to them, without your address or telephone number, and our team reads it too. You need no account.
suggested-lead-held = Your message is passed on to { $name }, who keeps this page. Our team reads it too, and sees their answer.
moderation-held = This record is kept by { $name }: only they correct it. The message is passed on to them, and their answer arrives here.
moderation-decision-held = Deciding here does not change the record: what counts is the answer of the instance that keeps it.
