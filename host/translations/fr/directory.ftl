# L’annuaire : la recherche, ses résultats et la page d’une fiche.
directory-title = Annuaire
directory-title-for = Annuaire : { $criteria }
directory-description = Les lieux, les services et les personnes qui peuvent vous aider près de chez vous.
directory-search = Recherche dans les lieux et les services
directory-words = Que cherchez-vous ?
directory-words-hint = Par exemple : imprimer, impôts, France Services
directory-near = Près d’où ?
directory-near-hint = Un code postal ou le nom d’une commune
directory-near-unknown = Nous ne connaissons pas cette commune. Vérifiez le nom, ou essayez avec un code postal.
directory-near-ambiguous = Plusieurs communes portent ce nom. Écrivez plutôt le code postal.
directory-here = autour de ce point
directory-more = Choisir plus précisément
directory-chosen = ({ $count } choix)
directory-theme = Thème
directory-any-theme = Tous les thèmes
directory-digital = Numérique
directory-themes = Tous les domaines
directory-fee = Prix
directory-access = Comment y aller ou les joindre
directory-any = Peu importe
directory-distance = Distance
directory-radius = À moins de { $radius } km
directory-open = Ouvert maintenant
directory-count-near = { $count ->
    [0] Aucun résultat à moins de { $radius } km
    [one] { $count } résultat à moins de { $radius } km
   *[other] { $count } résultats à moins de { $radius } km
 }
directory-count-open = { $count ->
    [one] Ouverts maintenant, sur { $count } résultat
   *[other] Ouverts maintenant, sur { $count } résultats
 }
directory-open-known = Les lieux dont nous ne connaissons pas les horaires ne sont pas dans cette liste.
directory-none = Nous n’avons rien trouvé. Vous pouvez demander moins, ou chercher plus loin :
directory-none-open-yet = Rien n’est ouvert parmi les premiers résultats. La page suivante continue plus loin.
directory-no-more = Il n’y a plus d’autre résultat.
directory-wider = Chercher à moins de { $radius } km
directory-everywhere = Chercher partout
directory-any-time = Voir aussi ce qui est fermé maintenant
directory-first = Revenir au début de la liste
directory-nothing = L’annuaire est encore vide.
directory-nothing-help = Si vous gérez ce site, remplissez-le avec la commande « maille import ».
directory-about = En savoir plus
directory-organisation = Proposé par
directory-languages = Langues parlées
directory-places = Autres lieux
directory-appointment = Prendre rendez-vous en ligne
directory-access-link = Faire une demande en ligne
directory-accessibility-link = Voir comment entrer et circuler
directory-around = Chercher d’autres lieux autour de cette adresse
directory-back = Faire une autre recherche dans l’annuaire
directory-corrected = Corrigé ici le { $date } : { $field }.
field-name = nom
field-description = présentation
field-telephone = téléphone
field-email = courriel
field-website = site internet
field-wheelchair = accès en fauteuil roulant
field-other = autre information
spoken-fr = français
spoken-en = anglais
spoken-ar = arabe
spoken-es = espagnol
spoken-pt = portugais
spoken-it = italien
spoken-de = allemand
spoken-nl = néerlandais
spoken-pl = polonais
spoken-ro = roumain
spoken-ru = russe
spoken-uk = ukrainien
spoken-tr = turc
spoken-fa = persan, dari
spoken-ps = pachto
spoken-zh = chinois
spoken-vi = vietnamien
spoken-br = breton
spoken-oc = occitan
spoken-fsl = langue des signes française
directory-files = Télécharger cette liste
directory-file-table = Tableau (CSV, pour un tableur)
directory-file-map = Points sur une carte (GeoJSON)
directory-file-linked = Données schema.org (JSON-LD)
directory-functions = Qui fait quoi, métier par métier, et ce qui manque
functions-title = Qui fait quoi
functions-title-for = Qui fait quoi : { $territory }
functions-lead = Ce que font les professionnels et les services publiés dans l’annuaire, métier par métier, et ce que personne ne fait.
functions-choose = Choix du territoire
functions-territory = Territoire
functions-everywhere = Tout l’annuaire
functions-show = Voir ce territoire
functions-unknown = Ce territoire n’est pas connu. Choisissez-en un dans la liste.
functions-nothing = Personne n’a encore indiqué de fonction ici.
functions-nothing-help = Si vous gérez ce site : les fonctions s’indiquent dans la fiche de chaque professionnel, service ou lieu, au champ « functions ». Un import les remplit avec la clé « functions » de son fichier de correspondance. Un professionnel compte quand il a accepté d’être publié.
functions-function = Fonction
functions-services = Services sans métier indiqué
functions-places = Lieux
functions-caption = Pour chaque fonction, combien de professionnels et de services, par métier
functions-professionals-count = { $count ->
    [one] { $count } professionnel
   *[other] { $count } professionnels
 }
functions-services-count = { $count ->
    [one] { $count } service
   *[other] { $count } services
 }
functions-places-count = { $count ->
    [one] { $count } lieu
   *[other] { $count } lieux
 }
functions-without-commune = { $count ->
    [one] { $count } fiche n’indique pas sa commune : elle compte dans tout l’annuaire, et dans aucun territoire.
   *[other] { $count } fiches n’indiquent pas leur commune : elles comptent dans tout l’annuaire, et dans aucun territoire.
 }
functions-shared = Fonctions partagées par plusieurs métiers
functions-specific = Fonctions propres à un seul métier
functions-gaps = Ce qui manque
functions-gaps-text = Une fonction manque quand aucun professionnel, aucun service et aucun lieu publié du territoire ne l’indique. Elle existe peut-être sans être dans l’annuaire.
functions-gaps-caption = Fonctions que personne n’indique, par territoire
functions-gaps-count = Combien
functions-gaps-which = Lesquelles
functions-missing = { $count ->
    [0] Rien ne manque
    [one] { $count } fonction
   *[other] { $count } fonctions
 }
functions-missing-all = Toutes
functions-missing-one = Fonction qui manque
functions-files = Télécharger ces tableaux (CSV, pour un tableur)
functions-file = Les fonctions par métier
functions-gaps-file = Ce qui manque
directory-audience = Pour qui
directory-language = Langue parlée sur place
directory-equipment = Matériel sur place
directory-day = Ouvert quel jour
directory-any-day = N’importe quel jour
directory-mobile = Seulement les lieux qui se déplacent (bus, camion)
directory-moves = Ce lieu se déplace : regardez bien le jour.
directory-count-day = { $count ->
    [one] Ouverts { $day }, sur { $count } résultat
   *[other] Ouverts { $day }, sur { $count } résultats
 }
directory-other-days = Voir aussi les autres jours
directory-fewer = Chercher sans les choix de la partie « Choisir plus précisément »
directory-call-us = Nous pouvons chercher avec vous par téléphone :
directory-corrected-words = Aucun résultat pour « { $typed } ». Nous avons cherché « { $searched } ».
directory-exactly = Chercher exactement « { $typed } »
directory-back-to-list = Revenir aux résultats de la recherche
opening-on-day = { $day } : { $hours }
today = aujourd’hui
tomorrow = demain
holder = Tenu par { $name }.
holder-seen = Tenu par { $name }, vu { $ago }.
holder-silent = { $count ->
    [one] Tenu par { $name }, dont nous n’avons plus de nouvelles depuis un jour. Téléphonez avant d’y aller.
   *[other] Tenu par { $name }, dont nous n’avons plus de nouvelles depuis { $count } jours. Téléphonez avant d’y aller.
 }
holder-page = Voir cette page chez { $name }
holder-tell = Le signaler directement : { $name }
