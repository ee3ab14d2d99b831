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
