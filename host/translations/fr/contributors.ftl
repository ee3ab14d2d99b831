# Visiteurs sans compte qui contribuent : leur code, la page qui le redemande, les lettres, les codes imprimés.
contribution-legend = Votre code
contribution-why = Un code remplace un compte : avec lui, nous savons que c’est encore vous. C’est le même code pour tout le site.
contribution-code = Votre code
contribution-code-hint = Douze lettres et chiffres, par exemple K7QF-3MZD-9XTR. Majuscules, espaces et tirets ne comptent pas.
contribution-email = Je n’ai pas de code : l’envoyer à mon adresse
contribution-email-hint = Laissez vide si vous avez un code. Votre adresse sert à vous écrire au sujet de ce que vous proposez ; elle n’est montrée à personne et elle est effacée avec votre code, au plus tard { $months } mois après votre dernier envoi.
contribution-mediator = Pas de code ? Une médiatrice ou un médiateur vous en donne un, imprimé.
contribution-mediator-link = Trouver un lieu près de chez vous
contribution-kept = Le code vaut encore { $months } mois après chaque envoi. Gardez-le pour vous.
contribution-known = Votre code a été reconnu. Vous n’avez pas à l’écrire une deuxième fois.
contribution-title = Il manque un code qui convienne
contribution-lead = Ce que vous avez écrit est gardé dans cette page et n’est pas encore envoyé. Il part dès que le code convient.
contribution-missing = Écrivez votre code
contribution-wrong = Ce code n’est pas connu : comparez-le avec votre papier ou votre message, lettre par lettre
contribution-expired = Ce code n’est plus valable, il n’a pas servi depuis trop longtemps : demandez-en un autre
contribution-revoked = Ce code a été repris par l’équipe du site : demandez-en un autre
contribution-late = Le formulaire est resté ouvert plus d’une heure : écrivez votre code encore une fois
contribution-no-address = Écrivez une adresse comme prenom.nom@example.fr
contribution-too-many-wrong = Trop de codes inconnus ont été essayés d’ici : recommencez dans { $count ->
    [one] une minute
   *[other] { $count } minutes
}
contribution-too-many-mails = Trop de codes ont été demandés : recommencez dans { $count ->
    [one] une minute
   *[other] { $count } minutes
}
contribution-too-many-sent = Vous avez beaucoup envoyé en peu de temps : recommencez dans { $count ->
    [one] une minute
   *[other] { $count } minutes
}
contribution-mailed-title = Votre code arrive par e-mail
contribution-mailed = Un code part à l’adresse que vous avez écrite
contribution-mailed-text = Il arrive en quelques minutes ; regardez aussi dans les indésirables. Laissez cette page ouverte, écrivez-y le code, puis envoyez.
contribution-files = Votre fichier n’est pas gardé
contribution-files-text = Pour l’envoyer, revenez en arrière avec votre navigateur, écrivez le code dans le formulaire et envoyez-le de là. Sinon, le reste part sans le fichier.
letter-hello = Bonjour,
letter-code-subject = Votre code pour { $name }
letter-code-text = Voici votre code pour contribuer sur { $name } :
letter-code-use = Écrivez-le là où le formulaire demande « Votre code ». Il attend votre premier envoi jusqu’au { $day }, puis vaut encore { $months } mois après chaque envoi.
letter-code-secret = Gardez-le pour vous : qui a ce code peut écrire à votre place.
letter-code-not-you = Vous n’avez rien demandé ? Ne faites rien : sans premier envoi, ce code et votre adresse sont effacés. Une question : { $contact }
letter-end = Ce message vient de { $name } ({ $address }), où vous avez laissé votre adresse en demandant un code pour contribuer. Pour faire effacer votre adresse : { $contact }
codes-title = Codes de contribution
codes-lead = Un code permet à une personne sans compte de proposer quelque chose sur ce site. Imprimez des codes et donnez-en un à chaque personne.
codes-make = Imprimer des codes
codes-count = Combien de codes
codes-count-hint = De 1 à { $count }
codes-count-fault = Écrivez un nombre de 1 à { $count }
codes-purpose = Pour quoi, pour qui
codes-purpose-hint = Imprimé sur chaque papier, par exemple « Atelier du mardi ». N’écrivez le nom de personne.
codes-list = Codes imprimés
codes-none = Aucun code n’a été imprimé.
codes-made = Imprimé par { $name }, { $when }
codes-unused = Pas encore utilisé
codes-used = Utilisé, la dernière fois { $when }
codes-expires = Valable jusqu’au { $day }
codes-over = N’est plus valable
codes-revoked = Repris, { $when }
codes-revoke = Reprendre ce code
codes-revoked-done = Le code a été repris : il ne sert plus à rien.
codes-untitled = Code sans mention
codes-printed-title = Vos codes à imprimer
codes-printed-lead = Imprimez cette page maintenant : les codes ne sont montrés qu’une fois, personne ne peut les relire ensuite.
codes-printed-back = Retour aux codes
slip-title = Votre code pour contribuer
slip-use = Quand un formulaire demande « Votre code », écrivez ces douze lettres et chiffres. Vous n’avez pas besoin de compte.
slip-until = Valable jusqu’au { $day }, puis { $months } mois après chaque envoi.
slip-secret = Gardez ce papier pour vous.
letter-accepted-subject = « { $title } » est en ligne
letter-accepted = Ce que vous avez écrit sur { $name }, « { $title } », a été relu et accepté. Tout le monde peut le voir.
letter-refused-subject = « { $title } » n’est pas publié
letter-refused = Ce que vous avez écrit sur { $name }, « { $title } », a été relu et n’est pas publié.
letter-withdrawn-subject = « { $title } » n’est plus affiché
letter-withdrawn = Ce que vous avez écrit sur { $name }, « { $title } », a été signalé par des visiteurs. Une personne l’a relu et retiré.
letter-undone-subject = « { $title } » va être relu
letter-undone = La décision prise au sujet de « { $title } », sur { $name }, est annulée. Une personne va le relire, et vous recevrez un nouveau message.
letter-reason = Raison : { $reason }
letter-said =
    La personne qui l’a relu vous écrit :

    { $text }
letter-page = La page : { $address }
letter-page-edit = Pour le corriger ou l’effacer avec votre code : { $address }
letter-question = Une question, ou vous n’êtes pas d’accord : { $contact }
