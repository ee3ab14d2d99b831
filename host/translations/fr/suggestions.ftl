# Ce qu’un visiteur signale sur une fiche de l’annuaire.
suggestion-link = Signaler une erreur sur cette page
suggestion-title = Signaler une erreur : { $name }
suggestion-lead = Quelqu’un lira votre message et vérifiera avant de changer la page. Vous n’avez pas besoin de compte.
suggestion-record = Voir ce que la page dit aujourd’hui
suggestion-subject = Qu’est-ce qui ne va pas ?
suggestion-hours = Les horaires
suggestion-telephone = Le numéro de téléphone
suggestion-address = L’adresse
suggestion-closed = Le lieu est fermé pour toujours
suggestion-other = Autre chose
suggestion-text = Que savez-vous ?
suggestion-text-hint = Par exemple le bon numéro, ou les bons horaires. Si le lieu est fermé pour toujours, vous pouvez ne rien écrire.
suggestion-contact = Comment vous joindre ?
suggestion-contact-hint = Une adresse électronique ou un numéro de téléphone, si vous voulez bien répondre à une question.
suggestion-contact-kept = Nous ne gardons votre adresse ou votre numéro que pour cela : ils sont effacés { $days } jours après notre décision, au plus tard après un an. N’écrivez rien d’autre de personnel.
suggestion-trap = Laissez ce champ vide
suggestion-send = Envoyer
suggestion-no-subject = Choisissez ce qui ne va pas.
suggestion-no-text = Écrivez ce que vous savez.
suggestion-long-text = Votre message est trop long. Raccourcissez-le.
suggestion-no-contact = Écrivez une adresse électronique ou un numéro de téléphone, ou laissez vide.
suggestion-again = Votre message n’est pas encore parti. Envoyez-le une deuxième fois.
suggestion-too-many = Trop de messages sont arrivés. Attendez dix minutes et envoyez le vôtre encore une fois, ou téléphonez-nous.
suggested-title = Merci, votre message est arrivé
suggested-lead = Quelqu’un va vérifier, puis corriger la page si besoin.
suggested-reference = Le numéro de votre message :
suggested-keep = Si vous nous appelez à ce sujet, lisez-nous ce numéro.
suggested-back = Revenir à la page du lieu
# Ceux qui décident de ce qui est signalé.
moderation-title = Signalements
moderation-one = Signalement : { $title }
moderation-waiting = { $count ->
    [0] Aucun signalement n’attend de décision.
    [one] Un signalement attend une décision.
   *[other] { $count } signalements attendent une décision.
 }
moderation-states = Signalements par décision
moderation-new = En attente
moderation-accepted = Accepté
moderation-refused = Refusé
moderation-none = Il n’y a rien ici.
moderation-said = Ce que le visiteur dit
moderation-reference = Numéro
moderation-made = Reçu le
moderation-contact = Pour le joindre
moderation-no-text = Le visiteur n’a rien écrit de plus.
moderation-record = Ce que la fiche dit aujourd’hui
moderation-changed = La fiche a changé depuis ce message : vérifiez si elle est déjà juste.
moderation-gone = La fiche n’est plus publiée.
moderation-correct = Corriger la fiche
moderation-decision-title = Décision
moderation-decision-text = Accepter ici ne change pas la fiche. Corrigez-la d’abord : en enregistrant, vous pourrez accepter le signalement.
moderation-decision = Votre décision
moderation-accept = Accepter : le visiteur a raison
moderation-refuse = Refuser : la fiche est juste, ou le message ne sert à rien
moderation-no-decision = Choisissez d’accepter ou de refuser.
moderation-note = Note
moderation-note-hint = Pour vos collègues : ce que vous avez vérifié, et auprès de qui.
moderation-submit = Enregistrer la décision
moderation-done = Votre décision est enregistrée.
moderation-by = Décidé
moderation-by-whom = par { $name }, { $when }
# Une fiche que tient une instance voisine.
suggestion-lead-held = Cette page est tenue par { $name }, qui seul peut la changer. Votre message leur est transmis, sans votre adresse ni votre téléphone, et notre équipe le lit aussi. Vous n’avez pas besoin de compte.
suggested-lead-held = Votre message est transmis à { $name }, qui tient cette page. Notre équipe le lit aussi, et voit leur réponse.
moderation-held = Cette fiche est tenue par { $name } : elle ne se corrige que chez eux. Le message leur est transmis, et leur réponse arrive ici.
moderation-decision-held = Décider ici ne change pas la fiche : c’est la réponse de l’instance qui la tient qui compte.
