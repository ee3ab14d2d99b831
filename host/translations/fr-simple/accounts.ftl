# Les comptes, en français simple.
desk-rights = Ce que vous pouvez faire
desk-state = Est-ce que tout marche ?
state-mend = Que faire :
signed-out = Vous êtes sorti. Fermez aussi le navigateur.
sign-in-lead = Cette page est pour l’équipe du site. Vous pouvez lire le site sans compte.
sign-in-refused = L’identifiant ou le mot de passe est faux. Vérifiez les deux.
sign-in-too-many = { $count ->
    [one] Il y a eu trop d’essais. Attendez une minute.
   *[other] Il y a eu trop d’essais. Attendez { $count } minutes.
 }
sign-in-forgotten = Vous ne savez plus votre mot de passe ? Demandez un lien à l’équipe.
sign-in-cookie = Ce navigateur se souvient de vous. Il vous oublie quand vous sortez.
no-administrator = Il n’y a pas encore de compte
no-administrator-mend = Vous gérez la machine ? Lancez la commande « maille doctor ». Elle affiche un lien.
password-again = Le même mot de passe encore
password-hint = { $count ->
   *[other] Au moins { $count } caractères. Prenez une phrase de quelques mots.
 }
password-short = { $count ->
   *[other] C’est trop court. Il faut au moins { $count } caractères.
 }
password-long = { $count ->
   *[other] C’est trop long. Il faut moins de { $count } caractères.
 }
password-common = C’est trop facile à deviner. Prenez une phrase.
password-name = C’est trop facile à deviner. Prenez une phrase.
password-different = Les deux mots de passe sont différents. Écrivez-les encore.
password-lead = Bonjour { $name }. Choisissez un mot de passe. Votre identifiant : { $login }
first-access-lead = Avec ce compte, vous pouvez tout faire ici.
link-over-title = Ce lien est fini
link-over-text = Un lien marche une seule fois. Il marche pendant trois jours.
link-over-sign-in = Vous avez un mot de passe ? Connectez-vous
link-over-invited = Quelqu’un vous a invité ? Demandez un nouveau lien.
link-over-doctor = Vous installez ce site ? Lancez la commande « maille doctor ».
account-name-hint = Le nom que vos collègues connaissent.
account-name-fault = Écrivez un nom plus court.
account-login-hint = Ce que vous écrivez pour entrer. Par exemple votre adresse électronique.
account-login-fault = Écrivez un identifiant sans espace.
account-login-taken = Cet identifiant est déjà pris. Choisissez-en un autre.
account-last = C’est le dernier administrateur. Nommez-en un autre d’abord.
account-invited = N’a pas encore de mot de passe
account-add-text = Vous aurez un lien à donner. Ce que chaque rôle permet :
account-enable-text = La personne pourra entrer de nouveau.
account-disable-text = La personne ne pourra plus entrer.
account-link-text = Pour une personne qui ne sait plus son mot de passe.
accounts-lead = Les personnes de l’équipe.
invitation-title = Voici le lien. Vous ne le verrez qu’une fois.
invitation-text = Donnez cette adresse à { $name }. Elle marche une seule fois.
roles-lead = Chaque compte a un rôle.
roles-none = Aucun droit ici.
role-visitor-about = Tout le monde.
role-partner-about = Une organisation près d’ici.
role-mediator-about = Une personne qui aide les gens.
role-auditor-about = Une personne qui regarde et ne change rien.
role-administrator-about = Une personne qui s’occupe du site.
may-read-private = lire les fiches en entier
may-moderate = dire oui ou non aux propositions
may-read-imports = lire ce qui a été importé
may-read-state = voir si tout marche
may-read-peers = voir les sites voisins
may-manage-peers = décider des sites voisins
lacks-title = Vous ne pouvez pas ouvrir cette page
lacks-text = Il faut un droit : { $right }. Demandez-le à un administrateur.
desk-state-more = Pour tout vérifier, lancez la commande « maille doctor ».
own-account-lead = Voici où vous êtes connecté. Vous ne reconnaissez pas une connexion ? Mettez-y fin.
session-times = Depuis le { $begun }. Dernière fois : le { $seen }.
session-end = Arrêter la connexion du { $begun }
sessions-end-others = Arrêter toutes les autres connexions
forgotten-lead = Écrivez votre identifiant. Vous recevrez un lien par courrier électronique.
forgotten-hint = L’adresse électronique que vous écrivez pour entrer.
forgotten-sent = Si le compte existe, un lien part
forgotten-sent-text = Le lien marche une seule fois, pendant une heure. Rien n’arrive ? Demandez un lien à l’équipe.
invitation-sent = Ce lien part aussi à l’adresse { $address }.
letter-invited = L’équipe de { $name } vous donne un accès. Choisissez votre mot de passe à cette adresse :
letter-invited-until = Elle marche une seule fois, pendant trois jours.
letter-forgotten = Quelqu’un demande un autre mot de passe pour vous. Choisissez-le à cette adresse :
letter-forgotten-until = Elle marche une seule fois, pendant une heure.
letter-access-not-you = Gardez cette adresse pour vous. Vous n’avez rien demandé ? Ne faites rien. Une question : { $contact }

# Connexion par un service d’identité.
provider-lead = Vous avez { $name } ? Prenez ce bouton.
provider-down-mend = Attendez quelques minutes. Votre mot de passe marche toujours.
provider-refused-mend = Essayez encore. Cela recommence ? Prévenez l’équipe.
provider-again = Vous avez peut-être attendu longtemps. Recommencez avec le bouton.
provider-unknown = Personne ici ne vous connaît
provider-unknown-mend = Demandez un lien à l’équipe. Ouvrez ce lien. Prenez ensuite le bouton.
provider-invitation-mend = Demandez un autre lien à l’équipe.
