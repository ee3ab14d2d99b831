# Visitors without an account who contribute: their code, the page that asks for it again, letters, printed codes.
contribution-legend = Your code
contribution-why = A code replaces an account: with it we know that it is you again. It is the same code for the whole site.
contribution-code = Your code
contribution-code-hint = Twelve letters and digits, such as K7QF-3MZD-9XTR. Capitals, spaces and dashes do not matter.
contribution-email = I have no code: send it to my address
contribution-email-hint = Leave it empty if you have a code. Your address is used to write to you about what you propose; nobody is shown it, and it is erased with your code, at the latest { $months } months after you last sent something.
contribution-mediator = No code? A mediator gives you one, printed.
contribution-mediator-link = Find a place near you
contribution-kept = The code holds for { $months } more months each time you send something. Keep it to yourself.
contribution-known = Your code was recognised. You need not write it again.
contribution-title = A code that holds is missing
contribution-lead = What you wrote is kept in this page and is not sent yet. It goes as soon as the code holds.
contribution-missing = Write your code
contribution-wrong = This code is not known: compare it with your paper or message, letter by letter
contribution-expired = This code holds no more, it was not used for too long: ask for another one
contribution-revoked = This code was taken back by the team of the site: ask for another one
contribution-late = The form stood open for more than an hour: write your code once more
contribution-no-address = Write an address such as first.last@example.org
contribution-too-many-wrong = Too many unknown codes were tried from here: try again in { $count ->
    [one] a minute
   *[other] { $count } minutes
}
contribution-too-many-mails = Too many codes were asked for: try again in { $count ->
    [one] a minute
   *[other] { $count } minutes
}
contribution-too-many-sent = You sent much in a short time: try again in { $count ->
    [one] a minute
   *[other] { $count } minutes
}
contribution-mailed-title = Your code comes by e-mail
contribution-mailed = A code is on its way to the address that you wrote
contribution-mailed-text = It comes within minutes; look among unwanted mail too. Leave this page open, write the code here, then send.
contribution-files = Your file is not kept
contribution-files-text = To send it, go back with your browser, write the code in the form and send it from there. Otherwise the rest goes without the file.
letter-hello = Hello,
letter-code-subject = Your code for { $name }
letter-code-text = Here is your code to contribute on { $name }:
letter-code-use = Write it where the form asks for “Your code”. It waits for its first use until { $day }, then holds for { $months } more months each time you send something.
letter-code-secret = Keep it to yourself: whoever has this code can write in your place.
letter-code-not-you = You asked for nothing? Do nothing: unless it is used, this code and your address are erased. A question: { $contact }
letter-end = This message comes from { $name } ({ $address }), where you left your address to get a code to contribute. To have your address erased: { $contact }
codes-title = Codes for contributors
codes-lead = A code lets somebody without an account propose something on this site. Print codes and give one to each person.
codes-make = Print codes
codes-count = How many codes
codes-count-hint = From 1 to { $count }
codes-count-fault = Write a number from 1 to { $count }
codes-purpose = What for, for whom
codes-purpose-hint = Printed on each slip, such as “Tuesday workshop”. Write nobody’s name.
codes-list = Printed codes
codes-none = No code was printed.
codes-made = Printed by { $name }, { $when }
codes-unused = Not used yet
codes-used = Used, last { $when }
codes-expires = Holds until { $day }
codes-over = Holds no more
codes-revoked = Taken back, { $when }
codes-revoke = Take this code back
codes-revoked-done = The code was taken back: it opens nothing any more.
codes-untitled = A code without a note
codes-printed-title = Your codes to print
codes-printed-lead = Print this page now: the codes are shown once, nobody can read them again.
codes-printed-back = Back to the codes
slip-title = Your code to contribute
slip-use = When a form asks for “Your code”, write these twelve letters and digits. You need no account.
slip-until = Holds until { $day }, then { $months } months each time you send something.
slip-secret = Keep this paper to yourself.
letter-accepted-subject = “{ $title }” is online
letter-accepted = What you wrote on { $name }, “{ $title }”, was read and accepted. Everybody can see it.
letter-refused-subject = “{ $title }” is not published
letter-refused = What you wrote on { $name }, “{ $title }”, was read and is not published.
letter-withdrawn-subject = “{ $title }” is no longer shown
letter-withdrawn = What you wrote on { $name }, “{ $title }”, was reported by visitors. Somebody read it and withdrew it.
letter-undone-subject = “{ $title }” will be read again
letter-undone = The decision about “{ $title }”, on { $name }, was taken back. Somebody will read it again, and you will get another message.
letter-reason = Reason: { $reason }
letter-said =
    Whoever read it writes to you:

    { $text }
letter-page = The page: { $address }
letter-page-edit = To correct or erase it with your code: { $address }
letter-question = A question, or you do not agree: { $contact }
