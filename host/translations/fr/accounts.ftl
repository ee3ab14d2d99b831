# Les comptes des personnes qui travaillent sur ce site, et le cadre de l'administration.
administration = Administration
desk-navigation = Navigation de l’administration
desk-home = Administration
desk-pages = Ce que vous pouvez ouvrir
desk-rights = Ce que vous avez le droit de faire
desk-role = Votre rôle :
desk-state = Comment va cette instance
state-good = Bon.
state-warning = Alerte.
state-fault = Panne.
state-mend = Pour réparer :
signed-in-as = Connecté : { $name }, { $role }
sign-out = Se déconnecter
signed-out = Vous êtes déconnecté. Sur un ordinateur partagé, fermez aussi le navigateur.
sign-in = Se connecter
sign-in-lead = Cette page est pour les personnes qui travaillent sur ce site. Vous n’avez pas besoin de compte pour le lire.
sign-in-refused = Cet identifiant et ce mot de passe ne vont pas ensemble. Vérifiez les deux.
sign-in-too-many = { $count ->
    [one] Il y a eu trop d’essais. Attendez une minute, puis essayez encore.
   *[other] Il y a eu trop d’essais. Attendez { $count } minutes, puis essayez encore.
 }
sign-in-forgotten = Vous avez oublié votre mot de passe ? Demandez un nouveau lien à une personne qui administre ce site.
sign-in-cookie = Tant que vous êtes connecté, un petit fichier (cookie) reste dans ce navigateur. Il s’en va quand vous vous déconnectez.
no-administrator = Personne n’administre encore ce site
no-administrator-mend = Si vous gérez la machine, lancez la commande « maille doctor » : elle affiche un lien pour créer le premier compte.
password = Mot de passe
password-again = Le même mot de passe, encore une fois
password-hint = { $count ->
   *[other] Au moins { $count } caractères. Une phrase de quelques mots est facile à retenir et difficile à deviner.
 }
password-short = { $count ->
   *[other] Ce mot de passe est trop court : il faut au moins { $count } caractères.
 }
password-long = { $count ->
   *[other] Ce mot de passe est trop long : { $count } caractères au plus.
 }
password-common = Ce mot de passe est trop facile à deviner. Prenez une phrase de quelques mots.
password-name = Ce mot de passe ressemble à un nom que tout le monde connaît. Prenez une phrase de quelques mots.
password-different = Les deux mots de passe ne sont pas les mêmes. Écrivez-les encore.
password-title = Choisir mon mot de passe
password-submit = Garder ce mot de passe
password-lead = Bonjour { $name }. Choisissez un mot de passe. Pour vous connecter, vous écrirez ensuite votre identifiant : { $login }
first-access-title = Créer le premier compte
first-access-submit = Créer mon compte
first-access-lead = Ce compte pourra tout faire sur ce site. Il pourra aussi créer les comptes des autres.
link-over-title = Ce lien ne fonctionne plus
link-over-text = Un lien d’accès sert une seule fois, pendant trois jours. Un nouveau lien remplace le précédent.
link-over-sign-in = Vous avez déjà choisi un mot de passe ? Connectez-vous
link-over-invited = Quelqu’un vous a invité ? Demandez-lui un nouveau lien.
link-over-doctor = Vous installez ce site ? La commande « maille doctor » affiche un nouveau lien.
account-name = Nom
account-name-hint = Comme vos collègues vous connaissent. Ce nom accompagne chaque modification.
account-name-fault = Écrivez un nom de 100 caractères au plus.
account-login = Identifiant
account-login-hint = Ce qui sera écrit pour se connecter, par exemple une adresse électronique.
account-login-fault = Écrivez un identifiant sans espace, par exemple une adresse électronique.
account-login-taken = Un autre compte a déjà cet identifiant. Choisissez-en un autre.
account-role = Rôle
account-role-submit = Donner ce rôle
account-last = C’est le dernier compte qui administre. Donnez d’abord ce rôle à un autre compte.
account-title = Compte de { $name }
account-done = C’est fait.
account-state = État
account-created = Créé le
account-disabled = Fermé depuis le { $when }
account-invited = Invité : n’a pas encore choisi de mot de passe
account-seen = Dernière connexion le { $when }
account-never-seen = Ne s’est pas encore connecté
account-add = Ajouter un compte
account-add-text = Vous recevrez un lien à donner à cette personne. Ce que chaque rôle permet :
account-enable = Ouvrir ce compte
account-enable-text = La personne pourra se connecter de nouveau, avec son ancien mot de passe.
account-disable = Fermer ce compte
account-disable-text = La personne ne pourra plus se connecter. Ce qu’elle a fait reste, avec son nom.
account-link = Faire un lien pour choisir un mot de passe
account-link-text = Pour une personne qui a oublié le sien. L’ancien mot de passe reste valable jusqu’à ce que le lien serve.
account-sessions-title = Connexions en cours
account-sessions = { $count ->
    [one] Une connexion est ouverte.
   *[other] { $count } connexions sont ouvertes.
 }
account-sessions-none = Aucune connexion n’est ouverte.
account-sessions-end = Mettre fin aux connexions
accounts-title = Comptes
accounts-lead = Les personnes qui travaillent sur ce site, et ce que chacune peut faire.
accounts-none = Il n’y a pas encore de compte.
invitation-title = Voici le lien. Il n’est affiché qu’une fois.
invitation-text = Donnez cette adresse à { $name }, par un chemin sûr. Elle sert une seule fois, pendant trois jours.
roles-title = Ce que chaque rôle permet
roles-lead = Chaque compte a un rôle. Le rôle dit ce que la personne peut faire ici.
roles-own = (votre rôle)
roles-none = Aucun droit dans l’administration.
role-visitor = Visiteur
role-visitor-about = Tout le monde, avec ou sans compte : lire ce qui est publié.
role-partner = Partenaire
role-partner-about = Une organisation du territoire qui participe.
role-mediator = Médiateur
role-mediator-about = Une personne qui aide le public et qui tient l’annuaire à jour.
role-auditor = Auditeur
role-auditor-about = Une personne qui regarde tout et ne change rien.
role-administrator = Administrateur
role-administrator-about = Une personne qui fait fonctionner ce site.
may-enter = entrer dans l’administration
may-read-private = lire les fiches en entier, avec ce qui n’est pas public
may-edit-records = écrire et corriger des fiches
may-delete-records = supprimer des fiches pour toujours
may-decide-duplicates = dire si deux fiches n’en font qu’une
may-moderate = accepter ou refuser ce que d’autres proposent
may-read-imports = lire les comptes rendus des imports
may-import = importer des fichiers
may-read-state = voir comment va cette instance
may-manage-plugins = installer des services et leur donner des droits
may-manage-accounts = créer des comptes et donner des rôles
may-read-peers = voir avec quelles instances on échange des fiches
may-manage-peers = approuver, suspendre et terminer ces échanges
may-read-audit = lire qui a fait quoi
lacks-title = Il vous manque un droit
lacks-text = Pour ouvrir cette page, il faut le droit suivant : { $right }. Les personnes qui administrent ce site peuvent vous le donner, en changeant votre rôle.
desk-state-more = Pour vérifier aussi la base de données, lancez « maille doctor » sur la machine.
