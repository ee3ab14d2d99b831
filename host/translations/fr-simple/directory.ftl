# L’annuaire en français simple : phrases de 12 mots au plus.
directory-title = Trouver de l’aide
directory-title-for = Trouver de l’aide : { $criteria }
directory-description = Des lieux et des personnes peuvent vous aider près de chez vous.
directory-search = Chercher un lieu ou une aide
directory-words = Vous cherchez quoi ?
directory-words-hint = Exemples : imprimer, impôts, ordinateur
directory-near = Dans quelle ville ?
directory-near-hint = Écrivez le code postal ou le nom de la ville.
directory-near-unknown = Nous ne connaissons pas cette ville. Essayez avec le code postal.
directory-near-ambiguous = Plusieurs villes ont ce nom. Écrivez le code postal.
directory-more = Choisir mieux
directory-theme = Pour quel besoin ?
directory-any-theme = Tous les besoins
directory-digital = Internet et ordinateur
directory-themes = Tous les besoins
directory-access = Comment leur parler
directory-distance = C’est loin ?
directory-open-known = Nous ne montrons pas les lieux sans horaires connus.
directory-none = Nous n’avons rien trouvé. Voici quoi essayer :
directory-none-open-yet = Rien n’est ouvert ici. Regardez la page suivante.
directory-no-more = Il n’y a rien d’autre.
directory-any-time = Voir aussi les lieux fermés maintenant
directory-nothing = Il n’y a encore rien ici. Revenez bientôt.
directory-nothing-help = Vous gérez ce site ? Tapez la commande « maille import ».
directory-organisation = Qui le propose
directory-languages = On parle quelles langues ?
directory-appointment = Prendre rendez-vous sur internet
directory-access-link = Demander de l’aide sur internet
directory-accessibility-link = Voir comment entrer
directory-around = Chercher autre chose près d’ici
directory-back = Chercher autre chose
directory-corrected = Nous avons corrigé le { $date } : { $field }.
directory-files = Garder cette liste sur votre ordinateur
directory-file-table = Un tableau (CSV)
directory-file-map = Des points sur une carte (GeoJSON)
directory-functions = Qui fait quoi, et ce qui manque
functions-lead = Cette page dit qui fait quoi. Elle dit aussi ce que personne ne fait.
functions-nothing-help = Vous gérez ce site ? Écrivez ce que chacun fait dans sa fiche.
functions-without-commune = { $count ->
    [one] { $count } fiche ne dit pas sa commune. Elle ne compte dans aucun territoire.
   *[other] { $count } fiches ne disent pas leur commune. Elles ne comptent dans aucun territoire.
 }
functions-caption = Combien de personnes et de services, par métier
functions-shared = Ce que plusieurs métiers font
functions-specific = Ce qu’un seul métier fait
functions-gaps-text = Personne ne dit faire cela ici. Cela existe peut-être quand même.
functions-gaps-caption = Ce que personne ne dit faire, par territoire
directory-language = On parle quelle langue ?
directory-equipment = Vous cherchez quel matériel ?
directory-day = Quel jour ?
directory-any-day = Tous les jours
directory-mobile = Seulement les bus et les camions
directory-moves = Ce lieu se déplace. Regardez bien le jour.
directory-fewer = Chercher sans tous ces choix
directory-call-us = Nous pouvons chercher avec vous au téléphone :
directory-corrected-words = Rien pour « { $typed } ». Nous avons cherché « { $searched } ».
directory-back-to-list = Revenir à la liste
holder-silent = { $count ->
    [one] Tenu par { $name }. Pas de nouvelles depuis un jour. Téléphonez avant d’y aller.
   *[other] Tenu par { $name }. Pas de nouvelles depuis { $count } jours. Téléphonez avant d’y aller.
 }
